/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a process that is not our child ended, where the kernel tells (6.15 and later). */

#include "config.h"

#include "vmp-exit-status.h"

#include <sys/ioctl.h>

/* linux/pidfd.h has these since 6.13 and 6.15, which is newer than the headers of the oldest supported system. */
struct pidfd_info_v1
{
  guint64 mask;
  guint64 cgroup_id;
  guint32 pid, tgid, ppid;
  guint32 uids_gids[8];
  gint32  exit_code;
};

#define GET_INFO _IOWR (0xFF, 11, struct pidfd_info_v1)
#define INFO_EXIT (G_GUINT64_CONSTANT (1) << 3)

gint64
vmp_exit_status_load (int pidfd)
{
  struct pidfd_info_v1 info = { .mask = INFO_EXIT };

  if (pidfd < 0 || ioctl (pidfd, GET_INFO, &info) != 0 || (info.mask & INFO_EXIT) == 0)
    return VMP_MISSING;

  return info.exit_code;
}
