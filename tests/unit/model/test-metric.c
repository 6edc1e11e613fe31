/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The metric table: its keys and codes are promises, its rows are whole. */

#include "config.h"

#include "core/model/vmp-metric.h"

#include <string.h>

/* In recordings, scripts and dashboards of users: rows are added at the end, none is ever changed. */
static const struct
{
  guint16     code;
  const char *key;
  VmpUnit     unit;
} golden[] = {
  { 1, "rss", VMP_UNIT_BYTES },
  { 2, "rss-peak", VMP_UNIT_BYTES },
  { 3, "rss-anon", VMP_UNIT_BYTES },
  { 4, "rss-file", VMP_UNIT_BYTES },
  { 5, "rss-shmem", VMP_UNIT_BYTES },
  { 6, "pss", VMP_UNIT_BYTES },
  { 7, "pss-anon", VMP_UNIT_BYTES },
  { 8, "pss-file", VMP_UNIT_BYTES },
  { 9, "pss-shmem", VMP_UNIT_BYTES },
  { 10, "uss", VMP_UNIT_BYTES },
  { 11, "private-clean", VMP_UNIT_BYTES },
  { 12, "private-dirty", VMP_UNIT_BYTES },
  { 13, "shared-clean", VMP_UNIT_BYTES },
  { 14, "shared-dirty", VMP_UNIT_BYTES },
  { 15, "referenced", VMP_UNIT_BYTES },
  { 16, "swap", VMP_UNIT_BYTES },
  { 17, "swap-pss", VMP_UNIT_BYTES },
  { 18, "hugetlb", VMP_UNIT_BYTES },
  { 19, "anon-huge", VMP_UNIT_BYTES },
  { 20, "lazy-free", VMP_UNIT_BYTES },
  { 21, "locked", VMP_UNIT_BYTES },
  { 22, "page-tables", VMP_UNIT_BYTES },
  { 23, "vsize", VMP_UNIT_BYTES },
  { 24, "vsize-peak", VMP_UNIT_BYTES },
  { 25, "data", VMP_UNIT_BYTES },
  { 26, "exe", VMP_UNIT_BYTES },
  { 27, "lib", VMP_UNIT_BYTES },
  { 28, "mappings", VMP_UNIT_COUNT },
  { 29, "heap", VMP_UNIT_BYTES },
  { 30, "heap-size", VMP_UNIT_BYTES },
  { 31, "heap-peak", VMP_UNIT_BYTES },
  { 32, "stack", VMP_UNIT_BYTES },
  { 33, "stack-resident", VMP_UNIT_BYTES },
  { 34, "thread-stacks", VMP_UNIT_BYTES },
  { 35, "threads", VMP_UNIT_COUNT },
  { 36, "minor-faults", VMP_UNIT_COUNT },
  { 37, "major-faults", VMP_UNIT_COUNT },
  { 38, "minor-fault-rate", VMP_UNIT_COUNT_PER_SECOND },
  { 39, "major-fault-rate", VMP_UNIT_COUNT_PER_SECOND },
  { 40, "child-minor-faults", VMP_UNIT_COUNT },
  { 41, "child-major-faults", VMP_UNIT_COUNT },
  { 42, "read-bytes", VMP_UNIT_BYTES },
  { 43, "write-bytes", VMP_UNIT_BYTES },
  { 44, "swapped-in", VMP_UNIT_BYTES },
  { 45, "cpu-time", VMP_UNIT_NSEC },
  { 46, "oom-score", VMP_UNIT_COUNT },
  { 47, "heap-private-dirty", VMP_UNIT_BYTES },
  { 48, "stack-private-dirty", VMP_UNIT_BYTES },
  { 49, "thread-stacks-private-dirty", VMP_UNIT_BYTES },
};

static void
test_keys_are_stable (void)
{
  g_assert_cmpuint (G_N_ELEMENTS (golden), ==, VMP_N_METRICS);
  for (guint i = 0; i < G_N_ELEMENTS (golden); i++)
    {
      const VmpMetric *metric = vmp_metric_lookup (golden[i].key);

      g_test_message ("%s", golden[i].key);
      g_assert_nonnull (metric);
      g_assert_cmpuint (metric->code, ==, golden[i].code);
      g_assert_cmpint (metric->unit, ==, golden[i].unit);
      g_assert_true (vmp_metric_lookup_code (golden[i].code) == metric);
      g_assert_true (vmp_metric_get (metric->id) == metric);
    }
}

static void
test_unknown (void)
{
  static const char *const keys[] = { "", "rs", "rss-", "RSS", "rss ", "majflt" };
  static const guint16 codes[] = { 0, VMP_N_METRICS + 1, G_MAXUINT16 };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    g_assert_null (vmp_metric_lookup (keys[i]));
  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    g_assert_null (vmp_metric_lookup_code (codes[i]));
}

static gboolean
is_sentence (const char *text)
{
  return g_unichar_isupper (g_utf8_get_char (text)) && text[strlen (text) - 1] == '.' && strstr (text, "  ") == NULL
         && strpbrk (text, "<>&\n\t%") == NULL;
}

/* Sentence case and no full stop, as labels are written. */
static gboolean
is_label (const char *text)
{
  return g_ascii_isupper (text[0]) && !g_str_has_suffix (text, ".") && strlen (text) <= 32;
}

static void
test_rows_are_whole (void)
{
  g_autoptr (GHashTable) labels = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < VMP_N_METRICS; i++)
    {
      const VmpMetric *metric = vmp_metric_get (i);

      g_test_message ("%s", metric->key);
      g_assert_cmpint (metric->id, ==, i);
      g_assert_nonnull (metric->source);
      g_assert_nonnull (metric->formula);
      g_assert_cmpuint (strlen (metric->formula), >, 4);
      g_assert_true (is_label (metric->label));
      g_assert_true (g_hash_table_add (labels, (gpointer) metric->label));
      g_assert_true (is_sentence (metric->explanation));
      g_assert_cmpuint (g_utf8_strlen (metric->explanation, -1), >=, 40);
      g_assert_cmpint (metric->tier, <, VMP_N_TIERS);
      g_assert_cmpuint (metric->color_light, !=, 0);
      g_assert_cmpuint (metric->color_light, !=, metric->color_dark);
    }
}

/* The tier tells what a read costs the target: it must be the one of the file named as the source. */
static void
test_tiers_fit_sources (void)
{
  static const struct
  {
    const char *prefix;
    VmpTier     tier;
  } tiers[] = {
    { "/proc/PID/stat: ", VMP_TIER_0 },
    { "/proc/PID/status: ", VMP_TIER_0 },
    { "/proc/PID/io: ", VMP_TIER_0 },
    { "/proc/PID/smaps_rollup: ", VMP_TIER_1 },
    { "/proc/PID/smaps: ", VMP_TIER_2 },
    { "/proc/PID/oom_score", VMP_TIER_1 },
    { "taskstats: ", VMP_TIER_1 },
  };

  for (guint i = 0; i < VMP_N_METRICS; i++)
    {
      const VmpMetric *metric = vmp_metric_get (i);
      gboolean found = FALSE;

      g_test_message ("%s: %s", metric->key, metric->source);
      for (guint t = 0; t < G_N_ELEMENTS (tiers) && !found; t++)
        {
          found = g_str_has_prefix (metric->source, tiers[t].prefix);
          if (found)
            g_assert_cmpint (metric->tier, ==, tiers[t].tier);
        }
      g_assert_true (found);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/metric/keys-are-stable", test_keys_are_stable);
  g_test_add_func ("/metric/unknown", test_unknown);
  g_test_add_func ("/metric/rows-are-whole", test_rows_are_whole);
  g_test_add_func ("/metric/tiers-fit-sources", test_tiers_fit_sources);
  return g_test_run ();
}
