/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vmp export: the samples of a recording for other programs. */

#include "config.h"

#include "vmp-cli.h"

#include <unistd.h>

#include <glib/gi18n.h>

#include "report/vmp-report-samples.h"
#include "vmp-cli-output.h"

typedef struct
{
  char    *format, *from, *to, *metrics;    /* owned; NULL if not given */
} Options;

static gboolean
understand (const Options      *options,
            VmpSamplesOptions  *out,
            GError            **error)
{
  static const char *const formats[] = {
    [VMP_SAMPLES_CSV] = "csv", [VMP_SAMPLES_JSONL] = "jsonl", [VMP_SAMPLES_OPENMETRICS] = "openmetrics",
  };
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (VmpMetricId));
  guint format = 0;

  while (options->format != NULL && format < G_N_ELEMENTS (formats) && !g_str_equal (options->format, formats[format]))
    format++;
  if (format == G_N_ELEMENTS (formats))
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("formats are 'csv', 'jsonl' and 'openmetrics', not '%s'"), options->format);
      return FALSE;
    }
  out->format = format;
  if (options->metrics != NULL && !vmp_cli_parse_metrics (options->metrics, ids, error))
    return FALSE;
  for (guint i = 0; i < VMP_N_METRICS; i++)
    out->chosen[i] = options->metrics == NULL;
  for (guint i = 0; i < ids->len; i++)
    out->chosen[g_array_index (ids, VmpMetricId, i)] = TRUE;
  return TRUE;
}

static void
say_problems (VmpRecording *recording)
{
  const char *const *problems = vmp_recording_get_problems (recording);

  for (guint i = 0; problems[i] != NULL; i++)
    vmp_cli_say ("%s", problems[i]);
}

static gboolean
print_cb (const char *text,
          gsize       len,
          double      share,
          gpointer    user_data)
{
  vmp_cli_output_append (user_data, text, len);
  return vmp_cli_output_flush (user_data);
}

static int
export (VmpRecording            *recording,
        const VmpSamplesOptions *options)
{
  VmpCliOutput out;
  int status;

  vmp_cli_output_init (&out, STDOUT_FILENO);
  vmp_report_write_samples (recording, options, print_cb, &out);
  status = vmp_cli_output_finish (&out);
  say_problems (recording);
  return vmp_recording_get_problems (recording)[0] != NULL ? VMP_CLI_FAILED : status;
}

static int
run_export (const VmpCliVerb *verb,
            const Options    *options,
            int               argc,
            char            **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VmpRecording) recording = NULL;
  VmpSamplesOptions chosen = { .from_nsec = G_MININT64, .to_nsec = G_MAXINT64 };
  gint64 begin_nsec = 0, end_nsec;

  if (argc != 2)
    g_set_error (&error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("which recording? For example: vmp export file.vmp"));
  if (error != NULL || !understand (options, &chosen, &error) || (recording = vmp_recording_open (argv[1], &error)) == NULL)
    return vmp_cli_fail (verb, error);
  vmp_recording_get_range (recording, &begin_nsec, &end_nsec);
  if (!vmp_cli_parse_moment ("--from", options->from, begin_nsec, &chosen.from_nsec, &error) ||
      !vmp_cli_parse_moment ("--to", options->to, begin_nsec, &chosen.to_nsec, &error))
    return vmp_cli_fail (verb, error);
  return export (recording, &chosen);
}

static int
run (const VmpCliVerb *verb,
     int               argc,
     char            **argv)
{
  Options options = { 0 };
  const GOptionEntry entries[] = {
    { "format", 'f', 0, G_OPTION_ARG_STRING, &options.format, N_("csv (a line a sample), jsonl (an object a line) or openmetrics"), N_("FORMAT") },
    { "metrics", 'm', 0, G_OPTION_ARG_STRING, &options.metrics, N_("Only these, between commas"), N_("KEYS") },
    { "from", 0, 0, G_OPTION_ARG_STRING, &options.from, N_("Begin so many seconds after the recording does"), N_("SECONDS") },
    { "to", 0, 0, G_OPTION_ARG_STRING, &options.to, N_("End there"), N_("SECONDS") },
    G_OPTION_ENTRY_NULL
  };
  int status;

  if (!vmp_cli_parse_options (verb, entries, VMP_CLI_PARSE_ALL, &argc, &argv, &status))
    return status;
  status = run_export (verb, &options, argc, argv);
  g_free (options.format);
  g_free (options.metrics);
  g_free (options.from);
  g_free (options.to);
  return status;
}

const VmpCliVerb vmp_cli_verb_export = {
  .name = "export",
  .parameters = N_("FILE"),
  .summary = N_("Print the samples of a recording for other programs"),
  .notes = N_("Alerts that fired while it was recorded, and notes, are lines of jsonl too.\n"
              "What can't be read of a damaged recording is left out and told on standard error; the exit status is 1 then.\n"
              "\n"
              "Examples:\n"
              "  vmp export server.vmp > server.csv\n"
              "  vmp export server.vmp --format jsonl --metrics rss,pss --from 10 --to 20"),
  .run = run,
};
