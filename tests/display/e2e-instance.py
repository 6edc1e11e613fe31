#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The program runs once: started again it opens tabs and windows in the instance that is there, and so does the desktop.

Usage: e2e-instance.py WINDOW MEMORY-TARGET VMP     (under tools/run-gui)
"""

import contextlib
import os
import subprocess
import sys

from journey_steps import Atspi, FATAL, find, find_application, say, wait

WINDOW, TARGET, VMP = sys.argv[1:4]


def count(root, role):
    """How many accessibles of that role are below ROOT."""
    n = 0
    for index in range(root.get_child_count()):
        child = root.get_child_at_index(index)
        if child is not None:
            n += (child.get_role_name() == role) + count(child, role)
    return n


def start_again(*command):
    """A second start hands over to the first and ends at once."""
    subprocess.run(command, check=True, timeout=20, env=os.environ | {"VMP_WINDOW": WINDOW, "G_DEBUG": FATAL})


def ask_desktop(action):
    subprocess.run(
        ["gdbus", "call", "--session", "--dest", "io.github.vmprofiler.Vmp", "--object-path", "/io/github/vmprofiler/Vmp",
         "--method", "org.freedesktop.Application.ActivateAction", action, "[]", "{}"],
        check=True, timeout=20, stdout=subprocess.DEVNULL)


def journey(window, first, second):
    application = wait("the window", lambda: find_application(window.pid))
    wait("the first process", lambda: find(application, "label", f"Process {first}"))

    start_again(WINDOW, str(second))
    wait("a second tab", lambda: count(application, "page tab") >= 2 and find(application, "label", f"Process {second}"))
    say("a second start opens a tab")

    assert count(application, "frame") == 1
    start_again(VMP, "gui", "--new-window", str(first))
    wait("a second window", lambda: count(application, "frame") == 2)
    say("vmp gui --new-window opens a window")

    ask_desktop("launch")
    wait("the launch dialog", lambda: find(application, ("entry", "text"), "(?i)command"))
    say("the desktop's menu opens the dialog to launch a command")
    assert window.poll() is None


@contextlib.contextmanager
def target():
    with subprocess.Popen([TARGET, "touch", "64"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        process.stdout.readline()
        yield process.pid
        process.kill()


def main():
    print("1..3", flush=True)
    Atspi.init()
    with target() as first, target() as second:
        with subprocess.Popen([WINDOW, "--size", "1000x700", str(first)], env=os.environ | {"G_DEBUG": FATAL}) as window:
            try:
                journey(window, first, second)
            finally:
                window.kill()


main()
