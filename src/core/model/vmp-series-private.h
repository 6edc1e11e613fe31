/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The storage of a series, shared by its appending and its querying half. */
#pragma once

#include "vmp-series-block.h"
#include "vmp-series.h"

G_BEGIN_DECLS

/* Blocks lie in time order, those that were thinned most first; all but the last of each generation are full. */
struct _VmpSeries
{
  VmpSeriesBlock *blocks;           /* owned */
  guint           n_blocks, blocks_capacity;
  gsize           max_bytes;
  gsize           block_bytes;      /* what the blocks hold */
  guint64         n_points;
  gint64          last_nsec, last_value;
  gint64          peak_nsec, peak_value;
  gboolean        gap_is_open;      /* nothing is known since open_gap_nsec */
  gint64          open_gap_nsec;
};

G_END_DECLS
