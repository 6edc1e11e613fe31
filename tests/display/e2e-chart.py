#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A user reads the graphs of the real window by pointer and keys: cursor, zoom, follow, hiding a line.

Usage: e2e-chart.py WINDOW MEMORY-TARGET     (under tools/run-gui)
"""

import os
import re
import subprocess
import sys

from journey_steps import Atspi, FATAL, find, find_application, say, wait

AT_A_TIME = r"^\d\d:\d\d:\d\d; "


def xdotool(*arguments):
    subprocess.run(["xdotool", *map(str, arguments)], check=True)


def is_on(accessible, state):
    return accessible.get_state_set().contains(state)


def check_cursor(chart):
    box = chart.get_component_iface().get_extents(Atspi.CoordType.WINDOW)
    xdotool("mousemove", box.x + box.width - 20, box.y + box.height // 2, "click", 1, "mousemove", 5, 5)
    wait("the graph to have the focus", lambda: is_on(chart, Atspi.StateType.FOCUSED))

    xdotool("key", "Home")
    first = wait("the cursor's read-out", lambda: re.match(AT_A_TIME + "Resident", chart.get_description()))

    def is_later():
        xdotool("key", "End")
        return not chart.get_description().startswith(first.group(0))

    wait("the read-out of another time", is_later)
    assert re.match(AT_A_TIME, chart.get_description())
    say("keys move a cursor that is read out")

    xdotool("key", "Escape")
    wait("the cursor to go", lambda: re.match("Resident", chart.get_description()))
    say("Escape takes it away")


def check_time(application):
    minute = find(application, ("radio button", "toggle button"), "^1 min$")
    follow = find(application, ("toggle button",), "^Follow$")
    assert is_on(follow, Atspi.StateType.PRESSED) or is_on(follow, Atspi.StateType.CHECKED)
    assert is_on(minute, Atspi.StateType.CHECKED) or is_on(minute, Atspi.StateType.PRESSED)
    xdotool("key", "--repeat", 14, "plus")
    wait("no round span", lambda: not is_on(minute, Atspi.StateType.CHECKED) and not is_on(minute, Atspi.StateType.PRESSED))

    def is_left():
        # As long as there is too little data the window has no other place to be.
        xdotool("key", "shift+Left")
        return not is_on(follow, Atspi.StateType.PRESSED) and not is_on(follow, Atspi.StateType.CHECKED)

    wait("following to end", is_left)
    xdotool("key", "0")
    wait("a minute", lambda: is_on(minute, Atspi.StateType.CHECKED) or is_on(minute, Atspi.StateType.PRESSED))
    wait("following", lambda: is_on(follow, Atspi.StateType.PRESSED) or is_on(follow, Atspi.StateType.CHECKED))
    say("keys zoom, pan and go back")


def check_hide(application, chart):
    anonymous = find(application, ("toggle button",), "^Anonymous resident ")
    wait("the anonymous part", lambda: "Anonymous" in chart.get_description())
    anonymous.get_action_iface().do_action(0)
    wait("it to be hidden", lambda: "Anonymous" not in chart.get_description())
    anonymous.get_action_iface().do_action(0)
    wait("it to be back", lambda: "Anonymous" in chart.get_description())
    say("a number hides and shows its line")


def journey(window):
    application = wait("the window", lambda: find_application(window.pid))
    chart = wait("the graph", lambda: find(application, ("image", "graphic", "icon"), "^Resident memory$"))
    wait("values", lambda: "Resident" in chart.get_description())
    check_cursor(chart)
    check_time(application)
    check_hide(application, chart)


def main():
    print("1..4", flush=True)
    Atspi.init()
    with subprocess.Popen([sys.argv[2], "touch", "256"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as target:
        target.stdout.readline()
        command = [sys.argv[1], "--size", "1000x700", str(target.pid)]
        with subprocess.Popen(command, env=os.environ | {"G_DEBUG": FATAL}) as window:
            try:
                journey(window)
            finally:
                window.kill()
                target.kill()


main()
