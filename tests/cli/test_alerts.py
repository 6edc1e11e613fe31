# SPDX-License-Identifier: GPL-3.0-or-later
"""vmp watch: alerts without a window, of real processes."""

import contextlib
import json
import os
import select
import selectors
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from harness import TARGET, VMP, Skip, as_nobody, run, target, vmp

MIB = 1 << 20
HEAD = {'format': 'vmp-alert-rules', 'version': 1}

# Grows by 5 MiB a second, for ever; or by 40 MiB at first and then no more.
LEAK = '''
import time
kept = []
print('ready', flush=True)
for i in range(4000):
    if i < LIMIT:
        kept.append(b'x' * (1 << 18))
    time.sleep(0.05)
'''


def rules(folder, *members, **head):
    path = os.path.join(folder, 'rules.json')
    with open(path + '.new', 'w', encoding='utf-8') as file:
        json.dump(dict(HEAD, rules=list(members), **head), file, indent=1)
    os.rename(path + '.new', path)
    return path


def rule(name, **members):
    when = members.pop('when', None) or [{'metric': 'rss', 'value': 0}]
    return dict({'id': name, 'cooldown': '0s', 'when': when}, **members)


SLOPE = rule('slope', when=[{'metric': 'rss', 'derived': 'slope', 'window': '6s', 'is': 'above', 'value': '60 MiB'}])


@contextlib.contextmanager
def child(script, **options):
    with subprocess.Popen([sys.executable, '-c', script], stdout=subprocess.PIPE, **options) as process:
        try:
            assert process.stdout.readline() == b'ready\n'
            yield process
        finally:
            process.kill()


class Watch:
    """vmp watch in the background, and its lines."""

    def __init__(self, *args, config='/nonexistent', state='/nonexistent', **options):
        environment = dict(os.environ, XDG_CONFIG_HOME=config, XDG_STATE_HOME=state)
        self.process = subprocess.Popen([VMP, 'watch', *map(str, args)], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                        env=environment, bufsize=0, **options)
        self.selector = selectors.DefaultSelector()
        self.selector.register(self.process.stdout, selectors.EVENT_READ)
        self.rest = self.errors = b''

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        self.process.stderr.close()
        self.selector.close()

    def line(self, seconds=30):
        """The next line, or None when none comes in that time, or no more at all."""
        end = time.monotonic() + seconds
        while b'\n' not in self.rest:
            if not self.selector.select(max(0, end - time.monotonic())):
                return None
            part = os.read(self.process.stdout.fileno(), 65536)
            if not part:
                return None
            self.rest += part
        line, self.rest = self.rest.split(b'\n', 1)
        return json.loads(line)

    def wait_for(self, event, seconds=30):
        while True:
            line = self.line(seconds)
            assert line is not None, f'no line {event}'
            if line['event'] == event:
                return line

    def wait_for_error(self, part):
        while part.encode() not in self.errors:
            assert select.select([self.process.stderr], [], [], 60)[0], f'not said {part}: {self.errors}'
            said = os.read(self.process.stderr.fileno(), 65536)
            assert said, f'never said {part}: {self.errors}'
            self.errors += said

    def end(self, number=signal.SIGTERM):
        """(exit status, what it said on stderr)"""
        self.process.send_signal(number)
        return self.finish()

    def finish(self):
        _, errors = self.process.communicate(timeout=30)
        return self.process.returncode, (self.errors + errors).decode()


def test_ready_made():
    printed, _ = vmp('watch', '--print-rules', env={'XDG_CONFIG_HOME': '/nonexistent'})
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, 'rules.json')
        with open(path, 'w', encoding='utf-8') as file:
            file.write(printed)
        assert vmp('watch', '--check', path)[0] == '8 rules, 2 on\n'
        assert vmp('watch', '--print-rules', path)[0] == printed
        # The user's own file is taken where it stands.
        own = os.path.join(folder, 'vm-profiler')
        os.mkdir(own)
        rules(own, rule('mine'))
        os.rename(os.path.join(own, 'rules.json'), os.path.join(own, 'alert-rules.json'))
        assert json.loads(vmp('watch', '--print-rules', env={'XDG_CONFIG_HOME': folder})[0])['rules'][0]['id'] == 'mine'


def test_check():
    with tempfile.TemporaryDirectory() as folder:
        path = rules(folder, rule('good'), rule('bad\x1b[31m', when=[{'metric': 'rsss', 'value': 1}]), rule('better', enabled=False))
        output, errors = vmp('watch', '--check', path, status=1)
        assert output == '2 rules, 1 on\n', output
        with open(path, encoding='utf-8') as file:
            line = 1 + file.read().split('"bad')[0].count('\n') - 1
        assert f"{path}: line {line}: rule 'bad\\x1b[31m': no metric \"rsss\"" in errors, errors
        path = rules(folder, version=2)
        assert 'newer version' in vmp('watch', '--check', path, status=1)[1]
        with open(path, 'w', encoding='utf-8') as file:
            file.write('{ "format": "vmp-alert-rules",\n "version": 1, oops')
        assert f'{path}: line 2: no JSON' in vmp('watch', path, status=1)[1]
        for wrong in (folder, path + '.not-there', '/dev/null'):
            assert vmp('watch', '--check', wrong, status=1)[1].startswith(f'vmp: {wrong}: ')
        assert 'one file' in vmp('watch', path, path, status=2)[1]


def test_bad_rule_does_not_stop_others():
    with tempfile.TemporaryDirectory() as folder, target('nothing') as process:
        path = rules(folder, rule('bad', severity='dreadful'), rule('good'))
        with Watch(path, '--pid', process.pid, '--until-alert') as watch:
            assert watch.wait_for('watching')['rules'] == ['good']
            assert watch.wait_for('alert')['rule']['id'] == 'good'
            status, errors = watch.finish()
            assert status == 3 and 'dreadful' in errors, (status, errors)


def test_leak_fires():
    with tempfile.TemporaryDirectory() as folder, child(LEAK.replace('LIMIT', '4000')) as process:
        with Watch(rules(folder, SLOPE), '--pid', process.pid, '--interval', '100ms', '--until-alert') as watch:
            alert = watch.wait_for('alert', 60)
            assert alert['rule']['id'] == 'slope' and alert['rule']['severity'] == 'warning'
            assert alert['process']['pid'] == process.pid
            condition = alert['conditions'][0]
            assert condition['limit'] == 60 * MIB and condition['unit'] == 'bytes'
            assert 60 * MIB < condition['value'] < 400 * MIB, condition
            assert watch.finish()[0] == 3


def test_warm_up_does_not():
    with tempfile.TemporaryDirectory() as folder, child(LEAK.replace('LIMIT', '20')) as process:
        with Watch(rules(folder, SLOPE), '--pid', process.pid, '--interval', '100ms', '--until-alert') as watch:
            watch.wait_for('watching')
            line = watch.line(10)
            assert line is None, line
            assert watch.end() == (0, '')


def test_programs_come_and_go():
    with tempfile.TemporaryDirectory() as folder:
        # A name that no other program has.
        program = shutil.copy(TARGET, f'{folder}/own{os.getpid()}')
        path = rules(folder, rule('there', scope={'name': f'own{os.getpid()}*'}))
        with Watch(path, '--interval', '50ms') as watch:
            watch.wait_for('watching')
            for _ in range(2):
                with target('nothing', program=program) as process:
                    assert watch.wait_for('alert')['process']['pid'] == process.pid
                assert watch.wait_for('ended')['process']['pid'] == process.pid
            assert watch.end(signal.SIGINT)[0] == 0


def test_rules_read_anew():
    with tempfile.TemporaryDirectory() as folder, target('nothing') as process:
        path = rules(folder, rule('first', when=[{'metric': 'rss', 'value': '100 TiB'}]))
        with Watch(path, '--pid', process.pid, '--interval', '50ms') as watch:
            assert watch.wait_for('watching')['rules'] == ['first']
            rules(folder, rule('second'))
            watch.process.send_signal(signal.SIGHUP)
            assert watch.wait_for('watching')['rules'] == ['second']
            assert watch.wait_for('alert')['rule']['id'] == 'second'
            with open(path, 'w', encoding='utf-8') as file:
                file.write('damaged')
            watch.process.send_signal(signal.SIGHUP)
            watch.wait_for_error('the rules stay as they were')
            rules(folder, rule('third'))
            watch.process.send_signal(signal.SIGHUP)
            assert watch.wait_for('withdrawn')['rule']['id'] == 'second'
            assert watch.wait_for('alert')['rule']['id'] == 'third'
            status, errors = watch.end()
            assert status == 0 and errors.count('\n') == 1, (status, errors)


def test_own_file_comes_later():
    with tempfile.TemporaryDirectory() as folder, Watch(config=folder) as watch:
        line = watch.wait_for('watching')
        assert line['file'] is None and line['rules'] == ['grows-fast', 'machine-runs-out'], line
        own = os.path.join(folder, 'vm-profiler')
        os.mkdir(own)
        os.rename(rules(own, rule('mine', when=[{'metric': 'rss', 'value': '100 TiB'}])), os.path.join(own, 'alert-rules.json'))
        watch.process.send_signal(signal.SIGHUP)
        line = watch.wait_for('watching')
        assert line['file'] == os.path.join(own, 'alert-rules.json') and line['rules'] == ['mine'], line
        assert watch.end() == (0, '')


def test_hostile_name():
    with tempfile.TemporaryDirectory() as folder:
        place = folder
        for _ in range(14):
            place = os.path.join(place, '<b>\n\x1b' + 'ü' * 110)
        os.makedirs(place)
        program = os.path.join(place, '"}\n{"event": 7}\\')
        assert len(os.fsencode(program)) > 3000
        shutil.copy(shutil.which('sleep'), program)
        with subprocess.Popen([program, '60']) as process:
            with Watch(rules(folder, rule('any "rule"\n')), '--pid', process.pid, '--until-alert') as watch:
                alert = watch.wait_for('alert')
                name, exe = alert['process']['name'], alert['process']['exe']
                assert name == '"}\\n{"event": 7}', name
                assert exe.endswith('/"}\\n{"event": 7}\\\\') and exe.count('<b>\\n\\x1bü') == 14, exe
                assert alert['rule']['id'] == 'any "rule"\n'
                assert watch.finish() == (3, '')
            process.kill()


def test_process_ends():
    with tempfile.TemporaryDirectory() as folder, target('nothing') as process:
        path = rules(folder, rule('never', when=[{'metric': 'rss', 'value': '100 TiB'}]))
        with Watch(path, '--pid', process.pid, '--interval', '50ms') as watch:
            watch.wait_for('watching')
            process.kill()
            process.wait()
            assert watch.finish() == (0, f'vmp: process {process.pid} ended\n')
        vmp('watch', path, '--pid', process.pid, status=1)


def test_what_is_not_permitted_is_unknown():
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        path = rules(folder, rule('uss', when=[{'metric': 'uss', 'is': 'below', 'value': '100 TiB'}]))
        os.chmod(path, 0o644)
        with target('nothing') as process, Watch(path, '--pid', process.pid, '--interval', '100ms', **as_nobody()) as watch:
            watch.wait_for('watching')
            line = watch.line()
            assert line['event'] == 'unknown' and line['unknown'] == 1 and line['rule']['id'] == 'uss', line
            assert watch.line(1) is None


def test_deep_metrics():
    with tempfile.TemporaryDirectory() as folder, target('touch', 8 * MIB) as process:
        path = rules(folder, rule('deep', when=[{'metric': 'mappings', 'value': 5}, {'metric': 'rss', 'value': '4 MiB'}]))
        with Watch(path, '--pid', process.pid, '--until-alert') as watch:
            conditions = watch.wait_for('alert')['conditions']
            assert conditions[0]['value'] > 5 and conditions[1]['value'] > 8 * MIB, conditions
            assert watch.finish()[0] == 3


def test_tree():
    script = '''
import os, time
kept = bytearray(os.urandom(1 << 20) * 30)
print('ready', flush=True)
time.sleep(60)
'''
    outer = f'''
import subprocess, sys, time
inner = [subprocess.Popen([sys.executable, '-c', {script!r}], stdout=subprocess.PIPE) for _ in range(2)]
for one in inner:
    one.stdout.readline()
print('ready', flush=True)
try:
    time.sleep(60)
finally:
    for one in inner:
        one.kill()
'''
    with tempfile.TemporaryDirectory() as folder, child(outer) as process:
        path = rules(folder, rule('tree', scope={'kind': 'tree'}, when=[{'metric': 'rss', 'value': '60 MiB'}]))
        with Watch(path, '--pid', process.pid, '--until-alert') as watch:
            alert = watch.wait_for('alert')
            assert alert['process']['pid'] == process.pid and alert['conditions'][0]['value'] > 60 * MIB
        process.send_signal(signal.SIGINT)


def test_mute():
    with tempfile.TemporaryDirectory() as folder, child(LEAK.replace('LIMIT', '0')) as process:
        path = rules(folder, rule('big'), rule('other'))
        said, _ = vmp('watch', path, '--mute', 'big=2d')
        assert said.startswith("rule 'big' is muted until "), said
        with open(path, encoding='utf-8') as file:
            written = {rule['id']: rule for rule in json.load(file)['rules']}
        assert 'muted-until' not in written['other'] and written['big']['muted-until'].endswith('Z'), written
        with Watch(path, '--pid', process.pid, '--until-alert') as watch:
            assert watch.wait_for('alert')['rule']['id'] == 'other'
            assert watch.finish()[0] == 3
        with Watch(path, '--pid', process.pid) as watch:
            assert watch.wait_for('alert')['rule']['id'] == 'other'
            # What is muted and holds all the same is told when it is not muted any more.
            assert vmp('watch', path, '--mute', 'big=0s')[0] == "rule 'big' is not muted any more\n"
            watch.process.send_signal(signal.SIGHUP)
            assert watch.wait_for('alert')['rule']['id'] == 'big'
        assert "no rule 'none'" in vmp('watch', path, '--mute', 'none', status=1)[1]
        assert "'soon' is no time" in vmp('watch', path, '--mute', 'big=soon', status=2)[1]
        # Nothing of a file is lost that is not understood, and without one the user's own begins with the ready-made rules.
        path = rules(folder, rule('big'), rule('bad', oops=1))
        assert 'left as it is' in vmp('watch', path, '--mute', 'big', status=1)[1]
        vmp('watch', '--mute', 'grows-fast', env={'XDG_CONFIG_HOME': folder})
        own = json.loads(vmp('watch', '--print-rules', env={'XDG_CONFIG_HOME': folder})[0])['rules']
        assert len(own) == 8 and [rule['id'] for rule in own if 'muted-until' in rule] == ['grows-fast'], own


def test_errors_are_translated():
    with tempfile.TemporaryDirectory() as folder:
        path = rules(folder, rule('bad', oops=1), rule('worse', when=[{'metric': 'machine-free', 'value': 1}]))
        if not os.path.exists(f"{os.environ['VMP_LOCALEDIR']}/de/LC_MESSAGES/vm-profiler.mo"):
            raise Skip('built without translations')
        german = {'LC_ALL': 'de_DE.UTF-8'}
        _, errors = vmp('watch', '--check', path, status=1, env=german)
        assert 'hier gibt es kein Element "oops"' in errors and 'diese Messgröße gilt für den Rechner' in errors, errors


def test_learned_is_kept():
    unusual = rule('unusual', when=[{'metric': 'rss', 'derived': 'unusual', 'window': '10s', 'is': 'above', 'value': 3.4}])
    with tempfile.TemporaryDirectory() as folder, child(LEAK.replace('LIMIT', '0')) as process:
        path = rules(folder, unusual)
        kept = os.path.join(folder, 'vm-profiler', 'alert-baselines')

        def learn():
            with Watch(path, '--pid', process.pid, '-i', '50ms', state=folder) as watch:
                watch.wait_for('watching')
                time.sleep(8)
                return watch.end()

        # However little a busy machine measures in that time.
        for _ in range(5):
            assert learn() == (0, '')
            if os.path.exists(kept) and os.stat(kept).st_size > 2048:
                break
        with open(kept, 'rb') as file:
            learned = file.read()
        assert len(learned) > 2048 and b'/python' in learned and os.stat(kept).st_mode & 0o777 == 0o600, learned[:64]
        # A damaged file is said, and written anew; that of a newer version is said, and left as it is.
        with open(kept, 'wb') as file:
            file.write(learned[:-100])
        status, errors = learn()
        assert status == 0 and 'learning begins anew' in errors, errors
        with open(kept, 'rb') as file:
            again = file.read()
        assert len(again) == len(learned), (len(again), len(learned))
        newer = again.replace(b'vmp-alert-baselines\0\x01', b'vmp-alert-baselines\0\x09')
        assert newer != again
        with open(kept, 'wb') as file:
            file.write(newer)
        status, errors = learn()
        assert status == 0 and "can't be kept" in errors, errors
        with open(kept, 'rb') as file:
            assert file.read() == newer


def test_recorded_tree():
    grows = "import time; kept = b'x' * (50 << 20); time.sleep(4)"
    script = f'import subprocess, sys\nfor one in [subprocess.Popen([sys.executable, "-c", {grows!r}]) for _ in range(2)]: one.wait()'
    tree = rule('tree', scope={'kind': 'tree'}, when=[{'metric': 'rss', 'is': 'above', 'value': '90 MiB'}])
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, 'tree.vmp')
        path = rules(folder, tree, dict(tree, id='alone', scope={'kind': 'process'}))
        _, errors = vmp('run', '--record', file, '--rules', path, '--quiet', '--', sys.executable, '-c', script)
        assert 'left out' not in errors, errors
        output, errors = vmp('watch', path, '--recording', file)
        alerts = [json.loads(line) for line in output.splitlines()[1:]]
        # Of the children together, not of one; and of no other than the one that has them.
        assert [(line['event'], line['rule']['id']) for line in alerts[:1]] == [('alert', 'tree')], output
        assert len({line['process']['pid'] for line in alerts}) == 1 and 'left out' not in errors, (output, errors)


def test_recording():
    with tempfile.TemporaryDirectory() as folder:
        recording = os.path.join(folder, 'leak.vmp')
        with child(LEAK.replace('LIMIT', '4000')) as process:
            vmp('record', process.pid, '-o', recording, '--duration', 8)
        path = rules(folder, SLOPE, rule('machine', scope={'kind': 'machine'}, when=[{'metric': 'machine-free', 'value': 1}]),
                     rule('tree', scope={'kind': 'tree'}))
        output, errors = vmp('watch', path, '--recording', recording)
        lines = [json.loads(line) for line in output.splitlines()]
        assert [line['event'] for line in lines] == ['watching', 'alert'], lines
        assert lines[1]['process']['pid'] == process.pid and lines[1]['rule']['id'] == 'slope'
        assert lines[1]['time']['realtime'].endswith('Z')
        assert "rule 'machine' is left out" in errors and "rule 'tree' is left out: child processes" in errors, errors
        vmp('watch', path, '--recording', recording, '--until-alert', status=3)
        quiet = rules(folder, dict(SLOPE, when=[dict(SLOPE['when'][0], value='10 GiB')]))
        assert len(vmp('watch', quiet, '--recording', recording)[0].splitlines()) == 1
        vmp('watch', quiet, '--recording', path, status=1)


if __name__ == '__main__':
    run(globals())
