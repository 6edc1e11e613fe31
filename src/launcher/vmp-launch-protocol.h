/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the launcher and its stub say to each other over a SOCK_SEQPACKET pair, one struct a message. */
#pragma once

#include <stdint.h>

/* Both come from one build; a stub of another build refuses the request. */
#define VMP_LAUNCH_VERSION 2
#define VMP_LAUNCH_DIRECTORY_SIZE 4096
#define VMP_LAUNCH_N_KEPT 2

/* The first message to the stub. Bit n - 1 of a set of signals is signal n. */
typedef struct
{
  uint32_t version;
  uint32_t trace_exit;        /* stay attached, and hold the target once more at its end */
  uint32_t stop_along;        /* stop and continue the launching process together with the target */
  uint32_t own_session;       /* the target leads a session and a process group; signals passed on go to that group */
  uint64_t blocked_signals;   /* the mask that the target starts with */
  uint64_t ignored_signals;   /* what it starts ignoring; all others have their default */
  int32_t  kept_fds[VMP_LAUNCH_N_KEPT];            /* where its output is read, or -1: emptied once the launcher is gone */
  char     directory[VMP_LAUNCH_DIRECTORY_SIZE];   /* "": where the stub was started */
} VmpLaunchRequest;

typedef enum
{
  VMP_LAUNCH_COMMAND_GO = 1,    /* let the held target run */
  VMP_LAUNCH_COMMAND_SIGNAL,    /* the launching process got .signal: pass it on, unless the whole group got it */
} VmpLaunchCommandType;

typedef struct
{
  uint32_t type;
  int32_t  signal;
} VmpLaunchCommand;

typedef enum
{
  VMP_LAUNCH_REPORT_FAILED = 1,   /* nothing runs: .stage and .value (errno) say why */
  VMP_LAUNCH_REPORT_HELD,
  VMP_LAUNCH_REPORT_UNTRACED,     /* runs already: .value is a VmpLaunchUntraced */
  VMP_LAUNCH_REPORT_STOPPED,      /* .value: the signal */
  VMP_LAUNCH_REPORT_CONTINUED,
  VMP_LAUNCH_REPORT_UNPRIVILEGED, /* it executed a privileged program, which got no privileges because it is traced */
  VMP_LAUNCH_REPORT_EXITING,      /* .rss_peak_bytes, .vsize_peak_bytes */
  VMP_LAUNCH_REPORT_EXITED,       /* .value: status as wait4() gives it; .usage */
} VmpLaunchReportType;

/* Where starting failed. */
typedef enum
{
  VMP_LAUNCH_STAGE_SETUP,         /* in the stub itself */
  VMP_LAUNCH_STAGE_DIRECTORY,
  VMP_LAUNCH_STAGE_LOOKUP,        /* no such program, or none that may be executed */
  VMP_LAUNCH_STAGE_EXEC,          /* it was found, and the kernel would not execute it */
} VmpLaunchStage;

/* Why a target is not traced. */
typedef enum
{
  VMP_LAUNCH_UNTRACED_PRIVILEGED = 1,   /* set-uid, set-gid or file capabilities: tracing would take them away */
  VMP_LAUNCH_UNTRACED_DENIED,           /* this system does not let a process trace its child */
} VmpLaunchUntraced;

/* From wait4(), in nanoseconds, bytes and blocks of 512 bytes. */
typedef struct
{
  int64_t user_nsec, system_nsec;
  int64_t max_rss_bytes;
  int64_t minor_faults, major_faults;
  int64_t in_blocks, out_blocks;
  int64_t voluntary_switches, involuntary_switches;
} VmpLaunchUsage;

typedef struct
{
  uint32_t       type;
  uint32_t       stage;
  int32_t        pid;
  int32_t        value;
  int64_t        rss_peak_bytes, vsize_peak_bytes;   /* -1: not known */
  VmpLaunchUsage usage;
} VmpLaunchReport;
