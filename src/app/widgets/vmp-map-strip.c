/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A strip that shows a whole address space, down to single pages: by pointer, by touch and by keys. */
#include "config.h"

#include "vmp-map-strip.h"

#include <adwaita.h>
#include <float.h>
#include <glib/gi18n.h>
#include <math.h>

#include "../models/vmp-mapping-text.h"
#include "../vmp-preferences.h"
#include "vmp-map-strip-private.h"

#define LEAST_WIDTH 120
#define HEIGHT 72
/* As far as can be zoomed: a page is this wide. */
#define MOST_PAGE_PIXELS 64.0
/* Labels are kept; more than this and most are out of sight. */
#define MOST_TEXTS 400
/* Of so much single pages are asked for at once. */
#define MOST_PAGES_BYTES (G_GUINT64_CONSTANT (256) << 20)
/* Asked for in whole ones of these, so that the question stays the same while the strip is moved a little. */
#define LARGEST_PAGE G_GUINT64_CONSTANT (65536)
#define PAGE_MASK (~(LARGEST_PAGE - 1))

enum
{
  CHOSEN,
  POINTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VmpMapStrip, vmp_map_strip, GTK_TYPE_WIDGET)

static guint32
to_rgb (const GdkRGBA *color)
{
  return (guint32) lround (color->red * 255) << 16 | (guint32) lround (color->green * 255) << 8
         | (guint32) lround (color->blue * 255);
}

static gboolean
has_layout (VmpMapStrip *self)
{
  return self->layout != NULL && self->layout->n_segments > 0;
}

VmpMapStripLook
vmp_map_strip_get_look (VmpMapStrip *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  AdwStyleManager *style = adw_style_manager_get_for_display (gtk_widget_get_display (widget));
  GtkNative *native = gtk_widget_get_native (widget);
  g_autoptr (GdkRGBA) accent = adw_style_manager_get_accent_color_rgba (style);
  gboolean dark = adw_style_manager_get_dark (style);
  GdkRGBA color;

  gtk_widget_get_color (widget, &color);
  return (VmpMapStripLook) {
    .width = gtk_widget_get_width (widget), .height = gtk_widget_get_height (widget),
    .scale = native != NULL ? gdk_surface_get_scale (gtk_native_get_surface (native)) : 1,
    .dark = dark, .contrast = adw_style_manager_get_high_contrast (style),
    .mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL,
    .foreground = to_rgb (&color), .background = dark ? 0x36363a : 0xffffff, .accent = to_rgb (accent),
    .pango = gtk_widget_get_pango_context (widget), .texts = self->texts,
  };
}

VmpMapStripView
vmp_map_strip_get_view (VmpMapStrip *self)
{
  return (VmpMapStripView) {
    .from = self->from, .to = self->to, .places = self->table != NULL ? self->table->places : NULL,
    .selected_addr = self->selected_addr, .cursor_addr = self->cursor_addr, .pages = self->pages,
  };
}

/* Text */

static double
get_page_width (VmpMapStrip *self, guint segment)
{
  return vmp_map_strip_layout_get_page (self->layout, segment) * gtk_widget_get_width (GTK_WIDGET (self))
         / (self->to - self->from);
}

/* And of the page that is pointed at, where pages can be seen. */
static char *
dup_mapping_readout (VmpMapStrip *self, const VmpMapStripSegment *segment, guint64 addr, VmpUnits units)
{
  const VmpAddressSpace *space = self->layout->space;
  g_autofree char *summary =
    vmp_mapping_text_dup_summary (space, vmp_address_space_get (space, segment->mapping), units), *page = NULL;
  guint64 page_size;

  if (self->pages == NULL || get_page_width (self, (guint) (segment - self->layout->segments)) < VMP_MAP_STRIP_LEAST_PAGE_WIDTH
      || addr < vmp_page_states_get_start_addr (self->pages) || addr >= vmp_page_states_get_end_addr (self->pages))
    return g_steal_pointer (&summary);
  page_size = vmp_page_states_get_page_size (self->pages);
  page = vmp_mapping_text_dup_page (addr / page_size * page_size, vmp_page_states_get_bits (self->pages, addr));
  /* Translators: what a page is, and what its mapping is. */
  return g_strdup_printf (C_("page", "%s · %s"), page, summary);
}

char *
vmp_map_strip_dup_readout (VmpMapStrip *self, guint64 addr)
{
  VmpUnits units = vmp_preferences_get_units (vmp_preferences_get_default ());
  char size[VMP_FORMAT_SIZE], start[17], end[17];
  const VmpMapStripSegment *segment;

  g_return_val_if_fail (VMP_IS_MAP_STRIP (self), NULL);

  if (!has_layout (self) || addr == 0)
    return g_strdup ("");
  segment = &self->layout->segments[vmp_map_strip_layout_find_addr (self->layout, addr)];
  if (segment->mapping != VMP_MAP_STRIP_GAP)
    return dup_mapping_readout (self, segment, addr, units);
  vmp_format_bytes (size, (gint64) MIN (segment->end_addr - segment->start_addr, (guint64) G_MAXINT64), units);
  vmp_mapping_text_format_addr (start, segment->start_addr);
  vmp_mapping_text_format_addr (end, segment->end_addr);
  /* Translators: a stretch of addresses where nothing is mapped: size, first and last address. */
  return g_strdup_printf (_("Gap · %s · %s–%s"), size, start, end);
}

static char *
dup_summary (VmpMapStrip *self)
{
  VmpUnits units = vmp_preferences_get_units (vmp_preferences_get_default ());
  const VmpMappingSum *sum;
  char size[VMP_FORMAT_SIZE], rss[VMP_FORMAT_SIZE];
  guint n;

  if (!has_layout (self))
    return g_strdup (_("Nothing is mapped"));
  n = vmp_address_space_get_n (self->layout->space);
  sum = vmp_address_space_get_sum (self->layout->space, VMP_N_MAPPING_TYPES);
  vmp_format_bytes (size, sum->size_bytes, units);
  vmp_format_bytes (rss, sum->sizes_bytes[VMP_MAPPING_RSS], units);
  /* Translators: number of mappings, their size, and how much of that is resident. */
  return g_strdup_printf (ngettext ("%u mapping of %s, %s resident", "%u mappings of %s, %s resident", n), n, size, rss);
}

static void
describe (VmpMapStrip *self)
{
  g_autofree char *text = self->cursor_addr != 0 ? vmp_map_strip_dup_readout (self, self->cursor_addr) : dup_summary (self);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Address space"),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
}

/* The window */

static void
update_adjustment (VmpMapStrip *self)
{
  double total = has_layout (self) ? self->layout->total : 1, page = has_layout (self) ? self->to - self->from : 1;

  self->adjusting = TRUE;
  gtk_adjustment_configure (self->adjustment, self->from, 0, total, page / 20, page * 0.9, page);
  self->adjusting = FALSE;
}

static void
adjusted_cb (VmpMapStrip *self)
{
  double from = gtk_adjustment_get_value (self->adjustment);

  if (!self->adjusting)
    vmp_map_strip_set_window (self, from, from + self->to - self->from);
}

/* The least that can be shown around @at. */
static double
get_least (VmpMapStrip *self, double at)
{
  double page = vmp_map_strip_layout_get_page (self->layout, vmp_map_strip_layout_find (self->layout, at));

  return MIN (page * MAX (gtk_widget_get_width (GTK_WIDGET (self)), LEAST_WIDTH) / MOST_PAGE_PIXELS, self->layout->total);
}

void
vmp_map_strip_set_window (VmpMapStrip *self, double from, double to)
{
  double span = to - from, least, total;

  if (!has_layout (self))
    return;
  total = self->layout->total;
  least = get_least (self, (from + to) / 2);
  if (span < least)
    {
      from = (from + to) / 2 - least / 2;
      span = least;
    }
  span = MIN (span, total);
  self->from = CLAMP (from, 0, total - span);
  self->to = self->from + span;
  update_adjustment (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
vmp_map_strip_zoom_at (VmpMapStrip *self, double factor, double at)
{
  double span, share;

  if (!has_layout (self))
    return;
  span = MAX ((self->to - self->from) * factor, get_least (self, at));
  share = self->to > self->from ? (at - self->from) / (self->to - self->from) : 0.5;
  vmp_map_strip_set_window (self, at - span * share, at + span * (1 - share));
}

static void
move_into_sight (VmpMapStrip *self, guint64 addr)
{
  double place, span = self->to - self->from;

  if (!has_layout (self))
    return;
  place = vmp_map_strip_layout_get_place (self->layout, addr);
  if (place < self->from || place > self->to)
    vmp_map_strip_set_window (self, place - span / 2, place + span / 2);
}

void
vmp_map_strip_set_cursor (VmpMapStrip *self, guint64 addr, gboolean by_key)
{
  g_autofree char *text = NULL;

  if (by_key)
    self->hover_x = -1;
  if (by_key && addr != 0)
    move_into_sight (self, addr);
  if (self->cursor_addr == addr)
    return;
  self->cursor_addr = addr;
  describe (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_signal_emit (self, signals[POINTED], 0, addr);
  if (!by_key || addr == 0)
    return;
  text = vmp_map_strip_dup_readout (self, addr);
  gtk_accessible_announce (GTK_ACCESSIBLE (self), text, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

void
vmp_map_strip_choose (VmpMapStrip *self, guint64 addr)
{
  const VmpMapStripSegment *segment;

  if (!has_layout (self) || addr == 0)
    return;
  segment = &self->layout->segments[vmp_map_strip_layout_find_addr (self->layout, addr)];
  if (segment->mapping != VMP_MAP_STRIP_GAP)
    g_signal_emit (self, signals[CHOSEN], 0, addr);
}

static gboolean
query_tooltip_cb (VmpMapStrip *self, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  VmpMapStripLook look = vmp_map_strip_get_look (self);
  VmpMapStripView view = vmp_map_strip_get_view (self);
  g_autofree char *text = NULL;

  if (keyboard || !has_layout (self))
    return FALSE;
  text = vmp_map_strip_dup_readout (
    self, vmp_map_strip_layout_get_addr (self->layout, vmp_map_strip_get_place (&view, &look, x)));
  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

static void
vmp_map_strip_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  VmpMapStrip *self = VMP_MAP_STRIP (widget);
  VmpMapStripLook look = vmp_map_strip_get_look (self);
  VmpMapStripView view = vmp_map_strip_get_view (self);
  cairo_t *cr;

  if (!has_layout (self))
    return;
  if (g_hash_table_size (self->texts) > MOST_TEXTS)
    g_hash_table_remove_all (self->texts);
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) look.width, (float) look.height));
  vmp_map_strip_draw (cr, self->layout, &view, &look);
  cairo_destroy (cr);
}

static void
vmp_map_strip_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                       int *minimum_baseline, int *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? LEAST_WIDTH : HEIGHT;
}

/* Fonts changed: the labels are laid out anew. */
static void
vmp_map_strip_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  VmpMapStrip *self = VMP_MAP_STRIP (widget);

  GTK_WIDGET_CLASS (vmp_map_strip_parent_class)->css_changed (widget, change);
  g_hash_table_remove_all (self->texts);
}

static void
vmp_map_strip_dispose (GObject *object)
{
  VmpMapStrip *self = VMP_MAP_STRIP (object);

  g_clear_pointer (&self->layout, vmp_map_strip_layout_unref);
  g_clear_pointer (&self->table, vmp_mapping_table_unref);
  g_clear_pointer (&self->pages, vmp_page_states_unref);
  g_clear_object (&self->adjustment);

  G_OBJECT_CLASS (vmp_map_strip_parent_class)->dispose (object);
}

static void
vmp_map_strip_finalize (GObject *object)
{
  g_hash_table_unref (VMP_MAP_STRIP (object)->texts);

  G_OBJECT_CLASS (vmp_map_strip_parent_class)->finalize (object);
}

static void
vmp_map_strip_class_init (VmpMapStripClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = vmp_map_strip_dispose;
  object_class->finalize = vmp_map_strip_finalize;
  widget_class->snapshot = vmp_map_strip_snapshot;
  widget_class->measure = vmp_map_strip_measure;
  widget_class->css_changed = vmp_map_strip_css_changed;

  signals[CHOSEN] = g_signal_new ("chosen", VMP_TYPE_MAP_STRIP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                  G_TYPE_UINT64);
  signals[POINTED] = g_signal_new ("pointed", VMP_TYPE_MAP_STRIP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                   G_TYPE_UINT64);

  vmp_map_strip_input_class_init (widget_class);
  gtk_widget_class_set_css_name (widget_class, "mapstrip");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
vmp_map_strip_init (VmpMapStrip *self)
{
  AdwStyleManager *style = adw_style_manager_get_for_display (gtk_widget_get_display (GTK_WIDGET (self)));

  self->hover_x = -1;
  self->texts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->adjustment = g_object_ref_sink (gtk_adjustment_new (0, 0, 1, 0.1, 0.1, 1));
  g_signal_connect_object (self->adjustment, "value-changed", G_CALLBACK (adjusted_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  g_signal_connect (self, "query-tooltip", G_CALLBACK (query_tooltip_cb), NULL);
  vmp_map_strip_input_init (self);
  g_signal_connect_object (style, "notify::dark", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (style, "notify::high-contrast", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (vmp_preferences_get_default (), "changed", G_CALLBACK (gtk_widget_queue_draw), self,
                           G_CONNECT_SWAPPED);
  describe (self);
}

void
vmp_map_strip_set_layout (VmpMapStrip *self, VmpMapStripLayout *layout, VmpMappingTable *table)
{
  guint64 begin, end;
  gboolean kept;

  g_return_if_fail (VMP_IS_MAP_STRIP (self));

  kept = vmp_map_strip_is_zoomed (self) && vmp_map_strip_get_range (self, &begin, &end);
  if (self->layout != layout)
    {
      g_clear_pointer (&self->layout, vmp_map_strip_layout_unref);
      self->layout = layout != NULL ? vmp_map_strip_layout_ref (layout) : NULL;
      if (has_layout (self) && kept)
        vmp_map_strip_set_window (self, vmp_map_strip_layout_get_place (layout, begin),
                                  vmp_map_strip_layout_get_place (layout, end));
      else
        vmp_map_strip_show_all (self);
    }
  if (self->table != table)
    {
      g_clear_pointer (&self->table, vmp_mapping_table_unref);
      self->table = table != NULL ? vmp_mapping_table_ref (table) : NULL;
    }
  describe (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
vmp_map_strip_set_selected (VmpMapStrip *self, guint64 addr)
{
  g_return_if_fail (VMP_IS_MAP_STRIP (self));

  if (self->selected_addr == addr)
    return;
  self->selected_addr = addr;
  if (addr != 0)
    move_into_sight (self, addr);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
vmp_map_strip_zoom (VmpMapStrip *self, double factor)
{
  double at = (self->from + self->to) / 2;

  g_return_if_fail (VMP_IS_MAP_STRIP (self));

  if (!has_layout (self))
    return;
  if (self->cursor_addr != 0)
    at = vmp_map_strip_layout_get_place (self->layout, self->cursor_addr);
  else if (self->selected_addr != 0)
    at = CLAMP (vmp_map_strip_layout_get_place (self->layout, self->selected_addr), self->from, self->to);
  vmp_map_strip_zoom_at (self, factor, at);
}

void
vmp_map_strip_show_all (VmpMapStrip *self)
{
  g_return_if_fail (VMP_IS_MAP_STRIP (self));

  self->from = 0;
  self->to = has_layout (self) ? self->layout->total : 0;
  update_adjustment (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
vmp_map_strip_show_mapping (VmpMapStrip *self, guint64 addr)
{
  const VmpMapStripSegment *segment;

  g_return_if_fail (VMP_IS_MAP_STRIP (self));

  if (!has_layout (self))
    return;
  segment = &self->layout->segments[vmp_map_strip_layout_find_addr (self->layout, addr)];
  vmp_map_strip_set_window (self, segment->at, segment[1].at);
}

gboolean
vmp_map_strip_is_zoomed (VmpMapStrip *self)
{
  g_return_val_if_fail (VMP_IS_MAP_STRIP (self), FALSE);

  return has_layout (self) && (self->to - self->from) < self->layout->total * 0.9999;
}

gboolean
vmp_map_strip_get_range (VmpMapStrip *self, guint64 *out_begin, guint64 *out_end)
{
  g_return_val_if_fail (VMP_IS_MAP_STRIP (self), FALSE);

  if (!has_layout (self))
    return FALSE;
  *out_begin = vmp_map_strip_layout_get_addr (self->layout, self->from);
  *out_end = vmp_map_strip_layout_get_addr (self->layout, self->to);
  return TRUE;
}

GtkAdjustment *
vmp_map_strip_get_adjustment (VmpMapStrip *self)
{
  g_return_val_if_fail (VMP_IS_MAP_STRIP (self), NULL);

  return self->adjustment;
}

gboolean
vmp_map_strip_get_page_range (VmpMapStrip *self, guint64 *out_start_addr, guint64 *out_end_addr)
{
  guint64 start_addr = 0, end_addr = 0;

  g_return_val_if_fail (VMP_IS_MAP_STRIP (self), FALSE);

  /* Of the whole only the smallest mappings would be so large. */
  if (!vmp_map_strip_is_zoomed (self))
    return FALSE;
  for (guint i = vmp_map_strip_layout_find (self->layout, self->from); i < self->layout->n_segments; i++)
    {
      const VmpMapStripSegment *segment = &self->layout->segments[i];
      guint64 from = vmp_map_strip_layout_get_addr (self->layout, MAX (self->from, segment->at));
      guint64 to = vmp_map_strip_layout_get_addr (self->layout, MIN (self->to, segment[1].at - segment[1].at * DBL_EPSILON));

      if (segment->at >= self->to)
        break;
      if (segment->mapping == VMP_MAP_STRIP_GAP || get_page_width (self, i) < VMP_MAP_STRIP_LEAST_PAGE_WIDTH)
        continue;
      /* What lies far apart is too much to ask for. */
      if (start_addr != 0 && to - start_addr > MOST_PAGES_BYTES)
        break;
      start_addr = start_addr == 0 ? MAX (from & PAGE_MASK, segment->start_addr) : start_addr;
      end_addr = MIN ((to & PAGE_MASK) + LARGEST_PAGE, segment->end_addr);
    }
  *out_start_addr = start_addr;
  *out_end_addr = end_addr;
  return end_addr > start_addr;
}

void
vmp_map_strip_set_pages (VmpMapStrip *self, VmpPageStates *pages)
{
  g_return_if_fail (VMP_IS_MAP_STRIP (self));

  if (self->pages == pages)
    return;
  g_clear_pointer (&self->pages, vmp_page_states_unref);
  self->pages = pages != NULL ? vmp_page_states_ref (pages) : NULL;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
