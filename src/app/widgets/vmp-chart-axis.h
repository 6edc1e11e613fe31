/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Round steps for the axes of a chart: plain arithmetic, nothing is drawn here. */
#pragma once

#include "core/model/vmp-format.h"

G_BEGIN_DECLS

/* A value axis from 0 to top with a line at every multiple of step; top is such a multiple. */
typedef struct
{
  gint64 top;
  gint64 step;
} VmpChartScale;

/**
 * vmp_chart_scale_init:
 * @max: highest value to be shown, in the metric's unit
 * @max_steps: at most so many steps between 0 and the top (at least 1)
 *
 * The smallest round scale that holds @max: steps are powers of two for bytes in IEC units, else 1, 2 or 5 times a power of
 * ten. Never empty: a @max of 0 gives the smallest sensible scale of @unit.
 */
void   vmp_chart_scale_init    (VmpChartScale *self, gint64 max, guint max_steps, VmpUnit unit, VmpUnits units);
/* The same for an axis that is on screen: keeps its top while @max fits and fills at least two fifths of it, so that
 * the picture does not jump at every tick. TRUE if the top changed. */
gboolean vmp_chart_scale_update (VmpChartScale *self, gint64 max, guint max_steps, VmpUnit unit, VmpUnits units);

/* The shortest round step (1, 2, 5, 10, 15, 30 s or min, 1, 2, 3, 6, 12 h, 1, 2, 5, 10, ... days, decimal below 1 s) of which at
 * most @max_ticks fit into @span_nsec. */
gint64 vmp_chart_time_step     (gint64 span_nsec, guint max_ticks);
/* First multiple of @step_nsec in local time at or after @wall_nsec (nanoseconds since 1970, UTC). */
gint64 vmp_chart_time_first    (gint64 wall_nsec, gint64 step_nsec, gint64 utc_offset_nsec);

#define VMP_CHART_LABEL_SIZE 48

/* The clock time of a tick, as exact as @step_nsec needs: "10:31", "10:31:15", "10:31:15.250", or a date at midnight and for
 * steps of a day and more. Returns @buffer of VMP_CHART_LABEL_SIZE bytes. */
const char *vmp_chart_time_format (char *buffer, gint64 wall_nsec, gint64 step_nsec, GTimeZone *zone);

/* Offset of local time from UTC at @wall_nsec. */
gint64 vmp_chart_utc_offset    (GTimeZone *zone, gint64 wall_nsec);

G_END_DECLS
