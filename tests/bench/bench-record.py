#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What recording a process at 10 Hz costs, beside a bare loop that only reads the same files: bench-record.py VMP [SECONDS [RUNS]]."""

import os
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

SIZES_MB = [1, 100]
# Of each reading that the recorder makes ten times a second.
CHEAP = ['stat', 'status', 'io']
DEAR = ['smaps_rollup', 'smaps']


def children_cpu():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def record(vmp, pid, path, seconds):
    """CPU seconds of one recording, and how many readings of the dear files it made."""
    before = children_cpu()
    subprocess.run([vmp, 'record', str(pid), '-o', path, '--force', '--duration', str(seconds)], check=True)
    cost = children_cpu() - before
    database = sqlite3.connect(path)
    n = database.execute("SELECT count(*) FROM samples WHERE metric IN ('pss', 'mappings')").fetchone()[0]
    database.close()
    return cost, n


def bare(pid, seconds, n_dear):
    """CPU seconds that the kernel takes to say the same, and nothing else: a loop of reads, kept open where the recorder does."""
    files = [os.open(f'/proc/{pid}/{name}', os.O_RDONLY) for name in CHEAP]
    begin = time.thread_time()
    for i in range(int(seconds * 10)):
        for file in files:
            os.pread(file, 8192, 0)
    for i in range(n_dear):
        file = os.open(f'/proc/{pid}/{DEAR[i % 2]}', os.O_RDONLY)
        while os.read(file, 1 << 16):
            pass
        os.close(file)
    cost = time.thread_time() - begin
    for file in files:
        os.close(file)
    return cost


def main():
    vmp = sys.argv[1]
    seconds, runs = (int(sys.argv[i]) if len(sys.argv) > i else default for i, default in ((2, 20), (3, 5)))
    for size in SIZES_MB:
        script = f'import time; kept = bytearray(b"x") * ({size} << 20); print(flush=True); time.sleep(1e6)'
        with tempfile.TemporaryDirectory() as folder, \
                subprocess.Popen([sys.executable, '-c', script], stdout=subprocess.PIPE) as target:
            target.stdout.readline()
            path = os.path.join(folder, 'bench.vmp')
            # What beginning and ending a recording costs is no rate.
            start = min(record(vmp, target.pid, path, 1)[0] for _ in range(5))
            costs, bares, n = [], [], 0
            for _ in range(runs):
                cost, n = record(vmp, target.pid, path, seconds + 1)
                costs.append((cost - start) / seconds * 100)
                bares.append(bare(target.pid, seconds, n) / seconds * 100)
            print(f'{size:4} MB   recording least {min(costs):.2f} %, median {statistics.median(costs):.2f} %   '
                  f'bare loop least {min(bares):.2f} %, median {statistics.median(bares):.2f} %   '
                  f'beginning and end {start * 1000:.0f} ms   {n} dear readings in {seconds + 1} s')
            target.kill()


main()
