/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks for the text of a note in a recording, or for another name of a stage. */
#pragma once

#include <adwaita.h>

#include "../vmp-replay.h"

G_BEGIN_DECLS

/* @event: the NOTE or MARK to change, copied; NULL: a new note about the moment that is shown, or about what is selected. */
void vmp_note_dialog_present (GtkWidget      *parent,
                              VmpReplay      *replay,
                              const VmpEvent *event);
/* The same after @after could not be written in the place of @before (NULL: of nothing), for the reason @why: what was written in it
 * can be saved again. All copied. */
void vmp_note_dialog_present_again (GtkWidget      *parent,
                                    VmpReplay      *replay,
                                    const VmpEvent *before,
                                    const VmpEvent *after,
                                    const char     *why);
/* Says that the file can't be changed. */
void vmp_note_dialog_say_read_only (GtkWidget *parent);

G_END_DECLS
