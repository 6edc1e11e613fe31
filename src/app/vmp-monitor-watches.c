/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who watches what: users are counted, so that several windows cost one measuring. */

#include "config.h"

#include "vmp-monitor-watches.h"

/* Of one who begins thousands, as compilations do, only the newest of those that have ended are kept. */
#define MAX_ENDED_CHILDREN 300

/* One watched process, whoever watches it. */
typedef struct
{
  guint32         number;
  gint32          pid;
  guint64         start_time_ticks;
  guint           n_users;
  VmpWatchOptions options;
} Watch;

/* A target that the host measures because it follows the children of another. */
typedef struct
{
  guint32 parent, target;
} Child;

/* Who wants the mappings of what, and how often. */
typedef struct
{
  guint32  target;
  gpointer owner;
  gint64   interval_nsec;
} MapsRequest;

struct _VmpMonitorWatches
{
  VmpHost    *host;            /* borrowed */
  VmpSession *session;         /* borrowed */
  GArray     *watches;         /* of Watch */
  GArray     *children;        /* of Child */
  GArray     *maps_requests;   /* of MapsRequest */
};

VmpMonitorWatches *
vmp_monitor_watches_new (VmpHost *host, VmpSession *session)
{
  VmpMonitorWatches *self = g_new0 (VmpMonitorWatches, 1);

  self->host = host;
  self->session = session;
  self->watches = g_array_new (FALSE, FALSE, sizeof (Watch));
  self->children = g_array_new (FALSE, FALSE, sizeof (Child));
  self->maps_requests = g_array_new (FALSE, FALSE, sizeof (MapsRequest));
  return self;
}

void
vmp_monitor_watches_free (VmpMonitorWatches *self)
{
  g_array_unref (self->watches);
  g_array_unref (self->children);
  g_array_unref (self->maps_requests);
  g_free (self);
}

static Watch *
find_watch (VmpMonitorWatches *self, guint32 target)
{
  for (guint i = 0; i < self->watches->len; i++)
    {
      Watch *watch = &g_array_index (self->watches, Watch, i);

      if (watch->number == target)
        return watch;
    }
  return NULL;
}

static Watch *
find_watch_of_process (VmpMonitorWatches *self, gint32 pid, guint64 start_time_ticks)
{
  for (guint i = 0; i < self->watches->len; i++)
    {
      Watch *watch = &g_array_index (self->watches, Watch, i);

      if (watch->pid == pid && watch->start_time_ticks == start_time_ticks && start_time_ticks != 0)
        return watch;
    }
  return NULL;
}

guint32
vmp_monitor_watches_add (VmpMonitorWatches *self, gint32 pid, guint64 start_time_ticks, const VmpWatchOptions *options)
{
  Watch watch = { 0, pid, start_time_ticks, 1, *options };
  Watch *known = find_watch_of_process (self, pid, start_time_ticks);

  if (known != NULL)
    {
      known->n_users++;
      return known->number;
    }
  watch.number = vmp_host_watch (self->host, pid, start_time_ticks, &watch.options);
  g_array_append_val (self->watches, watch);
  return watch.number;
}

gboolean
vmp_monitor_watches_keep (VmpMonitorWatches *self, guint32 target)
{
  Watch *watch = find_watch (self, target);

  if (watch != NULL)
    watch->n_users++;
  return watch != NULL;
}

static void
drop_target (VmpMonitorWatches *self, guint32 target)
{
  vmp_host_unwatch (self->host, target);
  vmp_session_forget_target (self->session, target);
}

/* Nobody asked for them but for their parent's sake. */
static void
drop_children (VmpMonitorWatches *self, guint32 parent)
{
  for (guint i = self->children->len; i > 0; i--)
    {
      guint32 target;

      if (i > self->children->len || g_array_index (self->children, Child, i - 1).parent != parent)
        continue;
      target = g_array_index (self->children, Child, i - 1).target;
      g_array_remove_index_fast (self->children, i - 1);
      drop_target (self, target);
      drop_children (self, target);
    }
}

void
vmp_monitor_watches_remove (VmpMonitorWatches *self, guint32 target)
{
  Watch *watch = find_watch (self, target);

  if (watch == NULL || --watch->n_users > 0)
    return;

  drop_target (self, target);
  drop_children (self, target);
  g_array_remove_index (self->watches, (guint) (watch - (Watch *) (gpointer) self->watches->data));
}

gboolean
vmp_monitor_watches_contains (VmpMonitorWatches *self, guint32 target)
{
  return find_watch (self, target) != NULL;
}

void
vmp_monitor_watches_set_pace (VmpMonitorWatches *self, const VmpWatchOptions *options)
{
  for (guint i = 0; i < self->watches->len; i++)
    {
      Watch *watch = &g_array_index (self->watches, Watch, i);

      watch->options.interval_nsec = options->interval_nsec;
      watch->options.budget_share = options->budget_share;
      watch->options.max_read_nsec = options->max_read_nsec;
      vmp_host_change_watch (self->host, watch->number, &watch->options);
    }
}

void
vmp_monitor_watches_follow_children (VmpMonitorWatches *self, guint32 target)
{
  Watch *watch = find_watch (self, target);

  if (watch == NULL || watch->options.follow_children)
    return;
  watch->options.follow_children = TRUE;
  vmp_host_change_watch (self->host, target, &watch->options);
}

static gboolean
is_measured (VmpMonitorWatches *self, guint32 target)
{
  if (find_watch (self, target) != NULL)
    return TRUE;
  for (guint i = 0; i < self->children->len; i++)
    if (g_array_index (self->children, Child, i).target == target)
      return TRUE;
  return FALSE;
}

static gboolean
has_ended (VmpMonitorWatches *self, guint32 number)
{
  VmpTarget *target = vmp_session_find_target (self->session, number);

  return target != NULL && vmp_target_get_exit (target) != NULL;
}

/* Those with children of their own stay as long as these do: they tell who belongs to whom. */
static void
forget_ended (VmpMonitorWatches *self)
{
  g_autoptr (GHashTable) parents = NULL;
  guint n_ended = 0;

  if (self->children->len <= MAX_ENDED_CHILDREN)
    return;
  parents = g_hash_table_new (NULL, NULL);
  for (guint i = 0; i < self->children->len; i++)
    g_hash_table_add (parents, GUINT_TO_POINTER (g_array_index (self->children, Child, i).parent));
  for (guint i = self->children->len; i > 0; i--)
    {
      guint32 target = g_array_index (self->children, Child, i - 1).target;

      if (!has_ended (self, target) || find_watch (self, target) != NULL || ++n_ended <= MAX_ENDED_CHILDREN
          || g_hash_table_contains (parents, GUINT_TO_POINTER (target)))
        continue;
      g_array_remove_index (self->children, i - 1);
      drop_target (self, target);
    }
}

/* A child goes with its parent, which may be gone by now. */
void
vmp_monitor_watches_note_children (VmpMonitorWatches *self, VmpBatch *batch)
{
  guint n;
  const VmpEvent *events = vmp_batch_get_events (batch, &n);

  for (guint i = 0; self->host != NULL && i < n; i++)
    {
      Child child = { events[i].target, 0 };

      if (events[i].type != VMP_EVENT_FORK || events[i].fork.child_target == 0)
        continue;
      child.target = events[i].fork.child_target;
      if (is_measured (self, child.parent))
        g_array_append_val (self->children, child);
      else
        drop_target (self, child.target);
    }
  forget_ended (self);
}

/* Numbers are given as targets come. */
static int
compare_numbers (gconstpointer a, gconstpointer b)
{
  guint32 x = *(const guint32 *) a, y = *(const guint32 *) b;

  return x < y ? -1 : x > y;
}

GArray *
vmp_monitor_watches_list_children (VmpMonitorWatches *self, guint32 target)
{
  g_autoptr (GHashTable) family = g_hash_table_new (NULL, NULL);
  GArray *found = g_array_new (FALSE, FALSE, sizeof (guint32));
  guint n_before;

  g_hash_table_add (family, GUINT_TO_POINTER (target));
  do
    {
      n_before = found->len;
      for (guint i = 0; i < self->children->len; i++)
        {
          const Child *child = &g_array_index (self->children, Child, i);

          if (g_hash_table_contains (family, GUINT_TO_POINTER (child->parent))
              && g_hash_table_add (family, GUINT_TO_POINTER (child->target)))
            g_array_append_val (found, child->target);
        }
    }
  while (found->len > n_before);
  g_array_sort (found, compare_numbers);
  return found;
}

/* The one who wants them most often decides. */
static void
apply_maps_requests (VmpMonitorWatches *self, guint32 target)
{
  Watch *watch = find_watch (self, target);
  gint64 interval_nsec = 0;

  for (guint i = 0; i < self->maps_requests->len; i++)
    {
      const MapsRequest *request = &g_array_index (self->maps_requests, MapsRequest, i);

      if (request->target == target && (interval_nsec == 0 || request->interval_nsec < interval_nsec))
        interval_nsec = request->interval_nsec;
    }
  if (watch == NULL || watch->options.maps_interval_nsec == interval_nsec)
    return;
  watch->options.maps_interval_nsec = interval_nsec;
  vmp_host_change_watch (self->host, target, &watch->options);
}

static gboolean
remove_maps_request (VmpMonitorWatches *self, guint32 target, gpointer owner)
{
  for (guint i = 0; i < self->maps_requests->len; i++)
    {
      const MapsRequest *request = &g_array_index (self->maps_requests, MapsRequest, i);

      if (request->target == target && request->owner == owner)
        {
          g_array_remove_index_fast (self->maps_requests, i);
          return TRUE;
        }
    }
  return FALSE;
}

gboolean
vmp_monitor_watches_request_maps (VmpMonitorWatches *self, guint32 target, gpointer owner, gint64 interval_nsec)
{
  MapsRequest request = { target, owner, interval_nsec };
  gboolean is_new = !remove_maps_request (self, target, owner);

  g_array_append_val (self->maps_requests, request);
  apply_maps_requests (self, target);
  return is_new;
}

void
vmp_monitor_watches_withdraw_maps (VmpMonitorWatches *self, guint32 target, gpointer owner)
{
  if (remove_maps_request (self, target, owner))
    apply_maps_requests (self, target);
}

gboolean
vmp_monitor_watches_wants_maps (VmpMonitorWatches *self, guint32 target)
{
  for (guint i = 0; i < self->maps_requests->len; i++)
    if (g_array_index (self->maps_requests, MapsRequest, i).target == target)
      return TRUE;
  return FALSE;
}
