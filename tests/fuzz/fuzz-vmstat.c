/* SPDX-License-Identifier: GPL-3.0-or-later */
/* /proc/vmstat */

#include "config.h"

#include "core/kernel/vmp-vmstat-parser.h"

#include "vmp-fuzz.h"

VMP_FUZZ_PARSER (VmpVmstat, vmp_vmstat_parse)
