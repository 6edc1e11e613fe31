/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Alerts of the program: watches by the user's rules, whatever windows show, and says when one is broken. */

#include "config.h"

#include "vmp-alert-service.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "core/alert/vmp-alert-notice.h"
#include "core/engine/vmp-clock.h"
#include "core/watch/vmp-alert-feed.h"
#include "rules/vmp-rules-file.h"
#include "vmp-alert-baselines.h"
#include "vmp-alert-rules.h"

#define LIST_NSEC VMP_NSEC_PER_SEC
/* What was learned is kept so often: as much is lost at worst. */
#define KEEP_SECONDS 600

struct _VmpAlertService
{
  GObject          parent_instance;

  /* owned */
  char            *path;
  VmpAlertFeed    *feed;
  VmpAlertHistory *history;
  GArray          *events;      /* of VmpEvent, to be told when the list is through */
  char            *problem;     /* NULL: nothing is wrong */
  GFileMonitor    *file_monitor;
  GCancellable    *cancellable;
  char            *boot_id;
  char            *baselines_path;  /* NULL: what is learned is kept nowhere */
  VmpAlertRules   *waiting;     /* that were read before what was learned was; NULL: none */

  /* borrowed: it owns this */
  VmpMonitor      *monitor;

  guint            next_id;
  guint            keep_source;
  guint            tell_source;
  gboolean         is_learning;   /* what was learned before is being read */
  guint            n_writing;
  gboolean         can_change;
  gboolean         is_dirty;    /* other rules were set while the file was written */
};

enum
{
  RULES_CHANGED,
  FIRED,
  ENDED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VmpAlertService, vmp_alert_service, G_TYPE_OBJECT)

/* --- the file of rules --- */

/* Asks for what the rules need, and for nothing if none is on. */
static void
update_request (VmpAlertService *self)
{
  guint columns;

  if (vmp_alert_feed_get_columns (self->feed, &columns))
    vmp_monitor_request_processes (self->monitor, self, columns);
  else
    vmp_monitor_withdraw_processes (self->monitor, self);
}

/* What happened while a list went through is told when it is through. */
static void
tell_events (VmpAlertService *self)
{
  g_autoptr (VmpBatch) batch = NULL;

  if (self->events->len == 0)
    return;
  batch = vmp_batch_new_take (g_steal_pointer (&self->events));
  self->events = g_array_new (FALSE, TRUE, sizeof (VmpEvent));
  vmp_monitor_consume (self->monitor, batch);
}

static void
use_rules (VmpAlertService *self, VmpAlertSet *set)
{
  vmp_alert_feed_set_rules (self->feed, set);
  update_request (self);
  tell_events (self);
  g_signal_emit (self, signals[RULES_CHANGED], 0);
}

/* Takes @loaded. */
static void
use_loaded (VmpAlertService *self, VmpAlertRules *loaded)
{
  g_set_str (&self->problem, loaded->problem);
  self->can_change = loaded->can_change;
  if (loaded->set != NULL)
    use_rules (self, loaded->set);
  else
    g_signal_emit (self, signals[RULES_CHANGED], 0);
  vmp_alert_rules_free (loaded);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  VmpAlertRules *loaded = vmp_alert_rules_load_finish (result);
  VmpAlertService *self;

  if (loaded == NULL)
    return;
  self = VMP_ALERT_SERVICE (source);
  if (!self->is_learning)
    {
      use_loaded (self, loaded);
      return;
    }
  g_clear_pointer ((gpointer *) &self->waiting, vmp_alert_rules_free);
  self->waiting = loaded;
}

/* Processes take up what was learned of their programs when they come under the rules, so it has to be there before. */
static void
learned_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (VmpAlertLearned) learned = vmp_alert_baselines_load_finish (result);
  VmpAlertService *self = VMP_ALERT_SERVICE (source);

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (learned != NULL)
    vmp_alert_watcher_teach (vmp_alert_feed_get_watcher (self->feed), learned);
  self->is_learning = FALSE;
  if (self->waiting != NULL)
    use_loaded (self, g_steal_pointer (&self->waiting));
}

static gboolean
keep_cb (gpointer user_data)
{
  VmpAlertService *self = user_data;
  VmpAlertLearned *learned = vmp_alert_feed_learn (self->feed);

  if (learned != NULL)
    vmp_alert_baselines_save (self->baselines_path, learned);
  return G_SOURCE_CONTINUE;
}

/* At the end, at once. */
static void
keep_now (VmpAlertService *self)
{
  g_autoptr (VmpAlertLearned) learned = self->baselines_path != NULL && !self->is_learning ? vmp_alert_feed_learn (self->feed) : NULL;

  if (learned != NULL)
    vmp_alert_learned_save (learned, self->baselines_path, g_get_real_time () / G_USEC_PER_SEC, NULL);
}

static void
load (VmpAlertService *self)
{
  vmp_alert_rules_load_async (G_OBJECT (self), self->path, self->cancellable, loaded_cb);
}

/* Somebody else wrote it: an editor, or a synchronized folder. */
static void
file_changed_cb (VmpAlertService *self, GFile *file, GFile *other, GFileMonitorEvent event)
{
  if (event == G_FILE_MONITOR_EVENT_CHANGES_DONE_HINT && self->n_writing == 0)
    load (self);
}

static void save (VmpAlertService *self);

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *message = NULL, *problem = NULL;
  gboolean written = vmp_alert_rules_save_finish (result, &error);
  VmpAlertService *self = VMP_ALERT_SERVICE (source);

  self->n_writing--;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (!written)
    {
      message = vmp_text_escape (error->message, strlen (error->message));
      /* Translators: %s says what is wrong. */
      problem = g_strdup_printf (_("The rules hold until this program ends: they can't be saved. %s"), message);
    }
  if (g_set_str (&self->problem, problem))
    g_signal_emit (self, signals[RULES_CHANGED], 0);
  if (self->is_dirty)
    save (self);
}

static void
save (VmpAlertService *self)
{
  self->is_dirty = self->n_writing > 0;
  if (self->is_dirty)
    return;
  self->n_writing++;
  vmp_alert_rules_save_async (G_OBJECT (self), self->path, vmp_alert_service_get_rules (self), self->cancellable, written_cb);
}

/* --- alerts --- */

static VmpTarget *
find_target (VmpAlertService *self, const VmpAlertIdentity *identity)
{
  VmpSession *session = vmp_monitor_get_session (self->monitor);

  for (guint i = 0; i < vmp_session_get_n_targets (session); i++)
    {
      VmpTarget *target = vmp_session_get_target (session, i);
      const VmpProcessInfo *info = vmp_target_get_info (target);

      if (info != NULL && info->identity.pid == identity->pid && info->identity.start_time_ticks == identity->start_time_ticks)
        return target;
    }
  return NULL;
}

/* A rule comes from a file that anybody may have written. */
static char *
dup_safe (const char *text)
{
  return vmp_text_escape (text, strlen (text));
}

/* For graphs, recordings and the flight recorder: of a process that is measured, or of the machine. */
static void
add_event (VmpAlertService *self, const VmpAlertNotice *notice)
{
  VmpTarget *target = notice->identity->pid != 0 ? find_target (self, notice->identity) : NULL;
  VmpEvent event;

  if (target == NULL && notice->identity->pid != 0)
    return;
  vmp_alert_notice_make_event (notice, target != NULL ? vmp_target_get_number (target) : 0, &event);
  g_array_append_val (self->events, event);
}

static VmpAlertRecord *
new_record (VmpAlertService *self, const VmpAlertNotice *notice)
{
  const VmpAlertRule *rule = notice->rule;
  const VmpAlertCondition *condition = &rule->conditions[0];
  gint64 now_usec = g_get_real_time ();
  const VmpAlertEntry entry = {
    .id = g_strdup_printf ("%" G_GINT64_FORMAT "-%u", now_usec, self->next_id++),
    .rule = g_strdup (rule->id), .title = dup_safe (rule->title), .explanation = dup_safe (rule->explanation),
    .metric = g_strdup (vmp_alert_metric_get_key (condition->metric)),
    .name = g_strdup (notice->identity->name != NULL ? notice->identity->name : ""), .boot_id = g_strdup (self->boot_id),
    .pid = notice->identity->pid, .start_time_ticks = notice->identity->start_time_ticks,
    .severity = rule->severity, .stage = VMP_ALERT_STAGE_BEGAN, .scope = rule->scope.kind, .derived = condition->derived,
    .base = condition->base, .comparison = condition->comparison, .unit = vmp_alert_condition_get_unit (condition),
    .begin_usec = now_usec - (vmp_clock_boottime_nsec () - notice->time_nsec) / 1000, .begin_nsec = notice->time_nsec,
    .value = notice->values[0], .limit = condition->limit,
  };

  return vmp_alert_record_new (&entry);
}

static void
fire (VmpAlertService *self, const VmpAlertNotice *notice)
{
  VmpAlertRecord *record = new_record (self, notice);

  vmp_alert_history_take (self->history, record);
  g_signal_emit (self, signals[FIRED], 0, record);
}

static void
end (VmpAlertService *self, const VmpAlertNotice *notice)
{
  VmpAlertRecord *record = vmp_alert_history_find_open (self->history, notice->rule->id, notice->identity->pid,
                                                        notice->identity->start_time_ticks);

  if (record == NULL)
    return;
  vmp_alert_record_end (record, vmp_alert_notice_get_stage (notice), g_get_real_time ());
  g_signal_emit (self, signals[ENDED], 0, record);
}

static void
notice_cb (const VmpAlertNotice *notice, gpointer user_data)
{
  VmpAlertService *self = user_data;

  add_event (self, notice);
  if (notice->outcome == VMP_ALERT_FIRED)
    fire (self, notice);
  else
    end (self, notice);
}

/* --- what comes in --- */

static guint32
watch_cb (gint32 pid, guint64 start_time_ticks, gpointer user_data)
{
  return vmp_monitor_watch (((VmpAlertService *) user_data)->monitor, pid, start_time_ticks);
}

static void
unwatch_cb (guint32 target, gpointer user_data)
{
  VmpAlertService *self = user_data;

  /* NULL when the monitor itself goes. */
  if (self->monitor != NULL)
    vmp_monitor_unwatch (self->monitor, target);
}

static const VmpAlertDeepFuncs deep_funcs = { watch_cb, unwatch_cb };

static void
processes_changed_cb (VmpAlertService *self)
{
  guint columns;

  if (!vmp_alert_feed_get_columns (self->feed, &columns))
    return;
  vmp_alert_feed_consume_list (self->feed, vmp_monitor_get_process_list (self->monitor));
  tell_events (self);
}

static gboolean
tell_events_cb (gpointer user_data)
{
  VmpAlertService *self = user_data;

  self->tell_source = 0;
  tell_events (self);
  return G_SOURCE_REMOVE;
}

static void
batch_cb (VmpAlertService *self, VmpBatch *batch)
{
  vmp_alert_feed_consume (self->feed, batch);
  /* Who else hears of this batch gets it before the alerts of it. */
  if (self->events->len > 0 && self->tell_source == 0)
    self->tell_source = g_idle_add_full (G_PRIORITY_HIGH, tell_events_cb, self, NULL);
}

static void
vmp_alert_service_dispose (GObject *object)
{
  VmpAlertService *self = VMP_ALERT_SERVICE (object);

  g_cancellable_cancel (self->cancellable);
  if (self->file_monitor != NULL)
    g_file_monitor_cancel (self->file_monitor);
  g_clear_object (&self->file_monitor);
  self->monitor = NULL;
  g_clear_handle_id (&self->keep_source, g_source_remove);
  g_clear_handle_id (&self->tell_source, g_source_remove);
  if (self->feed != NULL)
    keep_now (self);
  g_clear_pointer ((gpointer *) &self->waiting, vmp_alert_rules_free);
  g_clear_pointer (&self->feed, vmp_alert_feed_free);
  if (self->history != NULL)
    vmp_alert_history_flush (self->history);
  g_clear_object (&self->history);

  G_OBJECT_CLASS (vmp_alert_service_parent_class)->dispose (object);
}

static void
vmp_alert_service_finalize (GObject *object)
{
  VmpAlertService *self = VMP_ALERT_SERVICE (object);

  for (guint i = 0; i < self->events->len; i++)
    vmp_event_clear (&g_array_index (self->events, VmpEvent, i));
  g_array_unref (self->events);
  g_object_unref (self->cancellable);
  g_free (self->path);
  g_free (self->problem);
  g_free (self->boot_id);
  g_free (self->baselines_path);

  G_OBJECT_CLASS (vmp_alert_service_parent_class)->finalize (object);
}

static void
vmp_alert_service_class_init (VmpAlertServiceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = vmp_alert_service_dispose;
  object_class->finalize = vmp_alert_service_finalize;

  signals[RULES_CHANGED] =
    g_signal_new ("rules-changed", VMP_TYPE_ALERT_SERVICE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[FIRED] =
    g_signal_new ("fired", VMP_TYPE_ALERT_SERVICE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, VMP_TYPE_ALERT_RECORD);
  signals[ENDED] =
    g_signal_new ("ended", VMP_TYPE_ALERT_SERVICE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, VMP_TYPE_ALERT_RECORD);
}

static void
vmp_alert_service_init (VmpAlertService *self)
{
  g_autoptr (VmpAlertSet) nothing = vmp_alert_set_new ();

  self->events = g_array_new (FALSE, TRUE, sizeof (VmpEvent));
  self->cancellable = g_cancellable_new ();
  self->feed = vmp_alert_feed_new (nothing, LIST_NSEC, &deep_funcs, notice_cb, self);
  self->boot_id = g_strdup ("");
}

static void
watch_file (VmpAlertService *self)
{
  g_autoptr (GFile) file = g_file_new_for_path (self->path);

  self->file_monitor = g_file_monitor_file (file, G_FILE_MONITOR_NONE, NULL, NULL);
  if (self->file_monitor != NULL)
    g_signal_connect_object (self->file_monitor, "changed", G_CALLBACK (file_changed_cb), self, G_CONNECT_SWAPPED);
}

static VmpAlertService *the_default;

VmpAlertService *
vmp_alert_service_get_default (void)
{
  return the_default;
}

/* Of a monitor that has one no second one is made. */
VmpAlertService *
vmp_alert_service_new (VmpMonitor *monitor, const char *rules_path, const char *history_path)
{
  VmpAlertService *self;

  g_return_val_if_fail (VMP_IS_MONITOR (monitor) && vmp_alert_service_get (monitor) == NULL, NULL);

  self = g_object_new (VMP_TYPE_ALERT_SERVICE, NULL);
  self->monitor = monitor;
  self->path = rules_path != NULL ? g_strdup (rules_path) : vmp_rules_dup_default_path ();
  self->history = vmp_alert_history_new (history_path);
  g_signal_connect_object (monitor, "processes-changed", G_CALLBACK (processes_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (monitor, "batch", G_CALLBACK (batch_cb), self, G_CONNECT_SWAPPED);
  g_object_set_data_full (G_OBJECT (monitor), "vmp-alert-service", g_object_ref (self), g_object_unref);
  if (the_default == NULL)
    g_set_weak_pointer (&the_default, self);
  watch_file (self);
  load (self);
  return self;
}

void
vmp_alert_service_keep_baselines (VmpAlertService *self, const char *path)
{
  g_return_if_fail (VMP_IS_ALERT_SERVICE (self) && self->baselines_path == NULL);

  self->baselines_path = g_strdup (path);
  self->is_learning = TRUE;
  vmp_alert_baselines_load_async (G_OBJECT (self), path, self->cancellable, learned_cb);
  self->keep_source = g_timeout_add_seconds (KEEP_SECONDS, keep_cb, self);
}

void
vmp_alert_service_set_boot_id (VmpAlertService *self, const char *boot_id)
{
  g_return_if_fail (VMP_IS_ALERT_SERVICE (self) && boot_id != NULL);

  g_set_str (&self->boot_id, boot_id);
  vmp_alert_history_set_boot_id (self->history, boot_id);
}

VmpAlertService *
vmp_alert_service_get (VmpMonitor *monitor)
{
  g_return_val_if_fail (VMP_IS_MONITOR (monitor), NULL);

  return g_object_get_data (G_OBJECT (monitor), "vmp-alert-service");
}

/* --- rules --- */

VmpAlertSet *
vmp_alert_service_get_rules (VmpAlertService *self)
{
  g_return_val_if_fail (VMP_IS_ALERT_SERVICE (self), NULL);

  return vmp_alert_watcher_get_rules (vmp_alert_feed_get_watcher (self->feed));
}

static int
find_rule (VmpAlertService *self, const char *id)
{
  VmpAlertSet *set = vmp_alert_service_get_rules (self);

  for (guint i = 0; i < vmp_alert_set_get_n (set); i++)
    if (g_str_equal (vmp_alert_set_get (set, i)->id, id))
      return i;
  return -1;
}

const VmpAlertRule *
vmp_alert_service_find_rule (VmpAlertService *self, const char *id)
{
  int index;

  g_return_val_if_fail (VMP_IS_ALERT_SERVICE (self), NULL);

  index = find_rule (self, id);
  return index >= 0 ? vmp_alert_set_get (vmp_alert_service_get_rules (self), index) : NULL;
}

gboolean
vmp_alert_service_is_watching (VmpAlertService *self)
{
  guint columns;

  g_return_val_if_fail (VMP_IS_ALERT_SERVICE (self), FALSE);

  return vmp_alert_feed_get_columns (self->feed, &columns);
}

const char *
vmp_alert_service_get_problem (VmpAlertService *self)
{
  g_return_val_if_fail (VMP_IS_ALERT_SERVICE (self), NULL);

  return self->problem;
}

gboolean
vmp_alert_service_can_change (VmpAlertService *self)
{
  g_return_val_if_fail (VMP_IS_ALERT_SERVICE (self), FALSE);

  return self->can_change;
}

void
vmp_alert_service_set_rules (VmpAlertService *self, VmpAlertSet *set)
{
  g_return_if_fail (VMP_IS_ALERT_SERVICE (self) && self->can_change);

  use_rules (self, set);
  save (self);
}

/* All rules but @id, and @rule (taken; NULL for none) in its place or at the end. */
static void
replace_rule (VmpAlertService *self, const char *id, VmpAlertRule *rule)
{
  VmpAlertSet *old = vmp_alert_service_get_rules (self);
  g_autoptr (VmpAlertSet) set = vmp_alert_set_new ();

  for (guint i = 0; i < vmp_alert_set_get_n (old); i++)
    {
      const VmpAlertRule *other = vmp_alert_set_get (old, i);

      if (!g_str_equal (other->id, id))
        vmp_alert_set_take (set, vmp_alert_rule_copy (other));
      else if (rule != NULL)
        vmp_alert_set_take (set, g_steal_pointer (&rule));
    }
  if (rule != NULL)
    vmp_alert_set_take (set, rule);
  vmp_alert_service_set_rules (self, set);
}

void
vmp_alert_service_take_rule (VmpAlertService *self, VmpAlertRule *rule)
{
  g_return_if_fail (VMP_IS_ALERT_SERVICE (self) && self->can_change);

  replace_rule (self, rule->id, rule);
}

void
vmp_alert_service_remove_rule (VmpAlertService *self, const char *id)
{
  g_return_if_fail (VMP_IS_ALERT_SERVICE (self) && self->can_change);

  replace_rule (self, id, NULL);
}

void
vmp_alert_service_set_enabled (VmpAlertService *self, const char *id, gboolean enabled)
{
  const VmpAlertRule *rule = vmp_alert_service_find_rule (self, id);
  VmpAlertRule *copy;

  g_return_if_fail (VMP_IS_ALERT_SERVICE (self) && self->can_change);

  if (rule == NULL || rule->enabled == enabled)
    return;
  copy = vmp_alert_rule_copy (rule);
  copy->enabled = enabled;
  copy->muted_until_usec = 0;
  replace_rule (self, id, copy);
}

gboolean
vmp_alert_service_get_counts (VmpAlertService *self, const char *id, VmpAlertCounts *out)
{
  int index;

  g_return_val_if_fail (VMP_IS_ALERT_SERVICE (self), FALSE);

  index = find_rule (self, id);
  if (index >= 0)
    vmp_alert_watcher_get_counts (vmp_alert_feed_get_watcher (self->feed), index, out);
  return index >= 0;
}

VmpAlertHistory *
vmp_alert_service_get_history (VmpAlertService *self)
{
  g_return_val_if_fail (VMP_IS_ALERT_SERVICE (self), NULL);

  return self->history;
}

void
vmp_alert_service_mute (VmpAlertService *self, VmpAlertRecord *record, gint64 seconds)
{
  const VmpAlertEntry *entry = vmp_alert_record_get (record);

  g_return_if_fail (VMP_IS_ALERT_SERVICE (self));

  vmp_alert_feed_mute (self->feed, entry->rule, entry->pid, entry->start_time_ticks,
                       vmp_clock_boottime_nsec () + seconds * VMP_NSEC_PER_SEC);
  vmp_alert_record_acknowledge (record);
}

char *
vmp_alert_service_dup_free_id (VmpAlertService *self, const char *stem)
{
  g_return_val_if_fail (VMP_IS_ALERT_SERVICE (self), NULL);

  if (find_rule (self, stem) < 0)
    return g_strdup (stem);
  for (guint i = 2;; i++)
    {
      char *id = g_strdup_printf ("%s-%u", stem, i);

      if (find_rule (self, id) < 0)
        return id;
      g_free (id);
    }
}

guint32
vmp_alert_service_find_target (VmpAlertService *self, VmpAlertRecord *record)
{
  const VmpAlertEntry *entry = vmp_alert_record_get (record);
  const VmpAlertIdentity identity = { .pid = entry->pid, .start_time_ticks = entry->start_time_ticks };
  VmpTarget *target;

  g_return_val_if_fail (VMP_IS_ALERT_SERVICE (self), 0);

  target = entry->pid != 0 && vmp_alert_history_is_recent (self->history, entry) ? find_target (self, &identity) : NULL;
  return target != NULL ? vmp_target_get_number (target) : 0;
}
