/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The memory map of one process: sums by type, the address space as a picture, every mapping in a table. */
#pragma once

#include <adwaita.h>

#include "../vmp-monitor.h"

G_BEGIN_DECLS

#define VMP_TYPE_MAP_PAGE (vmp_map_page_get_type ())
G_DECLARE_FINAL_TYPE (VmpMapPage, vmp_map_page, VMP, MAP_PAGE, AdwBin)

/* Returns: (transfer floating) */
VmpMapPage *vmp_map_page_new        (void) G_GNUC_WARN_UNUSED_RESULT;
/* Shows a watched process; 0 for none. Its mappings are read only while the page is on screen. */
void        vmp_map_page_set_target (VmpMapPage *self,
                                     VmpMonitor *monitor,
                                     guint32     target);

G_END_DECLS
