/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mappings as a file that other programs read. */
#include "config.h"

#include "vmp-mapping-export.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "core/kernel/vmp-process.h"
#include "report/vmp-report-json.h"

/* As vmp_diff_kind_to_key() has them. */
static const char *const kinds[VMP_N_MAPPING_CHANGES] = {
  [VMP_MAPPING_CHANGE_NONE] = "unchanged", [VMP_MAPPING_CHANGE_NEW] = "new",       [VMP_MAPPING_CHANGE_GROWN] = "grown",
  [VMP_MAPPING_CHANGE_SHRUNK] = "shrunk",  [VMP_MAPPING_CHANGE_GONE] = "gone",     [VMP_MAPPING_CHANGE_MOVED] = "moved",
  [VMP_MAPPING_CHANGE_SPLIT] = "split",    [VMP_MAPPING_CHANGE_MERGED] = "merged",
};

static char *
dup_name (const VmpAddressSpace *space, const VmpMapping *mapping)
{
  const char *name = vmp_address_space_get_name (space, mapping);

  return vmp_text_escape (name, strlen (name));
}

/* What begins like a formula would be run by a spreadsheet: it is quoted as text. */
static void
append_quoted (GString *text, const char *field)
{
  g_string_append_c (text, '"');
  if (strchr ("=+-@", field[0]) != NULL && field[0] != '\0')
    g_string_append_c (text, '\'');
  for (; *field != '\0'; field++)
    {
      if (*field == '"')
        g_string_append_c (text, '"');
      g_string_append_c (text, *field);
    }
  g_string_append_c (text, '"');
}

static void
append_row (GString *text, const VmpMappingTable *table, guint32 entry)
{
  const VmpAddressSpace *space = vmp_mapping_table_get_space (table, entry);
  const VmpMapping *mapping = vmp_mapping_table_get_entry (table, entry);
  const VmpMappingChange *change = vmp_mapping_table_get_change (table, entry);
  const VmpMappingRuleInfo *rule = vmp_mapping_rule_get (mapping->rule);
  g_autofree char *name = dup_name (space, mapping);

  g_string_append_printf (text, "%" G_GINT64_MODIFIER "x,%" G_GINT64_MODIFIER "x,%" G_GUINT64_FORMAT ",%s,%s,%s,%s,",
                          mapping->start_addr, mapping->end_addr, mapping->end_addr - mapping->start_addr,
                          vmp_mapping_type_get (mapping->type)->key, vmp_evidence_to_key (rule->evidence), rule->key,
                          mapping->permissions);
  g_string_append (text, vmp_address_space_get_flags (space, mapping));
  g_string_append_c (text, ',');
  append_quoted (text, name);
  g_string_append_printf (text, ",%" G_GUINT64_FORMAT ",%02x:%02x,%" G_GUINT64_FORMAT, mapping->inode, mapping->device_major,
                          mapping->device_minor, mapping->offset_bytes);
  for (guint i = 0; i < VMP_N_MAPPING_SIZES; i++)
    {
      gint64 bytes = vmp_mapping_get_size (mapping, i);

      g_string_append_c (text, ',');
      if (bytes != VMP_MISSING)
        g_string_append_printf (text, "%" G_GINT64_FORMAT, bytes);
    }
  if (table->comparison != NULL)
    g_string_append_printf (text, ",%s,%" G_GINT64_FORMAT, kinds[change->kind], change->delta_bytes);
  g_string_append (text, "\r\n");
}

GBytes *
vmp_mapping_export_csv (const VmpMappingTable *table)
{
  GString *text = g_string_new ("start,end,size,type,evidence,rule,permissions,flags,name,inode,device,offset");

  for (guint i = 0; i < VMP_N_MAPPING_SIZES; i++)
    g_string_append_printf (text, ",%s", vmp_mapping_size_to_key (i));
  g_string_append (text, table->comparison != NULL ? ",change,growth\r\n" : "\r\n");
  for (guint i = 0; i < table->n_matches; i++)
    append_row (text, table, table->matches[i]);
  return g_string_free_to_bytes (text);
}

static void
add_hex (JsonBuilder *builder, const char *name, guint64 addr)
{
  g_autofree char *text = g_strdup_printf ("0x%" G_GINT64_MODIFIER "x", addr);

  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, text);
}

static void
add_text (JsonBuilder *builder, const char *name, const char *text)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, text);
}

static void
add_mapping (JsonBuilder *builder, const VmpMappingTable *table, guint32 entry)
{
  const VmpAddressSpace *space = vmp_mapping_table_get_space (table, entry);
  const VmpMapping *mapping = vmp_mapping_table_get_entry (table, entry);
  const VmpMappingChange *change = vmp_mapping_table_get_change (table, entry);
  const VmpMappingRuleInfo *rule = vmp_mapping_rule_get (mapping->rule);
  g_autofree char *name = dup_name (space, mapping);
  g_autofree char *device = g_strdup_printf ("%x:%x", mapping->device_major, mapping->device_minor);

  json_builder_begin_object (builder);
  add_hex (builder, "start", mapping->start_addr);
  add_hex (builder, "end", mapping->end_addr);
  vmp_report_json_add_number (builder, "size", (gint64) (mapping->end_addr - mapping->start_addr));
  add_text (builder, "type", vmp_mapping_type_get (mapping->type)->key);
  add_text (builder, "evidence", vmp_evidence_to_key (rule->evidence));
  add_text (builder, "rule", rule->key);
  add_text (builder, "permissions", mapping->permissions);
  add_text (builder, "flags", vmp_address_space_get_flags (space, mapping));
  add_text (builder, "name", name);
  add_hex (builder, "offset", mapping->offset_bytes);
  add_text (builder, "device", device);
  vmp_report_json_add_number (builder, "inode", (gint64) mapping->inode);
  for (guint i = 0; i < VMP_N_MAPPING_SIZES; i++)
    vmp_report_json_add_number (builder, vmp_mapping_size_to_key (i), vmp_mapping_get_size (mapping, i));
  if (table->comparison != NULL)
    {
      add_text (builder, "change", kinds[change->kind]);
      vmp_report_json_add_number (builder, "growth", change->delta_bytes);
    }
  json_builder_end_object (builder);
}

GBytes *
vmp_mapping_export_json (const VmpMappingTable *table)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autoptr (JsonNode) root = NULL;
  gsize len;
  char *text;

  json_builder_begin_array (builder);
  for (guint i = 0; i < table->n_matches; i++)
    add_mapping (builder, table, table->matches[i]);
  json_builder_end_array (builder);
  root = json_builder_get_root (builder);
  json_generator_set_root (generator, root);
  json_generator_set_pretty (generator, TRUE);
  text = json_generator_to_data (generator, &len);
  return g_bytes_new_take (text, len);
}
