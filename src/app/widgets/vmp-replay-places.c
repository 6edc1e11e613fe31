/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A list of what one may go to in a recording. */
#include "config.h"

#include "vmp-replay-places.h"

#include <glib/gi18n.h>

#include "../dialogs/vmp-note-dialog.h"
#include "../vmp-preferences.h"
#include "core/model/vmp-format.h"
#include "vmp-chart-text.h"
#include "vmp-replay-scrubber.h"

#define TIME_KEY "vmp-time"
#define EVENT_KEY "vmp-event"
/* More nobody looks through. */
#define MOST 300

static char *
dup_text (VmpReplay *replay, const VmpReplayPlace *place)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  VmpUnits units = vmp_preferences_get_units (vmp_preferences_get_default ());
  const VmpMetric *metric = vmp_metric_get (place->metric);
  char value[VMP_FORMAT_SIZE];

  if (place->kind != VMP_REPLAY_PLACE_PEAK)
    return vmp_chart_text_dup_mark (place->event, vmp_replay_get_contents (replay)->anchor_nsec, zone, units);
  /* Translators: name of a quantity, its highest value: "Highest: Resident memory 612 MiB". */
  return g_strdup_printf (_("Highest: %s %s"), _(metric->label), vmp_format_value (value, metric->unit, place->value, units));
}

/* --- what people wrote can be changed --- */

static void
event_free (gpointer data)
{
  vmp_event_clear (data);
  g_free (data);
}

/* The event that the button is for; and the list goes. */
static const VmpEvent *
take_event (GtkWidget *button, VmpReplay *replay)
{
  GtkWidget *popover = gtk_widget_get_ancestor (button, GTK_TYPE_POPOVER);

  if (popover != NULL)
    gtk_popover_popdown (GTK_POPOVER (popover));
  if (vmp_replay_may_edit (replay))
    return g_object_get_data (G_OBJECT (button), EVENT_KEY);
  vmp_note_dialog_say_read_only (GTK_WIDGET (gtk_widget_get_root (button)));
  return NULL;
}

static void
change_cb (GtkWidget *button, VmpReplay *replay)
{
  const VmpEvent *event = take_event (button, replay);

  if (event != NULL)
    vmp_note_dialog_present (GTK_WIDGET (gtk_widget_get_root (button)), replay, event);
}

static void
remove_cb (GtkWidget *button, VmpReplay *replay)
{
  const VmpEvent *event = take_event (button, replay);

  if (event != NULL)
    vmp_replay_edit (replay, event, NULL);
}

static void
add_button (GtkBox *box, VmpReplay *replay, const VmpEvent *event, const char *icon_name, const char *label, GCallback callback)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon_name);
  VmpEvent *copy = g_new0 (VmpEvent, 1);

  vmp_event_copy (event, copy);
  g_object_set_data_full (G_OBJECT (button), EVENT_KEY, copy, event_free);
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_signal_connect_object (button, "clicked", callback, replay, 0);
  gtk_box_append (box, button);
}

static void
add_buttons (GtkBox *box, VmpReplay *replay, const VmpReplayPlace *place)
{
  if (place->kind == VMP_REPLAY_PLACE_NOTE)
    {
      add_button (box, replay, place->event, "document-edit-symbolic", _("Change the Note"), G_CALLBACK (change_cb));
      add_button (box, replay, place->event, "user-trash-symbolic", _("Remove the Note"), G_CALLBACK (remove_cb));
    }
  else if (place->kind == VMP_REPLAY_PLACE_MARK)
    {
      add_button (box, replay, place->event, "document-edit-symbolic", _("Rename the Stage"), G_CALLBACK (change_cb));
      add_button (box, replay, place->event, "user-trash-symbolic", _("Remove the Stage"), G_CALLBACK (remove_cb));
    }
}

static GtkWidget *
new_row (VmpReplay *replay, const VmpReplayPlace *place)
{
  GtkWidget *row = gtk_list_box_row_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  g_autofree char *clock = vmp_replay_scrubber_dup_clock (replay, place->time_nsec);
  g_autofree char *text = dup_text (replay, place);
  GtkWidget *time = gtk_label_new (clock), *label = gtk_label_new (text);

  gtk_widget_add_css_class (time, "numeric");
  gtk_widget_add_css_class (time, "dimmed");
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_width_chars (GTK_LABEL (label), 12);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 32);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (box), time);
  gtk_box_append (GTK_BOX (box), label);
  add_buttons (GTK_BOX (box), replay, place);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  g_object_set_data_full (G_OBJECT (row), TIME_KEY, g_memdup2 (&place->time_nsec, sizeof place->time_nsec), g_free);
  return row;
}

static void
activated_cb (GtkListBox *list, GtkListBoxRow *row, gpointer data)
{
  const gint64 *time_nsec = g_object_get_data (G_OBJECT (row), TIME_KEY);
  GtkWidget *popover = gtk_widget_get_ancestor (GTK_WIDGET (list), GTK_TYPE_POPOVER);

  vmp_replay_seek (data, *time_nsec);
  if (popover != NULL)
    gtk_popover_popdown (GTK_POPOVER (popover));
}

GtkWidget *
vmp_replay_places_new (VmpReplay *replay)
{
  g_autoptr (GArray) places = vmp_replay_dup_places (replay);
  GtkWidget *popover = gtk_popover_new (), *scrolled = gtk_scrolled_window_new (), *list = gtk_list_box_new ();
  GtkWidget *nothing = gtk_label_new (_("Nothing was marked, and nothing was measured"));

  for (guint i = 0; i < MIN (places->len, MOST); i++)
    gtk_list_box_append (GTK_LIST_BOX (list), new_row (replay, &g_array_index (places, VmpReplayPlace, i)));
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_list_box_set_placeholder (GTK_LIST_BOX (list), nothing);
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Places in the recording"), -1);
  g_signal_connect_object (list, "row-activated", G_CALLBACK (activated_cb), replay, 0);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), 360);
  gtk_widget_set_size_request (scrolled, 300, -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), list);
  gtk_popover_set_child (GTK_POPOVER (popover), scrolled);
  return popover;
}
