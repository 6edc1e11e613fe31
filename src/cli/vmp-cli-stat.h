/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parts of vmp stat share. */
#pragma once

#include "core/engine/vmp-probe.h"
#include "vmp-cli-json.h"
#include "vmp-cli.h"

G_BEGIN_DECLS

/* The command line as understood. */
typedef struct
{
  gint32        pid;
  GArray       *ids;                    /* owned, of VmpMetricId: as asked for, or the usual ones */
  gboolean      chosen[VMP_N_METRICS];  /* which are shown */
  gboolean      by_user;                /* TRUE if the user named them */
  gboolean      explain, json;
  VmpCliNumbers numbers;
  gint64        interval_nsec;          /* of watching */
  guint64       count;                  /* samples after which to stop; 0: never */
} VmpCliStatOptions;

/* Opens @pid and says in @error what to do if that fails. */
VmpProbe *vmp_cli_stat_open       (VmpProcRoot              *root,
                                   gint32                    pid,
                                   GError                  **error) G_GNUC_WARN_UNUSED_RESULT;
/* The process as it is now. Strings are borrowed from @info. FALSE if it ended: only the state is missing then. */
void      vmp_cli_stat_describe   (VmpProcess               *process,
                                   const VmpProcessInfo     *info,
                                   VmpCliProcess            *out);
/* The VmpTier bits that @options need. */
guint     vmp_cli_stat_get_tiers  (const VmpCliStatOptions  *options);
void      vmp_cli_stat_clear_info (VmpProcessInfo           *info);

/* One reading of all, printed. Returns the exit status. */
int       vmp_cli_stat_once       (const VmpCliVerb         *verb,
                                   const VmpCliStatOptions  *options);
/* A line a sample until the process ends. Returns the exit status. */
int       vmp_cli_stat_watch      (const VmpCliVerb         *verb,
                                   const VmpCliStatOptions  *options);

G_END_DECLS
