/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Timeline of one process: its stages over graphs, in a table, beside each other, and what happened. */
#pragma once

#include <adwaita.h>

#include "../vmp-monitor.h"
#include "../widgets/vmp-chart-view.h"

G_BEGIN_DECLS

#define VMP_TYPE_TIMELINE_PAGE (vmp_timeline_page_get_type ())
G_DECLARE_FINAL_TYPE (VmpTimelinePage, vmp_timeline_page, VMP, TIMELINE_PAGE, AdwBin)

VmpTimelinePage *vmp_timeline_page_new        (void);
/* The recording that is shown from now on, whose stages are read from the file, exactly; NULL: a process that is measured. Before
 * vmp_timeline_page_set_target(). */
void             vmp_timeline_page_set_recording (VmpTimelinePage *self,
                                               const char      *path);
/* Target 0 for none; @monitor (nullable then) has to watch it for as long as it is shown. */
void             vmp_timeline_page_set_target (VmpTimelinePage *self,
                                               VmpMonitor      *monitor,
                                               guint32          target);
/* The file of the recording was changed: what is read of it is shown until the answer is there. */
void             vmp_timeline_page_read_again (VmpTimelinePage *self);
/* The time that its graphs show. Borrowed. */
VmpChartView    *vmp_timeline_page_get_view   (VmpTimelinePage *self);
/* Shows two stretches beside each other. */
void             vmp_timeline_page_compare (VmpTimelinePage *self);

G_END_DECLS
