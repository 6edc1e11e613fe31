# SPDX-License-Identifier: GPL-3.0-or-later
"""vmp run --record and vmp mark: real programs recorded from their first instruction, their stages named by themselves."""

import contextlib
import itertools
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

from harness import VMP, Skip, read, record_in_turns, run, vmp, wait_until_holds

MARK_TARGET = os.environ['VMP_MARK_TARGET']
LOST_NSEC = 4e9 if 'VMP_TEST_SLOW' in os.environ else 1.5e9 if 'VMP_TEST_KILLS' in os.environ else 3e9
KILLS = int(os.environ.get('VMP_TEST_KILLS', '10'))
GROW = 'import time\nblocks = []\nfor i in range(80):\n blocks.append(bytearray(1 << 20))\n time.sleep(0.05)\n'


@contextlib.contextmanager
def folder():
    with tempfile.TemporaryDirectory() as path:
        yield path


def ask(path, sql):
    database = sqlite3.connect(path)
    try:
        return database.execute(sql).fetchall()
    finally:
        database.close()


def record(file, *command, options=(), status=0, env=None):
    return vmp('run', '--quiet', '--record', file, *options, '--', *command, status=status, env=env)


def test_exact_end():
    with folder() as path:
        file, summary = f'{path}/a.vmp', f'{path}/a.json'
        vmp('run', '--json', '-o', summary, '--record', file, '--', sys.executable, '-c', 'x = bytearray(50 << 20)')
        usage = json.loads(read(summary))
        ((max_rss, minor, status),) = ask(file, 'SELECT max_rss_bytes, minor_faults, status FROM processes')
        assert status == 0 and max_rss > 50 << 20, (status, max_rss)
        assert minor > 12800, minor
        assert str(max_rss) in json.dumps(usage) and str(minor) in json.dumps(usage), usage
        assert os.listdir(path) != [] and not os.path.exists(f'{file}-wal')


def test_killed_by_a_signal():
    with folder() as path:
        file = f'{path}/a.vmp'
        result = subprocess.run([VMP, 'run', '--quiet', '--record', file, '--', 'sh', '-c', 'kill -SEGV $$'])
        assert result.returncode == -signal.SIGSEGV, result
        assert ask(file, 'SELECT status & 127 FROM processes') == [(signal.SIGSEGV,)]


def test_children_and_mappings():
    with folder() as path:
        file = f'{path}/a.vmp'
        script = '''
import subprocess
children = [subprocess.Popen(['sleep', '60']) for _ in range(2)]
turn("FROM programs WHERE name = 'sleep' LIMIT 1 OFFSET 1")
turn('FROM address_spaces WHERE target = 1 LIMIT 1 OFFSET 1')
for child in children:
    child.kill()
    child.wait()
'''
        came = record_in_turns(file, script, '--interval', '10ms', '--maps', '0.1s')
        names = [name for (name,) in ask(file, 'SELECT name FROM programs')]
        assert names.count('sleep') == 2, names
        assert len(ask(file, 'SELECT * FROM forks')) == 2
        rows = ask(file, "SELECT name, count(*) FROM mappings WHERE target = 1 AND name IN ('[heap]', '[stack]') GROUP BY name")
        snapshots = ask(file, 'SELECT count(*) FROM address_spaces WHERE target = 1')[0][0]
        assert snapshots >= 1 and dict(rows)['[stack]'] == snapshots, (rows, snapshots)
        for rss, sum_rss in ask(file, 'SELECT a.rss_bytes, (SELECT sum(rss_bytes) FROM mappings m WHERE m.snapshot = a.snapshot)'
                                      ' FROM address_spaces a'):
            assert rss == sum_rss, (rss, sum_rss)
        if not came:
            raise Skip('this machine was too busy for two snapshots')


def test_sqlite_and_compiler():
    """Programs that people use, as they are."""
    with folder() as path:
        script = ("import sqlite3\nd = sqlite3.connect(':memory:')\nd.execute('create table t (x)')\n"
                  "d.executemany('insert into t values (?)', ((i,) for i in range(300000)))\n")
        record(f'{path}/a.vmp', sys.executable, '-c', script)
        assert ask(f'{path}/a.vmp', "SELECT max(value) > 10000000 FROM samples WHERE metric = 'rss'") == [(1,)]
        with open(f'{path}/a.c', 'w', encoding='ascii') as source:
            # Enough that compiler and assembler, which runs beside it, live long enough to be seen.
            source.writelines(f'int f{i} (int a) {{ return a * {i} + a / ({i} + 3); }}\n' for i in range(3000))
            source.write('int main (void) { return 0; }\n')
        try:
            record(f'{path}/b.vmp', 'cc', '-O2', '-pipe', '-o', f'{path}/a', f'{path}/a.c', options=['--interval', '1ms'])
        except AssertionError as error:
            raise Skip('no compiler here') from error
        names = ask(f'{path}/b.vmp', 'SELECT DISTINCT name FROM programs')
        assert len(names) >= 3, names


def stages(file):
    return ask(file, 'SELECT name, end_nsec - begin_nsec FROM stages ORDER BY begin_nsec')


def test_marks_of_a_script():
    with folder() as path:
        file = f'{path}/a.vmp'
        script = f'"{VMP}" mark load; sleep 0.5; "{VMP}" mark "sort \\" it"; sleep 0.3; echo plain > $VMP_SESSION/marks; sleep 0.2'
        record(file, 'sh', '-c', script)
        found = stages(file)
        assert [name for name, _ in found] == ['load', 'sort " it', 'plain'], found
        assert 0.5e9 <= found[0][1] < 20e9 and 0.3e9 <= found[1][1] < 20e9, found
        assert ask(file, 'SELECT name FROM marks')[0] == ('load',)


def test_marks_of_a_program():
    with folder() as path:
        file = f'{path}/a.vmp'
        record(file, MARK_TARGET, 'one', 'two', 'x' * 300)
        found = stages(file)
        assert [name for name, _ in found] == ['one', 'two', 'x' * 200], found
        assert all(0.2e9 <= length < 20e9 for _, length in found[:2]), found


def test_hostile_lines():
    with folder() as path:
        file = f'{path}/a.vmp'
        script = ("import os\nf = os.open(os.environ['VMP_SESSION'] + '/marks', os.O_WRONLY)\n"
                  "for line in [b'@99999999999999999999999 future', b'@1 past', b'\\x1b[31m\\xff', b'y' * 5000, b'', b'@', b'last']:\n"
                  "    os.write(f, line + b'\\n')\n")
        record(file, sys.executable, '-c', script)
        names = [name for name, _ in stages(file)]
        assert names[:2] == ['future', 'past'] and names[-1] == 'last', names
        assert all(name.isprintable() for name in names), names
        ((begin, end),) = ask(file, 'SELECT min(begin_nsec), max(end_nsec) FROM processes')
        assert all(begin - 1e9 <= time <= end + 1e9 for (time,) in ask(file, 'SELECT time_nsec FROM marks'))


def test_no_session():
    with folder() as path:
        _, errors = vmp('mark', 'x', status=1, env={'VMP_SESSION': f'{path}/gone'})
        assert 'has ended' in errors, errors
        vmp('mark', '-q', 'x', env={'VMP_SESSION': f'{path}/gone'})
        vmp('mark', status=2)
        vmp('mark', 'a\nb', status=2)
        assert subprocess.run([MARK_TARGET, 'x']).returncode == 1


def test_folder_is_private_and_removed():
    with folder() as path:
        output, _ = record(f'{path}/a.vmp', 'sh', '-c', 'stat -c "%a %n" $VMP_SESSION', env={'XDG_RUNTIME_DIR': path})
        mode, name = output.split()
        assert mode == '700' and not os.path.exists(name), output
        assert name.startswith(path), name


def test_refusals():
    with folder() as path:
        file = f'{path}/a.vmp'
        record(file, 'true')
        _, errors = vmp('run', '--record', file, '--', 'true', status=1)
        assert 'is there already' in errors, errors
        record(file, 'true', options=['--force'])
        _, errors = vmp('run', '--record', f'{path}/none/a.vmp', '--', 'true', status=1)
        assert 'No such file' in errors, errors
        vmp('run', '--record', file, '--force', '--maps', '0', '--', 'true', status=2)
        secret = f'{path}/b.vmp'
        record(secret, 'sh', '-c', 'true secret-word')
        with open(secret, 'rb') as bytes_:
            assert b'secret-word' not in bytes_.read()
        record(secret, 'sh', '-c', 'true secret-word', options=['--force', '--with-command-line'])
        assert 'secret-word' in ask(secret, "SELECT value FROM recording WHERE name = 'command_line'")[0][0]


def test_removed_while_recording():
    """The command goes on and its status is passed on; that it is not recorded is told."""
    with folder() as path:
        file = f'{path}/a.vmp'
        process = subprocess.Popen([VMP, 'run', '--quiet', '--record', file, '--', 'sh', '-c', 'sleep 3; exit 0'],
                                   stderr=subprocess.PIPE, text=True)
        while not os.path.exists(f'{file}-wal'):
            time.sleep(0.01)
        os.unlink(file)
        assert process.wait(20) == 1
        errors = process.stderr.read()
        process.stderr.close()
        assert 'removed or replaced' in errors and errors.count('\n') == 1, errors


def newest(file):
    output, _ = vmp('export', file, '--metrics', 'rss')
    lines = output.splitlines()
    return int(lines[-1].split(',')[1]) if len(lines) > 1 else None


def has_samples(file):
    """A recording that has just been begun may not be one yet."""
    result = subprocess.run([VMP, 'export', file, '--metrics', 'rss'], capture_output=True, timeout=60)
    return result.returncode == 0 and result.stdout.count(b'\n') > 1


def test_recorder_killed():
    """At any moment: the file opens, and nothing older than a second is missing."""
    for _ in range(KILLS):
        with folder() as path:
            file = f'{path}/a.vmp'
            process = subprocess.Popen([VMP, 'run', '--quiet', '--interval', '10ms', '--maps', '50ms', '--record', file, '--',
                                        sys.executable, '-c', GROW], env=dict(os.environ, XDG_RUNTIME_DIR=path))
            end = time.monotonic() + 30
            while not has_samples(file) and time.monotonic() < end:
                time.sleep(0.05)
            time.sleep(random.uniform(0, 2))
            killed = time.clock_gettime_ns(time.CLOCK_BOOTTIME)
            process.kill()
            process.wait()
            assert killed - newest(file) < LOST_NSEC
            lost = ask(file, 'SELECT count(*) FROM space s WHERE NOT EXISTS (SELECT 1 FROM event e WHERE e.id = s.id)')
            assert lost == [(0,)], lost


def test_stages_by_output():
    with folder() as path:
        file = f'{path}/a.vmp'
        script = ("import sys, time\nprint('phase: load  ', flush=True)\ntime.sleep(0.3)\nprint('phase: \\x1b[1mquery', file=sys.stderr, flush=True)\n"
                  "time.sleep(0.2)\nprint('phases')\nsys.stdout.buffer.write(b'\\xff phase: last')\n")
        command = [VMP, 'run', '--quiet', '--record', file, '--stage-regex', r'(?:^|\xfffd |. )phase: (.*)', '--', sys.executable, '-c', script]
        result = subprocess.run(command, capture_output=True, check=True)
        assert result.stdout == b'phase: load  \nphases\n\xff phase: last', result
        assert result.stderr == b'phase: \x1b[1mquery\n', result
        found = stages(file)
        assert [name for name, _ in found] == ['load', '\\x1b[1mquery', 'last'], found
        # A line is noticed when it is read, which on a busy machine is a little later.
        assert 0.2e9 <= found[0][1] < 20e9, found
        # All of it, whatever its length, and with the end of who prints it or reads it.
        numbers = ''.join(f'{i}\n' for i in range(200000)).encode()
        result = subprocess.run([*command[:5], '-f', '--stage-regex', '^100000$', '--', 'cat'], input=numbers, capture_output=True)
        assert result.stdout == numbers and result.returncode == 0, (result.returncode, len(result.stdout))
        assert [name for name, _ in stages(file)] == ['100000'], stages(file)
        result = subprocess.run(['sh', '-c', f'"{VMP}" run -q -f --record {file} --stage-regex x -- sh -c "yes; exit 7" | head -n 1'],
                                capture_output=True, timeout=60)
        assert result.stdout == b'y\n', result
        # Nor is anything lost of a child that prints after it.
        result = subprocess.run([*command[:5], '-f', '--stage-regex', '^now', '--', 'sh', '-c', '(sleep 0.5; echo late) & echo now'],
                                capture_output=True, timeout=60)
        assert result.stdout == b'now\nlate\n', result
        assert [name for name, _ in stages(file)] == ['now']
        vmp('run', '--record', f'{path}/b.vmp', '--stage-regex', '(', '--', 'true', status=2)
        assert not os.path.exists(f'{path}/b.vmp')
        vmp('run', '--stage-regex', 'x', '--', 'true', status=2)
        vmp('run', '--stage-processes', '--', 'true', status=2)


def test_stages_by_processes():
    with folder() as path:
        file = f'{path}/a.vmp'
        # Each waits until what came before was seen.
        script = '''
import os
read, write = os.pipe()
child = os.fork()
if child == 0:
    os.read(read, 1)
    os.execvp('sleep', ['sleep', '60'])
turn("FROM stages WHERE name LIKE 'fork %'")
os.write(write, b'x')
turn("FROM stages WHERE name = 'exec sleep'")
os.kill(child, 9)
os.waitpid(child, 0)
turn("FROM stages WHERE name = 'exit sleep'")
os.execvp('sh', ['sh', '-c', "echo \\"FROM stages WHERE name = 'exec sh'\\"; read line"])
'''
        assert record_in_turns(file, script, '--stage-processes', '--interval', '20ms')
        # An exec that is looked at in the middle of it is told twice.
        names = [name for name, _ in itertools.groupby(name for name, _ in stages(file))]
        assert names == [f'fork {os.path.basename(sys.executable)}', 'exec sleep', 'exit sleep', 'exec sh'], names


def test_marks_of_an_attached_process():
    with folder() as path:
        file = f'{path}/a.vmp'
        with subprocess.Popen(['sleep', '60']) as target:
            with subprocess.Popen([VMP, 'record', str(target.pid), '-o', file, '--duration', '5']) as recorder:
                deadline = time.monotonic() + 20
                while subprocess.run([VMP, 'mark', '--pid', str(target.pid), 'seen'], stderr=subprocess.DEVNULL).returncode != 0:
                    assert time.monotonic() < deadline
                    time.sleep(0.05)
                vmp('mark', '--pid', recorder.pid, 'not its own', status=1)
                time.sleep(0.3)
                recorder.send_signal(signal.SIGINT)
            target.kill()
        assert [name for name, _ in stages(file)] == ['seen'], stages(file)
        vmp('mark', '--pid', target.pid, 'over', status=1)
        vmp('mark', '--quiet', '--pid', target.pid, 'over')


def test_leftovers_are_removed():
    """The folder of a recorder that was killed goes with the next recording; that of one that lives stays."""
    with folder() as path:
        env = {'XDG_RUNTIME_DIR': path}
        with subprocess.Popen([VMP, 'run', '-q', '--record', f'{path}/a.vmp', '--', 'sleep', '60'], env={**os.environ, **env}) as recorder:
            deadline = time.monotonic() + 20
            while not (left := [name for name in os.listdir(path) if name.startswith('vmp-')]):
                assert time.monotonic() < deadline
                time.sleep(0.02)
            assert wait_until_holds(f'{path}/a.vmp', "FROM programs WHERE name = 'sleep'")
            record(f'{path}/b.vmp', 'true', env=env)
            assert [name for name in os.listdir(path) if name.startswith('vmp-')] == left
            children = subprocess.run(['ps', '-o', 'pid=', '--ppid', str(recorder.pid)], capture_output=True, text=True).stdout.split()
            sleepers = [pid for child in children
                        for pid in subprocess.run(['ps', '-o', 'pid=', '--ppid', child], capture_output=True, text=True).stdout.split()]
            recorder.kill()
        for pid in sleepers:
            os.kill(int(pid), signal.SIGKILL)
        assert [name for name in os.listdir(path) if name.startswith('vmp-')] == left
        record(f'{path}/c.vmp', 'true', env=env)
        assert [name for name in os.listdir(path) if name.startswith('vmp-')] == [], os.listdir(path)


def test_runs():
    """Each run is kept, and what is told of all is what each of them tells."""
    with folder() as path:
        grow = f"import os\nn = len(os.listdir('{path}'))\nx = b'x' * ((20 + 10 * n) << 20)\nprint(n)"
        output, errors = vmp('run', '--runs', '3', '--json', '--record', f'{path}/run.vmp', '--', sys.executable, '-c', grow)
        told = json.loads(errors)
        assert told['runs'] == 3 and len(output.split()) == 3, (told, output)
        assert told['recordings'] == [f'{path}/run-{i}.vmp' for i in (1, 2, 3)], told['recordings']
        each = [ask(f'{path}/run-{i}.vmp', 'SELECT max_rss_bytes, minor_faults FROM processes WHERE target = 1')[0] for i in (1, 2, 3)]
        for column, key in enumerate(['max_rss_bytes', 'minor_faults']):
            values = [row[column] for row in each]
            median = sorted(values)[1]
            assert told['figures'][key] == {'median': median, 'mad': sorted(abs(value - median) for value in values)[1],
                                            'min': min(values), 'max': max(values), 'values': values}, (key, told['figures'][key])
        text = vmp('run', '-n', '2', '--', 'true')[1]
        assert 'Median' in text and '2 runs' in text, text
        # The first that fails is the last.
        result = subprocess.run([VMP, 'run', '-q', '--runs', '5', '--record', f'{path}/f.vmp', '--', 'sh', '-c', 'exit 7'], capture_output=True)
        assert result.returncode == 7 and not os.path.exists(f'{path}/f-2.vmp'), result
        result = subprocess.run([VMP, 'run', '-q', '--runs', '5', '--', 'sh', '-c', 'kill -TERM $$'], capture_output=True)
        assert result.returncode == -signal.SIGTERM, result
        vmp('run', '--runs', 'x', '--', 'true', status=2)


@contextlib.contextmanager
def memory_group(limit_bytes):
    """A control group of processes that may not use more memory; the path of the file that takes pids."""
    for base, limit in [('/sys/fs/cgroup', 'memory.max'), ('/sys/fs/cgroup/memory', 'memory.limit_in_bytes')]:
        path = f'{base}/vmp-test-{os.getpid()}'
        try:
            os.mkdir(path)
        except OSError:
            continue
        try:
            # Where no such file came with the folder it is no group.
            if os.path.exists(f'{path}/{limit}'):
                with open(f'{path}/{limit}', 'w', encoding='ascii') as file:
                    file.write(str(limit_bytes))
                yield f'{path}/cgroup.procs'
                return
        finally:
            # Who is in it still is on its way out.
            for _ in range(100):
                try:
                    os.rmdir(path)
                    break
                except OSError:
                    time.sleep(0.05)
    raise Skip('no memory cgroup can be made here')


def test_killed_for_want_of_memory():
    """By the kernel, in a control group of its own: the recording has the end, and what came before it."""
    with folder() as path, memory_group(64 << 20) as group:
        file = f'{path}/a.vmp'
        # It waits until it was seen large.
        script = ("import os, subprocess\n"
                  f"open('{group}', 'w').write(str(os.getpid()))\n"
                  f"subprocess.run(['{VMP}', 'mark', 'grow'])\n"
                  "blocks = []\nfor i in range(200):\n blocks.append(b'x' * (1 << 20))\n"
                  " if i == 40:\n  turn(\"FROM samples WHERE target = 1 AND metric = 'rss' AND value > 40 << 20\")\n")
        assert record_in_turns(file, script, '--interval', '10ms', status=-signal.SIGKILL)
        ((status, max_rss),) = ask(file, 'SELECT status, max_rss_bytes FROM processes WHERE target = 1')
        assert status & 127 == signal.SIGKILL and 40 << 20 < max_rss < 100 << 20, (status, max_rss)
        ((highest,),) = ask(file, "SELECT max(value) FROM samples WHERE metric = 'rss' AND target = 1")
        assert highest > 40 << 20, highest
        assert ask(file, "SELECT value FROM recording WHERE name = 'state'") == [('finished',)]
        assert [name for name, _ in stages(file)] == ['grow']


run(globals())
