/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules over what a verb records: alerts become part of the recording. */
#pragma once

#include "core/kernel/vmp-proc-root.h"
#include "core/model/vmp-event.h"

G_BEGIN_DECLS

typedef struct _VmpCliAlerts VmpCliAlerts;

/* @path: (nullable): a file of rules; NULL: the user's own, or the ready-made ones. Says on stderr what is wrong with some rules, and
 * which can't be watched. @children: they are followed. NULL with @error. */
VmpCliAlerts *vmp_cli_alerts_new     (const char *path, VmpProcRoot *root, gint64 interval_nsec, gboolean children,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
void          vmp_cli_alerts_free    (VmpCliAlerts *self);
/* The ALERT events that @batch brings, or NULL. */
VmpBatch     *vmp_cli_alerts_consume (VmpCliAlerts *self, VmpBatch *batch) G_GNUC_WARN_UNUSED_RESULT;
/* How many have begun so far. */
guint         vmp_cli_alerts_get_n   (const VmpCliAlerts *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VmpCliAlerts, vmp_cli_alerts_free)

G_END_DECLS
