/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One condition of a rule, to be changed: what, how it is taken, and from where on it is an alert. */
#pragma once

#include <adwaita.h>

#include "core/alert/vmp-alert-rule.h"

G_BEGIN_DECLS

#define VMP_TYPE_ALERT_CONDITION_GROUP (vmp_alert_condition_group_get_type ())
G_DECLARE_FINAL_TYPE (VmpAlertConditionGroup, vmp_alert_condition_group, VMP, ALERT_CONDITION_GROUP, AdwBin)

/**
 * VmpAlertConditionGroup::changed:
 *
 * The user changed something.
 */

/**
 * VmpAlertConditionGroup::remove-condition:
 *
 * The user wants it out of the rule.
 */

/* @is_machine: its metrics are of the whole machine. */
GtkWidget *vmp_alert_condition_group_new (const VmpAlertCondition *condition, gboolean is_machine);
/* FALSE if something that was typed can't be understood, which is shown. */
gboolean   vmp_alert_condition_group_get (VmpAlertConditionGroup *self, VmpAlertCondition *out);
/* Whether it can be taken out. */
void       vmp_alert_condition_group_set_removable (VmpAlertConditionGroup *self, gboolean removable);

G_END_DECLS
