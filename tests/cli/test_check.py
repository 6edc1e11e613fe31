# SPDX-License-Identifier: GPL-3.0-or-later
"""vmp check, vmp diff and the OpenMetrics export: judged by hand-made limits on programs whose memory is known."""

import contextlib
import json
import os
import re
import sqlite3
import sys
import tempfile
import xml.etree.ElementTree as xml

from harness import VMP, record_in_turns, run, vmp

MIB = 1 << 20
GROW = (f"import subprocess\ndef mark(name): subprocess.run([{VMP!r}, 'mark', name], check=True)\n"
        "seen = \"FROM samples WHERE target = 1 AND metric = 'rss' AND time_nsec > {now}\"\n"
        "mark('small')\nturn(seen)\nmark('big')\nx = b'x' * (MIB << 20)\nturn(seen)\n")


@contextlib.contextmanager
def recording(mib=60):
    with tempfile.TemporaryDirectory() as path:
        file = f'{path}/a.vmp'
        assert record_in_turns(file, GROW.replace('MIB', str(mib)), '--interval', '20ms')
        yield file


def budget(path, *limits, **more):
    file = f'{path}/budget.json'
    with open(file, 'w', encoding='utf-8') as output:
        json.dump({'limits': limits, **more}, output)
    return file


def verdicts(*args, status=0):
    output, _ = vmp('check', *args, '--json', status=status)
    return [limit['verdict'] for limit in json.loads(output)]


def test_limits():
    with recording() as file:
        folder = os.path.dirname(file)
        kept = [{'metric': 'rss', 'max': '200 MiB'}, {'metric': 'rss', 'min': 60 * MIB}, {'metric': 'rss', 'stage': 'small', 'max': '50MB'},
                {'metric': 'minor-faults', 'max': 100000, 'min': 15000}, {'metric': 'cpu-time', 'max': '30 s'},
                {'metric': 'rss', 'figure': 'growth', 'stage': 'small', 'max': '5 MiB'}, {'metric': 'rss', 'stage': 'big', 'min': '60 MiB'},
                {'metric': 'rss', 'figure': 'begin', 'max': '20 MiB'}, {'metric': 'rss', 'figure': 'lowest', 'max': '20 MiB'}]
        assert verdicts(budget(folder, *kept), file) == ['kept'] * len(kept)
        crossed = [{'metric': 'rss', 'max': '50 MiB'}, {'metric': 'rss', 'max': '200 MiB'}]
        assert verdicts(budget(folder, *crossed), file, status=3) == ['crossed', 'kept']
        assert verdicts(budget(folder, *crossed), file, '--report-only') == ['crossed', 'kept']
        unknown = {'metric': 'rss', 'stage': 'none', 'max': '1 GiB'}
        assert verdicts(budget(folder, unknown), file, status=1) == ['unknown']
        assert verdicts(budget(folder, unknown, *crossed), file, status=3) == ['unknown', 'crossed', 'kept']
        assert verdicts(budget(folder, {'metric': 'rss', 'processes': 'all', 'min': '60 MiB', 'max': '200 MiB'}), file) == ['kept']


def test_baseline():
    with recording(60) as before, recording(90) as after:
        folder = os.path.dirname(before)
        limit = {'metric': 'rss', 'tolerance': '5 %'}
        assert verdicts(budget(folder, limit, baseline='a.vmp'), before) == ['kept']
        assert verdicts(budget(folder, limit, baseline=before), after, status=3) == ['crossed']
        assert verdicts(budget(folder, {**limit, 'tolerance': '60 MiB'}, baseline=before), after) == ['kept']
        vmp('check', budget(folder, limit, baseline='none.vmp'), after, status=1)


def test_runs_of_a_command():
    with tempfile.TemporaryDirectory() as path:
        script = "import os\nprint('noise')\nx = b'x' * ((20 + 20 * int(os.path.exists('{0}'))) << 20)\nopen('{0}', 'w').close()\nimport time\ntime.sleep(0.3)"
        file = budget(path, {'metric': 'rss', 'max': '400 MiB'})
        junit, markdown = f'{path}/a.xml', f'{path}/a.md'
        output, errors = vmp('check', file, '--runs', 3, '--json', '--junit', junit, '--markdown', markdown, '--', sys.executable, '-c',
                             script.format(f'{path}/flag'))
        (limit,) = json.loads(output)
        runs = limit['runs']
        assert len(runs) == 3 and limit['value'] == sorted(runs)[1] and max(runs) - min(runs) > 15 * MIB, limit
        assert 'noise' in errors
        assert xml.parse(junit).getroot().attrib == {'name': 'vmp check', 'tests': '1', 'failures': '0', 'errors': '0'}
        with open(markdown, encoding='utf-8') as table:
            assert table.read().count('\n') == 3
        _, errors = vmp('check', file, '--', sys.executable, '-c', 'raise SystemExit(7)', status=1)
        assert 'status 7' in errors, errors
        _, errors = vmp('check', file, '--', 'sh', '-c', 'kill -9 $$', status=1)
        assert 'signal 9' in errors, errors


def test_junit_and_markdown_escape():
    with recording() as file:
        folder = os.path.dirname(file)
        limits = budget(folder, {'metric': 'rss', 'max': 1, 'name': '<a & "b"> |\u001b'}, {'metric': 'rss', 'stage': 'no', 'max': 1})
        vmp('check', limits, file, '--junit', f'{folder}/j.xml', '--markdown', f'{folder}/m.md', status=3)
        root = xml.parse(f'{folder}/j.xml').getroot()
        assert root.attrib['failures'] == '1' and root.attrib['errors'] == '1'
        assert root[0].attrib['name'].startswith('<a & "b"> |') and root[0][0].tag == 'failure' and root[1][0].tag == 'error'
        with open(f'{folder}/m.md', encoding='utf-8') as table:
            for line in table.read().splitlines():
                assert line.count('|') - line.count('\\|') == 6, line


def test_bad_budgets():
    with recording(1) as file:
        folder = os.path.dirname(file)
        for limit in [{'metric': 'rss'}, {'metric': 'none', 'max': 1}, {'max': 1}, {'metric': 'rss', 'max': '5 parsecs'}, {'metric': 'rss', 'max': 'NaN'},
                      {'metric': 'rss', 'max': 1, 'figure': 'mean'}, {'metric': 'rss', 'max': 1, 'typo': 1}, {'metric': 'rss', 'tolerance': '5 %'},
                      {'metric': 'heap', 'processes': 'all', 'max': 1}, 7, None, {'metric': 'rss', 'max': [1]}, {'metric': 'rss', 'max': '1e300 GiB'}]:
            vmp('check', budget(folder, limit), file, status=1)
        for text in ['', '[]', '{"limits": []}', '{"limits": 1}', '{', 'x' * 100]:
            with open(f'{folder}/bad.json', 'w', encoding='utf-8') as output:
                output.write(text)
            vmp('check', f'{folder}/bad.json', file, status=1)
        vmp('check', f'{folder}/none.json', file, status=1)
        vmp('check', status=2)
        vmp('check', budget(folder, {'metric': 'rss', 'max': 1}), '--', status=2)
        vmp('check', budget(folder, {'metric': 'rss', 'max': 1}), file, '--runs', 3, status=2)


def test_diff():
    with recording(60) as before, recording(90) as after:
        diff = json.loads(vmp('diff', before, after, '--json')[0])
        assert 25 * MIB < diff['metrics']['rss']['difference'] < 35 * MIB, diff['metrics']['rss']
        assert [stage['name'] for stage in diff['stages']] == ['small', 'big']
        assert abs(diff['stages'][0]['rss']['difference']) < 10 * MIB < diff['stages'][1]['rss']['difference']
        same = json.loads(vmp('diff', after, after, '--json')[0])
        assert {pair['difference'] for pair in same['metrics'].values()} <= {0, None}
        output, _ = vmp('diff', before, after)
        assert re.search(r'^big .* \+\d', output, re.MULTILINE), output
        vmp('diff', before, status=2)
        page, _ = vmp('diff', before, after, '--format', 'html')
        assert page.count('<svg') == 1 and '>A</text>' in page and page.rstrip().endswith('</html>'), page[:500]
        assert '| big |' in vmp('diff', before, after, '--format', 'markdown')[0]
        # The same stage of both: what grew in it, and by type.
        stage = json.loads(vmp('diff', before, after, '--stage', 'big', '--json')[0])
        assert stage['kind'] == 'stretches' and stage['a']['name'].endswith(': big'), stage['a']
        assert 25 * MIB < stage['metrics']['rss']['difference'] < 35 * MIB, stage['metrics']['rss']
        # Two of one recording.
        stages = json.loads(vmp('diff', after, '--stage', 'small', '--stage', 'big', '--json')[0])
        assert stages['a']['name'] == 'small' and stages['a']['end_boottime_ns'] == stages['b']['begin_boottime_ns'], stages
        assert stages['metrics']['rss']['difference'] > 70 * MIB, stages['metrics']['rss']
        # Two moments: the first sample, and one beyond the end, which is the last.
        moments = json.loads(vmp('diff', after, '--at', '0', '--at', '9999', '--json')[0])
        report = json.loads(vmp('report', after, '--format', 'json')[0])['process']['metrics']
        for key in ['rss', 'minor-faults']:
            assert (moments['metrics'][key]['a'], moments['metrics'][key]['b']) == (report[key]['first'], report[key]['last']), key
        assert re.search(r'^Values$', vmp('diff', after, '--at', '0', '--at', '1')[0], re.MULTILINE)
        for wrong in [['--stage', 'small'], ['--stage', 'small', '--at', '1'], ['--at', 'x', '--at', '1'], ['--format', 'pdf', '--at', '1', '--at', '2']]:
            vmp('diff', after, *wrong, status=2)
        vmp('diff', after, '--stage', 'none', '--stage', 'big', status=1)
        vmp('diff', before, f'{after}.none', status=1)


def test_openmetrics():
    with recording(5) as file:
        output, _ = vmp('export', file, '--format', 'openmetrics', '--metrics', 'rss,minor-faults,cpu-time')
        lines = output.splitlines()
        assert lines[-1] == '# EOF' and output.endswith('\n')
        families = [line.split()[2] for line in lines if line.startswith('# TYPE')]
        assert families == ['vmp_rss_bytes', 'vmp_minor_faults', 'vmp_cpu_time_seconds'], families
        current, found = None, []
        for line in lines[:-1]:
            if line.startswith('# TYPE'):
                current, times = line.split()[2], {}
            if line.startswith('#'):
                continue
            name, labels, value, time = re.fullmatch(r'(\w+)\{(.*)\} (\S+) (\d+\.\d{6})', line).groups()
            assert name in (current, f'{current}_total'), line
            assert float(time) >= times.get(labels, 0), line
            times[labels] = float(time)
            if name == 'vmp_rss_bytes' and 'target="1"' in labels:
                found.append(int(value))
        database = sqlite3.connect(file)
        expected = database.execute("SELECT value FROM samples WHERE metric = 'rss' AND target = 1 ORDER BY time_nsec").fetchall()
        database.close()
        assert [(value,) for value in found] == expected


run(globals())
