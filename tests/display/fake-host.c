/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A host that measures what tests make up. */

#include "config.h"

#include "fake-host.h"

#include <time.h>

static gint64
now_nsec (void)
{
  struct timespec now;

  clock_gettime (CLOCK_BOOTTIME, &now);
  return now.tv_sec * G_GINT64_CONSTANT (1000000000) + now.tv_nsec;
}

static void
fake_host_free (VmpHost *host)
{
  FakeHost *self = (FakeHost *) host;

  for (guint i = 0; i < self->events->len; i++)
    vmp_event_clear (&g_array_index (self->events, VmpEvent, i));
  g_array_unref (self->events);
  g_clear_pointer (&self->processes, vmp_process_list_unref);
  g_free (self);
}

static guint32
fake_host_watch (VmpHost *host, gint32 pid, guint64 start_time_ticks, const VmpWatchOptions *options)
{
  FakeHost *self = (FakeHost *) host;

  self->watched_pid = pid;
  self->watched_start_time_ticks = start_time_ticks;
  self->options = *options;
  self->n_watched++;
  return ++self->last_target;
}

static void
fake_host_change_watch (VmpHost *host, guint32 target, const VmpWatchOptions *options)
{
  ((FakeHost *) host)->options = *options;
}

static void
fake_host_unwatch (VmpHost *host, guint32 target)
{
  ((FakeHost *) host)->n_unwatched++;
}

static void
fake_host_refresh (VmpHost *host, guint32 target)
{
  ((FakeHost *) host)->n_refreshed++;
}

static guint32
fake_host_read_pages (VmpHost *host, guint32 target, guint64 start_addr, guint64 end_addr)
{
  FakeHost *self = (FakeHost *) host;

  self->pages_target = target;
  self->pages_start_addr = start_addr;
  self->pages_end_addr = end_addr;
  return ++self->last_request;
}

static void
fake_host_cancel_pages (VmpHost *host, guint32 request)
{
  ((FakeHost *) host)->cancelled_request = request;
}

static void
fake_host_set_paused (VmpHost *host, gboolean paused)
{
  ((FakeHost *) host)->paused = paused;
}

static void
fake_host_list_processes (VmpHost *host, gint64 interval_nsec, guint columns)
{
  ((FakeHost *) host)->list_interval_nsec = interval_nsec;
  ((FakeHost *) host)->list_columns = columns;
}

static void
fake_host_take (VmpHost *host, VmpDelivery *out)
{
  FakeHost *self = (FakeHost *) host;

  out->processes = g_steal_pointer (&self->processes);
  out->batch = NULL;
  if (self->events->len == 0)
    return;
  out->batch = vmp_batch_new_take (self->events);
  self->events = g_array_new (FALSE, FALSE, sizeof (VmpEvent));
}

static const VmpHostClass fake_host_class = {
  .free = fake_host_free,
  .watch = fake_host_watch,
  .change_watch = fake_host_change_watch,
  .unwatch = fake_host_unwatch,
  .refresh = fake_host_refresh,
  .read_pages = fake_host_read_pages,
  .cancel_pages = fake_host_cancel_pages,
  .set_paused = fake_host_set_paused,
  .list_processes = fake_host_list_processes,
  .take = fake_host_take,
};

VmpMonitor *
fake_host_new_monitor (FakeHost **out_host)
{
  FakeHost *self = g_new0 (FakeHost, 1);

  self->base.klass = &fake_host_class;
  self->events = g_array_new (FALSE, FALSE, sizeof (VmpEvent));
  self->monitor = vmp_monitor_new_for_host (&self->base);
  *out_host = self;
  return self->monitor;
}

static void
hand_over (FakeHost *self, VmpEvent *event)
{
  event->time_nsec = now_nsec ();
  g_array_append_vals (self->events, event, 1);
  vmp_monitor_wake (self->monitor);
}

void
fake_host_list (FakeHost *self, VmpProcessList *processes)
{
  g_clear_pointer (&self->processes, vmp_process_list_unref);
  self->processes = processes;
  vmp_monitor_wake (self->monitor);
}

void
fake_host_start (FakeHost *self, guint32 target, const char *name, gint64 uid, guint8 kind)
{
  VmpEvent event = { .type = VMP_EVENT_START, .target = target };

  event.process = (VmpProcessInfo) {
    .identity = { .pid = self->watched_pid, .start_time_ticks = self->watched_start_time_ticks },
    .parent_pid = 1, .uid = uid, .kind = kind,
    .name = g_ref_string_new (name), .command = g_ref_string_new (name),
  };
  hand_over (self, &event);
}

void
fake_host_sample (FakeHost *self, guint32 target, gint64 rss_bytes, VmpReason reason)
{
  VmpEvent event = { .type = VMP_EVENT_SAMPLE, .target = target };

  vmp_sample_init (&event.sample, now_nsec (), reason);
  vmp_sample_set (&event.sample, VMP_METRIC_RSS, rss_bytes);
  hand_over (self, &event);
}

void
fake_host_exit (FakeHost *self, guint32 target, gint64 status)
{
  VmpEvent event = { .type = VMP_EVENT_EXIT, .target = target };

  event.exit.status = status;
  event.exit.rusage = (VmpRusage) {
    VMP_MISSING, VMP_MISSING, VMP_MISSING, VMP_MISSING, VMP_MISSING, VMP_MISSING, VMP_MISSING, VMP_MISSING, VMP_MISSING,
  };
  hand_over (self, &event);
}

void
fake_host_fork (FakeHost *self, guint32 target, guint32 child_target, gint32 child_pid)
{
  VmpEvent event = { .type = VMP_EVENT_FORK, .target = target };

  event.fork.child_target = child_target;
  event.fork.child_pid = child_pid;
  self->watched_pid = child_pid;
  hand_over (self, &event);
}

void
fake_host_maps (FakeHost *self, guint32 target, VmpAddressSpace *space, VmpReason reason)
{
  VmpEvent event = { .type = VMP_EVENT_ADDRESS_SPACE, .target = target };

  event.maps.space = space;
  event.maps.cost_nsec = 1200000;
  event.maps.reason = (guint8) reason;
  hand_over (self, &event);
}

void
fake_host_pages (FakeHost *self, guint32 target, guint32 request, VmpPageStates *states, VmpReason reason)
{
  VmpEvent event = { .type = VMP_EVENT_PAGE_STATES, .target = target };

  event.pages.states = states;
  event.pages.request = request;
  event.pages.reason = (guint8) reason;
  hand_over (self, &event);
}

void
fake_host_settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}
