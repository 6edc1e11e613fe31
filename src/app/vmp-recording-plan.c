/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a recording that the window makes goes, and what it says of itself. */

#include "config.h"

#include "vmp-recording-plan.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "core/kernel/vmp-error.h"
#include "core/store/vmp-recording-host.h"

#define FOLDER "vm-profiler"
#define SUBFOLDER "recordings"
#define SUFFIX ".vmp"
/* So many recordings of one program may begin in one second. */
#define MAX_SAME_NAME 99
/* Of the program's name in that of the file. */
#define MAX_NAME_CHARS 60

VmpRecordingPlan *
vmp_recording_plan_copy (const VmpRecordingPlan *self)
{
  VmpRecordingPlan *copy = g_memdup2 (self, sizeof *self);

  copy->path = g_strdup (self->path);
  copy->program = g_strdup (self->program);
  copy->command = g_strdup (self->command);
  return copy;
}

void
vmp_recording_plan_free (VmpRecordingPlan *self)
{
  g_free (self->path);
  g_free (self->program);
  g_free (self->command);
  g_free (self);
}

char *
vmp_recording_plan_dup_folder (void)
{
  return g_build_filename (g_get_user_data_dir (), FOLDER, SUBFOLDER, NULL);
}

char *
vmp_recording_plan_dup_name (const char *program, GDateTime *when)
{
  g_autofree char *time = g_date_time_format (when, "%Y-%m-%d %H-%M-%S");
  g_autoptr (GString) name = g_string_new (NULL);
  guint n = 0;

  for (const char *at = program; *at != '\0' && n < MAX_NAME_CHARS; at = g_utf8_next_char (at), n++)
    {
      gunichar c = g_utf8_get_char_validated (at, -1);

      if (c >= (gunichar) -2)
        break;
      /* What names folders, hidden files and things that other systems do not take. */
      g_string_append_unichar (name, strchr ("/\\:*?\"<>|", (int) MIN (c, 127)) != NULL || !g_unichar_isprint (c)
                                     || (c == '.' && n == 0) ? '_' : c);
    }
  g_string_append_printf (name, "%s%s" SUFFIX, name->len > 0 ? " " : "", time);
  return g_string_free (g_steal_pointer (&name), FALSE);
}

/* A new file of a name of ours. */
static VmpRecordingWriter *
open_new (const VmpRecordingPlan *self, const VmpRecordingOptions *options, char **out_path, GError **error)
{
  g_autofree char *folder = vmp_recording_plan_dup_folder ();
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *name = vmp_recording_plan_dup_name (self->program != NULL ? self->program : "", now);
  g_autofree char *path = g_build_filename (folder, name, NULL);

  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      vmp_error_set_errno (error, errno, folder);
      return NULL;
    }
  for (guint i = 2; i <= MAX_SAME_NAME && g_file_test (path, G_FILE_TEST_EXISTS | G_FILE_TEST_IS_SYMLINK); i++)
    {
      g_autofree char *stem = g_strndup (name, strlen (name) - strlen (SUFFIX));
      g_autofree char *other = g_strdup_printf ("%s (%u)" SUFFIX, stem, i);

      g_free (path);
      path = g_build_filename (folder, other, NULL);
    }
  *out_path = g_steal_pointer (&path);
  return vmp_recording_writer_new (*out_path, options, error);
}

static void
describe (const VmpRecordingPlan *self, VmpRecordingWriter *writer)
{
  g_autoptr (VmpProcRoot) root = vmp_proc_root_new (NULL, NULL);

  if (root != NULL)
    vmp_recording_writer_load_host (writer, root);
  vmp_recording_writer_set_number (writer, "recorder_uid", geteuid ());
  vmp_recording_writer_set_number (writer, "launched", self->launched);
  if (self->interval_nsec > 0)
    vmp_recording_writer_set_number (writer, "interval_nsec", self->interval_nsec);
  if (self->command != NULL && self->with_command_line)
    vmp_recording_writer_set_text (writer, "command_line", self->command);
}

VmpRecordingWriter *
vmp_recording_plan_open (const VmpRecordingPlan *self, char **out_path, GError **error)
{
  const VmpRecordingOptions options = { self->path != NULL, self->with_command_line };
  VmpRecordingWriter *writer;

  *out_path = NULL;
  if (self->path != NULL)
    {
      *out_path = g_strdup (self->path);
      writer = vmp_recording_writer_new (self->path, &options, error);
    }
  else
    writer = open_new (self, &options, out_path, error);
  if (writer == NULL)
    {
      g_clear_pointer (out_path, g_free);
      return NULL;
    }
  describe (self, writer);
  return writer;
}
