/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Standard output: gathered, converted to the locale's character set, written whole, errors kept. */

#include "config.h"

#include "vmp-cli-output.h"
#include "vmp-cli.h"

#include <errno.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <glib/gi18n.h>

#define FLUSH_BYTES (64 * 1024)

void
vmp_cli_output_init (VmpCliOutput *self,
                     int           fd)
{
  self->text = g_string_sized_new (4096);
  self->charset = NULL;
  self->fd = fd;
  self->errsv = 0;
  if (g_get_charset (&self->charset))
    self->charset = NULL;
}

static void
flush_if_long (VmpCliOutput *self)
{
  if (self->text->len >= FLUSH_BYTES)
    vmp_cli_output_flush (self);
}

void
vmp_cli_output_append (VmpCliOutput *self,
                       const char   *text,
                       gssize        len)
{
  g_string_append_len (self->text, text, len);
  flush_if_long (self);
}

void
vmp_cli_output_printf (VmpCliOutput *self,
                       const char   *format,
                       ...)
{
  va_list args;

  va_start (args, format);
  g_string_append_vprintf (self->text, format, args);
  va_end (args);
  flush_if_long (self);
}

static void
wait_until_writable (int fd)
{
  struct pollfd poll_fd = { .fd = fd, .events = POLLOUT };

  poll (&poll_fd, 1, -1);
}

/* Returns 0 or the errno of the write that failed. */
static int
write_all (int         fd,
           const char *data,
           gsize       len)
{
  while (len > 0)
    {
      gssize n = write (fd, data, len);

      if (n < 0 && errno == EAGAIN)
        wait_until_writable (fd);
      else if (n < 0 && errno != EINTR)
        return errno;
      if (n <= 0)
        continue;
      data += n;
      len -= n;
    }
  return 0;
}

gboolean
vmp_cli_output_flush (VmpCliOutput *self)
{
  if (self->errsv == 0 && self->text->len > 0)
    {
      g_autofree char *converted = NULL;
      gsize len = self->text->len;

      if (self->charset != NULL)
        converted = g_convert_with_fallback (self->text->str, len, self->charset, "UTF-8", "?",
                                             NULL, &len, NULL);
      if (converted == NULL)
        len = self->text->len;
      self->errsv = write_all (self->fd, converted != NULL ? converted : self->text->str, len);
    }
  g_string_truncate (self->text, 0);
  return self->errsv == 0;
}

int
vmp_cli_output_finish (VmpCliOutput *self)
{
  vmp_cli_output_flush (self);
  g_string_free (self->text, TRUE);
  self->text = NULL;
  if (self->errsv == 0 || self->errsv == EPIPE)
    return VMP_CLI_DONE;
  vmp_cli_say (_("can't write the output: %s"), g_strerror (self->errsv));
  return VMP_CLI_FAILED;
}

static gboolean
get_window_size (VmpCliOutput   *self,
                 struct winsize *out)
{
  return isatty (self->fd) && ioctl (self->fd, TIOCGWINSZ, out) == 0;
}

/* A terminal that does not know its size is as wide as COLUMNS says, or 80. */
guint
vmp_cli_output_get_columns (VmpCliOutput *self)
{
  struct winsize size = { 0 };
  const char *columns = g_getenv ("COLUMNS");
  guint64 n;

  if (!get_window_size (self, &size))
    return 0;
  if (size.ws_col > 0)
    return size.ws_col;
  if (columns != NULL && g_ascii_string_to_unsigned (columns, 10, 1, 10000, &n, NULL))
    return n;
  return 80;
}

guint
vmp_cli_output_get_lines (VmpCliOutput *self)
{
  struct winsize size = { 0 };

  if (!get_window_size (self, &size))
    return 0;
  return size.ws_row > 0 ? size.ws_row : 24;
}
