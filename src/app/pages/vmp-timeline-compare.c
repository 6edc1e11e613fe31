/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two stretches of time, or moments, beside each other: their figures, their mappings, and one graph laid over the other. */

#include "config.h"

#include "vmp-timeline-compare.h"

#include <glib/gi18n.h>
#include <string.h>

#include "../models/vmp-timeline-file.h"
#include "../vmp-preferences.h"
#include "../widgets/vmp-chart-text.h"
#include "../widgets/vmp-chart.h"
#include "../widgets/vmp-figure-table.h"
#include "core/kernel/vmp-process.h"
#include "vmp-timeline-mappings.h"
#include "vmp-timeline-rows.h"

/* Of the choices: our stages are behind them, then another recording as a whole, then its stages. */
#define CHOICE_RANGE 0
#define CHOICE_MOMENT 1
#define CHOICE_FIRST_STAGE 2

#define N_SIDES 2
#define LANE_HEIGHT 110
#define SEC G_GINT64_CONSTANT (1000000000)

/* What a side is to be. Its name and path are owned. */
typedef struct
{
  char   *path;                     /* NULL: of what is measured */
  char   *name;
  gint32  pid;
  gint64  begin_nsec, end_nsec;     /* as vmp_timeline_file_load_side() takes them */
} Wish;

typedef struct
{
  GtkDropDown     *choice;          /* borrowed */
  GtkLabel        *words;           /* borrowed */
  VmpTimelineSide *side;            /* owned; NULL: nothing to show */
  gint64           begin_nsec, end_nsec;    /* of the time that was taken from the graphs; 0: all */
  gint64           moment_nsec;     /* that was taken; 0: the newest */
  Wish             loaded;          /* what is read, or being read, from a file */
  GCancellable    *loading;         /* owned; NULL: nothing */
  GError          *error;           /* owned; why that could not be read; NULL: it could */
} Side;

/* Another recording to choose from. */
typedef struct
{
  char   *path, *name;              /* owned; NULL: there is none */
  GArray *stages;                   /* owned; of VmpStretch */
} Other;

struct _VmpTimelineCompare
{
  AdwBin           parent_instance;

  /* template children */
  GtkDropDown     *choice_a;
  GtkDropDown     *choice_b;
  GtkLabel        *words_a;
  GtkLabel        *words_b;
  GtkLabel        *problem;
  GtkWidget       *align_box;
  GtkDropDown     *align;
  GtkBox          *lanes;
  AdwBin          *metrics_bin;
  GtkLabel        *types_title;
  AdwBin          *types_bin;
  AdwBin          *mappings_bin;

  /* borrowed */
  VmpChart        *charts[VMP_TIMELINE_N_LANES];
  VmpFigureTable  *metric_table;
  VmpFigureTable  *type_table;
  VmpTimelineMappings *mappings;

  /* owned */
  VmpChartView    *shown;         /* of the page */
  VmpChartView    *view;          /* of the graphs here, from 0 on */
  VmpSession      *session;       /* of the graphs here */
  GTimeZone       *zone;
  GCancellable    *cancellable;
  GArray          *stages;        /* of VmpStretch */
  char            *recording;     /* path; NULL: of what is measured */
  GtkStringList   *names;
  GtkStringList   *alignments;
  char            *mark;          /* they are aligned at it; NULL: at none */

  Side             sides[N_SIDES];
  Other            other;
  GError          *error;         /* why the other recording could not be read; NULL: it could */
  gint64           anchor_nsec;
  gboolean         chosen;        /* the user, or the first two stages */
  gboolean         fills;

  /* borrowed for an update */
  VmpTarget       *target;
  VmpTypeLog      *types;
};

G_DEFINE_FINAL_TYPE (VmpTimelineCompare, vmp_timeline_compare, ADW_TYPE_BIN)

static void show (VmpTimelineCompare *self);

static VmpTimelineTexts
get_texts (VmpTimelineCompare *self, const VmpTimelineSide *side)
{
  return (VmpTimelineTexts) { side != NULL ? side->anchor_nsec : 0, self->zone,
                              vmp_preferences_get_units (vmp_preferences_get_default ()) };
}

/* --- wishes --- */

static void
wish_clear (Wish *self)
{
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->name, g_free);
}

static void
wish_copy (const Wish *self, Wish *out)
{
  *out = *self;
  out->path = g_strdup (self->path);
  out->name = g_strdup (self->name);
}

static gboolean
wish_equal (const Wish *a, const Wish *b)
{
  return g_strcmp0 (a->path, b->path) == 0 && g_strcmp0 (a->name, b->name) == 0 && a->pid == b->pid
         && a->begin_nsec == b->begin_nsec && a->end_nsec == b->end_nsec;
}

static void
wish_free (gpointer data)
{
  wish_clear (data);
  g_free (data);
}

static void
set_stage (Wish *wish, const VmpStretch *stage)
{
  wish->name = g_strdup (stage->name);
  wish->begin_nsec = stage->begin_nsec;
  wish->end_nsec = stage->end_nsec;
}

static void
set_range (VmpTimelineCompare *self, const Side *side, Wish *wish)
{
  wish->name = g_strdup (_("Time shown"));
  wish->begin_nsec = side->begin_nsec;
  wish->end_nsec = side->end_nsec;
  if (side->end_nsec == 0)
    vmp_chart_target_get_range (self->target, &wish->begin_nsec, &wish->end_nsec);
}

static void
set_moment (VmpTimelineCompare *self, const Side *side, Wish *wish)
{
  gint64 first_nsec;

  wish->name = g_strdup (_("Moment"));
  wish->end_nsec = side->moment_nsec;
  if (side->moment_nsec == 0)
    vmp_chart_target_get_range (self->target, &first_nsec, &wish->end_nsec);
  wish->begin_nsec = wish->end_nsec;
}

/* FALSE: nothing can be chosen. @wish is cleared by wish_clear(). */
static gboolean
make_wish (VmpTimelineCompare *self, const Side *side, Wish *wish)
{
  guint selected = gtk_drop_down_get_selected (side->choice), first_other = CHOICE_FIRST_STAGE + self->stages->len;
  const VmpProcessInfo *info = self->target != NULL ? vmp_target_get_info (self->target) : NULL;

  *wish = (Wish) { 0 };
  if (self->target == NULL || selected == GTK_INVALID_LIST_POSITION)
    return FALSE;
  if (selected >= first_other)
    {
      wish->path = g_strdup (self->other.path);
      if (selected > first_other && selected - first_other - 1 < self->other.stages->len)
        set_stage (wish, &g_array_index (self->other.stages, VmpStretch, selected - first_other - 1));
      return wish->path != NULL;
    }
  wish->path = g_strdup (self->recording);
  wish->pid = info != NULL ? info->identity.pid : 0;
  if (selected == CHOICE_RANGE)
    set_range (self, side, wish);
  else if (selected == CHOICE_MOMENT)
    set_moment (self, side, wish);
  else
    set_stage (wish, &g_array_index (self->stages, VmpStretch, selected - CHOICE_FIRST_STAGE));
  return TRUE;
}

/* --- sides --- */

static void
drop_side (Side *side)
{
  g_cancellable_cancel (side->loading);
  g_clear_object (&side->loading);
  wish_clear (&side->loaded);
  g_clear_error (&side->error);
  g_clear_pointer (&side->side, vmp_timeline_side_free);
}

/* One is enough: of what the user did last, else of A before B. */
static const GError *
get_problem (VmpTimelineCompare *self)
{
  if (self->error != NULL)
    return self->error;
  return self->sides[0].error != NULL ? self->sides[0].error : self->sides[1].error;
}

static void
show_problem (VmpTimelineCompare *self)
{
  const GError *error = get_problem (self);
  /* Translators: %s says why */
  g_autofree char *text = error != NULL ? g_strdup_printf (_("The recording could not be read: %s"), error->message) : NULL;

  gtk_label_set_text (self->problem, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), text != NULL);
}

static void
load_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Wish *wish = data;
  GError *error = NULL;
  VmpTimelineSide *side = vmp_timeline_file_load_side (wish->path, wish->pid, wish->name, wish->begin_nsec, wish->end_nsec, &error);

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
  VmpTimelineSide *loaded = g_task_propagate_pointer (G_TASK (result), &error);
  Side *side = &self->sides[GPOINTER_TO_UINT (user_data)];

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&side->loading);
  g_clear_pointer (&side->side, vmp_timeline_side_free);
  side->side = loaded;
  g_clear_error (&side->error);
  side->error = g_steal_pointer (&error);
  show (self);
}

/* Nothing is read again that is there, or comes already. */
static void
load_side (VmpTimelineCompare *self, guint at, const Wish *wish)
{
  Side *side = &self->sides[at];
  g_autoptr (GTask) task = NULL;
  Wish *copy;

  if (wish_equal (&side->loaded, wish))
    return;
  g_cancellable_cancel (side->loading);
  g_clear_object (&side->loading);
  wish_clear (&side->loaded);
  wish_copy (wish, &side->loaded);
  side->loading = g_cancellable_new ();
  task = g_task_new (self, side->loading, loaded_cb, GUINT_TO_POINTER (at));
  copy = g_new0 (Wish, 1);
  wish_copy (wish, copy);
  g_task_set_task_data (task, copy, wish_free);
  g_task_run_in_thread (task, load_thread);
}

static void
update_side (VmpTimelineCompare *self, guint at)
{
  Side *side = &self->sides[at];
  Wish wish;

  if (!make_wish (self, side, &wish))
    drop_side (side);
  else if (wish.path != NULL)
    load_side (self, at, &wish);
  else
    {
      drop_side (side);
      side->side = vmp_timeline_side_new (wish.name, self->target, self->types, wish.begin_nsec, wish.end_nsec);
      side->side->anchor_nsec = self->anchor_nsec;
    }
  wish_clear (&wish);
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

/* "A: “the query”, from 10:31:15 on, 2.4 s" */
static void
show_words (VmpTimelineCompare *self, const Side *side, const char *letter)
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

  drop_session (self);
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
      drop_session (self);
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

static void
show (VmpTimelineCompare *self)
{
  const VmpTimelineSide *a = self->sides[0].side, *b = self->sides[1].side;
  VmpTimelineTexts texts = get_texts (self, NULL);

  if (self->metric_table == NULL)
    return;
  show_problem (self);
  show_words (self, &self->sides[0], C_("compared", "A"));
  show_words (self, &self->sides[1], C_("compared", "B"));
  vmp_timeline_mappings_update (self->mappings, a, b, is_one_file (self));
  if (a == NULL || b == NULL)
    {
      drop_session (self);
      vmp_figure_table_take_rows (self->metric_table, vmp_figure_table_new_rows ());
      show_types (self, vmp_figure_table_new_rows ());
      return;
    }
  show_graphs (self, a, b);
  vmp_figure_table_take_rows (self->metric_table, vmp_timeline_create_metric_rows (&a->stretch, &b->stretch, &texts));
  show_types (self, vmp_timeline_create_type_rows (&a->stretch, &b->stretch, &texts));
}

static void
update_sides (VmpTimelineCompare *self)
{
  for (guint i = 0; i < N_SIDES; i++)
    update_side (self, i);
  show (self);
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
  show (self);
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
  Side a = self->sides[0], *sides = self->sides;

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
      show_problem (self);
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
vmp_timeline_compare_forget_file (VmpTimelineCompare *self, const char *path)
{
  g_return_if_fail (VMP_IS_TIMELINE_COMPARE (self));

  /* A wish without a file is none that is read. */
  for (guint i = 0; i < N_SIDES; i++)
    if (path != NULL && g_strcmp0 (self->sides[i].loaded.path, path) == 0)
      wish_clear (&self->sides[i].loaded);
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
    drop_side (&self->sides[i]);
  drop_session (self);
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
      drop_side (&self->sides[i]);
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
