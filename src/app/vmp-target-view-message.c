/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why there are no pages, and what they lack: states of a process in words, each with the one thing to do. */

#include "config.h"

#include "vmp-target-view-private.h"

#include <glib/gi18n.h>
#include <unistd.h>

#include "dialogs/vmp-rights-dialog.h"
#include "vmp-target-state.h"

/* With large text on a narrow window it has several lines. */
static void
set_button_label (VmpTargetView *self, const char *label)
{
  GtkWidget *child;

  gtk_button_set_label (self->message_button, label);
  child = gtk_button_get_child (self->message_button);
  gtk_label_set_wrap (GTK_LABEL (child), TRUE);
  gtk_label_set_justify (GTK_LABEL (child), GTK_JUSTIFY_CENTER);
}

void
vmp_target_view_show_message (VmpTargetView *self, const char *icon_name, const char *title, const char *description,
                              const char *button, const char *action_name)
{
  adw_status_page_set_icon_name (self->message, icon_name);
  adw_status_page_set_title (self->message, title);
  adw_status_page_set_description (self->message, description);
  set_button_label (self, button);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->message_button), action_name);
  gtk_stack_set_visible_child_name (self->stack, "message");
}

static void
show_message (VmpTargetView *self, const char *icon_name, const char *title, const char *description)
{
  vmp_target_view_show_message (self, icon_name, title, description, _("_Choose Another Process"), "win.search");
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
  set_button_label (self, _("Show _Parent Process"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->message_button), "target.show-parent");
}

static void
show_parent_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  VmpTargetView *self = VMP_TARGET_VIEW (widget);
  VmpTarget *target = vmp_target_view_find_target (self);

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

void
vmp_target_view_stop_waiting (VmpTargetView *self)
{
  if (self->waiter == NULL)
    return;
  g_clear_object (&self->waiter);
  g_object_notify (G_OBJECT (self), "waiting");
}

static void
started_again_cb (VmpTargetView *self, int pid, guint64 start_time_ticks)
{
  vmp_target_view_show_on_same_page (self, pid, start_time_ticks);
}

static void
wait_for_start (VmpTargetView *self, VmpTarget *target)
{
  const VmpProcessInfo *info = vmp_target_get_info (target);

  self->waiter = vmp_process_waiter_new (self->monitor, info->exe, info->name, vmp_target_get_exit (target)->time_nsec);
  g_signal_connect_object (self->waiter, "found", G_CALLBACK (started_again_cb), self, G_CONNECT_SWAPPED);
  g_object_notify (G_OBJECT (self), "waiting");
}

static void
banner_clicked_cb (VmpTargetView *self)
{
  VmpTarget *target = vmp_target_view_find_target (self);
  const VmpProcessInfo *info = target != NULL ? vmp_target_get_info (target) : NULL;

  if (self->replay != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "target.reload-recording", NULL);
  else if (self->waiter != NULL)
    vmp_target_view_stop_waiting (self);
  else if (info != NULL && vmp_target_get_exit (target) != NULL)
    wait_for_start (self, target);
  else if (info != NULL)
    adw_dialog_present (vmp_rights_dialog_new (info, vmp_user_names_get (self->users, info->uid), getuid ()),
                        GTK_WIDGET (self));
  vmp_target_view_update (self);
}

void
vmp_target_view_update_message (VmpTargetView *self, VmpTarget *target)
{
  update_stack (self, target);
  update_banner (self, target);
}

void
vmp_target_view_install_message (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, VmpTargetView, banner);
  gtk_widget_class_bind_template_child (widget_class, VmpTargetView, stack);
  gtk_widget_class_bind_template_child (widget_class, VmpTargetView, message);
  gtk_widget_class_bind_template_child (widget_class, VmpTargetView, message_button);
  gtk_widget_class_bind_template_callback (widget_class, banner_clicked_cb);
  gtk_widget_class_install_action (widget_class, "target.show-parent", NULL, show_parent_action);
}
