/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vmp maps: what every byte of a process's address space is. */

#include "config.h"

#include "vmp-cli-maps.h"

#include <string.h>
#include <unistd.h>

#include <glib/gi18n.h>

/* The command line as typed. */
typedef struct
{
  char *type, *units, *file, *pages, *pid; /* owned; NULL if not given */
  char **moments;                        /* owned; NULL if not given */
  gboolean summary, json, csv, exact, no_headers, diff, all;
} Typed;

static void
typed_clear (Typed *self)
{
  g_free (self->type);
  g_free (self->units);
  g_free (self->file);
  g_free (self->pages);
  g_free (self->pid);
  g_strfreev (self->moments);
}

static gboolean
fail_usage (GError     **error,
            const char  *message)
{
  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, message);
  return FALSE;
}

/* What does not go together. */
static gboolean
check_combination (const Typed  *typed,
                   GError      **error)
{
  if (typed->json && typed->csv)
    return fail_usage (error, _("--json and --csv can't both be printed"));
  if ((typed->file != NULL) + typed->diff + (typed->pages != NULL) > 1)
    return fail_usage (error, _("--file, --diff and --pages can't be combined"));
  if (typed->pages != NULL && (typed->summary || typed->type != NULL))
    return fail_usage (error, _("--pages shows one mapping: --summary and --type don't go with it"));
  if (typed->all && !typed->diff)
    return fail_usage (error, _("--all goes with --diff"));
  if ((typed->moments != NULL || typed->pid != NULL) && typed->file == NULL && !typed->diff)
    return fail_usage (error, _("--at and --pid are for recordings: give one by --file or --diff"));
  if (typed->moments != NULL && g_strv_length (typed->moments) > (typed->diff ? 2 : 1))
    return fail_usage (error, _("--at is given too often"));
  return TRUE;
}

static gboolean
understand (const Typed        *typed,
            VmpCliMapsOptions  *out,
            GError            **error)
{
  int units = VMP_UNITS_IEC;

  for (guint i = 0; i < VMP_N_MAPPING_TYPES; i++)
    out->types[i] = typed->type == NULL;
  if (typed->type != NULL && !vmp_cli_maps_parse_types (typed->type, out->types, error))
    return FALSE;
  if (typed->units != NULL && !vmp_cli_parse_units (typed->units, &units, error))
    return FALSE;
  if (!check_combination (typed, error))
    return FALSE;
  out->summary = typed->summary;
  out->json = typed->json;
  out->csv = typed->csv;
  out->no_headers = typed->no_headers;
  out->all = typed->all;
  out->numbers = (VmpCliNumbers) { units, typed->exact };
  return TRUE;
}

static gboolean
check_operands (const Typed  *typed,
                int           argc,
                char        **argv,
                GError      **error)
{
  int n = typed->file != NULL ? 0 : typed->diff ? 2 : 1;

  if (argc - 1 > n && !typed->diff && n == 1)
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("unexpected '%s'; one process at a time"), argv[n + 1]);
  else if (argc - 1 > n)
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("unexpected '%s'"), argv[n + 1]);
  else if (argc - 1 < n && typed->diff)
    return fail_usage (error, _("--diff takes two: process ids, saved files or recordings"));
  else if (argc - 1 < n)
    return fail_usage (error, _("no process id given; 'vmp ps' lists the processes with theirs"));
  return argc - 1 == n;
}

static gboolean
parse_address (const char  *text,
               guint64     *out_addr,
               GError     **error)
{
  const char *digits = g_str_has_prefix (text, "0x") || g_str_has_prefix (text, "0X") ? text + 2 : text;

  if (g_ascii_string_to_unsigned (digits, 16, 0, G_MAXUINT64, out_addr, NULL))
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("'%s' is not an address; write it as in the table: 7f12a0000000"), text);
  return FALSE;
}

static void
print_maps (const VmpCliMaps        *maps,
            const VmpCliMapsOptions *options,
            VmpCliOutput            *out)
{
  if (options->json)
    vmp_cli_maps_print_json (maps, options, out);
  else if (options->csv)
    vmp_cli_maps_print_csv (maps, options, out);
  else
    vmp_cli_maps_print_text (maps, options, out);
}

/* A process if @operand is its id, else a file. @side counts the moments that were given: one goes for both. */
static gboolean
load (const Typed  *typed,
      const char   *operand,
      guint         side,
      VmpCliMaps   *out,
      GError      **error)
{
  guint n_moments = typed->moments != NULL ? g_strv_length (typed->moments) : 0;
  gint32 pid;

  if (typed->file == NULL && operand[0] != '\0' && strspn (operand, "0123456789") == strlen (operand))
    return vmp_cli_parse_pid (operand, &pid, error) && vmp_cli_maps_load_process (out, pid, error);
  if (vmp_cli_maps_is_recording (operand))
    return vmp_cli_maps_load_recording (out, operand, n_moments > 0 ? typed->moments[MIN (side, n_moments - 1)] : NULL, typed->pid,
                                        error);
  if (!typed->diff && (n_moments > 0 || typed->pid != NULL))
    return fail_usage (error, _("--at and --pid are for recordings: give one by --file or --diff"));
  return vmp_cli_maps_load_file (out, operand, error);
}

static gboolean
show_maps (const Typed              *typed,
           const VmpCliMapsOptions  *options,
           char                    **argv,
           VmpCliOutput             *out,
           GError                  **error)
{
  VmpCliMaps maps = { 0 };
  gint32 pid;
  gboolean done = typed->file != NULL ? load (typed, typed->file, 0, &maps, error)
                                      : vmp_cli_parse_pid (argv[1], &pid, error) && vmp_cli_maps_load_process (&maps, pid, error);

  if (done)
    print_maps (&maps, options, out);
  vmp_cli_maps_clear (&maps);
  return done;
}

static gboolean
show_diff (const Typed              *typed,
           const VmpCliMapsOptions  *options,
           char                    **argv,
           VmpCliOutput             *out,
           GError                  **error)
{
  VmpCliMaps before = { 0 }, after = { 0 };
  gboolean done = load (typed, argv[1], 0, &before, error) && load (typed, argv[2], 1, &after, error);

  if (done)
    vmp_cli_maps_print_diff (&before, &after, options, out);
  vmp_cli_maps_clear (&before);
  vmp_cli_maps_clear (&after);
  return done;
}

static gboolean
show_pages (const Typed              *typed,
            const VmpCliMapsOptions  *options,
            char                    **argv,
            VmpCliOutput             *out,
            GError                  **error)
{
  guint64 addr;
  gint32 pid;

  return vmp_cli_parse_pid (argv[1], &pid, error) && parse_address (typed->pages, &addr, error) &&
         vmp_cli_maps_print_pages (pid, addr, options, out, error);
}

static int
carry_out (const VmpCliVerb  *verb,
           const Typed       *typed,
           int                argc,
           char             **argv)
{
  g_autoptr (GError) error = NULL;
  VmpCliMapsOptions options = { 0 };
  VmpCliOutput out;
  gboolean done;
  int status;

  if (!understand (typed, &options, &error) || !check_operands (typed, argc, argv, &error))
    return vmp_cli_fail (verb, error);
  vmp_cli_output_init (&out, STDOUT_FILENO);
  if (typed->pages != NULL)
    done = show_pages (typed, &options, argv, &out, &error);
  else if (typed->diff)
    done = show_diff (typed, &options, argv, &out, &error);
  else
    done = show_maps (typed, &options, argv, &out, &error);
  /* Nothing was printed if it failed. */
  status = vmp_cli_output_finish (&out);
  return done ? status : vmp_cli_fail (verb, error);
}

static int
run (const VmpCliVerb  *verb,
     int                argc,
     char             **argv)
{
  Typed typed = { NULL };
  const GOptionEntry entries[] = {
    { "summary", 's', 0, G_OPTION_ARG_NONE, &typed.summary, N_("Show the sums by type only"), NULL },
    { "type", 't', 0, G_OPTION_ARG_FILENAME, &typed.type, N_("Only mappings of these types, see below"), N_("TYPE,…") },
    { "pages", 'p', 0, G_OPTION_ARG_FILENAME, &typed.pages, N_("What the pages of the mapping at this address are"), N_("ADDRESS") },
    { "file", 'f', 0, G_OPTION_ARG_FILENAME, &typed.file, N_("Read a recording, a saved maps, smaps or pmap -X, or a copied /proc folder; - is standard input"), N_("FILE") },
    { "at", 0, 0, G_OPTION_ARG_STRING_ARRAY, &typed.moments, N_("Of a recording: so many seconds after its beginning; without it, at the end"), N_("SECONDS") },
    { "pid", 0, 0, G_OPTION_ARG_STRING, &typed.pid, N_("Of a recording: this process, and not the first"), N_("PID") },
    { "diff", 'd', 0, G_OPTION_ARG_NONE, &typed.diff, N_("What changed from A to B, each a process id, a saved file or a recording"), NULL },
    { "all", 'a', 0, G_OPTION_ARG_NONE, &typed.all, N_("With --diff: what did not change too"), NULL },
    { "no-headers", 0, 0, G_OPTION_ARG_NONE, &typed.no_headers, N_("Leave out the titles"), NULL },
    { "bytes", 'b', 0, G_OPTION_ARG_NONE, &typed.exact, N_("Exact numbers: bytes"), NULL },
    { "units", 0, 0, G_OPTION_ARG_FILENAME, &typed.units, N_("Units of 1024 (iec) or 1000 (si)"), N_("iec|si") },
    { "json", 'j', 0, G_OPTION_ARG_NONE, &typed.json, N_("Print JSON, with every field of smaps"), NULL },
    { "csv", 0, 0, G_OPTION_ARG_NONE, &typed.csv, N_("Print CSV, likewise"), NULL },
    G_OPTION_ENTRY_NULL
  };
  int status;

  if (vmp_cli_parse_options (verb, entries, VMP_CLI_PARSE_ALL, &argc, &argv, &status))
    status = carry_out (verb, &typed, argc, argv);
  typed_clear (&typed);
  return status;
}

const VmpCliVerb vmp_cli_verb_maps = {
  .name = "maps",
  .parameters = N_("PID | --file=FILE | --diff A B"),
  .summary = N_("Show what every byte of a process's address space is"),
  .notes = N_("Types: program-image, library-image, image-bss (together: image); file-private, file-shared (file);\n"
              "main-heap, malloc-arena, malloc-block, other-allocator (heap); main-stack, thread-stack (stack);\n"
              "shared-memory, managed-heap, guest-memory, generated-code, guard, reserved, graphics, device,\n"
              "huge-tlb, kernel-gate, private-data. Every mapping is of exactly one.\n"
              "\n"
              "Reading walks the page tables of the process, which can hold it up for as long.\n"
              "\n"
              "Examples:\n"
              "  vmp maps 1234                every mapping\n"
              "  vmp maps 1234 --summary      how much there is of each type\n"
              "  vmp maps 1234 --type heap    where malloc has its memory\n"
              "  vmp maps 1234 --json         for programs\n"
              "  vmp maps 1234 --pages 7f12a0000000          which of its pages are in memory\n"
              "  vmp maps --file smaps.txt --summary         what somebody sent\n"
              "  vmp maps --diff before.txt 1234             what changed since it was saved\n"
              "  vmp maps --file run.vmp --at 12.5           as it was in a recording"),
  .run = run,
};
