/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where mappings lie on a strip that shows a whole address space: large ones wider, gaps folded. */
#pragma once

#include "core/model/vmp-address-space.h"

G_BEGIN_DECLS

/* A stretch of the strip. Places are in units of no meaning; within a segment they go evenly with addresses. */
typedef struct
{
  guint64 start_addr, end_addr;
  double  at;             /* where it begins */
  float   share;          /* of it that is resident, 0 to 1; negative: not known */
  guint32 mapping;        /* index, or VMP_MAP_STRIP_GAP */
  guint8  type;           /* VmpMappingType */
} VmpMapStripSegment;

#define VMP_MAP_STRIP_GAP G_MAXUINT32

/* Immutable, atomically ref-counted. */
typedef struct
{
  VmpAddressSpace    *space;      /* owned */
  VmpMapStripSegment *segments;   /* ascending, without holes; one more at the end, for the end */
  guint               n_segments;
  double              total;      /* units */
} VmpMapStripLayout;

/* What one column of pixels shows. */
typedef struct
{
  guint32 segment;        /* the one that takes most of it */
  float   share;          /* resident, of all of that type in the column */
  guint8  type;
  guint8  is_gap;
  guint8  is_dim;         /* nothing in it is wanted */
  guint8  is_edge;        /* a segment begins in it */
  guint8  is_paged;       /* its pages are drawn one by one */
} VmpMapStripColumn;

/* Takes a reference of @space. For a worker: it looks at all mappings. */
VmpMapStripLayout *vmp_map_strip_layout_new    (VmpAddressSpace         *space) G_GNUC_WARN_UNUSED_RESULT;
VmpMapStripLayout *vmp_map_strip_layout_ref    (VmpMapStripLayout       *self);
void               vmp_map_strip_layout_unref  (VmpMapStripLayout       *self);

/* The segment at @at; the first or last one outside. The strip must not be empty. */
guint              vmp_map_strip_layout_find   (const VmpMapStripLayout *self,
                                                double                   at);
/* The segment that @addr lies in, clamped in the same way. */
guint              vmp_map_strip_layout_find_addr (const VmpMapStripLayout *self,
                                                guint64                  addr);
/* Between places and addresses; in the middle of a gap as in a mapping. */
guint64            vmp_map_strip_layout_get_addr (const VmpMapStripLayout *self,
                                                double                   at);
double             vmp_map_strip_layout_get_place (const VmpMapStripLayout *self,
                                                guint64                  addr);
/* Units that one page takes in @segment. */
double             vmp_map_strip_layout_get_page (const VmpMapStripLayout *self,
                                                guint                    segment);
/* What @n columns from @from to @to show. @places (nullable) is G_MAXUINT32 for each mapping that is not wanted. */
void               vmp_map_strip_layout_get_columns (const VmpMapStripLayout *self,
                                                double                   from,
                                                double                   to,
                                                const guint32           *places,
                                                VmpMapStripColumn       *columns,
                                                guint                    n);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VmpMapStripLayout, vmp_map_strip_layout_unref)

G_END_DECLS
