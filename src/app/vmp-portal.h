/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The desktop's portal for programs that run without a window, where there is one. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  VMP_PORTAL_NONE,      /* there is no portal, so that nobody has to be asked */
  VMP_PORTAL_GRANTED,
  VMP_PORTAL_REFUSED,
} VmpPortalAnswer;

/**
 * vmp_portal_request_background_async:
 * @connection: (nullable): to the session bus; without one there is no portal
 * @autostart: whether the program is started at login from now on; FALSE ends that
 *
 * Asks whether the program may go on without a window. The answer may take until the user has given one.
 */
void            vmp_portal_request_background_async  (GDBusConnection     *connection,
                                                      gboolean             autostart,
                                                      GCancellable        *cancellable,
                                                      GAsyncReadyCallback  callback,
                                                      gpointer             user_data);
/* @out_autostart: (optional): whether it is started at login. FALSE with @error only if it was cancelled. */
gboolean        vmp_portal_request_background_finish (GAsyncResult        *result,
                                                      VmpPortalAnswer     *out_answer,
                                                      gboolean            *out_autostart,
                                                      GError             **error);

G_END_DECLS
