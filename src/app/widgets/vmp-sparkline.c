/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A graph as small as a word, without axes: did it grow?
 *
 * Hundreds may be alive and a dozen are drawn at each refresh: so whole pixels, no anti-aliased path (0.2 ms each), no timer.
 */

#include "config.h"

#include "vmp-sparkline.h"

#include <math.h>

#define WIDTH 60
#define HEIGHT 12
#define LINE_WIDTH 1
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

/* The line from above, -1 where there is no value. */
static int
find_y (float value, float low, float high, int height)
{
  if (isnan (value))
    return -1;
  return (int) roundf ((float) (height - LINE_WIDTH) * (high - value) / (high - low));
}

/* The picture: drawn by hand when the values change, and the renderer has one texture to copy at each frame. As steps they are up to
 * 60 rectangles, each of which has a price in every frame that a row is scrolled. */

typedef struct
{
  guint32 *pixels;          /* owned, by rows without a gap */
  int      width, height;   /* of the widget */
  int      scale;           /* pixels to a unit of these */
  guint32  color;
  gboolean rtl;
} Picture;

/* GDK_MEMORY_DEFAULT: alpha, red, green and blue from the highest byte on, premultiplied. */
static guint32
to_pixel (const GdkRGBA *color)
{
  const float channels[] = { color->alpha, color->red * color->alpha, color->green * color->alpha, color->blue * color->alpha };
  guint32 pixel = 0;

  for (guint i = 0; i < G_N_ELEMENTS (channels); i++)
    pixel = pixel << 8 | (guint32) (CLAMP (channels[i], 0, 1) * 255 + 0.5f);
  return pixel;
}

/* @left counts from where the reading begins. */
static void
fill (Picture *self, int left, int top, int width, int height)
{
  int x = MAX (self->rtl ? self->width - left - width : left, 0) * self->scale;
  int end = MIN (self->rtl ? self->width - left : left + width, self->width) * self->scale;
  int bottom = MIN (top + height, self->height) * self->scale;

  for (int line = MAX (top, 0) * self->scale; line < bottom; line++)
    for (int column = x; column < end; column++)
      self->pixels[line * self->width * self->scale + column] = self->color;
}

/* As wide as the values until the next that is drawn elsewhere, and as high as the step from the one before. */
static void
draw_step (VmpSparkline *self, Picture *picture, guint first, guint end, int from_y, int y)
{
  guint offset = VMP_SPARKLINE_VALUES - self->n_values;
  int left = (int) (offset + first) * picture->width / VMP_SPARKLINE_VALUES;
  int right = (int) (offset + end) * picture->width / VMP_SPARKLINE_VALUES;

  fill (picture, left, MIN (from_y, y), LINE_WIDTH, ABS (from_y - y) + LINE_WIDTH);
  fill (picture, left, y, MAX (right - left, 1), LINE_WIDTH);
}

static void
draw_values (VmpSparkline *self, Picture *picture, float low, float high)
{
  int before = -1;
  guint end;

  for (guint i = 0; i < self->n_values; i = end)
    {
      int y = find_y (self->values[i], low, high, picture->height);

      for (end = i + 1; end < self->n_values && find_y (self->values[end], low, high, picture->height) == y; end++)
        ;
      if (y >= 0)
        draw_step (self, picture, i, end, before < 0 ? y : before, y);
      before = y;
    }
}

static GdkTexture *
make_texture (VmpSparkline *self, float low, float high)
{
  GtkWidget *widget = GTK_WIDGET (self);
  Picture picture = {
    .width = gtk_widget_get_width (widget),
    .height = gtk_widget_get_height (widget),
    .scale = gtk_widget_get_scale_factor (widget),
    .rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL,
  };
  gsize stride = sizeof *picture.pixels * (gsize) (picture.width * picture.scale);
  gsize size = stride * (gsize) (picture.height * picture.scale);
  g_autoptr (GBytes) bytes = NULL;
  GdkRGBA color;

  gtk_widget_get_color (widget, &color);
  picture.color = to_pixel (&color);
  picture.pixels = g_malloc0 (size);
  draw_values (self, &picture, low, high);
  bytes = g_bytes_new_take (picture.pixels, size);
  return gdk_memory_texture_new (picture.width * picture.scale, picture.height * picture.scale, GDK_MEMORY_DEFAULT,
                                 bytes, stride);
}

static void
vmp_sparkline_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  VmpSparkline *self = VMP_SPARKLINE (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  g_autoptr (GdkTexture) texture = NULL;
  float low, high;

  if (width <= 0 || height <= 0 || !find_range (self, &low, &high))
    return;
  texture = make_texture (self, low, high);
  gtk_snapshot_append_texture (snapshot, texture, &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
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
