/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of users by number, looked up off the main thread because a directory service may be asked. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define VMP_TYPE_USER_NAMES (vmp_user_names_get_type ())
G_DECLARE_FINAL_TYPE (VmpUserNames, vmp_user_names, VMP, USER_NAMES, GObject)

/**
 * VmpUserNames::changed:
 *
 * Names came that were numbers until now.
 */

/* Returns: (transfer full) */
VmpUserNames *vmp_user_names_new (void) G_GNUC_WARN_UNUSED_RESULT;
/* The name of @uid, or its number while (or where) there is none; "" if the uid is not known. Borrowed, for as long as
 * the service lives. Asking for an unknown one looks it up. */
const char   *vmp_user_names_get (VmpUserNames *self,
                                  gint64        uid);

G_END_DECLS
