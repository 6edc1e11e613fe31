/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pages of a process: made when needed, offered where there is a choice, and remembered for each program. */

#include "config.h"

#include "vmp-target-view-private.h"

#include "models/vmp-program-pages.h"
#include "vmp-preferences.h"

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
void
vmp_target_view_update_switchable (VmpTargetView *self)
{
  gboolean switchable = g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "pages") == 0 && count_pages (self) > 1;

  adw_view_switcher_bar_set_reveal (self->switcher_bar, switchable && self->narrow);
  if (self->switchable == switchable)
    return;
  self->switchable = switchable;
  g_object_notify (G_OBJECT (self), "switchable");
}

VmpOverviewPage *
vmp_target_view_need_overview (VmpTargetView *self)
{
  if (self->overview == NULL)
    {
      self->overview = vmp_overview_page_new ();
      adw_bin_set_child (self->overview_bin, GTK_WIDGET (self->overview));
    }
  return self->overview;
}

/* The map reads nothing before somebody looks at it. */
void
vmp_target_view_need_map (VmpTargetView *self)
{
  if (self->map != NULL)
    return;
  self->map = vmp_map_page_new ();
  adw_bin_set_child (self->map_bin, GTK_WIDGET (self->map));
  if (self->target != 0)
    vmp_map_page_set_target (self->map, self->monitor, self->target);
}

/* Looked at, or a stage was marked: what the mappings were at its begin is known only if it is read then. */
void
vmp_target_view_need_timeline (VmpTargetView *self)
{
  if (self->timeline != NULL)
    return;
  self->timeline = vmp_timeline_page_new ();
  adw_bin_set_child (self->timeline_bin, GTK_WIDGET (self->timeline));
  vmp_target_view_show_timeline (self);
}

void
vmp_target_view_show_timeline (VmpTargetView *self)
{
  if (self->timeline == NULL || self->target == 0)
    return;
  vmp_timeline_page_set_recording (self->timeline, self->replay != NULL ? vmp_replay_get_path (self->replay) : NULL);
  vmp_timeline_page_set_target (self->timeline, self->monitor, self->target);
  if (self->replay != NULL)
    vmp_replay_bind_view (self->replay, vmp_timeline_page_get_view (self->timeline));
}

void
vmp_target_view_compare_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  VmpTargetView *self = VMP_TARGET_VIEW (widget);

  if (self->target == 0)
    return;
  adw_view_stack_set_visible_child_name (self->pages, "timeline");
  vmp_target_view_need_timeline (self);
  vmp_timeline_page_compare (self->timeline);
}

static void
jump_cb (VmpTargetView *self, VmpAlertRecord *record)
{
  vmp_target_view_show_time (self, vmp_alert_record_get (record)->begin_nsec);
}

void
vmp_target_view_need_alerts (VmpTargetView *self)
{
  if (self->alerts != NULL)
    return;
  self->alerts = vmp_alerts_page_new ();
  g_signal_connect_object (self->alerts, "jump", G_CALLBACK (jump_cb), self, G_CONNECT_SWAPPED);
  adw_bin_set_child (self->alerts_bin, GTK_WIDGET (self->alerts));
  vmp_alerts_page_set_target (self->alerts, self->monitor, self->target);
}

void
vmp_target_view_update_alerts (VmpTargetView *self)
{
  VmpAlertService *service = self->monitor != NULL ? vmp_alert_service_get (self->monitor) : NULL;
  gint32 pid = 0;
  guint64 start_time_ticks = 0;

  if (self->alerts_page == NULL)
    return;
  adw_view_stack_page_set_visible (self->alerts_page, service != NULL);
  if (service == NULL)
    return;
  vmp_target_view_get_process (self, &pid, &start_time_ticks);
  adw_view_stack_page_set_badge_number (self->alerts_page,
                                        vmp_alert_history_count_new (vmp_alert_service_get_history (service), pid, start_time_ticks, TRUE));
}

VmpLaunchPage *
vmp_target_view_need_output (VmpTargetView *self)
{
  if (self->output == NULL)
    {
      self->output = VMP_LAUNCH_PAGE (vmp_launch_page_new ());
      adw_bin_set_child (self->output_bin, GTK_WIDGET (self->output));
    }
  return self->output;
}

static GSettings *
get_settings (void)
{
  return vmp_preferences_get_settings (vmp_preferences_get_default ());
}

static const VmpProcessInfo *
get_info (VmpTargetView *self)
{
  VmpTarget *target = vmp_target_view_find_target (self);

  return target != NULL ? vmp_target_get_info (target) : NULL;
}

void
vmp_target_view_move_to_page (VmpTargetView *self, const char *name)
{
  GtkWidget *page = adw_view_stack_get_child_by_name (self->pages, name);

  self->moves_page = TRUE;
  if (page != NULL && adw_view_stack_page_get_visible (adw_view_stack_get_page (self->pages, page)))
    adw_view_stack_set_visible_child (self->pages, page);
  else
    adw_view_stack_set_visible_child_name (self->pages, "overview");
  self->moves_page = FALSE;
}

/* Which page of a program was looked at last is known with the program; until then, and else, the tab stays on its page. */
void
vmp_target_view_show_first_page (VmpTargetView *self)
{
  g_autofree char *chosen = g_settings_get_string (get_settings (), "open-page");
  const VmpProcessInfo *info = get_info (self);
  g_autofree char *name = NULL;

  self->page_due = info == NULL;
  if (!g_str_equal (chosen, "last"))
    name = g_steal_pointer (&chosen);
  else if (info != NULL)
    name = vmp_program_pages_dup (get_settings (), info->exe, info->name);
  if (name != NULL)
    vmp_target_view_move_to_page (self, name);
}

void
vmp_target_view_show_on_same_page (VmpTargetView *self, gint32 pid, guint64 start_time_ticks)
{
  g_autofree char *page = g_strdup (adw_view_stack_get_visible_child_name (self->pages));

  vmp_target_view_show_process (self, pid, start_time_ticks);
  self->page_due = FALSE;
  vmp_target_view_move_to_page (self, page);
}

/* Output is of a run, and not of a program. */
void
vmp_target_view_remember_page (VmpTargetView *self)
{
  const VmpProcessInfo *info = get_info (self);
  const char *name = adw_view_stack_get_visible_child_name (self->pages);

  if (self->moves_page || self->replay != NULL || name == NULL || g_str_equal (name, "output"))
    return;
  self->page_due = FALSE;
  if (info != NULL)
    vmp_program_pages_set (get_settings (), info->exe, info->name, name);
}
