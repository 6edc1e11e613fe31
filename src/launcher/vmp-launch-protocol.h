/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the stub and the profiler say to each other, over a SOCK_SEQPACKET pair: fixed messages of one machine. */
#pragma once

#include <stdint.h>

/* Arguments of the stub: descriptor of its socket, "t" or "-" (trace the exit), directory or "", then the command. */
#define VMP_LAUNCH_ARG_FD 1
#define VMP_LAUNCH_ARG_TRACE_EXIT 2
#define VMP_LAUNCH_ARG_DIRECTORY 3
#define VMP_LAUNCH_ARG_COMMAND 4

#define VMP_LAUNCH_UNKNOWN INT64_MIN

/* From the stub. Each of HELD and EXITING is answered by one byte, "go"; the end of the socket is an answer too. */
typedef enum
{
  VMP_LAUNCH_SAYS_HELD = 1,     /* pid */
  VMP_LAUNCH_SAYS_UNTRACED,     /* pid: runs already */
  VMP_LAUNCH_SAYS_FAILED,       /* error: errno of exec, chdir or fork */
  VMP_LAUNCH_SAYS_EXITING,      /* rss_peak_bytes, vsize_peak_bytes */
  VMP_LAUNCH_SAYS_STOPPED,
  VMP_LAUNCH_SAYS_CONTINUED,
  VMP_LAUNCH_SAYS_EXITED,       /* status and usage */
} VmpLaunchWord;

typedef struct
{
  int32_t word;
  int32_t pid;
  int32_t error;
  int32_t status;               /* as wait4() gives it */
  int64_t user_nsec, system_nsec;
  int64_t max_rss_bytes;
  int64_t minor_faults, major_faults;
  int64_t in_blocks, out_blocks;
  int64_t voluntary_switches, involuntary_switches;
  int64_t rss_peak_bytes, vsize_peak_bytes;
} VmpLaunchMessage;
