/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Options, operands and their values, and the errors in them. */

#include "config.h"

#include "vmp-cli-output.h"
#include "vmp-cli.h"

#include <math.h>
#include <unistd.h>

#include <glib/gi18n.h>

#include "core/kernel/vmp-process.h"
#include "core/model/vmp-format.h"

#define NSEC_PER_MSEC G_GINT64_CONSTANT (1000000)
#define NSEC_PER_SEC G_GINT64_CONSTANT (1000000000)
#define MIN_INTERVAL_NSEC NSEC_PER_MSEC
#define MAX_INTERVAL_NSEC (60 * NSEC_PER_SEC)

void
vmp_cli_say (const char *format,
             ...)
{
  VmpCliOutput err;
  va_list args;

  vmp_cli_output_init (&err, STDERR_FILENO);
  g_string_append (err.text, "vmp: ");
  va_start (args, format);
  g_string_append_vprintf (err.text, format, args);
  va_end (args);
  g_string_append_c (err.text, '\n');
  /* If even this can't be written there is nobody to tell. */
  vmp_cli_output_flush (&err);
  g_string_free (err.text, TRUE);
}

int
vmp_cli_fail (const VmpCliVerb *verb,
              const GError     *error)
{
  g_autofree char *message = vmp_text_escape (error->message, strlen (error->message));

  if (error->domain != G_OPTION_ERROR)
    {
      vmp_cli_say ("%s", message);
      return VMP_CLI_FAILED;
    }
  vmp_cli_say (_("%s (see 'vmp %s --help')"), message, verb->name);
  return VMP_CLI_USAGE;
}

static GOptionContext *
context_new (const VmpCliVerb   *verb,
             const GOptionEntry *entries,
             gboolean           *help)
{
  const GOptionEntry own[] = {
    { "help", 'h', 0, G_OPTION_ARG_NONE, help, N_("Show this help"), NULL },
    G_OPTION_ENTRY_NULL
  };
  GOptionContext *context = g_option_context_new (verb->parameters != NULL ? _(verb->parameters) : NULL);

  g_option_context_set_help_enabled (context, FALSE);
  g_option_context_set_translation_domain (context, GETTEXT_PACKAGE);
  g_option_context_set_summary (context, verb->summary);
  g_option_context_set_description (context, verb->notes);
  if (entries != NULL)
    g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  g_option_context_add_main_entries (context, own, GETTEXT_PACKAGE);
  return context;
}

static int
print_help (GOptionContext *context)
{
  g_autofree char *help = g_option_context_get_help (context, TRUE, NULL);
  VmpCliOutput out;

  vmp_cli_output_init (&out, STDOUT_FILENO);
  vmp_cli_output_append (&out, help, -1);
  return vmp_cli_output_finish (&out);
}

gboolean
vmp_cli_parse_options (const VmpCliVerb    *verb,
                       const GOptionEntry  *entries,
                       VmpCliParse          parse,
                       int                 *argc,
                       char              ***argv,
                       int                 *out_status)
{
  g_autofree char *name = g_strdup_printf ("vmp %s", verb->name);
  gboolean help = FALSE;
  g_autoptr (GOptionContext) context = context_new (verb, entries, &help);
  g_autoptr (GError) error = NULL;

  g_set_prgname (name);
  g_option_context_set_strict_posix (context, parse == VMP_CLI_PARSE_UNTIL_OPERAND);
  if (!g_option_context_parse (context, argc, argv, &error))
    {
      /* A bad byte in a value comes as a conversion error: bad usage all the same. */
      error->domain = G_OPTION_ERROR;
      *out_status = vmp_cli_fail (verb, error);
      return FALSE;
    }
  if (!help)
    return TRUE;
  *out_status = print_help (context);
  return FALSE;
}

gboolean
vmp_cli_parse_pid (const char  *text,
                   gint32      *out_pid,
                   GError     **error)
{
  guint64 pid;

  if (!g_ascii_string_to_unsigned (text, 10, 1, G_MAXINT32, &pid, NULL))
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _("'%s' is not a process id; 'vmp ps' lists the processes with theirs"), text);
      return FALSE;
    }
  *out_pid = pid;
  return TRUE;
}

gboolean
vmp_cli_parse_count (const char  *option,
                     const char  *text,
                     guint64     *out_count,
                     GError     **error)
{
  if (g_ascii_string_to_unsigned (text, 10, 1, G_MAXUINT32, out_count, NULL))
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _("%s takes a whole number from 1 on, not '%s'"), option, text);
  return FALSE;
}

/* Nanoseconds of the unit that @text is, 0 if it is none. */
static double
unit_nsec (const char *text)
{
  static const struct { const char *text; double nsec; } units[] = {
    { "", 1e9 }, { "s", 1e9 }, { "ms", 1e6 }, { "us", 1e3 }, { "m", 60e9 }, { "min", 60e9 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    {
      if (g_str_equal (text, units[i].text))
        return units[i].nsec;
    }
  return 0;
}

gboolean
vmp_cli_parse_interval (const char  *text,
                        gint64      *out_nsec,
                        GError     **error)
{
  char *end = NULL;
  double number = g_ascii_isdigit (text[0]) || text[0] == '.' ? g_ascii_strtod (text, &end) : -1;
  double nsec = end != NULL && end != text ? number * unit_nsec (end) : 0;

  /* Written so that NaN fails too. */
  if (!(nsec >= MIN_INTERVAL_NSEC && nsec <= MAX_INTERVAL_NSEC))
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _("'%s' is not an interval from 1ms to 60s; write it as 0.5s, 100ms or 2"), text);
      return FALSE;
    }
  *out_nsec = llround (nsec);
  return TRUE;
}

gboolean
vmp_cli_parse_units (const char  *text,
                     int         *out_units,
                     GError     **error)
{
  if (g_str_equal (text, "iec"))
    *out_units = VMP_UNITS_IEC;
  else if (g_str_equal (text, "si"))
    *out_units = VMP_UNITS_SI;
  else
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _("units are 'iec' (KiB, MiB) or 'si' (kB, MB), not '%s'"), text);
      return FALSE;
    }
  return TRUE;
}

static gboolean
fail_metric (const char  *key,
             GError     **error)
{
  const char *keys[VMP_N_METRICS + 1] = { NULL };
  g_autofree char *hint = NULL;

  for (guint i = 0; i < VMP_N_METRICS; i++)
    keys[i] = vmp_metric_get (i)->key;
  hint = vmp_cli_dup_hint (key, keys);
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _("no metric '%s'%s; 'vmp metrics' lists them"), key, hint);
  return FALSE;
}

gboolean
vmp_cli_parse_metrics (const char  *text,
                       GArray      *ids,
                       GError     **error)
{
  g_auto (GStrv) keys = g_strsplit (text, ",", -1);

  if (keys[0] == NULL)
    return fail_metric (text, error);
  for (guint i = 0; keys[i] != NULL; i++)
    {
      const VmpMetric *metric = vmp_metric_lookup (g_strstrip (keys[i]));

      if (metric == NULL)
        return fail_metric (keys[i], error);
      g_array_append_val (ids, metric->id);
    }
  return TRUE;
}

gboolean
vmp_cli_parse_moment (const char  *option,
                      const char  *text,
                      gint64       begin_nsec,
                      gint64      *out_nsec,
                      GError     **error)
{
  char *end = NULL;
  double seconds;
  gint64 offset_nsec;

  if (text == NULL)
    return TRUE;
  seconds = g_ascii_strtod (text, &end);
  if (end == text || *end != '\0' || !(seconds >= 0 && seconds < 1e9))
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _("%s takes seconds from the beginning of the recording on, not '%s'"), option, text);
      return FALSE;
    }
  offset_nsec = (gint64) (seconds * NSEC_PER_SEC);
  *out_nsec = begin_nsec <= G_MAXINT64 - offset_nsec ? begin_nsec + offset_nsec : G_MAXINT64;
  return TRUE;
}
