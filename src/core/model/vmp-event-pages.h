/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The encoding of page states within that of events. */
#pragma once

#include "vmp-event.h"

G_BEGIN_DECLS

/* Number of the request, cost, reason, whether there are states; range, page size, source, known bits; of each run its
 * address, its length and its bits. */
#define VMP_EVENT_PAGES_FORM "(uxybttuyuatau)"

GVariant *vmp_event_pages_to_variant   (const VmpEvent *event) G_GNUC_WARN_UNUSED_RESULT;
/* @payload is of the form above; VMP_ERROR_CORRUPT where it is not what the writer makes. */
gboolean  vmp_event_pages_from_variant (GVariant *payload, VmpEvent *event, GError **error);

G_END_DECLS
