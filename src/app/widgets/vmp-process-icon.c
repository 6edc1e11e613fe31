/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The icon of an application, which changes without measuring anything anew.
 *
 * A GtkImage asks for a new layout of all rows at each change, and rows change what they stand for all the time.
 */

#include "config.h"

#include "vmp-process-icon.h"

#define FAINT 0.35

struct _VmpProcessIcon
{
  GtkWidget         parent_instance;

  /* owned */
  GIcon            *icon;       /* NULL: that of any program */
  GtkIconPaintable *paintable;  /* NULL until it is drawn */
};

G_DEFINE_FINAL_TYPE (VmpProcessIcon, vmp_process_icon, GTK_TYPE_WIDGET)

static GtkIconPaintable *
load_paintable (VmpProcessIcon *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkIconTheme *theme = gtk_icon_theme_get_for_display (gtk_widget_get_display (widget));
  GtkTextDirection direction = gtk_widget_get_direction (widget);
  int scale = gtk_widget_get_scale_factor (widget);

  if (self->icon != NULL)
    return gtk_icon_theme_lookup_by_gicon (theme, self->icon, VMP_PROCESS_ICON_SIZE, scale, direction, 0);
  return gtk_icon_theme_lookup_icon (theme, "application-x-executable-symbolic", NULL, VMP_PROCESS_ICON_SIZE, scale,
                                     direction, 0);
}

static void
vmp_process_icon_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  VmpProcessIcon *self = VMP_PROCESS_ICON (widget);
  const double size = VMP_PROCESS_ICON_SIZE;
  graphene_point_t corner = {
    (float) ((gtk_widget_get_width (widget) - VMP_PROCESS_ICON_SIZE) / 2),
    (float) ((gtk_widget_get_height (widget) - VMP_PROCESS_ICON_SIZE) / 2),
  };
  GdkRGBA color;

  if (self->paintable == NULL)
    self->paintable = load_paintable (self);
  gtk_widget_get_color (widget, &color);
  if (self->icon == NULL)
    color.alpha *= (float) FAINT;
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &corner);
  if (gtk_icon_paintable_is_symbolic (self->paintable))
    gtk_symbolic_paintable_snapshot_symbolic (GTK_SYMBOLIC_PAINTABLE (self->paintable), snapshot, size, size, &color, 1);
  else
    gdk_paintable_snapshot (GDK_PAINTABLE (self->paintable), snapshot, size, size);
  gtk_snapshot_restore (snapshot);
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
  g_clear_object (&VMP_PROCESS_ICON (widget)->paintable);

  GTK_WIDGET_CLASS (vmp_process_icon_parent_class)->system_setting_changed (widget, setting);
}

static void
forget_paintable (VmpProcessIcon *self)
{
  g_clear_object (&self->paintable);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
vmp_process_icon_dispose (GObject *object)
{
  VmpProcessIcon *self = VMP_PROCESS_ICON (object);

  g_clear_object (&self->icon);
  g_clear_object (&self->paintable);

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
  g_signal_connect (self, "notify::scale-factor", G_CALLBACK (forget_paintable), NULL);
  g_signal_connect (self, "direction-changed", G_CALLBACK (forget_paintable), NULL);
}

void
vmp_process_icon_set (VmpProcessIcon *self, GIcon *icon)
{
  g_return_if_fail (VMP_IS_PROCESS_ICON (self));

  if (g_set_object (&self->icon, icon))
    forget_paintable (self);
}
