/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pieces of a document: headings, sentences, tables and figures in the user's language, whatever they are written in then. */

#include "config.h"

#include "vmp-report-block.h"

static void
clear_block (gpointer data)
{
  VmpReportBlock *block = data;

  g_free (block->text);
  g_clear_pointer (&block->cells, g_ptr_array_unref);
  g_clear_pointer (&block->parts, g_array_unref);
}

GArray *
vmp_report_blocks_new (void)
{
  GArray *blocks = g_array_new (FALSE, FALSE, sizeof (VmpReportBlock));

  g_array_set_clear_func (blocks, clear_block);
  return blocks;
}

/* Takes @text. */
static VmpReportBlock *
add_block (GArray             *blocks,
           VmpReportBlockKind  kind,
           char               *text)
{
  const VmpReportBlock block = { .kind = kind, .text = text };

  g_array_append_val (blocks, block);
  return &g_array_index (blocks, VmpReportBlock, blocks->len - 1);
}

void
vmp_report_add_heading (GArray     *blocks,
                        const char *text)
{
  add_block (blocks, VMP_REPORT_HEADING, g_strdup (text));
}

void
vmp_report_add_paragraph (GArray *blocks,
                          char   *text)
{
  add_block (blocks, VMP_REPORT_PARAGRAPH, text);
}

/* --- tables --- */

VmpReportBlock *
vmp_report_add_table (GArray            *blocks,
                      const char        *caption,
                      guint              n_texts,
                      const char *const *titles)
{
  VmpReportBlock *block = add_block (blocks, VMP_REPORT_TABLE, g_strdup (caption));

  block->cells = g_ptr_array_new_with_free_func (g_free);
  block->n_texts = n_texts;
  for (; titles[block->n_columns] != NULL; block->n_columns++)
    g_ptr_array_add (block->cells, g_strdup (titles[block->n_columns]));
  return block;
}

void
vmp_report_add_cell (VmpReportBlock *table,
                     const char     *text)
{
  g_ptr_array_add (table->cells, g_strdup (text != NULL ? text : "–"));
}

void
vmp_report_add_value (VmpReportBlock *table,
                      VmpUnit         unit,
                      gint64          value)
{
  char text[VMP_FORMAT_SIZE];

  vmp_report_add_cell (table, vmp_format_value (text, unit, value, VMP_UNITS_IEC));
}

void
vmp_report_add_bytes (VmpReportBlock *table,
                      gint64          bytes)
{
  vmp_report_add_value (table, VMP_UNIT_BYTES, bytes);
}

void
vmp_report_add_change (VmpReportBlock *table,
                       VmpUnit         unit,
                       gint64          change)
{
  char text[VMP_FORMAT_SIZE];
  g_autofree char *with_sign = NULL;

  vmp_format_value (text, unit, change, VMP_UNITS_IEC);
  if (change > 0)
    with_sign = g_strdup_printf ("+%s", text);
  vmp_report_add_cell (table, with_sign != NULL ? with_sign : text);
}

void
vmp_report_add_length (VmpReportBlock *table,
                       gint64          nsec)
{
  char text[VMP_FORMAT_SIZE];

  vmp_report_add_cell (table, nsec != VMP_MISSING ? vmp_format_duration (text, nsec) : NULL);
}

void
vmp_report_add_row (VmpReportBlock *table,
                    const char     *name,
                    const char     *value)
{
  if (value == NULL)
    return;
  vmp_report_add_cell (table, name);
  vmp_report_add_cell (table, value);
}

guint
vmp_report_get_n_rows (const VmpReportBlock *table)
{
  return table->cells->len / table->n_columns - 1;
}

const char *
vmp_report_get_cell (const VmpReportBlock *table,
                     guint                 row,
                     guint                 column)
{
  return g_ptr_array_index (table->cells, row * table->n_columns + column);
}

/* --- figures --- */

VmpReportBlock *
vmp_report_add_figure (GArray             *blocks,
                       VmpReportBlockKind  kind,
                       const char         *text)
{
  VmpReportBlock *block = add_block (blocks, kind, g_strdup (text));

  block->parts = g_array_new (FALSE, FALSE, kind == VMP_REPORT_GRAPH ? sizeof (VmpReportLine) : sizeof (VmpReportBar));
  return block;
}

/* Where another line of the graph has the same colour and dash, a dash of no metric. */
void
vmp_report_add_line (VmpReportBlock      *graph,
                     const VmpReportLine *line)
{
  VmpReportLine added = *line;

  for (guint i = 0; i < graph->parts->len; i++)
    {
      const VmpReportLine *before = &g_array_index (graph->parts, VmpReportLine, i);

      if (before->dash == line->dash && before->color.light == line->color.light)
        added.dash = VMP_DASH_LONG_SHORT;
    }
  g_array_append_val (graph->parts, added);
}

void
vmp_report_add_bar (VmpReportBlock     *bars,
                    const VmpReportBar *bar)
{
  g_array_append_vals (bars->parts, bar, 1);
}

VmpReportColor
vmp_report_metric_color (VmpMetricId id)
{
  VmpReportColor color = { "", vmp_metric_get (id)->color_light, vmp_metric_get (id)->color_dark };

  g_snprintf (color.class, sizeof color.class, "m%u", id);
  return color;
}

VmpReportColor
vmp_report_type_color (VmpMappingType type)
{
  VmpReportColor color = { "", vmp_mapping_type_get (type)->color_light, vmp_mapping_type_get (type)->color_dark };

  g_snprintf (color.class, sizeof color.class, "t%u", type);
  return color;
}
