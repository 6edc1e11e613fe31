#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures the Map page of the whole window on a process with many mappings: until the map is on screen, and processor time while it refreshes.

Usage, from the checkout:

    tools/shell tools/run-gui 1200x800 tests/bench/bench-map-window.py BUILD [--mappings N] [--seconds S]
"""

import argparse
import importlib.util
import os
import subprocess
import sys
import time

SPEC = importlib.util.spec_from_file_location("bench_window", os.path.join(os.path.dirname(__file__), "bench-window.py"))
WINDOW = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(WINDOW)

LIST_AREA = (330, 560, 500, 180)
STRIP_AREA = (330, 340, 800, 60)


def watch(pid, seconds):
    """Processor time in percent over SECONDS."""
    before = WINDOW.cpu_seconds(pid)
    time.sleep(seconds)
    return 100 * (WINDOW.cpu_seconds(pid) - before) / seconds


def measure(build, target, seconds):
    began = time.monotonic()
    command = [f"{build}/src/app/vm-profiler", "--size", "1180x780", "--page", "map", str(target)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as program:
        screen = WINDOW.Screen()
        screen.wait(LIST_AREA, 20, began)
        shown = screen.wait(STRIP_AREA, 4, began)
        time.sleep(3)
        share = watch(program.pid, seconds)
        program.terminate()
    return shown / 1000, share


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build")
    parser.add_argument("--mappings", type=int, default=60000)
    parser.add_argument("--seconds", type=float, default=20)
    arguments = parser.parse_args()

    os.environ["GSETTINGS_SCHEMA_DIR"] = os.path.abspath(f"{arguments.build}/data")
    with subprocess.Popen([f"{arguments.build}/tests/programs/many-mappings", str(arguments.mappings)], stdout=subprocess.PIPE,
                          text=True) as target:
        if target.stdout.readline() != "ready\n":
            sys.exit("bench-map-window: the process with many mappings did not start")
        measure(arguments.build, target.pid, 0.1)   # the first start reads the program from the disk
        shown, share = measure(arguments.build, target.pid, arguments.seconds)
        target.kill()
    print(f"{arguments.mappings} mappings: shown after {shown:.2f} s, then {share:.1f} % of one CPU")


if __name__ == "__main__":
    main()
