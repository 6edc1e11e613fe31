/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parses files that hold one number: oom_score, oom_score_adj, memory.current and their like. */
#pragma once

#include "vmp-value.h"

G_BEGIN_DECLS

/* A number and the end of the line, nothing else. FALSE with VMP_ERROR_CORRUPT; *out is untouched
 * then. Allocates nothing. */
gboolean vmp_number_parse (const char *data, gsize len, gint64 *out, GError **error);

G_END_DECLS
