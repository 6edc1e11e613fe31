#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A portal for tests: what it is asked it prints, one JSON object a line; what it reads it answers.

Lines that it reads: "answer RESPONSE BACKGROUND AUTOSTART" (0 0 1) for the question that is open.
"""

import json
import sys

import gi

gi.require_version("Gio", "2.0")
from gi.repository import Gio, GLib  # noqa: E402

XML = """<node><interface name="org.freedesktop.portal.Background">
<method name="RequestBackground"><arg type="s" direction="in"/><arg type="a{sv}" direction="in"/><arg type="o" direction="out"/></method>
</interface></node>"""
NAME = "org.freedesktop.portal.Desktop"
PATH = "/org/freedesktop/portal/desktop"
opened = []


def tell(**what):
    print(json.dumps(what), flush=True)


def call(_connection, sender, _path, _interface, _method, parameters, invocation):
    window, options = parameters.unpack()
    opened.append(f"{PATH}/request/{sender[1:].replace('.', '_')}/{options['handle_token']}")
    invocation.return_value(GLib.Variant("(o)", (opened[-1],)))
    tell(event="asked", window=window, options=options)


def read(_channel, _condition, connection, loop):
    line = sys.stdin.readline().split()
    if not line:
        loop.quit()
        return False
    response, background, autostart = (int(word) for word in line[1:])
    results = {"background": GLib.Variant("b", background), "autostart": GLib.Variant("b", autostart)}
    connection.emit_signal(None, opened.pop(), "org.freedesktop.portal.Request", "Response",
                           GLib.Variant("(ua{sv})", (response, results)))
    return True


def main():
    connection = Gio.bus_get_sync(Gio.BusType.SESSION, None)
    loop = GLib.MainLoop()
    connection.register_object(PATH, Gio.DBusNodeInfo.new_for_xml(XML).interfaces[0], call, None, None)
    Gio.bus_own_name_on_connection(connection, NAME, Gio.BusNameOwnerFlags.REPLACE, lambda *_: tell(event="ready"), None)
    GLib.io_add_watch(0, GLib.PRIORITY_DEFAULT, GLib.IOCondition.IN | GLib.IOCondition.HUP, read, connection, loop)
    loop.run()


main()
