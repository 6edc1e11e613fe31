/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the map page has its snapshots from: asks the monitor for them while they are looked at, and a worker for what is shown. */
#include "config.h"

#include "vmp-map-source.h"

#define MSEC G_GINT64_CONSTANT (1000000)
/* Never by itself within the life of a program. */
#define ON_DEMAND_NSEC (G_MAXINT64 / 4)

struct _VmpMapSource
{
  GObject          parent_instance;

  /* owned */
  VmpMonitor      *monitor;
  VmpMapResult    *result;        /* NULL: nothing */
  VmpAddressSpace *newest;        /* a snapshot that no worker has got yet; NULL: none */
  gint64           newest_nsec;
  GCancellable    *running;       /* of the worker; NULL: there is none */
  VmpMappingQuery  query;

  guint32          target;        /* 0: none */
  gint64           seen_nsec;     /* of the newest snapshot that was taken */
  int              interval_msec;
  gboolean         active;
  gboolean         asked;         /* the monitor was asked for snapshots */
  gboolean         frozen;
  gboolean         once;          /* the next snapshot is wanted even if frozen */
  gboolean         query_changed; /* since the worker began */
};

enum
{
  CHANGED,
  STATUS_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VmpMapSource, vmp_map_source, G_TYPE_OBJECT)

static void run_if_needed (VmpMapSource *self);

static void
job_done_cb (GObject *source, GAsyncResult *async, gpointer user_data)
{
  g_autoptr (VmpMapSource) self = user_data;
  g_autoptr (VmpMapResult) result = vmp_map_job_run_finish (async, NULL);

  /* Cancelled: for another target, or on the way out. */
  if (result == NULL)
    return;
  g_clear_object (&self->running);
  g_clear_pointer (&self->result, vmp_map_result_free);
  self->result = g_steal_pointer (&result);
  run_if_needed (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* One worker at a time: each builds on what the one before it made. */
static void
run_if_needed (VmpMapSource *self)
{
  if (self->running != NULL || (self->newest == NULL && (self->result == NULL || !self->query_changed)))
    return;
  self->query_changed = FALSE;
  self->running = g_cancellable_new ();
  vmp_map_job_run (self->newest, self->newest_nsec, self->result, &self->query, self->running, job_done_cb,
                   g_object_ref (self));
  g_clear_pointer (&self->newest, vmp_address_space_unref);
}

static void
take_snapshot (VmpMapSource *self)
{
  VmpTarget *target = vmp_map_source_get_target (self);
  gint64 time_nsec = 0;
  VmpAddressSpace *space = target != NULL ? vmp_target_get_address_space (target, &time_nsec) : NULL;

  if (space == NULL || time_nsec == self->seen_nsec || (self->frozen && !self->once))
    return;
  self->once = FALSE;
  self->seen_nsec = time_nsec;
  g_clear_pointer (&self->newest, vmp_address_space_unref);
  self->newest = vmp_address_space_ref (space);
  self->newest_nsec = time_nsec;
  run_if_needed (self);
}

static void
drop_all (VmpMapSource *self)
{
  if (self->running != NULL)
    g_cancellable_cancel (self->running);
  g_clear_object (&self->running);
  g_clear_pointer (&self->newest, vmp_address_space_unref);
  g_clear_pointer (&self->result, vmp_map_result_free);
  self->seen_nsec = 0;
}

static void
target_changed_cb (VmpMapSource *self, guint target, guint event_mask)
{
  if (target != self->target)
    return;
  /* Another program has an address space of its own: nothing in it grew or is gone. */
  if (event_mask & 1u << VMP_EVENT_EXEC)
    {
      drop_all (self);
      g_signal_emit (self, signals[CHANGED], 0);
    }
  if (event_mask & 1u << VMP_EVENT_ADDRESS_SPACE)
    take_snapshot (self);
  if (event_mask & (1u << VMP_EVENT_ADDRESS_SPACE | 1u << VMP_EVENT_EXIT | 1u << VMP_EVENT_START | 1u << VMP_EVENT_EXEC))
    g_signal_emit (self, signals[STATUS_CHANGED], 0);
}

static gint64
get_interval_nsec (VmpMapSource *self)
{
  if (self->interval_msec == VMP_MAP_ON_DEMAND)
    return ON_DEMAND_NSEC;
  return self->interval_msec < 0 ? MSEC : self->interval_msec * MSEC;
}

static void
ask (VmpMapSource *self)
{
  gboolean wanted = self->active && self->target != 0;

  if (wanted)
    vmp_monitor_request_maps (self->monitor, self->target, self, get_interval_nsec (self));
  else if (self->asked)
    vmp_monitor_withdraw_maps (self->monitor, self->target, self);
  self->asked = wanted;
}

static void
vmp_map_source_dispose (GObject *object)
{
  VmpMapSource *self = VMP_MAP_SOURCE (object);

  self->active = FALSE;
  if (self->monitor != NULL)
    ask (self);
  self->target = 0;
  drop_all (self);
  g_clear_object (&self->monitor);
  vmp_mapping_query_clear (&self->query);

  G_OBJECT_CLASS (vmp_map_source_parent_class)->dispose (object);
}

static void
vmp_map_source_class_init (VmpMapSourceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = vmp_map_source_dispose;

  signals[CHANGED] = g_signal_new ("changed", VMP_TYPE_MAP_SOURCE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[STATUS_CHANGED] =
    g_signal_new ("status-changed", VMP_TYPE_MAP_SOURCE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
vmp_map_source_init (VmpMapSource *self)
{
  vmp_mapping_query_init (&self->query);
  self->interval_msec = VMP_MAP_ON_DEMAND;
}

VmpMapSource *
vmp_map_source_new (void)
{
  return g_object_new (VMP_TYPE_MAP_SOURCE, NULL);
}

VmpTarget *
vmp_map_source_get_target (VmpMapSource *self)
{
  g_return_val_if_fail (VMP_IS_MAP_SOURCE (self), NULL);

  if (self->target == 0)
    return NULL;
  return vmp_session_find_target (vmp_monitor_get_session (self->monitor), self->target);
}

gboolean
vmp_map_source_is_live (VmpMapSource *self)
{
  g_return_val_if_fail (VMP_IS_MAP_SOURCE (self), TRUE);

  return self->monitor == NULL || vmp_monitor_is_live (self->monitor);
}

gint64
vmp_map_source_get_anchor (VmpMapSource *self)
{
  g_return_val_if_fail (VMP_IS_MAP_SOURCE (self), 0);

  return self->monitor != NULL ? vmp_session_get_anchor (vmp_monitor_get_session (self->monitor)) : 0;
}

void
vmp_map_source_set_target (VmpMapSource *self, VmpMonitor *monitor, guint32 target)
{
  gboolean active;

  g_return_if_fail (VMP_IS_MAP_SOURCE (self));
  g_return_if_fail (target == 0 || VMP_IS_MONITOR (monitor));

  active = self->active;
  self->active = FALSE;
  if (self->monitor != NULL)
    ask (self);
  if (monitor != NULL && self->monitor != monitor)
    {
      if (self->monitor != NULL)
        g_signal_handlers_disconnect_by_func (self->monitor, target_changed_cb, self);
      g_set_object (&self->monitor, monitor);
      g_signal_connect_object (monitor, "target-changed", G_CALLBACK (target_changed_cb), self, G_CONNECT_SWAPPED);
    }
  drop_all (self);
  self->target = target;
  self->active = active;
  if (self->monitor != NULL)
    ask (self);
  take_snapshot (self);
  g_signal_emit (self, signals[CHANGED], 0);
  g_signal_emit (self, signals[STATUS_CHANGED], 0);
}

void
vmp_map_source_set_active (VmpMapSource *self, gboolean active)
{
  g_return_if_fail (VMP_IS_MAP_SOURCE (self));

  if (self->active == active)
    return;
  self->active = active;
  if (self->monitor != NULL)
    ask (self);
}

void
vmp_map_source_set_interval (VmpMapSource *self, int interval_msec)
{
  g_return_if_fail (VMP_IS_MAP_SOURCE (self));

  if (self->interval_msec == interval_msec)
    return;
  self->interval_msec = interval_msec;
  if (self->monitor != NULL)
    ask (self);
  g_signal_emit (self, signals[STATUS_CHANGED], 0);
}

void
vmp_map_source_refresh (VmpMapSource *self)
{
  g_return_if_fail (VMP_IS_MAP_SOURCE (self));

  if (self->target == 0)
    return;
  self->once = TRUE;
  vmp_monitor_refresh (self->monitor, self->target);
}

void
vmp_map_source_set_frozen (VmpMapSource *self, gboolean frozen)
{
  g_return_if_fail (VMP_IS_MAP_SOURCE (self));

  self->frozen = frozen;
  if (!frozen)
    take_snapshot (self);
}

void
vmp_map_source_set_query (VmpMapSource *self, const VmpMappingQuery *query)
{
  g_return_if_fail (VMP_IS_MAP_SOURCE (self));

  vmp_mapping_query_clear (&self->query);
  vmp_mapping_query_copy (query, &self->query);
  self->query_changed = TRUE;
  run_if_needed (self);
}

const VmpMapResult *
vmp_map_source_get_result (VmpMapSource *self)
{
  g_return_val_if_fail (VMP_IS_MAP_SOURCE (self), NULL);

  return self->result;
}

gboolean
vmp_map_source_is_busy (VmpMapSource *self)
{
  g_return_val_if_fail (VMP_IS_MAP_SOURCE (self), FALSE);

  return self->running != NULL;
}
