# SPDX-License-Identifier: GPL-3.0-or-later
"""vmp run in an interactive shell on a terminal of its own."""

import contextlib
import os
import pty
import re
import select
import shutil
import signal
import time

from harness import VMP, Skip, run

SETTLE = 0.3


class Terminal:
    """A shell with job control; what it prints is gathered."""

    def __init__(self):
        if shutil.which('bash') is None:
            raise Skip('bash is not installed')
        self.text = ''
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            # Whoever runs the tests may ignore or block some.
            for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
                signal.signal(number, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_SETMASK, [])
            os.environ.update(PS1='', VMP=VMP, TERM='dumb')
            os.execvp('bash', ['bash', '--norc', '--noprofile', '--noediting', '-i'])
        self.type('PS1=; PS2=; stty -echo; set +o history; echo up-$((1+1))\n')
        self.expect('up-2')

    def type(self, text):
        os.write(self.fd, text.encode())

    def expect(self, pattern, timeout=20):
        """Waits for @pattern in what was printed since the last one."""
        end = time.monotonic() + timeout
        while True:
            found = re.search(pattern, self.text, re.DOTALL)
            if found:
                self.text = self.text[found.end():]
                return found
            left = end - time.monotonic()
            if left <= 0 or not select.select([self.fd], [], [], left)[0]:
                raise AssertionError(f'no {pattern!r} in {self.text!r}')
            self.text += os.read(self.fd, 4096).decode()

    def close(self):
        with contextlib.suppress(OSError):
            os.kill(self.pid, signal.SIGHUP)
            os.kill(self.pid, signal.SIGKILL)
        os.close(self.fd)
        os.waitpid(self.pid, 0)


@contextlib.contextmanager
def terminal():
    shell = Terminal()
    try:
        yield shell
    finally:
        shell.close()


def test_keys_that_end():
    for key, status in [('\x03', 130), ('\x1c', 131)]:
        with terminal() as shell:
            shell.type('"$VMP" run -q -- sh -c "echo begun; sleep 30"\n')
            shell.expect('begun')
            time.sleep(SETTLE)
            shell.type(key)
            time.sleep(SETTLE)
            shell.type('echo status=$?\n')
            shell.expect(f'status={status}')


def test_summary_after_ctrl_c():
    with terminal() as shell:
        shell.type('"$VMP" run -- sh -c "echo begun; sleep 30"\n')
        shell.expect('begun')
        time.sleep(SETTLE)
        shell.type('\x03')
        shell.expect('Killed by signal 2')
        shell.type('echo status=$?\n')
        shell.expect('status=130')


def test_command_that_handles_ctrl_c():
    with terminal() as shell:
        shell.type('"$VMP" run -q -- bash -c \'trap "echo got; exit 5" INT; echo begun; while :; do sleep 0.1; done\'; echo status=$?\n')
        shell.expect('begun')
        time.sleep(SETTLE)
        shell.type('\x03')
        # Once, and not again by way of vmp.
        assert 'got' not in shell.expect('got(.*?)status=5').group(1)


def test_stop_background_foreground():
    with terminal() as shell:
        shell.type('"$VMP" run -q -- sh -c "echo begun; sleep 2; echo done; exit 9"; echo first=$?\n')
        shell.expect('begun')
        time.sleep(SETTLE)
        for _ in range(3):
            shell.type('\x1a')
            shell.expect('Stopped')
            shell.type('jobs\n')
            shell.expect('Stopped')
            shell.type('fg\n')
            shell.expect('run -q')
            time.sleep(SETTLE)
        shell.type('\x1a')
        shell.expect('Stopped')
        shell.type('bg; wait %1; echo status=$?\n')
        shell.expect('done')
        shell.expect('status=9')


def test_command_stopped_alone():
    with terminal() as shell:
        shell.type('"$VMP" run -q -- sh -c \'echo begun; kill -STOP $$; echo again; exit 4\'\n')
        shell.expect('begun')
        shell.expect('Stopped')
        shell.type('fg; echo status=$?\n')
        shell.expect('again')
        shell.expect('status=4')


def test_reading_the_terminal():
    with terminal() as shell:
        shell.type('"$VMP" run -q -- sh -c \'echo begun; read line; echo "<$line>"\'; echo status=$?\n')
        shell.expect('begun')
        shell.type('typed here\n')
        shell.expect('<typed here>')
        shell.expect('status=0')
        # In the background it is stopped for reading, as any job is.
        shell.type('"$VMP" run -q -- cat &\n')
        time.sleep(SETTLE)
        shell.type('jobs\n')
        shell.expect('Stopped')
        shell.type('fg; echo status=$?\n')
        shell.expect('run -q')
        shell.type('echoed\n\x04')
        shell.expect('echoed')
        shell.expect('status=0')


def test_shell_as_command():
    with terminal() as shell:
        shell.type('"$VMP" run -q -- bash --norc --noprofile --noediting -i; echo status=$?\n')
        shell.type('PS1=; echo inner-$((40+2)); sleep 30\n')
        shell.expect('inner-42')
        time.sleep(SETTLE)
        shell.type('\x1a')
        shell.expect('Stopped')
        shell.expect('sleep 30')
        shell.type('fg\n')
        shell.expect('sleep 30')
        time.sleep(SETTLE)
        shell.type('\x03')
        time.sleep(SETTLE)
        shell.type('exit 6\n')
        shell.expect('status=6')
        shell.type('echo outer-$((50+3))\n')
        shell.expect('outer-53')


if __name__ == '__main__':
    run(globals())
