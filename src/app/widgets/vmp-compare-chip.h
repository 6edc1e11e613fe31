/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The legend of the second process: how it is drawn, its name, and a way to take it out again. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define VMP_TYPE_COMPARE_CHIP (vmp_compare_chip_get_type ())
G_DECLARE_FINAL_TYPE (VmpCompareChip, vmp_compare_chip, VMP, COMPARE_CHIP, AdwBin)

/**
 * VmpCompareChip::closed:
 *
 * The user does not want to compare any more.
 */

/* "firefox (2011)". */
void vmp_compare_chip_set_text (VmpCompareChip *self,
                                const char     *text);

G_END_DECLS
