/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vmp gui: opens the window. */

#include "config.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <glib/gi18n.h>

#include "vmp-cli.h"

/* The program that VMP_WINDOW names (from a build folder), else the one installed beside this, else that of PATH. */
static char *
find_program (void)
{
  const char *named = g_getenv ("VMP_WINDOW");
  g_autofree char *installed = g_build_filename (VMP_BINDIR, "vm-profiler", NULL);

  if (named != NULL && *named != '\0')
    return g_strdup (named);
  if (g_file_test (installed, G_FILE_TEST_IS_EXECUTABLE))
    return g_steal_pointer (&installed);
  return g_find_program_in_path ("vm-profiler");
}

static gboolean
has_display (void)
{
  const char *x11 = g_getenv ("DISPLAY"), *wayland = g_getenv ("WAYLAND_DISPLAY");

  return (x11 != NULL && *x11 != '\0') || (wayland != NULL && *wayland != '\0');
}

/* What is no number is a recording, if there is such a file; else it was to be a number. */
static gboolean
is_file (const char *word)
{
  return g_str_has_suffix (word, ".vmp") || strchr (word, G_DIR_SEPARATOR) != NULL || g_file_test (word, G_FILE_TEST_EXISTS);
}

/* Becomes the window; a window that runs already takes the request over and this one ends. */
static void
become_window (const char  *shown,
               gboolean     new_window,
               const char  *page,
               GError     **error)
{
  g_autofree char *program = find_program ();
  g_autofree char *page_option = page != NULL ? g_strconcat ("--page=", page, NULL) : NULL;
  const char *words[5] = { "vm-profiler" };
  guint n = 1;

  if (program == NULL)
    {
      g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT,
                   _("the window (vm-profiler) is not installed; 'vmp stat' shows the same numbers here"));
      return;
    }
  if (new_window)
    words[n++] = "--new-window";
  if (page_option != NULL)
    words[n++] = page_option;
  if (shown != NULL)
    words[n++] = shown;
  execv (program, (char *const *) words);
  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno), "%s: %s", program, g_strerror (errno));
}

static int
run_gui (const VmpCliVerb *verb,
         int               argc,
         char            **argv)
{
  gboolean new_window = FALSE;
  g_autofree char *page = NULL;
  const GOptionEntry entries[] = {
    { "new-window", 'n', 0, G_OPTION_ARG_NONE, &new_window, N_("Open a new window, where a tab would do"), NULL },
    { "page", 'p', 0, G_OPTION_ARG_STRING, &page, N_("Show this page of the process"), N_("NAME") },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr (GError) error = NULL;
  gint32 pid;
  int status;

  if (!vmp_cli_parse_options (verb, entries, VMP_CLI_PARSE_ALL, &argc, &argv, &status))
    return status;
  if (argc > 2)
    g_set_error (&error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("one process or recording at a time; '%s' is too much"), argv[2]);
  else if (argc < 2 || is_file (argv[1]) || vmp_cli_parse_pid (argv[1], &pid, &error))
    {
      if (has_display ())
        become_window (argc > 1 ? argv[1] : NULL, new_window, page, &error);
      else
        g_set_error (&error, G_FILE_ERROR, G_FILE_ERROR_FAILED,
                     _("there is no display here (neither WAYLAND_DISPLAY nor DISPLAY is set); 'vmp stat' needs none"));
    }
  return vmp_cli_fail (verb, error);
}

const VmpCliVerb vmp_cli_verb_gui = {
  .name = "gui",
  .parameters = N_("[PID | FILE]"),
  .summary = N_("Open the window, with a process or a recording in it"),
  .notes = N_("Where the window is open already, the process or recording gets a tab in it.\n"
              "\n"
              "Examples:\n"
              "  vmp gui\n"
              "  vmp gui 1234\n"
              "  vmp gui server.vmp\n"
              "  vmp gui --new-window 1234"),
  .run = run_gui,
};
