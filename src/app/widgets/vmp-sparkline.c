/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A graph as small as a word, without axes: did it grow?
 *
 * Hundreds may be alive and a dozen are drawn at each refresh: so rectangles on whole pixels, no anti-aliased path (0.2 ms each), no timer.
 */

#include "config.h"

#include "vmp-sparkline.h"

#include <math.h>

#define WIDTH 60
#define HEIGHT 12
#define LINE_WIDTH 1.0f
/* A change below this share of the value is drawn as small as it is, not blown up. */
#define LEAST_SHARE 0.02f

struct _VmpSparkline
{
  GtkWidget parent_instance;

  float     values[VMP_SPARKLINE_VALUES];
  guint     n_values;
};

G_DEFINE_FINAL_TYPE (VmpSparkline, vmp_sparkline, GTK_TYPE_WIDGET)

static gboolean
find_range (VmpSparkline *self, float *out_low, float *out_high)
{
  float low = INFINITY, high = -INFINITY, least;

  for (guint i = 0; i < self->n_values; i++)
    {
      if (isnan (self->values[i]))
        continue;
      low = MIN (low, self->values[i]);
      high = MAX (high, self->values[i]);
    }
  if (low > high)
    return FALSE;
  least = MAX (fabsf (high) * LEAST_SHARE, 1);
  if (high - low < least)
    {
      float middle = (low + high) / 2;

      low = middle - least / 2;
      high = middle + least / 2;
    }
  *out_low = low;
  *out_high = high;
  return TRUE;
}

static float
find_y (float value, float low, float high, float height)
{
  return roundf ((height - LINE_WIDTH) * (high - value) / (high - low));
}

/* As wide as the values until the next that is drawn elsewhere, and as high as the step from the one before. */
static void
add_step (VmpSparkline *self, GtkSnapshot *snapshot, const GdkRGBA *color, guint first, guint end, float from_y, float y)
{
  float width = (float) gtk_widget_get_width (GTK_WIDGET (self));
  float step = width / VMP_SPARKLINE_VALUES;
  guint offset = VMP_SPARKLINE_VALUES - self->n_values;
  float left = floorf ((float) (offset + first) * step), right = floorf ((float) (offset + end) * step);
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  float top = MIN (from_y, y);

  gtk_snapshot_append_color (snapshot, color,
                             &GRAPHENE_RECT_INIT (rtl ? width - left - LINE_WIDTH : left, top,
                                                  LINE_WIDTH, fabsf (from_y - y) + LINE_WIDTH));
  gtk_snapshot_append_color (snapshot, color,
                             &GRAPHENE_RECT_INIT (rtl ? width - right : left, y, MAX (right - left, 1), LINE_WIDTH));
}

static void
vmp_sparkline_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  VmpSparkline *self = VMP_SPARKLINE (widget);
  float height = (float) gtk_widget_get_height (widget);
  float low, high, before = NAN;
  GdkRGBA color;
  guint end;

  if (!find_range (self, &low, &high))
    return;
  gtk_widget_get_color (widget, &color);
  for (guint i = 0; i < self->n_values; i = end)
    {
      float y = find_y (self->values[i], low, high, height);

      for (end = i + 1; end < self->n_values && find_y (self->values[end], low, high, height) == y; end++)
        ;
      if (!isnan (y))
        add_step (self, snapshot, &color, i, end, isnan (before) ? y : before, y);
      before = y;
    }
}

static void
vmp_sparkline_measure (GtkWidget *widget, GtkOrientation orientation, int for_size,
                       int *minimum, int *natural, int *minimum_baseline, int *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? WIDTH : HEIGHT;
}

static void
vmp_sparkline_class_init (VmpSparklineClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->snapshot = vmp_sparkline_snapshot;
  widget_class->measure = vmp_sparkline_measure;

  gtk_widget_class_set_css_name (widget_class, "sparkline");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
vmp_sparkline_init (VmpSparkline *self)
{
}

GtkWidget *
vmp_sparkline_new (void)
{
  return g_object_new (VMP_TYPE_SPARKLINE, NULL);
}

void
vmp_sparkline_set_values (VmpSparkline *self, const float *values, guint n_values)
{
  g_return_if_fail (VMP_IS_SPARKLINE (self) && n_values <= VMP_SPARKLINE_VALUES);

  if (values == NULL)
    n_values = 0;
  if (n_values == self->n_values
      && (n_values == 0 || memcmp (self->values, values, n_values * sizeof *values) == 0))
    return;
  self->n_values = n_values;
  if (n_values > 0)
    memcpy (self->values, values, n_values * sizeof *values);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
