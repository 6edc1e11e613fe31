#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A student opens a demo by keys: predicts, watches it run, is shown where to look, and reads why.

Usage: e2e-demo.py WINDOW     (under tools/run-gui)
"""

import os
import subprocess
import sys

from journey_steps import Atspi, FATAL, find, find_application, say, wait

LABEL = ("label", "heading")


def press(*keys):
    subprocess.run(["xdotool", "key", *keys], check=True)


def is_visible(accessible):
    return accessible is not None and accessible.get_state_set().contains(Atspi.StateType.SHOWING)


def click(application, pattern):
    button = wait("a button", lambda: find(application, "button", pattern))
    wait("it to be pressed", lambda: button.get_action_iface().do_action(0))


def journey(window):
    application = wait("the window", lambda: find_application(window.pid))
    click(application, "^Open a Demo")
    wait("the demos", lambda: is_visible(find(application, "list item", "^Reserving is not using$")))
    press("Return")
    wait("the question", lambda: find(application, "label", "^It asks for 256 MiB in one call"))
    say("the first demo is opened by a key")

    wait("its first step", lambda: find(application, "label", "^Reserved 256 MiB and touched none of it"))
    say("its steps are told while it runs")

    answer = wait("an answer", lambda: find(application, "list item", "^By next to nothing$"))
    box = wait("its place", lambda: answer.get_component_iface().get_extents(Atspi.CoordType.WINDOW))
    subprocess.run(["xdotool", "mousemove", str(box.x + box.width // 2), str(box.y + box.height // 2), "click", "1"], check=True)
    wait("the verdict", lambda: is_visible(find(application, "label", "^You predicted it: “By next to nothing”")))
    wait("the explanation", lambda: find(application, "label", "^Asking for memory only reserves addresses"))
    say("an answer is judged and explained")

    click(application, "^Minor faults per second$")
    wait("the graph to be shown", lambda: is_visible(find(application, LABEL, "^Minor page faults per second")))
    say("the graph in question is brought into sight")

    press("F9")
    wait("the panel to go", lambda: not is_visible(find(application, "label", "^You predicted it")))
    press("F9")
    wait("the panel", lambda: is_visible(find(application, "label", "^2. Watch It Run|^You predicted it|^It asks for")))
    click(application, "^Next Demo$")
    wait("the next demo", lambda: find(application, "label", "^It frees three of four blocks"))
    say("the next demo takes its place")


def main():
    print("1..5", flush=True)
    Atspi.init()
    with subprocess.Popen([sys.argv[1], "--size", "1200x800"], env=os.environ | {"G_DEBUG": FATAL}) as window:
        try:
            journey(window)
        finally:
            window.kill()


main()
