/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a number means, where it comes from, how old it is, and what other programs show instead. */
#pragma once

#include <gtk/gtk.h>

#include "core/model/vmp-waterfall.h"

G_BEGIN_DECLS

#define VMP_TYPE_EXPLANATION (vmp_explanation_get_type ())
G_DECLARE_FINAL_TYPE (VmpExplanation, vmp_explanation, VMP, EXPLANATION, GtkBox)

/* Explains the newest value of @metric of @target (nullable); @now_nsec is the time of the target's newest sample. What did not change
 * stays as it is, so it may be called for every sample. */
void vmp_explanation_show_metric (VmpExplanation         *self,
                                  VmpMetricId             metric,
                                  VmpTarget              *target,
                                  gint64                  now_nsec);
/* Explains a step of the waterfall, part by part. */
void vmp_explanation_show_step   (VmpExplanation         *self,
                                  const VmpWaterfallStep *step,
                                  VmpTarget              *target);

G_END_DECLS
