/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The drawing half of a chart: loads what is to be seen, scales it, and draws the layers that changed. */
#include "config.h"

#include "vmp-chart-private.h"

#include <glib/gi18n.h>

#include "../vmp-preferences.h"
#include "vmp-chart-text.h"

#define PIXELS_A_STEP     36
#define TOP_MARGIN        16
#define DESCRIBE_USEC     G_USEC_PER_SEC

#define DIGEST_PRIME      G_GUINT64_CONSTANT (0x100000001b3)

/* A limit that is not so much higher than what is to be seen is in sight too. */
#define LIMIT_FACTOR      4

static void
drop_layers (VmpChart *self,
             guint     mask)
{
  for (guint i = 0; i < VMP_CHART_N_LAYERS; i++)
    {
      if (mask & 1u << i)
        g_clear_pointer (&self->nodes[i], gsk_render_node_unref);
    }
}

void
vmp_chart_invalidate (VmpChart *self,
                      guint     mask)
{
  drop_layers (self, mask);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static guint32
pack_color (const GdkRGBA *color)
{
  return (guint32) (color->red * 255 + 0.5f) << 16 | (guint32) (color->green * 255 + 0.5f) << 8
         | (guint32) (color->blue * 255 + 0.5f);
}

static void
update_look (VmpChart *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  AdwStyleManager *style = adw_style_manager_get_for_display (gtk_widget_get_display (widget));
  GtkNative *native = gtk_widget_get_native (widget);
  VmpChartFrame *frame = &self->frame;
  GdkRGBA color;

  gtk_widget_get_color (widget, &color);
  frame->foreground = pack_color (&color);
  frame->dark = adw_style_manager_get_dark (style);
  frame->high_contrast = adw_style_manager_get_high_contrast (style);
  frame->rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  frame->scale = native != NULL ? gdk_surface_get_scale (gtk_native_get_surface (native)) : 1;
  frame->texts = self->texts;
  frame->pango = gtk_widget_get_pango_context (widget);
  frame->zone = self->zone;
  frame->units = vmp_preferences_get_units (vmp_preferences_get_default ());
}

static void
update_geometry (VmpChart *self)
{
  VmpChartFrame *frame = &self->frame;
  int gutter = vmp_chart_axes_get_gutter (frame->pango);
  int footer = vmp_chart_axes_get_footer (frame->pango);

  frame->width = gtk_widget_get_width (GTK_WIDGET (self));
  frame->height = gtk_widget_get_height (GTK_WIDGET (self));
  frame->plot_x = frame->rtl ? 0 : gutter;
  frame->plot_y = TOP_MARGIN;
  frame->plot_width = MAX (frame->width - gutter, 1);
  frame->plot_height = MAX (frame->height - footer - TOP_MARGIN, 1);
}

VmpChartContent
vmp_chart_get_content (VmpChart *self)
{
  return (VmpChartContent) {
    .plot = &self->plot, .target = self->target, .compared_plot = &self->compared_plot, .compared = self->compared,
  };
}

/* Both processes on one scale. */
static gint64
get_max (VmpChart *self)
{
  return self->compared != NULL ? MAX (self->plot.max, self->compared_plot.max) : self->plot.max;
}

static gint64
get_highest (VmpChart *self)
{
  gint64 max = get_max (self), highest = max;

  for (guint i = 0; max > 0 && self->moved_limit < 0 && i < self->limits->len; i++)
    {
      gint64 value = g_array_index (self->limits, VmpChartLimit, i).value;

      if (value / LIMIT_FACTOR <= max)
        highest = MAX (highest, value + value / 16);
    }
  return highest;
}

/* A new top is gone to smoothly, but what is drawn first has nothing to move from. */
static void
update_scale (VmpChart *self)
{
  VmpChartFrame *frame = &self->frame;
  guint steps = (guint) MAX (1, frame->plot_height / PIXELS_A_STEP);
  gboolean first = frame->values.top == 0;
  gint64 max = get_highest (self);

  frame->unit = vmp_metric_get (self->plot.series[0].metric)->unit;
  if (max == VMP_MISSING)
    {
      frame->values = (VmpChartScale) { 0, 0 };
      frame->top = 0;
      return;
    }
  if (!vmp_chart_scale_update (&frame->values, max, steps, frame->unit, frame->units))
    return;
  self->top_from = frame->top;
  adw_animation_reset (self->rescale);
  if (first)
    frame->top = (double) frame->values.top;
  else
    adw_animation_play (self->rescale);
}

/* Says in words what is to be seen, and where the cursor is what it points at. */
void
vmp_chart_describe (VmpChart *self)
{
  VmpChartContent content = vmp_chart_get_content (self);
  gint64 cursor = vmp_chart_view_get_cursor (self->view);
  g_autofree char *summary = vmp_chart_text_dup_summary (&content, self->frame.units);
  g_autofree char *text = NULL;

  self->described_usec = g_get_monotonic_time ();
  if (self->target != NULL && cursor != VMP_CHART_NO_CURSOR)
    {
      g_autoptr (GArray) readout = vmp_chart_text_new_readout (&self->frame, &content, cursor);
      g_autofree char *at = vmp_chart_text_dup_readout (readout);

      text = g_strdup_printf ("%s. %s", at, summary);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  text != NULL ? text : summary, -1);
}

/* Tells apart the marks that a user can change: stages and notes are renamed, moved and removed in recordings. */
static guint64
digest_marks (VmpTarget *target)
{
  guint n;
  const VmpEvent *marks = vmp_target_get_marks (target, &n);
  guint64 digest = n;

  for (guint i = 0; i < n; i++)
    {
      const char *text = marks[i].type == VMP_EVENT_MARK ? marks[i].mark.name : marks[i].type == VMP_EVENT_NOTE ? marks[i].note.text : NULL;

      if (text != NULL)
        digest = (digest ^ g_str_hash (text) ^ (guint64) marks[i].time_nsec) * DIGEST_PRIME;
    }
  return digest;
}

/* In a long window most samples change nothing that can be seen: then what was drawn is kept. */
static void
drop_outdated (VmpChart *self)
{
  guint64 digest = vmp_chart_plot_get_digest (&self->plot) ^ (self->compared != NULL
                                                                ? vmp_chart_plot_get_digest (&self->compared_plot) : 0);

  if (self->target != NULL)
    digest ^= digest_marks (self->target);
  digest = digest * DIGEST_PRIME ^ (guint64) self->frame.anchor_nsec;
  /* The reason why there is nothing may have changed. */
  if (digest != self->digest || get_max (self) == VMP_MISSING)
    drop_layers (self, VMP_CHART_ALL_LAYERS);
  self->digest = digest;
}

static void
load (VmpChart *self)
{
  VmpChartFrame *frame = &self->frame;
  gint64 begin, end;

  vmp_chart_view_get_window (self->view, &begin, &end);
  frame->anchor_nsec = vmp_chart_view_get_anchor (self->view);
  vmp_chart_frame_set_window (frame, begin, end);
  vmp_chart_plot_load (&self->plot, self->target, frame->begin_nsec, frame->cell_nsec, frame->n_columns);
  if (self->compared != NULL)
    vmp_chart_plot_load (&self->compared_plot, self->compared, frame->begin_nsec, frame->cell_nsec, frame->n_columns);
  update_scale (self);
  drop_outdated (self);
  if (g_get_monotonic_time () - self->described_usec >= DESCRIBE_USEC)
    vmp_chart_describe (self);
  self->dirty = FALSE;
}

/* Said in the middle of the empty plot: why there is nothing to see. */
static gboolean
draw_message (VmpChart *self,
              cairo_t  *cr)
{
  VmpChartFrame *frame = &self->frame;
  g_autofree char *reason = NULL;
  PangoLayout *layout;
  int width, height;

  if (get_max (self) != VMP_MISSING || self->target == NULL)
    return FALSE;
  if (vmp_target_get_series (self->target, self->plot.series[0].metric) == NULL)
    reason = vmp_chart_text_dup_reason (self->target, self->plot.series[0].metric);
  frame->texts = NULL;
  layout = vmp_chart_frame_create_text (frame, reason != NULL ? reason : _("Nothing was measured in this time"));
  frame->texts = self->texts;
  pango_layout_set_width (layout, MAX (frame->plot_width - 24, 1) * PANGO_SCALE);
  pango_layout_set_alignment (layout, PANGO_ALIGN_CENTER);
  pango_layout_get_pixel_size (layout, &width, &height);
  vmp_chart_frame_set_source (frame, cr, frame->foreground, 0.7);
  cairo_move_to (cr, frame->plot_x + 12, frame->plot_y + (frame->plot_height - height) / 2);
  pango_cairo_show_layout (cr, layout);
  g_object_unref (layout);
  return TRUE;
}

static void
draw_cursor (VmpChart *self,
             cairo_t  *cr)
{
  gint64 cursor = vmp_chart_view_get_cursor (self->view);
  gint64 moment = vmp_chart_view_get_moment (self->view);
  VmpChartContent content = vmp_chart_get_content (self);
  g_autoptr (GArray) readout = NULL;

  if (moment != VMP_CHART_NO_CURSOR)
    vmp_chart_cursor_draw_moment (cr, &self->frame, moment);
  if (cursor == VMP_CHART_NO_CURSOR || self->target == NULL)
    return;
  readout = vmp_chart_text_new_readout (&self->frame, &content, cursor);
  vmp_chart_cursor_draw (cr, &self->frame, cursor, readout);
}

static void
draw_layer (VmpChart      *self,
            VmpChartLayer  layer,
            cairo_t       *cr)
{
  switch (layer)
    {
    case VMP_CHART_LAYER_AXES:
      vmp_chart_axes_draw (cr, &self->frame);
      break;
    case VMP_CHART_LAYER_SERIES:
      vmp_chart_series_draw (cr, &self->frame, &self->plot);
      if (self->compared != NULL)
        vmp_chart_series_draw (cr, &self->frame, &self->compared_plot);
      break;
    case VMP_CHART_LAYER_MARKS:
      vmp_chart_stages_draw (cr, &self->frame, self->target);
      if (!draw_message (self, cr))
        {
          vmp_chart_marks_draw (cr, &self->frame, &self->plot, self->target);
          vmp_chart_limits_draw (cr, &self->frame, self->limits, self->moved_limit);
        }
      break;
    case VMP_CHART_LAYER_CURSOR:
      draw_cursor (self, cr);
      break;
    case VMP_CHART_N_LAYERS:
    default:
      g_assert_not_reached ();
    }
}

/* What is scrolled away is drawn when it comes into view; but once at least, as pictures are made from it. */
static gboolean
is_in_view (VmpChart *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkWidget *view = self->scrolled;
  graphene_rect_t bounds, seen;

  if (view == NULL || self->frame.n_columns == 0 || gtk_widget_has_focus (widget))
    return TRUE;
  if (!gtk_widget_compute_bounds (widget, view, &bounds))
    return TRUE;
  graphene_rect_init (&seen, 0, 0, (float) gtk_widget_get_width (view), (float) gtk_widget_get_height (view));
  return graphene_rect_intersection (&bounds, &seen, NULL);
}

/* Layers that did not change are handed to GTK as they are, so that it sees that nothing is to be painted there. */
void
vmp_chart_snapshot (GtkWidget   *widget,
                    GtkSnapshot *snapshot)
{
  VmpChart *self = VMP_CHART (widget);
  graphene_rect_t bounds;

  update_look (self);
  update_geometry (self);
  if (self->dirty && is_in_view (self))
    load (self);
  else if (self->dirty && g_get_monotonic_time () - self->described_usec >= DESCRIBE_USEC)
    vmp_chart_describe (self);
  graphene_rect_init (&bounds, 0, 0, (float) self->frame.width, (float) self->frame.height);
  for (guint i = 0; i < VMP_CHART_N_LAYERS; i++)
    {
      if (self->nodes[i] == NULL)
        {
          cairo_t *cr;

          self->nodes[i] = gsk_cairo_node_new (&bounds);
          cr = gsk_cairo_node_get_draw_context (self->nodes[i]);
          draw_layer (self, i, cr);
          cairo_destroy (cr);
        }
      gtk_snapshot_append_node (snapshot, self->nodes[i]);
    }
}
