/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What differs between two address spaces: as a table, JSON or CSV. */

#include "config.h"

#include "vmp-cli-maps.h"

#include <stdlib.h>
#include <string.h>

#include <glib/gi18n.h>

#include "core/model/vmp-address-space-diff.h"
#include "vmp-cli-table.h"

/* Sizes that have a column of the table. */
static const VmpMappingSize columns[] = {
  VMP_MAPPING_RSS, VMP_MAPPING_PSS, VMP_MAPPING_PRIVATE_DIRTY, VMP_MAPPING_SWAP,
};

/* What changed most comes first. */
static const VmpDiffKind order[VMP_N_DIFF_KINDS] = {
  VMP_DIFF_NEW, VMP_DIFF_GONE, VMP_DIFF_GROWN, VMP_DIFF_SHRUNK, VMP_DIFF_SPLIT, VMP_DIFF_MERGED, VMP_DIFF_MOVED,
  VMP_DIFF_UNCHANGED,
};

typedef struct
{
  const VmpAddressSpaceDiff *diff;
  const VmpCliMapsOptions   *options;
} Printer;

static const char *
kind_to_text (VmpDiffKind kind)
{
  switch (kind)
    {
    case VMP_DIFF_NEW:
      return C_("mapping", "new");
    case VMP_DIFF_GONE:
      return C_("mapping", "gone");
    case VMP_DIFF_GROWN:
      return C_("mapping", "grown");
    case VMP_DIFF_SHRUNK:
      return C_("mapping", "shrunk");
    case VMP_DIFF_MOVED:
      return C_("mapping", "moved");
    case VMP_DIFF_SPLIT:
      return C_("mapping", "split");
    case VMP_DIFF_MERGED:
      return C_("mapping", "merged");
    case VMP_DIFF_UNCHANGED:
    case VMP_N_DIFF_KINDS:
    default:
      return C_("mapping", "unchanged");
    }
}

static const VmpMapping *
get_mapping (const Printer    *self,
             const VmpDiffRow *row,
             VmpAddressSpace **out_space)
{
  *out_space = row->n_after > 0 ? vmp_address_space_diff_get_after (self->diff) : vmp_address_space_diff_get_before (self->diff);
  return vmp_address_space_get (*out_space, row->n_after > 0 ? row->after : row->before);
}

static gint64
weight_of (const Printer    *self,
           const VmpDiffRow *row)
{
  gint64 resident = vmp_address_space_diff_get_change (self->diff, row, VMP_MAPPING_RSS);

  return ABS (resident == VMP_MISSING ? vmp_address_space_diff_get_size_change (self->diff, row) : resident);
}

static int
compare_rows (gconstpointer a,
              gconstpointer b,
              gpointer      user_data)
{
  const VmpDiffRow *x = *(const VmpDiffRow *const *) a, *y = *(const VmpDiffRow *const *) b;
  gint64 more = weight_of (user_data, y), less = weight_of (user_data, x);

  if (more != less)
    return more > less ? 1 : -1;
  return (x > y) - (x < y);
}

/* The rows to be shown, of const VmpDiffRow *. */
static GPtrArray *
list_rows (const Printer *self)
{
  GPtrArray *rows = g_ptr_array_new ();

  for (guint i = 0; i < VMP_N_DIFF_KINDS; i++)
    {
      guint first = rows->len;

      for (guint j = 0; j < vmp_address_space_diff_get_n (self->diff); j++)
        {
          const VmpDiffRow *row = vmp_address_space_diff_get (self->diff, j);

          if (row->kind == order[i] && self->options->types[row->type] &&
              (row->kind != VMP_DIFF_UNCHANGED || self->options->all))
            g_ptr_array_add (rows, (gpointer) row);
        }
      if (rows->len > first)
        qsort_r (rows->pdata + first, rows->len - first, sizeof (gpointer), compare_rows, (gpointer) self);
    }
  return rows;
}

/* --- a table --- */

static void
add_change (const Printer *self,
            VmpCliTable   *table,
            VmpUnit        unit,
            gint64         change)
{
  char buffer[VMP_FORMAT_SIZE], text[VMP_FORMAT_SIZE + 1];

  vmp_cli_format_value (buffer, unit, change == VMP_MISSING ? change : ABS (change), &self->options->numbers);
  /* A missing value is below zero too. */
  g_snprintf (text, sizeof text, "%s%s", change == VMP_MISSING || change == 0 ? "" : change > 0 ? "+" : "-", buffer);
  vmp_cli_table_add_cell (table, text);
}

static void
add_titles (const Printer *self,
            VmpCliTable   *table,
            const char    *first,
            const char    *second)
{
  static const char *const after[] = { "TYPE", "ADDRESS", "NAME" };
  gboolean summary = self->options->summary;

  vmp_cli_table_add_column (table, first, VMP_CLI_ALIGN_LEFT);
  if (second != NULL)
    vmp_cli_table_add_column (table, second, VMP_CLI_ALIGN_RIGHT);
  vmp_cli_table_add_column (table, "SIZE", VMP_CLI_ALIGN_RIGHT);
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      g_autofree char *title = g_ascii_strup (vmp_mapping_size_to_key (columns[i]), -1);

      vmp_cli_table_add_column (table, title, VMP_CLI_ALIGN_RIGHT);
    }
  for (guint i = 0; !summary && i < G_N_ELEMENTS (after); i++)
    vmp_cli_table_add_column (table, after[i], VMP_CLI_ALIGN_LEFT);
  if (summary)
    vmp_cli_table_add_column (table, "WHAT", VMP_CLI_ALIGN_LEFT);
}

static void
add_row (const Printer    *self,
         VmpCliTable      *table,
         const VmpDiffRow *row)
{
  VmpAddressSpace *space;
  const VmpMapping *mapping = get_mapping (self, row, &space);
  g_autofree char *name = vmp_cli_maps_dup_name (space, mapping);
  char address[24];

  vmp_cli_table_add_cell (table, kind_to_text (row->kind));
  add_change (self, table, VMP_UNIT_BYTES, vmp_address_space_diff_get_size_change (self->diff, row));
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    add_change (self, table, VMP_UNIT_BYTES, vmp_address_space_diff_get_change (self->diff, row, columns[i]));
  vmp_cli_table_add_cell (table, vmp_mapping_type_get (row->type)->key);
  g_snprintf (address, sizeof address, "%012" G_GINT64_MODIFIER "x", mapping->start_addr);
  vmp_cli_table_add_cell (table, address);
  vmp_cli_table_add_cell (table, name);
}

static void
add_sum (const Printer       *self,
         VmpCliTable         *table,
         const char          *key,
         const char          *label,
         const VmpMappingSum *sum)
{
  vmp_cli_table_add_cell (table, key);
  add_change (self, table, VMP_UNIT_COUNT, sum->mappings_n);
  add_change (self, table, VMP_UNIT_BYTES, sum->size_bytes);
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    add_change (self, table, VMP_UNIT_BYTES, sum->sizes_bytes[columns[i]]);
  vmp_cli_table_add_cell (table, label);
}

/* TRUE if there are mappings of that type on either side. */
static gboolean
get_sum (const Printer  *self,
         VmpMappingType  type,
         VmpMappingSum  *out)
{
  vmp_address_space_diff_get_sum (self->diff, type, out);
  return self->options->types[type] &&
         (vmp_address_space_get_sum (vmp_address_space_diff_get_before (self->diff), type)->mappings_n > 0 ||
          vmp_address_space_get_sum (vmp_address_space_diff_get_after (self->diff), type)->mappings_n > 0);
}

static void
add_to_total (VmpMappingSum       *total,
              const VmpMappingSum *sum)
{
  total->mappings_n += sum->mappings_n;
  total->size_bytes = (gint64) ((guint64) total->size_bytes + (guint64) sum->size_bytes);
  for (guint i = 0; i < VMP_N_MAPPING_SIZES; i++)
    total->sizes_bytes[i] = vmp_value_add (total->sizes_bytes[i], sum->sizes_bytes[i]);
}

static VmpCliTable *
make_summary (const Printer *self)
{
  VmpCliTable *table = vmp_cli_table_new ();
  VmpMappingSum total = { 0 };

  add_titles (self, table, "TYPE", "MAPPINGS");
  for (guint type = 0; type < VMP_N_MAPPING_TYPES; type++)
    {
      VmpMappingSum sum;

      if (!get_sum (self, type, &sum))
        continue;
      add_sum (self, table, vmp_mapping_type_get (type)->key, _(vmp_mapping_type_get (type)->label), &sum);
      add_to_total (&total, &sum);
    }
  add_sum (self, table, "", _("(total)"), &total);
  return table;
}

static VmpCliTable *
make_rows (const Printer *self)
{
  VmpCliTable *table = vmp_cli_table_new ();
  g_autoptr (GPtrArray) rows = list_rows (self);

  add_titles (self, table, "CHANGE", NULL);
  for (guint i = 0; i < rows->len; i++)
    add_row (self, table, rows->pdata[i]);
  return table;
}

static void
print_text (const Printer *self,
            VmpCliOutput  *out)
{
  g_autoptr (VmpCliTable) table = self->options->summary ? make_summary (self) : make_rows (self);

  vmp_cli_table_print (table, out, !self->options->no_headers, vmp_cli_output_get_columns (out));
}

/* --- JSON --- */

static void
append_side (GString               *line,
             const char            *member,
             const VmpAddressSpace *space,
             guint                  first,
             guint                  n)
{
  g_string_append_printf (line, ", \"%s\": [", member);
  for (guint i = first; i < first + n; i++)
    {
      const VmpMapping *mapping = vmp_address_space_get (space, i);

      g_string_append_printf (line, "%s{\"start\": \"%" G_GINT64_MODIFIER "x\", \"end\": \"%" G_GINT64_MODIFIER "x\", "
                              "\"permissions\": \"%s\"}", i > first ? ", " : "", mapping->start_addr, mapping->end_addr,
                              mapping->permissions);
    }
  g_string_append_c (line, ']');
}

static void
append_row (const Printer    *self,
            GString          *line,
            const VmpDiffRow *row)
{
  VmpAddressSpace *space;
  const VmpMapping *mapping = get_mapping (self, row, &space);

  g_string_printf (line, "    {\"change\": \"%s\", \"moved\": %s, \"type\": \"%s\", \"name\": ", vmp_diff_kind_to_key (row->kind),
                   row->moved ? "true" : "false", vmp_mapping_type_get (row->type)->key);
  vmp_cli_json_append_string (line, vmp_address_space_get_name (space, mapping));
  append_side (line, "before", vmp_address_space_diff_get_before (self->diff), row->before, row->n_before);
  append_side (line, "after", vmp_address_space_diff_get_after (self->diff), row->after, row->n_after);
  vmp_cli_json_append_value (line, "size", vmp_address_space_diff_get_size_change (self->diff, row));
  for (guint i = 0; i < VMP_N_MAPPING_SIZES; i++)
    vmp_cli_json_append_value (line, vmp_mapping_size_to_key (i), vmp_address_space_diff_get_change (self->diff, row, i));
  g_string_append_c (line, '}');
}

static void
print_json_rows (const Printer *self,
                 VmpCliOutput  *out)
{
  g_autoptr (GPtrArray) rows = list_rows (self);
  g_autoptr (GString) line = g_string_new (NULL);

  vmp_cli_output_append (out, "  \"changes\" : [", -1);
  for (guint i = 0; i < rows->len; i++)
    {
      append_row (self, line, rows->pdata[i]);
      vmp_cli_output_append (out, i > 0 ? ",\n" : "\n", -1);
      vmp_cli_output_append (out, line->str, line->len);
    }
  vmp_cli_output_append (out, rows->len > 0 ? "\n  ],\n" : "],\n", -1);
}

static void
append_sum (GString             *text,
            const char          *key,
            const VmpMappingSum *sum)
{
  g_string_append_printf (text, "\"%s\": {\"mappings\": %" G_GINT64_FORMAT, key, sum->mappings_n);
  vmp_cli_json_append_value (text, "size", sum->size_bytes);
  for (guint i = 0; i < VMP_N_MAPPING_SIZES; i++)
    vmp_cli_json_append_value (text, vmp_mapping_size_to_key (i), sum->sizes_bytes[i]);
  g_string_append_c (text, '}');
}

static void
print_json (const Printer *self,
            VmpCliOutput  *out)
{
  g_autoptr (GString) text = g_string_new ("  \"counts\" : {");
  VmpMappingSum total = { 0 };
  gboolean any = FALSE;

  vmp_cli_output_append (out, "{\n", -1);
  if (!self->options->summary)
    print_json_rows (self, out);
  for (guint i = 0; i < VMP_N_DIFF_KINDS; i++)
    {
      guint n = 0;

      for (guint type = 0; type < VMP_N_MAPPING_TYPES; type++)
        n += self->options->types[type] ? vmp_address_space_diff_count (self->diff, i, type) : 0;
      g_string_append_printf (text, "%s\"%s\": %u", i > 0 ? ", " : "", vmp_diff_kind_to_key (i), n);
    }
  g_string_append (text, "},\n  \"summary\" : {\n");
  for (guint type = 0; type < VMP_N_MAPPING_TYPES; type++)
    {
      VmpMappingSum sum;

      if (!get_sum (self, type, &sum))
        continue;
      g_string_append (text, any ? ",\n    " : "    ");
      append_sum (text, vmp_mapping_type_get (type)->key, &sum);
      add_to_total (&total, &sum);
      any = TRUE;
    }
  g_string_append (text, any ? "\n  },\n  " : "  },\n  ");
  append_sum (text, "total", &total);
  vmp_cli_output_printf (out, "%s\n}\n", text->str);
}

/* --- CSV --- */

static void
append_csv_changes (const Printer    *self,
                    GString          *line,
                    const VmpDiffRow *row)
{
  g_string_append_printf (line, ",%" G_GINT64_FORMAT, vmp_address_space_diff_get_size_change (self->diff, row));
  for (guint i = 0; i < VMP_N_MAPPING_SIZES; i++)
    {
      gint64 change = vmp_address_space_diff_get_change (self->diff, row, i);

      g_string_append_c (line, ',');
      if (change != VMP_MISSING)
        g_string_append_printf (line, "%" G_GINT64_FORMAT, change);
    }
}

static void
print_csv_sums (const Printer *self,
                VmpCliOutput  *out)
{
  VmpMappingSum sum, total = { 0 };

  for (guint type = 0; type <= VMP_N_MAPPING_TYPES; type++)
    {
      if (type < VMP_N_MAPPING_TYPES && !get_sum (self, type, &sum))
        continue;
      if (type < VMP_N_MAPPING_TYPES)
        add_to_total (&total, &sum);
      else
        sum = total;
      vmp_cli_output_printf (out, "%s,%" G_GINT64_FORMAT ",%" G_GINT64_FORMAT,
                             type < VMP_N_MAPPING_TYPES ? vmp_mapping_type_get (type)->key : "total", sum.mappings_n, sum.size_bytes);
      for (guint i = 0; i < VMP_N_MAPPING_SIZES; i++)
        {
          if (sum.sizes_bytes[i] == VMP_MISSING)
            vmp_cli_output_append (out, ",", 1);
          else
            vmp_cli_output_printf (out, ",%" G_GINT64_FORMAT, sum.sizes_bytes[i]);
        }
      vmp_cli_output_append (out, "\n", 1);
    }
}

static void
print_csv_rows (const Printer *self,
                VmpCliOutput  *out)
{
  g_autoptr (GPtrArray) rows = list_rows (self);

  for (guint i = 0; i < rows->len; i++)
    {
      const VmpDiffRow *row = rows->pdata[i];
      VmpAddressSpace *space;
      const VmpMapping *mapping = get_mapping (self, row, &space);
      const char *name = vmp_address_space_get_name (space, mapping);
      g_autofree char *escaped = vmp_text_escape (name, strlen (name));
      g_autoptr (GString) line = g_string_new (NULL);

      g_string_printf (line, "%s,%s,%" G_GINT64_MODIFIER "x,", vmp_diff_kind_to_key (row->kind),
                       vmp_mapping_type_get (row->type)->key, mapping->start_addr);
      vmp_cli_csv_append_text (line, escaped);
      append_csv_changes (self, line, row);
      vmp_cli_output_printf (out, "%s\n", line->str);
    }
}

static void
print_csv (const Printer *self,
           VmpCliOutput  *out)
{
  gboolean summary = self->options->summary;

  if (!self->options->no_headers)
    {
      vmp_cli_output_append (out, summary ? "type,mappings,size" : "change,type,start,name,size", -1);
      for (guint i = 0; i < VMP_N_MAPPING_SIZES; i++)
        vmp_cli_output_printf (out, ",%s", vmp_mapping_size_to_key (i));
      vmp_cli_output_append (out, "\n", 1);
    }
  if (summary)
    print_csv_sums (self, out);
  else
    print_csv_rows (self, out);
}

/* The kernel maps its gate and the program itself at other addresses in each process. */
static gboolean
is_one_process (const VmpAddressSpace *before,
                const VmpAddressSpace *after)
{
  const VmpAddressSpace *spaces[] = { before, after };
  guint64 gates[2] = { 0, 0 }, firsts[2] = { 0, 0 };

  for (guint i = 0; i < 2; i++)
    {
      for (guint j = 0; j < vmp_address_space_get_n (spaces[i]); j++)
        {
          const VmpMapping *mapping = vmp_address_space_get (spaces[i], j);

          if (firsts[i] == 0 && mapping->inode != 0)
            firsts[i] = mapping->start_addr;
          if (g_str_equal (vmp_address_space_get_name (spaces[i], mapping), "[vdso]"))
            gates[i] = mapping->start_addr;
        }
    }
  return gates[0] == gates[1] && gates[0] != 0 && firsts[0] == firsts[1];
}

/* A saved text does not say which program it was; of the same process the other side does. */
static VmpAddressSpace *
ref_with_facts (VmpAddressSpace *space,
                VmpAddressSpace *other)
{
  const VmpAddressSpaceFacts *facts = vmp_address_space_get_facts (other);
  VmpAddressSpaceBuilder *builder;

  if (vmp_address_space_get_facts (space)->exe_path != NULL || facts->exe_path == NULL)
    return vmp_address_space_ref (space);
  builder = vmp_address_space_builder_new ();
  for (guint i = 0; i < vmp_address_space_get_n (space); i++)
    {
      const VmpMapping *mapping = vmp_address_space_get (space, i);

      vmp_address_space_builder_add_mapping (builder, mapping, vmp_address_space_get_name (space, mapping),
                                             vmp_address_space_get_flags (space, mapping));
    }
  return vmp_address_space_builder_finish (builder, facts);
}

static VmpAddressSpaceDiff *
make_diff (VmpAddressSpace *before,
           VmpAddressSpace *after)
{
  g_autoptr (VmpAddressSpace) known_before = NULL;
  g_autoptr (VmpAddressSpace) known_after = NULL;

  if (!is_one_process (before, after))
    return vmp_address_space_diff_new (before, after, VMP_DIFF_TWO_PROCESSES);
  known_before = ref_with_facts (before, after);
  known_after = ref_with_facts (after, before);
  return vmp_address_space_diff_new (known_before, known_after, VMP_DIFF_ONE_PROCESS);
}

void
vmp_cli_maps_print_diff (const VmpCliMaps        *before,
                         const VmpCliMaps        *after,
                         const VmpCliMapsOptions *options,
                         VmpCliOutput            *out)
{
  g_autoptr (VmpAddressSpaceDiff) diff = make_diff (before->space, after->space);
  Printer printer = { diff, options };

  if (options->json)
    print_json (&printer, out);
  else if (options->csv)
    print_csv (&printer, out);
  else
    print_text (&printer, out);
}
