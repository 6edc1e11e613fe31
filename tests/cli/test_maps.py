# SPDX-License-Identifier: GPL-3.0-or-later
"""vmp maps: against smaps, smaps_rollup and pmap read here, and processes whose mappings are known."""

import csv
import io
import json
import mmap
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

from harness import VMP, Skip, as_nobody, close_to, kernel_threads_visible, read, record_in_turns, run, target, vmp, vmp_json

MIB = 1024 * 1024
MANY = os.environ['VMP_MANY_MAPPINGS']
KNOWN_PAGES = os.environ['VMP_KNOWN_PAGES']


def stopped(process):
    """Stops @process and waits until it is, so that nothing about it changes."""
    process.send_signal(signal.SIGSTOP)
    while read(f'/proc/{process.pid}/stat').rpartition(')')[2].split()[0] != 'T':
        time.sleep(0.01)


def smaps(pid):
    """/proc/PID/smaps read independently: a dict a mapping, of bytes."""
    entries = []
    for line in read(f'/proc/{pid}/smaps').splitlines():
        match = re.match(r'([0-9a-f]+)-([0-9a-f]+) (\S+) ([0-9a-f]+) (\S+) (\d+) *(.*)', line)
        if match:
            start, end, permissions, offset, device, inode, name = match.groups()
            entries.append({'start': start.lstrip('0'), 'end': end.lstrip('0'), 'permissions': permissions,
                            'offset': int(offset, 16), 'device': device, 'inode': int(inode), 'name': name})
            continue
        key, _, value = line.partition(':')
        if value.endswith(' kB'):
            entries[-1][key.lower().replace('_', '-')] = int(value.split()[0]) * 1024
        elif key == 'VmFlags':
            entries[-1]['flags'] = value.split()
    return entries


def rollup(pid):
    values = {}
    for line in read(f'/proc/{pid}/smaps_rollup').splitlines()[1:]:
        key, _, value = line.partition(':')
        values[key.lower().replace('_', '-')] = int(value.split()[0]) * 1024
    return values


SHARES = {'pss', 'pss-dirty', 'shared-clean', 'shared-dirty', 'private-clean', 'private-dirty'}


def is_shared(key, mapping):
    """Whether the value depends on who else maps the same file just now: vmp itself maps the C library and the vdso too."""
    return key in SHARES and (mapping['inode'] != 0 or mapping['type'] == 'kernel-gate')


def together(values):
    """What is shared or private, as (clean, dirty): who else maps a page decides which of the two it is."""
    return tuple(values[f'shared-{state}'] + values[f'private-{state}'] for state in ['clean', 'dirty'])


def beside(independent, ours):
    """What both say of the same moment: the independent source is read before and after ours, until both are equal.

    Even of a stopped process shares, dirty pages and reference bits change when others that map the same files come
    and go, or when the kernel writes back or scans.
    """
    for _ in range(50):
        before = independent()
        measured = ours()
        if independent() == before:
            return before, measured
        time.sleep(0.05)
    raise AssertionError(f'never the same twice: {before}')


def test_every_field_of_smaps():
    # The kernel's names run together where ours have hyphens.
    squeezed = {'kernelpagesize': 'kernel-page-size', 'mmupagesize': 'mmu-page-size',
                'anonhugepages': 'anon-huge-pages', 'shmempmdmapped': 'shmem-pmd-mapped',
                'filepmdmapped': 'file-pmd-mapped', 'lazyfree': 'lazy-free', 'swappss': 'swap-pss'}
    with target('touch', 8 * MIB) as process:
        stopped(process)
        expected, data = beside(lambda: smaps(process.pid), lambda: vmp_json('maps', process.pid))
    assert data['source'] == 'smaps' and data['torn'] is False
    assert data['process']['pid'] == process.pid
    assert len(data['mappings']) == len(expected) > 10
    for mapping, entry in zip(data['mappings'], expected):
        for key, value in entry.items():
            key = squeezed.get(key, key)
            if is_shared(key, mapping):
                continue
            assert mapping[key] == value, (key, mapping, entry)
        assert together(mapping) == together(entry), (mapping, entry)
        assert 0 <= mapping['pss'] <= mapping['rss']
        assert mapping['type'] and mapping['rule']
        assert mapping['evidence'] in ('kernel', 'program', 'inferred')
    heap = [mapping for mapping in data['mappings'] if mapping['name'] == '[heap]']
    assert heap and heap[0]['type'] == 'main-heap' and heap[0]['evidence'] == 'kernel'
    stack = [mapping for mapping in data['mappings'] if mapping['name'] == '[stack]']
    assert stack[0]['type'] == 'main-stack' and stack[0]['thread'] == process.pid


def test_sums_are_a_partition():
    with target('touch', 8 * MIB) as process:
        stopped(process)
        whole, data = beside(lambda: rollup(process.pid), lambda: vmp_json('maps', process.pid))
    total = data['total']
    for key in ['rss', 'anonymous', 'swap', 'locked']:
        assert total[key] == whole[key], (key, total[key], whole[key])
    assert together(total) == together(whole), (total, whole)
    # The kernel rounds each mapping's share down to KiB, and the whole once.
    close_to(total['pss'], whole['pss'], 1024 * len(data['mappings']) + total['rss'] - total['anonymous'])
    for key, value in total.items():
        assert key == 'largest' or sum(row[key] for row in data['summary'].values()) == value, key
    for key in ['size', 'rss', 'private-dirty']:
        assert sum(mapping[key] for mapping in data['mappings']) == total[key]
    for name, row in data['summary'].items():
        assert row['mappings'] == sum(mapping['type'] == name for mapping in data['mappings']) > 0
    assert total['largest'] == max(mapping['size'] for mapping in data['mappings'])


def test_against_pmap():
    with target('touch', 8 * MIB) as process:
        stopped(process)
        lines, data = beside(
            lambda: subprocess.check_output(['pmap', '-X', str(process.pid)], text=True).splitlines(),
            lambda: vmp_json('maps', process.pid, '--summary'))
    total = data['total']
    titles = lines[1].split()[:-1]
    sums = lines[-1].split()[:-1]
    # The last line has the sums alone, under the titles from Size on.
    sums = dict(zip(titles[titles.index('Size'):], map(int, sums)))
    for ours, theirs in [('size', 'Size'), ('rss', 'Rss'), ('pss', 'Pss'), ('anonymous', 'Anonymous'), ('swap', 'Swap'),
                         ('referenced', 'Referenced'), ('private-hugetlb', 'Private_Hugetlb')]:
        if ours == 'pss':
            # Of files it depends on who else maps them: vmp itself does.
            close_to(total[ours], sums[theirs] * 1024, total['rss'] - total['anonymous'])
        elif theirs in sums:
            assert total[ours] == sums[theirs] * 1024, (ours, total[ours], sums)


def test_table():
    with target('touch', 8 * MIB) as process:
        stopped(process)
        output, errors = vmp('maps', process.pid, '--bytes')
        mappings = vmp_json('maps', process.pid)['mappings']
    lines = output.splitlines()
    assert errors == ''
    assert lines[0].split() == ['ADDRESS', 'SIZE', 'RSS', 'PSS', 'PRIVATE-DIRTY', 'SWAP', 'PERM', 'TYPE', 'NAME']
    assert len(lines) == len(mappings) + 1
    for line, mapping in zip(lines[1:], mappings):
        words = line.split()
        assert words[0].lstrip('0') == mapping['start']
        keys = ['size', 'rss', 'pss', 'private-dirty', 'swap']
        assert all(int(word) == mapping[key] for word, key in zip(words[1:6], keys) if not is_shared(key, mapping)), line
        assert words[6:8] == [mapping['permissions'], mapping['type']]
        assert mapping['name'] in line


def test_summary():
    with target('touch', 8 * MIB) as process:
        stopped(process)
        lines = vmp('maps', process.pid, '--summary', '--bytes', '--no-headers')[0].splitlines()
        data = vmp_json('maps', process.pid, '--summary')
    assert 'mappings' not in data
    assert [line.split()[0] for line in lines[:-1]] == list(data['summary'])
    for line, row in zip(lines, list(data['summary'].values()) + [data['total']]):
        # Counts are grouped only by locales that do so; the test's does not.
        numbers = [int(word) for word in line.split() if word.isdigit()]
        expected = [row[key] for key in ['mappings', 'size', 'rss', 'pss', 'private-dirty', 'swap', 'largest']]
        assert numbers[:3] + numbers[4:7] == expected[:3] + expected[4:], (line, row)


def test_types():
    with target('touch', 8 * MIB) as process:
        stopped(process)
        everything = vmp_json('maps', process.pid)['mappings']
        heap = vmp_json('maps', process.pid, '--type', 'heap')
        some = vmp_json('maps', process.pid, '--type', 'main-stack,kernel-gate')
    types = {'main-heap', 'malloc-arena', 'malloc-block', 'other-allocator'}
    assert heap['mappings'] == [mapping for mapping in everything if mapping['type'] in types] != []
    assert set(heap['summary']) <= types
    assert heap['total']['rss'] == sum(mapping['rss'] for mapping in heap['mappings'])
    assert {mapping['type'] for mapping in some['mappings']} == {'main-stack', 'kernel-gate'}


def test_csv():
    with target('touch', 8 * MIB) as process:
        stopped(process)
        rows = list(csv.DictReader(io.StringIO(vmp('maps', process.pid, '--csv')[0])))
        sums = list(csv.DictReader(io.StringIO(vmp('maps', process.pid, '--csv', '--summary')[0])))
        data = vmp_json('maps', process.pid)
    assert len(rows) == len(data['mappings'])
    for row, mapping in zip(rows, data['mappings']):
        for key, value in mapping.items():
            if key == 'flags':
                value = ' '.join(value)
            if is_shared(key, mapping) or key == 'thread':
                continue
            assert row[key] == str(value), (key, row, mapping)
    assert [row['type'] for row in sums] == [*data['summary'], 'total']
    for row, values in zip(sums, [*data['summary'].values(), data['total']]):
        own = [key for key in values if key not in SHARES]
        assert [int(row[key]) for key in own] == [values[key] for key in own] and {'size', 'rss', 'swap'} <= set(own)


def test_hostile_names():
    names = ['new\nline', 'tab\tand "quotes", commas', 'red\x1b[31m', '<b>markup & more', 'really (deleted)',
             'x' * 250, 'umlaut ä', 'bidi \u202e reversed']
    with tempfile.TemporaryDirectory() as folder:
        # Deep enough that the path is nearly as long as the kernel allows.
        deep = folder
        while len(deep) < 3500:
            deep += '/' + 'y' * 200
        os.makedirs(deep)
        paths = [f'{folder}/{name}' for name in names] + [f'{deep}/end', os.fsencode(folder) + b'/stray\xff']
        maps = []
        for path in paths:
            with open(path, 'w+b') as file:
                file.truncate(4096)
                maps.append(mmap.mmap(file.fileno(), 4096))
        os.unlink(f'{folder}/umlaut ä')
        table = vmp('maps', os.getpid())[0]
        rows = list(csv.DictReader(io.StringIO(vmp('maps', os.getpid(), '--csv')[0])))
        ours = [mapping for mapping in vmp_json('maps', os.getpid())['mappings'] if folder in mapping['name']]
        for mapped in maps:
            mapped.close()
    found = {mapping['name'] for mapping in ours}
    # The kernel writes a newline as \012.
    assert f'{folder}/new\\012line' in found, found
    for name in names[1:6] + names[7:]:
        assert f'{folder}/{name}' in found, (name, found)
    assert f'{folder}/umlaut ä (deleted)' in found
    assert f'{deep}/end' in found
    assert f'{folder}/stray\\xff' in found
    assert all(mapping['type'] == 'file-shared' for mapping in ours)
    # Nothing that moves the cursor or the text reaches the terminal.
    assert '\x1b' not in table and '\t' not in table and '\u202e' not in table
    for shown in ['red\\x1b[31m', 'tab\\tand "quotes", commas', 'new\\\\012line', '<b>markup & more', 'really (deleted)']:
        assert f'{folder}/{shown}\n' in table, shown
        assert any(row['name'] == f'{folder}/{shown}' for row in rows), shown
    # A line each, though this process got some mappings more meanwhile.
    close_to(len(table.splitlines()), len(rows) + 1, 20)


def test_many_mappings():
    process = subprocess.Popen([MANY, '30000'], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout.readline() == 'ready\n'
        output, errors = vmp('maps', process.pid, '--json')
        assert errors == ''
        data = json.loads(output)
        assert data['total']['mappings'] == len(data['mappings']) > 30000
        assert data['total']['rss'] == rollup(process.pid)['rss']
        pages = [mapping for mapping in data['mappings'] if mapping['type'] == 'private-data']
        assert len(pages) >= 30000
        assert len(vmp('maps', process.pid, '--no-headers')[0].splitlines()) == len(data['mappings'])
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def test_kernel_thread():
    if not kernel_threads_visible():
        raise Skip('no kernel threads to be seen')
    output, errors = vmp('maps', 2, status=1)
    assert output == ''
    assert errors == 'vmp: process 2 is a kernel thread: it has no memory of its own\n'


def test_zombie():
    with target('zombie') as process:
        pid = process.lines[0]
        output, errors = vmp('maps', pid, status=1)
        assert output == ''
        assert errors == f'vmp: process {pid} is a zombie: it ended, and has no memory any more\n'


def test_ended_leader():
    with target('end-leader') as process:
        while read(f'/proc/{process.pid}/stat').rpartition(')')[2].split()[0] != 'Z':
            time.sleep(0.01)
        data = vmp_json('maps', process.pid)
        assert data['process']['kind'] == 'leader-exited'
        assert data['total']['rss'] > 0


def test_denied():
    options = as_nobody()
    with target('touch', MIB) as process:
        output, errors = vmp('maps', process.pid, status=1, **options)
        assert output == ''
        assert errors == (f'vmp: the mappings of process {process.pid} are not shown to you; '
                          'run as its owner or as root\n')
    with target('touch', MIB, **options) as process:
        # Root sees others' all the same.
        assert vmp_json('maps', process.pid)['total']['rss'] > MIB


def pages_of(process, *args):
    """What vmp says of the known pages: the states of each."""
    data = vmp_json('maps', process.pid, '--pages', process.lines[0].split()[0], *args)
    start = int(process.lines[0].split()[0], 16)
    states = {}
    for one in data['runs']:
        for address in range(int(one['start'], 16), int(one['end'], 16), data['page-size']):
            states[(address - start) // data['page-size']] = one['states']
    return data, states


def known_pages(**options):
    process = subprocess.Popen([KNOWN_PAGES], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, **options)
    process.lines = [process.stdout.readline().strip()]
    assert process.stdout.readline() == 'ready\n'
    return process


def end(process):
    process.stdin.close()
    process.stdout.close()
    process.wait()


def without_soft_dirty(states):
    return [state for state in states if state != 'soft-dirty']


def test_pages():
    process = known_pages()
    try:
        data, states = pages_of(process)
        known = data['known']
        for page in range(32):
            told = without_soft_dirty(states[page])
            if 4 <= page < 8:
                assert told == ['present'], (page, told)
            elif page in (8, 9):
                assert told == (['present', 'zero'] if 'zero' in known else ['present']), (page, told)
            elif page in (16, 17) and process.lines[0].endswith(' 1'):
                assert 'guard' not in known or told == ['guard'], (page, told)
            elif 24 <= page < 28:
                # Where there is no swap they stayed; what is on its way out may be in memory still.
                assert told in (['present'], ['swapped']), (page, told)
            else:
                assert told == [], (page, told)
        # What the kernel counts by itself.
        mapping = [entry for entry in smaps(process.pid) if entry['start'] == data['mapping']['start']][0]
        present = [page for page, told in states.items() if 'present' in told and 'zero' not in told]
        assert 'zero' not in known or len(present) * data['page-size'] == mapping['rss']
        assert data['total']['swapped'] * data['page-size'] == mapping['swap']
        assert data['total']['untouched'] == sum(not told for told in states.values())
        assert ('soft-dirty' in known) == (data['total']['soft-dirty'] is not None)
    finally:
        end(process)


def test_pages_as_text():
    process = known_pages()
    try:
        address = process.lines[0].split()[0]
        # Any address of the mapping will do, with 0x before it or not.
        inside = hex(int(address, 16) + 5000)
        lines = vmp('maps', process.pid, '--pages', inside)[0].splitlines()
        assert lines[0].split() == ['ADDRESS', 'PAGES', 'SIZE', 'STATE']
        assert lines[1].split()[0].lstrip('0') == vmp_json('maps', process.pid, '--pages', address)['mapping']['start']
        assert any(line.endswith('  untouched') for line in lines)
        assert any(line.startswith('Read by: pagemap') for line in lines)
        rows = list(csv.DictReader(io.StringIO(vmp('maps', process.pid, '--pages', address, '--csv')[0])))
        assert sum(int(row['pages']) for row in rows) >= 32
        assert all(row['end'] == next_row['start'] for row, next_row in zip(rows, rows[1:]))
        output, errors = vmp('maps', process.pid, '--pages', '10', status=1)
        assert errors == f"vmp: process {process.pid} has no mapping at 10; 'vmp maps {process.pid}' lists them\n"
    finally:
        end(process)


def test_pages_where_only_smaps_is_permitted():
    """With the right to look at others' processes, but not to read others' files: pagemap is its owner's."""
    if os.geteuid() != 0 or shutil.which('setpriv') is None:
        raise Skip('needs root and setpriv')
    process = known_pages()
    try:
        command = ['setpriv', '--reuid=65534', '--clear-groups', '--inh-caps=-all,+sys_ptrace', '--ambient-caps=-all,+sys_ptrace',
                   os.environ['VMP'], 'maps', str(process.pid), '--json', '--pages', process.lines[0].split()[0]]
        result = subprocess.run(command, capture_output=True, text=True)
        if result.returncode != 0:
            raise Skip(f'the right could not be given: {result.stderr}')
        data = json.loads(result.stdout)
        assert data['source'] == 'smaps'
        assert set(data['known']) == {'present', 'swapped', 'unknown'}
        assert data['total']['zero'] is None and data['total']['unknown'] >= 32
    finally:
        end(process)


def saved(folder, name, text):
    path = os.path.join(folder, name)
    with open(path, 'w', encoding='utf-8', errors='surrogateescape', newline='') as file:
        file.write(text)
    return path


def test_import():
    with target('touch', 8 * MIB) as process, tempfile.TemporaryDirectory() as folder:
        stopped(process)
        live = vmp_json('maps', process.pid)
        pmap = subprocess.run(['pmap', '-XX', '-p', str(process.pid)], capture_output=True, text=True, check=True).stdout
        paths = {
            'smaps': saved(folder, 'a', read(f'/proc/{process.pid}/smaps')),
            'maps': saved(folder, 'b', read(f'/proc/{process.pid}/maps')),
            'pmap': saved(folder, 'c', pmap),
        }
        crlf = saved(folder, 'd', pmap.replace('\n', '\r\n'))
        for source, path in paths.items():
            data = vmp_json('maps', '--file', path)
            assert data['source'] == source and data['file'] == path and data['process'] is None
            assert len(data['mappings']) == len(live['mappings'])
            for mapping, expected in zip(data['mappings'], live['mappings']):
                for key in ['start', 'end', 'size', 'permissions', 'name', 'inode', 'offset', 'device']:
                    assert mapping[key] == expected[key], (source, key, mapping, expected)
                for key in ['rss', 'private-dirty', 'anonymous', 'swap', 'referenced']:
                    assert mapping[key] == (None if source == 'maps' else expected[key]), (source, key, mapping)
                assert mapping['flags'] == (None if source == 'maps' else expected['flags']), (source, mapping, expected)
        assert vmp_json('maps', '--file', crlf)['mappings'] == vmp_json('maps', '--file', paths['pmap'])['mappings']
        with open(paths['smaps'], 'rb') as file:
            output, _ = vmp('maps', '--file', '-', '--summary', stdin=file)
        assert 'main-heap' in output
        # What comes through a pipe is read once.
        piped = subprocess.run([VMP, 'maps', '--file', '/dev/stdin', '--json'], input=read(paths['smaps']), text=True,
                               capture_output=True, check=True)
        assert json.loads(piped.stdout)['mappings'] == vmp_json('maps', '--file', paths['smaps'])['mappings']


def test_import_of_a_folder():
    with target('touch', 8 * MIB) as process, tempfile.TemporaryDirectory() as folder:
        stopped(process)
        live = vmp_json('maps', process.pid)
        copy = f'{folder}/proc/{process.pid}'
        os.makedirs(f'{copy}/task/{process.pid}')
        for name in ['smaps', 'maps', 'stat', f'task/{process.pid}/comm']:
            saved(copy, name, read(f'/proc/{process.pid}/{name}'))
        os.symlink(os.readlink(f'/proc/{process.pid}/exe'), f'{copy}/exe')
        for path in [copy, folder]:
            data = vmp_json('maps', '--file', path)
            # With the program known, types are the same.
            assert [mapping['type'] for mapping in data['mappings']] == [mapping['type'] for mapping in live['mappings']]
        os.truncate(f'{copy}/smaps', 0)
        data = vmp_json('maps', '--file', copy)
        assert data['source'] == 'maps' and data['total']['rss'] is None
        os.unlink(f'{copy}/smaps')
        os.unlink(f'{copy}/maps')
        _, errors = vmp('maps', '--file', copy, status=1)
        assert errors == f'vmp: {copy} has neither smaps nor maps in it\n'


def test_import_says_where_it_failed():
    with tempfile.TemporaryDirectory() as folder:
        good = ''.join(read('/proc/self/smaps').splitlines(keepends=True)[:60])
        for text, message in [('', 'there is nothing in it'), ('hello\n', 'line 1: neither maps, nor smaps, nor what pmap -X prints'),
                              (good + 'junk\n', 'line 61: neither a mapping nor a key'),
                              ('1000-2000 r-xp 00000000 08:01 7 /x\n1000-20', 'line 2: not a mapping')]:
            path = saved(folder, 'x\x1b[31m', text)
            _, errors = vmp('maps', '--file', path, status=1)
            assert errors == f'vmp: {folder}/x\\x1b[31m: {message}\n', errors


def test_diff_of_two_processes():
    with target('touch', 8 * MIB) as small, target('touch', 24 * MIB) as large:
        stopped(small)
        stopped(large)
        same = vmp_json('maps', '--diff', small.pid, small.pid)
        data = vmp_json('maps', '--diff', small.pid, large.pid)
        table = vmp('maps', '--diff', small.pid, large.pid)[0]
        rows = list(csv.DictReader(io.StringIO(vmp('maps', '--diff', small.pid, large.pid, '--csv')[0])))
        everything = vmp_json('maps', '--diff', small.pid, large.pid, '--all')
        summary = vmp('maps', '--diff', small.pid, large.pid, '--summary')[0]
    assert same['changes'] == [] and sum(same['counts'].values()) == same['counts']['unchanged'] > 10
    # Nothing lies where it lay in the other, and yet libraries are the same.
    grown = data['changes'][0]
    assert data['total']['size'] == 16 * MIB, data['total']
    close_to(data['total']['rss'], 16 * MIB, MIB)
    assert grown['change'] in ('grown', 'new') and max(change['size'] for change in data['changes']) >= 16 * MIB
    assert data['counts']['moved'] == 0 and data['counts']['unchanged'] > 10
    assert len(everything['changes']) == sum(data['counts'].values()) > len(data['changes']) == len(rows)
    assert len(table.splitlines()) == len(data['changes']) + 1
    assert '+16.0 MiB' in summary and '(total)' in summary
    assert sum(row['size'] for row in data['summary'].values()) == data['total']['size']


def test_diff_of_one_process():
    """What a process did since it was saved: by address, though nothing but text is left of it."""
    script = ('import mmap, sys; held = [mmap.mmap(-1, 4 << 20), mmap.mmap(-1, 2 << 20)]; print("ready", flush=True); sys.stdin.readline();'
              'held[0].write(b"x" * (4 << 20)); held[1].close(); held.append(mmap.mmap(-1, 1 << 20, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS));'
              'held[2].write(b"y"); print("done", flush=True); sys.stdin.readline()')
    process = subprocess.Popen(['python3', '-c', script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout.readline() == 'ready\n'
        with tempfile.TemporaryDirectory() as folder:
            before = saved(folder, 'before', read(f'/proc/{process.pid}/smaps'))
            # It goes on to wait for a line meanwhile, which touches a page or another.
            quiet = vmp_json('maps', '--diff', before, process.pid)['changes']
            assert all(change['change'] in ('grown', 'shrunk') and abs(change['rss']) < MIB for change in quiet), quiet
            process.stdin.write('\n')
            process.stdin.flush()
            assert process.stdout.readline() == 'done\n'
            data = vmp_json('maps', '--diff', before, process.pid)
        changes = {(change['change'], change['type'], change['size'], change['rss']) for change in data['changes']}
        # Shared memory that was touched and is as large as before, and that is not there any more.
        assert any(kind == 'grown' and name == 'shared-memory' and size == 0 and rss == 4 * MIB
                   for kind, name, size, rss in changes), changes
        assert any(kind == 'gone' and name == 'shared-memory' and size == -2 * MIB for kind, name, size, _ in changes), changes
        close_to(data['total']['rss'], 4 * MIB, MIB)
    finally:
        process.kill()
        process.wait()
        process.stdin.close()
        process.stdout.close()


def test_recording():
    """The snapshots of a recording, against what its own views say of them."""
    with tempfile.TemporaryDirectory() as folder:
        file = f'{folder}/a.vmp'
        script = 'x = b"x" * (40 << 20)\nturn()\ny = b"y" * (80 << 20)\nturn()'
        if not record_in_turns(file, script, '--maps', '0.1s', '--interval', '50ms'):
            raise Skip('this machine was too busy for two snapshots')
        database = sqlite3.connect(file)
        snapshots = database.execute('SELECT time_nsec, rss_bytes FROM address_spaces ORDER BY time_nsec').fetchall()
        database.close()
        assert len(snapshots) >= 2, snapshots
        early, late = vmp_json('maps', '--file', file, '--at', '0'), vmp_json('maps', '--file', file)
        for data, (_, rss) in ((early, snapshots[0]), (late, snapshots[-1])):
            assert data['process'] is None and data['file'] == file and data['source'] == 'recording', data
            assert sum(mapping['rss'] for mapping in data['mappings']) == data['total']['rss'] == rss
        close_to((late['at'] - early['at']) * 1e9, snapshots[-1][0] - snapshots[0][0], 1000)
        assert early['pid'] == late['pid']
        changes = vmp_json('maps', '--diff', file, file, '--at', '0', '--at', late['at'])['changes']
        assert sum(change['change'] == 'new' for change in changes) >= 1, changes
        assert vmp_json('maps', '--diff', file, file, '--at', '0')['changes'] == []
        _, errors = vmp('maps', '--file', file, '--summary')
        assert 'after its beginning' in errors, errors
        with target('nothing') as process:
            assert vmp_json('maps', '--diff', file, process.pid)['changes']
        for arguments, status, part in [(['--file', file, '--pid', '1'], 1, 'not in the recording'),
                                        (['--at', '1', os.getpid()], 2, 'recordings'), (['--file', file, '--at', 'x'], 2, "'x'"),
                                        (['--file', file, '--at', '1', '--at', '2'], 2, 'too often'),
                                        (['--file', MANY, '--at', '1'], 2, 'recordings')]:
            output, errors = vmp('maps', *arguments, status=status)
            assert output == '' and part in errors, (arguments, errors)
        vmp('run', '-q', '--record', file, '-f', '--maps', 'never', '--', 'true')
        _, errors = vmp('maps', '--file', file, status=1)
        assert '--maps 1s' in errors, errors


if __name__ == '__main__':
    run(globals())
