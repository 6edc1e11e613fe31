/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What all that is written as JSON has in common. */
#pragma once

#include <json-glib/json-glib.h>

#include "core/model/vmp-sample.h"

G_BEGIN_DECLS

/* Member @name with @value, or null if it is missing. */
void  vmp_report_json_add_number (JsonBuilder *builder, const char *name, gint64 value);
/* Likewise a text, or null if it is %NULL; and a number that is not known if it is not finite. */
void  vmp_report_json_add_text   (JsonBuilder *builder, const char *name, const char *text);
void  vmp_report_json_add_amount (JsonBuilder *builder, const char *name, double amount);
/* @member: the values that are there, by key: bytes, counts and nanoseconds as integers, rates per second. */
void     vmp_report_json_add_metrics (JsonBuilder         *builder,
                                     const char          *member,
                                     const gint64         values[VMP_N_METRICS],
                                     const gboolean       chosen[VMP_N_METRICS]);
/* "missing": the reasons of those that are not. */
void     vmp_report_json_add_missing (JsonBuilder         *builder,
                                     const VmpSample     *sample,
                                     const gboolean       chosen[VMP_N_METRICS]);
/* The document as text, indented, with a line end. Owned. */
char *vmp_report_json_end        (JsonBuilder *builder) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
