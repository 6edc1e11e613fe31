/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A document as PDF: pages of A4 with numbers, its figures as vectors. */

#include "config.h"

#include "vmp-report-pdf.h"

#include "core/kernel/vmp-error.h"
#include "vmp-report-picture.h"

#include <cairo-pdf.h>
#include <glib/gi18n.h>
#include <pango/pangocairo.h>

#include <string.h>

/* In points. */
#define PAGE_WIDTH 595.28
#define PAGE_HEIGHT 841.89
#define MARGIN 48.0
#define WIDTH (PAGE_WIDTH - 2 * MARGIN)
#define BOTTOM (PAGE_HEIGHT - MARGIN - 16)
#define CELL_GAP 8.0
#define ROW_PADDING 2.5
/* Room that a heading wants below it, so that it is not alone at the end of a page. */
#define KEEP 90.0
#define MAX_COLUMNS 24

#define INK 0x1c1c1f
#define DIM 0x5e5c64
#define LINE_COLOR 0xd9d8dc
#define SHADE 0xf2f1f4

typedef struct
{
  cairo_t     *cr;
  PangoLayout *layout;
  gboolean     is_rtl;
  double       y;         /* where the next thing goes */
  guint        page, n_pages;     /* n_pages 0: not known yet */
} Pdf;

/* --- text --- */

static void
set_color (cairo_t *cr,
           guint32  color,
           double   alpha)
{
  cairo_set_source_rgba (cr, (color >> 16) / 255.0, (color >> 8 & 0xff) / 255.0, (color & 0xff) / 255.0, alpha);
}

static void
set_text (Pdf        *self,
          const char *text,
          double      size,
          gboolean    is_bold,
          double      width)
{
  /* Names and amounts keep their own direction in a text of the other one. */
  g_autofree char *isolated = g_strdup_printf ("\u2068%s\u2069", text);
  PangoFontDescription *font = pango_font_description_from_string ("Sans");

  pango_font_description_set_absolute_size (font, size * PANGO_SCALE);
  pango_font_description_set_weight (font, is_bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_layout_set_font_description (self->layout, font);
  pango_font_description_free (font);
  pango_layout_set_text (self->layout, isolated, -1);
  pango_layout_set_width (self->layout, width > 0 ? (int) (width * PANGO_SCALE) : -1);
}

static void
get_size (Pdf    *self,
          double *out_width,
          double *out_height)
{
  int width, height;

  pango_layout_get_size (self->layout, &width, &height);
  *out_width = (double) width / PANGO_SCALE;
  *out_height = (double) height / PANGO_SCALE;
}

static void
show_text (Pdf    *self,
           double  x,
           double  y)
{
  cairo_move_to (self->cr, x, y);
  pango_cairo_show_layout (self->cr, self->layout);
}

/* --- pages --- */

static void
begin_page (Pdf *self)
{
  g_autofree char *text = NULL;
  double width, height;

  if (self->page > 0)
    cairo_show_page (self->cr);
  self->page++;
  /* Translators: the number of a page, and how many there are. */
  text = g_strdup_printf (_("Page %u of %u"), self->page, self->n_pages);
  set_text (self, text, 8, FALSE, 0);
  get_size (self, &width, &height);
  set_color (self->cr, DIM, 1);
  show_text (self, (PAGE_WIDTH - width) / 2, PAGE_HEIGHT - MARGIN);
  self->y = MARGIN;
}

static void
need (Pdf    *self,
      double  height)
{
  if (self->y + height > BOTTOM && self->y > MARGIN)
    begin_page (self);
}

static void
add_text (Pdf        *self,
          const char *text,
          double      size,
          gboolean    is_bold,
          guint32     color,
          double      keep)
{
  double width, height;

  set_text (self, text, size, is_bold, WIDTH);
  pango_layout_set_alignment (self->layout, self->is_rtl ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT);
  get_size (self, &width, &height);
  need (self, height + keep);
  /* A page that begins writes its number. */
  set_text (self, text, size, is_bold, WIDTH);
  set_color (self->cr, color, 1);
  show_text (self, MARGIN, self->y);
  self->y += height + size * 0.4;
}

/* @below: room that it wants below it. */
static void
add_heading (Pdf        *self,
             const char *text,
             double      below)
{
  char place[64];

  need (self, below);
  if (self->y > MARGIN)
    self->y += 10;
  g_snprintf (place, sizeof place, "page=%u pos=[0 %d]", self->page, (int) self->y);
  cairo_pdf_surface_add_outline (cairo_get_target (self->cr), CAIRO_PDF_OUTLINE_ROOT, text, place, 0);
  add_text (self, text, 14, TRUE, INK, 0);
}

/* --- tables --- */

static double
measure_cell (Pdf        *self,
              const char *text,
              gboolean    is_bold)
{
  double width, height;

  set_text (self, text, 8, is_bold, 0);
  get_size (self, &width, &height);
  return width;
}

/* As wide as what is in them; where that is too much, the widest of the texts give way. */
static void
choose_widths (Pdf                  *self,
               const VmpReportBlock *table,
               double               *widths)
{
  double sum = 0;

  for (guint i = 0; i < table->n_columns; i++)
    {
      widths[i] = 0;
      for (guint row = 0; row <= vmp_report_get_n_rows (table); row++)
        widths[i] = MAX (widths[i], measure_cell (self, vmp_report_get_cell (table, row, i), row == 0) + 1);
      /* A title may be broken, an amount not. */
      if (i >= table->n_texts)
        widths[i] = MIN (widths[i], 84);
      sum += widths[i] + CELL_GAP;
    }
  while (sum - CELL_GAP > WIDTH)
    {
      guint widest = 0;

      for (guint i = 1; i < table->n_columns; i++)
        if (widths[i] > widths[widest])
          widest = i;
      widths[widest] -= 1;
      sum -= 1;
    }
}

static double
get_row_height (Pdf                  *self,
                const VmpReportBlock *table,
                guint                 row,
                const double         *widths)
{
  double highest = 0, width, height;

  for (guint i = 0; i < table->n_columns; i++)
    {
      set_text (self, vmp_report_get_cell (table, row, i), 8, row == 0, widths[i]);
      get_size (self, &width, &height);
      highest = MAX (highest, height);
    }
  return highest + 2 * ROW_PADDING;
}

static void
add_row (Pdf                  *self,
         const VmpReportBlock *table,
         guint                 row,
         const double         *widths)
{
  double height = get_row_height (self, table, row, widths), x = self->is_rtl ? PAGE_WIDTH - MARGIN : MARGIN, end = x;

  for (guint i = 0; i < table->n_columns; i++)
    {
      gboolean to_right = (i >= table->n_texts) != self->is_rtl;

      set_text (self, vmp_report_get_cell (table, row, i), 8, row == 0, widths[i]);
      pango_layout_set_alignment (self->layout, to_right ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT);
      set_color (self->cr, row == 0 ? DIM : INK, 1);
      show_text (self, self->is_rtl ? x - widths[i] : x, self->y + ROW_PADDING);
      x += (self->is_rtl ? -1 : 1) * (widths[i] + CELL_GAP);
      end = x - (self->is_rtl ? -CELL_GAP : CELL_GAP);
    }
  self->y += height;
  set_color (self->cr, LINE_COLOR, 1);
  cairo_set_line_width (self->cr, 0.5);
  cairo_move_to (self->cr, self->is_rtl ? PAGE_WIDTH - MARGIN : MARGIN, self->y);
  cairo_line_to (self->cr, end, self->y);
  cairo_stroke (self->cr);
}

/* Its titles stand on each page again. */
static void
add_table (Pdf                  *self,
           const VmpReportBlock *table)
{
  double widths[MAX_COLUMNS];

  if (table->n_columns > MAX_COLUMNS)
    return;
  choose_widths (self, table, widths);
  add_text (self, table->text, 9, FALSE, DIM, 40);
  add_row (self, table, 0, widths);
  for (guint row = 1; row <= vmp_report_get_n_rows (table); row++)
    {
      guint page = self->page;

      need (self, get_row_height (self, table, row, widths));
      if (self->page != page)
        add_row (self, table, 0, widths);
      add_row (self, table, row, widths);
    }
  self->y += 12;
}

/* --- figures: the canvas, in units of the picture --- */

static void
text_cb (gpointer         data,
         double           x,
         double           y,
         VmpReportAnchor  anchor,
         const char      *text)
{
  Pdf *self = data;
  double width, height;

  set_text (self, text, 14, FALSE, 0);
  get_size (self, &width, &height);
  set_color (self->cr, DIM, 1);
  x -= anchor == VMP_REPORT_ANCHOR_END ? width : anchor == VMP_REPORT_ANCHOR_MIDDLE ? width / 2 : 0;
  show_text (self, x, y - (double) pango_layout_get_baseline (self->layout) / PANGO_SCALE);
}

static void
line_cb (gpointer        data,
         VmpReportStroke stroke,
         double          x1,
         double          y1,
         double          x2,
         double          y2)
{
  static const double dashes[] = { 3, 3 };
  Pdf *self = data;

  set_color (self->cr, stroke == VMP_REPORT_STROKE_GRID ? LINE_COLOR : DIM, 1);
  cairo_set_line_width (self->cr, stroke == VMP_REPORT_STROKE_AXIS ? 1 : 0.7);
  cairo_set_dash (self->cr, dashes, stroke == VMP_REPORT_STROKE_MARK ? 2 : 0, 0);
  cairo_move_to (self->cr, x1, y1);
  cairo_line_to (self->cr, x2, y2);
  cairo_stroke (self->cr);
  cairo_set_dash (self->cr, NULL, 0, 0);
}

static void
add_rect (cairo_t             *cr,
          const VmpReportRect *rect)
{
  cairo_rectangle (cr, rect->x, rect->y, rect->width, rect->height);
}

static void
stage_cb (gpointer             data,
          const VmpReportRect *rect,
          gboolean             is_shaded,
          const char          *title)
{
  Pdf *self = data;

  if (!is_shaded)
    return;
  set_color (self->cr, SHADE, 1);
  add_rect (self->cr, rect);
  cairo_fill (self->cr);
}

static void
bar_cb (gpointer              data,
        const VmpReportColor *color,
        const VmpReportRect  *rect)
{
  Pdf *self = data;

  set_color (self->cr, color->light, 1);
  add_rect (self->cr, rect);
  cairo_fill (self->cr);
}

static void
bands_cb (gpointer              data,
          const VmpReportColor *color,
          const VmpReportRect  *rects,
          guint                 n)
{
  Pdf *self = data;

  set_color (self->cr, color->light, 0.35);
  for (guint i = 0; i < n; i++)
    add_rect (self->cr, &rects[i]);
  cairo_fill (self->cr);
}

static void
path_cb (gpointer              data,
         const VmpReportColor *color,
         VmpDash               dash,
         const VmpReportPoint *points,
         guint                 n,
         const char           *title)
{
  static const struct { double lengths[4]; int n; } dashes[] = {
    [VMP_DASH_SOLID] = { { 0 }, 0 }, [VMP_DASH_DASHED] = { { 8, 4 }, 2 }, [VMP_DASH_DOTTED] = { { 2, 3 }, 2 },
    [VMP_DASH_LONG_SHORT] = { { 10, 3, 3, 3 }, 4 },
  };
  Pdf *self = data;

  set_color (self->cr, color->light, 1);
  cairo_set_line_width (self->cr, 1.8);
  cairo_set_line_join (self->cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_dash (self->cr, dashes[dash].lengths, dashes[dash].n, 0);
  for (guint i = 0; i < n; i++)
    (points[i].begins ? cairo_move_to : cairo_line_to) (self->cr, points[i].x, points[i].y);
  cairo_stroke (self->cr);
  cairo_set_dash (self->cr, NULL, 0, 0);
}

static double
get_figure_height (const VmpReportBlock *block)
{
  return vmp_report_picture_get_height (block) * WIDTH / VMP_REPORT_PICTURE_WIDTH;
}

static void
add_figure (Pdf                  *self,
            const VmpReportBlock *block)
{
  static const VmpReportCanvas canvas = { text_cb, line_cb, stage_cb, bar_cb, bands_cb, path_cb };
  double scale = WIDTH / VMP_REPORT_PICTURE_WIDTH, height = get_figure_height (block);

  add_text (self, block->text, 9, FALSE, DIM, MIN (height, BOTTOM - MARGIN - 40));
  cairo_save (self->cr);
  cairo_translate (self->cr, MARGIN, self->y);
  cairo_scale (self->cr, scale, scale);
  vmp_report_picture_draw (block, &canvas, self);
  cairo_restore (self->cr);
  pango_cairo_update_layout (self->cr, self->layout);
  self->y += height + 12;
}

/* --- the whole --- */

static void
add_block (Pdf                  *self,
           const VmpReportBlock *block,
           const VmpReportBlock *next)
{
  if (block->kind == VMP_REPORT_HEADING)
    add_heading (self, block->text, KEEP + (next != NULL && next->parts != NULL ? get_figure_height (next) : 0));
  else if (block->kind == VMP_REPORT_PARAGRAPH)
    add_text (self, block->text, 9.5, FALSE, INK, 0);
  else if (block->kind == VMP_REPORT_TABLE)
    add_table (self, block);
  else
    add_figure (self, block);
}

static cairo_status_t
write_cb (void                *closure,
          const unsigned char *data,
          unsigned int         len)
{
  g_byte_array_append (closure, data, len);
  return CAIRO_STATUS_SUCCESS;
}

/* How many pages it took; 0 with @error. */
static guint
draw (GArray      *blocks,
      const char  *title,
      guint        n_pages,
      GByteArray  *out,
      GError     **error)
{
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream (write_cb, out, PAGE_WIDTH, PAGE_HEIGHT);
  Pdf self = { .cr = cairo_create (surface), .n_pages = n_pages };
  cairo_status_t status;

  /* Translators: the direction of text in your language, for HTML: ltr or rtl. */
  self.is_rtl = g_str_equal (C_("HTML", "ltr"), "rtl");
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, title);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATOR, "Virtual Memory Profiler " VMP_VERSION);
  self.layout = pango_cairo_create_layout (self.cr);
  pango_layout_set_wrap (self.layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_auto_dir (self.layout, FALSE);
  begin_page (&self);
  add_text (&self, title, 20, TRUE, INK, 0);
  for (guint i = 0; i < blocks->len; i++)
    add_block (&self, &g_array_index (blocks, VmpReportBlock, i),
               i + 1 < blocks->len ? &g_array_index (blocks, VmpReportBlock, i + 1) : NULL);
  g_object_unref (self.layout);
  cairo_destroy (self.cr);
  cairo_surface_finish (surface);
  status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  if (status != CAIRO_STATUS_SUCCESS)
    vmp_error_set (error, VMP_ERROR_IO, "PDF: %s", cairo_status_to_string (status));
  return status == CAIRO_STATUS_SUCCESS ? self.page : 0;
}

GBytes *
vmp_report_blocks_to_pdf (GArray      *blocks,
                          const char  *title,
                          GError     **error)
{
  g_autoptr (GByteArray) trial = g_byte_array_new ();
  g_autoptr (GByteArray) pages = g_byte_array_new ();
  /* Each page says how many there are, which is known when all of them were drawn. */
  guint n_pages = draw (blocks, title, 0, trial, error);

  if (n_pages == 0 || draw (blocks, title, n_pages, pages, error) == 0)
    return NULL;
  return g_byte_array_free_to_bytes (g_steal_pointer (&pages));
}

GBytes *
vmp_report_to_pdf (const VmpReport  *self,
                   GError          **error)
{
  g_autoptr (GArray) blocks = vmp_report_build_document (self);
  g_autofree char *title = vmp_report_dup_title (self);

  return vmp_report_blocks_to_pdf (blocks, title, error);
}
