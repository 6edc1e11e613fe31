/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What of the history of alerts is shown: by text and severity. */
#pragma once

#include <adwaita.h>

#include "../models/vmp-alert-record.h"

G_BEGIN_DECLS

#define VMP_TYPE_ALERT_FILTER (vmp_alert_filter_get_type ())
G_DECLARE_FINAL_TYPE (VmpAlertFilter, vmp_alert_filter, VMP, ALERT_FILTER, AdwBin)

/**
 * VmpAlertFilter::changed:
 *
 * The user wants to see others.
 */

/* Are all alerts wanted? */
gboolean vmp_alert_filter_is_empty (VmpAlertFilter      *self);
/* Is this one wanted? Texts are those that are shown: title, process, number of the process, explanation. */
gboolean vmp_alert_filter_matches  (VmpAlertFilter      *self,
                                    const VmpAlertEntry *entry);
/* All are. */
void     vmp_alert_filter_clear    (VmpAlertFilter      *self);

G_END_DECLS
