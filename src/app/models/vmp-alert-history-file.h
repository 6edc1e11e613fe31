/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The file of the history of alerts: JSON. */
#pragma once

#include "vmp-alert-record.h"

G_BEGIN_DECLS

/* @records: of VmpAlertRecord, newest first. Owned. */
char      *vmp_alert_history_file_to_text (GPtrArray *records) G_GNUC_WARN_UNUSED_RESULT;
/* Of VmpAlertRecord, owned: what can be understood of a file that nobody vouches for, at most @most. Any thread. */
GPtrArray *vmp_alert_history_file_load    (const char *path, guint most) G_GNUC_WARN_UNUSED_RESULT;
/* Replaces the file as a whole or not at all, and makes its folder. Only its owner can read it. Any thread. */
gboolean   vmp_alert_history_file_save    (const char *path, const char *text, GError **error);

G_END_DECLS
