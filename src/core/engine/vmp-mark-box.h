/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a running program, and whoever works beside it, names moments of the session that measures it. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Environment variable: the box's folder. In it are a socket, "socket", which takes a mark a datagram, and a named pipe, "marks", which
 * takes a mark a line. A mark is its name, UTF-8; before it may stand "@", when it was in nanoseconds of CLOCK_BOOTTIME, and a
 * space. See vmp-mark.h. */
#define VMP_MARK_VARIABLE "VMP_SESSION"

/* Of a name; what is beyond is cut. */
#define VMP_MARK_MAX_BYTES 200

typedef struct _VmpMarkBox VmpMarkBox;

/* @name: escaped. */
typedef void (*VmpMarkFunc) (const char *name, gint64 time_nsec, gpointer user_data);

/* A folder for this user alone, in XDG_RUNTIME_DIR or the folder of temporary files. Those that a killed program left there are removed.
 * NULL with @error. */
VmpMarkBox *vmp_mark_box_new        (GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Says whose moments are named, for vmp_mark_box_dup_folder_of(). */
void        vmp_mark_box_set_pid    (VmpMarkBox  *self,
                                     gint32       pid);
/* The folder of a box of this user for the moments of process @pid; NULL if there is none. Owned. */
char       *vmp_mark_box_dup_folder_of (gint32 pid) G_GNUC_WARN_UNUSED_RESULT;
/* Removes the folder. */
void        vmp_mark_box_free       (VmpMarkBox  *self);
const char *vmp_mark_box_get_folder (VmpMarkBox  *self);
/* Two descriptors to poll for reading. */
void        vmp_mark_box_get_fds    (VmpMarkBox  *self,
                                     int         *out_fds);
/* Hands over what has come, of which no more than some at once. A time that is before the box or in the future is now. */
void        vmp_mark_box_take       (VmpMarkBox  *self,
                                     VmpMarkFunc  func,
                                     gpointer     user_data);

/* Sends a mark of this moment to the box in @folder. VMP_ERROR_GONE: there is none any more. */
gboolean    vmp_mark_send           (const char  *folder,
                                     const char  *name,
                                     GError     **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VmpMarkBox, vmp_mark_box_free)

G_END_DECLS
