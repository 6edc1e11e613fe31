# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs vmp and target processes for the tests of the command line, and prints TAP."""

import contextlib
import json
import os
import sqlite3
import subprocess
import sys
import time
import traceback

VMP = os.environ['VMP']
TARGET = os.environ['VMP_TARGET']
PAGE = os.sysconf('SC_PAGE_SIZE')
NOBODY = 65534


class Skip(Exception):
    """The test can't be made here; the message says why."""


def vmp(*args, status=0, env=None, **options):
    """Runs vmp, checks its exit status and returns (stdout, stderr)."""
    environment = dict(os.environ, **env) if env else None
    result = subprocess.run([VMP, *map(str, args)], capture_output=True, timeout=60, env=environment, **options)
    output, errors = result.stdout.decode(), result.stderr.decode()
    assert result.returncode == status, f'vmp {args}: status {result.returncode}, not {status}: {errors}'
    return output, errors


def vmp_json(*args, **options):
    output, _ = vmp(*args, '--json', **options)
    return json.loads(output)


def as_nobody():
    """Options for subprocess that run a command as a user without rights."""
    if os.geteuid() != 0:
        raise Skip('only root can become another user')
    return {'user': NOBODY, 'group': NOBODY, 'extra_groups': []}


@contextlib.contextmanager
def target(*args, program=TARGET, **options):
    """A known-memory process that is ready; ends with the block."""
    process = subprocess.Popen([program, *map(str, args)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                               text=True, **options)
    try:
        process.lines = []
        while not process.lines or process.lines[-1] != 'ready':
            line = process.stdout.readline()
            assert line, f'known-memory {args} ended early'
            process.lines.append(line.rstrip('\n'))
        yield process
    finally:
        process.kill()
        process.stdin.close()
        process.stdout.close()
        process.wait()


# Scripts that are recorded wait with turn() until the recording has got so far, however slow the machine is.
TURN = '''
import sys, time
def turn(condition='FROM address_spaces WHERE target = 1 AND time_nsec > {now}'):
    print(condition.format(now=time.clock_gettime_ns(time.CLOCK_BOOTTIME)), flush=True)
    sys.stdin.readline()
'''


def holds(file, condition):
    """Whether a recording that may be under way, or not there yet, has such rows."""
    try:
        with contextlib.closing(sqlite3.connect(f'file:{file}?mode=ro', uri=True, timeout=30)) as database:
            return database.execute(f'SELECT EXISTS (SELECT 1 {condition})').fetchone()[0] == 1
    except sqlite3.DatabaseError:
        return False


def wait_until_holds(file, condition, seconds=60):
    """Whether it came to that."""
    end = time.monotonic() + seconds
    while not (found := holds(file, condition)) and time.monotonic() < end:
        time.sleep(0.05)
    return found


def record_in_turns(file, script, *options, status=0, seconds=90):
    """Records a Python script that has turns. Whether all came: the observer budget of a busy machine may not allow it."""
    end = time.monotonic() + seconds
    came = True
    with subprocess.Popen([VMP, 'run', '--quiet', '--record', file, *options, '--', sys.executable, '-c', TURN + script],
                          stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        for condition in process.stdout:
            came &= wait_until_holds(file, condition, end - time.monotonic())
            process.stdin.write('\n')
            process.stdin.flush()
    assert process.returncode == status, process.returncode
    return came


def read(path):
    """The text of a file, whatever is in it."""
    with open(path, encoding='utf-8', errors='replace') as file:
        return file.read()


def kernel_threads_visible():
    return os.path.exists('/proc/2/comm') and read('/proc/2/comm') == 'kthreadd\n'


def proc_status(pid):
    """/proc/PID/status, read independently of vmp: bytes where the kernel says kB."""
    values = {}
    for line in read(f'/proc/{pid}/status').splitlines():
        key, _, value = line.partition(':')
        words = value.split()
        if words[1:] == ['kB']:
            values[key] = int(words[0]) * 1024
        elif len(words) == 1 and words[0].isdigit():
            values[key] = int(words[0])
    return values


def dead_pid():
    """A pid that no process has."""
    process = subprocess.Popen(['true'])
    process.wait()
    return process.pid


def close_to(a, b, tolerance):
    assert abs(a - b) <= tolerance, f'{a} and {b} differ by more than {tolerance}'


def run(tests):
    """Runs the test functions of a module (in a dict of names), as TAP."""
    functions = [(name, function) for name, function in tests.items()
                 if name.startswith('test_') and callable(function)]
    failed = 0
    print(f'1..{len(functions)}')
    for number, (name, function) in enumerate(functions, 1):
        try:
            function()
            print(f'ok {number} {name}')
        except Skip as reason:
            print(f'ok {number} {name} # SKIP {reason}')
        except Exception:  # any failure of a test is reported, not raised
            failed += 1
            for line in traceback.format_exc().splitlines():
                print(f'# {line}')
            print(f'not ok {number} {name}')
        sys.stdout.flush()
    sys.exit(1 if failed else 0)
