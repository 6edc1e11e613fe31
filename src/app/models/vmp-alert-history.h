/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The alerts that fired, newest first: a list model, kept in a file of bounded size. */
#pragma once

#include <gio/gio.h>

#include "vmp-alert-record.h"

G_BEGIN_DECLS

/* Older ones are forgotten. */
#define VMP_ALERT_HISTORY_MOST 500

#define VMP_TYPE_ALERT_HISTORY (vmp_alert_history_get_type ())
G_DECLARE_FINAL_TYPE (VmpAlertHistory, vmp_alert_history, VMP, ALERT_HISTORY, GObject)

/**
 * VmpAlertHistory::changed:
 *
 * There is another alert, or one is different. (GListModel::items-changed tells of the former alone.)
 */

/* @path: of the file, which is read by a worker; (nullable): kept nowhere. Returns: (transfer full) */
VmpAlertHistory *vmp_alert_history_new         (const char      *path) G_GNUC_WARN_UNUSED_RESULT;
/* In the user's state folder; owned. */
char            *vmp_alert_history_dup_default_path (void) G_GNUC_WARN_UNUSED_RESULT;
/* Takes @record. */
void             vmp_alert_history_take        (VmpAlertHistory *self,
                                                VmpAlertRecord  *record);
/* Borrowed; NULL if there is none (any more). */
VmpAlertRecord  *vmp_alert_history_find        (VmpAlertHistory *self,
                                                const char      *id);
/* What the system as it runs now is called, "" if that is not known: alerts of another run of it are of other processes. */
void             vmp_alert_history_set_boot_id (VmpAlertHistory *self,
                                                const char      *boot_id);
/* Was it since the system started? Only then are there graphs of that time. */
gboolean         vmp_alert_history_is_recent   (VmpAlertHistory *self,
                                                const VmpAlertEntry *entry);
/* Is it about this process? */
gboolean         vmp_alert_history_is_of       (VmpAlertHistory *self,
                                                const VmpAlertEntry *entry,
                                                gint32           pid,
                                                guint64          start_time_ticks);
/* The alert of a rule that goes on for a process (pid 0: the machine); borrowed, NULL if there is none. */
VmpAlertRecord  *vmp_alert_history_find_open   (VmpAlertHistory *self,
                                                const char      *rule,
                                                gint32           pid,
                                                guint64          start_time_ticks);
/* How often a rule fired, as far as is remembered, and when last (microseconds since 1970; 0). */
guint            vmp_alert_history_count_rule  (VmpAlertHistory *self,
                                                const char      *rule,
                                                gint64          *out_last_usec);
/* Alerts that were not acknowledged: of a process, and those of the machine if @and_machine. */
guint            vmp_alert_history_count_new   (VmpAlertHistory *self,
                                                gint32           pid,
                                                guint64          start_time_ticks,
                                                gboolean         and_machine);
void             vmp_alert_history_acknowledge_all (VmpAlertHistory *self);
void             vmp_alert_history_clear       (VmpAlertHistory *self);
/* The file's text; owned. */
char            *vmp_alert_history_to_text     (VmpAlertHistory *self) G_GNUC_WARN_UNUSED_RESULT;
/* Writes what is not written yet, at once: for the end of the program and for tests. */
void             vmp_alert_history_flush       (VmpAlertHistory *self);

G_END_DECLS
