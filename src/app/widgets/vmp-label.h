/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts that are set with every reading and seldom change. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Labels measure themselves anew when they are set, even to the same text. */
static inline void
vmp_label_set_text (GtkLabel   *label,
                    const char *text)
{
  if (g_strcmp0 (gtk_label_get_text (label), text) != 0)
    gtk_label_set_text (label, text);
}

G_END_DECLS
