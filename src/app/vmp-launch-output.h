/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a launched program wrote, as far back as a bounded memory reaches. One thread appends, another takes. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What is kept of both streams together. */
#define VMP_LAUNCH_OUTPUT_MAX_BYTES (8 * 1024 * 1024)

typedef enum
{
  VMP_LAUNCH_STDOUT,
  VMP_LAUNCH_STDERR,
  VMP_LAUNCH_N_STREAMS
} VmpLaunchStream;

/* Atomically ref-counted, with a lock of its own. */
typedef struct _VmpLaunchOutput VmpLaunchOutput;

/* A run of bytes of one stream. */
typedef struct
{
  VmpLaunchStream stream;
  GBytes         *bytes;      /* owned */
} VmpLaunchPiece;

VmpLaunchOutput *vmp_launch_output_new             (gsize max_bytes) G_GNUC_WARN_UNUSED_RESULT;
VmpLaunchOutput *vmp_launch_output_ref             (VmpLaunchOutput *self);
void             vmp_launch_output_unref           (VmpLaunchOutput *self);

/* Appends; drops the oldest beyond the bound. Returns TRUE if nothing had come since the last take: somebody has to be told. */
gboolean         vmp_launch_output_append          (VmpLaunchOutput *self, VmpLaunchStream stream, const char *bytes, gsize n_bytes);

/**
 * vmp_launch_output_take:
 * @position: in: how many bytes of all were taken before; out: how many now
 * @max_bytes: about as many are returned
 * @out_lost_bytes: so many between the old position and what is returned were dropped
 *
 * Returns: (transfer full): pieces (of VmpLaunchPiece) from there on; empty if there is nothing new
 */
GArray          *vmp_launch_output_take            (VmpLaunchOutput *self, guint64 *position, gsize max_bytes,
                                                    guint64 *out_lost_bytes) G_GNUC_WARN_UNUSED_RESULT;
/* Bytes that were written in all, and those of them that were dropped. */
guint64          vmp_launch_output_get_total_bytes   (VmpLaunchOutput *self);
guint64          vmp_launch_output_get_dropped_bytes (VmpLaunchOutput *self);
/* All that is kept, as it was written, both streams in the order of their coming. */
GBytes          *vmp_launch_output_dup_bytes       (VmpLaunchOutput *self) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VmpLaunchOutput, vmp_launch_output_unref)

G_END_DECLS
