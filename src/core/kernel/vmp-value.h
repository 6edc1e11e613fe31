/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a measured number, or its absence, is written down everywhere. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Every quantity is a signed 64-bit integer in its base unit (bytes, counts, nanoseconds).
 * A quantity that could not be read is VMP_MISSING, never 0; a VmpReason says why.
 */
#define VMP_MISSING G_MININT64

/**
 * VmpReason:
 * @VMP_REASON_NONE: the value is there
 * @VMP_REASON_NOT_DUE: its tier was not due at this tick; an older value still holds
 * @VMP_REASON_BUDGET: reading it would have exceeded the observer budget
 * @VMP_REASON_DENIED: the kernel refused it to this user
 * @VMP_REASON_GONE: the process ended meanwhile
 * @VMP_REASON_UNSUPPORTED: this kernel does not have it
 * @VMP_REASON_NO_MEMORY: a kernel thread or a zombie has no address space
 * @VMP_REASON_TORN: the text changed while it was read, more often than retries allow
 * @VMP_REASON_FAILED: any other error
 *
 * Why a value is missing. Stored in recordings: append only.
 */
typedef enum
{
  VMP_REASON_NONE,
  VMP_REASON_NOT_DUE,
  VMP_REASON_BUDGET,
  VMP_REASON_DENIED,
  VMP_REASON_GONE,
  VMP_REASON_UNSUPPORTED,
  VMP_REASON_NO_MEMORY,
  VMP_REASON_TORN,
  VMP_REASON_FAILED,
  VMP_N_REASONS
} VmpReason;

static inline gboolean
vmp_value_is_missing (gint64 value)
{
  return value == VMP_MISSING;
}

/* The sum of two values; missing if either is. */
static inline gint64
vmp_value_add (gint64 a, gint64 b)
{
  return a == VMP_MISSING || b == VMP_MISSING ? VMP_MISSING : a + b;
}

/* The greater of two values; a missing one does not count. */
static inline gint64
vmp_value_max (gint64 a, gint64 b)
{
  return MAX (a, b);
}

const char *vmp_reason_to_key     (VmpReason   reason);
VmpReason   vmp_reason_from_error (const GError *error);

G_END_DECLS
