/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mappings, and their sums by type, as one JSON object. The mappings are written one a line and as they come: as a tree of
 * nodes 60,000 of them would take hundreds of MiB. */

#include "config.h"

#include "vmp-cli-maps.h"

#include <string.h>

#include "core/engine/vmp-clock.h"

void
vmp_cli_json_append_string (GString    *out,
                            const char *text)
{
  g_autofree char *valid = g_utf8_validate (text, -1, NULL) ? NULL : vmp_text_escape (text, strlen (text));

  g_string_append_c (out, '"');
  for (const char *at = valid != NULL ? valid : text; *at != '\0'; at++)
    {
      guchar c = *at;

      if (c == '"' || c == '\\')
        g_string_append_printf (out, "\\%c", c);
      else if (c < 0x20 || c == 0x7f)
        g_string_append_printf (out, "\\u%04x", c);
      else
        g_string_append_c (out, c);
    }
  g_string_append_c (out, '"');
}

static void
append_text (GString    *line,
             const char *member,
             const char *text)
{
  g_string_append_printf (line, ", \"%s\": ", member);
  vmp_cli_json_append_string (line, text);
}

void
vmp_cli_json_append_value (GString    *line,
                           const char *member,
                           gint64      value)
{
  if (value == VMP_MISSING)
    g_string_append_printf (line, ", \"%s\": null", member);
  else
    g_string_append_printf (line, ", \"%s\": %" G_GINT64_FORMAT, member, value);
}

/* "rd wr mr" as an array; null where nothing is known of flags. */
static void
append_flags (GString    *line,
              const char *flags,
              gboolean    known)
{
  g_auto (GStrv) codes = g_strsplit (flags, " ", -1);

  if (flags[0] == '\0' && !known)
    {
      g_string_append (line, ", \"flags\": null");
      return;
    }
  g_string_append (line, ", \"flags\": [");
  for (guint i = 0; codes[i] != NULL; i++)
    {
      if (i > 0)
        g_string_append (line, ", ");
      vmp_cli_json_append_string (line, codes[i]);
    }
  g_string_append_c (line, ']');
}

/* Lines of smaps that are not known, as they are. */
static void
append_unknown (GString    *line,
                const char *unknown)
{
  g_auto (GStrv) lines = g_strsplit (unknown, "\n", -1);
  gboolean any = FALSE;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      if (lines[i][0] == '\0')
        continue;
      g_string_append (line, any ? ", " : ", \"unknown\": [");
      vmp_cli_json_append_string (line, lines[i]);
      any = TRUE;
    }
  if (any)
    g_string_append_c (line, ']');
}

static void
append_mapping (GString               *line,
                const VmpAddressSpace *space,
                const VmpMapping      *mapping)
{
  const VmpMappingRuleInfo *rule = vmp_mapping_rule_get (mapping->rule);
  char device[32];

  g_string_printf (line, "    {\"start\": \"%" G_GINT64_MODIFIER "x\", \"end\": \"%" G_GINT64_MODIFIER "x\"",
                   mapping->start_addr, mapping->end_addr);
  vmp_cli_json_append_value (line, "size", mapping->end_addr - mapping->start_addr);
  append_text (line, "type", vmp_mapping_type_get (mapping->type)->key);
  append_text (line, "evidence", vmp_evidence_to_key (rule->evidence));
  append_text (line, "rule", rule->key);
  append_text (line, "permissions", mapping->permissions);
  append_flags (line, vmp_address_space_get_flags (space, mapping),
                vmp_mapping_get_size (mapping, VMP_MAPPING_RSS) != VMP_MISSING);
  append_text (line, "name", vmp_address_space_get_name (space, mapping));
  vmp_cli_json_append_value (line, "inode", mapping->inode);
  g_snprintf (device, sizeof device, "%02x:%02x", mapping->device_major, mapping->device_minor);
  append_text (line, "device", device);
  vmp_cli_json_append_value (line, "offset", mapping->offset_bytes);
  vmp_cli_json_append_value (line, "thread", mapping->tid != 0 ? mapping->tid : VMP_MISSING);
  for (guint i = 0; i < VMP_N_MAPPING_SIZES; i++)
    vmp_cli_json_append_value (line, vmp_mapping_size_to_key (i), vmp_mapping_get_size (mapping, i));
  for (guint i = 0; i < VMP_N_MAPPING_NUMBERS; i++)
    vmp_cli_json_append_value (line, vmp_mapping_number_to_key (i), vmp_mapping_get_number (mapping, i));
  append_unknown (line, vmp_address_space_get_unknown (space, mapping));
  g_string_append_c (line, '}');
}

static void
print_mappings (const VmpAddressSpace   *space,
                const VmpCliMapsOptions *options,
                VmpCliOutput            *out)
{
  g_autoptr (GString) line = g_string_new (NULL);
  gboolean any = FALSE;

  vmp_cli_output_append (out, "  \"mappings\" : [", -1);
  for (guint i = 0; i < vmp_address_space_get_n (space); i++)
    {
      const VmpMapping *mapping = vmp_address_space_get (space, i);

      if (!options->types[mapping->type])
        continue;
      append_mapping (line, space, mapping);
      vmp_cli_output_append (out, any ? ",\n" : "\n", -1);
      vmp_cli_output_append (out, line->str, line->len);
      any = TRUE;
    }
  vmp_cli_output_append (out, any ? "\n  ],\n" : "],\n", -1);
}

static void
add_sum (JsonBuilder         *builder,
         const char          *member,
         const VmpMappingSum *sum)
{
  json_builder_set_member_name (builder, member);
  json_builder_begin_object (builder);
  vmp_report_json_add_number (builder, "mappings", sum->mappings_n);
  vmp_report_json_add_number (builder, "size", sum->size_bytes);
  vmp_report_json_add_number (builder, "largest", sum->largest_bytes);
  for (guint i = 0; i < VMP_N_MAPPING_SIZES; i++)
    vmp_report_json_add_number (builder, vmp_mapping_size_to_key (i), sum->sizes_bytes[i]);
  json_builder_end_object (builder);
}

/* The members of the finished object, without its braces. */
static char *
dup_members (JsonBuilder *builder)
{
  g_autoptr (JsonNode) root = json_builder_get_root (builder);
  g_autofree char *text = json_to_string (root, TRUE);

  return g_strndup (text + strlen ("{\n"), strlen (text) - strlen ("{\n\n}"));
}

static void
add_path (JsonBuilder *builder,
          const char  *path)
{
  g_autofree char *escaped = vmp_text_escape (path, strlen (path));

  json_builder_set_member_name (builder, "file");
  json_builder_add_string_value (builder, escaped);
}

static char *
dup_head (const VmpCliMaps *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (GHashTable) users = vmp_cli_users_new ();

  json_builder_begin_object (builder);
  if (self->is_process)
    {
      vmp_cli_json_add_process (builder, &self->process, users);
      vmp_cli_json_add_time (builder, self->time_nsec);
    }
  else
    {
      vmp_report_json_add_number (builder, "process", VMP_MISSING);
      vmp_report_json_add_number (builder, "time", VMP_MISSING);
      add_path (builder, self->path);
    }
  if (self->at_nsec != VMP_MISSING)
    {
      vmp_report_json_add_number (builder, "pid", self->pid);
      json_builder_set_member_name (builder, "at");
      json_builder_add_double_value (builder, (double) self->at_nsec / VMP_NSEC_PER_SEC);
    }
  json_builder_set_member_name (builder, "source");
  json_builder_add_string_value (builder, self->source);
  json_builder_set_member_name (builder, "torn");
  json_builder_add_boolean_value (builder, vmp_address_space_is_torn (self->space));
  json_builder_end_object (builder);
  return dup_members (builder);
}

static char *
dup_sums (const VmpAddressSpace   *space,
          const VmpCliMapsOptions *options)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  VmpMappingSum total;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "summary");
  json_builder_begin_object (builder);
  for (guint type = 0; type < VMP_N_MAPPING_TYPES; type++)
    {
      const VmpMappingSum *sum = vmp_address_space_get_sum (space, type);

      if (options->types[type] && sum->mappings_n > 0)
        add_sum (builder, vmp_mapping_type_get (type)->key, sum);
    }
  json_builder_end_object (builder);
  vmp_cli_maps_sum (space, options, &total);
  add_sum (builder, "total", &total);
  json_builder_end_object (builder);
  return dup_members (builder);
}

void
vmp_cli_maps_print_json (const VmpCliMaps        *self,
                         const VmpCliMapsOptions *options,
                         VmpCliOutput            *out)
{
  g_autofree char *head = dup_head (self);
  g_autofree char *sums = dup_sums (self->space, options);

  vmp_cli_output_printf (out, "{\n%s,\n", head);
  if (!options->summary)
    print_mappings (self->space, options, out);
  vmp_cli_output_printf (out, "%s\n}\n", sums);
}
