/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The numbers of a process at one look, which are the legend of its graphs. */
#include "config.h"

#include "vmp-number-row.h"

#include <glib/gi18n.h>

#include "vmp-number-tile.h"
#include "vmp-tile-layout.h"

/* Names as short as a tile is narrow; the metric's own label is in its explanation. */
static const struct { VmpMetricId metric; const char *name; } metrics[] = {
  { VMP_METRIC_RSS, N_("Resident") },
  { VMP_METRIC_RSS_ANON, N_("Anonymous") },
  { VMP_METRIC_RSS_FILE, N_("Files") },
  { VMP_METRIC_RSS_SHMEM, N_("Shared") },
  { VMP_METRIC_SWAP, N_("Swap") },
  { VMP_METRIC_PSS, N_("Proportional") },
  { VMP_METRIC_HEAP, N_("Heap") },
  { VMP_METRIC_STACK, N_("Stack") },
  { VMP_METRIC_MINOR_FAULT_RATE, N_("Minor faults") },
  { VMP_METRIC_MAJOR_FAULT_RATE, N_("Major faults") },
};

struct _VmpNumberRow
{
  AdwBin         parent_instance;

  /* borrowed: children of the box */
  VmpNumberTile *tiles[G_N_ELEMENTS (metrics)];
};

static guint metric_shown_signal;

G_DEFINE_FINAL_TYPE (VmpNumberRow, vmp_number_row, ADW_TYPE_BIN)

static void
notify_shown_cb (VmpNumberRow  *self,
                 GParamSpec    *pspec,
                 VmpNumberTile *tile)
{
  gboolean shown;

  g_object_get (tile, "shown", &shown, NULL);
  g_signal_emit (self, metric_shown_signal, 0, (guint) vmp_number_tile_get_metric (tile), shown);
}

static void
vmp_number_row_class_init (VmpNumberRowClass *klass)
{
  metric_shown_signal =
    g_signal_new ("metric-shown", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_BOOLEAN);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "numberrow");
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
vmp_number_row_init (VmpNumberRow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_widget_set_layout_manager (box, vmp_tile_layout_new ());
  adw_bin_set_child (ADW_BIN (self), box);
  for (guint i = 0; i < G_N_ELEMENTS (metrics); i++)
    {
      GtkWidget *tile = vmp_number_tile_new (metrics[i].metric, _(metrics[i].name));

      self->tiles[i] = VMP_NUMBER_TILE (tile);
      g_signal_connect_object (tile, "notify::shown", G_CALLBACK (notify_shown_cb), self, G_CONNECT_SWAPPED);
      gtk_box_append (GTK_BOX (box), tile);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Numbers of the process"), -1);
}

GtkWidget *
vmp_number_row_new (void)
{
  return g_object_new (VMP_TYPE_NUMBER_ROW, NULL);
}

void
vmp_number_row_update (VmpNumberRow *self,
                       VmpTarget    *target,
                       gint64        now_nsec)
{
  g_return_if_fail (VMP_IS_NUMBER_ROW (self));

  for (guint i = 0; i < G_N_ELEMENTS (metrics); i++)
    vmp_number_tile_update (self->tiles[i], target, now_nsec);
}

void
vmp_number_row_set_shown (VmpNumberRow *self,
                          VmpMetricId   metric,
                          gboolean      shown)
{
  g_return_if_fail (VMP_IS_NUMBER_ROW (self));

  for (guint i = 0; i < G_N_ELEMENTS (metrics); i++)
    {
      if (metrics[i].metric == metric)
        g_object_set (self->tiles[i], "shown", shown, NULL);
    }
}

GtkWidget *
vmp_number_row_get_tile (VmpNumberRow *self,
                         VmpMetricId   metric)
{
  g_return_val_if_fail (VMP_IS_NUMBER_ROW (self), NULL);

  for (guint i = 0; i < G_N_ELEMENTS (metrics); i++)
    {
      if (metrics[i].metric == metric)
        return GTK_WIDGET (self->tiles[i]);
    }
  return NULL;
}
