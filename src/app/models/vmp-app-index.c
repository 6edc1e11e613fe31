/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which application, or else which unit, a process is of. Desktop files are read off the main thread. */

#include "config.h"

#include "vmp-app-index.h"

#include <gio/gdesktopappinfo.h>
#include <glib/gi18n.h>
#include <string.h>

/* One desktop file; immutable. */
typedef struct
{
  char  *id;      /* without ".desktop" */
  char  *title;
  GIcon *icon;
} App;

/* All desktop files by what processes tell of themselves. Made by a thread, then immutable. */
typedef struct
{
  GPtrArray  *apps;       /* owned, of App */
  GHashTable *by_id;      /* folded id: App */
  GHashTable *by_program; /* name of the program: App, or NULL where several share it */
  GHashTable *by_class;   /* folded StartupWMClass: App */
} Apps;

struct _VmpAppIndex
{
  GObject         parent_instance;

  /* owned */
  Apps           *apps;       /* NULL before they were read */
  GHashTable     *groups;     /* key: VmpAppGroup, each of which takes itself out */
  GAppInfoMonitor *app_monitor;

  gboolean        busy;       /* a thread reads; it holds a reference */
  gboolean        stale;      /* what it reads is old already */
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VmpAppIndex, vmp_app_index, G_TYPE_OBJECT)

/* A program that runs others says nothing about which application it is. */
static const char *const runners[] = {
  "sh", "bash", "dash", "zsh", "env", "flatpak", "snap", "python", "python2", "python3", "perl", "ruby", "node", "java",
  "gjs", "gjs-console", "mono", "wine", "dotnet", "electron", "sudo", "pkexec", "gtk-launch", "xdg-open", "gapplication",
  "systemd-run", "dbus-launch", "busybox", "xterm", "setsid", "nice", NULL,
};

static void
app_free (gpointer data)
{
  App *app = data;

  g_free (app->id);
  g_free (app->title);
  g_clear_object (&app->icon);
  g_free (app);
}

static void
apps_free (gpointer data)
{
  Apps *apps = data;

  g_hash_table_unref (apps->by_id);
  g_hash_table_unref (apps->by_program);
  g_hash_table_unref (apps->by_class);
  g_ptr_array_unref (apps->apps);
  g_free (apps);
}

static char *
fold (const char *text)
{
  return g_utf8_casefold (text, -1);
}

/* Escaped like all text from outside. */
static char *
dup_title (GAppInfo *info)
{
  const char *name = g_app_info_get_display_name (info);

  return vmp_text_escape (name, strlen (name));
}

static void
add_program (Apps *apps, App *app, const char *executable)
{
  g_autofree char *program = executable != NULL ? g_path_get_basename (executable) : NULL;
  gpointer other;

  if (program == NULL || *program == '\0' || g_strv_contains (runners, program))
    return;
  /* Where several start the same program, the one that is named like it stands for it. */
  if (g_hash_table_lookup_extended (apps->by_program, program, NULL, &other)
      && g_ascii_strcasecmp (app->id, program) != 0)
    {
      if (other == NULL || g_ascii_strcasecmp (((App *) other)->id, program) != 0)
        g_hash_table_insert (apps->by_program, g_steal_pointer (&program), NULL);
      return;
    }
  g_hash_table_insert (apps->by_program, g_steal_pointer (&program), app);
}

static void
add_info (Apps *apps, GAppInfo *info)
{
  const char *id = g_app_info_get_id (info), *class;
  g_autofree char *flatpak = NULL;
  App *app;

  if (id == NULL || !G_IS_DESKTOP_APP_INFO (info))
    return;
  app = g_new0 (App, 1);
  app->id = g_str_has_suffix (id, ".desktop") ? g_strndup (id, strlen (id) - 8) : g_strdup (id);
  app->title = dup_title (info);
  app->icon = g_app_info_get_icon (info) != NULL ? g_object_ref (g_app_info_get_icon (info))
                                                 : g_themed_icon_new ("application-x-executable");
  g_ptr_array_add (apps->apps, app);
  g_hash_table_insert (apps->by_id, fold (app->id), app);
  flatpak = g_desktop_app_info_get_string (G_DESKTOP_APP_INFO (info), "X-Flatpak");
  if (flatpak != NULL)
    g_hash_table_insert (apps->by_id, fold (flatpak), app);
  class = g_desktop_app_info_get_startup_wm_class (G_DESKTOP_APP_INFO (info));
  if (class != NULL)
    g_hash_table_insert (apps->by_class, fold (class), app);
  add_program (apps, app, g_app_info_get_executable (info));
}

static Apps *
apps_new (GList *infos)
{
  Apps *apps = g_new (Apps, 1);

  apps->apps = g_ptr_array_new_with_free_func (app_free);
  apps->by_id = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  apps->by_program = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  apps->by_class = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (GList *l = infos; l != NULL; l = l->next)
    add_info (apps, l->data);
  return apps;
}

static void
read_worker (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  GList *infos = g_app_info_get_all ();

  g_task_return_pointer (task, apps_new (infos), apps_free);
  g_list_free_full (infos, g_object_unref);
}

static void read_apps (VmpAppIndex *self);

static void
read_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  VmpAppIndex *self = VMP_APP_INDEX (object);
  Apps *apps = g_task_propagate_pointer (G_TASK (result), NULL);

  self->busy = FALSE;
  if (apps == NULL)
    return;
  g_clear_pointer (&self->apps, apps_free);
  self->apps = apps;
  g_signal_emit (self, signals[CHANGED], 0);
  if (self->stale)
    read_apps (self);
}

static void
read_apps (VmpAppIndex *self)
{
  g_autoptr (GTask) task = NULL;

  self->stale = self->busy;
  if (self->busy)
    return;
  self->busy = TRUE;
  task = g_task_new (self, NULL, read_cb, NULL);
  g_task_set_source_tag (task, read_apps);
  g_task_set_priority (task, G_PRIORITY_LOW);
  g_task_run_in_thread (task, read_worker);
}

static void
vmp_app_index_finalize (GObject *object)
{
  VmpAppIndex *self = VMP_APP_INDEX (object);

  g_clear_pointer (&self->apps, apps_free);
  g_clear_object (&self->app_monitor);
  g_hash_table_unref (self->groups);

  G_OBJECT_CLASS (vmp_app_index_parent_class)->finalize (object);
}

static void
vmp_app_index_class_init (VmpAppIndexClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = vmp_app_index_finalize;

  signals[CHANGED] =
    g_signal_new ("changed", VMP_TYPE_APP_INDEX, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);
}

static void
vmp_app_index_init (VmpAppIndex *self)
{
  self->groups = g_hash_table_new (g_str_hash, g_str_equal);
}

VmpAppIndex *
vmp_app_index_get_default (void)
{
  static VmpAppIndex *instance;

  if (instance == NULL)
    {
      instance = g_object_new (VMP_TYPE_APP_INDEX, NULL);
      instance->app_monitor = g_app_info_monitor_get ();
      g_signal_connect_object (instance->app_monitor, "changed", G_CALLBACK (read_apps), instance, G_CONNECT_SWAPPED);
      read_apps (instance);
    }
  return instance;
}

VmpAppIndex *
vmp_app_index_new_for_infos (GList *infos)
{
  VmpAppIndex *self = g_object_new (VMP_TYPE_APP_INDEX, NULL);

  self->apps = apps_new (infos);
  return self;
}

/* Units */

/* "\x2d" is how a unit's name writes what would divide it. */
static char *
unescape (const char *text, gsize len)
{
  GString *plain = g_string_sized_new (len);

  for (gsize i = 0; i < len; i++)
    {
      if (i + 3 < len && text[i] == '\\' && text[i + 1] == 'x'
          && g_ascii_isxdigit (text[i + 2]) && g_ascii_isxdigit (text[i + 3]))
        {
          char c = (char) (g_ascii_xdigit_value (text[i + 2]) * 16 + g_ascii_xdigit_value (text[i + 3]));

          /* What does not print stays as it is written. */
          if (g_ascii_isprint (c))
            {
              g_string_append_c (plain, c);
              i += 3;
              continue;
            }
        }
      g_string_append_c (plain, text[i]);
    }
  return g_string_free_and_steal (plain);
}

/* Rows hold text escaped for showing, in which a backslash is two. */
static char *
dup_single_backslashes (const char *text)
{
  GString *single = g_string_new (NULL);

  for (; *text != '\0'; text++)
    {
      g_string_append_c (single, *text);
      if (text[0] == '\\' && text[1] == '\\')
        text++;
    }
  return g_string_free_and_steal (single);
}

char *
vmp_app_index_dup_unit (const char *cgroup)
{
  g_autofree char *path = dup_single_backslashes (cgroup);
  g_auto (GStrv) parts = g_strsplit (path, "/", -1);

  for (guint i = g_strv_length (parts); i > 0; i--)
    {
      if (g_str_has_suffix (parts[i - 1], ".service") || g_str_has_suffix (parts[i - 1], ".scope"))
        return g_strdup (parts[i - 1]);
    }
  return NULL;
}

/* The part of a unit's name between @prefix and its suffix, without the random number at its end. */
static char *
cut_unit (const char *unit, const char *prefix)
{
  const char *begin, *end;

  if (!g_str_has_prefix (unit, prefix))
    return NULL;
  begin = unit + strlen (prefix);
  end = strrchr (begin, '.');
  if (end == NULL)
    return NULL;
  if (strcmp (end, ".scope") == 0)
    {
      const char *random = g_strrstr_len (begin, end - begin, "-");

      end = random != NULL ? random : end;
    }
  else
    {
      const char *at = memchr (begin, '@', end - begin);

      end = at != NULL ? at : end;
    }
  return g_strndup (begin, end - begin);
}

/* "app[-LAUNCHER]-ID-RANDOM.scope", "app[-LAUNCHER]-ID[@RANDOM].service", "dbus-:1.2-ID@0.service", "snap.NAME.APP-UUID.scope" */
GStrv
vmp_app_index_dup_ids (const char *unit)
{
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();
  g_autofree char *name = cut_unit (unit, "app-");
  const char *dash;

  if (name == NULL)
    name = cut_unit (unit, "dbus-:1.2-");
  if (name == NULL && g_str_has_prefix (unit, "snap."))
    {
      g_auto (GStrv) parts = g_strsplit (unit, ".", 4);

      if (g_strv_length (parts) >= 3)
        g_strv_builder_take (ids, g_strdup_printf ("%s_%.*s", parts[1], (int) strcspn (parts[2], "-"), parts[2]));
    }
  if (name != NULL)
    {
      g_strv_builder_take (ids, unescape (name, strlen (name)));
      dash = strchr (name, '-');
      if (dash != NULL)
        g_strv_builder_take (ids, unescape (dash + 1, strlen (dash + 1)));
    }
  return g_strv_builder_end (ids);
}

/* Groups */

static void
clear_group (gpointer data)
{
  VmpAppGroup *group = data;

  if (g_hash_table_lookup (group->index->groups, group->key) == group)
    g_hash_table_remove (group->index->groups, group->key);
  g_free (group->key);
  g_free (group->title);
  g_clear_object (&group->icon);
  g_object_unref (group->index);
}

VmpAppGroup *
vmp_app_group_ref (VmpAppGroup *self)
{
  return g_rc_box_acquire (self);
}

void
vmp_app_group_unref (VmpAppGroup *self)
{
  g_rc_box_release_full (self, clear_group);
}

/* Takes @key. */
static VmpAppGroup *
dup_group_for_key (VmpAppIndex *self, char *key, const char *title, GIcon *icon)
{
  VmpAppGroup *group = g_hash_table_lookup (self->groups, key);

  if (group != NULL && g_str_equal (group->title, title) && (icon == NULL) == (group->icon == NULL))
    {
      g_free (key);
      return vmp_app_group_ref (group);
    }
  group = g_rc_box_new0 (VmpAppGroup);
  group->index = g_object_ref (self);
  group->key = key;
  group->title = g_strdup (title);
  group->icon = icon != NULL ? g_object_ref (icon) : NULL;
  g_hash_table_replace (self->groups, group->key, group);
  return group;
}

static App *
find_by_unit (VmpAppIndex *self, const char *unit)
{
  g_auto (GStrv) ids = vmp_app_index_dup_ids (unit);

  for (guint i = 0; ids[i] != NULL; i++)
    {
      g_autofree char *folded = fold (ids[i]);
      App *app = g_hash_table_lookup (self->apps->by_id, folded);

      if (app != NULL)
        return app;
    }
  return NULL;
}

/* "/usr/bin/program (deleted)" is still that program. */
static char *
dup_program (const VmpProcessRow *row)
{
  g_autofree char *path = NULL;

  if (row->exe == NULL)
    return g_strdup (row->name);
  path = g_str_has_suffix (row->exe, " (deleted)") ? g_strndup (row->exe, strlen (row->exe) - 10) : g_strdup (row->exe);
  return g_path_get_basename (path);
}

static App *
find_by_program (VmpAppIndex *self, const VmpProcessRow *row, const char *program)
{
  g_autofree char *folded = NULL;
  App *app;

  if (row->exe == NULL)
    return NULL;
  app = g_hash_table_lookup (self->apps->by_program, program);
  if (app != NULL)
    return app;
  folded = fold (program);
  app = g_hash_table_lookup (self->apps->by_class, folded);
  return app;
}

VmpAppGroup *
vmp_app_index_dup_group (VmpAppIndex *self, const VmpProcessRow *row)
{
  g_autofree char *unit = NULL, *program = NULL, *readable = NULL;
  App *app = NULL;

  g_return_val_if_fail (VMP_IS_APP_INDEX (self), NULL);

  if (row->kind == VMP_PROCESS_KERNEL_THREAD)
    return dup_group_for_key (self, g_strdup ("kernel"), _("Kernel Threads"), NULL);
  unit = row->cgroup != NULL ? vmp_app_index_dup_unit (row->cgroup) : NULL;
  program = dup_program (row);
  if (self->apps != NULL && unit != NULL)
    app = find_by_unit (self, unit);
  if (self->apps != NULL && app == NULL)
    app = find_by_program (self, row, program);
  if (app != NULL)
    return dup_group_for_key (self, g_strconcat ("app:", app->id, NULL), app->title, app->icon);
  if (unit == NULL)
    return dup_group_for_key (self, g_strconcat ("program:", program, NULL), program, NULL);
  readable = unescape (unit, strlen (unit));
  return dup_group_for_key (self, g_strconcat ("unit:", unit, NULL), readable, NULL);
}
