/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one error domain of the core. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define VMP_ERROR (vmp_error_quark ())

/**
 * VmpError:
 * @VMP_ERROR_GONE: the process (or thread, file) does not exist any more
 * @VMP_ERROR_DENIED: the kernel refuses it to this user
 * @VMP_ERROR_UNSUPPORTED: this kernel, or this kind of process, does not have it
 * @VMP_ERROR_CORRUPT: outside data that does not follow its format
 * @VMP_ERROR_TOO_BIG: outside data beyond a limit of ours
 * @VMP_ERROR_IO: anything else that the system reports
 *
 * What callers branch on. A process that vanished is a normal result.
 */
typedef enum
{
  VMP_ERROR_GONE,
  VMP_ERROR_DENIED,
  VMP_ERROR_UNSUPPORTED,
  VMP_ERROR_CORRUPT,
  VMP_ERROR_TOO_BIG,
  VMP_ERROR_IO,
} VmpError;

GQuark vmp_error_quark     (void);
/* Sets @error from an errno of a system call on @what (a path or "pid 12"); ENOENT and ESRCH are
 * GONE, EACCES and EPERM DENIED, ENOTTY/EOPNOTSUPP/ENOSYS UNSUPPORTED. Always returns FALSE. */
gboolean vmp_error_set_errno (GError     **error,
                              int          errsv,
                              const char  *what);
/* As above with a code of the caller's and a printf message. Always returns FALSE. */
gboolean vmp_error_set       (GError     **error,
                              VmpError     code,
                              const char  *format,
                              ...) G_GNUC_PRINTF (3, 4);

G_END_DECLS
