#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Prints the text that lies on the clipboard, as another program than the one that put it there sees it."""

import sys

import gi

gi.require_version("Gdk", "4.0")
gi.require_version("Gtk", "4.0")
from gi.repository import Gdk, GLib, Gtk  # noqa: E402


def main():
    Gtk.init()
    loop = GLib.MainLoop()
    texts = []

    def done(clipboard, result):
        try:
            texts.append(clipboard.read_text_finish(result))
        except GLib.Error:
            pass
        loop.quit()

    Gdk.Display.get_default().get_clipboard().read_text_async(None, done)
    GLib.timeout_add_seconds(5, loop.quit)
    loop.run()
    if not texts:
        sys.exit(1)
    sys.stdout.write(texts[0] or "")


main()
