#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A user writes notes into a recording, changes and removes them, takes it back; the file has what the window shows.

Usage: e2e-notes.py WINDOW VMP     (under tools/run-gui)
"""

import os
import subprocess
import sys
import tempfile
import time

from journey_steps import Atspi, FATAL, find, find_application, say, wait

# GTK's file chooser never frees what it learns of the files in a folder: a program that opens nothing else leaks the same.
# What this journey does is looked through for leaks by test-replay and the tests of the store.
ENVIRONMENT = os.environ | {"G_DEBUG": FATAL, "LSAN_OPTIONS": os.environ.get("LSAN_OPTIONS", "") + ":detect_leaks=0"}
BUTTON = ("button", "push button", "toggle button")


def xdotool(*arguments):
    subprocess.run(["xdotool", *map(str, arguments)], check=True)


def focus(application):
    """The strip, by a click on it."""
    strip = wait("the strip", lambda: find(application, "slider", "^Time in the recording$"))
    box = strip.get_component_iface().get_extents(Atspi.CoordType.WINDOW)
    xdotool("mousemove", box.x + box.width // 2, box.y + box.height // 2, "click", 1)
    wait("the focus", lambda: strip.get_state_set().contains(Atspi.StateType.FOCUSED))
    return strip


def record(path):
    program = "import time\nkeep = []\nfor i in range(20):\n    keep.append(bytearray(4 << 20))\n    time.sleep(0.1)\n"
    subprocess.run([sys.argv[2], "run", "--quiet", f"--record={path}", "--", "python3", "-c", program], check=True)


def notes(path):
    lines = subprocess.run([sys.argv[2], "note", path], check=True, capture_output=True, text=True).stdout.splitlines()
    return [line.split("\t") for line in lines]


def texts(path):
    return [note[4] for note in notes(path)]


def write(application, text):
    """In the dialog that is open."""
    wait("the dialog", lambda: find(application, ("text", "entry"), "^(Text of the note|Name of the stage)$"))
    xdotool("key", "ctrl+a")
    xdotool("type", "--delay", "20", text)
    xdotool("key", "Return")


def open_places(application):
    button = wait("the list", lambda: find(application, BUTTON, "^Go to$"))
    wait("it to open", lambda: button.get_child_at_index(0).get_action_iface().do_action(0))


def press(application, name):
    button = wait(name, lambda: find(application, BUTTON, name))
    button.get_action_iface().do_action(0)


def check_add(application, path):
    strip = focus(application)
    xdotool("key", "Home")
    wait("the start", lambda: strip.get_value_iface().get_current_value() == 0)
    xdotool("key", "n")
    write(application, "It begins")
    wait("it to be told", lambda: find(application, "label", "^The note is in the recording$"))
    wait("the file to have it", lambda: texts(path) == ["It begins"])
    assert notes(path)[0][1] == "0.000", notes(path)
    focus(application)
    xdotool("key", "End")
    xdotool("key", "ctrl+shift+m")
    write(application, "It ends")
    wait("the file to have both", lambda: texts(path) == ["It begins", "It ends"])
    say("notes are written by keys, and are in the file")


def check_stretch(application, path):
    focus(application)
    xdotool("key", "Home", "ctrl+Right", "bracketleft", "ctrl+Right", "ctrl+Right", "bracketright")
    xdotool("key", "n")
    wait("the choice", lambda: find(application, "check box", "^About all of what the graphs show$"))
    xdotool("key", "Tab", "space")
    wait("the stretch in words", lambda: find(application, "label", "^From .* to .*$"))
    xdotool("key", "shift+Tab")
    write(application, "All of this")
    wait("the file to have it", lambda: "All of this" in texts(path))
    (begin, end), = [note[1:3] for note in notes(path) if note[4] == "All of this"]
    assert float(begin) < float(end), (begin, end)
    xdotool("key", "ctrl+z")
    wait("it to be gone", lambda: texts(path) == ["It begins", "It ends"])
    say("a note about a stretch of time, taken back")


def check_change(application, path):
    open_places(application)
    press(application, "^Change the Note$")
    write(application, "It starts")
    wait("the file to have it", lambda: texts(path) == ["It starts", "It ends"])
    open_places(application)
    press(application, "^Remove the Note$")
    wait("the file to have it no more", lambda: texts(path) == ["It ends"])
    say("notes are changed and removed in the list")


def check_undo(application, path):
    for expected in (["It starts", "It ends"], ["It begins", "It ends"], ["It begins"], []):
        xdotool("key", "ctrl+z")
        wait(f"{expected} after undo", lambda expected=expected: texts(path) == expected)
    xdotool("key", "ctrl+shift+z")
    wait("the first again", lambda: texts(path) == ["It begins"])
    say("each change is taken back, and made again")


def save_as(path):
    """In the file dialog that is open: a name that begins with a slash is a path."""
    time.sleep(1)
    xdotool("key", "ctrl+a")
    xdotool("type", "--delay", "20", path)
    xdotool("key", "Return")


def choose(application, letter):
    """On a busy machine the menu may come after the key."""
    for _ in range(10):
        xdotool("key", letter)
        end = time.monotonic() + 2
        while time.monotonic() < end:
            if find(application, BUTTON, "^Save$"):
                return
            time.sleep(0.1)
    sys.exit("not ok - no file dialog")


def check_save(application, window, path):
    copy, part, csv = f"{path}-copy.vmp", f"{path}-part.vmp", f"{path}.csv"
    focus(application)
    xdotool("key", "ctrl+shift+s")
    wait("the file dialog", lambda: find(application, BUTTON, "^Save$"))
    save_as(copy)
    wait("the copy", lambda: os.path.exists(copy) and texts(copy) == texts(path))
    # The items of menus have no names for assistive technologies: by their letters.
    for letter, to in (("g", part), ("e", csv)):
        button = wait("the menu", lambda: find(application, BUTTON, "^More of the Recording$"))
        wait("it to open", lambda button=button: button.get_child_at_index(0).get_action_iface().do_action(0))
        choose(application, letter)
        save_as(to)
        wait("the file", lambda to=to: os.path.exists(to))
    whole, less = (subprocess.run([sys.argv[2], "export", file], check=True, capture_output=True).stdout for file in (path, part))
    with open(csv, "rb") as file:
        assert file.read() == whole
    assert 0 < len(less) < len(whole), (len(less), len(whole))
    say("a copy, what the graphs show, and all samples are saved")


def main():
    print("1..5", flush=True)
    Atspi.init()
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "grown.vmp")
        record(path)
        with subprocess.Popen([sys.argv[1], "--size", "1000x700", path], env=ENVIRONMENT) as window:
            try:
                application = wait("the window", lambda: find_application(window.pid))
                wait("the recording", lambda: find(application, "label", r"^Recording of python3 \(\d+\)$"))
                check_add(application, path)
                check_stretch(application, path)
                check_change(application, path)
                check_undo(application, path)
                check_save(application, window, path)
                xdotool("key", "ctrl+q")
                assert window.wait(timeout=20) == 0
            finally:
                window.kill()


main()
