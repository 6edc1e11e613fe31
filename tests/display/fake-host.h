/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A host that measures what tests make up. */
#pragma once

#include "app/vmp-monitor.h"

typedef struct
{
  VmpHost         base;
  VmpMonitor     *monitor;          /* borrowed: it owns the host */
  GArray         *events;           /* of VmpEvent, waiting */
  VmpProcessList *processes;        /* waiting */

  /* What was asked of it. */
  guint32         last_target;
  gint32          watched_pid;
  guint64         watched_start_time_ticks;
  VmpWatchOptions options;
  guint           n_watched, n_unwatched, n_refreshed;
  guint32         last_request, cancelled_request;
  guint32         pages_target;
  guint64         pages_start_addr, pages_end_addr;
  gboolean        paused;
  gint64          list_interval_nsec;
  guint           list_columns;
} FakeHost;

/* Sets *out_host to what the monitor measures by. */
VmpMonitor *fake_host_new_monitor (FakeHost       **out_host);
/* Hands over a list (taken) or events of a target, as the host's thread would. */
void        fake_host_list        (FakeHost        *self,
                                   VmpProcessList  *processes);
void        fake_host_start       (FakeHost        *self,
                                   guint32          target,
                                   const char      *name,
                                   gint64           uid,
                                   guint8           kind);
/* All metrics are missing for @reason but resident memory. */
void        fake_host_sample      (FakeHost        *self,
                                   guint32          target,
                                   gint64           rss_bytes,
                                   VmpReason        reason);
void        fake_host_exit        (FakeHost        *self,
                                   guint32          target,
                                   gint64           status);
/* A child that is measured with it from now on; its START is to follow. */
void        fake_host_fork        (FakeHost        *self,
                                   guint32          target,
                                   guint32          child_target,
                                   gint32           child_pid);
/* A snapshot of its mappings (taken), or the reason why there is none. */
void        fake_host_maps        (FakeHost        *self,
                                   guint32          target,
                                   VmpAddressSpace *space,
                                   VmpReason        reason);
/* The answer to a request of pages (taken), or the reason why there is none. */
void        fake_host_pages       (FakeHost        *self,
                                   guint32          target,
                                   guint32          request,
                                   VmpPageStates   *states,
                                   VmpReason        reason);
/* Runs the main loop until it is idle. */
void        fake_host_settle      (void);
