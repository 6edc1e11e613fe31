/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A column of whole numbers as few bytes, from which any one of them, and SQL, can be read. */

#include "config.h"

#include "vmp-column.h"

#include <string.h>

typedef enum
{
  CODING_OFFSET,
  CODING_DELTA,
} Coding;

typedef struct
{
  guint8  coding, width, shift;
  guint64 base, start;      /* two's complement */
} Head;

static void
append_number (GByteArray *to,
               guint64     number)
{
  guint64 big_endian = GUINT64_TO_BE (number);

  g_byte_array_append (to, (const guint8 *) &big_endian, sizeof big_endian);
}

/* How wide @bits are when the lowest ones, which all numbers have as zero, are left out. */
static void
measure (Head    *head,
         guint64  highest,
         guint64  bits)
{
  head->shift = bits != 0 ? __builtin_ctzll (bits) : 0;
  head->width = highest != 0 ? (64 - __builtin_clzll (highest) - head->shift + 7) / 8 : 0;
}

static Head
measure_offsets (const gint64 *values,
                 guint         n)
{
  gint64 min = values[0], max = values[0];
  guint64 bits = 0;
  Head head = { CODING_OFFSET };

  for (guint i = 1; i < n; i++)
    {
      min = MIN (min, values[i]);
      max = MAX (max, values[i]);
    }
  for (guint i = 0; i < n; i++)
    bits |= (guint64) values[i] - (guint64) min;
  head.base = min;
  measure (&head, (guint64) max - (guint64) min, bits);
  return head;
}

/* Differences are compared as signed: a value that falls a little makes a small difference too. */
static Head
measure_deltas (const gint64 *values,
                guint         n)
{
  gint64 min = G_MAXINT64, max = G_MININT64;
  guint64 bits = 0;
  Head head = { CODING_DELTA };

  for (guint i = 1; i < n; i++)
    {
      gint64 delta = (gint64) ((guint64) values[i] - (guint64) values[i - 1]);

      min = MIN (min, delta);
      max = MAX (max, delta);
    }
  for (guint i = 1; i < n; i++)
    bits |= (guint64) values[i] - (guint64) values[i - 1] - (guint64) min;
  head.base = min;
  head.start = (guint64) values[0] - head.base;
  measure (&head, (guint64) max - (guint64) min, bits);
  return head;
}

static inline void
pack (guint8       *to,
      const Head   *head,
      const gint64 *values,
      guint         n,
      guint         width)
{
  guint64 before = head->start;

  for (guint i = 0; i < n; i++, to += width)
    {
      guint64 u = (guint64) values[i] - head->base - (head->coding == CODING_DELTA ? before : 0);

      before = values[i];
      u >>= head->shift;
      for (guint byte = 0; byte < width; byte++)
        to[byte] = u >> 8 * (width - 1 - byte);
    }
}

void
vmp_column_append (GByteArray   *to,
                   const gint64 *values,
                   guint         n)
{
  Head head = { CODING_OFFSET };
  guint8 bytes[3];
  guint at;

  if (n > 0)
    head = measure_offsets (values, n);
  if (n > 1 && head.width > 0)
    {
      Head delta = measure_deltas (values, n);

      if (delta.width < head.width)
        head = delta;
    }
  bytes[0] = head.coding;
  bytes[1] = head.width;
  bytes[2] = head.shift;
  g_byte_array_append (to, bytes, sizeof bytes);
  append_number (to, head.base);
  append_number (to, head.start);
  at = to->len;
  g_byte_array_set_size (to, at + n * head.width);
  /* A width that the compiler knows. */
  switch (head.width)
    {
    case 0:
      break;
    case 1:
      pack (to->data + at, &head, values, n, 1);
      break;
    case 2:
      pack (to->data + at, &head, values, n, 2);
      break;
    case 3:
      pack (to->data + at, &head, values, n, 3);
      break;
    default:
      pack (to->data + at, &head, values, n, head.width);
      break;
    }
}

static inline void
unpack (const guint8 *data,
        const Head   *head,
        gint64       *out,
        guint         n,
        guint         width)
{
  guint64 before = head->start;

  for (guint i = 0; i < n; i++, data += width)
    {
      guint64 u = 0;

      for (guint byte = 0; byte < width; byte++)
        u = u << 8 | data[byte];
      u = head->base + (u << head->shift);
      if (head->coding == CODING_DELTA)
        u = before += u;
      out[i] = (gint64) u;
    }
}

static gboolean
read_head (const guint8 *data,
           gsize         len,
           Head         *head)
{
  if (len < VMP_COLUMN_HEAD_BYTES)
    return FALSE;
  head->coding = data[0];
  head->width = data[1];
  head->shift = data[2];
  memcpy (&head->base, data + 3, sizeof head->base);
  memcpy (&head->start, data + 11, sizeof head->start);
  head->base = GUINT64_FROM_BE (head->base);
  head->start = GUINT64_FROM_BE (head->start);
  return head->coding <= CODING_DELTA && head->width <= 8 && head->shift <= 63;
}

gsize
vmp_column_read (const guint8 *data,
                 gsize         len,
                 guint         n,
                 gint64       *out)
{
  Head head;
  gsize size;

  if (n > VMP_COLUMN_MAX || !read_head (data, len, &head))
    return 0;
  size = VMP_COLUMN_HEAD_BYTES + (gsize) n * head.width;
  if (size > len)
    return 0;
  data += VMP_COLUMN_HEAD_BYTES;
  switch (head.width)
    {
    case 0:
      unpack (data, &head, out, n, 0);
      break;
    case 1:
      unpack (data, &head, out, n, 1);
      break;
    case 2:
      unpack (data, &head, out, n, 2);
      break;
    case 3:
      unpack (data, &head, out, n, 3);
      break;
    default:
      unpack (data, &head, out, n, head.width);
      break;
    }
  return size;
}
