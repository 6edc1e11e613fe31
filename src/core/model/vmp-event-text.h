/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts within the encoding of events. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Floating; a piece of @text (nullable) that fits and ends between two characters. */
GVariant *vmp_event_text_to_variant (const char *text);
/* Short enough, and without characters that act on the text around them: vmp_text_escape() leaves none. */
gboolean  vmp_event_is_text         (const char *text);

G_END_DECLS
