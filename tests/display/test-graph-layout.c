/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of the remembered order, heights and hiding of graphs. */
#include "config.h"

#include "app/models/vmp-graph-layout.h"

static const VmpGraphPlace defaults[] = { { "a", 200, TRUE, 0 }, { "b", 150, TRUE, 1 }, { "c", 150, TRUE, 2 } };

static void
load (VmpGraphLayout *layout,
      const char     *text)
{
  g_autoptr (GVariant) saved = g_variant_parse (G_VARIANT_TYPE (VMP_GRAPH_LAYOUT_TYPE), text, NULL, NULL, NULL);

  vmp_graph_layout_load (layout, saved, defaults, G_N_ELEMENTS (defaults));
}

static void
assert_layout (const VmpGraphLayout *layout,
               const char           *expected)
{
  g_autoptr (GVariant) saved = g_variant_ref_sink (vmp_graph_layout_save (layout));
  g_autofree char *text = g_variant_print (saved, FALSE);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_load (void)
{
  VmpGraphLayout layout;

  load (&layout, "[]");
  assert_layout (&layout, "[('a', 200, true), ('b', 150, true), ('c', 150, true)]");
  /* Unknown, named twice, too high, missing. */
  load (&layout, "[('new', 9, true), ('c', 99999, false), ('c', 150, true), ('a', -1, true)]");
  assert_layout (&layout, "[('c', 800, false), ('a', 110, true), ('b', 150, true)]");
  g_assert_cmpuint (vmp_graph_layout_find (&layout, 2), ==, 0);
}

static void
test_move (void)
{
  VmpGraphLayout layout;

  load (&layout, "[('a', 200, true), ('b', 150, false), ('c', 150, true)]");
  g_assert_false (vmp_graph_layout_move (&layout, 0, -1));
  /* Past what is hidden. */
  g_assert_true (vmp_graph_layout_move (&layout, 0, 1));
  assert_layout (&layout, "[('c', 150, true), ('b', 150, false), ('a', 200, true)]");
  g_assert_false (vmp_graph_layout_move (&layout, 0, 1));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/graph-layout/load", test_load);
  g_test_add_func ("/graph-layout/move", test_move);
  return g_test_run ();
}
