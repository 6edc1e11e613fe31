/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parts of the comparison of two stretches share. */
#pragma once

#include "vmp-timeline-compare.h"

#include "../models/vmp-timeline-side.h"
#include "../widgets/vmp-chart.h"
#include "../widgets/vmp-figure-table.h"
#include "vmp-timeline-mappings.h"

G_BEGIN_DECLS

/* Of the choices: our stages are behind them, then another recording as a whole, then its stages. */
#define CHOICE_RANGE 0
#define CHOICE_MOMENT 1
#define CHOICE_FIRST_STAGE 2

#define N_SIDES 2

/* What a side is to be. Its name and path are owned. */
typedef struct
{
  char   *path;                     /* NULL: of what is measured */
  char   *name;
  gint32  pid;
  gint64  begin_nsec, end_nsec;     /* as vmp_timeline_file_load_side() takes them */
} VmpCompareWish;

typedef struct
{
  GtkDropDown     *choice;          /* borrowed */
  GtkLabel        *words;           /* borrowed */
  VmpTimelineSide *side;            /* owned; NULL: nothing to show */
  gint64           begin_nsec, end_nsec;    /* of the time that was taken from the graphs; 0: all */
  gint64           moment_nsec;     /* that was taken; 0: the newest */
  VmpCompareWish   loaded;          /* what is read, or being read, from a file */
  GCancellable    *loading;         /* owned; NULL: nothing */
  GError          *error;           /* owned; why that could not be read; NULL: it could */
} VmpCompareSide;

/* Another recording to choose from. */
typedef struct
{
  char   *path, *name;              /* owned; NULL: there is none */
  GArray *stages;                   /* owned; of VmpStretch */
} VmpCompareOther;

struct _VmpTimelineCompare
{
  AdwBin           parent_instance;

  /* template children */
  GtkDropDown     *choice_a;
  GtkDropDown     *choice_b;
  GtkLabel        *words_a;
  GtkLabel        *words_b;
  GtkLabel        *problem;
  GtkWidget       *align_box;
  GtkDropDown     *align;
  GtkBox          *lanes;
  AdwBin          *metrics_bin;
  GtkLabel        *types_title;
  AdwBin          *types_bin;
  AdwBin          *mappings_bin;

  /* borrowed */
  VmpChart        *charts[VMP_TIMELINE_N_LANES];
  VmpFigureTable  *metric_table;
  VmpFigureTable  *type_table;
  VmpTimelineMappings *mappings;

  /* owned */
  VmpChartView    *shown;         /* of the page */
  VmpChartView    *view;          /* of the graphs here, from 0 on */
  VmpSession      *session;       /* of the graphs here */
  GTimeZone       *zone;
  GCancellable    *cancellable;
  GArray          *stages;        /* of VmpStretch */
  char            *recording;     /* path; NULL: of what is measured */
  GtkStringList   *names;
  GtkStringList   *alignments;
  char            *mark;          /* they are aligned at it; NULL: at none */

  VmpCompareSide   sides[N_SIDES];
  VmpCompareOther  other;
  GError          *error;         /* why the other recording could not be read; NULL: it could */
  gint64           anchor_nsec;
  gboolean         chosen;        /* the user, or the first two stages */
  gboolean         fills;

  /* borrowed for an update */
  VmpTarget       *target;
  VmpTypeLog      *types;
};

/* Makes what is chosen for a side to be what it shows: at once, or when it is read (it is shown then). */
void vmp_timeline_compare_update_side  (VmpTimelineCompare *self,
                                        guint               at);
void vmp_timeline_compare_drop_side    (VmpCompareSide     *side);

/* Both sides as they are now, or that there is nothing to compare yet. */
void vmp_timeline_compare_show         (VmpTimelineCompare *self);
void vmp_timeline_compare_show_problem (VmpTimelineCompare *self);
/* The graphs draw nothing any more. */
void vmp_timeline_compare_drop_session (VmpTimelineCompare *self);

G_END_DECLS
