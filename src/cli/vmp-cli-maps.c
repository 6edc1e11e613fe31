/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vmp maps: what every byte of a process's address space is. */

#include "config.h"

#include "vmp-cli-maps.h"

#include <unistd.h>

#include <glib/gi18n.h>

/* The command line as typed. */
typedef struct
{
  char *type, *units;     /* owned; NULL if not given */
  gboolean summary, json, csv, exact, no_headers;
} Typed;

static void
typed_clear (Typed *self)
{
  g_free (self->type);
  g_free (self->units);
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
  if (typed->json && typed->csv)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("--json and --csv can't both be printed"));
      return FALSE;
    }
  out->summary = typed->summary;
  out->json = typed->json;
  out->csv = typed->csv;
  out->no_headers = typed->no_headers;
  out->numbers = (VmpCliNumbers) { units, typed->exact };
  return TRUE;
}

static gboolean
load (int           argc,
      char        **argv,
      VmpCliMaps   *out,
      GError      **error)
{
  gint32 pid;

  if (argc == 2)
    return vmp_cli_parse_pid (argv[1], &pid, error) && vmp_cli_maps_load_process (out, pid, error);
  if (argc < 2)
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 _("no process id given; 'vmp ps' lists the processes with theirs"));
  else
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("unexpected '%s'; one process at a time"), argv[2]);
  return FALSE;
}

static int
print_maps (const VmpCliMaps        *maps,
            const VmpCliMapsOptions *options)
{
  VmpCliOutput out;

  vmp_cli_output_init (&out, STDOUT_FILENO);
  if (options->json)
    vmp_cli_maps_print_json (maps, options, &out);
  else if (options->csv)
    vmp_cli_maps_print_csv (maps, options, &out);
  else
    vmp_cli_maps_print_text (maps, options, &out);
  return vmp_cli_output_finish (&out);
}

static int
carry_out (const VmpCliVerb  *verb,
           const Typed       *typed,
           int                argc,
           char             **argv)
{
  g_autoptr (GError) error = NULL;
  VmpCliMapsOptions options = { 0 };
  VmpCliMaps maps = { 0 };
  int status;

  if (!understand (typed, &options, &error) || !load (argc, argv, &maps, &error))
    status = vmp_cli_fail (verb, error);
  else
    status = print_maps (&maps, &options);
  vmp_cli_maps_clear (&maps);
  return status;
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
  .parameters = N_("PID"),
  .summary = N_("Show what every byte of a process's address space is"),
  .notes = N_("Types: program-image, library-image, image-bss (together: image); file-private, file-shared (file);\n"
              "main-heap, malloc-arena, malloc-block, other-allocator (heap); main-stack, thread-stack (stack);\n"
              "shared-memory, managed-heap, generated-code, guard, reserved, graphics, device, huge-tlb,\n"
              "kernel-gate, private-data. Every mapping is of exactly one.\n"
              "\n"
              "Reading walks the page tables of the process, which can hold it up for as long.\n"
              "\n"
              "Examples:\n"
              "  vmp maps 1234                every mapping\n"
              "  vmp maps 1234 --summary      how much there is of each type\n"
              "  vmp maps 1234 --type heap    where malloc has its memory\n"
              "  vmp maps 1234 --json         for programs"),
  .run = run,
};
