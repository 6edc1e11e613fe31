/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows that are to be written to a recording, kept until a transaction with all of them has succeeded. */
#pragma once

#include "vmp-sqlite.h"

G_BEGIN_DECLS

typedef enum
{
  VMP_ROW_INFO_NUMBER,      /* numbers: value; texts: key */
  VMP_ROW_INFO_TEXT,        /* texts: key, value */
  VMP_ROW_METRIC,           /* code; key, unit, kind */
  VMP_ROW_CLOCK,            /* time, realtime at boot */
  VMP_ROW_EVENT,            /* id, target, time, type, samples before; event, facts */
  VMP_ROW_CHUNK,            /* id, target, first sample, n, begin, end */
  VMP_ROW_CHUNK_COLUMN,     /* id, n, pattern, min, max, first, last; data, reasons, gaps */
  VMP_ROW_RECENT,           /* target, sample, time, duration; data */
  VMP_ROW_FORGET_RECENT,    /* target, first sample that stays */
  VMP_ROW_SPAN,             /* target, code, level, begin, end, n; data */
  VMP_ROW_SPACE,            /* id, base, n */
  VMP_ROW_MAPPING,          /* id, n; data */
  VMP_ROW_TEXT,             /* id; text */
  VMP_N_ROW_KINDS,
} VmpRowKind;

#define VMP_ROW_MAX_NUMBERS 7
#define VMP_ROW_MAX_BLOBS 3

typedef struct
{
  const void *data;         /* NULL: NULL */
  gsize       len;
} VmpRowBlob;

typedef struct _VmpRowQueue VmpRowQueue;

VmpRowQueue *vmp_row_queue_new       (void) G_GNUC_WARN_UNUSED_RESULT;
void         vmp_row_queue_free      (VmpRowQueue *self);
/* Appends a row; all is copied. As many numbers (VMP_MISSING: NULL) and blobs as its kind has. */
void         vmp_row_queue_add       (VmpRowQueue      *self,
                                      VmpRowKind        kind,
                                      const gint64     *numbers,
                                      const VmpRowBlob *blobs);
gsize        vmp_row_queue_get_bytes (VmpRowQueue *self);
/* Writes all rows in one transaction. On failure nothing is written and all of them stay. */
gboolean     vmp_row_queue_write     (VmpRowQueue      *self,
                                      sqlite3          *db,
                                      GError          **error);
/* Before the handle is closed. */
void         vmp_row_queue_finalize_statements (VmpRowQueue *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VmpRowQueue, vmp_row_queue_free)

G_END_DECLS
