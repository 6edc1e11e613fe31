/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which processes are shown, and in what order. */

#include "config.h"

#include "vmp-cli-ps-order.h"

#include <string.h>

#include <glib/gi18n.h>

#include "vmp-cli-ps-tree.h"

gboolean
vmp_cli_ps_order_parse_sort (VmpCliPsOrder  *self,
                             const char     *text,
                             GError        **error)
{
  g_auto (GStrv) parts = g_strsplit (text, ":", 2);
  const VmpCliPsColumn *column = vmp_cli_ps_column_find (parts[0] != NULL ? parts[0] : "", error);

  if (column == NULL)
    return FALSE;
  self->sort = column;
  self->ascending = vmp_cli_ps_column_is_text (column) || column->field != VMP_CLI_PS_METRIC;
  if (parts[1] == NULL)
    return TRUE;
  self->ascending = g_str_equal (parts[1], "asc");
  if (self->ascending || g_str_equal (parts[1], "desc"))
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _("a sort direction is 'asc' or 'desc', not '%s'"), parts[1]);
  return FALSE;
}

/* @needle is case-folded. */
static gboolean
contains (const char *text,
          const char *needle)
{
  g_autofree char *folded = g_utf8_casefold (text, -1);

  return strstr (folded, needle) != NULL;
}

static gboolean
is_shown (const VmpCliPsOrder *self,
          const char          *needle,
          const VmpProcessRow *row)
{
  if (row->kind == VMP_PROCESS_KERNEL_THREAD && !self->kernel_threads)
    return FALSE;
  if (self->uid != VMP_MISSING && row->uid != self->uid)
    return FALSE;
  return needle == NULL || contains (row->name, needle) || contains (row->command, needle);
}

typedef struct
{
  const VmpCliPsOrder *order;
  VmpCliUsers         *users;
} Comparison;

static int
compare_values (const Comparison    *comparison,
                const VmpProcessRow *a,
                const VmpProcessRow *b)
{
  const VmpCliPsColumn *column = comparison->order->sort;
  gint64 a_value, b_value;
  int by_text;

  if (vmp_cli_ps_column_is_text (column))
    {
      by_text = g_utf8_collate (vmp_cli_ps_column_get_text (column, a, comparison->users),
                                vmp_cli_ps_column_get_text (column, b, comparison->users));
      return comparison->order->ascending ? by_text : -by_text;
    }
  a_value = vmp_cli_ps_column_get_value (column, a);
  b_value = vmp_cli_ps_column_get_value (column, b);
  /* What is not known comes last, whatever the direction. */
  if (a_value == VMP_MISSING || b_value == VMP_MISSING)
    return (a_value == VMP_MISSING) - (b_value == VMP_MISSING);
  if (!comparison->order->ascending)
    return (a_value < b_value) - (a_value > b_value);
  return (a_value > b_value) - (a_value < b_value);
}

static int
compare_lines (gconstpointer a,
               gconstpointer b,
               gpointer      user_data)
{
  const VmpProcessRow *a_row = ((const VmpCliPsLine *) a)->row;
  const VmpProcessRow *b_row = ((const VmpCliPsLine *) b)->row;
  const Comparison *comparison = user_data;
  int order = comparison->order->sort != NULL ? compare_values (comparison, a_row, b_row) : 0;

  return order != 0 ? order : (a_row->pid > b_row->pid) - (a_row->pid < b_row->pid);
}

static void
clear_line (gpointer data)
{
  g_free (((VmpCliPsLine *) data)->branch);
}

GArray *
vmp_cli_ps_order_apply (const VmpCliPsOrder *self,
                        VmpProcessList      *list,
                        VmpCliUsers         *users,
                        gboolean             draw_utf8)
{
  g_autofree char *valid = self->filter != NULL ? vmp_text_escape (self->filter, strlen (self->filter)) : NULL;
  g_autofree char *needle = valid != NULL ? g_utf8_casefold (valid, -1) : NULL;
  Comparison comparison = { self, users };
  GArray *lines = g_array_new (FALSE, FALSE, sizeof (VmpCliPsLine));
  guint n_rows;
  const VmpProcessRow *rows = vmp_process_list_get_rows (list, &n_rows);

  g_array_set_clear_func (lines, clear_line);
  for (guint i = 0; i < n_rows; i++)
    {
      VmpCliPsLine line = { &rows[i], NULL };

      if (is_shown (self, needle, &rows[i]))
        g_array_append_val (lines, line);
    }
  g_array_sort_with_data (lines, compare_lines, &comparison);
  if (self->tree)
    vmp_cli_ps_tree_arrange (lines, list, draw_utf8);
  if (self->top > 0 && lines->len > self->top)
    g_array_set_size (lines, self->top);
  return lines;
}
