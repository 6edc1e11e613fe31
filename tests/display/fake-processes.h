/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists of processes that tests make up. */
#pragma once

#include "core/engine/vmp-process-list.h"

/* What a made-up process has; all else is missing. */
typedef struct
{
  gint32      pid;
  const char *name;
  const char *command;
  gint64      uid;
  gint64      rss_bytes;
  guint8      kind;         /* VmpProcessKind */
  gint32      ppid;         /* 0: 1 */
  const char *exe;          /* may be NULL, as may be */
  const char *cgroup;
} FakeProcess;

/* Pids must ascend; the start time of a process is ten times its pid. */
VmpProcessList *fake_processes_new (const FakeProcess *processes, guint n);
