/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parses /proc/PID/mountinfo. */
#pragma once

#include "vmp-value.h"

G_BEGIN_DECLS

/* A mounted file system. @type points into the parsed text. */
typedef struct
{
  guint32     device_major, device_minor;
  const char *type;     /* "tmpfs": not terminated */
  gsize       type_len;
} VmpMount;

/* TRUE and *out filled for the next mount in the text from *@at to @end, which is moved behind it; FALSE at the end. Lines that
 * are none are skipped. Allocates nothing. */
gboolean vmp_mountinfo_next   (const char **at, const char *end, VmpMount *out);
/* Whether its files live in memory alone: tmpfs, ramfs. */
gboolean vmp_mount_is_memory  (const VmpMount *mount);

G_END_DECLS
