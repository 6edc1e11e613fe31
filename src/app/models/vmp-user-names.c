/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of users by number, looked up off the main thread because a directory service may be asked. */

#include "config.h"

#include "vmp-user-names.h"

#include <errno.h>
#include <pwd.h>

struct _VmpUserNames
{
  GObject     parent_instance;

  /* owned */
  GHashTable *names;        /* uid: interned name, or number until looked up */
  GArray     *wanted;       /* of gint64: to be looked up */

  gboolean    busy;         /* a look-up is under way; it holds a reference */
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VmpUserNames, vmp_user_names, G_TYPE_OBJECT)

static char *
load_name (gint64 uid)
{
  g_autofree char *buffer = NULL;
  struct passwd entry, *found = NULL;
  int errsv;

  for (gsize size = 1024; size <= 1024 * 1024; size *= 2)
    {
      buffer = g_realloc (buffer, size);
      errsv = getpwuid_r ((uid_t) uid, &entry, buffer, size, &found);
      if (errsv != ERANGE)
        break;
    }
  if (found == NULL || !g_utf8_validate (found->pw_name, -1, NULL))
    return NULL;
  return g_strdup (found->pw_name);
}

static void
look_up_worker (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  GArray *uids = task_data;
  g_autoptr (GPtrArray) names = g_ptr_array_new_null_terminated (uids->len, g_free, FALSE);

  for (guint i = 0; i < uids->len; i++)
    g_ptr_array_add (names, load_name (g_array_index (uids, gint64, i)));
  g_task_return_pointer (task, g_steal_pointer (&names), (GDestroyNotify) g_ptr_array_unref);
}

static void look_up (VmpUserNames *self);

static void
looked_up_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  VmpUserNames *self = VMP_USER_NAMES (object);
  g_autoptr (GPtrArray) names = g_task_propagate_pointer (G_TASK (result), NULL);
  GArray *uids = g_task_get_task_data (G_TASK (result));
  gboolean changed = FALSE;

  if (names == NULL)
    return;
  for (guint i = 0; i < names->len; i++)
    {
      const char *name = g_ptr_array_index (names, i);

      if (name == NULL)
        continue;
      g_hash_table_insert (self->names, g_memdup2 (&g_array_index (uids, gint64, i), sizeof (gint64)),
                           (gpointer) g_intern_string (name));
      changed = TRUE;
    }
  self->busy = FALSE;
  if (changed)
    g_signal_emit (self, signals[CHANGED], 0);
  if (self->wanted->len > 0)
    look_up (self);
}

static void
look_up (VmpUserNames *self)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, looked_up_cb, NULL);

  g_task_set_source_tag (task, look_up);
  g_task_set_task_data (task, g_steal_pointer (&self->wanted), (GDestroyNotify) g_array_unref);
  self->wanted = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->busy = TRUE;
  g_task_run_in_thread (task, look_up_worker);
}

static void
vmp_user_names_finalize (GObject *object)
{
  VmpUserNames *self = VMP_USER_NAMES (object);

  g_hash_table_unref (self->names);
  g_array_unref (self->wanted);

  G_OBJECT_CLASS (vmp_user_names_parent_class)->finalize (object);
}

static void
vmp_user_names_class_init (VmpUserNamesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = vmp_user_names_finalize;

  signals[CHANGED] =
    g_signal_new ("changed", VMP_TYPE_USER_NAMES, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);
}

static void
vmp_user_names_init (VmpUserNames *self)
{
  self->names = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->wanted = g_array_new (FALSE, FALSE, sizeof (gint64));
}

VmpUserNames *
vmp_user_names_new (void)
{
  return g_object_new (VMP_TYPE_USER_NAMES, NULL);
}

const char *
vmp_user_names_get (VmpUserNames *self, gint64 uid)
{
  const char *name;
  g_autofree char *number = NULL;

  g_return_val_if_fail (VMP_IS_USER_NAMES (self), "");

  if (uid < 0)
    return "";
  name = g_hash_table_lookup (self->names, &uid);
  if (name != NULL)
    return name;

  number = g_strdup_printf ("%" G_GINT64_FORMAT, uid);
  name = g_intern_string (number);
  g_hash_table_insert (self->names, g_memdup2 (&uid, sizeof uid), (gpointer) name);
  g_array_append_val (self->wanted, uid);
  if (!self->busy)
    look_up (self);
  return name;
}
