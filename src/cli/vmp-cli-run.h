/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What `vmp run` measured, and how it is told. */
#pragma once

#include "core/engine/vmp-launcher.h"
#include "core/model/vmp-session.h"
#include "vmp-cli-output.h"

G_BEGIN_DECLS

/* One finished run. */
typedef struct
{
  VmpTarget   *target;            /* borrowed; NULL if it ended before it could be read */
  VmpLauncher *launcher;          /* borrowed */
  gboolean     untraced;          /* it has privileges of its own: measured from just after exec */
  gboolean     with_children;
  guint        n_children;        /* processes followed beside the first */
  gint64       tree_pss_peak_bytes, tree_rss_peak_bytes;  /* peak of the sum; VMP_MISSING if not known */
  gint64       elapsed_nsec;
} VmpCliRunResult;

/* The highest value of a metric over the run: ours, the kernel's marks and the last one at its end. */
gint64 vmp_cli_run_get_peak    (const VmpCliRunResult *result,
                                VmpMetricId            id);
void   vmp_cli_run_print_text  (const VmpCliRunResult *result,
                                VmpCliOutput          *out);
void   vmp_cli_run_print_json  (const VmpCliRunResult *result,
                                VmpCliOutput          *out);

G_END_DECLS
