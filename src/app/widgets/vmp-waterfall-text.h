/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the waterfall says in words: shares, parts, and why something is not there. */
#pragma once

#include "core/model/vmp-format.h"
#include "core/model/vmp-waterfall.h"

G_BEGIN_DECLS

/* "7.4 %", "less than 0.1 %", "–" where either is missing or there is nothing to divide. Owned. */
char *vmp_waterfall_text_dup_share   (gint64 value_bytes, gint64 whole_bytes) G_GNUC_WARN_UNUSED_RESULT;
/* The part in one line: "Resident 612 MiB, 7.4 %". Owned. */
char *vmp_waterfall_text_dup_part    (const VmpWaterfallStep *step, guint part, VmpUnits units) G_GNUC_WARN_UNUSED_RESULT;
/* The step and all its parts in one line, for a screen reader. Owned. */
char *vmp_waterfall_text_dup_summary (const VmpWaterfallStep *step, VmpUnits units) G_GNUC_WARN_UNUSED_RESULT;
/* Why the step is not there, not divided, or does not fit by itself; NULL if all is well. @target is nullable. Owned. */
char *vmp_waterfall_text_dup_remark  (const VmpWaterfallStep *step, VmpTarget *target, VmpUnits units) G_GNUC_WARN_UNUSED_RESULT;
/* "Read at 10:31:15, 12 s before the newest values"; @anchor_nsec as in the session. Owned. */
char *vmp_waterfall_text_dup_moment  (gint64 time_nsec, gint64 newest_nsec, gint64 anchor_nsec) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
