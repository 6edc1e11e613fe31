# SPDX-License-Identifier: GPL-3.0-or-later
"""vmp stat while it watches."""

import json
import os
import select
import signal
import subprocess

from harness import VMP, close_to, run, target, vmp


def watch_json(*args):
    return [json.loads(line) for line in vmp('stat', *args, '--json')[0].splitlines()]


def test_count_and_pace():
    samples = watch_json(os.getpid(), '--interval', '50ms', '--count', 11)
    assert len(samples) == 11
    times = [sample['time']['boottime_ns'] for sample in samples]
    assert times == sorted(times)
    # A busy machine may skip ticks, but never adds some.
    assert (times[-1] - times[0]) / 1e9 >= 0.45


def test_shape():
    for sample in watch_json(os.getpid(), '--count', 2, '--interval', '10ms'):
        assert list(sample) == ['process', 'time', 'metrics', 'missing', 'observer']
        assert sample['process']['pid'] == os.getpid()


def test_thousand_hertz():
    samples = watch_json(os.getpid(), '--interval', '1ms', '--count', 300, '--metrics', 'rss,minor-faults')
    times = [sample['time']['boottime_ns'] for sample in samples]
    assert times[-1] - times[0] >= 298 * 1_000_000
    # Those that a busy machine didn't delay are a millisecond apart.
    steps = sorted(b - a for a, b in zip(times, times[1:]))
    assert steps[0] < 2_000_000, steps
    assert all('rss' in sample['metrics'] for sample in samples)


def test_rates():
    with target('churn', 20) as process:
        samples = watch_json(process.pid, '--interval', '100ms', '--count', 12,
                             '--metrics', 'minor-faults,minor-fault-rate')
        assert samples[0]['missing'] == {'minor-fault-rate': 'not-due'}
        faults = 0
        for before, after in zip(samples, samples[1:]):
            difference = after['metrics']['minor-faults'] - before['metrics']['minor-faults']
            seconds = (after['time']['boottime_ns'] - before['time']['boottime_ns']) / 1e9
            close_to(after['metrics']['minor-fault-rate'] * seconds, difference, 1 + difference / 1000)
            faults += difference
        assert faults > 100, faults


def test_slow_tiers():
    with target('touch', 1 << 20) as process:
        samples = watch_json(process.pid, '--interval', '20ms', '--count', 100, '--metrics', 'rss,pss')
        values = [sample['metrics']['pss'] for sample in samples if 'pss' in sample['metrics']]
        assert values, samples[-1]
        assert min(values) > 1 << 20
        for sample in samples:
            assert ('pss' in sample['metrics']) != ('pss' in sample['missing'])
        seen = [sample['observer'] for sample in samples if sample['observer']['reads'] is not None]
        assert seen and seen[-1]['reads'] > 10 and 0 < seen[-1]['share'] < 0.5, seen


def test_process_ends():
    with target('nothing') as process:
        watch = subprocess.Popen([VMP, 'stat', str(process.pid), '--interval', '20ms'], stdout=subprocess.PIPE,
                                 stderr=subprocess.PIPE, text=True)
        assert watch.stdout.readline().startswith('TIME')
        watch.stdout.readline()
        process.kill()
        process.wait()
        _, errors = watch.communicate(timeout=20)
        assert watch.returncode == 0
        # Only newer kernels tell how.
        said = f'vmp: process {process.pid} (known-memory) '
        assert errors in (said + 'ended\n', said + 'was ended by signal 9\n'), errors


def test_exec_is_followed():
    with subprocess.Popen(['sh', '-c', 'read line; exec sleep 300'], stdin=subprocess.PIPE, text=True) as process:
        watch = subprocess.Popen([VMP, 'stat', str(process.pid), '--interval', '50ms', '--json', '--metrics', 'rss'],
                                 stdout=subprocess.PIPE)
        try:
            assert json.loads(watch.stdout.readline())['process']['name'] == 'sh'
            process.stdin.write('\n')
            process.stdin.flush()
            while (name := json.loads(watch.stdout.readline())['process']['name']) == 'sh':
                pass
        finally:
            process.kill()
            watch.communicate()
        assert name == 'sleep', name


def test_lines_come_at_once():
    watch = subprocess.Popen([VMP, 'stat', str(os.getpid()), '--interval', '60s', '--json'], stdout=subprocess.PIPE)
    assert select.select([watch.stdout], [], [], 50)[0], 'the first line waits for more'
    json.loads(watch.stdout.readline())
    watch.send_signal(signal.SIGINT)
    watch.stdout.close()
    assert watch.wait(timeout=20) == -signal.SIGINT


def test_titles_come_again():
    output, _ = vmp('stat', os.getpid(), '--interval', '1ms', '--count', 100)
    lines = output.splitlines()
    titles = [line for line in lines if line.startswith('TIME')]
    assert len(lines) - len(titles) == 100
    assert len(titles) == 3, len(titles)
    assert titles[0].split()[1:3] == ['RSS', 'RSS-ANON']
    assert len({len(line) for line in lines}) == 1, 'columns are not aligned'


def test_table_metrics():
    output, _ = vmp('stat', os.getpid(), '--count', 1, '--metrics', 'threads,vsize', '--bytes')
    title, line = output.splitlines()
    assert title.split() == ['TIME', 'THREADS', 'VSIZE']
    assert line.split()[1].isdigit() and line.split()[2].isdigit(), line


if __name__ == '__main__':
    run(globals())
