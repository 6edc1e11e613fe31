/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window: processes at the side, the chosen one beside them. */

#include "config.h"

#include "vmp-window.h"

#include "dialogs/vmp-shortcuts-dialog.h"
#include "dialogs/vmp-unwritten-dialog.h"
#include "vmp-alert-service.h"
#include "vmp-background.h"
#include "vmp-live-recording.h"
#include "vmp-window-launch.h"
#include "vmp-window-private.h"
#include "vmp-window-recording.h"

enum
{
  PROP_0,
  PROP_NARROW,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (VmpWindow, vmp_window, ADW_TYPE_APPLICATION_WINDOW)

static void
chosen_cb (VmpWindow *self, int pid, guint64 start_time_ticks)
{
  vmp_window_show_process (self, pid, start_time_ticks);
}

/* What is typed goes to the list's search where the list is in sight, and nothing lies over it. */
static void
update_capture (VmpWindow *self)
{
  gboolean covered, dialog;

  /* Also while the template is taken apart. */
  if (self->bindings == NULL)
    return;
  covered = adw_navigation_split_view_get_collapsed (self->split_view)
            && adw_navigation_split_view_get_show_content (self->split_view);
  dialog = adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (self)) != NULL;
  vmp_picker_capture_keys (self->picker, covered || dialog ? NULL : GTK_WIDGET (self));
}

/* On a narrow window the list covers the process: whatever is clicked then opens, the same one too. */
static void
show_content_cb (VmpWindow *self)
{
  update_capture (self);
  if (adw_navigation_split_view_get_collapsed (self->split_view)
      && !adw_navigation_split_view_get_show_content (self->split_view))
    vmp_picker_select (self->picker, 0, 0);
}

static void
search_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  VmpWindow *self = VMP_WINDOW (widget);
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));

  /* Whoever reads the output of a program searches that. */
  if (focus != NULL && gtk_widget_activate_action (focus, "launch.search", NULL))
    return;
  adw_navigation_split_view_set_show_content (self->split_view, FALSE);
  vmp_picker_focus_search (self->picker);
}

static void
show_shortcuts_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  adw_dialog_present (vmp_shortcuts_dialog_new (), widget);
}

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  VmpWindow *self = VMP_WINDOW (source);

  self->leaves = vmp_launch_ask_finish (result);
  if (self->leaves)
    gtk_window_close (GTK_WINDOW (self));
}

static void
may_lose_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  VmpWindow *self = VMP_WINDOW (source);

  self->loses = vmp_unwritten_ask_finish (result);
  if (self->loses)
    gtk_window_close (GTK_WINDOW (self));
}

/* With the last window this program ends, and with it what a full disk did not take. */
static gboolean
would_lose (GtkWindow *window)
{
  GtkApplication *application = gtk_window_get_application (window);
  GList *windows = application != NULL ? gtk_application_get_windows (application) : NULL;

  return !VMP_WINDOW (window)->loses && (windows == NULL || windows->next == NULL) && vmp_live_recording_find_waiting () != NULL;
}

/* What was launched here is not left alone without a question. */
static gboolean
close_request (GtkWindow *window)
{
  VmpWindow *self = VMP_WINDOW (window);
  g_autoptr (GPtrArray) launches = vmp_window_tabs_dup_launches (self);
  gboolean any_alive = FALSE;

  for (guint i = 0; i < launches->len; i++)
    any_alive = any_alive || vmp_launch_is_alive (launches->pdata[i]);
  if (would_lose (window))
    {
      vmp_unwritten_ask_async (GTK_WIDGET (window), may_lose_cb, NULL);
      return TRUE;
    }
  if (!any_alive && vmp_background_has_to_ask (window, self->monitor, self->settings))
    {
      vmp_background_ask (window, self->settings);
      return TRUE;
    }
  if (self->leaves || !any_alive)
    return GTK_WINDOW_CLASS (vmp_window_parent_class)->close_request (window);
  vmp_launch_ask_async (GTK_WIDGET (self), launches, asked_cb, NULL);
  return TRUE;
}

static void
vmp_window_dispose (GObject *object)
{
  VmpWindow *self = VMP_WINDOW (object);

  vmp_window_tabs_dispose (self);
  g_clear_object (&self->monitor);
  g_clear_object (&self->settings);
  gtk_widget_dispose_template (GTK_WIDGET (object), VMP_TYPE_WINDOW);

  G_OBJECT_CLASS (vmp_window_parent_class)->dispose (object);
}

static void
vmp_window_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_NARROW)
    g_value_set_boolean (value, VMP_WINDOW (object)->narrow);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
vmp_window_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  VmpWindow *self = VMP_WINDOW (object);

  if (id != PROP_NARROW)
    {
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      return;
    }
  if (self->narrow == g_value_get_boolean (value))
    return;
  self->narrow = g_value_get_boolean (value);
  vmp_window_update_header (self);
  g_object_notify_by_pspec (object, properties[PROP_NARROW]);
}

static void
vmp_window_class_init (VmpWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = vmp_window_get_property;
  object_class->set_property = vmp_window_set_property;
  object_class->dispose = vmp_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = close_request;

  properties[PROP_NARROW] =
    g_param_spec_boolean ("narrow", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (VMP_TYPE_PICKER);
  g_type_ensure (VMP_TYPE_TARGET_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/vmprofiler/Vmp/vmp-window.ui");
  gtk_widget_class_bind_template_child (widget_class, VmpWindow, split_view);
  gtk_widget_class_bind_template_child (widget_class, VmpWindow, sandbox_banner);
  gtk_widget_class_bind_template_child (widget_class, VmpWindow, picker);
  gtk_widget_class_bind_template_callback (widget_class, chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_content_cb);
  gtk_widget_class_install_action (widget_class, "win.search", NULL, search_action);
  vmp_window_tabs_install (widget_class);
  vmp_window_launch_install_actions (widget_class);
  vmp_window_record_install (widget_class);
  vmp_window_report_install (widget_class);
  vmp_window_replay_install (widget_class);
  vmp_window_save_install (widget_class);
  vmp_window_recording_install_actions (widget_class);
  gtk_widget_class_install_action (widget_class, "win.show-shortcuts", NULL, show_shortcuts_action);
}

static void
vmp_window_init (VmpWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  vmp_window_tabs_init (self);
  vmp_window_launch_attach (self);
  g_signal_connect_object (self->split_view, "notify::collapsed", G_CALLBACK (update_capture), self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "notify::visible-dialog", G_CALLBACK (update_capture), NULL);
  update_capture (self);
}

VmpWindow *
vmp_window_new_without_tab (GtkApplication *application, VmpMonitor *monitor, GSettings *settings)
{
  VmpWindow *self = g_object_new (VMP_TYPE_WINDOW, "application", application, NULL);

  self->monitor = g_object_ref (monitor);
  self->settings = g_object_ref (settings);
  vmp_picker_bind_settings (self->picker, settings);
  vmp_picker_set_monitor (self->picker, monitor);
  return self;
}

VmpWindow *
vmp_window_new (GtkApplication *application, VmpMonitor *monitor, GSettings *settings)
{
  VmpWindow *self = vmp_window_new_without_tab (application, monitor, settings);

  vmp_window_tabs_add (self);
  return self;
}

static VmpTargetView *
get_view (VmpWindow *self)
{
  VmpTargetView *view = vmp_window_tabs_get (self);

  return view != NULL ? view : vmp_window_tabs_add (self);
}

void
vmp_window_show_process (VmpWindow *self, gint32 pid, guint64 start_time_ticks)
{
  g_return_if_fail (VMP_IS_WINDOW (self));

  vmp_target_view_show_process (get_view (self), pid, start_time_ticks);
  adw_navigation_split_view_set_show_content (self->split_view, TRUE);
}

void
vmp_window_open_tab (VmpWindow *self, gint32 pid, guint64 start_time_ticks)
{
  g_return_if_fail (VMP_IS_WINDOW (self));

  if (!vmp_target_view_is_empty (get_view (self)))
    vmp_window_tabs_add (self);
  vmp_window_show_process (self, pid, start_time_ticks);
}

void
vmp_window_show_launch (VmpWindow *self, VmpLaunch *launch)
{
  g_return_if_fail (VMP_IS_WINDOW (self) && VMP_IS_LAUNCH (launch));

  if (!vmp_target_view_is_empty (get_view (self)))
    vmp_window_tabs_add (self);
  vmp_target_view_show_launch (get_view (self), launch);
  adw_navigation_split_view_set_show_content (self->split_view, TRUE);
}

void
vmp_window_show_recording (VmpWindow *self, const char *path)
{
  g_return_if_fail (VMP_IS_WINDOW (self) && path != NULL);

  if (!vmp_window_tabs_show_recording (self, path))
    {
      if (!vmp_target_view_is_empty (get_view (self)))
        vmp_window_tabs_add (self);
      vmp_target_view_show_recording (get_view (self), path);
    }
  adw_navigation_split_view_set_show_content (self->split_view, TRUE);
}

void
vmp_window_show_alert (VmpWindow *self, VmpAlertRecord *record)
{
  const VmpAlertEntry *entry = vmp_alert_record_get (record);
  VmpAlertService *service = vmp_alert_service_get (self->monitor);
  gboolean is_recent;
  gint32 pid = 0;
  guint64 start_time_ticks = 0;

  g_return_if_fail (VMP_IS_WINDOW (self));

  /* Of processes before the system was started anew nothing is left but the history. */
  is_recent = service == NULL || vmp_alert_history_is_recent (vmp_alert_service_get_history (service), entry);
  vmp_target_view_get_process (get_view (self), &pid, &start_time_ticks);
  if (is_recent && entry->pid != 0 && (entry->pid != pid || entry->start_time_ticks != start_time_ticks))
    vmp_window_open_tab (self, entry->pid, entry->start_time_ticks);
  adw_navigation_split_view_set_show_content (self->split_view, TRUE);
  if ((entry->pid == 0 || !is_recent) && vmp_window_get_pages (self) != NULL)
    adw_view_stack_set_visible_child_name (vmp_window_get_pages (self), "alerts");
  else if (is_recent && vmp_target_view_get_process (get_view (self), &pid, &start_time_ticks))
    vmp_target_view_show_time (get_view (self), entry->begin_nsec);
}

VmpLaunch *
vmp_window_get_launch (VmpWindow *self)
{
  VmpTargetView *view;

  g_return_val_if_fail (VMP_IS_WINDOW (self), NULL);

  view = vmp_window_tabs_get (self);
  return view != NULL ? vmp_target_view_get_launch (view) : NULL;
}

VmpMonitor *
vmp_window_get_monitor (VmpWindow *self)
{
  g_return_val_if_fail (VMP_IS_WINDOW (self), NULL);

  return self->monitor;
}

AdwViewStack *
vmp_window_get_pages (VmpWindow *self)
{
  VmpTargetView *view;

  g_return_val_if_fail (VMP_IS_WINDOW (self), NULL);

  view = vmp_window_tabs_get (self);
  return view != NULL ? vmp_target_view_get_pages (view) : NULL;
}

void
vmp_window_set_sandboxed (VmpWindow *self, gboolean sandboxed)
{
  g_return_if_fail (VMP_IS_WINDOW (self));

  adw_banner_set_revealed (self->sandbox_banner, sandboxed);
}
