#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks the flatpak manifest offline: its syntax, its keys, and that it speaks of this project: check_flatpak.py CHECKOUT

flatpak-builder takes an unknown key for a warning, so a misspelt one would be lost without a word.
"""

import json
import pathlib
import sys

KEYS = {"id", "runtime", "runtime-version", "sdk", "command", "finish-args", "cleanup", "modules"}
MODULE_KEYS = {"name", "buildsystem", "config-opts", "sources"}
SOURCE_KEYS = {"type", "path", "skip"}
# What would give the sandbox more than a window needs.
TOO_MUCH = ("--filesystem=host", "--device=all", "--socket=session-bus", "--socket=system-bus", "--share=network",
            "--talk-name=org.freedesktop.Flatpak")


def complain_of_keys(where, found, known):
    return [f"{where}: unknown key '{key}'" for key in sorted(set(found) - known)]


def check(checkout):
    path = next((checkout / "flatpak").glob("*.json"))
    try:
        manifest = json.loads(path.read_text())
    except json.JSONDecodeError as error:
        return [f"{path.name}: {error}"]
    complaints = complain_of_keys(path.name, manifest, KEYS)
    if path.stem != manifest.get("id") or not (checkout / "data" / f"{path.stem}.desktop.in").exists():
        complaints.append(f"{path.name}: the id is not that of the file and of the desktop file")
    if f"executable('{manifest.get('command')}'" not in (checkout / "src/app/meson.build").read_text():
        complaints.append(f"{path.name}: no program '{manifest.get('command')}' is built")
    complaints += [f"{path.name}: {argument} is more than a window needs"
                   for argument in manifest.get("finish-args", []) if argument.startswith(TOO_MUCH)]
    options = (checkout / "meson.options").read_text()
    for module in manifest.get("modules", []):
        complaints += complain_of_keys(module.get("name", "a module"), module, MODULE_KEYS)
        for option in module.get("config-opts", []):
            if f"'{option.removeprefix('-D').split('=')[0]}'" not in options:
                complaints.append(f"{module['name']}: there is no option {option}")
        for source in module.get("sources", []):
            complaints += complain_of_keys(module["name"], source, SOURCE_KEYS)
            if not (path.parent / source.get("path", "")).is_dir():
                complaints.append(f"{module['name']}: no folder {source.get('path')}")
    return complaints


def main():
    complaints = check(pathlib.Path(sys.argv[1]))
    print(*complaints, sep="\n", end="\n" if complaints else "")
    return bool(complaints)


if __name__ == "__main__":
    sys.exit(main())
