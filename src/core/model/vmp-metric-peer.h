/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What other programs show for the same thing, and why it differs. */
#pragma once

#include "vmp-metric.h"

G_BEGIN_DECLS

typedef enum
{
  VMP_PEER_TOP,
  VMP_PEER_HTOP,
  VMP_PEER_GNOME_SYSTEM_MONITOR,
  VMP_PEER_RESOURCES,
  VMP_N_PEERS
} VmpPeer;

#define VMP_METRIC_PEER_MOST_TERMS 3

/* @metrics[0] ± the others. Where @n_metrics is 0 the peer shows no such number, or one that our values do not tell; the reason
 * says which. */
typedef struct
{
  VmpMetricId  metric;                              /* what it is compared with */
  VmpPeer      peer;
  const char  *column;                              /* as the peer names it; NULL: it shows none */
  guint        n_metrics;
  VmpMetricId  metrics[VMP_METRIC_PEER_MOST_TERMS];
  gboolean     subtract;                            /* the terms after the first, instead of adding them */
  const char  *reason;                              /* N_(): one sentence that says what it counts */
} VmpMetricPeer;

/* The program's own name, which is not translated. Static. */
const char          *vmp_peer_get_name          (VmpPeer peer);
/* "top", "gnome-system-monitor": stable. Static. */
const char          *vmp_peer_to_key            (VmpPeer peer);

/* The rows of one metric, *out_n of them, in the order of VmpPeer; none for what no other program counts. Static. */
const VmpMetricPeer *vmp_metric_get_peers       (VmpMetricId metric, guint *out_n);
/* What the peer would show, from @values, which has one of each metric; VMP_MISSING if one that it needs is. */
gint64               vmp_metric_peer_evaluate   (const VmpMetricPeer *self, const gint64 *values);
/* "rss - rss-file - rss-shmem"; NULL if it cannot be computed. Owned. */
char                *vmp_metric_peer_dup_formula (const VmpMetricPeer *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
