/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tabs of a window: each shows one process. */

#include "config.h"

#include "vmp-window-private.h"

#include <glib/gi18n.h>

#include "models/vmp-process-waiter.h"
#include "vmp-window-launch.h"

/* So many closed tabs can be opened again. */
#define MOST_CLOSED 20

typedef struct
{
  gint32  pid;
  guint64 start_time_ticks;
  char   *path;               /* owned: of a recording; NULL: a process */
} ClosedTab;

static void
clear_closed (gpointer data)
{
  g_free (((ClosedTab *) data)->path);
}

static VmpTargetView *
get_view (AdwTabPage *page)
{
  return VMP_TARGET_VIEW (adw_tab_page_get_child (page));
}

VmpTargetView *
vmp_window_tabs_get (VmpWindow *self)
{
  AdwTabPage *page = adw_tab_view_get_selected_page (self->tab_view);

  return page != NULL ? get_view (page) : NULL;
}

static void
mark_in_picker (VmpWindow *self)
{
  VmpTargetView *view = vmp_window_tabs_get (self);
  gint32 pid = 0;
  guint64 start_time_ticks = 0;

  if (adw_navigation_split_view_get_collapsed (self->split_view)
      && !adw_navigation_split_view_get_show_content (self->split_view))
    return;
  if (view != NULL)
    vmp_target_view_get_process (view, &pid, &start_time_ticks);
  vmp_picker_select (self->picker, pid, start_time_ticks);
}

/* A process that came by the command line is marked in the list too, unless the list was opened over it. */
static void
identified_cb (VmpWindow *self, int pid, guint64 start_time_ticks, VmpTargetView *view)
{
  if (view == vmp_window_tabs_get (self))
    mark_in_picker (self);
  if (vmp_target_view_get_replay (view) != NULL)
    vmp_window_replay_follow (self, vmp_target_view_get_replay (view));
  vmp_window_record_update (self);
}

void
vmp_window_update_header (VmpWindow *self)
{
  VmpTargetView *view = vmp_window_tabs_get (self);
  gboolean in_header = view != NULL && vmp_target_view_get_switchable (view) && !self->narrow;

  adw_view_switcher_set_stack (self->switcher, in_header ? vmp_target_view_get_pages (view) : NULL);
  adw_header_bar_set_title_widget (self->header, in_header ? GTK_WIDGET (self->switcher) : GTK_WIDGET (self->window_title));
  gtk_widget_set_visible (GTK_WIDGET (self->side_title), in_header);
  if (view != NULL)
    vmp_target_view_set_narrow (view, self->narrow);
}

static void
selected_cb (VmpWindow *self)
{
  /* Also while the template is taken apart. */
  if (self->bindings == NULL)
    return;
  g_binding_group_set_source (self->bindings, vmp_window_tabs_get (self));
  vmp_window_update_header (self);
  vmp_window_record_update (self);
  mark_in_picker (self);
}

static void
switchable_cb (VmpWindow *self, GParamSpec *pspec, VmpTargetView *view)
{
  if (view == vmp_window_tabs_get (self))
    vmp_window_update_header (self);
}

/* The tooltip of a tab is markup, and names of processes are not. */
static void
update_tooltip (AdwTabPage *page)
{
  g_autofree char *title = NULL, *subtitle = NULL, *resident = NULL, *markup = NULL;
  GString *text;

  g_object_get (get_view (page), "title", &title, "subtitle", &subtitle, "resident", &resident, NULL);
  text = g_string_new (title);
  if (*subtitle != '\0')
    g_string_append_printf (text, "\n%s", subtitle);
  if (resident != NULL)
    {
      g_autofree char *amount = g_strdup_printf (_("%s: %s"), _("Resident memory"), resident);

      g_string_append_printf (text, "\n%s", amount);
    }
  markup = g_markup_escape_text (text->str, -1);
  g_string_free (text, TRUE);
  adw_tab_page_set_tooltip (page, markup);
}

static void
update_indicator (AdwTabPage *page)
{
  g_autoptr (GIcon) icon = NULL;
  const char *tooltip = "";

  if (vmp_target_view_has_ended (get_view (page)))
    {
      icon = g_themed_icon_new ("media-playback-stop-symbolic");
      tooltip = _("This process has ended");
    }
  else if (vmp_target_view_is_paused (get_view (page)))
    {
      icon = g_themed_icon_new ("media-playback-pause-symbolic");
      tooltip = _("Measuring is paused");
    }
  adw_tab_page_set_loading (page, vmp_target_view_is_waiting (get_view (page)));
  adw_tab_page_set_indicator_icon (page, icon);
  adw_tab_page_set_indicator_tooltip (page, tooltip);
}

static void
attached_cb (VmpWindow *self, AdwTabPage *page)
{
  VmpTargetView *view = get_view (page);

  /* It comes from another window. */
  if (vmp_target_view_get_replay (view) != NULL)
    vmp_window_replay_follow (self, vmp_target_view_get_replay (view));
  g_signal_connect_object (view, "identified", G_CALLBACK (identified_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (view, "notify::switchable", G_CALLBACK (switchable_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (view, "notify::recording", G_CALLBACK (vmp_window_record_update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (view, "notify::ended", G_CALLBACK (vmp_window_record_update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (view, "notify::ended", G_CALLBACK (vmp_window_record_ended), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (view, "notify::title", G_CALLBACK (vmp_window_record_update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (view, "notify::subtitle", G_CALLBACK (update_tooltip), page, G_CONNECT_SWAPPED);
  g_signal_connect_object (view, "notify::resident", G_CALLBACK (update_tooltip), page, G_CONNECT_SWAPPED);
  g_signal_connect_object (view, "notify::ended", G_CALLBACK (update_indicator), page, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->monitor, "notify::paused", G_CALLBACK (update_indicator), page, G_CONNECT_SWAPPED);
  g_signal_connect_object (view, "notify::waiting", G_CALLBACK (update_indicator), page, G_CONNECT_SWAPPED);
  update_tooltip (page);
  update_indicator (page);
}

/* The last one takes the window with it, when it is closed and when it moves to another window. */
static void
detached_cb (VmpWindow *self, AdwTabPage *page)
{
  VmpTargetView *view = get_view (page);

  if (vmp_target_view_get_replay (view) != NULL)
    g_signal_handlers_disconnect_by_data (vmp_target_view_get_replay (view), self);
  g_signal_handlers_disconnect_by_data (view, self);
  g_signal_handlers_disconnect_by_data (view, page);
  if (self->monitor != NULL)
    g_signal_handlers_disconnect_by_data (self->monitor, page);
  if (self->bindings != NULL && adw_tab_view_get_n_pages (self->tab_view) == 0)
    {
      self->leaves = TRUE;
      gtk_window_close (GTK_WINDOW (self));
    }
}

static void
remember_closed (VmpWindow *self, VmpTargetView *view)
{
  VmpReplay *replay = vmp_target_view_get_replay (view);
  ClosedTab closed = { 0 };

  if (replay != NULL)
    closed.path = g_strdup (vmp_replay_get_path (replay));
  else if (!vmp_target_view_get_process (view, &closed.pid, &closed.start_time_ticks))
    return;
  if (self->closed->len == MOST_CLOSED)
    g_array_remove_index (self->closed, 0);
  g_array_append_val (self->closed, closed);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.reopen-tab", TRUE);
}

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  VmpWindow *self = VMP_WINDOW (source);
  g_autoptr (AdwTabPage) page = user_data;
  gboolean closes = vmp_launch_ask_finish (result);

  if (self->bindings == NULL)
    return;
  if (closes)
    remember_closed (self, get_view (page));
  adw_tab_view_close_page_finish (self->tab_view, page, closes);
}

/* What was launched here is not left alone without a question. */
static gboolean
close_page_cb (VmpWindow *self, AdwTabPage *page)
{
  VmpLaunch *launch = vmp_target_view_get_launch (get_view (page));
  g_autoptr (GPtrArray) launches = g_ptr_array_new ();

  if (launch != NULL)
    g_ptr_array_add (launches, launch);
  vmp_launch_ask_async (GTK_WIDGET (self), launches, asked_cb, g_object_ref (page));
  return GDK_EVENT_STOP;
}

static AdwTabPage *
create_tab_cb (VmpWindow *self)
{
  return adw_tab_view_get_page (self->tab_view, GTK_WIDGET (vmp_window_tabs_add (self)));
}

static AdwTabView *
create_window_cb (VmpWindow *self)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));
  VmpWindow *other = vmp_window_new_without_tab (application, self->monitor, self->settings);
  int width, height;

  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  gtk_window_set_default_size (GTK_WINDOW (other), width, height);
  gtk_window_present (GTK_WINDOW (other));
  return other->tab_view;
}

VmpTargetView *
vmp_window_tabs_add (VmpWindow *self)
{
  VmpTargetView *view = g_object_new (VMP_TYPE_TARGET_VIEW, NULL);
  AdwTabPage *page;

  vmp_target_view_set_monitor (view, self->monitor);
  page = adw_tab_view_append (self->tab_view, GTK_WIDGET (view));
  g_object_bind_property (view, "title", page, "title", G_BINDING_SYNC_CREATE);
  adw_tab_view_set_selected_page (self->tab_view, page);
  return view;
}

gboolean
vmp_window_tabs_show_recording (VmpWindow *self, const char *path)
{
  for (int i = 0; i < adw_tab_view_get_n_pages (self->tab_view); i++)
    {
      AdwTabPage *page = adw_tab_view_get_nth_page (self->tab_view, i);
      VmpReplay *replay = vmp_target_view_get_replay (get_view (page));

      if (replay == NULL || !g_str_equal (vmp_replay_get_path (replay), path))
        continue;
      if (vmp_replay_get_state (replay) == VMP_REPLAY_FAILED)
        vmp_target_view_show_recording (get_view (page), path);
      adw_tab_view_set_selected_page (self->tab_view, page);
      return TRUE;
    }
  return FALSE;
}

GPtrArray *
vmp_window_tabs_dup_launches (VmpWindow *self)
{
  GPtrArray *launches = g_ptr_array_new ();

  for (int i = 0; i < adw_tab_view_get_n_pages (self->tab_view); i++)
    {
      VmpLaunch *launch = vmp_target_view_get_launch (get_view (adw_tab_view_get_nth_page (self->tab_view, i)));

      if (launch != NULL && !g_ptr_array_find (launches, launch, NULL))
        g_ptr_array_add (launches, launch);
    }
  return launches;
}

/* Only what runs when the window opens: nobody expects it to change later by itself. */
static void
find_last (VmpWindow *self)
{
  VmpProcessList *list = vmp_monitor_get_process_list (self->monitor);
  VmpTargetView *view = vmp_window_tabs_get (self);
  const VmpProcessRow *row = NULL;
  g_autofree char *exe = NULL, *name = NULL;

  if (list == NULL)
    return;
  g_signal_handlers_disconnect_by_func (self->monitor, find_last, self);
  g_settings_get (self->settings, "last-program", "(ss)", &exe, &name);
  if (*name != '\0' && view != NULL && vmp_target_view_is_empty (view))
    row = vmp_process_waiter_find (list, exe, name, 0);
  if (row != NULL)
    vmp_window_show_process (self, row->pid, row->start_time_ticks);
}

void
vmp_window_show_start_page (VmpWindow *self)
{
  g_autofree char *page = NULL;

  g_return_if_fail (VMP_IS_WINDOW (self));

  page = g_settings_get_string (self->settings, "start-page");
  if (g_strcmp0 (page, "last") != 0)
    return;
  g_signal_connect_object (self->monitor, "processes-changed", G_CALLBACK (find_last), self, G_CONNECT_SWAPPED);
  find_last (self);
}

/* Actions */

static void
new_tab_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  VmpWindow *self = VMP_WINDOW (widget);

  vmp_window_tabs_add (self);
  gtk_widget_activate_action (widget, "win.search", NULL);
}

/* The tab whose menu is open: its actions are about that and not about the one that is shown. */
static void
setup_menu_cb (VmpWindow *self, AdwTabPage *page)
{
  /* It is taken away before its action runs. */
  if (page != NULL)
    self->menu_page = page;
}

static AdwTabPage *
get_page_of_action (VmpWindow *self, const char *action_name)
{
  if (!g_str_has_prefix (action_name, "win.menu-"))
    return adw_tab_view_get_selected_page (self->tab_view);
  for (int i = 0; i < adw_tab_view_get_n_pages (self->tab_view); i++)
    if (adw_tab_view_get_nth_page (self->tab_view, i) == self->menu_page)
      return self->menu_page;
  return NULL;
}

static void
close_others_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  VmpWindow *self = VMP_WINDOW (widget);
  AdwTabPage *page = get_page_of_action (self, action_name);

  if (page != NULL)
    adw_tab_view_close_other_pages (self->tab_view, page);
}

static void
close_tab_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  VmpWindow *self = VMP_WINDOW (widget);
  AdwTabPage *page = get_page_of_action (self, action_name);

  if (page != NULL)
    adw_tab_view_close_page (self->tab_view, page);
}

static void
reopen_tab_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  VmpWindow *self = VMP_WINDOW (widget);
  g_autofree char *path = NULL;
  ClosedTab closed;

  if (self->closed->len == 0)
    return;
  closed = g_array_index (self->closed, ClosedTab, self->closed->len - 1);
  path = g_steal_pointer (&g_array_index (self->closed, ClosedTab, self->closed->len - 1).path);
  g_array_set_size (self->closed, self->closed->len - 1);
  gtk_widget_action_set_enabled (widget, "win.reopen-tab", self->closed->len > 0);
  if (path != NULL)
    vmp_window_show_recording (self, path);
  else
    vmp_window_open_tab (self, closed.pid, closed.start_time_ticks);
}

static void
open_in_new_tab_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  gint32 pid;
  guint64 start_time_ticks;

  g_variant_get (parameter, "(it)", &pid, &start_time_ticks);
  vmp_window_open_tab (VMP_WINDOW (widget), pid, start_time_ticks);
}

static void
move_tab_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  VmpWindow *self = VMP_WINDOW (widget);
  AdwTabPage *page = get_page_of_action (self, action_name);

  /* Alone in its window it is there already. */
  if (page != NULL && adw_tab_view_get_n_pages (self->tab_view) > 1)
    adw_tab_view_transfer_page (self->tab_view, page, create_window_cb (self), 0);
}

void
vmp_window_tabs_install (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, VmpWindow, content_page);
  gtk_widget_class_bind_template_child (widget_class, VmpWindow, tab_view);
  gtk_widget_class_bind_template_child (widget_class, VmpWindow, header);
  gtk_widget_class_bind_template_child (widget_class, VmpWindow, window_title);
  gtk_widget_class_bind_template_child (widget_class, VmpWindow, side_title);
  gtk_widget_class_bind_template_child (widget_class, VmpWindow, switcher);
  gtk_widget_class_bind_template_child (widget_class, VmpWindow, demo_toggle);
  gtk_widget_class_bind_template_callback (widget_class, attached_cb);
  gtk_widget_class_bind_template_callback (widget_class, detached_cb);
  gtk_widget_class_bind_template_callback (widget_class, selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, close_page_cb);
  gtk_widget_class_bind_template_callback (widget_class, setup_menu_cb);
  gtk_widget_class_bind_template_callback (widget_class, create_tab_cb);
  gtk_widget_class_bind_template_callback (widget_class, create_window_cb);
  gtk_widget_class_install_action (widget_class, "win.new-tab", NULL, new_tab_action);
  gtk_widget_class_install_action (widget_class, "win.close-tab", NULL, close_tab_action);
  gtk_widget_class_install_action (widget_class, "win.reopen-tab", NULL, reopen_tab_action);
  gtk_widget_class_install_action (widget_class, "win.move-tab-to-new-window", NULL, move_tab_action);
  gtk_widget_class_install_action (widget_class, "win.menu-move-tab", NULL, move_tab_action);
  gtk_widget_class_install_action (widget_class, "win.menu-close-tab", NULL, close_tab_action);
  gtk_widget_class_install_action (widget_class, "win.menu-close-others", NULL, close_others_action);
  gtk_widget_class_install_action (widget_class, "win.open-in-new-tab", "(it)", open_in_new_tab_action);
}

void
vmp_window_tabs_init (VmpWindow *self)
{
  self->closed = g_array_new (FALSE, FALSE, sizeof (ClosedTab));
  g_array_set_clear_func (self->closed, clear_closed);
  self->bindings = g_binding_group_new ();
  g_binding_group_bind (self->bindings, "title", self, "title", G_BINDING_SYNC_CREATE);
  g_binding_group_bind (self->bindings, "title", self->content_page, "title", G_BINDING_SYNC_CREATE);
  g_binding_group_bind (self->bindings, "title", self->window_title, "title", G_BINDING_SYNC_CREATE);
  g_binding_group_bind (self->bindings, "subtitle", self->window_title, "subtitle", G_BINDING_SYNC_CREATE);
  g_binding_group_bind (self->bindings, "has-demo", self->demo_toggle, "visible", G_BINDING_SYNC_CREATE);
  g_binding_group_bind (self->bindings, "demo-shown", self->demo_toggle, "active", G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.reopen-tab", FALSE);
}

void
vmp_window_tabs_dispose (VmpWindow *self)
{
  g_clear_object (&self->bindings);
  g_clear_pointer (&self->closed, g_array_unref);
}
