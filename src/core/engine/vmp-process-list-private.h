/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a process list is made. */
#pragma once

#include "vmp-process-list.h"

G_BEGIN_DECLS

struct _VmpProcessList
{
  gatomicrefcount ref_count;
  GArray         *rows;       /* of VmpProcessRow, ascending by pid */
  gint64          time_nsec;
  gint64          cost_nsec;
  VmpMachineMemory *machine;  /* owned; NULL unless asked for */
};

/* Takes @rows with the strings they hold. */
VmpProcessList *vmp_process_list_new_take (GArray *rows, gint64 time_nsec, gint64 cost_nsec) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
