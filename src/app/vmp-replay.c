/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A recording that is shown: a monitor with what it holds, the moment that is looked at, and the way through it. */

#include "config.h"

#include "vmp-replay-private.h"

/* Columns of a wide chart. */
#define N_CELLS 1200
/* A window that shows this much less than what was loaded is worth to be loaded again. */
#define FINER 4
/* So much of what is seen is loaded at both sides of it. */
#define MARGIN 4
#define TICK_MSEC 40
/* Of graphs that show a recording no more. */
#define LIVE_SPAN_NSEC G_GINT64_CONSTANT (60000000000)
#define LEAST_RANGE_NSEC G_GINT64_CONSTANT (1000000)

enum
{
  PROP_0,
  PROP_PLAYING,
  N_PROPS
};

enum
{
  CHANGED,
  MOVED,
  SHOWN,
  RANGE_CHANGED,
  EDITED,
  EDIT_FAILED,
  RELOAD_FAILED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VmpReplay, vmp_replay, G_TYPE_OBJECT)

static gboolean is_all        (VmpReplay    *self);
static void     set_selection (VmpReplay    *self,
                               gint64        begin_nsec,
                               gint64        end_nsec,
                               VmpChartView *view);

/* --- asking the worker --- */

static void
ask_moment (VmpReplay *self)
{
  if (self->target != 0)
    vmp_replay_worker_ask_moment (self->worker, self->target, self->time_nsec,
                                  vmp_monitor_wants_maps (self->monitor, self->target));
}

static gboolean
is_fine_enough (VmpReplay *self)
{
  gint64 begin_nsec = MAX (self->begin_nsec, self->contents->begin_nsec);
  gint64 end_nsec = MIN (self->end_nsec, self->contents->end_nsec);

  if (begin_nsec < self->fine_begin_nsec || end_nsec > self->fine_end_nsec)
    return FALSE;
  return self->fine_is_exact || (end_nsec - begin_nsec) > (self->fine_end_nsec - self->fine_begin_nsec) / FINER;
}

/* More than is seen, so that moving a little needs nothing. */
static void
ask_series (VmpReplay *self)
{
  gint64 margin_nsec = (self->end_nsec - self->begin_nsec) / MARGIN;

  if (self->target == 0 || is_fine_enough (self))
    return;
  self->fine_begin_nsec = MAX (self->begin_nsec - margin_nsec, self->contents->begin_nsec);
  self->fine_end_nsec = MIN (self->end_nsec + margin_nsec, self->contents->end_nsec);
  self->fine_is_exact = FALSE;
  vmp_replay_worker_ask_series (self->worker, self->target, &self->wanted, self->fine_begin_nsec, self->fine_end_nsec, N_CELLS);
}

static void
forget_fine (VmpReplay *self)
{
  self->fine_begin_nsec = G_MAXINT64;
  self->fine_end_nsec = G_MININT64;
  self->fine_is_exact = FALSE;
}

static void
ask_all (VmpReplay *self)
{
  forget_fine (self);
  vmp_replay_worker_ask_all (self->worker, self->target);
  ask_moment (self);
  ask_series (self);
}

/* --- its answers --- */

static void
opened_cb (VmpReplayContents *contents,
           const GError      *error,
           gpointer           user_data)
{
  g_autoptr (VmpReplay) self = g_object_ref (user_data);

  if (contents == NULL)
    {
      self->error = g_error_copy (error);
      self->state = VMP_REPLAY_FAILED;
      g_signal_emit (self, signals[CHANGED], 0);
      return;
    }
  self->contents = contents;
  self->state = VMP_REPLAY_OPEN;
  vmp_session_set_anchor (vmp_monitor_get_session (self->monitor), contents->anchor_nsec);
  vmp_monitor_consume (self->monitor, contents->batch);
  self->begin_nsec = contents->begin_nsec;
  self->end_nsec = contents->end_nsec;
  /* As a session that saw all of it. */
  self->time_nsec = contents->end_nsec;
  if (contents->processes->len > 0)
    self->target = g_array_index (contents->processes, VmpReplayProcess, 0).number;
  if (self->target != 0)
    ask_all (self);
  g_signal_emit (self, signals[CHANGED], 0);
  g_signal_emit (self, signals[MOVED], 0);
}

static void
series_cb (VmpReplaySeries *series,
           gpointer         user_data)
{
  g_autoptr (VmpReplay) self = g_object_ref (user_data);

  if (series->number == self->target)
    {
      if (series->begin_nsec == self->fine_begin_nsec && series->end_nsec == self->fine_end_nsec)
        self->fine_is_exact = series->is_exact;
      vmp_session_take_series (vmp_monitor_get_session (self->monitor), series->number, series->series);
    }
  vmp_replay_series_free (series);
}

static void
moment_cb (VmpMoment *moment,
           gpointer   user_data)
{
  g_autoptr (VmpReplay) self = g_object_ref (user_data);

  if (moment->number == self->target)
    {
      for (guint i = 0; i < self->views->len; i++)
        vmp_chart_view_set_moment (self->views->pdata[i], moment->time_nsec);
      vmp_session_show_moment (vmp_monitor_get_session (self->monitor), moment);
      g_signal_emit (self, signals[SHOWN], 0);
    }
  vmp_moment_free (moment);
}

/* A process that came since. */
static void
add_targets (VmpReplay         *self,
             VmpReplayContents *contents)
{
  VmpSession *session = vmp_monitor_get_session (self->monitor);
  g_autoptr (GArray) added = vmp_event_array_new ();
  g_autoptr (VmpBatch) batch = NULL;
  guint n;
  const VmpEvent *events = vmp_batch_get_events (contents->batch, &n);

  for (guint i = 0; i < n; i++)
    {
      VmpEvent copy;

      if (events[i].target == 0 || vmp_session_find_target (session, events[i].target) != NULL)
        continue;
      vmp_event_copy (&events[i], &copy);
      g_array_append_val (added, copy);
    }
  batch = vmp_batch_new_take (g_steal_pointer (&added));
  vmp_monitor_consume (self->monitor, batch);
}

/* A session of its own puts the marks in their order. */
static void
copy_marks (VmpReplay         *self,
            VmpReplayContents *contents)
{
  g_autoptr (VmpSession) session = vmp_session_new ();

  vmp_session_consume (session, contents->batch);
  for (guint i = 0; i < vmp_session_get_n_targets (session); i++)
    vmp_session_copy_marks (vmp_monitor_get_session (self->monitor), vmp_target_get_number (vmp_session_get_target (session, i)), session);
}

void
vmp_replay_take_contents (VmpReplay         *self,
                          VmpReplayContents *contents,
                          gboolean           grew)
{
  gboolean was_all = is_all (self);

  add_targets (self, contents);
  g_clear_pointer (&self->contents, vmp_replay_contents_unref);
  self->contents = contents;
  copy_marks (self, contents);
  if (self->target == 0 && contents->processes->len > 0)
    self->target = g_array_index (contents->processes, VmpReplayProcess, 0).number;
  if (grew && self->target != 0)
    ask_all (self);
  if (grew && was_all)
    set_selection (self, contents->begin_nsec, contents->end_nsec, NULL);
  g_signal_emit (self, signals[CHANGED], 0);
  if (grew)
    g_signal_emit (self, signals[MOVED], 0);
}

static void
changed_cb (VmpRecordingChange *change,
            VmpReplayContents  *contents,
            const GError       *error,
            gpointer            user_data)
{
  g_autoptr (VmpReplay) self = g_object_ref (user_data);

  if (contents != NULL)
    vmp_replay_take_contents (self, contents, change == NULL);
  if (change != NULL)
    vmp_replay_take_change (self, change, error);
  else if (error != NULL)
    g_signal_emit (self, signals[RELOAD_FAILED], 0, error->message);
}

static const VmpReplayWorkerFuncs funcs = { opened_cb, series_cb, moment_cb, changed_cb };

/* --- the object --- */

static void
vmp_replay_get_property (GObject    *object,
                         guint       id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  if (id == PROP_PLAYING)
    g_value_set_boolean (value, VMP_REPLAY (object)->tick != 0);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
vmp_replay_set_property (GObject      *object,
                         guint         id,
                         const GValue *value,
                         GParamSpec   *pspec)
{
  if (id == PROP_PLAYING)
    vmp_replay_set_playing (VMP_REPLAY (object), g_value_get_boolean (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
vmp_replay_dispose (GObject *object)
{
  VmpReplay *self = VMP_REPLAY (object);

  g_clear_handle_id (&self->tick, g_source_remove);
  if (self->worker != NULL)
    vmp_replay_leave_edit (self);
  g_clear_pointer (&self->worker, vmp_replay_worker_stop);
  for (guint i = 0; self->views != NULL && i < self->views->len; i++)
    {
      g_signal_handlers_disconnect_by_data (self->views->pdata[i], self);
      vmp_chart_view_set_moment (self->views->pdata[i], VMP_CHART_NO_CURSOR);
      vmp_chart_view_set_span (self->views->pdata[i], LIVE_SPAN_NSEC);
    }
  g_clear_pointer (&self->views, g_ptr_array_unref);
  g_clear_object (&self->monitor);

  G_OBJECT_CLASS (vmp_replay_parent_class)->dispose (object);
}

static void
vmp_replay_finalize (GObject *object)
{
  VmpReplay *self = VMP_REPLAY (object);

  g_clear_pointer (&self->contents, vmp_replay_contents_unref);
  g_clear_error (&self->error);
  vmp_replay_clear_edit (self);
  g_free (self->path);

  G_OBJECT_CLASS (vmp_replay_parent_class)->finalize (object);
}

static void
vmp_replay_class_init (VmpReplayClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = vmp_replay_get_property;
  object_class->set_property = vmp_replay_set_property;
  object_class->dispose = vmp_replay_dispose;
  object_class->finalize = vmp_replay_finalize;

  properties[PROP_PLAYING] = g_param_spec_boolean ("playing", NULL, NULL, FALSE,
                                                   G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[CHANGED] = g_signal_new ("changed", VMP_TYPE_REPLAY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[MOVED] = g_signal_new ("moved", VMP_TYPE_REPLAY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SHOWN] = g_signal_new ("shown", VMP_TYPE_REPLAY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[RANGE_CHANGED] =
    g_signal_new ("range-changed", VMP_TYPE_REPLAY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[EDITED] = g_signal_new ("edited", VMP_TYPE_REPLAY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[EDIT_FAILED] =
    g_signal_new ("edit-failed", VMP_TYPE_REPLAY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_POINTER);
  signals[RELOAD_FAILED] =
    g_signal_new ("reload-failed", VMP_TYPE_REPLAY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
maps_wanted_cb (VmpReplay *self,
                guint      target)
{
  if (target == self->target && self->state == VMP_REPLAY_OPEN)
    ask_moment (self);
}

static void
vmp_replay_init (VmpReplay *self)
{
  static const VmpMetricId drawn[] = {
    VMP_METRIC_RSS, VMP_METRIC_RSS_ANON, VMP_METRIC_RSS_FILE, VMP_METRIC_RSS_SHMEM, VMP_METRIC_PSS, VMP_METRIC_SWAP,
    VMP_METRIC_HEAP, VMP_METRIC_HEAP_SIZE, VMP_METRIC_STACK, VMP_METRIC_STACK_RESIDENT, VMP_METRIC_THREAD_STACKS,
    VMP_METRIC_MINOR_FAULT_RATE, VMP_METRIC_MAJOR_FAULT_RATE,
  };

  for (guint i = 0; i < G_N_ELEMENTS (drawn); i++)
    self->wanted.has[drawn[i]] = TRUE;
  self->speed = 1;
  vmp_replay_init_edit (self);
  forget_fine (self);
  self->views = g_ptr_array_new_with_free_func (g_object_unref);
  self->monitor = vmp_monitor_new_for_recording ();
  g_signal_connect_object (self->monitor, "maps-wanted", G_CALLBACK (maps_wanted_cb), self, G_CONNECT_SWAPPED);
}

VmpReplay *
vmp_replay_new (const char *path)
{
  VmpReplay *self = g_object_new (VMP_TYPE_REPLAY, NULL);

  self->path = g_strdup (path);
  self->worker = vmp_replay_worker_new (path, &funcs, self);
  return self;
}

void
vmp_replay_reload (VmpReplay *self)
{
  g_return_if_fail (VMP_IS_REPLAY (self));

  if (self->contents != NULL)
    vmp_replay_worker_ask_reload (self->worker);
}

const char *
vmp_replay_get_path (VmpReplay *self)
{
  g_return_val_if_fail (VMP_IS_REPLAY (self), NULL);

  return self->path;
}

VmpReplayState
vmp_replay_get_state (VmpReplay *self)
{
  g_return_val_if_fail (VMP_IS_REPLAY (self), VMP_REPLAY_FAILED);

  return self->state;
}

const GError *
vmp_replay_get_error (VmpReplay *self)
{
  g_return_val_if_fail (VMP_IS_REPLAY (self), NULL);

  return self->error;
}

const VmpReplayContents *
vmp_replay_get_contents (VmpReplay *self)
{
  g_return_val_if_fail (VMP_IS_REPLAY (self), NULL);

  return self->contents;
}

VmpMonitor *
vmp_replay_get_monitor (VmpReplay *self)
{
  g_return_val_if_fail (VMP_IS_REPLAY (self), NULL);

  return self->monitor;
}

guint32
vmp_replay_get_target (VmpReplay *self)
{
  g_return_val_if_fail (VMP_IS_REPLAY (self), 0);

  return self->target;
}

void
vmp_replay_set_target (VmpReplay *self,
                       guint32    target)
{
  g_return_if_fail (VMP_IS_REPLAY (self) && self->contents != NULL);

  if (self->target == target || vmp_replay_contents_find_process (self->contents, target) == NULL)
    return;
  self->target = target;
  ask_all (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

gboolean
vmp_replay_get_range (VmpReplay *self,
                      gint64    *out_begin_nsec,
                      gint64    *out_end_nsec)
{
  g_return_val_if_fail (VMP_IS_REPLAY (self), FALSE);

  *out_begin_nsec = self->contents != NULL ? self->contents->begin_nsec : 0;
  *out_end_nsec = self->contents != NULL ? self->contents->end_nsec : 0;
  return self->contents != NULL && self->contents->processes->len > 0;
}

/* --- the moment --- */

gint64
vmp_replay_get_time (VmpReplay *self)
{
  g_return_val_if_fail (VMP_IS_REPLAY (self), 0);

  return self->time_nsec;
}

void
vmp_replay_seek (VmpReplay *self,
                 gint64     time_nsec)
{
  g_return_if_fail (VMP_IS_REPLAY (self));

  if (self->contents == NULL)
    return;
  time_nsec = CLAMP (time_nsec, self->contents->begin_nsec, self->contents->end_nsec);
  if (self->time_nsec == time_nsec)
    return;
  self->time_nsec = time_nsec;
  ask_moment (self);
  g_signal_emit (self, signals[MOVED], 0);
}

static gboolean
tick_cb (gpointer data)
{
  g_autoptr (VmpReplay) self = g_object_ref (data);
  gint64 now_usec = g_get_monotonic_time ();
  gint64 next_nsec = self->time_nsec + (now_usec - self->tick_usec) * 1000 * self->speed;

  self->tick_usec = now_usec;
  vmp_replay_seek (self, next_nsec);
  if (next_nsec >= self->contents->end_nsec)
    vmp_replay_set_playing (self, FALSE);
  return self->tick != 0 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

gboolean
vmp_replay_get_playing (VmpReplay *self)
{
  g_return_val_if_fail (VMP_IS_REPLAY (self), FALSE);

  return self->tick != 0;
}

/* At its end it begins again. */
void
vmp_replay_set_playing (VmpReplay *self,
                        gboolean   playing)
{
  g_return_if_fail (VMP_IS_REPLAY (self));

  if (playing == (self->tick != 0) || (playing && self->target == 0))
    return;
  if (playing)
    {
      if (self->time_nsec >= self->contents->end_nsec)
        vmp_replay_seek (self, self->contents->begin_nsec);
      self->tick_usec = g_get_monotonic_time ();
      self->tick = g_timeout_add (TICK_MSEC, tick_cb, self);
    }
  else
    g_clear_handle_id (&self->tick, g_source_remove);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PLAYING]);
}

guint
vmp_replay_get_speed (VmpReplay *self)
{
  g_return_val_if_fail (VMP_IS_REPLAY (self), 1);

  return self->speed;
}

void
vmp_replay_set_speed (VmpReplay *self,
                      guint      speed)
{
  g_return_if_fail (VMP_IS_REPLAY (self) && speed > 0);

  self->speed = speed;
}

/* --- the selection --- */

void
vmp_replay_get_selection (VmpReplay *self,
                          gint64    *out_begin_nsec,
                          gint64    *out_end_nsec)
{
  g_return_if_fail (VMP_IS_REPLAY (self));

  *out_begin_nsec = self->begin_nsec;
  *out_end_nsec = self->end_nsec;
}

static gboolean
is_all (VmpReplay *self)
{
  return self->begin_nsec <= self->contents->begin_nsec && self->end_nsec >= self->contents->end_nsec;
}

static void
show_in_view (VmpReplay    *self,
              VmpChartView *view)
{
  self->syncs = TRUE;
  if (is_all (self))
    vmp_chart_view_set_span (view, VMP_CHART_SPAN_ALL);
  else
    vmp_chart_view_set_window (view, self->begin_nsec, self->end_nsec);
  self->syncs = FALSE;
}

/* @view: who said so; NULL: nobody of them. */
static void
set_selection (VmpReplay    *self,
               gint64        begin_nsec,
               gint64        end_nsec,
               VmpChartView *view)
{
  if (begin_nsec == self->begin_nsec && end_nsec == self->end_nsec)
    return;
  self->begin_nsec = begin_nsec;
  self->end_nsec = end_nsec;
  ask_series (self);
  for (guint i = 0; i < self->views->len; i++)
    if (self->views->pdata[i] != view)
      show_in_view (self, self->views->pdata[i]);
  g_signal_emit (self, signals[RANGE_CHANGED], 0);
}

void
vmp_replay_select_range (VmpReplay *self,
                         gint64     begin_nsec,
                         gint64     end_nsec)
{
  g_return_if_fail (VMP_IS_REPLAY (self));

  if (self->contents == NULL)
    return;
  begin_nsec = MAX (begin_nsec, self->contents->begin_nsec);
  end_nsec = MIN (end_nsec, self->contents->end_nsec);
  if (end_nsec - begin_nsec < LEAST_RANGE_NSEC)
    {
      begin_nsec = self->contents->begin_nsec;
      end_nsec = self->contents->end_nsec;
    }
  set_selection (self, begin_nsec, end_nsec, NULL);
}

/* Also when nothing but its data came. */
static void
view_changed_cb (VmpReplay    *self,
                 VmpChartView *view)
{
  gint64 begin_nsec, end_nsec;

  if (self->syncs || self->target == 0)
    return;
  vmp_chart_view_get_window (view, &begin_nsec, &end_nsec);
  /* Before it has any data. */
  if (end_nsec <= self->contents->begin_nsec || begin_nsec >= self->contents->end_nsec)
    return;
  if (vmp_chart_view_get_span (view) == VMP_CHART_SPAN_ALL)
    set_selection (self, self->contents->begin_nsec, self->contents->end_nsec, view);
  else
    set_selection (self, begin_nsec, end_nsec, view);
}

static void
picked_cb (VmpReplay *self,
           gint64     time_nsec)
{
  vmp_replay_seek (self, time_nsec);
}

void
vmp_replay_bind_view (VmpReplay    *self,
                      VmpChartView *view)
{
  g_return_if_fail (VMP_IS_REPLAY (self) && VMP_IS_CHART_VIEW (view) && self->contents != NULL);

  g_ptr_array_add (self->views, g_object_ref (view));
  show_in_view (self, view);
  vmp_chart_view_set_moment (view, self->time_nsec);
  g_signal_connect_object (view, "changed", G_CALLBACK (view_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (view, "picked", G_CALLBACK (picked_cb), self, G_CONNECT_SWAPPED);
}

void
vmp_replay_want_metric (VmpReplay   *self,
                        VmpMetricId  metric)
{
  g_return_if_fail (VMP_IS_REPLAY (self) && metric < VMP_N_METRICS);

  if (self->wanted.has[metric])
    return;
  self->wanted.has[metric] = TRUE;
  forget_fine (self);
  if (self->contents != NULL)
    ask_series (self);
}
