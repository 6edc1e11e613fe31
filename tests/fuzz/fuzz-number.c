/* SPDX-License-Identifier: GPL-3.0-or-later */
/* /proc/PID/oom_score and other files of one number */

#include "config.h"

#include "core/kernel/vmp-number-parser.h"

#include "vmp-fuzz.h"

VMP_FUZZ_PARSER (gint64, vmp_number_parse)
