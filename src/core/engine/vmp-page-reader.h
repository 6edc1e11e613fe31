/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads what the pages of a range of a process are. */
#pragma once

#include "core/model/vmp-page-states.h"

G_BEGIN_DECLS

/**
 * vmp_page_reader_load:
 * @start_addr: rounded down to a page
 * @end_addr: rounded up to a page
 * @step: (nullable): asked now and then: %FALSE to give up
 *
 * Asks the kernel page by page; where it refuses that but not smaps, concludes what can be concluded from that, and marks
 * the other pages as unknown.
 *
 * Returns: (transfer full) (nullable): %NULL without @error if @step gave up; else with VMP_ERROR_GONE, DENIED, UNSUPPORTED (no
 *   memory, or addresses that are not the process's own), TOO_BIG
 */
VmpPageStates *vmp_page_reader_load (VmpProcess *process, guint64 start_addr, guint64 end_addr, guint32 page_size,
                                     VmpPageStepFunc step, gpointer data, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
