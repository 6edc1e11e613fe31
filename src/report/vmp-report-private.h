/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parts that gather a report tell each other. */
#pragma once

#include "vmp-report-block.h"
#include "vmp-report.h"

G_BEGIN_DECLS

/* Fills in the stages from @marks (of VmpEvent): their figures, and what grew in them by type. */
void vmp_report_find_stages (VmpReport *self, GArray *marks);
/* Fills in the changes, from the cells of the graph. */
void vmp_report_find_changes (VmpReport *self);
void vmp_report_stage_clear (VmpReportStage *self);
/* Notices a NOTE. */
void vmp_report_take_note   (VmpReport *self, const VmpEvent *event);
void vmp_report_note_clear  (gpointer data);
/* A table of them, if there are any. */
void vmp_report_add_notes   (const VmpReport *self, GArray *blocks);

G_END_DECLS
