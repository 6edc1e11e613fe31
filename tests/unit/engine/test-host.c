/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The local host from end to end: watches real children, and tells their story in events. */

#include "config.h"

#include "core/engine/vmp-clock.h"
#include "core/engine/vmp-host.h"
#include "engine-child.h"

#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define MIB (G_GINT64_CONSTANT (1024) * 1024)
#define PATIENCE_NSEC (60 * VMP_NSEC_PER_SEC)
#define FAST { 5 * VMP_NSEC_PER_MSEC, 100 * VMP_NSEC_PER_MSEC, 0.5, 50 * VMP_NSEC_PER_MSEC, FALSE, FALSE }

/* A host, and all that it delivered. */
typedef struct
{
  VmpHost        *host;
  GArray         *events;       /* of VmpEvent */
  VmpProcessList *processes;    /* the newest */
  gint            wakes;        /* atomic */
} Listener;

static void
wake (gpointer data)
{
  Listener *self = data;

  g_atomic_int_inc (&self->wakes);
}

static void
listener_init (Listener *self)
{
  g_autoptr (VmpProcRoot) root = vmp_proc_root_new (NULL, NULL);

  *self = (Listener) { .events = g_array_new (FALSE, FALSE, sizeof (VmpEvent)) };
  g_array_set_clear_func (self->events, (GDestroyNotify) vmp_event_clear);
  self->host = vmp_host_new_local (root, wake, self);
}

static void
listener_clear (Listener *self)
{
  vmp_host_free (self->host);
  g_array_unref (self->events);
  g_clear_pointer (&self->processes, vmp_process_list_unref);
}

static void
take (Listener *self)
{
  VmpDelivery delivery = { NULL, NULL };
  const VmpEvent *events;
  guint n = 0;

  vmp_host_take (self->host, &delivery);
  if (delivery.processes != NULL)
    {
      g_clear_pointer (&self->processes, vmp_process_list_unref);
      self->processes = g_steal_pointer (&delivery.processes);
    }
  events = delivery.batch != NULL ? vmp_batch_get_events (delivery.batch, &n) : NULL;
  for (guint i = 0; i < n; i++)
    {
      VmpEvent copy;

      vmp_event_copy (&events[i], &copy);
      g_array_append_val (self->events, copy);
    }
  vmp_delivery_clear (&delivery);
}

static const VmpEvent *
find_nth (Listener     *self,
          guint32       target,
          VmpEventType  type,
          guint         nth)
{
  for (guint i = 0; i < self->events->len; i++)
    {
      const VmpEvent *event = &g_array_index (self->events, VmpEvent, i);

      if (event->target == target && event->type == type && nth-- == 0)
        return event;
    }

  return NULL;
}

/* Waits for the (@nth + 1)th event of a kind. */
static const VmpEvent *
await_nth (Listener     *self,
           guint32       target,
           VmpEventType  type,
           guint         nth)
{
  gint64 end_nsec = vmp_clock_boottime_nsec () + PATIENCE_NSEC;
  const VmpEvent *event;

  while ((event = find_nth (self, target, type, nth)) == NULL)
    {
      g_assert_cmpint (vmp_clock_boottime_nsec (), <, end_nsec);
      g_usleep (1000);
      take (self);
    }

  return event;
}

static guint
count (Listener     *self,
       guint32       target,
       VmpEventType  type)
{
  guint n = 0;

  for (guint i = 0; i < self->events->len; i++)
    {
      const VmpEvent *event = &g_array_index (self->events, VmpEvent, i);

      n += event->target == target && event->type == type;
    }

  return n;
}

/* Mappings are told at once when they are asked for, and not before. */
static void
test_maps (void)
{
  VmpWatchOptions options = FAST;
  const VmpAddressSpaceFacts *facts;
  const VmpMappingSum *images;
  const VmpEvent *event;
  gboolean has_own_stack = FALSE;
  /* Not that of a variable: a sanitizer may keep those elsewhere. */
  const gsize stack_addr = (gsize) __builtin_frame_address (0);
  Listener listener;
  guint32 target;

  listener_init (&listener);
  target = vmp_host_watch (listener.host, getpid (), 0, &options);
  await_nth (&listener, target, VMP_EVENT_SAMPLE, 60);
  g_assert_cmpuint (count (&listener, target, VMP_EVENT_ADDRESS_SPACE), ==, 0);

  options.maps_interval_nsec = 3600 * VMP_NSEC_PER_SEC;
  vmp_host_change_watch (listener.host, target, &options);
  vmp_host_refresh (listener.host, target);
  event = await_nth (&listener, target, VMP_EVENT_ADDRESS_SPACE, 0);
  g_assert_cmpint (event->maps.reason, ==, VMP_REASON_NONE);
  g_assert_cmpint (event->maps.cost_nsec, >, 0);
  images = vmp_address_space_get_sum (event->maps.space, VMP_MAPPING_PROGRAM_IMAGE);
  g_assert_cmpint (images->mappings_n, >, 0);
  facts = vmp_address_space_get_facts (event->maps.space);
  g_assert_cmpint (facts->pid, ==, getpid ());
  /* This one and the host's. */
  g_assert_cmpuint (facts->n_threads, >=, 2);
  for (guint i = 0; i < vmp_address_space_get_n (event->maps.space); i++)
    {
      const VmpMapping *mapping = vmp_address_space_get (event->maps.space, i);

      has_own_stack |= stack_addr >= mapping->start_addr && stack_addr < mapping->end_addr
                       && mapping->type == VMP_MAPPING_MAIN_STACK && mapping->tid == getpid ();
    }
  g_assert_true (has_own_stack);

  /* The next is an hour away, but for who asks. */
  await_nth (&listener, target, VMP_EVENT_SAMPLE, count (&listener, target, VMP_EVENT_SAMPLE) + 60);
  g_assert_cmpuint (count (&listener, target, VMP_EVENT_ADDRESS_SPACE), ==, 1);
  vmp_host_refresh (listener.host, target);
  await_nth (&listener, target, VMP_EVENT_ADDRESS_SPACE, 1);
  listener_clear (&listener);
}

/* A request has one answer, unless it was withdrawn. */
static void
test_pages (void)
{
  const VmpWatchOptions options = FAST;
  gsize page_size = sysconf (_SC_PAGESIZE);
  guint64 here = (guintptr) &options;
  const VmpEvent *event;
  Listener listener;
  guint32 target, first, second, withdrawn, stranger;

  listener_init (&listener);
  target = vmp_host_watch (listener.host, getpid (), 0, &options);
  first = vmp_host_read_pages (listener.host, target, here, here + 1);
  event = await_nth (&listener, target, VMP_EVENT_PAGE_STATES, 0);
  g_assert_cmpuint (event->pages.request, ==, first);
  g_assert_cmpint (event->pages.reason, ==, VMP_REASON_NONE);
  g_assert_cmpint (event->pages.cost_nsec, >, 0);
  g_assert_cmphex (vmp_page_states_get_start_addr (event->pages.states), ==, here / page_size * page_size);
  g_assert_cmpuint (vmp_page_states_get_bits (event->pages.states, here) & VMP_PAGE_PRESENT, !=, 0);

  /* The first of them keeps the host busy with all addresses there are. */
  withdrawn = vmp_host_read_pages (listener.host, target, 0, G_GUINT64_CONSTANT (0x7fff00000000));
  vmp_host_cancel_pages (listener.host, withdrawn);
  second = vmp_host_read_pages (listener.host, target, G_GUINT64_CONSTANT (0xffffffffff600000), G_GUINT64_CONSTANT (0xffffffffff601000));
  event = await_nth (&listener, target, VMP_EVENT_PAGE_STATES, 1);
  if (event->pages.request == withdrawn)
    event = await_nth (&listener, target, VMP_EVENT_PAGE_STATES, 2);
  g_assert_cmpuint (event->pages.request, ==, second);
  g_assert_cmpint (event->pages.reason, ==, VMP_REASON_UNSUPPORTED);
  g_assert_null (event->pages.states);

  stranger = vmp_host_read_pages (listener.host, target + 77, here, here + 1);
  event = await_nth (&listener, target + 77, VMP_EVENT_PAGE_STATES, 0);
  g_assert_cmpuint (event->pages.request, ==, stranger);
  g_assert_cmpint (event->pages.reason, ==, VMP_REASON_GONE);
  listener_clear (&listener);
}

static void
test_story (void)
{
  const VmpWatchOptions options = FAST;
  g_autofree char *program = engine_child_dup_program ();
  const VmpEvent *event;
  Listener listener;
  EngineChild child;
  guint32 target;
  gint64 last_nsec = 0;

  listener_init (&listener);
  engine_child_start (&child, "exec", program);
  target = vmp_host_watch (listener.host, child.pid, 0, &options);
  event = await_nth (&listener, target, VMP_EVENT_START, 0);
  g_assert_cmpint (event->process.identity.pid, ==, child.pid);
  g_assert_cmpstr (event->process.name, ==, "memory-shapes");
  event = await_nth (&listener, target, VMP_EVENT_SAMPLE, 0);
  g_assert_cmpint (event->sample.values[VMP_METRIC_RSS], >, 0);
  g_assert_cmpint (event->sample.values[VMP_METRIC_PSS], >, 0);
  g_assert_cmpint (event->sample.values[VMP_METRIC_HEAP], >=, 0);
  await_nth (&listener, target, VMP_EVENT_SAMPLE, 50);

  engine_child_step (&child, TRUE);
  event = await_nth (&listener, target, VMP_EVENT_EXEC, 0);
  g_assert_cmpstr (event->process.command, ==, "memory-shapes-again heap 100000");
  for (guint i = 0; (event = await_nth (&listener, target, VMP_EVENT_OBSERVER, i)) != NULL; i++)
    if (event->observer.tiers[VMP_TIER_0].reads > 50)
      break;
  g_assert_cmpint (event->observer.tiers[VMP_TIER_1].reads, >, 0);
  g_assert_cmpint (event->observer.locked_nsec, >, 0);
  g_assert_cmpint (event->observer.watched_nsec, >=, VMP_NSEC_PER_SEC);

  engine_child_end (&child);
  event = await_nth (&listener, target, VMP_EVENT_EXIT, 0);
  g_assert_cmpint (event->exit.rusage.max_rss_bytes, ==, VMP_MISSING);
  engine_child_reap (&child);
  g_usleep (50000);
  take (&listener);
  g_assert_cmpuint (count (&listener, target, VMP_EVENT_START), ==, 1);
  g_assert_cmpuint (count (&listener, target, VMP_EVENT_EXEC), ==, 1);
  g_assert_cmpuint (count (&listener, target, VMP_EVENT_EXIT), ==, 1);
  g_assert_cmpint (g_array_index (listener.events, VmpEvent, listener.events->len - 1).type, ==, VMP_EVENT_EXIT);
  for (guint i = 0; i < listener.events->len; i++)
    {
      g_assert_cmpint (g_array_index (listener.events, VmpEvent, i).time_nsec, >=, last_nsec);
      last_nsec = g_array_index (listener.events, VmpEvent, i).time_nsec;
    }
  listener_clear (&listener);
}

/* The kernel tells the status of a process that is not the host's child, once its parent has taken notice. */
static void
test_exit_status (void)
{
  const VmpWatchOptions options = FAST;
  const VmpEvent *event;
  Listener listener;
  EngineChild child;
  guint32 target;
  int status;

  listener_init (&listener);
  engine_child_start (&child, "heap", "1000");
  target = vmp_host_watch (listener.host, child.pid, 0, &options);
  await_nth (&listener, target, VMP_EVENT_SAMPLE, 0);
  status = engine_child_reap (&child);
  g_assert_cmpint (WEXITSTATUS (status), ==, 7);
  event = await_nth (&listener, target, VMP_EVENT_EXIT, 0);
  if (event->exit.status == VMP_MISSING)
    g_test_skip ("this kernel does not tell the status");
  else
    g_assert_cmpint (event->exit.status, ==, status);
  listener_clear (&listener);
}

static void
test_nobody_there (void)
{
  const VmpWatchOptions options = FAST;
  Listener listener;
  guint32 first, second;

  listener_init (&listener);
  first = vmp_host_watch (listener.host, G_MAXINT32, 0, &options);
  second = vmp_host_watch (listener.host, getpid (), 1, &options);
  g_assert_cmpuint (first, !=, second);
  g_assert_cmpint (await_nth (&listener, first, VMP_EVENT_EXIT, 0)->exit.status, ==, VMP_MISSING);
  g_assert_cmpint (await_nth (&listener, second, VMP_EVENT_EXIT, 0)->exit.status, ==, VMP_MISSING);
  g_assert_cmpuint (count (&listener, second, VMP_EVENT_START), ==, 0);
  listener_clear (&listener);
}

/* A reading may be late on a busy machine, but none is taken before its time. */
static void
test_deadlines (void)
{
  const VmpWatchOptions options = FAST;
  Listener listener;
  guint32 target;
  gint64 first_nsec;

  listener_init (&listener);
  target = vmp_host_watch (listener.host, getpid (), 0, &options);
  first_nsec = await_nth (&listener, target, VMP_EVENT_SAMPLE, 0)->time_nsec;
  for (guint i = 1; i <= 200; i++)
    {
      gint64 at_nsec = await_nth (&listener, target, VMP_EVENT_SAMPLE, i)->time_nsec - first_nsec;

      g_assert_cmpint (at_nsec, >, (i - 1) * options.interval_nsec);
    }
  listener_clear (&listener);
}

/* The number of samples, once no more come. */
static guint
await_silence (Listener *listener,
               guint32   target)
{
  guint before, now = count (listener, target, VMP_EVENT_SAMPLE);

  do
    {
      before = now;
      g_usleep (G_USEC_PER_SEC);
      take (listener);
      now = count (listener, target, VMP_EVENT_SAMPLE);
    }
  while (now != before);

  return now;
}

static void
test_pause (void)
{
  const VmpWatchOptions options = FAST;
  const VmpEvent *gap;
  Listener listener;
  guint32 target;
  guint samples;

  listener_init (&listener);
  target = vmp_host_watch (listener.host, getpid (), 0, &options);
  await_nth (&listener, target, VMP_EVENT_SAMPLE, 3);
  vmp_host_set_paused (listener.host, TRUE);
  samples = await_silence (&listener, target);
  g_usleep (200000);
  take (&listener);
  g_assert_cmpuint (count (&listener, target, VMP_EVENT_SAMPLE), ==, samples);
  vmp_host_set_paused (listener.host, FALSE);
  await_nth (&listener, target, VMP_EVENT_SAMPLE, samples);
  for (guint i = 0; (gap = find_nth (&listener, target, VMP_EVENT_GAP, i)) != NULL; i++)
    if (gap->gap.reason == VMP_GAP_PAUSED)
      break;
  g_assert_nonnull (gap);
  g_assert_cmpint (gap->time_nsec - gap->gap.begin_nsec, >=, 150 * VMP_NSEC_PER_MSEC);
  listener_clear (&listener);
}

/* While we are stopped ourselves nothing is measured, and nothing is made up afterwards. */
static void
test_stopped (void)
{
  const VmpWatchOptions options = FAST;
  g_autofree char *command = g_strdup_printf ("sh -c 'kill -STOP %d; sleep 0.4; kill -CONT %d'", getpid (), getpid ());
  g_autoptr (GError) error = NULL;
  const VmpEvent *gap;
  Listener listener;
  guint32 target;

  listener_init (&listener);
  target = vmp_host_watch (listener.host, getpid (), 0, &options);
  await_nth (&listener, target, VMP_EVENT_SAMPLE, 3);
  g_spawn_command_line_sync (command, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; (gap = await_nth (&listener, target, VMP_EVENT_GAP, i)) != NULL; i++)
    if (gap->time_nsec - gap->gap.begin_nsec > 300 * VMP_NSEC_PER_MSEC)
      break;
  g_assert_cmpint (gap->gap.reason, ==, VMP_GAP_LATE);
  for (guint i = 0; i < listener.events->len; i++)
    {
      const VmpEvent *event = &g_array_index (listener.events, VmpEvent, i);

      if (event->type == VMP_EVENT_SAMPLE && event->time_nsec > gap->gap.begin_nsec)
        g_assert_cmpint (event->time_nsec, >=, gap->time_nsec);
    }
  listener_clear (&listener);
}

/* What the budget leaves out is told once as a gap, is missing for that reason, and is there when the user asks. */
static void
test_budget (void)
{
  VmpWatchOptions options = FAST;
  const VmpEvent *event;
  Listener listener;
  guint32 target;
  guint gaps = 0;

  options.max_read_nsec = 1;
  listener_init (&listener);
  target = vmp_host_watch (listener.host, getpid (), 0, &options);
  event = await_nth (&listener, target, VMP_EVENT_SAMPLE, 20);
  g_assert_cmpint (event->sample.reasons[VMP_METRIC_PSS], ==, VMP_REASON_BUDGET);
  g_assert_cmpint (event->sample.reasons[VMP_METRIC_HEAP], ==, VMP_REASON_BUDGET);
  for (guint i = 0; (event = find_nth (&listener, target, VMP_EVENT_GAP, i)) != NULL; i++)
    gaps += event->gap.reason == VMP_GAP_BUDGET;
  g_assert_cmpuint (gaps, ==, 1);
  vmp_host_refresh (listener.host, target);
  for (guint i = 0; (event = await_nth (&listener, target, VMP_EVENT_SAMPLE, i)) != NULL; i++)
    if (event->sample.reasons[VMP_METRIC_PSS] == VMP_REASON_NONE)
      break;
  g_assert_cmpint (event->sample.values[VMP_METRIC_HEAP], >=, 0);
  listener_clear (&listener);
}

/* The nth process that came under measurement after the first target. */
static guint32
await_child (Listener *listener,
             guint32   parent)
{
  const VmpEvent *event = await_nth (listener, parent, VMP_EVENT_FORK, 0);
  guint32 child = event->fork.child_target;
  gint32 pid = event->fork.child_pid;

  event = await_nth (listener, child, VMP_EVENT_START, 0);
  g_assert_cmpint (event->process.identity.pid, ==, pid);
  await_nth (listener, child, VMP_EVENT_SAMPLE, 0);

  return child;
}

static void
test_family (void)
{
  VmpWatchOptions options = FAST;
  Listener listener;
  EngineChild parent;
  guint32 target, child, grandchild;

  options.follow_children = TRUE;
  listener_init (&listener);
  engine_child_start (&parent, "family", NULL);
  target = vmp_host_watch (listener.host, parent.pid, 0, &options);
  child = await_child (&listener, target);
  grandchild = await_child (&listener, child);
  g_assert_cmpint (find_nth (&listener, child, VMP_EVENT_START, 0)->process.parent_pid, ==, parent.pid);
  g_assert_cmpuint (count (&listener, grandchild, VMP_EVENT_EXIT), ==, 0);
  engine_child_reap (&parent);
  await_nth (&listener, target, VMP_EVENT_EXIT, 0);
  await_nth (&listener, child, VMP_EVENT_EXIT, 0);
  await_nth (&listener, grandchild, VMP_EVENT_EXIT, 0);
  g_assert_cmpuint (count (&listener, target, VMP_EVENT_FORK), ==, 1);
  g_assert_cmpuint (count (&listener, child, VMP_EVENT_FORK), ==, 1);
  listener_clear (&listener);
}

/* A child that ended and was not reaped is still listed as a child: it ended once for all. */
static void
test_zombie_child (void)
{
  VmpWatchOptions options = FAST;
  Listener listener;
  EngineChild parent;
  guint32 target, child;

  options.follow_children = TRUE;
  listener_init (&listener);
  engine_child_start (&parent, "zombie", NULL);
  target = vmp_host_watch (listener.host, parent.pid, 0, &options);
  child = await_child (&listener, target);
  await_nth (&listener, child, VMP_EVENT_EXIT, 0);
  g_usleep (300000);
  take (&listener);
  g_assert_cmpuint (count (&listener, target, VMP_EVENT_FORK), ==, 1);
  g_assert_cmpuint (count (&listener, child, VMP_EVENT_EXIT), ==, 1);
  g_assert_null (find_nth (&listener, child + 1, VMP_EVENT_START, 0));
  engine_child_reap (&parent);
  listener_clear (&listener);
}

/* Children are told, but not those that were there before, and none is measured. */
static void
test_marked_forks (void)
{
  VmpWatchOptions options = FAST;
  Listener listener;
  EngineChild before, child;
  guint32 target;

  options.mark_forks = TRUE;
  engine_child_start (&before, "family", NULL);
  listener_init (&listener);
  target = vmp_host_watch (listener.host, getpid (), 0, &options);
  await_nth (&listener, target, VMP_EVENT_SAMPLE, 9);
  engine_child_start (&child, "family", NULL);
  await_nth (&listener, target, VMP_EVENT_FORK, 0);
  g_assert_cmpint (find_nth (&listener, target, VMP_EVENT_FORK, 0)->fork.child_pid, ==, child.pid);
  g_assert_cmpuint (find_nth (&listener, target, VMP_EVENT_FORK, 0)->fork.child_target, ==, 0);
  g_usleep (300000);
  take (&listener);
  g_assert_cmpuint (count (&listener, target, VMP_EVENT_FORK), ==, 1);
  g_assert_null (find_nth (&listener, target + 1, VMP_EVENT_START, 0));
  engine_child_reap (&child);
  engine_child_reap (&before);
  listener_clear (&listener);
}

static void
test_list (void)
{
  gint64 end_nsec = vmp_clock_boottime_nsec () + PATIENCE_NSEC, first_nsec = 0;
  Listener listener;

  listener_init (&listener);
  vmp_host_list_processes (listener.host, 50 * VMP_NSEC_PER_MSEC, VMP_PROCESS_COLUMN_STATUS);
  while (listener.processes == NULL || vmp_process_list_get_time (listener.processes) == first_nsec)
    {
      g_assert_cmpint (vmp_clock_boottime_nsec (), <, end_nsec);
      g_usleep (1000);
      take (&listener);
      if (listener.processes != NULL && first_nsec == 0)
        first_nsec = vmp_process_list_get_time (listener.processes);
    }
  g_assert_nonnull (vmp_process_list_find (listener.processes, getpid ()));
  g_assert_cmpint (vmp_process_list_get_cost (listener.processes), >, 0);
  listener_clear (&listener);
}

/* However much is measured, the consumer is woken once until it comes, and not more often than once a frame. */
static void
test_wakes (void)
{
  const VmpWatchOptions options = { VMP_NSEC_PER_MSEC, 0, 0.01, 50 * VMP_NSEC_PER_MSEC, FALSE, FALSE };
  Listener listener;
  guint32 target;
  gint64 begin_nsec, frames;

  listener_init (&listener);
  begin_nsec = vmp_clock_boottime_nsec ();
  target = vmp_host_watch (listener.host, getpid (), 0, &options);
  while (g_atomic_int_get (&listener.wakes) == 0)
    {
      g_assert_cmpint (vmp_clock_boottime_nsec (), <, begin_nsec + PATIENCE_NSEC);
      g_usleep (1000);
    }
  g_usleep (200000);
  g_assert_cmpint (g_atomic_int_get (&listener.wakes), ==, 1);
  await_nth (&listener, target, VMP_EVENT_SAMPLE, 300);
  frames = (vmp_clock_boottime_nsec () - begin_nsec) / (16 * VMP_NSEC_PER_MSEC) + 2;
  g_assert_cmpint (g_atomic_int_get (&listener.wakes), <=, frames);
  g_assert_cmpint (g_atomic_int_get (&listener.wakes), >, 3);
  listener_clear (&listener);
}

/* Commands from one thread while the other measures; hosts that come and go. */
static void
test_hosts_come_and_go (void)
{
  const VmpWatchOptions fast = FAST, slow = VMP_WATCH_OPTIONS_DEFAULT;

  for (guint i = 0; i < 20; i++)
    {
      Listener listener;
      guint32 target;

      listener_init (&listener);
      target = vmp_host_watch (listener.host, getpid (), 0, &fast);
      vmp_host_list_processes (listener.host, VMP_NSEC_PER_SEC, VMP_PROCESS_COLUMN_NONE);
      vmp_host_change_watch (listener.host, target, &slow);
      if (i % 2 == 0)
        await_nth (&listener, target, VMP_EVENT_START, 0);
      vmp_host_refresh (listener.host, target);
      vmp_host_unwatch (listener.host, target);
      vmp_host_unwatch (listener.host, target);
      vmp_host_refresh (listener.host, 12345);
      listener_clear (&listener);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/host/maps", test_maps);
  g_test_add_func ("/host/pages", test_pages);
  g_test_add_func ("/host/story", test_story);
  g_test_add_func ("/host/exit-status", test_exit_status);
  g_test_add_func ("/host/nobody-there", test_nobody_there);
  g_test_add_func ("/host/deadlines", test_deadlines);
  g_test_add_func ("/host/pause", test_pause);
  g_test_add_func ("/host/stopped", test_stopped);
  g_test_add_func ("/host/budget", test_budget);
  g_test_add_func ("/host/family", test_family);
  g_test_add_func ("/host/zombie-child", test_zombie_child);
  g_test_add_func ("/host/marked-forks", test_marked_forks);
  g_test_add_func ("/host/list", test_list);
  g_test_add_func ("/host/wakes", test_wakes);
  g_test_add_func ("/host/come-and-go", test_hosts_come_and_go);

  return g_test_run ();
}
