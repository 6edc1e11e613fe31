/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lets the user click a window of any program and says which process it is of. Only X11 allows that. */
#pragma once

#include <gdk/gdk.h>

G_BEGIN_DECLS

gboolean vmp_window_grab_is_possible (GdkDisplay           *display);
/* Takes the pointer and the keyboard until a button or Escape is pressed. */
void     vmp_window_grab_async       (GdkDisplay           *display,
                                      GCancellable         *cancellable,
                                      GAsyncReadyCallback   callback,
                                      gpointer              user_data);
/* The process, or 0 with an error in words for the user; G_IO_ERROR_CANCELLED if the user let it be. */
gint32   vmp_window_grab_finish      (GAsyncResult         *result,
                                      GError              **error);

G_END_DECLS
