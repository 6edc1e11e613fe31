/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules over what a verb records: alerts become part of the recording. */

#include "config.h"

#include "vmp-cli-alerts.h"

#include "core/alert/vmp-alert-notice.h"
#include "core/engine/vmp-clock.h"
#include "core/kernel/vmp-system-reader.h"
#include "vmp-cli-watch.h"

struct _VmpCliAlerts
{
  VmpAlertStream *stream;   /* owned */
  GArray         *events;   /* owned, of VmpEvent; NULL: none since the last batch */
  guint           n;
};

static void
notice_cb (const VmpAlertNotice *notice,
           gpointer              user_data)
{
  VmpCliAlerts *self = user_data;
  VmpEvent event;

  vmp_alert_notice_make_event (notice, vmp_alert_stream_get_target (self->stream), &event);
  if (self->events == NULL)
    self->events = g_array_new (FALSE, FALSE, sizeof (VmpEvent));
  g_array_append_val (self->events, event);
  self->n += notice->outcome == VMP_ALERT_FIRED;
}

static gint64
read_ram (VmpProcRoot *root)
{
  VmpBuffer buffer = { 0 };
  VmpMeminfo meminfo = { .total = VMP_MISSING };

  vmp_system_read_meminfo (root, &buffer, &meminfo, NULL);
  vmp_buffer_clear (&buffer);
  return meminfo.total;
}

VmpCliAlerts *
vmp_cli_alerts_new (const char   *path,
                    VmpProcRoot  *root,
                    gint64        interval_nsec,
                    gboolean      children,
                    GError      **error)
{
  g_autofree char *own = path == NULL ? vmp_cli_watch_dup_own_path () : NULL;
  gint64 anchor_nsec = g_get_real_time () * 1000 - vmp_clock_boottime_nsec ();
  guint n_problems;
  g_autoptr (VmpAlertSet) set = vmp_cli_watch_load_rules (path != NULL ? path : own, &n_problems, error);
  VmpCliAlerts *self;

  if (set == NULL)
    return NULL;
  self = g_new0 (VmpCliAlerts, 1);
  self->stream = vmp_alert_stream_new (set, NULL, interval_nsec, anchor_nsec, notice_cb, self);
  vmp_alert_stream_set_ram (self->stream, read_ram (root));
  if (children)
    vmp_alert_stream_follow_trees (self->stream);
  vmp_cli_watch_tell_left_out (self->stream, set);
  return self;
}

void
vmp_cli_alerts_free (VmpCliAlerts *self)
{
  vmp_alert_stream_free (self->stream);
  g_clear_pointer (&self->events, g_array_unref);
  g_free (self);
}

VmpBatch *
vmp_cli_alerts_consume (VmpCliAlerts *self,
                        VmpBatch     *batch)
{
  guint n;
  const VmpEvent *events = vmp_batch_get_events (batch, &n);

  for (guint i = 0; i < n; i++)
    vmp_alert_stream_consume (self->stream, &events[i]);
  return self->events != NULL ? vmp_batch_new_take (g_steal_pointer (&self->events)) : NULL;
}

guint
vmp_cli_alerts_get_n (const VmpCliAlerts *self)
{
  return self->n;
}
