/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A rule tried on the past of a process: how often it would have fired. */
#pragma once

#include "core/alert/vmp-alert-rule.h"
#include "core/model/vmp-session.h"

G_BEGIN_DECLS

/* How far back a rule is tried. */
#define VMP_ALERT_PREVIEW_NSEC (G_GINT64_CONSTANT (3600) * 1000000000)

typedef struct
{
  guint    n_fired;
  gint64   seen_nsec;       /* how long the past is that it was tried on */
  gint64   last_nsec;       /* CLOCK_BOOTTIME when it would have fired last; VMP_MISSING */
  gboolean is_learning;     /* the past is too short for a slope or baseline to say anything */
} VmpAlertPreview;

/* FALSE if it can't be tried: it is not about one process, or needs what was not measured of @target. @ram_bytes: NaN if not known. */
gboolean vmp_alert_preview_try (const VmpAlertRule *rule, VmpTarget *target, double ram_bytes, VmpAlertPreview *out);

G_END_DECLS
