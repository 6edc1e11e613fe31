/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Made-up measurements for tests and benchmarks of what shows them. */
#pragma once

#include "core/model/vmp-session.h"

G_BEGIN_DECLS

/* Starts target 1 of @session, named "demo". */
void chart_feed_start  (VmpSession *session, gint64 time_nsec);
/* One sample of memory of @rss bytes, divided among the kinds, with faults and heap in proportion. */
void chart_feed_sample (VmpSession *session, gint64 time_nsec, gint64 rss_bytes);
/* A gap, mark, exec or exit; see VmpEvent. Takes what it owns. */
void chart_feed_event  (VmpSession *session, VmpEvent *event);

G_END_DECLS
