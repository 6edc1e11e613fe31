# SPDX-License-Identifier: GPL-3.0-or-later
"""vmp report: the same numbers as the recording itself, in a page that is well-formed and needs nothing else."""

import contextlib
import csv
import functools
import html.parser
import json
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml
import zlib

from harness import VMP, Skip, record_in_turns, run, vmp

VOID = {'meta', 'br', 'link', 'img', 'hr'}
# What is before and after each change is of the same length: a snapshot there is nearer to that end of the stage.
SCRIPT = f'''
import subprocess
def mark(name):
    subprocess.run([{VMP!r}, 'mark', name], check=True)
    return time.monotonic()
def as_long_again(begin): time.sleep(max(1.2, time.monotonic() - begin))
begin = mark('grow <script>alert(1)</script>')
turn()
x = bytearray(b'x' * (40 << 20))
as_long_again(begin)
turn()
mark('held')
child = subprocess.Popen([sys.executable, '-c', 'y = bytearray(20 << 20); input()'], stdin=subprocess.PIPE)
turn("FROM samples WHERE target > 1 AND metric = 'rss' AND value > 20 << 20")
begin = mark('free|*shrink*')
turn()
x = None
child.communicate(b'end')
as_long_again(begin)
turn()
'''


@functools.cache
def recorded():
    """One for all, and whether it is as it was meant."""
    with tempfile.TemporaryDirectory() as path:
        came = record_in_turns(f'{path}/a.vmp', SCRIPT, '--interval', '20ms', '--maps', '0.1s')
        with open(f'{path}/a.vmp', 'rb') as file:
            return file.read(), came


def must_be_as_meant():
    if not recorded()[1]:
        raise Skip('this machine was too busy to take snapshots and samples when they were wanted')


@contextlib.contextmanager
def recording():
    with tempfile.TemporaryDirectory() as path:
        with open(f'{path}/a.vmp', 'wb') as file:
            file.write(recorded()[0])
        yield f'{path}/a.vmp'


class Page(html.parser.HTMLParser):
    """Checks that what is opened is closed, and collects what is asked of a page."""

    def __init__(self):
        super().__init__()
        self.open, self.tags, self.attributes, self.text = [], [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag):
        assert self.open and self.open.pop() == tag, (tag, self.open)

    def handle_data(self, data):
        self.text.append(data)


def notes(file):
    return [line.split('\t') for line in vmp('note', file)[0].splitlines()]


def test_notes():
    with recording() as file:
        assert notes(file) == []
        vmp('note', file, '--at', '1.5', 'second <b>')
        vmp('note', file, '--at', '0.25', '--to', '1', 'first')
        (first, second) = notes(file)
        assert first[:3] == ['1', '0.250', '1.000'] and first[4] == 'first', first
        assert second[:3] == ['2', '1.500', '1.500'] and second[3] == first[3], second
        vmp('note', file, '--change', '2', '--at', '1.75')
        vmp('note', file, '--change', '2', 'renamed <b>')
        assert notes(file)[1][1:3] == ['1.750', '1.750'] and notes(file)[1][4] == 'renamed <b>'
        # Everywhere else too.
        (found,) = [row[4] for row in sqlite3.connect(file).execute('SELECT * FROM notes') if row[2] == row[1]]
        assert found == 'renamed <b>', found
        report = json.loads(vmp('report', file, '--format', 'json')[0])
        assert [note['text'] for note in report['notes']] == ['first', 'renamed <b>'], report['notes']
        assert report['notes'][0]['end_boottime_ns'] - report['notes'][0]['begin_boottime_ns'] == 750000000
        for form in 'html', 'markdown', 'csv':
            text, _ = vmp('report', file, '--format', form)
            assert 'first' in text and 'renamed' in text and (form != 'html' or 'renamed <b>' not in text), form
        lines = [json.loads(line) for line in vmp('export', file, '--format', 'jsonl', '--metrics', 'rss')[0].splitlines()]
        assert [line['note']['text'] for line in lines if 'note' in line] == ['renamed <b>', 'first']
        vmp('note', file, '--remove', '1')
        assert [note[4] for note in notes(file)] == ['renamed <b>']


def test_trim():
    with recording() as file:
        part, copy = f'{file}.part', f'{file}.copy'
        whole = json.loads(vmp('report', file, '--format', 'json')[0])
        # In the first stage, which lasts longer than a second.
        begin = (whole['stages'][0]['begin_boottime_ns'] - whole['begin_boottime_ns']) / 1e9 + 0.1
        inside = ('--from', f'{begin:.3f}', '--to', f'{begin + 0.9:.3f}')
        vmp('note', file, '--at', f'{begin + 0.1:.3f}', 'kept')
        vmp('trim', file, *inside, '-o', part)
        whole, less = (json.loads(vmp('report', path, '--format', 'json')[0]) for path in (file, part))
        assert 0 < less['end_boottime_ns'] - less['begin_boottime_ns'] <= 0.9e9, less
        assert less['begin_boottime_ns'] >= whole['begin_boottime_ns'] + (begin - 0.001) * 1e9, less
        assert less['realtime_at_boot_ns'] == whole['realtime_at_boot_ns'], less
        assert [stage['name'] for stage in less['stages']] == [whole['stages'][0]['name']] and less['notes'] == whole['notes']
        assert vmp('export', part) == vmp('export', file, *inside)
        vmp('trim', file, '-o', copy)
        assert vmp('export', copy) == vmp('export', file) and os.stat(copy).st_mode & 0o777 == 0o600
        for arguments, status in (((file, '-o', copy), 1), ((file, '-o', file, '--replace'), 1), ((file,), 2),
                                  ((file, '--from', '99', '-o', f'{file}.x'), 1), ((f'{file}.none', '-o', f'{file}.x'), 1)):
            vmp('trim', *arguments, status=status)
        assert sorted(os.listdir(os.path.dirname(file))) == ['a.vmp', 'a.vmp.copy', 'a.vmp.part']


def test_notes_refused():
    with recording() as file:
        before = vmp('report', file, '--format', 'json')
        for arguments, status in (
            (('--at', '1e9', 'late'), 2), (('--at', '2', '--to', '1', 'back'), 2), (('--remove', '1'), 1), (('--at', '1'), 2),
            (('--pid', '1', 'other'), 1), (('x' * 1001,), 2),
        ):
            vmp('note', file, *arguments, status=status)
        assert vmp('report', file, '--format', 'json') == before


def test_html():
    with recording() as file:
        output = f'{file}.html'
        vmp('report', file, '-o', output)
        with open(output, encoding='utf-8') as page_file:
            text = page_file.read()
    page = Page()
    page.feed(text)
    page.close()
    assert not page.open, page.open
    assert not {'script', 'link', 'img', 'iframe', 'object'} & set(page.tags), set(page.tags)
    for name, value in page.attributes:
        assert not name.startswith('on') and name not in ('src', 'href'), (name, value)
    assert 'url(' not in text and '@import' not in text
    assert page.tags.count('svg') >= 5, page.tags.count('svg')
    for picture in re.findall(r'<svg.*?</svg>', text, re.DOTALL):
        assert xml.fromstring(picture).find('title').text
    joined = ' '.join(page.text)
    assert 'grow <script>alert(1)</script>' in joined and 'Peaks' in joined
    assert 'prefers-color-scheme:dark' in text and '@media print' in text
    ids = [value for name, value in page.attributes if name == 'id']
    assert len(ids) == len(set(ids)), ids


def nearest(times, time, low, high):
    return min((at for at in times if low < at <= high), key=lambda at: abs(at - time), default=None)


def check_growth(database, stage):
    """What grew is the difference of the snapshots next to the ends of the stage."""
    begin, end = stage['begin_boottime_ns'], stage['end_boottime_ns']
    half = (end - begin) // 2
    times = [time for (time,) in database.execute('SELECT time_nsec FROM address_spaces WHERE target = 1 ORDER BY time_nsec')]
    found = nearest(times, begin, begin - half, begin + half), nearest(times, end, begin + half, end + half)
    if None in found:
        assert 'growth' not in stage, (stage, times)
        return
    growth = stage['growth']
    assert (growth['begin_snapshot_boottime_ns'], growth['end_snapshot_boottime_ns']) == found, (stage, times)
    sums = [dict(database.execute('SELECT type, rss_bytes FROM mapping_types WHERE target = 1 AND time_nsec = ?', (time,))) for time in found]
    expected = {key: (sums[0].get(key, 0), sums[1].get(key, 0)) for key in {**sums[0], **sums[1]}}
    told = {key: (value['rss_begin'], value['rss_end']) for key, value in growth['types'].items()}
    assert {key: pair for key, pair in told.items() if pair != (0, 0)} == {key: pair for key, pair in expected.items() if pair != (0, 0)}
    assert all(value['rss_growth'] == value['rss_end'] - value['rss_begin'] for value in growth['types'].values()), growth


def test_json_is_the_recording():
    with recording() as file:
        report = json.loads(vmp('report', file, '--format', 'json')[0])
        database = sqlite3.connect(file)
        for metric in ['rss', 'pss', 'minor-faults']:
            ((n, low, high),) = database.execute('SELECT count(*), min(value), max(value) FROM samples'
                                                 ' WHERE metric = ? AND target = 1', (metric,)).fetchall()
            found = report['process']['metrics'][metric]
            assert (found['values'], found['min'], found['max']) == (n, low, high), (metric, found)
        ((max_rss, status),) = database.execute('SELECT max_rss_bytes, status FROM processes WHERE target = 1').fetchall()
        assert report['process']['usage']['max_rss'] == max_rss and report['process']['status'] == status
        # The kernel counts in two places, a few pages apart.
        assert abs(report['process']['rss_peak'] - max_rss) < 1 << 20
        stages = database.execute('SELECT name, begin_nsec FROM stages ORDER BY begin_nsec').fetchall()
        assert [(stage['name'], stage['begin_boottime_ns']) for stage in report['stages']] == stages
        assert len(report['processes']) == database.execute('SELECT count(*) FROM processes').fetchone()[0] >= 2
        for stage in report['stages']:
            check_growth(database, stage)
        if 'map_near_peak' in report:
            snapshot = report['map_near_peak']['boottime_ns']
            rows = database.execute('SELECT type, rss_bytes FROM mapping_types WHERE target = 1 AND time_nsec = ?', (snapshot,)).fetchall()
            assert {key: value['rss'] for key, value in report['map_near_peak']['types'].items()} == dict(rows)
        database.close()
    must_be_as_meant()
    grow, _, free = report['stages']
    assert grow['metrics']['rss']['last'] - grow['metrics']['rss']['first'] > 35 << 20, grow['metrics']['rss']
    assert free['metrics']['rss']['first'] - free['metrics']['rss']['last'] > 35 << 20, free['metrics']['rss']
    types = grow['growth']['types']
    assert sum(value['rss_growth'] for value in types.values()) > 20 << 20, types
    assert max(types, key=lambda key: types[key]['rss_growth']) in ('private-data', 'heap', 'malloc-block'), types
    assert sum(value['rss_growth'] for value in free['growth']['types'].values()) < -20 << 20, free['growth']
    assert any(grower['peak_rss'] - grower['first_rss'] > 35 << 20 for grower in report['map_near_peak']['growers'])


def test_peak_is_its_own():
    """What the kernel says at the end of the largest resident memory is of the child that was waited for."""
    script = 'import subprocess, sys; subprocess.run([sys.executable, "-c", "x = bytearray(b\'x\' * (90 << 20))"])'
    with tempfile.TemporaryDirectory() as path:
        vmp('run', '--quiet', '--record', f'{path}/a.vmp', '--', sys.executable, '-c', script)
        process = json.loads(vmp('report', f'{path}/a.vmp', '--format', 'json')[0])['process']
        assert process['usage']['max_rss'] > 90 << 20, process
        assert 4 << 20 < process['rss_peak'] < 60 << 20, process


def test_changes_are_suggested():
    """A step that nobody marked is found where it is, and called a suggestion; what keeps still has none."""
    with tempfile.TemporaryDirectory() as path:
        file = f'{path}/a.vmp'
        script = "import time\ntime.sleep(0.8)\nx = b'x' * (80 << 20)\ntime.sleep(0.8)"
        vmp('run', '--quiet', '--interval', '5ms', '--record', file, '--', sys.executable, '-c', script)
        with contextlib.closing(sqlite3.connect(file)) as database:
            samples = database.execute("SELECT time_nsec, value FROM samples WHERE metric = 'rss' AND target = 1 ORDER BY time_nsec").fetchall()
        changes = json.loads(vmp('report', file, '--format', 'json')[0])['suggested_changes']
        # On a busy machine filling the memory takes its time, and so may looking at it; then nothing changes until the end.
        peak = max(value for _, value in samples)
        full = [time for time, value in samples if value > peak - (10 << 20)]
        low = max(time for time, value in samples if time < full[0] and value < 30 << 20)
        assert any(low - 1e8 < change['boottime_ns'] < full[0] + 1e8 for change in changes), (changes, low, full[0])
        assert not any(full[0] + 1.5e8 < change['boottime_ns'] < full[-1] - 1.5e8 for change in changes), (changes, full[0], full[-1])
        assert max(change['after'] for change in changes) - min(change['before'] for change in changes) > 70 << 20, changes
        assert 'Changes that were found' in vmp('report', file)[0]
        vmp('run', '-q', '-f', '--interval', '5ms', '--record', file, '--', 'sleep', '1')
        changes = json.loads(vmp('report', file, '--format', 'json')[0])['suggested_changes']
        assert all(abs(change['after'] - change['before']) < 3 << 20 for change in changes), changes


def test_facts():
    """What is known of the machine and the recorder, beside what the kernel says itself."""
    with recording() as file:
        database = sqlite3.connect(file)
        facts = dict(database.execute('SELECT key, value FROM info').fetchall())
        database.close()
        with open('/proc/self/status', encoding='ascii', errors='replace') as status:
            assert f'CapEff:\t{facts["recorder_capabilities"]}\n' in status.read(), facts
        with open('/proc/sys/vm/swappiness', encoding='ascii') as number:
            assert facts['host.swappiness'] == int(number.read()), facts
        if os.path.exists('/sys/kernel/mm/transparent_hugepage/defrag'):
            with open('/sys/kernel/mm/transparent_hugepage/defrag', encoding='ascii') as choice:
                assert f'[{facts["host.transparent_huge_pages_defrag"]}]' in choice.read(), facts
        with open('/proc/self/cgroup', encoding='utf-8') as groups:
            lines = [line.rstrip('\n').split(':', 2) for line in groups]
        # Of version 1 where memory is accounted there.
        own = [path for _, names, path in lines if 'memory' in names.split(',')] or [path for number, _, path in lines if number == '0']
        assert own == [] or facts['cgroup'] == own[0], (own, facts)
        limit = f'/sys/fs/cgroup/memory{own[0]}/memory.limit_in_bytes' if own else ''
        if os.path.exists(limit):
            with open(limit, encoding='ascii') as number:
                assert facts['cgroup_limit_bytes'] <= (int(number.read()) | 0xfffff), facts


def test_markdown():
    with recording() as file:
        output, _ = vmp('report', file)
        lines = output.splitlines()
        assert lines[0].startswith('# Memory of python3'), lines[0]
        assert any('free\\|\\*shrink\\*' in line for line in lines), output
        assert '\\<script\\>' in output
        for line, after in zip(lines, lines[1:]):
            if after.startswith('|---'):
                assert line.count('|') - line.count('\\|') == after.count('|'), line
        assert '▁' in output or '█' in output


def test_pdf():
    """Pages with vectors and selectable text: no picture of pixels is in it."""
    with recording() as file:
        output = f'{file}.pdf'
        try:
            vmp('report', file, '-o', output)
        except AssertionError as error:
            if 'vmp-report-pdf' in str(error):
                raise Skip('built without pango') from error
            raise
        with open(output, 'rb') as pdf_file:
            pdf = pdf_file.read()
        assert pdf.startswith(b'%PDF-1.') and pdf.rstrip().endswith(b'%%EOF')
        for stream in re.findall(rb'stream\r?\n(.*?)endstream', pdf, re.DOTALL):
            with contextlib.suppress(zlib.error):
                pdf += zlib.decompress(stream)
        assert len(re.findall(rb'/Type\s*/Page\b', pdf)) >= 3, pdf[:300]
        assert b'/Subtype /Image' not in pdf
        assert b'/Title (Memory of python3' in pdf and b'/Title (Peaks)' in pdf and b'/Title (Stages)' in pdf
        # Graphs are lines.
        assert pdf.count(b' l\n') + pdf.count(b' l ') > 200, pdf.count(b' l')
        piped = subprocess.run([VMP, 'report', file, '--format', 'pdf'], capture_output=True, check=True).stdout
        assert piped.startswith(b'%PDF-1.') and abs(len(piped) - os.path.getsize(output)) < 100


def test_csv():
    with recording() as file:
        text, _ = vmp('report', file, '--format', 'csv')
        rows = list(csv.reader(text.splitlines()))
        stages = rows[rows.index(['Stage', 'Begin', 'Length', 'RSS at begin', 'RSS at end', 'RSS at most', 'Growth', 'Minor faults',
                                  'Major faults', 'Swap at most']) + 1:]
        assert [row[0] for row in stages[:3]] == ['grow <script>alert(1)</script>', 'held', 'free|*shrink*'], stages[:3]
        report = json.loads(vmp('report', file, '--format', 'json')[0])
        assert sum(len(row) == 6 and row[0] == 'All' for row in rows) == 1, rows
        assert ['Minor faults', f'{report["process"]["usage"]["minor_faults"]:,}'] in rows, rows


def test_another_process_and_languages():
    must_be_as_meant()
    with recording() as file:
        # A child that has not become another program yet has the name of its parent.
        _, *children = json.loads(vmp('report', file, '--format', 'json')[0])['processes']
        pid = max(children, key=lambda child: child['rss_max'] or 0)['pid']
        report = json.loads(vmp('report', file, '--format', 'json', '--pid', pid)[0])
        assert report['process']['pid'] == pid and report['process']['rss_peak'] > 20 << 20
        _, errors = vmp('report', file, '--pid', 4000000, status=1)
        assert 'not in the recording' in errors, errors
        if os.path.isdir(os.environ.get('VMP_LOCALEDIR', '')):
            page, _ = vmp('report', file, '--format', 'html', env={'LC_ALL': 'C.UTF-8', 'LANGUAGE': 'ar'})
            if 'dir="ltr"' not in page:
                assert 'lang="ar" dir="rtl"' in page


def test_refusals():
    vmp('report', status=2)
    with recording() as file:
        vmp('report', file, '--format', 'word', status=2)
        vmp('report', f'{file}.none', '--format', 'pdf', status=1)
        vmp('report', file, '--format', 'pdf', '-o', f'{file}/none/a.pdf', status=1)
        vmp('report', f'{file}.none', status=1)
        vmp('report', file, '-o', f'{file}/none/a.html', status=1)


run(globals())
