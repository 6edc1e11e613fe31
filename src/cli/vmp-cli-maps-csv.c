/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mappings, and their sums by type, as CSV: a line each, bytes in full, nothing where a value is missing. */

#include "config.h"

#include "vmp-cli-maps.h"

#include <string.h>

void
vmp_cli_csv_append_text (GString    *out,
                         const char *text)
{
  if (strpbrk (text, ",\"\r\n") == NULL)
    {
      g_string_append (out, text);
      return;
    }
  g_string_append_c (out, '"');
  for (const char *at = text; *at != '\0'; at++)
    {
      if (*at == '"')
        g_string_append_c (out, '"');
      g_string_append_c (out, *at);
    }
  g_string_append_c (out, '"');
}

static void
append_value (GString *line,
              gint64   value)
{
  g_string_append_c (line, ',');
  if (value != VMP_MISSING)
    g_string_append_printf (line, "%" G_GINT64_FORMAT, value);
}

static void
append_titles (GString    *line,
               const char *before)
{
  g_string_assign (line, before);
  for (guint i = 0; i < VMP_N_MAPPING_SIZES; i++)
    g_string_append_printf (line, ",%s", vmp_mapping_size_to_key (i));
}

static void
append_mapping (GString               *line,
                const VmpAddressSpace *space,
                const VmpMapping      *mapping)
{
  const VmpMappingRuleInfo *rule = vmp_mapping_rule_get (mapping->rule);
  const char *name = vmp_address_space_get_name (space, mapping);
  const char *flags = vmp_address_space_get_flags (space, mapping);
  g_autofree char *shown_name = vmp_text_escape (name, strlen (name));
  g_autofree char *shown_flags = vmp_text_escape (flags, strlen (flags));

  g_string_printf (line, "%" G_GINT64_MODIFIER "x,%" G_GINT64_MODIFIER "x,%" G_GUINT64_FORMAT ",%s,%s,%s,%s,",
                   mapping->start_addr, mapping->end_addr, mapping->end_addr - mapping->start_addr,
                   vmp_mapping_type_get (mapping->type)->key, vmp_evidence_to_key (rule->evidence), rule->key,
                   mapping->permissions);
  vmp_cli_csv_append_text (line, shown_flags);
  g_string_append_c (line, ',');
  vmp_cli_csv_append_text (line, shown_name);
  g_string_append_printf (line, ",%" G_GUINT64_FORMAT ",%02x:%02x,%" G_GUINT64_FORMAT, mapping->inode, mapping->device_major,
                          mapping->device_minor, mapping->offset_bytes);
  for (guint i = 0; i < VMP_N_MAPPING_SIZES; i++)
    append_value (line, vmp_mapping_get_size (mapping, i));
  for (guint i = 0; i < VMP_N_MAPPING_NUMBERS; i++)
    append_value (line, vmp_mapping_get_number (mapping, i));
}

static void
print_mappings (const VmpAddressSpace   *space,
                const VmpCliMapsOptions *options,
                VmpCliOutput            *out)
{
  g_autoptr (GString) line = g_string_new (NULL);

  append_titles (line, "start,end,size,type,evidence,rule,permissions,flags,name,inode,device,offset");
  for (guint i = 0; i < VMP_N_MAPPING_NUMBERS; i++)
    g_string_append_printf (line, ",%s", vmp_mapping_number_to_key (i));
  if (!options->no_headers)
    vmp_cli_output_printf (out, "%s\n", line->str);
  for (guint i = 0; i < vmp_address_space_get_n (space); i++)
    {
      const VmpMapping *mapping = vmp_address_space_get (space, i);

      if (!options->types[mapping->type])
        continue;
      append_mapping (line, space, mapping);
      g_string_append_c (line, '\n');
      vmp_cli_output_append (out, line->str, line->len);
    }
}

static void
print_sum (const char          *key,
           const VmpMappingSum *sum,
           GString             *line,
           VmpCliOutput        *out)
{
  g_string_assign (line, key);
  append_value (line, sum->mappings_n);
  append_value (line, sum->size_bytes);
  append_value (line, sum->largest_bytes);
  for (guint i = 0; i < VMP_N_MAPPING_SIZES; i++)
    append_value (line, sum->sizes_bytes[i]);
  vmp_cli_output_printf (out, "%s\n", line->str);
}

static void
print_summary (const VmpAddressSpace   *space,
               const VmpCliMapsOptions *options,
               VmpCliOutput            *out)
{
  g_autoptr (GString) line = g_string_new (NULL);
  VmpMappingSum total;

  append_titles (line, "type,mappings,size,largest");
  if (!options->no_headers)
    vmp_cli_output_printf (out, "%s\n", line->str);
  for (guint type = 0; type < VMP_N_MAPPING_TYPES; type++)
    {
      const VmpMappingSum *sum = vmp_address_space_get_sum (space, type);

      if (options->types[type] && sum->mappings_n > 0)
        print_sum (vmp_mapping_type_get (type)->key, sum, line, out);
    }
  vmp_cli_maps_sum (space, options, &total);
  print_sum ("total", &total, line, out);
}

void
vmp_cli_maps_print_csv (const VmpCliMaps        *self,
                        const VmpCliMapsOptions *options,
                        VmpCliOutput            *out)
{
  if (options->summary)
    print_summary (self->space, options, out);
  else
    print_mappings (self->space, options, out);
}
