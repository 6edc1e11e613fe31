/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What other programs show: every row is whole, and its formula gives their number. */

#include "config.h"

#include "core/model/vmp-metric-peer.h"
#include "core/model/vmp-sample.h"

#include <string.h>

/* 600 resident: 400 anonymous, 150 of files, 50 shared. */
static const struct
{
  VmpMetricId metric;
  gint64      value;
} given[] = {
  { VMP_METRIC_RSS, 600 }, { VMP_METRIC_RSS_ANON, 400 }, { VMP_METRIC_RSS_FILE, 150 }, { VMP_METRIC_RSS_SHMEM, 50 },
  { VMP_METRIC_PRIVATE_CLEAN, 30 }, { VMP_METRIC_PRIVATE_DIRTY, 300 }, { VMP_METRIC_USS, 350 }, { VMP_METRIC_SWAP, 7 },
  { VMP_METRIC_DATA, 1000 }, { VMP_METRIC_STACK, 132 }, { VMP_METRIC_MINOR_FAULTS, 12345 }, { VMP_METRIC_MINOR_FAULT_RATE, 21000 },
};

static const struct
{
  VmpMetricId  metric;
  VmpPeer      peer;
  gint64       value;
  const char  *formula;
} expected[] = {
  { VMP_METRIC_RSS, VMP_PEER_TOP, 600, "rss" },
  { VMP_METRIC_RSS, VMP_PEER_HTOP, 600, "rss" },
  { VMP_METRIC_RSS, VMP_PEER_GNOME_SYSTEM_MONITOR, 400, "rss - rss-file - rss-shmem" },
  { VMP_METRIC_RSS, VMP_PEER_RESOURCES, 600, "rss" },
  { VMP_METRIC_RSS_FILE, VMP_PEER_TOP, 200, "rss-file + rss-shmem" },
  { VMP_METRIC_USS, VMP_PEER_TOP, 330, "private-clean + private-dirty" },
  { VMP_METRIC_SWAP, VMP_PEER_HTOP, VMP_MISSING, NULL },
  { VMP_METRIC_SWAP, VMP_PEER_GNOME_SYSTEM_MONITOR, VMP_MISSING, NULL },
  { VMP_METRIC_DATA, VMP_PEER_TOP, 1132, "data + stack" },
  { VMP_METRIC_MINOR_FAULT_RATE, VMP_PEER_HTOP, 12345, "minor-faults" },
  { VMP_METRIC_PSS, VMP_PEER_TOP, VMP_MISSING, "pss" },   /* not given */
};

static const VmpMetricPeer *
find (VmpMetricId metric,
      VmpPeer     peer)
{
  guint n;
  const VmpMetricPeer *rows = vmp_metric_get_peers (metric, &n);

  for (guint i = 0; i < n; i++)
    if (rows[i].peer == peer)
      return &rows[i];
  return NULL;
}

static void
test_formulas (void)
{
  VmpSample sample;

  vmp_sample_init (&sample, 0, VMP_REASON_NOT_DUE);
  for (guint i = 0; i < G_N_ELEMENTS (given); i++)
    vmp_sample_set (&sample, given[i].metric, given[i].value);
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      const VmpMetricPeer *row = find (expected[i].metric, expected[i].peer);
      g_autofree char *formula = NULL;

      g_test_message ("%s of %s", vmp_metric_get (expected[i].metric)->key, vmp_peer_to_key (expected[i].peer));
      g_assert_nonnull (row);
      formula = vmp_metric_peer_dup_formula (row);
      g_assert_cmpstr (formula, ==, expected[i].formula);
      g_assert_cmpint (vmp_metric_peer_evaluate (row, sample.values), ==, expected[i].value);
    }
}

static void
test_rows_are_whole (void)
{
  guint n_all = 0;

  for (guint metric = 0; metric < VMP_N_METRICS; metric++)
    {
      guint n;
      const VmpMetricPeer *rows = vmp_metric_get_peers (metric, &n);

      n_all += n;
      for (guint i = 0; i < n; i++)
        {
          const VmpMetricPeer *row = &rows[i];

          g_test_message ("%s of %s", vmp_metric_get (metric)->key, vmp_peer_to_key (row->peer));
          g_assert_cmpint (row->metric, ==, metric);
          if (i > 0)
            g_assert_cmpint (row->peer, >, rows[i - 1].peer);
          g_assert_true (g_str_has_suffix (row->reason, "."));
          /* A number has a column that shows it. */
          g_assert_cmpuint (row->n_metrics, <=, VMP_METRIC_PEER_MOST_TERMS);
          if (row->n_metrics > 0)
            g_assert_nonnull (row->column);
        }
    }
  g_assert_cmpuint (n_all, >, 40);
}

/* Whatever stands in the row of numbers can be compared. */
static void
test_tiles_have_peers (void)
{
  static const VmpMetricId tiles[] = {
    VMP_METRIC_RSS, VMP_METRIC_RSS_ANON, VMP_METRIC_RSS_FILE, VMP_METRIC_RSS_SHMEM, VMP_METRIC_SWAP, VMP_METRIC_PSS,
    VMP_METRIC_HEAP, VMP_METRIC_STACK, VMP_METRIC_MINOR_FAULT_RATE, VMP_METRIC_MAJOR_FAULT_RATE, VMP_METRIC_VSIZE,
  };

  for (guint i = 0; i < G_N_ELEMENTS (tiles); i++)
    {
      guint n;

      vmp_metric_get_peers (tiles[i], &n);
      g_assert_cmpuint (n, >=, 3);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/metric-peer/formulas", test_formulas);
  g_test_add_func ("/metric-peer/rows-are-whole", test_rows_are_whole);
  g_test_add_func ("/metric-peer/tiles-have-peers", test_tiles_have_peers);
  return g_test_run ();
}
