/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the watcher tells as an event: for graphs, recordings and the flight recorder. */
#pragma once

#include "core/model/vmp-event.h"
#include "vmp-alert-watcher.h"

G_BEGIN_DECLS

/**
 * vmp_alert_notice_make_event:
 * @target: number of the process as events have it; 0: of the machine
 * @out: (out): for vmp_event_clear()
 */
void vmp_alert_notice_make_event (const VmpAlertNotice *notice, guint32 target, VmpEvent *out);
/* What the outcome of @notice is called in events. */
VmpAlertStage vmp_alert_notice_get_stage (const VmpAlertNotice *notice);

G_END_DECLS
