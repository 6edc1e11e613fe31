/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What state a watched process is in, in words. */
#pragma once

#include "core/model/vmp-session.h"

G_BEGIN_DECLS

typedef enum
{
  VMP_TARGET_STATE_WAITING,         /* nothing is known yet */
  VMP_TARGET_STATE_NOT_FOUND,       /* there was no such process */
  VMP_TARGET_STATE_KERNEL_THREAD,
  VMP_TARGET_STATE_ZOMBIE,          /* had ended before it was watched */
  VMP_TARGET_STATE_MEASURED,        /* the pages have something to show */
} VmpTargetStateKind;

/* @target may be NULL. */
VmpTargetStateKind vmp_target_state_get_kind     (VmpTarget  *target);
/* Why the pages show less than everything, for a banner: it ended, or reading was refused; NULL if nothing is wrong.
 * @owner is the name of the process's user, @own_uid ours. Owned. */
char              *vmp_target_state_dup_remark   (VmpTarget  *target,
                                                  const char *owner,
                                                  gint64      own_uid) G_GNUC_WARN_UNUSED_RESULT;
/* "with exit status 0", "by signal 9 (Killed)"; NULL if the status as of wait4() is missing. Owned. */
char              *vmp_target_state_dup_exit     (gint64      status) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
