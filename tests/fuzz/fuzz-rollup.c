/* SPDX-License-Identifier: GPL-3.0-or-later */
/* /proc/PID/smaps_rollup */

#include "config.h"

#include "core/kernel/vmp-smaps-parser.h"

#include "vmp-fuzz.h"

VMP_FUZZ_PARSER (VmpSmapsSizes, vmp_smaps_rollup_parse)
