/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Alerts: the rules, and what they told. */
#pragma once

#include <adwaita.h>

#include "../vmp-alert-service.h"

G_BEGIN_DECLS

#define VMP_TYPE_ALERTS_PAGE (vmp_alerts_page_get_type ())
G_DECLARE_FINAL_TYPE (VmpAlertsPage, vmp_alerts_page, VMP, ALERTS_PAGE, AdwBin)

/**
 * VmpAlertsPage::jump:
 * @record: a #VmpAlertRecord of the process that is shown, or of the machine
 *
 * The user wants to see the graphs of that time.
 */

VmpAlertsPage *vmp_alerts_page_new        (void);
/* Shows the alerts of @monitor's service, which has one; new rules and the filter are about the target. */
void           vmp_alerts_page_set_target (VmpAlertsPage *self,
                                           VmpMonitor    *monitor,
                                           guint32        target);

G_END_DECLS
