/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The waterfall: where the memory goes, from reserved addresses to what is the process's own. */
#include "config.h"

#include "vmp-waterfall-view.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "vmp-label.h"
#include "vmp-waterfall-paint.h"
#include "vmp-waterfall-row.h"
#include "vmp-waterfall-text.h"

#define HEADING_SPACING 4
#define STEP_SPACING 14

struct _VmpWaterfallView
{
  GtkBox           parent_instance;

  /* borrowed: children */
  GtkLabel        *moment;
  VmpWaterfallRow *rows[VMP_WATERFALL_N_STEPS];
};

G_DEFINE_FINAL_TYPE (VmpWaterfallView, vmp_waterfall_view, GTK_TYPE_BOX)

/* Between two bars, behind the text that lies there: what is kept of the upper one is the whole of the lower one. */
static void
draw_slopes (VmpWaterfallView *self,
             GtkSnapshot      *snapshot,
             guint             upper)
{
  GtkWidget *widget = GTK_WIDGET (self);
  VmpWaterfallBar *bar = vmp_waterfall_row_get_bar (self->rows[upper]);
  AdwStyleManager *style = adw_style_manager_get_for_display (gtk_widget_get_display (widget));
  graphene_rect_t above, below;
  VmpWaterfallLook look;
  cairo_t *cr;
  float top;

  if (!gtk_widget_compute_bounds (GTK_WIDGET (bar), widget, &above)
      || !gtk_widget_compute_bounds (GTK_WIDGET (vmp_waterfall_row_get_bar (self->rows[upper + 1])), widget, &below))
    return;
  top = above.origin.y + above.size.height;
  look = (VmpWaterfallLook) {
    .width = above.size.width, .height = below.origin.y - top, .scale = 1,
    .dark = adw_style_manager_get_dark (style), .contrast = adw_style_manager_get_high_contrast (style),
    .mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL,
  };
  if (look.height <= 0)
    return;
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (above.origin.x, top, above.size.width, (float) look.height));
  cairo_translate (cr, above.origin.x, top);
  vmp_waterfall_draw_slopes (cr, vmp_waterfall_bar_get_step (bar), &look);
  cairo_destroy (cr);
}

static void
vmp_waterfall_view_snapshot (GtkWidget   *widget,
                             GtkSnapshot *snapshot)
{
  VmpWaterfallView *self = VMP_WATERFALL_VIEW (widget);

  for (guint i = 0; i + 1 < VMP_WATERFALL_N_STEPS; i++)
    draw_slopes (self, snapshot, i);
  GTK_WIDGET_CLASS (vmp_waterfall_view_parent_class)->snapshot (widget, snapshot);
}

static void
vmp_waterfall_view_class_init (VmpWaterfallViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->snapshot = vmp_waterfall_view_snapshot;
  gtk_widget_class_set_css_name (widget_class, "waterfall");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
add_heading (VmpWaterfallView *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, HEADING_SPACING);
  GtkWidget *heading = gtk_label_new (_("Where the Memory Goes"));

  gtk_label_set_wrap (GTK_LABEL (heading), TRUE);
  self->moment = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (GTK_LABEL (heading), 0);
  gtk_label_set_xalign (self->moment, 0);
  gtk_label_set_wrap (self->moment, TRUE);
  gtk_widget_add_css_class (heading, "heading");
  gtk_widget_add_css_class (GTK_WIDGET (self->moment), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->moment), "dimmed");
  gtk_widget_add_css_class (GTK_WIDGET (self->moment), "numeric");
  gtk_box_append (GTK_BOX (box), heading);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->moment));
  gtk_box_append (GTK_BOX (self), box);
}

static void
vmp_waterfall_view_init (VmpWaterfallView *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), STEP_SPACING);
  gtk_widget_add_css_class (GTK_WIDGET (self), "card");
  add_heading (self);
  for (guint i = 0; i < VMP_WATERFALL_N_STEPS; i++)
    {
      self->rows[i] = VMP_WATERFALL_ROW (vmp_waterfall_row_new ());
      gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->rows[i]));
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Where the memory goes"), -1);
  vmp_waterfall_view_update (self, NULL, 0, 0);
}

GtkWidget *
vmp_waterfall_view_new (void)
{
  return g_object_new (VMP_TYPE_WATERFALL_VIEW, NULL);
}

void
vmp_waterfall_view_update (VmpWaterfallView *self,
                           VmpTarget        *target,
                           gint64            newest_nsec,
                           gint64            anchor_nsec)
{
  g_autofree char *moment = NULL;
  gboolean changed = FALSE;
  VmpWaterfall waterfall;

  g_return_if_fail (VMP_IS_WATERFALL_VIEW (self));

  vmp_waterfall_build_for_target (&waterfall, target);
  moment = vmp_waterfall_text_dup_moment (waterfall.time_nsec, newest_nsec, anchor_nsec);
  vmp_label_set_text (self->moment, moment);
  for (guint i = 0; i < VMP_WATERFALL_N_STEPS; i++)
    changed |= vmp_waterfall_row_update (self->rows[i], &waterfall.steps[i], target);
  /* The slopes are of us, not of the bars. */
  if (changed)
    gtk_widget_queue_draw (GTK_WIDGET (self));
}
