/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The service that measures for all windows: owns the host and the session, and says when something changed. */

#include "config.h"

#include "vmp-monitor.h"
#include "vmp-monitor-watches.h"

#include <time.h>

#define NSEC_PER_MSEC         G_GINT64_CONSTANT (1000000)
#define PROCESS_INTERVAL_NSEC G_GINT64_CONSTANT (1000000000)

struct _VmpMonitor
{
  GObject         parent_instance;

  /* owned */
  VmpHost           *host;
  VmpSession        *session;
  VmpMonitorWatches *watches;     /* NULL once disposed of */
  VmpProcessList    *processes;
  GSource           *source;      /* ready when the host said that something waits */
  GHashTable        *requests;    /* owner: columns */

  guint           listener;
  gboolean        paused;
  gboolean        recorded;

  /* of everything that is watched */
  int             interval_msec;  /* of tier 0 */
  double          budget_percent;
  int             longest_read_msec;
};

enum
{
  PROP_0,
  PROP_INTERVAL_MSEC,
  PROP_BUDGET_PERCENT,
  PROP_LONGEST_READ_MSEC,
  PROP_PAUSED,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

enum
{
  TARGET_CHANGED,
  PROCESSES_CHANGED,
  PAGE_STATES,
  BATCH,
  MAPS_WANTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VmpMonitor, vmp_monitor, G_TYPE_OBJECT)

static void
target_changed_cb (VmpSession *session, VmpTarget *target, guint event_mask, gpointer user_data)
{
  g_signal_emit (user_data, signals[TARGET_CHANGED], 0, vmp_target_get_number (target), event_mask);
}

/* They are the answer to one who asked, and nothing that the session keeps. */
static void
tell_page_states (VmpMonitor *self, VmpBatch *batch)
{
  guint n;
  const VmpEvent *events = vmp_batch_get_events (batch, &n);

  for (guint i = 0; i < n; i++)
    {
      if (events[i].type == VMP_EVENT_PAGE_STATES)
        g_signal_emit (self, signals[PAGE_STATES], 0, events[i].target, events[i].pages.request, events[i].pages.states,
                       events[i].pages.reason);
    }
}

void
vmp_monitor_consume (VmpMonitor *self, VmpBatch *batch)
{
  g_return_if_fail (VMP_IS_MONITOR (self));

  vmp_session_consume (self->session, batch);
  vmp_monitor_watches_note_children (self->watches, batch);
  tell_page_states (self, batch);
  g_signal_emit (self, signals[BATCH], 0, batch);
}

static gboolean
source_dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  /* A listener may drop the last reference. */
  g_autoptr (VmpMonitor) self = g_object_ref (user_data);
  VmpDelivery delivery = { NULL, NULL };

  /* Before taking: a wake-up that comes in between must not be lost. */
  g_source_set_ready_time (source, -1);
  if (self->host != NULL)
    vmp_host_take (self->host, &delivery);

  if (delivery.batch != NULL)
    vmp_monitor_consume (self, delivery.batch);
  if (delivery.processes != NULL)
    {
      g_clear_pointer (&self->processes, vmp_process_list_unref);
      self->processes = g_steal_pointer (&delivery.processes);
      g_signal_emit (self, signals[PROCESSES_CHANGED], 0);
    }
  vmp_delivery_clear (&delivery);
  return G_SOURCE_CONTINUE;
}

static GSourceFuncs source_funcs = { NULL, NULL, source_dispatch, NULL, NULL, NULL };

static void
vmp_monitor_dispose (GObject *object)
{
  VmpMonitor *self = VMP_MONITOR (object);

  /* The host before the source, which its thread wakes. */
  g_clear_pointer (&self->watches, vmp_monitor_watches_free);
  g_clear_pointer (&self->host, vmp_host_free);
  if (self->source != NULL)
    {
      g_source_destroy (self->source);
      g_clear_pointer (&self->source, g_source_unref);
    }
  g_clear_pointer (&self->session, vmp_session_free);
  g_clear_pointer (&self->processes, vmp_process_list_unref);
  g_clear_pointer (&self->requests, g_hash_table_unref);

  G_OBJECT_CLASS (vmp_monitor_parent_class)->dispose (object);
}

/* What the user prefers, into options. */
static void
fill_options (VmpMonitor *self, VmpWatchOptions *options)
{
  options->interval_nsec = self->interval_msec * NSEC_PER_MSEC;
  options->budget_share = self->budget_percent / 100;
  options->max_read_nsec = self->longest_read_msec * NSEC_PER_MSEC;
}

static void
change_watches (VmpMonitor *self, guint property)
{
  VmpWatchOptions options;

  fill_options (self, &options);
  vmp_monitor_watches_set_pace (self->watches, &options);
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static void
set_int (VmpMonitor *self, int *member, int value, guint property)
{
  if (*member == value)
    return;
  *member = value;
  change_watches (self, property);
}

static void
set_budget (VmpMonitor *self, double percent)
{
  if (self->budget_percent == percent)
    return;
  self->budget_percent = percent;
  change_watches (self, PROP_BUDGET_PERCENT);
}

static void
vmp_monitor_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VmpMonitor *self = VMP_MONITOR (object);

  switch (id)
    {
    case PROP_INTERVAL_MSEC:
      g_value_set_int (value, self->interval_msec);
      break;
    case PROP_BUDGET_PERCENT:
      g_value_set_double (value, self->budget_percent);
      break;
    case PROP_LONGEST_READ_MSEC:
      g_value_set_int (value, self->longest_read_msec);
      break;
    case PROP_PAUSED:
      g_value_set_boolean (value, self->paused);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
vmp_monitor_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  VmpMonitor *self = VMP_MONITOR (object);

  switch (id)
    {
    case PROP_INTERVAL_MSEC:
      set_int (self, &self->interval_msec, g_value_get_int (value), id);
      break;
    case PROP_BUDGET_PERCENT:
      set_budget (self, g_value_get_double (value));
      break;
    case PROP_LONGEST_READ_MSEC:
      set_int (self, &self->longest_read_msec, g_value_get_int (value), id);
      break;
    case PROP_PAUSED:
      vmp_monitor_set_paused (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
install_properties (GObjectClass *object_class)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  /**
   * VmpMonitor:interval-msec:
   *
   * How often what is watched is read (tier 0; the observer budget decides on the others).
   */
  properties[PROP_INTERVAL_MSEC] = g_param_spec_int ("interval-msec", NULL, NULL, 100, 60000, 1000, flags);
  /**
   * VmpMonitor:budget-percent:
   *
   * How much of the time the readings that make a process wait may take (VmpWatchOptions.budget_share).
   */
  properties[PROP_BUDGET_PERCENT] = g_param_spec_double ("budget-percent", NULL, NULL, 0.1, 10, 1, flags);
  /**
   * VmpMonitor:longest-read-msec:
   *
   * How long one such reading should take at most (VmpWatchOptions.max_read_nsec).
   */
  properties[PROP_LONGEST_READ_MSEC] = g_param_spec_int ("longest-read-msec", NULL, NULL, 1, 1000, 50, flags);
  /**
   * VmpMonitor:paused:
   *
   * Whether nothing is read, of any process and for any window.
   */
  properties[PROP_PAUSED] = g_param_spec_boolean ("paused", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
vmp_monitor_class_init (VmpMonitorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = vmp_monitor_dispose;

  signals[TARGET_CHANGED] =
    g_signal_new ("target-changed", VMP_TYPE_MONITOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_UINT);
  signals[PROCESSES_CHANGED] =
    g_signal_new ("processes-changed", VMP_TYPE_MONITOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);

  signals[PAGE_STATES] =
    g_signal_new ("page-states", VMP_TYPE_MONITOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 4, G_TYPE_UINT, G_TYPE_UINT, G_TYPE_POINTER, G_TYPE_UINT);

  signals[BATCH] =
    g_signal_new ("batch", VMP_TYPE_MONITOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_POINTER);

  signals[MAPS_WANTED] =
    g_signal_new ("maps-wanted", VMP_TYPE_MONITOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_UINT);

  object_class->get_property = vmp_monitor_get_property;
  object_class->set_property = vmp_monitor_set_property;
  install_properties (object_class);
}

static void
vmp_monitor_init (VmpMonitor *self)
{
  gint64 boottime_nsec;
  struct timespec now;

  clock_gettime (CLOCK_BOOTTIME, &now);
  boottime_nsec = now.tv_sec * G_GINT64_CONSTANT (1000000000) + now.tv_nsec;

  self->session = vmp_session_new ();
  vmp_session_set_anchor (self->session, g_get_real_time () * 1000 - boottime_nsec);
  self->listener = vmp_session_add_listener (self->session, target_changed_cb, self);
  self->requests = g_hash_table_new (NULL, NULL);
  self->interval_msec = 1000;
  self->budget_percent = 1;
  self->longest_read_msec = 50;

  /* Behind drawing: a window that has to be painted is painted first. */
  self->source = g_source_new (&source_funcs, sizeof (GSource));
  g_source_set_static_name (self->source, "VmpMonitor");
  g_source_set_priority (self->source, G_PRIORITY_DEFAULT_IDLE);
  g_source_set_callback (self->source, NULL, self, NULL);
  g_source_attach (self->source, NULL);
}

static void
set_host (VmpMonitor *self, VmpHost *host)
{
  self->host = host;
  self->watches = vmp_monitor_watches_new (host, self->session);
}

VmpMonitor *
vmp_monitor_new_for_host (VmpHost *host)
{
  VmpMonitor *self = g_object_new (VMP_TYPE_MONITOR, NULL);

  set_host (self, host);
  return self;
}

VmpMonitor *
vmp_monitor_new_for_recording (void)
{
  VmpMonitor *self = vmp_monitor_new_for_host (NULL);

  self->recorded = TRUE;
  return self;
}

VmpMonitor *
vmp_monitor_new (VmpProcRoot *root)
{
  VmpMonitor *self = g_object_new (VMP_TYPE_MONITOR, NULL);

  set_host (self, vmp_host_new_local (root, vmp_monitor_wake, self));
  return self;
}

void
vmp_monitor_wake (gpointer monitor)
{
  VmpMonitor *self = monitor;

  g_source_set_ready_time (self->source, 0);
}

VmpSession *
vmp_monitor_get_session (VmpMonitor *self)
{
  g_return_val_if_fail (VMP_IS_MONITOR (self), NULL);

  return self->session;
}

VmpProcessList *
vmp_monitor_get_process_list (VmpMonitor *self)
{
  g_return_val_if_fail (VMP_IS_MONITOR (self), NULL);

  return self->processes;
}

static void
apply_requests (VmpMonitor *self)
{
  GHashTableIter iter;
  gpointer columns;
  guint all = VMP_PROCESS_COLUMN_NONE;

  g_hash_table_iter_init (&iter, self->requests);
  while (g_hash_table_iter_next (&iter, NULL, &columns))
    all |= GPOINTER_TO_UINT (columns);

  if (self->host != NULL)
    vmp_host_list_processes (self->host,
                             g_hash_table_size (self->requests) > 0 ? PROCESS_INTERVAL_NSEC : 0,
                             all);
}

void
vmp_monitor_request_processes (VmpMonitor *self, gpointer owner, guint columns)
{
  gpointer old;

  g_return_if_fail (VMP_IS_MONITOR (self));

  if (g_hash_table_lookup_extended (self->requests, owner, NULL, &old)
      && GPOINTER_TO_UINT (old) == columns)
    return;
  g_hash_table_insert (self->requests, owner, GUINT_TO_POINTER (columns));
  apply_requests (self);
}

void
vmp_monitor_withdraw_processes (VmpMonitor *self, gpointer owner)
{
  g_return_if_fail (VMP_IS_MONITOR (self));

  /* NULL while it is disposed of: a window may go after it. */
  if (self->requests != NULL && g_hash_table_remove (self->requests, owner))
    apply_requests (self);
}

guint32
vmp_monitor_watch (VmpMonitor *self, gint32 pid, guint64 start_time_ticks)
{
  VmpWatchOptions options = VMP_WATCH_OPTIONS_DEFAULT;

  g_return_val_if_fail (VMP_IS_MONITOR (self) && self->host != NULL, 0);

  options.mark_forks = TRUE;
  fill_options (self, &options);
  return vmp_monitor_watches_add (self->watches, pid, start_time_ticks, &options);
}

/* Below, watches is NULL while the monitor is disposed of: a page or a window may go after it. */

gboolean
vmp_monitor_keep (VmpMonitor *self, guint32 target)
{
  g_return_val_if_fail (VMP_IS_MONITOR (self), FALSE);

  return self->watches != NULL && vmp_monitor_watches_keep (self->watches, target);
}

void
vmp_monitor_follow_children (VmpMonitor *self, guint32 target)
{
  g_return_if_fail (VMP_IS_MONITOR (self));

  if (self->watches != NULL)
    vmp_monitor_watches_follow_children (self->watches, target);
}

GArray *
vmp_monitor_list_children (VmpMonitor *self, guint32 target)
{
  g_return_val_if_fail (VMP_IS_MONITOR (self), NULL);

  return self->watches != NULL ? vmp_monitor_watches_list_children (self->watches, target)
                               : g_array_new (FALSE, FALSE, sizeof (guint32));
}

void
vmp_monitor_unwatch (VmpMonitor *self, guint32 target)
{
  g_return_if_fail (VMP_IS_MONITOR (self));

  if (self->watches != NULL)
    vmp_monitor_watches_remove (self->watches, target);
}

void
vmp_monitor_request_maps (VmpMonitor *self, guint32 target, gpointer owner, gint64 interval_nsec)
{
  g_return_if_fail (VMP_IS_MONITOR (self) && interval_nsec > 0);

  if (!vmp_monitor_watches_request_maps (self->watches, target, owner, interval_nsec))
    return;
  vmp_monitor_refresh (self, target);
  g_signal_emit (self, signals[MAPS_WANTED], 0, target);
}

void
vmp_monitor_withdraw_maps (VmpMonitor *self, guint32 target, gpointer owner)
{
  g_return_if_fail (VMP_IS_MONITOR (self));

  if (self->watches != NULL)
    vmp_monitor_watches_withdraw_maps (self->watches, target, owner);
}

gboolean
vmp_monitor_wants_maps (VmpMonitor *self, guint32 target)
{
  g_return_val_if_fail (VMP_IS_MONITOR (self), FALSE);

  return vmp_monitor_watches_wants_maps (self->watches, target);
}

gboolean
vmp_monitor_is_live (VmpMonitor *self)
{
  g_return_val_if_fail (VMP_IS_MONITOR (self), FALSE);

  return !self->recorded;
}

guint32
vmp_monitor_request_pages (VmpMonitor *self, guint32 target, guint64 start_addr, guint64 end_addr)
{
  g_return_val_if_fail (VMP_IS_MONITOR (self), 0);

  return vmp_monitor_watches_contains (self->watches, target) ? vmp_host_read_pages (self->host, target, start_addr, end_addr) : 0;
}

void
vmp_monitor_cancel_pages (VmpMonitor *self, guint32 request)
{
  g_return_if_fail (VMP_IS_MONITOR (self));

  if (request != 0 && self->host != NULL)
    vmp_host_cancel_pages (self->host, request);
}

void
vmp_monitor_refresh (VmpMonitor *self, guint32 target)
{
  g_return_if_fail (VMP_IS_MONITOR (self));

  if (vmp_monitor_watches_contains (self->watches, target))
    vmp_host_refresh (self->host, target);
}

void
vmp_monitor_set_paused (VmpMonitor *self, gboolean paused)
{
  g_return_if_fail (VMP_IS_MONITOR (self));

  if (self->paused == paused || self->host == NULL)
    return;
  self->paused = paused;
  vmp_host_set_paused (self->host, paused);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PAUSED]);
}

gboolean
vmp_monitor_get_paused (VmpMonitor *self)
{
  g_return_val_if_fail (VMP_IS_MONITOR (self), FALSE);

  return self->paused;
}
