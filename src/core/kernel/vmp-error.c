/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The error domain, and how errors become reasons for a missing value. */

#include "config.h"

#include "vmp-error.h"
#include "vmp-value.h"

#include <errno.h>

G_DEFINE_QUARK (vmp-error-quark, vmp_error)

static VmpError
code_from_errno (int errsv)
{
  switch (errsv)
    {
    case ENOENT:
    case ESRCH:
      return VMP_ERROR_GONE;
    case EACCES:
    case EPERM:
      return VMP_ERROR_DENIED;
    case ENOTTY:
    case EOPNOTSUPP:
    case ENOSYS:
      return VMP_ERROR_UNSUPPORTED;
    default:
      return VMP_ERROR_IO;
    }
}

gboolean
vmp_error_set_errno (GError     **error,
                     int          errsv,
                     const char  *what)
{
  g_set_error (error, VMP_ERROR, code_from_errno (errsv), "%s: %s", what, g_strerror (errsv));
  return FALSE;
}

gboolean
vmp_error_set (GError     **error,
               VmpError     code,
               const char  *format,
               ...)
{
  va_list args;

  va_start (args, format);
  if (error != NULL)
    *error = g_error_new_valist (VMP_ERROR, code, format, args);
  va_end (args);
  return FALSE;
}

VmpReason
vmp_reason_from_error (const GError *error)
{
  if (error == NULL)
    return VMP_REASON_NONE;
  if (g_error_matches (error, VMP_ERROR, VMP_ERROR_GONE))
    return VMP_REASON_GONE;
  if (g_error_matches (error, VMP_ERROR, VMP_ERROR_DENIED))
    return VMP_REASON_DENIED;
  if (g_error_matches (error, VMP_ERROR, VMP_ERROR_UNSUPPORTED))
    return VMP_REASON_UNSUPPORTED;
  return VMP_REASON_FAILED;
}

const char *
vmp_reason_to_key (VmpReason reason)
{
  static const char *const keys[VMP_N_REASONS] = {
    [VMP_REASON_NONE] = "none",
    [VMP_REASON_NOT_DUE] = "not-due",
    [VMP_REASON_BUDGET] = "budget",
    [VMP_REASON_DENIED] = "denied",
    [VMP_REASON_GONE] = "gone",
    [VMP_REASON_UNSUPPORTED] = "unsupported",
    [VMP_REASON_NO_MEMORY] = "no-memory",
    [VMP_REASON_TORN] = "torn",
    [VMP_REASON_FAILED] = "failed",
  };

  return keys[reason < VMP_N_REASONS ? reason : VMP_REASON_FAILED];
}
