/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Puts processes below their parents. */
#pragma once

#include "vmp-cli-ps-order.h"

G_BEGIN_DECLS

/* Rearranges @lines (of VmpCliPsLine) so that each comes after its nearest ancestor that is shown, keeping the order among
 * siblings, and gives each its branch. @list: also those that are not shown. */
void vmp_cli_ps_tree_arrange (GArray         *lines,
                              VmpProcessList *list,
                              gboolean        draw_utf8);

G_END_DECLS
