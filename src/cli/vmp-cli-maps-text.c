/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mappings, and their sums by type, as tables for people. */

#include "config.h"

#include "vmp-cli-maps.h"

#include <glib/gi18n.h>

#include "vmp-cli-table.h"

/* Sizes that have a column; the others are in JSON and CSV. */
static const VmpMappingSize columns[] = {
  VMP_MAPPING_RSS, VMP_MAPPING_PSS, VMP_MAPPING_PRIVATE_DIRTY, VMP_MAPPING_SWAP,
};

static void
add_title (VmpCliTable *table,
           const char  *key,
           VmpCliAlign  align)
{
  g_autofree char *title = g_ascii_strup (key, -1);

  vmp_cli_table_add_column (table, title, align);
}

static void
add_amount (VmpCliTable         *table,
            VmpUnit              unit,
            gint64               value,
            const VmpCliNumbers *numbers)
{
  char buffer[VMP_FORMAT_SIZE];

  vmp_cli_table_add_cell (table, vmp_cli_format_value (buffer, unit, value, numbers));
}

static void
add_mapping (VmpCliTable           *table,
             const VmpAddressSpace *space,
             const VmpMapping      *mapping,
             const VmpCliNumbers   *numbers)
{
  g_autofree char *name = vmp_cli_maps_dup_name (space, mapping);
  char address[24];

  g_snprintf (address, sizeof address, "%012" G_GINT64_MODIFIER "x", mapping->start_addr);
  vmp_cli_table_add_cell (table, address);
  add_amount (table, VMP_UNIT_BYTES, mapping->end_addr - mapping->start_addr, numbers);
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    add_amount (table, VMP_UNIT_BYTES, vmp_mapping_get_size (mapping, columns[i]), numbers);
  vmp_cli_table_add_cell (table, mapping->permissions);
  vmp_cli_table_add_cell (table, vmp_mapping_type_get (mapping->type)->key);
  vmp_cli_table_add_cell (table, name);
}

static VmpCliTable *
make_mappings (const VmpAddressSpace   *space,
               const VmpCliMapsOptions *options)
{
  VmpCliTable *table = vmp_cli_table_new ();

  add_title (table, "address", VMP_CLI_ALIGN_RIGHT);
  add_title (table, "size", VMP_CLI_ALIGN_RIGHT);
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    add_title (table, vmp_mapping_size_to_key (columns[i]), VMP_CLI_ALIGN_RIGHT);
  add_title (table, "perm", VMP_CLI_ALIGN_LEFT);
  add_title (table, "type", VMP_CLI_ALIGN_LEFT);
  add_title (table, "name", VMP_CLI_ALIGN_LEFT);
  for (guint i = 0; i < vmp_address_space_get_n (space); i++)
    {
      const VmpMapping *mapping = vmp_address_space_get (space, i);

      if (options->types[mapping->type])
        add_mapping (table, space, mapping, &options->numbers);
    }
  return table;
}

static void
add_sum (VmpCliTable         *table,
         const char          *key,
         const char          *label,
         const VmpMappingSum *sum,
         const VmpCliNumbers *numbers)
{
  vmp_cli_table_add_cell (table, key);
  add_amount (table, VMP_UNIT_COUNT, sum->mappings_n, numbers);
  add_amount (table, VMP_UNIT_BYTES, sum->size_bytes, numbers);
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    add_amount (table, VMP_UNIT_BYTES, sum->sizes_bytes[columns[i]], numbers);
  add_amount (table, VMP_UNIT_BYTES, sum->largest_bytes, numbers);
  vmp_cli_table_add_cell (table, label);
}

static VmpCliTable *
make_summary (const VmpAddressSpace   *space,
              const VmpCliMapsOptions *options)
{
  VmpCliTable *table = vmp_cli_table_new ();
  VmpMappingSum total;

  add_title (table, "type", VMP_CLI_ALIGN_LEFT);
  add_title (table, "mappings", VMP_CLI_ALIGN_RIGHT);
  add_title (table, "size", VMP_CLI_ALIGN_RIGHT);
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    add_title (table, vmp_mapping_size_to_key (columns[i]), VMP_CLI_ALIGN_RIGHT);
  add_title (table, "largest", VMP_CLI_ALIGN_RIGHT);
  add_title (table, "what", VMP_CLI_ALIGN_LEFT);
  for (guint type = 0; type < VMP_N_MAPPING_TYPES; type++)
    {
      const VmpMappingSum *sum = vmp_address_space_get_sum (space, type);

      if (options->types[type] && sum->mappings_n > 0)
        add_sum (table, vmp_mapping_type_get (type)->key, _(vmp_mapping_type_get (type)->label), sum, &options->numbers);
    }
  vmp_cli_maps_sum (space, options, &total);
  add_sum (table, "", _("(total)"), &total, &options->numbers);
  return table;
}

void
vmp_cli_maps_print_text (const VmpCliMaps        *self,
                         const VmpCliMapsOptions *options,
                         VmpCliOutput            *out)
{
  g_autoptr (VmpCliTable) table = options->summary ? make_summary (self->space, options)
                                                   : make_mappings (self->space, options);

  vmp_cli_table_print (table, out, !options->no_headers, vmp_cli_output_get_columns (out));
}
