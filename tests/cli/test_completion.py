# SPDX-License-Identifier: GPL-3.0-or-later
"""What the shells offer: by their own completion, where they are installed."""

import os
import re
import shutil
import subprocess

from harness import VMP, Skip, run, target, vmp

HERE = os.path.dirname(os.path.abspath(__file__))
SCRIPTS = os.path.join(HERE, '..', '..', 'data', 'completions')


def bash(*words):
    result = subprocess.run(['bash', f'{HERE}/completion.bash', f'{SCRIPTS}/vmp.bash', VMP, *words],
                            capture_output=True, text=True, timeout=30)
    assert result.stderr == '', result.stderr
    return result.stdout.split()


def fish(line):
    if shutil.which('fish') is None:
        raise Skip('fish is not installed')
    # fish completes by the name of the program.
    environment = dict(os.environ, PATH=os.path.dirname(VMP) + ':' + os.environ['PATH'], HOME='/nonexistent')
    script = f'source {SCRIPTS}/vmp.fish; complete --do-complete "$argv[1]"'
    result = subprocess.run(['fish', '--no-config', '--command', script, line], capture_output=True, text=True,
                            timeout=30, env=environment)
    return [line.split('\t')[0] for line in result.stdout.splitlines()]


def keys():
    return vmp('metrics', '--keys')[0].split()


def test_bash_commands():
    assert set(bash('')) >= {'ps', 'stat', 'metrics', 'help', '--help', '--version'}
    assert bash('st') == ['stat']
    assert bash('help', 'me') == ['metrics']


def test_bash_options():
    for verb in ['ps', 'stat', 'metrics']:
        options = bash(verb, '--')
        assert '--json' in options and '--help' in options
        # Each is one of the help's.
        text, _ = vmp(verb, '--help')
        assert all(option in text for option in options)
    assert bash('stat', '--inter') == ['--interval=']
    assert bash('ps', '--ker') == ['--kernel-threads']


def test_bash_types():
    assert bash('maps', '--type', 'main-s') == ['main-stack']
    assert bash('maps', '-t', 'heap,gua') == ['heap,guard']
    assert bash('maps', '--file', f'{SCRIPTS}/vmp.f') == [f'{SCRIPTS}/vmp.fish']


def test_types_are_all_named():
    """Help, manual and completions name each row of the table of types."""
    root = os.path.join(HERE, '..', '..')
    with open(f'{root}/src/core/model/vmp-mapping-type.c', encoding='utf-8') as file:
        types = re.findall(r'^  TYPE \(\w+, "([a-z-]+)"', file.read(), re.MULTILINE)
    assert len(types) > 15 and 'guest-memory' in types
    texts = {'help': vmp('maps', '--help')[0]}
    for name in ['data/completions/_vmp', 'data/completions/vmp.bash', 'data/completions/vmp.fish', 'docs/man/vmp.1']:
        with open(f'{root}/{name}', encoding='utf-8') as file:
            texts[name] = file.read()
    missing = [(name, type_) for name, text in texts.items() for type_ in types if not re.search(rf'\b{type_}\b', text)]
    assert not missing, missing


def test_bash_pids():
    with target('nothing') as process:
        pids = bash('stat', '')
        assert str(process.pid) in pids
        assert all(pid.isdigit() for pid in pids)
        assert str(process.pid) in bash('stat', '--json', str(process.pid)[:-1])


def test_bash_metrics():
    assert bash('stat', '--metrics', '') == keys()
    assert bash('stat', '--metrics', '=', '') == keys()
    assert bash('stat', '--metrics', '=') == keys()
    assert bash('stat', '-m', 'rss,uss,minor-faults') == ['rss,uss,minor-faults']
    assert bash('stat', '-m', 'uss,rss-s') == ['uss,rss-shmem']
    assert bash('metrics', 'uss') == ['uss']


def test_bash_columns():
    columns = bash('ps', '--columns', '')
    assert 'swap-pss' in columns
    # vmp knows each of them, and no other key of a metric.
    vmp('ps', '--top', 1, '--columns', ','.join(columns))
    for key in set(keys()) - set(columns):
        vmp('ps', '--columns', key, status=2)
    assert bash('ps', '--sort', 'swap-') == ['swap-pss']
    assert bash('ps', '--units', '') == ['iec', 'si']
    assert 'root' in bash('ps', '--user', 'roo')


def test_bash_flags_have_no_value():
    # In ps -m is --mine.
    assert bash('ps', '-m', '--to') == ['--top=', '--total']


def test_bash_watch():
    with target('nothing') as process:
        assert str(process.pid) in bash('watch', '--pid', '')
    assert bash('watch', '--until') == ['--until-alert']
    assert 'root' in bash('watch', '-u', 'roo')


def test_bash_run():
    assert '--children' in bash('run', '--')
    assert 'true' in bash('run', '--', 'tru')
    assert 'true' in bash('run', '--interval', '1s', 'tru')


def test_bash_labs():
    listed = [line.split()[0] for line in vmp('lab')[0].splitlines()[1:]]
    assert bash('lab', '') == listed and listed
    assert bash('lab', 'lazy') == ['lazy-touch']


def test_fish():
    assert fish('vmp st') == ['stat']
    assert set(fish('vmp ')) >= {'ps', 'stat', 'metrics', 'help'}
    assert set(keys()) <= set(fish('vmp stat --metrics '))
    assert 'rss,uss' in fish('vmp stat --metrics rss,us')
    assert '--kernel-threads' in fish('vmp ps --ker')
    assert str(os.getpid()) in fish(f'vmp stat {os.getpid()}')


def test_scripts_parse():
    found = [(shell, script) for shell, script in [('bash', 'vmp.bash'), ('zsh', '_vmp'), ('fish', 'vmp.fish')]
             if shutil.which(shell)]
    assert ('bash', 'vmp.bash') in found
    for shell, script in found:
        subprocess.run([shell, '-n', f'{SCRIPTS}/{script}'], check=True, timeout=30)


if __name__ == '__main__':
    run(globals())
