#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A user records: by key what a tab shows, by the launch dialog what he launches; stops, saves, and reads it back.

Usage: e2e-session.py WINDOW LAUNCH-TARGET VMP     (under tools/run-gui)
"""

import glob
import json
import os
import re
import signal
import stat
import subprocess
import sys
import tempfile
import time

from journey_steps import Atspi, FATAL, find, find_application, focused, say, wait

FOLDER = os.path.join(os.environ.get("XDG_DATA_HOME") or os.path.expanduser("~/.local/share"), "vm-profiler", "recordings")


def xdotool(*arguments):
    subprocess.run(["xdotool", *map(str, arguments)], check=True)


def recordings():
    return set(glob.glob(os.path.join(FOLDER, "*.vmp")))


def vmp(*arguments):
    return subprocess.run([sys.argv[3], *arguments], check=True, capture_output=True, text=True).stdout


def launch(application, command):
    """Opens the dialog by its key and types over what is there."""
    xdotool("key", "ctrl+l")
    wait("the dialog", lambda: find(application, ("label", "heading"), "^Launch a Command$"))
    wait("the entry", lambda: find(application, ("text", "entry"), "^Command$"))
    xdotool("key", "ctrl+a")
    xdotool("type", command)
    wait("the words", lambda: find(application, "label", "^The command is "))


def press(application, name):
    wait(name, lambda: find(application, ("button", "push button"), name)).get_action_iface().do_action(0)


def focus_row(application, name):
    """Moves through the dialog by the tab key, as far as it takes."""
    for _ in range(40):
        row = focused(application)
        if row is not None and re.search(name, row.get_name()):
            return
        xdotool("key", "Tab")
        time.sleep(0.1)
    at = row.get_name() if row is not None else "nothing"
    sys.exit(f"not ok - the tab key does not get to {name}, but to {at}")


def new_recording(before):
    return wait("a recording", lambda: recordings() - before).pop()


def check_record(application):
    before = recordings()
    launch(application, f"sh -c '{sys.argv[3]} mark loading; sleep 600'")
    xdotool("key", "Return")
    wait("it to run", lambda: find(application, "label", "^Process [0-9]+, running"))
    xdotool("key", "ctrl+r")
    wait("the bar", lambda: find(application, "label", r"^Recording sh \([0-9]+\)$"))
    path = new_recording(before)
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600, path
    assert stat.S_IMODE(os.stat(FOLDER).st_mode) == 0o700
    wait("samples", lambda: find(application, "label", "^[3-9] samples$"))
    check_stages(application)
    check_timeline(application)
    xdotool("key", "ctrl+r")
    wait("it to be saved", lambda: find(application, "label", "^Saved as “.*vmp”$"))
    report = json.loads(vmp("report", "--format", "json", path))
    assert report["finished"], report
    assert report["process"]["name"] == "sh", report["process"]
    assert [stage["name"] for stage in report["stages"]] == ["loading", "the query", "Stage 3"]
    say("what a tab shows is recorded by a key, to a file of the user's own")
    press(application, "^Stop$")
    wait("its end", lambda: find(application, "label", "^Ended by signal 15"))
    check_report(application, report)
    check_reopen(application, report)


def check_report(application, expected):
    """From the bar of what was just saved, in the form that its name says."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "report.json")
        press(application, "^Report…$")
        wait("the dialog", lambda: find(application, ("dialog", "file chooser", "window", "frame"), "^Save a Report$"))
        wait("its entry", lambda: find(application, ("text", "entry"), "(?i)name"))
        xdotool("key", "ctrl+a")
        xdotool("type", path)
        xdotool("key", "Return")
        wait("it to be told", lambda: find(application, "label", "^Saved as “report.json”$"))
        with open(path, encoding="utf-8") as file:
            report = json.load(file)
    assert report["stages"] == expected["stages"] and report["process"] == expected["process"], report
    say("the report from the window is that of the command line")


def check_reopen(application, expected):
    """What was saved is opened from the bar, scrubbed by pointer and keys, and its stages are compared, with the figures of the report."""
    press(application, "^Open$")
    wait("the recording", lambda: find(application, "label", r"^Recording of sh \(\d+\)$"))
    strip = wait("the strip", lambda: find(application, "slider", "^Time in the recording$"))
    box = strip.get_component_iface().get_extents(Atspi.CoordType.WINDOW)
    xdotool("mousemove", box.x + box.width // 2, box.y + box.height // 2, "click", 1)
    wait("the middle", lambda: strip.get_value_iface().get_current_value() > 0)
    xdotool("key", "Home")
    wait("its start", lambda: strip.get_value_iface().get_current_value() == 0)
    xdotool("key", "End")
    wait("its end", lambda: strip.get_value_iface().get_current_value() > 0)
    press(application, "^Compare…$")
    for letter, stage in zip("AB", expected["stages"]):
        name = re.escape(stage["name"])
        wait(f"stage {letter}", lambda: find(application, "label", f"^{letter}: {name}, from .* on, .* long$"))
    wait("the figures", lambda: find(application, ("column header", "button", "label"), "^Difference of Growth$"))
    xdotool("key", "ctrl+w")
    wait("its tab to be closed", lambda: not find(application, "label", r"^Recording of sh \(\d+\)$"))
    say("a saved session is opened, scrubbed and compared")


def mark(application, name):
    xdotool("key", "ctrl+m")
    wait("the popover", lambda: find(application, "label", "^A stage begins now"))
    wait("the entry", lambda: focused(application).get_name() == "Name of the stage")
    if name:
        xdotool("type", name)
    xdotool("key", "Return")


def check_stages(application):
    """By key, with a name and without; the program itself marked the first."""
    mark(application, "the query")
    wait("it to be told", lambda: find(application, "label", "^Stage “the query” begins$"))
    mark(application, "")
    wait("it to be told", lambda: find(application, "label", "^Stage “Stage 3” begins$"))
    say("stages are named by key, and by the program")


def check_end(application):
    """A recorded process that ends is saved with the usage that the kernel counted."""
    before = recordings()
    launch(application, f"{sys.argv[2]} touch 32")
    focus_row(application, "^Record This Run")
    xdotool("key", "space")
    wait("its file", lambda: find(application, ("text", "entry"), "^File "))
    press(application, "^Launch$")
    wait("its end", lambda: find(application, "label", "^Ended well, with exit status 0"))
    wait("it to be saved", lambda: find(application, "label", "^Saved as “launch-target .*vmp”$"))
    path = new_recording(before)
    report = json.loads(vmp("report", "--format", "json", path))
    assert report["process"]["status"] == 0, report["process"]
    assert report["process"]["usage"]["minor_faults"] > 8000, report["process"]
    say("a launched run is recorded from its first instruction to its exact end")


def journey(window):
    application = wait("the window", lambda: find_application(window.pid))
    check_end(application)
    check_flight(application)
    check_quit(application, window)


def whole_journey(window):
    """Launch, mark, stop, save, report, reopen, scrub, compare."""
    check_record(wait("the window", lambda: find_application(window.pid)))


def check_flight(application):
    """Killed outright, and nobody had recorded it."""
    before = recordings()
    launch(application, "sh -c 'sleep 600'")
    focus_row(application, "^Record This Run")
    xdotool("key", "space", "ctrl+Return")
    wait("it to run", lambda: find(application, "label", "^Process [0-9]+, running"))
    time.sleep(2.5)
    press(application, "^Kill$")
    wait("the offer", lambda: find(application, "label", r"^sh was ended by signal 9 \(Killed\)"))
    press(application, "^Save Them$")
    path = new_recording(before)
    wait("it to be told", lambda: find(application, "label", "^Saved as “sh .*vmp”$"))
    report = json.loads(vmp("report", "--format", "json", path))
    assert report["finished"] and report["process"]["name"] == "sh", report["process"]
    assert report["process"]["metrics"]["rss"]["values"] >= 2, report["process"]["metrics"]["rss"]
    say("the last minutes of a program that was killed are saved after the fact")


def check_timeline(application):
    """The table says what the report says of the same stages."""
    press_tab(application, "^Timeline$")
    wait("the stages", lambda: find(application, ("label", "table cell"), "^the query$"))
    wait("the growth", lambda: find(application, ("column header", "button", "label"), "^Growth$"))
    find(application, "toggle button", "^Compare$").get_action_iface().do_action(0)
    wait("the comparison", lambda: find(application, "label", "^Resident memory, A and B"))
    wait("a difference", lambda: find(application, ("column header", "button", "label"), "^Difference of Growth$"))
    say("the Timeline page has the stages in a table, and compares them")
    find(application, "toggle button", "^Compare$").get_action_iface().do_action(0)
    press_tab(application, "^Output$")


def press_tab(application, name):
    wait(name, lambda: find(application, ("page tab", "radio button", "toggle button"), name)).get_action_iface().do_action(0)


def check_quit(application, window):
    before = recordings()
    launch(application, "sleep 600")
    focus_row(application, "^Record This Run")
    xdotool("key", "space", "ctrl+Return")
    wait("the bar", lambda: find(application, "label", r"^Recording sleep \([0-9]+\)$"))
    path = new_recording(before)
    xdotool("key", "ctrl+q")
    press(application, "^Stop It$")
    assert window.wait(timeout=20) == 0
    assert json.loads(vmp("report", "--format", "json", path))["finished"]
    say("quitting makes a whole file of what is being recorded")


def killed_journey(window, target):
    application = wait("the window", lambda: find_application(window.pid))
    before = recordings()
    wait("the process", lambda: find(application, "label", f"Process {target} of"))
    xdotool("key", "ctrl+r")
    wait("samples", lambda: find(application, "label", "^[4-9] samples$"))
    path = new_recording(before)
    time.sleep(1)
    window.send_signal(signal.SIGKILL)
    window.wait()
    report = json.loads(vmp("report", "--format", "json", path))
    assert not report["finished"]
    assert report["process"]["pid"] == target, report["process"]
    say("a window that is killed leaves what it had recorded")


def with_window(arguments, function):
    with subprocess.Popen([sys.argv[1], *arguments], env=os.environ | {"G_DEBUG": FATAL}) as window:
        try:
            function(window)
        finally:
            window.kill()


def main():
    print("1..9", flush=True)
    Atspi.init()
    with_window(["--size", "1000x700"], whole_journey)
    with_window(["--size", "1000x700"], journey)
    with subprocess.Popen(["sleep", "600"]) as sleeper:
        try:
            with_window(["--size", "1000x700", str(sleeper.pid)], lambda window: killed_journey(window, sleeper.pid))
        finally:
            sleeper.kill()


main()
