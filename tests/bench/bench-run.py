#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What vmp run adds to a command, beside the command alone and /usr/bin/time: bench-run.py VMP [RUNS]."""

import os
import shutil
import statistics
import sys
import time


def measure(command):
    """Wall-clock milliseconds from fork to the end, everything it prints thrown away."""
    begin = time.perf_counter()
    pid = os.posix_spawnp(command[0], command, os.environ, file_actions=[
        (os.POSIX_SPAWN_OPEN, 1, '/dev/null', os.O_WRONLY, 0),
        (os.POSIX_SPAWN_OPEN, 2, '/dev/null', os.O_WRONLY, 0)])
    _, status = os.waitpid(pid, 0)
    if status != 0:
        sys.exit(f'{command} ended with {status}')
    return (time.perf_counter() - begin) * 1000


def main():
    vmp, runs = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 200
    work = [sys.executable, '-c', 'for i in range(3000000): pass']
    cases = {
        'true': ['true'],
        'time true': ['time', '-v', 'true'],
        'vmp run true': [vmp, 'run', '--', 'true'],
        'vmp run --json --children true': [vmp, 'run', '--json', '--children', '--', 'true'],
    }
    long_cases = {
        'work': work,
        'vmp run work': [vmp, 'run', '--', *work],
        'vmp run --rate 1000 work': [vmp, 'run', '--rate', '1000', '--', *work],
    }
    for names, n in [(cases, runs), (long_cases, max(runs // 10, 5))]:
        names = {name: command for name, command in names.items() if shutil.which(command[0])}
        times = {name: [] for name in names}
        # Taken in turn, so that what else the machine does meets all of them.
        for _ in range(n):
            for name, command in names.items():
                times[name].append(measure(command))
        base = statistics.median(next(iter(times.values())))
        for name, values in times.items():
            median = statistics.median(values)
            print(f'{name:34} median {median:8.2f} ms   p95 {sorted(values)[int(n * 0.95)]:8.2f} ms   '
                  f'adds {median - base:7.2f} ms')


main()
