# SPDX-License-Identifier: GPL-3.0-or-later
"""Help, versions, bad usage, output that can't be written."""

import json
import os
import re
import subprocess

from harness import VMP, Skip, read, run, vmp

HERE = os.path.dirname(os.path.abspath(__file__))

# Arguments, exit status, the one line on stderr.
BAD_USAGE = [
    (['foo'], 2, "vmp: no command 'foo' (see 'vmp --help')"),
    (['sta'], 2, "vmp: no command 'sta', did you mean 'stat'? (see 'vmp --help')"),
    (['metrisc'], 2, "vmp: no command 'metrisc', did you mean 'metrics'? (see 'vmp --help')"),
    (['--foo'], 2, "vmp: no command '--foo' (see 'vmp --help')"),
    (['\x1b[31m'], 2, "vmp: no command '\\x1b[31m' (see 'vmp --help')"),
    (['help', 'foo'], 2, "vmp: no command 'foo' (see 'vmp --help')"),
    (['stat'], 2, "vmp: no process id given; 'vmp ps' lists the processes with theirs (see 'vmp stat --help')"),
    (['stat', 'abc'], 2, "vmp: 'abc' is not a process id; 'vmp ps' lists the processes with theirs (see 'vmp stat --help')"),
    (['stat', '12x'], 2, "vmp: '12x' is not a process id; 'vmp ps' lists the processes with theirs (see 'vmp stat --help')"),
    (['stat', '0'], 2, "vmp: '0' is not a process id; 'vmp ps' lists the processes with theirs (see 'vmp stat --help')"),
    (['stat', '99999999999'], 2,
     "vmp: '99999999999' is not a process id; 'vmp ps' lists the processes with theirs (see 'vmp stat --help')"),
    (['stat', '1', '2'], 2, "vmp: unexpected '2'; one process at a time (see 'vmp stat --help')"),
    (['stat', '2147483647'], 1, "vmp: no process 2147483647; 'vmp ps' lists those that run"),
    (['stat', '2147483647', '--watch'], 1, "vmp: no process 2147483647; 'vmp ps' lists those that run"),
    (['stat', '1', '--frobnicate'], 2, "vmp: Unknown option --frobnicate (see 'vmp stat --help')"),
    (['stat', '1', '--metrics', 'rsss'], 2,
     "vmp: no metric 'rsss', did you mean 'rss'?; 'vmp metrics' lists them (see 'vmp stat --help')"),
    (['stat', '1', '--metrics', ''], 2, "vmp: no metric ''; 'vmp metrics' lists them (see 'vmp stat --help')"),
    (['stat', '1', '--count', '0'], 2, "vmp: --count takes a whole number from 1 on, not '0' (see 'vmp stat --help')"),
    (['stat', '1', '--count', '-3'], 2, "vmp: --count takes a whole number from 1 on, not '-3' (see 'vmp stat --help')"),
    (['stat', '1', '--units', 'kib'], 2,
     "vmp: units are 'iec' (KiB, MiB) or 'si' (kB, MB), not 'kib' (see 'vmp stat --help')"),
    (['ps', '1'], 2, "vmp: unexpected '1'; for one process use 'vmp stat PID', for a name 'vmp ps --filter NAME' "
                     "(see 'vmp ps --help')"),
    (['ps', '--sort', 'siez'], 2, "vmp: no column 'siez', did you mean 'vsize'? (see 'vmp ps --help')"),
    (['ps', '--sort', 'rss:up'], 2, "vmp: a sort direction is 'asc' or 'desc', not 'up' (see 'vmp ps --help')"),
    (['ps', '--columns', 'pid,comand'], 2, "vmp: no column 'comand', did you mean 'command'? (see 'vmp ps --help')"),
    (['ps', '--user', 'no-such-user'], 2,
     "vmp: no user 'no-such-user' on this system; give a name or a user id (see 'vmp ps --help')"),
    (['ps', '--top', 'many'], 2, "vmp: --top takes a whole number from 1 on, not 'many' (see 'vmp ps --help')"),
    (['ps', '--columns', ''], 2, "vmp: no column '' (see 'vmp ps --help')"),
    (['maps'], 2, "vmp: no process id given; 'vmp ps' lists the processes with theirs (see 'vmp maps --help')"),
    (['maps', '1', '2'], 2, "vmp: unexpected '2'; one process at a time (see 'vmp maps --help')"),
    (['maps', '2147483647'], 1, "vmp: no process 2147483647; 'vmp ps' lists those that run"),
    (['maps', '1', '--file', 'x'], 2, "vmp: unexpected '1' (see 'vmp maps --help')"),
    (['maps', '--diff', '1'], 2, "vmp: --diff takes two: process ids, saved files or recordings (see 'vmp maps --help')"),
    (['maps', '--diff', '1', '2', '3'], 2, "vmp: unexpected '3' (see 'vmp maps --help')"),
    (['maps', '1', '--all'], 2, "vmp: --all goes with --diff (see 'vmp maps --help')"),
    (['maps', '1', '--pages', 'heap'], 2,
     "vmp: 'heap' is not an address; write it as in the table: 7f12a0000000 (see 'vmp maps --help')"),
    (['maps', '1', '--pages', '0', '--summary'], 2,
     "vmp: --pages shows one mapping: --summary and --type don't go with it (see 'vmp maps --help')"),
    (['maps', '--file', '/nonexistent/x'], 1, "vmp: /nonexistent/x can't be read: No such file or directory"),
    (['maps', '1', '--type', 'haep'], 2,
     "vmp: no type 'haep', did you mean 'heap'?; 'vmp maps --help' lists them (see 'vmp maps --help')"),
    (['maps', '1', '--json', '--csv'], 2, "vmp: --json and --csv can't both be printed (see 'vmp maps --help')"),
    (['metrics', 'rss', 'nope'], 2, "vmp: no metric 'nope'; 'vmp metrics' lists them (see 'vmp metrics --help')"),
]

BAD_INTERVALS = ['', '0', '0.0005', '61', '2min', '-1', 'abc', '1h', '1 s', 'nan', 'inf', '1ms2', '.', '999us', '1e99']


def test_bad_usage():
    for args, status, line in BAD_USAGE:
        output, errors = vmp(*args, status=status)
        assert output == '', f'{args}: wrote {output!r}'
        assert errors == line + '\n', f'{args}: said {errors!r}'


def test_bad_intervals():
    for text in BAD_INTERVALS:
        _, errors = vmp('stat', os.getpid(), f'--interval={text}', status=2)
        assert errors == (f"vmp: '{text}' is not an interval from 1ms to 60s; write it as 0.5s, 100ms or 2 "
                          "(see 'vmp stat --help')\n"), errors


def test_good_intervals():
    for text in ['1ms', '1000us', '0.001', '.002s', '5ms']:
        output, _ = vmp('stat', os.getpid(), '--interval', text, '--count', 2)
        assert len(output.splitlines()) == 3, (text, output)


def test_overview():
    output, _ = vmp('--help')
    expected = read(f'{HERE}/expected/help.txt')
    # Verbs come in the order of the list and may be more than those of this test.
    for line in expected.splitlines():
        assert line in output.splitlines(), f'--help lacks: {line!r}'
    assert vmp('help')[0] == output
    assert vmp('-h')[0] == output
    assert vmp(status=2) == ('', output)


def test_verbs_have_help():
    for verb in ['ps', 'stat', 'metrics', 'help']:
        output, _ = vmp(verb, '--help')
        assert output.startswith(f'Usage:\n  vmp {verb}'), output
        assert 'Examples:\n' in output
        assert vmp('help', verb)[0] == output
        assert max(map(len, output.splitlines())) <= 110


def test_version():
    for option in ['--version', '-V']:
        assert re.fullmatch(r'vmp \d+\.\d+\.\d+\n', vmp(option)[0])


def test_full_device():
    for args in [['ps'], ['ps', '--json'], ['stat', '1'], ['metrics'], ['--help'], ['ps', '--help'], ['--version'],
                 ['stat', str(os.getpid()), '--interval', '1ms']]:
        with open('/dev/full', 'wb') as full:
            result = subprocess.run([VMP, *args], stdout=full, stderr=subprocess.PIPE, timeout=30)
        assert result.returncode == 1, (args, result)
        assert result.stderr == b"vmp: can't write the output: No space left on device\n", result.stderr


def test_closed_output():
    for args in [['ps'], ['stat', '1'], ['--version']]:
        result = subprocess.run(['sh', '-c', 'exec "$@" >&-', 'sh', VMP, *args], stderr=subprocess.PIPE, timeout=30)
        assert result.returncode == 1, (args, result)
        assert result.stderr == b"vmp: can't write the output: Bad file descriptor\n", result.stderr


def test_reader_goes_away():
    # A shell that ignores SIGPIPE hands that on: then the error is EPIPE.
    for trap in ['', "trap '' PIPE;"]:
        command = f'{trap} exec "$@"'
        process = subprocess.Popen(['sh', '-c', command, 'sh', VMP, 'stat', str(os.getpid()), '--interval', '1ms'],
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        process.stdout.readline()
        process.stdout.close()
        errors = process.stderr.read()
        process.stderr.close()
        assert errors == b'', errors
        assert process.wait(timeout=30) in (0, -13), process.returncode


def test_plain_c_locale():
    output, _ = vmp('ps', '--tree', env={'LC_ALL': 'C'})
    assert output.isascii()
    _, errors = vmp('stat', 'x', env={'LC_ALL': 'C'}, status=2)
    assert errors.isascii()


def test_json_is_not_localised():
    locales = subprocess.run(['locale', '-a'], capture_output=True, text=True).stdout.split()
    comma = [name for name in locales if name.startswith(('de_', 'fr_')) and name.endswith('utf8')]
    if not comma:
        raise Skip('no locale with a decimal comma')
    output, _ = vmp('stat', os.getpid(), '--json', env={'LC_ALL': comma[0]})
    assert json.loads(output)['observer']['seconds'] < 60


if __name__ == '__main__':
    run(globals())
