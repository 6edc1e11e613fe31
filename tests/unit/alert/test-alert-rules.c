/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The file of rules: what is right, what is wrong and where, written and read again. */

#include "config.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "core/kernel/vmp-error.h"
#include "rules/vmp-rules-file.h"

#define SEC G_GINT64_CONSTANT (1000000000)
#define HEAD "{ \"format\": \"vmp-alert-rules\", \"version\": 1, \"rules\": ["
#define TAIL "] }"
#define WHEN "\"when\": [ { \"metric\": \"rss\", \"value\": 1 } ]"

static VmpAlertSet *
parse (const char  *text,
       GPtrArray  **out_problems)
{
  g_autoptr (GError) error = NULL;
  VmpAlertSet *set = vmp_rules_parse (text, strlen (text), out_problems, &error);

  g_assert_no_error (error);
  g_assert_nonnull (set);
  return set;
}

static void
test_everything (void)
{
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (VmpAlertSet) set = parse (HEAD
    "{ \"id\": \"all\", \"title\": \"T\", \"explanation\": \"E\", \"enabled\": false, \"severity\": \"critical\","
    "  \"scope\": { \"kind\": \"tree\", \"pid\": 7, \"start_time_ticks\": 9, \"user\": \"0\", \"name\": \"n*\", \"exe\": \"/x\", \"cgroup\": \"/c\" },"
    "  \"when\": [ { \"metric\": \"rss\", \"derived\": \"slope\", \"window\": \"2min\", \"is\": \"below\", \"value\": \"1.5 MiB\", \"hysteresis\": \"1kB\" },"
    "              { \"metric\": \"pss\", \"of\": \"ram\", \"is\": \"at-least\", \"value\": \"50 %\" } ],"
    "  \"for\": \"1.5s\", \"cooldown\": \"2h\", \"quiet\": { \"from\": \"22:30\", \"to\": \"07:00\" } }" TAIL, &problems);
  const VmpAlertRule *rule;

  g_assert_cmpuint (problems->len, ==, 0);
  g_assert_cmpuint (vmp_alert_set_get_n (set), ==, 1);
  rule = vmp_alert_set_get (set, 0);
  g_assert_cmpstr (rule->title, ==, "T");
  g_assert_cmpstr (rule->explanation, ==, "E");
  g_assert_false (rule->enabled);
  g_assert_cmpint (rule->severity, ==, VMP_ALERT_CRITICAL);
  g_assert_cmpint (rule->scope.kind, ==, VMP_ALERT_SCOPE_TREE);
  g_assert_cmpint (rule->scope.pid, ==, 7);
  g_assert_cmpuint (rule->scope.start_time_ticks, ==, 9);
  g_assert_cmpint (rule->scope.uid, ==, 0);
  g_assert_cmpstr (rule->scope.name, ==, "n*");
  g_assert_cmpuint (rule->n_conditions, ==, 2);
  g_assert_cmpint (rule->conditions[0].derived, ==, VMP_ALERT_SLOPE);
  g_assert_cmpint (rule->conditions[0].comparison, ==, VMP_ALERT_BELOW);
  g_assert_cmpint (rule->conditions[0].window_nsec, ==, 120 * SEC);
  g_assert_cmpfloat (rule->conditions[0].limit, ==, 1.5 * 1024 * 1024);
  g_assert_cmpfloat (rule->conditions[0].hysteresis, ==, 1000);
  g_assert_cmpint (rule->conditions[1].base, ==, VMP_ALERT_OF_RAM);
  g_assert_cmpfloat (rule->conditions[1].limit, ==, 50);
  g_assert_cmpint (rule->for_nsec, ==, 1500 * SEC / 1000);
  g_assert_cmpint (rule->cooldown_nsec, ==, 7200 * SEC);
  g_assert_cmpint (rule->quiet_begin, ==, 22 * 60 + 30);
  g_assert_cmpint (rule->quiet_end, ==, 7 * 60);
}

static void
test_problems (void)
{
  static const struct { const char *rule, *message; } rows[] = {
    { "7", "a rule has to be an object" },
    { "{ " WHEN " }", "a rule needs an \"id\"" },
    { "{ \"id\": 7, " WHEN " }", "\"id\" has to be a text" },
    { "{ \"id\": \"x\" }", "\"when\" has to be an array" },
    { "{ \"id\": \"x\", \"when\": [] }", "one to three conditions" },
    { "{ \"id\": \"x\", \"enabeld\": true, " WHEN " }", "no such member as \"enabeld\"" },
    { "{ \"id\": \"x\", \"enabled\": 1, " WHEN " }", "true or false" },
    { "{ \"id\": \"x\", \"severity\": \"bad\\u001b[31m\", " WHEN " }", "\"severity\" can not be \"bad\\x1b[31m\"" },
    { "{ \"id\": \"x\", \"for\": \"5 weeks\", " WHEN " }", "\"for\" has to be a time" },
    { "{ \"id\": \"x\", \"for\": \"-5s\", " WHEN " }", "\"for\" has to be a time" },
    { "{ \"id\": \"x\", \"for\": \"30d\", " WHEN " }", "from 0 to 7d" },
    { "{ \"id\": \"x\", \"quiet\": { \"from\": \"25:00\", \"to\": \"07:00\" }, " WHEN " }", "times of the day" },
    { "{ \"id\": \"x\", \"quiet\": { \"from\": \"07:00\", \"to\": \"07:00\" }, " WHEN " }", "different times" },
    { "{ \"id\": \"x\", \"scope\": { \"user\": \"no-such-user-here\" }, " WHEN " }", "no user \"no-such-user-here\"" },
    { "{ \"id\": \"x\", \"scope\": { \"start_time_ticks\": 7 }, " WHEN " }", "only beside \"pid\"" },
    { "{ \"id\": \"x\", \"scope\": { \"pid\": 1.5 }, " WHEN " }", "whole number" },
    { "{ \"id\": \"x\", \"scope\": { \"kind\": \"machine\" }, " WHEN " }", "of processes, not of the machine" },
    { "{ \"id\": \"x\", \"when\": [ { \"metric\": \"rsss\", \"value\": 1 } ] }", "no metric \"rsss\"" },
    { "{ \"id\": \"x\", \"when\": [ { \"metric\": \"machine-available\", \"value\": 1 } ] }", "of the machine" },
    { "{ \"id\": \"x\", \"when\": [ { \"metric\": \"threads\", \"of\": \"ram\", \"value\": 1 } ] }", "share of memory" },
    { "{ \"id\": \"x\", \"when\": [ { \"metric\": \"rss\", \"window\": \"1min\", \"value\": 1 } ] }", "slopes and baselines" },
    { "{ \"id\": \"x\", \"when\": [ { \"metric\": \"rss\", \"value\": \"5 apples\" } ] }", "\"value\" has to be bytes" },
    { "{ \"id\": \"x\", \"when\": [ { \"metric\": \"rss\", \"value\": 1e999 } ] }", "" },
    { "{ \"id\": \"x\", \"when\": [ { \"metric\": \"rss\", \"value\": 1, \"hysteresis\": -1 } ] }", "not negative" },
    { "{ \"id\": \"good\", " WHEN " }", "has this \"id\" already" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = g_strdup_printf (HEAD "\n{ \"id\": \"good\", " WHEN " },\n\n%s,\n{ \"id\": \"last\", " WHEN " }" TAIL, rows[i].rule);
      g_autoptr (GPtrArray) problems = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (VmpAlertSet) set = vmp_rules_parse (text, strlen (text), &problems, &error);
      const VmpRulesProblem *problem;

      g_test_message ("%s", rows[i].rule);
      /* Some versions of JSON-GLib take 1e999 for no number at all. */
      if (set == NULL && rows[i].message[0] == '\0')
        continue;
      g_assert_no_error (error);
      g_assert_cmpuint (vmp_alert_set_get_n (set), ==, 2);
      g_assert_cmpuint (problems->len, ==, 1);
      problem = problems->pdata[0];
      if (strstr (problem->message, rows[i].message) == NULL)
        g_error ("'%s' instead of '%s'", problem->message, rows[i].message);
      g_assert_cmpuint (problem->line, ==, rows[i].rule[0] == '{' ? 4 : 0);
    }
}

static void
test_files (void)
{
  static const struct { const char *text; VmpError code; const char *message; } rows[] = {
    { "", VMP_ERROR_CORRUPT, "no JSON" },
    { "[]", VMP_ERROR_CORRUPT, "rules file" },
    { "{ \"format\": \"other\", \"version\": 1, \"rules\": [] }", VMP_ERROR_CORRUPT, "rules file" },
    { "{ \"format\": \"vmp-alert-rules\", \"rules\": [] }", VMP_ERROR_CORRUPT, "version" },
    { "{ \"format\": \"vmp-alert-rules\", \"version\": 2, \"news\": true, \"rules\": {} }", VMP_ERROR_UNSUPPORTED, "newer version" },
    { "{ \"format\": \"vmp-alert-rules\", \"version\": 1, \"rules\": {} }", VMP_ERROR_CORRUPT, "rules" },
    { HEAD "\n\n{ \"id\": \"x\", ", VMP_ERROR_CORRUPT, "line " },
    { HEAD "\n{ \"id\": \"x\" \"y\" }" TAIL, VMP_ERROR_CORRUPT, "line 2" },
    { HEAD TAIL HEAD TAIL, VMP_ERROR_CORRUPT, "no JSON" },
    { HEAD TAIL " 7", VMP_ERROR_CORRUPT, "no JSON" },
    { HEAD " /* note */ " TAIL, VMP_ERROR_CORRUPT, "no JSON" },
    { HEAD "7," TAIL, VMP_ERROR_CORRUPT, "no JSON" },
    { "{ \"format\": \"\xff\xfe\" }", VMP_ERROR_CORRUPT, "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GPtrArray) problems = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (VmpAlertSet) set = vmp_rules_parse (rows[i].text, strlen (rows[i].text), &problems, &error);

      g_assert_error (error, VMP_ERROR, (int) rows[i].code);
      g_assert_null (set);
      g_assert_null (problems);
      if (strstr (error->message, rows[i].message) == NULL)
        g_error ("'%s' instead of '%s'", error->message, rows[i].message);
    }
}

static void
test_deep (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 100000; i++)
    g_string_append_c (text, '[');
  g_assert_null (vmp_rules_parse (text->str, text->len, &problems, &error));
  g_assert_error (error, VMP_ERROR, VMP_ERROR_CORRUPT);
}

static void
assert_same (const VmpAlertSet *a,
             const VmpAlertSet *b)
{
  g_assert_cmpuint (vmp_alert_set_get_n (a), ==, vmp_alert_set_get_n (b));
  for (guint i = 0; i < vmp_alert_set_get_n (a); i++)
    {
      const VmpAlertRule *x = vmp_alert_set_get (a, i), *y = vmp_alert_set_get (b, i);

      g_assert_true (vmp_alert_rule_equal (x, y));
      g_assert_cmpstr (x->title, ==, y->title);
      g_assert_cmpstr (x->explanation, ==, y->explanation);
      g_assert_cmpint (x->severity, ==, y->severity);
    }
}

static void
test_save (void)
{
  g_autofree char *folder = g_dir_make_tmp ("vmp-rules-XXXXXX", NULL);
  g_autofree char *inner = g_build_filename (folder, "new", NULL);
  g_autofree char *path = g_build_filename (inner, "rules.json", NULL);
  g_autoptr (VmpAlertSet) set = vmp_alert_set_new_ready_made ();
  g_autoptr (VmpAlertSet) again = NULL;
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (GError) error = NULL;
  GStatBuf facts;

  g_assert_null (vmp_rules_load (path, &problems, &error));
  g_assert_error (error, VMP_ERROR, VMP_ERROR_GONE);
  g_clear_error (&error);
  g_assert_true (vmp_rules_save (path, set, &error));
  g_assert_no_error (error);
  g_assert_cmpint (g_stat (path, &facts), ==, 0);
  g_assert_cmpint (facts.st_mode & 0777, ==, 0600);
  again = vmp_rules_load (path, &problems, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (problems->len, ==, 0);
  assert_same (set, again);
  g_assert_cmpint (g_remove (path), ==, 0);
  g_assert_null (vmp_rules_load (inner, &problems, &error));
  g_assert_error (error, VMP_ERROR, VMP_ERROR_IO);
  g_clear_error (&error);
  /* A folder where the file is to be: it can't be written, and says so. */
  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
  g_assert_false (vmp_rules_save (path, set, &error));
  g_assert_nonnull (error);
  g_assert_cmpint (g_rmdir (path), ==, 0);
  g_assert_cmpint (g_rmdir (inner), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rules/everything", test_everything);
  g_test_add_func ("/rules/problems", test_problems);
  g_test_add_func ("/rules/files", test_files);
  g_test_add_func ("/rules/deep", test_deep);
  g_test_add_func ("/rules/save", test_save);
  return g_test_run ();
}
