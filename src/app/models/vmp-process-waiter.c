/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Waits until a program runs that was watched before. */

#include "config.h"

#include "vmp-process-waiter.h"

#include <unistd.h>

#define NSEC_PER_SEC G_GINT64_CONSTANT (1000000000)

/* What the kernel adds to the path once the file is replaced, as updates do. */
#define DELETED " (deleted)"

struct _VmpProcessWaiter
{
  GObject     parent_instance;

  /* owned */
  VmpMonitor *monitor;
  char       *exe;
  char       *name;

  gint64      started_after_nsec;
  guint       idle;
};

enum
{
  FOUND,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VmpProcessWaiter, vmp_process_waiter, G_TYPE_OBJECT)

/* The kernel cuts what it says to ticks: a process may look as if it had started up to one of them before. */
static gint64
latest_start_nsec (const VmpProcessRow *row)
{
  const gint64 tick_nsec = NSEC_PER_SEC / sysconf (_SC_CLK_TCK);

  return ((gint64) row->start_time_ticks + 1) * tick_nsec;
}

static gsize
get_path_length (const char *exe)
{
  gsize length = strlen (exe);

  return g_str_has_suffix (exe, DELETED) ? length - strlen (DELETED) : length;
}

static gboolean
is_program (const VmpProcessRow *row, const char *exe, const char *name)
{
  gsize length;

  if (row->kind != VMP_PROCESS_USER)
    return FALSE;
  if (exe == NULL || *exe == '\0' || row->exe == NULL)
    return g_strcmp0 (row->name, name) == 0;
  length = get_path_length (exe);
  return length == get_path_length (row->exe) && strncmp (exe, row->exe, length) == 0;
}

const VmpProcessRow *
vmp_process_waiter_find (VmpProcessList *list, const char *exe, const char *name, gint64 started_after_nsec)
{
  const VmpProcessRow *newest = NULL;
  guint n;
  const VmpProcessRow *rows = vmp_process_list_get_rows (list, &n);

  for (guint i = 0; i < n; i++)
    if (latest_start_nsec (&rows[i]) >= started_after_nsec && is_program (&rows[i], exe, name)
        && (newest == NULL || rows[i].start_time_ticks >= newest->start_time_ticks))
      newest = &rows[i];
  return newest;
}

static void
look (VmpProcessWaiter *self)
{
  VmpProcessList *list = vmp_monitor_get_process_list (self->monitor);
  const VmpProcessRow *row = NULL;

  if (list != NULL)
    row = vmp_process_waiter_find (list, self->exe, self->name, self->started_after_nsec);
  if (row == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->monitor, self);
  g_signal_emit (self, signals[FOUND], 0, row->pid, row->start_time_ticks);
}

static gboolean
idle_cb (gpointer user_data)
{
  VmpProcessWaiter *self = user_data;

  self->idle = 0;
  look (self);
  return G_SOURCE_REMOVE;
}

static void
vmp_process_waiter_dispose (GObject *object)
{
  VmpProcessWaiter *self = VMP_PROCESS_WAITER (object);

  g_clear_handle_id (&self->idle, g_source_remove);
  if (self->monitor != NULL)
    vmp_monitor_withdraw_processes (self->monitor, self);
  g_clear_object (&self->monitor);

  G_OBJECT_CLASS (vmp_process_waiter_parent_class)->dispose (object);
}

static void
vmp_process_waiter_finalize (GObject *object)
{
  VmpProcessWaiter *self = VMP_PROCESS_WAITER (object);

  g_free (self->exe);
  g_free (self->name);

  G_OBJECT_CLASS (vmp_process_waiter_parent_class)->finalize (object);
}

static void
vmp_process_waiter_class_init (VmpProcessWaiterClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = vmp_process_waiter_dispose;
  G_OBJECT_CLASS (klass)->finalize = vmp_process_waiter_finalize;

  signals[FOUND] = g_signal_new ("found", VMP_TYPE_PROCESS_WAITER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 2, G_TYPE_INT, G_TYPE_UINT64);
}

static void
vmp_process_waiter_init (VmpProcessWaiter *self)
{
}

VmpProcessWaiter *
vmp_process_waiter_new (VmpMonitor *monitor, const char *exe, const char *name, gint64 started_after_nsec)
{
  VmpProcessWaiter *self = g_object_new (VMP_TYPE_PROCESS_WAITER, NULL);

  self->monitor = g_object_ref (monitor);
  self->exe = g_strdup (exe);
  self->name = g_strdup (name);
  self->started_after_nsec = started_after_nsec;
  g_signal_connect_object (monitor, "processes-changed", G_CALLBACK (look), self, G_CONNECT_SWAPPED);
  vmp_monitor_request_processes (monitor, self, VMP_PROCESS_COLUMN_NONE);
  self->idle = g_idle_add (idle_cb, self);
  return self;
}
