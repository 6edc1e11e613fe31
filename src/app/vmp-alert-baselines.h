/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The file of what was learned of programs, read and written by workers. */
#pragma once

#include <gio/gio.h>

#include "core/alert/vmp-alert-learned.h"

G_BEGIN_DECLS

void             vmp_alert_baselines_load_async  (GObject             *source,
                                                  const char          *path,
                                                  GCancellable        *cancellable,
                                                  GAsyncReadyCallback  callback);
/* NULL where there is nothing that can be used: then learning begins anew. */
VmpAlertLearned *vmp_alert_baselines_load_finish (GAsyncResult        *result) G_GNUC_WARN_UNUSED_RESULT;
/* Takes @learned. Where it can not be written there is nothing to be done but to go on. */
void             vmp_alert_baselines_save        (const char          *path,
                                                  VmpAlertLearned     *learned);

G_END_DECLS
