/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A graph on its card: title, menu (copy, save, table, place), and an edge to make it taller. */
#include "config.h"

#include "vmp-graph-card.h"

#include <glib/gi18n.h>

#include "../dialogs/vmp-chart-table-dialog.h"
#include "../models/vmp-graph-layout.h"
#include "vmp-graph-file.h"

#define HEIGHT_STEP 40

/* Names of the heights in the menu. */
static const struct { const char *name; int height; } sizes[] = {
  { "small", 130 },
  { "medium", 190 },
  { "large", 300 },
};

struct _VmpGraphCard
{
  GtkWidget      parent_instance;

  /* template children */
  GtkLabel      *title;
  GtkMenuButton *menu;
  AdwBin        *place;
  GtkWidget     *edge;
  GtkPopover    *context_menu;

  /* owned */
  GCancellable  *cancellable;

  /* borrowed: in the place */
  VmpChart      *chart;

  int            drag_height;   /* of the graph when dragging its edge began */
  float          drag_y;        /* of the pointer then, on the card */
};

enum
{
  PROP_0,
  PROP_SIZE,
  N_PROPS
};

enum
{
  MOVE,
  HIDE_GRAPH,
  RESIZED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VmpGraphCard, vmp_graph_card, GTK_TYPE_WIDGET)

static const char *
get_size (VmpGraphCard *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      if (self->chart != NULL && vmp_chart_get_height (self->chart) == sizes[i].height)
        return sizes[i].name;
    }
  return "";
}

static void
set_height (VmpGraphCard *self,
            int           height,
            gboolean      tell)
{
  vmp_chart_set_height (self->chart, CLAMP (height, VMP_GRAPH_LEAST_HEIGHT, VMP_GRAPH_MOST_HEIGHT));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SIZE]);
  if (tell)
    g_signal_emit (self, signals[RESIZED], 0);
}

/* Tells what was done: nothing else is to be seen of it. */
static void
tell (VmpGraphCard *self,
      const char   *text)
{
  GtkWidget *overlay = gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_TOAST_OVERLAY);

  if (overlay != NULL)
    adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (overlay), adw_toast_new (text));
  else
    gtk_accessible_announce (GTK_ACCESSIBLE (self), text, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

static void
copy_picture_action (GtkWidget  *widget,
                     const char *name,
                     GVariant   *parameter)
{
  VmpGraphCard *self = VMP_GRAPH_CARD (widget);
  g_autoptr (GdkTexture) texture = vmp_chart_create_texture (self->chart);

  gdk_clipboard_set_texture (gtk_widget_get_clipboard (widget), texture);
  tell (self, _("Picture copied"));
}

static void
copy_text_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  VmpGraphCard *self = VMP_GRAPH_CARD (widget);
  g_autofree char *text = vmp_chart_dup_text (self->chart);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
  tell (self, _("Text copied"));
}

static void
csv_cb (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr (VmpGraphCard) self = user_data;
  g_autoptr (GBytes) bytes = vmp_chart_create_file_finish (VMP_CHART (source), result, NULL);

  if (bytes == NULL)
    return;
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), g_bytes_get_data (bytes, NULL));
  tell (self, _("Values copied as CSV"));
}

static void
copy_csv_action (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  VmpGraphCard *self = VMP_GRAPH_CARD (widget);

  vmp_chart_create_file_async (self->chart, VMP_CHART_FILE_CSV, self->cancellable, csv_cb, g_object_ref (self));
}

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (VmpGraphCard) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (vmp_graph_file_save_finish (result, &error))
    tell (self, _("Graph saved"));
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
           && !g_error_matches (error, GTK_DIALOG_ERROR, GTK_DIALOG_ERROR_DISMISSED)
           && !g_error_matches (error, GTK_DIALOG_ERROR, GTK_DIALOG_ERROR_CANCELLED))
    {
      /* Translators: %s is the system's reason, such as "No space left on device". */
      text = g_strdup_printf (_("The graph was not saved: %s"), error->message);
      tell (self, text);
    }
}

static void
save_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  VmpGraphCard *self = VMP_GRAPH_CARD (widget);

  vmp_graph_file_save (self->chart, vmp_graph_file_get_type_of (g_variant_get_string (parameter, NULL), VMP_CHART_FILE_PNG), self->cancellable,
                       saved_cb, g_object_ref (self));
}

static void
show_table_action (GtkWidget  *widget,
                   const char *name,
                   GVariant   *parameter)
{
  VmpGraphCard *self = VMP_GRAPH_CARD (widget);

  adw_dialog_present (vmp_chart_table_dialog_new (self->chart), widget);
}

static void
move_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  g_signal_emit (widget, signals[MOVE], 0, g_str_equal (name, "graph.move-up") ? -1 : 1);
}

static void
alert_me_action (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  VmpMetricId metric = vmp_chart_get_metric (VMP_GRAPH_CARD (widget)->chart);

  gtk_widget_activate_action (widget, "overview.alert-me", "s", vmp_metric_get (metric)->key);
}

static void
hide_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  g_signal_emit (widget, signals[HIDE_GRAPH], 0);
}

static void
resize_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  VmpGraphCard *self = VMP_GRAPH_CARD (widget);
  int by = g_str_equal (name, "graph.taller") ? HEIGHT_STEP : -HEIGHT_STEP;

  set_height (self, vmp_chart_get_height (self->chart) + by, TRUE);
}

static void
popup_at (VmpGraphCard *self,
          double        x,
          double        y)
{
  gtk_popover_set_pointing_to (self->context_menu, &(GdkRectangle) { (int) x, (int) y, 1, 1 });
  gtk_popover_popup (self->context_menu);
}

static void
menu_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  VmpGraphCard *self = VMP_GRAPH_CARD (widget);

  popup_at (self, gtk_widget_get_width (widget) / 2.0, gtk_widget_get_height (widget) / 2.0);
}

static void
context_pressed_cb (VmpGraphCard *self,
                    int           n_press,
                    double        x,
                    double        y)
{
  popup_at (self, x, y);
}

static void
context_long_pressed_cb (VmpGraphCard *self,
                         double        x,
                         double        y)
{
  popup_at (self, x, y);
}

/* The edge moves with the height, so where the pointer is is counted on the card, whose upper end stays. */
static float
get_pointer_y (VmpGraphCard   *self,
               GtkGestureDrag *gesture)
{
  graphene_point_t point;
  double x, y, dx, dy;

  gtk_gesture_drag_get_start_point (gesture, &x, &y);
  gtk_gesture_drag_get_offset (gesture, &dx, &dy);
  if (!gtk_widget_compute_point (self->edge, GTK_WIDGET (self), &GRAPHENE_POINT_INIT ((float) (x + dx), (float) (y + dy)), &point))
    return 0;
  return point.y;
}

static void
edge_drag_begin_cb (VmpGraphCard   *self,
                    double          x,
                    double          y,
                    GtkGestureDrag *gesture)
{
  self->drag_height = vmp_chart_get_height (self->chart);
  self->drag_y = get_pointer_y (self, gesture);
}

static void
edge_drag_update_cb (VmpGraphCard   *self,
                     double          x,
                     double          y,
                     GtkGestureDrag *gesture)
{
  set_height (self, self->drag_height + (int) (get_pointer_y (self, gesture) - self->drag_y), FALSE);
}

static void
edge_drag_end_cb (VmpGraphCard *self)
{
  if (vmp_chart_get_height (self->chart) != self->drag_height)
    g_signal_emit (self, signals[RESIZED], 0);
}

static void
vmp_graph_card_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  if (prop_id == PROP_SIZE)
    g_value_set_string (value, get_size (VMP_GRAPH_CARD (object)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
vmp_graph_card_set_property (GObject      *object,
                             guint         prop_id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  VmpGraphCard *self = VMP_GRAPH_CARD (object);

  if (prop_id != PROP_SIZE)
    {
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      if (g_strcmp0 (g_value_get_string (value), sizes[i].name) == 0)
        set_height (self, sizes[i].height, TRUE);
    }
}

static void
vmp_graph_card_dispose (GObject *object)
{
  VmpGraphCard *self = VMP_GRAPH_CARD (object);
  GtkWidget *child;

  g_cancellable_cancel (self->cancellable);
  self->chart = NULL;
  gtk_widget_dispose_template (GTK_WIDGET (self), VMP_TYPE_GRAPH_CARD);
  /* The template knows of those only that have a name. */
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (vmp_graph_card_parent_class)->dispose (object);
}

static void
vmp_graph_card_finalize (GObject *object)
{
  g_clear_object (&VMP_GRAPH_CARD (object)->cancellable);

  G_OBJECT_CLASS (vmp_graph_card_parent_class)->finalize (object);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "graph.copy-picture", NULL, copy_picture_action);
  gtk_widget_class_install_action (widget_class, "graph.copy-text", NULL, copy_text_action);
  gtk_widget_class_install_action (widget_class, "graph.copy-csv", NULL, copy_csv_action);
  gtk_widget_class_install_action (widget_class, "graph.save", "s", save_action);
  gtk_widget_class_install_action (widget_class, "graph.show-table", NULL, show_table_action);
  gtk_widget_class_install_action (widget_class, "graph.move-up", NULL, move_action);
  gtk_widget_class_install_action (widget_class, "graph.move-down", NULL, move_action);
  gtk_widget_class_install_action (widget_class, "graph.alert-me", NULL, alert_me_action);
  gtk_widget_class_install_action (widget_class, "graph.hide", NULL, hide_action);
  gtk_widget_class_install_action (widget_class, "graph.taller", NULL, resize_action);
  gtk_widget_class_install_action (widget_class, "graph.lower", NULL, resize_action);
  gtk_widget_class_install_action (widget_class, "graph.menu", NULL, menu_action);
  gtk_widget_class_install_property_action (widget_class, "graph.size", "size");

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Up, GDK_ALT_MASK, "graph.move-up", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Down, GDK_ALT_MASK, "graph.move-down", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_plus, GDK_ALT_MASK, "graph.taller", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_equal, GDK_ALT_MASK, "graph.taller", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_minus, GDK_ALT_MASK, "graph.lower", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "graph.copy-text", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_s, GDK_CONTROL_MASK, "graph.save", "s", ".png");
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_t, GDK_ALT_MASK, "graph.show-table", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Menu, 0, "graph.menu", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, "graph.menu", NULL);
}

static void
vmp_graph_card_class_init (VmpGraphCardClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = vmp_graph_card_get_property;
  object_class->set_property = vmp_graph_card_set_property;
  object_class->dispose = vmp_graph_card_dispose;
  object_class->finalize = vmp_graph_card_finalize;

  properties[PROP_SIZE] = g_param_spec_string ("size", NULL, NULL, NULL,
                                               G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[MOVE] =
    g_signal_new ("move", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
  signals[HIDE_GRAPH] =
    g_signal_new ("hide-graph", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[RESIZED] =
    g_signal_new ("resized", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/vmprofiler/Vmp/widgets/vmp-graph-card.ui");
  gtk_widget_class_bind_template_child (widget_class, VmpGraphCard, title);
  gtk_widget_class_bind_template_child (widget_class, VmpGraphCard, menu);
  gtk_widget_class_bind_template_child (widget_class, VmpGraphCard, place);
  gtk_widget_class_bind_template_child (widget_class, VmpGraphCard, edge);
  gtk_widget_class_bind_template_child (widget_class, VmpGraphCard, context_menu);
  gtk_widget_class_bind_template_callback (widget_class, context_pressed_cb);
  gtk_widget_class_bind_template_callback (widget_class, context_long_pressed_cb);
  gtk_widget_class_bind_template_callback (widget_class, edge_drag_begin_cb);
  gtk_widget_class_bind_template_callback (widget_class, edge_drag_update_cb);
  gtk_widget_class_bind_template_callback (widget_class, edge_drag_end_cb);
  gtk_widget_class_set_css_name (widget_class, "graphcard");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  install_actions (widget_class);
}

static void
vmp_graph_card_init (VmpGraphCard *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_orientable_set_orientation (GTK_ORIENTABLE (gtk_widget_get_layout_manager (GTK_WIDGET (self))),
                                  GTK_ORIENTATION_VERTICAL);
  gtk_widget_set_cursor_from_name (self->edge, "ns-resize");
}

GtkWidget *
vmp_graph_card_new (VmpChart *chart)
{
  VmpGraphCard *self = g_object_new (VMP_TYPE_GRAPH_CARD, NULL);
  /* Translators: %s is the title of a graph, such as "Resident memory". */
  g_autofree char *about = g_strdup_printf (_("Menu of the graph “%s”"), vmp_chart_get_title (chart));

  self->chart = chart;
  gtk_label_set_label (self->title, vmp_chart_get_title (chart));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->menu), GTK_ACCESSIBLE_PROPERTY_LABEL, about, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, vmp_chart_get_title (chart), -1);
  adw_bin_set_child (self->place, GTK_WIDGET (chart));
  return GTK_WIDGET (self);
}

VmpChart *
vmp_graph_card_get_chart (VmpGraphCard *self)
{
  g_return_val_if_fail (VMP_IS_GRAPH_CARD (self), NULL);

  return self->chart;
}
