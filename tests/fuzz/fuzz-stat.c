/* SPDX-License-Identifier: GPL-3.0-or-later */
/* /proc/PID/stat */

#include "config.h"

#include "core/kernel/vmp-stat-parser.h"

#include "vmp-fuzz.h"

VMP_FUZZ_PARSER (VmpStat, vmp_stat_parse)
