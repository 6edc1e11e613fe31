/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A rule of alerts, to be made or changed in plain words, and tried on the past while it is. */
#pragma once

#include <adwaita.h>

#include "../vmp-alert-service.h"

G_BEGIN_DECLS

#define VMP_TYPE_ALERT_EDITOR (vmp_alert_editor_get_type ())
G_DECLARE_FINAL_TYPE (VmpAlertEditor, vmp_alert_editor, VMP, ALERT_EDITOR, AdwDialog)

/**
 * VmpAlertEditor::remove-rule:
 * @id: of the rule
 *
 * The user wants the rule to go. Where nobody listens it is not offered.
 */

/**
 * vmp_alert_editor_new:
 * @target: the process that new rules are about, and on whose past rules are tried; 0 for none
 * @rule: (nullable): the rule; %NULL for a new one
 *
 * @monitor has a service, whose rules can be changed.
 */
AdwDialog *vmp_alert_editor_new            (VmpMonitor         *monitor,
                                            guint32             target,
                                            const VmpAlertRule *rule);
/* A new rule about @metric of @target (or of the machine), with a limit somewhat above what it is now. */
AdwDialog *vmp_alert_editor_new_for_metric (VmpMonitor         *monitor,
                                            guint32             target,
                                            guint               metric);
/* Offers to remove the rule: a listener of "remove-rule" does so. */
void       vmp_alert_editor_offer_removal  (VmpAlertEditor     *self);

G_END_DECLS
