/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks for the text of a note in a recording, or for another name of a stage. */

#include "config.h"

#include "vmp-note-dialog.h"

#include <glib/gi18n.h>
#include <string.h>

#include "../widgets/vmp-replay-scrubber.h"
#include "core/kernel/vmp-process.h"
#include "core/model/vmp-event-text.h"
#include "core/store/vmp-recording-edit.h"

typedef struct
{
  VmpReplay      *replay;       /* owned */
  VmpEvent        event;        /* owned; of no type: a new note */
  VmpEvent        again;        /* owned; what could not be written; of no type: this is the first try */
  gint64          time_nsec;    /* of a new note */
  gint64          begin_nsec, end_nsec;   /* what is selected; equal: all */
  GtkWidget      *entry;        /* borrowed of the dialog */
  GtkWidget      *stretch;      /* likewise; NULL: nothing is selected */
} Data;

static void
data_free (gpointer user_data)
{
  Data *self = user_data;

  vmp_event_clear (&self->event);
  vmp_event_clear (&self->again);
  g_object_unref (self->replay);
  g_free (self);
}

/* "10:31:15 (0:12:03)", or the length alone where the clock is not known. */
static char *
dup_time (VmpReplay *replay, gint64 time_nsec)
{
  g_autofree char *clock = vmp_replay_scrubber_dup_clock (replay, time_nsec), *since = NULL;
  gint64 begin_nsec, end_nsec;

  vmp_replay_get_range (replay, &begin_nsec, &end_nsec);
  since = vmp_replay_scrubber_dup_length (time_nsec - begin_nsec);
  if (*clock == '\0')
    return g_steal_pointer (&since);
  /* Translators: a time of day, and how long that is after the start of a recording */
  return g_strdup_printf (_("%s (%s after the start)"), clock, since);
}

static char *
dup_stretch (VmpReplay *replay, gint64 begin_nsec, gint64 end_nsec)
{
  g_autofree char *begin = dup_time (replay, begin_nsec), *end = dup_time (replay, end_nsec);

  /* Translators: a stretch of time: its begin, its end */
  return g_strdup_printf (_("From %s to %s"), begin, end);
}

/* Spaces at its ends say nothing; what acts on the text around it is shown. */
static char *
dup_text (Data *self)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry))));

  return vmp_event_is_text (text) ? g_steal_pointer (&text) : vmp_text_escape (text, strlen (text));
}

static const char *
get_text (const VmpEvent *event)
{
  return event->type == VMP_EVENT_NOTE ? event->note.text : event->type == VMP_EVENT_MARK ? event->mark.name : "";
}

static void
save (Data *self)
{
  g_autofree char *text = dup_text (self);
  VmpEvent after = { VMP_EVENT_NOTE, vmp_replay_get_target (self->replay), self->time_nsec };

  if (*text == '\0')
    return;
  if (self->event.type != 0)
    {
      after = self->event;
      if (g_str_equal (text, get_text (&after)))
        return;
    }
  else if (self->again.type != 0)
    after = self->again;
  else
    {
      after.note.end_nsec = self->time_nsec;
      if (self->stretch != NULL && gtk_check_button_get_active (GTK_CHECK_BUTTON (self->stretch)))
        {
          after.time_nsec = self->begin_nsec;
          after.note.end_nsec = self->end_nsec;
        }
    }
  if (after.type == VMP_EVENT_NOTE)
    after.note.text = g_ref_string_new (text);
  else
    after.mark.name = g_ref_string_new (text);
  vmp_replay_edit (self->replay, self->event.type != 0 ? &self->event : NULL, &after);
  vmp_event_clear (&after);
}

static void
response_cb (AdwAlertDialog *dialog, const char *response, gpointer user_data)
{
  if (g_str_equal (response, "save"))
    save (user_data);
}

static void
text_cb (AdwAlertDialog *dialog, GtkEditable *entry)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (entry)));

  adw_alert_dialog_set_response_enabled (dialog, "save", *text != '\0');
}

static void
add_fields (AdwAlertDialog *dialog, Data *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  gboolean is_stage = self->event.type == VMP_EVENT_MARK;
  const char *text = get_text (self->again.type != 0 ? &self->again : &self->event);
  gint64 begin_nsec, end_nsec;

  self->entry = gtk_entry_new ();
  gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
  gtk_entry_set_max_length (GTK_ENTRY (self->entry), is_stage ? VMP_STAGE_NAME_MAX_CHARS : VMP_NOTE_MAX_CHARS);
  gtk_entry_set_activates_default (GTK_ENTRY (self->entry), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  is_stage ? _("Name of the stage") : _("Text of the note"), -1);
  gtk_box_append (GTK_BOX (box), self->entry);
  vmp_replay_get_range (self->replay, &begin_nsec, &end_nsec);
  vmp_replay_get_selection (self->replay, &self->begin_nsec, &self->end_nsec);
  self->begin_nsec = MAX (self->begin_nsec, begin_nsec);
  self->end_nsec = MIN (self->end_nsec, end_nsec);
  if (self->event.type == 0 && self->again.type == 0 && (self->begin_nsec > begin_nsec || self->end_nsec < end_nsec))
    {
      GtkWidget *label = gtk_label_new (_("About all of what the graphs show"));

      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_label_set_xalign (GTK_LABEL (label), 0);
      self->stretch = gtk_check_button_new ();
      gtk_check_button_set_child (GTK_CHECK_BUTTON (self->stretch), label);
      gtk_box_append (GTK_BOX (box), self->stretch);
    }
  adw_alert_dialog_set_extra_child (dialog, box);
  g_signal_connect_object (self->entry, "changed", G_CALLBACK (text_cb), dialog, G_CONNECT_SWAPPED);
}

static void
stretch_cb (AdwAlertDialog *dialog, GParamSpec *pspec, GtkWidget *stretch)
{
  Data *self = g_object_get_data (G_OBJECT (dialog), "vmp-note");
  g_autofree char *body = NULL;

  if (gtk_check_button_get_active (GTK_CHECK_BUTTON (stretch)))
    body = dup_stretch (self->replay, self->begin_nsec, self->end_nsec);
  else
    body = dup_time (self->replay, self->time_nsec);
  adw_alert_dialog_set_body (dialog, body);
}

static char *
dup_body (const Data *self)
{
  const VmpEvent *event = self->again.type != 0 ? &self->again : &self->event;

  if (event->type == VMP_EVENT_NOTE && event->note.end_nsec > event->time_nsec)
    return dup_stretch (self->replay, event->time_nsec, event->note.end_nsec);
  return dup_time (self->replay, event->type != 0 ? event->time_nsec : self->time_nsec);
}

/* @again, @why: NULL at the first try. */
static void
present (GtkWidget *parent, VmpReplay *replay, const VmpEvent *event, const VmpEvent *again, const char *why)
{
  Data *self = g_new0 (Data, 1);
  const char *heading = event == NULL ? _("Add a Note") : event->type == VMP_EVENT_NOTE ? _("Change the Note") : _("Rename the Stage");
  AdwAlertDialog *dialog = ADW_ALERT_DIALOG (adw_alert_dialog_new (heading, NULL));
  g_autofree char *when = NULL, *body = NULL;

  self->replay = g_object_ref (replay);
  if (again != NULL)
    vmp_event_copy (again, &self->again);
  if (event != NULL)
    vmp_event_copy (event, &self->event);
  /* It may play on while one writes. */
  self->time_nsec = vmp_replay_get_time (replay);
  when = dup_body (self);
  body = why != NULL ? g_strdup_printf ("%s\n\n%s", why, when) : g_strdup (when);
  adw_alert_dialog_set_body (dialog, body);
  g_object_set_data_full (G_OBJECT (dialog), "vmp-note", self, data_free);
  adw_alert_dialog_add_responses (dialog, "cancel", _("_Cancel"), "save", event == NULL ? _("_Add") : _("_Save"), NULL);
  adw_alert_dialog_set_response_appearance (dialog, "save", ADW_RESPONSE_SUGGESTED);
  adw_alert_dialog_set_response_enabled (dialog, "save", event != NULL || again != NULL);
  adw_alert_dialog_set_default_response (dialog, "save");
  adw_alert_dialog_set_close_response (dialog, "cancel");
  add_fields (dialog, self);
  if (self->stretch != NULL)
    g_signal_connect_object (self->stretch, "notify::active", G_CALLBACK (stretch_cb), dialog, G_CONNECT_SWAPPED);
  g_signal_connect (dialog, "response", G_CALLBACK (response_cb), self);
  adw_dialog_set_focus (ADW_DIALOG (dialog), self->entry);
  adw_dialog_present (ADW_DIALOG (dialog), parent);
}

void
vmp_note_dialog_present (GtkWidget *parent, VmpReplay *replay, const VmpEvent *event)
{
  present (parent, replay, event, NULL, NULL);
}

void
vmp_note_dialog_present_again (GtkWidget      *parent,
                               VmpReplay      *replay,
                               const VmpEvent *before,
                               const VmpEvent *after,
                               const char     *why)
{
  present (parent, replay, before, after, why);
}

static void
read_only_cb (AdwAlertDialog *dialog, const char *response, GtkWidget *parent)
{
  if (g_str_equal (response, "copy"))
    gtk_widget_activate_action (parent, "win.save-copy", NULL);
}

void
vmp_note_dialog_say_read_only (GtkWidget *parent)
{
  AdwDialog *dialog = adw_alert_dialog_new (_("This Recording Can't Be Changed"),
                                            _("The file, or the folder that it is in, may not be written to. A copy of it can be changed."));

  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (dialog), "close", _("_Close"), "copy", _("_Save a Copy…"), NULL);
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (dialog), "copy", ADW_RESPONSE_SUGGESTED);
  g_signal_connect_object (dialog, "response", G_CALLBACK (read_only_cb), parent, 0);
  adw_dialog_present (dialog, parent);
}
