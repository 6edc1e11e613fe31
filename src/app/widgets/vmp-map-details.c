/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All that is known of one mapping, each with its explanation. */
#include "config.h"

#include "vmp-map-details.h"

#include <glib/gi18n.h>
#include <math.h>

#include "../models/vmp-mapping-text.h"
#include "../vmp-preferences.h"
#include "core/model/vmp-mapping-size.h"
#include "vmp-map-pages.h"
#include "vmp-map-swatch.h"
#include "vmp-sparkline.h"

/* More than this is not looked at page by page. */
#define MOST_PAGES_BYTES (G_GUINT64_CONSTANT (4) << 30)

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
  GtkWidget    *pages_box;
  VmpMapPages  *pages;
  GtkLabel     *pages_text;
  GtkGrid      *page_legend;
  GtkListBox   *sizes;
  GtkToggleButton *zeros;
  GtkWidget    *flags_title;
  GtkLabel     *flags;

  GtkWidget    *rows[VMP_N_MAPPING_SIZES];    /* borrowed: of sizes */
  GtkLabel     *values[VMP_N_MAPPING_SIZES];
  gint64        bytes[VMP_N_MAPPING_SIZES];
  GtkWidget    *samples[VMP_N_PAGE_CLASSES];    /* borrowed: of page_legend */
  GtkWidget    *sample_names[VMP_N_PAGE_CLASSES];
  GtkWidget    *sample_values[VMP_N_PAGE_CLASSES];
  guint64       start_addr, end_addr;           /* of what is shown; both 0: nothing, or it is gone */
  VmpMappingType mapping_type;
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

/* Pages */

static void
add_page_legend (VmpMapDetails *self)
{
  for (guint i = 0; i < VMP_N_PAGE_CLASSES; i++)
    {
      GtkWidget *sample = vmp_map_pages_new (), *name = gtk_label_new (_(vmp_map_pages_get_label (i))), *value = gtk_label_new (NULL);

      gtk_accessible_update_property (GTK_ACCESSIBLE (sample), GTK_ACCESSIBLE_PROPERTY_LABEL, _(vmp_map_pages_get_label (i)), -1);
      gtk_widget_set_valign (sample, GTK_ALIGN_CENTER);
      gtk_label_set_xalign (GTK_LABEL (name), 0);
      gtk_label_set_wrap (GTK_LABEL (name), TRUE);
      gtk_widget_set_hexpand (name, TRUE);
      gtk_label_set_xalign (GTK_LABEL (value), 1);
      gtk_widget_add_css_class (value, "numeric");
      gtk_grid_attach (self->page_legend, sample, 0, (int) i, 1, 1);
      gtk_grid_attach (self->page_legend, name, 1, (int) i, 1, 1);
      gtk_grid_attach (self->page_legend, value, 2, (int) i, 1, 1);
      self->samples[i] = sample;
      self->sample_names[i] = name;
      self->sample_values[i] = value;
    }
}

static void
show_page_class (VmpMapDetails *self, guint page_class, guint64 bytes)
{
  char buffer[VMP_FORMAT_SIZE];

  gtk_widget_set_visible (self->samples[page_class], bytes > 0);
  gtk_widget_set_visible (self->sample_names[page_class], bytes > 0);
  gtk_widget_set_visible (self->sample_values[page_class], bytes > 0);
  vmp_map_pages_set_sample (VMP_MAP_PAGES (self->samples[page_class]), page_class, self->mapping_type);
  gtk_label_set_text (GTK_LABEL (self->sample_values[page_class]),
                      vmp_format_bytes (buffer, (gint64) MIN (bytes, (guint64) G_MAXINT64), get_units ()));
}

/* What is of no class, and how all that is known. */
static char *
dup_pages_text (VmpMapDetails *self, VmpPageStates *states, guint64 counted_bytes)
{
  guint64 whole = self->end_addr - self->start_addr, page_size = vmp_page_states_get_page_size (states);
  guint64 unknown = vmp_page_states_count (states, self->start_addr, self->end_addr, VMP_PAGE_UNKNOWN) * page_size;
  guint64 huge = vmp_page_states_count (states, self->start_addr, self->end_addr, VMP_PAGE_HUGE) * page_size;
  g_autoptr (GString) text = g_string_new (NULL);
  char buffer[VMP_FORMAT_SIZE];

  if (unknown > 0)
    /* Translators: %s is a size. */
    g_string_append_printf (text, _("Not known: %s"), vmp_format_bytes (buffer, (gint64) unknown, get_units ()));
  if (whole > counted_bytes + unknown)
    {
      vmp_format_bytes (buffer, (gint64) (whole - counted_bytes - unknown), get_units ());
      g_string_append (text, text->len > 0 ? "\n" : "");
      /* Translators: %s is a size. */
      g_string_append_printf (text, _("Never touched, or given back: %s"), buffer);
    }
  if (huge > 0)
    {
      g_string_append (text, text->len > 0 ? "\n" : "");
      /* Translators: %s is a size. */
      g_string_append_printf (text, _("In huge pages: %s"), vmp_format_bytes (buffer, (gint64) huge, get_units ()));
    }
  if (vmp_page_states_get_source (states) == VMP_PAGE_SOURCE_SMAPS)
    {
      g_string_append (text, text->len > 0 ? "\n" : "");
      g_string_append (text, _("The kernel does not show single pages: concluded from smaps"));
    }
  return g_string_free_and_steal (g_steal_pointer (&text));
}

static const char *
get_pages_remark (VmpMapDetails *self, VmpReason reason)
{
  if (self->end_addr - self->start_addr > MOST_PAGES_BYTES)
    return _("Too large to look at each page");
  switch ((int) reason)
    {
    case VMP_REASON_NONE:
      return _("Recordings do not hold single pages");
    case VMP_REASON_NOT_DUE:
      return _("Looking at the pages…");
    case VMP_REASON_DENIED:
      return _("No right to look at single pages");
    case VMP_REASON_GONE:
      return _("The process has ended");
    default:
      return _("The kernel does not show single pages");
    }
}

gboolean
vmp_map_details_get_page_range (VmpMapDetails *self, guint64 *out_start_addr, guint64 *out_end_addr)
{
  g_return_val_if_fail (VMP_IS_MAP_DETAILS (self), FALSE);

  if (self->end_addr <= self->start_addr || self->end_addr - self->start_addr > MOST_PAGES_BYTES)
    return FALSE;
  *out_start_addr = self->start_addr;
  *out_end_addr = self->end_addr;
  return TRUE;
}

void
vmp_map_details_set_pages (VmpMapDetails *self, VmpPageStates *states, VmpReason reason)
{
  guint64 bytes[VMP_N_PAGE_CLASSES] = { 0 }, counted = 0;
  g_autofree char *text = NULL;

  g_return_if_fail (VMP_IS_MAP_DETAILS (self));

  /* The answer may be that of the mapping before. */
  if (states != NULL && (vmp_page_states_get_start_addr (states) > self->start_addr
                         || vmp_page_states_get_end_addr (states) < self->end_addr))
    states = NULL;
  gtk_widget_set_visible (self->pages_box, self->end_addr > self->start_addr);
  vmp_map_pages_set_states (self->pages, states, self->start_addr, self->end_addr, self->mapping_type);
  gtk_widget_set_visible (GTK_WIDGET (self->pages), states != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->page_legend), states != NULL);
  if (states == NULL)
    {
      set_text (self->pages_text, get_pages_remark (self, reason == VMP_REASON_NONE ? VMP_REASON_NOT_DUE : reason));
      return;
    }
  vmp_page_classes_sum (states, self->start_addr, self->end_addr, bytes);
  for (guint i = 0; i < VMP_N_PAGE_CLASSES; i++)
    {
      show_page_class (self, i, bytes[i]);
      counted += bytes[i];
    }
  text = dup_pages_text (self, states, counted);
  set_text (self->pages_text, text);
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

  g_type_ensure (VMP_TYPE_MAP_PAGES);
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
  gtk_widget_class_bind_template_child (widget_class, VmpMapDetails, pages_box);
  gtk_widget_class_bind_template_child (widget_class, VmpMapDetails, pages);
  gtk_widget_class_bind_template_child (widget_class, VmpMapDetails, pages_text);
  gtk_widget_class_bind_template_child (widget_class, VmpMapDetails, page_legend);
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
  add_page_legend (self);
  g_signal_connect_object (vmp_preferences_get_default (), "changed", G_CALLBACK (update_sizes), self, G_CONNECT_SWAPPED);
}

/* What is gone has no pages. Pages of the mapping that was shown stay until there are newer ones. */
static void
set_page_range (VmpMapDetails *self, const VmpMapping *mapping, const VmpMappingTrail *trail)
{
  gboolean known = mapping != NULL && trail != NULL;
  guint64 start_addr = known ? mapping->start_addr : 0, end_addr = known ? mapping->end_addr : 0;

  self->mapping_type = mapping != NULL ? mapping->type : VMP_MAPPING_PRIVATE_DATA;
  if (self->start_addr == start_addr && self->end_addr == end_addr)
    return;
  self->start_addr = start_addr;
  self->end_addr = end_addr;
  vmp_map_details_set_pages (self, NULL, VMP_REASON_NOT_DUE);
}

void
vmp_map_details_set_mapping (VmpMapDetails *self, const VmpAddressSpace *space, const VmpMapping *mapping,
                             const VmpMappingTrail *trail)
{
  g_autofree char *name = NULL;

  g_return_if_fail (VMP_IS_MAP_DETAILS (self));

  set_page_range (self, mapping, trail);
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
