#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A user works with the graphs of the real window: marks, pause, wheel, drag, copying, the table, hiding, comparing.

What was copied is read by another program and compared with what the kernel and the target itself say.

Usage: e2e-graphs.py WINDOW     (under tools/run-gui)
"""

import os
import pathlib
import re
import subprocess
import sys
import time

from journey_steps import Atspi, FATAL, find, find_application, say, wait

# The child and the other program come when told to, so that they are seen to come.
TARGET = ["bash", "-c", "read; sleep 300 & read; exec sleep 300"]
IMAGE = ("image", "graphic", "icon")
CLIPBOARD = pathlib.Path(__file__).parent / "read-clipboard.py"


def xdotool(*arguments):
    subprocess.run(["xdotool", *map(str, arguments)], check=True)


def is_on(accessible):
    states = accessible.get_state_set()
    return states.contains(Atspi.StateType.PRESSED) or states.contains(Atspi.StateType.CHECKED)


def extents(accessible):
    return accessible.get_component_iface().get_extents(Atspi.CoordType.WINDOW)


def read_clipboard():
    result = subprocess.run([sys.executable, CLIPBOARD], capture_output=True, text=True, timeout=20, check=False)
    return result.stdout


def focus(chart):
    box = extents(chart)
    xdotool("mousemove", box.x + box.width - 20, box.y + box.height // 2, "click", 1)
    wait("the graph to have the focus", lambda: chart.get_state_set().contains(Atspi.StateType.FOCUSED))


def copy_text():
    """What Ctrl+C on the focused graph gives."""
    xdotool("key", "ctrl+c")
    return read_clipboard()


def check_marks(chart, target):
    focus(chart)
    target.stdin.write(b"\n")
    target.stdin.flush()
    child = wait("the child", lambda: pathlib.Path(f"/proc/{target.pid}/task/{target.pid}/children").read_text().split())[0]
    wait("the mark of the child", lambda: f"Started process {child}" in copy_text())
    target.stdin.write(b"\n")
    target.stdin.flush()
    wait("the mark of the other program", lambda: "Runs sleep from here on" in copy_text())
    say("a child and another program are marked")


def check_pause(application, chart):
    pause = find(application, "toggle button", "^Pause measuring$")
    xdotool("key", "ctrl+p")
    wait("the pause", lambda: is_on(pause))
    before = chart.get_description()
    time.sleep(2.5)
    assert chart.get_description() == before
    xdotool("key", "ctrl+p")
    wait("going on", lambda: not is_on(pause))
    wait("the gap", lambda: re.search(r"Measuring was paused from \d\d:\d\d:\d\d to \d\d:\d\d:\d\d", copy_text()))
    say("a pause by Ctrl+P is a gap with its reason")


def check_wheel_and_drag(application, chart):
    minute = find(application, ("radio button", "toggle button"), "^1 min$")
    follow = find(application, "toggle button", "^Follow$")
    box = extents(chart)
    middle = box.x + box.width // 2, box.y + box.height // 2

    xdotool("mousemove", *middle, "keydown", "ctrl", "click", "--repeat", 12, 4, "keyup", "ctrl")
    wait("a shorter time by the wheel", lambda: not is_on(minute))
    wait("following to end", lambda: not is_on(follow))
    xdotool("keydown", "ctrl", "click", "--repeat", 3, 5, "keyup", "ctrl")
    focus(chart)
    xdotool("key", "0")
    wait("a minute again", lambda: is_on(minute) and is_on(follow))
    say("the wheel with Control zooms")

    xdotool("key", "--repeat", 12, "plus")
    wait("a shorter time", lambda: not is_on(minute))
    xdotool("mousemove", *middle, "mousedown", 1)
    for step in range(1, 9):
        xdotool("mousemove", middle[0] + 20 * step, middle[1])
    xdotool("mouseup", 1)
    wait("the drag to leave the newest values", lambda: not is_on(follow))
    focus(chart)
    xdotool("key", "0")
    wait("following", lambda: is_on(follow))
    say("a drag moves the view")


def choose(what, chart, key, done):
    """Presses KEY in the menu of the graph until it did what it should: on a busy machine the menu may come after the key."""
    def attempt():
        late = done()
        if late:
            return late
        box = extents(chart)
        xdotool("key", "Escape", "mousemove", box.x + box.width // 2, box.y + box.height // 2, "click", 3)
        time.sleep(0.5)
        xdotool("key", key)
        return done()

    return wait(what, attempt)


def rss_bytes(pid):
    status = pathlib.Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(re.search(r"^VmRSS:\s+(\d+) kB", status, re.MULTILINE).group(1)) * 1024


def check_csv(chart, target):
    """By the menu, with its keys: its items have no names for assistive technologies."""
    def read_csv():
        text = read_clipboard()
        return text if text.startswith("time,") else None

    text = choose("CSV", chart, "c", read_csv)
    lines = text.split("\n")
    assert lines[0].startswith('time,"rss (bytes)","rss-anon (bytes)"'), lines[0]
    rows = [line.split(",") for line in lines[1:] if line.strip()]
    assert len(rows) > 5, text
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d", row[0]) for row in rows), text
    known = [row for row in rows if row[1]]
    assert int(known[-1][1]) == rss_bytes(target.pid), (known[-1], rss_bytes(target.pid))
    assert all(int(row[1]) == sum(map(int, row[2:5])) for row in known), text
    say("values are copied as CSV that adds up and that the kernel confirms")


def check_table(application, chart):
    focus(chart)
    xdotool("key", "alt+t")
    table = wait("the table", lambda: find(application, ("table", "tree table"), "^Values of the graph$"))
    wait("its rows", lambda: table.get_child_count() > 0)
    xdotool("key", "Escape")
    wait("the table to go", lambda: find(application, ("table", "tree table"), "^Values of the graph$") is None)
    say("Alt+T shows a table, Escape takes it away")


def check_compare(application, chart, other):
    box = extents(find(application, ("button", "toggle button", "push button"), "Compare"))
    xdotool("mousemove", box.x + box.width // 2, box.y + box.height // 2, "click", 1)
    wait("the search", lambda: find(application, ("entry", "text", "search box"), "^Search a process to compare with$"))
    xdotool("type", "--delay", 30, str(other.pid))
    found = wait("the process", lambda: find(application, "list", "^Processes to compare with$"))
    wait("nothing but the process", lambda: found.get_child_count() == 1)
    xdotool("key", "Return")
    wait("the second process", lambda: f"({other.pid})" in chart.get_description())
    say("a second process is chosen by keys and drawn beside the first")


def check_hide(application):
    title = "^Resident memory$"
    chart = find(application, IMAGE, title)
    focus(chart)

    def is_gone():
        time.sleep(0.5)
        return find(application, IMAGE, title) is None

    choose("the graph to go", chart, "h", is_gone)
    assert find(application, IMAGE, "^Heap$") is not None
    say("a graph is hidden by its menu")


def journey(window, target, other):
    application = wait("the window", lambda: find_application(window.pid))
    chart = wait("the graph", lambda: find(application, IMAGE, "^Resident memory$"))
    wait("values", lambda: "Resident" in chart.get_description())
    check_marks(chart, target)
    check_pause(application, chart)
    check_wheel_and_drag(application, chart)
    check_csv(chart, target)
    check_table(application, chart)
    check_compare(application, chart, other)
    check_hide(application)


def main():
    print("1..8", flush=True)
    Atspi.init()
    with subprocess.Popen(TARGET, stdin=subprocess.PIPE) as target, subprocess.Popen(["sleep", "300"]) as other:
        command = [sys.argv[1], "--size", "1200x900", str(target.pid)]
        with subprocess.Popen(command, env=os.environ | {"G_DEBUG": FATAL}) as window:
            try:
                journey(window, target, other)
            finally:
                window.kill()
                children = pathlib.Path(f"/proc/{target.pid}/task/{target.pid}/children").read_text().split()
                for child in map(int, children):
                    os.kill(child, 9)
                target.kill()
                other.kill()


main()
