/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a recording says of itself: what, when, where, how; and what of it could not be read. */
#pragma once

#include <adwaita.h>

#include "../vmp-replay.h"

G_BEGIN_DECLS

/* A popover; made anew each time it opens. */
GtkWidget *vmp_replay_info_new (VmpReplay *replay);

G_END_DECLS
