/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What control groups may use, read again every few seconds: many processes are in one group. */
#pragma once

#include "core/kernel/vmp-cgroup-limit.h"

G_BEGIN_DECLS

/* One thread. */
typedef struct _VmpCgroupLimits VmpCgroupLimits;

VmpCgroupLimits *vmp_cgroup_limits_new   (VmpProcRoot *root) G_GNUC_WARN_UNUSED_RESULT;
void             vmp_cgroup_limits_free  (VmpCgroupLimits *self);
/* As vmp_cgroup_read_limit(); @path may be NULL, which is VMP_MISSING. */
gint64           vmp_cgroup_limits_get   (VmpCgroupLimits *self, const char *path, gint64 now_nsec);
/* Forgets groups that nobody asked about for long. */
void             vmp_cgroup_limits_sweep (VmpCgroupLimits *self, gint64 now_nsec);

G_END_DECLS
