/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mappings as they are to be listed: filtered, sorted and grouped by a worker, never changed afterwards. */
#pragma once

#include "vmp-mapping-column.h"
#include "vmp-mapping-comparison.h"
#include "vmp-mapping-filter.h"
#include "vmp-mapping-trail.h"

G_BEGIN_DECLS

typedef enum
{
  VMP_MAPPING_ARRANGE_FLAT,
  VMP_MAPPING_ARRANGE_TYPE,
  VMP_MAPPING_ARRANGE_FILE,
  VMP_MAPPING_ARRANGE_THREAD,
  VMP_N_MAPPING_ARRANGEMENTS
} VmpMappingArrange;

/* What is wanted. */
typedef struct
{
  VmpMappingFilter  *filter;        /* owned; NULL: all */
  guint32            types;         /* a bit for each VmpMappingType that is shown; 0: all */
  VmpMappingColumn   sort;
  gboolean           descending;
  VmpMappingArrange  arrange;
  GHashTable        *open;          /* owned set of keys of groups whose mappings are shown; NULL: none */
  VmpAddressSpace   *mark;          /* owned; what to compare with: only what changed since is shown. NULL: all */
  gint64             mark_nsec;     /* when it was read, CLOCK_BOOTTIME */
} VmpMappingQuery;

/* A group of mappings. */
typedef struct
{
  char          *key;               /* owned: stable from snapshot to snapshot */
  guint          n;
  guint32        first;             /* its first entry */
  guint32        types;             /* a bit for each type in it */
  gboolean       is_open;
  VmpMappingSum  sum;               /* without what is gone */
  gint64         delta_bytes;       /* of resident memory */
} VmpMappingGroup;

/* An entry is the index of a mapping; behind these come mappings that a comparison found gone. A line is an entry, or the index of a
 * group with this bit. */
#define VMP_MAPPING_LINE_GROUP (1u << 31)

/* Places that are no line. */
#define VMP_MAPPING_PLACE_NONE G_MAXUINT32            /* it does not match */
#define VMP_MAPPING_PLACE_CLOSED (G_MAXUINT32 - 1)    /* it is in a closed group */

/* Immutable, atomically ref-counted. */
typedef struct
{
  VmpMappingTrail   *trail;         /* owned */
  VmpMappingComparison *comparison; /* owned; NULL: with nothing */
  VmpMappingArrange  arrange;
  GArray            *groups;        /* of VmpMappingGroup */
  guint32           *lines;
  guint              n_lines;
  guint32           *places;        /* the line of each entry, or one of those above */
  guint32           *matches;       /* entries that match, in their order */
  guint              n_matches;     /* those in closed groups too */
  VmpMappingSum      sum;           /* of these */
  guint32           *moves;         /* where each line of the table before is now, G_MAXUINT32: nowhere */
  guint              n_moves;
} VmpMappingTable;

void             vmp_mapping_query_init   (VmpMappingQuery       *self);
void             vmp_mapping_query_clear  (VmpMappingQuery       *self);
/* *out owns copies of all. */
void             vmp_mapping_query_copy   (const VmpMappingQuery *self,
                                           VmpMappingQuery       *out);

/* Takes a reference of @trail. @previous, nullable, is what is listed now: its trail is @trail, or the one before it.
 * For a worker. */
VmpMappingTable *vmp_mapping_table_new    (VmpMappingTrail       *trail,
                                           const VmpMappingQuery *query,
                                           const VmpMappingTable *previous) G_GNUC_WARN_UNUSED_RESULT;
VmpMappingTable *vmp_mapping_table_ref    (VmpMappingTable       *self);
void             vmp_mapping_table_unref  (VmpMappingTable       *self);
/* How many entries there are. */
guint                   vmp_mapping_table_get_n      (const VmpMappingTable *self);
/* The mapping of @entry, the space it is of, and what became of it. Borrowed. */
const VmpMapping       *vmp_mapping_table_get_entry  (const VmpMappingTable *self,
                                                      guint32                entry);
const VmpAddressSpace  *vmp_mapping_table_get_space  (const VmpMappingTable *self,
                                                      guint32                entry);
const VmpMappingChange *vmp_mapping_table_get_change (const VmpMappingTable *self,
                                                      guint32                entry);
gboolean                vmp_mapping_table_is_gone    (const VmpMappingTable *self,
                                                      guint32                entry);
/* The mapping of @line, NULL for a group; the group of @line, NULL for a mapping. Borrowed. */
const VmpMapping      *vmp_mapping_table_get_mapping (const VmpMappingTable *self,
                                                      guint                  line);
const VmpMappingGroup *vmp_mapping_table_get_group   (const VmpMappingTable *self,
                                                      guint                  line);
/* The mapping at @addr, shown or not; NULL if it lies in a gap. Borrowed. */
const VmpMapping      *vmp_mapping_table_find        (const VmpMappingTable *self,
                                                      guint64                addr);
/* The line of @mapping, which must be of the table; GTK_INVALID_LIST_POSITION (the greatest) if it is not shown. */
guint                  vmp_mapping_table_find_line   (const VmpMappingTable *self,
                                                      const VmpMapping      *mapping);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VmpMappingTable, vmp_mapping_table_unref)

/* The key of the group that @mapping is in. Owned. */
char *vmp_mapping_dup_group_key (const VmpAddressSpace *space, VmpMappingArrange arrange, const VmpMapping *mapping)
  G_GNUC_WARN_UNUSED_RESULT;

/* The order of @indices, for the table alone; ties by address. */
void vmp_mapping_sort (const VmpMappingTable *table, VmpMappingColumn column, gboolean descending, guint32 *indices, guint n);
/* The groups of @indices (of VmpMappingGroup), and which each mapping is in: for the table alone. */
GArray *vmp_mapping_group (const VmpMappingTable *table, const VmpMappingQuery *query, guint32 *of_entry) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
