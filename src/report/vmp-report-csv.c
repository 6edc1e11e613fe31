/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables of a document as CSV, one after the other, as they are told to people. `vmp export` has the readings. */

#include "config.h"

#include "vmp-report-block.h"

#include <string.h>

/* What begins like a formula is a text in spreadsheets too. */
static void
append_field (GString    *csv,
              const char *text)
{
  gboolean is_formula = *text != '\0' && strchr ("=+-@", *text) != NULL && !g_ascii_isdigit (text[1]);

  if (!is_formula && strpbrk (text, ",\"\r\n") == NULL)
    {
      g_string_append (csv, text);
      return;
    }
  g_string_append (csv, is_formula ? "\"'" : "\"");
  for (; *text != '\0'; text++)
    {
      if (*text == '"')
        g_string_append_c (csv, '"');
      g_string_append_c (csv, *text);
    }
  g_string_append_c (csv, '"');
}

static void
append_table (GString              *csv,
              const VmpReportBlock *table)
{
  append_field (csv, table->text);
  g_string_append (csv, "\r\n");
  for (guint row = 0; row <= vmp_report_get_n_rows (table); row++)
    {
      for (guint i = 0; i < table->n_columns; i++)
        {
          if (i > 0)
            g_string_append_c (csv, ',');
          append_field (csv, vmp_report_get_cell (table, row, i));
        }
      g_string_append (csv, "\r\n");
    }
}

char *
vmp_report_blocks_to_csv (GArray *blocks)
{
  GString *csv = g_string_new (NULL);

  for (guint i = 0; i < blocks->len; i++)
    {
      const VmpReportBlock *block = &g_array_index (blocks, VmpReportBlock, i);

      if (block->kind != VMP_REPORT_TABLE)
        continue;
      if (csv->len > 0)
        g_string_append (csv, "\r\n");
      append_table (csv, block);
    }
  return g_string_free (csv, FALSE);
}

char *
vmp_report_to_csv (const VmpReport *self)
{
  g_autoptr (GArray) blocks = vmp_report_build_document (self);

  return vmp_report_blocks_to_csv (blocks);
}
