/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pictures of a document as SVG, whose colours are rules of CSS. */

#include "config.h"

#include "vmp-report-picture.h"

void
vmp_report_append_escaped (GString    *to,
                           const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  g_string_append (to, escaped);
}

void
vmp_report_append_colors (GString  *css,
                          GArray   *blocks,
                          gboolean  is_dark)
{
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, NULL);

  for (guint i = 0; i < blocks->len; i++)
    {
      const VmpReportBlock *block = &g_array_index (blocks, VmpReportBlock, i);

      for (guint k = 0; block->parts != NULL && k < block->parts->len; k++)
        {
          const VmpReportColor *color = block->kind == VMP_REPORT_GRAPH ? &g_array_index (block->parts, VmpReportLine, k).color
                                                                        : &g_array_index (block->parts, VmpReportBar, k).color;

          if (g_hash_table_add (known, (char *) color->class))
            g_string_append_printf (css, ".%s{--c:#%06x}", color->class, is_dark ? color->dark : color->light);
        }
    }
  g_string_append_c (css, '\n');
}

/* With a point whatever the locale, and no more digits than a picture needs. */
static void
append_number (GString *svg,
               double   number)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append (svg, g_ascii_formatd (text, sizeof text, "%.1f", number));
}

static void
append_attribute (GString    *svg,
                  const char *name,
                  double      number)
{
  g_string_append_printf (svg, " %s=\"", name);
  append_number (svg, number);
  g_string_append_c (svg, '"');
}

static void
append_title (GString    *svg,
              const char *title)
{
  g_string_append (svg, "<title>");
  vmp_report_append_escaped (svg, title);
  g_string_append (svg, "</title>");
}

static void
append_rect (GString             *svg,
             const char          *class,
             const char          *color,
             const VmpReportRect *rect)
{
  g_string_append_printf (svg, "<rect class=\"%s%s%s\"", class, color[0] != '\0' ? " " : "", color);
  append_attribute (svg, "x", rect->x);
  append_attribute (svg, "y", rect->y);
  append_attribute (svg, "width", rect->width);
  append_attribute (svg, "height", rect->height);
}

/* --- the canvas; data is the text --- */

static void
text_cb (gpointer         data,
         double           x,
         double           y,
         VmpReportAnchor  anchor,
         const char      *text)
{
  static const char *const anchors[] = { "start", "middle", "end" };

  g_string_append (data, "<text");
  append_attribute (data, "x", x);
  append_attribute (data, "y", y);
  g_string_append_printf (data, " text-anchor=\"%s\">", anchors[anchor]);
  vmp_report_append_escaped (data, text);
  g_string_append (data, "</text>");
}

static void
line_cb (gpointer        data,
         VmpReportStroke stroke,
         double          x1,
         double          y1,
         double          x2,
         double          y2)
{
  static const char *const classes[] = { "grid", "axis", "mark" };

  g_string_append_printf (data, "<line class=\"%s\"", classes[stroke]);
  append_attribute (data, "x1", x1);
  append_attribute (data, "y1", y1);
  append_attribute (data, "x2", x2);
  append_attribute (data, "y2", y2);
  g_string_append (data, "/>");
}

static void
stage_cb (gpointer             data,
          const VmpReportRect *rect,
          gboolean             is_shaded,
          const char          *title)
{
  append_rect (data, is_shaded ? "stage0" : "stage1", "", rect);
  g_string_append_c (data, '>');
  append_title (data, title);
  g_string_append (data, "</rect>");
}

static void
bar_cb (gpointer              data,
        const VmpReportColor *color,
        const VmpReportRect  *rect)
{
  append_rect (data, "bar", color->class, rect);
  g_string_append (data, "/>");
}

static void
bands_cb (gpointer              data,
          const VmpReportColor *color,
          const VmpReportRect  *rects,
          guint                 n)
{
  g_string_append_printf (data, "<path class=\"band %s\" d=\"", color->class);
  for (guint i = 0; i < n; i++)
    {
      g_string_append_c (data, 'M');
      append_number (data, rects[i].x);
      g_string_append_c (data, ' ');
      append_number (data, rects[i].y);
      g_string_append_c (data, 'h');
      append_number (data, rects[i].width);
      g_string_append_c (data, 'v');
      append_number (data, rects[i].height);
      g_string_append_c (data, 'h');
      append_number (data, -rects[i].width);
      g_string_append_c (data, 'z');
    }
  g_string_append (data, "\"/>");
}

static void
path_cb (gpointer              data,
         const VmpReportColor *color,
         VmpDash               dash,
         const VmpReportPoint *points,
         guint                 n,
         const char           *title)
{
  static const char *const dashes[] = {
    [VMP_DASH_SOLID] = "", [VMP_DASH_DASHED] = " stroke-dasharray=\"8 4\"", [VMP_DASH_DOTTED] = " stroke-dasharray=\"2 3\"",
    [VMP_DASH_LONG_SHORT] = " stroke-dasharray=\"10 3 3 3\"",
  };

  g_string_append_printf (data, "<path class=\"line %s\"%s d=\"", color->class, dashes[dash]);
  for (guint i = 0; i < n; i++)
    {
      g_string_append_c (data, points[i].begins ? 'M' : 'L');
      append_number (data, points[i].x);
      g_string_append_c (data, ' ');
      append_number (data, points[i].y);
    }
  g_string_append (data, "\">");
  if (title != NULL)
    append_title (data, title);
  g_string_append (data, "</path>");
}

/* Its title says what a picture is to whoever does not see it. */
void
vmp_report_append_svg (GString              *svg,
                       const VmpReportBlock *block,
                       guint                 id)
{
  static const VmpReportCanvas canvas = { text_cb, line_cb, stage_cb, bar_cb, bands_cb, path_cb };

  g_string_append_printf (svg, "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-labelledby=\"g%u\"><title id=\"g%u\">",
                          VMP_REPORT_PICTURE_WIDTH, (int) vmp_report_picture_get_height (block), id, id);
  vmp_report_append_escaped (svg, block->text);
  g_string_append (svg, "</title>");
  vmp_report_picture_draw (block, &canvas, svg);
  g_string_append (svg, "</svg>\n");
}
