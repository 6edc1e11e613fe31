/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sends a signal to one process and never to another that got its number. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

void     vmp_process_signal_async  (gint32                pid,
                                    guint64               start_time_ticks,
                                    int                   signal_number,
                                    GCancellable         *cancellable,
                                    GAsyncReadyCallback   callback,
                                    gpointer              user_data);
/* FALSE with VMP_ERROR_GONE if that process ended, DENIED if it is not permitted, UNSUPPORTED if this kernel has no pidfd. */
gboolean vmp_process_signal_finish (GAsyncResult         *result,
                                    GError              **error);

G_END_DECLS
