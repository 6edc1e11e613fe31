/* SPDX-License-Identifier: GPL-3.0-or-later */
/* /proc/PID/cgroup */

#include "config.h"

#include "core/kernel/vmp-cgroup-parser.h"

#include "vmp-fuzz.h"

VMP_FUZZ_PARSER (VmpCgroup, vmp_cgroup_parse)
