#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures the Map page of the whole window on a process with many mappings: until the map is on screen, and processor time while it refreshes.

Usage, from the checkout (the Memory Maps of gnome-system-monitor are measured beside it where the environment has it):

    tools/shell --with bench tools/run-gui 1200x800 tests/bench/bench-map-window.py BUILD [--mappings N] [--seconds S]
"""

import argparse
import importlib.util
import os
import shutil
import subprocess
import sys
import time

SPEC = importlib.util.spec_from_file_location("bench_window", os.path.join(os.path.dirname(__file__), "bench-window.py"))
WINDOW = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(WINDOW)

LIST_AREA = (330, 560, 500, 180)
STRIP_AREA = (330, 340, 800, 60)


def xdotool(*words):
    return subprocess.run(["xdotool", *words], capture_output=True, text=True, check=False)


def watch(pid, seconds):
    """Processor time in percent over SECONDS."""
    before = WINDOW.cpu_seconds(pid)
    time.sleep(seconds)
    return 100 * (WINDOW.cpu_seconds(pid) - before) / seconds


def measure_ours(build, target, seconds):
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


def measure_theirs(seconds, limit):
    """None where the window did not come within LIMIT seconds."""
    with subprocess.Popen(["gnome-system-monitor", "-p"], stderr=subprocess.DEVNULL) as program:
        time.sleep(5)
        xdotool("key", "ctrl+f")
        time.sleep(1)
        xdotool("type", "many-mappings")
        time.sleep(3)
        # Closes the search; the process stays chosen.
        xdotool("key", "Escape")
        time.sleep(2)
        before = WINDOW.cpu_seconds(program.pid)
        began = time.monotonic()
        xdotool("key", "ctrl+m")
        while xdotool("search", "--name", "Memory Maps").returncode != 0 and time.monotonic() - began < limit:
            time.sleep(0.05)
        waited = time.monotonic() - began
        if waited >= limit:
            print(f"gnome-system-monitor: no Memory Maps within {limit} s, {WINDOW.cpu_seconds(program.pid) - before:.0f} s of processor time")
            program.kill()
            return None
        time.sleep(3)
        share = watch(program.pid, seconds)
        program.terminate()
    return waited, share


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build")
    parser.add_argument("--mappings", type=int, default=60000)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--limit", type=float, default=120)
    arguments = parser.parse_args()

    os.environ["GSETTINGS_SCHEMA_DIR"] = os.path.abspath(f"{arguments.build}/data")
    with subprocess.Popen([f"{arguments.build}/tests/programs/many-mappings", str(arguments.mappings)], stdout=subprocess.PIPE,
                          text=True) as target:
        if target.stdout.readline() != "ready\n":
            sys.exit("bench-map-window: the process with many mappings did not start")
        measure_ours(arguments.build, target.pid, 0.1)   # the first start reads the program from the disk
        results = [("vm-profiler", measure_ours(arguments.build, target.pid, arguments.seconds))]
        if shutil.which("gnome-system-monitor"):
            results.append(("gnome-system-monitor", measure_theirs(arguments.seconds, arguments.limit)))
        target.kill()
    print(f"{'':24}{'shown s':>10}{'CPU %':>10}")
    for name, result in results:
        if result is not None:
            print(f"{name:24}{result[0]:>10.2f}{result[1]:>10.1f}")


if __name__ == "__main__":
    main()
