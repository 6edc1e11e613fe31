/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two stretches of time beside each other: their figures, their mappings by type, and one graph laid over the other. */

#include "config.h"

#include "vmp-timeline-compare.h"

#include <glib/gi18n.h>
#include <string.h>

#include "../models/vmp-timeline-side.h"
#include "../vmp-preferences.h"
#include "../widgets/vmp-chart.h"
#include "../widgets/vmp-figure-table.h"
#include "vmp-timeline-rows.h"

/* Of the choices: the stages are behind them. */
#define CHOICE_RANGE 0
#define CHOICE_FIRST_STAGE 1

#define N_SIDES 2
#define LANE_HEIGHT 110

typedef struct
{
  GtkDropDown     *choice;        /* borrowed */
  VmpTimelineSide *side;          /* owned; NULL: nothing to show */
  gint64           begin_nsec, end_nsec;    /* of the time that was taken from the graphs; 0: all */
} Side;

struct _VmpTimelineCompare
{
  AdwBin           parent_instance;

  /* template children */
  GtkDropDown     *choice_a;
  GtkDropDown     *choice_b;
  GtkLabel        *problem;
  GtkBox          *lanes;
  AdwBin          *metrics_bin;
  GtkLabel        *types_title;
  AdwBin          *types_bin;

  /* borrowed */
  VmpChart        *charts[VMP_TIMELINE_N_LANES];
  VmpFigureTable  *metric_table;
  VmpFigureTable  *type_table;

  /* owned */
  VmpChartView    *shown;         /* of the page */
  VmpChartView    *view;          /* of the graphs here, from 0 on */
  VmpSession      *session;       /* of the graphs here */
  GTimeZone       *zone;
  GCancellable    *cancellable;
  GArray          *stages;        /* of VmpStretch */
  VmpTimelineSide *other;         /* of another recording, which is B then; NULL: none */
  GtkStringList   *names;

  Side             sides[N_SIDES];
  gboolean         chosen;        /* the user, or the first two stages */
  gboolean         fills;

  /* borrowed for an update */
  VmpTarget       *target;
  VmpTypeLog      *types;
};

G_DEFINE_FINAL_TYPE (VmpTimelineCompare, vmp_timeline_compare, ADW_TYPE_BIN)

/* --- sides --- */

static VmpTimelineSide *
create_side (VmpTimelineCompare *self, guint at)
{
  const Side *side = &self->sides[at];
  guint selected = gtk_drop_down_get_selected (side->choice);
  gint64 begin_nsec = side->begin_nsec, end_nsec = side->end_nsec;
  VmpTimelineSide *created;

  if (self->target == NULL || selected == GTK_INVALID_LIST_POSITION)
    return NULL;
  if (selected >= CHOICE_FIRST_STAGE && selected - CHOICE_FIRST_STAGE < self->stages->len)
    {
      const VmpStretch *stage = &g_array_index (self->stages, VmpStretch, selected - CHOICE_FIRST_STAGE);

      created = vmp_timeline_side_new (stage->name, self->target, self->types, stage->begin_nsec, stage->end_nsec);
      /* Those of a recording are exact, which a history that was thinned for graphs is not. */
      vmp_stretch_clear (&created->stretch);
      vmp_stretch_copy (stage, &created->stretch);
      return created;
    }
  if (end_nsec == 0)
    vmp_chart_target_get_range (self->target, &begin_nsec, &end_nsec);
  return vmp_timeline_side_new (_("Time shown"), self->target, self->types, begin_nsec, end_nsec);
}

static const VmpTimelineSide *
get_side (VmpTimelineCompare *self, guint at)
{
  return at == 1 && self->other != NULL ? self->other : self->sides[at].side;
}

/* --- what is shown --- */

static void
drop_session (VmpTimelineCompare *self)
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

static gint64
get_length (const VmpTimelineSide *side)
{
  return side->stretch.end_nsec - side->stretch.begin_nsec;
}

/* Both begin at midnight of the first day, so that the clock on the axis is the time since. */
static void
show_overlay (VmpTimelineCompare *self, const VmpTimelineSide *a, const VmpTimelineSide *b)
{
  drop_session (self);
  self->session = vmp_timeline_side_overlay (a, b);
  for (guint i = 0; i < VMP_TIMELINE_N_LANES; i++)
    {
      vmp_chart_set_target (self->charts[i], vmp_session_find_target (self->session, 1));
      vmp_chart_set_compared (self->charts[i], vmp_session_find_target (self->session, 2));
    }
  vmp_chart_view_set_data (self->view, 0, MAX (get_length (a), get_length (b)), -vmp_chart_utc_offset (self->zone, 0));
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

static void
show (VmpTimelineCompare *self)
{
  const VmpTimelineSide *a = get_side (self, 0), *b = get_side (self, 1);
  const VmpTimelineTexts texts = { 0, self->zone, vmp_preferences_get_units (vmp_preferences_get_default ()) };

  if (a == NULL || b == NULL)
    {
      drop_session (self);
      vmp_figure_table_take_rows (self->metric_table, vmp_figure_table_new_rows ());
      show_types (self, vmp_figure_table_new_rows ());
      return;
    }
  show_overlay (self, a, b);
  vmp_figure_table_take_rows (self->metric_table, vmp_timeline_create_metric_rows (&a->stretch, &b->stretch, &texts));
  show_types (self, vmp_timeline_create_type_rows (&a->stretch, &b->stretch, &texts));
}

static void
update_sides (VmpTimelineCompare *self)
{
  for (guint i = 0; i < N_SIDES; i++)
    {
      g_clear_pointer (&self->sides[i].side, vmp_timeline_side_free);
      self->sides[i].side = create_side (self, i);
    }
  gtk_widget_set_sensitive (GTK_WIDGET (self->choice_b), self->other == NULL);
  show (self);
}

static gboolean
has_names (VmpTimelineCompare *self, GArray *stages)
{
  if (g_list_model_get_n_items (G_LIST_MODEL (self->names)) != CHOICE_FIRST_STAGE + stages->len)
    return FALSE;
  for (guint i = 0; i < stages->len; i++)
    {
      if (!g_str_equal (gtk_string_list_get_string (self->names, CHOICE_FIRST_STAGE + i), g_array_index (stages, VmpStretch, i).name))
        return FALSE;
    }
  return TRUE;
}

/* What is chosen stays: stages come at the end. */
static void
update_names (VmpTimelineCompare *self, GArray *stages)
{
  guint selected[N_SIDES];

  if (has_names (self, stages))
    return;
  self->fills = TRUE;
  for (guint i = 0; i < N_SIDES; i++)
    selected[i] = gtk_drop_down_get_selected (self->sides[i].choice);
  gtk_string_list_splice (self->names, 0, g_list_model_get_n_items (G_LIST_MODEL (self->names)), NULL);
  gtk_string_list_append (self->names, _("Time shown"));
  for (guint i = 0; i < stages->len; i++)
    gtk_string_list_append (self->names, g_array_index (stages, VmpStretch, i).name);
  for (guint i = 0; i < N_SIDES; i++)
    {
      guint wanted = self->chosen ? selected[i] : MIN (CHOICE_FIRST_STAGE + i, stages->len);

      gtk_drop_down_set_selected (self->sides[i].choice, MIN (wanted, stages->len));
    }
  self->chosen = self->chosen || stages->len >= N_SIDES;
  self->fills = FALSE;
}

static void
choice_cb (VmpTimelineCompare *self)
{
  if (self->fills || self->metric_table == NULL)
    return;
  self->chosen = TRUE;
  update_sides (self);
}

/* --- actions --- */

static void
take (VmpTimelineCompare *self, guint at)
{
  Side *side = &self->sides[at];

  if (at == 1)
    g_clear_pointer (&self->other, vmp_timeline_side_free);
  vmp_chart_view_get_window (self->shown, &side->begin_nsec, &side->end_nsec);
  self->fills = TRUE;
  gtk_drop_down_set_selected (side->choice, CHOICE_RANGE);
  self->fills = FALSE;
  choice_cb (self);
}

static void
take_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  take (VMP_TIMELINE_COMPARE (widget), g_str_equal (action_name, "compare.take-b"));
}

static void
swap_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  VmpTimelineCompare *self = VMP_TIMELINE_COMPARE (widget);
  guint selected = gtk_drop_down_get_selected (self->choice_a);
  Side a = self->sides[0];

  /* Another recording is B always. */
  if (self->other != NULL)
    return;
  self->sides[0].begin_nsec = self->sides[1].begin_nsec;
  self->sides[0].end_nsec = self->sides[1].end_nsec;
  self->sides[1].begin_nsec = a.begin_nsec;
  self->sides[1].end_nsec = a.end_nsec;
  self->fills = TRUE;
  gtk_drop_down_set_selected (self->choice_a, gtk_drop_down_get_selected (self->choice_b));
  gtk_drop_down_set_selected (self->choice_b, selected);
  self->fills = FALSE;
  choice_cb (self);
}

static void
copy_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  VmpTimelineCompare *self = VMP_TIMELINE_COMPARE (widget);
  const VmpTimelineSide *a = get_side (self, 0), *b = get_side (self, 1);
  g_autofree char *metrics = vmp_figure_table_dup_text (self->metric_table);
  g_autofree char *types = vmp_figure_table_dup_text (self->type_table);
  g_autofree char *text = NULL;

  if (a == NULL || b == NULL)
    return;
  text = g_strdup_printf ("A: %s\nB: %s\n\n%s\n%s", a->stretch.name, b->stretch.name, metrics, types);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
}

static void
load_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  VmpTimelineSide *side = vmp_timeline_side_load (data, &error);

  if (side != NULL)
    g_task_return_pointer (task, side, (GDestroyNotify) vmp_timeline_side_free);
  else
    g_task_return_error (task, error);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  VmpTimelineCompare *self = VMP_TIMELINE_COMPARE (source);
  g_autoptr (GError) error = NULL;
  VmpTimelineSide *side = g_task_propagate_pointer (G_TASK (result), &error);
  g_autofree char *text = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->metric_table == NULL)
    {
      g_clear_pointer (&side, vmp_timeline_side_free);
      return;
    }
  if (side != NULL)
    {
      g_clear_pointer (&self->other, vmp_timeline_side_free);
      self->other = side;
      /* Translators: name of a file */
      text = g_strdup_printf (_("B is all of the recording “%s”"), side->stretch.name);
    }
  else
    /* Translators: %s says why */
    text = g_strdup_printf (_("The recording could not be read: %s"), error->message);
  gtk_label_set_text (self->problem, text);
  gtk_widget_set_visible (GTK_WIDGET (self->problem), TRUE);
  gtk_widget_set_sensitive (GTK_WIDGET (self->choice_b), self->other == NULL);
  show (self);
}

static void
file_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (VmpTimelineCompare) self = user_data;
  g_autoptr (GFile) file = gtk_file_dialog_open_finish (GTK_FILE_DIALOG (source), result, NULL);
  g_autoptr (GTask) task = NULL;

  if (file == NULL || g_file_peek_path (file) == NULL)
    return;
  task = g_task_new (self, self->cancellable, loaded_cb, NULL);
  g_task_set_task_data (task, g_file_get_path (file), g_free);
  g_task_run_in_thread (task, load_thread);
}

static void
open_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  VmpTimelineCompare *self = VMP_TIMELINE_COMPARE (widget);
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();

  gtk_file_dialog_set_title (dialog, _("Compare with a Recording"));
  gtk_file_dialog_open (dialog, GTK_WINDOW (gtk_widget_get_root (widget)), self->cancellable, file_chosen_cb, g_object_ref (self));
}

/* --- life --- */

static void
vmp_timeline_compare_dispose (GObject *object)
{
  VmpTimelineCompare *self = VMP_TIMELINE_COMPARE (object);

  g_cancellable_cancel (self->cancellable);
  drop_session (self);
  memset (self->charts, 0, sizeof self->charts);
  self->metric_table = self->type_table = NULL;
  gtk_widget_dispose_template (GTK_WIDGET (self), VMP_TYPE_TIMELINE_COMPARE);

  G_OBJECT_CLASS (vmp_timeline_compare_parent_class)->dispose (object);
}

static void
vmp_timeline_compare_finalize (GObject *object)
{
  VmpTimelineCompare *self = VMP_TIMELINE_COMPARE (object);

  for (guint i = 0; i < N_SIDES; i++)
    g_clear_pointer (&self->sides[i].side, vmp_timeline_side_free);
  g_clear_pointer (&self->other, vmp_timeline_side_free);
  g_clear_pointer (&self->stages, g_array_unref);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  g_clear_object (&self->names);
  g_clear_object (&self->view);
  g_clear_object (&self->shown);
  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (vmp_timeline_compare_parent_class)->finalize (object);
}

static void
vmp_timeline_compare_class_init (VmpTimelineCompareClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vmp_timeline_compare_dispose;
  G_OBJECT_CLASS (klass)->finalize = vmp_timeline_compare_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/vmprofiler/Vmp/pages/vmp-timeline-compare.ui");
  gtk_widget_class_bind_template_child (widget_class, VmpTimelineCompare, choice_a);
  gtk_widget_class_bind_template_child (widget_class, VmpTimelineCompare, choice_b);
  gtk_widget_class_bind_template_child (widget_class, VmpTimelineCompare, problem);
  gtk_widget_class_bind_template_child (widget_class, VmpTimelineCompare, lanes);
  gtk_widget_class_bind_template_child (widget_class, VmpTimelineCompare, metrics_bin);
  gtk_widget_class_bind_template_child (widget_class, VmpTimelineCompare, types_title);
  gtk_widget_class_bind_template_child (widget_class, VmpTimelineCompare, types_bin);
  gtk_widget_class_bind_template_callback (widget_class, choice_cb);
  gtk_widget_class_install_action (widget_class, "compare.take-a", NULL, take_action);
  gtk_widget_class_install_action (widget_class, "compare.take-b", NULL, take_action);
  gtk_widget_class_install_action (widget_class, "compare.swap", NULL, swap_action);
  gtk_widget_class_install_action (widget_class, "compare.copy", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "compare.open", NULL, open_action);
}

static void
add_lanes (VmpTimelineCompare *self)
{
  static const char *const titles[] = { N_("Resident memory, A and B from their beginnings on"),
                                        N_("Minor page faults per second, likewise") };

  for (guint i = 0; i < VMP_TIMELINE_N_LANES; i++)
    {
      const VmpChartSeries series = { vmp_timeline_lane_get_metric (i), VMP_CHART_ROLE_AREA };
      GtkWidget *title = gtk_label_new (_(titles[i]));
      GtkWidget *chart = vmp_chart_new (self->view, _(titles[i]), &series, 1);

      gtk_label_set_xalign (GTK_LABEL (title), 0);
      gtk_label_set_wrap (GTK_LABEL (title), TRUE);
      gtk_widget_add_css_class (title, "heading");
      vmp_chart_set_height (VMP_CHART (chart), LANE_HEIGHT);
      self->charts[i] = VMP_CHART (chart);
      gtk_box_append (self->lanes, title);
      gtk_box_append (self->lanes, chart);
    }
}

static void
vmp_timeline_compare_init (VmpTimelineCompare *self)
{
  self->view = vmp_chart_view_new ();
  vmp_chart_view_set_span (self->view, VMP_CHART_SPAN_ALL);
  self->zone = g_time_zone_new_local ();
  self->cancellable = g_cancellable_new ();
  self->stages = vmp_stretch_new_array ();
  self->names = gtk_string_list_new (NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
  self->sides[0].choice = self->choice_a;
  self->sides[1].choice = self->choice_b;
  for (guint i = 0; i < N_SIDES; i++)
    gtk_drop_down_set_model (self->sides[i].choice, G_LIST_MODEL (self->names));
  add_lanes (self);
  self->type_table = VMP_FIGURE_TABLE (vmp_figure_table_new (vmp_timeline_type_columns, vmp_timeline_n_type_columns,
                                                             _("Resident memory by type of mapping")));
  adw_bin_set_child (self->types_bin, GTK_WIDGET (self->type_table));
  self->metric_table = VMP_FIGURE_TABLE (vmp_figure_table_new (vmp_timeline_metric_columns, vmp_timeline_n_metric_columns,
                                                               _("Figures of A and B")));
  adw_bin_set_child (self->metrics_bin, GTK_WIDGET (self->metric_table));
}

VmpTimelineCompare *
vmp_timeline_compare_new (VmpChartView *view)
{
  VmpTimelineCompare *self = g_object_new (VMP_TYPE_TIMELINE_COMPARE, NULL);

  self->shown = g_object_ref (view);
  return self;
}

void
vmp_timeline_compare_update (VmpTimelineCompare *self, VmpTarget *target, VmpTypeLog *types, GArray *stages)
{
  g_return_if_fail (VMP_IS_TIMELINE_COMPARE (self));

  self->target = target;
  self->types = types;
  g_array_set_size (self->stages, 0);
  for (guint i = 0; i < stages->len; i++)
    {
      VmpStretch copy;

      vmp_stretch_copy (&g_array_index (stages, VmpStretch, i), &copy);
      g_array_append_val (self->stages, copy);
    }
  update_names (self, stages);
  update_sides (self);
}
