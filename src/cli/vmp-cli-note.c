/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vmp note: what people write about moments of a recording. */

#include "config.h"

#include "vmp-cli.h"

#include <string.h>
#include <unistd.h>

#include <glib/gi18n.h>

#include "core/kernel/vmp-error.h"
#include "core/kernel/vmp-process.h"
#include "core/store/vmp-recording-edit.h"
#include "core/store/vmp-recording.h"
#include "vmp-cli-output.h"
#include "vmp-cli-recorded.h"

#define NSEC_PER_SEC G_GINT64_CONSTANT (1000000000)

typedef struct
{
  char *at, *to, *pid, *change, *remove;    /* owned; NULL if not given */
} Options;

typedef struct
{
  GArray  *notes;               /* of VmpEvent, by time */
  GArray  *starts;              /* of VmpEvent: START */
  gint64   begin_nsec, end_nsec;
} Contents;

static void
event_cb (const VmpEvent *event,
          gpointer        user_data)
{
  Contents *self = user_data;
  GArray *events = event->type == VMP_EVENT_NOTE ? self->notes : self->starts;
  guint at = events->len;
  VmpEvent copy;

  while (event->type == VMP_EVENT_NOTE && at > 0 && g_array_index (events, VmpEvent, at - 1).time_nsec > event->time_nsec)
    at--;
  vmp_event_copy (event, &copy);
  g_array_insert_val (events, at, copy);
}

static gboolean
load (Contents    *self,
      const char  *path,
      GError     **error)
{
  g_autoptr (VmpRecording) recording = vmp_recording_open (path, error);

  if (recording == NULL)
    return FALSE;
  if (!vmp_recording_get_range (recording, &self->begin_nsec, &self->end_nsec))
    return vmp_error_set (error, VMP_ERROR_GONE, _("no process is in the recording"));
  vmp_recording_read_events (recording, 1u << VMP_EVENT_NOTE | 1u << VMP_EVENT_START, event_cb, self);
  return TRUE;
}

/* Whose it is: that of the process that was asked for, else the first. */
static gboolean
find_target (const Contents  *self,
             const char      *pid_text,
             guint32         *out,
             GError         **error)
{
  const VmpEvent *start = vmp_cli_recorded_find_start (self->starts, pid_text, error);

  if (start == NULL)
    return FALSE;
  *out = start->target;
  return TRUE;
}

static int
find_pid (const Contents *self,
          guint32         target)
{
  for (guint i = 0; i < self->starts->len; i++)
    if (g_array_index (self->starts, VmpEvent, i).target == target)
      return g_array_index (self->starts, VmpEvent, i).process.identity.pid;
  return 0;
}

static int
print_notes (const Contents *self)
{
  VmpCliOutput out;

  vmp_cli_output_init (&out, STDOUT_FILENO);
  for (guint i = 0; i < self->notes->len; i++)
    {
      const VmpEvent *note = &g_array_index (self->notes, VmpEvent, i);
      char begin[G_ASCII_DTOSTR_BUF_SIZE], end[G_ASCII_DTOSTR_BUF_SIZE];

      g_ascii_formatd (begin, sizeof begin, "%.3f", (double) (note->time_nsec - self->begin_nsec) / NSEC_PER_SEC);
      g_ascii_formatd (end, sizeof end, "%.3f", (double) (note->note.end_nsec - self->begin_nsec) / NSEC_PER_SEC);
      vmp_cli_output_printf (&out, "%u\t%s\t%s\t%d\t%s\n", i + 1, begin, end, find_pid (self, note->target), note->note.text);
    }
  return vmp_cli_output_finish (&out);
}

/* The note of that number in the list; NULL with @error. */
static const VmpEvent *
find_note (const Contents  *self,
           const char      *option,
           const char      *text,
           GError         **error)
{
  guint64 number;

  if (!vmp_cli_parse_count (option, text, &number, error))
    return NULL;
  if (number >= 1 && number <= self->notes->len)
    return &g_array_index (self->notes, VmpEvent, number - 1);
  vmp_error_set (error, VMP_ERROR_GONE, _("there is no note %s: 'vmp note FILE' lists them"), text);
  return NULL;
}

/* What the note is to be: of what was there or new. FALSE with @error. */
static gboolean
describe (const Contents  *self,
          const Options   *options,
          const VmpEvent  *before,
          const char      *text,
          VmpEvent        *out,
          GError         **error)
{
  g_autofree char *escaped = vmp_text_escape (text, strlen (text));

  *out = (VmpEvent) { VMP_EVENT_NOTE, 0, before != NULL ? before->time_nsec : self->begin_nsec };
  out->note.end_nsec = before != NULL ? before->note.end_nsec : G_MININT64;
  out->target = before != NULL ? before->target : 0;
  if ((before == NULL || options->pid != NULL) && !find_target (self, options->pid, &out->target, error))
    return FALSE;
  if (options->at != NULL)
    out->note.end_nsec = G_MININT64;
  if (!vmp_cli_parse_moment ("--at", options->at, self->begin_nsec, &out->time_nsec, error) ||
      !vmp_cli_parse_moment ("--to", options->to, self->begin_nsec, &out->note.end_nsec, error))
    return FALSE;
  if (out->note.end_nsec == G_MININT64)
    out->note.end_nsec = out->time_nsec;
  if (out->time_nsec > self->end_nsec || out->note.end_nsec > self->end_nsec || out->note.end_nsec < out->time_nsec)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("a note is about a moment, or a stretch, of the recording"));
      return FALSE;
    }
  out->note.text = g_ref_string_new (escaped);
  return TRUE;
}

static gboolean
change_notes (const Contents  *self,
              const Options   *options,
              const char      *path,
              const char      *text,
              GError         **error)
{
  const char *number = options->change != NULL ? options->change : options->remove;
  const VmpEvent *before = NULL;
  VmpEvent after = { 0 };
  g_autoptr (VmpRecordingChange) change = NULL;

  if (number != NULL && (before = find_note (self, options->change != NULL ? "--change" : "--remove", number, error)) == NULL)
    return FALSE;
  if (options->remove == NULL && !describe (self, options, before, text != NULL ? text : before->note.text, &after, error))
    return FALSE;
  change = vmp_recording_change_new (before, options->remove == NULL ? &after : NULL);
  vmp_event_clear (&after);
  return vmp_recording_change_apply (change, path, error);
}

static gboolean
understand (const Options  *options,
            int             argc,
            char          **argv,
            GError        **error)
{
  const char *text = argc == 3 ? argv[2] : NULL;

  if (argc != 2 && argc != 3)
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("which recording? For example: vmp note file.vmp --at 10 'Loaded'"));
  else if (options->change != NULL && options->remove != NULL)
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("--change and --remove are not for the same note"));
  else if (options->remove != NULL && text != NULL)
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("a note that is removed has no text"));
  else if (text == NULL && options->change == NULL && options->remove == NULL && (options->at != NULL || options->to != NULL))
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("which text? For example: vmp note file.vmp --at 10 'Loaded'"));
  else if (text != NULL && (*text == '\0' || !g_utf8_validate (text, -1, NULL) || g_utf8_strlen (text, -1) > VMP_NOTE_MAX_CHARS))
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("a note is a text of up to %d characters"), VMP_NOTE_MAX_CHARS);
  else
    return TRUE;
  return FALSE;
}

static int
run_note (const VmpCliVerb *verb,
          const Options    *options,
          int               argc,
          char            **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) notes = vmp_event_array_new (), starts = vmp_event_array_new ();
  Contents contents = { notes, starts, 0, 0 };
  gboolean lists = argc == 2 && options->change == NULL && options->remove == NULL;

  if (!understand (options, argc, argv, &error) || !load (&contents, argv[1], &error))
    return vmp_cli_fail (verb, error);
  if (lists)
    return print_notes (&contents);
  if (!change_notes (&contents, options, argv[1], argc == 3 ? argv[2] : NULL, &error))
    return vmp_cli_fail (verb, error);
  return VMP_CLI_DONE;
}

static int
run (const VmpCliVerb *verb,
     int               argc,
     char            **argv)
{
  Options options = { 0 };
  const GOptionEntry entries[] = {
    { "at", 0, 0, G_OPTION_ARG_STRING, &options.at, N_("About the moment so many seconds after the recording began"), N_("SECONDS") },
    { "to", 0, 0, G_OPTION_ARG_STRING, &options.to, N_("About the stretch of time up to there"), N_("SECONDS") },
    { "pid", 'p', 0, G_OPTION_ARG_STRING, &options.pid, N_("About this process, and not the first"), N_("PID") },
    { "change", 'c', 0, G_OPTION_ARG_STRING, &options.change, N_("Change the note of this number in the list"), N_("NUMBER") },
    { "remove", 0, 0, G_OPTION_ARG_STRING, &options.remove, N_("Remove the note of this number in the list"), N_("NUMBER") },
    G_OPTION_ENTRY_NULL
  };
  int status;

  if (!vmp_cli_parse_options (verb, entries, VMP_CLI_PARSE_ALL, &argc, &argv, &status))
    return status;
  status = run_note (verb, &options, argc, argv);
  g_free (options.at);
  g_free (options.to);
  g_free (options.pid);
  g_free (options.change);
  g_free (options.remove);
  return status;
}

const VmpCliVerb vmp_cli_verb_note = {
  .name = "note",
  .parameters = N_("FILE [TEXT]"),
  .summary = N_("Write notes into a recording, or list them"),
  .notes = N_("Without a text the notes are listed, a line each: number, begin and end in seconds after the beginning,\n"
              "process, text. Notes are in graphs, reports and exports.\n"
              "\n"
              "Examples:\n"
              "  vmp note server.vmp --at 12.5 'Cache is warm'\n"
              "  vmp note server.vmp --at 20 --to 35 'Backup ran'\n"
              "  vmp note server.vmp --remove 2"),
  .run = run,
};
