/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The samples of a recording as text for other programs: lines of values, objects, or OpenMetrics. */
#pragma once

#include "core/store/vmp-recording.h"

G_BEGIN_DECLS

typedef enum
{
  VMP_SAMPLES_CSV,          /* a line a sample */
  VMP_SAMPLES_JSONL,        /* an object a line; alerts and notes too */
  VMP_SAMPLES_OPENMETRICS,
} VmpSamplesFormat;

typedef struct
{
  VmpSamplesFormat format;
  gboolean         chosen[VMP_N_METRICS];
  gint64           from_nsec, to_nsec;      /* G_MININT64, G_MAXINT64: all */
} VmpSamplesOptions;

/* Takes UTF-8 text (borrowed); @share: how much is done, 0 to 1. FALSE: nothing more is wanted. */
typedef gboolean (*VmpSamplesFunc) (const char *text, gsize len, double share, gpointer user_data);

/* What can't be read is left out, and among the problems of @recording then. FALSE if @func wanted no more. */
gboolean vmp_report_write_samples (VmpRecording            *recording,
                                   const VmpSamplesOptions *options,
                                   VmpSamplesFunc           func,
                                   gpointer                 user_data);

G_END_DECLS
