#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A user reads the memory map of a real process: groups, search, strip, comparison, export.

What is shown and what is exported is compared with what the kernel says, and with what the target did when it was told to.

Usage: e2e-map.py WINDOW     (under tools/run-gui)
"""

import csv
import os
import pathlib
import re
import subprocess
import sys
import tempfile

from journey_steps import Atspi, FATAL, find, find_application, focused, say, wait

# Maps 8 MiB of its own and writes to them when told to.
TARGET = """
import mmap, sys
sys.stdin.readline()
own = mmap.mmap(-1, 8 << 20, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
own.write(b"x" * (8 << 20))
print("mapped", flush=True)
sys.stdin.readline()
"""
IMAGE = ("image", "graphic", "icon")
ROW = ("table row", "tree item", "list item")
TOGGLE = ("radio button", "toggle button")


def xdotool(*arguments):
    subprocess.run(["xdotool", *map(str, arguments)], check=True)


def has_state(accessible, state):
    return accessible.get_state_set().contains(state)


def extents(accessible):
    return accessible.get_component_iface().get_extents(Atspi.CoordType.WINDOW)


def press(accessible):
    accessible.get_action_iface().do_action(0)


def read_maps(pid):
    return pathlib.Path(f"/proc/{pid}/maps").read_text().splitlines()


def find_all(root, roles, pattern):
    for index in range(root.get_child_count()):
        child = root.get_child_at_index(index)
        if child is None:
            continue
        if child.get_role_name() in roles and re.search(pattern, child.get_name()):
            yield child
        yield from find_all(child, roles, pattern)


def search(application, text):
    xdotool("key", "ctrl+shift+f")
    wait("the search to have the focus", lambda: focused(application).get_role_name() in ("text", "entry"))
    xdotool("key", "ctrl+a", "Delete")
    if text:
        xdotool("type", text)


def check_open(application, pid):
    strip = wait("the strip", lambda: find(application, IMAGE, "^Address space$"))
    n = len(read_maps(pid))
    wait("all mappings", lambda: re.match(f"{n} mappings of ", strip.get_description()))
    assert find(application, "label", f"^{n} mappings")
    say("the map of a real process is shown, all mappings of it")
    return strip


def check_groups(application):
    table = find(application, ("table", "tree table", "list"), "^Mappings$")
    press(find(application, TOGGLE, "^Types$"))
    wait("a group of libraries", lambda: find(table, ROW, "^Library$"))
    assert find(table, ROW, r"^libc\.so\.6$") is None
    press(wait("its arrow", lambda: find(table, ("button", "push button"), "^Open group$")))
    wait("it to be open", lambda: find(table, ("button", "push button"), "^Close group$"))
    press(find(application, TOGGLE, "^List$"))
    wait("the list", lambda: find(table, ("button", "push button"), "^(Open|Close) group$") is None)
    say("mappings are grouped by type, and a group is opened")
    return table


def check_filter(application, pid):
    search(application, "[stack]")
    n = len(read_maps(pid))
    wait("the stack alone", lambda: find(application, "label", f"^1 of {n} mappings, "))
    press(find(application, ("button", "push button"), "^Clear Filter$"))
    wait("all of them", lambda: find(application, "label", f"^{n} mappings"))
    say("what is typed narrows the list, and the way back is there")


def selected(table):
    return [row for row in find_all(table, ROW, ".") if has_state(row, Atspi.StateType.SELECTED)]


def pointed_at(strip):
    """Where the mapping under the cursor of the strip begins, as it is read out."""
    place = re.search(r"([0-9a-f]+)–[0-9a-f]+$", strip.get_description())
    return place and place.group(1)


def check_strip(application, strip, table):
    box = extents(strip)
    # The frame of the window counts to the place, but is not drawn.
    xdotool("mousemove", box.x + 16, box.y + box.height // 2, "click", 1)
    wait("the strip to have the focus", lambda: has_state(strip, Atspi.StateType.FOCUSED))
    wait("a mapping to be selected", lambda: len(selected(table)) == 1)
    first = selected(table)[0]
    xdotool("mousemove", 5, 5, "key", "End", "Left", "Left")
    wait("a read-out", lambda: pointed_at(strip))
    xdotool("key", "Return")

    def is_chosen():
        rows = selected(table)
        return len(rows) == 1 and rows != [first] and find(rows[0], "label", f"^{pointed_at(strip)}$")

    wait("the row of what the cursor is at", is_chosen)
    xdotool("key", "plus", "plus", "plus")
    scrollbar = wait("the scrollbar", lambda: find(application, "scroll bar", "^Shown part of the address space$"))
    wait("it to be seen", lambda: has_state(scrollbar, Atspi.StateType.SHOWING))
    xdotool("key", "0", "Escape")
    wait("the whole again", lambda: re.search("mappings of", strip.get_description()))
    say("the strip is read by keys, zoomed, and selects in the list")


def check_compare(application, target):
    xdotool("key", "ctrl+m")
    wait("the mark", lambda: find(application, TOGGLE, "^Compare$"))
    target.stdin.write("\n")
    target.stdin.flush()
    assert target.stdout.readline() == "mapped\n"
    xdotool("key", "ctrl+d", "F5")
    difference = wait("what changed", lambda: find(application, "label", r"^\d+ new · \d+ gone · .* since "))
    wait("more memory", lambda: find(application, "label", r"^[1-9]\d* new|[1-9]\d* grown"))
    assert difference
    say("what changed since the mark is told")
    xdotool("key", "ctrl+d")
    wait("all mappings", lambda: find(application, "label", r"^\d+ mappings"))


def check_export(application, pid):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "map.csv"
        xdotool("key", "ctrl+s")
        wait("the dialog", lambda: find(application, ("dialog", "file chooser", "window", "frame"), "^Export Mappings$"))
        wait("its entry", lambda: find(application, ("text", "entry"), "(?i)name"))
        xdotool("key", "ctrl+a")
        xdotool("type", str(path))
        xdotool("key", "Return")
        wait("the file", lambda: path.exists() and path.stat().st_size > 0)
        with path.open(newline="") as file:
            rows = list(csv.DictReader(file))
    real = [line.split()[0].split("-") for line in read_maps(pid)]
    assert [[row["start"], row["end"]] for row in rows] == [[start.lstrip("0"), end.lstrip("0")] for start, end in real]
    assert sum(row["type"] == "main-stack" for row in rows) == 1
    assert any(int(row["private-dirty"]) >= 8 << 20 for row in rows)
    say("what is exported is what the kernel says")


def journey(window, target):
    application = wait("the window", lambda: find_application(window.pid))
    strip = check_open(application, target.pid)
    table = check_groups(application)
    check_filter(application, target.pid)
    check_strip(application, strip, table)
    check_compare(application, target)
    check_export(application, target.pid)


def main():
    print("1..6", flush=True)
    Atspi.init()
    with subprocess.Popen([sys.executable, "-c", TARGET], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as target:
        command = [sys.argv[1], "--size", "1200x800", "--page", "map", str(target.pid)]
        with subprocess.Popen(command, env=os.environ | {"G_DEBUG": FATAL}) as window:
            try:
                journey(window, target)
            finally:
                window.kill()
                target.kill()


main()
