/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Times, times of day and amounts as a rules file writes them. For reader and writer of the file. */
#pragma once

#include "core/alert/vmp-alert-rule.h"

G_BEGIN_DECLS

/* "500ms", "30s", "10min", "1h", "2d", to the millisecond. FALSE if it is no such text, or longer than a thousand days. */
gboolean  vmp_rules_parse_time    (const char *text, gint64 *out_nsec);
char     *vmp_rules_dup_time      (gint64 nsec) G_GNUC_WARN_UNUSED_RESULT;
/* "22:00": minute of the day. */
gboolean  vmp_rules_parse_minute  (const char *text, gint16 *out_minute);
char     *vmp_rules_dup_minute    (int minute) G_GNUC_WARN_UNUSED_RESULT;
/* "2026-11-30T18:00:00Z", microseconds since 1970. */
gboolean  vmp_rules_parse_moment  (const char *text, gint64 *out_usec);
char     *vmp_rules_dup_moment    (gint64 usec) G_GNUC_WARN_UNUSED_RESULT;
/* "500 MiB", "1.5GB" where @unit is bytes; "10 %" where it is percent. */
gboolean  vmp_rules_parse_amount  (const char *text, VmpAlertUnit unit, double *out);

G_END_DECLS
