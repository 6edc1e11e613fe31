/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All that is known of one mapping, each with its explanation. */
#include "config.h"

#include "vmp-map-details.h"

#include <glib/gi18n.h>
#include <math.h>

#include "../models/vmp-mapping-text.h"
#include "../vmp-preferences.h"
#include "core/model/vmp-mapping-size.h"
#include "vmp-map-swatch.h"
#include "vmp-sparkline.h"

struct _VmpMapDetails
{
  AdwBin        parent_instance;

  /* template children */
  GtkStack     *stack;
  GtkLabel     *name;
  VmpMapSwatch *swatch;
  GtkLabel     *type;
  GtkLabel     *explanation;
  GtkLabel     *evidence;
  GtkLabel     *rule;
  GtkLabel     *gone;
  GtkLabel     *permissions;
  GtkWidget    *warning;
  GtkLabel     *range;
  GtkLabel     *file;
  GtkLabel     *marks;
  VmpSparkline *history;
  GtkLabel     *history_text;
  GtkListBox   *sizes;
  GtkToggleButton *zeros;
  GtkWidget    *flags_title;
  GtkLabel     *flags;

  GtkWidget    *rows[VMP_N_MAPPING_SIZES];    /* borrowed: of sizes */
  GtkLabel     *values[VMP_N_MAPPING_SIZES];
  gint64        bytes[VMP_N_MAPPING_SIZES];
};

G_DEFINE_FINAL_TYPE (VmpMapDetails, vmp_map_details, ADW_TYPE_BIN)

static VmpUnits
get_units (void)
{
  return vmp_preferences_get_units (vmp_preferences_get_default ());
}

static void
set_text (GtkLabel *label, const char *text)
{
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL && *text != '\0');
  if (g_strcmp0 (gtk_label_get_text (label), text) != 0)
    gtk_label_set_text (label, text != NULL ? text : "");
}

static void
update_sizes (VmpMapDetails *self)
{
  gboolean all = gtk_toggle_button_get_active (self->zeros);
  char buffer[VMP_FORMAT_SIZE];

  for (guint i = 0; i < VMP_N_MAPPING_SIZES; i++)
    {
      gtk_label_set_text (self->values[i], vmp_format_bytes (buffer, self->bytes[i], get_units ()));
      gtk_widget_set_visible (self->rows[i], all || self->bytes[i] != 0);
    }
}

static void
show_type (VmpMapDetails *self, const VmpMapping *mapping)
{
  const VmpMappingTypeInfo *info = vmp_mapping_type_get (mapping->type);
  const VmpMappingRuleInfo *rule = vmp_mapping_rule_get (mapping->rule);

  vmp_map_swatch_set_type (self->swatch, mapping->type);
  set_text (self->type, _(info->label));
  set_text (self->explanation, _(info->explanation));
  set_text (self->evidence, _(vmp_mapping_text_get_evidence (rule->evidence)));
  set_text (self->rule, _(rule->explanation));
}

static void
show_place (VmpMapDetails *self, const VmpMapping *mapping)
{
  char start[17], end[17], size[VMP_FORMAT_SIZE];
  g_autofree char *range = NULL, *file = NULL, *permissions = vmp_mapping_text_dup_permissions (mapping);

  vmp_mapping_text_format_addr (start, mapping->start_addr);
  vmp_mapping_text_format_addr (end, mapping->end_addr);
  vmp_format_bytes (size, (gint64) (mapping->end_addr - mapping->start_addr), get_units ());
  /* Translators: first and last address of a mapping, and its size. */
  range = g_strdup_printf (_("%s–%s, %s"), start, end, size);
  set_text (self->range, range);
  set_text (self->permissions, permissions);
  gtk_widget_set_visible (self->warning, (mapping->overlays & VMP_OVERLAY_WRITE_EXECUTE) != 0);
  if (mapping->inode != 0)
    /* Translators: where in a file a mapping begins, and which file it is: its number and that of its device. */
    file = g_strdup_printf (_("From byte 0x%s of the file; inode %s on device %x:%x"),
                            vmp_mapping_text_format_addr (start, mapping->offset_bytes),
                            g_snprintf (size, sizeof size, "%" G_GUINT64_FORMAT, mapping->inode) > 0 ? size : "",
                            mapping->device_major, mapping->device_minor);
  set_text (self->file, file);
}

static void
show_marks (VmpMapDetails *self, const VmpMapping *mapping)
{
  static const struct { VmpOverlays bit; const char *text; } texts[] = {
    { VMP_OVERLAY_DELETED, N_("Its file was deleted, and stays on the disk until this ends.") },
    { VMP_OVERLAY_COPIED, N_("The process wrote to pages of the file, and has copies of these.") },
    { VMP_OVERLAY_HUGE, N_("Some of it is in huge pages.") },
    { VMP_OVERLAY_LOCKED, N_("It is locked in memory.") },
    { VMP_OVERLAY_SWAPPED, N_("Some of it is in swap.") },
    { VMP_OVERLAY_LAZY_FREE, N_("Some of it was given back, and is freed once memory is short.") },
    { VMP_OVERLAY_KSM, N_("Some of its pages are merged with equal ones.") },
    { VMP_OVERLAY_SEALED, N_("It is sealed: it can't be unmapped or changed.") },
    { VMP_OVERLAY_NOT_DUMPED, N_("It is left out of core dumps.") },
  };
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (mapping->overlays & texts[i].bit)
      g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", _(texts[i].text));
  set_text (self->marks, text->str);
}

/* Each flag in words; those that are not known as they are. */
static void
show_flags (VmpMapDetails *self, const VmpAddressSpace *space, const VmpMapping *mapping)
{
  g_auto (GStrv) codes = g_strsplit (vmp_address_space_get_flags (space, mapping), " ", -1);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; codes[i] != NULL; i++)
    {
      const char *meaning = strlen (codes[i]) == 2 ? vmp_vm_flag_get_meaning (codes[i]) : NULL;

      if (*codes[i] == '\0')
        continue;
      g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", codes[i]);
      if (meaning != NULL)
        g_string_append_printf (text, "  %s", _(meaning));
    }
  gtk_widget_set_visible (self->flags_title, text->len > 0);
  set_text (self->flags, text->str);
}

static void
show_history (VmpMapDetails *self, const VmpMappingTrail *trail, const VmpMapping *mapping)
{
  float values[VMP_MAPPING_TRAIL_LENGTH], least = INFINITY, most = -INFINITY;
  char low[VMP_FORMAT_SIZE], high[VMP_FORMAT_SIZE];
  g_autofree char *text = NULL;
  guint n = 0;

  G_STATIC_ASSERT (VMP_MAPPING_TRAIL_LENGTH <= VMP_SPARKLINE_VALUES);
  if (trail != NULL)
    vmp_mapping_trail_get_history (trail, (guint) (mapping - vmp_address_space_get (trail->space, 0)), values);
  for (guint i = 0; trail != NULL && i < VMP_MAPPING_TRAIL_LENGTH; i++)
    {
      if (isnan (values[i]))
        continue;
      least = MIN (least, values[i]);
      most = MAX (most, values[i]);
      n++;
    }
  gtk_widget_set_visible (GTK_WIDGET (self->history), n > 1);
  if (n > 1)
    {
      vmp_sparkline_set_values (self->history, values, VMP_MAPPING_TRAIL_LENGTH);
      vmp_format_bytes (low, (gint64) least, get_units ());
      vmp_format_bytes (high, (gint64) most, get_units ());
      /* Translators: least and most resident memory, and how often that was looked at. */
      text = g_strdup_printf (ngettext ("Resident %s to %s in the last %u snapshot",
                                        "Resident %s to %s in the last %u snapshots", n), low, high, n);
    }
  set_text (self->history_text, text);
}

static void
add_rows (VmpMapDetails *self)
{
  for (guint i = 0; i < VMP_N_MAPPING_SIZES; i++)
    {
      const VmpMappingSizeInfo *info = vmp_mapping_size_get_info (i);
      GtkWidget *row = adw_action_row_new (), *value = gtk_label_new ("–");

      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _(info->label));
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _(info->explanation));
      gtk_widget_set_tooltip_text (row, info->field);
      gtk_widget_add_css_class (value, "numeric");
      gtk_label_set_selectable (GTK_LABEL (value), TRUE);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), value);
      gtk_list_box_append (self->sizes, row);
      self->rows[i] = row;
      self->values[i] = GTK_LABEL (value);
    }
}

static void
vmp_map_details_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), VMP_TYPE_MAP_DETAILS);

  G_OBJECT_CLASS (vmp_map_details_parent_class)->dispose (object);
}

static void
vmp_map_details_class_init (VmpMapDetailsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vmp_map_details_dispose;

  g_type_ensure (VMP_TYPE_MAP_SWATCH);
  g_type_ensure (VMP_TYPE_SPARKLINE);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/vmprofiler/Vmp/widgets/vmp-map-details.ui");
  gtk_widget_class_bind_template_child (widget_class, VmpMapDetails, stack);
  gtk_widget_class_bind_template_child (widget_class, VmpMapDetails, name);
  gtk_widget_class_bind_template_child (widget_class, VmpMapDetails, swatch);
  gtk_widget_class_bind_template_child (widget_class, VmpMapDetails, type);
  gtk_widget_class_bind_template_child (widget_class, VmpMapDetails, explanation);
  gtk_widget_class_bind_template_child (widget_class, VmpMapDetails, evidence);
  gtk_widget_class_bind_template_child (widget_class, VmpMapDetails, rule);
  gtk_widget_class_bind_template_child (widget_class, VmpMapDetails, gone);
  gtk_widget_class_bind_template_child (widget_class, VmpMapDetails, permissions);
  gtk_widget_class_bind_template_child (widget_class, VmpMapDetails, warning);
  gtk_widget_class_bind_template_child (widget_class, VmpMapDetails, range);
  gtk_widget_class_bind_template_child (widget_class, VmpMapDetails, file);
  gtk_widget_class_bind_template_child (widget_class, VmpMapDetails, marks);
  gtk_widget_class_bind_template_child (widget_class, VmpMapDetails, history);
  gtk_widget_class_bind_template_child (widget_class, VmpMapDetails, history_text);
  gtk_widget_class_bind_template_child (widget_class, VmpMapDetails, sizes);
  gtk_widget_class_bind_template_child (widget_class, VmpMapDetails, zeros);
  gtk_widget_class_bind_template_child (widget_class, VmpMapDetails, flags_title);
  gtk_widget_class_bind_template_child (widget_class, VmpMapDetails, flags);
  gtk_widget_class_bind_template_callback (widget_class, update_sizes);
  gtk_widget_class_set_css_name (widget_class, "mapdetails");
}

static void
vmp_map_details_init (VmpMapDetails *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  add_rows (self);
  g_signal_connect_object (vmp_preferences_get_default (), "changed", G_CALLBACK (update_sizes), self, G_CONNECT_SWAPPED);
}

void
vmp_map_details_set_mapping (VmpMapDetails *self, const VmpAddressSpace *space, const VmpMapping *mapping,
                             const VmpMappingTrail *trail)
{
  g_autofree char *name = NULL;

  g_return_if_fail (VMP_IS_MAP_DETAILS (self));

  gtk_stack_set_visible_child_name (self->stack, mapping != NULL ? "mapping" : "none");
  if (mapping == NULL)
    return;
  name = vmp_mapping_text_dup_name (space, mapping);
  /* Translators: in place of the name of a mapping that has none. */
  set_text (self->name, *name != '\0' ? name : _("Without a name"));
  show_type (self, mapping);
  show_place (self, mapping);
  show_marks (self, mapping);
  show_flags (self, space, mapping);
  show_history (self, trail, mapping);
  for (guint i = 0; i < VMP_N_MAPPING_SIZES; i++)
    self->bytes[i] = vmp_mapping_get_size (mapping, i);
  update_sizes (self);
  vmp_map_details_set_gone (self, FALSE);
}

void
vmp_map_details_set_gone (VmpMapDetails *self, gboolean gone)
{
  g_return_if_fail (VMP_IS_MAP_DETAILS (self));

  gtk_widget_set_visible (GTK_WIDGET (self->gone), gone);
}
