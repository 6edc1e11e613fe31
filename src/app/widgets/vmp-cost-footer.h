/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What looking costs the process: its share, and tier by tier what is read, how often, and how long that takes. */
#pragma once

#include <adwaita.h>

#include "core/model/vmp-event.h"

G_BEGIN_DECLS

#define VMP_TYPE_COST_FOOTER (vmp_cost_footer_get_type ())
G_DECLARE_FINAL_TYPE (VmpCostFooter, vmp_cost_footer, VMP, COST_FOOTER, AdwBin)

/* Its button activates "overview.refresh" of a widget around it. */
GtkWidget *vmp_cost_footer_new    (void);
/* Shows @cost, or nothing while it is not known (NULL). */
void       vmp_cost_footer_update (VmpCostFooter         *self,
                                   const VmpObserverCost *cost);

G_END_DECLS
