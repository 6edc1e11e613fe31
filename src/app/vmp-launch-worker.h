/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The thread of one launched program: starts it, waits for what becomes of it, reads its output. */
#pragma once

#include "core/engine/vmp-launcher.h"
#include "vmp-launch-output.h"
#include "vmp-launch-spec.h"

G_BEGIN_DECLS

/* A command of this name is the program of the demos, which belongs to this one and is in no folder of PATH. */
#define VMP_LAUNCH_LAB_PROGRAM "vmp-lab"

typedef struct _VmpLaunchWorker VmpLaunchWorker;

typedef enum
{
  VMP_LAUNCH_TOLD_FAILED,       /* error */
  VMP_LAUNCH_TOLD_STARTED,      /* pid, start_time_ticks, held, tracing */
  VMP_LAUNCH_TOLD_ENDING,       /* held at its end until vmp_launch_worker_go() */
  VMP_LAUNCH_TOLD_STOPPED,      /* by job control */
  VMP_LAUNCH_TOLD_CONTINUED,
  VMP_LAUNCH_TOLD_UNPRIVILEGED,
  VMP_LAUNCH_TOLD_ENDED,        /* status, usage, peaks */
  VMP_LAUNCH_TOLD_LOST,         /* error: what becomes of it is not known any more */
  VMP_LAUNCH_TOLD_OUTPUT,       /* there is new output */
  VMP_LAUNCH_TOLD_MARK,         /* name, time_nsec: it, or somebody beside it, named a moment */
  VMP_LAUNCH_TOLD_CLOSED,       /* nobody can write to its output any more */
} VmpLaunchToldType;

typedef struct
{
  VmpLaunchToldType type;
  gint64            time_nsec;          /* CLOCK_BOOTTIME */
  GError           *error;              /* owned */
  char             *name;               /* owned; escaped */
  gint32            pid;
  guint64           start_time_ticks;   /* 0: not known */
  gboolean          held;               /* until vmp_launch_worker_go() */
  VmpLaunchTracing  tracing;
  int               status;             /* as wait4() gives it */
  VmpRusage         usage;
  gint64            rss_peak_bytes, vsize_peak_bytes;
} VmpLaunchTold;

/* Called in the main thread, in the order of the events. @told is borrowed for the call. */
typedef void (*VmpLaunchToldFunc) (const VmpLaunchTold *told, gpointer user_data);

/* Starts the thread. The output is filled as it comes. */
VmpLaunchWorker *vmp_launch_worker_new    (const VmpLaunchSpec *spec, gboolean name_memory, VmpLaunchOutput *output, VmpLaunchToldFunc func,
                                           gpointer user_data) G_GNUC_WARN_UNUSED_RESULT;
/* No call of the function comes after this. The program, if it still runs, goes on without anybody looking; the thread ends
 * by itself. */
void             vmp_launch_worker_free   (VmpLaunchWorker *self);
/* Lets a held program go on. */
void             vmp_launch_worker_go     (VmpLaunchWorker *self);
/* Sends a signal to the program's process group, if it runs. */
void             vmp_launch_worker_signal (VmpLaunchWorker *self, int signal);

G_END_DECLS
