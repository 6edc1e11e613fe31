#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks the house rules of CONTRIBUTING.md that a program can check.

Usage: check_source.py CHECKOUT
"""
import pathlib
import re
import sys

MOST_LINES = 1000
MOST_HEADER_LINES = 200
MOST_FUNCTION_LINES = 80
MOST_TABLE_LINES = 150          # class_init, which is a list

TOKEN = re.compile(r"""(?P<comment>/\*.*?\*/|//[^\n]*)|(?P<string>"(?:\\.|[^"\\\n])*")|'(?:\\.|[^'\\\n])+'""", re.DOTALL)

BANNED_CALLS = {
    r"(?<![\w])(?:sprintf|vsprintf|strcpy|strcat|gets)\s*\(": "writes without a bound",
    r"\bgoto\b": "is replaced by early return and autoptr",
    r"\b(?:AdwSpinRow|adw_spin_row_\w+)": "is not in the accessibility tree",
}
SHELL_CALL = r"(?<![\w])(?:popen|system)\s*\("
UNFINISHED = re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b")
KERNEL_PATH = re.compile(r"\"/(?:proc|sys)\b")

# Where a literal /proc is meant: the one root, the stub that has no GLib, and what tables tell the user.
MAY_NAME_KERNEL_PATHS = ("src/core/kernel/vmp-proc-root.c", "src/launcher/", "src/tracker/")
TABLE_OF_SOURCES = "src/core/model/vmp-metric"
SOURCE_DESCRIPTION = re.compile(r"\.source\s*=|#define\s+\w+\s+\"/proc/PID/")

NOT_IN_CORE = {
    r"#\s*include\s*<(?:gio|gtk|gdk|adwaita|json-glib|glib-object)\b": "core uses GLib core only",
    r"\b(?:g_print|g_printerr|printf|fprintf|puts|g_message|g_warning|g_critical|g_info)\s*\(": "core neither prints nor logs",
    r"(?<!\w)(?:_|C_|ngettext|gettext)\s*\(": "core does not translate; mark with N_ ()",
    r"\bG_(?:DEFINE|DECLARE)_\w*TYPE\w*\s*\(": "core uses no GObject",
}
GLIB_CORE_ONLY = ("src/core/kernel/", "src/core/model/", "src/core/engine/", "src/core/alert/")

# What a folder must not include: the arrows of src/DESIGN.md.
ARROWS = {
    "src/core/kernel/": ("core/model/", "core/engine/", "app/", "cli/", "launcher/"),
    "src/core/model/": ("core/engine/", "app/", "cli/", "launcher/"),
    "src/core/alert/": ("core/engine/", "core/store/", "rules/", "app/", "cli/", "launcher/"),
    "src/core/": ("rules/", "app/", "cli/"),
    "src/rules/": ("core/engine/", "core/store/", "app/", "cli/", "launcher/"),
    "src/cli/": ("app/",),
    "src/app/": ("cli/",),
    "src/launcher/": ("app/", "cli/", "core/kernel/", "core/model/"),
}


def blank(text):
    """As many lines and columns, but nothing in them."""
    return re.sub(r"[^\n]", " ", text)


def without(text, kinds):
    """TEXT with its comments or strings blanked out."""
    def replace(match):
        return blank(match.group()) if any(match.groupdict().get(kind) for kind in kinds) else match.group()
    return TOKEN.sub(replace, text)


def line_of(text, position):
    return text.count("\n", 0, position) + 1


class Source:
    def __init__(self, checkout, path):
        self.name = str(path.relative_to(checkout))
        self.text = path.read_text()
        self.code = without(self.text, ("comment",))
        self.bare = without(self.text, ("comment", "string"))
        self.problems = []

    def complain(self, line, text):
        self.problems.append(f"{self.name}:{line}: {text}")

    def find(self, pattern, text, message):
        for match in re.finditer(pattern, text):
            self.complain(line_of(text, match.start()), f"{match.group().strip().rstrip('( ')} {message}")

    def check(self):
        self.check_head()
        self.check_sizes()
        for pattern, message in BANNED_CALLS.items():
            self.find(pattern, self.bare, message)
        for number, line in enumerate(self.text.splitlines(), 1):
            if UNFINISHED.search(line):
                self.complain(number, "unfinished mark")
            if line.rstrip() != line:
                self.complain(number, "white space at the end of the line")
        if self.name.startswith("src/"):
            self.find(SHELL_CALL, self.bare, "starts a shell; use an argument vector")
            self.check_kernel_paths()
            self.check_arrows()
        if self.name.startswith(GLIB_CORE_ONLY):
            for pattern, message in NOT_IN_CORE.items():
                self.find(pattern, self.bare, f"- {message}")
        return self.problems

    def check_head(self):
        lines = self.text.splitlines() + ["", ""]
        if lines[0] != "/* SPDX-License-Identifier: GPL-3.0-or-later */":
            self.complain(1, "the first line is not the SPDX line")
        if not lines[1].startswith("/* "):
            self.complain(2, "the second line does not say what the file is for")
        if self.name.endswith(".h") and "#pragma once" not in self.text:
            self.complain(3, "a header needs #pragma once")

    def check_sizes(self):
        lines = self.text.count("\n")
        most = MOST_HEADER_LINES if self.name.endswith(".h") else MOST_LINES
        if lines > most:
            self.complain(lines, f"{lines} lines, at most {most}")
        for start, length, name in self.functions():
            allowed = MOST_TABLE_LINES if name.endswith("class_init") else MOST_FUNCTION_LINES
            if length > allowed:
                self.complain(start, f"{name} has {length} lines, at most {allowed}")

    def functions(self):
        """Start, length and name of each function: a brace in the first column after a parameter list."""
        lines = self.bare.splitlines()
        start = None
        for index, line in enumerate(lines):
            if line.rstrip() == "{" and index and lines[index - 1].rstrip().endswith(")"):
                start = index
                while start and lines[start - 1].strip() and not re.match(r"\w[\w ]*\s*\(", lines[start]):
                    start -= 1
            elif line.startswith("}") and start is not None:
                name = re.match(r"\w+", lines[start])
                yield start + 1, index - start + 1, name.group() if name else "?"
                start = None

    def check_kernel_paths(self):
        if self.name.startswith(MAY_NAME_KERNEL_PATHS):
            return
        lines = self.code.splitlines()
        for match in KERNEL_PATH.finditer(self.code):
            number = line_of(self.code, match.start())
            if self.name.startswith(TABLE_OF_SOURCES) and SOURCE_DESCRIPTION.search(lines[number - 1]):
                continue
            self.complain(number, "literal kernel path; go through vmp-proc-root")

    def check_arrows(self):
        for folder, forbidden in ARROWS.items():
            if not self.name.startswith(folder):
                continue
            for match in re.finditer(r'#\s*include\s*"([^"]+)"', self.code):
                target = match.group(1)
                if target.startswith(forbidden):
                    self.complain(line_of(self.code, match.start()), f"{folder} must not include {target}")


def main():
    checkout = pathlib.Path(sys.argv[1])
    files = sorted(path for folder in ("src", "tests") for path in (checkout / folder).rglob("*.[ch]"))
    problems = [problem for path in files for problem in Source(checkout, path).check()]
    print("\n".join(problems) or f"{len(files)} files keep the house rules")
    return 1 if problems or not files else 0


if __name__ == "__main__":
    sys.exit(main())
