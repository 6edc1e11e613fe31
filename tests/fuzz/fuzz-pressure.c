/* SPDX-License-Identifier: GPL-3.0-or-later */
/* /proc/pressure */

#include "config.h"

#include "core/kernel/vmp-pressure-parser.h"

#include "vmp-fuzz.h"

VMP_FUZZ_PARSER (VmpPressure, vmp_pressure_parse)
