#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Shows an empty window, titled as its argument says, until it is killed: somebody else's window for the journeys."""

import sys

import gi

gi.require_version("Gtk", "4.0")
from gi.repository import GLib, Gtk  # noqa: E402


def main():
    Gtk.init()
    Gtk.Window(title=sys.argv[1], default_width=150, default_height=100).present()
    GLib.MainLoop().run()


main()
