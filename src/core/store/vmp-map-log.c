/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The address spaces of one process on their way to its recording: what differs from the one before, now and then all. */

#include "config.h"

#include "vmp-map-log.h"

#include "vmp-map-record.h"

#include <string.h>

/* Differences in a row, so that any moment is soon found. */
#define MAX_DIFFERENCES 64
/* What is remembered of texts; then each is written anew. */
#define MAX_TEXTS_BYTES (16 * 1024 * 1024)

struct _VmpMapTexts
{
  GHashTable *numbers;    /* owned text -> number */
  guint32     last;
  gsize       bytes;
};

struct _VmpMapLog
{
  VmpAddressSpace *previous;      /* owned; NULL before the first */
  gint64           base;          /* event that was written whole */
  guint            n_differences; /* written since then */
  gsize            n_records;     /* in them */
};

VmpMapTexts *
vmp_map_texts_new (void)
{
  VmpMapTexts *self = g_new0 (VmpMapTexts, 1);

  self->numbers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

void
vmp_map_texts_free (VmpMapTexts *self)
{
  g_hash_table_unref (self->numbers);
  g_free (self);
}

static guint32
number_text (VmpMapTexts *self,
             const char  *text,
             VmpRowQueue *queue)
{
  gsize len = strlen (text);
  gpointer number = len > 0 ? g_hash_table_lookup (self->numbers, text) : NULL;
  gint64 id;

  if (len == 0 || number != NULL)
    return GPOINTER_TO_UINT (number);
  if (self->bytes > MAX_TEXTS_BYTES)
    {
      g_hash_table_remove_all (self->numbers);
      self->bytes = 0;
    }
  id = ++self->last;
  self->bytes += len + 100;
  g_hash_table_insert (self->numbers, g_strdup (text), GUINT_TO_POINTER (self->last));
  vmp_row_queue_add (queue, VMP_ROW_TEXT, &id, &(VmpRowBlob) { text, len });
  return self->last;
}

VmpMapLog *
vmp_map_log_new (void)
{
  return g_new0 (VmpMapLog, 1);
}

void
vmp_map_log_free (VmpMapLog *self)
{
  g_clear_pointer (&self->previous, vmp_address_space_unref);
  g_free (self);
}

static gboolean
is_same (const VmpAddressSpace *space_a,
         const VmpMapping      *a,
         const VmpAddressSpace *space_b,
         const VmpMapping      *b)
{
  return a->end_addr == b->end_addr && a->offset_bytes == b->offset_bytes && a->inode == b->inode &&
         a->device_major == b->device_major && a->device_minor == b->device_minor &&
         memcmp (a->sizes_kib, b->sizes_kib, sizeof a->sizes_kib) == 0 &&
         memcmp (a->permissions, b->permissions, sizeof a->permissions) == 0 &&
         memcmp (a->numbers, b->numbers, sizeof a->numbers) == 0 &&
         strcmp (vmp_address_space_get_name (space_a, a), vmp_address_space_get_name (space_b, b)) == 0 &&
         strcmp (vmp_address_space_get_flags (space_a, a), vmp_address_space_get_flags (space_b, b)) == 0 &&
         strcmp (vmp_address_space_get_unknown (space_a, a), vmp_address_space_get_unknown (space_b, b)) == 0;
}

static void
add_record (GByteArray            *records,
            const VmpAddressSpace *space,
            const VmpMapping      *mapping,
            VmpMapTexts           *texts,
            VmpRowQueue           *queue)
{
  const VmpMapRecordTexts numbers = {
    .name = number_text (texts, vmp_address_space_get_name (space, mapping), queue),
    .flags = number_text (texts, vmp_address_space_get_flags (space, mapping), queue),
    .unknown = number_text (texts, vmp_address_space_get_unknown (space, mapping), queue),
  };

  g_byte_array_set_size (records, records->len + VMP_MAP_RECORD_BYTES);
  vmp_map_record_write (records->data + records->len - VMP_MAP_RECORD_BYTES, mapping, &numbers);
}

static void
add_gone (GByteArray       *records,
          const VmpMapping *mapping)
{
  g_byte_array_set_size (records, records->len + VMP_MAP_RECORD_BYTES);
  vmp_map_record_write_gone (records->data + records->len - VMP_MAP_RECORD_BYTES, mapping->start_addr);
}

/* From @old (NULL: from nothing) to @new. */
static void
add_differences (GByteArray            *records,
                 const VmpAddressSpace *old,
                 const VmpAddressSpace *new,
                 VmpMapTexts           *texts,
                 VmpRowQueue           *queue)
{
  guint n_old = old != NULL ? vmp_address_space_get_n (old) : 0, at = 0;

  for (guint i = 0; i < vmp_address_space_get_n (new); i++)
    {
      const VmpMapping *mapping = vmp_address_space_get (new, i), *before = NULL;

      for (; at < n_old && vmp_address_space_get (old, at)->start_addr < mapping->start_addr; at++)
        add_gone (records, vmp_address_space_get (old, at));
      if (at < n_old && vmp_address_space_get (old, at)->start_addr == mapping->start_addr)
        before = vmp_address_space_get (old, at++);
      if (before == NULL || !is_same (old, before, new, mapping))
        add_record (records, new, mapping, texts, queue);
    }
  for (; at < n_old; at++)
    add_gone (records, vmp_address_space_get (old, at));
}

static void
write_rows (const GByteArray *records,
            gint64            id,
            VmpRowQueue      *queue)
{
  const guint row_bytes = VMP_MAP_RECORD_ROW * VMP_MAP_RECORD_BYTES;

  for (guint at = 0, part = 0; at < records->len; at += row_bytes, part++)
    {
      guint len = MIN (row_bytes, records->len - at);
      const gint64 numbers[] = { id << 16 | part, len / VMP_MAP_RECORD_BYTES };

      vmp_row_queue_add (queue, VMP_ROW_MAPPING, numbers, &(VmpRowBlob) { records->data + at, len });
    }
}

void
vmp_map_log_write (VmpMapLog       *self,
                   gint64           id,
                   VmpAddressSpace *space,
                   VmpMapTexts     *texts,
                   VmpRowQueue     *queue)
{
  g_autoptr (GByteArray) records = g_byte_array_new ();
  guint n = vmp_address_space_get_n (space);
  gboolean whole = self->previous == NULL || self->n_differences >= MAX_DIFFERENCES;

  if (!whole)
    {
      add_differences (records, self->previous, space, texts, queue);
      self->n_differences++;
      self->n_records += records->len / VMP_MAP_RECORD_BYTES;
      /* Differences as long as the whole save nothing, and take longer to read. */
      whole = self->n_records > n;
    }
  if (whole)
    {
      g_byte_array_set_size (records, 0);
      add_differences (records, NULL, space, texts, queue);
      self->base = id;
      self->n_differences = self->n_records = 0;
    }
  vmp_row_queue_add (queue, VMP_ROW_SPACE, (const gint64[]) { id, self->base, n }, NULL);
  write_rows (records, id, queue);
  g_clear_pointer (&self->previous, vmp_address_space_unref);
  self->previous = vmp_address_space_ref (space);
}
