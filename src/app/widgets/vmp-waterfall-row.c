/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One step of the waterfall: its name, size and sentence, its bar, and its parts in words. */
#include "config.h"

#include "vmp-waterfall-row.h"

#include <glib/gi18n.h>

#include "../vmp-preferences.h"
#include "vmp-explanation.h"
#include "vmp-label.h"
#include "vmp-number-swatch.h"
#include "vmp-waterfall-text.h"

/* A part in words; the text beside its sample is the picture for who cannot see it. */
typedef struct
{
  GtkWidget       *box;
  VmpNumberSwatch *swatch;
  GtkLabel        *name, *value, *share;
} Chip;

struct _VmpWaterfallRow
{
  AdwBin           parent_instance;

  /* template children */
  GtkLabel        *title;
  GtkLabel        *value;
  GtkMenuButton   *details;
  GtkPopover      *popover;
  VmpExplanation  *explanation;
  GtkLabel        *sentence;
  VmpWaterfallBar *bar;
  AdwWrapBox      *chips;
  GtkBox          *remark_box;
  GtkLabel        *remark;

  Chip             chip[VMP_WATERFALL_MOST_PARTS];
  VmpTarget       *target;      /* borrowed until the next update */
  gboolean         remark_is_fleeting;
};

G_DEFINE_FINAL_TYPE (VmpWaterfallRow, vmp_waterfall_row, ADW_TYPE_BIN)

static GtkLabel *
create_label (int         width_chars,
              const char *style,
              const char *second_style)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  /* As wide as any value is, so that nothing moves while values change. */
  gtk_label_set_width_chars (GTK_LABEL (label), width_chars);
  gtk_widget_add_css_class (label, "caption");
  if (style != NULL)
    gtk_widget_add_css_class (label, style);
  if (second_style != NULL)
    gtk_widget_add_css_class (label, second_style);
  return GTK_LABEL (label);
}

/* Numbers with signs and units are written from left to right everywhere. */
static void
set_left_to_right (GtkLabel *label)
{
  gboolean rtl = gtk_widget_get_default_direction () == GTK_TEXT_DIR_RTL;

  gtk_widget_set_direction (GTK_WIDGET (label), GTK_TEXT_DIR_LTR);
  gtk_label_set_xalign (label, rtl ? 1 : 0);
}

static void
create_chip (VmpWaterfallRow *self,
             Chip            *chip)
{
  GtkWidget *name = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  /* With large text on a narrow window the numbers go below the name, and the name has several lines. */
  chip->box = adw_wrap_box_new ();
  adw_wrap_box_set_child_spacing (ADW_WRAP_BOX (chip->box), 6);
  chip->swatch = g_object_new (VMP_TYPE_NUMBER_SWATCH, "valign", GTK_ALIGN_CENTER, NULL);
  gtk_widget_add_css_class (chip->box, "waterfall-chip");
  gtk_box_append (GTK_BOX (name), GTK_WIDGET (chip->swatch));
  chip->name = create_label (-1, NULL, NULL);
  gtk_box_append (GTK_BOX (name), GTK_WIDGET (chip->name));
  gtk_label_set_wrap (chip->name, TRUE);
  adw_wrap_box_append (ADW_WRAP_BOX (chip->box), name);
  chip->value = create_label (8, "numeric", "caption-heading");
  chip->share = create_label (7, "numeric", "dimmed");
  set_left_to_right (chip->value);
  set_left_to_right (chip->share);
  adw_wrap_box_append (ADW_WRAP_BOX (chip->box), GTK_WIDGET (chip->value));
  adw_wrap_box_append (ADW_WRAP_BOX (chip->box), GTK_WIDGET (chip->share));
  adw_wrap_box_append (self->chips, chip->box);
}

/* Nothing is no news, but that there is nothing in swap is. */
static gboolean
is_worth_a_chip (const VmpWaterfallPart *part)
{
  if (part->id == VMP_WATERFALL_PART_SWAPPED)
    return TRUE;
  return part->value_bytes != 0 && !(part->id == VMP_WATERFALL_PART_HUGETLB && part->value_bytes == VMP_MISSING);
}

static void
update_chip (Chip                   *chip,
             const VmpWaterfallStep *step,
             guint                   index,
             VmpUnits                units)
{
  const VmpWaterfallPart *part = &step->parts[index];
  g_autofree char *share = vmp_waterfall_text_dup_share (part->value_bytes, step->value_bytes);
  char buffer[VMP_FORMAT_SIZE];

  vmp_number_swatch_set_part (chip->swatch, part->id);
  vmp_label_set_text (chip->name, _(vmp_waterfall_part_get_info (part->id)->label));
  vmp_label_set_text (chip->value, vmp_format_bytes (buffer, part->value_bytes, units));
  vmp_label_set_text (chip->share, share);
}

static void
update_chips (VmpWaterfallRow        *self,
              const VmpWaterfallStep *step,
              VmpUnits                units)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->chip); i++)
    {
      gboolean shown = i < step->n_parts && step->value_bytes != VMP_MISSING && is_worth_a_chip (&step->parts[i]);

      gtk_widget_set_visible (self->chip[i].box, shown);
      if (shown)
        update_chip (&self->chip[i], step, i, units);
    }
}

static void
marked_cb (VmpWaterfallRow *self,
           int              part)
{
  for (int i = 0; i < (int) G_N_ELEMENTS (self->chip); i++)
    {
      if (i == part)
        gtk_widget_add_css_class (self->chip[i].box, "marked");
      else
        gtk_widget_remove_css_class (self->chip[i].box, "marked");
    }
}

static void
activated_cb (VmpWaterfallRow *self)
{
  gtk_menu_button_popup (self->details);
}

static void
show_details_cb (VmpWaterfallRow *self)
{
  vmp_explanation_show_step (self->explanation, vmp_waterfall_bar_get_step (self->bar), self->target);
}

static void
vmp_waterfall_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), VMP_TYPE_WATERFALL_ROW);

  G_OBJECT_CLASS (vmp_waterfall_row_parent_class)->dispose (object);
}

static void
vmp_waterfall_row_class_init (VmpWaterfallRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vmp_waterfall_row_dispose;

  g_type_ensure (VMP_TYPE_EXPLANATION);
  g_type_ensure (VMP_TYPE_WATERFALL_BAR);
  gtk_widget_class_set_css_name (widget_class, "waterfallrow");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/vmprofiler/Vmp/widgets/vmp-waterfall-row.ui");
  gtk_widget_class_bind_template_child (widget_class, VmpWaterfallRow, title);
  gtk_widget_class_bind_template_child (widget_class, VmpWaterfallRow, value);
  gtk_widget_class_bind_template_child (widget_class, VmpWaterfallRow, details);
  gtk_widget_class_bind_template_child (widget_class, VmpWaterfallRow, popover);
  gtk_widget_class_bind_template_child (widget_class, VmpWaterfallRow, explanation);
  gtk_widget_class_bind_template_child (widget_class, VmpWaterfallRow, sentence);
  gtk_widget_class_bind_template_child (widget_class, VmpWaterfallRow, bar);
  gtk_widget_class_bind_template_child (widget_class, VmpWaterfallRow, chips);
  gtk_widget_class_bind_template_child (widget_class, VmpWaterfallRow, remark_box);
  gtk_widget_class_bind_template_child (widget_class, VmpWaterfallRow, remark);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, marked_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_details_cb);
}

static void
vmp_waterfall_row_init (VmpWaterfallRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < G_N_ELEMENTS (self->chip); i++)
    create_chip (self, &self->chip[i]);
}

GtkWidget *
vmp_waterfall_row_new (void)
{
  return g_object_new (VMP_TYPE_WATERFALL_ROW, NULL);
}

static void
update_head (VmpWaterfallRow        *self,
             const VmpWaterfallStep *step,
             VmpUnits                units)
{
  const char *label = _(vmp_waterfall_step_get_info (step->id)->label);
  char buffer[VMP_FORMAT_SIZE];
  g_autofree char *about = NULL;

  vmp_label_set_text (self->value, vmp_format_bytes (buffer, step->value_bytes, units));
  if (g_strcmp0 (gtk_label_get_text (self->title), label) == 0)
    return;
  vmp_label_set_text (self->title, label);
  vmp_label_set_text (self->sentence, _(vmp_waterfall_step_get_info (step->id)->explanation));
  /* Translators: %s is the name of a quantity, such as "Resident". */
  about = g_strdup_printf (_("What %s is made of"), label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->details), GTK_ACCESSIBLE_PROPERTY_LABEL, about, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

/* That parts were read at different moments may come and go every second: its place stays then, so that nothing below moves. */
static void
update_remark (VmpWaterfallRow        *self,
               const VmpWaterfallStep *step,
               const char             *remark)
{
  if (remark != NULL)
    self->remark_is_fleeting = step->is_divided && step->reason == VMP_REASON_NONE;
  gtk_widget_set_visible (GTK_WIDGET (self->remark_box), remark != NULL || self->remark_is_fleeting);
  gtk_widget_set_opacity (GTK_WIDGET (self->remark_box), remark != NULL ? 1 : 0);
  vmp_label_set_text (self->remark, remark != NULL ? remark : "");
}

gboolean
vmp_waterfall_row_update (VmpWaterfallRow        *self,
                          const VmpWaterfallStep *step,
                          VmpTarget              *target)
{
  VmpUnits units = vmp_preferences_get_units (vmp_preferences_get_default ());
  g_autofree char *remark = NULL;
  gboolean changed;

  g_return_val_if_fail (VMP_IS_WATERFALL_ROW (self), FALSE);

  remark = vmp_waterfall_text_dup_remark (step, target, units);
  update_head (self, step, units);
  changed = vmp_waterfall_bar_set_step (self->bar, step);
  update_chips (self, step, units);
  update_remark (self, step, remark);
  self->target = target;
  if (gtk_widget_get_visible (GTK_WIDGET (self->popover)))
    vmp_explanation_show_step (self->explanation, step, target);
  return changed;
}

VmpWaterfallBar *
vmp_waterfall_row_get_bar (VmpWaterfallRow *self)
{
  g_return_val_if_fail (VMP_IS_WATERFALL_ROW (self), NULL);

  return self->bar;
}
