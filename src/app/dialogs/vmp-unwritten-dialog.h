/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The question before this program ends while a recording could not be written. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Asks if what a disk did not take is to be lost, unless there is nothing of the kind. It is asked over @parent, once at a time. */
void     vmp_unwritten_ask_async  (GtkWidget           *parent,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data);
/* TRUE: nothing would be lost, or it may be. */
gboolean vmp_unwritten_ask_finish (GAsyncResult        *result);

G_END_DECLS
