#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A user works with the list of the real window by keys and the mouse: search, watch, menu, copy, tab, a click on a
window, end and kill a process.

Usage: e2e-picker.py WINDOW     (under tools/run-gui)
"""

import os
import pathlib
import signal
import subprocess
import sys

from journey_steps import Atspi, FATAL, find, find_application, say, wait

CLIPBOARD = pathlib.Path(__file__).parent / "read-clipboard.py"
PLAIN_WINDOW = pathlib.Path(__file__).parent / "plain-window.py"
# In the corner; it tells assistive technologies its place within itself.
ADD_BUTTON = (28, 28)
QUESTION = ("dialog", "alert", "alert dialog")


def read_clipboard():
    result = subprocess.run([sys.executable, CLIPBOARD], capture_output=True, text=True, timeout=20, check=False)
    return result.stdout.strip()


def xdotool(*arguments):
    subprocess.run(["xdotool", *map(str, arguments)], check=True)


def find_row(application, pid):
    return find(application, "list item", rf"process {pid} of ")


def search(application, text):
    entry = find(application, "text", "^Search processes") or find(application, "entry", "^Search processes")
    entry.get_editable_text_iface().set_text_contents(text)
    return entry


def middle_of(accessible):
    box = accessible.get_component_iface().get_extents(Atspi.CoordType.WINDOW)
    return box.x + box.width // 3, box.y + box.height // 2


def focus_only_row(application, pid):
    """The search for a number leaves its process alone in the list; then into the list by a key."""
    wait("the search entry", lambda: search(application, str(pid)))
    wait("the row", lambda: find_row(application, pid))
    wait("the rows to be filtered", lambda: find_row(application, pid).get_parent().get_child_count() == 1)
    xdotool("key", "ctrl+f")
    xdotool("key", "Down")


def check_browse(application, target):
    focus_only_row(application, target.pid)
    assert find(application, "label", rf"^Process {target.pid} of ") is None
    say("focus that moves opens nothing")


def check_watch(application, target):
    xdotool("key", "ctrl+d")
    wait("the section", lambda: find(application, "label", "^Watched$"))
    xdotool("key", "ctrl+d")
    wait("the section to go", lambda: find(application, "label", "^Watched$") is None)
    say("a key watches and stops watching")


def check_menu(application, target):
    focus_only_row(application, target.pid)
    xdotool("mousemove", *middle_of(find_row(application, target.pid)), "click", 3)
    wait("the menu", lambda: find_menu(application))
    xdotool("key", "Escape")
    wait("the menu to go", lambda: not find_menu(application))
    say("the secondary button opens a menu")


def find_menu(application):
    menu = find(application, ("menu", "popup menu", "pop up menu"), "^Process$")
    return menu is not None and menu.get_state_set().contains(Atspi.StateType.SHOWING)


def check_copy(application, target):
    for letter, text in (("c", str(target.pid)), ("l", "sleep 300")):
        focus_only_row(application, target.pid)
        xdotool("key", "shift+F10")
        wait("the menu", lambda: find_menu(application))
        xdotool("key", letter)
        wait(f"“{text}” on the clipboard", lambda text=text: read_clipboard() == text)
        wait("the menu to go", lambda: not find_menu(application))
    say("the menu copies number and command line")


def check_tab(application, target, other):
    focus_only_row(application, other.pid)
    xdotool("key", "Return")
    wait("the process", lambda: find(application, "label", rf"^Process {other.pid} of "))
    focus_only_row(application, target.pid)
    xdotool("key", "ctrl+Return")
    wait("the process of the new tab", lambda: find(application, "label", rf"^Process {target.pid} of "))
    xdotool("key", "ctrl+w")
    wait("the tab that was there before", lambda: find(application, "label", rf"^Process {other.pid} of "))
    say("Ctrl+Enter opens a tab beside the one that is there")


def check_window(application):
    """Over a corner of our window lies somebody else's."""
    with subprocess.Popen([sys.executable, PLAIN_WINDOW, "somebody else's"]) as plain:
        try:
            number = wait("the other window", lambda: find_window("somebody else's"))
            xdotool("windowmove", number, 840, 580)
            xdotool("mousemove", *ADD_BUTTON, "click", 1)
            wait("the menu", lambda: find(application, "menu", "^Find or Start"))
            xdotool("key", "w")
            wait("what to do", lambda: find(application, "label", "^Click a window"))
            # The menu may keep the pointer for a moment yet, so one click may come too early.
            wait("its process", lambda: xdotool("mousemove", 900, 630, "click", 1)
                 or find(application, "label", rf"^Process {plain.pid} of "))
        finally:
            plain.kill()
            xdotool("mousemove", 500, 500)   # keys go to the window under the pointer
    say("a click on a window picks its process")


def find_window(title):
    result = subprocess.run(["xdotool", "search", "--onlyvisible", "--name", title], capture_output=True, text=True, check=False)
    return result.stdout.split()[0] if result.stdout.split() else None


def ask(application, target, verb):
    """The question that Delete, or the menu's entry to kill, asks."""
    focus_only_row(application, target.pid)
    if verb == "End":
        xdotool("key", "Delete")
    else:
        xdotool("key", "shift+F10")
        wait("the menu", lambda: find_menu(application))
        xdotool("key", "k")
    wait("the question", lambda: find(application, QUESTION, rf"^{verb} “.*” \({target.pid}\)\?"))


def check_end(application, target, other, verb, number):
    ask(application, target, verb)
    xdotool("key", "Escape")
    wait("it to go", lambda: find(application, QUESTION, rf"^{verb} “") is None)
    assert target.poll() is None
    say(f"a question that is escaped from does not {verb.lower()}")

    ask(application, target, verb)
    button = wait("the answer", lambda: find(application, "button", rf"^{verb} Process$"))
    button.get_action_iface().do_action(0)
    assert target.wait(10) == -number, target.returncode
    assert other.poll() is None
    say(f"the answer to {verb.lower()} reaches that process and no other")


def journey(window, target, killed, other):
    application = wait("the window", lambda: find_application(window.pid))
    wait("a list of processes", lambda: find(application, "list item", "process"))
    check_browse(application, target)
    check_watch(application, target)
    check_menu(application, target)
    check_copy(application, target)
    check_tab(application, target, other)
    check_window(application)
    focus_only_row(application, other.pid)
    xdotool("key", "Return")
    check_end(application, target, other, "End", signal.SIGTERM)
    check_end(application, killed, other, "Kill", signal.SIGKILL)
    xdotool("key", "ctrl+q")
    assert window.wait(10) == 0
    say("the keyboard quits")


def main():
    print("1..11", flush=True)
    Atspi.init()
    targets = [subprocess.Popen(["sleep", "300"]) for _ in range(3)]
    with subprocess.Popen([sys.argv[1], "--size", "1000x700"], env=os.environ | {"G_DEBUG": FATAL}) as window:
        try:
            journey(window, *targets)
        finally:
            window.kill()
            for target in targets:
                target.kill()


main()
