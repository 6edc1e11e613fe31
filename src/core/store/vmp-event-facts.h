/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an event says, as JSON for people who ask a recording with SQL. */
#pragma once

#include "core/model/vmp-event.h"

G_BEGIN_DECLS

/* An object; "{}" for a sample. Owned. */
char       *vmp_event_facts_to_json   (const VmpEvent *event) G_GNUC_WARN_UNUSED_RESULT;
/* What the column event has: the encoding of events, little-endian, without mappings. */
GBytes     *vmp_event_to_bytes        (const VmpEvent *event) G_GNUC_WARN_UNUSED_RESULT;
/* "late", "suspend"…: stable. Static. */
const char *vmp_gap_reason_to_key     (guint8          reason);

G_END_DECLS
