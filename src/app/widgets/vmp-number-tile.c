/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One number of the legend: value, highest value, how it is drawn, what it means; pressing it hides its line. */
#include "config.h"

#include "vmp-number-tile.h"

#include <glib/gi18n.h>

#include "core/model/vmp-format.h"
#include "../vmp-preferences.h"
#include "vmp-chart-text.h"
#include "vmp-explanation.h"
#include "vmp-label.h"
#include "vmp-number-swatch.h"

struct _VmpNumberTile
{
  AdwBin           parent_instance;

  /* template children */
  GtkToggleButton *button;
  GtkMenuButton   *info;
  GtkPopover      *popover;
  VmpNumberSwatch *swatch;
  GtkLabel        *name;
  GtkLabel        *value;
  GtkLabel        *peak;
  VmpExplanation  *explanation;

  VmpMetricId      metric;
  gboolean         shown;
  char            *reason;      /* owned; why there is no value, NULL if there is */
  VmpTarget       *target;      /* borrowed until the next update */
  gint64           now_nsec;
};

enum
{
  PROP_0,
  PROP_SHOWN,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (VmpNumberTile, vmp_number_tile, ADW_TYPE_BIN)

static void
show_details_cb (VmpNumberTile *self)
{
  vmp_explanation_show_metric (self->explanation, self->metric, self->target, self->now_nsec);
}

static gboolean
query_tooltip_cb (VmpNumberTile *self,
                  int            x,
                  int            y,
                  gboolean       keyboard,
                  GtkTooltip    *tooltip)
{
  const VmpMetric *metric = vmp_metric_get (self->metric);
  g_autofree char *text = NULL;

  if (gtk_widget_get_visible (GTK_WIDGET (self->popover)))
    return FALSE;
  if (self->reason != NULL)
    text = g_strdup_printf ("%s\n%s", _(metric->explanation), self->reason);
  else
    text = g_strdup (_(metric->explanation));
  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

static void
alert_me_cb (VmpNumberTile *self)
{
  gtk_popover_popdown (self->popover);
  gtk_widget_activate_action (GTK_WIDGET (self), "overview.alert-me", "s", vmp_metric_get (self->metric)->key);
}

static void
popup_details_cb (VmpNumberTile *self)
{
  gtk_menu_button_popup (self->info);
}

static void
popup_details_action (GtkWidget  *widget,
                      const char *name,
                      GVariant   *parameter)
{
  popup_details_cb (VMP_NUMBER_TILE (widget));
}

static void
vmp_number_tile_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  VmpNumberTile *self = VMP_NUMBER_TILE (object);

  switch (prop_id)
    {
    case PROP_SHOWN:
      g_value_set_boolean (value, self->shown);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
vmp_number_tile_set_property (GObject      *object,
                              guint         prop_id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  VmpNumberTile *self = VMP_NUMBER_TILE (object);

  switch (prop_id)
    {
    case PROP_SHOWN:
      if (self->shown == g_value_get_boolean (value))
        return;
      self->shown = g_value_get_boolean (value);
      g_object_notify_by_pspec (object, pspec);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
vmp_number_tile_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), VMP_TYPE_NUMBER_TILE);

  G_OBJECT_CLASS (vmp_number_tile_parent_class)->dispose (object);
}

static void
vmp_number_tile_finalize (GObject *object)
{
  g_clear_pointer (&VMP_NUMBER_TILE (object)->reason, g_free);

  G_OBJECT_CLASS (vmp_number_tile_parent_class)->finalize (object);
}

static void
vmp_number_tile_class_init (VmpNumberTileClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = vmp_number_tile_get_property;
  object_class->set_property = vmp_number_tile_set_property;
  object_class->dispose = vmp_number_tile_dispose;
  object_class->finalize = vmp_number_tile_finalize;

  properties[PROP_SHOWN] =
    g_param_spec_boolean ("shown", NULL, NULL, TRUE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (VMP_TYPE_EXPLANATION);
  g_type_ensure (VMP_TYPE_NUMBER_SWATCH);
  gtk_widget_class_set_css_name (widget_class, "numbertile");
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/vmprofiler/Vmp/widgets/vmp-number-tile.ui");
  gtk_widget_class_bind_template_child (widget_class, VmpNumberTile, button);
  gtk_widget_class_bind_template_child (widget_class, VmpNumberTile, info);
  gtk_widget_class_bind_template_child (widget_class, VmpNumberTile, popover);
  gtk_widget_class_bind_template_child (widget_class, VmpNumberTile, swatch);
  gtk_widget_class_bind_template_child (widget_class, VmpNumberTile, name);
  gtk_widget_class_bind_template_child (widget_class, VmpNumberTile, value);
  gtk_widget_class_bind_template_child (widget_class, VmpNumberTile, peak);
  gtk_widget_class_bind_template_child (widget_class, VmpNumberTile, explanation);
  gtk_widget_class_bind_template_callback (widget_class, popup_details_cb);
  gtk_widget_class_bind_template_callback (widget_class, alert_me_cb);
  gtk_widget_class_bind_template_callback (widget_class, query_tooltip_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_details_cb);

  gtk_widget_class_install_action (widget_class, "number.details", NULL, popup_details_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Menu, 0, "number.details", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, "number.details", NULL);
}

static void
vmp_number_tile_init (VmpNumberTile *self)
{
  self->shown = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
vmp_number_tile_new (VmpMetricId  metric,
                     const char  *name)
{
  VmpNumberTile *self = g_object_new (VMP_TYPE_NUMBER_TILE, NULL);
  g_autofree char *about = NULL;

  self->metric = metric;
  vmp_number_swatch_set_metric (self->swatch, metric);
  gtk_label_set_text (self->name, name);
  /* Translators: %s is the name of a quantity, such as "Resident". */
  about = g_strdup_printf (_("About %s"), _(vmp_metric_get (metric)->label));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->info), GTK_ACCESSIBLE_PROPERTY_LABEL, about, -1);
  vmp_number_tile_update (self, NULL, 0);
  return GTK_WIDGET (self);
}

VmpMetricId
vmp_number_tile_get_metric (VmpNumberTile *self)
{
  g_return_val_if_fail (VMP_IS_NUMBER_TILE (self), VMP_METRIC_RSS);

  return self->metric;
}

static char *
dup_peak (VmpNumberTile *self,
          VmpTarget     *target)
{
  const VmpMetric *metric = vmp_metric_get (self->metric);
  gint64 peak = target != NULL ? vmp_target_get_program_peak (target, self->metric) : VMP_MISSING;
  VmpUnits units = vmp_preferences_get_units (vmp_preferences_get_default ());
  char buffer[VMP_FORMAT_SIZE];

  if (peak == VMP_MISSING)
    return g_strdup ("");
  if (metric->kind == VMP_KIND_PEAK)
    return g_strdup (_("highest so far"));
  vmp_format_value (buffer, metric->unit, peak, units);
  /* Histories that come from elsewhere are those of a recording: the value is of a moment, the peak of all of it. */
  if (vmp_target_get_revision (target) > 0)
    /* Translators: the highest value in all of a recording; %s is an amount such as "655 MiB". */
    return g_strdup_printf (_("overall peak %s"), buffer);
  /* Translators: the highest value of a quantity; %s is an amount such as "655 MiB". */
  return g_strdup_printf (_("peak %s"), buffer);
}

void
vmp_number_tile_update (VmpNumberTile *self,
                        VmpTarget     *target,
                        gint64         now_nsec)
{
  const VmpMetric *metric = vmp_metric_get (self->metric);
  gint64 value = target != NULL ? vmp_target_get_value (target, self->metric, NULL, NULL) : VMP_MISSING;
  char buffer[VMP_FORMAT_SIZE];
  g_autofree char *peak = dup_peak (self, target);
  g_autofree char *spoken = NULL;

  g_return_if_fail (VMP_IS_NUMBER_TILE (self));

  vmp_format_value (buffer, metric->unit, value,
                    vmp_preferences_get_units (vmp_preferences_get_default ()));
  g_clear_pointer (&self->reason, g_free);
  self->reason = target != NULL ? vmp_chart_text_dup_reason (target, self->metric) : NULL;
  self->target = target;
  self->now_nsec = now_nsec;
  if (g_strcmp0 (gtk_label_get_text (self->value), buffer) != 0 || g_strcmp0 (gtk_label_get_text (self->peak), peak) != 0)
    {
      spoken = g_strdup_printf ("%s %s %s", _(metric->label), self->reason != NULL ? self->reason : buffer, peak);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
    }
  vmp_label_set_text (self->value, buffer);
  vmp_label_set_text (self->peak, peak);
  if (gtk_widget_get_visible (GTK_WIDGET (self->popover)))
    show_details_cb (self);
}
