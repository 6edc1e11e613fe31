/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The content: the pages of the chosen process, or why there are none. */

#include "config.h"

#include "vmp-target-view.h"

#include <glib/gi18n.h>
#include <unistd.h>

#include "dialogs/vmp-rights-dialog.h"
#include "models/vmp-process-waiter.h"
#include "models/vmp-user-names.h"
#include "pages/vmp-launch-page.h"
#include "pages/vmp-map-page.h"
#include "pages/vmp-overview-page.h"
#include "vmp-preferences.h"
#include "vmp-target-state.h"
#include "widgets/vmp-demo-panel.h"

struct _VmpTargetView
{
  AdwBin           parent_instance;

  /* template children */
  AdwOverlaySplitView *split;
  VmpDemoPanel    *panel;
  AdwBanner       *banner;
  GtkStack        *stack;
  AdwStatusPage   *message;
  GtkButton       *message_button;
  AdwViewSwitcherBar *switcher_bar;
  AdwViewStack    *pages;
  AdwBin          *overview_bin;
  AdwBin          *map_bin;
  AdwViewStackPage *output_page;
  AdwBin          *output_bin;

  /* owned */
  VmpMonitor      *monitor;
  VmpUserNames    *users;
  char            *title;
  char            *subtitle;
  VmpLaunch       *launch;    /* NULL: not launched from here */
  VmpProcessWaiter *waiter;   /* NULL: not waited for the program to start again */

  guint32          target;    /* 0: none */
  gint32           pid;

  /* borrowed: in their bins; NULL until there is something to show */
  VmpOverviewPage *overview;
  VmpMapPage      *map;
  VmpLaunchPage   *output;

  gboolean         switchable;
  gboolean         narrow;
  gboolean         ended;
};

enum
{
  PROP_0,
  PROP_TITLE,
  PROP_SUBTITLE,
  PROP_SWITCHABLE,
  PROP_ENDED,
  PROP_WAITING,
  PROP_HAS_DEMO,
  PROP_DEMO_SHOWN,
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

static VmpTarget *
find_target (VmpTargetView *self)
{
  if (self->monitor == NULL || self->target == 0)
    return NULL;
  return vmp_session_find_target (vmp_monitor_get_session (self->monitor), self->target);
}

static void
set_title (VmpTargetView *self, const char *title, const char *subtitle)
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
      set_title (self, _("Virtual Memory Profiler"), "");
      return;
    }
  /* Translators: process id, name of a user */
  subtitle = g_strdup_printf (_("Process %d of %s"), info->identity.pid, vmp_user_names_get (self->users, info->uid));
  set_title (self, info->name, subtitle);
}

/* A state without pages: what it is, and the one thing to do. */
static void
show_message (VmpTargetView *self, const char *icon_name, const char *title, const char *description)
{
  adw_status_page_set_icon_name (self->message, icon_name);
  adw_status_page_set_title (self->message, title);
  adw_status_page_set_description (self->message, description);
  gtk_button_set_label (self->message_button, _("_Choose Another Process"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->message_button), "win.search");
  gtk_stack_set_visible_child_name (self->stack, "message");
}

static void
show_not_found (VmpTargetView *self)
{
  g_autofree char *description =
    g_strdup_printf (_("There is no process %d. It may have ended just now."), self->pid);

  show_message (self, "edit-find-symbolic", _("Process Not Found"), description);
}

static void
show_zombie (VmpTargetView *self, const VmpProcessInfo *info)
{
  show_message (self, "media-playback-stop-symbolic", _("Process Already Ended"),
                _("Its memory is gone. Only its exit status is left, which its parent has not collected yet."));
  if (info->parent_pid <= 0)
    return;
  gtk_button_set_label (self->message_button, _("Show _Parent Process"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->message_button), "target.show-parent");
}

static void
show_parent_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  VmpTargetView *self = VMP_TARGET_VIEW (widget);
  VmpTarget *target = find_target (self);

  if (target != NULL && vmp_target_get_info (target) != NULL)
    vmp_target_view_show_process (self, vmp_target_get_info (target)->parent_pid, 0);
}

static void
update_stack (VmpTargetView *self, VmpTarget *target)
{
  if (self->target == 0)
    {
      gtk_stack_set_visible_child_name (self->stack, self->launch != NULL ? "pages" : "none");
      return;
    }
  switch (vmp_target_state_get_kind (target))
    {
    case VMP_TARGET_STATE_NOT_FOUND:
      show_not_found (self);
      break;
    case VMP_TARGET_STATE_KERNEL_THREAD:
      show_message (self, "application-x-firmware-symbolic", _("Kernel Thread"),
                    _("It runs inside the kernel and has no memory of its own to show."));
      break;
    case VMP_TARGET_STATE_ZOMBIE:
      show_zombie (self, vmp_target_get_info (target));
      break;
    case VMP_TARGET_STATE_WAITING:
    case VMP_TARGET_STATE_MEASURED:
    default:
      gtk_stack_set_visible_child_name (self->stack, "pages");
      break;
    }
}

/* The page of a launched program tells of its end itself. */
static gboolean
is_told_by_page (VmpTargetView *self)
{
  return self->launch != NULL && !vmp_launch_is_alive (self->launch)
         && g_strcmp0 (adw_view_stack_get_visible_child_name (self->pages), "output") == 0;
}

static char *
dup_banner (VmpTargetView *self, VmpTarget *target, const VmpProcessInfo *info)
{
  if (self->waiter != NULL)
    /* Translators: name of a program */
    return g_strdup_printf (_("Waiting for %s to start again. What was measured stays until then."), info->name);
  return vmp_target_state_dup_remark (target, vmp_user_names_get (self->users, info->uid), getuid ());
}

static void
update_banner (VmpTargetView *self, VmpTarget *target)
{
  const VmpProcessInfo *info = target != NULL ? vmp_target_get_info (target) : NULL;
  g_autofree char *remark = NULL;
  const char *button;

  if (info != NULL && !is_told_by_page (self) && g_str_equal (gtk_stack_get_visible_child_name (self->stack), "pages"))
    remark = dup_banner (self, target, info);
  if (remark != NULL)
    {
      if (self->waiter != NULL)
        button = _("_Cancel");
      else if (vmp_target_get_exit (target) != NULL)
        button = _("_Watch Again When It Starts");
      else
        button = _("_What Can I Do?");
      adw_banner_set_button_label (self->banner, button);
      adw_banner_set_title (self->banner, remark);
    }
  adw_banner_set_revealed (self->banner, remark != NULL);
}

static guint
count_pages (VmpTargetView *self)
{
  g_autoptr (GtkSelectionModel) pages = adw_view_stack_get_pages (self->pages);
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (pages)); i++)
    {
      g_autoptr (AdwViewStackPage) page = g_list_model_get_item (G_LIST_MODEL (pages), i);

      n += adw_view_stack_page_get_visible (page);
    }
  return n;
}

/* A choice among one, or beside a message, is none. */
static void
update_switchable (VmpTargetView *self)
{
  gboolean switchable = g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "pages") == 0 && count_pages (self) > 1;

  adw_view_switcher_bar_set_reveal (self->switcher_bar, switchable && self->narrow);
  if (self->switchable == switchable)
    return;
  self->switchable = switchable;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SWITCHABLE]);
}

static void
update_ended (VmpTargetView *self, VmpTarget *target)
{
  gboolean ended = target != NULL && vmp_target_get_exit (target) != NULL;

  if (self->ended == ended)
    return;
  self->ended = ended;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ENDED]);
}

static void
update (VmpTargetView *self)
{
  VmpTarget *target = find_target (self);

  update_title (self, target != NULL ? vmp_target_get_info (target) : NULL);
  update_stack (self, target);
  update_banner (self, target);
  update_switchable (self);
  update_ended (self, target);
}

static void
stop_waiting (VmpTargetView *self)
{
  if (self->waiter == NULL)
    return;
  g_clear_object (&self->waiter);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_WAITING]);
}

static void
started_again_cb (VmpTargetView *self, int pid, guint64 start_time_ticks)
{
  vmp_target_view_show_process (self, pid, start_time_ticks);
}

static void
wait_for_start (VmpTargetView *self, VmpTarget *target)
{
  const VmpProcessInfo *info = vmp_target_get_info (target);

  self->waiter = vmp_process_waiter_new (self->monitor, info->exe, info->name, vmp_target_get_exit (target)->time_nsec);
  g_signal_connect_object (self->waiter, "found", G_CALLBACK (started_again_cb), self, G_CONNECT_SWAPPED);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_WAITING]);
}

static void
banner_clicked_cb (VmpTargetView *self)
{
  VmpTarget *target = find_target (self);
  const VmpProcessInfo *info = target != NULL ? vmp_target_get_info (target) : NULL;

  if (self->waiter != NULL)
    stop_waiting (self);
  else if (info != NULL && vmp_target_get_exit (target) != NULL)
    wait_for_start (self, target);
  else if (info != NULL)
    adw_dialog_present (vmp_rights_dialog_new (info, vmp_user_names_get (self->users, info->uid), getuid ()),
                        GTK_WIDGET (self));
  update (self);
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
  update (self);
  if (event_mask & 1u << VMP_EVENT_START)
    {
      info = vmp_target_get_info (find_target (self));
      remember_program (info);
      g_signal_emit (self, signals[IDENTIFIED], 0, info->identity.pid, info->identity.start_time_ticks);
    }
}

/* The page that a process opens on, if it has such a page. */
static void
show_first_page (VmpTargetView *self)
{
  g_autofree char *name =
    g_settings_get_string (vmp_preferences_get_settings (vmp_preferences_get_default ()), "open-page");
  GtkWidget *page = adw_view_stack_get_child_by_name (self->pages, name);

  if (page != NULL && adw_view_stack_page_get_visible (adw_view_stack_get_page (self->pages, page)))
    adw_view_stack_set_visible_child (self->pages, page);
  else
    adw_view_stack_set_visible_child_name (self->pages, "overview");
}

static gboolean
has_demo (VmpTargetView *self)
{
  return self->launch != NULL && vmp_launch_get_lab (self->launch) != NULL;
}

static void
show_sidebar_cb (VmpTargetView *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DEMO_SHOWN]);
}

/* Pages are made when they are first needed: they are most of what a window costs to open. */
static VmpOverviewPage *
need_overview (VmpTargetView *self)
{
  if (self->overview == NULL)
    {
      self->overview = vmp_overview_page_new ();
      adw_bin_set_child (self->overview_bin, GTK_WIDGET (self->overview));
    }
  return self->overview;
}

/* The map reads nothing before somebody looks at it. */
static void
need_map (VmpTargetView *self)
{
  if (self->map != NULL)
    return;
  self->map = vmp_map_page_new ();
  adw_bin_set_child (self->map_bin, GTK_WIDGET (self->map));
  if (self->target != 0)
    vmp_map_page_set_target (self->map, self->monitor, self->target);
}

static VmpLaunchPage *
need_output (VmpTargetView *self)
{
  if (self->output == NULL)
    {
      self->output = VMP_LAUNCH_PAGE (vmp_launch_page_new ());
      adw_bin_set_child (self->output_bin, GTK_WIDGET (self->output));
    }
  return self->output;
}

static void
visible_page_cb (VmpTargetView *self)
{
  if (g_strcmp0 (adw_view_stack_get_visible_child_name (self->pages), "map") == 0)
    need_map (self);
  update (self);
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
  adw_view_stack_set_visible_child_name (self->pages, "overview");
  vmp_overview_page_point_at (need_overview (self), metric);
}

static void
set_launch (VmpTargetView *self, VmpLaunch *launch)
{
  if (self->launch == launch)
    return;
  if (self->launch != NULL)
    g_signal_handlers_disconnect_by_data (self->launch, self);
  g_set_object (&self->launch, launch);
  if (launch != NULL || self->output != NULL)
    vmp_launch_page_set_launch (need_output (self), launch);
  vmp_demo_panel_set_launch (self->panel, has_demo (self) ? launch : NULL);
  adw_overlay_split_view_set_show_sidebar (self->split, has_demo (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HAS_DEMO]);
  adw_view_stack_page_set_visible (self->output_page, launch != NULL);
}

static void
leave_target (VmpTargetView *self)
{
  guint32 target = self->target;

  self->target = 0;
  if (target == 0)
    return;
  vmp_overview_page_set_target (self->overview, self->monitor, 0);
  if (self->map != NULL)
    vmp_map_page_set_target (self->map, self->monitor, 0);
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

  leave_target (self);
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

  G_OBJECT_CLASS (vmp_target_view_parent_class)->finalize (object);
}

static void
install_properties (GObjectClass *object_class)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, "", flags);
  properties[PROP_SUBTITLE] = g_param_spec_string ("subtitle", NULL, NULL, "", flags);
  properties[PROP_SWITCHABLE] = g_param_spec_boolean ("switchable", NULL, NULL, FALSE, flags);
  properties[PROP_ENDED] = g_param_spec_boolean ("ended", NULL, NULL, FALSE, flags);
  properties[PROP_WAITING] = g_param_spec_boolean ("waiting", NULL, NULL, FALSE, flags);
  properties[PROP_HAS_DEMO] = g_param_spec_boolean ("has-demo", NULL, NULL, FALSE, flags);
  properties[PROP_DEMO_SHOWN] = g_param_spec_boolean ("demo-shown", NULL, NULL, FALSE,
                                                      G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
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
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/vmprofiler/Vmp/vmp-target-view.ui");
  gtk_widget_class_bind_template_child (widget_class, VmpTargetView, switcher_bar);
  gtk_widget_class_bind_template_child (widget_class, VmpTargetView, banner);
  gtk_widget_class_bind_template_child (widget_class, VmpTargetView, split);
  gtk_widget_class_bind_template_child (widget_class, VmpTargetView, panel);
  gtk_widget_class_bind_template_callback (widget_class, look_cb);
  gtk_widget_class_bind_template_callback (widget_class, close_panel_cb);
  gtk_widget_class_bind_template_child (widget_class, VmpTargetView, stack);
  gtk_widget_class_bind_template_child (widget_class, VmpTargetView, message);
  gtk_widget_class_bind_template_child (widget_class, VmpTargetView, message_button);
  gtk_widget_class_bind_template_child (widget_class, VmpTargetView, output_bin);
  gtk_widget_class_bind_template_child (widget_class, VmpTargetView, output_page);
  gtk_widget_class_bind_template_child (widget_class, VmpTargetView, pages);
  gtk_widget_class_bind_template_child (widget_class, VmpTargetView, overview_bin);
  gtk_widget_class_bind_template_child (widget_class, VmpTargetView, map_bin);
  gtk_widget_class_bind_template_callback (widget_class, banner_clicked_cb);
  gtk_widget_class_install_action (widget_class, "target.show-parent", NULL, show_parent_action);
}

static void
vmp_target_view_init (VmpTargetView *self)
{
  self->users = vmp_user_names_new ();
  self->title = g_strdup (_("Virtual Memory Profiler"));
  self->subtitle = g_strdup ("");
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (self->output_page, "notify::visible", G_CALLBACK (update_switchable), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->split, "notify::show-sidebar", G_CALLBACK (show_sidebar_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->pages, "notify::visible-child", G_CALLBACK (visible_page_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->users, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
}

void
vmp_target_view_set_monitor (VmpTargetView *self, VmpMonitor *monitor)
{
  g_return_if_fail (VMP_IS_TARGET_VIEW (self) && self->monitor == NULL);

  self->monitor = g_object_ref (monitor);
  g_signal_connect_object (monitor, "target-changed", G_CALLBACK (target_changed_cb), self, G_CONNECT_SWAPPED);
}

void
vmp_target_view_show_process (VmpTargetView *self, gint32 pid, guint64 start_time_ticks)
{
  guint32 target;

  g_return_if_fail (VMP_IS_TARGET_VIEW (self) && self->monitor != NULL);

  /* The new one first: if it is the same, its history is kept. */
  target = pid > 0 ? vmp_monitor_watch (self->monitor, pid, start_time_ticks) : 0;
  if (target != 0 && target == self->target)
    {
      vmp_monitor_unwatch (self->monitor, target);
      return;
    }
  leave_target (self);
  stop_waiting (self);
  self->target = target;
  self->pid = pid;
  set_launch (self, vmp_launch_find (pid, start_time_ticks));
  show_first_page (self);
  if (target != 0 || self->overview != NULL)
    vmp_overview_page_set_target (need_overview (self), self->monitor, target);
  if (self->map != NULL)
    vmp_map_page_set_target (self->map, self->monitor, target);
  update (self);
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
  g_autofree char *page = g_strdup (adw_view_stack_get_visible_child_name (self->pages));

  vmp_target_view_show_process (self, pid, start_time_ticks);
  adw_view_stack_set_visible_child_name (self->pages, page);
}

void
vmp_target_view_show_launch (VmpTargetView *self, VmpLaunch *launch)
{
  g_return_if_fail (VMP_IS_TARGET_VIEW (self) && self->monitor != NULL);

  leave_target (self);
  stop_waiting (self);
  self->pid = 0;
  set_launch (self, launch);
  /* A demo is there for its graphs. */
  adw_view_stack_set_visible_child_name (self->pages, has_demo (self) ? "overview" : "output");
  g_signal_connect_object (launch, "identified", G_CALLBACK (launch_identified_cb), self, G_CONNECT_SWAPPED);
  if (vmp_launch_get_pid (launch) > 0)
    launch_identified_cb (self, vmp_launch_get_pid (launch), vmp_launch_get_start_time_ticks (launch));
  else
    update (self);
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

  target = find_target (self);
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

  return self->target == 0 && self->launch == NULL;
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
  update_switchable (self);
}
