# SPDX-License-Identifier: GPL-3.0-or-later
"""Services of the desktop that journeys talk to: mocks in processes of their own, which tell what they were asked."""

import json
import os
import queue
import subprocess
import sys
import threading

FOLDER = os.path.dirname(os.path.abspath(__file__))
LIMIT_SECONDS = 40


class Service:
    """A mock: a program of this folder that reads and prints lines."""

    def __init__(self, program):
        self.name = program
        self.process = subprocess.Popen([sys.executable, os.path.join(FOLDER, program)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        text=True)
        self.events = queue.Queue()
        threading.Thread(target=self.read, daemon=True).start()
        self.next("ready")

    def read(self):
        for line in self.process.stdout:
            self.events.put(json.loads(line))

    def next(self, event):
        """The next event of that kind; others before it are passed over."""
        while True:
            try:
                found = self.events.get(timeout=LIMIT_SECONDS)
            except queue.Empty:
                sys.exit(f"not ok - waited for {self.name} to be asked to {event}")
            if found["event"] == event:
                return found

    def write(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def press(self, shown, label):
        """Clicks the button of a notification."""
        actions = dict(zip(shown["actions"][1::2], shown["actions"][0::2]))
        self.write(f"press {shown['id']} {actions[label]}")

    def kill(self):
        self.process.kill()
        self.process.wait()
