/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is shown of the two that are compared. */

#include "config.h"

#include "vmp-timeline-compare-private.h"

#include <glib/gi18n.h>

#include "../vmp-preferences.h"
#include "../widgets/vmp-chart-text.h"
#include "vmp-timeline-rows.h"

#define SEC G_GINT64_CONSTANT (1000000000)

static VmpTimelineTexts
get_texts (VmpTimelineCompare *self, const VmpTimelineSide *side)
{
  return (VmpTimelineTexts) { side != NULL ? side->anchor_nsec : 0, self->zone,
                              vmp_preferences_get_units (vmp_preferences_get_default ()) };
}

/* One is enough: of what the user did last, else of A before B. */
static const GError *
get_problem (VmpTimelineCompare *self)
{
  if (self->error != NULL)
    return self->error;
  return self->sides[0].error != NULL ? self->sides[0].error : self->sides[1].error;
}

void
vmp_timeline_compare_show_problem (VmpTimelineCompare *self)
{
  const GError *error = get_problem (self);
  /* Translators: %s says why */
  g_autofree char *text = error != NULL ? g_strdup_printf (_("The recording could not be read: %s"), error->message) : NULL;

  gtk_label_set_text (self->problem, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), text != NULL);
}

void
vmp_timeline_compare_drop_session (VmpTimelineCompare *self)
{
  for (guint i = 0; i < VMP_TIMELINE_N_LANES; i++)
    {
      if (self->charts[i] == NULL)
        continue;
      vmp_chart_set_target (self->charts[i], NULL);
      vmp_chart_set_compared (self->charts[i], NULL);
    }
  g_clear_pointer (&self->session, vmp_session_free);
}

/* "A: “the query”, from 10:31:15 on, 2.4 s" */
static void
show_words (VmpTimelineCompare *self, const VmpCompareSide *side, const char *letter)
{
  g_autofree char *text = NULL;
  char clock[VMP_CHART_LABEL_SIZE], duration[VMP_FORMAT_SIZE];

  if (side->side != NULL)
    {
      const VmpStretch *stretch = &side->side->stretch;

      vmp_chart_time_format (clock, stretch->begin_nsec + side->side->anchor_nsec, SEC, self->zone);
      vmp_format_duration (duration, stretch->end_nsec - stretch->begin_nsec);
      if (vmp_timeline_side_is_moment (side->side))
        /* Translators: A or B; what it is called; time of day */
        text = g_strdup_printf (_("%s: %s, %s"), letter, stretch->name, clock);
      else
        /* Translators: A or B; what it is called; time of day; how long it is */
        text = g_strdup_printf (_("%s: %s, from %s on, %s long"), letter, stretch->name, clock, duration);
    }
  gtk_label_set_text (side->words, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (side->words), text != NULL);
}

static gboolean
has_alignments (VmpTimelineCompare *self, char **marks)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->alignments));

  if (n != VMP_TIMELINE_ALIGN_MARK + g_strv_length (marks))
    return FALSE;
  for (guint i = 0; marks[i] != NULL; i++)
    if (!g_str_equal (gtk_string_list_get_string (self->alignments, VMP_TIMELINE_ALIGN_MARK + i), marks[i]))
      return FALSE;
  return TRUE;
}

/* What is chosen stays, as long as both have that mark. */
static void
update_alignments (VmpTimelineCompare *self, const VmpTimelineSide *a, const VmpTimelineSide *b)
{
  g_auto (GStrv) marks = vmp_timeline_side_dup_common_marks (a, b);
  const char *const ends[] = { _("at their beginnings"), _("at their ends"), NULL };
  guint selected = gtk_drop_down_get_selected (self->align);

  if (has_alignments (self, marks))
    return;
  if (selected >= VMP_TIMELINE_ALIGN_MARK)
    selected = VMP_TIMELINE_ALIGN_BEGINS;
  for (guint i = 0; self->mark != NULL && marks[i] != NULL; i++)
    if (g_str_equal (marks[i], self->mark))
      selected = VMP_TIMELINE_ALIGN_MARK + i;
  self->fills = TRUE;
  gtk_string_list_splice (self->alignments, 0, g_list_model_get_n_items (G_LIST_MODEL (self->alignments)), ends);
  gtk_string_list_splice (self->alignments, VMP_TIMELINE_ALIGN_MARK, 0, (const char *const *) marks);
  gtk_drop_down_set_selected (self->align, selected);
  self->fills = FALSE;
  if (selected < VMP_TIMELINE_ALIGN_MARK)
    g_clear_pointer (&self->mark, g_free);
}

/* Both begin at midnight of the first day, so that the clock on the axis is the time since. */
static void
show_overlay (VmpTimelineCompare *self, const VmpTimelineSide *a, const VmpTimelineSide *b)
{
  guint selected = gtk_drop_down_get_selected (self->align);
  const char *const names[] = { C_("compared", "A"), C_("compared", "B") };
  VmpTimelineLayout layout;

  vmp_timeline_compare_drop_session (self);
  layout = vmp_timeline_side_lay_out (a, b, MIN (selected, VMP_TIMELINE_ALIGN_MARK), self->mark);
  self->session = vmp_timeline_side_overlay (a, b, &layout, names, self->mark);
  for (guint i = 0; i < VMP_TIMELINE_N_LANES; i++)
    {
      vmp_chart_set_target (self->charts[i], vmp_session_find_target (self->session, 1));
      vmp_chart_set_compared (self->charts[i], vmp_session_find_target (self->session, 2));
    }
  vmp_chart_view_set_data (self->view, 0, layout.length_nsec, -vmp_chart_utc_offset (self->zone, 0));
}

static void
show_graphs (VmpTimelineCompare *self, const VmpTimelineSide *a, const VmpTimelineSide *b)
{
  gboolean any = !vmp_timeline_side_is_moment (a) && !vmp_timeline_side_is_moment (b);

  gtk_widget_set_visible (GTK_WIDGET (self->lanes), any);
  gtk_widget_set_visible (self->align_box, any);
  if (!any)
    {
      vmp_timeline_compare_drop_session (self);
      return;
    }
  update_alignments (self, a, b);
  show_overlay (self, a, b);
}

static void
show_types (VmpTimelineCompare *self, GArray *rows)
{
  gboolean any = rows->len > 0;

  vmp_figure_table_take_rows (self->type_table, rows);
  gtk_widget_set_visible (GTK_WIDGET (self->type_table), any);
  gtk_label_set_label (self->types_title, any ? _("Resident memory by type of mapping")
                                              : _("By type of mapping there is nothing to compare: for that, all mappings have to be read near the beginning and the end of both"));
}

/* --- all of it --- */

static gboolean
is_one_file (VmpTimelineCompare *self)
{
  return g_strcmp0 (self->sides[0].loaded.path, self->sides[1].loaded.path) == 0;
}

void
vmp_timeline_compare_show (VmpTimelineCompare *self)
{
  const VmpTimelineSide *a = self->sides[0].side, *b = self->sides[1].side;
  VmpTimelineTexts texts = get_texts (self, NULL);

  if (self->metric_table == NULL)
    return;
  vmp_timeline_compare_show_problem (self);
  show_words (self, &self->sides[0], C_("compared", "A"));
  show_words (self, &self->sides[1], C_("compared", "B"));
  vmp_timeline_mappings_update (self->mappings, a, b, is_one_file (self));
  if (a == NULL || b == NULL)
    {
      vmp_timeline_compare_drop_session (self);
      vmp_figure_table_take_rows (self->metric_table, vmp_figure_table_new_rows ());
      show_types (self, vmp_figure_table_new_rows ());
      return;
    }
  show_graphs (self, a, b);
  vmp_figure_table_take_rows (self->metric_table, vmp_timeline_create_metric_rows (&a->stretch, &b->stretch, &texts));
  show_types (self, vmp_timeline_create_type_rows (&a->stretch, &b->stretch, &texts));
}
