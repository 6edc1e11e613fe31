/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules and alerts in words and signs, for the pages that show them. */
#pragma once

#include <gtk/gtk.h>

#include "core/alert/vmp-alert-rule.h"
#include "core/model/vmp-format.h"
#include "../models/vmp-alert-record.h"

G_BEGIN_DECLS

/* "Resident", "Available memory": static, translated. */
const char *vmp_alert_words_get_metric   (guint                metric);
/* What a rule is about and from where on: "Resident: more than 612 MiB, for 30 s; every process". Owned. */
char       *vmp_alert_words_dup_rule     (const VmpAlertRule  *rule,
                                          VmpUnits             units) G_GNUC_WARN_UNUSED_RESULT;
/* A moment (microseconds since 1970) as the user's clock shows it, with the day if it is not today. Owned. */
char       *vmp_alert_words_dup_time     (gint64               time_usec) G_GNUC_WARN_UNUSED_RESULT;
/* "firefox (2011)", "The machine". Owned. */
char       *vmp_alert_words_dup_process  (const VmpAlertEntry *entry) G_GNUC_WARN_UNUSED_RESULT;
/* "14:03 to 14:10 (7 min)", "since 14:03". Owned. */
char       *vmp_alert_words_dup_duration (const VmpAlertEntry *entry) G_GNUC_WARN_UNUSED_RESULT;
/* A line with tabs: when, how long, severity, rule, process, value, limit. Owned. */
char       *vmp_alert_words_dup_line     (const VmpAlertEntry *entry,
                                          VmpUnits             units) G_GNUC_WARN_UNUSED_RESULT;
/* The sign of a severity, with its word for screen readers. Floating. */
GtkWidget  *vmp_alert_words_new_icon     (VmpAlertSeverity     severity);

G_END_DECLS
