/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Alerts of the program: watches by the user's rules, whatever windows show, and says when one is broken. One for the program. */
#pragma once

#include "core/alert/vmp-alert-watcher.h"
#include "models/vmp-alert-history.h"
#include "vmp-monitor.h"

G_BEGIN_DECLS

#define VMP_TYPE_ALERT_SERVICE (vmp_alert_service_get_type ())
G_DECLARE_FINAL_TYPE (VmpAlertService, vmp_alert_service, VMP, ALERT_SERVICE, GObject)

/**
 * VmpAlertService::rules-changed:
 *
 * There are other rules, or something else is wrong with the file of rules.
 */

/**
 * VmpAlertService::fired:
 * @record: a #VmpAlertRecord
 *
 * A rule was broken just now.
 */

/**
 * VmpAlertService::ended:
 * @record: a #VmpAlertRecord
 *
 * What was told is over.
 */

/**
 * vmp_alert_service_new:
 * @rules_path: (nullable): of the file of rules; the user's own if %NULL
 * @history_path: (nullable): of the history; kept nowhere if %NULL
 *
 * Watches once the rules were read, by a worker. Where there is no file the ready-made rules hold.
 *
 * Returns: (transfer full)
 */
VmpAlertService    *vmp_alert_service_new           (VmpMonitor      *monitor,
                                                     const char      *rules_path,
                                                     const char      *history_path) G_GNUC_WARN_UNUSED_RESULT;
/* What times and processes of alerts are of, "" if it is not known: call it before anything fires. */
void                vmp_alert_service_set_boot_id   (VmpAlertService *self,
                                                     const char      *boot_id);
/* What is learned of programs is there again the next time: kept in the file @path, which is read by a worker before rules hold. To be called
 * at once after it was made. */
void                vmp_alert_service_keep_baselines (VmpAlertService *self,
                                                     const char      *path);
/* The one that @monitor feeds, NULL if there is none (of a recording, in tests). Borrowed: it lives as long as the monitor. */
VmpAlertService    *vmp_alert_service_get           (VmpMonitor      *monitor);

/* The one of the program: that was made first; NULL before and in tests. Borrowed. */
VmpAlertService    *vmp_alert_service_get_default   (void);

/* The rules in force; empty before they were read. Borrowed until "rules-changed". */
VmpAlertSet        *vmp_alert_service_get_rules     (VmpAlertService *self);
const VmpAlertRule *vmp_alert_service_find_rule     (VmpAlertService *self,
                                                     const char      *id);
/* Is any rule on? */
gboolean            vmp_alert_service_is_watching   (VmpAlertService *self);
/* What is wrong with the file of rules, in words, a line each; NULL if nothing is. Borrowed until "rules-changed". */
const char         *vmp_alert_service_get_problem   (VmpAlertService *self);
/* FALSE where the file must not be written: a newer version wrote it, or it can not be read at all. */
gboolean            vmp_alert_service_can_change    (VmpAlertService *self);
/* Other rules from now on, which are saved too. */
void                vmp_alert_service_set_rules     (VmpAlertService *self,
                                                     VmpAlertSet     *set);
/* One rule more, or in the place of the one with its id. Takes @rule, which has been checked. */
void                vmp_alert_service_take_rule     (VmpAlertService *self,
                                                     VmpAlertRule    *rule);
void                vmp_alert_service_remove_rule   (VmpAlertService *self,
                                                     const char      *id);
void                vmp_alert_service_set_enabled   (VmpAlertService *self,
                                                     const char      *id,
                                                     gboolean         enabled);
/* Of how many processes a rule can say nothing, and how many it concerns. FALSE if there is no such rule. */
gboolean            vmp_alert_service_get_counts    (VmpAlertService *self,
                                                     const char      *id,
                                                     VmpAlertCounts  *out);
/* Borrowed. */
VmpAlertHistory    *vmp_alert_service_get_history   (VmpAlertService *self);
/* The number of the target that is measured of the process of an alert, 0 if it is not measured by itself. */
guint32             vmp_alert_service_find_target   (VmpAlertService *self,
                                                     VmpAlertRecord  *record);
/* Nothing is told of the rule and the process (or machine) of an alert for so long. */
void                vmp_alert_service_mute          (VmpAlertService *self,
                                                     VmpAlertRecord  *record,
                                                     gint64           seconds);
/* An id that no rule has yet, after @stem. Owned. */
char               *vmp_alert_service_dup_free_id   (VmpAlertService *self,
                                                     const char      *stem) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
