/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The storage of a series, shared by its appending and its querying half. */
#pragma once

#include "vmp-series.h"

G_BEGIN_DECLS

/* Level 0 is full detail; a node of level 1 stands for 32 points, of each further level for 8 nodes of the one before. */
#define VMP_SERIES_LEVELS 7
#define VMP_SERIES_CHUNK_POINTS 256
#define VMP_SERIES_CHUNK_NODES 64

static inline guint64
vmp_series_level_width (guint level)
{
  return level == 0 ? 1 : G_GUINT64_CONSTANT (32) << (3 * (level - 1));
}

typedef struct
{
  gint64 begin_nsec, end_nsec;    /* first and last point */
  gint64 min, max;
  gint64 first, last;
} VmpSeriesNode;

typedef struct
{
  gint64 times[VMP_SERIES_CHUNK_POINTS];
  gint64 values[VMP_SERIES_CHUNK_POINTS];
} VmpSeriesPoints;

/* One level: a queue of chunks, the oldest dropped first; nodes are numbered from the series' beginning. */
typedef struct
{
  GPtrArray    *chunks;           /* of VmpSeriesPoints (level 0) or of VmpSeriesNode[VMP_SERIES_CHUNK_NODES]; from first_chunk on */
  guint         first_chunk;      /* dropped ones before it are NULL */
  guint64       n_nodes;          /* complete nodes ever appended */
  VmpSeriesNode open;             /* the node that is being filled */
  guint64       open_points;
} VmpSeriesLevel;

typedef struct
{
  gint64 begin_nsec;
  gint64 end_nsec;                /* the next point's time; G_MAXINT64 while there is none */
} VmpSeriesGap;

struct _VmpSeries
{
  gsize          max_bytes;
  gsize          bytes;
  guint64        n_points;
  gint64         first_nsec, last_nsec, last_value;
  gint64         peak_nsec, peak_value;
  GArray        *gaps;            /* of VmpSeriesGap, NULL before the first */
  VmpSeriesLevel levels[VMP_SERIES_LEVELS];
};

static inline guint
vmp_series_chunk_nodes (guint level)
{
  return level == 0 ? VMP_SERIES_CHUNK_POINTS : VMP_SERIES_CHUNK_NODES;
}

/* Number of the oldest node that is still there. */
static inline guint64
vmp_series_level_first (const VmpSeriesLevel *self,
                        guint                 level)
{
  return (guint64) self->first_chunk * vmp_series_chunk_nodes (level);
}

G_END_DECLS
