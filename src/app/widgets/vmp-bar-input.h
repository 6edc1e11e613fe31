/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys and pointer of a bar whose parts can be marked and chosen. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Handlers of @bar, which they get first: of "key-pressed", of "motion", of the pointer or the focus that leaves, and of "released" of
 * a click. */
void vmp_bar_input_add (GtkWidget *bar,
                        GCallback  key_pressed,
                        GCallback  motion,
                        GCallback  leave,
                        GCallback  released);

G_END_DECLS
