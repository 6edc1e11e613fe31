/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two stretches of time, or moments, beside each other: their figures, their mappings, and one graph laid over the other. */

#include "config.h"

#include "vmp-timeline-compare-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "../models/vmp-timeline-file.h"
#include "core/kernel/vmp-process.h"
#include "vmp-timeline-rows.h"

#define LANE_HEIGHT 110

G_DEFINE_FINAL_TYPE (VmpTimelineCompare, vmp_timeline_compare, ADW_TYPE_BIN)

static void
update_sides (VmpTimelineCompare *self)
{
  for (guint i = 0; i < N_SIDES; i++)
    vmp_timeline_compare_update_side (self, i);
  vmp_timeline_compare_show (self);
}

/* --- choices --- */

static GPtrArray *
list_names (VmpTimelineCompare *self)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (names, g_strdup (_("Time shown")));
  g_ptr_array_add (names, g_strdup (_("Moment")));
  for (guint i = 0; i < self->stages->len; i++)
    g_ptr_array_add (names, g_strdup (g_array_index (self->stages, VmpStretch, i).name));
  if (self->other.path != NULL)
    /* Translators: name of a file */
    g_ptr_array_add (names, g_strdup_printf (_("All of %s"), self->other.name));
  for (guint i = 0; self->other.path != NULL && i < self->other.stages->len; i++)
    /* Translators: a stage, and the file that it is in */
    g_ptr_array_add (names, g_strdup_printf (_("%s in %s"), g_array_index (self->other.stages, VmpStretch, i).name, self->other.name));
  g_ptr_array_add (names, NULL);
  return names;
}

static gboolean
has_names (VmpTimelineCompare *self, GPtrArray *names)
{
  if (g_list_model_get_n_items (G_LIST_MODEL (self->names)) + 1 != names->len)
    return FALSE;
  for (guint i = 0; i + 1 < names->len; i++)
    if (!g_str_equal (gtk_string_list_get_string (self->names, i), names->pdata[i]))
      return FALSE;
  return TRUE;
}

/* What is chosen stays: stages come at the end, and those of another recording behind them. @n_before: of our stages. */
static void
update_names (VmpTimelineCompare *self, guint n_before)
{
  g_autoptr (GPtrArray) names = list_names (self);
  guint n_stages = self->stages->len;
  guint selected[N_SIDES];

  if (has_names (self, names))
    return;
  self->fills = TRUE;
  for (guint i = 0; i < N_SIDES; i++)
    {
      selected[i] = gtk_drop_down_get_selected (self->sides[i].choice);
      if (!self->chosen)
        selected[i] = MIN (CHOICE_FIRST_STAGE + i, n_stages > 0 ? CHOICE_FIRST_STAGE + n_stages - 1 : CHOICE_RANGE);
      else if (selected[i] >= CHOICE_FIRST_STAGE + n_before)
        selected[i] += n_stages - n_before;
    }
  gtk_string_list_splice (self->names, 0, g_list_model_get_n_items (G_LIST_MODEL (self->names)),
                          (const char *const *) names->pdata);
  for (guint i = 0; i < N_SIDES; i++)
    gtk_drop_down_set_selected (self->sides[i].choice, MIN (selected[i], names->len - 2));
  self->chosen = self->chosen || n_stages >= N_SIDES;
  self->fills = FALSE;
}

static void
choice_cb (VmpTimelineCompare *self)
{
  if (self->fills || self->metric_table == NULL)
    return;
  self->chosen = TRUE;
  g_clear_error (&self->error);
  update_sides (self);
}

static void
align_cb (VmpTimelineCompare *self)
{
  guint selected = gtk_drop_down_get_selected (self->align);

  if (self->fills || self->metric_table == NULL)
    return;
  g_clear_pointer (&self->mark, g_free);
  if (selected >= VMP_TIMELINE_ALIGN_MARK && selected != GTK_INVALID_LIST_POSITION)
    self->mark = g_strdup (gtk_string_list_get_string (self->alignments, selected));
  vmp_timeline_compare_show (self);
}

static void
choose (VmpTimelineCompare *self, guint at, guint choice)
{
  self->fills = TRUE;
  gtk_drop_down_set_selected (self->sides[at].choice, choice);
  self->fills = FALSE;
  choice_cb (self);
}

/* --- actions --- */

static void
take_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  VmpTimelineCompare *self = VMP_TIMELINE_COMPARE (widget);
  guint at = g_str_equal (action_name, "compare.take-b");

  vmp_chart_view_get_window (self->shown, &self->sides[at].begin_nsec, &self->sides[at].end_nsec);
  choose (self, at, CHOICE_RANGE);
}

/* Of a recording the moment that is looked at; else that of the cursor, or the newest. */
static void
take_moment_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  VmpTimelineCompare *self = VMP_TIMELINE_COMPARE (widget);
  guint at = g_str_equal (action_name, "compare.take-moment-b");
  gint64 moment = vmp_chart_view_get_moment (self->shown), first_nsec;

  if (moment == VMP_CHART_NO_CURSOR)
    moment = vmp_chart_view_get_cursor (self->shown);
  if (moment == VMP_CHART_NO_CURSOR)
    {
      moment = 0;
      if (self->target != NULL)
        vmp_chart_target_get_range (self->target, &first_nsec, &moment);
    }
  self->sides[at].moment_nsec = moment;
  choose (self, at, CHOICE_MOMENT);
}

static void
swap_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  VmpTimelineCompare *self = VMP_TIMELINE_COMPARE (widget);
  guint selected = gtk_drop_down_get_selected (self->choice_a);
  VmpCompareSide a = self->sides[0], *sides = self->sides;

  sides[0].begin_nsec = sides[1].begin_nsec;
  sides[0].end_nsec = sides[1].end_nsec;
  sides[0].moment_nsec = sides[1].moment_nsec;
  sides[1].begin_nsec = a.begin_nsec;
  sides[1].end_nsec = a.end_nsec;
  sides[1].moment_nsec = a.moment_nsec;
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
  g_autofree char *metrics = vmp_figure_table_dup_text (self->metric_table);
  g_autofree char *types = vmp_figure_table_dup_text (self->type_table);
  g_autofree char *mappings = vmp_timeline_mappings_dup_text (self->mappings);
  g_autofree char *text = NULL;

  if (self->sides[0].side == NULL || self->sides[1].side == NULL)
    return;
  text = g_strdup_printf ("%s\n%s\n\n%s\n%s\n%s", gtk_label_get_text (self->words_a), gtk_label_get_text (self->words_b), metrics,
                          types, mappings);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
}

static void
load_stages_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  GArray *stages = vmp_timeline_file_load_stages (data, 0, NULL, &error);

  if (stages != NULL)
    g_task_return_pointer (task, stages, (GDestroyNotify) g_array_unref);
  else
    g_task_return_error (task, error);
}

/* The whole of it is B, for a start. */
static void
stages_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  VmpTimelineCompare *self = VMP_TIMELINE_COMPARE (source);
  g_autoptr (GError) error = NULL;
  GArray *stages = g_task_propagate_pointer (G_TASK (result), &error);
  const char *path = g_task_get_task_data (G_TASK (result));
  g_autofree char *name = g_filename_display_basename (path);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->metric_table == NULL)
    {
      g_clear_pointer (&stages, g_array_unref);
      return;
    }
  g_clear_error (&self->error);
  self->error = g_steal_pointer (&error);
  if (stages == NULL)
    {
      vmp_timeline_compare_show_problem (self);
      return;
    }
  vmp_timeline_compare_forget_file (self, path);
  g_clear_pointer (&self->other.stages, g_array_unref);
  self->other.stages = stages;
  g_set_str (&self->other.path, path);
  g_free (self->other.name);
  self->other.name = vmp_text_escape (name, strlen (name));
  update_names (self, self->stages->len);
  choose (self, 1, CHOICE_FIRST_STAGE + self->stages->len);
}

void
vmp_timeline_compare_open (VmpTimelineCompare *self, const char *path)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (VMP_IS_TIMELINE_COMPARE (self) && path != NULL);

  task = g_task_new (self, self->cancellable, stages_loaded_cb, NULL);
  g_task_set_task_data (task, g_strdup (path), g_free);
  g_task_run_in_thread (task, load_stages_thread);
}

static void
file_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (VmpTimelineCompare) self = user_data;
  g_autoptr (GFile) file = gtk_file_dialog_open_finish (GTK_FILE_DIALOG (source), result, NULL);

  if (file != NULL && g_file_peek_path (file) != NULL)
    vmp_timeline_compare_open (self, g_file_peek_path (file));
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
  for (guint i = 0; i < N_SIDES; i++)
    vmp_timeline_compare_drop_side (&self->sides[i]);
  vmp_timeline_compare_drop_session (self);
  memset (self->charts, 0, sizeof self->charts);
  self->metric_table = self->type_table = NULL;
  self->mappings = NULL;
  gtk_widget_dispose_template (GTK_WIDGET (self), VMP_TYPE_TIMELINE_COMPARE);

  G_OBJECT_CLASS (vmp_timeline_compare_parent_class)->dispose (object);
}

static void
vmp_timeline_compare_finalize (GObject *object)
{
  VmpTimelineCompare *self = VMP_TIMELINE_COMPARE (object);

  g_clear_pointer (&self->other.stages, g_array_unref);
  g_free (self->other.path);
  g_free (self->other.name);
  g_free (self->recording);
  g_free (self->mark);
  g_clear_pointer (&self->stages, g_array_unref);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  g_clear_object (&self->names);
  g_clear_object (&self->alignments);
  g_clear_object (&self->view);
  g_clear_object (&self->shown);
  g_clear_object (&self->cancellable);
  g_clear_error (&self->error);

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
  gtk_widget_class_bind_template_child (widget_class, VmpTimelineCompare, words_a);
  gtk_widget_class_bind_template_child (widget_class, VmpTimelineCompare, words_b);
  gtk_widget_class_bind_template_child (widget_class, VmpTimelineCompare, problem);
  gtk_widget_class_bind_template_child (widget_class, VmpTimelineCompare, align_box);
  gtk_widget_class_bind_template_child (widget_class, VmpTimelineCompare, align);
  gtk_widget_class_bind_template_child (widget_class, VmpTimelineCompare, lanes);
  gtk_widget_class_bind_template_child (widget_class, VmpTimelineCompare, metrics_bin);
  gtk_widget_class_bind_template_child (widget_class, VmpTimelineCompare, types_title);
  gtk_widget_class_bind_template_child (widget_class, VmpTimelineCompare, types_bin);
  gtk_widget_class_bind_template_child (widget_class, VmpTimelineCompare, mappings_bin);
  gtk_widget_class_bind_template_callback (widget_class, choice_cb);
  gtk_widget_class_bind_template_callback (widget_class, align_cb);
  gtk_widget_class_install_action (widget_class, "compare.take-a", NULL, take_action);
  gtk_widget_class_install_action (widget_class, "compare.take-b", NULL, take_action);
  gtk_widget_class_install_action (widget_class, "compare.take-moment-a", NULL, take_moment_action);
  gtk_widget_class_install_action (widget_class, "compare.take-moment-b", NULL, take_moment_action);
  gtk_widget_class_install_action (widget_class, "compare.swap", NULL, swap_action);
  gtk_widget_class_install_action (widget_class, "compare.copy", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "compare.open", NULL, open_action);
}

static void
add_lanes (VmpTimelineCompare *self)
{
  static const char *const titles[] = { N_("Resident memory, A and B over each other"),
                                        N_("Minor page faults per second, A and B over each other") };

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
  self->alignments = gtk_string_list_new (NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
  self->sides[0].choice = self->choice_a;
  self->sides[1].choice = self->choice_b;
  self->sides[0].words = self->words_a;
  self->sides[1].words = self->words_b;
  gtk_drop_down_set_model (self->align, G_LIST_MODEL (self->alignments));
  for (guint i = 0; i < N_SIDES; i++)
    gtk_drop_down_set_model (self->sides[i].choice, G_LIST_MODEL (self->names));
  add_lanes (self);
  self->type_table = VMP_FIGURE_TABLE (vmp_figure_table_new (vmp_timeline_type_columns, vmp_timeline_n_type_columns,
                                                             _("Resident memory by type of mapping")));
  adw_bin_set_child (self->types_bin, GTK_WIDGET (self->type_table));
  self->mappings = vmp_timeline_mappings_new ();
  adw_bin_set_child (self->mappings_bin, GTK_WIDGET (self->mappings));
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

/* A tab shows another process: nothing of the one before is to stay. */
static void
forget (VmpTimelineCompare *self)
{
  for (guint i = 0; i < N_SIDES; i++)
    {
      vmp_timeline_compare_drop_side (&self->sides[i]);
      self->sides[i].begin_nsec = self->sides[i].end_nsec = self->sides[i].moment_nsec = 0;
    }
  self->chosen = FALSE;
}

void
vmp_timeline_compare_update (VmpTimelineCompare *self, VmpTarget *target, VmpTypeLog *types, GArray *stages, const char *recording,
                             gint64 anchor_nsec)
{
  guint n_before;

  g_return_if_fail (VMP_IS_TIMELINE_COMPARE (self));

  n_before = self->stages->len;
  self->target = target;
  self->types = types;
  self->anchor_nsec = anchor_nsec;
  if (target == NULL || g_strcmp0 (self->recording, recording) != 0)
    forget (self);
  g_set_str (&self->recording, recording);
  g_array_set_size (self->stages, 0);
  for (guint i = 0; i < stages->len; i++)
    {
      VmpStretch copy;

      vmp_stretch_copy (&g_array_index (stages, VmpStretch, i), &copy);
      g_array_append_val (self->stages, copy);
    }
  update_names (self, n_before);
  update_sides (self);
}
