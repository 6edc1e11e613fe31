#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Alerts from end to end: a rule is made in the editor, a real process breaks it, a notification comes, and is answered.

Usage: e2e-alerts.py WINDOW     (under tools/run-gui)
"""

import json
import os
import subprocess
import sys
import time

from desktop_services import Service
from journey_steps import Atspi, FATAL, find, find_application, focused, say, wait

RULES = os.path.expanduser("~/.config/vm-profiler/alert-rules.json")
# Grows when it is told to, says when it has grown, and gives it back.
CHILD = """import sys, time
for line in sys.stdin:
    if line.startswith('grow'):
        memory = bytearray(b'x') * (160 << 20)
    else:
        memory = None
    print(time.clock_gettime(time.CLOCK_BOOTTIME), flush=True)
"""


def press(accessible):
    accessible.get_action_iface().do_action(0)


def write(application, name, text):
    entry = wait(f"the entry {name}", lambda: find(application, ("text", "entry"), name))
    entry.get_editable_text_iface().set_text_contents(text)


def tell(child, word):
    child.stdin.write(word + "\n")
    child.stdin.flush()
    return float(child.stdout.readline())


def rules():
    try:
        with open(RULES, encoding="utf-8") as file:
            return {rule["id"]: rule for rule in json.load(file)["rules"]}
    except (OSError, ValueError):
        return {}


def make_rule(application):
    press(wait("the button that adds a rule", lambda: find(application, ("button", "push button"), "^Add a Rule$")))
    write(application, "^Name$", "Too big")
    write(application, "^What it means", "Look <b>here</b> & there")
    write(application, "^Limit", "100 MiB")
    write(application, "^At most once in", "0s")
    wait("the preview", lambda: find(application, "label", "^Would not have fired"))
    press(find(application, ("button", "push button"), "^Save$"))
    wait("the file of rules", lambda: "too-big" in rules())


def check_keys(application):
    for _ in range(60):
        subprocess.run(["xdotool", "key", "Tab"], check=True)
        time.sleep(0.1)
        current = focused(application)
        if current is not None and current.get_role_name() == "list item" and current.get_name().startswith("Too big"):
            break
    else:
        raise AssertionError("Tab never comes to the rule")
    subprocess.run(["xdotool", "key", "Return"], check=True)
    wait("the editor", lambda: find(application, ("text", "entry"), "^Limit"))
    subprocess.run(["xdotool", "key", "Escape"], check=True)
    wait("the editor to go", lambda: not find(application, ("text", "entry"), "^Limit"))
    say("Return opens the rule that has the focus, and no other process")


def check_notification(shown, child):
    assert shown["summary"] == f"python3 ({child.pid}): Too big", shown
    assert shown["body"].startswith("Now 1") and "told when it is more than 100 MiB" in shown["body"], shown
    # What a daemon could take for markup is not there.
    assert "‹b›here‹/b›" in shown["body"] and "<" not in shown["body"] and "&" not in shown["body"], shown
    labels = dict(zip(shown["actions"][0::2], shown["actions"][1::2]))
    assert "default" in labels and {"Show Process", "Save Last Minutes", "Mute for an Hour"} <= set(labels.values()), shown
    assert shown["hints"].get("urgency") == 1, shown


def journey(window, child, service):
    application = wait("the window", lambda: find_application(window.pid))
    wait("the ready-made rules", lambda: find(application, ("switch", "toggle button", "check box"), "about to run out of memory"))
    say("the ready-made rules are there")

    make_rule(application)
    rule = rules()["too-big"]
    assert rule["scope"]["pid"] == child.pid and rule["when"][0]["metric"] == "rss", rule
    assert rules()["grows-fast"].get("enabled", True) and not rules()["swap-nearly-full"]["enabled"], rules()
    say("a rule is made in the editor and saved, and the ready-made ones stay")

    check_keys(application)

    grown = tell(child, "grow")
    shown = service.next("notify")
    check_notification(shown, child)
    print(f"# {(shown['time'] - grown) * 1000:.0f} ms from the threshold to the notification", flush=True)
    assert shown["time"] - grown < 3, (shown, grown)
    say("a process that breaks it is told by a notification, with exact words and without markup")

    wait("the history", lambda: find(application, ("button", "push button"), "^Acknowledge$"))
    tell(child, "shrink")
    assert service.next("close")["id"] == shown["id"]
    say("the notification is withdrawn when it is over")

    press(wait("the button", lambda: find(application, ("button", "push button"), "^Acknowledge$")))
    wait("it to be acknowledged", lambda: not find(application, ("button", "push button"), "^Acknowledge$"))
    tell(child, "grow")
    shown = service.next("notify")
    check_notification(shown, child)
    wait("another alert", lambda: find(application, ("button", "push button"), "^Acknowledge$"))
    service.press(shown, "Mute for an Hour")
    wait("it to be acknowledged", lambda: not find(application, ("button", "push button"), "^Acknowledge$"))
    say("alerts are acknowledged in the page, and the button of the notification mutes")

    tell(child, "shrink")
    wait("it to be over", lambda: find(application, "label", "is over$"))
    time.sleep(1.5)
    tell(child, "grow")
    time.sleep(3)
    while not service.events.empty():
        assert service.events.get()["event"] != "notify", "muted, but told"
    say("what is muted is not told again")

    press(find(application, ("button", "push button"), "^Show in the Graphs$"))
    wait("the graphs", lambda: find(application, "toggle button", "^Resident "))
    say("the history leads to the graphs of that time")

    press(find(application, ("button", "push button"), "^Close$"))
    press(wait("the question", lambda: find(application, ("button", "push button"), "^Go On$")))
    shown = service.next("notify")
    assert shown["summary"] == "Watching goes on without a window", shown
    time.sleep(1)
    assert window.poll() is None
    service.press(shown, "Stop Watching")
    assert window.wait(10) == 0
    say("watching goes on without a window, which a notification says and ends")

    with open(os.path.expanduser("~/.local/state/vm-profiler/alert-history.json"), encoding="utf-8") as file:
        alerts = json.load(file)["alerts"]
    assert len(alerts) == 2 and all(alert["rule"] == "too-big" and alert["acknowledged"] for alert in alerts), alerts
    assert all(alert["stage"] == "resolved" for alert in alerts), alerts
    say("the history outlives the window")


def main():
    print("1..10", flush=True)
    Atspi.init()
    service = Service("notifications.py")
    with subprocess.Popen([sys.executable, "-c", CHILD], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        command = [sys.argv[1], "--size", "1200x800", "--page", "alerts", str(child.pid)]
        with subprocess.Popen(command, env=os.environ | {"G_DEBUG": FATAL}) as window:
            try:
                journey(window, child, service)
            finally:
                window.kill()
                child.kill()
                service.kill()


main()
