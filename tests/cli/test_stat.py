# SPDX-License-Identifier: GPL-3.0-or-later
"""vmp stat, once: against /proc read here, ps, pmap and processes whose memory is known."""

import os
import re
import signal
import subprocess
import time

from harness import (NOBODY, PAGE, Skip, as_nobody, close_to, dead_pid, kernel_threads_visible, proc_status, read, run,
                     target, vmp, vmp_json)

MIB = 1024 * 1024


def stopped(process):
    """Stops @process and waits until it is, so that nothing about it changes."""
    process.send_signal(signal.SIGSTOP)
    while read(f'/proc/{process.pid}/stat').split()[2] != 'T':
        time.sleep(0.01)


def test_shape():
    data = vmp_json('stat', os.getpid())
    assert list(data) == ['process', 'time', 'metrics', 'missing', 'observer'], list(data)
    for key in ['pid', 'start_time_ticks', 'name', 'command', 'user', 'uid', 'state', 'threads', 'kind']:
        assert key in data['process'], key
    keys = vmp('metrics', '--keys')[0].split()
    assert set(keys) == set(data['metrics']) | set(data['missing'])
    assert not set(data['metrics']) & set(data['missing'])
    assert all(isinstance(value, (int, float)) and value >= 0 for value in data['metrics'].values())
    assert set(data['observer']) == {'reads', 'seconds', 'share'}
    assert data['observer']['reads'] == 3
    assert 0 < data['observer']['seconds'] < 10


def test_process():
    before = time.clock_gettime_ns(time.CLOCK_BOOTTIME)
    data = vmp_json('stat', os.getpid())
    process = data['process']
    fields = read('/proc/self/stat').rpartition(')')[2].split()
    assert process['pid'] == os.getpid()
    assert process['parent_pid'] == os.getppid()
    assert process['start_time_ticks'] == int(fields[19])
    assert process['uid'] == os.geteuid()
    assert process['state'] in 'RS'
    assert process['kind'] == 'user'
    assert process['threads'] == int(fields[17])
    assert process['name'] == read('/proc/self/comm').rstrip('\n')
    assert os.path.basename(__file__) in process['command']
    assert before <= data['time']['boottime_ns'] <= time.clock_gettime_ns(time.CLOCK_BOOTTIME)
    assert re.fullmatch(r'\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}[+-]\d\d:\d\d', data['time']['realtime'])


def test_realtime_zone():
    import datetime
    for zone, offset in [('UTC', 0), ('<+0530>-5:30', 5.5), ('<-0330>3:30', -3.5)]:
        data = vmp_json('stat', os.getpid(), env={'TZ': zone})
        stamp = datetime.datetime.fromisoformat(data['time']['realtime'])
        assert stamp.utcoffset() == datetime.timedelta(hours=offset), data['time']
        assert abs(stamp.timestamp() - time.time()) < 10


def test_against_proc():
    pairs = {
        'rss': 'VmRSS', 'rss-peak': 'VmHWM', 'rss-anon': 'RssAnon', 'rss-file': 'RssFile', 'rss-shmem': 'RssShmem',
        'vsize': 'VmSize', 'vsize-peak': 'VmPeak', 'data': 'VmData', 'stack': 'VmStk', 'exe': 'VmExe', 'lib': 'VmLib',
        'page-tables': 'VmPTE', 'swap': 'VmSwap', 'locked': 'VmLck', 'hugetlb': 'HugetlbPages', 'threads': 'Threads',
    }
    with target('touch', 8 * MIB) as process:
        stopped(process)
        metrics = vmp_json('stat', process.pid)['metrics']
        status = proc_status(process.pid)
        for key, field in pairs.items():
            assert metrics[key] == status[field], (key, metrics[key], status[field])
        mappings = read(f'/proc/{process.pid}/maps').count('\n')
        assert metrics['mappings'] in (mappings, mappings - 1), 'vsyscall may or may not count'


def test_against_ps():
    with target('touch', 8 * MIB) as process:
        stopped(process)
        output = subprocess.run(['ps', '-o', 'rss=,vsz=,min_flt=,maj_flt=', '-p', str(process.pid)],
                                capture_output=True, text=True, check=True).stdout
        rss, vsize, minor, major = map(int, output.split())
        metrics = vmp_json('stat', process.pid)['metrics']
        assert metrics['vsize'] == vsize * 1024
        assert metrics['minor-faults'] == minor
        assert metrics['major-faults'] == major
        # ps may use a field that the kernel keeps only roughly.
        close_to(metrics['rss'], rss * 1024, 256 * PAGE)


def test_against_pmap():
    with target('touch', 8 * MIB) as process:
        stopped(process)
        lines = subprocess.run(['pmap', '-X', str(process.pid)], capture_output=True, text=True,
                               check=True).stdout.splitlines()
        titles = lines[1].split()
        totals = [int(word) for word in lines[-1].split()[:-1]]
        # The totals are below the numeric columns, which begin with Size.
        sums = dict(zip(titles[titles.index('Size'):], totals))
        metrics = vmp_json('stat', process.pid)['metrics']
        assert metrics['rss'] == sums['Rss'] * 1024, (metrics['rss'], sums)
        # pmap adds up the mappings' PSS, each rounded down to KiB.
        mappings = len(lines) - 4
        close_to(metrics['pss'], sums['Pss'] * 1024, 1024 * mappings)
        assert metrics['referenced'] == sums['Referenced'] * 1024
        if 'Private_Dirty' in sums:
            assert metrics['private-dirty'] == sums['Private_Dirty'] * 1024


def test_touched_pages():
    with target('nothing') as idle, target('touch', 64 * MIB) as process:
        base = vmp_json('stat', idle.pid)['metrics']
        metrics = vmp_json('stat', process.pid)['metrics']
        for key in ['rss', 'rss-anon', 'pss', 'uss', 'private-dirty']:
            close_to(metrics[key] - base[key], 64 * MIB, 256 * 1024)
        close_to(metrics['minor-faults'] - base['minor-faults'], 64 * MIB / 4096, 64)


def test_stack():
    with target('nothing') as idle, target('recurse', 3 * MIB) as process:
        base = vmp_json('stat', idle.pid)['metrics']
        metrics = vmp_json('stat', process.pid)['metrics']
        assert metrics['stack'] - base['stack'] >= 2.8 * MIB, metrics['stack']
        close_to(metrics['stack-resident'], 3 * MIB, 0.3 * MIB)


def test_unknown_and_ended():
    pid = dead_pid()
    _, errors = vmp('stat', pid, status=1)
    assert errors == f"vmp: no process {pid}; 'vmp ps' lists those that run\n"


def test_zombie():
    with target('zombie') as process:
        pid = int(process.lines[0])
        data = vmp_json('stat', pid)
        assert data['process']['kind'] == 'zombie'
        assert data['process']['state'] == 'Z'
        assert 'rss' not in data['metrics']
        assert data['missing']['rss'] == data['missing']['pss'] == 'no-memory'
        assert 'a zombie: it ended' in vmp('stat', pid)[0]


def test_kernel_thread():
    if not kernel_threads_visible():
        raise Skip('kernel threads are not visible here')
    data = vmp_json('stat', 2)
    assert data['process']['kind'] == 'kernel-thread'
    assert data['process']['command'] == ''
    assert data['missing']['rss'] == data['missing']['heap'] == 'no-memory'
    assert 'vsize' not in data['metrics']
    assert 'a kernel thread: it has no memory' in vmp('stat', 2)[0]


def test_leader_exited():
    with target('end-leader') as process:
        data = vmp_json('stat', process.pid)
        assert data['process']['kind'] == 'leader-exited', data['process']
        # Its memory lives on with the other thread.
        assert data['metrics']['pss'] > 0
        assert 'its main thread ended' in vmp('stat', process.pid)[0]


def test_thread_id():
    with target('end-leader') as process:
        tid = max(map(int, os.listdir(f'/proc/{process.pid}/task')))
        _, errors = vmp('stat', tid, status=1)
        assert errors == f'vmp: pid {tid} is a thread, not a process\n', errors


def test_other_user():
    with target('touch', MIB) as process:
        data = vmp_json('stat', process.pid, **as_nobody())
        assert data['missing']['pss'] == data['missing']['heap'] == data['missing']['read-bytes'] == 'denied'
        assert data['metrics']['rss'] == proc_status(process.pid)['VmRSS']
        assert data['metrics']['minor-faults'] > 0
        output, errors = vmp('stat', process.pid, **as_nobody())
        assert errors == ''
        assert 'not permitted: run as the owner of the process or as root:\n    ' in output
        assert data['observer']['share'] == 0
        assert 'did not hold the process up' in output
        assert re.search(r'^  Resident +[\d.]+ MiB  rss$', output, re.M), output


def test_undumpable():
    if os.geteuid() == 0:
        options = as_nobody()
    else:
        options = {}
    with target('undumpable', **options) as process:
        data = vmp_json('stat', process.pid, **options)
        assert data['missing']['pss'] == 'denied'
        assert data['metrics']['rss'] > 0
        assert data['process']['uid'] == (NOBODY if options else os.geteuid()), data['process']


def test_hostile_name():
    with target('name', 'a\x1b[31m\nb)') as process:
        output, _ = vmp('stat', process.pid)
        assert '\x1b' not in output
        assert output.startswith('a\\x1b[31m\\nb), process '), output.splitlines()[0]
        data = vmp_json('stat', process.pid)
        assert data['process']['name'] == 'a\\x1b[31m\\nb)'
        assert data['process']['start_time_ticks'] > 0


def test_hostile_command():
    with target('nothing', 'x\x1b]0;title\x07', 'two\nlines') as process:
        output, _ = vmp('stat', process.pid)
        assert not re.search('[\x00-\x09\x0b-\x1f\x7f]', output), output
        assert 'two\\nlines' in output.splitlines()[1]


def test_chosen_metrics():
    data = vmp_json('stat', os.getpid(), '--metrics', 'rss,minor-fault-rate')
    assert list(data['metrics']) == ['rss']
    assert data['missing'] == {'minor-fault-rate': 'not-due'}
    assert data['observer']['reads'] == 1
    assert data['observer']['share'] == 0
    output, _ = vmp('stat', os.getpid(), '--metrics', 'rss')
    assert 'did not hold the process up' in output
    assert len(re.findall('^  ', output, re.M)) == 1, output


def test_explain():
    output, _ = vmp('stat', os.getpid(), '--metrics', 'rss', '--explain')
    assert 'source: /proc/PID/status: VmRSS' in output
    assert 'formula: ' in output


def test_exact_numbers():
    with target('touch', MIB) as process:
        stopped(process)
        status = proc_status(process.pid)
        output, _ = vmp('stat', process.pid, '--bytes')
        assert re.search(rf' {status["VmRSS"]}  rss$', output, re.M), output
        output, _ = vmp('stat', process.pid, '--units=si')
        assert re.search(r' [\d.]+ MB  vsize$', output, re.M), output


def test_every_metric_is_shown():
    output, _ = vmp('stat', os.getpid())
    for key in vmp('metrics', '--keys')[0].split():
        assert len(re.findall(rf'(?:  |, ){key}(?:,|$)', output, re.M)) == 1, key


if __name__ == '__main__':
    run(globals())
