/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Starts a program under measurement: the profiler's end of the stub's socket. */

#include "config.h"

#include "vmp-launcher.h"

#include "core/kernel/vmp-error.h"
#include "launcher/vmp-launch-protocol.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

struct _VmpLauncher
{
  pid_t      stub_pid;
  int        fd;
  gint32     pid;
  int        status;
  gboolean   awaits_go;
  gboolean   exited;
  gboolean   has_first;     /* the first event came with vmp_launcher_new() and waits to be told */
  VmpLaunchEvent first;
  VmpRusage  rusage;
  gint64     rss_peak_bytes, vsize_peak_bytes;
};

/* The one that VMP_LAUNCHER names (from a build folder), else the installed one. */
static char *
find_stub (void)
{
  const char *named = g_getenv ("VMP_LAUNCHER");

  if (named != NULL && *named != '\0')
    return g_strdup (named);
  return g_build_filename (VMP_LIBEXECDIR, "vmp-launch", NULL);
}

static GPtrArray *
build_arguments (const VmpLaunchOptions *options,
                 const char             *stub,
                 int                     fd)
{
  GPtrArray *arguments = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (arguments, g_strdup (stub));
  g_ptr_array_add (arguments, g_strdup_printf ("%d", fd));
  g_ptr_array_add (arguments, g_strdup (options->trace_exit ? "t" : "-"));
  g_ptr_array_add (arguments, g_strdup (options->directory != NULL ? options->directory : ""));
  for (guint i = 0; options->argv[i] != NULL; i++)
    g_ptr_array_add (arguments, g_strdup (options->argv[i]));
  g_ptr_array_add (arguments, NULL);
  return arguments;
}

/* Starts the stub with @child_fd as its socket. FALSE with errno in *out_error. */
static gboolean
spawn_stub (VmpLauncher            *self,
            const VmpLaunchOptions *options,
            const char             *stub,
            int                     child_fd,
            int                    *out_error)
{
  g_autoptr (GPtrArray) arguments = build_arguments (options, stub, child_fd);
  const int standard_fds[3] = { options->stdin_fd, options->stdout_fd, options->stderr_fd };
  posix_spawn_file_actions_t actions;

  posix_spawn_file_actions_init (&actions);
  for (int i = 0; i < 3; i++)
    if (standard_fds[i] >= 0)
      posix_spawn_file_actions_adddup2 (&actions, standard_fds[i], i);
  /* dup2 to itself clears close-on-exec, in the child alone. */
  posix_spawn_file_actions_adddup2 (&actions, child_fd, child_fd);
  *out_error = posix_spawn (&self->stub_pid, stub, &actions, NULL, (char **) arguments->pdata,
                            options->envp != NULL ? (char **) options->envp : environ);
  posix_spawn_file_actions_destroy (&actions);
  return *out_error == 0;
}

/* The next message, or FALSE with @error if the stub is gone. */
static gboolean
receive (VmpLauncher       *self,
         VmpLaunchMessage  *message,
         GError           **error)
{
  gssize n;

  while ((n = recv (self->fd, message, sizeof *message, 0)) < 0 && errno == EINTR)
    ;
  if (n == sizeof *message)
    return TRUE;
  return vmp_error_set (error, VMP_ERROR_IO, "vmp-launch ended unexpectedly; the program may run on unmeasured");
}

static gint64
known (int64_t value)
{
  return value == VMP_LAUNCH_UNKNOWN ? VMP_MISSING : value;
}

static void
take_usage (VmpLauncher            *self,
            const VmpLaunchMessage *message)
{
  self->exited = TRUE;
  self->status = message->status;
  self->rusage = (VmpRusage) {
    .user_nsec = message->user_nsec,
    .system_nsec = message->system_nsec,
    .max_rss_bytes = message->max_rss_bytes,
    .minor_faults = message->minor_faults,
    .major_faults = message->major_faults,
    .in_blocks = message->in_blocks,
    .out_blocks = message->out_blocks,
    .voluntary_switches = message->voluntary_switches,
    .involuntary_switches = message->involuntary_switches,
  };
}

static gboolean
next_event (VmpLauncher     *self,
            VmpLaunchEvent  *out,
            GError         **error)
{
  VmpLaunchMessage message;

  if (!receive (self, &message, error))
    return FALSE;
  self->pid = message.pid;
  switch (message.word)
    {
    case VMP_LAUNCH_SAYS_HELD:
      self->awaits_go = TRUE;
      *out = VMP_LAUNCH_HELD;
      return TRUE;
    case VMP_LAUNCH_SAYS_UNTRACED:
      *out = VMP_LAUNCH_RUNNING_UNTRACED;
      return TRUE;
    case VMP_LAUNCH_SAYS_EXITING:
      self->awaits_go = TRUE;
      self->rss_peak_bytes = known (message.rss_peak_bytes);
      self->vsize_peak_bytes = known (message.vsize_peak_bytes);
      *out = VMP_LAUNCH_EXITING;
      return TRUE;
    case VMP_LAUNCH_SAYS_STOPPED:
      *out = VMP_LAUNCH_STOPPED;
      return TRUE;
    case VMP_LAUNCH_SAYS_CONTINUED:
      *out = VMP_LAUNCH_CONTINUED;
      return TRUE;
    case VMP_LAUNCH_SAYS_EXITED:
      take_usage (self, &message);
      *out = VMP_LAUNCH_EXITED;
      return TRUE;
    case VMP_LAUNCH_SAYS_FAILED:
      return vmp_error_set_errno (error, message.error, "cannot start the program");
    default:
      return vmp_error_set (error, VMP_ERROR_CORRUPT, "vmp-launch is of another version");
    }
}

VmpLauncher *
vmp_launcher_new (const VmpLaunchOptions  *options,
                  GError                 **error)
{
  g_autoptr (VmpLauncher) self = g_new0 (VmpLauncher, 1);
  g_autofree char *stub = find_stub ();
  int fds[2], errsv;
  gboolean spawned;

  self->fd = -1;
  self->rss_peak_bytes = self->vsize_peak_bytes = VMP_MISSING;
  if (socketpair (AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds) != 0)
    {
      vmp_error_set_errno (error, errno, "socketpair");
      return NULL;
    }
  self->fd = fds[0];
  spawned = spawn_stub (self, options, stub, fds[1], &errsv);
  close (fds[1]);
  if (!spawned)
    {
      vmp_error_set (error, VMP_ERROR_IO, "%s: %s; set VMP_LAUNCHER to where vmp-launch is", stub, g_strerror (errsv));
      return NULL;
    }
  if (!next_event (self, &self->first, error))
    {
      g_prefix_error (error, "%s: ", options->argv[0]);
      return NULL;
    }
  self->has_first = TRUE;
  return g_steal_pointer (&self);
}

void
vmp_launcher_free (VmpLauncher *self)
{
  if (self->fd >= 0)
    close (self->fd);
  /* It has said its last word, or will wait for the target alone: only in the first case is it ours to reap now. */
  if (self->stub_pid > 0)
    waitpid (self->stub_pid, NULL, self->exited || self->pid == 0 ? 0 : WNOHANG);
  g_free (self);
}

gint32
vmp_launcher_get_pid (VmpLauncher *self)
{
  return self->pid;
}

int
vmp_launcher_get_fd (VmpLauncher *self)
{
  return self->fd;
}

gboolean
vmp_launcher_next (VmpLauncher     *self,
                   VmpLaunchEvent  *out,
                   GError         **error)
{
  if (self->has_first)
    {
      self->has_first = FALSE;
      *out = self->first;
      return TRUE;
    }
  return next_event (self, out, error);
}

void
vmp_launcher_go (VmpLauncher *self)
{
  if (!self->awaits_go)
    return;
  self->awaits_go = FALSE;
  while (send (self->fd, "", 1, MSG_NOSIGNAL) < 0 && errno == EINTR)
    ;
}

int
vmp_launcher_get_status (VmpLauncher *self)
{
  return self->status;
}

const VmpRusage *
vmp_launcher_get_rusage (VmpLauncher *self)
{
  return &self->rusage;
}

gint64
vmp_launcher_get_final_rss_peak_bytes (VmpLauncher *self)
{
  return self->rss_peak_bytes;
}

gint64
vmp_launcher_get_final_vsize_peak_bytes (VmpLauncher *self)
{
  return self->vsize_peak_bytes;
}
