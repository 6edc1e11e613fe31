#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures the window among many processes: first paint, private memory, CPU while it refreshes.

Usage, from the checkout (gnome-system-monitor is measured beside it where the environment has it, and a window of
libadwaita with nothing in it: what is below its first paint is not ours to save):

    tools/shell --with bench tools/run-gui 1200x800 tests/bench/bench-window.py BUILD [--processes N] [--change] [--seconds S]
"""

import argparse
import ctypes
import os
import shutil
import signal
import statistics
import subprocess
import sys
import time

TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
PAINTED_COLOURS = 8
LISTED_COLOURS = 24


class Screen:
    """Looks at pixels of the display, cheaply enough to do it every two milliseconds."""

    class Image(ctypes.Structure):
        _fields_ = [
            ("width", ctypes.c_int), ("height", ctypes.c_int), ("xoffset", ctypes.c_int), ("format", ctypes.c_int),
            ("data", ctypes.POINTER(ctypes.c_char)), ("byte_order", ctypes.c_int), ("bitmap_unit", ctypes.c_int),
            ("bitmap_bit_order", ctypes.c_int), ("bitmap_pad", ctypes.c_int), ("depth", ctypes.c_int),
            ("bytes_per_line", ctypes.c_int),
        ]

    def __init__(self):
        self.x11 = ctypes.CDLL("libX11.so.6")
        self.x11.XOpenDisplay.restype = ctypes.c_void_p
        self.x11.XDefaultRootWindow.argtypes = [ctypes.c_void_p]
        self.x11.XDefaultRootWindow.restype = ctypes.c_ulong
        self.x11.XGetImage.argtypes = [ctypes.c_void_p, ctypes.c_ulong] + 2 * [ctypes.c_int] + 2 * [ctypes.c_uint] + [
            ctypes.c_ulong, ctypes.c_int]
        self.x11.XGetImage.restype = ctypes.POINTER(self.Image)
        self.x11.XDestroyImage.argtypes = [ctypes.c_void_p]
        self.display = self.x11.XOpenDisplay(None)
        if not self.display:
            sys.exit("bench-window: no display; run it under tools/run-gui")
        self.root = self.x11.XDefaultRootWindow(self.display)

    def colours(self, x, y, width, height):
        image = self.x11.XGetImage(self.display, self.root, x, y, width, height, 0xFFFFFFFF, 2)
        data = ctypes.string_at(image.contents.data, image.contents.bytes_per_line * height)
        self.x11.XDestroyImage(image)
        return len(set(memoryview(data).cast("I")))

    def wait(self, area, colours, began, limit=30.0):
        """Milliseconds since BEGAN until AREA has more than COLOURS colours."""
        while time.monotonic() - began < limit:
            if self.colours(*area) > colours:
                return 1000 * (time.monotonic() - began)
            time.sleep(0.002)
        sys.exit(f"bench-window: nothing was painted in {limit:.0f} s")


def cpu_seconds(pid):
    with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS_PER_SECOND


def private_mib(pid):
    with open(f"/proc/{pid}/smaps_rollup", encoding="utf-8") as file:
        return sum(int(line.split()[1]) for line in file if line.startswith("Private_")) / 1024


def measure(screen, command, list_area, seconds):
    """One start of COMMAND: (first paint ms, list ms, private MiB, CPU %)."""
    began = time.monotonic()
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as program:
        painted = screen.wait((0, 0, 1100, 90), PAINTED_COLOURS, began)
        listed = screen.wait(list_area, LISTED_COLOURS, began)
        time.sleep(3)
        before = cpu_seconds(program.pid)
        time.sleep(seconds)
        share = 100 * (cpu_seconds(program.pid) - before) / seconds if seconds else 0.0
        memory = private_mib(program.pid)
        program.send_signal(signal.SIGTERM)
    while screen.colours(0, 0, 600, 400) > 1:
        time.sleep(0.02)
    return painted, listed, memory, share


def report(name, runs):
    print(f"{name:24}", *(f"{statistics.median(column):10.1f}" for column in zip(*runs)), sep="")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build")
    parser.add_argument("--processes", type=int, default=2000)
    parser.add_argument("--change", action="store_true", help="each of them changes its memory once a second")
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()

    os.environ["GSETTINGS_SCHEMA_DIR"] = os.path.abspath(f"{arguments.build}/data")
    crowd = [f"{arguments.build}/tests/bench/many-processes", str(arguments.processes)]
    programs = [("empty window", [f"{arguments.build}/tests/bench/empty-window"], (0, 0, 1100, 90)),
                ("vm-profiler", [f"{arguments.build}/src/app/vm-profiler", "--size", "1100x760"], (10, 95, 280, 300))]
    if shutil.which("gnome-system-monitor"):
        programs.append(("gnome-system-monitor", ["gnome-system-monitor", "-p"], (20, 120, 400, 250)))
    with subprocess.Popen(crowd + (["change"] if arguments.change else []), stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, start_new_session=True) as process:
        process.stdout.readline()
        screen = Screen()
        print(f"{'':24}{'paint ms':>10}{'list ms':>10}{'priv MiB':>10}{'CPU %':>10}")
        for name, command, list_area in programs:
            measure(screen, command, list_area, 0)   # the first start reads the program from the disk
            report(name, [measure(screen, command, list_area, arguments.seconds) for _ in range(arguments.runs)])
        process.stdin.close()


if __name__ == "__main__":
    main()
