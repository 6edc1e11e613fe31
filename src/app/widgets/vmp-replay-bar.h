/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bar below a recording: its strip, the clock, playing, places to go to, and what the file says of itself. */
#pragma once

#include <adwaita.h>

#include "../vmp-replay.h"

G_BEGIN_DECLS

#define VMP_TYPE_REPLAY_BAR (vmp_replay_bar_get_type ())
G_DECLARE_FINAL_TYPE (VmpReplayBar, vmp_replay_bar, VMP, REPLAY_BAR, AdwBin)

/* @replay is open. */
GtkWidget *vmp_replay_bar_new (VmpReplay *replay);

G_END_DECLS
