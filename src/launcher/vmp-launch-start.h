/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Forks the target and brings it to its first instruction. */
#pragma once

#include "vmp-launch-protocol.h"

#include <stdbool.h>
#include <sys/types.h>

typedef struct
{
  pid_t    pid;
  bool     traced;        /* it is stopped after exec; else it runs already */
  uint32_t untraced;      /* VmpLaunchUntraced, where not traced */
  uint32_t failed_stage;  /* VmpLaunchStage, where starting failed */
  int      failed_errno;
} VmpLaunchStart;

/* Starts argv[0] as @request says. False with the failure in @out: nothing is left running then. All signals are blocked. */
bool vmp_launch_start (const VmpLaunchRequest *request,
                       char                  **argv,
                       VmpLaunchStart         *out);
