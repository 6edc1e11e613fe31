/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vmp help: the verbs, or the help of one of them. */

#include "config.h"

#include "vmp-cli-help.h"

#include <string.h>
#include <unistd.h>

#include <glib/gi18n.h>

#include "core/kernel/vmp-process.h"
#include "vmp-cli-output.h"

int
vmp_cli_print_overview (int fd)
{
  const VmpCliVerb *const *verbs = vmp_cli_get_verbs ();
  VmpCliOutput out;

  vmp_cli_output_init (&out, fd);
  vmp_cli_output_append (&out, _("Usage:\n  vmp COMMAND [OPTION…]\n\nShows what the memory of processes is.\n\nCommands:\n"), -1);
  for (guint i = 0; verbs[i] != NULL; i++)
    vmp_cli_output_printf (&out, "  %-10s%s\n", verbs[i]->name, _(verbs[i]->summary));
  vmp_cli_output_append (&out, _("\n"
                                 "Options:\n"
                                 "  -h, --help     Show this help; 'vmp COMMAND --help' tells of one command\n"
                                 "  -V, --version  Show the version\n"
                                 "\n"
                                 "Examples:\n"
                                 "  vmp ps --top 10              the ten processes with the most resident memory\n"
                                 "  vmp stat 1234                every number about process 1234\n"
                                 "  vmp stat 1234 --interval 1s  the same process, a line a second\n"
                                 "  vmp metrics rss pss          what those words mean\n"), -1);
  return vmp_cli_output_finish (&out);
}

int
vmp_cli_fail_verb (const char *name)
{
  const VmpCliVerb *const *verbs = vmp_cli_get_verbs ();
  g_autofree char *escaped = vmp_text_escape (name, strlen (name));
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autofree char *hint = NULL;

  for (guint i = 0; verbs[i] != NULL; i++)
    g_ptr_array_add (names, (gpointer) verbs[i]->name);
  g_ptr_array_add (names, NULL);
  hint = vmp_cli_dup_hint (name, (const char *const *) names->pdata);
  vmp_cli_say (_("no command '%s'%s (see 'vmp --help')"), escaped, hint);
  return VMP_CLI_USAGE;
}

static int
run (const VmpCliVerb  *verb,
     int                argc,
     char             **argv)
{
  char *verb_argv[] = { NULL, (char *) "--help", NULL };
  const VmpCliVerb *asked;
  int status;

  if (!vmp_cli_parse_options (verb, NULL, VMP_CLI_PARSE_ALL, &argc, &argv, &status))
    return status;
  if (argc < 2)
    return vmp_cli_print_overview (STDOUT_FILENO);
  asked = vmp_cli_find_verb (argv[1]);
  if (asked == NULL)
    return vmp_cli_fail_verb (argv[1]);
  verb_argv[0] = argv[1];
  return asked->run (asked, 2, verb_argv);
}

const VmpCliVerb vmp_cli_verb_help = {
  .name = "help",
  .parameters = N_("[COMMAND]"),
  .summary = N_("Tell how a command is used"),
  .notes = N_("Examples:\n"
              "  vmp help\n"
              "  vmp help stat"),
  .run = run,
};
