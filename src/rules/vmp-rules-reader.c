/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the rules of a file that somebody wrote: what is wrong is named with its line, and the rest works. */

#include "config.h"

#include "vmp-rules-file.h"

#include <pwd.h>
#include <string.h>

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>

#include "core/kernel/vmp-error.h"
#include "core/kernel/vmp-process.h"
#include "vmp-rules-text.h"

#define FORMAT "vmp-alert-rules"
#define MOST_ID_BYTES 100
/* Of a text of the file in what is said of it. */
#define MOST_SHOWN_BYTES 200

/* Where objects begin: JSON-GLib tells it only while it reads. */
typedef struct
{
  GHashTable *lines;    /* owned: JsonObject -> line; borrowed keys */
  GArray     *open;     /* owned, of guint: lines of the objects that are not closed */
} Places;

static void
object_start_cb (JsonParser *parser,
                 gpointer    user_data)
{
  const Places *places = user_data;
  guint line = json_parser_get_current_line (parser);

  g_array_append_val (places->open, line);
}

static void
object_end_cb (JsonParser *parser,
               JsonObject *object,
               gpointer    user_data)
{
  const Places *places = user_data;
  guint line = places->open->len > 0 ? g_array_index (places->open, guint, places->open->len - 1) : 0;

  if (places->open->len > 0)
    g_array_set_size (places->open, places->open->len - 1);
  g_hash_table_insert (places->lines, object, GUINT_TO_POINTER (line));
}

static guint
get_line (const Places *places,
          JsonNode     *node)
{
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return 0;
  return GPOINTER_TO_UINT (g_hash_table_lookup (places->lines, json_node_get_object (node)));
}

static gboolean
bad (GError     **error,
     const char  *format,
     const char  *text)
{
  g_autofree char *escaped = vmp_text_escape (text, MIN (strlen (text), MOST_SHOWN_BYTES));
  g_autofree char *message = NULL;
  g_auto (GStrv) parts = g_strsplit (format, "%s", 2);

  message = g_strjoin (escaped, parts[0], parts[1], NULL);
  return vmp_error_set (error, VMP_ERROR_CORRUPT, "%s", message);
}

/* Every member has to be one of @known: a misspelt one would be left out silently. */
static gboolean
check_members (JsonObject         *object,
               const char *const  *known,
               GError            **error)
{
  g_autoptr (GList) members = json_object_get_members (object);

  for (GList *at = members; at != NULL; at = at->next)
    if (!g_strv_contains (known, at->data))
      return bad (error, _("there is no such member as \"%s\" here"), at->data);
  return TRUE;
}

/* *out is NULL if there is none; it is borrowed. */
static gboolean
get_text (JsonObject  *object,
          const char  *name,
          const char **out,
          GError     **error)
{
  JsonNode *node = json_object_get_member (object, name);

  *out = NULL;
  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return bad (error, _("\"%s\" has to be a text"), name);
  *out = json_node_get_string (node);
  return TRUE;
}

static gboolean
take_text (JsonObject  *object,
           const char  *name,
           char       **out,
           GError     **error)
{
  const char *text;

  if (!get_text (object, name, &text, error))
    return FALSE;
  if (text == NULL)
    return TRUE;
  g_free (*out);
  *out = g_strdup (text);
  return TRUE;
}

static gboolean
get_time (JsonObject  *object,
          const char  *name,
          gint64      *out_nsec,
          GError     **error)
{
  const char *text;

  if (!get_text (object, name, &text, error))
    return FALSE;
  return text == NULL || vmp_rules_parse_time (text, out_nsec) ||
         bad (error, _("\"%s\" has to be a time such as \"500ms\", \"30s\", \"10min\", \"1h\" or \"2d\""), name);
}

static gboolean
get_integer (JsonObject  *object,
             const char  *name,
             gint64       most,
             gint64      *out,
             GError     **error)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_INT64 || json_node_get_int (node) < 1 ||
      json_node_get_int (node) > most)
    return bad (error, _("\"%s\" has to be a whole number above 0"), name);
  *out = json_node_get_int (node);
  return TRUE;
}

/* One of the words that @lookup knows. */
static gboolean
get_word (JsonObject  *object,
          const char  *name,
          int        (*lookup) (const char *key),
          guint8      *out,
          GError     **error)
{
  const char *text;
  int found;

  if (!get_text (object, name, &text, error))
    return FALSE;
  if (text == NULL)
    return TRUE;
  found = lookup (text);
  if (found < 0)
    {
      g_autofree char *escaped = vmp_text_escape (text, MIN (strlen (text), MOST_SHOWN_BYTES));

      /* Translators: a member of a file, and what it holds. */
      return vmp_error_set (error, VMP_ERROR_CORRUPT, _("\"%s\" can not be \"%s\""), name, escaped);
    }
  *out = found;
  return TRUE;
}

static gboolean
get_amount (JsonObject    *object,
            const char    *name,
            VmpAlertUnit   unit,
            double        *out,
            GError       **error)
{
  JsonNode *node = json_object_get_member (object, name);
  GType type = node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;

  if (node == NULL)
    return TRUE;
  if (type == G_TYPE_INT64 || type == G_TYPE_DOUBLE)
    {
      *out = json_node_get_double (node);
      return TRUE;
    }
  if (type == G_TYPE_STRING && vmp_rules_parse_amount (json_node_get_string (node), unit, out))
    return TRUE;
  return bad (error, unit == VMP_ALERT_UNIT_BYTES ? _("\"%s\" has to be bytes, or an amount such as \"500 MiB\"")
                                                  : _("\"%s\" has to be a number"), name);
}

static gboolean
read_condition (JsonNode           *node,
                VmpAlertCondition  *out,
                GError            **error)
{
  static const char *const known[] = { "metric", "derived", "of", "window", "is", "value", "hysteresis", NULL };
  JsonObject *object;
  const char *key;
  int metric;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return bad (error, _("each condition of \"%s\" has to be an object"), "when");
  object = json_node_get_object (node);
  if (!check_members (object, known, error) || !get_text (object, "metric", &key, error))
    return FALSE;
  if (key == NULL || !json_object_has_member (object, "value"))
    return bad (error, _("a condition has at least \"metric\" and \"%s\""), "value");
  metric = vmp_alert_metric_lookup (key);
  if (metric < 0)
    return bad (error, _("no metric \"%s\"; 'vmp metrics --keys' lists those of processes"), key);
  out->metric = metric;
  if (!get_word (object, "derived", vmp_alert_derived_lookup, &out->derived, error) ||
      !get_word (object, "of", vmp_alert_base_lookup, &out->base, error) ||
      !get_word (object, "is", vmp_alert_comparison_lookup, &out->comparison, error))
    return FALSE;
  if (out->derived == VMP_ALERT_SLOPE)
    out->window_nsec = VMP_ALERT_SLOPE_WINDOW_NSEC;
  else if (out->derived == VMP_ALERT_UNUSUAL || out->base == VMP_ALERT_OF_BASELINE)
    out->window_nsec = VMP_ALERT_BASELINE_WINDOW_NSEC;
  return get_time (object, "window", &out->window_nsec, error) &&
         get_amount (object, "value", vmp_alert_condition_get_unit (out), &out->limit, error) &&
         get_amount (object, "hysteresis", vmp_alert_condition_get_unit (out), &out->hysteresis, error);
}

static gboolean
read_conditions (JsonObject    *object,
                 VmpAlertRule  *rule,
                 GError       **error)
{
  JsonNode *node = json_object_get_member (object, "when");
  JsonArray *array;

  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node))
    return bad (error, _("\"%s\" has to be an array of conditions"), "when");
  array = json_node_get_array (node);
  rule->n_conditions = json_array_get_length (array);
  if (rule->n_conditions < 1 || rule->n_conditions > VMP_ALERT_MAX_CONDITIONS)
    return bad (error, _("\"%s\" has to hold one to three conditions"), "when");
  for (guint i = 0; i < rule->n_conditions; i++)
    if (!read_condition (json_array_get_element (array, i), &rule->conditions[i], error))
      return FALSE;
  return TRUE;
}

static gboolean
find_user (VmpAlertScope  *scope,
           GError        **error)
{
  const struct passwd *entry;
  guint64 uid;

  if (scope->user == NULL)
    return TRUE;
  entry = getpwnam (scope->user);
  if (entry != NULL)
    scope->uid = entry->pw_uid;
  else if (g_ascii_string_to_unsigned (scope->user, 10, 0, G_MAXUINT32, &uid, NULL))
    scope->uid = uid;
  else
    return bad (error, _("no user \"%s\" on this system"), scope->user);
  return TRUE;
}

static gboolean
read_scope (JsonObject     *object,
            VmpAlertScope  *scope,
            GError        **error)
{
  static const char *const known[] = { "kind", "pid", "start_time_ticks", "user", "name", "exe", "cgroup", NULL };
  JsonNode *node = json_object_get_member (object, "scope");
  gint64 pid = 0, ticks = 0;
  guint8 kind = VMP_ALERT_SCOPE_PROCESS;

  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return bad (error, _("\"%s\" has to be an object"), "scope");
  object = json_node_get_object (node);
  if (!check_members (object, known, error) || !get_word (object, "kind", vmp_alert_scope_lookup, &kind, error) ||
      !get_integer (object, "pid", G_MAXINT32, &pid, error) ||
      !get_integer (object, "start_time_ticks", G_MAXINT64, &ticks, error) ||
      !take_text (object, "user", &scope->user, error) || !take_text (object, "name", &scope->name, error) ||
      !take_text (object, "exe", &scope->exe, error) || !take_text (object, "cgroup", &scope->cgroup, error))
    return FALSE;
  scope->kind = kind;
  scope->pid = pid;
  scope->start_time_ticks = ticks;
  if (ticks != 0 && pid == 0)
    return bad (error, _("\"%s\" says something only beside \"pid\""), "start_time_ticks");
  return find_user (scope, error);
}

static gboolean
read_quiet (JsonObject    *object,
            VmpAlertRule  *rule,
            GError       **error)
{
  static const char *const known[] = { "from", "to", NULL };
  JsonNode *node = json_object_get_member (object, "quiet");
  const char *from, *to;

  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return bad (error, _("\"%s\" has to be an object with \"from\" and \"to\""), "quiet");
  object = json_node_get_object (node);
  if (!check_members (object, known, error) || !get_text (object, "from", &from, error) || !get_text (object, "to", &to, error))
    return FALSE;
  return (from != NULL && to != NULL && vmp_rules_parse_minute (from, &rule->quiet_begin) &&
          vmp_rules_parse_minute (to, &rule->quiet_end)) ||
         bad (error, _("\"%s\" has to hold \"from\" and \"to\", times of the day such as \"22:00\""), "quiet");
}

static gboolean
read_mute (JsonObject    *object,
           VmpAlertRule  *rule,
           GError       **error)
{
  const char *text;

  if (!get_text (object, "muted-until", &text, error))
    return FALSE;
  return text == NULL || vmp_rules_parse_moment (text, &rule->muted_until_usec) ||
         bad (error, _("\"%s\" has to be a time such as \"2026-11-30T18:00:00Z\""), "muted-until");
}

static gboolean
read_members (JsonObject    *object,
              VmpAlertRule  *rule,
              GError       **error)
{
  static const char *const known[] = { "id", "title", "explanation", "enabled", "severity", "scope", "when", "for", "cooldown",
                                       "quiet", "muted-until", NULL };
  JsonNode *enabled = json_object_get_member (object, "enabled");
  guint8 severity = VMP_ALERT_WARNING;

  if (!check_members (object, known, error) || !take_text (object, "title", &rule->title, error) ||
      !take_text (object, "explanation", &rule->explanation, error) ||
      !get_word (object, "severity", vmp_alert_severity_lookup, &severity, error))
    return FALSE;
  if (enabled != NULL && (!JSON_NODE_HOLDS_VALUE (enabled) || json_node_get_value_type (enabled) != G_TYPE_BOOLEAN))
    return bad (error, _("\"%s\" has to be true or false"), "enabled");
  rule->enabled = enabled == NULL || json_node_get_boolean (enabled);
  rule->severity = severity;
  return read_scope (object, &rule->scope, error) && read_conditions (object, rule, error) &&
         get_time (object, "for", &rule->for_nsec, error) && get_time (object, "cooldown", &rule->cooldown_nsec, error) &&
         read_quiet (object, rule, error) && read_mute (object, rule, error);
}

/* *out_id is borrowed from @node. */
static VmpAlertRule *
read_rule (JsonNode    *node,
           const char **out_id,
           GError     **error)
{
  g_autoptr (VmpAlertRule) rule = NULL;
  g_autoptr (GError) wrong = NULL;
  JsonObject *object;

  *out_id = NULL;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      vmp_error_set (error, VMP_ERROR_CORRUPT, "%s", _("a rule has to be an object"));
      return NULL;
    }
  object = json_node_get_object (node);
  if (!get_text (object, "id", out_id, error))
    return NULL;
  if (*out_id == NULL || (*out_id)[0] == '\0' || strlen (*out_id) > MOST_ID_BYTES)
    {
      bad (error, _("a rule needs an \"%s\" of 1 to 100 bytes"), "id");
      return NULL;
    }
  rule = vmp_alert_rule_new (*out_id);
  rule->cooldown_nsec = G_GINT64_CONSTANT (600) * 1000000000;
  if (!read_members (object, rule, error))
    return NULL;
  if (!vmp_alert_rule_check (rule, &wrong))
    {
      vmp_error_set (error, VMP_ERROR_CORRUPT, "%s", _(wrong->message));
      return NULL;
    }
  return g_steal_pointer (&rule);
}

static void
problem_free (gpointer data)
{
  VmpRulesProblem *self = data;

  g_free (self->id);
  g_free (self->message);
  g_free (self);
}

static void
add_problem (GPtrArray  *problems,
             guint       line,
             const char *id,
             const char *message)
{
  VmpRulesProblem *problem = g_new0 (VmpRulesProblem, 1);

  problem->line = line;
  problem->id = id != NULL ? vmp_text_escape (id, MIN (strlen (id), MOST_ID_BYTES)) : NULL;
  problem->message = g_strdup (message);
  g_ptr_array_add (problems, problem);
}

/* The array of rules, or NULL with @error if the file as a whole is none of ours. */
static JsonArray *
find_rules (JsonNode  *root,
            GError   **error)
{
  static const char *const known[] = { "format", "version", "rules", NULL };
  JsonObject *object = root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  const char *format = NULL;
  gint64 version = 0;
  JsonNode *rules;

  if (object == NULL || !get_text (object, "format", &format, NULL) || g_strcmp0 (format, FORMAT) != 0)
    {
      bad (error, _("no rules file: it has to be an object with \"format\": \"%s\""), FORMAT);
      return NULL;
    }
  if (!get_integer (object, "version", G_MAXINT64, &version, error))
    return NULL;
  if (version > VMP_RULES_VERSION)
    {
      vmp_error_set (error, VMP_ERROR_UNSUPPORTED,
                     /* Translators: versions of the format of a file. */
                     _("written by a newer version: its format is %d, and this program knows up to %d"),
                     (int) MIN (version, G_MAXINT), VMP_RULES_VERSION);
      return NULL;
    }
  rules = json_object_get_member (object, "rules");
  if (version == 0 || rules == NULL || !JSON_NODE_HOLDS_ARRAY (rules))
    {
      bad (error, _("a rules file has a \"version\", and an array \"%s\""), "rules");
      return NULL;
    }
  return check_members (object, known, error) ? json_node_get_array (rules) : NULL;
}

static VmpAlertSet *
read_rules (JsonArray     *array,
            const Places  *places,
            GPtrArray     *problems,
            GError       **error)
{
  g_autoptr (VmpAlertSet) set = vmp_alert_set_new ();
  guint n = json_array_get_length (array);

  if (n > VMP_RULES_MOST)
    {
      vmp_error_set (error, VMP_ERROR_TOO_BIG, _("%u rules, at most %d are read"), n, VMP_RULES_MOST);
      return NULL;
    }
  for (guint i = 0; i < n; i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      g_autoptr (GError) wrong = NULL;
      const char *id;
      VmpAlertRule *rule = read_rule (node, &id, &wrong);

      if (rule == NULL)
        add_problem (problems, get_line (places, node), id, wrong->message);
      else if (!vmp_alert_set_take (set, rule))
        add_problem (problems, get_line (places, node), id, _("another rule has this \"id\" already"));
    }
  return g_steal_pointer (&set);
}

/* JSON-GLib says the place first: "<data>:3:7: Parse error: …". */
static void
set_syntax_error (GError       **error,
                  const GError  *from)
{
  const char *message = g_str_has_prefix (from->message, "<data>:") ? from->message + strlen ("<data>:") : NULL;
  guint line = message != NULL ? g_ascii_strtoull (message, NULL, 10) : 0;
  const char *what = message != NULL ? strchr (message, ' ') : NULL;
  g_autofree char *escaped = vmp_text_escape (what != NULL ? what + 1 : from->message,
                                              strlen (what != NULL ? what + 1 : from->message));

  if (line > 0)
    vmp_error_set (error, VMP_ERROR_CORRUPT, _("line %u: no JSON: %s"), line, escaped);
  else
    vmp_error_set (error, VMP_ERROR_CORRUPT, _("no JSON: %s"), escaped);
}

VmpAlertSet *
vmp_rules_parse (const char  *text,
                 gsize        len,
                 GPtrArray  **out_problems,
                 GError     **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GHashTable) lines = g_hash_table_new (NULL, NULL);
  g_autoptr (GArray) open = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (problem_free);
  g_autoptr (GError) wrong = NULL;
  Places places = { lines, open };
  VmpAlertSet *set = NULL;
  JsonArray *array;

  if (len > VMP_RULES_MOST_BYTES)
    {
      vmp_error_set (error, VMP_ERROR_TOO_BIG, _("larger than %d bytes"), VMP_RULES_MOST_BYTES);
      return NULL;
    }
  /* Without comments, trailing commas, and more behind the end. */
  json_parser_set_strict (parser, TRUE);
  g_signal_connect (parser, "object-start", G_CALLBACK (object_start_cb), &places);
  g_signal_connect (parser, "object-end", G_CALLBACK (object_end_cb), &places);
  if (!json_parser_load_from_data (parser, text, len, &wrong))
    {
      set_syntax_error (error, wrong);
      return NULL;
    }
  array = find_rules (json_parser_get_root (parser), error);
  if (array != NULL)
    set = read_rules (array, &places, problems, error);
  if (set != NULL)
    *out_problems = g_steal_pointer (&problems);
  return set;
}
