/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A report as one page of HTML that needs nothing else: no scripts, no other files; light, dark and on paper. */

#include "config.h"

#include "vmp-report-picture.h"

#include <glib/gi18n.h>

static const char style[] =
  ":root{color-scheme:light dark;--bg:#fff;--fg:#1c1c1f;--dim:#5e5c64;--line:#d9d8dc;--band:#f2f1f4}\n"
  "@media (prefers-color-scheme:dark){:root{--bg:#1d1d20;--fg:#f4f3f5;--dim:#b4b2b8;--line:#47464b;--band:#29292d}}\n"
  "body{background:var(--bg);color:var(--fg);font:16px/1.5 system-ui,sans-serif;margin:0 auto;max-width:66rem;padding:1.5rem}\n"
  "h1{font-size:1.8rem;line-height:1.2;overflow-wrap:anywhere}h2{font-size:1.3rem;margin-top:2.2rem}\n"
  "p{max-width:44rem}.wide{overflow-x:auto}\n"
  "table{border-collapse:collapse;font-variant-numeric:tabular-nums;margin:1rem 0}\n"
  "caption{text-align:start;color:var(--dim);padding-bottom:.3rem}\n"
  "th,td{padding:.25rem .8rem .25rem 0;text-align:start;border-bottom:1px solid var(--line);vertical-align:top;overflow-wrap:anywhere;min-width:7rem}\n"
  "th.n,td.n{text-align:end;white-space:nowrap;min-width:0}thead th{color:var(--dim);font-weight:600}tbody th{font-weight:400}\n"
  "figure{margin:1.2rem 0;overflow-x:auto}figcaption{color:var(--dim)}svg{width:100%;min-width:36rem;height:auto;display:block;direction:ltr}\n"
  "svg text{font:12px system-ui,sans-serif;fill:var(--dim)}.grid{stroke:var(--line);stroke-width:.6}.axis{stroke:var(--dim)}\n"
  ".line{fill:none;stroke:var(--c);stroke-width:1.8;stroke-linejoin:round}.band{fill:var(--c);opacity:.35}\n"
  ".bar{fill:var(--c)}.stage0{fill:var(--band)}.stage1{fill:none;pointer-events:all}.mark{stroke:var(--dim);stroke-width:.8;stroke-dasharray:3 3}\n"
  "@media print{:root{--bg:#fff;--fg:#000;--dim:#444;--line:#bbb;--band:#f2f1f4}body{font-size:10pt;max-width:none;padding:0}\n"
  "figure,tr{break-inside:avoid}h2{break-after:avoid}.wide,figure{overflow:visible}svg{min-width:0}}\n";

static void
append_row (GString              *html,
            const VmpReportBlock *block,
            guint                 row)
{
  g_string_append (html, "<tr>");
  for (guint i = 0; i < block->n_columns; i++)
    {
      const char *tag = row == 0 || i == 0 ? "th" : "td";

      g_string_append_printf (html, "<%s%s%s>", tag, row == 0 ? " scope=\"col\"" : i == 0 ? " scope=\"row\"" : "",
                              i >= block->n_texts ? " class=\"n\"" : "");
      /* Names and amounts keep their own direction in a text of the other one. */
      g_string_append (html, "<bdi>");
      vmp_report_append_escaped (html, vmp_report_get_cell (block, row, i));
      g_string_append_printf (html, "</bdi></%s>", tag);
    }
  g_string_append (html, "</tr>\n");
}

static void
append_table (GString              *html,
              const VmpReportBlock *block)
{
  g_string_append (html, "<div class=\"wide\" tabindex=\"0\"><table><caption>");
  vmp_report_append_escaped (html, block->text);
  g_string_append (html, "</caption>\n<thead>");
  append_row (html, block, 0);
  g_string_append (html, "</thead>\n<tbody>\n");
  for (guint row = 1; row <= vmp_report_get_n_rows (block); row++)
    append_row (html, block, row);
  g_string_append (html, "</tbody></table></div>\n");
}

static void
append_element (GString    *html,
                const char *tag,
                const char *text)
{
  g_string_append_printf (html, "<%s>", tag);
  vmp_report_append_escaped (html, text);
  g_string_append_printf (html, "</%s>\n", tag);
}

static void
append_block (GString              *html,
              const VmpReportBlock *block,
              guint                 id)
{
  switch (block->kind)
    {
    case VMP_REPORT_HEADING:
      append_element (html, "h2", block->text);
      break;
    case VMP_REPORT_PARAGRAPH:
      append_element (html, "p", block->text);
      break;
    case VMP_REPORT_TABLE:
      append_table (html, block);
      break;
    case VMP_REPORT_GRAPH:
    case VMP_REPORT_BARS:
      g_string_append (html, "<figure>");
      append_element (html, "figcaption", block->text);
      vmp_report_append_svg (html, block, id);
      g_string_append (html, "</figure>\n");
      break;
    default:
      g_assert_not_reached ();
    }
}

static void
append_head (GString    *html,
             GArray     *blocks,
             const char *title)
{
  /* Translators: the direction of text in your language, for HTML: ltr or rtl. */
  const char *direction = C_("HTML", "ltr");
  /* Translators: the code of your language, for HTML. */
  const char *language = C_("HTML", "en");

  g_string_append_printf (html, "<!DOCTYPE html>\n<html lang=\"%s\" dir=\"%s\">\n<head><meta charset=\"utf-8\">\n"
                          "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
                          "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
                          "<title>", language, direction);
  vmp_report_append_escaped (html, title);
  g_string_append_printf (html, "</title>\n<style>\n%s", style);
  vmp_report_append_colors (html, blocks, FALSE);
  g_string_append (html, "@media screen and (prefers-color-scheme:dark){");
  vmp_report_append_colors (html, blocks, TRUE);
  g_string_append (html, "}\n</style></head>\n<body>\n");
}

char *
vmp_report_blocks_to_html (GArray     *blocks,
                           const char *title)
{
  GString *html = g_string_sized_new (256 * 1024);

  append_head (html, blocks, title);
  append_element (html, "h1", title);
  for (guint i = 0; i < blocks->len; i++)
    append_block (html, &g_array_index (blocks, VmpReportBlock, i), i);
  g_string_append (html, "</body></html>\n");
  return g_string_free (html, FALSE);
}

char *
vmp_report_to_html (const VmpReport *self)
{
  g_autoptr (GArray) blocks = vmp_report_build_document (self);
  g_autofree char *title = vmp_report_dup_title (self);

  return vmp_report_blocks_to_html (blocks, title);
}
