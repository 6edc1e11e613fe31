/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pictures of a document: what is where in them, whatever they are drawn with. */
#pragma once

#include "vmp-report-block.h"

G_BEGIN_DECLS

/* How wide a picture is, in units of its own. */
#define VMP_REPORT_PICTURE_WIDTH 960

typedef enum
{
  VMP_REPORT_STROKE_GRID,
  VMP_REPORT_STROKE_AXIS,
  VMP_REPORT_STROKE_MARK,
} VmpReportStroke;

typedef enum
{
  VMP_REPORT_ANCHOR_START,      /* @x is the left end of a text */
  VMP_REPORT_ANCHOR_MIDDLE,
  VMP_REPORT_ANCHOR_END,
} VmpReportAnchor;

typedef struct
{
  double x, y, width, height;
} VmpReportRect;

typedef struct
{
  double   x, y;
  gboolean begins;              /* not joined to the one before */
} VmpReportPoint;

/* What draws. @data is its own. @title is what a mark or line is, for who points at it. */
typedef struct
{
  void (*text)  (gpointer data, double x, double y, VmpReportAnchor anchor, const char *text);
  void (*line)  (gpointer data, VmpReportStroke stroke, double x1, double y1, double x2, double y2);
  /* Under the lines; @is_shaded: every other stage. */
  void (*stage) (gpointer data, const VmpReportRect *rect, gboolean is_shaded, const char *title);
  void (*bar)   (gpointer data, const VmpReportColor *color, const VmpReportRect *rect);
  void (*bands) (gpointer data, const VmpReportColor *color, const VmpReportRect *rects, guint n);
  void (*path)  (gpointer data, const VmpReportColor *color, VmpDash dash, const VmpReportPoint *points, guint n, const char *title);
} VmpReportCanvas;

double vmp_report_picture_get_height (const VmpReportBlock *block);
void   vmp_report_picture_draw       (const VmpReportBlock *block, const VmpReportCanvas *canvas, gpointer data);

/* The picture as SVG; @id makes names in it unique. */
void   vmp_report_append_svg         (GString *svg, const VmpReportBlock *block, guint id);
/* CSS rules for the colours that the pictures use: of one scheme. */
void   vmp_report_append_colors      (GString *css, GArray *blocks, gboolean is_dark);
/* Appends @text with what HTML would take for its own escaped. */
void   vmp_report_append_escaped     (GString *to, const char *text);

G_END_DECLS
