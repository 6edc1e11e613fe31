/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A report as Markdown, for pull requests and terminals: tables, and a line of blocks where HTML has a graph. */

#include "config.h"

#include "vmp-report-block.h"

#include <string.h>

#define BLOCKS 60

/* Names from outside must neither end a cell nor become markup. */
static void
append_escaped (GString    *to,
                const char *text)
{
  for (; *text != '\0'; text++)
    {
      if (strchr ("\\|`*_<>[]#&~", *text) != NULL)
        g_string_append_c (to, '\\');
      g_string_append_c (to, *text == '\n' ? ' ' : *text);
    }
}

static void
append_table (GString              *md,
              const VmpReportBlock *block)
{
  append_escaped (md, block->text);
  g_string_append (md, ":\n\n");
  for (guint row = 0; row <= vmp_report_get_n_rows (block); row++)
    {
      for (guint i = 0; i < block->n_columns; i++)
        {
          g_string_append (md, "| ");
          append_escaped (md, vmp_report_get_cell (block, row, i));
          g_string_append_c (md, ' ');
        }
      g_string_append (md, "|\n");
      for (guint i = 0; row == 0 && i < block->n_columns; i++)
        g_string_append (md, i < block->n_texts ? "|---" : "|--:");
      if (row == 0)
        g_string_append (md, "|\n");
    }
  g_string_append_c (md, '\n');
}

/* The highest of each stretch, as one of eight heights. */
static void
append_line (GString             *md,
             VmpUnit              unit,
             const VmpReportLine *line)
{
  static const char *const heights[] = { "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█" };
  gint64 max = 0, tops[BLOCKS];
  char text[VMP_FORMAT_SIZE];

  for (guint i = 0; i < BLOCKS; i++)
    {
      tops[i] = VMP_MISSING;
      for (guint k = i * VMP_REPORT_CELLS / BLOCKS; k < (i + 1) * VMP_REPORT_CELLS / BLOCKS; k++)
        if (line->cells[k].n > 0)
          tops[i] = MAX (tops[i], line->cells[k].max);
      max = MAX (max, tops[i]);
    }
  g_string_append (md, "    ");
  for (guint i = 0; i < BLOCKS; i++)
    g_string_append (md, tops[i] == VMP_MISSING ? " " : heights[max > 0 ? MIN (tops[i] * 8 / max, 7) : 0]);
  g_string_append_printf (md, " %s (%s)\n", line->label, vmp_format_value (text, unit, max, VMP_UNITS_IEC));
}

static void
append_graph (GString              *md,
              const VmpReportBlock *block)
{
  append_escaped (md, block->text);
  g_string_append (md, ":\n\n");
  for (guint i = 0; i < block->parts->len; i++)
    append_line (md, block->unit, &g_array_index (block->parts, VmpReportLine, i));
  g_string_append_c (md, '\n');
}

char *
vmp_report_blocks_to_markdown (GArray     *blocks,
                               const char *title)
{
  GString *md = g_string_new ("# ");

  append_escaped (md, title);
  g_string_append (md, "\n\n");
  for (guint i = 0; i < blocks->len; i++)
    {
      const VmpReportBlock *block = &g_array_index (blocks, VmpReportBlock, i);

      if (block->kind == VMP_REPORT_TABLE)
        append_table (md, block);
      else if (block->kind == VMP_REPORT_GRAPH)
        append_graph (md, block);
      /* What is in bars is in a table too. */
      else if (block->kind != VMP_REPORT_BARS)
        {
          g_string_append (md, block->kind == VMP_REPORT_HEADING ? "## " : "");
          append_escaped (md, block->text);
          g_string_append (md, "\n\n");
        }
    }
  return g_string_free (md, FALSE);
}

char *
vmp_report_to_markdown (const VmpReport *self)
{
  g_autoptr (GArray) blocks = vmp_report_build_document (self);
  g_autofree char *title = vmp_report_dup_title (self);

  return vmp_report_blocks_to_markdown (blocks, title);
}
