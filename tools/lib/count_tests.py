#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Adds up the cases of meson test logs. Usage: count_tests.py FAILED_BUILDS LOG.json...

A program that speaks TAP counts once a case, any other once. The status is 1 when a case failed, a program
ended badly, or nothing ran at all.
"""
import json
import re
import sys

# GLib indents the cases of a subtest and then sums them up; only the innermost lines are cases.
CASE = re.compile(r"^(?P<indent>\s*)(?P<verdict>ok|not ok)\b(?P<rest>.*)$")
FAILED = {"FAIL", "TIMEOUT", "INTERRUPT", "ERROR", "UNEXPECTEDPASS"}


def tap_cases(output):
    """The verdict of each case, leaving out the line that closes a group of deeper ones."""
    verdicts = []
    deeper = False
    for line in output.splitlines():
        case = CASE.match(line)
        if not case:
            continue
        if case["indent"]:
            deeper = True
        elif deeper:
            deeper = False
            continue
        if re.search(r"#\s*skip", case["rest"], re.IGNORECASE):
            verdicts.append("skipped")
        elif case["verdict"] == "ok" or re.search(r"#\s*todo", case["rest"], re.IGNORECASE):
            verdicts.append("passed")
        else:
            verdicts.append("failed")
    return verdicts


def verdicts_of(test):
    verdicts = tap_cases(test.get("stdout") or "")
    if test["result"] in FAILED and "failed" not in verdicts:
        verdicts.append("failed")
    if not verdicts:
        verdicts.append("skipped" if test["result"] in ("SKIP", "IGNORED") else "passed")
    return verdicts


def main():
    count = {"passed": 0, "failed": int(sys.argv[1]), "skipped": 0}
    missing = False
    for log in sys.argv[2:]:
        try:
            with open(log, encoding="utf-8") as lines:
                for line in lines:
                    for verdict in verdicts_of(json.loads(line)):
                        count[verdict] += 1
        except OSError as error:
            print(f"count_tests: {error}", file=sys.stderr)
            missing = True
    print(", ".join(f"{count[name]} {name}" for name in ("passed", "failed", "skipped")))
    return 1 if count["failed"] or missing or not count["passed"] else 0


if __name__ == "__main__":
    sys.exit(main())
