# SPDX-License-Identifier: GPL-3.0-or-later
"""What the journeys through the real window share: waiting, finding by accessibility, and telling the steps as TAP."""

import os
import re
import sys
import time

# The window has to do without warnings; the accessibility client here warns about windows that come and go.
FATAL = os.environ.pop("G_DEBUG", "")

import gi  # noqa: E402

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

LIMIT_SECONDS = 20


def wait(what, function):
    """What FUNCTION gives once it gives something; the tree changes under us, so errors just mean: not yet."""
    end = time.monotonic() + LIMIT_SECONDS
    while time.monotonic() < end:
        try:
            result = function()
            if result:
                return result
        except GLib.Error:
            pass
        time.sleep(0.03)
    sys.exit(f"not ok - waited {LIMIT_SECONDS} s for {what}")


def find(root, roles, pattern):
    """The first accessible below ROOT of that role (or of one of these) whose name matches, or None."""
    roles = (roles,) if isinstance(roles, str) else roles
    for index in range(root.get_child_count()):
        child = root.get_child_at_index(index)
        if child is None:
            continue
        if child.get_role_name() in roles and re.search(pattern, child.get_name()):
            return child
        found = find(child, roles, pattern)
        if found is not None:
            return found
    return None


def find_application(pid):
    desktop = Atspi.get_desktop(0)
    for index in range(desktop.get_child_count()):
        child = desktop.get_child_at_index(index)
        if child is not None and child.get_process_id() == pid and child.get_child_count() > 0:
            return child
    return None


# What a user operates; the rest is focusable only for screen readers.
OPERATED = ("button", "push button", "toggle button", "radio button", "check box", "combo box", "spin button", "text", "entry",
            "slider", "switch", "menu item", "list item", "page tab", "image", "tree item", "table row")


def nameless(root):
    """What can have the focus, and says nothing to a screen reader."""
    for index in range(root.get_child_count()):
        child = root.get_child_at_index(index)
        if child is None:
            continue
        states = child.get_state_set()
        wanted = states.contains(Atspi.StateType.FOCUSABLE) and states.contains(Atspi.StateType.SHOWING)
        if wanted and not child.get_name() and child.get_role_name() in OPERATED:
            # A row without a name of its own is told by the label in it.
            if child.get_role_name() != "list item" or find(child, "label", ".") is None:
                yield f"{child.get_role_name()} in {root.get_role_name()} {root.get_name()!r}"
        yield from nameless(child)


def focused(root):
    """The accessible that has the focus, or None."""
    for index in range(root.get_child_count()):
        child = root.get_child_at_index(index)
        if child is None:
            continue
        if child.get_state_set().contains(Atspi.StateType.FOCUSED):
            return child
        found = focused(child)
        if found is not None:
            return found
    return None


def say(step):
    say.n += 1
    print(f"ok {say.n} - {step}", flush=True)


say.n = 0
