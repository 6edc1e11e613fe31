/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A graph as a table: the same time in numbers, to read, to hear, or to copy. */
#pragma once

#include <adwaita.h>

#include "../widgets/vmp-chart.h"

G_BEGIN_DECLS

#define VMP_TYPE_CHART_TABLE_DIALOG (vmp_chart_table_dialog_get_type ())
G_DECLARE_FINAL_TYPE (VmpChartTableDialog, vmp_chart_table_dialog, VMP, CHART_TABLE_DIALOG, AdwDialog)

/* What @chart shows at this moment; it does not change under whoever reads it. */
AdwDialog *vmp_chart_table_dialog_new (VmpChart *chart);

G_END_DECLS
