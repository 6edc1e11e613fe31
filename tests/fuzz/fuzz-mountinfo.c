/* SPDX-License-Identifier: GPL-3.0-or-later */
/* /proc/PID/mountinfo */

#include "config.h"

#include "core/kernel/vmp-mountinfo-parser.h"

#include "vmp-fuzz.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  const char *text = (const char *) data, *at = text, *end = text + size;
  VmpMount mount;

  while (vmp_mountinfo_next (&at, end, &mount))
    {
      g_assert_true (mount.type > text && mount.type + mount.type_len <= end && at <= end);
      g_assert_null (memchr (mount.type, '\n', mount.type_len));
      vmp_mount_is_memory (&mount);
    }
  return 0;
}
