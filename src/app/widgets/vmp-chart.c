/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A graph of some metrics of one process over the time of a VmpChartView. */
#include "config.h"

#include "vmp-chart-private.h"

#include "../vmp-preferences.h"

#define DEFAULT_HEIGHT    150
#define LEAST_WIDTH       240
#define RESCALE_MSEC      200

enum
{
  LIMIT_MOVED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VmpChart, vmp_chart, GTK_TYPE_WIDGET)

static void
rescale_cb (double   progress,
            gpointer user_data)
{
  VmpChart *self = user_data;

  if (self->frame.values.top > 0)
    self->frame.top = self->top_from + ((double) self->frame.values.top - self->top_from) * progress;
  vmp_chart_invalidate (self, VMP_CHART_ALL_LAYERS);
}

static void
scrolled_cb (VmpChart *self)
{
  if (self->dirty)
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
vmp_chart_measure (GtkWidget      *widget,
                   GtkOrientation  orientation,
                   int             for_size,
                   int            *minimum,
                   int            *natural,
                   int            *minimum_baseline,
                   int            *natural_baseline)
{
  VmpChart *self = VMP_CHART (widget);

  *minimum = *natural = orientation == GTK_ORIENTATION_VERTICAL ? self->height : LEAST_WIDTH;
}

static void
changed_cb (VmpChart *self)
{
  self->dirty = TRUE;
  /* Unmapped it costs nothing: mapping asks for a frame by itself. */
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    vmp_chart_input_update_hover (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
cursor_changed_cb (VmpChart *self)
{
  vmp_chart_invalidate (self, 1u << VMP_CHART_LAYER_CURSOR);
  /* A pointer moves it far more often than anybody can be told. */
  if (self->hover_x < 0 && gtk_widget_has_focus (GTK_WIDGET (self)))
    vmp_chart_describe (self);
}

static void
look_changed_cb (VmpChart *self)
{
  vmp_chart_invalidate (self, VMP_CHART_ALL_LAYERS);
}

/* Other units have other round numbers. */
static void
preferences_changed_cb (VmpChart *self)
{
  self->frame.values = (VmpChartScale) { 0, 0 };
  self->dirty = TRUE;
  look_changed_cb (self);
}

static void
vmp_chart_size_allocate (GtkWidget *widget,
                         int        width,
                         int        height,
                         int        baseline)
{
  VMP_CHART (widget)->dirty = TRUE;
  vmp_chart_invalidate (VMP_CHART (widget), VMP_CHART_ALL_LAYERS);
}

static void
vmp_chart_css_changed (GtkWidget         *widget,
                       GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (vmp_chart_parent_class)->css_changed (widget, change);
  g_hash_table_remove_all (VMP_CHART (widget)->texts);
  vmp_chart_invalidate (VMP_CHART (widget), VMP_CHART_ALL_LAYERS);
}

static void
vmp_chart_map (GtkWidget *widget)
{
  VmpChart *self = VMP_CHART (widget);
  GtkAdjustment *scroll;

  self->scrolled = gtk_widget_get_ancestor (widget, GTK_TYPE_SCROLLED_WINDOW);
  if (self->scrolled != NULL)
    {
      scroll = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scrolled));
      g_signal_connect_object (scroll, "value-changed", G_CALLBACK (scrolled_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (scroll, "changed", G_CALLBACK (scrolled_cb), self, G_CONNECT_SWAPPED);
      self->scroll = g_object_ref (scroll);
    }
  GTK_WIDGET_CLASS (vmp_chart_parent_class)->map (widget);
}

static void
vmp_chart_unmap (GtkWidget *widget)
{
  VmpChart *self = VMP_CHART (widget);

  GTK_WIDGET_CLASS (vmp_chart_parent_class)->unmap (widget);
  if (self->scroll != NULL)
    g_signal_handlers_disconnect_by_func (self->scroll, scrolled_cb, self);
  g_clear_object (&self->scroll);
  self->scrolled = NULL;
}

static void
vmp_chart_dispose (GObject *object)
{
  VmpChart *self = VMP_CHART (object);

  self->target = self->compared = NULL;
  if (self->rescale != NULL)
    adw_animation_reset (self->rescale);
  g_clear_object (&self->rescale);
  for (guint i = 0; i < VMP_CHART_N_LAYERS; i++)
    g_clear_pointer (&self->nodes[i], gsk_render_node_unref);
  g_clear_object (&self->view);
  g_clear_object (&self->scroll);

  G_OBJECT_CLASS (vmp_chart_parent_class)->dispose (object);
}

static void
vmp_chart_finalize (GObject *object)
{
  VmpChart *self = VMP_CHART (object);

  vmp_chart_plot_clear (&self->plot);
  vmp_chart_plot_clear (&self->compared_plot);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  g_clear_pointer (&self->texts, g_hash_table_unref);
  g_clear_pointer (&self->limits, g_array_unref);
  g_clear_pointer (&self->title, g_free);

  G_OBJECT_CLASS (vmp_chart_parent_class)->finalize (object);
}

static void
vmp_chart_class_init (VmpChartClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = vmp_chart_dispose;
  object_class->finalize = vmp_chart_finalize;
  widget_class->map = vmp_chart_map;
  widget_class->unmap = vmp_chart_unmap;
  widget_class->snapshot = vmp_chart_snapshot;
  widget_class->measure = vmp_chart_measure;
  widget_class->size_allocate = vmp_chart_size_allocate;
  widget_class->css_changed = vmp_chart_css_changed;

  signals[LIMIT_MOVED] =
    g_signal_new ("limit-moved", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                  G_TYPE_STRING, G_TYPE_INT64);

  gtk_widget_class_set_css_name (widget_class, "chart");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  vmp_chart_input_class_init (widget_class);
}

static void
vmp_chart_init (VmpChart *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  AdwStyleManager *style = adw_style_manager_get_for_display (gtk_widget_get_display (widget));

  self->height = DEFAULT_HEIGHT;
  self->hover_x = -1;
  self->moved_limit = -1;
  self->limits = g_array_new (FALSE, TRUE, sizeof (VmpChartLimit));
  self->dirty = TRUE;
  self->zone = g_time_zone_new_local ();
  self->texts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->rescale = adw_timed_animation_new (widget, 0, 1, RESCALE_MSEC,
                                           adw_callback_animation_target_new (rescale_cb, self, NULL));
  gtk_widget_set_focusable (widget, TRUE);
  gtk_widget_set_hexpand (widget, TRUE);
  g_signal_connect_object (style, "notify::dark", G_CALLBACK (look_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (style, "notify::high-contrast", G_CALLBACK (look_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (vmp_preferences_get_default (), "changed", G_CALLBACK (preferences_changed_cb), self,
                           G_CONNECT_SWAPPED);
  vmp_chart_input_init (self);
}

GtkWidget *
vmp_chart_new (VmpChartView         *view,
               const char           *title,
               const VmpChartSeries *series,
               guint                 n_series)
{
  VmpChart *self = g_object_new (VMP_TYPE_CHART, NULL);

  self->view = g_object_ref (view);
  self->title = g_strdup (title);
  vmp_chart_plot_init (&self->plot, series, n_series);
  vmp_chart_plot_init (&self->compared_plot, &(VmpChartSeries) { series[0].metric, VMP_CHART_ROLE_LINE }, 1);
  self->compared_plot.compared = TRUE;
  g_signal_connect_object (view, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (view, "cursor-changed", G_CALLBACK (cursor_changed_cb), self, G_CONNECT_SWAPPED);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  return GTK_WIDGET (self);
}

void
vmp_chart_set_target (VmpChart  *self,
                      VmpTarget *target)
{
  g_return_if_fail (VMP_IS_CHART (self));

  if (self->target == target)
    return;
  vmp_chart_plot_reset (&self->plot);
  self->target = target;
  self->frame.values = (VmpChartScale) { 0, 0 };
  self->described_usec = 0;
  changed_cb (self);
}

void
vmp_chart_set_compared (VmpChart  *self,
                        VmpTarget *compared)
{
  g_return_if_fail (VMP_IS_CHART (self));

  if (self->compared == compared)
    return;
  vmp_chart_plot_reset (&self->compared_plot);
  self->compared = compared;
  self->described_usec = 0;
  changed_cb (self);
}

void
vmp_chart_set_height (VmpChart *self,
                      int       height)
{
  g_return_if_fail (VMP_IS_CHART (self));

  if (self->height == height)
    return;
  self->height = height;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

int
vmp_chart_get_height (VmpChart *self)
{
  g_return_val_if_fail (VMP_IS_CHART (self), 0);

  return self->height;
}

const char *
vmp_chart_get_title (VmpChart *self)
{
  g_return_val_if_fail (VMP_IS_CHART (self), NULL);

  return self->title;
}

void
vmp_chart_set_hidden (VmpChart    *self,
                      VmpMetricId  metric,
                      gboolean     hidden)
{
  g_return_if_fail (VMP_IS_CHART (self));

  if (!vmp_chart_plot_set_hidden (&self->plot, metric, hidden))
    return;
  self->described_usec = 0;
  changed_cb (self);
}

VmpMetricId
vmp_chart_get_metric (VmpChart *self)
{
  g_return_val_if_fail (VMP_IS_CHART (self), VMP_METRIC_RSS);

  return self->plot.series[0].metric;
}

gboolean
vmp_chart_has_metric (VmpChart    *self,
                      VmpMetricId  metric)
{
  g_return_val_if_fail (VMP_IS_CHART (self), FALSE);

  for (guint i = 0; i < self->plot.n_series; i++)
    if (self->plot.series[i].metric == metric)
      return TRUE;
  return FALSE;
}

static gboolean
same_limits (GArray *a,
             GArray *b)
{
  if (a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++)
    {
      const VmpChartLimit *x = &g_array_index (a, VmpChartLimit, i), *y = &g_array_index (b, VmpChartLimit, i);

      if (x->value != y->value || !g_str_equal (x->rule, y->rule))
        return FALSE;
    }
  return TRUE;
}

void
vmp_chart_take_limits (VmpChart *self,
                       GArray   *limits)
{
  gboolean same = same_limits (self->limits, limits);

  g_return_if_fail (VMP_IS_CHART (self));

  self->moved_limit = -1;
  g_array_unref (self->limits);
  self->limits = limits;
  if (same)
    return;
  self->dirty = TRUE;
  vmp_chart_invalidate (self, VMP_CHART_ALL_LAYERS);
}

void
vmp_chart_move_limit (VmpChart *self,
                      guint     index,
                      gint64    value,
                      gboolean  is_final)
{
  VmpChartLimit *limit = &g_array_index (self->limits, VmpChartLimit, index);
  g_autofree char *rule = g_strdup (limit->rule);

  limit->value = value;
  self->moved_limit = is_final ? -1 : (int) index;
  vmp_chart_invalidate (self, 1u << VMP_CHART_LAYER_MARKS);
  if (is_final)
    g_signal_emit (self, signals[LIMIT_MOVED], 0, rule, value);
}
