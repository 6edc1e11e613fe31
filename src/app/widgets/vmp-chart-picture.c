/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A chart with its title, axes and legend on any cairo context: to copy, save and print. */
#include "config.h"

#include "vmp-chart-picture.h"

#include <glib/gi18n.h>

#include "vmp-chart-text.h"

#define PADDING       16
#define GAP           8
#define SWATCH_WIDTH  18
#define TOP_MARGIN    16

#define CARD_LIGHT 0xffffff
#define CARD_DARK  0x36363a
#define INK_LIGHT  0x2e3436
#define INK_DARK   0xffffff

/* One entry of the legend, placed line by line. */
typedef struct
{
  PangoLayout *layout;    /* owned */
  guint32      color;
  VmpDash      dash;
  int          x, y;
} Entry;

static void
clear_entry (gpointer data)
{
  g_object_unref (((Entry *) data)->layout);
}

static PangoLayout *
create_title (const VmpChartPicture *self)
{
  g_autofree char *process = vmp_chart_text_dup_process (self->content->target);
  /* Translators: title of a graph and the process it shows: "Resident memory: firefox (2011)". */
  g_autofree char *text = g_strdup_printf (_("%s: %s"), self->title, process);
  PangoLayout *layout = pango_layout_new (self->frame.pango);
  PangoAttrList *attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  pango_layout_set_attributes (layout, attributes);
  pango_attr_list_unref (attributes);
  pango_layout_set_text (layout, *process != '\0' ? text : self->title, -1);
  return layout;
}

static void
add_entries (const VmpChartPicture *self,
             GArray                *entries,
             const VmpChartPlot    *plot,
             VmpTarget             *target)
{
  for (guint i = 0; target != NULL && i < plot->n_series; i++)
    {
      const VmpMetric *metric = vmp_metric_get (plot->series[i].metric);
      g_autofree char *name = NULL;
      Entry entry = { 0 };

      if (!vmp_chart_plot_is_visible (plot, i))
        continue;
      name = vmp_chart_text_dup_name (plot, target, metric);
      entry.layout = vmp_chart_frame_create_text (&self->frame, name);
      entry.color = vmp_chart_plot_get_color (plot, i, self->frame.dark);
      entry.dash = vmp_chart_plot_get_dash (plot, i);
      g_array_append_val (entries, entry);
    }
}

/* Places the legend in lines as wide as the graph; *out_height is what it takes. */
static GArray *
create_legend (const VmpChartPicture *self,
               int                   *out_height)
{
  GArray *entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  int x = 0, y = 0, line_height = 0;

  g_array_set_clear_func (entries, clear_entry);
  add_entries (self, entries, self->content->plot, self->content->target);
  if (self->content->compared != NULL)
    add_entries (self, entries, self->content->compared_plot, self->content->compared);
  for (guint i = 0; i < entries->len; i++)
    {
      Entry *entry = &g_array_index (entries, Entry, i);
      int width, height;

      pango_layout_get_pixel_size (entry->layout, &width, &height);
      width += SWATCH_WIDTH + GAP;
      line_height = MAX (line_height, height);
      if (x > 0 && x + width > self->frame.width)
        {
          x = 0;
          y += line_height + GAP / 2;
        }
      entry->x = x;
      entry->y = y;
      x += width + 2 * GAP;
    }
  *out_height = y + line_height;
  return entries;
}

static int
get_title_height (const VmpChartPicture *self)
{
  g_autoptr (PangoLayout) title = create_title (self);
  int width, height;

  pango_layout_get_pixel_size (title, &width, &height);
  return height;
}

void
vmp_chart_picture_get_size (const VmpChartPicture *self,
                            int                   *out_width,
                            int                   *out_height)
{
  int legend_height;
  g_autoptr (GArray) entries = create_legend (self, &legend_height);

  *out_width = self->frame.width + 2 * PADDING;
  *out_height = self->frame.height + get_title_height (self) + legend_height + 2 * GAP + 2 * PADDING;
}

/* In lines that run to the left everything is mirrored but the texts. */
static void
draw_legend (const VmpChartPicture *self,
             cairo_t               *cr,
             GArray                *entries)
{
  for (guint i = 0; i < entries->len; i++)
    {
      const Entry *entry = &g_array_index (entries, Entry, i);
      int width, height, x = entry->x;

      pango_layout_get_pixel_size (entry->layout, &width, &height);
      if (self->frame.rtl)
        x = self->frame.width - entry->x - SWATCH_WIDTH - GAP - width;
      vmp_chart_dash_set (cr, entry->dash);
      cairo_set_line_width (cr, 3);
      vmp_chart_frame_set_source (&self->frame, cr, entry->color, 1);
      cairo_move_to (cr, self->frame.rtl ? x + width + GAP : x, entry->y + height / 2.0);
      cairo_rel_line_to (cr, SWATCH_WIDTH, 0);
      cairo_stroke (cr);
      vmp_chart_dash_set (cr, VMP_DASH_SOLID);
      vmp_chart_frame_set_source (&self->frame, cr, self->frame.foreground, 1);
      cairo_move_to (cr, self->frame.rtl ? x : x + SWATCH_WIDTH + GAP, entry->y);
      pango_cairo_show_layout (cr, entry->layout);
    }
}

static void
load_plot (VmpChartPlot        *plot,
           const VmpChartPlot  *like,
           VmpTarget           *target,
           const VmpChartFrame *frame)
{
  vmp_chart_plot_init (plot, like->series, like->n_series);
  plot->compared = like->compared;
  for (guint i = 0; i < plot->n_series; i++)
    plot->hidden[i] = like->hidden[i];
  vmp_chart_plot_load (plot, target, frame->begin_nsec, frame->cell_nsec, frame->n_columns);
}

static void
draw_plot (cairo_t             *cr,
           const VmpChartFrame *frame,
           const VmpChartPlot  *like,
           VmpTarget           *target,
           gboolean             vector,
           gboolean             marks)
{
  VmpChartPlot plot;

  load_plot (&plot, like, target, frame);
  if (vector)
    vmp_chart_series_draw_paths (cr, frame, &plot);
  else
    vmp_chart_series_draw (cr, frame, &plot);
  if (marks)
    vmp_chart_stages_draw (cr, frame, target);
  if (marks)
    vmp_chart_marks_draw (cr, frame, &plot, target);
  vmp_chart_plot_clear (&plot);
}

static void
draw_graph (const VmpChartPicture *self,
            VmpChartFrame         *frame,
            cairo_t               *cr,
            gboolean               vector)
{
  int gutter = vmp_chart_axes_get_gutter (frame->pango);

  frame->plot_x = frame->rtl ? 0 : gutter;
  frame->plot_y = TOP_MARGIN;
  frame->plot_width = MAX (frame->width - gutter, 1);
  frame->plot_height = MAX (frame->height - vmp_chart_axes_get_footer (frame->pango) - TOP_MARGIN, 1);
  vmp_chart_frame_set_window (frame, self->begin_nsec, self->end_nsec);
  vmp_chart_axes_draw (cr, frame);
  draw_plot (cr, frame, self->content->plot, self->content->target, vector, TRUE);
  if (self->content->compared != NULL)
    draw_plot (cr, frame, self->content->compared_plot, self->content->compared, vector, FALSE);
}

void
vmp_chart_picture_draw (const VmpChartPicture *self,
                        cairo_t               *cr,
                        gboolean               vector)
{
  VmpChartPicture inked = *self;
  VmpChartFrame frame;
  g_autoptr (PangoLayout) title = create_title (self);
  int width, height, title_width, title_height, legend_height;
  g_autoptr (GArray) entries = create_legend (self, &legend_height);

  inked.frame.foreground = inked.frame.dark ? INK_DARK : INK_LIGHT;
  frame = inked.frame;
  vmp_chart_picture_get_size (self, &width, &height);
  cairo_save (cr);
  vmp_chart_frame_set_source (&frame, cr, frame.dark ? CARD_DARK : CARD_LIGHT, 1);
  cairo_rectangle (cr, 0, 0, width, height);
  cairo_fill (cr);

  cairo_translate (cr, PADDING, PADDING);
  pango_layout_get_pixel_size (title, &title_width, &title_height);
  vmp_chart_frame_set_source (&frame, cr, frame.foreground, 1);
  cairo_move_to (cr, frame.rtl ? frame.width - title_width : 0, 0);
  pango_cairo_show_layout (cr, title);

  cairo_translate (cr, 0, title_height + GAP);
  cairo_save (cr);
  draw_graph (&inked, &frame, cr, vector);
  cairo_restore (cr);

  cairo_translate (cr, 0, frame.height + GAP);
  draw_legend (&inked, cr, entries);
  cairo_restore (cr);
}
