/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A recording that a verb makes: what it is of, and what the user is told while it is made. */

#include "config.h"

#include "vmp-cli-recorder.h"

#include <fcntl.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <glib/gi18n.h>

#include "core/kernel/vmp-system-reader.h"
#include "core/store/vmp-recorder.h"
#include "vmp-cli.h"

#define DEFAULT_MAPS_NSEC G_GINT64_CONSTANT (10000000000)
#define HUGE_PAGES_FILE "kernel/mm/transparent_hugepage/enabled"

struct _VmpCliRecorder
{
  VmpRecorder *recorder;      /* owned */
  gboolean     told_waiting;
};

void
vmp_cli_recorder_options_clear (VmpCliRecorderOptions *options)
{
  g_clear_pointer (&options->maps, g_free);
}

gboolean
vmp_cli_recorder_read_maps (const VmpCliRecorderOptions  *options,
                            gint64                       *out_nsec,
                            GError                      **error)
{
  *out_nsec = DEFAULT_MAPS_NSEC;
  if (options->maps == NULL)
    return TRUE;
  if (!g_str_equal (options->maps, "never"))
    return vmp_cli_parse_interval (options->maps, out_nsec, error);
  *out_nsec = 0;
  return TRUE;
}

/* The word in brackets is the one that holds: "always [madvise] never". */
static void
add_huge_pages (VmpRecordingWriter *writer,
                VmpProcRoot        *root)
{
  int fd = vmp_proc_root_open_sys (root, HUGE_PAGES_FILE, O_RDONLY);
  char text[100];
  ssize_t len = fd >= 0 ? read (fd, text, sizeof text - 1) : -1;
  char *begin, *end;

  if (fd >= 0)
    close (fd);
  text[MAX (len, 0)] = '\0';
  begin = strchr (text, '[');
  end = begin != NULL ? strchr (begin, ']') : NULL;
  if (end == NULL)
    return;
  *end = '\0';
  vmp_recording_writer_set_text (writer, "host.transparent_huge_pages", begin + 1);
}

static void
add_host (VmpRecordingWriter *writer,
          VmpProcRoot        *root)
{
  VmpBuffer buffer = { 0 };
  VmpMeminfo meminfo;
  struct utsname name;

  if (uname (&name) == 0)
    {
      vmp_recording_writer_set_text (writer, "host.name", name.nodename);
      vmp_recording_writer_set_text (writer, "host.kernel", name.release);
      vmp_recording_writer_set_text (writer, "host.machine", name.machine);
    }
  vmp_recording_writer_set_number (writer, "host.page_size_bytes", vmp_proc_root_get_page_size_bytes (root));
  vmp_recording_writer_set_number (writer, "host.processors", sysconf (_SC_NPROCESSORS_ONLN));
  if (vmp_system_read_meminfo (root, &buffer, &meminfo, NULL))
    {
      vmp_recording_writer_set_number (writer, "host.memory_bytes", meminfo.total);
      vmp_recording_writer_set_number (writer, "host.swap_bytes", meminfo.swap_total);
    }
  vmp_buffer_clear (&buffer);
  add_huge_pages (writer, root);
}

VmpCliRecorder *
vmp_cli_recorder_new (const char                   *path,
                      const VmpCliRecorderOptions  *options,
                      VmpProcRoot                  *root,
                      gint64                        interval_nsec,
                      char                        **command,
                      GError                      **error)
{
  const VmpRecordingOptions recording = { options->force, options->with_command_line };
  VmpRecordingWriter *writer = vmp_recording_writer_new (path, &recording, error);
  VmpCliRecorder *self;

  if (writer == NULL)
    return NULL;
  add_host (writer, root);
  vmp_recording_writer_set_number (writer, "recorder_uid", geteuid ());
  vmp_recording_writer_set_number (writer, "interval_nsec", interval_nsec);
  vmp_recording_writer_set_number (writer, "launched", command != NULL);
  if (command != NULL && options->with_command_line)
    {
      g_autofree char *line = g_strjoinv (" ", command);
      g_autofree char *escaped = vmp_text_escape (line, strlen (line));

      vmp_recording_writer_set_text (writer, "command_line", escaped);
    }
  self = g_new0 (VmpCliRecorder, 1);
  self->recorder = vmp_recorder_new (writer);
  return self;
}

void
vmp_cli_recorder_free (VmpCliRecorder *self)
{
  vmp_recorder_free (self->recorder);
  g_free (self);
}

void
vmp_cli_recorder_append (VmpCliRecorder *self,
                         VmpBatch       *batch)
{
  vmp_recorder_append (self->recorder, batch);
}

gboolean
vmp_cli_recorder_check (VmpCliRecorder  *self,
                        GError         **error)
{
  g_autofree char *message = NULL;
  VmpRecorderState state = vmp_recorder_get_state (self->recorder, &message);

  if (state == VMP_RECORDER_FAILED)
    return vmp_recorder_finish (self->recorder, error);
  if (state == VMP_RECORDER_WAITING && !self->told_waiting)
    vmp_cli_say (_("%s; it is kept in memory for now"), message);
  else if (state == VMP_RECORDER_WRITING && self->told_waiting)
    vmp_cli_say (_("what was kept in memory is written now"));
  self->told_waiting = state == VMP_RECORDER_WAITING;
  return TRUE;
}

gboolean
vmp_cli_recorder_finish (VmpCliRecorder  *self,
                         GError         **error)
{
  return vmp_recorder_finish (self->recorder, error);
}
