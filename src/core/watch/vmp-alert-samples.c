/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Processes that are measured by themselves, whoever asked for it: rules need not wait for the next list to see their samples. */

#include "config.h"

#include "vmp-alert-samples.h"

#include <string.h>

/* The first lists may have been read before it began; one that ends is told of, but not if nobody measures it any more by then. */
#define MOST_MISSED 2

typedef struct
{
  gint32   pid;
  guint64  start_time_ticks;
  gboolean is_listed;                       /* since it runs this program */
  guint    n_missed;                        /* lists without it */
  gint64   sampled[VMP_N_METRICS];          /* the newest of each */
  gint64   values[VMP_ALERT_N_METRICS];     /* the same, and of the list what they lack */
  gint64   listed[VMP_ALERT_N_METRICS];
} Measured;

struct _VmpAlertSamples
{
  GHashTable *by_target;    /* owned: number -> Measured */
  GHashTable *by_pid;       /* owned: pid -> the same, borrowed: the newest of that pid */
};

VmpAlertSamples *
vmp_alert_samples_new (void)
{
  VmpAlertSamples *self = g_new0 (VmpAlertSamples, 1);

  self->by_target = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->by_pid = g_hash_table_new (NULL, NULL);
  return self;
}

void
vmp_alert_samples_free (VmpAlertSamples *self)
{
  g_hash_table_unref (self->by_pid);
  g_hash_table_unref (self->by_target);
  g_free (self);
}

static void
end (VmpAlertSamples *self,
     guint32          target)
{
  const Measured *measured = g_hash_table_lookup (self->by_target, GUINT_TO_POINTER (target));

  if (measured == NULL)
    return;
  if (g_hash_table_lookup (self->by_pid, GINT_TO_POINTER (measured->pid)) == measured)
    g_hash_table_remove (self->by_pid, GINT_TO_POINTER (measured->pid));
  g_hash_table_remove (self->by_target, GUINT_TO_POINTER (target));
}

/* START, or EXEC: which rules concern it now the next list will tell. */
static void
begin (VmpAlertSamples *self,
       const VmpEvent  *event)
{
  const VmpIdentity *identity = &event->process.identity;
  Measured *measured = g_new0 (Measured, 1);

  end (self, event->target);
  measured->pid = identity->pid;
  measured->start_time_ticks = identity->start_time_ticks;
  for (guint i = 0; i < VMP_N_METRICS; i++)
    measured->sampled[i] = VMP_MISSING;
  g_hash_table_insert (self->by_target, GUINT_TO_POINTER (event->target), measured);
  g_hash_table_insert (self->by_pid, GINT_TO_POINTER (measured->pid), measured);
}

static gboolean
add_sample (VmpAlertSamples *self,
            const VmpEvent  *event,
            VmpAlertSampled *out)
{
  Measured *measured = g_hash_table_lookup (self->by_target, GUINT_TO_POINTER (event->target));

  if (measured == NULL)
    return FALSE;
  for (guint i = 0; i < VMP_N_METRICS; i++)
    if (event->sample.values[i] != VMP_MISSING || event->sample.reasons[i] != VMP_REASON_NOT_DUE)
      measured->sampled[i] = event->sample.values[i];
  if (!measured->is_listed)
    return FALSE;
  memcpy (measured->values, measured->listed, sizeof measured->values);
  for (guint i = 0; i < VMP_N_METRICS; i++)
    if (measured->sampled[i] != VMP_MISSING)
      measured->values[i] = measured->sampled[i];
  *out = (VmpAlertSampled) { measured->pid, measured->start_time_ticks, measured->values };
  return TRUE;
}

gboolean
vmp_alert_samples_consume (VmpAlertSamples *self,
                           const VmpEvent  *event,
                           VmpAlertSampled *out)
{
  if (event->type == VMP_EVENT_SAMPLE)
    return add_sample (self, event, out);
  if (event->type == VMP_EVENT_START || event->type == VMP_EVENT_EXEC)
    begin (self, event);
  else if (event->type == VMP_EVENT_EXIT)
    end (self, event->target);
  return FALSE;
}

void
vmp_alert_samples_add_row (VmpAlertSamples *self,
                           gint32           pid,
                           guint64          start_time_ticks,
                           const gint64     values[VMP_ALERT_N_METRICS])
{
  Measured *measured;

  if (g_hash_table_size (self->by_pid) == 0)
    return;
  measured = g_hash_table_lookup (self->by_pid, GINT_TO_POINTER (pid));
  if (measured == NULL || measured->start_time_ticks != start_time_ticks)
    return;
  memcpy (measured->listed, values, sizeof measured->listed);
  measured->is_listed = TRUE;
  measured->n_missed = 0;
}

void
vmp_alert_samples_end_list (VmpAlertSamples *self)
{
  GHashTableIter iter;
  gpointer data;

  g_hash_table_iter_init (&iter, self->by_target);
  while (g_hash_table_iter_next (&iter, NULL, &data))
    {
      Measured *measured = data;

      if (measured->n_missed++ < MOST_MISSED)
        continue;
      if (g_hash_table_lookup (self->by_pid, GINT_TO_POINTER (measured->pid)) == measured)
        g_hash_table_remove (self->by_pid, GINT_TO_POINTER (measured->pid));
      g_hash_table_iter_remove (&iter);
    }
}
