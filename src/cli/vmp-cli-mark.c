/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vmp mark: names a moment of the session that records the program it is called from. */

#include "config.h"

#include "vmp-cli.h"

#include <string.h>

#include <glib/gi18n.h>

#include "core/engine/vmp-mark-box.h"
#include "core/kernel/vmp-error.h"

static gboolean
mark (const char  *folder,
      const char  *name,
      gboolean     may_be_none,
      GError     **error)
{
  g_autoptr (GError) local = NULL;

  if (folder == NULL)
    {
      vmp_error_set (&local, VMP_ERROR_GONE,
                     _("no session records this program: start it by 'vmp run --record FILE -- COMMAND', or see --pid"));
    }
  else if (vmp_mark_send (folder, name, &local))
    return TRUE;
  else if (g_error_matches (local, VMP_ERROR, VMP_ERROR_GONE))
    {
      g_clear_error (&local);
      vmp_error_set (&local, VMP_ERROR_GONE, _("the session that recorded this program has ended"));
    }
  if (may_be_none && g_error_matches (local, VMP_ERROR, VMP_ERROR_GONE))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* That of a process, else the one that started this program. NULL: none. */
static gboolean
find_folder (const char  *pid_text,
             char       **out_folder,
             GError     **error)
{
  gint32 pid;

  if (pid_text == NULL)
    *out_folder = g_strdup (g_getenv (VMP_MARK_VARIABLE));
  else if (vmp_cli_parse_pid (pid_text, &pid, error))
    *out_folder = vmp_mark_box_dup_folder_of (pid);
  else
    return FALSE;
  return TRUE;
}

static gboolean
understand (int       argc,
            char    **argv,
            GError  **error)
{
  if (argc == 2 && *argv[1] != '\0' && strlen (argv[1]) <= VMP_MARK_MAX_BYTES && strchr (argv[1], '\n') == NULL)
    return TRUE;
  if (argc == 2 && *argv[1] != '\0')
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("a name is one line of up to %d bytes"), VMP_MARK_MAX_BYTES);
  else
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("which name? For example: vmp mark load"));
  return FALSE;
}

static int
run (const VmpCliVerb *verb,
     int               argc,
     char            **argv)
{
  g_autofree char *pid = NULL, *folder = NULL;
  gboolean quiet = FALSE;
  const GOptionEntry entries[] = {
    { "pid", 'p', 0, G_OPTION_ARG_STRING, &pid, N_("In the recording of this process, also by 'vmp record'"), N_("PID") },
    { "quiet", 'q', 0, G_OPTION_ARG_NONE, &quiet, N_("Do nothing where nothing is recorded"), NULL },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr (GError) error = NULL;
  int status;

  if (!vmp_cli_parse_options (verb, entries, VMP_CLI_PARSE_ALL, &argc, &argv, &status))
    return status;
  if (argc > 2 && g_str_equal (argv[1], "--"))
    {
      argc--;
      argv++;
    }
  if (understand (argc, argv, &error) && find_folder (pid, &folder, &error))
    mark (folder, argv[1], quiet, &error);
  return error != NULL ? vmp_cli_fail (verb, error) : VMP_CLI_DONE;
}

const VmpCliVerb vmp_cli_verb_mark = {
  .name = "mark",
  .parameters = N_("NAME"),
  .summary = N_("Name a moment of the recording that the program is in"),
  .notes = N_("For scripts that 'vmp run --record' has started: a stage of that name begins here, and ends at the next mark.\n"
              "From elsewhere, and while 'vmp record' runs, --pid says whose recording is meant.\n"
              "Programs name their stages by vmp-mark.h, or write a line with the name to $VMP_SESSION/marks.\n"
              "\n"
              "Examples:\n"
              "  vmp mark load\n"
              "  vmp mark --quiet query\n"
              "  vmp mark --pid 1234 query"),
  .run = run,
};
