/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The icon of an application, which changes without measuring anything anew.
 *
 * A GtkImage asks for a new layout of all rows at each change, and rows change what they stand for all the time.
 */

#include "config.h"

#include "vmp-process-icon.h"

#define FAINT 0.35
/* Then the pictures are made anew, which is better than to keep those of colours that are no more. */
#define MOST_PICTURES 1000

struct _VmpProcessIcon
{
  GtkWidget   parent_instance;

  /* owned */
  GIcon      *icon;     /* NULL: that of any program */
  GdkTexture *picture;  /* NULL until it is drawn */
  GdkRGBA     color;    /* of the picture */
};

G_DEFINE_FINAL_TYPE (VmpProcessIcon, vmp_process_icon, GTK_TYPE_WIDGET)

/* Pictures, kept for all rows: the theme remembers no icon that is a file, and would read it for each row anew; and a picture in
 * the format of the renderer needs no conversion at each frame. */

typedef struct
{
  GIcon            *icon;   /* owned, once it is in the table */
  int               scale;
  GtkTextDirection  direction;
  GdkRGBA           color;
} PictureKey;

static guint
picture_key_hash (gconstpointer key)
{
  const PictureKey *self = key;

  return g_icon_hash (self->icon) ^ (guint) self->scale ^ gdk_rgba_hash (&self->color);
}

static gboolean
picture_key_equal (gconstpointer a, gconstpointer b)
{
  const PictureKey *one = a, *two = b;

  return one->scale == two->scale
         && one->direction == two->direction
         && gdk_rgba_equal (&one->color, &two->color)
         && g_icon_equal (one->icon, two->icon);
}

static void
picture_key_free (gpointer key)
{
  PictureKey *self = key;

  g_object_unref (self->icon);
  g_free (self);
}

static GHashTable *
get_pictures (GtkIconTheme *theme)
{
  static GQuark quark;
  GHashTable *pictures;

  if (quark == 0)
    quark = g_quark_from_static_string ("vmp-process-icon-pictures");
  pictures = g_object_get_qdata (G_OBJECT (theme), quark);
  if (pictures == NULL)
    {
      pictures = g_hash_table_new_full (picture_key_hash, picture_key_equal, picture_key_free, g_object_unref);
      g_object_set_qdata_full (G_OBJECT (theme), quark, pictures, (GDestroyNotify) g_hash_table_unref);
      g_signal_connect_swapped (theme, "changed", G_CALLBACK (g_hash_table_remove_all), pictures);
    }
  return pictures;
}

static GskRenderNode *
draw_icon (GtkIconPaintable *icon, const GdkRGBA *color)
{
  const double size = VMP_PROCESS_ICON_SIZE;
  GtkSnapshot *snapshot = gtk_snapshot_new ();

  if (gtk_icon_paintable_is_symbolic (icon))
    gtk_symbolic_paintable_snapshot_symbolic (GTK_SYMBOLIC_PAINTABLE (icon), snapshot, size, size, color, 1);
  else
    gdk_paintable_snapshot (GDK_PAINTABLE (icon), snapshot, size, size);
  return gtk_snapshot_free_to_node (snapshot);
}

static GdkTexture *
make_picture (GtkIconTheme *theme, const PictureKey *key)
{
  g_autoptr (GtkIconPaintable) icon =
    gtk_icon_theme_lookup_by_gicon (theme, key->icon, VMP_PROCESS_ICON_SIZE, key->scale, key->direction, 0);
  GskRenderNode *node = draw_icon (icon, &key->color);
  int pixels = VMP_PROCESS_ICON_SIZE * key->scale;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, pixels, pixels);
  cairo_t *cr = cairo_create (surface);
  int stride = cairo_image_surface_get_stride (surface);
  g_autoptr (GBytes) bytes = NULL;

  cairo_scale (cr, key->scale, key->scale);
  if (node != NULL)
    gsk_render_node_draw (node, cr);
  g_clear_pointer (&node, gsk_render_node_unref);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  bytes = g_bytes_new (cairo_image_surface_get_data (surface), (gsize) (stride * pixels));
  cairo_surface_destroy (surface);
  return gdk_memory_texture_new (pixels, pixels, GDK_MEMORY_DEFAULT, bytes, (gsize) stride);
}

static GdkTexture *
find_picture (VmpProcessIcon *self, const GdkRGBA *color)
{
  static GIcon *any_program;
  GtkWidget *widget = GTK_WIDGET (self);
  GtkIconTheme *theme = gtk_icon_theme_get_for_display (gtk_widget_get_display (widget));
  GHashTable *pictures = get_pictures (theme);
  PictureKey key = { self->icon, gtk_widget_get_scale_factor (widget), gtk_widget_get_direction (widget), *color };
  GdkTexture *picture;

  if (any_program == NULL)
    any_program = g_themed_icon_new ("application-x-executable-symbolic");
  if (key.icon == NULL)
    key.icon = any_program;
  picture = g_hash_table_lookup (pictures, &key);
  if (picture == NULL)
    {
      if (g_hash_table_size (pictures) >= MOST_PICTURES)
        g_hash_table_remove_all (pictures);
      picture = make_picture (theme, &key);
      g_object_ref (key.icon);
      g_hash_table_insert (pictures, g_memdup2 (&key, sizeof key), picture);
    }
  return g_object_ref (picture);
}

static void
vmp_process_icon_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  VmpProcessIcon *self = VMP_PROCESS_ICON (widget);
  float x = (float) ((gtk_widget_get_width (widget) - VMP_PROCESS_ICON_SIZE) / 2);
  float y = (float) ((gtk_widget_get_height (widget) - VMP_PROCESS_ICON_SIZE) / 2);
  GdkRGBA color;

  gtk_widget_get_color (widget, &color);
  if (self->icon == NULL)
    color.alpha *= (float) FAINT;
  if (self->picture == NULL || !gdk_rgba_equal (&color, &self->color))
    {
      g_clear_object (&self->picture);
      self->picture = find_picture (self, &color);
      self->color = color;
    }
  gtk_snapshot_append_texture (snapshot, self->picture,
                               &GRAPHENE_RECT_INIT (x, y, VMP_PROCESS_ICON_SIZE, VMP_PROCESS_ICON_SIZE));
}

static void
vmp_process_icon_measure (GtkWidget *widget, GtkOrientation orientation, int for_size,
                          int *minimum, int *natural, int *minimum_baseline, int *natural_baseline)
{
  *minimum = *natural = VMP_PROCESS_ICON_SIZE;
}

/* Another theme, scale or direction may have another picture. */
static void
vmp_process_icon_system_setting_changed (GtkWidget *widget, GtkSystemSetting setting)
{
  g_clear_object (&VMP_PROCESS_ICON (widget)->picture);

  GTK_WIDGET_CLASS (vmp_process_icon_parent_class)->system_setting_changed (widget, setting);
}

static void
forget_picture (VmpProcessIcon *self)
{
  g_clear_object (&self->picture);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
vmp_process_icon_dispose (GObject *object)
{
  VmpProcessIcon *self = VMP_PROCESS_ICON (object);

  g_clear_object (&self->icon);
  g_clear_object (&self->picture);

  G_OBJECT_CLASS (vmp_process_icon_parent_class)->dispose (object);
}

static void
vmp_process_icon_class_init (VmpProcessIconClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = vmp_process_icon_dispose;
  widget_class->snapshot = vmp_process_icon_snapshot;
  widget_class->measure = vmp_process_icon_measure;
  widget_class->system_setting_changed = vmp_process_icon_system_setting_changed;

  gtk_widget_class_set_css_name (widget_class, "processicon");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
vmp_process_icon_init (VmpProcessIcon *self)
{
  g_signal_connect (self, "notify::scale-factor", G_CALLBACK (forget_picture), NULL);
  g_signal_connect (self, "direction-changed", G_CALLBACK (forget_picture), NULL);
}

void
vmp_process_icon_set (VmpProcessIcon *self, GIcon *icon)
{
  g_return_if_fail (VMP_IS_PROCESS_ICON (self));

  if (g_set_object (&self->icon, icon))
    forget_picture (self);
}
