/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One program that was launched from the window: held at its first instruction until it is measured, and once more at its end. */

#include "config.h"

#include "vmp-launch.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/engine/vmp-clock.h"
#include "core/kernel/vmp-error.h"
#include "vmp-launch-worker.h"
#include "vmp-preferences.h"
#include "vmp-stage-mark.h"

/* A program is not kept waiting longer for its first or its last reading. */
#define READING_SECONDS 2

/* What is waited for before it is let go on. */
typedef enum
{
  HOLD_NONE,
  HOLD_FIRST_READING,
  HOLD_LAST_READING,
} Hold;

struct _VmpLaunch
{
  GObject          parent_instance;

  /* owned */
  VmpMonitor      *monitor;
  VmpLaunchSpec   *spec;
  VmpLaunchWorker *worker;
  VmpLaunchOutput *output;
  char            *error;

  const VmpLab    *lab;             /* static */
  VmpLaunchState   state;
  Hold             hold;
  gint64           hold_since_nsec;
  guint            hold_timeout;
  guint32          target;          /* 0: not watched */
  gint32           pid;
  guint64          start_time_ticks;
  VmpLaunchTracing tracing;
  gboolean         lost_privileges;
  gboolean         output_closed;
  gint64           begin_nsec, end_nsec;    /* CLOCK_BOOTTIME; 0: not yet */
  int              status;
  VmpRusage        usage;
  gint64           rss_peak_bytes, vsize_peak_bytes;
  gboolean         keeps_itself;
};

/* All that there are, borrowed. */
static GPtrArray *all;

enum
{
  PROP_0,
  PROP_STATE,
  N_PROPS
};

enum
{
  IDENTIFIED,
  OUTPUT,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VmpLaunch, vmp_launch, G_TYPE_OBJECT)

/* What runs is not forgotten because nobody shows it. */
static void
keep_while_alive (VmpLaunch *self)
{
  gboolean keeps = self->keeps_itself;

  self->keeps_itself = vmp_launch_is_alive (self);
  if (self->keeps_itself && !keeps)
    g_object_ref (self);
  else if (!self->keeps_itself && keeps)
    g_object_unref (self);
}

/* May drop the last reference. */
static void
set_state (VmpLaunch *self, VmpLaunchState state)
{
  if (self->state == state)
    return;
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
  keep_while_alive (self);
}

static void
release (VmpLaunch *self)
{
  Hold hold = self->hold;

  self->hold = HOLD_NONE;
  g_clear_handle_id (&self->hold_timeout, g_source_remove);
  if (hold == HOLD_NONE || self->worker == NULL)
    return;
  if (hold == HOLD_FIRST_READING)
    self->begin_nsec = vmp_clock_boottime_nsec ();
  vmp_launch_worker_go (self->worker);
  if (hold == HOLD_FIRST_READING)
    set_state (self, VMP_LAUNCH_STATE_RUNNING);
}

static gboolean
hold_timeout_cb (gpointer data)
{
  g_autoptr (VmpLaunch) self = g_object_ref (VMP_LAUNCH (data));

  self->hold_timeout = 0;
  release (self);
  return G_SOURCE_REMOVE;
}

static void
hold (VmpLaunch *self, Hold reason, gint64 since_nsec)
{
  self->hold = reason;
  self->hold_since_nsec = since_nsec;
  g_clear_handle_id (&self->hold_timeout, g_source_remove);
  self->hold_timeout = g_timeout_add_seconds (READING_SECONDS, hold_timeout_cb, self);
}

/* The last reading is one of all tiers, made since then. */
static gboolean
has_full_reading (VmpLaunch *self)
{
  VmpTarget *target = vmp_session_find_target (vmp_monitor_get_session (self->monitor), self->target);
  gint64 time_nsec = 0;
  VmpReason reason = VMP_REASON_NONE;

  if (target == NULL || vmp_target_get_state (target) == VMP_TARGET_ENDED)
    return TRUE;
  if (vmp_target_get_value (target, VMP_METRIC_PSS, &time_nsec, &reason) == VMP_MISSING)
    return reason != VMP_REASON_NOT_DUE && reason != VMP_REASON_BUDGET;
  return time_nsec >= self->hold_since_nsec;
}

static void
target_changed_cb (VmpLaunch *self, guint target, guint event_mask)
{
  if (target != self->target || target == 0 || self->hold == HOLD_NONE)
    return;
  if (event_mask & 1u << VMP_EVENT_EXIT)
    release (self);
  else if ((event_mask & 1u << VMP_EVENT_SAMPLE) && (self->hold == HOLD_FIRST_READING || has_full_reading (self)))
    release (self);
}

static void
take_start (VmpLaunch *self, const VmpLaunchTold *told)
{
  self->pid = told->pid;
  self->start_time_ticks = told->start_time_ticks;
  self->tracing = told->tracing;
  self->begin_nsec = told->time_nsec;
  if (told->held)
    hold (self, HOLD_FIRST_READING, 0);
  self->target = vmp_monitor_watch (self->monitor, self->pid, self->start_time_ticks);
  g_signal_emit (self, signals[IDENTIFIED], 0, self->pid, self->start_time_ticks);
  if (!told->held)
    set_state (self, VMP_LAUNCH_STATE_RUNNING);
}

static void
take_ending (VmpLaunch *self, const VmpLaunchTold *told)
{
  self->end_nsec = told->time_nsec;
  hold (self, HOLD_LAST_READING, told->time_nsec);
  vmp_monitor_refresh (self->monitor, self->target);
}

static void
take_end (VmpLaunch *self, const VmpLaunchTold *told)
{
  /* Killed outright while it was held: there is nothing to let go any more. */
  self->hold = HOLD_NONE;
  g_clear_handle_id (&self->hold_timeout, g_source_remove);
  if (self->end_nsec == 0)
    self->end_nsec = told->time_nsec;
  self->status = told->status;
  self->usage = told->usage;
  self->rss_peak_bytes = told->rss_peak_bytes;
  self->vsize_peak_bytes = told->vsize_peak_bytes;
  set_state (self, VMP_LAUNCH_STATE_ENDED);
}

/* In the user's language what can be known from here; else as the launcher says it. */
static char *
dup_failure (VmpLaunch *self, const GError *error)
{
  const char *name = self->spec->argv[0];

  if (g_error_matches (error, VMP_ERROR, VMP_ERROR_GONE) && g_str_has_prefix (error->message, name))
    {
      if (strchr (name, '/') == NULL)
        return g_strdup_printf (_("There is no program “%s” in the folders of PATH. One elsewhere needs its path."), name);
      if (strstr (error->message, "interpreter") != NULL)
        return g_strdup_printf (_("“%s” is there, but the interpreter or loader that it names is not."), name);
      return g_strdup_printf (_("There is no file “%s”."), name);
    }
  if (g_error_matches (error, VMP_ERROR, VMP_ERROR_DENIED))
    return g_strdup_printf (_("“%s” may not be executed: it is a folder, or its permissions do not allow it (chmod +x changes that)."),
                            name);
  if (strstr (error->message, "vmp-launch is missing") != NULL)
    return g_strdup (_("A part of this program, vmp-launch, is missing. Install the program again, or name the file in the "
                       "environment variable VMP_LAUNCHER."));
  return g_strdup (error->message);
}

static void
fail (VmpLaunch *self, const GError *error, VmpLaunchState state)
{
  self->hold = HOLD_NONE;
  g_clear_handle_id (&self->hold_timeout, g_source_remove);
  self->error = state == VMP_LAUNCH_STATE_FAILED ? dup_failure (self, error) : g_strdup (error->message);
  if (self->end_nsec == 0)
    self->end_nsec = vmp_clock_boottime_nsec ();
  self->output_closed = state == VMP_LAUNCH_STATE_FAILED;
  set_state (self, state);
}

static void
told_cb (const VmpLaunchTold *told, gpointer user_data)
{
  g_autoptr (VmpLaunch) self = g_object_ref (VMP_LAUNCH (user_data));

  switch (told->type)
    {
    case VMP_LAUNCH_TOLD_FAILED:
      fail (self, told->error, VMP_LAUNCH_STATE_FAILED);
      break;
    case VMP_LAUNCH_TOLD_LOST:
      fail (self, told->error, VMP_LAUNCH_STATE_LOST);
      break;
    case VMP_LAUNCH_TOLD_STARTED:
      take_start (self, told);
      break;
    case VMP_LAUNCH_TOLD_ENDING:
      take_ending (self, told);
      break;
    case VMP_LAUNCH_TOLD_ENDED:
      take_end (self, told);
      break;
    case VMP_LAUNCH_TOLD_STOPPED:
      set_state (self, VMP_LAUNCH_STATE_STOPPED);
      break;
    case VMP_LAUNCH_TOLD_CONTINUED:
      set_state (self, VMP_LAUNCH_STATE_RUNNING);
      break;
    case VMP_LAUNCH_TOLD_UNPRIVILEGED:
      self->lost_privileges = TRUE;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
      break;
    case VMP_LAUNCH_TOLD_MARK:
      if (self->target != 0)
        vmp_stage_mark (self->monitor, self->target, told->name, told->time_nsec);
      break;
    case VMP_LAUNCH_TOLD_CLOSED:
      self->output_closed = TRUE;
      g_signal_emit (self, signals[OUTPUT], 0);
      break;
    case VMP_LAUNCH_TOLD_OUTPUT:
    default:
      g_signal_emit (self, signals[OUTPUT], 0);
    }
}

static void
vmp_launch_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_STATE)
    g_value_set_uint (value, VMP_LAUNCH (object)->state);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
vmp_launch_dispose (GObject *object)
{
  VmpLaunch *self = VMP_LAUNCH (object);

  g_ptr_array_remove_fast (all, self);
  g_clear_handle_id (&self->hold_timeout, g_source_remove);
  g_clear_pointer (&self->worker, vmp_launch_worker_free);
  if (self->target != 0)
    vmp_monitor_unwatch (self->monitor, self->target);
  self->target = 0;
  g_clear_object (&self->monitor);

  G_OBJECT_CLASS (vmp_launch_parent_class)->dispose (object);
}

static void
vmp_launch_finalize (GObject *object)
{
  VmpLaunch *self = VMP_LAUNCH (object);

  g_clear_pointer (&self->spec, vmp_launch_spec_free);
  g_clear_pointer (&self->output, vmp_launch_output_unref);
  g_clear_pointer (&self->error, g_free);

  G_OBJECT_CLASS (vmp_launch_parent_class)->finalize (object);
}

static void
vmp_launch_class_init (VmpLaunchClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = vmp_launch_get_property;
  object_class->dispose = vmp_launch_dispose;
  object_class->finalize = vmp_launch_finalize;

  properties[PROP_STATE] = g_param_spec_uint ("state", NULL, NULL, 0, VMP_LAUNCH_STATE_LOST, VMP_LAUNCH_STATE_NEW,
                                              G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[IDENTIFIED] = g_signal_new ("identified", VMP_TYPE_LAUNCH, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                      G_TYPE_NONE, 2, G_TYPE_INT, G_TYPE_UINT64);
  signals[OUTPUT] = g_signal_new ("output", VMP_TYPE_LAUNCH, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
vmp_launch_init (VmpLaunch *self)
{
  if (all == NULL)
    all = g_ptr_array_new ();
  g_ptr_array_add (all, self);
  self->output = vmp_launch_output_new (VMP_LAUNCH_OUTPUT_MAX_BYTES);
  self->rss_peak_bytes = VMP_MISSING;
  self->vsize_peak_bytes = VMP_MISSING;
}

VmpLaunch *
vmp_launch_new (VmpMonitor *monitor, const VmpLaunchSpec *spec)
{
  VmpLaunch *self = g_object_new (VMP_TYPE_LAUNCH, NULL);

  self->monitor = g_object_ref (monitor);
  self->spec = vmp_launch_spec_copy (spec);
  g_signal_connect_object (monitor, "target-changed", G_CALLBACK (target_changed_cb), self, G_CONNECT_SWAPPED);
  return self;
}

VmpLaunch *
vmp_launch_new_for_lab (VmpMonitor *monitor, const VmpLab *lab)
{
  const char *argv[] = { VMP_LAUNCH_LAB_PROGRAM, lab->name, NULL };
  g_autoptr (VmpLaunchSpec) spec = vmp_launch_spec_new_for_argv (argv);
  VmpLaunch *self = vmp_launch_new (monitor, spec);

  self->lab = lab;
  return self;
}

VmpLaunch *
vmp_launch_new_again (VmpLaunch *self)
{
  g_autoptr (VmpLaunchSpec) spec = NULL;

  g_return_val_if_fail (VMP_IS_LAUNCH (self), NULL);

  if (self->lab != NULL)
    return vmp_launch_new_for_lab (self->monitor, self->lab);
  spec = vmp_launch_spec_copy (self->spec);
  /* Each run has a recording of its own. */
  if (spec->record)
    vmp_launch_spec_record (spec, NULL);
  return vmp_launch_new (self->monitor, spec);
}

static gboolean
names_memory (void)
{
  return g_settings_get_boolean (vmp_preferences_get_settings (vmp_preferences_get_default ()), "launch-name-memory");
}

void
vmp_launch_start (VmpLaunch *self)
{
  g_return_if_fail (VMP_IS_LAUNCH (self) && self->state == VMP_LAUNCH_STATE_NEW);

  set_state (self, VMP_LAUNCH_STATE_STARTING);
  self->worker = vmp_launch_worker_new (self->spec, names_memory (), self->output, told_cb, self);
}

void
vmp_launch_send_signal (VmpLaunch *self, int signal)
{
  g_return_if_fail (VMP_IS_LAUNCH (self));

  if (self->pid > 0 && self->worker != NULL && vmp_launch_is_alive (self))
    vmp_launch_worker_signal (self->worker, signal);
}

VmpLaunch *
vmp_launch_find (gint32 pid, guint64 start_time_ticks)
{
  for (guint i = 0; all != NULL && pid > 0 && i < all->len; i++)
    {
      VmpLaunch *launch = all->pdata[i];

      if (launch->pid == pid && launch->start_time_ticks == start_time_ticks)
        return launch;
    }
  return NULL;
}

GPtrArray *
vmp_launch_list_alive (void)
{
  GPtrArray *alive = g_ptr_array_new ();

  for (guint i = 0; all != NULL && i < all->len; i++)
    if (vmp_launch_is_alive (all->pdata[i]))
      g_ptr_array_add (alive, all->pdata[i]);
  return alive;
}

void
vmp_launch_leave_all (void)
{
  g_autoptr (GPtrArray) alive = vmp_launch_list_alive ();

  for (guint i = 0; i < alive->len; i++)
    {
      VmpLaunch *launch = alive->pdata[i];

      g_clear_pointer (&launch->worker, vmp_launch_worker_free);
      set_state (launch, VMP_LAUNCH_STATE_LOST);
    }
}

const VmpLaunchSpec *
vmp_launch_get_spec (VmpLaunch *self)
{
  g_return_val_if_fail (VMP_IS_LAUNCH (self), NULL);

  return self->spec;
}

const VmpLab *
vmp_launch_get_lab (VmpLaunch *self)
{
  g_return_val_if_fail (VMP_IS_LAUNCH (self), NULL);

  return self->lab;
}

VmpLaunchState
vmp_launch_get_state (VmpLaunch *self)
{
  g_return_val_if_fail (VMP_IS_LAUNCH (self), VMP_LAUNCH_STATE_NEW);

  return self->state;
}

gboolean
vmp_launch_is_alive (VmpLaunch *self)
{
  g_return_val_if_fail (VMP_IS_LAUNCH (self), FALSE);

  return self->state == VMP_LAUNCH_STATE_STARTING || self->state == VMP_LAUNCH_STATE_RUNNING
         || self->state == VMP_LAUNCH_STATE_STOPPED;
}

const char *
vmp_launch_get_error (VmpLaunch *self)
{
  g_return_val_if_fail (VMP_IS_LAUNCH (self), NULL);

  return self->error;
}

gint32
vmp_launch_get_pid (VmpLaunch *self)
{
  g_return_val_if_fail (VMP_IS_LAUNCH (self), 0);

  return self->pid;
}

guint64
vmp_launch_get_start_time_ticks (VmpLaunch *self)
{
  g_return_val_if_fail (VMP_IS_LAUNCH (self), 0);

  return self->start_time_ticks;
}

VmpLaunchTracing
vmp_launch_get_tracing (VmpLaunch *self)
{
  g_return_val_if_fail (VMP_IS_LAUNCH (self), VMP_LAUNCH_IS_TRACED);

  return self->tracing;
}

gboolean
vmp_launch_has_lost_privileges (VmpLaunch *self)
{
  g_return_val_if_fail (VMP_IS_LAUNCH (self), FALSE);

  return self->lost_privileges;
}

VmpLaunchOutput *
vmp_launch_get_output (VmpLaunch *self)
{
  g_return_val_if_fail (VMP_IS_LAUNCH (self), NULL);

  return self->output;
}

gboolean
vmp_launch_is_output_closed (VmpLaunch *self)
{
  g_return_val_if_fail (VMP_IS_LAUNCH (self), FALSE);

  return self->output_closed;
}

gint64
vmp_launch_get_elapsed_nsec (VmpLaunch *self)
{
  g_return_val_if_fail (VMP_IS_LAUNCH (self), 0);

  if (self->begin_nsec == 0)
    return 0;
  return (self->end_nsec != 0 ? self->end_nsec : vmp_clock_boottime_nsec ()) - self->begin_nsec;
}

int
vmp_launch_get_status (VmpLaunch *self)
{
  g_return_val_if_fail (VMP_IS_LAUNCH (self), 0);

  return self->status;
}

const VmpRusage *
vmp_launch_get_usage (VmpLaunch *self)
{
  g_return_val_if_fail (VMP_IS_LAUNCH (self), NULL);

  return &self->usage;
}

gint64
vmp_launch_get_rss_peak_bytes (VmpLaunch *self)
{
  g_return_val_if_fail (VMP_IS_LAUNCH (self), VMP_MISSING);

  return self->rss_peak_bytes;
}

gint64
vmp_launch_get_vsize_peak_bytes (VmpLaunch *self)
{
  g_return_val_if_fail (VMP_IS_LAUNCH (self), VMP_MISSING);

  return self->vsize_peak_bytes;
}
