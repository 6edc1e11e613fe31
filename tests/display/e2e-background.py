#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Watching without a window: from the command line as at login, after the last window, with a portal that allows it and one that does not.

Usage: e2e-background.py WINDOW     (under tools/run-gui)
"""

import configparser
import contextlib
import os
import subprocess
import sys

from desktop_services import Service
from journey_steps import Atspi, FATAL, find, find_application, say, wait

FILE = os.path.expanduser("~/.config/autostart/io.github.vmprofiler.Vmp.desktop")
BUTTON = ("button", "push button")
ROW = ("switch", "toggle button", "check box", "list item")
END_SECONDS = 60


@contextlib.contextmanager
def program(*arguments):
    with subprocess.Popen([sys.argv[1], *arguments], env=os.environ | {"G_DEBUG": FATAL}) as process:
        try:
            yield process
        finally:
            process.kill()


def press(accessible):
    accessible.get_action_iface().do_action(0)


def from_login(notifications):
    with program("--background") as process:
        shown = notifications.next("notify")
        assert shown["summary"] == "Watching goes on without a window", shown
        assert find_application(process.pid) is None
        notifications.press(shown, "Stop Watching")
        assert process.wait(END_SECONDS) == 0
    say("as at login it watches without a window, and a notification says so and ends it")


def row(application):
    return find(application, ROW, "^Watch in the Background From Login")


def toggle():
    """By its key, as the row may be out of sight."""
    subprocess.run(["xdotool", "key", "alt+w"], check=True)


def autostart(window):
    application = wait("the window", lambda: find_application(window.pid))
    wait("numbers", lambda: find(application, "toggle button", "^Resident "))
    subprocess.run(["xdotool", "key", "ctrl+comma"], check=True)
    wait("the switch", lambda: row(application))
    assert not os.path.exists(FILE)
    toggle()
    wait("the file", lambda: os.path.exists(FILE))
    file = configparser.ConfigParser(interpolation=None)
    file.optionxform = str
    file.read(FILE)
    entry = file["Desktop Entry"]
    assert entry["Exec"].endswith('vm-profiler" --background') and entry["Type"] == "Application", dict(entry)
    subprocess.run(["desktop-file-validate", FILE], check=True)
    say("watching from login is a file for the desktop")

    os.unlink(FILE)
    wait("the switch to be off", lambda: not row(application).get_state_set().contains(Atspi.StateType.CHECKED))
    toggle()
    wait("the file", lambda: os.path.exists(FILE))
    toggle()
    wait("the file to go", lambda: not os.path.exists(FILE))
    subprocess.run(["xdotool", "key", "Escape"], check=True)
    say("other programs may remove it, and so does the switch")
    return application


def refused(notifications, portal):
    with program("--size", "1000x700", str(os.getpid())) as window:
        application = autostart(window)
        press(wait("the button", lambda: find(application, BUTTON, "^Close$")))
        press(wait("the question", lambda: find(application, BUTTON, "^Go On$")))
        asked = portal.next("asked")
        assert asked["options"]["autostart"] is False and asked["options"]["reason"], asked
        assert notifications.next("notify")["summary"] == "Watching goes on without a window"
        portal.write("answer 0 0 0")
        shown = notifications.next("notify")
        assert shown["summary"] == "Nothing is watched any more", shown
        assert window.wait(END_SECONDS) == 0
    say("where the desktop does not allow it watching ends, and that is told")


def granted(notifications, portal):
    with program("--background") as process:
        portal.next("asked")
        shown = notifications.next("notify")
        portal.write("answer 0 1 0")
        subprocess.run([sys.argv[1], str(os.getpid())], check=True, timeout=END_SECONDS, env=os.environ | {"G_DEBUG": FATAL})
        wait("the window", lambda: find_application(process.pid))
        assert notifications.next("close")["id"] == shown["id"]
    say("where it does watching goes on, until there is a window again")


def main():
    print("1..5", flush=True)
    Atspi.init()
    notifications = Service("notifications.py")
    from_login(notifications)
    portal = Service("portal.py")
    try:
        refused(notifications, portal)
        granted(notifications, portal)
    finally:
        portal.kill()
        notifications.kill()


main()
