/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vmp watch: rules of alerts without a window. */

#include "config.h"

#include "vmp-cli-watch.h"

#include <unistd.h>

#include <glib/gi18n.h>

#include "core/engine/vmp-clock.h"
#include "rules/vmp-rules-file.h"
#include "vmp-cli-stat.h"

typedef struct
{
  char *pid, *name, *exe, *user, *cgroup, *interval, *recording, *mute;   /* owned; NULL if not given */
  gboolean check, print_rules, until_alert;
} Typed;

static void
typed_clear (Typed *self)
{
  g_free (self->pid);
  g_free (self->name);
  g_free (self->exe);
  g_free (self->user);
  g_free (self->cgroup);
  g_free (self->interval);
  g_free (self->recording);
  g_free (self->mute);
}

static void
options_clear (VmpCliWatchOptions *self)
{
  g_free (self->path);
  g_free (self->filter.name);
  g_free (self->filter.exe);
  g_free (self->filter.cgroup);
}

static void
say_problem (const char            *path,
             const VmpRulesProblem *problem)
{
  g_autofree char *name = vmp_text_escape (path, strlen (path));

  if (problem->id != NULL)
    vmp_cli_say (_("%s: line %u: rule '%s': %s"), name, problem->line, problem->id, problem->message);
  else
    vmp_cli_say (_("%s: line %u: %s"), name, problem->line, problem->message);
}

VmpAlertSet *
vmp_cli_watch_load_rules (const char  *path,
                          guint       *out_problems,
                          GError     **error)
{
  g_autoptr (GPtrArray) problems = NULL;
  VmpAlertSet *set;

  *out_problems = 0;
  if (path == NULL)
    return vmp_alert_set_new_ready_made ();
  set = vmp_rules_load (path, &problems, error);
  if (set == NULL)
    {
      if (strstr ((*error)->message, path) == NULL)
        g_prefix_error (error, "%s: ", path);
      return NULL;
    }
  for (guint i = 0; i < problems->len; i++)
    say_problem (path, problems->pdata[i]);
  *out_problems = problems->len;
  return set;
}

/* What the process of a pid is now, so that whoever has it later is not taken for it. */
static gboolean
find_process (VmpAlertScope  *filter,
              GError        **error)
{
  g_autoptr (VmpProcRoot) root = vmp_proc_root_new (NULL, error);
  VmpProbe *probe = root != NULL ? vmp_cli_stat_open (root, filter->pid, error) : NULL;
  VmpProcessInfo info = { 0 };

  if (probe == NULL)
    return FALSE;
  vmp_probe_describe (probe, &info);
  filter->start_time_ticks = info.identity.start_time_ticks;
  vmp_cli_stat_clear_info (&info);
  vmp_probe_free (probe);
  return TRUE;
}

static gboolean
understand_filter (const Typed         *typed,
                   VmpCliWatchOptions  *out,
                   GError             **error)
{
  out->filter.uid = VMP_MISSING;
  out->filter.name = g_strdup (typed->name);
  out->filter.exe = g_strdup (typed->exe);
  out->filter.cgroup = g_strdup (typed->cgroup);
  out->is_filtered = typed->pid != NULL || typed->name != NULL || typed->exe != NULL || typed->user != NULL ||
                     typed->cgroup != NULL;
  if (typed->user != NULL && !vmp_cli_find_user (typed->user, &out->filter.uid, error))
    return FALSE;
  if (typed->pid == NULL)
    return TRUE;
  return vmp_cli_parse_pid (typed->pid, &out->filter.pid, error) &&
         (typed->recording != NULL || find_process (&out->filter, error));
}

char *
vmp_cli_watch_dup_own_path (void)
{
  g_autofree char *own = vmp_rules_dup_default_path ();

  return g_file_test (own, G_FILE_TEST_EXISTS) ? g_steal_pointer (&own) : NULL;
}

static gboolean
understand (const Typed         *typed,
            int                  argc,
            char               **argv,
            VmpCliWatchOptions  *out,
            GError             **error)
{
  if (argc > 2)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("one file of rules is read, not '%s' too"), argv[2]);
      return FALSE;
    }
  out->is_own = argc < 2;
  out->path = out->is_own ? vmp_cli_watch_dup_own_path () : g_strdup (argv[1]);
  out->until_alert = typed->until_alert;
  out->interval_nsec = VMP_NSEC_PER_SEC;
  return (typed->interval == NULL || vmp_cli_parse_interval (typed->interval, &out->interval_nsec, error)) &&
         understand_filter (typed, out, error);
}

static int
print_rules (const VmpAlertSet *set)
{
  g_autofree char *text = vmp_rules_to_text (set);
  VmpCliOutput out;

  vmp_cli_output_init (&out, STDOUT_FILENO);
  vmp_cli_output_append (&out, text, -1);
  return vmp_cli_output_finish (&out);
}

static int
say_check (const VmpAlertSet *set)
{
  guint n = vmp_alert_set_get_n (set), n_on = 0;
  VmpCliOutput out;

  for (guint i = 0; i < n; i++)
    n_on += vmp_alert_set_get (set, i)->enabled;
  vmp_cli_output_init (&out, STDOUT_FILENO);
  vmp_cli_output_printf (&out, ngettext ("%u rule, %u on\n", "%u rules, %u on\n", n), n, n_on);
  return vmp_cli_output_finish (&out);
}

static int
carry_out (const VmpCliVerb         *verb,
           const Typed              *typed,
           const VmpCliWatchOptions *options)
{
  g_autoptr (GError) error = NULL;
  guint n_problems;
  g_autoptr (VmpAlertSet) set = vmp_cli_watch_load_rules (options->path, &n_problems, &error);

  if (set == NULL)
    return vmp_cli_fail (verb, error);
  if (typed->check)
    return say_check (set) == VMP_CLI_DONE && n_problems == 0 ? VMP_CLI_DONE : VMP_CLI_FAILED;
  if (typed->print_rules)
    return print_rules (set);
  if (typed->mute != NULL)
    return vmp_cli_watch_mute (verb, options->path, set, n_problems, typed->mute);
  if (typed->recording != NULL)
    return vmp_cli_watch_recording (verb, options, set, typed->recording);
  return vmp_cli_watch_live (verb, options, set);
}

static int
run (const VmpCliVerb *verb,
     int               argc,
     char            **argv)
{
  Typed typed = { NULL };
  VmpCliWatchOptions options = { NULL };
  const GOptionEntry entries[] = {
    { "pid", 'p', 0, G_OPTION_ARG_STRING, &typed.pid, N_("Only this process, until it ends"), N_("PID") },
    { "name", 'n', 0, G_OPTION_ARG_STRING, &typed.name, N_("Only processes of this name; * and ? stand for any text"), N_("NAME") },
    { "exe", 'x', 0, G_OPTION_ARG_STRING, &typed.exe, N_("Only those whose program file has this path"), N_("PATH") },
    { "user", 'u', 0, G_OPTION_ARG_STRING, &typed.user, N_("Only those of this user, by name or id"), N_("USER") },
    { "cgroup", 'g', 0, G_OPTION_ARG_STRING, &typed.cgroup, N_("Only those in this control group"), N_("PATH") },
    { "interval", 'i', 0, G_OPTION_ARG_STRING, &typed.interval, N_("Time between readings, 1ms to 60s (1s)"), N_("TIME") },
    { "until-alert", 0, 0, G_OPTION_ARG_NONE, &typed.until_alert, N_("End with the first alert; the exit status is 3 then"), NULL },
    { "check", 0, 0, G_OPTION_ARG_NONE, &typed.check, N_("Only say what is wrong with the rules"), NULL },
    { "print-rules", 0, 0, G_OPTION_ARG_NONE, &typed.print_rules, N_("Only print the rules as a file holds them"), NULL },
    { "mute", 'm', 0, G_OPTION_ARG_STRING, &typed.mute, N_("Only have a rule keep quiet so long (1h); 0s: no more"), N_("RULE[=TIME]") },
    { "recording", 'r', 0, G_OPTION_ARG_FILENAME, &typed.recording, N_("Say what would have fired during this recording"), N_("FILE") },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr (GError) error = NULL;
  int status;

  if (!vmp_cli_parse_options (verb, entries, VMP_CLI_PARSE_ALL, &argc, &argv, &status))
    return status;
  if (understand (&typed, argc, argv, &options, &error))
    status = carry_out (verb, &typed, &options);
  else
    status = vmp_cli_fail (verb, error);
  typed_clear (&typed);
  options_clear (&options);
  return status;
}

const VmpCliVerb vmp_cli_verb_watch = {
  .name = "watch",
  .parameters = N_("[RULES]"),
  .summary = N_("Watch processes by rules, and tell when one is broken"),
  .notes = N_("Prints a line of JSON for every alert, and for its end. Without RULES, a file, your own rules are taken, or the\n"
              "ready-made ones. SIGHUP has the file read anew.\n"
              "\n"
              "Examples:\n"
              "  vmp watch --print-rules > rules.json    the ready-made rules, to be changed\n"
              "  vmp watch --check rules.json\n"
              "  vmp watch rules.json --name firefox --until-alert\n"
              "  vmp watch rules.json --recording server.vmp\n"
              "  vmp watch --mute grows-fast=8h          this rule keeps quiet for a while"),
  .run = run,
};
