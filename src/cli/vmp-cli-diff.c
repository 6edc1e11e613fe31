/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vmp diff: what two recordings, two stages or two moments have in common, and in what they differ. */

#include "config.h"

#include "vmp-cli.h"

#include <string.h>
#include <unistd.h>

#include <glib/gi18n.h>

#include "core/kernel/vmp-error.h"
#include "core/kernel/vmp-process.h"
#include "report/vmp-report-diff.h"
#include "vmp-cli-table.h"

typedef struct
{
  char   **stages, **moments;     /* owned; NULL if not given */
  char    *format, *output;
  gboolean is_json;
} Options;

typedef struct
{
  VmpRecording   *recordings[2];  /* owned; the second NULL: both are of the first */
  VmpReport      *reports[2];     /* owned, likewise */
  char           *names[2];       /* owned */
  VmpReportPlace  places[2];
  VmpReportDiffKind kind;
} Diff;

/* --- what is compared --- */

static gboolean
load (Diff    *self,
      char   **paths,
      GError **error)
{
  for (guint i = 0; paths[i] != NULL; i++)
    {
      self->recordings[i] = vmp_recording_open (paths[i], error);
      self->reports[i] = self->recordings[i] != NULL ? vmp_report_new (self->recordings[i], 0, error) : NULL;
      if (self->reports[i] == NULL)
        return FALSE;
      for (guint k = 0; vmp_recording_get_problems (self->recordings[i])[k] != NULL; k++)
        vmp_cli_say ("%s", vmp_recording_get_problems (self->recordings[i])[k]);
    }
  return TRUE;
}

/* "file.vmp: stage"; the file alone where there are two of it. Owned. */
static char *
dup_name (const char *path,
          gboolean    with_path,
          const char *what)
{
  g_autofree char *base = g_path_get_basename (path);
  g_autofree char *name = what == NULL ? g_strdup (base) : with_path ? g_strdup_printf ("%s: %s", base, what) : g_strdup (what);

  return vmp_text_escape (name, strlen (name));
}

static gboolean
find_place (Diff       *self,
            guint       side,
            const char *what,
            GError    **error)
{
  VmpReportPlace *place = &self->places[side];
  const VmpReport *report = place->report;

  if (self->kind == VMP_REPORT_DIFF_RECORDINGS)
    return TRUE;
  if (self->kind == VMP_REPORT_DIFF_MOMENTS)
    {
      if (!vmp_cli_parse_moment ("--at", what, report->begin_nsec, &place->begin_nsec, error))
        return FALSE;
      place->begin_nsec = place->end_nsec = MIN (place->begin_nsec, report->end_nsec);
      return TRUE;
    }
  place->stage = vmp_report_find_stage (report, what);
  if (place->stage == NULL)
    return vmp_error_set (error, VMP_ERROR_GONE, _("no stage of the recording is called '%s'"), what);
  place->begin_nsec = place->stage->begin_nsec;
  place->end_nsec = place->stage->end_nsec;
  return TRUE;
}

/* One name for both recordings, or two. */
static gboolean
find_places (Diff          *self,
             const Options *options,
             char         **paths,
             GError       **error)
{
  char **what = options->stages != NULL ? options->stages : options->moments;
  gboolean is_two = self->reports[1] != NULL;

  for (guint i = 0; i < 2; i++)
    {
      const char *own = what == NULL ? NULL : what[1] != NULL ? what[i] : what[0];

      self->names[i] = dup_name (paths[is_two ? i : 0], is_two, own);
      self->places[i].report = self->reports[is_two ? i : 0];
      self->places[i].name = self->names[i];
      if (!find_place (self, i, own, error))
        return FALSE;
    }
  return TRUE;
}

/* --- telling --- */

static void
print_table (const VmpReportBlock *block,
             VmpCliOutput         *out)
{
  g_autoptr (VmpCliTable) table = vmp_cli_table_new ();

  for (guint i = 0; i < block->n_columns; i++)
    vmp_cli_table_add_column (table, vmp_report_get_cell (block, 0, i), i < block->n_texts ? VMP_CLI_ALIGN_LEFT : VMP_CLI_ALIGN_RIGHT);
  for (guint row = 1; row <= vmp_report_get_n_rows (block); row++)
    for (guint i = 0; i < block->n_columns; i++)
      vmp_cli_table_add_cell (table, vmp_report_get_cell (block, row, i));
  vmp_cli_output_printf (out, "%s\n", block->text);
  vmp_cli_table_print (table, out, TRUE, 0);
}

static void
print_text (GArray       *blocks,
            VmpCliOutput *out)
{
  gboolean is_first = TRUE;

  for (guint i = 0; i < blocks->len; i++)
    {
      const VmpReportBlock *block = &g_array_index (blocks, VmpReportBlock, i);

      if (block->kind != VMP_REPORT_TABLE)
        continue;
      if (!is_first)
        vmp_cli_output_append (out, "\n", 1);
      print_table (block, out);
      is_first = FALSE;
    }
}

static const char *const formats[] = { "text", "html", "markdown", "json", NULL };
static const char *const suffixes[] = { ".txt", ".html", ".md", ".json", NULL };

/* Index of @formats: what was asked for, else what the name of the file says, else text. */
static gboolean
choose_format (const Options *options,
               guint         *out_format,
               GError       **error)
{
  *out_format = options->is_json ? 3 : 0;
  if (options->format != NULL)
    {
      for (guint i = 0; formats[i] != NULL; i++)
        if (g_str_equal (formats[i], options->format))
          {
            *out_format = i;
            return TRUE;
          }
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("formats are 'text', 'html', 'markdown' and 'json', not '%s'"),
                   options->format);
      return FALSE;
    }
  for (guint i = 0; options->output != NULL && suffixes[i] != NULL; i++)
    if (g_str_has_suffix (options->output, suffixes[i]))
      *out_format = i;
  return TRUE;
}

static int
tell (const Diff    *self,
      const Options *options,
      guint          format,
      GError       **error)
{
  g_autoptr (VmpReportDiff) diff = vmp_report_diff_new (self->kind, &self->places[0], &self->places[1]);
  g_autoptr (GArray) blocks = vmp_report_diff_build_document (diff);
  g_autofree char *title = vmp_report_diff_dup_title (diff), *text = NULL;
  g_autoptr (GError) local = NULL;
  VmpCliOutput out;

  vmp_cli_output_init (&out, STDOUT_FILENO);
  if (format == 0)
    print_text (blocks, &out);
  else
    {
      text = format == 1 ? vmp_report_blocks_to_html (blocks, title)
                         : format == 2 ? vmp_report_blocks_to_markdown (blocks, title) : vmp_report_diff_to_json (diff);
      vmp_cli_output_append (&out, text, -1);
    }
  /* A page says that it is UTF-8, and so is JSON. */
  if (format % 2 == 1)
    out.charset = NULL;
  if (options->output != NULL)
    {
      if (!g_file_set_contents (options->output, out.text->str, out.text->len, &local))
        vmp_error_set (error, VMP_ERROR_IO, "%s", local->message);
      g_string_truncate (out.text, 0);
    }
  return vmp_cli_output_finish (&out);
}

static gboolean
understand (Diff          *self,
            const Options *options,
            int            n_files,
            GError       **error)
{
  char **what = options->stages != NULL ? options->stages : options->moments;
  guint n = what != NULL ? g_strv_length (what) : 0;

  self->kind = options->stages != NULL ? VMP_REPORT_DIFF_STRETCHES : options->moments != NULL ? VMP_REPORT_DIFF_MOMENTS
                                                                                            : VMP_REPORT_DIFF_RECORDINGS;
  if ((options->stages == NULL || options->moments == NULL) && ((n_files == 2 && n <= 2) || (n_files == 1 && n == 2)))
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _("which two recordings, stages (--stage A --stage B) or moments (--at 10 --at 20)? For example: vmp diff before.vmp after.vmp"));
  return FALSE;
}

static int
run (const VmpCliVerb *verb,
     int               argc,
     char            **argv)
{
  Options options = { 0 };
  const GOptionEntry entries[] = {
    { "stage", 's', 0, G_OPTION_ARG_STRING_ARRAY, &options.stages, N_("Compare this stage: of both, or given twice with another one"), N_("NAME") },
    { "at", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.moments, N_("Compare this moment after the beginning: of both, or given twice"), N_("SECONDS") },
    { "format", 'f', 0, G_OPTION_ARG_STRING, &options.format, N_("text, html, markdown or json"), N_("FORMAT") },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &options.output, N_("Write to a file, whose name says the format"), N_("FILE") },
    { "json", 'j', 0, G_OPTION_ARG_NONE, &options.is_json, N_("Print JSON"), NULL },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr (GError) error = NULL;
  Diff self = { 0 };
  guint format;
  int status;

  if (!vmp_cli_parse_options (verb, entries, VMP_CLI_PARSE_ALL, &argc, &argv, &status))
    return status;
  if (understand (&self, &options, argc - 1, &error) && choose_format (&options, &format, &error) && load (&self, argv + 1, &error) &&
      find_places (&self, &options, argv + 1, &error))
    status = tell (&self, &options, format, &error);
  for (guint i = 0; i < 2; i++)
    {
      g_clear_pointer (&self.reports[i], vmp_report_free);
      g_clear_pointer (&self.recordings[i], vmp_recording_free);
      g_free (self.names[i]);
    }
  g_strfreev (options.stages);
  g_strfreev (options.moments);
  g_free (options.format);
  g_free (options.output);
  return error != NULL ? vmp_cli_fail (verb, error) : status;
}

const VmpCliVerb vmp_cli_verb_diff = {
  .name = "diff",
  .parameters = N_("A [B]"),
  .summary = N_("Compare two recordings, stages or moments"),
  .notes = N_("Compares the first process of each: highest values, stages of the same name, the memory map near the peak; with --stage what\n"
              "was in a stage, and what grew in it; with --at what was at a moment, and which mappings differ.\n"
              "\n"
              "Examples:\n"
              "  vmp diff before.vmp after.vmp\n"
              "  vmp diff before.vmp after.vmp --stage query -o query.html\n"
              "  vmp diff server.vmp --stage load --stage query\n"
              "  vmp diff server.vmp --at 10 --at 60 --json"),
  .run = run,
};
