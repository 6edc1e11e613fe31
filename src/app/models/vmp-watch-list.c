/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The processes that the user keeps an eye on: measured whether or not a window shows them, one list for the program. */

#include "config.h"

#include "vmp-watch-list.h"

struct _VmpWatchList
{
  GObject     parent_instance;

  /* owned */
  GArray     *watched;      /* of VmpWatched */

  /* borrowed: it owns this, so it goes later */
  VmpMonitor *monitor;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VmpWatchList, vmp_watch_list, G_TYPE_OBJECT)

static void
clear_watched (gpointer data)
{
  VmpWatched *watched = data;

  g_ref_string_release (watched->name);
}

static void
vmp_watch_list_finalize (GObject *object)
{
  VmpWatchList *self = VMP_WATCH_LIST (object);

  g_array_unref (self->watched);

  G_OBJECT_CLASS (vmp_watch_list_parent_class)->finalize (object);
}

static void
vmp_watch_list_class_init (VmpWatchListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = vmp_watch_list_finalize;

  signals[CHANGED] =
    g_signal_new ("changed", VMP_TYPE_WATCH_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);
}

static void
vmp_watch_list_init (VmpWatchList *self)
{
  self->watched = g_array_new (FALSE, FALSE, sizeof (VmpWatched));
  g_array_set_clear_func (self->watched, clear_watched);
}

/* G_MAXUINT if it is not watched. */
static guint
find (VmpWatchList *self, gint32 pid, guint64 start_time_ticks)
{
  for (guint i = 0; i < self->watched->len; i++)
    {
      const VmpWatched *watched = &g_array_index (self->watched, VmpWatched, i);

      if (watched->pid == pid && watched->start_time_ticks == start_time_ticks)
        return i;
    }
  return G_MAXUINT;
}

static GRefString *
dup_name (VmpWatchList *self, gint32 pid, guint64 start_time_ticks)
{
  VmpProcessList *list = vmp_monitor_get_process_list (self->monitor);
  const VmpProcessRow *row = list != NULL ? vmp_process_list_find (list, pid) : NULL;
  g_autofree char *number = NULL;

  if (row != NULL && row->start_time_ticks == start_time_ticks)
    return g_ref_string_acquire (row->name);
  number = g_strdup_printf ("%d", pid);
  return g_ref_string_new (number);
}

VmpWatchList *
vmp_watch_list_get (VmpMonitor *monitor)
{
  VmpWatchList *self;

  g_return_val_if_fail (VMP_IS_MONITOR (monitor), NULL);

  self = g_object_get_data (G_OBJECT (monitor), "vmp-watch-list");
  if (self == NULL)
    {
      self = g_object_new (VMP_TYPE_WATCH_LIST, NULL);
      self->monitor = monitor;
      g_object_set_data_full (G_OBJECT (monitor), "vmp-watch-list", self, g_object_unref);
    }
  return self;
}

void
vmp_watch_list_add (VmpWatchList *self, gint32 pid, guint64 start_time_ticks)
{
  VmpWatched watched = { pid, start_time_ticks, 0, NULL };

  g_return_if_fail (VMP_IS_WATCH_LIST (self));

  if (find (self, pid, start_time_ticks) != G_MAXUINT)
    return;
  watched.target = vmp_monitor_watch (self->monitor, pid, start_time_ticks);
  watched.name = dup_name (self, pid, start_time_ticks);
  g_array_append_val (self->watched, watched);
  g_signal_emit (self, signals[CHANGED], 0);
}

void
vmp_watch_list_remove (VmpWatchList *self, gint32 pid, guint64 start_time_ticks)
{
  guint index;

  g_return_if_fail (VMP_IS_WATCH_LIST (self));

  index = find (self, pid, start_time_ticks);
  if (index == G_MAXUINT)
    return;
  vmp_monitor_unwatch (self->monitor, g_array_index (self->watched, VmpWatched, index).target);
  g_array_remove_index (self->watched, index);
  g_signal_emit (self, signals[CHANGED], 0);
}

gboolean
vmp_watch_list_contains (VmpWatchList *self, gint32 pid, guint64 start_time_ticks)
{
  g_return_val_if_fail (VMP_IS_WATCH_LIST (self), FALSE);

  return find (self, pid, start_time_ticks) != G_MAXUINT;
}

const VmpWatched *
vmp_watch_list_get_all (VmpWatchList *self, guint *out_n)
{
  g_return_val_if_fail (VMP_IS_WATCH_LIST (self), NULL);

  *out_n = self->watched->len;
  return (const VmpWatched *) (gpointer) self->watched->data;
}
