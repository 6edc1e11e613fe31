/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The picker's list model: filter, order, what it tells views, selection. */

#include "config.h"

#include <string.h>

#include "app/models/vmp-order-diff.h"
#include "app/models/vmp-process-item.h"
#include "app/models/vmp-process-model.h"
#include "fake-processes.h"

#define MOST_PROCESSES 400

/* A view that knows only what the model tells it. */
typedef struct
{
  VmpProcessModel *model;
  GPtrArray       *items;         /* of VmpProcessItem */
  guint            n_told, n_told_removed, n_told_added;
} Mirror;

static void
items_changed_cb (GListModel *model, guint position, guint n_removed, guint n_added, Mirror *mirror)
{
  g_assert_cmpuint (position + n_removed, <=, mirror->items->len);
  if (n_removed > 0)
    g_ptr_array_remove_range (mirror->items, position, n_removed);
  for (guint i = 0; i < n_added; i++)
    g_ptr_array_insert (mirror->items, (int) (position + i), g_list_model_get_item (model, position + i));
  g_assert_cmpuint (mirror->items->len, ==, g_list_model_get_n_items (model));
  mirror->n_told++;
  mirror->n_told_removed += n_removed;
  mirror->n_told_added += n_added;
}

static void
mirror_init (Mirror *mirror)
{
  g_autoptr (VmpUserNames) users = vmp_user_names_new ();

  *mirror = (Mirror) { vmp_process_model_new (users), g_ptr_array_new_with_free_func (g_object_unref), 0, 0, 0 };
  g_signal_connect (mirror->model, "items-changed", G_CALLBACK (items_changed_cb), mirror);
}

static void
mirror_clear (Mirror *mirror)
{
  g_ptr_array_unref (mirror->items);
  g_assert_finalize_object (mirror->model);
}

/* Every row object that a view holds stands for the row at its place. */
static void
mirror_check (Mirror *mirror)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (mirror->model));

  g_assert_cmpuint (mirror->items->len, ==, n);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (VmpProcessItem) item = g_list_model_get_item (G_LIST_MODEL (mirror->model), i);

      g_assert_true (item == mirror->items->pdata[i]);
      g_assert_true (vmp_process_item_get_row (item) == vmp_process_model_get_row (mirror->model, i));
    }
}

static char *
dup_pids (VmpProcessModel *model)
{
  g_autoptr (GString) pids = g_string_new (NULL);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (model));

  for (guint i = 0; i < n; i++)
    g_string_append_printf (pids, "%s%d", i > 0 ? " " : "", vmp_process_model_get_row (model, i)->pid);
  return g_string_free_and_steal (g_steal_pointer (&pids));
}

static void
assert_pids (VmpProcessModel *model, const char *expected)
{
  g_autofree char *pids = dup_pids (model);

  g_assert_cmpstr (pids, ==, expected);
}

static void
set_list (VmpProcessModel *model, const FakeProcess *processes, guint n)
{
  g_autoptr (VmpProcessList) list = fake_processes_new (processes, n);

  vmp_process_model_set_list (model, list);
}

static const FakeProcess some[] = {
  { 1, "init", "/sbin/init splash", 0, 1000, VMP_PROCESS_USER },
  { 2, "kthreadd", NULL, 0, VMP_MISSING, VMP_PROCESS_KERNEL_THREAD },
  { 30, "Firefox", "/usr/lib/firefox --new", 98765, 9000, VMP_PROCESS_USER },
  { 31, "zombie", NULL, 98765, VMP_MISSING, VMP_PROCESS_ZOMBIE },
  { 130, "bash", "-bash", 98765, 2000, VMP_PROCESS_USER },
  { 131, "Überall", "überall --größe", 98765, 2000, VMP_PROCESS_USER },
};

static const struct
{
  VmpProcessQuery query;
  const char     *pids;
} queries[] = {
  { { "", VMP_PROCESS_SORT_RESIDENT, TRUE, -1, FALSE }, "30 130 131 1 31" },
  { { "", VMP_PROCESS_SORT_RESIDENT, FALSE, -1, FALSE }, "1 130 131 30 31" },
  { { "", VMP_PROCESS_SORT_RESIDENT, TRUE, -1, TRUE }, "30 130 131 1 2 31" },
  { { "", VMP_PROCESS_SORT_PID, FALSE, -1, TRUE }, "1 2 30 31 130 131" },
  { { "", VMP_PROCESS_SORT_PID, TRUE, -1, FALSE }, "131 130 31 30 1" },
  { { "", VMP_PROCESS_SORT_NAME, FALSE, -1, FALSE }, "130 30 1 31 131" },
  { { "", VMP_PROCESS_SORT_NAME, TRUE, -1, FALSE }, "131 31 1 30 130" },
  { { "", VMP_PROCESS_SORT_RESIDENT, TRUE, 98765, FALSE }, "30 130 131 31" },
  { { "fire", VMP_PROCESS_SORT_PID, FALSE, -1, FALSE }, "30" },
  { { "FIREFOX  new ", VMP_PROCESS_SORT_PID, FALSE, -1, FALSE }, "30" },
  { { "firefox splash", VMP_PROCESS_SORT_PID, FALSE, -1, FALSE }, "" },
  { { "splash", VMP_PROCESS_SORT_PID, FALSE, -1, FALSE }, "1" },
  { { "13", VMP_PROCESS_SORT_PID, FALSE, -1, FALSE }, "130 131" },
  { { "98765", VMP_PROCESS_SORT_PID, FALSE, -1, FALSE }, "30 31 130 131" },
  { { "98765 bash", VMP_PROCESS_SORT_PID, FALSE, -1, FALSE }, "130" },
  { { "GRÖSSE", VMP_PROCESS_SORT_PID, FALSE, -1, FALSE }, "131" },
  { { "über", VMP_PROCESS_SORT_PID, FALSE, -1, FALSE }, "131" },
  { { "%s", VMP_PROCESS_SORT_PID, FALSE, -1, FALSE }, "" },
};

static void
test_queries (void)
{
  Mirror mirror;

  mirror_init (&mirror);
  set_list (mirror.model, some, G_N_ELEMENTS (some));
  for (guint i = 0; i < G_N_ELEMENTS (queries); i++)
    {
      g_test_message ("query %u", i);
      vmp_process_model_set_query (mirror.model, &queries[i].query);
      assert_pids (mirror.model, queries[i].pids);
      mirror_check (&mirror);
    }
  mirror_clear (&mirror);
}

static void
test_sort_keys (void)
{
  for (guint i = 0; i < VMP_N_PROCESS_SORTS; i++)
    g_assert_cmpint (vmp_process_sort_from_key (vmp_process_sort_get_info (i)->key), ==, i);
  g_assert_cmpint (vmp_process_sort_from_key ("nonsense"), ==, VMP_PROCESS_SORT_RESIDENT);
  g_assert_cmpint (vmp_process_sort_from_key (NULL), ==, VMP_PROCESS_SORT_RESIDENT);
}

static void
test_frozen (void)
{
  FakeProcess later[] = { some[0], some[2], some[4], { 140, "new", NULL, 0, 5000, VMP_PROCESS_USER } };
  Mirror mirror;

  mirror_init (&mirror);
  set_list (mirror.model, some, G_N_ELEMENTS (some));
  assert_pids (mirror.model, "30 130 131 1 31");

  later[0].rss_bytes = 99999;
  vmp_process_model_set_frozen (mirror.model, TRUE);
  set_list (mirror.model, later, G_N_ELEMENTS (later));
  assert_pids (mirror.model, "30 130 1 140");
  g_assert_cmpint (vmp_process_model_get_row (mirror.model, 2)->rss_bytes, ==, 99999);
  mirror_check (&mirror);

  vmp_process_model_set_frozen (mirror.model, FALSE);
  set_list (mirror.model, later, G_N_ELEMENTS (later));
  assert_pids (mirror.model, "1 30 140 130");
  mirror_check (&mirror);
  mirror_clear (&mirror);
}

/* Values that change the order must not make rows anew: that is what costs. */
static void
test_tells_little (void)
{
  FakeProcess processes[MOST_PROCESSES];
  Mirror mirror;

  mirror_init (&mirror);
  for (guint i = 0; i < MOST_PROCESSES; i++)
    processes[i] = (FakeProcess) { (gint32) i + 1, "some", NULL, 0, 1000 + i, VMP_PROCESS_USER };
  set_list (mirror.model, processes, MOST_PROCESSES);
  g_assert_cmpuint (mirror.n_told_added, ==, MOST_PROCESSES);

  for (guint i = 0; i < MOST_PROCESSES; i++)
    processes[i].rss_bytes = 9000 - i;
  mirror.n_told_added = 0;
  set_list (mirror.model, processes, MOST_PROCESSES);
  g_assert_cmpuint (mirror.n_told_added + mirror.n_told_removed, ==, 0);
  g_assert_cmpint (vmp_process_model_get_row (mirror.model, 0)->pid, ==, 1);
  mirror_check (&mirror);

  /* The first of the order ends: its row goes, all others stay the objects they were. */
  set_list (mirror.model, processes + 1, MOST_PROCESSES - 1);
  g_assert_cmpuint (mirror.n_told_removed, ==, 1);
  g_assert_cmpuint (mirror.n_told_added, ==, 0);
  mirror_check (&mirror);
  mirror_clear (&mirror);
}

/* What comes and goes at once is told at once, so that a view can show what came in the rows of what went. */
static void
test_tells_once (void)
{
  FakeProcess before[] = {
    { 1, "a", NULL, 0, 9000, VMP_PROCESS_USER }, { 2, "b", NULL, 0, 8000, VMP_PROCESS_USER },
    { 3, "c", NULL, 0, 7000, VMP_PROCESS_USER }, { 4, "d", NULL, 0, 6000, VMP_PROCESS_USER },
    { 5, "e", NULL, 0, 5000, VMP_PROCESS_USER },
  };
  FakeProcess after[] = { before[0], before[2], before[3], before[4], { 6, "new", NULL, 0, 6500, VMP_PROCESS_USER } };
  g_autoptr (VmpProcessItem) stayed = NULL;
  Mirror mirror;

  mirror_init (&mirror);
  set_list (mirror.model, before, G_N_ELEMENTS (before));
  mirror.n_told_added = mirror.n_told_removed = mirror.n_told = 0;
  stayed = g_object_ref (mirror.items->pdata[2]);
  set_list (mirror.model, after, G_N_ELEMENTS (after));
  assert_pids (mirror.model, "1 3 6 4 5");
  g_assert_cmpuint (mirror.n_told, ==, 1);
  g_assert_cmpuint (mirror.n_told_removed, ==, 2);
  g_assert_cmpuint (mirror.n_told_added, ==, 2);
  g_assert_true (mirror.items->pdata[1] == stayed);
  mirror_check (&mirror);
  mirror_clear (&mirror);
}

static void
selection_changed_cb (GtkSelectionModel *model, guint position, guint n, guint *count)
{
  *count += 1;
}

static void
count_cb (VmpProcessModel *model, guint *count)
{
  *count += 1;
}

static void
test_selection (void)
{
  FakeProcess later[] = { some[0], some[2], some[4] };
  guint n_chosen = 0, n_changed = 0;
  GtkSelectionModel *selection;
  Mirror mirror;

  mirror_init (&mirror);
  selection = GTK_SELECTION_MODEL (mirror.model);
  g_signal_connect (mirror.model, "chosen", G_CALLBACK (count_cb), &n_chosen);
  g_signal_connect (mirror.model, "selection-changed", G_CALLBACK (selection_changed_cb), &n_changed);
  set_list (mirror.model, some, G_N_ELEMENTS (some));

  g_assert_true (gtk_selection_model_select_item (selection, 1, TRUE));
  g_assert_cmpuint (n_chosen, ==, 1);
  g_assert_cmpuint (n_changed, ==, 1);
  g_assert_true (gtk_selection_model_is_selected (selection, 1));
  g_assert_false (gtk_selection_model_select_item (selection, 77, TRUE));

  /* It stays with process 130 wherever that goes. */
  later[2].rss_bytes = 99999;
  set_list (mirror.model, later, G_N_ELEMENTS (later));
  assert_pids (mirror.model, "130 30 1");
  g_assert_cmpuint (vmp_process_model_get_position (mirror.model), ==, 0);
  g_assert_true (gtk_selection_model_is_selected (selection, 0));
  g_assert_false (gtk_selection_model_is_selected (selection, 1));
  g_assert_cmpuint (n_chosen, ==, 1);

  /* It is not given to another process of the same pid, and comes back with its own. */
  set_list (mirror.model, later, 2);
  g_assert_cmpuint (vmp_process_model_get_position (mirror.model), ==, GTK_INVALID_LIST_POSITION);
  set_list (mirror.model, later, G_N_ELEMENTS (later));
  g_assert_cmpuint (vmp_process_model_get_position (mirror.model), ==, 0);

  vmp_process_model_select (mirror.model, 1, 999);
  g_assert_cmpuint (vmp_process_model_get_position (mirror.model), ==, GTK_INVALID_LIST_POSITION);
  vmp_process_model_select (mirror.model, 1, 10);
  g_assert_cmpuint (vmp_process_model_get_position (mirror.model), ==, 2);
  g_assert_cmpuint (n_chosen, ==, 1);
  mirror_clear (&mirror);
}

/* Whatever comes, a view that follows the signals sees what the model has. */
static void
test_random (void)
{
  static const char *const names[] = { "bash", "cat", "Xorg", "init", "postgres" };
  static const char *const searches[] = { "", "", "a", "post", "1", "nothing has this" };
  Mirror mirror;

  mirror_init (&mirror);
  for (guint round = 0; round < 600; round++)
    {
      FakeProcess processes[MOST_PROCESSES];
      gint32 share = g_test_rand_int_range (0, 101);
      guint n = 0;

      for (gint32 pid = 1; pid <= MOST_PROCESSES; pid++)
        {
          if (g_test_rand_int_range (0, 100) >= share)
            continue;
          processes[n++] = (FakeProcess) {
            pid, names[pid % 5], NULL, pid % 3,
            g_test_rand_int_range (0, 4) == 0 ? g_test_rand_int_range (0, 50) : pid,
            pid % 7 == 0 ? VMP_PROCESS_KERNEL_THREAD : VMP_PROCESS_USER,
          };
        }
      vmp_process_model_set_frozen (mirror.model, g_test_rand_bit ());
      set_list (mirror.model, processes, n);
      mirror_check (&mirror);
      if (round % 4 == 0)
        {
          const VmpProcessQuery query = {
            searches[g_test_rand_int_range (0, G_N_ELEMENTS (searches))],
            (VmpProcessSort) g_test_rand_int_range (0, VMP_N_PROCESS_SORTS),
            g_test_rand_bit (), g_test_rand_int_range (-1, 3), g_test_rand_bit (),
          };

          vmp_process_model_set_query (mirror.model, &query);
          mirror_check (&mirror);
        }
      if (g_list_model_get_n_items (G_LIST_MODEL (mirror.model)) > 0 && round % 9 == 0)
        gtk_selection_model_select_item (GTK_SELECTION_MODEL (mirror.model), 0, TRUE);
    }
  mirror_clear (&mirror);
}

/* A list view drops row objects when it likes, in the midst of a change too. */
static void
test_dropped_items (void)
{
  g_autoptr (VmpUserNames) users = vmp_user_names_new ();
  VmpProcessModel *model = vmp_process_model_new (users);
  g_autoptr (VmpProcessItem) kept = NULL;
  VmpProcessItem *item;

  set_list (model, some, G_N_ELEMENTS (some));
  kept = g_list_model_get_item (G_LIST_MODEL (model), 0);
  item = g_list_model_get_item (G_LIST_MODEL (model), 0);
  g_assert_true (item == kept);
  g_object_unref (item);
  item = g_list_model_get_item (G_LIST_MODEL (model), 3);
  g_assert_finalize_object (item);
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (model), 5));

  /* A row object that outlives its row, or the model, keeps what it last stood for. */
  set_list (model, some, 1);
  g_assert_finalize_object (model);
  g_assert_cmpint (vmp_process_item_get_row (kept)->pid, ==, 30);
}

typedef struct
{
  const char *old_order, *new_order;    /* a letter is a row */
  gboolean    same_sequence;
  guint       n_removed_runs, n_added_runs;
} DiffCase;

static const DiffCase diffs[] = {
  { "", "", TRUE, 0, 0 },
  { "", "abc", TRUE, 0, 1 },
  { "abc", "", TRUE, 1, 0 },
  { "abcdef", "abcdef", TRUE, 0, 0 },
  { "abcdef", "acdf", TRUE, 2, 0 },
  { "acdf", "abcdef", TRUE, 0, 2 },
  { "abc", "xbc", TRUE, 1, 1 },
  { "abc", "axyzc", TRUE, 1, 1 },
  { "abc", "acb", FALSE, 0, 0 },
  { "abc", "cxba", FALSE, 0, 0 },
};

static guint
read_order (const char *text, guint32 *order)
{
  guint n = (guint) strlen (text);

  for (guint i = 0; i < n; i++)
    order[i] = (guint32) (text[i] - 'a');
  return n;
}

static void
test_order_diff (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (diffs); i++)
    {
      const DiffCase *test = &diffs[i];
      guint32 old_order[32], new_order[32];
      guint n_old = read_order (test->old_order, old_order);
      guint n_new = read_order (test->new_order, new_order);
      VmpOrderDiff diff;

      g_test_message ("%s to %s", test->old_order, test->new_order);
      g_assert_cmpint (vmp_order_diff_init (&diff, old_order, n_old, NULL, new_order, n_new, 26, 64), ==,
                       test->same_sequence);
      if (test->same_sequence)
        {
          g_assert_cmpuint (diff.removed->len, ==, test->n_removed_runs);
          g_assert_cmpuint (diff.added->len, ==, test->n_added_runs);
        }
      vmp_order_diff_clear (&diff);
      g_assert_false (vmp_order_diff_init (&diff, old_order, n_old, NULL, new_order, n_new, 26, 0)
                      && test->n_removed_runs + test->n_added_runs > 0);
      vmp_order_diff_clear (&diff);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/process-model/queries", test_queries);
  g_test_add_func ("/process-model/sort-keys", test_sort_keys);
  g_test_add_func ("/process-model/frozen", test_frozen);
  g_test_add_func ("/process-model/tells-little", test_tells_little);
  g_test_add_func ("/process-model/tells-once", test_tells_once);
  g_test_add_func ("/process-model/selection", test_selection);
  g_test_add_func ("/process-model/random", test_random);
  g_test_add_func ("/process-model/dropped-items", test_dropped_items);
  g_test_add_func ("/process-model/order-diff", test_order_diff);
  return g_test_run ();
}
