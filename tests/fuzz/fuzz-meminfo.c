/* SPDX-License-Identifier: GPL-3.0-or-later */
/* /proc/meminfo */

#include "config.h"

#include "core/kernel/vmp-meminfo-parser.h"

#include "vmp-fuzz.h"

VMP_FUZZ_PARSER (VmpMeminfo, vmp_meminfo_parse)
