/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All of a recording as a strip: shows and sets the moment and the stretch that are looked at. */
#pragma once

#include <adwaita.h>

#include "../vmp-replay.h"

G_BEGIN_DECLS

#define VMP_TYPE_REPLAY_SCRUBBER (vmp_replay_scrubber_get_type ())
G_DECLARE_FINAL_TYPE (VmpReplayScrubber, vmp_replay_scrubber, VMP, REPLAY_SCRUBBER, GtkWidget)

/* @replay is open; NULL for none. */
void  vmp_replay_scrubber_set_replay (VmpReplayScrubber *self,
                                      VmpReplay         *replay);
/* A moment as a clock time, as exact as the length of @replay asks for; "" if nobody knows the wall clock. Owned. */
char *vmp_replay_scrubber_dup_clock  (VmpReplay         *replay,
                                      gint64             time_nsec) G_GNUC_WARN_UNUSED_RESULT;
/* A length as "0:12:03". Owned. */
char *vmp_replay_scrubber_dup_length (gint64             nsec) G_GNUC_WARN_UNUSED_RESULT;
/* Shown by a click with the other button, and by the menu key. Once. */
void       vmp_replay_scrubber_set_menu   (VmpReplayScrubber *self,
                                           GMenuModel        *menu);

G_END_DECLS
