/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The mappings of two moments beside each other: which are new, gone, or of another size, those that differ most first. */

#include "config.h"

#include "vmp-timeline-mappings.h"

#include <glib/gi18n.h>

#include "../vmp-preferences.h"
#include "../widgets/vmp-chart-text.h"
#include "../widgets/vmp-figure-table.h"
#include "vmp-timeline-rows.h"

#define N_SIDES 2
#define SEC G_GINT64_CONSTANT (1000000000)

struct _VmpTimelineMappings
{
  AdwBin           parent_instance;

  /* borrowed: children */
  GtkLabel        *title;
  VmpFigureTable  *table;

  /* owned */
  VmpAddressSpace *compared[N_SIDES];     /* of the table that is shown, or of the one that is being made */
  GTimeZone       *zone;
  GCancellable    *cancellable;

  VmpUnits         units;                 /* of the same */
};

G_DEFINE_FINAL_TYPE (VmpTimelineMappings, vmp_timeline_mappings, ADW_TYPE_BIN)

typedef struct
{
  VmpAddressSpace *spaces[N_SIDES];   /* owned */
  VmpDiffSubject   subject;
  VmpUnits         units;
  GArray          *rows;              /* owned; of VmpFigureRow */
  guint            n;
  char            *title;             /* owned */
} DiffJob;

static void
diff_job_free (gpointer data)
{
  DiffJob *self = data;

  for (guint i = 0; i < N_SIDES; i++)
    vmp_address_space_unref (self->spaces[i]);
  g_clear_pointer (&self->rows, g_array_unref);
  g_free (self->title);
  g_free (self);
}

static void
diff_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  DiffJob *job = data;
  g_autoptr (VmpAddressSpaceDiff) diff = vmp_address_space_diff_new (job->spaces[0], job->spaces[1], job->subject);

  job->rows = vmp_timeline_create_mapping_rows (diff, job->units, &job->n);
  g_task_return_boolean (task, TRUE);
}

static char *
dup_mappings_title (const DiffJob *job)
{
  if (job->n == 0)
    return g_strdup_printf (_("%s No mapping differs."), job->title);
  if (job->n > VMP_TIMELINE_MAX_MAPPINGS)
    /* Translators: %1$s is a sentence about the times, with full stop */
    return g_strdup_printf (ngettext ("%1$s Of %2$u mapping that differs, the %3$u that differ most:",
                                      "%1$s Of %2$u mappings that differ, the %3$u that differ most:", job->n),
                            job->title, job->n, VMP_TIMELINE_MAX_MAPPINGS);
  /* Translators: %1$s is a sentence about the times, with full stop */
  return g_strdup_printf (ngettext ("%1$s %2$u mapping differs:", "%1$s %2$u mappings differ:", job->n), job->title, job->n);
}

static void
diff_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  VmpTimelineMappings *self = VMP_TIMELINE_MAPPINGS (source);
  DiffJob *job = g_task_get_task_data (G_TASK (result));
  g_autofree char *title = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), NULL) || self->table == NULL)
    return;
  /* Others were asked for since. */
  if (job->spaces[0] != self->compared[0] || job->spaces[1] != self->compared[1] || job->units != self->units)
    return;
  title = dup_mappings_title (job);
  gtk_label_set_label (self->title, title);
  gtk_widget_set_visible (GTK_WIDGET (self->table), job->n > 0);
  vmp_figure_table_take_rows (self->table, g_steal_pointer (&job->rows));
}

/* Where a mapping lies says which it is only in one and the same program. */
static VmpDiffSubject
get_subject (const VmpTimelineSide *a, const VmpTimelineSide *b, gboolean is_one_file)
{
  guint64 inodes[] = { vmp_address_space_get_facts (a->space)->exe_inode, vmp_address_space_get_facts (b->space)->exe_inode };

  return is_one_file && a->pid == b->pid && inodes[0] == inodes[1] ? VMP_DIFF_ONE_PROCESS : VMP_DIFF_TWO_PROCESSES;
}

static void
clear_mappings (VmpTimelineMappings *self)
{
  for (guint i = 0; i < N_SIDES; i++)
    g_clear_pointer (&self->compared[i], vmp_address_space_unref);
}

static void
show_nothing (VmpTimelineMappings *self)
{
  clear_mappings (self);
  vmp_figure_table_take_rows (self->table, vmp_figure_table_new_rows ());
  gtk_widget_set_visible (GTK_WIDGET (self->table), FALSE);
  gtk_label_set_label (self->title, _("Mapping by mapping there is nothing to compare: for that, all mappings have to be read twice, near the ends of A and B"));
}

static void
compare (VmpTimelineMappings *self, const VmpTimelineSide *a, const VmpTimelineSide *b, VmpDiffSubject subject)
{
  g_autoptr (GTask) task = g_task_new (self, self->cancellable, diff_cb, NULL);
  DiffJob *job = g_new0 (DiffJob, 1);
  char clocks[N_SIDES][VMP_CHART_LABEL_SIZE];

  job->spaces[0] = vmp_address_space_ref (a->space);
  job->spaces[1] = vmp_address_space_ref (b->space);
  job->subject = subject;
  job->units = self->units;
  vmp_chart_time_format (clocks[0], a->space_nsec + a->anchor_nsec, SEC, self->zone);
  vmp_chart_time_format (clocks[1], b->space_nsec + b->anchor_nsec, SEC, self->zone);
  /* Translators: two times of day */
  job->title = g_strdup_printf (_("Mappings as they were read nearest to the ends: A at %s, B at %s."), clocks[0], clocks[1]);
  g_task_set_task_data (task, job, diff_job_free);
  g_task_run_in_thread (task, diff_thread);
}

void
vmp_timeline_mappings_update (VmpTimelineMappings *self, const VmpTimelineSide *a, const VmpTimelineSide *b, gboolean is_one_file)
{
  VmpUnits units = vmp_preferences_get_units (vmp_preferences_get_default ());

  g_return_if_fail (VMP_IS_TIMELINE_MAPPINGS (self));

  if (a == NULL || b == NULL || a->space == NULL || b->space == NULL || a->space == b->space)
    {
      show_nothing (self);
      return;
    }
  if (self->compared[0] == a->space && self->compared[1] == b->space && self->units == units)
    return;
  clear_mappings (self);
  self->compared[0] = vmp_address_space_ref (a->space);
  self->compared[1] = vmp_address_space_ref (b->space);
  self->units = units;
  compare (self, a, b, get_subject (a, b, is_one_file));
}

char *
vmp_timeline_mappings_dup_text (VmpTimelineMappings *self)
{
  g_return_val_if_fail (VMP_IS_TIMELINE_MAPPINGS (self), NULL);

  return vmp_figure_table_dup_text (self->table);
}

static void
vmp_timeline_mappings_dispose (GObject *object)
{
  VmpTimelineMappings *self = VMP_TIMELINE_MAPPINGS (object);

  g_cancellable_cancel (self->cancellable);
  self->table = NULL;
  self->title = NULL;

  G_OBJECT_CLASS (vmp_timeline_mappings_parent_class)->dispose (object);
}

static void
vmp_timeline_mappings_finalize (GObject *object)
{
  VmpTimelineMappings *self = VMP_TIMELINE_MAPPINGS (object);

  clear_mappings (self);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (vmp_timeline_mappings_parent_class)->finalize (object);
}

static void
vmp_timeline_mappings_class_init (VmpTimelineMappingsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = vmp_timeline_mappings_dispose;
  G_OBJECT_CLASS (klass)->finalize = vmp_timeline_mappings_finalize;
}

static void
vmp_timeline_mappings_init (VmpTimelineMappings *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  self->zone = g_time_zone_new_local ();
  self->cancellable = g_cancellable_new ();
  self->title = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->title, 0);
  gtk_label_set_wrap (self->title, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->title), "heading");
  self->table = VMP_FIGURE_TABLE (vmp_figure_table_new (vmp_timeline_mapping_columns, vmp_timeline_n_mapping_columns,
                                                        _("Mappings of A and B")));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->title));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->table));
  adw_bin_set_child (ADW_BIN (self), box);
}

VmpTimelineMappings *
vmp_timeline_mappings_new (void)
{
  return g_object_new (VMP_TYPE_TIMELINE_MAPPINGS, NULL);
}
