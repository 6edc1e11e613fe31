#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures how the window's private memory grows while it watches one process and nobody touches it.

Usage, from the checkout:

    tools/shell tools/run-gui 1200x800 tests/bench/soak.py BUILD [--minutes M] [--interval-msec N]

Pages of libraries are left out: whether they count as private depends on what other programs run.

The first minutes do not count: caches fill and the picker's small graphs grow. The slope is that of the straight line through
all readings after them, so one late allocation does not decide. Ends with 1 if it is above the limit.
"""

import argparse
import os
import re
import subprocess
import sys
import time

ACTIONS = ["gdbus", "call", "--session", "--dest", "io.github.vmprofiler.Vmp", "--object-path", "/io/github/vmprofiler/Vmp",
           "--method", "org.gtk.Actions.SetState", "interval-msec"]
STEP_SECONDS = 5
LIMIT_KIB_AN_HOUR = 1000


def private_kib(pid):
    with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as file:
        return sum(int(size) for size in re.findall(r"^(?:Private_Dirty|Private_Hugetlb|Swap): +(\d+) kB", file.read(), re.MULTILINE))


def slope(points):
    """Least squares: KiB a second through (seconds, KiB)."""
    middle_x = sum(x for x, _ in points) / len(points)
    middle_y = sum(y for _, y in points) / len(points)
    spread = sum((x - middle_x) ** 2 for x, _ in points)
    return sum((x - middle_x) * (y - middle_y) for x, y in points) / spread if spread else 0.0


def soak(pid, minutes, warm_minutes):
    began = time.monotonic()
    points = []
    while time.monotonic() - began < (minutes + warm_minutes) * 60:
        time.sleep(STEP_SECONDS)
        at = time.monotonic() - began
        kib = private_kib(pid)
        if at >= warm_minutes * 60:
            points.append((at, kib))
        if len(points) % 12 == 1:
            print(f"{at:6.0f} s  {kib:8} KiB private", flush=True)
    return points


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build")
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--warm-minutes", type=float, default=2)
    parser.add_argument("--interval-msec", type=int, default=1000)
    arguments = parser.parse_args()

    os.environ["GSETTINGS_SCHEMA_DIR"] = os.path.abspath(f"{arguments.build}/data")
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(90000)"]) as target:
        with subprocess.Popen([f"{arguments.build}/src/app/vm-profiler", "--size", "1100x760", str(target.pid)]) as window:
            time.sleep(STEP_SECONDS)
            subprocess.run([*ACTIONS, f"<{arguments.interval_msec}>", "{}"], check=True, stdout=subprocess.DEVNULL)
            points = soak(window.pid, arguments.minutes, arguments.warm_minutes)
            window.terminate()
        target.kill()
    hourly = slope(points) * 3600
    print(f"{points[-1][1]} KiB private after {points[-1][0] / 60:.0f} minutes, growing by {hourly:.0f} KiB an hour "
          f"(limit {LIMIT_KIB_AN_HOUR})")
    sys.exit(hourly > LIMIT_KIB_AN_HOUR)


if __name__ == "__main__":
    main()
