#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A user opens recordings: by command line, by a second start, damaged ones; scrubs by keys and mouse, and the map follows.

Usage: e2e-recording.py WINDOW VMP     (under tools/run-gui)
"""

import os
import subprocess
import sys
import tempfile

from journey_steps import Atspi, FATAL, find, find_application, say, wait

ENVIRONMENT = os.environ | {"G_DEBUG": FATAL}


def xdotool(*arguments):
    subprocess.run(["xdotool", *map(str, arguments)], check=True)


def record(path):
    """A real process of which it is known what it does: it grows."""
    program = "import time\nkeep = []\nfor i in range(24):\n    keep.append(bytearray(8 << 20))\n    time.sleep(0.1)\n"
    subprocess.run([sys.argv[2], "run", "--quiet", f"--record={path}", "--maps", "500ms", "--", "python3", "-c", program], check=True)


def start(*arguments):
    return subprocess.Popen([sys.argv[1], *map(str, arguments)], env=ENVIRONMENT)


def get_strip(application):
    return wait("the strip", lambda: find(application, "slider", "^Time in the recording$"))


def get_clock(application):
    """How far it is from the start, in seconds, as a screen reader hears it."""
    return get_strip(application).get_value_iface().get_current_value()


def click(application, share):
    """On the strip; its place in the window is known but for some pixels of the frame."""
    box = get_strip(application).get_component_iface().get_extents(Atspi.CoordType.WINDOW)
    xdotool("mousemove", int(box.x + 20 + share * (box.width - 40)), box.y + box.height // 2, "click", 1)


def check_scrub(application, window):
    wait("the end", lambda: get_clock(application) >= 2)
    click(application, 0.0)
    wait("the start", lambda: get_clock(application) < 0.4)
    xdotool("key", "End")
    wait("the end again", lambda: get_clock(application) >= 2)
    xdotool("key", "Home")
    wait("the start again", lambda: get_clock(application) == 0)
    say("keys and the pointer move through time")
    xdotool("key", "period")
    xdotool("key", "period")
    xdotool("key", "Home")
    xdotool("key", "space")
    wait("it to play", lambda: get_clock(application) >= 1)
    wait("it to stop at the end", lambda: pressed(application, "^Play$") is False)
    say("it plays at the pace at which it was, and stops at the end")


def pressed(application, name):
    button = find(application, "toggle button", name)
    return button.get_state_set().contains(Atspi.StateType.PRESSED) if button is not None else None


def snapshot_clock(application):
    label = find(application, "label", "^Nearest snapshot: ")
    return label.get_name() if label is not None else None


def check_map(application):
    tab = wait("the page", lambda: find(application, ("page tab", "radio button", "toggle button"), "^Map$"))
    tab.get_action_iface().do_action(0)
    late = wait("a snapshot", lambda: snapshot_clock(application))
    click(application, 0.0)
    wait("an earlier one", lambda: snapshot_clock(application) not in (None, late))
    say("the map is that of the moment")


def check_about(application):
    button = wait("the button", lambda: find(application, ("button", "push button", "toggle button"), "^About This Recording$"))
    wait("it to open", lambda: button.get_child_at_index(0).get_action_iface().do_action(0))
    wait("what the file says", lambda: find(application, "label", "^Complete$"))
    xdotool("key", "Escape")
    say("the file says what it is")


def check_second(application, folder):
    """A second start hands the file over; a relative path is of the folder where it was said."""
    damaged = os.path.join(folder, "damaged.vmp")
    with open(os.path.join(folder, "grown.vmp"), "rb") as source:
        data = bytearray(source.read())
    with open(damaged, "wb") as file:
        file.write(data[:len(data) // 2])
    subprocess.run([os.path.abspath(sys.argv[1]), "damaged.vmp"], cwd=folder, env=ENVIRONMENT, check=True, timeout=20)
    wait("the file to be judged", lambda: find(application, "label", "^(Not a Recording|The File Can't Be Read|Nothing Was Recorded)$")
         or find(application, "label", "^Parts of this recording can't be read"))
    subprocess.run([sys.argv[1], os.path.join(folder, "missing.vmp")], env=ENVIRONMENT, check=True, timeout=20)
    wait("the missing file to be told", lambda: find(application, "label", "^File Not Found$"))
    say("files that cannot be read are told as such")


def check_live(application):
    xdotool("key", "ctrl+w")
    xdotool("key", "ctrl+w")
    button = wait("the way back", lambda: find(application, ("button", "push button"), "^Live$"))
    button.get_action_iface().do_action(0)
    wait("the empty tab", lambda: find(application, "label", "^Choose a Process$"))
    say("the way back leads to what runs")


def main():
    print("1..7", flush=True)
    Atspi.init()
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "grown.vmp")
        record(path)
        with start("--size", "1000x700", path) as window:
            try:
                application = wait("the window", lambda: find_application(window.pid))
                wait("the recording", lambda: find(application, "label", r"^Recording of python3 \(\d+\)$"))
                say("a recording that the command line names is shown")
                check_scrub(application, window)
                check_map(application)
                check_about(application)
                check_second(application, folder)
                check_live(application)
                xdotool("key", "ctrl+q")
                assert window.wait(timeout=20) == 0
            finally:
                window.kill()


main()
