/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How metrics are grouped and explained on a terminal. */
#pragma once

#include "core/model/vmp-metric.h"
#include "vmp-cli-output.h"

G_BEGIN_DECLS

/* Metrics that are shown together. */
typedef struct
{
  const char        *title;     /* N_() */
  const VmpMetricId *ids;
  guint              n_ids;
} VmpCliSection;

/* The sections in order; every metric is in exactly one. Static. */
const VmpCliSection *vmp_cli_get_sections       (guint *out_n);
/* Source, formula and explanation of @metric, wrapped, each line indented by @indent spaces. */
void                 vmp_cli_print_explanation  (VmpCliOutput    *out,
                                                 const VmpMetric *metric,
                                                 guint            indent);
/* What other programs show instead, likewise. */
void                 vmp_cli_print_peers        (VmpCliOutput    *out,
                                                 const VmpMetric *metric,
                                                 guint            indent);
/* @text in lines of words, each indented by @indent; the first line's indent is the caller's. */
void                 vmp_cli_print_wrapped      (VmpCliOutput    *out,
                                                 const char      *text,
                                                 guint            indent);

G_END_DECLS
