/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Starts a program under measurement, through the stub vmp-launch. */
#pragma once

#include "core/model/vmp-event.h"

G_BEGIN_DECLS

typedef struct _VmpLauncher VmpLauncher;

typedef struct
{
  const char *const *argv;          /* program and arguments, looked up in PATH of @envp */
  const char *const *envp;          /* NULL: this process's environment */
  const char        *directory;     /* NULL: this process's */
  int                stdin_fd, stdout_fd, stderr_fd;   /* -1: inherited. Borrowed */
  gboolean           trace_exit;    /* hold it once more at its end for exact final figures. It stays traced meanwhile,
                                       so that a set-uid program which it turns into by exec gets no privileges */
  gboolean           stop_along;    /* stop this process while the target is stopped, as a shell's job is */
  gboolean           own_session;   /* it leads a session and a process group; signals passed on reach the whole group */
  int                kept_fds[2];   /* where this process reads its output, -1: none. Should this process end first, the
                                       stub reads on and throws away, so that the target is not ended by it. Borrowed */
  gboolean           name_memory;   /* ask its C library to name heaps and stacks, by a variable in its environment */
} VmpLaunchOptions;

#define VMP_LAUNCH_OPTIONS_INIT { NULL, NULL, NULL, -1, -1, -1, TRUE, FALSE, FALSE, { -1, -1 }, FALSE }

typedef enum
{
  VMP_LAUNCH_HELD,        /* stopped after exec, before its first instruction: attach, then vmp_launcher_go() */
  VMP_LAUNCH_RUNNING_UNTRACED, /* set-uid and the like: runs already, measured from just after exec */
  VMP_LAUNCH_EXITING,     /* held at its end, memory still there: read, then vmp_launcher_go() */
  VMP_LAUNCH_STOPPED,     /* stopped by job control; continues by SIGCONT */
  VMP_LAUNCH_CONTINUED,
  VMP_LAUNCH_UNPRIVILEGED, /* it executed a set-uid program or the like, which got no privileges because it is traced */
  VMP_LAUNCH_EXITED,      /* the end: status and rusage are known */
} VmpLaunchEvent;

/* Why a target runs untraced. */
typedef enum
{
  VMP_LAUNCH_IS_TRACED,
  VMP_LAUNCH_PRIVILEGED,  /* set-uid, set-gid or file capabilities: tracing would take them away */
  VMP_LAUNCH_FORBIDDEN,   /* this system does not let a process trace its child (Yama, a container) */
} VmpLaunchTracing;

/* Call first in main(): targets start with the signal mask and the ignored signals that this process has now, whatever it
 * or its libraries change later. Without it those at the time of vmp_launcher_new() hold. */
void             vmp_launcher_remember_signals (void);

/**
 * vmp_launcher_new:
 *
 * Starts the stub, which forks the target, waits until it has executed its program and holds it there. Blocks until then.
 * The target inherits every descriptor of this process that is not close-on-exec.
 * The stub is found beside the program, in libexecdir, or by the environment variable VMP_LAUNCHER.
 *
 * Returns: (transfer full) (nullable): %NULL with @error: GONE (no such program), DENIED (not executable), IO
 */
VmpLauncher     *vmp_launcher_new         (const VmpLaunchOptions *options, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Kills nothing: a target still running goes on (its stub then waits for it). */
void             vmp_launcher_free        (VmpLauncher *self);
gint32           vmp_launcher_get_pid     (VmpLauncher *self);
/* A descriptor to poll for reading. */
int              vmp_launcher_get_fd      (VmpLauncher *self);
/* The next event; blocks if none waits. FALSE with @error if the stub died. */
gboolean         vmp_launcher_next        (VmpLauncher *self, VmpLaunchEvent *out, GError **error);
/* Lets a held target go on. */
void             vmp_launcher_go          (VmpLauncher *self);
/* This process got @signal: passes it on to the target, unless its whole process group, and so the target, got it. A target
 * with a session of its own gets it with its process group, and is continued if it was stopped, in any case.
 * May be called in a signal handler and from any thread. */
void             vmp_launcher_pass_signal (VmpLauncher *self, int signal);
VmpLaunchTracing vmp_launcher_get_tracing (VmpLauncher *self);
/* Whether its C library was asked to name its memory. */
gboolean         vmp_launcher_names_memory (VmpLauncher *self);
/* After EXITED: status as wait4() gives it, and the exact usage. */
int              vmp_launcher_get_status  (VmpLauncher *self);
const VmpRusage *vmp_launcher_get_rusage  (VmpLauncher *self);
/* VmHWM and VmPeak at its end in bytes, VMP_MISSING if it was not traced. */
gint64           vmp_launcher_get_final_rss_peak_bytes   (VmpLauncher *self);
gint64           vmp_launcher_get_final_vsize_peak_bytes (VmpLauncher *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VmpLauncher, vmp_launcher_free)

G_END_DECLS
