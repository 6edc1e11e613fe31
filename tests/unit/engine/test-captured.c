/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Probe and list on captured systems: other page sizes, an old kernel. */

#include "config.h"

#include "core/engine/vmp-probe.h"
#include "core/engine/vmp-process-list.h"

#define ALL_TIERS (1u << VMP_TIER_0 | 1u << VMP_TIER_1 | 1u << VMP_TIER_2)
#define KIB G_GINT64_CONSTANT (1024)

typedef struct
{
  VmpMetricId id;
  gint64      kib;      /* VMP_MISSING: this kernel does not say */
} Expected;

typedef struct
{
  const char *tree;
  gint32      pid;
  gint64      mappings;
  gint64      listed_rss_kib;
  Expected    expected[12];
} System;

static const System systems[] = {
  { "arm64-64k", 4242, 8, 3456,
    { { VMP_METRIC_RSS, 3456 }, { VMP_METRIC_RSS_ANON, 2048 }, { VMP_METRIC_PSS, 3456 }, { VMP_METRIC_USS, 3456 },
      { VMP_METRIC_HEAP, 1600 }, { VMP_METRIC_HEAP_SIZE, 2560 }, { VMP_METRIC_STACK_RESIDENT, 128 },
      { VMP_METRIC_THREAD_STACKS, 0 }, { VMP_METRIC_SWAP_PSS, 0 } } },
  { "arm64-16k", 4242, 8, 54 * 16, { { VMP_METRIC_RSS, 54 * 16 } } },
  /* Before 4.5 status does not tell anonymous from file, before 4.14 there is no smaps_rollup: the sum of smaps. */
  { "old-kernel", 777, 6, 1240,
    { { VMP_METRIC_RSS, 1240 }, { VMP_METRIC_RSS_ANON, VMP_MISSING }, { VMP_METRIC_PSS, 780 }, { VMP_METRIC_USS, 780 },
      { VMP_METRIC_PSS_ANON, VMP_MISSING }, { VMP_METRIC_HEAP, 40 }, { VMP_METRIC_HEAP_SIZE, 132 },
      { VMP_METRIC_STACK_RESIDENT, 24 }, { VMP_METRIC_READ_BYTES, VMP_MISSING } } },
};

static VmpProcRoot *
open_tree (const System *system)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "fixtures", system->tree, NULL);
  g_autoptr (GError) error = NULL;
  VmpProcRoot *root = vmp_proc_root_new (path, &error);

  g_assert_no_error (error);

  return root;
}

static void
test_probe (gconstpointer data)
{
  const System *system = data;
  g_autoptr (VmpProcRoot) root = open_tree (system);
  g_autoptr (GError) error = NULL;
  VmpProcess *process = vmp_process_open (root, system->pid, &error);
  g_autoptr (VmpProbe) probe = NULL;
  VmpSample sample;

  g_assert_no_error (error);
  probe = vmp_probe_new (root, process);
  g_assert_true (vmp_probe_read (probe, ALL_TIERS, &sample, &error));
  g_assert_cmpint (sample.values[VMP_METRIC_MAPPINGS], ==, system->mappings);
  for (guint i = 0; i < G_N_ELEMENTS (system->expected) && (i == 0 || system->expected[i].id != VMP_METRIC_RSS); i++)
    {
      const Expected *expected = &system->expected[i];

      g_test_message ("%s", vmp_metric_get (expected->id)->key);
      if (expected->kib == VMP_MISSING)
        g_assert_cmpint (sample.reasons[expected->id], ==, VMP_REASON_UNSUPPORTED);
      else
        g_assert_cmpint (sample.values[expected->id], ==, expected->kib * KIB);
    }
}

static void
test_list (gconstpointer data)
{
  const System *system = data;
  g_autoptr (VmpProcRoot) root = open_tree (system);
  g_autoptr (VmpProcessLister) lister = vmp_process_lister_new (root);

  for (guint round = 0; round < 2; round++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (VmpProcessList) processes = vmp_process_lister_list (lister, VMP_PROCESS_COLUMN_STATUS, &error);
      const VmpProcessRow *row;

      g_assert_no_error (error);
      row = vmp_process_list_find (processes, system->pid);
      g_assert_nonnull (row);
      g_assert_cmpint (row->rss_bytes, ==, system->listed_rss_kib * KIB);
      g_assert_cmpstr (row->command, !=, "");
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (systems); i++)
    {
      g_autofree char *probe = g_strdup_printf ("/captured/probe/%s", systems[i].tree);
      g_autofree char *list = g_strdup_printf ("/captured/list/%s", systems[i].tree);

      g_test_add_data_func (probe, &systems[i], test_probe);
      g_test_add_data_func (list, &systems[i], test_list);
    }

  return g_test_run ();
}
