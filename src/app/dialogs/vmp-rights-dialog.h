/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Says what can be done where the kernel refuses to show a process's memory. */
#pragma once

#include <adwaita.h>

#include "core/model/vmp-event.h"

G_BEGIN_DECLS

/* @owner is the name of the process's user, @own_uid ours. */
AdwDialog *vmp_rights_dialog_new (const VmpProcessInfo *info,
                                  const char           *owner,
                                  gint64                own_uid);

G_END_DECLS
