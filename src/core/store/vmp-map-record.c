/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One mapping as it is stored, and the merging of differences. */

#include "config.h"

#include "vmp-map-record.h"

#include <string.h>

#define N_LONGS 4
#define N_SHORTS 4
#define SHORTS_AT (N_LONGS * 8)
#define LETTERS_AT (SHORTS_AT + N_SHORTS * 4)
#define N_LETTERS 4
#define SIZES_AT (LETTERS_AT + N_LETTERS)

#define UNKNOWN_AT (SIZES_AT + VMP_N_MAPPING_SIZES * 4)
#define NUMBERS_AT (UNKNOWN_AT + 4)

G_STATIC_ASSERT (UNKNOWN_AT == VMP_MAP_RECORD_BYTES_2);
G_STATIC_ASSERT (NUMBERS_AT + VMP_N_MAPPING_NUMBERS == VMP_MAP_RECORD_BYTES);

static void
put_long (guint8  *to,
          guint64  value)
{
  value = GUINT64_TO_BE (value);
  memcpy (to, &value, sizeof value);
}

static void
put_short (guint8  *to,
           guint32  value)
{
  value = GUINT32_TO_BE (value);
  memcpy (to, &value, sizeof value);
}

static guint64
get_long (const guint8 *from)
{
  guint64 value;

  memcpy (&value, from, sizeof value);
  return GUINT64_FROM_BE (value);
}

static guint32
get_short (const guint8 *from)
{
  guint32 value;

  memcpy (&value, from, sizeof value);
  return GUINT32_FROM_BE (value);
}

void
vmp_map_record_write (guint8                  *to,
                      const VmpMapping        *mapping,
                      const VmpMapRecordTexts *texts)
{
  const guint64 longs[N_LONGS] = { mapping->start_addr, mapping->end_addr, mapping->offset_bytes, mapping->inode };
  const guint32 shorts[N_SHORTS] = { mapping->device_major, mapping->device_minor, texts->name, texts->flags };

  for (guint i = 0; i < N_LONGS; i++)
    put_long (to + i * 8, longs[i]);
  for (guint i = 0; i < N_SHORTS; i++)
    put_short (to + SHORTS_AT + i * 4, shorts[i]);
  memcpy (to + LETTERS_AT, mapping->permissions, N_LETTERS);
  for (guint i = 0; i < VMP_N_MAPPING_SIZES; i++)
    put_short (to + SIZES_AT + i * 4, mapping->sizes_kib[i]);
  put_short (to + UNKNOWN_AT, texts->unknown);
  memcpy (to + NUMBERS_AT, mapping->numbers, VMP_N_MAPPING_NUMBERS);
}

void
vmp_map_record_write_gone (guint8  *to,
                           guint64  start_addr)
{
  memset (to, 0, VMP_MAP_RECORD_BYTES);
  put_long (to, start_addr);
}

static gboolean
is_permissions (const guint8 *letters)
{
  return (letters[0] == 'r' || letters[0] == '-') && (letters[1] == 'w' || letters[1] == '-') &&
         (letters[2] == 'x' || letters[2] == '-') && (letters[3] == 'p' || letters[3] == 's');
}

gboolean
vmp_map_record_read (const guint8      *record,
                     VmpMapping        *out,
                     VmpMapRecordTexts *out_texts)
{
  *out = (VmpMapping) {
    .start_addr = get_long (record), .end_addr = get_long (record + 8),
    .offset_bytes = get_long (record + 16), .inode = get_long (record + 24),
    .device_major = get_short (record + SHORTS_AT), .device_minor = get_short (record + SHORTS_AT + 4),
  };
  *out_texts = (VmpMapRecordTexts) {
    .name = get_short (record + SHORTS_AT + 8), .flags = get_short (record + SHORTS_AT + 12),
    .unknown = get_short (record + UNKNOWN_AT),
  };
  memcpy (out->permissions, record + LETTERS_AT, N_LETTERS);
  for (guint i = 0; i < VMP_N_MAPPING_SIZES; i++)
    out->sizes_kib[i] = get_short (record + SIZES_AT + i * 4);
  memcpy (out->numbers, record + NUMBERS_AT, VMP_N_MAPPING_NUMBERS);
  return out->end_addr > out->start_addr && is_permissions (record + LETTERS_AT);
}

GByteArray *
vmp_map_record_merge (const GByteArray *base,
                      const GByteArray *changes)
{
  GByteArray *merged = g_byte_array_sized_new (base->len + changes->len);
  guint at = 0;

  for (guint i = 0; i < changes->len; i += VMP_MAP_RECORD_BYTES)
    {
      const guint8 *change = changes->data + i;
      guint from = at;

      while (at < base->len && memcmp (base->data + at, change, 8) < 0)
        at += VMP_MAP_RECORD_BYTES;
      g_byte_array_append (merged, base->data + from, at - from);
      if (at < base->len && memcmp (base->data + at, change, 8) == 0)
        at += VMP_MAP_RECORD_BYTES;
      if (get_long (change + 8) != 0)
        g_byte_array_append (merged, change, VMP_MAP_RECORD_BYTES);
    }
  if (at < base->len)
    g_byte_array_append (merged, base->data + at, base->len - at);
  return merged;
}
