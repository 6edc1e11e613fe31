/* SPDX-License-Identifier: GPL-3.0-or-later */
/* /proc/PID/limits */

#include "config.h"

#include "core/kernel/vmp-limits-parser.h"

#include "vmp-fuzz.h"

VMP_FUZZ_PARSER (VmpLimits, vmp_limits_parse)
