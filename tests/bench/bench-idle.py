#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures the window's own CPU while it watches one process and nobody touches it, read once and ten times a second.

Usage, from the checkout:

    tools/shell tools/run-gui 1200x800 tests/bench/bench-idle.py BUILD [--seconds S]
"""

import argparse
import os
import subprocess
import sys
import time

TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
ACTIONS = ["gdbus", "call", "--session", "--dest", "io.github.vmprofiler.Vmp", "--object-path", "/io/github/vmprofiler/Vmp",
           "--method", "org.gtk.Actions.SetState", "interval-msec"]
SETTLE_SECONDS = 5
# The small graphs of the list grow for half a minute: only then does nothing change any more.
FILL_SECONDS = 35


def cpu_seconds(pid):
    with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS_PER_SECOND


def measure(pid, msec, seconds):
    subprocess.run([*ACTIONS, f"<{msec}>", "{}"], check=True, stdout=subprocess.DEVNULL)
    time.sleep(SETTLE_SECONDS)
    before, began = cpu_seconds(pid), time.monotonic()
    time.sleep(seconds)
    return 100 * (cpu_seconds(pid) - before) / (time.monotonic() - began)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build")
    parser.add_argument("--seconds", type=float, default=30)
    arguments = parser.parse_args()

    os.environ["GSETTINGS_SCHEMA_DIR"] = os.path.abspath(f"{arguments.build}/data")
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(3600)"]) as target:
        with subprocess.Popen([f"{arguments.build}/src/app/vm-profiler", "--size", "1100x760", str(target.pid)]) as window:
            time.sleep(FILL_SECONDS)
            for msec in (1000, 100):
                print(f"read every {msec:4} ms: {measure(window.pid, msec, arguments.seconds):5.2f} % of one CPU", flush=True)
            window.terminate()
        target.kill()


if __name__ == "__main__":
    main()
