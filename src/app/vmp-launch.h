/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One program that was launched from the window: held at its first instruction until it is measured, and once more at its end. */
#pragma once

#include <glib-object.h>

#include "core/engine/vmp-launcher.h"
#include "lab/vmp-lab-table.h"
#include "vmp-launch-output.h"
#include "vmp-launch-spec.h"
#include "vmp-monitor.h"

G_BEGIN_DECLS

typedef enum
{
  VMP_LAUNCH_STATE_NEW,
  VMP_LAUNCH_STATE_STARTING,    /* until the first reading of it */
  VMP_LAUNCH_STATE_RUNNING,
  VMP_LAUNCH_STATE_STOPPED,     /* by job control */
  VMP_LAUNCH_STATE_ENDED,       /* status and usage are known */
  VMP_LAUNCH_STATE_FAILED,      /* nothing was started: there is an error */
  VMP_LAUNCH_STATE_LOST,        /* it may run, but nothing more is told of it: there is an error */
} VmpLaunchState;

#define VMP_TYPE_LAUNCH (vmp_launch_get_type ())
G_DECLARE_FINAL_TYPE (VmpLaunch, vmp_launch, VMP, LAUNCH, GObject)

/**
 * VmpLaunch::identified:
 * @pid: its process id
 * @start_time_ticks: its start time
 *
 * The process exists and is about to be measured.
 */

/**
 * VmpLaunch::output:
 *
 * There is something new in its output; not emitted again before that was taken.
 */

/* Nothing is started yet. Returns: (transfer full) */
VmpLaunch           *vmp_launch_new                  (VmpMonitor *monitor, const VmpLaunchSpec *spec) G_GNUC_WARN_UNUSED_RESULT;
/* A demo program. Returns: (transfer full) */
VmpLaunch           *vmp_launch_new_for_lab          (VmpMonitor *monitor, const VmpLab *lab) G_GNUC_WARN_UNUSED_RESULT;
/* The same once more. Returns: (transfer full) */
VmpLaunch           *vmp_launch_new_again            (VmpLaunch *self) G_GNUC_WARN_UNUSED_RESULT;
/* Once. What becomes of it is told by "notify::state". It keeps itself until the program has ended, whoever else does. */
void                 vmp_launch_start                (VmpLaunch *self);
/* To its process group: SIGTERM, SIGKILL. Nothing happens unless it runs. */
void                 vmp_launch_send_signal          (VmpLaunch *self, int signal);

/* The launch of that process, as long as there is one. Borrowed; NULL: it was not launched from here. */
VmpLaunch           *vmp_launch_find                 (gint32 pid, guint64 start_time_ticks);
/* Those that are alive, borrowed. */
GPtrArray           *vmp_launch_list_alive           (void) G_GNUC_WARN_UNUSED_RESULT;
/* This program ends: what is alive goes on by itself. */
void                 vmp_launch_leave_all            (void);

const VmpLaunchSpec *vmp_launch_get_spec             (VmpLaunch *self);
/* NULL unless it is a demo. */
const VmpLab        *vmp_launch_get_lab              (VmpLaunch *self);
VmpLaunchState       vmp_launch_get_state            (VmpLaunch *self);
/* Starting, running or stopped. */
gboolean             vmp_launch_is_alive             (VmpLaunch *self);
/* NULL unless it failed or was lost. In words for the user. */
const char          *vmp_launch_get_error            (VmpLaunch *self);
/* 0 before "identified". */
gint32               vmp_launch_get_pid              (VmpLaunch *self);
guint64              vmp_launch_get_start_time_ticks (VmpLaunch *self);
VmpLaunchTracing     vmp_launch_get_tracing          (VmpLaunch *self);
/* It executed a program with privileges, which got none because it is traced. */
gboolean             vmp_launch_has_lost_privileges  (VmpLaunch *self);
VmpLaunchOutput     *vmp_launch_get_output           (VmpLaunch *self);
/* Nobody can write to its output any more. */
gboolean             vmp_launch_is_output_closed     (VmpLaunch *self);
/* From its first instruction until now, or until its end; 0 before. */
gint64               vmp_launch_get_elapsed_nsec     (VmpLaunch *self);
/* After its end: status as wait4() gives it, and the exact usage. */
int                  vmp_launch_get_status           (VmpLaunch *self);
const VmpRusage     *vmp_launch_get_usage            (VmpLaunch *self);
/* VmHWM and VmPeak at its very end; VMP_MISSING if it was not traced. */
gint64               vmp_launch_get_rss_peak_bytes   (VmpLaunch *self);
gint64               vmp_launch_get_vsize_peak_bytes (VmpLaunch *self);

G_END_DECLS
