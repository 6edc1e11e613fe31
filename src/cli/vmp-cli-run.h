/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What `vmp run` measured, and how it is told. */
#pragma once

#include "core/engine/vmp-launcher.h"
#include "core/model/vmp-session.h"
#include "vmp-cli-marks.h"
#include "vmp-cli-output.h"
#include "vmp-cli-recorder.h"
#include "vmp-cli.h"

G_BEGIN_DECLS

/* As they were given; texts are owned, NULL if not given. */
typedef struct
{
  char    *interval, *rate, *output, *record, *stage_regex, *runs;
  gboolean children, json, quiet, untraced, no_names, stage_processes;
  VmpCliRecorderOptions recorder;
} VmpCliRunOptions;

/* One finished run. */
typedef struct
{
  VmpTarget   *target;            /* borrowed; NULL if it ended before it could be read */
  VmpLauncher *launcher;          /* borrowed */
  gboolean     lost_privileges;   /* it executed a set-uid program, which got no privileges because it was traced */
  gboolean     with_children;
  guint        n_children;        /* processes followed beside the first */
  gint64       tree_pss_peak_bytes, tree_rss_peak_bytes;  /* peak of the sum; VMP_MISSING if not known */
  gint64       elapsed_nsec;      /* from its first instruction to its end, without our last look */
} VmpCliRunResult;

/* What of a run is recorded: its events, marks that the command or others send, and its exact end. */
typedef struct _VmpCliRunRecord VmpCliRunRecord;

/* Marks are of @host's @target, which is read then; not where @host is NULL. */
typedef struct
{
  VmpHost *host;
  guint32  target;
} VmpCliRunRecordWatch;

/* NULL with @error. *environment (a list that is owned) is changed so that the command finds the session. */
VmpCliRunRecord *vmp_cli_run_record_new        (const char                   *path,
                                                const VmpCliRecorderOptions  *options,
                                                VmpProcRoot                  *root,
                                                gint64                        interval_nsec,
                                                char                        **command,
                                                char                       ***environment,
                                                GError                      **error) G_GNUC_WARN_UNUSED_RESULT;
void             vmp_cli_run_record_free       (VmpCliRunRecord *self);
/* What is added to them goes into the recording by vmp_cli_run_record_append_marks(). Borrowed. */
VmpCliMarks     *vmp_cli_run_record_get_marks  (VmpCliRunRecord *self);
void             vmp_cli_run_record_append     (VmpCliRunRecord *self,
                                                VmpBatch        *batch,
                                                guint32          target);
/* With those that have come into the box. */
void             vmp_cli_run_record_append_marks (VmpCliRunRecord            *self,
                                                  const VmpCliRunRecordWatch *watch);
/* With the end of @target as the launcher knows it. FALSE if it could not be recorded, which the user is told. */
gboolean         vmp_cli_run_record_finish     (VmpCliRunRecord *self,
                                                guint32          target,
                                                VmpLauncher     *launcher,
                                                gint64           end_nsec);

/* Runs it so often, and tells how much the runs differ. Returns the exit status; @fd: where the summary goes. */
int              vmp_cli_run_repeat            (const VmpCliVerb       *verb,
                                                const VmpCliRunOptions *options,
                                                guint                   n_runs,
                                                char                  **command,
                                                int                     fd);

/* Signals while the command runs. The terminal's keys reach it by themselves, as it is of our job, and we must survive
 * them to report; what is sent to us alone is passed on. Signals that were ignored from the start stay so. */
void   vmp_cli_run_take_signals   (VmpLauncher *launcher);
/* No signal is passed on any more; all have their default again. */
void   vmp_cli_run_return_signals (void);
/* The command's own end (status as wait4() gives it) becomes ours. Returns the exit status, unless a signal ends it. */
int    vmp_cli_run_end_like       (int status);

/* The highest value of a metric over the run: ours, the kernel's marks and the last one at its end. */
gint64 vmp_cli_run_get_peak    (const VmpCliRunResult *result,
                                VmpMetricId            id);
void   vmp_cli_run_print_text  (const VmpCliRunResult *result,
                                VmpCliOutput          *out);
void   vmp_cli_run_print_json  (const VmpCliRunResult *result,
                                VmpCliOutput          *out);

G_END_DECLS
