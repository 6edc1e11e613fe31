/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A snapshot of an address space beside the ones before it: what changed, and how resident sizes went. */
#pragma once

#include "core/model/vmp-address-space.h"

G_BEGIN_DECLS

/* So many snapshots back are resident sizes known. */
#define VMP_MAPPING_TRAIL_LENGTH 30

typedef enum
{
  VMP_MAPPING_CHANGE_NONE,
  VMP_MAPPING_CHANGE_NEW,
  VMP_MAPPING_CHANGE_GROWN,
  VMP_MAPPING_CHANGE_SHRUNK,
  /* Only of a comparison. */
  VMP_MAPPING_CHANGE_GONE,
  VMP_MAPPING_CHANGE_MOVED,
  VMP_MAPPING_CHANGE_SPLIT,
  VMP_MAPPING_CHANGE_MERGED,
  VMP_N_MAPPING_CHANGES
} VmpMappingChangeKind;

typedef struct
{
  gint64 delta_bytes;         /* of resident memory, or of the size where that alone changed */
  guint8 kind;                /* VmpMappingChangeKind */
  guint8 is_size;             /* it is that of the size */
} VmpMappingChange;

/* Immutable, atomically ref-counted. */
typedef struct
{
  VmpAddressSpace  *space;          /* owned */
  gint64            time_nsec;      /* when it was read, CLOCK_BOOTTIME */
  VmpMappingChange *changes;        /* of each mapping since the snapshot before */
  guint32          *history_kib;    /* VMP_MAPPING_TRAIL_LENGTH resident sizes a mapping, the newest last; G_MAXUINT32: none */
  guint             n_changed;      /* how many changed, new ones included */
  guint             n_gone;         /* how many of the snapshot before are gone */
  guint32          *from_previous;  /* the index here of each mapping of the snapshot before, G_MAXUINT32: gone */
  guint             n_previous;
} VmpMappingTrail;

/* Takes a reference of @space; @previous is what was read before of the same process, NULL for none. For a worker: it looks at
 * all mappings. */
VmpMappingTrail *vmp_mapping_trail_new   (VmpAddressSpace       *space,
                                          gint64                 time_nsec,
                                          const VmpMappingTrail *previous) G_GNUC_WARN_UNUSED_RESULT;
VmpMappingTrail *vmp_mapping_trail_ref   (VmpMappingTrail       *self);
void             vmp_mapping_trail_unref (VmpMappingTrail       *self);
/* Resident bytes of mapping @index at its last snapshots, NAN where it was not there. */
void             vmp_mapping_trail_get_history (const VmpMappingTrail *self,
                                                guint                  index,
                                                float                  values[VMP_MAPPING_TRAIL_LENGTH]);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VmpMappingTrail, vmp_mapping_trail_unref)

G_END_DECLS
