/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A table of text whose columns are as wide as what they hold. */

#include "config.h"

#include "vmp-cli-table.h"

#include <string.h>

typedef struct
{
  guint       width;
  VmpCliAlign align;
} Column;

typedef struct
{
  gsize offset;     /* of its terminated text in the table's */
  guint width;
} Cell;

/* The titles are the first row of cells. */
struct _VmpCliTable
{
  GString *text;    /* owned */
  GArray  *columns; /* owned, of Column */
  GArray  *cells;   /* owned, of Cell */
};

VmpCliTable *
vmp_cli_table_new (void)
{
  VmpCliTable *self = g_new0 (VmpCliTable, 1);

  self->text = g_string_sized_new (4096);
  self->columns = g_array_new (FALSE, FALSE, sizeof (Column));
  self->cells = g_array_new (FALSE, FALSE, sizeof (Cell));
  return self;
}

void
vmp_cli_table_free (VmpCliTable *self)
{
  g_string_free (self->text, TRUE);
  g_array_unref (self->columns);
  g_array_unref (self->cells);
  g_free (self);
}

static guint
char_width (gunichar c)
{
  if (g_unichar_iszerowidth (c))
    return 0;
  return g_unichar_iswide (c) ? 2 : 1;
}

guint
vmp_cli_text_width (const char *text)
{
  guint width = 0;

  while (*text != '\0')
    {
      if ((guchar) *text < 0x80)
        {
          width++;
          text++;
          continue;
        }
      width += char_width (g_utf8_get_char (text));
      text = g_utf8_next_char (text);
    }
  return width;
}

static guint
append_cell (VmpCliTable *self,
             const char  *text)
{
  Cell cell = { self->text->len, vmp_cli_text_width (text) };

  g_string_append_len (self->text, text, strlen (text) + 1);
  g_array_append_val (self->cells, cell);
  return cell.width;
}

void
vmp_cli_table_add_column (VmpCliTable *self,
                          const char  *title,
                          VmpCliAlign  align)
{
  Column column = { append_cell (self, title), align };

  g_array_append_val (self->columns, column);
}

void
vmp_cli_table_add_cell (VmpCliTable *self,
                        const char  *text)
{
  guint i = self->cells->len % self->columns->len;
  Column *column = &g_array_index (self->columns, Column, i);
  guint width = append_cell (self, text);

  column->width = MAX (column->width, width);
}

static void
append_spaces (VmpCliOutput *out,
               guint         n)
{
  static const char spaces[] = "                                ";

  for (; n > 0; n -= MIN (n, sizeof spaces - 1))
    vmp_cli_output_append (out, spaces, MIN (n, sizeof spaces - 1));
}

/* As much of @text as @max columns hold, with a sign that some is missing. */
static void
append_cut (VmpCliOutput *out,
            const char   *text,
            guint         max)
{
  const char *sign = out->charset == NULL ? "…" : ">";
  const char *end = text;
  guint width = 0;

  while (*end != '\0' && width + char_width (g_utf8_get_char (end)) < max)
    {
      width += char_width (g_utf8_get_char (end));
      end = g_utf8_next_char (end);
    }
  vmp_cli_output_append (out, text, end - text);
  vmp_cli_output_append (out, sign, -1);
}

static void
print_last_cell (const char   *text,
                 const Cell   *cell,
                 VmpCliOutput *out,
                 guint         at,
                 guint         max_columns)
{
  /* At least a few columns of it are shown, however narrow the terminal: the line wraps then. */
  guint left = max_columns == 0 ? G_MAXUINT : MAX (at + 8, max_columns) - at;

  if (cell->width > left)
    append_cut (out, text, left);
  else
    vmp_cli_output_append (out, text, -1);
}

static void
print_row (VmpCliTable  *self,
           guint         first_cell,
           VmpCliOutput *out,
           guint         max_columns)
{
  guint n = self->columns->len;
  guint at = 0;

  for (guint i = 0; i < n; i++)
    {
      const Column *column = &g_array_index (self->columns, Column, i);
      const Cell *cell = &g_array_index (self->cells, Cell, first_cell + i);
      const char *text = self->text->str + cell->offset;

      if (column->align == VMP_CLI_ALIGN_RIGHT)
        append_spaces (out, column->width - cell->width);
      if (i == n - 1)
        print_last_cell (text, cell, out, at, max_columns);
      else
        vmp_cli_output_append (out, text, -1);
      if (column->align == VMP_CLI_ALIGN_LEFT && i < n - 1)
        append_spaces (out, column->width - cell->width);
      vmp_cli_output_append (out, i == n - 1 ? "\n" : "  ", -1);
      at += column->width + 2;
    }
}

void
vmp_cli_table_print (VmpCliTable  *self,
                     VmpCliOutput *out,
                     gboolean      with_titles,
                     guint         max_columns)
{
  for (guint i = with_titles ? 0 : self->columns->len; i < self->cells->len; i += self->columns->len)
    print_row (self, i, out, max_columns);
}
