/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The thread of one launched program: starts it, waits for what becomes of it, reads its output. */

#include "config.h"

#include "vmp-launch-worker.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "core/engine/vmp-clock.h"
#include "core/engine/vmp-mark-box.h"
#include "core/engine/vmp-own-program.h"
#include "core/kernel/vmp-process.h"

#define CHUNK_BYTES (64 * 1024)
#define TERMINAL_COLUMNS 120
#define TERMINAL_LINES 40

/* Shared by the thread and the main one, which let it go independently. */
struct _VmpLaunchWorker
{
  gatomicrefcount    n_refs;
  VmpLaunchSpec     *spec;        /* the thread's */
  gboolean          name_memory;
  VmpLaunchOutput   *output;
  VmpMarkBox        *box;         /* the thread's; NULL if there could be none */
  int                wake_fd;     /* the main thread wants something */
  int                leaves;      /* atomic: the thread is to end */

  GMutex             mutex;
  VmpLauncher       *launcher;    /* under the mutex; the thread alone sets it */

  /* the main thread's */
  VmpLaunchToldFunc  func;        /* NULL once nobody listens */
  gpointer           user_data;
};

/* The thread's own ends of the streams: [0] standard output, [1] standard error. */
typedef struct
{
  int read_fds[VMP_LAUNCH_N_STREAMS];
  int write_fds[VMP_LAUNCH_N_STREAMS];
  int nothing_fd;
} Streams;

typedef struct
{
  VmpLaunchWorker *worker;
  VmpLaunchTold    told;
} Message;

static void
worker_unref (VmpLaunchWorker *self)
{
  if (!g_atomic_ref_count_dec (&self->n_refs))
    return;
  vmp_launch_spec_free (self->spec);
  vmp_launch_output_unref (self->output);
  close (self->wake_fd);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

static VmpLaunchWorker *
worker_ref (VmpLaunchWorker *self)
{
  g_atomic_ref_count_inc (&self->n_refs);
  return self;
}

static void
message_free (gpointer data)
{
  Message *message = data;

  g_clear_error (&message->told.error);
  g_free (message->told.name);
  worker_unref (message->worker);
  g_free (message);
}

static gboolean
deliver (gpointer data)
{
  Message *message = data;

  if (message->worker->func != NULL)
    message->worker->func (&message->told, message->worker->user_data);
  return G_SOURCE_REMOVE;
}

/* Takes what @told owns. */
static void
tell (VmpLaunchWorker *self, const VmpLaunchTold *told)
{
  Message *message = g_new0 (Message, 1);

  message->worker = worker_ref (self);
  message->told = *told;
  if (told->time_nsec == 0)
    message->told.time_nsec = vmp_clock_boottime_nsec ();
  g_idle_add_full (G_PRIORITY_DEFAULT, deliver, message, message_free);
}

static void
tell_type (VmpLaunchWorker *self, VmpLaunchToldType type)
{
  tell (self, &(VmpLaunchTold) { .type = type });
}

static void
close_fd (int *fd)
{
  if (*fd >= 0)
    close (*fd);
  *fd = -1;
}

static void
streams_clear (Streams *self)
{
  for (guint i = 0; i < VMP_LAUNCH_N_STREAMS; i++)
    {
      close_fd (&self->read_fds[i]);
      close_fd (&self->write_fds[i]);
    }
  close_fd (&self->nothing_fd);
}

static gboolean
set_io_error (GError **error, const char *what)
{
  int errsv = errno;

  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errsv), "%s: %s", what, g_strerror (errsv));
  return FALSE;
}

/* A terminal that hands on what is written as it is. Nobody's controlling terminal: keys are not sent to it. */
static gboolean
open_terminal (int *out_read, int *out_write, GError **error)
{
  struct winsize size = { .ws_row = TERMINAL_LINES, .ws_col = TERMINAL_COLUMNS };
  struct termios mode;
  char name[64];

  *out_read = posix_openpt (O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (*out_read < 0 || grantpt (*out_read) != 0 || unlockpt (*out_read) != 0 || ptsname_r (*out_read, name, sizeof name) != 0
      || (*out_write = open (name, O_RDWR | O_NOCTTY | O_CLOEXEC)) < 0)
    return set_io_error (error, _("No terminal for its output could be made. Launch it with “Output as to a Terminal” switched off"));
  if (tcgetattr (*out_write, &mode) == 0)
    {
      cfmakeraw (&mode);
      tcsetattr (*out_write, TCSANOW, &mode);
    }
  ioctl (*out_write, TIOCSWINSZ, &size);
  return TRUE;
}

static gboolean
open_pipe (int *out_read, int *out_write, GError **error)
{
  int fds[2];

  if (pipe2 (fds, O_CLOEXEC) != 0)
    return set_io_error (error, _("No pipe for its output could be made"));
  *out_read = fds[0];
  *out_write = fds[1];
  return TRUE;
}

static gboolean
open_streams (Streams *self, gboolean terminal, GError **error)
{
  self->nothing_fd = open ("/dev/null", O_RDONLY | O_CLOEXEC);
  if (self->nothing_fd < 0)
    return set_io_error (error, "/dev/null");
  if (!open_pipe (&self->read_fds[VMP_LAUNCH_STDERR], &self->write_fds[VMP_LAUNCH_STDERR], error))
    return FALSE;
  if (terminal)
    return open_terminal (&self->read_fds[VMP_LAUNCH_STDOUT], &self->write_fds[VMP_LAUNCH_STDOUT], error);
  return open_pipe (&self->read_fds[VMP_LAUNCH_STDOUT], &self->write_fds[VMP_LAUNCH_STDOUT], error);
}

/* A terminal invites programs to wait for keys, which nobody presses: those that ask are told that it can do nothing. */
static GStrv
dup_environment (const VmpLaunchSpec *spec)
{
  static const char *const plain[] = { "TERM=dumb", "PAGER=cat", "GIT_PAGER=cat", "SYSTEMD_PAGER=", NULL };
  g_auto (GStrv) inherited = g_get_environ ();
  g_auto (GStrv) base = spec->terminal ? vmp_launch_dup_environment ((const char *const *) inherited, plain)
                                       : g_strdupv (inherited);

  return vmp_launch_dup_environment ((const char *const *) base, (const char *const *) spec->environment);
}

static GStrv
dup_arguments (const VmpLaunchSpec *spec, GError **error)
{
  g_auto (GStrv) argv = g_strdupv (spec->argv);
  char *program;

  if (!g_str_equal (argv[0], VMP_LAUNCH_LAB_PROGRAM))
    return g_steal_pointer (&argv);
  program = vmp_own_program_find (VMP_LAUNCH_LAB_PROGRAM, "VMP_LAB", "../lab", error);
  if (program == NULL)
    return NULL;
  g_free (argv[0]);
  argv[0] = program;
  return g_steal_pointer (&argv);
}

static VmpLauncher *
create_launcher (const VmpLaunchSpec *spec, gboolean name_memory, VmpMarkBox *box, const Streams *streams, GError **error)
{
  VmpLaunchOptions options = VMP_LAUNCH_OPTIONS_INIT;
  g_auto (GStrv) envp = dup_environment (spec);
  g_auto (GStrv) argv = dup_arguments (spec, error);

  if (argv == NULL)
    return NULL;
  if (box != NULL)
    envp = g_environ_setenv (g_steal_pointer (&envp), VMP_MARK_VARIABLE, vmp_mark_box_get_folder (box), TRUE);
  options.argv = (const char *const *) argv;
  options.envp = (const char *const *) envp;
  options.directory = *spec->directory != '\0' ? spec->directory : NULL;
  options.stdin_fd = streams->nothing_fd;
  options.stdout_fd = streams->write_fds[VMP_LAUNCH_STDOUT];
  options.stderr_fd = streams->write_fds[VMP_LAUNCH_STDERR];
  options.own_session = TRUE;
  options.name_memory = name_memory;
  options.kept_fds[0] = streams->read_fds[VMP_LAUNCH_STDOUT];
  options.kept_fds[1] = streams->read_fds[VMP_LAUNCH_STDERR];
  return vmp_launcher_new (&options, error);
}

static void
set_launcher (VmpLaunchWorker *self, VmpLauncher *launcher)
{
  g_mutex_lock (&self->mutex);
  self->launcher = launcher;
  g_mutex_unlock (&self->mutex);
}

/* Which process it is, for ever; 0 if it has ended already. */
static guint64
load_start_time_ticks (gint32 pid)
{
  g_autoptr (VmpProcRoot) root = vmp_proc_root_new (NULL, NULL);
  VmpProcess *process = root != NULL ? vmp_process_open (root, pid, NULL) : NULL;
  guint64 ticks = process != NULL ? vmp_process_get_start_time_ticks (process) : 0;

  g_clear_pointer (&process, vmp_process_close);
  return ticks;
}

static gboolean
start (VmpLaunchWorker *self, Streams *streams)
{
  VmpLaunchTold told = { .type = VMP_LAUNCH_TOLD_FAILED };
  VmpLauncher *launcher = NULL;
  VmpLaunchEvent event = VMP_LAUNCH_HELD;

  if (open_streams (streams, self->spec->terminal, &told.error))
    launcher = create_launcher (self->spec, self->name_memory, self->box, streams, &told.error);
  /* The target has them now; while we have them too their end is not seen. */
  for (guint i = 0; i < VMP_LAUNCH_N_STREAMS; i++)
    close_fd (&streams->write_fds[i]);
  if (launcher == NULL || !vmp_launcher_next (launcher, &event, &told.error))
    {
      g_clear_pointer (&launcher, vmp_launcher_free);
      tell (self, &told);
      return FALSE;
    }
  set_launcher (self, launcher);
  told.type = VMP_LAUNCH_TOLD_STARTED;
  told.pid = vmp_launcher_get_pid (launcher);
  told.start_time_ticks = load_start_time_ticks (told.pid);
  told.held = event == VMP_LAUNCH_HELD;
  told.tracing = vmp_launcher_get_tracing (launcher);
  tell (self, &told);
  return TRUE;
}

static void
tell_end (VmpLaunchWorker *self, VmpLauncher *launcher)
{
  VmpLaunchTold told = {
    .type = VMP_LAUNCH_TOLD_ENDED,
    .status = vmp_launcher_get_status (launcher),
    .usage = *vmp_launcher_get_rusage (launcher),
    .rss_peak_bytes = vmp_launcher_get_final_rss_peak_bytes (launcher),
    .vsize_peak_bytes = vmp_launcher_get_final_vsize_peak_bytes (launcher),
  };

  tell (self, &told);
}

/* FALSE when nothing more comes from the launcher. */
static gboolean
handle_launcher (VmpLaunchWorker *self)
{
  VmpLaunchTold lost = { .type = VMP_LAUNCH_TOLD_LOST };
  VmpLaunchEvent event;

  if (!vmp_launcher_next (self->launcher, &event, &lost.error))
    {
      tell (self, &lost);
      return FALSE;
    }
  switch (event)
    {
    case VMP_LAUNCH_EXITING:
      tell_type (self, VMP_LAUNCH_TOLD_ENDING);
      break;
    case VMP_LAUNCH_STOPPED:
      tell_type (self, VMP_LAUNCH_TOLD_STOPPED);
      break;
    case VMP_LAUNCH_CONTINUED:
      tell_type (self, VMP_LAUNCH_TOLD_CONTINUED);
      break;
    case VMP_LAUNCH_UNPRIVILEGED:
      tell_type (self, VMP_LAUNCH_TOLD_UNPRIVILEGED);
      break;
    case VMP_LAUNCH_EXITED:
      tell_end (self, self->launcher);
      return FALSE;
    case VMP_LAUNCH_HELD:
    case VMP_LAUNCH_RUNNING_UNTRACED:
    default:
      break;
    }
  return TRUE;
}

/* A terminal whose last writer has gone gives EIO, a pipe its end. */
static void
read_stream (VmpLaunchWorker *self, Streams *streams, VmpLaunchStream stream, char *buffer)
{
  gssize n = read (streams->read_fds[stream], buffer, CHUNK_BYTES);

  if (n > 0)
    {
      if (vmp_launch_output_append (self->output, stream, buffer, n))
        tell_type (self, VMP_LAUNCH_TOLD_OUTPUT);
    }
  else if (n == 0 || (errno != EINTR && errno != EAGAIN))
    close_fd (&streams->read_fds[stream]);
}

static void
mark_cb (const char *name, gint64 time_nsec, gpointer user_data)
{
  tell (user_data, &(VmpLaunchTold) { .type = VMP_LAUNCH_TOLD_MARK, .name = g_strdup (name), .time_nsec = time_nsec });
}

static void
take_marks (VmpLaunchWorker *self)
{
  if (self->box != NULL)
    vmp_mark_box_take (self->box, mark_cb, self);
}

/* Until the program has ended and its output too, or nobody wants to know. */
static void
follow (VmpLaunchWorker *self, Streams *streams)
{
  g_autofree char *buffer = g_malloc (CHUNK_BYTES);
  int launcher_fd = vmp_launcher_get_fd (self->launcher), mark_fds[2] = { -1, -1 };

  if (self->box != NULL)
    vmp_mark_box_get_fds (self->box, mark_fds);

  while (!g_atomic_int_get (&self->leaves)
         && (launcher_fd >= 0 || streams->read_fds[0] >= 0 || streams->read_fds[1] >= 0))
    {
      struct pollfd fds[] = { { streams->read_fds[0], POLLIN, 0 }, { streams->read_fds[1], POLLIN, 0 },
                              { launcher_fd, POLLIN, 0 }, { self->wake_fd, POLLIN, 0 },
                              { mark_fds[0], POLLIN, 0 }, { mark_fds[1], POLLIN, 0 } };

      if (poll (fds, G_N_ELEMENTS (fds), -1) < 0)
        continue;
      /* The output first: what it wrote before its end is there when its end is told. */
      for (guint i = 0; i < VMP_LAUNCH_N_STREAMS; i++)
        if (fds[i].revents != 0)
          read_stream (self, streams, i, buffer);
      /* What it marked before its end too. */
      if (fds[4].revents != 0 || fds[5].revents != 0 || fds[2].revents != 0)
        take_marks (self);
      if (fds[2].revents != 0 && !handle_launcher (self))
        launcher_fd = -1;
    }
  if (!g_atomic_int_get (&self->leaves))
    tell_type (self, VMP_LAUNCH_TOLD_CLOSED);
}

static gpointer
launch_worker (gpointer data)
{
  VmpLaunchWorker *self = data;
  Streams streams = { { -1, -1 }, { -1, -1 }, -1 };
  VmpLauncher *launcher;

  self->box = vmp_mark_box_new (NULL);
  if (start (self, &streams))
    {
      follow (self, &streams);
      launcher = self->launcher;
      set_launcher (self, NULL);
      vmp_launcher_free (launcher);
    }
  streams_clear (&streams);
  g_clear_pointer (&self->box, vmp_mark_box_free);
  worker_unref (self);
  return NULL;
}

VmpLaunchWorker *
vmp_launch_worker_new (const VmpLaunchSpec *spec, gboolean name_memory, VmpLaunchOutput *output, VmpLaunchToldFunc func,
                       gpointer user_data)
{
  VmpLaunchWorker *self = g_new0 (VmpLaunchWorker, 1);

  g_atomic_ref_count_init (&self->n_refs);
  self->spec = vmp_launch_spec_copy (spec);
  self->name_memory = name_memory;
  self->output = vmp_launch_output_ref (output);
  self->wake_fd = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  g_mutex_init (&self->mutex);
  self->func = func;
  self->user_data = user_data;
  g_thread_unref (g_thread_new ("vmp-launch", launch_worker, worker_ref (self)));
  return self;
}

void
vmp_launch_worker_free (VmpLaunchWorker *self)
{
  guint64 one = 1;

  self->func = NULL;
  g_atomic_int_set (&self->leaves, TRUE);
  /* It only fails when it is full, and then it is readable all the same. */
  (void) !write (self->wake_fd, &one, sizeof one);
  worker_unref (self);
}

void
vmp_launch_worker_go (VmpLaunchWorker *self)
{
  g_mutex_lock (&self->mutex);
  if (self->launcher != NULL)
    vmp_launcher_go (self->launcher);
  g_mutex_unlock (&self->mutex);
}

void
vmp_launch_worker_signal (VmpLaunchWorker *self, int signal)
{
  g_mutex_lock (&self->mutex);
  if (self->launcher != NULL)
    vmp_launcher_pass_signal (self->launcher, signal);
  g_mutex_unlock (&self->mutex);
}
