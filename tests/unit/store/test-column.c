/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Columns of numbers come back as they were, and are as short as promised. */

#include "config.h"

#include "core/store/vmp-column.h"

static gsize
check (const gint64 *values,
       guint         n)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree gint64 *again = g_new0 (gint64, n + 1);

  vmp_column_append (bytes, values, n);
  g_assert_cmpuint (vmp_column_read (bytes->data, bytes->len, n, again), ==, bytes->len);
  for (guint i = 0; i < n; i++)
    g_assert_cmpint (again[i], ==, values[i]);
  /* One byte less is none. */
  g_assert_cmpuint (vmp_column_read (bytes->data, bytes->len - 1, n, again), ==, 0);
  return bytes->len - VMP_COLUMN_HEAD_BYTES;
}

static void
test_even (void)
{
  gint64 values[1000];

  for (guint i = 0; i < 1000; i++)
    values[i] = 12345678;
  g_assert_cmpuint (check (values, 1000), ==, 0);
  for (guint i = 0; i < 1000; i++)
    values[i] = 1000000000000 + i * G_GINT64_CONSTANT (100000000);
  g_assert_cmpuint (check (values, 1000), ==, 0);
  for (guint i = 0; i < 1000; i++)
    values[i] = 1000000000000 - i * G_GINT64_CONSTANT (100000000);
  g_assert_cmpuint (check (values, 1000), ==, 0);
}

static void
test_pages (void)
{
  gint64 values[1000];

  /* A GiB of pages that come and go: 18 bits each, and no more for their size. */
  for (guint i = 0; i < 1000; i++)
    values[i] = (gint64) ((i * 2654435761u >> 7 ^ i * i * 40503u) % 262144) * 4096;
  g_assert_cmpuint (check (values, 1000), ==, 3000);
  for (guint i = 0; i < 1000; i++)
    values[i] = (G_GINT64_CONSTANT (1) << 40) + (gint64) ((i * 2654435761u >> 7 ^ i * i * 40503u) % 256) * 4096;
  g_assert_cmpuint (check (values, 1000), ==, 1000);
}

static void
test_extremes (void)
{
  const gint64 ends[] = { G_MAXINT64, G_MININT64, 0, -1, 1, G_MAXINT64, G_MAXINT64, G_MININT64 };
  const gint64 one[] = { G_MININT64 };
  gint64 nothing;

  check (ends, G_N_ELEMENTS (ends));
  g_assert_cmpuint (check (one, 1), ==, 0);
  check (&nothing, 0);
}

static void
test_random (void)
{
  for (guint round = 0; round < 300; round++)
    {
      gint64 values[VMP_COLUMN_MAX];
      guint n = g_test_rand_int_range (1, VMP_COLUMN_MAX + 1);
      guint bits = g_test_rand_int_range (1, 64), low = g_test_rand_int_range (0, bits);
      gint64 sum = 0;

      for (guint i = 0; i < n; i++)
        {
          guint64 random = (guint64) g_test_rand_int () << 32 | (guint32) g_test_rand_int ();

          values[i] = (gint64) (random >> (64 - bits) >> low << low);
          if (round % 2 != 0)
            values[i] = sum = (gint64) ((guint64) sum + (guint64) values[i]);
        }
      check (values, n);
    }
}

static void
test_damage (void)
{
  guint8 bytes[VMP_COLUMN_HEAD_BYTES + 16] = { 0 };
  gint64 out[VMP_COLUMN_MAX];

  g_assert_cmpuint (vmp_column_read (bytes, 0, 0, out), ==, 0);
  g_assert_cmpuint (vmp_column_read (bytes, sizeof bytes, VMP_COLUMN_MAX + 1, out), ==, 0);
  g_assert_cmpuint (vmp_column_read (bytes, sizeof bytes, VMP_COLUMN_MAX, out), ==, VMP_COLUMN_HEAD_BYTES);
  bytes[0] = 2;
  g_assert_cmpuint (vmp_column_read (bytes, sizeof bytes, 1, out), ==, 0);
  bytes[0] = 0;
  bytes[1] = 9;
  g_assert_cmpuint (vmp_column_read (bytes, sizeof bytes, 1, out), ==, 0);
  bytes[1] = 8;
  g_assert_cmpuint (vmp_column_read (bytes, sizeof bytes, 3, out), ==, 0);
  bytes[2] = 64;
  g_assert_cmpuint (vmp_column_read (bytes, sizeof bytes, 1, out), ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/column/even", test_even);
  g_test_add_func ("/column/pages", test_pages);
  g_test_add_func ("/column/extremes", test_extremes);
  g_test_add_func ("/column/random", test_random);
  g_test_add_func ("/column/damage", test_damage);

  return g_test_run ();
}
