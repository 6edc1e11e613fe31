#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks that po/POTFILES.in lists every file with translatable text, sorted, and no other.

Usage: check_potfiles.py [--write] CHECKOUT
"""
import pathlib
import re
import sys

from check_source import without

MARKS = {
    ".c": re.compile(r"\b(?:N?C?_|ngettext|g_dngettext|dgettext)\s*\("),
    ".h": re.compile(r"\b(?:N?C?_|ngettext)\s*\("),
    ".ui": re.compile(r'translatable="(?:yes|true|1)"'),
}


def translatable(path):
    text = path.read_text()
    if path.name.endswith(".gschema.xml"):
        return "<summary" in text
    if path.name.endswith((".desktop.in", ".metainfo.xml.in")):
        return True
    if path.suffix in (".c", ".h"):
        text = without(text, ("comment",))
    mark = MARKS.get(path.suffix)
    return mark is not None and any(
        mark.search(line) and not line.startswith("#define") for line in text.splitlines())


def main():
    write = sys.argv[1] == "--write"
    checkout = pathlib.Path(sys.argv[-1])
    listing = checkout / "po" / "POTFILES.in"
    lines = listing.read_text().splitlines()
    comments = [line for line in lines if line.startswith("#")]
    listed = [line for line in lines if line and not line.startswith("#")]
    wanted = sorted(
        str(path.relative_to(checkout))
        for folder in ("data", "src", "ui")
        for path in (checkout / folder).rglob("*")
        if path.suffix in (".c", ".h", ".ui", ".in", ".xml") and translatable(path))
    if write:
        listing.write_text("\n".join(comments + wanted) + "\n")
        return 0
    for name in sorted(set(wanted) - set(listed)):
        print(f"po/POTFILES.in lacks {name}")
    for name in sorted(set(listed) - set(wanted)):
        print(f"po/POTFILES.in lists {name}, which has no translatable text or is gone")
    if listed != wanted:
        print("mend it with: tests/checks/check_potfiles.py --write .")
        return 1
    print(f"{len(wanted)} files listed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
