/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The content: the pages of the chosen process, or why there are none. */

#include "config.h"

#include "vmp-target-view-private.h"

#include <glib/gi18n.h>

#include "core/model/vmp-format.h"
#include "vmp-preferences.h"

/* How often the resident value is told, whatever the interval of reading. */
#define RESIDENT_USEC G_USEC_PER_SEC

enum
{
  PROP_0,
  PROP_TITLE,
  PROP_SUBTITLE,
  PROP_RESIDENT,
  PROP_SWITCHABLE,
  PROP_ENDED,
  PROP_WAITING,
  PROP_HAS_DEMO,
  PROP_DEMO_SHOWN,
  PROP_RECORDING,
  N_PROPS
};

enum
{
  IDENTIFIED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VmpTargetView, vmp_target_view, ADW_TYPE_BIN)

VmpTarget *
vmp_target_view_find_target (VmpTargetView *self)
{
  if (self->monitor == NULL || self->target == 0)
    return NULL;
  return vmp_session_find_target (vmp_monitor_get_session (self->monitor), self->target);
}

static gboolean
has_demo (VmpTargetView *self)
{
  return self->launch != NULL && vmp_launch_get_lab (self->launch) != NULL;
}

void
vmp_target_view_set_title (VmpTargetView *self, const char *title, const char *subtitle)
{
  if (g_set_str (&self->title, title))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
  if (g_set_str (&self->subtitle, subtitle))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SUBTITLE]);
}

static void
update_title (VmpTargetView *self, const VmpProcessInfo *info)
{
  g_autofree char *subtitle = NULL;

  if (info == NULL)
    {
      vmp_target_view_set_title (self, _("Virtual Memory Profiler"), "");
      return;
    }
  /* Translators: process id, name of a user */
  subtitle = g_strdup_printf (_("Process %d of %s"), info->identity.pid, vmp_user_names_get (self->users, info->uid));
  /* All demos are one program. */
  vmp_target_view_set_title (self, has_demo (self) ? _(vmp_launch_get_lab (self->launch)->title) : info->name, subtitle);
}

static void
update_resident (VmpTargetView *self, VmpTarget *target)
{
  VmpUnits units = vmp_preferences_get_units (vmp_preferences_get_default ());
  gint64 now = g_get_monotonic_time (), value = VMP_MISSING;
  char buffer[VMP_FORMAT_SIZE];

  if (target != NULL)
    value = vmp_target_get_value (target, VMP_METRIC_RSS, NULL, NULL);
  if (value != VMP_MISSING && self->resident != NULL && now - self->resident_usec < RESIDENT_USEC)
    return;
  self->resident_usec = now;
  if (g_set_str (&self->resident, value != VMP_MISSING ? vmp_format_bytes (buffer, value, units) : NULL))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RESIDENT]);
}

static void
update_ended (VmpTargetView *self, VmpTarget *target)
{
  gboolean ended = target != NULL && self->replay == NULL && vmp_target_get_exit (target) != NULL;

  if (self->ended == ended)
    return;
  self->ended = ended;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ENDED]);
}

void
vmp_target_view_update (VmpTargetView *self)
{
  VmpTarget *target = vmp_target_view_find_target (self);

  if (self->replay != NULL)
    {
      vmp_target_view_update_recording (self);
    }
  else
    {
      update_title (self, target != NULL ? vmp_target_get_info (target) : NULL);
      vmp_target_view_update_message (self, target);
    }
  vmp_target_view_update_switchable (self);
  update_ended (self, target);
  update_resident (self, target);
}

/* For a new window that is to show what was watched last. */
static void
remember_program (const VmpProcessInfo *info)
{
  g_settings_set (vmp_preferences_get_settings (vmp_preferences_get_default ()), "last-program", "(ss)",
                  info->exe != NULL ? info->exe : "", info->name);
}

static void
target_changed_cb (VmpTargetView *self, guint target, guint event_mask)
{
  const VmpProcessInfo *info;

  if (target != self->target)
    return;
  vmp_target_view_update (self);
  if (event_mask & 1u << VMP_EVENT_MARK && self->replay == NULL)
    vmp_target_view_need_timeline (self);
  if (event_mask & 1u << VMP_EVENT_START && self->replay == NULL)
    {
      if (self->page_due)
        vmp_target_view_show_first_page (self);
      info = vmp_target_get_info (vmp_target_view_find_target (self));
      remember_program (info);
      vmp_target_view_update_alerts (self);
      g_signal_emit (self, signals[IDENTIFIED], 0, info->identity.pid, info->identity.start_time_ticks);
    }
}

static void
show_sidebar_cb (VmpTargetView *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DEMO_SHOWN]);
}

static void
close_panel_cb (VmpTargetView *self)
{
  adw_overlay_split_view_set_show_sidebar (self->split, FALSE);
}

/* Where the panel lies over the page it has to go for the page to be seen. */
static void
look_cb (VmpTargetView *self, guint metric)
{
  if (adw_overlay_split_view_get_collapsed (self->split))
    adw_overlay_split_view_set_show_sidebar (self->split, FALSE);
  vmp_target_view_move_to_page (self, "overview");
  vmp_overview_page_point_at (vmp_target_view_need_overview (self), metric);
}

/* Its process may have been seen to end before it is known how. */
static void
launch_state_cb (VmpTargetView *self)
{
  if (!vmp_launch_is_alive (self->launch))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ENDED]);
}

static void
set_launch (VmpTargetView *self, VmpLaunch *launch)
{
  if (self->launch == launch)
    return;
  if (self->launch != NULL)
    g_signal_handlers_disconnect_by_data (self->launch, self);
  g_set_object (&self->launch, launch);
  if (launch != NULL)
    g_signal_connect_object (launch, "notify::state", G_CALLBACK (launch_state_cb), self, G_CONNECT_SWAPPED);
  if (launch != NULL || self->output != NULL)
    vmp_launch_page_set_launch (vmp_target_view_need_output (self), launch);
  vmp_demo_panel_set_launch (self->panel, has_demo (self) ? launch : NULL);
  adw_overlay_split_view_set_show_sidebar (self->split, has_demo (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HAS_DEMO]);
  /* If it was shown, another comes in its place. */
  self->moves_page = TRUE;
  adw_view_stack_page_set_visible (self->output_page, launch != NULL);
  self->moves_page = FALSE;
}

static void
units_cb (VmpTargetView *self)
{
  self->resident_usec = 0;
  update_resident (self, vmp_target_view_find_target (self));
}

static void
page_cb (VmpTargetView *self)
{
  if (g_strcmp0 (adw_view_stack_get_visible_child_name (self->pages), "map") == 0)
    vmp_target_view_need_map (self);
  if (g_strcmp0 (adw_view_stack_get_visible_child_name (self->pages), "timeline") == 0)
    vmp_target_view_need_timeline (self);
  if (g_strcmp0 (adw_view_stack_get_visible_child_name (self->pages), "alerts") == 0)
    vmp_target_view_need_alerts (self);
  vmp_target_view_remember_page (self);
  vmp_target_view_update (self);
}

void
vmp_target_view_leave (VmpTargetView *self)
{
  guint32 target = self->target;

  self->target = 0;
  if (target == 0)
    return;
  vmp_overview_page_set_target (self->overview, self->monitor, 0);
  if (self->map != NULL)
    vmp_map_page_set_target (self->map, self->monitor, 0);
  if (self->timeline != NULL)
    vmp_timeline_page_set_target (self->timeline, self->monitor, 0);
  if (self->alerts != NULL)
    vmp_alerts_page_set_target (self->alerts, self->monitor, 0);
  vmp_monitor_unwatch (self->monitor, target);
}

static void
vmp_target_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VmpTargetView *self = VMP_TARGET_VIEW (object);

  switch (id)
    {
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    case PROP_SUBTITLE:
      g_value_set_string (value, self->subtitle);
      break;
    case PROP_RESIDENT:
      g_value_set_string (value, self->resident);
      break;
    case PROP_SWITCHABLE:
      g_value_set_boolean (value, self->switchable);
      break;
    case PROP_ENDED:
      g_value_set_boolean (value, self->ended);
      break;
    case PROP_WAITING:
      g_value_set_boolean (value, self->waiter != NULL);
      break;
    case PROP_HAS_DEMO:
      g_value_set_boolean (value, has_demo (self));
      break;
    case PROP_RECORDING:
      g_value_set_boolean (value, vmp_target_view_is_recording (self));
      break;
    case PROP_DEMO_SHOWN:
      /* Also while the template is taken apart. */
      g_value_set_boolean (value, self->split != NULL && adw_overlay_split_view_get_show_sidebar (self->split));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
vmp_target_view_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  VmpTargetView *self = VMP_TARGET_VIEW (object);

  if (id == PROP_DEMO_SHOWN && self->split != NULL)
    adw_overlay_split_view_set_show_sidebar (self->split, g_value_get_boolean (value) && has_demo (self));
  else if (id != PROP_DEMO_SHOWN)
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
vmp_target_view_dispose (GObject *object)
{
  VmpTargetView *self = VMP_TARGET_VIEW (object);

  vmp_target_view_stop_recording (self);
  vmp_target_view_leave_recording (self);
  vmp_target_view_leave (self);
  g_clear_object (&self->live);
  g_clear_object (&self->waiter);
  g_clear_object (&self->launch);
  g_clear_object (&self->monitor);
  g_clear_object (&self->users);
  /* The template would take the child from under the bin. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), VMP_TYPE_TARGET_VIEW);

  G_OBJECT_CLASS (vmp_target_view_parent_class)->dispose (object);
}

static void
vmp_target_view_finalize (GObject *object)
{
  VmpTargetView *self = VMP_TARGET_VIEW (object);

  g_free (self->title);
  g_free (self->subtitle);
  g_free (self->resident);

  G_OBJECT_CLASS (vmp_target_view_parent_class)->finalize (object);
}

static void
install_properties (GObjectClass *object_class)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, "", flags);
  properties[PROP_SUBTITLE] = g_param_spec_string ("subtitle", NULL, NULL, "", flags);
  properties[PROP_RESIDENT] = g_param_spec_string ("resident", NULL, NULL, NULL, flags);
  properties[PROP_SWITCHABLE] = g_param_spec_boolean ("switchable", NULL, NULL, FALSE, flags);
  properties[PROP_ENDED] = g_param_spec_boolean ("ended", NULL, NULL, FALSE, flags);
  properties[PROP_WAITING] = g_param_spec_boolean ("waiting", NULL, NULL, FALSE, flags);
  properties[PROP_HAS_DEMO] = g_param_spec_boolean ("has-demo", NULL, NULL, FALSE, flags);
  properties[PROP_DEMO_SHOWN] = g_param_spec_boolean ("demo-shown", NULL, NULL, FALSE,
                                                      G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_RECORDING] = g_param_spec_boolean ("recording", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
vmp_target_view_class_init (VmpTargetViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = vmp_target_view_get_property;
  object_class->set_property = vmp_target_view_set_property;
  object_class->dispose = vmp_target_view_dispose;
  object_class->finalize = vmp_target_view_finalize;

  install_properties (object_class);
  signals[IDENTIFIED] =
    g_signal_new ("identified", VMP_TYPE_TARGET_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 2, G_TYPE_INT, G_TYPE_UINT64);

  g_type_ensure (VMP_TYPE_DEMO_PANEL);
  g_type_ensure (VMP_TYPE_RECORDING_BAR);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/vmprofiler/Vmp/vmp-target-view.ui");
  gtk_widget_class_bind_template_child (widget_class, VmpTargetView, switcher_bar);
  gtk_widget_class_bind_template_child (widget_class, VmpTargetView, split);
  gtk_widget_class_bind_template_child (widget_class, VmpTargetView, panel);
  gtk_widget_class_bind_template_callback (widget_class, look_cb);
  gtk_widget_class_bind_template_callback (widget_class, close_panel_cb);
  gtk_widget_class_bind_template_child (widget_class, VmpTargetView, output_bin);
  gtk_widget_class_bind_template_child (widget_class, VmpTargetView, output_page);
  gtk_widget_class_bind_template_child (widget_class, VmpTargetView, alerts_page);
  gtk_widget_class_bind_template_child (widget_class, VmpTargetView, alerts_bin);
  gtk_widget_class_bind_template_child (widget_class, VmpTargetView, pages);
  gtk_widget_class_bind_template_child (widget_class, VmpTargetView, recording_bar);
  gtk_widget_class_bind_template_child (widget_class, VmpTargetView, overview_bin);
  gtk_widget_class_bind_template_child (widget_class, VmpTargetView, map_bin);
  gtk_widget_class_bind_template_child (widget_class, VmpTargetView, header_bin);
  gtk_widget_class_bind_template_child (widget_class, VmpTargetView, bar_bin);
  gtk_widget_class_bind_template_child (widget_class, VmpTargetView, recent);
  gtk_widget_class_install_action (widget_class, "target.compare", NULL, vmp_target_view_compare_action);
  vmp_target_view_install_recording (widget_class);
  gtk_widget_class_bind_template_child (widget_class, VmpTargetView, timeline_bin);
  vmp_target_view_install_message (widget_class);
}

static void
vmp_target_view_init (VmpTargetView *self)
{
  self->users = vmp_user_names_new ();
  self->title = g_strdup (_("Virtual Memory Profiler"));
  self->subtitle = g_strdup ("");
  gtk_widget_init_template (GTK_WIDGET (self));
  vmp_target_view_init_recent (self);
  g_signal_connect_object (self->output_page, "notify::visible", G_CALLBACK (vmp_target_view_update_switchable), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->split, "notify::show-sidebar", G_CALLBACK (show_sidebar_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->pages, "notify::visible-child", G_CALLBACK (page_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (vmp_preferences_get_default (), "changed", G_CALLBACK (units_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->users, "changed", G_CALLBACK (vmp_target_view_update), self, G_CONNECT_SWAPPED);
}

void
vmp_target_view_set_monitor (VmpTargetView *self, VmpMonitor *monitor)
{
  g_return_if_fail (VMP_IS_TARGET_VIEW (self) && self->live == NULL);

  self->live = g_object_ref (monitor);
  vmp_target_view_use_monitor (self, monitor);
}

void
vmp_target_view_use_monitor (VmpTargetView *self, VmpMonitor *monitor)
{
  if (self->monitor == monitor)
    return;
  if (self->monitor != NULL)
    g_signal_handlers_disconnect_by_func (self->monitor, target_changed_cb, self);
  g_set_object (&self->monitor, monitor);
  g_signal_connect_object (monitor, "target-changed", G_CALLBACK (target_changed_cb), self, G_CONNECT_SWAPPED);
  if (vmp_alert_service_get (monitor) != NULL)
    g_signal_connect_object (vmp_alert_service_get_history (vmp_alert_service_get (monitor)), "changed",
                             G_CALLBACK (vmp_target_view_update_alerts), self, G_CONNECT_SWAPPED);
  vmp_target_view_update_alerts (self);
}

void
vmp_target_view_show_process (VmpTargetView *self, gint32 pid, guint64 start_time_ticks)
{
  guint32 target;

  g_return_if_fail (VMP_IS_TARGET_VIEW (self) && self->live != NULL);

  vmp_target_view_leave_recording (self);
  /* The new one first: if it is the same, its history is kept. */
  target = pid > 0 ? vmp_monitor_watch (self->monitor, pid, start_time_ticks) : 0;
  if (target != 0 && target == self->target)
    {
      vmp_monitor_unwatch (self->monitor, target);
      return;
    }
  vmp_target_view_leave (self);
  vmp_target_view_stop_waiting (self);
  self->target = target;
  self->pid = pid;
  set_launch (self, vmp_launch_find (pid, start_time_ticks));
  vmp_target_view_show_first_page (self);
  if (target != 0 || self->overview != NULL)
    vmp_overview_page_set_target (vmp_target_view_need_overview (self), self->monitor, target);
  if (self->map != NULL)
    vmp_map_page_set_target (self->map, self->monitor, target);
  vmp_target_view_show_timeline (self);
  if (self->alerts != NULL)
    vmp_alerts_page_set_target (self->alerts, self->monitor, target);
  vmp_target_view_update_alerts (self);
  vmp_target_view_update (self);
}

void
vmp_target_view_show_time (VmpTargetView *self, gint64 time_nsec)
{
  g_return_if_fail (VMP_IS_TARGET_VIEW (self));

  vmp_target_view_move_to_page (self, "overview");
  vmp_overview_page_show_time (vmp_target_view_need_overview (self), time_nsec);
}

guint32
vmp_target_view_get_target (VmpTargetView *self)
{
  g_return_val_if_fail (VMP_IS_TARGET_VIEW (self), 0);

  return self->target;
}

/* A launched program has become a process. */
static void
launch_identified_cb (VmpTargetView *self, int pid, guint64 start_time_ticks)
{
  const VmpLaunchSpec *spec = vmp_launch_get_spec (self->launch);

  vmp_target_view_show_on_same_page (self, pid, start_time_ticks);
  if (self->target != 0)
    vmp_monitor_follow_children (self->monitor, self->target);
  if (spec->record)
    vmp_target_view_record (self, *spec->record_path != '\0' ? spec->record_path : NULL);
}

void
vmp_target_view_show_launch (VmpTargetView *self, VmpLaunch *launch)
{
  g_return_if_fail (VMP_IS_TARGET_VIEW (self) && self->live != NULL);

  vmp_target_view_leave_recording (self);
  vmp_target_view_leave (self);
  vmp_target_view_stop_waiting (self);
  self->pid = 0;
  set_launch (self, launch);
  /* A demo is there for its graphs. */
  vmp_target_view_move_to_page (self, has_demo (self) ? "overview" : "output");
  g_signal_connect_object (launch, "identified", G_CALLBACK (launch_identified_cb), self, G_CONNECT_SWAPPED);
  if (vmp_launch_get_pid (launch) > 0)
    launch_identified_cb (self, vmp_launch_get_pid (launch), vmp_launch_get_start_time_ticks (launch));
  else
    vmp_target_view_update (self);
}

VmpLaunch *
vmp_target_view_get_launch (VmpTargetView *self)
{
  g_return_val_if_fail (VMP_IS_TARGET_VIEW (self), NULL);

  return self->launch;
}

gboolean
vmp_target_view_get_process (VmpTargetView *self, gint32 *out_pid, guint64 *out_start_time_ticks)
{
  VmpTarget *target;
  const VmpProcessInfo *info;

  g_return_val_if_fail (VMP_IS_TARGET_VIEW (self), FALSE);

  target = self->replay == NULL ? vmp_target_view_find_target (self) : NULL;
  info = target != NULL ? vmp_target_get_info (target) : NULL;
  if (info == NULL)
    return FALSE;
  *out_pid = info->identity.pid;
  *out_start_time_ticks = info->identity.start_time_ticks;
  return TRUE;
}

gboolean
vmp_target_view_is_empty (VmpTargetView *self)
{
  g_return_val_if_fail (VMP_IS_TARGET_VIEW (self), TRUE);

  return self->target == 0 && self->launch == NULL && self->replay == NULL;
}

gboolean
vmp_target_view_has_ended (VmpTargetView *self)
{
  g_return_val_if_fail (VMP_IS_TARGET_VIEW (self), FALSE);

  return self->ended;
}

gboolean
vmp_target_view_is_paused (VmpTargetView *self)
{
  g_return_val_if_fail (VMP_IS_TARGET_VIEW (self), FALSE);

  return self->target != 0 && vmp_monitor_get_paused (self->monitor);
}

gboolean
vmp_target_view_is_waiting (VmpTargetView *self)
{
  g_return_val_if_fail (VMP_IS_TARGET_VIEW (self), FALSE);

  return self->waiter != NULL;
}

AdwViewStack *
vmp_target_view_get_pages (VmpTargetView *self)
{
  g_return_val_if_fail (VMP_IS_TARGET_VIEW (self), NULL);

  return self->pages;
}

gboolean
vmp_target_view_get_switchable (VmpTargetView *self)
{
  g_return_val_if_fail (VMP_IS_TARGET_VIEW (self), FALSE);

  return self->switchable;
}

void
vmp_target_view_set_narrow (VmpTargetView *self, gboolean narrow)
{
  g_return_if_fail (VMP_IS_TARGET_VIEW (self));

  self->narrow = narrow;
  adw_overlay_split_view_set_collapsed (self->split, narrow);
  /* Over the page it has to fit the narrowest window, however large the text is. */
  adw_overlay_split_view_set_sidebar_width_unit (self->split, narrow ? ADW_LENGTH_UNIT_PX : ADW_LENGTH_UNIT_SP);
  vmp_target_view_update_switchable (self);
}
