/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a recording says of itself: what, when, where, how; and what of it could not be read. */
#include "config.h"

#include "vmp-replay-info.h"

#include <glib/gi18n.h>
#include <string.h>

#include "../vmp-preferences.h"
#include "core/kernel/vmp-process.h"
#include "core/model/vmp-format.h"

#define NSEC_PER_USEC 1000
#define MOST_PROBLEMS 20

typedef struct
{
  GtkWidget               *grid;
  const VmpReplayContents *contents;
  int                      row;
} Table;

static GtkWidget *
new_label (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_yalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  return label;
}

static void
add_row (Table *self, const char *name, const char *value)
{
  GtkWidget *key, *label;

  if (value == NULL || *value == '\0')
    return;
  key = new_label (name);
  label = new_label (value);
  gtk_widget_add_css_class (key, "dimmed");
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (key), PANGO_WRAP_WORD);
  gtk_label_set_width_chars (GTK_LABEL (label), 22);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 34);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_grid_attach (GTK_GRID (self->grid), key, 0, self->row, 1, 1);
  gtk_grid_attach (GTK_GRID (self->grid), label, 1, self->row++, 1, 1);
}

static gint64
get_number (Table *self, const char *key)
{
  const char *text = vmp_replay_contents_get_fact (self->contents, key);
  guint64 number;

  return text != NULL && g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT64, &number, NULL) ? (gint64) number : VMP_MISSING;
}

static void
add_processes (Table *self)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint n = self->contents->processes->len;

  for (guint i = 0; i < MIN (n, 3); i++)
    {
      const VmpReplayProcess *process = &g_array_index (self->contents->processes, VmpReplayProcess, i);

      g_string_append_printf (text, "%s%s (%d)", i > 0 ? ", " : "", process->name, process->pid);
    }
  if (n > 3)
    /* Translators: ends a list of names of processes */
    g_string_append_printf (text, ngettext (" and %u more", " and %u more", n - 3), n - 3);
  add_row (self, _("Recorded"), text->str);
}

static void
add_times (Table *self)
{
  const VmpReplayContents *contents = self->contents;
  char length[VMP_FORMAT_SIZE], interval[VMP_FORMAT_SIZE];
  g_autoptr (GDateTime) begin =
    contents->anchor_nsec != 0 ? g_date_time_new_from_unix_local_usec ((contents->anchor_nsec + contents->begin_nsec) / NSEC_PER_USEC) : NULL;
  g_autofree char *when = begin != NULL ? g_date_time_format (begin, "%c") : NULL;
  gint64 interval_nsec = get_number (self, "interval_nsec");

  add_row (self, _("Began"), when);
  add_row (self, _("Length"), vmp_format_duration (length, contents->end_nsec - contents->begin_nsec));
  if (interval_nsec != VMP_MISSING)
    add_row (self, _("Read every"), vmp_format_duration (interval, interval_nsec));
}

static void
add_host (Table *self)
{
  VmpUnits units = vmp_preferences_get_units (vmp_preferences_get_default ());
  gint64 memory = get_number (self, "host.memory_bytes"), swap = get_number (self, "host.swap_bytes");
  gint64 page = get_number (self, "host.page_size_bytes");
  char bytes[VMP_FORMAT_SIZE];

  add_row (self, _("Computer"), vmp_replay_contents_get_fact (self->contents, "host.name"));
  add_row (self, _("Kernel"), vmp_replay_contents_get_fact (self->contents, "host.kernel"));
  if (memory != VMP_MISSING)
    add_row (self, _("Its memory"), vmp_format_bytes (bytes, memory, units));
  if (swap != VMP_MISSING)
    add_row (self, _("Its swap"), vmp_format_bytes (bytes, swap, units));
  if (page != VMP_MISSING)
    add_row (self, _("Page size"), vmp_format_bytes (bytes, page, units));
  add_row (self, _("Huge pages"), vmp_replay_contents_get_fact (self->contents, "host.transparent_huge_pages"));
}

static void
add_file (Table *self, const char *path)
{
  VmpUnits units = vmp_preferences_get_units (vmp_preferences_get_default ());
  g_autofree char *shown = g_filename_display_name (path);
  g_autofree char *safe = vmp_text_escape (shown, strlen (shown));
  char bytes[VMP_FORMAT_SIZE];

  add_row (self, _("File"), safe);
  if (self->contents->file_bytes != VMP_MISSING)
    add_row (self, _("File size"), vmp_format_bytes (bytes, self->contents->file_bytes, units));
  add_row (self, _("State"), self->contents->is_finished ? _("Complete") : _("Still being made, or cut off"));
  add_row (self, _("Made by"), vmp_replay_contents_get_fact (self->contents, "program"));
}

static void
add_problems (GtkBox *box, const VmpReplayContents *contents)
{
  GtkWidget *heading;

  if (contents->problems[0] == NULL)
    return;
  heading = new_label (_("What could not be read"));
  gtk_widget_add_css_class (heading, "heading");
  gtk_box_append (box, heading);
  for (guint i = 0; contents->problems[i] != NULL && i < MOST_PROBLEMS; i++)
    {
      GtkWidget *label = new_label (contents->problems[i]);

      gtk_label_set_selectable (GTK_LABEL (label), TRUE);
      gtk_label_set_max_width_chars (GTK_LABEL (label), 44);
      gtk_box_append (box, label);
    }
}

GtkWidget *
vmp_replay_info_new (VmpReplay *replay)
{
  Table table = { gtk_grid_new (), vmp_replay_get_contents (replay), 0 };
  GtkWidget *popover = gtk_popover_new (), *scrolled = gtk_scrolled_window_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  gtk_grid_set_row_spacing (GTK_GRID (table.grid), 6);
  gtk_grid_set_column_spacing (GTK_GRID (table.grid), 12);
  add_processes (&table);
  add_times (&table);
  add_host (&table);
  add_file (&table, vmp_replay_get_path (replay));
  gtk_box_append (GTK_BOX (box), table.grid);
  add_problems (GTK_BOX (box), table.contents);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), 420);
  gtk_widget_set_size_request (scrolled, 300, -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), box);
  gtk_widget_set_margin_start (box, 6);
  gtk_widget_set_margin_end (box, 6);
  gtk_popover_set_child (GTK_POPOVER (popover), scrolled);
  return popover;
}
