/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A report as headings, sentences, tables and figures in the user's language, whatever they are written in then. */
#pragma once

#include "vmp-report.h"

G_BEGIN_DECLS

typedef enum
{
  VMP_REPORT_HEADING,
  VMP_REPORT_PARAGRAPH,
  VMP_REPORT_TABLE,
  VMP_REPORT_GRAPH,         /* metrics over time */
  VMP_REPORT_TYPES,         /* bars of mapping types */
} VmpReportBlockKind;

/* What a graph shows: metrics of the main process, or of all processes together. */
typedef struct
{
  const VmpMetricId *ids;
  guint              n_ids;
  gboolean           is_tree;
  gboolean           is_rate;
} VmpReportGraph;

typedef struct
{
  VmpReportBlockKind    kind;
  char                 *text;       /* owned; of a heading, paragraph; what a table or figure is */
  guint                 n_columns;
  guint                 n_texts;    /* columns from the left that are texts; the others are numbers */
  GPtrArray            *cells;      /* owned texts, row by row, titles first; NULL: no table */
  const VmpReportGraph *graph;      /* of a graph; static */
} VmpReportBlock;

/* Of VmpReportBlock. */
GArray     *vmp_report_build_document (const VmpReport *self) G_GNUC_WARN_UNUSED_RESULT;
/* "Memory of python3 (1234)": the name of the whole. Owned. */
char       *vmp_report_dup_title      (const VmpReport *self) G_GNUC_WARN_UNUSED_RESULT;

/* The picture of a block as SVG; @id makes names in it unique. */
void        vmp_report_append_graph   (GString *svg, const VmpReport *self, const VmpReportBlock *block, guint id);
void        vmp_report_append_types   (GString *svg, const VmpReport *self, const VmpReportBlock *block, guint id);
/* CSS rules for the colours that the pictures use: of one scheme. */
void        vmp_report_append_colors  (GString *css, gboolean is_dark);
/* Appends @text with what HTML would take for its own escaped. */
void        vmp_report_append_escaped (GString *to, const char *text);

G_END_DECLS
