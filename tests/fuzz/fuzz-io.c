/* SPDX-License-Identifier: GPL-3.0-or-later */
/* /proc/PID/io */

#include "config.h"

#include "core/kernel/vmp-status-parser.h"

#include "vmp-fuzz.h"

VMP_FUZZ_PARSER (VmpIo, vmp_io_parse)
