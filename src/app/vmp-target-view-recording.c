/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The content, where it is a recording: its states in words, and the pages on what it holds. */

#include "config.h"

#include "vmp-target-view-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/kernel/vmp-error.h"
#include "core/kernel/vmp-process.h"
#include "widgets/vmp-replay-bar.h"

#define MIME_TYPE "application/x-vmp-recording"

/* A name of a file is whatever somebody called it. */
static char *
dup_file_name (VmpTargetView *self)
{
  g_autofree char *name = g_filename_display_basename (vmp_replay_get_path (self->replay));

  return vmp_text_escape (name, strlen (name));
}

static void
show_failure (VmpTargetView *self, const GError *error)
{
  g_autofree char *plain = dup_file_name (self);
  /* Descriptions are markup. */
  g_autofree char *name = g_markup_escape_text (plain, -1);
  g_autofree char *description = NULL;
  const char *title;

  if (g_error_matches (error, VMP_ERROR, VMP_ERROR_GONE))
    {
      title = _("File Not Found");
      /* Translators: name of a file */
      description = g_strdup_printf (_("%s is not there. It may have been moved or removed."), name);
    }
  else if (g_error_matches (error, VMP_ERROR, VMP_ERROR_DENIED))
    {
      title = _("No Right to Read the File");
      /* Translators: name of a file */
      description = g_strdup_printf (_("%s may not be read by you. Its owner can allow it."), name);
    }
  else if (g_error_matches (error, VMP_ERROR, VMP_ERROR_UNSUPPORTED))
    {
      title = _("Made by a Newer Version");
      /* Translators: name of a file */
      description = g_strdup_printf (_("%s was recorded by a newer version of this program. Update it to open the recording."), name);
    }
  else if (g_error_matches (error, VMP_ERROR, VMP_ERROR_CORRUPT))
    {
      title = _("Not a Recording");
      /* Translators: name of a file */
      description = g_strdup_printf (_("%s is no recording of this program, or so damaged that nothing of it can be read."), name);
    }
  else
    {
      title = _("The File Can't Be Read");
      description = g_markup_escape_text (error->message, -1);
    }
  vmp_target_view_show_message (self, "dialog-warning-symbolic", title, description, _("Open A_nother…"), "win.open-recording");
}

static void
update_stack (VmpTargetView *self)
{
  gint64 begin_nsec, end_nsec;

  switch (vmp_replay_get_state (self->replay))
    {
    case VMP_REPLAY_OPENING:
      vmp_target_view_show_message (self, "document-open-symbolic", _("Opening the Recording…"), NULL, _("_Cancel"),
                                    "target.leave-recording");
      break;
    case VMP_REPLAY_FAILED:
      show_failure (self, vmp_replay_get_error (self->replay));
      break;
    case VMP_REPLAY_OPEN:
    default:
      if (vmp_replay_get_range (self->replay, &begin_nsec, &end_nsec))
        gtk_stack_set_visible_child_name (self->stack, "pages");
      else
        vmp_target_view_show_message (self, "dialog-information-symbolic", _("Nothing Was Recorded"),
                                      _("The file is a recording, but there is no process in it."), _("Open A_nother…"),
                                      "win.open-recording");
      break;
    }
}

static void
update_titles (VmpTargetView *self)
{
  const VmpReplayContents *contents = vmp_replay_get_contents (self->replay);
  const VmpReplayProcess *process = contents != NULL ? vmp_replay_contents_find_process (contents, self->target) : NULL;
  g_autofree char *name = dup_file_name (self);
  g_autofree char *subtitle = NULL;

  if (process == NULL)
    subtitle = g_strdup (_("Recording"));
  else
    /* Translators: name of a program and its process id */
    subtitle = g_strdup_printf (_("Recording of %s (%d)"), process->name, process->pid);
  vmp_target_view_set_title (self, name, subtitle);
}

/* Where something is missing in the file that is said; where it goes on is said too. */
static void
update_banner (VmpTargetView *self)
{
  const VmpReplayContents *contents = vmp_replay_get_contents (self->replay);
  gboolean shows_pages = g_str_equal (gtk_stack_get_visible_child_name (self->stack), "pages");
  gboolean is_damaged = contents != NULL && contents->problems[0] != NULL;
  gboolean is_open_ended = contents != NULL && !contents->is_finished;

  if (is_damaged)
    {
      adw_banner_set_title (self->banner, _("Parts of this recording can't be read. What could be read is shown."));
      adw_banner_set_button_label (self->banner, NULL);
    }
  else if (is_open_ended)
    {
      adw_banner_set_title (self->banner, _("This recording is still being made, or was cut off."));
      adw_banner_set_button_label (self->banner, _("_Read Again"));
    }
  adw_banner_set_revealed (self->banner, shows_pages && (is_damaged || is_open_ended));
}

void
vmp_target_view_update_recording (VmpTargetView *self)
{
  update_stack (self);
  update_titles (self);
  update_banner (self);
}

/* Other programs list it among what was used last, and so do we. */
static void
remember_file (const char *path)
{
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);
  GtkRecentData data = { .mime_type = (char *) MIME_TYPE, .app_name = (char *) VMP_APP_ID, .app_exec = (char *) "vm-profiler %f" };

  if (uri != NULL)
    gtk_recent_manager_add_full (gtk_recent_manager_get_default (), uri, &data);
}

/* Another process of the recording is looked at in the same stretch of time. */
static void
show_target (VmpTargetView *self)
{
  guint32 target = vmp_replay_get_target (self->replay);
  gint64 begin_nsec, end_nsec;

  if (self->target == target)
    return;
  vmp_replay_get_selection (self->replay, &begin_nsec, &end_nsec);
  self->target = target;
  vmp_target_view_show_timeline (self);
  vmp_overview_page_set_target (vmp_target_view_need_overview (self), self->monitor, target);
  if (self->map != NULL)
    vmp_map_page_set_target (self->map, self->monitor, target);
  vmp_replay_select_range (self->replay, begin_nsec, end_nsec);
}

/* So many are offered. */
#define MOST_RECENT 10

static int
compare_recent (gconstpointer a, gconstpointer b)
{
  GDateTime *x = gtk_recent_info_get_modified (*(GtkRecentInfo *const *) a), *y = gtk_recent_info_get_modified (*(GtkRecentInfo *const *) b);

  return g_date_time_compare (y, x);
}

static GPtrArray *
list_recent (void)
{
  g_autolist (GtkRecentInfo) items = gtk_recent_manager_get_items (gtk_recent_manager_get_default ());
  GPtrArray *recordings = g_ptr_array_new_with_free_func ((GDestroyNotify) gtk_recent_info_unref);

  for (GList *item = items; item != NULL; item = item->next)
    if (g_strcmp0 (gtk_recent_info_get_mime_type (item->data), MIME_TYPE) == 0 && gtk_recent_info_is_local (item->data))
      g_ptr_array_add (recordings, gtk_recent_info_ref (item->data));
  g_ptr_array_sort (recordings, compare_recent);
  return recordings;
}

/* In a menu an underline is a mnemonic. */
static void
update_recent (VmpTargetView *self)
{
  g_autoptr (GPtrArray) recordings = list_recent ();
  g_autoptr (GMenu) menu = g_menu_new ();

  for (guint i = 0; i < MIN (recordings->len, MOST_RECENT); i++)
    {
      g_autofree char *path = g_filename_from_uri (gtk_recent_info_get_uri (recordings->pdata[i]), NULL, NULL);
      g_autofree char *name = path != NULL ? g_filename_display_basename (path) : NULL;
      g_autofree char *safe = name != NULL ? vmp_text_escape (name, strlen (name)) : NULL;
      g_auto (GStrv) parts = safe != NULL ? g_strsplit (safe, "_", -1) : NULL;
      g_autofree char *label = parts != NULL ? g_strjoinv ("__", parts) : NULL;
      g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

      if (path == NULL)
        continue;
      g_menu_item_set_action_and_target_value (item, "win.open-recording-file", g_variant_new_bytestring (path));
      g_menu_append_item (menu, item);
    }
  gtk_menu_button_set_menu_model (self->recent, G_MENU_MODEL (menu));
  gtk_widget_set_visible (GTK_WIDGET (self->recent), g_menu_model_get_n_items (G_MENU_MODEL (menu)) > 0);
}

void
vmp_target_view_init_recent (VmpTargetView *self)
{
  g_signal_connect_object (gtk_recent_manager_get_default (), "changed", G_CALLBACK (update_recent), self, G_CONNECT_SWAPPED);
  update_recent (self);
}

static void
process_chosen_cb (VmpTargetView *self, GParamSpec *pspec, GtkDropDown *chooser)
{
  const VmpReplayContents *contents = self->replay != NULL ? vmp_replay_get_contents (self->replay) : NULL;
  guint chosen = gtk_drop_down_get_selected (chooser);

  if (contents != NULL && chosen < contents->processes->len)
    vmp_replay_set_target (self->replay, g_array_index (contents->processes, VmpReplayProcess, chosen).number);
}

/* Which process, where there are several. */
static GtkWidget *
new_chooser (VmpTargetView *self)
{
  const VmpReplayContents *contents = vmp_replay_get_contents (self->replay);
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  GtkWidget *chooser = gtk_drop_down_new (NULL, gtk_property_expression_new (GTK_TYPE_STRING_OBJECT, NULL, "string"));

  for (guint i = 0; i < contents->processes->len; i++)
    {
      const VmpReplayProcess *process = &g_array_index (contents->processes, VmpReplayProcess, i);
      g_autofree char *name = g_strdup_printf ("%s (%d)", process->name, process->pid);

      gtk_string_list_append (names, name);
    }
  gtk_drop_down_set_model (GTK_DROP_DOWN (chooser), G_LIST_MODEL (names));
  gtk_drop_down_set_enable_search (GTK_DROP_DOWN (chooser), contents->processes->len > 10);
  gtk_widget_set_halign (chooser, GTK_ALIGN_START);
  gtk_widget_set_margin_start (chooser, 12);
  gtk_widget_set_margin_end (chooser, 12);
  gtk_widget_set_margin_bottom (chooser, 6);
  gtk_widget_set_tooltip_text (chooser, _("Process of the recording"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (chooser), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Process of the recording"), -1);
  for (guint i = 0; i < contents->processes->len; i++)
    if (g_array_index (contents->processes, VmpReplayProcess, i).number == vmp_replay_get_target (self->replay))
      gtk_drop_down_set_selected (GTK_DROP_DOWN (chooser), i);
  g_signal_connect_object (chooser, "notify::selected", G_CALLBACK (process_chosen_cb), self, G_CONNECT_SWAPPED);
  return chooser;
}

/* A file that is read again may have more of them. */
static void
update_chooser (VmpTargetView *self)
{
  const VmpReplayContents *contents = vmp_replay_get_contents (self->replay);
  GtkWidget *chooser = adw_bin_get_child (self->header_bin);

  if (contents->processes->len < 2
      || (chooser != NULL && g_list_model_get_n_items (gtk_drop_down_get_model (GTK_DROP_DOWN (chooser))) == contents->processes->len))
    return;
  adw_bin_set_child (self->header_bin, new_chooser (self));
}

static void
opened (VmpTargetView *self)
{
  VmpOverviewPage *overview = vmp_target_view_need_overview (self);
  gint64 begin_nsec, end_nsec;

  remember_file (vmp_replay_get_path (self->replay));
  if (!vmp_replay_get_range (self->replay, &begin_nsec, &end_nsec))
    return;
  show_target (self);
  vmp_replay_bind_view (self->replay, vmp_overview_page_get_view (overview));
  adw_bin_set_child (self->bar_bin, vmp_replay_bar_new (self->replay));
  update_chooser (self);
}

static void
changed_cb (VmpTargetView *self)
{
  if (vmp_replay_get_state (self->replay) == VMP_REPLAY_OPEN)
    {
      if (self->target == 0)
        opened (self);
      else
        {
          gboolean is_same = self->target == vmp_replay_get_target (self->replay);

          show_target (self);
          if (is_same && self->timeline != NULL)
            vmp_timeline_page_read_again (self->timeline);
          update_chooser (self);
        }
    }
  vmp_target_view_update (self);
}

/* It is not known yet what it holds; the tab is on the page that it was on. */
void
vmp_target_view_show_recording (VmpTargetView *self, const char *path)
{
  g_autofree char *kept = g_strdup (path);

  g_return_if_fail (VMP_IS_TARGET_VIEW (self) && path != NULL);

  vmp_target_view_show_process (self, 0, 0);
  self->replay = vmp_replay_new (kept);
  vmp_target_view_use_monitor (self, vmp_replay_get_monitor (self->replay));
  g_signal_connect_object (self->replay, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  vmp_target_view_update (self);
  g_signal_emit_by_name (self, "identified", 0, (guint64) 0);
}

VmpReplay *
vmp_target_view_get_replay (VmpTargetView *self)
{
  g_return_val_if_fail (VMP_IS_TARGET_VIEW (self), NULL);

  return self->replay;
}

void
vmp_target_view_leave_recording (VmpTargetView *self)
{
  if (self->replay == NULL)
    return;
  if (self->bar_bin != NULL)
    {
      adw_bin_set_child (self->bar_bin, NULL);
      adw_bin_set_child (self->header_bin, NULL);
    }
  vmp_target_view_leave (self);
  g_signal_handlers_disconnect_by_data (self->replay, self);
  vmp_target_view_use_monitor (self, self->live);
  g_clear_object (&self->replay);
}

static void
leave_recording_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  vmp_target_view_show_process (VMP_TARGET_VIEW (widget), 0, 0);
}

static void
reload_recording_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  VmpTargetView *self = VMP_TARGET_VIEW (widget);

  if (self->replay != NULL && vmp_replay_get_state (self->replay) == VMP_REPLAY_OPEN && self->target != 0)
    vmp_replay_reload (self->replay);
  else if (self->replay != NULL)
    vmp_target_view_show_recording (self, vmp_replay_get_path (self->replay));
}

void
vmp_target_view_install_recording (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "target.leave-recording", NULL, leave_recording_action);
  gtk_widget_class_install_action (widget_class, "target.reload-recording", NULL, reload_recording_action);
}
