/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The user's file of rules, read and written by workers, and in words what is wrong with it. */
#pragma once

#include <gio/gio.h>

#include "core/alert/vmp-alert-rule.h"

G_BEGIN_DECLS

/* What was read of the file. */
typedef struct
{
  VmpAlertSet *set;         /* owned; NULL: it can not be used */
  char        *problem;     /* owned, a line each; NULL: nothing is wrong */
  gboolean     can_change;  /* FALSE: writing it would lose what is not understood */
} VmpAlertRules;

void           vmp_alert_rules_free        (gpointer             self);
/* Where there is no file the ready-made rules are the result. */
void           vmp_alert_rules_load_async  (GObject             *source,
                                            const char          *path,
                                            GCancellable        *cancellable,
                                            GAsyncReadyCallback  callback);
/* NULL only if it was cancelled. */
VmpAlertRules *vmp_alert_rules_load_finish (GAsyncResult        *result) G_GNUC_WARN_UNUSED_RESULT;
void           vmp_alert_rules_save_async  (GObject             *source,
                                            const char          *path,
                                            VmpAlertSet         *set,
                                            GCancellable        *cancellable,
                                            GAsyncReadyCallback  callback);
gboolean       vmp_alert_rules_save_finish (GAsyncResult        *result,
                                            GError             **error);

G_END_DECLS
