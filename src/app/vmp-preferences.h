/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the user prefers everywhere in the program: units and colours of the graphs. */
#pragma once

#include <gio/gio.h>

#include "core/model/vmp-format.h"

G_BEGIN_DECLS

#define VMP_TYPE_PREFERENCES (vmp_preferences_get_type ())
G_DECLARE_FINAL_TYPE (VmpPreferences, vmp_preferences, VMP, PREFERENCES, GObject)

/**
 * VmpPreferences::changed:
 *
 * Whatever shows numbers or graphs has to show them anew.
 */

/* The one of the program, made at the first call. Main thread; borrowed. */
VmpPreferences *vmp_preferences_get_default  (void);
/* The settings behind it, for everything that is bound to a key of its own. Borrowed. */
GSettings      *vmp_preferences_get_settings (VmpPreferences *self);
VmpUnits        vmp_preferences_get_units    (VmpPreferences *self);
/* Key of the palette of the graphs, as in the settings. Borrowed until "changed". */
const char     *vmp_preferences_get_palette  (VmpPreferences *self);

G_END_DECLS
