#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A user launches programs by typing: reads their output, finds in it, stops them, and sees what they used.

Usage: e2e-launch.py WINDOW LAUNCH-TARGET     (under tools/run-gui)
"""

import os
import re
import subprocess
import sys

from journey_steps import Atspi, FATAL, find, find_application, say, wait


def xdotool(*arguments):
    subprocess.run(["xdotool", *map(str, arguments)], check=True)


def output_text(application):
    view = find(application, "text", "^Output of the program$")
    if view is None:
        return ""
    return Atspi.Text.get_text(view, 0, Atspi.Text.get_character_count(view))


def launch(application, command):
    """Opens the dialog by its key and types over what is there."""
    xdotool("key", "ctrl+l")
    wait("the dialog", lambda: find(application, ("label", "heading"), "^Launch a Command$"))
    wait("the entry", lambda: find(application, ("text", "entry"), "^Command$"))
    xdotool("key", "ctrl+a")
    xdotool("type", command)
    return wait("the words", lambda: find(application, "label", "^The command is "))


def check_dialog(application):
    launch(application, "ls | wc")
    wait("advice on the shell", lambda: find(application, "label", "^No shell here: “\\|”"))
    xdotool("key", "ctrl+a")
    xdotool("type", "echo 'a")
    wait("a word on the quote", lambda: find(application, "label", "^A quote is opened"))
    xdotool("key", "ctrl+a")
    xdotool("type", "no-such-program-here")
    wait("a word on the program", lambda: find(application, "label", "^There is no program"))
    say("the dialog says what is wrong with a command")
    xdotool("key", "Escape")
    wait("it to close", lambda: not find(application, "label", "^There is no program"))


def check_output(application):
    launch(application, "sh -c 'echo needle one; echo oops >&2; sleep 600'")
    xdotool("key", "Return")
    wait("its output", lambda: re.search("^needle one$", output_text(application), re.M))
    wait("its errors", lambda: re.search("^! oops$", output_text(application), re.M))
    say("a typed command runs, and its two streams are told apart")

    view = find(application, "text", "^Output of the program$")
    box = view.get_component_iface().get_extents(Atspi.CoordType.WINDOW)
    xdotool("mousemove", box.x + box.width // 2, box.y + 40, "click", 1, "key", "ctrl+f")
    wait("the search", lambda: find(application, ("text", "entry"), "^Find in the output$"))
    xdotool("type", "NEEDLE")
    wait("the match", lambda: find(application, "label", "^1 match$"))
    xdotool("key", "Return")
    wait("its number", lambda: find(application, "label", "^1 of 1$"))
    xdotool("key", "Escape")
    say("the output is searched")

    find(application, "button", "^Stop$").get_action_iface().do_action(0)
    wait("its end", lambda: find(application, "label", r"^Ended by signal 15 \(Terminated\)"))
    say("Stop ends it, and how it ended is told")


def check_usage(application, target):
    """What it used is what time says, within what differs from run to run."""
    command = [target, "touch", "32"]
    told = subprocess.run(["/usr/bin/time", "-f", "%M %R", *command], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                          stderr=subprocess.PIPE, text=True, check=True).stderr.split()
    launch(application, " ".join(command))
    xdotool("key", "Return")
    wait("its end", lambda: find(application, "label", "^Ended well, with exit status 0"))
    faults = wait("the faults", lambda: find(application, "list item", "^Minor page faults"))
    values = [name for name in labels(faults) if re.fullmatch(r"[\d,]+", name)]
    assert abs(int(values[0].replace(",", "")) - int(told[1])) < 60, (values, told)
    say("the page faults are those that time counts")


def labels(root):
    for index in range(root.get_child_count()):
        child = root.get_child_at_index(index)
        if child is not None:
            yield child.get_name()
            yield from labels(child)


def journey(window, target):
    application = wait("the window", lambda: find_application(window.pid))
    check_dialog(application)
    check_output(application)
    check_usage(application, target)
    check_quit(application, window)


def check_quit(application, window):
    launch(application, "sleep 600")
    xdotool("key", "Return")
    wait("it to run", lambda: find(application, "label", "^Process [0-9]+, running"))
    xdotool("key", "ctrl+q")
    wait("the question", lambda: find(application, ("label", "heading"), "^Stop What Was Launched"))
    xdotool("key", "Escape")
    wait("it to go", lambda: not find(application, ("label", "heading"), "^Stop What Was Launched"))
    find(application, "label", "^Process [0-9]+, running")
    xdotool("key", "ctrl+q")
    button = wait("the question again", lambda: find(application, "button", "^Stop It$"))
    button.get_action_iface().do_action(0)
    assert window.wait(timeout=20) == 0
    say("quitting asks about what was launched")


def narrow_journey(window):
    """On a narrow window, where the list of processes is under the dialog and would like the keys."""
    application = wait("the window", lambda: find_application(window.pid))
    launch(application, "echo narrow")
    xdotool("key", "Return")
    wait("its output", lambda: re.search("^narrow$", output_text(application), re.M))
    say("on a narrow window the dialog has the keys")


def with_window(size, function):
    with subprocess.Popen([sys.argv[1], "--size", size], env=os.environ | {"G_DEBUG": FATAL}) as window:
        try:
            function(window)
        finally:
            window.kill()


def main():
    print("1..7", flush=True)
    Atspi.init()
    with_window("380x700", narrow_journey)
    with_window("1000x700", lambda window: journey(window, sys.argv[2]))


main()
