#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks that every language in po/LINGUAS says everything that the source says: check_translations.py CHECKOUT

To mend it: extract the messages (ninja -C BUILD vm-profiler-pot), merge them (ninja -C BUILD vm-profiler-update-po), translate.
"""

import pathlib
import re
import subprocess
import sys
import tempfile

# As meson's preset 'glib' asks for.
KEYWORDS = ["_", "N_", "C_:1c,2", "NC_:1c,2", "g_dcgettext:2", "g_dngettext:2,3", "g_dpgettext2:2c,3", "gettext", "ngettext:1,2"]


def call(*command, **options):
    return subprocess.run(command, check=True, text=True, capture_output=True, **options).stdout


def count_missing(po, pot, folder):
    """How many messages of POT the language lacks; obsolete ones do no harm."""
    merged = folder / po.name
    call("msgmerge", "--quiet", "--no-fuzzy-matching", f"--output-file={merged}", po, pot)
    left = call("msgattrib", "--untranslated", "--no-obsolete", merged)
    fuzzy = call("msgattrib", "--only-fuzzy", "--no-obsolete", merged)
    messages = re.findall(r'^msgid ("[^\n]*(?:\n"[^\n]*)*)', left + fuzzy, re.MULTILINE)
    return [text for text in ("".join(line[1:-1] for line in message.splitlines()) for message in messages) if text]


def main():
    checkout = pathlib.Path(sys.argv[1])
    complaints = 0
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        pot = folder / "all.pot"
        call("xgettext", "--from-code=UTF-8", "--add-comments", "--files-from=po/POTFILES.in", f"--output={pot}",
             *[f"--keyword={keyword}" for keyword in KEYWORDS], cwd=checkout)
        for language in (checkout / "po" / "LINGUAS").read_text().split():
            missing = count_missing(checkout / "po" / f"{language}.po", pot, folder)
            for message in missing:
                print(f"{language}: not translated: {message}")
            complaints += len(missing)
    return bool(complaints)


if __name__ == "__main__":
    sys.exit(main())
