/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parses /proc/PID/limits. */
#pragma once

#include "vmp-value.h"

G_BEGIN_DECLS

/* What a limit of "unlimited" is. */
#define VMP_LIMIT_UNLIMITED G_MAXINT64

/* The resource limits that concern memory; bytes, but processes and files are counts. */
typedef enum
{
  VMP_LIMIT_ADDRESS_SPACE,
  VMP_LIMIT_DATA,
  VMP_LIMIT_STACK,
  VMP_LIMIT_CORE_FILE,
  VMP_LIMIT_RESIDENT_SET,   /* not enforced by Linux */
  VMP_LIMIT_LOCKED_MEMORY,
  VMP_LIMIT_PROCESSES,
  VMP_LIMIT_OPEN_FILES,
  VMP_N_LIMITS
} VmpLimitKind;

/* Soft and hard limit by VmpLimitKind; VMP_MISSING where the kernel does not list it. */
typedef struct
{
  gint64 soft[VMP_N_LIMITS];
  gint64 hard[VMP_N_LIMITS];
} VmpLimits;

/* Parses one whole file: unknown rows are skipped, absent ones are VMP_MISSING; FALSE with
 * VMP_ERROR_CORRUPT, which names the line, at a known row without two limits. *out is untouched
 * then. Allocates nothing. */
gboolean vmp_limits_parse (const char *data, gsize len, VmpLimits *out, GError **error);

G_END_DECLS
