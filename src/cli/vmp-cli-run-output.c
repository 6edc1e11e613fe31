/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The output of a command on its way: passed on as it comes, and searched line by line for where stages begin. */

#include "config.h"

#include "vmp-cli-run-output.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include <glib/gi18n.h>

#include "core/engine/vmp-clock.h"
#include "core/engine/vmp-mark-box.h"
#include "core/kernel/vmp-error.h"
#include "core/kernel/vmp-process.h"

#define N_STREAMS 2
/* The rest of a longer line is not searched. */
#define MAX_LINE_BYTES 4096

typedef struct
{
  int      from_fd;       /* -1: it has come to its end */
  int      command_fd;    /* the other end, until the command has it */
  int      to_fd;         /* a copy of our own output */
  GString *line;          /* that is not whole yet */
} Stream;

struct _VmpCliRunOutput
{
  GRegex *regex;          /* owned */
  Stream  streams[N_STREAMS];
};

static gboolean
open_stream (Stream  *stream,
             int      number,
             GError **error)
{
  int fds[2];

  if (pipe2 (fds, O_CLOEXEC) < 0)
    return vmp_error_set_errno (error, errno, "pipe");
  stream->from_fd = fds[0];
  stream->command_fd = fds[1];
  /* Where it is closed there is nobody to pass it on to. */
  stream->to_fd = fcntl (number, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
  return TRUE;
}

VmpCliRunOutput *
vmp_cli_run_output_new (const char  *pattern,
                        GError     **error)
{
  g_autoptr (VmpCliRunOutput) self = g_new0 (VmpCliRunOutput, 1);
  g_autoptr (GError) local = NULL;

  for (guint i = 0; i < N_STREAMS; i++)
    {
      self->streams[i] = (Stream) { -1, -1, -1, g_string_new (NULL) };
    }
  self->regex = g_regex_new (pattern, G_REGEX_OPTIMIZE, 0, &local);
  if (self->regex == NULL)
    {
      g_autofree char *escaped = vmp_text_escape (local->message, strlen (local->message));

      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("--stage-regex: %s"), escaped);
      return NULL;
    }
  for (guint i = 0; i < N_STREAMS; i++)
    if (!open_stream (&self->streams[i], STDOUT_FILENO + i, error))
      return NULL;
  /* That nobody reads any more is to reach the command, not to end us. */
  signal (SIGPIPE, SIG_IGN);
  return g_steal_pointer (&self);
}

static void
close_fd (int *fd)
{
  if (*fd >= 0)
    close (*fd);
  *fd = -1;
}

void
vmp_cli_run_output_free (VmpCliRunOutput *self)
{
  for (guint i = 0; i < N_STREAMS; i++)
    {
      close_fd (&self->streams[i].from_fd);
      close_fd (&self->streams[i].command_fd);
      close_fd (&self->streams[i].to_fd);
      g_string_free (self->streams[i].line, TRUE);
    }
  g_clear_pointer (&self->regex, g_regex_unref);
  g_free (self);
}

void
vmp_cli_run_output_get_command_fds (VmpCliRunOutput *self,
                                    int             *out_fds)
{
  for (guint i = 0; i < N_STREAMS; i++)
    out_fds[i] = self->streams[i].command_fd;
}

void
vmp_cli_run_output_begin (VmpCliRunOutput *self)
{
  for (guint i = 0; i < N_STREAMS; i++)
    close_fd (&self->streams[i].command_fd);
}

void
vmp_cli_run_output_get_fds (VmpCliRunOutput *self,
                            int             *out_fds)
{
  for (guint i = 0; i < N_STREAMS; i++)
    out_fds[i] = self->streams[i].from_fd;
}

/* --- lines --- */

static void
search_line (VmpCliRunOutput *self,
             Stream          *stream,
             VmpCliMarks     *marks,
             gint64           time_nsec)
{
  g_autofree char *text = g_utf8_make_valid (stream->line->str, stream->line->len);
  g_autoptr (GMatchInfo) match = NULL;
  g_autofree char *found = NULL, *name = NULL;

  if (!g_regex_match (self->regex, text, 0, &match))
    return;
  found = g_match_info_fetch (match, g_match_info_get_match_count (match) > 1 ? 1 : 0);
  if (found == NULL || *found == '\0')
    return;
  name = vmp_text_escape (found, strnlen (found, VMP_MARK_MAX_BYTES));
  g_strstrip (name);
  if (*name != '\0')
    vmp_cli_marks_add (marks, name, time_nsec);
}

static void
take_bytes (VmpCliRunOutput *self,
            Stream          *stream,
            const char      *bytes,
            gsize            len,
            VmpCliMarks     *marks)
{
  gint64 now_nsec = vmp_clock_boottime_nsec ();

  while (len > 0)
    {
      const char *end = memchr (bytes, '\n', len);
      gsize part = end != NULL ? (gsize) (end - bytes) : len;

      g_string_append_len (stream->line, bytes, MIN (part, MAX_LINE_BYTES - stream->line->len));
      if (end == NULL)
        return;
      search_line (self, stream, marks, now_nsec);
      g_string_truncate (stream->line, 0);
      bytes += part + 1;
      len -= part + 1;
    }
}

/* FALSE: nobody reads it any more. */
static gboolean
pass_on (int         fd,
         const char *bytes,
         gsize       len)
{
  while (len > 0)
    {
      ssize_t done = write (fd, bytes, len);

      if (done < 0 && errno != EINTR && errno != EAGAIN)
        return FALSE;
      if (done < 0 && errno == EAGAIN)
        g_usleep (1000);
      bytes += MAX (done, 0);
      len -= MAX (done, 0);
    }
  return TRUE;
}

void
vmp_cli_run_output_take (VmpCliRunOutput *self,
                         VmpCliMarks     *marks)
{
  char bytes[64 * 1024];

  for (guint i = 0; i < N_STREAMS; i++)
    {
      Stream *stream = &self->streams[i];
      struct pollfd pollfd = { stream->from_fd, POLLIN, 0 };
      ssize_t len;

      if (stream->from_fd < 0 || poll (&pollfd, 1, 0) < 1)
        continue;
      len = read (stream->from_fd, bytes, sizeof bytes);
      if (len > 0)
        take_bytes (self, stream, bytes, len, marks);
      if (len > 0 && pass_on (stream->to_fd, bytes, len))
        continue;
      if (len == 0 && stream->line->len > 0)
        search_line (self, stream, marks, vmp_clock_boottime_nsec ());
      if (len >= 0 || errno != EINTR)
        close_fd (&stream->from_fd);
    }
}
