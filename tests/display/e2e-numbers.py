#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A user asks the real window what its numbers mean, by keys: a number, a step of the waterfall, the cost of looking.

Usage: e2e-numbers.py WINDOW MEMORY-TARGET     (under tools/run-gui)
"""

import os
import re
import subprocess
import sys
import time

from journey_steps import Atspi, FATAL, find, find_application, say, wait

PAGES = 25600
UNITS = {"B": 1, "KiB": 2**10, "MiB": 2**20, "GiB": 2**30}


def press(*keys):
    subprocess.run(["xdotool", "key", *keys], check=True)


def is_on(accessible, state):
    return accessible.get_state_set().contains(state)


def in_bytes(text):
    number, unit = re.search(r"([\d.,]+) ([KMG]?i?B)", text).groups()
    return float(number) * UNITS[unit]


def status(pid):
    with open(f"/proc/{pid}/status", encoding="ascii", errors="replace") as file:
        return {line.split(":")[0]: int(line.split()[1]) * 1024 for line in file if line.endswith(" kB\n")}


def explanation(application, name):
    """What an open popover with that name says, or nothing."""
    return search(application, f"^{name}$")


def search(root, pattern):
    """As find(), but there are rows of that name too, which say nothing."""
    for index in range(root.get_child_count()):
        child = root.get_child_at_index(index)
        if child is None:
            continue
        if (child.get_role_name() in ("panel", "grouping", "group") and re.search(pattern, child.get_name())
                and is_on(child, Atspi.StateType.SHOWING) and child.get_description()):
            return child.get_description()
        found = search(child, pattern)
        if found:
            return found
    return ""


def focus(application, accessible):
    # The state comes a moment after the key: before the next one it must be known that this one did not do.
    def is_there():
        time.sleep(0.15)
        if is_on(accessible, Atspi.StateType.FOCUSED):
            return True
        press("Tab")
        return False

    wait(f"the focus on {accessible.get_name()}", is_there)


def check_tile(application, pid):
    tile = wait("the tile", lambda: find(application, "toggle button", r"^Resident [\d]"))
    focus(application, tile)
    press("shift+F10")
    wait("what others show", lambda: "GNOME System Monitor, Memory" in explanation(application, "Resident"))
    text = explanation(application, "Resident")
    assert "/proc/PID/status: VmRSS" in text, text
    shown = in_bytes(re.search(r"GNOME System Monitor, Memory\n.*\n(.*)", text).group(1))
    now = status(pid)
    expected = now["VmRSS"] - now["RssFile"] - now["RssShmem"]
    assert abs(shown - expected) < 0.02 * expected + 65536, (shown, expected)
    press("Escape")
    wait("the popover to close", lambda: not explanation(application, "Resident"))
    say("a number tells by keys what it means and what others show")


def check_step(application):
    bar = wait("the bar", lambda: find(application, ("image", "graphic", "icon"), "^Private dirty$"))
    focus(application, bar)
    summary = bar.get_description()
    assert "Heap" in summary and "%" in summary, summary
    press("Right")
    wait("the first part to be read out", lambda: re.match(r"^(Heap|Main stack) [\d.]+ \S+, [<\d.]+", bar.get_description()))
    press("Return")
    text = wait("the rows", lambda: explanation(application, "Private dirty"))
    assert "Private_Dirty − (heap + main stack + thread stacks)" in text, text
    assert "Together" in text
    press("Escape")
    wait("the popover to close", lambda: not explanation(application, "Private dirty"))
    say("a step of the waterfall opens its rows by keys")


def check_footer(application):
    button = wait("the cost", lambda: find(application, "toggle button", "^Looking costs "))
    button.get_action_iface().do_action(0)

    def is_table_shown():
        label = find(application, "label", "^smaps_rollup$")
        return label is not None and is_on(label, Atspi.StateType.SHOWING)

    def is_table_gone():
        press("Escape")
        time.sleep(0.1)
        return not is_table_shown()

    wait("the table", is_table_shown)
    read = wait("the button", lambda: find(application, "button", "^Read Everything Now$"))
    read.get_action_iface().do_action(0)
    wait("the table to go", is_table_gone)
    say("what looking costs is told tier by tier")


def check_refresh(application, target):
    def resident():
        return in_bytes(find(application, "toggle button", r"^Resident [\d]").get_name())

    press("ctrl+p")
    wait("the pause", lambda: find(application, "label", "paused"))
    before = resident()
    target.stdin.write(b"x")
    target.stdin.flush()

    def is_new():
        press("F5")
        return resident() > before + 0.95 * PAGES * 4096

    wait("one reading while paused", is_new)
    say("F5 reads everything, once")


def journey(window, target):
    application = wait("the window", lambda: find_application(window.pid))
    # The pointer has a cursor of its own.
    subprocess.run(["xdotool", "mousemove", "5", "5"], check=True)
    check_tile(application, target.pid)
    check_step(application)
    check_footer(application)
    check_refresh(application, target)


def main():
    print("1..4", flush=True)
    Atspi.init()
    with subprocess.Popen([sys.argv[2], "touch", str(PAGES)], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as target:
        target.stdout.readline()
        command = [sys.argv[1], "--size", "1000x700", str(target.pid)]
        with subprocess.Popen(command, env=os.environ | {"G_DEBUG": FATAL}) as window:
            try:
                journey(window, target)
            finally:
                window.kill()
                target.kill()


main()
