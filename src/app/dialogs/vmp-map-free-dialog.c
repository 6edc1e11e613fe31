/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where room is left between mappings, how broken up it is, and how many more mappings there may be. */
#include "config.h"

#include "vmp-map-free-dialog.h"

#include <glib/gi18n.h>

#include "../models/vmp-mapping-text.h"
#include "../vmp-preferences.h"

/* From here on the limit is near. */
#define NEAR_LIMIT 0.8

struct _VmpMapFreeDialog
{
  AdwDialog       parent_instance;

  /* template children */
  AdwActionRow   *largest;
  GtkLabel       *largest_bytes;
  AdwActionRow   *all;
  GtkLabel       *all_bytes;
  AdwActionRow   *mappings;
  GtkLabel       *mappings_n;
  GtkLevelBar    *limit;
  GtkListBox     *classes;

  /* borrowed: in classes */
  GtkLabel       *class_texts[VMP_N_GAP_CLASSES];
  GtkLevelBar    *class_bars[VMP_N_GAP_CLASSES];
};

G_DEFINE_FINAL_TYPE (VmpMapFreeDialog, vmp_map_free_dialog, ADW_TYPE_DIALOG)

static VmpUnits
get_units (void)
{
  return vmp_preferences_get_units (vmp_preferences_get_default ());
}

static void
set_bytes (GtkLabel *label, guint64 bytes)
{
  char buffer[VMP_FORMAT_SIZE];

  gtk_label_set_text (label, vmp_format_bytes (buffer, (gint64) MIN (bytes, (guint64) G_MAXINT64), get_units ()));
}

static char *
dup_class (guint gap_class)
{
  char buffer[VMP_FORMAT_SIZE];
  gboolean last = gap_class + 1 == VMP_N_GAP_CLASSES;

  vmp_format_bytes (buffer, (gint64) vmp_address_space_gaps_get_limit (last ? gap_class - 1 : gap_class), VMP_UNITS_IEC);
  /* Translators: a class of gaps by size; %s is a size such as "64.0 KiB". */
  return last ? g_strdup_printf (_("Over %s"), buffer) : g_strdup_printf (_("Up to %s"), buffer);
}

static GtkWidget *
create_bar (void)
{
  GtkWidget *bar = gtk_level_bar_new_for_interval (0, 1);

  gtk_widget_set_hexpand (bar, TRUE);
  gtk_widget_set_valign (bar, GTK_ALIGN_CENTER);
  gtk_level_bar_remove_offset_value (GTK_LEVEL_BAR (bar), GTK_LEVEL_BAR_OFFSET_LOW);
  gtk_level_bar_remove_offset_value (GTK_LEVEL_BAR (bar), GTK_LEVEL_BAR_OFFSET_HIGH);
  gtk_level_bar_remove_offset_value (GTK_LEVEL_BAR (bar), GTK_LEVEL_BAR_OFFSET_FULL);
  return bar;
}

static void
add_class (VmpMapFreeDialog *self, guint gap_class)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6), *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  g_autofree char *text = dup_class (gap_class);
  GtkWidget *name = gtk_label_new (text), *value = gtk_label_new (NULL), *bar = create_bar ();
  GtkWidget *row = gtk_list_box_row_new ();

  gtk_widget_set_hexpand (name, TRUE);
  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_xalign (GTK_LABEL (value), 1);
  gtk_label_set_wrap (GTK_LABEL (value), TRUE);
  gtk_widget_add_css_class (value, "numeric");
  gtk_widget_add_css_class (value, "dimmed");
  gtk_box_append (GTK_BOX (line), name);
  gtk_box_append (GTK_BOX (line), value);
  gtk_box_append (GTK_BOX (box), line);
  gtk_box_append (GTK_BOX (box), bar);
  gtk_widget_set_margin_top (box, 9);
  gtk_widget_set_margin_bottom (box, 9);
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  gtk_accessible_update_property (GTK_ACCESSIBLE (bar), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_list_box_append (self->classes, row);
  self->class_texts[gap_class] = GTK_LABEL (value);
  self->class_bars[gap_class] = GTK_LEVEL_BAR (bar);
}

static void
show_classes (VmpMapFreeDialog *self, const VmpAddressSpaceGaps *gaps)
{
  guint most = 1;

  for (guint i = 0; i < VMP_N_GAP_CLASSES; i++)
    most = MAX (most, gaps->classes[i].n);
  for (guint i = 0; i < VMP_N_GAP_CLASSES; i++)
    {
      const VmpGapClass *one = &gaps->classes[i];
      char buffer[VMP_FORMAT_SIZE];
      g_autofree char *text = NULL;

      vmp_format_bytes (buffer, (gint64) MIN (one->bytes, (guint64) G_MAXINT64), get_units ());
      /* Translators: how many gaps there are, and how large they are together. */
      text = g_strdup_printf (ngettext ("%u gap, %s", "%u gaps, %s", one->n), one->n, buffer);
      gtk_label_set_text (self->class_texts[i], text);
      gtk_level_bar_set_value (self->class_bars[i], (double) one->n / most);
    }
}

static void
show_limit (VmpMapFreeDialog *self, guint n_mappings, gint64 most_mappings)
{
  char n[VMP_FORMAT_SIZE], most[VMP_FORMAT_SIZE];
  gboolean known = most_mappings != VMP_MISSING && most_mappings > 0;
  double share = known ? (double) n_mappings / (double) most_mappings : 0;
  g_autofree char *text = NULL;

  vmp_format_value (n, VMP_UNIT_COUNT, n_mappings, get_units ());
  vmp_format_value (most, VMP_UNIT_COUNT, most_mappings, get_units ());
  /* Translators: how many mappings there are, and how many there may be. */
  text = known ? g_strdup_printf (C_("count", "%s of %s"), n, most) : g_strdup (n);
  gtk_label_set_text (self->mappings_n, text);
  gtk_widget_set_visible (GTK_WIDGET (self->limit), known);
  gtk_level_bar_set_value (self->limit, MIN (share, 1));
  adw_action_row_set_subtitle (self->mappings,
                               share >= NEAR_LIMIT
                                 ? _("Near the limit (vm.max_map_count): mmap and malloc will fail with it")
                                 : _("The kernel allows so many to a process (vm.max_map_count)"));
}

void
vmp_map_free_dialog_set (VmpMapFreeDialog *self, const VmpAddressSpaceGaps *gaps, guint n_mappings, gint64 most_mappings)
{
  g_autofree char *place = NULL, *count = NULL;
  char addr[17];

  g_return_if_fail (VMP_IS_MAP_FREE_DIALOG (self));

  set_bytes (self->largest_bytes, gaps->largest_bytes);
  /* Translators: an address. */
  place = g_strdup_printf (_("From address %s on"), vmp_mapping_text_format_addr (addr, gaps->largest_addr));
  adw_action_row_set_subtitle (self->largest, gaps->largest_bytes > 0 ? place : _("There is none"));
  set_bytes (self->all_bytes, gaps->bytes);
  count = g_strdup_printf (ngettext ("%u gap between the first and the last mapping",
                                     "%u gaps between the first and the last mapping", gaps->n), gaps->n);
  adw_action_row_set_subtitle (self->all, count);
  show_limit (self, n_mappings, most_mappings);
  show_classes (self, gaps);
}

static void
vmp_map_free_dialog_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), VMP_TYPE_MAP_FREE_DIALOG);

  G_OBJECT_CLASS (vmp_map_free_dialog_parent_class)->dispose (object);
}

static void
vmp_map_free_dialog_class_init (VmpMapFreeDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vmp_map_free_dialog_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/vmprofiler/Vmp/dialogs/vmp-map-free-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, VmpMapFreeDialog, largest);
  gtk_widget_class_bind_template_child (widget_class, VmpMapFreeDialog, largest_bytes);
  gtk_widget_class_bind_template_child (widget_class, VmpMapFreeDialog, all);
  gtk_widget_class_bind_template_child (widget_class, VmpMapFreeDialog, all_bytes);
  gtk_widget_class_bind_template_child (widget_class, VmpMapFreeDialog, mappings);
  gtk_widget_class_bind_template_child (widget_class, VmpMapFreeDialog, mappings_n);
  gtk_widget_class_bind_template_child (widget_class, VmpMapFreeDialog, limit);
  gtk_widget_class_bind_template_child (widget_class, VmpMapFreeDialog, classes);
}

static void
vmp_map_free_dialog_init (VmpMapFreeDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < VMP_N_GAP_CLASSES; i++)
    add_class (self, i);
}

VmpMapFreeDialog *
vmp_map_free_dialog_new (void)
{
  return g_object_new (VMP_TYPE_MAP_FREE_DIALOG, NULL);
}
