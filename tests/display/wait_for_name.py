#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Waits until a label of the program PID begins with TEXT: wait_for_name.py PID TEXT"""

import re
import sys

from journey_steps import Atspi, find, find_application, wait

Atspi.init()
program = wait("the program", lambda: find_application(int(sys.argv[1])))
wait(sys.argv[2], lambda: find(program, "label", "^" + re.escape(sys.argv[2])))
