/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a running program, and whoever works beside it, names moments of the session that measures it. */

#include "config.h"

#include "vmp-mark-box.h"

#include "core/kernel/vmp-error.h"
#include "core/kernel/vmp-process.h"
#include "vmp-clock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define SOCKET_NAME "socket"
#define PIPE_NAME "marks"
/* Locked as long as its box lives, however that ends. Holds the id of the process whose moments are named. */
#define SESSION_NAME "session"
#define FOLDER_PREFIX "vmp-"
#define FOLDER_TEMPLATE FOLDER_PREFIX "XXXXXX"
/* Others in the folder of temporary files may be many. */
#define MAX_FOLDERS 10000
/* Of a datagram or line: time and name. */
#define MAX_MESSAGE_BYTES 1024
/* Taken at once, so that a flood of them does not keep us from measuring. */
#define MAX_AT_ONCE 200

struct _VmpMarkBox
{
  char    *folder;            /* owned */
  int      socket_fd, pipe_fd, session_fd;
  gint64   begin_nsec;
  gboolean is_too_long;       /* the rest of a line is thrown away */
  gsize    len;               /* of the line that is not whole yet */
  char     line[MAX_MESSAGE_BYTES];
};

static gboolean
set_address (struct sockaddr_un  *address,
             const char          *folder,
             GError             **error)
{
  address->sun_family = AF_UNIX;
  if (g_snprintf (address->sun_path, sizeof address->sun_path, "%s/" SOCKET_NAME, folder) < (int) sizeof address->sun_path)
    return TRUE;
  return vmp_error_set (error, VMP_ERROR_IO, "%s: too long for a socket", folder);
}

static gboolean
open_socket (VmpMarkBox  *self,
             GError     **error)
{
  struct sockaddr_un address = { 0 };

  if (!set_address (&address, self->folder, error))
    return FALSE;
  self->socket_fd = socket (AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (self->socket_fd < 0 || bind (self->socket_fd, (struct sockaddr *) &address, sizeof address) < 0)
    return vmp_error_set_errno (error, errno, address.sun_path);
  return TRUE;
}

/* Held open for writing too, so that it has no end when a writer goes. */
static gboolean
open_pipe (VmpMarkBox  *self,
           GError     **error)
{
  g_autofree char *path = g_build_filename (self->folder, PIPE_NAME, NULL);

  if (mkfifo (path, 0600) < 0)
    return vmp_error_set_errno (error, errno, path);
  self->pipe_fd = open (path, O_RDWR | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
  return self->pipe_fd >= 0 || vmp_error_set_errno (error, errno, path);
}

static gboolean
open_session (VmpMarkBox  *self,
              GError     **error)
{
  g_autofree char *path = g_build_filename (self->folder, SESSION_NAME, NULL);

  self->session_fd = open (path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  /* Somebody who looks for a box has it for a moment at most. */
  if (self->session_fd < 0 || flock (self->session_fd, LOCK_EX) < 0)
    return vmp_error_set_errno (error, errno, path);
  return TRUE;
}

/* --- boxes of others --- */

static const char *
get_runtime_folder (void)
{
  const char *runtime = g_getenv ("XDG_RUNTIME_DIR");

  return runtime != NULL && g_path_is_absolute (runtime) ? runtime : g_get_tmp_dir ();
}

static void
remove_folder (const char *folder)
{
  static const char *const names[] = { SOCKET_NAME, PIPE_NAME, SESSION_NAME };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (folder, names[i], NULL);

      unlink (path);
    }
  rmdir (folder);
}

/* FALSE: no more. @session_fd is closed afterwards. */
typedef gboolean (*FolderFunc) (const char *folder, int session_fd, gpointer user_data);

/* Boxes of this user in @parent, of whoever has made them. */
static void
look_through (const char *parent,
              FolderFunc  func,
              gpointer    user_data)
{
  g_autoptr (GDir) dir = g_dir_open (parent, 0, NULL);
  const char *name;
  gboolean goes_on = TRUE;

  for (guint i = 0; dir != NULL && goes_on && i < MAX_FOLDERS && (name = g_dir_read_name (dir)) != NULL; i++)
    {
      g_autofree char *folder = g_build_filename (parent, name, NULL);
      g_autofree char *path = g_build_filename (folder, SESSION_NAME, NULL);
      struct stat info;
      int fd;

      if (!g_str_has_prefix (name, FOLDER_PREFIX) || strlen (name) != strlen (FOLDER_TEMPLATE) || lstat (folder, &info) < 0 ||
          !S_ISDIR (info.st_mode) || info.st_uid != geteuid () || (info.st_mode & 077) != 0)
        continue;
      fd = open (path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
      if (fd < 0)
        continue;
      goes_on = func (folder, fd, user_data);
      close (fd);
    }
}

/* Whoever was killed could not remove it; a lock does not outlive its owner. */
static gboolean
clean_cb (const char *folder,
          int         session_fd,
          gpointer    user_data)
{
  g_autofree char *pipe = g_build_filename (folder, PIPE_NAME, NULL);

  /* Where the pipe is not there yet, the box is being made at this moment. */
  if (access (pipe, F_OK) == 0 && flock (session_fd, LOCK_EX | LOCK_NB) == 0)
    remove_folder (folder);
  return TRUE;
}

typedef struct
{
  gint32  pid;
  char   *folder;   /* owned; found */
} Search;

static gboolean
find_cb (const char *folder,
         int         session_fd,
         gpointer    user_data)
{
  Search *search = user_data;
  char text[32] = "";

  if (flock (session_fd, LOCK_EX | LOCK_NB) == 0 || pread (session_fd, text, sizeof text - 1, 0) <= 0 ||
      g_ascii_strtoll (text, NULL, 10) != search->pid)
    return TRUE;
  search->folder = g_strdup (folder);
  return FALSE;
}

char *
vmp_mark_box_dup_folder_of (gint32 pid)
{
  const char *const parents[] = { get_runtime_folder (), g_get_tmp_dir () };
  Search search = { pid, NULL };

  for (guint i = 0; i < G_N_ELEMENTS (parents) && search.folder == NULL; i++)
    look_through (parents[i], find_cb, &search);
  return search.folder;
}

/* --- this one --- */

static gboolean
make_folder (VmpMarkBox *self,
             const char *parent)
{
  g_free (self->folder);
  self->folder = g_build_filename (parent, FOLDER_TEMPLATE, NULL);
  look_through (parent, clean_cb, NULL);
  return g_mkdtemp_full (self->folder, 0700) != NULL;
}

VmpMarkBox *
vmp_mark_box_new (GError **error)
{
  g_autoptr (VmpMarkBox) self = g_new0 (VmpMarkBox, 1);

  self->socket_fd = self->pipe_fd = self->session_fd = -1;
  self->begin_nsec = vmp_clock_boottime_nsec ();
  if (!make_folder (self, get_runtime_folder ()) && !make_folder (self, g_get_tmp_dir ()))
    {
      vmp_error_set_errno (error, errno, self->folder);
      g_clear_pointer (&self->folder, g_free);
      return NULL;
    }
  return open_session (self, error) && open_socket (self, error) && open_pipe (self, error) ? g_steal_pointer (&self) : NULL;
}

void
vmp_mark_box_set_pid (VmpMarkBox *self,
                      gint32      pid)
{
  char text[32];
  int len = g_snprintf (text, sizeof text, "%d\n", pid);

  /* Who looks for it finds nothing then. */
  if (pwrite (self->session_fd, text, len, 0) != len && ftruncate (self->session_fd, 0) < 0)
    return;
}

void
vmp_mark_box_free (VmpMarkBox *self)
{
  if (self->socket_fd >= 0)
    close (self->socket_fd);
  if (self->pipe_fd >= 0)
    close (self->pipe_fd);
  if (self->folder != NULL)
    remove_folder (self->folder);
  if (self->session_fd >= 0)
    close (self->session_fd);
  g_free (self->folder);
  g_free (self);
}

const char *
vmp_mark_box_get_folder (VmpMarkBox *self)
{
  return self->folder;
}

void
vmp_mark_box_get_fds (VmpMarkBox *self,
                      int        *out_fds)
{
  out_fds[0] = self->socket_fd;
  out_fds[1] = self->pipe_fd;
}

/* "@123 name" or "name"; @message is ended by a zero. */
static void
hand_over (VmpMarkBox  *self,
           const char  *message,
           VmpMarkFunc  func,
           gpointer     user_data)
{
  gint64 now_nsec = vmp_clock_boottime_nsec (), time_nsec = now_nsec;
  g_autofree char *name = NULL;
  char *end;

  if (message[0] == '@' && g_ascii_isdigit (message[1]))
    {
      guint64 told = g_ascii_strtoull (message + 1, &end, 10);

      if (*end == ' ')
        {
          message = end + 1;
          if (told >= (guint64) self->begin_nsec && told <= (guint64) now_nsec)
            time_nsec = told;
        }
    }
  while (g_ascii_isspace (*message))
    message++;
  name = vmp_text_escape (message, strnlen (message, VMP_MARK_MAX_BYTES));
  g_strchomp (name);
  if (*name != '\0')
    func (name, time_nsec, user_data);
}

static void
take_datagrams (VmpMarkBox  *self,
                VmpMarkFunc  func,
                gpointer     user_data)
{
  char message[MAX_MESSAGE_BYTES];
  ssize_t len;

  for (guint i = 0; i < MAX_AT_ONCE; i++)
    {
      len = recv (self->socket_fd, message, sizeof message - 1, MSG_DONTWAIT);
      if (len < 0)
        return;
      message[len] = '\0';
      hand_over (self, message, func, user_data);
    }
}

static void
take_byte (VmpMarkBox  *self,
           char         byte,
           VmpMarkFunc  func,
           gpointer     user_data)
{
  if (byte != '\n')
    {
      self->is_too_long |= self->len + 1 >= sizeof self->line;
      if (!self->is_too_long)
        self->line[self->len++] = byte;
      return;
    }
  self->line[self->len] = '\0';
  self->len = 0;
  hand_over (self, self->line, func, user_data);
  self->is_too_long = FALSE;
}

static void
take_lines (VmpMarkBox  *self,
            VmpMarkFunc  func,
            gpointer     user_data)
{
  char bytes[16 * 1024];
  ssize_t len = read (self->pipe_fd, bytes, sizeof bytes);

  for (ssize_t i = 0; i < len; i++)
    take_byte (self, bytes[i], func, user_data);
}

void
vmp_mark_box_take (VmpMarkBox  *self,
                   VmpMarkFunc  func,
                   gpointer     user_data)
{
  take_datagrams (self, func, user_data);
  take_lines (self, func, user_data);
}

gboolean
vmp_mark_send (const char  *folder,
               const char  *name,
               GError     **error)
{
  struct sockaddr_un address = { 0 };
  g_autofree char *message = g_strdup_printf ("@%" G_GINT64_FORMAT " %.*s", vmp_clock_boottime_nsec (), VMP_MARK_MAX_BYTES, name);
  int fd, code = 0;

  if (!set_address (&address, folder, error))
    return FALSE;
  fd = socket (AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0)
    return vmp_error_set_errno (error, errno, address.sun_path);
  if (sendto (fd, message, strlen (message), MSG_NOSIGNAL, (struct sockaddr *) &address, sizeof address) < 0)
    code = errno;
  close (fd);
  if (code == ECONNREFUSED)
    code = ENOENT;
  return code == 0 || vmp_error_set_errno (error, code, address.sun_path);
}
