/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A graph as small as a word, without axes: did it grow?
 *
 * Hundreds may be alive and a dozen are drawn at each refresh: so one path, no cairo surface of its own, no timer.
 */

#include "config.h"

#include "vmp-sparkline.h"

#include <math.h>

#define WIDTH 44
#define HEIGHT 12
#define LINE_WIDTH 1.5f
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

/* A value that stands alone is a short stroke. */
static void
add_lines (VmpSparkline *self, GskPathBuilder *builder, float width, float height, float low, float high)
{
  float step = (width - LINE_WIDTH) / (VMP_SPARKLINE_VALUES - 1);
  float begin = LINE_WIDTH / 2 + (float) (VMP_SPARKLINE_VALUES - self->n_values) * step;
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  gboolean drawing = FALSE;

  for (guint i = 0; i < self->n_values; i++)
    {
      float value = self->values[i];
      float x = begin + (float) i * step;
      float y = LINE_WIDTH / 2 + (height - LINE_WIDTH) * (high - value) / (high - low);
      float shown_x = rtl ? width - x : x;

      if (isnan (value))
        drawing = FALSE;
      else if (drawing)
        gsk_path_builder_line_to (builder, shown_x, y);
      else
        {
          gsk_path_builder_move_to (builder, shown_x, y);
          if (i + 1 == self->n_values || isnan (self->values[i + 1]))
            gsk_path_builder_rel_line_to (builder, rtl ? LINE_WIDTH : -LINE_WIDTH, 0);
          drawing = TRUE;
        }
    }
}

static void
vmp_sparkline_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  VmpSparkline *self = VMP_SPARKLINE (widget);
  g_autoptr (GskPathBuilder) builder = NULL;
  g_autoptr (GskPath) path = NULL;
  g_autoptr (GskStroke) stroke = NULL;
  float low, high;
  GdkRGBA color;

  if (!find_range (self, &low, &high))
    return;
  builder = gsk_path_builder_new ();
  add_lines (self, builder, (float) gtk_widget_get_width (widget), (float) gtk_widget_get_height (widget), low, high);
  path = gsk_path_builder_free_to_path (g_steal_pointer (&builder));
  stroke = gsk_stroke_new (LINE_WIDTH);
  gsk_stroke_set_line_join (stroke, GSK_LINE_JOIN_ROUND);
  gtk_widget_get_color (widget, &color);
  gtk_snapshot_append_stroke (snapshot, path, stroke, &color);
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
