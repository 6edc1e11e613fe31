/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Three bars on one scale: what is reserved, what of it is resident, and what of that is private; by type. */
#include "config.h"

#include "vmp-map-bars.h"

#include <glib/gi18n.h>

#include "../vmp-preferences.h"
#include "core/model/vmp-mapping-size.h"
#include "vmp-map-bar.h"

typedef enum
{
  BAR_MAPPED,
  BAR_RESIDENT,
  BAR_PRIVATE,
  N_BARS
} Bar;

static const struct { const char *label, *tooltip; } infos[N_BARS] = {
  { NC_("memory", "Mapped"), N_("Addresses that the process may use, whether or not there is memory behind them") },
  { NC_("memory", "Resident"), N_("What of it is in memory now") },
  { NC_("memory", "Private"), N_("What of that is the process's own, and would be freed with it") },
};

struct _VmpMapBars
{
  AdwBin     parent_instance;

  VmpMapBar *bars[N_BARS];
  GtkLabel  *values[N_BARS];
  GtkLabel  *note;

  gint64     bytes[N_BARS][VMP_N_MAPPING_TYPES];
  gint64     empty_bytes;       /* set aside without access: not drawn, it may be terabytes */
  gboolean   known;
};

enum
{
  CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VmpMapBars, vmp_map_bars, ADW_TYPE_BIN)

/* VMP_MISSING if none is known. */
static gint64
get_whole (const gint64 bytes[VMP_N_MAPPING_TYPES])
{
  gint64 sum = 0;
  gboolean known = FALSE;

  for (guint i = 0; i < VMP_N_MAPPING_TYPES; i++)
    {
      sum += MAX (bytes[i], 0);
      known |= bytes[i] != VMP_MISSING;
    }
  return known ? sum : VMP_MISSING;
}

static void
update (VmpMapBars *self)
{
  VmpUnits units = vmp_preferences_get_units (vmp_preferences_get_default ());
  gint64 scale = MAX (get_whole (self->bytes[BAR_MAPPED]), get_whole (self->bytes[BAR_RESIDENT]));
  char buffer[VMP_FORMAT_SIZE];
  g_autofree char *note = NULL;

  for (guint i = 0; i < N_BARS; i++)
    {
      vmp_map_bar_set_values (self->bars[i], self->bytes[i], MAX (scale, 1));
      gtk_label_set_text (self->values[i],
                          vmp_format_bytes (buffer, self->known ? get_whole (self->bytes[i]) : VMP_MISSING, units));
    }
  gtk_widget_set_visible (GTK_WIDGET (self->note), self->empty_bytes > 0);
  /* Translators: %s is a size. Reserved addresses and guards, which no memory stands behind. */
  note = g_strdup_printf (_("Not drawn: %s set aside without access"), vmp_format_bytes (buffer, self->empty_bytes, units));
  gtk_label_set_text (self->note, note);
}

static void
chosen_cb (VmpMapBars *self, guint type)
{
  g_signal_emit (self, signals[CHOSEN], 0, type);
}

static void
add_bar (VmpMapBars *self, GtkGrid *grid, guint index)
{
  GtkWidget *label = gtk_label_new (g_dpgettext2 (NULL, "memory", infos[index].label));
  GtkWidget *value = gtk_label_new ("–");
  VmpMapBar *bar = g_object_new (VMP_TYPE_MAP_BAR, "hexpand", TRUE, "valign", GTK_ALIGN_CENTER, NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_xalign (GTK_LABEL (value), 1);
  gtk_label_set_width_chars (GTK_LABEL (value), 8);
  gtk_widget_set_tooltip_text (label, _(infos[index].tooltip));
  gtk_widget_add_css_class (value, "numeric");
  vmp_map_bar_set_label (bar, g_dpgettext2 (NULL, "memory", infos[index].label));
  g_signal_connect_object (bar, "chosen", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
  gtk_grid_attach (grid, label, 0, (int) index, 1, 1);
  gtk_grid_attach (grid, value, 1, (int) index, 1, 1);
  gtk_grid_attach (grid, GTK_WIDGET (bar), 2, (int) index, 1, 1);
  self->bars[index] = bar;
  self->values[index] = GTK_LABEL (value);
}

static void
vmp_map_bars_class_init (VmpMapBarsClass *klass)
{
  signals[CHOSEN] =
    g_signal_new ("chosen", VMP_TYPE_MAP_BARS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);

  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "mapbars");
}

static void
vmp_map_bars_init (VmpMapBars *self)
{
  GtkWidget *grid = gtk_grid_new ();

  gtk_grid_set_row_spacing (GTK_GRID (grid), 4);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 12);
  for (guint i = 0; i < N_BARS; i++)
    add_bar (self, GTK_GRID (grid), i);
  self->note = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->note, 0);
  gtk_label_set_wrap (self->note, TRUE);
  gtk_label_set_wrap_mode (self->note, PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (GTK_WIDGET (self->note), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->note), "dimmed");
  gtk_grid_attach (GTK_GRID (grid), GTK_WIDGET (self->note), 2, N_BARS, 1, 1);
  adw_bin_set_child (ADW_BIN (self), grid);
  g_signal_connect_object (vmp_preferences_get_default (), "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}

void
vmp_map_bars_set_space (VmpMapBars *self, const VmpAddressSpace *space)
{
  g_return_if_fail (VMP_IS_MAP_BARS (self));

  self->known = space != NULL;
  self->empty_bytes = 0;
  for (guint i = 0; i < VMP_N_MAPPING_TYPES; i++)
    {
      const VmpMappingSum *sum = space != NULL ? vmp_address_space_get_sum (space, i) : NULL;
      gboolean is_empty = i == VMP_MAPPING_RESERVED || i == VMP_MAPPING_GUARD;

      for (guint j = 0; j < N_BARS; j++)
        self->bytes[j][i] = 0;
      if (sum == NULL || sum->mappings_n == 0)
        continue;
      if (is_empty)
        self->empty_bytes += sum->size_bytes;
      else
        self->bytes[BAR_MAPPED][i] = sum->size_bytes;
      self->bytes[BAR_RESIDENT][i] = sum->sizes_bytes[VMP_MAPPING_RSS];
      self->bytes[BAR_PRIVATE][i] = vmp_mapping_sum_get_private (sum);
    }
  update (self);
}

void
vmp_map_bars_set_selected (VmpMapBars *self, guint32 types)
{
  g_return_if_fail (VMP_IS_MAP_BARS (self));

  for (guint i = 0; i < N_BARS; i++)
    vmp_map_bar_set_selected (self->bars[i], types);
}
