#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Launches a program from the window that writes 100 MB a second, and measures how soon the window answers and what it grows to.

The window answers through its main loop: how long a question by accessibility takes is how long a click would have waited.
Usage, from the checkout:

    tools/shell tools/run-gui 1200x800 tests/bench/bench-flood.py BUILD [--megabytes N] [--seconds S]
"""

import argparse
import os
import pathlib
import statistics
import subprocess
import sys
import time

CHECKOUT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(CHECKOUT / "tests" / "display"))
from journey_steps import find, find_application, wait  # noqa: E402

TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
FLOOD = """import sys, time
line = b"%06d the quick brown fox jumps over the lazy dog and runs away\\n"
begun, n = time.monotonic(), 0
while True:
    block = b"".join(line % ((n + i) % 1000000) for i in range(500)) * 10
    sys.stdout.buffer.write(block)
    n += 5000
    ahead = n * 67 / {rate} - (time.monotonic() - begun)
    if ahead > 0:
        time.sleep(ahead)
"""


def private_mib(pid):
    with open(f"/proc/{pid}/smaps_rollup", encoding="utf-8") as file:
        return sum(int(line.split()[1]) for line in file if line.startswith("Private_")) / 1024


def cpu_seconds(pid):
    with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS_PER_SECOND


def answer_msec(application):
    before = time.monotonic()
    application.clear_cache_single()
    application.get_child_count()
    return 1000 * (time.monotonic() - before)


def watch(application, pid, seconds):
    """Prints answer times, memory and CPU of that many seconds."""
    answers, end, before = [], time.monotonic() + seconds, cpu_seconds(pid)
    while time.monotonic() < end:
        answers.append(answer_msec(application))
        time.sleep(0.02)
    answers.sort()
    print(f"  answers: median {statistics.median(answers):.1f} ms, 95 % {answers[len(answers) * 95 // 100]:.1f} ms, "
          f"longest {answers[-1]:.0f} ms   private {private_mib(pid):.0f} MiB   "
          f"CPU {100 * (cpu_seconds(pid) - before) / seconds:.0f} %", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--megabytes", type=int, default=100, help="a second (100)")
    parser.add_argument("--seconds", type=int, default=20)
    options = parser.parse_args()
    build = options.build.resolve()
    os.environ.update(VMP_LAUNCHER=str(build / "src/launcher/vmp-launch"), GSETTINGS_SCHEMA_DIR=str(build / "data"))
    script = pathlib.Path(os.environ["XDG_RUNTIME_DIR"]) / "flood.py"
    script.write_text(FLOOD.replace("{rate}", str(options.megabytes * 1000000)), encoding="utf-8")
    with subprocess.Popen([build / "src/app/vm-profiler", "--size", "1200x800"], stderr=subprocess.DEVNULL) as window:
        application = wait("the window", lambda: find_application(window.pid))
        time.sleep(2)
        print("nothing launched")
        watch(application, window.pid, 5)
        subprocess.run(["xdotool", "key", "ctrl+l"], check=True)
        wait("the entry", lambda: find(application, ("text", "entry"), "^Command$"))
        subprocess.run(["xdotool", "type", f"python3 {script}"], check=True)
        wait("the words", lambda: find(application, "label", "^The command is "))
        subprocess.run(["xdotool", "key", "Return"], check=True)
        wait("its output", lambda: find(application, "text", "^Output of the program$"))
        print(f"{options.megabytes} MB a second")
        for _ in range(4):
            watch(application, window.pid, options.seconds / 4)
        wrote = find(application, "label", "^It wrote ")
        print(f"  {wrote.get_name() if wrote is not None else 'nothing was dropped'}")
        window.terminate()


if __name__ == "__main__":
    main()
