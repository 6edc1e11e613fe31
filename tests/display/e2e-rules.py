#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules by hand: made from a graph, their limit moved in it by pointer and keys, exported.

Usage: e2e-rules.py WINDOW MEMORY-TARGET     (under tools/run-gui)
"""

import json
import os
import subprocess
import sys
import time

from journey_steps import Atspi, FATAL, find, find_application, say, wait

RULES = os.path.expanduser("~/.config/vm-profiler/alert-rules.json")
EXPORTED = os.path.expanduser("~/exported-rules.json")
BUTTON = ("button", "push button")
TITLE = "Resident of memory-target is high"


def xdotool(*arguments):
    subprocess.run(["xdotool", *map(str, arguments)], check=True)


def press(accessible):
    accessible.get_action_iface().do_action(0)


def button(application, name):
    return wait(f"the button {name}", lambda: find(application, BUTTON, name))


def extents(accessible):
    return accessible.get_component_iface().get_extents(Atspi.CoordType.WINDOW)


def open_menu(application):
    """By what the button is made of: the button itself has no action."""
    press(button(application, "^More About Rules$").get_child_at_index(0))


def read_rules(path=RULES):
    try:
        with open(path, encoding="utf-8") as file:
            return {rule["title"]: rule for rule in json.load(file)["rules"]}
    except (OSError, ValueError):
        return {}


def limit():
    rule = read_rules().get(TITLE)
    return rule["when"][0]["value"] if rule else None


def make(application, chart, target):
    """By the menu of the graph, with its key: on a busy machine the menu may come after the key."""
    def attempt():
        box = extents(chart)
        xdotool("key", "Escape", "mousemove", box.x + box.width // 2, box.y + box.height // 2, "click", 3)
        time.sleep(0.5)
        xdotool("key", "a")
        time.sleep(0.5)
        return find(application, BUTTON, "^Save$")

    save = wait("the editor", attempt)
    wait("the name", lambda: find(application, ("text", "entry"), "^Name$"))
    press(save)
    wait("the rule", limit)
    rule = read_rules()[TITLE]
    assert rule["scope"]["pid"] == target.pid and rule["when"][0]["metric"] == "rss", rule
    with open(f"/proc/{target.pid}/statm", encoding="ascii") as file:
        resident = int(file.read().split()[1]) * os.sysconf("SC_PAGESIZE")
    assert resident < rule["when"][0]["value"] < 2 * resident, (rule, resident)
    say("Alert Me When This… proposes a limit above what is there")


def move_by_keys(chart):
    box = extents(chart)
    xdotool("mousemove", box.x + box.width - 20, box.y + box.height // 2, "click", 1, "mousemove", 5, 5)
    wait("the graph to have the focus", lambda: chart.get_state_set().contains(Atspi.StateType.FOCUSED))
    before = limit()
    xdotool("key", "ctrl+Up")
    wait("a higher limit", lambda: limit() > before)
    higher = limit()
    xdotool("key", "ctrl+Down")
    wait("a lower limit", lambda: limit() < higher)
    say("keys move the limit")


def move_by_pointer(chart):
    """The line is looked for from above: where it is taken hold of it follows."""
    before = limit()
    box = extents(chart)
    x = box.x + box.width // 2
    for y in range(box.y + 4, box.y + box.height - 60, 4):
        xdotool("mousemove", x, y, "mousedown", 1, "mousemove", x, y + 15, "mousemove", x, y + 40, "mouseup", 1)
        for _ in range(6):
            time.sleep(0.1)
            if limit() != before:
                break
        if limit() != before:
            break
    wait("a lower limit", lambda: limit() < before)
    say("the pointer moves the line of the limit")


def save_file(application, window):
    open_menu(application)
    time.sleep(0.5)
    xdotool("key", "x")
    wait("the file dialog", lambda: find(application, BUTTON, "^_?Save$"))
    time.sleep(0.5)
    xdotool("key", "ctrl+a")
    xdotool("type", "--delay", 20, EXPORTED)
    xdotool("key", "Return")
    wait("the file", lambda: TITLE in read_rules(EXPORTED))
    wait("the dialog to close", lambda: not find(application, BUTTON, "^_?Save$"))
    assert read_rules(EXPORTED) == read_rules()
    assert window.poll() is None
    say("rules are exported")


def journey(window, target):
    application = wait("the window", lambda: find_application(window.pid))
    chart = wait("the graph", lambda: find(application, ("image", "graphic", "icon"), "^Resident memory$"))
    wait("values", lambda: "Resident" in chart.get_description())
    make(application, chart, target)
    move_by_keys(chart)
    move_by_pointer(chart)
    press(wait("the pages", lambda: find(application, ("page tab", "toggle button", "radio button"), "^Alerts")))
    save_file(application, window)


def main():
    print("1..4", flush=True)
    os.makedirs(os.path.dirname(RULES), exist_ok=True)
    with open(RULES, "w", encoding="utf-8") as file:
        json.dump({"format": "vmp-alert-rules", "version": 1, "rules": [
            {"id": "other", "title": "Other", "enabled": False, "when": [{"metric": "threads", "value": 1000}]}]}, file)
    Atspi.init()
    with subprocess.Popen([sys.argv[2], "touch", "25600"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as target:
        target.stdout.readline()
        target.stdin.write(b"x")
        target.stdin.flush()
        with subprocess.Popen([sys.argv[1], "--size", "1200x800", str(target.pid)], env=os.environ | {"G_DEBUG": FATAL}) as window:
            try:
                journey(window, target)
            finally:
                window.kill()
                target.kill()


main()
