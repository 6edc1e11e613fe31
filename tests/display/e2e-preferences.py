#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A user changes the units by the keyboard and sees the numbers follow, and watches a program again that ended.

Usage: e2e-preferences.py WINDOW MEMORY-TARGET     (under tools/run-gui)
VMP_PICTURES names a folder for pictures of what is passed.
"""

import os
import shutil
import subprocess
import sys
import tempfile

from journey_steps import Atspi, FATAL, find, find_application, nameless, say, wait


def picture(name):
    if "VMP_PICTURES" in os.environ:
        subprocess.run(["sleep", "0.7"], check=True)
        subprocess.run(["import", "-window", "root", f"{os.environ['VMP_PICTURES']}/{name}.png"], check=True)


def start(program):
    target = subprocess.Popen([program, "touch", "25600"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    target.stdout.readline()
    return target


def resident(application, unit):
    return find(application, "toggle button", rf"^Resident [\d.,]+ {unit}\b")


def journey(window, program, first):
    application = wait("the window", lambda: find_application(window.pid))
    wait("numbers", lambda: resident(application, "[KM]iB"))
    assert not list(nameless(application)), list(nameless(application))
    subprocess.run(["xdotool", "key", "ctrl+comma"], check=True)
    wait("the preferences", lambda: find(application, "spin button", "^Observer Budget"))
    picture("preferences")
    assert not list(nameless(application)), list(nameless(application))
    say("every control of a process and of the preferences has a name")

    box = find(application, "label", "^Units$").get_component_iface().get_extents(Atspi.CoordType.WINDOW)
    middle = [str(box.x + box.width // 2), str(box.y + box.height // 2)]
    subprocess.run(["xdotool", "mousemove", *middle, "click", "1"], check=True)
    wait("the choices", lambda: find(application, ("list item", "label"), "^Powers of 1000"))
    subprocess.run(["xdotool", "key", "Down", "Return"], check=True)
    wait("other units", lambda: resident(application, "[kM]B"))
    say("the numbers follow the units")
    subprocess.run(["xdotool", "key", "Escape"], check=True)

    first.kill()
    first.wait()
    wait("the end", lambda: find(application, "label", "has ended"))
    picture("ended")
    find(application, "button", "Watch Again When It Starts").get_action_iface().do_action(0)
    wait("it to wait", lambda: find(application, "label", "^Waiting for .* to start again"))
    picture("waiting")
    say("an ended program is waited for")
    with start(program) as second:
        wait("the new process", lambda: find(application, "label", rf"^Process {second.pid} of "))
        second.kill()
    say("it is shown as soon as it starts again")


def main():
    print("1..4", flush=True)
    Atspi.init()
    with tempfile.TemporaryDirectory() as folder:
        # Of its own, because other tests run the same program at the same time, and that is what is waited for.
        program = shutil.copy(sys.argv[2], f"{folder}/watched-again")
        first = start(program)
        with subprocess.Popen([sys.argv[1], "--size", os.environ.get("VMP_SIZE", "1000x700"), str(first.pid)],
                              env=os.environ | {"G_DEBUG": FATAL}) as window:
            try:
                journey(window, program, first)
            finally:
                window.kill()
                first.kill()
                first.wait()


main()
