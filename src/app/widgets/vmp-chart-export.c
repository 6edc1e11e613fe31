/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a chart shows, as text, values, picture and file. */
#include "config.h"

#include <cairo-svg.h>

#include "../vmp-preferences.h"
#include "vmp-chart-picture.h"
#include "vmp-chart-private.h"
#include "vmp-chart-text.h"

/* Of pictures: they are looked at on finer screens and on paper. */
#define PICTURE_SCALE 2

#define TABLE_ROWS 200

VmpChartPeriod
vmp_chart_get_period (VmpChart *self)
{
  VmpChartPeriod period = {
    .anchor_nsec = vmp_chart_view_get_anchor (self->view),
    .zone = self->zone,
    .units = vmp_preferences_get_units (vmp_preferences_get_default ()),
  };

  vmp_chart_view_get_window (self->view, &period.begin_nsec, &period.end_nsec);
  return period;
}

VmpChartTable *
vmp_chart_new_table (VmpChart       *self,
                     VmpChartPeriod *out_period)
{
  VmpChartContent content = vmp_chart_get_content (self);

  g_return_val_if_fail (VMP_IS_CHART (self), NULL);

  *out_period = vmp_chart_get_period (self);
  return vmp_chart_table_new (&content, out_period, TABLE_ROWS);
}

char *
vmp_chart_dup_process (VmpChart *self)
{
  g_return_val_if_fail (VMP_IS_CHART (self), NULL);

  return vmp_chart_text_dup_process (self->target);
}

char *
vmp_chart_dup_text (VmpChart *self)
{
  VmpChartContent content = vmp_chart_get_content (self);
  VmpChartPeriod period = vmp_chart_get_period (self);

  g_return_val_if_fail (VMP_IS_CHART (self), NULL);

  return vmp_chart_table_dup_text (&content, &period, self->title);
}

static void
picture_init (VmpChart        *self,
              VmpChartContent *content,
              VmpChartPicture *picture,
              double           scale)
{
  VmpChartPeriod period = vmp_chart_get_period (self);

  *content = vmp_chart_get_content (self);
  *picture = (VmpChartPicture) {
    .title = self->title, .content = content, .frame = self->frame,
    .begin_nsec = period.begin_nsec, .end_nsec = period.end_nsec,
  };
  picture->frame.pango = gtk_widget_get_pango_context (GTK_WIDGET (self));
  picture->frame.texts = NULL;
  picture->frame.zone = self->zone;
  picture->frame.scale = scale;
}

GdkTexture *
vmp_chart_create_texture (VmpChart *self)
{
  VmpChartContent content;
  VmpChartPicture picture;
  g_autoptr (GBytes) bytes = NULL;
  cairo_surface_t *surface;
  GdkTexture *texture;
  cairo_t *cr;
  int width, height;

  g_return_val_if_fail (VMP_IS_CHART (self), NULL);

  picture_init (self, &content, &picture, PICTURE_SCALE);
  vmp_chart_picture_get_size (&picture, &width, &height);
  surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width * PICTURE_SCALE, height * PICTURE_SCALE);
  cairo_surface_set_device_scale (surface, PICTURE_SCALE, PICTURE_SCALE);
  cr = cairo_create (surface);
  vmp_chart_picture_draw (&picture, cr, FALSE);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  bytes = g_bytes_new_with_free_func (cairo_image_surface_get_data (surface),
                                      (gsize) (height * PICTURE_SCALE * cairo_image_surface_get_stride (surface)),
                                      (GDestroyNotify) cairo_surface_destroy, surface);
  texture = gdk_memory_texture_new (width * PICTURE_SCALE, height * PICTURE_SCALE, GDK_MEMORY_DEFAULT, bytes,
                                    (gsize) cairo_image_surface_get_stride (surface));
  return texture;
}

static cairo_status_t
write_cb (void                *closure,
          const unsigned char *data,
          unsigned int         length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

static GBytes *
create_svg (VmpChart *self)
{
  GByteArray *content_bytes = g_byte_array_new ();
  VmpChartContent content;
  VmpChartPicture picture;
  cairo_surface_t *surface;
  cairo_t *cr;
  int width, height;

  picture_init (self, &content, &picture, 1);
  vmp_chart_picture_get_size (&picture, &width, &height);
  surface = cairo_svg_surface_create_for_stream (write_cb, content_bytes, width, height);
  cairo_svg_surface_set_document_unit (surface, CAIRO_SVG_UNIT_PX);
  cr = cairo_create (surface);
  vmp_chart_picture_draw (&picture, cr, TRUE);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  return g_byte_array_free_to_bytes (content_bytes);
}

static void
write_csv (GTask        *task,
           gpointer      source,
           gpointer      data,
           GCancellable *cancellable)
{
  gsize length;
  char *text = vmp_chart_csv_write (data, &length);

  g_task_return_pointer (task, g_bytes_new_take (text, length), (GDestroyNotify) g_bytes_unref);
}

static void
write_png (GTask        *task,
           gpointer      source,
           gpointer      data,
           GCancellable *cancellable)
{
  g_task_return_pointer (task, gdk_texture_save_to_png_bytes (data), (GDestroyNotify) g_bytes_unref);
}

void
vmp_chart_create_file_async (VmpChart            *self,
                             VmpChartFile         type,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  VmpChartContent content;
  VmpChartPeriod period;

  g_return_if_fail (VMP_IS_CHART (self));

  g_task_set_source_tag (task, vmp_chart_create_file_async);
  g_task_set_return_on_cancel (task, TRUE);
  switch (type)
    {
    case VMP_CHART_FILE_SVG:
      g_task_return_pointer (task, create_svg (self), (GDestroyNotify) g_bytes_unref);
      break;
    case VMP_CHART_FILE_CSV:
      content = vmp_chart_get_content (self);
      period = vmp_chart_get_period (self);
      g_task_set_task_data (task, vmp_chart_csv_new (&content, &period), (GDestroyNotify) vmp_chart_csv_free);
      g_task_run_in_thread (task, write_csv);
      break;
    case VMP_CHART_FILE_PNG:
    default:
      g_task_set_task_data (task, vmp_chart_create_texture (self), g_object_unref);
      g_task_run_in_thread (task, write_png);
      break;
    }
}

GBytes *
vmp_chart_create_file_finish (VmpChart      *self,
                              GAsyncResult  *result,
                              GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
