/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parses /proc/PID/cgroup. */
#pragma once

#include "vmp-value.h"

G_BEGIN_DECLS

/* Where the process stands in the trees of control groups. Paths are relative to the reader's
 * namespace, begin with '/', point into the parsed text and are not terminated; NULL where there is
 * no such line. */
typedef struct
{
  const char *unified_path;   /* "0::/path": version 2 */
  gsize       unified_len;
  /* "4:memory:/path", of version 1: where it exists, memory is accounted there */
  const char *memory_path;
  gsize       memory_len;
} VmpCgroup;

/* Parses one whole file. FALSE with VMP_ERROR_CORRUPT, which names the line, at a line that is not
 * "id:controllers:/path"; *out is untouched then. Allocates nothing. */
gboolean vmp_cgroup_parse (const char *data, gsize len, VmpCgroup *out, GError **error);

G_END_DECLS
