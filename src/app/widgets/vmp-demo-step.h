/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a demo says while it runs, in the language of the user; pure. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* So many numbers a sentence has at most. */
#define VMP_DEMO_STEP_MOST 4

/**
 * vmp_demo_step_match:
 * @pattern: a sentence with %s in it
 * @numbers: (array fixed-size=4): set to what stands in @line for each, owned; the others to %NULL
 *
 * Returns: whether @line is @pattern with something in place of each %s
 */
gboolean vmp_demo_step_match (const char *pattern, const char *line, char *numbers[VMP_DEMO_STEP_MOST]);
/* @pattern with @numbers for its %s, in their order. Owned. */
char    *vmp_demo_step_fill  (const char *pattern, char *const numbers[VMP_DEMO_STEP_MOST]) G_GNUC_WARN_UNUSED_RESULT;
/* @line as the labs print it, translated; as it is if it is none of theirs. Owned. */
char    *vmp_demo_step_dup   (const char *line) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
