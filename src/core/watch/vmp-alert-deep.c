/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the list of all processes does not tell: metrics that only watching a process by itself gives. */

#include "config.h"

#include "vmp-alert-deep.h"

/* Beyond so many, what only watching tells of a process is not known. */
#define MOST_WATCHED 256

typedef struct
{
  gint32   pid;
  guint64  start_time_ticks;
  guint32  target;
  gboolean wanted;                  /* since the last sweep */
  gint64   values[VMP_N_METRICS];   /* the newest of each */
} Watched;

struct _VmpAlertDeep
{
  const VmpAlertDeepFuncs *funcs;
  gpointer    user_data;
  GHashTable *by_pid;       /* owned: pid -> Watched */
  GHashTable *by_target;    /* owned: target -> the same, borrowed */
};

static void
stop (VmpAlertDeep *self,
      const Watched   *watched)
{
  self->funcs->unwatch (watched->target, self->user_data);
  g_hash_table_remove (self->by_target, GUINT_TO_POINTER (watched->target));
}

VmpAlertDeep *
vmp_alert_deep_new (const VmpAlertDeepFuncs *funcs,
                    gpointer                 user_data)
{
  VmpAlertDeep *self = g_new0 (VmpAlertDeep, 1);

  self->funcs = funcs;
  self->user_data = user_data;
  self->by_pid = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->by_target = g_hash_table_new (NULL, NULL);
  return self;
}

void
vmp_alert_deep_free (VmpAlertDeep *self)
{
  GHashTableIter iter;
  gpointer watched;

  g_hash_table_iter_init (&iter, self->by_pid);
  while (g_hash_table_iter_next (&iter, NULL, &watched))
    stop (self, watched);
  g_hash_table_unref (self->by_target);
  g_hash_table_unref (self->by_pid);
  g_free (self);
}

void
vmp_alert_deep_consume (VmpAlertDeep *self,
                        VmpBatch     *batch)
{
  guint n;
  const VmpEvent *events = vmp_batch_get_events (batch, &n);

  for (guint i = 0; i < n; i++)
    {
      Watched *watched = g_hash_table_lookup (self->by_target, GUINT_TO_POINTER (events[i].target));

      if (watched == NULL || events[i].type != VMP_EVENT_SAMPLE)
        continue;
      for (guint k = 0; k < VMP_N_METRICS; k++)
        if (events[i].sample.values[k] != VMP_MISSING || events[i].sample.reasons[k] != VMP_REASON_NOT_DUE)
          watched->values[k] = events[i].sample.values[k];
    }
}

static Watched *
start (VmpAlertDeep     *self,
       const VmpProcessRow *row)
{
  Watched *watched;

  if (g_hash_table_size (self->by_pid) >= MOST_WATCHED)
    return NULL;
  watched = g_new0 (Watched, 1);
  watched->pid = row->pid;
  watched->start_time_ticks = row->start_time_ticks;
  for (guint i = 0; i < VMP_N_METRICS; i++)
    watched->values[i] = VMP_MISSING;
  watched->target = self->funcs->watch (row->pid, row->start_time_ticks, self->user_data);
  g_hash_table_insert (self->by_pid, GINT_TO_POINTER (row->pid), watched);
  g_hash_table_insert (self->by_target, GUINT_TO_POINTER (watched->target), watched);
  return watched;
}

static Watched *
find (VmpAlertDeep     *self,
      const VmpProcessRow *row)
{
  Watched *watched = g_hash_table_lookup (self->by_pid, GINT_TO_POINTER (row->pid));

  if (watched != NULL && watched->start_time_ticks != row->start_time_ticks)
    {
      stop (self, watched);
      g_hash_table_remove (self->by_pid, GINT_TO_POINTER (row->pid));
      watched = NULL;
    }
  return watched != NULL ? watched : start (self, row);
}

void
vmp_alert_deep_fill (VmpAlertDeep     *self,
                         const VmpProcessRow *row,
                         const gboolean       needed[VMP_ALERT_N_METRICS],
                         gint64               values[VMP_ALERT_N_METRICS])
{
  Watched *watched = find (self, row);

  if (watched == NULL)
    return;
  watched->wanted = TRUE;
  for (guint i = 0; i < VMP_N_METRICS; i++)
    if (needed[i] && values[i] == VMP_MISSING)
      values[i] = watched->values[i];
}

void
vmp_alert_deep_sweep (VmpAlertDeep *self)
{
  GHashTableIter iter;
  gpointer data;

  g_hash_table_iter_init (&iter, self->by_pid);
  while (g_hash_table_iter_next (&iter, NULL, &data))
    {
      Watched *watched = data;

      if (!watched->wanted)
        {
          stop (self, watched);
          g_hash_table_iter_remove (&iter);
        }
      else
        watched->wanted = FALSE;
    }
}
