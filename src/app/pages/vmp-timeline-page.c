/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Timeline of one process: its stages over graphs, in a table, beside each other, and what happened. */

#include "config.h"

#include "vmp-timeline-page.h"

#include <glib/gi18n.h>
#include <string.h>

#include "../models/vmp-stretch.h"
#include "../models/vmp-timeline-family.h"
#include "../models/vmp-timeline-file.h"
#include "../vmp-preferences.h"
#include "../widgets/vmp-chart.h"
#include "../widgets/vmp-figure-table.h"
#include "vmp-timeline-compare.h"
#include "vmp-timeline-rows.h"

/* Nobody reads tables faster. */
#define UPDATE_MSEC 500
/* What is read of the mappings while there are stages, as `vmp record` has it. */
#define MAPS_NSEC G_GINT64_CONSTANT (10000000000)
/* Around a stage that is zoomed in on, in its own lengths. */
#define MARGIN 0.05

/* The graphs that are read together. */
static const struct
{
  const char     *title;
  int             height;
  VmpChartSeries  series[VMP_CHART_MAX_SERIES];
  guint           n_series;
} lanes[] = {
  { N_("Resident memory"), 150,
    { { VMP_METRIC_RSS, VMP_CHART_ROLE_TOTAL }, { VMP_METRIC_RSS_ANON, VMP_CHART_ROLE_BAND },
      { VMP_METRIC_RSS_FILE, VMP_CHART_ROLE_BAND }, { VMP_METRIC_RSS_SHMEM, VMP_CHART_ROLE_BAND },
      { VMP_METRIC_SWAP, VMP_CHART_ROLE_LINE } }, 5 },
  { N_("Page faults per second"), 90,
    { { VMP_METRIC_MINOR_FAULT_RATE, VMP_CHART_ROLE_AREA }, { VMP_METRIC_MAJOR_FAULT_RATE, VMP_CHART_ROLE_LINE } }, 2 },
};

struct _VmpTimelinePage
{
  AdwBin              parent_instance;

  /* template children */
  AdwToastOverlay    *toasts;
  GtkWidget          *stage;
  GtkBox             *lanes;
  GtkToggleButton    *compare;
  AdwBin             *compare_bin;
  GtkStack           *stack;
  GtkDropDown        *metric;
  AdwBin             *stages_bin;
  GtkWidget          *family_box;
  GtkLabel           *family_sum;
  GtkLabel           *family_missing;
  AdwBin             *family_bin;
  GtkWidget          *events_box;
  AdwBin             *events_bin;

  /* borrowed: children */
  VmpChart           *charts[G_N_ELEMENTS (lanes)];
  VmpFigureTable     *stage_table;
  VmpFigureTable     *event_table;
  VmpFigureTable     *family_table;
  VmpTimelineCompare *comparison;

  /* owned */
  VmpChartView       *view;
  VmpMonitor         *monitor;
  VmpTypeLog         *types;
  GArray             *stages;     /* of VmpStretch; NULL before the first update */
  char               *recording;  /* path; NULL: a process that is measured */
  GArray             *loaded;     /* of VmpStretch: the stages of the recording; NULL before they are read */
  VmpTimelineFamily  *family;     /* NULL before the first update, or before it is read */
  GCancellable       *loading;    /* NULL: they were not asked for */
  GTimeZone          *zone;
  GCancellable       *cancellable;

  guint32             target;     /* 0: none */
  guint               timeout;    /* an update is due */
  gboolean            stale;      /* changed while it was not on screen */
  gboolean            wants_maps;
  gboolean            loads;      /* they are being read */
  gboolean            load_again; /* the file was changed meanwhile */
};

G_DEFINE_FINAL_TYPE (VmpTimelinePage, vmp_timeline_page, ADW_TYPE_BIN)

static VmpTarget *
find_target (VmpTimelinePage *self)
{
  if (self->monitor == NULL || self->target == 0)
    return NULL;
  return vmp_session_find_target (vmp_monitor_get_session (self->monitor), self->target);
}

static VmpTimelineTexts
get_texts (VmpTimelinePage *self)
{
  return (VmpTimelineTexts) {
    .anchor_nsec = self->monitor != NULL ? vmp_session_get_anchor (vmp_monitor_get_session (self->monitor)) : 0,
    .zone = self->zone,
    .units = vmp_preferences_get_units (vmp_preferences_get_default ()),
  };
}

static void
update_view (VmpTimelinePage *self, VmpTarget *target)
{
  gint64 first_nsec = 0, last_nsec = 0;

  if (target != NULL)
    vmp_chart_target_get_range (target, &first_nsec, &last_nsec);
  vmp_chart_view_set_data (self->view, first_nsec, last_nsec, get_texts (self).anchor_nsec);
}

/* Mappings are read for the sake of stages alone, and only while there are some. */
static void
update_maps (VmpTimelinePage *self)
{
  gboolean wants = self->target != 0 && self->recording == NULL && self->stages != NULL && self->stages->len > 0;

  if (self->wants_maps == wants)
    return;
  self->wants_maps = wants;
  if (wants)
    vmp_monitor_request_maps (self->monitor, self->target, self, MAPS_NSEC);
  else
    vmp_monitor_withdraw_maps (self->monitor, self->target, self);
}

static void
update_tables (VmpTimelinePage *self, VmpTarget *target)
{
  VmpTimelineTexts texts = get_texts (self);
  GArray *rows = target != NULL ? vmp_timeline_create_event_rows (target, &texts) : vmp_figure_table_new_rows ();

  gtk_widget_set_visible (self->events_box, rows->len > 0);
  vmp_figure_table_take_rows (self->event_table, rows);
  vmp_figure_table_take_rows (self->stage_table, vmp_timeline_create_stage_rows (self->stages, gtk_drop_down_get_selected (self->metric),
                                                                                 &texts));
  gtk_stack_set_visible_child_name (self->stack, self->stages->len > 0 ? "stages" : "empty");
}

/* "3 processes. All together took at most 98 MiB proportional memory (PSS), and 120 MiB resident" */
static char *
dup_family_sum (const VmpTimelineFamily *family, VmpUnits units)
{
  char rss[VMP_FORMAT_SIZE], pss[VMP_FORMAT_SIZE];
  guint n = family->processes->len;

  vmp_format_bytes (rss, family->rss_bytes, units);
  vmp_format_bytes (pss, family->pss_bytes, units);
  if (family->has_more)
    return g_strdup_printf (ngettext ("%1$u process is listed, there were more. All listed together took at most %2$s proportional memory (PSS), and %3$s resident.",
                                      "%1$u processes are listed, there were more. All listed together took at most %2$s proportional memory (PSS), and %3$s resident.", n),
                            n, pss, rss);
  return g_strdup_printf (ngettext ("%1$u process. All together took at most %2$s proportional memory (PSS), and %3$s resident, in which what they share counts for each.",
                                    "%1$u processes. All together took at most %2$s proportional memory (PSS), and %3$s resident, in which what they share counts for each.", n),
                          n, pss, rss);
}

static void
update_family_words (VmpTimelinePage *self, VmpUnits units)
{
  guint n = self->family->n_without_pss;
  g_autofree char *sum = dup_family_sum (self->family, units);
  g_autofree char *missing = g_strdup_printf (ngettext ("Proportional memory of %u process was never read: it is not in that sum.",
                                                        "Proportional memory of %u processes was never read: they are not in that sum.", n), n);

  gtk_label_set_label (self->family_sum, sum);
  gtk_label_set_label (self->family_missing, missing);
  gtk_widget_set_visible (GTK_WIDGET (self->family_missing), n > 0);
}

/* One process alone is told above. */
static void
update_family (VmpTimelinePage *self, VmpTarget *target)
{
  VmpTimelineTexts texts = get_texts (self);
  gboolean any;

  if (self->recording == NULL)
    {
      g_clear_pointer (&self->family, vmp_timeline_family_free);
      if (target != NULL)
        self->family = vmp_timeline_family_new (vmp_monitor_get_session (self->monitor), self->target);
    }
  any = target != NULL && self->family != NULL && self->family->processes->len > 1;
  gtk_widget_set_visible (self->family_box, any);
  vmp_figure_table_take_rows (self->family_table, any ? vmp_timeline_create_family_rows (self->family, &texts)
                                                      : vmp_figure_table_new_rows ());
  if (any)
    update_family_words (self, texts.units);
}

static GArray *
dup_stages (VmpTimelinePage *self, VmpTarget *target)
{
  if (self->loaded != NULL)
    return g_array_ref (self->loaded);
  return target != NULL && self->recording == NULL ? vmp_stretch_list_stages (target, self->types) : vmp_stretch_new_array ();
}

static void
update (VmpTimelinePage *self)
{
  VmpTarget *target = find_target (self);

  g_clear_handle_id (&self->timeout, g_source_remove);
  self->stale = FALSE;
  /* Also while the template is made. */
  if (self->stage_table == NULL)
    return;
  g_clear_pointer (&self->stages, g_array_unref);
  self->stages = dup_stages (self, target);
  for (guint i = 0; i < G_N_ELEMENTS (lanes); i++)
    vmp_chart_set_target (self->charts[i], target);
  update_view (self, target);
  update_tables (self, target);
  update_family (self, target);
  update_maps (self);
  if (gtk_toggle_button_get_active (self->compare) || target == NULL)
    vmp_timeline_compare_update (self->comparison, target, self->types, self->stages, self->recording, get_texts (self).anchor_nsec);
}

static gboolean
update_cb (gpointer data)
{
  VmpTimelinePage *self = data;

  self->timeout = 0;
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    update (self);
  else
    self->stale = TRUE;
  return G_SOURCE_REMOVE;
}

static void
note_types (VmpTimelinePage *self)
{
  VmpTarget *target = find_target (self);
  gint64 time_nsec;
  VmpAddressSpace *space = target != NULL ? vmp_target_get_address_space (target, &time_nsec) : NULL;

  if (space != NULL)
    vmp_type_log_add (self->types, space, time_nsec);
}

typedef struct
{
  char              *path;      /* owned */
  gint32             pid;
  VmpTimelineFamily *family;    /* owned; NULL: not read */
} LoadJob;

static void
load_job_free (gpointer data)
{
  LoadJob *self = data;

  g_clear_pointer (&self->family, vmp_timeline_family_free);
  g_free (self->path);
  g_free (self);
}

static void
load_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  LoadJob *job = data;
  GError *error = NULL;
  GArray *stages = vmp_timeline_file_load_stages (job->path, job->pid, &job->family, &error);

  if (stages != NULL)
    g_task_return_pointer (task, stages, (GDestroyNotify) g_array_unref);
  else
    g_task_return_error (task, error);
}

static void start_loading (VmpTimelinePage *self);

static void
take_loaded (VmpTimelinePage *self, GArray *stages, VmpTimelineFamily *family)
{
  if (self->loaded != NULL)
    vmp_timeline_compare_forget_file (self->comparison, self->recording);
  g_clear_pointer (&self->loaded, g_array_unref);
  self->loaded = stages;
  g_clear_pointer (&self->family, vmp_timeline_family_free);
  self->family = family;
  update (self);
}

/* A file that cannot be read is told by the tab, and what was read of it before stays. */
static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  VmpTimelinePage *self = VMP_TIMELINE_PAGE (source);
  LoadJob *job = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  GArray *stages = g_task_propagate_pointer (G_TASK (result), &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self->loads = FALSE;
  if (stages != NULL)
    take_loaded (self, stages, g_steal_pointer (&job->family));
  if (self->load_again)
    start_loading (self);
}

static void
start_loading (VmpTimelinePage *self)
{
  VmpTarget *target = find_target (self);
  const VmpProcessInfo *info = target != NULL ? vmp_target_get_info (target) : NULL;
  g_autoptr (GTask) task = NULL;
  LoadJob *job;

  if (self->recording == NULL || info == NULL)
    return;
  self->loads = TRUE;
  self->load_again = FALSE;
  if (self->loading == NULL)
    self->loading = g_cancellable_new ();
  task = g_task_new (self, self->loading, loaded_cb, NULL);
  job = g_new0 (LoadJob, 1);
  job->path = g_strdup (self->recording);
  job->pid = info->identity.pid;
  g_task_set_task_data (task, job, load_job_free);
  g_task_run_in_thread (task, load_thread);
}

static void
load (VmpTimelinePage *self)
{
  if (self->loading == NULL)
    start_loading (self);
}

static void
target_changed_cb (VmpTimelinePage *self, guint target, guint event_mask)
{
  if (target != self->target)
    return;
  load (self);
  if (event_mask & 1u << VMP_EVENT_ADDRESS_SPACE)
    note_types (self);
  if (event_mask & 1u << VMP_EVENT_MARK)
    update (self);
  else if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->stale = TRUE;
  else if (self->timeout == 0)
    self->timeout = g_timeout_add (UPDATE_MSEC, update_cb, self);
}

static void
map_cb (VmpTimelinePage *self)
{
  if (self->stale)
    update (self);
}

static void
stage_chosen_cb (VmpTimelinePage *self, guint64 id)
{
  const VmpStretch *stage;
  gint64 margin;

  if (self->stages == NULL || id >= self->stages->len)
    return;
  stage = &g_array_index (self->stages, VmpStretch, id);
  margin = MAX ((gint64) ((double) (stage->end_nsec - stage->begin_nsec) * MARGIN), 1);
  vmp_chart_view_set_window (self->view, stage->begin_nsec - margin, stage->end_nsec + margin);
}

static void
process_chosen_cb (VmpTimelinePage *self, guint64 id)
{
  const VmpTimelineProcess *process;
  gint64 margin;

  if (self->family == NULL || id >= self->family->processes->len)
    return;
  process = &g_array_index (self->family->processes, VmpTimelineProcess, id);
  margin = MAX ((gint64) ((double) (process->end_nsec - process->begin_nsec) * MARGIN), 1);
  vmp_chart_view_set_window (self->view, process->begin_nsec - margin, process->end_nsec + margin);
}

/* The moment is put in the middle, and the cursor on it. */
static void
event_chosen_cb (VmpTimelinePage *self, guint64 id)
{
  VmpTarget *target = find_target (self);
  guint n = 0;
  const VmpEvent *marks = target != NULL ? vmp_target_get_marks (target, &n) : NULL;
  gint64 begin, end, half;

  if (id >= n)
    return;
  vmp_chart_view_get_window (self->view, &begin, &end);
  half = (end - begin) / 2;
  if (marks[id].time_nsec < begin || marks[id].time_nsec > end)
    vmp_chart_view_set_window (self->view, marks[id].time_nsec - half, marks[id].time_nsec + half);
  vmp_chart_view_set_cursor (self->view, marks[id].time_nsec);
}

static void
show_all_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  VmpChartView *view = VMP_TIMELINE_PAGE (widget)->view;

  vmp_chart_view_set_span (view, VMP_CHART_SPAN_ALL);
  vmp_chart_view_set_follow (view, TRUE);
}

static void
toast (VmpTimelinePage *self, const char *text)
{
  AdwToast *message = adw_toast_new (text);

  adw_toast_set_use_markup (message, FALSE);
  adw_toast_overlay_add_toast (self->toasts, message);
}

static void
copy_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  VmpTimelinePage *self = VMP_TIMELINE_PAGE (widget);
  g_autofree char *text = vmp_figure_table_dup_text (self->stage_table);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
  toast (self, _("The table of stages is in the clipboard"));
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (VmpTimelinePage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_file_get_basename (G_FILE (source));
  g_autofree char *text = NULL;

  if (g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    text = g_strdup_printf (_("Saved as “%s”"), name);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    /* Translators: %s is an error of the system */
    text = g_strdup_printf (_("The table could not be saved: %s"), error->message);
  if (text != NULL && self->toasts != NULL)
    toast (self, text);
}

static void
file_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (VmpTimelinePage) self = user_data;
  g_autoptr (GFile) file = gtk_file_dialog_save_finish (GTK_FILE_DIALOG (source), result, NULL);
  g_autofree char *name = file != NULL ? g_file_get_basename (file) : NULL;
  g_autoptr (GBytes) bytes = NULL;
  char *text;

  if (file == NULL || self->stage_table == NULL)
    return;
  text = g_str_has_suffix (name, ".json") ? vmp_figure_table_dup_json (self->stage_table)
                                          : vmp_figure_table_dup_csv (self->stage_table);
  bytes = g_bytes_new_take (text, strlen (text));
  g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE, G_FILE_CREATE_NONE, self->cancellable, written_cb,
                                       g_object_ref (self));
}

static void
export_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  VmpTimelinePage *self = VMP_TIMELINE_PAGE (widget);
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autofree char *name = g_strdup_printf ("stages-%s.csv", vmp_metric_get (gtk_drop_down_get_selected (self->metric))->key);

  gtk_file_dialog_set_title (dialog, _("Export the Table as CSV or JSON"));
  gtk_file_dialog_set_initial_name (dialog, name);
  gtk_file_dialog_save (dialog, GTK_WINDOW (gtk_widget_get_root (widget)), self->cancellable, file_chosen_cb, g_object_ref (self));
}

static void
leave_target (VmpTimelinePage *self)
{
  if (self->monitor != NULL)
    {
      if (self->wants_maps)
        vmp_monitor_withdraw_maps (self->monitor, self->target, self);
      g_signal_handlers_disconnect_by_data (self->monitor, self);
    }
  self->wants_maps = FALSE;
  self->target = 0;
  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  self->loads = self->load_again = FALSE;
  g_clear_pointer (&self->loaded, g_array_unref);
  g_clear_pointer (&self->family, vmp_timeline_family_free);
  vmp_type_log_clear (self->types);
  for (guint i = 0; i < G_N_ELEMENTS (lanes); i++)
    {
      if (self->charts[i] != NULL)
        vmp_chart_set_target (self->charts[i], NULL);
    }
}

static void
vmp_timeline_page_dispose (GObject *object)
{
  VmpTimelinePage *self = VMP_TIMELINE_PAGE (object);

  leave_target (self);
  g_clear_handle_id (&self->timeout, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  self->stage_table = NULL;
  memset (self->charts, 0, sizeof self->charts);
  g_clear_object (&self->monitor);
  /* The template would take the child from under the bin. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), VMP_TYPE_TIMELINE_PAGE);

  G_OBJECT_CLASS (vmp_timeline_page_parent_class)->dispose (object);
}

static void
vmp_timeline_page_finalize (GObject *object)
{
  VmpTimelinePage *self = VMP_TIMELINE_PAGE (object);

  g_clear_object (&self->view);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->types, vmp_type_log_free);
  g_clear_pointer (&self->stages, g_array_unref);
  g_clear_pointer (&self->loaded, g_array_unref);
  g_clear_pointer (&self->recording, g_free);
  g_clear_pointer (&self->zone, g_time_zone_unref);

  G_OBJECT_CLASS (vmp_timeline_page_parent_class)->finalize (object);
}

static void
vmp_timeline_page_class_init (VmpTimelinePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vmp_timeline_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = vmp_timeline_page_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/vmprofiler/Vmp/pages/vmp-timeline-page.ui");
  gtk_widget_class_bind_template_child (widget_class, VmpTimelinePage, toasts);
  gtk_widget_class_bind_template_child (widget_class, VmpTimelinePage, stage);
  gtk_widget_class_bind_template_child (widget_class, VmpTimelinePage, lanes);
  gtk_widget_class_bind_template_child (widget_class, VmpTimelinePage, compare);
  gtk_widget_class_bind_template_child (widget_class, VmpTimelinePage, compare_bin);
  gtk_widget_class_bind_template_child (widget_class, VmpTimelinePage, stack);
  gtk_widget_class_bind_template_child (widget_class, VmpTimelinePage, metric);
  gtk_widget_class_bind_template_child (widget_class, VmpTimelinePage, stages_bin);
  gtk_widget_class_bind_template_child (widget_class, VmpTimelinePage, family_box);
  gtk_widget_class_bind_template_child (widget_class, VmpTimelinePage, family_sum);
  gtk_widget_class_bind_template_child (widget_class, VmpTimelinePage, family_missing);
  gtk_widget_class_bind_template_child (widget_class, VmpTimelinePage, family_bin);
  gtk_widget_class_bind_template_child (widget_class, VmpTimelinePage, events_box);
  gtk_widget_class_bind_template_child (widget_class, VmpTimelinePage, events_bin);
  gtk_widget_class_bind_template_callback (widget_class, update);
  gtk_widget_class_install_action (widget_class, "timeline.show-all", NULL, show_all_action);
  gtk_widget_class_install_action (widget_class, "timeline.copy", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "timeline.export", NULL, export_action);
}

static void
add_lanes (VmpTimelinePage *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (lanes); i++)
    {
      GtkWidget *title = gtk_label_new (_(lanes[i].title));
      GtkWidget *chart = vmp_chart_new (self->view, _(lanes[i].title), lanes[i].series, lanes[i].n_series);

      gtk_label_set_xalign (GTK_LABEL (title), 0);
      gtk_widget_add_css_class (title, "heading");
      vmp_chart_set_height (VMP_CHART (chart), lanes[i].height);
      self->charts[i] = VMP_CHART (chart);
      gtk_box_append (self->lanes, title);
      gtk_box_append (self->lanes, chart);
    }
}

static void
add_metrics (VmpTimelinePage *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  GtkExpression *name = gtk_property_expression_new (GTK_TYPE_STRING_OBJECT, NULL, "string");

  for (guint id = 0; id < VMP_N_METRICS; id++)
    gtk_string_list_append (names, _(vmp_metric_get (id)->label));
  gtk_drop_down_set_expression (self->metric, name);
  gtk_expression_unref (name);
  gtk_drop_down_set_model (self->metric, G_LIST_MODEL (names));
}

static void
vmp_timeline_page_init (VmpTimelinePage *self)
{
  GtkWidget *table;

  self->view = vmp_chart_view_new ();
  self->types = vmp_type_log_new ();
  self->zone = g_time_zone_new_local ();
  self->cancellable = g_cancellable_new ();
  self->stale = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  add_lanes (self);
  add_metrics (self);
  table = vmp_figure_table_new (vmp_timeline_event_columns, vmp_timeline_n_event_columns, _("What happened"));
  self->event_table = VMP_FIGURE_TABLE (table);
  adw_bin_set_child (self->events_bin, table);
  g_signal_connect_object (table, "chosen", G_CALLBACK (event_chosen_cb), self, G_CONNECT_SWAPPED);
  table = vmp_figure_table_new (vmp_timeline_family_columns, vmp_timeline_n_family_columns, _("Processes"));
  self->family_table = VMP_FIGURE_TABLE (table);
  adw_bin_set_child (self->family_bin, table);
  g_signal_connect_object (table, "chosen", G_CALLBACK (process_chosen_cb), self, G_CONNECT_SWAPPED);
  self->comparison = vmp_timeline_compare_new (self->view);
  adw_bin_set_child (self->compare_bin, GTK_WIDGET (self->comparison));
  table = vmp_figure_table_new (vmp_timeline_stage_columns, vmp_timeline_n_stage_columns, _("Stages"));
  self->stage_table = VMP_FIGURE_TABLE (table);
  adw_bin_set_child (self->stages_bin, table);
  g_signal_connect_object (table, "chosen", G_CALLBACK (stage_chosen_cb), self, G_CONNECT_SWAPPED);
  vmp_chart_view_set_span (self->view, VMP_CHART_SPAN_ALL);
  g_signal_connect (self, "map", G_CALLBACK (map_cb), NULL);
  g_signal_connect_object (vmp_preferences_get_default (), "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
}

VmpTimelinePage *
vmp_timeline_page_new (void)
{
  return g_object_new (VMP_TYPE_TIMELINE_PAGE, NULL);
}

void
vmp_timeline_page_set_recording (VmpTimelinePage *self, const char *path)
{
  g_return_if_fail (VMP_IS_TIMELINE_PAGE (self));

  g_set_str (&self->recording, path);
  gtk_widget_set_visible (self->stage, path == NULL);
}

void
vmp_timeline_page_set_target (VmpTimelinePage *self, VmpMonitor *monitor, guint32 target)
{
  g_return_if_fail (VMP_IS_TIMELINE_PAGE (self));

  leave_target (self);
  g_set_object (&self->monitor, monitor);
  self->target = target;
  if (monitor != NULL && target != 0)
    g_signal_connect_object (monitor, "target-changed", G_CALLBACK (target_changed_cb), self, G_CONNECT_SWAPPED);
  note_types (self);
  load (self);
  update (self);
}

void
vmp_timeline_page_read_again (VmpTimelinePage *self)
{
  g_return_if_fail (VMP_IS_TIMELINE_PAGE (self));

  if (self->loads)
    self->load_again = TRUE;
  else
    start_loading (self);
}

VmpChartView *
vmp_timeline_page_get_view (VmpTimelinePage *self)
{
  g_return_val_if_fail (VMP_IS_TIMELINE_PAGE (self), NULL);

  return self->view;
}

void
vmp_timeline_page_compare (VmpTimelinePage *self)
{
  g_return_if_fail (VMP_IS_TIMELINE_PAGE (self));

  gtk_toggle_button_set_active (self->compare, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->compare));
}
