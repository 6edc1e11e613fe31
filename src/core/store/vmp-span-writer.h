/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pyramid of one metric of one process: what stretches of its values were at least and at most. */
#pragma once

#include "core/model/vmp-series-block.h"
#include "vmp-recording-schema.h"
#include "vmp-row-queue.h"

G_BEGIN_DECLS

/* A stretch, and how long before its begin nothing was known (0: no gap). */
typedef struct
{
  VmpSeriesSpan span;
  gint64        before_nsec;
} VmpRecordingSpan;

/* Zeroed at first. */
typedef struct
{
  GArray *levels[VMP_RECORDING_SPAN_LEVELS];    /* of VmpRecordingSpan; NULL before the first */
} VmpSpanWriter;

/* Adds a stretch of level 1; full rows go to @queue. */
void vmp_span_writer_add   (VmpSpanWriter          *self,
                            guint32                 target,
                            guint16                 code,
                            const VmpRecordingSpan *span,
                            VmpRowQueue            *queue);
void vmp_span_writer_clear (VmpSpanWriter          *self);

/* Makes *span also stand for @next, which comes after it. */
void vmp_recording_span_join (VmpRecordingSpan       *span,
                              const VmpRecordingSpan *next);

G_END_DECLS
