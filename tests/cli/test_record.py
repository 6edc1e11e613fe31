# SPDX-License-Identifier: GPL-3.0-or-later
"""vmp record and vmp export: what is recorded is what the kernel said, and it outlives a kill and a full disk."""

import contextlib
import csv
import io
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

from harness import TARGET, VMP, Skip, close_to, dead_pid, proc_status, run, target, vmp, wait_until_holds

# A second of what was recorded, and how late a busy machine may be: with a sanitizer more.
LOST_NSEC = 4e9 if 'VMP_TEST_SLOW' in os.environ else 1.5e9 if 'VMP_TEST_KILLS' in os.environ else 3e9
KILLS = int(os.environ.get('VMP_TEST_KILLS', '10'))


@contextlib.contextmanager
def folder():
    with tempfile.TemporaryDirectory() as path:
        yield path


def record(pid, path, *options, **popen):
    return subprocess.Popen([VMP, 'record', str(pid), '-o', path, *options], stderr=subprocess.PIPE, text=True, **popen)


def export(path, *options):
    output, _ = vmp('export', path, *options)
    return list(csv.DictReader(io.StringIO(output)))


def wait_for_samples(path):
    """A recording that has just been begun may not be one yet."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        result = subprocess.run([VMP, 'export', path], capture_output=True, timeout=60)
        if result.returncode == 0 and result.stdout.count(b'\n') > 1:
            return
        time.sleep(0.05)
    raise AssertionError('nothing was recorded in 30 s')


def test_values_are_the_kernels():
    with folder() as path, target('nothing') as process:
        file = f'{path}/a.vmp'
        vmp('record', process.pid, '-o', file, '--duration', 2)
        rows = export(file)
        status = proc_status(process.pid)
        # A busy machine may leave out some, but adds none.
        assert 0 < len(rows) <= 23, len(rows)
        assert {int(row['pid']) for row in rows} == {process.pid}
        close_to(int(rows[-1]['rss']), status['VmRSS'], 1 << 20)
        close_to(int(rows[-1]['vsize']), status['VmSize'], 1 << 20)
        assert any(row['pss'] for row in rows), rows
        assert len(rows) < 10 or not all(row['pss'] for row in rows), rows
        assert os.stat(file).st_mode & 0o777 == 0o600
        assert os.listdir(path) == ['a.vmp'], os.listdir(path)


def test_jsonl_and_window():
    with folder() as path, target('nothing') as process:
        file = f'{path}/a.vmp'
        vmp('record', process.pid, '-o', file, '--duration', 2, '--interval', '20ms')
        output, _ = vmp('export', file, '--format', 'jsonl', '--metrics', 'rss', '--from', '0.5', '--to', '1.5')
        lines = [json.loads(line) for line in output.splitlines()]
        with contextlib.closing(sqlite3.connect(file)) as database:
            ((begin,),) = database.execute('SELECT min(time_nsec) FROM event').fetchall()
            expected = database.execute("SELECT time_nsec FROM samples WHERE metric = 'rss' AND time_nsec BETWEEN ? AND ? ORDER BY time_nsec",
                                        (begin + 500000000, begin + 1500000000)).fetchall()
        assert [line['time']['boottime_ns'] for line in lines] == [time for (time,) in expected] != [], (begin, lines, expected)
        assert all(set(line['metrics']) == {'rss'} for line in lines)


def test_sql_says_the_same():
    with folder() as path, target('nothing') as process:
        file = f'{path}/a.vmp'
        vmp('record', process.pid, '-o', file, '--duration', 2, '--with-command-line')
        rows = export(file)
        database = sqlite3.connect(file)
        for metric in ['rss', 'pss', 'minor-faults', 'cpu-time']:
            expected = [(int(row['boottime_ns']), int(row[metric])) for row in rows if row[metric]]
            found = database.execute('SELECT time_nsec, value FROM samples WHERE metric = ? ORDER BY time_nsec', (metric,))
            assert found.fetchall() == expected, metric
        ((pid, command),) = database.execute('SELECT pid, command FROM processes').fetchall()
        assert pid == process.pid and command.startswith(TARGET), command
        for view in ['programs', 'forks', 'marks', 'gaps', 'observers', 'summaries', 'host', 'recording']:
            database.execute(f'SELECT * FROM {view}').fetchall()
        database.close()


def test_command_line_is_left_out():
    with folder() as path, subprocess.Popen(['sleep', '54.321']) as process:
        vmp('record', process.pid, '-o', f'{path}/a.vmp', '--duration', 1)
        process.kill()
        with open(f'{path}/a.vmp', 'rb') as file:
            assert b'54.321' not in file.read()


def test_ends_with_the_process():
    with folder() as path, subprocess.Popen(['sleep', '60']) as process:
        recorder = record(process.pid, f'{path}/a.vmp')
        wait_for_samples(f'{path}/a.vmp')
        process.kill()
        process.wait()
        assert recorder.wait(60) == 0
        recorder.stderr.close()
        assert export(f'{path}/a.vmp')
        database = sqlite3.connect(f'{path}/a.vmp')
        assert database.execute('SELECT end_nsec > begin_nsec FROM processes').fetchall() == [(1,)]
        database.close()


def test_interrupt_finishes():
    with folder() as path, target('nothing') as process:
        recorder = record(process.pid, f'{path}/a.vmp')
        assert wait_until_holds(f'{path}/a.vmp', "FROM samples WHERE metric = 'rss' LIMIT 1 OFFSET 4")
        recorder.send_signal(signal.SIGINT)
        assert recorder.wait(60) == 0
        recorder.stderr.close()
        assert os.listdir(path) == ['a.vmp']
        assert len(export(f'{path}/a.vmp')) >= 5


def test_killed():
    """At any moment: the file opens, and nothing older than a second is missing."""
    with target('nothing') as process:
        for _ in range(KILLS):
            with folder() as path:
                recorder = record(process.pid, f'{path}/a.vmp', '--interval', '10ms')
                wait_for_samples(f'{path}/a.vmp')
                time.sleep(random.uniform(0, 2))
                killed = time.clock_gettime_ns(time.CLOCK_BOOTTIME)
                recorder.kill()
                recorder.wait()
                recorder.stderr.close()
                rows = export(f'{path}/a.vmp')
                newest = int(rows[-1]['boottime_ns'])
                assert killed - newest < LOST_NSEC, (killed - newest, len(rows))
                times = [int(row['boottime_ns']) for row in rows]
                assert times == sorted(times)


def test_alerts():
    """What is recorded while it happens is what `vmp watch` finds in the recording afterwards."""
    # The child ends with all it has: what ends slowly may be seen small before.
    grows = ('import subprocess, sys, time\n'
             'kept = bytearray(50 << 20); time.sleep(1.5); del kept; time.sleep(1.5)\n'
             'subprocess.run([sys.executable, "-c", "import os, time; kept = bytearray(50 << 20); time.sleep(1.5); os.kill(os.getpid(), 9)"])\n')
    with folder() as path:
        rules, file = f'{path}/rules.json', f'{path}/a.vmp'
        with open(rules, 'w', encoding='utf-8') as out:
            json.dump({'format': 'vmp-alert-rules', 'version': 1, 'rules': [
                {'id': 'big\x1b', 'cooldown': '0s', 'when': [{'metric': 'rss', 'value': '40 MiB'}]},
                {'id': 'huge', 'when': [{'metric': 'rss', 'value': '40 GiB'}]},
                {'id': 'trees', 'scope': {'kind': 'tree'}, 'when': [{'metric': 'rss', 'value': 1}]},
                {'id': 'machine', 'scope': {'kind': 'machine'}, 'when': [{'metric': 'machine-free', 'value': 1}]}]}, out)
        _, errors = vmp('run', '--record', file, '--rules', rules, '--quiet', '--', sys.executable, '-c', grows)
        assert "'trees'" not in errors and "'machine' is left out" in errors and '4 alerts were recorded' in errors, errors
        database = sqlite3.connect(file)
        found = database.execute('SELECT p.pid, time_nsec, stage, rule FROM alerts JOIN processes p USING (target)').fetchall()
        database.close()
        lines = [json.loads(line) for line in vmp('watch', rules, '--recording', file)[0].splitlines()]
        names = {'alert': 'began'}
        expected = [(line['process']['pid'], line['time']['boottime_ns'], names.get(line['event'], line['event']),
                     line['rule']['id'].replace('\x1b', '\\x1b'))
                    for line in lines if line['event'] != 'watching']
        assert sorted(found) == sorted(expected), (found, expected)
        assert [row[2] for row in sorted(found, key=lambda row: row[1]) if row[3] != 'trees'] == ['began', 'resolved', 'began', 'ended'], found
        vmp('run', '--rules', rules, '--', 'true', status=2)
        vmp('record', os.getpid(), '-o', f'{path}/b.vmp', '--rules', f'{path}/none.json', status=1)
        assert not os.path.exists(f'{path}/b.vmp')


def test_refusals():
    with folder() as path, target('nothing') as process:
        file = f'{path}/a.vmp'
        _, errors = vmp('record', dead_pid(), '-o', file, status=1)
        assert 'no process' in errors and not os.listdir(path), errors
        vmp('record', process.pid, status=2)
        vmp('record', process.pid, '-o', f'{path}/none/a.vmp', status=1)
        vmp('record', process.pid, '-o', file, '--duration', 1)
        _, errors = vmp('record', process.pid, '-o', file, '--duration', 1, status=1)
        assert 'is there already' in errors, errors
        vmp('record', process.pid, '-o', file, '--duration', 1, '--force')
        os.symlink(file, f'{path}/link.vmp')
        vmp('record', process.pid, '-o', f'{path}/link.vmp', '--duration', 1, '--force', status=1)
        _, errors = vmp('export', sys.executable, status=1)
        assert 'not a database' in errors, errors
        vmp('export', file, '--format', 'xml', status=2)


def test_removed_while_recording():
    with folder() as path, target('nothing') as process:
        recorder = record(process.pid, f'{path}/a.vmp')
        while not os.path.exists(f'{path}/a.vmp-wal'):
            time.sleep(0.01)
        time.sleep(0.7)
        os.unlink(f'{path}/a.vmp')
        assert recorder.wait(20) == 1
        assert 'removed' in recorder.stderr.read()
        recorder.stderr.close()


def test_full_disk():
    if os.geteuid() != 0:
        raise Skip('only root can mount')
    with folder() as path:
        if subprocess.run(['mount', '-t', 'tmpfs', '-o', 'size=640k', 'vmp', path], capture_output=True).returncode != 0:
            raise Skip('nothing can be mounted here')
        try:
            with target('nothing') as process:
                recorder = record(process.pid, f'{path}/a.vmp', '--interval', '5ms')
                line = recorder.stderr.readline()
                assert 'kept in memory' in line, line
                recorder.kill()
                recorder.wait()
                recorder.stderr.close()
                assert export(f'{path}/a.vmp')
        finally:
            subprocess.run(['umount', '-l', path], check=True)


run(globals())
