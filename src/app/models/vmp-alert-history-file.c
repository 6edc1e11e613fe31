/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The file of the history of alerts: JSON. */

#include "config.h"

#include "vmp-alert-history-file.h"

#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

#include "core/kernel/vmp-process.h"

#define FORMAT "vmp-alert-history"
#define VERSION 1
#define MOST_BYTES (4 * 1024 * 1024)

static void
add_text (JsonBuilder *builder, const char *name, const char *text)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, text);
}

static void
add_int (JsonBuilder *builder, const char *name, gint64 number)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, number);
}

static void
add_double (JsonBuilder *builder, const char *name, double number)
{
  json_builder_set_member_name (builder, name);
  if (isfinite (number))
    json_builder_add_double_value (builder, number);
  else
    json_builder_add_null_value (builder);
}

static void
add_entry (JsonBuilder *builder, const VmpAlertEntry *entry)
{
  json_builder_begin_object (builder);
  add_text (builder, "id", entry->id);
  add_text (builder, "rule", entry->rule);
  add_text (builder, "title", entry->title);
  add_text (builder, "explanation", entry->explanation);
  add_text (builder, "severity", vmp_alert_severity_get_key (entry->severity));
  add_text (builder, "scope", vmp_alert_scope_get_key (entry->scope));
  add_text (builder, "stage", vmp_alert_stage_get_key (entry->stage));
  add_text (builder, "name", entry->name);
  add_int (builder, "pid", entry->pid);
  add_int (builder, "start_time_ticks", (gint64) entry->start_time_ticks);
  add_text (builder, "boot_id", entry->boot_id);
  add_int (builder, "begin_boottime_ns", entry->begin_nsec);
  add_int (builder, "begin_us", entry->begin_usec);
  add_int (builder, "end_us", entry->end_usec);
  add_text (builder, "metric", entry->metric);
  add_text (builder, "derived", vmp_alert_derived_get_key (entry->derived));
  add_text (builder, "of", vmp_alert_base_get_key (entry->base));
  add_text (builder, "is", vmp_alert_comparison_get_key (entry->comparison));
  add_int (builder, "unit", entry->unit);
  add_double (builder, "limit", entry->limit);
  add_double (builder, "value", entry->value);
  json_builder_set_member_name (builder, "acknowledged");
  json_builder_add_boolean_value (builder, entry->acknowledged);
  json_builder_end_object (builder);
}

char *
vmp_alert_history_file_to_text (GPtrArray *records)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;

  json_builder_begin_object (builder);
  add_text (builder, "format", FORMAT);
  add_int (builder, "version", VERSION);
  json_builder_set_member_name (builder, "alerts");
  json_builder_begin_array (builder);
  for (guint i = 0; i < records->len; i++)
    add_entry (builder, vmp_alert_record_get (records->pdata[i]));
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  text = json_to_string (root, TRUE);
  return g_strconcat (text, "\n", NULL);
}

/* Owned, escaped: who changed the file may have written anything. */
static char *
dup_text (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);
  const char *text = node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
                       ? json_node_get_string (node) : "";

  return g_utf8_validate (text, -1, NULL) ? g_strdup (text) : vmp_text_escape (text, strlen (text));
}

static gint64
get_int (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_INT64
           ? json_node_get_int (node) : 0;
}

static double
get_double (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);
  double number = node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_double (node) : NAN;

  return isfinite (number) ? number : NAN;
}

typedef int (*LookupFunc) (const char *key);

static guint8
get_word (JsonObject *object, const char *name, LookupFunc lookup)
{
  g_autofree char *text = dup_text (object, name);
  int found = lookup (text);

  return found >= 0 ? found : 0;
}

/* NULL if it is none. */
static VmpAlertRecord *
read_entry (JsonObject *object)
{
  VmpAlertEntry entry = {
    .pid = CLAMP (get_int (object, "pid"), 0, G_MAXINT32),
    .start_time_ticks = (guint64) get_int (object, "start_time_ticks"),
    .begin_nsec = MAX (get_int (object, "begin_boottime_ns"), 0),
    .begin_usec = CLAMP (get_int (object, "begin_us"), 0, G_MAXINT64 / 2000),
    .end_usec = CLAMP (get_int (object, "end_us"), 0, G_MAXINT64 / 2000),
    .unit = CLAMP (get_int (object, "unit"), 0, VMP_ALERT_N_UNITS - 1),
    .value = get_double (object, "value"),
    .limit = get_double (object, "limit"),
    .severity = get_word (object, "severity", vmp_alert_severity_lookup),
    .scope = get_word (object, "scope", vmp_alert_scope_lookup),
    .stage = get_word (object, "stage", vmp_alert_stage_lookup),
    .derived = get_word (object, "derived", vmp_alert_derived_lookup),
    .base = get_word (object, "of", vmp_alert_base_lookup),
    .comparison = get_word (object, "is", vmp_alert_comparison_lookup),
  };
  JsonNode *acknowledged = json_object_get_member (object, "acknowledged");
  VmpAlertRecord *record;

  entry.acknowledged = acknowledged != NULL && JSON_NODE_HOLDS_VALUE (acknowledged) && json_node_get_boolean (acknowledged);
  entry.id = dup_text (object, "id");
  entry.rule = dup_text (object, "rule");
  entry.title = dup_text (object, "title");
  entry.explanation = dup_text (object, "explanation");
  entry.metric = dup_text (object, "metric");
  entry.name = dup_text (object, "name");
  entry.boot_id = dup_text (object, "boot_id");
  record = vmp_alert_record_new (&entry);
  vmp_alert_record_lose (record);
  if (*entry.id == '\0' || *entry.rule == '\0' || entry.begin_usec == 0)
    g_clear_object (&record);
  return record;
}

static void
read_entries (JsonObject *object, GPtrArray *records, guint most)
{
  JsonNode *node = json_object_get_member (object, "alerts");
  JsonArray *array = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array) && records->len < most; i++)
    {
      JsonNode *element = json_array_get_element (array, i);
      VmpAlertRecord *record = JSON_NODE_HOLDS_OBJECT (element) ? read_entry (json_node_get_object (element)) : NULL;

      if (record != NULL)
        g_ptr_array_add (records, record);
    }
}

GPtrArray *
vmp_alert_history_file_load (const char *path, guint most)
{
  GPtrArray *records = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autofree char *text = NULL;
  JsonNode *root;
  gsize len;

  if (!g_file_get_contents (path, &text, &len, NULL) || len > MOST_BYTES || !json_parser_load_from_data (parser, text, len, NULL))
    return records;
  root = json_parser_get_root (parser);
  if (root != NULL && JSON_NODE_HOLDS_OBJECT (root))
    read_entries (json_node_get_object (root), records, most);
  return records;
}

gboolean
vmp_alert_history_file_save (const char *path, const char *text, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);

  g_mkdir_with_parents (folder, 0700);
  return g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error);
}
