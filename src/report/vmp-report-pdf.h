/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A document as PDF: pages of A4 with numbers, its figures as vectors. A library of its own, as only this needs pango and cairo. */
#pragma once

#include "vmp-report-block.h"

G_BEGIN_DECLS

/* Returns: (transfer full) (nullable): %NULL with @error (VMP_ERROR_IO) */
GBytes *vmp_report_blocks_to_pdf (GArray *blocks, const char *title, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GBytes *vmp_report_to_pdf        (const VmpReport *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
