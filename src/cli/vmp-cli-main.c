/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The program vmp: finds the verb and lets it run. */

#include "config.h"

#include <fcntl.h>
#include <locale.h>
#include <unistd.h>

#include <glib/gi18n.h>

#include "vmp-cli-help.h"
#include "vmp-cli-output.h"

/* A standard descriptor that was closed would be taken by the next file that is opened, and our output would go there. Opened
 * the wrong way round, so that using it is still an error. */
static void
occupy_standard_descriptors (void)
{
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
    {
      if (fcntl (fd, F_GETFD) < 0 && open ("/dev/null", (fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) | O_CLOEXEC) != fd)
        _exit (VMP_CLI_FAILED);
    }
}

static void
set_up_locale (void)
{
  const char *locales = g_getenv ("VMP_LOCALEDIR");   /* those of a build folder */

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, locales != NULL ? locales : VMP_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}

static int
print_version (void)
{
  VmpCliOutput out;

  vmp_cli_output_init (&out, STDOUT_FILENO);
  vmp_cli_output_append (&out, "vmp " VMP_VERSION "\n", -1);
  return vmp_cli_output_finish (&out);
}

static gboolean
is_option (const char *argument,
           const char *short_name,
           const char *long_name)
{
  return g_str_equal (argument, short_name) || g_str_equal (argument, long_name);
}

int
main (int    argc,
      char **argv)
{
  const VmpCliVerb *verb;

  occupy_standard_descriptors ();
  set_up_locale ();
  g_set_prgname ("vmp");
  if (argc < 2)
    {
      vmp_cli_print_overview (STDERR_FILENO);
      return VMP_CLI_USAGE;
    }
  if (is_option (argv[1], "-h", "--help"))
    return vmp_cli_print_overview (STDOUT_FILENO);
  if (is_option (argv[1], "-V", "--version"))
    return print_version ();
  verb = vmp_cli_find_verb (argv[1]);
  if (verb == NULL)
    return vmp_cli_fail_verb (argv[1]);
  return verb->run (verb, argc - 1, argv + 1);
}
