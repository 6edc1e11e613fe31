/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Alerts as notifications of the desktop: sent when a rule is broken, withdrawn when that is over. */
#pragma once

#include "vmp-alert-service.h"

G_BEGIN_DECLS

#define VMP_TYPE_ALERT_NOTIFIER (vmp_alert_notifier_get_type ())
G_DECLARE_FINAL_TYPE (VmpAlertNotifier, vmp_alert_notifier, VMP, ALERT_NOTIFIER, GObject)

/* Sends by @application, which is borrowed and has the actions "app.show-alert" and "app.mute-alert". Returns: (transfer full) */
VmpAlertNotifier *vmp_alert_notifier_new       (VmpAlertService *service,
                                                GApplication    *application) G_GNUC_WARN_UNUSED_RESULT;

/* What a notification says, in pieces of bounded length, without what a daemon could take for markup. Owned. */
char             *vmp_alert_notifier_dup_title (const VmpAlertEntry *entry) G_GNUC_WARN_UNUSED_RESULT;
char             *vmp_alert_notifier_dup_body  (const VmpAlertEntry *entry) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
