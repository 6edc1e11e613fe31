/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The encoding of alerts within that of events. */
#pragma once

#include "vmp-event.h"

G_BEGIN_DECLS

/* Rule, title, metric; severity, stage, scope, derived, base, comparison, unit; since when, value, limit. */
#define VMP_EVENT_ALERT_FORM "(sssyyyyyyyxdd)"

GVariant *vmp_event_alert_to_variant   (const VmpEvent *event) G_GNUC_WARN_UNUSED_RESULT;
/* @payload is of the form above; VMP_ERROR_CORRUPT where it is not what the writer makes. */
gboolean  vmp_event_alert_from_variant (GVariant *payload, VmpEvent *event, GError **error);

G_END_DECLS
