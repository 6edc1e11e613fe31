# SPDX-License-Identifier: GPL-3.0-or-later
"""vmp run against what the command, time and the kernel say themselves."""

import json
import os
import re
import signal
import shutil
import subprocess
import tempfile
import time

from harness import NOBODY, PAGE, VMP, Skip, as_nobody, close_to, read, run, vmp

LAUNCH_TARGET = os.environ['VMP_LAUNCH_TARGET']
MIB = 1 << 20


def run_json(*command, options=(), status=0):
    """The JSON of a run, and what the command itself said on standard error is not there."""
    with tempfile.NamedTemporaryFile() as file:
        output, _ = vmp('run', '--json', '--output', file.name, *options, '--', *command, status=status)
        return json.loads(read(file.name)), output


def start(*command, options=('--quiet',), **popen):
    return subprocess.Popen([VMP, 'run', *options, '--', *command], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                            text=True, **popen)


def wait_for(condition, what):
    for _ in range(6000):
        result = condition()
        if result:
            return result
        time.sleep(0.01)
    raise AssertionError(f'{what} did not happen')


def children_of(pid):
    try:
        return [int(child) for child in read(f'/proc/{pid}/task/{pid}/children').split()]
    except FileNotFoundError:
        return []


def find_target(process):
    """The pid of the command, which is the only child of the stub, which is the only child of vmp."""
    def look():
        for stub in children_of(process.pid):
            for target in children_of(stub):
                if read(f'/proc/{target}/comm') != 'vmp-launch\n':
                    return target
        return None
    return wait_for(look, 'the command')


def state_of(pid):
    return read(f'/proc/{pid}/stat').rpartition(')')[2].split()[0]


def test_status_is_the_commands():
    for status in [0, 1, 7, 127, 255]:
        output, errors = vmp('run', '--quiet', '--', 'sh', '-c', f'exit {status}', status=status)
        assert output == errors == '', (output, errors)
    for number in [signal.SIGKILL, signal.SIGTERM, signal.SIGSEGV, signal.SIGINT, signal.SIGHUP, signal.SIGPIPE]:
        vmp('run', '--quiet', '--', 'sh', '-c', f'kill -{int(number)} $$', status=-number)


def test_streams_are_the_commands():
    output, errors = vmp('run', '--quiet', '--', 'sh', '-c', 'cat; echo oops >&2', input=b'one\ntwo\n')
    assert output == 'one\ntwo\n'
    assert errors == 'oops\n'
    # Arguments that look like ours are the command's.
    output, _ = vmp('run', '-q', 'echo', '--json', '--help', '--', '-q')
    assert output == '--json --help -- -q\n', output


def test_summary_goes_to_stderr_or_a_file():
    output, errors = vmp('run', '--', 'echo', 'hello')
    assert output == 'hello\n'
    assert 'Exit status 0' in errors
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, 'summary')
        output, errors = vmp('run', '-o', path, '--', 'echo', 'hello')
        assert (output, errors) == ('hello\n', '')
        assert 'Exit status 0' in read(path)
    _, errors = vmp('run', '--json', '--', 'true')
    assert json.loads(errors)['exit'] == {'status': 0}


def test_shape_of_json():
    result, _ = run_json('sh', '-c', 'exit 3', status=3)
    assert result['exit'] == {'status': 3}
    assert result['process']['name'] == 'sh'
    assert result['measured_from'] == 'first-instruction'
    assert set(result) >= {'process', 'time', 'metrics', 'missing', 'observer', 'exit', 'rusage', 'peaks'}
    assert not set(result['metrics']) & set(result['missing'])
    assert set(result['rusage']) >= {'user_seconds', 'system_seconds', 'max_rss_bytes', 'minor_faults', 'major_faults',
                                     'in_blocks_512b', 'out_blocks_512b'}
    result, _ = run_json('sh', '-c', 'kill -9 $$', status=-9)
    assert result['exit'] == {'signal': 9, 'core_dumped': False}


def test_known_memory():
    result, _ = run_json(LAUNCH_TARGET, 'touch', '64')
    for value in [result['peaks']['rss'], result['peaks']['rss-peak'], result['metrics']['rss-peak']]:
        assert 64 * MIB <= value < 70 * MIB, value
    # The kernel's counters behind max_rss are exact to some pages a processor.
    assert 63 * MIB <= result['rusage']['max_rss_bytes'] < 70 * MIB
    pages = 64 * MIB // PAGE
    assert pages <= result['rusage']['minor_faults'] < pages + 500
    assert result['metrics']['minor-faults'] <= result['rusage']['minor_faults']
    close_to(result['metrics']['minor-faults'], result['rusage']['minor_faults'], 50)
    assert 64 * MIB <= result['peaks']['pss'] < 70 * MIB
    assert 64 * MIB <= result['peaks']['uss'] < 70 * MIB


def test_same_as_time():
    time_program = shutil.which('time')
    if time_program is None:
        raise Skip('GNU time is not installed')
    errors = subprocess.run([time_program, '-v', LAUNCH_TARGET, 'touch', '32'], capture_output=True, text=True).stderr
    expected = {key: int(re.search(re.escape(key) + r': (\d+)', errors)[1])
                for key in ['Maximum resident set size (kbytes)', 'Minor (reclaiming a frame) page faults']}
    result, _ = run_json(LAUNCH_TARGET, 'touch', '32')
    close_to(result['rusage']['max_rss_bytes'], expected['Maximum resident set size (kbytes)'] * 1024, MIB)
    close_to(result['rusage']['minor_faults'], expected['Minor (reclaiming a frame) page faults'], 300)


def test_children_are_summed():
    # On a busy machine the last child may not be read in full while it lives: then they live longer.
    for stay_msec in [2000, 8000, 20000, 40000]:
        result, _ = run_json(LAUNCH_TARGET, 'children', '3', '20', stay_msec, options=['--children', '--interval', '20ms'])
        assert result['tree']['children'] == 3, result['tree']
        assert result['tree']['pss_peak_bytes'] < 70 * MIB, result['tree']
        # One that is left out would lack 20 MiB.
        if result['tree']['pss_peak_bytes'] >= 55 * MIB:
            break
    assert result['tree']['pss_peak_bytes'] >= 55 * MIB, result['tree']
    # The command itself has next to nothing.
    assert result['peaks']['pss'] < 10 * MIB


def test_environment_and_folder_are_the_callers():
    environment = {'PATH': os.environ['PATH'], 'A': 'b=c', 'LC_ALL': 'C'}
    result = subprocess.run([VMP, 'run', '-q', '--no-names', '--', LAUNCH_TARGET, 'surroundings'], env=environment, cwd='/',
                            capture_output=True, text=True)
    assert result.stdout.splitlines() == ['/', *(f'{key}={value}' for key, value in environment.items())], result


def test_c_library_is_asked_to_name_memory():
    script = 'echo "$GLIBC_TUNABLES" >&2'
    for before, options, after, named in [
            ('', (), 'glibc.mem.decorate_maps=1', True),
            ('glibc.malloc.arena_max=2', (), 'glibc.malloc.arena_max=2:glibc.mem.decorate_maps=1', True),
            ('glibc.mem.decorate_maps=0', (), 'glibc.mem.decorate_maps=0', False),
            ('', ('--no-names',), '', False)]:
        with tempfile.NamedTemporaryFile() as summary:
            result = subprocess.run([VMP, 'run', '--json', '-o', summary.name, *options, '--', 'sh', '-c', script],
                                    env=os.environ | {'GLIBC_TUNABLES': before}, capture_output=True, text=True)
            assert result.stderr == after + '\n', result
            assert json.loads(read(summary.name))['names_memory'] is named


def test_descriptors_are_the_callers():
    with tempfile.TemporaryFile() as file:
        plain = subprocess.run([LAUNCH_TARGET, 'descriptors'], capture_output=True, pass_fds=[file.fileno()])
        measured = subprocess.run([VMP, 'run', '-q', '--', LAUNCH_TARGET, 'descriptors'], capture_output=True,
                                  pass_fds=[file.fileno()])
    assert sorted(plain.stdout.split()) == sorted(measured.stdout.split()), (plain, measured)
    closed = subprocess.run(['sh', '-c', 'exec "$@" <&- 2>&-', 'sh', VMP, 'run', '-q', '--', LAUNCH_TARGET, 'descriptors'],
                            stdout=subprocess.PIPE)
    assert closed.stdout.split() == [b'1'], closed


def test_signals_are_the_callers():
    ignore = 'trap "" INT USR1 PIPE; exec "$@"'
    plain = subprocess.run(['sh', '-c', ignore, 'sh', LAUNCH_TARGET, 'signals'], capture_output=True)
    measured = subprocess.run(['sh', '-c', ignore, 'sh', VMP, 'run', '-q', '--', LAUNCH_TARGET, 'signals'],
                              capture_output=True)
    assert plain.stdout == measured.stdout and b'SigIgn' in plain.stdout, (plain, measured)


def test_streams_are_not_held():
    # Who reads must see the end when the command closes its output, not when vmp ends.
    process = start('sh', '-c', 'exec >&- 2>&-; exec sleep 300', options=['-q'])
    assert process.stdout.read() == ''
    assert process.poll() is None, 'the end came with the command, not before it'
    process.terminate()
    assert process.wait(timeout=60) == -signal.SIGTERM
    process.stdout.close()
    process.stderr.close()


def signals_got(send):
    """What the command got when @send(vmp's pid) was done."""
    process = start(LAUNCH_TARGET, 'count', '15', start_new_session=True)
    assert process.stdout.readline() == 'ready\n'
    send(process.pid)
    line = process.stdout.readline()
    assert process.wait(timeout=60) == 0
    process.stdout.close()
    process.stderr.close()
    return sorted(int(number) for number in line.split())


def test_signals_to_vmp_are_passed_on_once():
    numbers = [signal.SIGHUP, signal.SIGINT, signal.SIGTERM, signal.SIGUSR1, signal.SIGUSR2, signal.SIGWINCH]

    def each(kill):
        def send(pid):
            for number in numbers:
                kill(pid, number)
                time.sleep(0.05)
        return send
    assert signals_got(each(os.kill)) == sorted(int(number) for number in numbers)
    # The whole job gets these: the command has them by itself.
    assert signals_got(each(os.killpg)) == sorted(int(number) for number in numbers)


def test_stopped_together():
    process = start('sleep', '30')
    target = find_target(process)
    os.kill(target, signal.SIGSTOP)
    wait_for(lambda: state_of(process.pid) == 'T', 'the stop of vmp')
    os.kill(target, signal.SIGCONT)
    wait_for(lambda: state_of(process.pid) != 'T', 'the continuing of vmp')
    os.kill(target, signal.SIGSTOP)
    wait_for(lambda: state_of(process.pid) == 'T', 'the stop of vmp')
    # vmp alone is continued, and the command follows.
    os.kill(process.pid, signal.SIGCONT)
    wait_for(lambda: state_of(target) == 'S', 'the continuing of the command')
    process.terminate()
    assert process.wait(timeout=60) == -signal.SIGTERM
    process.stdout.close()
    process.stderr.close()


def test_killed_vmp_leaves_the_command():
    process = start('sh', '-c', 'echo ready; read line; echo "$line"', stdin=subprocess.PIPE)
    assert process.stdout.readline() == 'ready\n'
    process.kill()
    process.wait()
    process.stdin.write('still here\n')
    process.stdin.close()
    assert process.stdout.read() == 'still here\n'
    process.stdout.close()
    process.stderr.close()


def test_killed_stub_leaves_the_command():
    process = start('sh', '-c', 'echo ready; read line; echo "$line"', stdin=subprocess.PIPE)
    assert process.stdout.readline() == 'ready\n'
    os.kill(children_of(process.pid)[0], signal.SIGKILL)
    assert process.wait(timeout=60) == 1
    # To the end of it would be to the command's end.
    assert 'vmp-launch' in process.stderr.readline()
    process.stdin.write('still here\n')
    process.stdin.close()
    assert process.stdout.read() == 'still here\n'
    process.stdout.close()
    process.stderr.close()


def test_threads_and_exec():
    result, _ = run_json(LAUNCH_TARGET, 'thread-exec', LAUNCH_TARGET, 'touch', '24')
    assert 24 * MIB <= result['peaks']['rss'] < 30 * MIB, result['peaks']
    run_json(LAUNCH_TARGET, 'leader-exit', '6', status=6)
    result, _ = run_json('sh', '-c', f'exec {LAUNCH_TARGET} touch 24')
    assert 24 * MIB <= result['peaks']['rss'] < 30 * MIB, result['peaks']
    assert result['process']['name'] == 'launch-target'


def test_first_thread_ends_for_user_of_many_groups():
    """What the kernel says of such a user's process does not fit into a page."""
    if os.geteuid() != 0:
        raise Skip('only root can set groups')
    with tempfile.NamedTemporaryFile() as file:
        try:
            vmp('run', '--json', '--output', file.name, '--', LAUNCH_TARGET, 'leader-exit', '6', status=6,
                extra_groups=range(100000, 101500))
        except OSError:
            raise Skip('groups cannot be set here') from None
        assert json.loads(read(file.name))['elapsed_ns'] >= 50000000, 'ended with its first thread'


def test_privileged_program():
    status = read('/proc/self/status')
    if os.geteuid() != 0 or 'NoNewPrivs:\t1' in status:
        raise Skip('set-uid programs cannot be made, or get no privileges, here')
    with tempfile.TemporaryDirectory() as folder:
        if os.statvfs(folder).f_flag & os.ST_NOSUID:
            raise Skip('the temporary folder gives no privileges')
        os.chmod(folder, 0o755)
        program = os.path.join(folder, 'set-uid')
        shutil.copy(LAUNCH_TARGET, program)
        os.chmod(program, 0o4755)
        user = as_nobody()
        output, errors = vmp('run', '--', program, 'uid', **user)
        assert output == '0\n' and 'privileges' in errors, (output, errors)
        output, errors = vmp('run', '--', 'sh', '-c', f'exec {program} uid', **user)
        assert output == f'{NOBODY}\n' and '--untraced' in errors, (output, errors)
        output, errors = vmp('run', '--untraced', '--', 'sh', '-c', f'exec {program} uid', **user)
        assert output == '0\n' and '--untraced' not in errors, (output, errors)


def test_bad_usage():
    for arguments, part in [([], 'which command'), (['--interval', 'soon', '--', 'true'], 'soon'),
                            (['--rate', '0', '--', 'true'], "'0'"), (['--rate', '2000', '--', 'true'], '1 to 1000')]:
        output, errors = vmp('run', *arguments, status=2)
        assert output == '' and part in errors and errors.count('\n') == 1, errors
    for command, part in [('vmp-no-such-command', 'PATH'), ('/nowhere/at-all', 'no such file'), ('/', 'folder'),
                          ('/etc/passwd', 'permissions'), ('', 'empty')]:
        output, errors = vmp('run', '--', command, status=1)
        assert output == '' and part in errors and errors.count('\n') == 1, errors
    _, errors = vmp('run', '-o', '/nowhere/file', '--', 'true', status=1)
    assert '/nowhere/file' in errors


if __name__ == '__main__':
    run(globals())
