/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows that are to be written to a recording, kept until a transaction with all of them has succeeded. */

#include "config.h"

#include "vmp-row-queue.h"

#include "core/kernel/vmp-value.h"

typedef struct
{
  guint8  kind;
  gint64  numbers[VMP_ROW_MAX_NUMBERS];
  gsize   offsets[VMP_ROW_MAX_BLOBS];   /* into bytes; G_MAXSIZE: NULL */
  gsize   lens[VMP_ROW_MAX_BLOBS];
} Row;

struct _VmpRowQueue
{
  GArray       *rows;                       /* of Row */
  GByteArray   *bytes;                      /* what their blobs are */
  sqlite3_stmt *statements[VMP_N_ROW_KINDS];  /* owned; NULL before first use */
};

/* Numbers are bound first, then blobs. */
static const struct
{
  const char *sql;
  guint       n_numbers, n_blobs;
  guint       texts;                        /* a bit for each blob that is a text */
} kinds[VMP_N_ROW_KINDS] = {
  [VMP_ROW_INFO_NUMBER] = { "INSERT OR REPLACE INTO info (value, key) VALUES (?, ?)", 1, 1, 1 },
  [VMP_ROW_INFO_TEXT] = { "INSERT OR REPLACE INTO info (key, value) VALUES (?, ?)", 0, 2, 3 },
  [VMP_ROW_METRIC] = { "INSERT INTO metric (code, key, unit, kind) VALUES (?, ?, ?, ?)", 1, 3, 7 },
  [VMP_ROW_CLOCK] = { "INSERT OR REPLACE INTO clock (time_nsec, realtime_at_boot_nsec) VALUES (?, ?)", 2, 0, 0 },
  [VMP_ROW_EVENT] = { "INSERT OR REPLACE INTO event (id, target, time_nsec, type, samples_before, event, facts)"
                      " VALUES (?, ?, ?, ?, ?, ?, ?)", 5, 2, 2 },
  [VMP_ROW_CHUNK] = { "INSERT INTO chunk (id, target, first_sample, n, begin_nsec, end_nsec) VALUES (?, ?, ?, ?, ?, ?)",
                      6, 0, 0 },
  [VMP_ROW_CHUNK_COLUMN] = { "INSERT INTO chunk_column (id, n, pattern, min, max, first, last, data, reasons, gaps)"
                             " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", 7, 3, 0 },
  [VMP_ROW_RECENT] = { "INSERT INTO recent (target, sample, time_nsec, duration_nsec, data) VALUES (?, ?, ?, ?, ?)", 4, 1, 0 },
  [VMP_ROW_FORGET_RECENT] = { "DELETE FROM recent WHERE target = ? AND sample < ?", 2, 0, 0 },
  [VMP_ROW_SPAN] = { "INSERT INTO span (target, code, level, begin_nsec, end_nsec, n, data) VALUES (?, ?, ?, ?, ?, ?, ?)",
                     6, 1, 0 },
  [VMP_ROW_SPACE] = { "INSERT INTO space (id, base, n) VALUES (?, ?, ?)", 3, 0, 0 },
  [VMP_ROW_MAPPING] = { "INSERT INTO mapping (id, n, data) VALUES (?, ?, ?)", 2, 1, 0 },
  [VMP_ROW_TEXT] = { "INSERT INTO text (id, text) VALUES (?, ?)", 1, 1, 0 },
};

VmpRowQueue *
vmp_row_queue_new (void)
{
  VmpRowQueue *self = g_new0 (VmpRowQueue, 1);

  self->rows = g_array_new (FALSE, FALSE, sizeof (Row));
  self->bytes = g_byte_array_new ();
  return self;
}

void
vmp_row_queue_finalize_statements (VmpRowQueue *self)
{
  for (guint i = 0; i < VMP_N_ROW_KINDS; i++)
    g_clear_pointer (&self->statements[i], sqlite3_finalize);
}

void
vmp_row_queue_free (VmpRowQueue *self)
{
  vmp_row_queue_finalize_statements (self);
  g_array_unref (self->rows);
  g_byte_array_unref (self->bytes);
  g_free (self);
}

void
vmp_row_queue_add (VmpRowQueue      *self,
                   VmpRowKind        kind,
                   const gint64     *numbers,
                   const VmpRowBlob *blobs)
{
  Row row = { .kind = kind };

  for (guint i = 0; i < kinds[kind].n_numbers; i++)
    row.numbers[i] = numbers[i];
  for (guint i = 0; i < kinds[kind].n_blobs; i++)
    {
      row.offsets[i] = blobs[i].data != NULL ? self->bytes->len : G_MAXSIZE;
      row.lens[i] = blobs[i].len;
      if (blobs[i].data != NULL && blobs[i].len > 0)
        g_byte_array_append (self->bytes, blobs[i].data, blobs[i].len);
    }
  g_array_append_val (self->rows, row);
}

gsize
vmp_row_queue_get_bytes (VmpRowQueue *self)
{
  return self->rows->len * sizeof (Row) + self->bytes->len;
}

static void
bind_blob (VmpRowQueue  *self,
           sqlite3_stmt *statement,
           int           at,
           const Row    *row,
           guint         i)
{
  const char *data = row->offsets[i] != G_MAXSIZE ? (const char *) self->bytes->data + row->offsets[i] : NULL;

  if (data == NULL)
    sqlite3_bind_null (statement, at);
  else if ((kinds[row->kind].texts & 1u << i) != 0)
    sqlite3_bind_text (statement, at, row->lens[i] > 0 ? data : "", row->lens[i], SQLITE_STATIC);
  else if (row->lens[i] > 0)
    sqlite3_bind_blob64 (statement, at, data, row->lens[i], SQLITE_STATIC);
  else
    sqlite3_bind_zeroblob (statement, at, 0);
}

static gboolean
write_row (VmpRowQueue  *self,
           sqlite3      *db,
           const Row    *row,
           GError      **error)
{
  sqlite3_stmt **statement = &self->statements[row->kind];
  guint n_numbers = kinds[row->kind].n_numbers;
  int code;

  if (*statement == NULL && (*statement = vmp_sqlite_prepare (db, kinds[row->kind].sql, "recording", error)) == NULL)
    return FALSE;
  for (guint i = 0; i < n_numbers; i++)
    {
      if (row->numbers[i] == VMP_MISSING)
        sqlite3_bind_null (*statement, i + 1);
      else
        sqlite3_bind_int64 (*statement, i + 1, row->numbers[i]);
    }
  for (guint i = 0; i < kinds[row->kind].n_blobs; i++)
    bind_blob (self, *statement, n_numbers + i + 1, row, i);
  code = sqlite3_step (*statement);
  sqlite3_reset (*statement);
  return code == SQLITE_DONE || vmp_sqlite_set_error (error, db, code, "recording");
}

static gboolean
write_rows (VmpRowQueue  *self,
            sqlite3      *db,
            GError      **error)
{
  if (!vmp_sqlite_run (db, "BEGIN IMMEDIATE", "recording", error))
    return FALSE;
  for (guint i = 0; i < self->rows->len; i++)
    if (!write_row (self, db, &g_array_index (self->rows, Row, i), error))
      return FALSE;
  return vmp_sqlite_run (db, "COMMIT", "recording", error);
}

gboolean
vmp_row_queue_write (VmpRowQueue  *self,
                     sqlite3      *db,
                     GError      **error)
{
  if (self->rows->len == 0)
    return TRUE;
  if (!write_rows (self, db, error))
    {
      /* A full disk may have rolled it back already. */
      if (!sqlite3_get_autocommit (db))
        sqlite3_exec (db, "ROLLBACK", NULL, NULL, NULL);
      return FALSE;
    }
  g_array_set_size (self->rows, 0);
  g_byte_array_set_size (self->bytes, 0);
  return TRUE;
}
