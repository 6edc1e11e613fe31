/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a number means, where it comes from, how old it is, and what other programs show instead. */
#include "config.h"

#include "vmp-explanation.h"

#include <glib/gi18n.h>

#include "core/model/vmp-format.h"
#include "core/model/vmp-metric-peer.h"
#include "../vmp-preferences.h"
#include "vmp-chart-text.h"
#include "vmp-label.h"
#include "vmp-number-swatch.h"
#include "vmp-waterfall-text.h"

#define MOST_CHARS 44
#define NO_PART (-1)

typedef enum
{
  ROW_HEADING,
  ROW_TEXT,
  ROW_TITLE,      /* of the section that follows */
  ROW_SOURCE,
  ROW_CAPTION,
  ROW_NUMBER,     /* name, remark and value */
} RowKind;

typedef struct
{
  RowKind          kind;
  GtkWidget       *widget;    /* borrowed: child of the box */
  GtkLabel        *labels[3];
  VmpNumberSwatch *swatch;    /* of a number; hidden where it is no part */
} Row;

struct _VmpExplanation
{
  GtkBox        parent_instance;

  GArray       *rows;         /* of Row */
  guint         n_used;       /* by the explanation that is being written */
  GtkSizeGroup *values;       /* owned; makes a column of them */
};

G_DEFINE_FINAL_TYPE (VmpExplanation, vmp_explanation, GTK_TYPE_BOX)

static GtkLabel *
create_label (const char *style,
              const char *second_style)
{
  GtkLabel *label = GTK_LABEL (gtk_label_new (NULL));

  gtk_label_set_xalign (label, 0);
  gtk_label_set_wrap (label, TRUE);
  gtk_label_set_wrap_mode (label, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (label, MOST_CHARS);
  if (style != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (label), style);
  if (second_style != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (label), second_style);
  return label;
}

/* The rows of one explanation hardly ever change, but their values do: so they are made once. */
static GtkWidget *
create_number (VmpExplanation *self,
               Row            *row)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  row->swatch = g_object_new (VMP_TYPE_NUMBER_SWATCH, "valign", GTK_ALIGN_START, "margin-top", 4, NULL);
  row->labels[0] = create_label (NULL, NULL);
  row->labels[1] = create_label ("caption", "dimmed");
  row->labels[2] = create_label ("numeric", NULL);
  /* Numbers with signs and units are written from left to right everywhere. */
  gtk_widget_set_direction (GTK_WIDGET (row->labels[2]), GTK_TEXT_DIR_LTR);
  gtk_label_set_xalign (row->labels[2], gtk_widget_get_default_direction () == GTK_TEXT_DIR_RTL ? 0 : 1);
  gtk_label_set_justify (row->labels[2], GTK_JUSTIFY_RIGHT);
  gtk_label_set_wrap (row->labels[2], FALSE);
  gtk_widget_set_valign (GTK_WIDGET (row->labels[2]), GTK_ALIGN_START);
  gtk_size_group_add_widget (self->values, GTK_WIDGET (row->labels[2]));
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_box_append (GTK_BOX (texts), GTK_WIDGET (row->labels[0]));
  gtk_box_append (GTK_BOX (texts), GTK_WIDGET (row->labels[1]));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (row->swatch));
  gtk_box_append (GTK_BOX (box), texts);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (row->labels[2]));
  return box;
}

static void
create_row (VmpExplanation *self,
            Row            *row,
            RowKind         kind)
{
  static const struct { const char *first, *second; } styles[] = {
    [ROW_HEADING] = { "heading", NULL },
    [ROW_TEXT] = { NULL, NULL },
    [ROW_TITLE] = { "caption-heading", "dimmed" },
    [ROW_SOURCE] = { "monospace", "caption" },
    [ROW_CAPTION] = { "caption", NULL },
  };

  *row = (Row) { .kind = kind };
  if (kind == ROW_NUMBER)
    row->widget = create_number (self, row);
  else
    {
      row->labels[0] = create_label (styles[kind].first, styles[kind].second);
      row->widget = GTK_WIDGET (row->labels[0]);
    }
  if (kind == ROW_TITLE)
    gtk_widget_set_margin_top (row->widget, 6);
}

static void
drop_rows (VmpExplanation *self,
           guint           from)
{
  for (guint i = self->rows->len; i > from; i--)
    gtk_box_remove (GTK_BOX (self), g_array_index (self->rows, Row, i - 1).widget);
  g_array_set_size (self->rows, MIN (self->rows->len, from));
}

/* Labels measure themselves anew when they are set, even to the same text. */
static void
set_text (GtkLabel   *label,
          const char *text)
{
  if (label == NULL)
    return;
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL && *text != '\0');
  if (text != NULL)
    vmp_label_set_text (label, text);
}

static Row *
add_row (VmpExplanation *self,
         RowKind         kind,
         const char     *text)
{
  Row *row = self->n_used < self->rows->len ? &g_array_index (self->rows, Row, self->n_used) : NULL;

  if (row == NULL || row->kind != kind)
    {
      Row created;

      drop_rows (self, self->n_used);
      create_row (self, &created, kind);
      gtk_box_append (GTK_BOX (self), created.widget);
      g_array_append_val (self->rows, created);
      row = &g_array_index (self->rows, Row, self->n_used);
    }
  self->n_used++;
  set_text (row->labels[0], text);
  return row;
}

static void
add_number (VmpExplanation *self,
            const char     *name,
            const char     *remark,
            const char     *value,
            int             part)
{
  Row *row = add_row (self, ROW_NUMBER, name);

  set_text (row->labels[1], remark);
  set_text (row->labels[2], value);
  gtk_widget_set_visible (GTK_WIDGET (row->swatch), part != NO_PART);
  if (part != NO_PART)
    vmp_number_swatch_set_part (row->swatch, (VmpWaterfallPartId) part);
}

static void
begin (VmpExplanation *self,
       const char     *heading,
       const char     *text)
{
  self->n_used = 0;
  add_row (self, ROW_HEADING, heading);
  add_row (self, ROW_TEXT, text);
}

/* All of it can be read out at once. */
static void
finish (VmpExplanation *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  drop_rows (self, self->n_used);
  for (guint i = 1; i < self->rows->len; i++)
    {
      const Row *row = &g_array_index (self->rows, Row, i);

      for (guint l = 0; l < G_N_ELEMENTS (row->labels) && row->labels[l] != NULL; l++)
        g_string_append_printf (text, "%s\n", gtk_label_get_text (row->labels[l]));
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, gtk_label_get_text (g_array_index (self->rows, Row, 0).labels[0]),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text->str, -1);
}

static VmpUnits
get_units (void)
{
  return vmp_preferences_get_units (vmp_preferences_get_default ());
}

static char *
dup_age (VmpTarget   *target,
         VmpMetricId  metric,
         gint64       now_nsec)
{
  g_autofree char *reason = target != NULL ? vmp_chart_text_dup_reason (target, metric) : NULL;
  gint64 time_nsec = 0;
  char buffer[VMP_FORMAT_SIZE];

  if (reason != NULL)
    return g_steal_pointer (&reason);
  if (target == NULL || vmp_target_get_value (target, metric, &time_nsec, NULL) == VMP_MISSING)
    return g_strdup (_("Not read yet"));
  if (now_nsec <= time_nsec)
    return g_strdup (_("From the newest reading"));
  /* Translators: how old a value is; %s is a length of time. */
  return g_strdup_printf (_("Read %s before the newest values"), vmp_format_duration (buffer, now_nsec - time_nsec));
}

static char *
dup_peer_name (const VmpMetricPeer *peer)
{
  if (peer->column == NULL)
    return g_strdup (vmp_peer_get_name (peer->peer));
  /* Translators: another program, and the name of its column that shows the number: "top, RES". */
  return g_strdup_printf (_("%s, %s"), vmp_peer_get_name (peer->peer), peer->column);
}

static void
add_peers (VmpExplanation *self,
           VmpMetricId     metric,
           VmpTarget      *target)
{
  gint64 values[VMP_N_METRICS];
  guint n;
  const VmpMetricPeer *peers = vmp_metric_get_peers (metric, &n);

  if (n == 0)
    return;
  for (guint i = 0; i < VMP_N_METRICS; i++)
    values[i] = target != NULL ? vmp_target_get_value (target, i, NULL, NULL) : VMP_MISSING;
  add_row (self, ROW_TITLE, _("What other programs show now"));
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = dup_peer_name (&peers[i]);
      VmpUnit unit = vmp_metric_get (peers[i].n_metrics > 0 ? peers[i].metrics[0] : metric)->unit;
      char buffer[VMP_FORMAT_SIZE];

      vmp_format_value (buffer, unit, vmp_metric_peer_evaluate (&peers[i], values), get_units ());
      add_number (self, name, _(peers[i].reason), buffer, NO_PART);
    }
}

void
vmp_explanation_show_metric (VmpExplanation *self,
                             VmpMetricId     id,
                             VmpTarget      *target,
                             gint64          now_nsec)
{
  const VmpMetric *metric = vmp_metric_get (id);
  g_autofree char *age = NULL;

  g_return_if_fail (VMP_IS_EXPLANATION (self));

  age = dup_age (target, id, now_nsec);
  begin (self, _(metric->label), _(metric->explanation));
  add_row (self, ROW_TITLE, _("Source"));
  add_row (self, ROW_SOURCE, metric->source);
  add_row (self, ROW_CAPTION, metric->formula);
  add_row (self, ROW_TITLE, _("Age of the value"));
  add_row (self, ROW_TEXT, age);
  add_peers (self, id, target);
  finish (self);
}

/* What it is, how it is computed, and what the kernel said where that had to be cut. */
static char *
dup_part_remark (const VmpWaterfallPart *part,
                 VmpTarget              *target)
{
  const VmpWaterfallInfo *info = vmp_waterfall_part_get_info (part->id);
  g_autofree char *reason = NULL;
  GString *text = g_string_new (_(info->explanation));
  char buffer[VMP_FORMAT_SIZE];

  if (info->formula != NULL)
    g_string_append_printf (text, "\n%s", info->formula);
  else
    g_string_append_printf (text, "\n%s", vmp_metric_get (info->metric)->source);
  if (part->read_bytes > part->value_bytes && part->value_bytes != VMP_MISSING)
    {
      vmp_format_bytes (buffer, part->read_bytes, get_units ());
      g_string_append_c (text, '\n');
      /* Translators: %s is an amount of memory. */
      g_string_append_printf (text, _("Read at another moment, as %s; cut so that the parts add up."), buffer);
    }
  if (part->value_bytes == VMP_MISSING && info->metric != VMP_N_METRICS && target != NULL)
    reason = vmp_chart_text_dup_reason (target, info->metric);
  if (reason != NULL)
    g_string_append_printf (text, "\n%s", reason);
  return g_string_free_and_steal (text);
}

static void
add_part (VmpExplanation         *self,
          const VmpWaterfallStep *step,
          const VmpWaterfallPart *part,
          VmpTarget              *target)
{
  g_autofree char *share = vmp_waterfall_text_dup_share (part->value_bytes, step->value_bytes);
  g_autofree char *remark = dup_part_remark (part, target);
  char buffer[VMP_FORMAT_SIZE];
  g_autofree char *value = g_strdup_printf ("%s\n%s", vmp_format_bytes (buffer, part->value_bytes, get_units ()), share);

  add_number (self, _(vmp_waterfall_part_get_info (part->id)->label), remark, value, (int) part->id);
}

void
vmp_explanation_show_step (VmpExplanation         *self,
                           const VmpWaterfallStep *step,
                           VmpTarget              *target)
{
  const VmpWaterfallInfo *info = vmp_waterfall_step_get_info (step->id);
  g_autofree char *remark = vmp_waterfall_text_dup_remark (step, target, get_units ());
  char buffer[VMP_FORMAT_SIZE];
  g_autofree char *total = NULL;

  g_return_if_fail (VMP_IS_EXPLANATION (self));

  begin (self, _(info->label), _(info->explanation));
  if (remark != NULL)
    add_row (self, ROW_CAPTION, remark);
  add_row (self, ROW_TITLE, _("What it is made of"));
  for (guint i = 0; i < step->n_parts; i++)
    add_part (self, step, &step->parts[i], target);
  total = g_strdup_printf ("%s\n%s", vmp_format_bytes (buffer, step->value_bytes, get_units ()),
                           step->value_bytes > 0 ? _("100 %") : "–");
  add_number (self, _("Together"), info->formula, total, NO_PART);
  if (info->metric != VMP_N_METRICS)
    add_peers (self, info->metric, target);
  finish (self);
}

static void
vmp_explanation_finalize (GObject *object)
{
  VmpExplanation *self = VMP_EXPLANATION (object);

  g_clear_pointer (&self->rows, g_array_unref);
  g_clear_object (&self->values);

  G_OBJECT_CLASS (vmp_explanation_parent_class)->finalize (object);
}

static void
vmp_explanation_class_init (VmpExplanationClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = vmp_explanation_finalize;

  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "explanation");
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
vmp_explanation_init (VmpExplanation *self)
{
  self->rows = g_array_new (FALSE, FALSE, sizeof (Row));
  self->values = gtk_size_group_new (GTK_SIZE_GROUP_HORIZONTAL);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);
  /* It takes the focus of a popover, so that it is read out and can be scrolled by keys. */
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
}
