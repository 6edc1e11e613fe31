/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pieces of a document: headings, sentences, tables and figures in the user's language, whatever they are written in then. */
#pragma once

#include "vmp-report.h"

#include "core/model/vmp-format.h"

G_BEGIN_DECLS

typedef enum
{
  VMP_REPORT_HEADING,
  VMP_REPORT_PARAGRAPH,
  VMP_REPORT_TABLE,
  VMP_REPORT_GRAPH,         /* lines over time */
  VMP_REPORT_BARS,
} VmpReportBlockKind;

/* Of a line or bar: a class of CSS, and what it is on white and on dark, 0xRRGGBB. */
typedef struct
{
  char    class[8];
  guint32 light, dark;
} VmpReportColor;

typedef struct
{
  const char          *label;     /* static, translated */
  VmpReportColor       color;
  VmpDash              dash;
  const VmpSeriesCell *cells;     /* borrowed, VMP_REPORT_CELLS */
} VmpReportLine;

typedef struct
{
  const char     *label;          /* static, translated */
  VmpReportColor  color;
  gint64          bytes;
} VmpReportBar;

typedef struct
{
  VmpReportBlockKind kind;
  char      *text;                /* owned; of a heading, paragraph; what a table or figure is */
  guint      n_columns;
  guint      n_texts;             /* columns from the left that are texts; the others are numbers */
  GPtrArray *cells;               /* owned texts, row by row, titles first; NULL: no table */
  GArray    *parts;               /* owned, of VmpReportLine or VmpReportBar; NULL: no figure */
  GArray    *stages;              /* borrowed, of VmpReportStage: bands of a graph; NULL: none */
  VmpUnit    unit;                /* of a graph */
  gint64     begin_nsec, end_nsec;    /* of a graph: what its cells are of */
} VmpReportBlock;

/* Of VmpReportBlock. */
GArray         *vmp_report_blocks_new     (void) G_GNUC_WARN_UNUSED_RESULT;
void            vmp_report_add_heading    (GArray *blocks, const char *text);
/* Takes @text. */
void            vmp_report_add_paragraph  (GArray *blocks, char *text);
/* @titles: ended by NULL. Until the next block is added. */
VmpReportBlock *vmp_report_add_table      (GArray *blocks, const char *caption, guint n_texts, const char *const *titles);
/* NULL: a dash. */
void            vmp_report_add_cell       (VmpReportBlock *table, const char *text);
void            vmp_report_add_value      (VmpReportBlock *table, VmpUnit unit, gint64 value);
void            vmp_report_add_bytes      (VmpReportBlock *table, gint64 bytes);
/* With its sign. */
void            vmp_report_add_change     (VmpReportBlock *table, VmpUnit unit, gint64 change);
void            vmp_report_add_length     (VmpReportBlock *table, gint64 nsec);
/* A row of two texts, if there is a second one. */
void            vmp_report_add_row        (VmpReportBlock *table, const char *name, const char *value);
VmpReportBlock *vmp_report_add_figure     (GArray *blocks, VmpReportBlockKind kind, const char *text);
void            vmp_report_add_line       (VmpReportBlock *graph, const VmpReportLine *line);
void            vmp_report_add_bar        (VmpReportBlock *bars, const VmpReportBar *bar);
/* Those of a metric and of a type of mapping. */
VmpReportColor  vmp_report_metric_color   (VmpMetricId id);
VmpReportColor  vmp_report_type_color     (VmpMappingType type);
/* How many rows a table has below its titles. */
guint           vmp_report_get_n_rows     (const VmpReportBlock *table);
/* Row 0: the titles. Borrowed. */
const char     *vmp_report_get_cell       (const VmpReportBlock *table, guint row, guint column);

/* Of a report: what it says. */
GArray         *vmp_report_build_document (const VmpReport *self) G_GNUC_WARN_UNUSED_RESULT;
/* "Memory of python3 (1234)": the name of the whole. Owned. */
char           *vmp_report_dup_title      (const VmpReport *self) G_GNUC_WARN_UNUSED_RESULT;

/* Each: a whole document of that kind. Owned. */
char           *vmp_report_blocks_to_html     (GArray *blocks, const char *title) G_GNUC_WARN_UNUSED_RESULT;
char           *vmp_report_blocks_to_markdown (GArray *blocks, const char *title) G_GNUC_WARN_UNUSED_RESULT;
/* The tables, a line a row, with a line of what each is before it. */
char           *vmp_report_blocks_to_csv      (GArray *blocks) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
