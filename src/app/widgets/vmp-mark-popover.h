/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks what the moment at which it was opened is called. */
#pragma once

#include <adwaita.h>

#include "../vmp-monitor.h"

G_BEGIN_DECLS

#define VMP_TYPE_MARK_POPOVER (vmp_mark_popover_get_type ())
G_DECLARE_FINAL_TYPE (VmpMarkPopover, vmp_mark_popover, VMP, MARK_POPOVER, GtkPopover)

/**
 * VmpMarkPopover::marked:
 * @name: what the stage is called that began when the popover was opened
 *
 * The mark is set.
 */

/* Of which process a moment is named from now on; 0: none. */
void vmp_mark_popover_set_target (VmpMarkPopover *self,
                                   VmpMonitor      *monitor,
                                   guint32          target);

G_END_DECLS
