/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was learned of programs, whether they run or not, and kept from one run of the watching to the next. */
#pragma once

#include "vmp-alert-baseline.h"

G_BEGIN_DECLS

/* Of more programs (and metrics, windows of them) only the newest are kept. */
#define VMP_ALERT_LEARNED_MOST 512

/* One thread. */
typedef struct _VmpAlertLearned VmpAlertLearned;

VmpAlertLearned *vmp_alert_learned_new      (void) G_GNUC_WARN_UNUSED_RESULT;
void             vmp_alert_learned_free     (VmpAlertLearned *self);
guint            vmp_alert_learned_count    (const VmpAlertLearned *self);

/* Keeps a copy of @baseline under @key, unless what is there was learned for much longer and is as new. @sec: seconds since 1970. Of a
 * baseline that saw hardly anything nothing is kept. */
void             vmp_alert_learned_put      (VmpAlertLearned *self, const char *key, const VmpAlertBaseline *baseline, gint64 sec);
/* A copy for a new process of the program. FALSE if nothing is known. */
gboolean         vmp_alert_learned_find     (VmpAlertLearned *self, const char *key, VmpAlertBaseline *out);
/* Takes over what @from knows and @self does not, or not as new. */
void             vmp_alert_learned_merge    (VmpAlertLearned *self, const VmpAlertLearned *from);

/**
 * vmp_alert_learned_load:
 * @now_sec: seconds since 1970; what is older than a month is left out
 *
 * Reads a file that vmp_alert_learned_save() wrote. Nobody vouches for it: what can not be is left out.
 *
 * Returns: (transfer full) (nullable): %NULL with @error: VMP_ERROR_GONE if there is none, CORRUPT, TOO_BIG, UNSUPPORTED (a newer version
 *   wrote it; it is to be left as it is), DENIED, IO
 */
VmpAlertLearned *vmp_alert_learned_load     (const char *path, gint64 now_sec, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Replaces the file, and makes its folder; what other programs wrote into it meanwhile is kept. A file of a newer version is not touched.
 * Only its owner can read it. */
gboolean         vmp_alert_learned_save     (const VmpAlertLearned *self, const char *path, gint64 now_sec, GError **error);
VmpAlertLearned *vmp_alert_learned_copy     (const VmpAlertLearned *self) G_GNUC_WARN_UNUSED_RESULT;
/* In the user's state folder; owned. */
char            *vmp_alert_learned_dup_default_path (void) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VmpAlertLearned, vmp_alert_learned_free)

G_END_DECLS
