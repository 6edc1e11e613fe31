/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parts that gather a report tell each other. */
#pragma once

#include "vmp-report.h"

G_BEGIN_DECLS

/* Fills in the stages from @marks (of VmpEvent): their figures, and what grew in them by type. */
void vmp_report_find_stages (VmpReport *self, GArray *marks);
/* Fills in the changes, from the cells of the graph. */
void vmp_report_find_changes (VmpReport *self);
void vmp_report_stage_clear (VmpReportStage *self);

G_END_DECLS
