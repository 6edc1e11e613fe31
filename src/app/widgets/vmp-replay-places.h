/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A list of what one may go to in a recording. */
#pragma once

#include <adwaita.h>

#include "../vmp-replay.h"

G_BEGIN_DECLS

/* A popover; made anew each time it opens. */
GtkWidget *vmp_replay_places_new (VmpReplay *replay);

G_END_DECLS
