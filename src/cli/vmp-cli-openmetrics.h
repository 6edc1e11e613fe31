/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A recording as OpenMetrics text, for Prometheus and what reads its files. */
#pragma once

#include "core/store/vmp-recording.h"
#include "vmp-cli-output.h"

G_BEGIN_DECLS

/* The @chosen metrics of all processes in [from, to). */
void vmp_cli_openmetrics_print (VmpRecording   *recording,
                                const gboolean  chosen[VMP_N_METRICS],
                                gint64          from_nsec,
                                gint64          to_nsec,
                                VmpCliOutput   *out);

G_END_DECLS
