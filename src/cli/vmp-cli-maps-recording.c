/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mappings out of a recording: the snapshot that is nearest to a moment. */

#include "config.h"

#include "vmp-cli-maps.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gi18n.h>

#include "core/engine/vmp-clock.h"
#include "core/kernel/vmp-error.h"
#include "vmp-cli-recorded.h"

/* How each SQLite file begins, and no text of the kernel. */
static const char MAGIC[16] = "SQLite format 3";

/* What comes through a pipe is left alone: it can be read but once. */
gboolean
vmp_cli_maps_is_recording (const char *path)
{
  struct stat status;
  int fd = stat (path, &status) == 0 && S_ISREG (status.st_mode) ? open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) : -1;
  char head[sizeof MAGIC];
  gboolean is_recording = fd >= 0 && pread (fd, head, sizeof head, 0) == sizeof head && memcmp (head, MAGIC, sizeof head) == 0;

  if (fd >= 0)
    close (fd);
  return is_recording;
}

/* The moment that is asked for; without one, the end. */
static gboolean
find_moment (VmpRecording  *recording,
             const char    *at,
             gint64        *out_begin_nsec,
             gint64        *out_nsec,
             GError       **error)
{
  if (!vmp_recording_get_range (recording, out_begin_nsec, out_nsec))
    return vmp_error_set (error, VMP_ERROR_GONE, _("no process is in the recording"));
  return vmp_cli_parse_moment ("--at", at, *out_begin_nsec, out_nsec, error);
}

gboolean
vmp_cli_maps_load_recording (VmpCliMaps  *self,
                             const char  *path,
                             const char  *at,
                             const char  *pid_text,
                             GError     **error)
{
  g_autoptr (VmpRecording) recording = vmp_recording_open (path, error);
  g_autoptr (GArray) starts = recording != NULL ? vmp_cli_recorded_load_starts (recording) : NULL;
  gint64 begin_nsec, moment_nsec, found_nsec;
  const VmpEvent *start;

  *self = (VmpCliMaps) { .time_nsec = VMP_MISSING, .at_nsec = VMP_MISSING, .path = path, .source = "recording" };
  if (recording == NULL || !find_moment (recording, at, &begin_nsec, &moment_nsec, error))
    return FALSE;
  if ((start = vmp_cli_recorded_find_start (starts, pid_text, error)) == NULL)
    return FALSE;

  self->space = vmp_recording_load_address_space (recording, start->target, moment_nsec, &found_nsec);
  self->pid = start->process.identity.pid;
  if (self->space == NULL)
    return vmp_error_set (error, VMP_ERROR_UNSUPPORTED, _("%s has no mappings of process %d; record with --maps 1s to have some"),
                          path, self->pid);
  self->at_nsec = found_nsec - begin_nsec;
  vmp_cli_say (_("mappings of process %d in %s, %.3f s after its beginning"), self->pid, path,
               (double) self->at_nsec / VMP_NSEC_PER_SEC);
  return TRUE;
}
