/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What all that is written as JSON has in common. */
#pragma once

#include <json-glib/json-glib.h>

#include "core/kernel/vmp-value.h"

G_BEGIN_DECLS

/* Member @name with @value, or null if it is missing. */
void  vmp_report_json_add_number (JsonBuilder *builder, const char *name, gint64 value);
/* The document as text, indented, with a line end. Owned. */
char *vmp_report_json_end        (JsonBuilder *builder) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
