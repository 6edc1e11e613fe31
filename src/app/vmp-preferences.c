/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the user prefers everywhere in the program: units and colours of the graphs. */

#include "config.h"

#include "vmp-preferences.h"

#include "widgets/vmp-palette.h"

struct _VmpPreferences
{
  GObject    parent_instance;

  /* owned */
  GSettings *settings;
  char      *palette;

  VmpUnits   units;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VmpPreferences, vmp_preferences, G_TYPE_OBJECT)

/* Cells ask for the units with every value, so they are kept here and not looked up. */
static void
load (VmpPreferences *self)
{
  g_autofree char *units = g_settings_get_string (self->settings, "units");

  self->units = g_str_equal (units, "si") ? VMP_UNITS_SI : VMP_UNITS_IEC;
  g_free (self->palette);
  self->palette = g_settings_get_string (self->settings, "palette");
  vmp_palette_set_current (vmp_palette_lookup (self->palette));
}

static void
settings_changed_cb (VmpPreferences *self)
{
  load (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
vmp_preferences_finalize (GObject *object)
{
  VmpPreferences *self = VMP_PREFERENCES (object);

  g_object_unref (self->settings);
  g_free (self->palette);

  G_OBJECT_CLASS (vmp_preferences_parent_class)->finalize (object);
}

static void
vmp_preferences_class_init (VmpPreferencesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = vmp_preferences_finalize;

  signals[CHANGED] =
    g_signal_new ("changed", VMP_TYPE_PREFERENCES, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
vmp_preferences_init (VmpPreferences *self)
{
  self->settings = g_settings_new (VMP_APP_ID);
  g_signal_connect_object (self->settings, "changed::units", G_CALLBACK (settings_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->settings, "changed::palette", G_CALLBACK (settings_changed_cb), self, G_CONNECT_SWAPPED);
  load (self);
}

VmpPreferences *
vmp_preferences_get_default (void)
{
  static VmpPreferences *preferences;

  if (preferences == NULL)
    {
      preferences = g_object_new (VMP_TYPE_PREFERENCES, NULL);
      g_object_add_weak_pointer (G_OBJECT (preferences), (gpointer *) &preferences);
    }
  return preferences;
}

GSettings *
vmp_preferences_get_settings (VmpPreferences *self)
{
  g_return_val_if_fail (VMP_IS_PREFERENCES (self), NULL);

  return self->settings;
}

VmpUnits
vmp_preferences_get_units (VmpPreferences *self)
{
  g_return_val_if_fail (VMP_IS_PREFERENCES (self), VMP_UNITS_IEC);

  return self->units;
}

const char *
vmp_preferences_get_palette (VmpPreferences *self)
{
  g_return_val_if_fail (VMP_IS_PREFERENCES (self), NULL);

  return self->palette;
}
