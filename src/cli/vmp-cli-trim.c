/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vmp trim: a part of a recording, or all of it, as another file. */

#include "config.h"

#include "vmp-cli.h"

#include <glib/gi18n.h>

#include "core/kernel/vmp-error.h"
#include "core/store/vmp-recording-copy.h"
#include "core/store/vmp-recording.h"

static gboolean
find_stretch (const char  *path,
              const char  *from,
              const char  *to,
              gint64      *out_begin_nsec,
              gint64      *out_end_nsec,
              GError     **error)
{
  g_autoptr (VmpRecording) recording = vmp_recording_open (path, error);
  gint64 begin_nsec, end_nsec;

  if (recording == NULL)
    return FALSE;
  if (!vmp_recording_get_range (recording, &begin_nsec, &end_nsec))
    return vmp_error_set (error, VMP_ERROR_GONE, _("no process is in the recording"));
  *out_begin_nsec = begin_nsec;
  *out_end_nsec = end_nsec + 1;
  return vmp_cli_parse_moment ("--from", from, begin_nsec, out_begin_nsec, error) &&
         vmp_cli_parse_moment ("--to", to, begin_nsec, out_end_nsec, error);
}

/* *out_status: VMP_CLI_FAILED if it is written without what could not be read. */
static gboolean
trim (const char  *path,
      const char  *output,
      const char  *from,
      const char  *to,
      gboolean     replace,
      int         *out_status,
      GError     **error)
{
  g_auto (GStrv) problems = NULL;
  gint64 begin_nsec, end_nsec;

  *out_status = VMP_CLI_DONE;
  if (from == NULL && to == NULL)
    return vmp_recording_copy (path, output, replace, NULL, NULL, error);
  if (!find_stretch (path, from, to, &begin_nsec, &end_nsec, error) ||
      !vmp_recording_trim (path, output, begin_nsec, end_nsec, replace, NULL, NULL, &problems, error))
    return FALSE;
  for (guint i = 0; problems != NULL && problems[i] != NULL; i++)
    vmp_cli_say ("%s", problems[i]);
  if (problems != NULL)
    *out_status = VMP_CLI_FAILED;
  return TRUE;
}

static int
run (const VmpCliVerb *verb,
     int               argc,
     char            **argv)
{
  g_autofree char *from = NULL, *to = NULL, *output = NULL;
  gboolean replace = FALSE;
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output, N_("Write to this file"), N_("FILE") },
    { "from", 0, 0, G_OPTION_ARG_STRING, &from, N_("Begin so many seconds after the recording does"), N_("SECONDS") },
    { "to", 0, 0, G_OPTION_ARG_STRING, &to, N_("End there"), N_("SECONDS") },
    { "replace", 0, 0, G_OPTION_ARG_NONE, &replace, N_("Replace a file that is there already"), NULL },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr (GError) error = NULL;
  int status;

  if (!vmp_cli_parse_options (verb, entries, VMP_CLI_PARSE_ALL, &argc, &argv, &status))
    return status;
  if (argc != 2 || output == NULL)
    g_set_error (&error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 _("which recording, and where to? For example: vmp trim file.vmp --from 10 --to 20 -o part.vmp"));
  else
    trim (argv[1], output, from, to, replace, &status, &error);
  return error != NULL ? vmp_cli_fail (verb, error) : status;
}

const VmpCliVerb vmp_cli_verb_trim = {
  .name = "trim",
  .parameters = N_("FILE"),
  .summary = N_("Write a part of a recording as another file"),
  .notes = N_("Without --from and --to it is a copy, also of a recording that is still being made.\n"
              "The other file is whole or not there; the recording itself stays as it is.\n"
              "\n"
              "Examples:\n"
              "  vmp trim server.vmp --from 60 --to 90 -o slow.vmp\n"
              "  vmp trim server.vmp -o copy.vmp"),
  .run = run,
};
