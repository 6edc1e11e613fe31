/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vmp lab: small real programs to learn virtual memory by. */

#include "config.h"

#include <errno.h>
#include <unistd.h>

#include <glib/gi18n.h>

#include "core/engine/vmp-own-program.h"
#include "lab/vmp-lab-table.h"
#include "vmp-cli-metric.h"
#include "vmp-cli-table.h"
#include "vmp-cli.h"

static int
print_list (void)
{
  g_autoptr (VmpCliTable) table = vmp_cli_table_new ();
  gsize n;
  const VmpLab *labs = vmp_lab_get_all (&n);
  VmpCliOutput out;

  vmp_cli_table_add_column (table, _("NAME"), VMP_CLI_ALIGN_LEFT);
  vmp_cli_table_add_column (table, _("SHOWS"), VMP_CLI_ALIGN_LEFT);
  for (gsize i = 0; i < n; i++)
    {
      vmp_cli_table_add_cell (table, labs[i].name);
      vmp_cli_table_add_cell (table, _(labs[i].summary));
    }
  vmp_cli_output_init (&out, STDOUT_FILENO);
  vmp_cli_table_print (table, &out, TRUE, vmp_cli_output_get_columns (&out));
  return vmp_cli_output_finish (&out);
}

static void
print_paragraph (VmpCliOutput *out,
                 const char   *title,
                 const char   *text)
{
  vmp_cli_output_printf (out, "%s\n  ", title);
  vmp_cli_print_wrapped (out, text, 2);
}

static int
print_lab (const VmpLab *lab)
{
  VmpCliOutput out;

  vmp_cli_output_init (&out, STDOUT_FILENO);
  vmp_cli_output_printf (&out, "%s\n\n", _(lab->title));
  print_paragraph (&out, _("What it does"), _(lab->summary));
  print_paragraph (&out, _("Predict"), _(lab->prediction));
  print_paragraph (&out, _("Where to look"), _(lab->look));
  print_paragraph (&out, _("Why (read it afterwards)"), _(lab->explanation));
  vmp_cli_output_printf (&out, "\n%s\n", _("Watch it from another terminal:"));
  vmp_cli_output_printf (&out, "  vmp stat --watch %d\n\n", (int) getpid ());
  return vmp_cli_output_finish (&out);
}

/* Becomes the lab, so that the process to watch is the one that was named. */
static int
become_lab (const VmpLab  *lab,
            const char    *seconds,
            GError       **error)
{
  g_autofree char *program = vmp_own_program_find ("vmp-lab", "VMP_LAB", "../lab", error);

  if (program == NULL)
    return VMP_CLI_FAILED;
  execl (program, "vmp-lab", lab->name, seconds, NULL);
  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno),
               "%s: %s", program, g_strerror (errno));
  return VMP_CLI_FAILED;
}

static const VmpLab *
find_lab (const char  *name,
          GError     **error)
{
  const VmpLab *lab = vmp_lab_find (name);
  gsize n;
  const VmpLab *labs = vmp_lab_get_all (&n);
  g_autofree const char **names = g_new0 (const char *, n + 1);
  g_autofree char *hint = NULL;

  if (lab != NULL)
    return lab;
  for (gsize i = 0; i < n; i++)
    names[i] = labs[i].name;
  hint = vmp_cli_dup_hint (name, names);
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("there is no lab '%s'%s; vmp lab lists them"), name, hint);
  return NULL;
}

static int
run_lab (const VmpCliVerb *verb,
         int               argc,
         char            **argv)
{
  int seconds = 120;
  gboolean quiet = FALSE;
  const GOptionEntry entries[] = {
    { "seconds", 's', 0, G_OPTION_ARG_INT, &seconds, N_("How long it runs (120)"), N_("N") },
    { "quiet", 'q', 0, G_OPTION_ARG_NONE, &quiet, N_("Run it without the explanation"), NULL },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr (GError) error = NULL;
  char duration[16];
  const VmpLab *lab;
  int status;

  if (!vmp_cli_parse_options (verb, entries, VMP_CLI_PARSE_ALL, &argc, &argv, &status))
    return status;
  if (argc < 2)
    return print_list ();
  if (seconds < 1 || seconds > 86400)
    {
      g_set_error (&error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("--seconds is 1 to 86400"));
      return vmp_cli_fail (verb, error);
    }
  lab = find_lab (argv[1], &error);
  if (lab == NULL)
    return vmp_cli_fail (verb, error);
  if (!quiet && print_lab (lab) != VMP_CLI_DONE)
    return VMP_CLI_FAILED;
  g_snprintf (duration, sizeof duration, "%d", seconds);
  become_lab (lab, duration, &error);
  return vmp_cli_fail (verb, error);
}

const VmpCliVerb vmp_cli_verb_lab = {
  .name = "lab",
  .parameters = N_("[NAME]"),
  .summary = N_("Run a small program that shows how virtual memory works"),
  .notes = N_("Without a name it lists them. Each says what to predict and where to look, and runs until its time is over\n"
              "or you press Ctrl-C.\n"
              "\n"
              "Examples:\n"
              "  vmp lab\n"
              "  vmp lab lazy-touch\n"
              "  vmp run --rate 20 -- vmp lab --quiet --seconds 10 leak"),
  .run = run_lab,
};
