/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A run of a series' entries, with the minimum and maximum of every 16 and 128 of them. */
#pragma once

#include "core/kernel/vmp-value.h"

G_BEGIN_DECLS

/* Entries of a full block: points as they came, or spans that each stand for VMP_SERIES_FAN entries of the generation before. */
#define VMP_SERIES_BLOCK_POINTS 1024
#define VMP_SERIES_BLOCK_SPANS 256
#define VMP_SERIES_FAN 16

/* Entries that a node of each level stands for. */
#define VMP_SERIES_LEVEL_1 16
#define VMP_SERIES_LEVEL_2 128

#define VMP_SERIES_POINT_WIDTH 2
#define VMP_SERIES_SPAN_WIDTH 7

typedef enum
{
  VMP_SERIES_BEGIN,
  VMP_SERIES_END,
  VMP_SERIES_MIN,
  VMP_SERIES_MAX,
  VMP_SERIES_FIRST,
  VMP_SERIES_LAST,
  VMP_SERIES_COUNT,   /* points it stands for; only spans have this */
} VmpSeriesField;

/* Set in the COUNT of a span that a gap lies in. */
#define VMP_SERIES_GAP_FLAG (G_GINT64_CONSTANT (1) << 62)

/* One thinned stretch. */
typedef struct
{
  gint64 begin_nsec, end_nsec;
  gint64 min, max;
  gint64 first, last;
  gint64 count;             /* with VMP_SERIES_GAP_FLAG */
} VmpSeriesSpan;

/* A stretch [begin, end) of which nothing is known; at its end an entry begins. */
typedef struct
{
  gint64 begin_nsec, end_nsec;
} VmpSeriesGap;

/* Kept in arrays: the head has what a query needs of a block that it takes whole. */
typedef struct
{
  gint64        begin_nsec, end_nsec;
  gint64        min, max;
  gint64        first, last;
  guint64       n_points;
  guint16       count;        /* entries */
  guint8        generation;   /* how often it was thinned; 0: points */
  guint8        has_inner_gap;
  guint         n_gaps;
  /* From here on only for what a query takes part of. */
  gint64       *data;         /* owned: the entries, then minima and maxima; if it is constant, shared: the times alone */
  gboolean      is_constant;  /* full of points of one value */
  VmpSeriesGap *gaps;         /* owned: those that end at one of its entries, in order */
  guint         gaps_capacity;
  guint16       capacity;
} VmpSeriesBlock;

/* An empty block, with room for all entries or, if it is the first, for few at first. */
void   vmp_series_block_init      (VmpSeriesBlock *self, guint generation, gboolean start_small);
void   vmp_series_block_clear     (VmpSeriesBlock *self);
/* A block of the same entries, which does not follow @self; times that were shared are shared on. */
void   vmp_series_block_copy      (VmpSeriesBlock *self, const VmpSeriesBlock *from);
void   vmp_series_block_add_point (VmpSeriesBlock *self, gint64 time_nsec, gint64 value);
void   vmp_series_block_add_span  (VmpSeriesBlock *self, const VmpSeriesSpan *span);
void   vmp_series_block_add_gap   (VmpSeriesBlock *self, gint64 begin_nsec, gint64 end_nsec);
/* The entries from @index on, VMP_SERIES_FAN of them at most, as one. */
void   vmp_series_block_get_span  (const VmpSeriesBlock *self, guint index, VmpSeriesSpan *out);
/* Asks for the memory that a border at @time_nsec will need, so that it is there when it comes to it. */
void   vmp_series_block_prefetch  (const VmpSeriesBlock *self, gint64 time_nsec, gint64 tolerance_nsec);
/* Widens *min and *max by the entries in [from, to). */
void   vmp_series_block_fold      (const VmpSeriesBlock *self, guint from, guint to, gint64 *min, gint64 *max);
/* Is there a gap that ends at an entry of this block and reaches into [begin, end)? */
gboolean vmp_series_block_has_gap (const VmpSeriesBlock *self, gint64 begin_nsec, gint64 end_nsec);

static inline guint
vmp_series_block_get_size (const VmpSeriesBlock *self)
{
  return self->generation == 0 ? VMP_SERIES_BLOCK_POINTS : VMP_SERIES_BLOCK_SPANS;
}

static inline gboolean
vmp_series_block_is_full (const VmpSeriesBlock *self)
{
  return self->count == vmp_series_block_get_size (self);
}

/* Words of an entry. */
static inline guint
vmp_series_block_get_width (const VmpSeriesBlock *self)
{
  return self->generation == 0 ? VMP_SERIES_POINT_WIDTH : VMP_SERIES_SPAN_WIDTH;
}

static inline gsize
vmp_series_block_get_n_words (const VmpSeriesBlock *self)
{
  if (self->is_constant)
    return self->capacity;
  return (gsize) self->capacity * vmp_series_block_get_width (self)
         + 2 * (self->capacity / VMP_SERIES_LEVEL_1 + self->capacity / VMP_SERIES_LEVEL_2);
}

/* Memory behind the struct. */
static inline gsize
vmp_series_block_get_bytes (const VmpSeriesBlock *self)
{
  return vmp_series_block_get_n_words (self) * sizeof *self->data + self->gaps_capacity * sizeof *self->gaps;
}

/* A point is a span that begins and ends at its time, with its value for all: it has two words only. Those of an entry lie
 * side by side, as a border of a query needs a time and the values around it. */
static inline gint64
vmp_series_block_get (const VmpSeriesBlock *self,
                      VmpSeriesField        field,
                      guint                 index)
{
  guint i = self->generation == 0 ? field >= VMP_SERIES_MIN : field;

  if (self->is_constant)
    return i == 0 ? self->data[index] : self->first;
  return self->data[(gsize) index * vmp_series_block_get_width (self) + i];
}

/* Index of the first entry from @from on whose @field (BEGIN or END) is not before @time_nsec; count if there is none. */
guint  vmp_series_block_find_time (const VmpSeriesBlock *self, VmpSeriesField field, guint from, gint64 time_nsec);
/* The same for BEGIN, but it may be the entry of any time within @tolerance_nsec: then the border of a node, of whose inside
 * nothing has to be looked at. 0 for exactly. */
guint  vmp_series_block_find_border (const VmpSeriesBlock *self, guint from, gint64 time_nsec, gint64 tolerance_nsec);

G_END_DECLS
