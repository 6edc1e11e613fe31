/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds a text in a buffer that grows at its end and loses its beginning, a little at a time. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* So many matches are counted and can be gone to. */
#define VMP_LAUNCH_FINDER_MAX_MATCHES 10000

#define VMP_TYPE_LAUNCH_FINDER (vmp_launch_finder_get_type ())
G_DECLARE_FINAL_TYPE (VmpLaunchFinder, vmp_launch_finder, VMP, LAUNCH_FINDER, GObject)

/**
 * VmpLaunchFinder::changed:
 *
 * The number of matches, or the one gone to, is another.
 */

VmpLaunchFinder *vmp_launch_finder_new         (GtkTextBuffer   *buffer) G_GNUC_WARN_UNUSED_RESULT;
/* Looks for @text ("" for nothing) from the beginning, whatever the case of its letters. */
void             vmp_launch_finder_set_text    (VmpLaunchFinder *self,
                                                const char      *text);
/* Text was appended to the buffer. */
void             vmp_launch_finder_note_append (VmpLaunchFinder *self);
/* The first @n_chars of the buffer were deleted. */
void             vmp_launch_finder_note_trim   (VmpLaunchFinder *self,
                                                guint            n_chars);
/* The buffer was emptied. */
void             vmp_launch_finder_note_clear  (VmpLaunchFinder *self);
/* The next match behind (@step 1) or before (-1) the cursor, round the end. FALSE if there is none. */
gboolean         vmp_launch_finder_go          (VmpLaunchFinder *self,
                                                int              step,
                                                GtkTextIter     *out_begin,
                                                GtkTextIter     *out_end);
guint            vmp_launch_finder_get_n       (VmpLaunchFinder *self);
/* Of the match gone to, from 0; -1 for none. */
int              vmp_launch_finder_get_current (VmpLaunchFinder *self);
/* There is more to look through. */
gboolean         vmp_launch_finder_is_busy     (VmpLaunchFinder *self);

G_END_DECLS
