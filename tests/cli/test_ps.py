# SPDX-License-Identifier: GPL-3.0-or-later
"""vmp ps: against /proc read here, ps and processes whose memory is known."""

import os
import pty
import re
import subprocess
import termios

from harness import NOBODY, VMP, Skip, as_nobody, kernel_threads_visible, proc_status, run, target, vmp, vmp_json

MIB = 1024 * 1024


def rows(*args, **options):
    """The cells of each line but the titles, split at spaces."""
    return [line.split() for line in vmp('ps', '--no-headers', *args, **options)[0].splitlines()]


def find(data, pid):
    found = [entry for entry in data if entry['process']['pid'] == pid]
    assert len(found) == 1, f'{len(found)} rows of {pid}'
    return found[0]


def test_all_processes():
    with target('nothing') as process:
        pids = {int(row[0]) for row in rows('--columns', 'pid', '--kernel-threads')}
        # What lived before and lives still must be there.
        alive = {int(name) for name in os.listdir('/proc') if name.isdigit()}
        assert process.pid in pids and os.getpid() in pids
        assert len(alive - pids) <= max(3, len(alive) // 10), alive - pids


def test_json():
    with target('touch', 16 * MIB) as process:
        entry = find(vmp_json('ps'), process.pid)
        assert list(entry) == ['process', 'metrics']
        assert set(vmp_json('stat', process.pid)['process']) == set(entry['process'])
        status = proc_status(process.pid)
        for key, field in {'rss': 'VmRSS', 'vsize': 'VmSize', 'rss-peak': 'VmHWM', 'rss-anon': 'RssAnon',
                           'swap': 'VmSwap', 'page-tables': 'VmPTE', 'threads': 'Threads'}.items():
            assert entry['metrics'][key] == status[field], key
        assert 'pss' not in entry['metrics']
        once = vmp_json('stat', process.pid)['metrics']
        assert entry['metrics']['minor-faults'] == once['minor-faults']
        assert entry['process']['name'] == 'known-memory'
        assert entry['process']['command'].endswith(f'touch {16 * MIB}')


def test_pss():
    with target('touch', 16 * MIB) as process:
        entry = find(vmp_json('ps', '--pss'), process.pid)
        assert abs(entry['metrics']['pss'] - vmp_json('stat', process.pid)['metrics']['pss']) < 128 * 1024
        assert entry['metrics']['uss'] >= 16 * MIB
        titles = vmp('ps', '--pss')[0].splitlines()[0].split()
        assert 'PSS' in titles and 'USS' in titles


def test_against_ps():
    with target('touch', 16 * MIB) as process:
        output = subprocess.run(['ps', '-o', 'vsz=,min_flt=,user=', '-p', str(process.pid)], capture_output=True,
                                text=True, check=True).stdout.split()
        shown = [row for row in rows('--columns', 'pid,vsize,minor-faults,user', '--bytes')
                 if row[0] == str(process.pid)][0]
        assert int(shown[1]) == int(output[0]) * 1024
        assert shown[2:] == output[1:]


def test_sorting():
    for key, reverse in [('rss', True), ('rss:asc', False), ('pid', False), ('pid:desc', True), ('cpu-time', True)]:
        values = [int(row[0]) for row in rows('--columns', key.partition(':')[0], '--sort', key, '--bytes')
                  if row[0] != '-']
        assert values == sorted(values, reverse=reverse), key
    names = [row[0] for row in rows('--columns', 'kind,name', '--sort', 'kind:desc')]
    assert names == sorted(names, reverse=True)


def test_missing_is_last():
    if not kernel_threads_visible():
        raise Skip('kernel threads are not visible here')
    for key in ['rss', 'rss:asc']:
        cells = [row[0] for row in rows('--columns', 'rss', '--sort', key, '--kernel-threads', '--bytes')]
        first = cells.index('-')
        assert first > 0 and set(cells[first:]) == {'-'}, key


def test_kernel_threads():
    if not kernel_threads_visible():
        raise Skip('kernel threads are not visible here')
    assert not [row for row in rows('--columns', 'kind') if row[0] == 'kernel-thread']
    entry = find(vmp_json('ps', '--kernel-threads'), 2)
    assert entry['process']['kind'] == 'kernel-thread'
    assert 'rss' not in entry['metrics']


def test_filters():
    with target('nothing', 'Needle-In-Haystack') as process:
        # The filter is part of our own command line too.
        assert str(process.pid) in [row[0] for row in rows('--filter', 'NEEDLE-in')]
        assert str(os.getpid()) not in [row[0] for row in rows('--filter', 'needle-in')]
        assert rows('--filter', 'needle-in', '--user', 4000000000) == []


def test_users():
    with target('nothing', **as_nobody()) as process:
        mine = [int(row[0]) for row in rows('--columns', 'pid,user', '--mine')]
        assert os.getpid() in mine and process.pid not in mine
        theirs = rows('--columns', 'pid,uid', '--user', NOBODY)
        assert [str(process.pid), str(NOBODY)] in theirs
        assert {row[1] for row in theirs} == {str(NOBODY)}


def test_without_rights():
    with target('touch', MIB) as process:
        entry = find(vmp_json('ps', '--pss', **as_nobody()), process.pid)
        assert entry['metrics']['rss'] > MIB
        assert 'pss' not in entry['metrics']


def test_top_and_titles():
    output, _ = vmp('ps', '--top', 3)
    assert len(output.splitlines()) == 4
    assert output.splitlines()[0].split()[:4] == ['PID', 'USER', 'STATE', 'RSS']
    assert len(vmp('ps', '--top', 3, '--no-headers')[0].splitlines()) == 3


def test_names_or_commands():
    with target('touch', MIB) as process:
        for options, shown in [([], 'known-memory'), (['--command'], f'touch {MIB}')]:
            lines = vmp('ps', *options)[0].splitlines()
            line = [line for line in lines if line.split()[0] == str(process.pid)][0]
            assert line.endswith(shown), line


def test_total():
    # Tests that run beside this one have processes of the same name.
    mark = f'total-{os.getpid()}'
    with target('touch', MIB, mark), target('touch', MIB, mark):
        lines = rows('--filter', mark, '--columns', 'rss-anon,name', '--bytes', '--total')
        *processes, total = lines
        assert len(processes) >= 2
        assert total == [str(sum(int(row[0]) for row in processes if row[0] != '-')), '(total)']


def test_tree():
    script = f'"{os.environ["VMP_TARGET"]}" nothing < /dev/zero & "{os.environ["VMP_TARGET"]}" nothing < /dev/zero & echo; wait'
    with subprocess.Popen(['sh', '-c', script], stdout=subprocess.PIPE, start_new_session=True) as shell:
        try:
            shell.stdout.readline()
            lines = vmp('ps', '--tree', '--sort', 'pid', '--columns', 'pid,ppid,command')[0].splitlines()
        finally:
            os.killpg(shell.pid, 9)
    at = [i for i, line in enumerate(lines) if line.split()[0] == str(shell.pid)][0]
    indent = lines[at].index('sh -c')
    below = lines[at + 1:at + 3]
    assert [line.split()[1] for line in below] == [str(shell.pid)] * 2
    assert [line[indent:indent + 3] for line in below] == ['├─ ', '└─ '], below


def on_terminal(columns, *args):
    """What vmp prints on a terminal so wide."""
    master, slave = pty.openpty()
    termios.tcsetwinsize(slave, (24, columns))
    process = subprocess.Popen([VMP, *args], stdout=slave, close_fds=True)
    os.close(slave)
    output = b''
    while True:
        try:
            data = os.read(master, 65536)
        except OSError:
            break
        if not data:
            break
        output += data
    os.close(master)
    assert process.wait() == 0
    return output.decode().replace('\r\n', '\n')


def test_terminal_width():
    with target('nothing', 'ü' * 20 + '漢字' * 40) as process:
        for columns in [120, 121, 150]:
            lines = on_terminal(columns, 'ps', '--columns', 'pid,rss,command').splitlines()
            line = [line for line in lines if line.split()[0] == str(process.pid)][0]
            assert line.endswith('…'), line
            width = sum(2 if '\u4e00' <= c <= '\u9fff' else 1 for c in line)
            assert columns - 1 <= width <= columns, (columns, width, line)
        # Not a terminal: nothing is cut.
        assert any('漢字' * 40 in line for line in vmp('ps', '--columns', 'pid,command')[0].splitlines())


def test_hostile_names():
    with target('name', 'e\x1b[1m\r\nx') as process:
        output, _ = vmp('ps', '--columns', 'pid,name')
        assert '\x1b' not in output and '\r' not in output
        assert [line for line in output.splitlines() if line.split()[0] == str(process.pid)
                and line.endswith('e\\x1b[1m\\x0d\\nx')], output
        assert find(vmp_json('ps'), process.pid)['process']['name'] == 'e\\x1b[1m\\x0d\\nx'


def test_zombie():
    with target('zombie') as process:
        entry = find(vmp_json('ps'), int(process.lines[0]))
        assert entry['process']['kind'] == 'zombie'
        assert 'rss' not in entry['metrics']


def test_units():
    line = rows('--columns', 'vsize', '--top', 1, '--units', 'si')[0]
    assert re.fullmatch('[kMGT]B', line[1]), line
    line = rows('--columns', 'vsize', '--top', 1)[0]
    assert re.fullmatch('[KMGT]iB', line[1]), line


if __name__ == '__main__':
    run(globals())
