/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Alerts in words, in the user's language: for reports, the window and notifications alike. */
#pragma once

#include "core/model/vmp-alert-fact.h"
#include "core/model/vmp-format.h"

G_BEGIN_DECLS

/* A title or explanation: those of ready-made rules are translated, others are as they were written. Borrowed. */
const char *vmp_alert_text_translate    (const char *text);
/* "612 MiB", "12 MiB a minute", "34 % of RAM"; "–" where it is not known. Owned. */
char       *vmp_alert_text_dup_amount   (VmpAlertUnit unit, VmpAlertDerived derived, VmpAlertBase base, double amount,
                                         VmpUnits units) G_GNUC_WARN_UNUSED_RESULT;
/* "more than 612 MiB", "at most 5 % of RAM": the limit of a condition. Owned. */
char       *vmp_alert_text_dup_limit    (VmpAlertUnit unit, VmpAlertDerived derived, VmpAlertBase base, VmpAlertComparison comparison,
                                         double limit, VmpUnits units) G_GNUC_WARN_UNUSED_RESULT;
/* Static, translated. */
const char *vmp_alert_text_get_severity (VmpAlertSeverity severity);
/* What became of an alert: "over", "the process ended"… Static, translated. */
const char *vmp_alert_text_get_stage    (VmpAlertStage stage);

G_END_DECLS
