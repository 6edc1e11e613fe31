#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A notification service for tests: what it is asked to show it prints, one JSON object a line; what it reads it does.

Lines that it reads: "press ID ACTION" (a button is clicked).
"""

import json
import sys
import time

import gi

gi.require_version("Gio", "2.0")
from gi.repository import Gio, GLib  # noqa: E402

XML = """<node><interface name="org.freedesktop.Notifications">
<method name="GetCapabilities"><arg type="as" direction="out"/></method>
<method name="GetServerInformation"><arg type="s" direction="out"/><arg type="s" direction="out"/><arg type="s" direction="out"/>
<arg type="s" direction="out"/></method>
<method name="Notify"><arg type="s" direction="in"/><arg type="u" direction="in"/><arg type="s" direction="in"/><arg type="s" direction="in"/>
<arg type="s" direction="in"/><arg type="as" direction="in"/><arg type="a{sv}" direction="in"/><arg type="i" direction="in"/>
<arg type="u" direction="out"/></method>
<method name="CloseNotification"><arg type="u" direction="in"/></method>
<signal name="ActionInvoked"><arg type="u"/><arg type="s"/></signal>
<signal name="NotificationClosed"><arg type="u"/><arg type="u"/></signal>
</interface></node>"""
PATH = "/org/freedesktop/Notifications"
NAME = "org.freedesktop.Notifications"


def tell(**what):
    print(json.dumps(what | {"time": time.clock_gettime(time.CLOCK_BOOTTIME)}), flush=True)


def call(connection, _sender, _path, _interface, method, parameters, invocation):
    args = parameters.unpack()
    if method == "Notify":
        app, replaces, icon, summary, body, actions, hints, timeout = args
        number = replaces or call.next
        call.next += 1
        tell(event="notify", id=number, app=app, replaces=replaces, icon=icon, summary=summary, body=body, actions=actions,
             hints={key: value for key, value in hints.items() if isinstance(value, (str, int, bool))}, timeout=timeout)
        invocation.return_value(GLib.Variant("(u)", (number,)))
    elif method == "CloseNotification":
        tell(event="close", id=args[0])
        connection.emit_signal(None, PATH, NAME, "NotificationClosed", GLib.Variant("(uu)", (args[0], 3)))
        invocation.return_value(None)
    elif method == "GetCapabilities":
        invocation.return_value(GLib.Variant("(as)", (["actions", "body", "body-markup"],)))
    else:
        invocation.return_value(GLib.Variant("(ssss)", ("mock", "test", "1", "1.2")))


call.next = 1


def read(_channel, _condition, connection, loop):
    line = sys.stdin.readline().split()
    if not line:
        loop.quit()
        return False
    connection.emit_signal(None, PATH, NAME, "ActionInvoked", GLib.Variant("(us)", (int(line[1]), line[2])))
    return True


def main():
    connection = Gio.bus_get_sync(Gio.BusType.SESSION, None)
    loop = GLib.MainLoop()
    connection.register_object(PATH, Gio.DBusNodeInfo.new_for_xml(XML).interfaces[0], call, None, None)
    Gio.bus_own_name_on_connection(connection, NAME, Gio.BusNameOwnerFlags.REPLACE, lambda *_: tell(event="ready"), None)
    GLib.io_add_watch(0, GLib.PRIORITY_DEFAULT, GLib.IOCondition.IN | GLib.IOCondition.HUP, read, connection, loop)
    loop.run()


main()
