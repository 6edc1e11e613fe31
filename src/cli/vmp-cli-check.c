/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vmp check: a memory budget as a test, of recordings or of a command that is run for it. */

#include "config.h"

#include "vmp-cli-check.h"

#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "core/engine/vmp-own-program.h"
#include "core/kernel/vmp-error.h"
#include "vmp-cli.h"

#define MAX_RUNS 1000

typedef struct
{
  char    *junit, *markdown, *runs;    /* owned; NULL if not given */
  gboolean is_json, report_only;
} Options;

typedef struct
{
  VmpBudget *budget;
  char     **command;     /* NULL: @files */
  char     **files;
  guint64    n_runs;
} Check;

typedef void (*ReportFunc) (VmpBudget *budget, const VmpReport *report);

static gboolean
look_at (VmpBudget   *budget,
         const char  *path,
         ReportFunc   func,
         GError     **error)
{
  g_autoptr (VmpRecording) recording = vmp_recording_open (path, error);
  g_autoptr (VmpReport) report = recording != NULL ? vmp_report_new (recording, 0, error) : NULL;

  if (report == NULL)
    return FALSE;
  for (guint i = 0; vmp_recording_get_problems (recording)[i] != NULL; i++)
    vmp_cli_say ("%s", vmp_recording_get_problems (recording)[i]);
  func (budget, report);
  return TRUE;
}

/* --- running the command --- */

/* What it prints goes where errors do: standard output is for the verdicts. */
static gboolean
spawn (const char  *program,
       const char  *file,
       char       **command,
       int         *out_status,
       GError     **error)
{
  g_autoptr (GPtrArray) arguments = g_ptr_array_new ();
  g_autoptr (GError) local = NULL;
  GPid pid;

  for (const char *const *at = (const char *const[]) { program, "run", "--quiet", "--record", file, "--", NULL }; *at != NULL; at++)
    g_ptr_array_add (arguments, (char *) *at);
  for (char **at = command; *at != NULL; at++)
    g_ptr_array_add (arguments, *at);
  g_ptr_array_add (arguments, NULL);
  if (!g_spawn_async_with_fds (NULL, (char **) arguments->pdata, NULL, G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_CHILD_INHERITS_STDIN,
                               NULL, NULL, &pid, -1, STDERR_FILENO, -1, &local))
    return vmp_error_set (error, VMP_ERROR_IO, "%s", local->message);
  while (waitpid (pid, out_status, 0) < 0)
    ;
  return TRUE;
}

static gboolean
run_once (Check       *self,
          const char  *program,
          const char  *folder,
          guint        run,
          GError     **error)
{
  g_autofree char *file = g_build_filename (folder, "run.vmp", NULL);
  gboolean ok;
  int status = 0;

  ok = spawn (program, file, self->command, &status, error);
  if (ok && WIFSIGNALED (status))
    ok = vmp_error_set (error, VMP_ERROR_IO, _("run %u: the command was killed by signal %d"), run, WTERMSIG (status));
  else if (ok && WEXITSTATUS (status) != 0)
    ok = vmp_error_set (error, VMP_ERROR_IO, _("run %u: the command failed with status %d"), run, WEXITSTATUS (status));
  ok = ok && look_at (self->budget, file, vmp_budget_add_run, error);
  g_unlink (file);
  return ok;
}

static gboolean
run_all (Check   *self,
         GError **error)
{
  g_autofree char *program = vmp_own_program_find ("vmp", "VMP_CLI", "../cli", error);
  g_autoptr (GError) local = NULL;
  g_autofree char *folder = program != NULL ? g_dir_make_tmp ("vmp-check-XXXXXX", &local) : NULL;
  gboolean ok = folder != NULL;

  if (local != NULL)
    return vmp_error_set (error, VMP_ERROR_IO, "%s", local->message);
  for (guint i = 1; ok && i <= self->n_runs; i++)
    ok = run_once (self, program, folder, i, error);
  if (folder != NULL)
    g_rmdir (folder);
  return ok;
}

static gboolean
measure (Check   *self,
         GError **error)
{
  if (self->budget->baseline != NULL && !look_at (self->budget, self->budget->baseline, vmp_budget_set_baseline, error))
    return FALSE;
  if (self->command != NULL)
    return run_all (self, error);
  for (char **file = self->files; *file != NULL; file++)
    if (!look_at (self->budget, *file, vmp_budget_add_run, error))
      return FALSE;
  return TRUE;
}

/* --- telling --- */

/* Takes @text. */
static gboolean
write_file (const char  *path,
            char        *text,
            GError     **error)
{
  g_autofree char *owned = text;
  g_autoptr (GError) local = NULL;

  if (g_file_set_contents (path, owned, -1, &local))
    return TRUE;
  return vmp_error_set (error, VMP_ERROR_IO, "%s", local->message);
}

static int
tell (Check         *self,
      const Options *options,
      GError       **error)
{
  guint n_crossed, n_unknown;
  VmpCliOutput out;
  int status;

  vmp_budget_judge (self->budget, &n_crossed, &n_unknown);
  vmp_cli_output_init (&out, STDOUT_FILENO);
  if (options->is_json)
    vmp_cli_check_print_json (self->budget, &out);
  else
    vmp_cli_check_print_text (self->budget, &out);
  status = vmp_cli_output_finish (&out);
  if ((options->junit != NULL && !write_file (options->junit, vmp_cli_check_to_junit (self->budget), error)) ||
      (options->markdown != NULL && !write_file (options->markdown, vmp_cli_check_to_markdown (self->budget), error)))
    return VMP_CLI_FAILED;
  if (status != VMP_CLI_DONE || options->report_only)
    return status;
  return n_crossed > 0 ? VMP_CLI_LIMIT_CROSSED : n_unknown > 0 ? VMP_CLI_FAILED : VMP_CLI_DONE;
}

static gboolean
understand (Check         *self,
            const Options *options,
            int            argc,
            char         **argv,
            GError       **error)
{
  self->n_runs = 1;
  if (argc >= 4 && g_str_equal (argv[2], "--"))
    self->command = argv + 3;
  else if (argc >= 3 && !g_str_equal (argv[2], "--"))
    self->files = argv + 2;
  else
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _("which budget, and of what? For example: vmp check budget.json file.vmp, or vmp check budget.json -- COMMAND"));
      return FALSE;
    }
  if (options->runs != NULL && self->command == NULL)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("--runs is for a command; several files are several runs"));
      return FALSE;
    }
  if (options->runs != NULL && !vmp_cli_parse_count ("--runs", options->runs, &self->n_runs, error))
    return FALSE;
  self->n_runs = MIN (self->n_runs, MAX_RUNS);
  self->budget = vmp_budget_new (argv[1], error);
  return self->budget != NULL;
}

static int
run (const VmpCliVerb *verb,
     int               argc,
     char            **argv)
{
  Options options = { 0 };
  const GOptionEntry entries[] = {
    { "runs", 'n', 0, G_OPTION_ARG_STRING, &options.runs, N_("Run the command so often; the median counts"), N_("N") },
    { "junit", 0, 0, G_OPTION_ARG_FILENAME, &options.junit, N_("Write the verdicts as JUnit XML too"), N_("FILE") },
    { "markdown", 0, 0, G_OPTION_ARG_FILENAME, &options.markdown, N_("Write them as a Markdown table too"), N_("FILE") },
    { "report-only", 0, 0, G_OPTION_ARG_NONE, &options.report_only, N_("Exit with 0 whatever is crossed"), NULL },
    { "json", 'j', 0, G_OPTION_ARG_NONE, &options.is_json, N_("Print JSON"), NULL },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr (GError) error = NULL;
  Check self = { 0 };
  int status;

  if (!vmp_cli_parse_options (verb, entries, VMP_CLI_PARSE_ALL, &argc, &argv, &status))
    return status;
  if (understand (&self, &options, argc, argv, &error) && measure (&self, &error))
    status = tell (&self, &options, &error);
  g_clear_pointer (&self.budget, vmp_budget_free);
  g_free (options.junit);
  g_free (options.markdown);
  g_free (options.runs);
  return error != NULL ? vmp_cli_fail (verb, error) : status;
}

const VmpCliVerb vmp_cli_verb_check = {
  .name = "check",
  .parameters = N_("BUDGET FILE… | BUDGET -- COMMAND"),
  .summary = N_("Hold recordings, or a command, to a memory budget"),
  .notes = N_("The budget is JSON: {\"limits\": [{\"metric\": \"rss\", \"max\": \"300 MiB\"}]}; 'man vmp' has all of it. The exit status is 3\n"
              "when a limit is crossed, and 1 when one can't be checked, as where the stage is not in the recording.\n"
              "\n"
              "Examples:\n"
              "  vmp check budget.json build.vmp\n"
              "  vmp check budget.json --runs 5 --junit memory.xml -- ./tests"),
  .run = run,
};
