/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The picker's lines: watched processes, trees, groups, which application a process is of, and that views can follow all of it. */

#include "config.h"

#include <gio/gdesktopappinfo.h>
#include <glib/gstdio.h>
#include <math.h>

#include "app/models/vmp-process-model.h"
#include "fake-host.h"
#include "fake-processes.h"

#define MOST_PROCESSES 120

typedef struct
{
  FakeHost        *host;
  VmpMonitor      *monitor;
  VmpProcessModel *model;
  GPtrArray       *items;     /* what a view that knows only the signals has */
} Fixture;

static const FakeProcess some[] = {
  { 1, "init", "/sbin/init", 0, 1000, VMP_PROCESS_USER, 0, "/usr/lib/systemd/systemd", "/init.scope" },
  { 10, "shell", "/usr/bin/shell", 7, 2000, VMP_PROCESS_USER, 1, "/usr/bin/shell", "/user.slice/app-gnome-org.x.Shell-10.scope" },
  { 11, "firefox", "firefox", 7, 9000, VMP_PROCESS_USER, 10, "/usr/lib/firefox", "/user.slice/app-org.x.Fox@3.service" },
  { 12, "Web", "firefox -contentproc", 7, 500, VMP_PROCESS_USER, 11, "/usr/lib/firefox", "/user.slice/app-org.x.Fox@3.service" },
  { 13, "sshd", "sshd", 0, 700, VMP_PROCESS_USER, 1, "/usr/sbin/sshd", "/system.slice/ssh\\\\x2da.service" },
};

static void
items_changed_cb (GListModel *model, guint position, guint n_removed, guint n_added, Fixture *fixture)
{
  g_assert_cmpuint (position + n_removed, <=, fixture->items->len);
  if (n_removed > 0)
    g_ptr_array_remove_range (fixture->items, position, n_removed);
  for (guint i = 0; i < n_added; i++)
    g_ptr_array_insert (fixture->items, (int) (position + i), g_list_model_get_item (model, position + i));
  g_assert_cmpuint (fixture->items->len, ==, g_list_model_get_n_items (model));
}

/* Desktop files of the tests' own. */
static VmpAppIndex *
make_apps (void)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (VmpAppIndex) index = NULL;
  g_autofree char *folder = g_dir_make_tmp (NULL, NULL);
  g_autofree char *path = g_build_filename (folder, "org.x.Fox.desktop", NULL);
  GList *infos;

  g_assert_true (g_key_file_load_from_data (file,
                                            "[Desktop Entry]\nType=Application\nName=<b>Fox</b>\nExec=true\nIcon=fox\n",
                                            -1, G_KEY_FILE_NONE, NULL));
  g_assert_true (g_key_file_save_to_file (file, path, NULL));
  infos = g_list_append (NULL, g_desktop_app_info_new_from_filename (path));
  g_assert_nonnull (infos->data);
  index = vmp_app_index_new_for_infos (infos);
  g_list_free_full (infos, g_object_unref);
  g_remove (path);
  g_remove (folder);
  return g_steal_pointer (&index);
}

static void
set_list (Fixture *fixture, const FakeProcess *processes, guint n)
{
  fake_host_list (fixture->host, fake_processes_new (processes, n));
  fake_host_settle ();
  vmp_process_model_set_list (fixture->model, vmp_monitor_get_process_list (fixture->monitor));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (VmpUserNames) users = vmp_user_names_new ();
  g_autoptr (VmpAppIndex) apps = make_apps ();

  fixture->monitor = fake_host_new_monitor (&fixture->host);
  fixture->model = vmp_process_model_new_with_apps (users, apps);
  fixture->items = g_ptr_array_new_with_free_func (g_object_unref);
  vmp_process_model_set_watch_list (fixture->model, vmp_watch_list_get (fixture->monitor));
  g_signal_connect (fixture->model, "items-changed", G_CALLBACK (items_changed_cb), fixture);
  set_list (fixture, some, G_N_ELEMENTS (some));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_ptr_array_unref (fixture->items);
  g_assert_finalize_object (fixture->model);
  g_assert_finalize_object (fixture->monitor);
}

static void
arrange (Fixture *fixture, VmpProcessArrangement arrangement, const char *search)
{
  const VmpProcessQuery query = { search, VMP_PROCESS_SORT_RESIDENT, TRUE, -1, FALSE, arrangement, NULL };

  vmp_process_model_set_query (fixture->model, &query);
}

/* "1 .10 ..11": a dot a level; "*" a watched line, "?" one that ended, "~" one that does not match, "+Title=n" a group. */
static void
assert_lines (Fixture *fixture, const char *expected)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_assert_cmpuint (fixture->items->len, ==, g_list_model_get_n_items (G_LIST_MODEL (fixture->model)));
  for (guint i = 0; i < fixture->items->len; i++)
    {
      g_autoptr (VmpProcessItem) item = g_list_model_get_item (G_LIST_MODEL (fixture->model), i);
      const VmpProcessShown *shown = vmp_process_item_get (item);

      g_assert_true (item == fixture->items->pdata[i]);
      g_string_append (text, i > 0 ? " " : "");
      for (guint level = 0; level < shown->line.depth; level++)
        g_string_append_c (text, '.');
      g_string_append (text, shown->line.section == VMP_PROCESS_SECTION_WATCHED ? "*" : "");
      g_string_append (text, shown->line.kind == VMP_PROCESS_LINE_ENDED ? "?" : "");
      g_string_append (text, shown->line.context ? "~" : "");
      if (shown->line.kind == VMP_PROCESS_LINE_GROUP)
        g_string_append_printf (text, "+%s=%u", shown->group->title, shown->n_processes);
      else
        g_string_append_printf (text, "%d", shown->pid);
    }
  g_assert_cmpstr (text->str, ==, expected);
}

static void
test_watched (Fixture *fixture, gconstpointer data)
{
  VmpWatchList *watched = vmp_watch_list_get (fixture->monitor);
  guint start, end;

  assert_lines (fixture, "11 10 1 13 12");
  vmp_watch_list_add (watched, 13, 130);
  vmp_watch_list_add (watched, 13, 130);
  vmp_watch_list_add (watched, 11, 110);
  g_assert_cmpuint (fixture->host->n_watched, ==, 2);
  assert_lines (fixture, "*13 *11 11 10 1 13 12");
  gtk_section_model_get_section (GTK_SECTION_MODEL (fixture->model), 1, &start, &end);
  g_assert_cmpuint (start, ==, 0);
  g_assert_cmpuint (end, ==, 2);
  gtk_section_model_get_section (GTK_SECTION_MODEL (fixture->model), 2, &start, &end);
  g_assert_cmpuint (start, ==, 2);
  g_assert_cmpuint (end, ==, 7);

  /* The end of the one that is watched is not the end of watching. */
  set_list (fixture, some, 4);
  assert_lines (fixture, "*?13 *11 11 10 1 12");
  arrange (fixture, VMP_PROCESS_ARRANGE_LIST, "ssh");
  assert_lines (fixture, "*?13");
  arrange (fixture, VMP_PROCESS_ARRANGE_LIST, "");
  vmp_watch_list_remove (watched, 13, 130);
  vmp_watch_list_remove (watched, 11, 110);
  g_assert_cmpuint (fixture->host->n_unwatched, ==, 2);
  assert_lines (fixture, "11 10 1 12");
}

/* A process of the same number is another one. */
static void
test_watched_reused (Fixture *fixture, gconstpointer data)
{
  vmp_watch_list_add (vmp_watch_list_get (fixture->monitor), 13, 129);
  assert_lines (fixture, "*?13 11 10 1 13 12");
}

static void
test_tree (Fixture *fixture, gconstpointer data)
{
  arrange (fixture, VMP_PROCESS_ARRANGE_TREE, "");
  assert_lines (fixture, "1 .10 ..11 ...12 .13");
  g_assert_cmpuint (vmp_process_model_get_parent (fixture->model, 3), ==, 2);
  g_assert_true (vmp_process_model_set_expanded (fixture->model, 1, FALSE));
  g_assert_false (vmp_process_model_set_expanded (fixture->model, 1, FALSE));
  assert_lines (fixture, "1 .10 .13");
  set_list (fixture, some, 4);
  assert_lines (fixture, "1 .10");
  arrange (fixture, VMP_PROCESS_ARRANGE_TREE, "contentproc");
  assert_lines (fixture, "~1 .~10 ..~11 ...12");
  g_assert_cmpuint (vmp_process_model_find_match (fixture->model), ==, 3);
  arrange (fixture, VMP_PROCESS_ARRANGE_TREE, "");
  g_assert_true (vmp_process_model_set_expanded (fixture->model, 1, TRUE));
  assert_lines (fixture, "1 .10 ..11 ...12");
}

/* What the kernel says of parents is read while they change: no circle may come of it, nor a child be lost. */
static void
test_tree_hostile (Fixture *fixture, gconstpointer data)
{
  const FakeProcess processes[] = {
    { 5, "self", NULL, 0, 10, VMP_PROCESS_USER, 5 },
    { 6, "a", NULL, 0, 9, VMP_PROCESS_USER, 7 },
    { 7, "b", NULL, 0, 8, VMP_PROCESS_USER, 6 },
    { 8, "c", NULL, 0, 7, VMP_PROCESS_USER, -3 },
  };

  arrange (fixture, VMP_PROCESS_ARRANGE_TREE, "");
  set_list (fixture, processes, G_N_ELEMENTS (processes));
  assert_lines (fixture, "6 .7 5 8");
}

static void
test_groups (Fixture *fixture, gconstpointer data)
{
  g_autoptr (VmpProcessItem) item = NULL;
  const VmpProcessShown *shown;

  arrange (fixture, VMP_PROCESS_ARRANGE_APPLICATIONS, "");
  assert_lines (fixture, "+<b>Fox</b>=2 10 1 13");
  item = g_list_model_get_item (G_LIST_MODEL (fixture->model), 0);
  shown = vmp_process_item_get (item);
  g_assert_nonnull (shown->group->icon);
  g_assert_cmpint (shown->value, ==, 9500);
  g_assert_cmpfloat (shown->history.values[VMP_PROCESS_HISTORY - 1], ==, 9500);
  g_assert_true (isnan (shown->history.values[0]));
  g_assert_false (gtk_selection_model_select_item (GTK_SELECTION_MODEL (fixture->model), 0, TRUE));

  g_assert_true (vmp_process_model_set_expanded (fixture->model, 0, TRUE));
  assert_lines (fixture, "+<b>Fox</b>=2 .11 .12 10 1 13");
  set_list (fixture, some, 3);
  assert_lines (fixture, "11 10 1");
  set_list (fixture, some, G_N_ELEMENTS (some));
  assert_lines (fixture, "+<b>Fox</b>=2 .11 .12 10 1 13");
}

static void
test_search_cgroup (Fixture *fixture, gconstpointer data)
{
  const VmpProcessQuery searching = { "x", 0, TRUE, -1, FALSE, 0, NULL }, idle = { " ", 0, TRUE, -1, FALSE, 0, NULL };

  arrange (fixture, VMP_PROCESS_ARRANGE_LIST, "system.slice");
  assert_lines (fixture, "13");
  arrange (fixture, VMP_PROCESS_ARRANGE_LIST, "fox web");
  assert_lines (fixture, "12");
  g_assert_cmpuint (vmp_process_query_get_columns (&searching), ==, VMP_PROCESS_COLUMN_CGROUP);
  g_assert_cmpuint (vmp_process_query_get_columns (&idle), ==, VMP_PROCESS_COLUMN_NONE);
}

/* Focus that moves is no choice. */
static void
test_browsing (Fixture *fixture, gconstpointer data)
{
  GtkSelectionModel *selection = GTK_SELECTION_MODEL (fixture->model);

  vmp_process_model_set_browsing (fixture->model, TRUE);
  g_assert_false (gtk_selection_model_select_item (selection, 0, TRUE));
  vmp_process_model_set_browsing (fixture->model, FALSE);
  g_assert_true (gtk_selection_model_select_item (selection, 0, TRUE));
}

static const struct
{
  const char *unit;
  const char *ids[3];
} units[] = {
  { "app-gnome-org.x.Y-12.scope", { "gnome-org.x.Y", "org.x.Y" } },
  { "app-org.x.Y-12.scope", { "org.x.Y" } },
  { "app-flatpak-org.x.Y-12.scope", { "flatpak-org.x.Y", "org.x.Y" } },
  { "app-org.x.Y@ab12.service", { "org.x.Y" } },
  { "app-org.x.Y.service", { "org.x.Y" } },
  { "app-gnome-my\\x2deditor-12.scope", { "gnome-my-editor", "my-editor" } },
  { "dbus-:1.2-org.x.Y@0.service", { "org.x.Y" } },
  { "snap.fox.web-c0ffee.scope", { "fox_web" } },
  { "app-.scope", { "" } },
  { "ssh.service", { NULL } },
  { "app-", { NULL } },
};

static void
test_units (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    {
      g_auto (GStrv) ids = vmp_app_index_dup_ids (units[i].unit);

      g_test_message ("%s", units[i].unit);
      g_assert_true (g_strv_equal ((const char *const *) ids, units[i].ids));
    }
}

/* Whatever comes, a view that follows the signals sees what the model has. */
static void
test_random (Fixture *fixture, gconstpointer data)
{
  static const char *const searches[] = { "", "", "a", "1", "nothing has this" };
  static const char *const programs[] = { "/bin/a", "/bin/b", "/bin/c", NULL };
  VmpWatchList *watched = vmp_watch_list_get (fixture->monitor);

  for (guint round = 0; round < 500; round++)
    {
      FakeProcess processes[MOST_PROCESSES];
      gint32 share = g_test_rand_int_range (0, 101);
      guint n = 0, n_items;

      for (gint32 pid = 1; pid <= MOST_PROCESSES; pid++)
        if (g_test_rand_int_range (0, 100) < share)
          processes[n++] = (FakeProcess) {
            pid, pid % 2 ? "bash" : "cat", NULL, pid % 3, g_test_rand_int_range (0, 3) == 0 ? VMP_MISSING : pid * 7,
            pid % 9 == 0 ? VMP_PROCESS_KERNEL_THREAD : VMP_PROCESS_USER,
            g_test_rand_int_range (0, MOST_PROCESSES), programs[pid % 4], NULL,
          };
      vmp_process_model_set_frozen (fixture->model, g_test_rand_bit ());
      set_list (fixture, processes, n);
      if (round % 3 == 0)
        vmp_watch_list_add (watched, g_test_rand_int_range (1, MOST_PROCESSES), 10 * (guint64) g_test_rand_int_range (1, 9));
      if (round % 5 == 0)
        vmp_watch_list_add (watched, (gint32) (round % MOST_PROCESSES + 1), 10 * (guint64) (round % MOST_PROCESSES + 1));
      if (round % 7 == 0)
        vmp_watch_list_remove (watched, (gint32) (round % MOST_PROCESSES + 1), 10 * (guint64) (round % MOST_PROCESSES + 1));
      if (round % 4 == 0)
        arrange (fixture, (VmpProcessArrangement) g_test_rand_int_range (0, VMP_N_PROCESS_ARRANGEMENTS),
                 searches[g_test_rand_int_range (0, G_N_ELEMENTS (searches))]);
      n_items = g_list_model_get_n_items (G_LIST_MODEL (fixture->model));
      if (n_items > 0)
        {
          guint position = (guint) g_test_rand_int_range (0, (gint32) n_items);

          vmp_process_model_set_expanded (fixture->model, position, g_test_rand_bit ());
          gtk_selection_model_select_item (GTK_SELECTION_MODEL (fixture->model), 0, TRUE);
        }
      g_assert_cmpuint (fixture->items->len, ==, g_list_model_get_n_items (G_LIST_MODEL (fixture->model)));
    }
}

#define ADD(path, test) g_test_add ("/process-lines/" path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("watched", test_watched);
  ADD ("watched-reused", test_watched_reused);
  ADD ("tree", test_tree);
  ADD ("tree-hostile", test_tree_hostile);
  ADD ("groups", test_groups);
  ADD ("search-cgroup", test_search_cgroup);
  ADD ("browsing", test_browsing);
  ADD ("random", test_random);
  g_test_add_func ("/process-lines/units", test_units);
  return g_test_run ();
}
