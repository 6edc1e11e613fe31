/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What holds everywhere in the program, to be changed by the user. */

#include "config.h"

#include "vmp-preferences-dialog.h"

#include "../widgets/vmp-palette-preview.h"

struct _VmpPreferencesDialog
{
  AdwPreferencesDialog parent_instance;

  /* template children */
  GtkSpinButton       *interval;
  GtkSpinButton       *budget;
  GtkSpinButton       *longest_read;
  GtkSpinButton       *flight;
  AdwComboRow         *units;
  AdwComboRow         *palette;
  AdwComboRow         *start_page;
  AdwComboRow         *open_page;
  AdwComboRow         *background;
  AdwSwitchRow        *autostart;

  /* owned */
  GSettings           *settings;
};

G_DEFINE_FINAL_TYPE (VmpPreferencesDialog, vmp_preferences_dialog, ADW_TYPE_PREFERENCES_DIALOG)

/* Values of the keys in the order of the rows' choices. */
static const char *const units_values[] = { "iec", "si", NULL };
static const char *const palette_values[] = { "safe", "vivid", "gray", NULL };
static const char *const start_values[] = { "chooser", "last", NULL };
static const char *const background_values[] = { "ask", "yes", "no", NULL };
static const char *const open_values[] = { "last", "overview", "map", NULL };

/* What this dialog changes, and no more, is what it sets back. */
static const char *const keys[] = {
  "interval-msec", "budget-percent", "longest-read-msec", "flight-minutes", "units", "palette", "start-page", "open-page",
  "background", "autostart",
};

static gboolean
get_choice (GValue *value, GVariant *variant, gpointer values)
{
  const char *chosen = g_variant_get_string (variant, NULL);

  for (guint i = 0; ((const char *const *) values)[i] != NULL; i++)
    if (g_str_equal (((const char *const *) values)[i], chosen))
      {
        g_value_set_uint (value, i);
        return TRUE;
      }
  return FALSE;
}

static GVariant *
set_choice (const GValue *value, const GVariantType *type, gpointer values)
{
  guint index = g_value_get_uint (value);

  /* Nothing is chosen while the choices change. */
  if (index == GTK_INVALID_LIST_POSITION)
    return NULL;
  return g_variant_new_string (((const char *const *) values)[index]);
}

static void
bind_choice (VmpPreferencesDialog *self, const char *key, AdwComboRow *row, const char *const *values)
{
  g_settings_bind_with_mapping (self->settings, key, row, "selected", G_SETTINGS_BIND_DEFAULT, get_choice, set_choice,
                                (gpointer) values, NULL);
}

static gboolean
get_seconds (GValue *value, GVariant *variant, gpointer data)
{
  g_value_set_double (value, g_variant_get_int32 (variant) / 1000.0);
  return TRUE;
}

static GVariant *
set_seconds (const GValue *value, const GVariantType *type, gpointer data)
{
  return g_variant_new_int32 ((gint32) (g_value_get_double (value) * 1000 + 0.5));
}

static void
bind (VmpPreferencesDialog *self)
{
  g_settings_bind_with_mapping (self->settings, "interval-msec", self->interval, "value", G_SETTINGS_BIND_DEFAULT,
                                get_seconds, set_seconds, NULL, NULL);
  g_settings_bind (self->settings, "budget-percent", self->budget, "value", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "longest-read-msec", gtk_spin_button_get_adjustment (self->longest_read), "value",
                   G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "flight-minutes", gtk_spin_button_get_adjustment (self->flight), "value",
                   G_SETTINGS_BIND_DEFAULT);
  bind_choice (self, "units", self->units, units_values);
  bind_choice (self, "palette", self->palette, palette_values);
  bind_choice (self, "start-page", self->start_page, start_values);
  bind_choice (self, "open-page", self->open_page, open_values);
  bind_choice (self, "background", self->background, background_values);
  g_settings_bind (self->settings, "autostart", self->autostart, "active", G_SETTINGS_BIND_DEFAULT);
}

/* The toolkit may keep the rows longer than the dialog, and they are not to follow the settings then. */
static void
unbind (VmpPreferencesDialog *self)
{
  AdwComboRow *rows[] = { self->units, self->palette, self->start_page, self->open_page, self->background };

  g_settings_unbind (self->interval, "value");
  g_settings_unbind (self->budget, "value");
  g_settings_unbind (gtk_spin_button_get_adjustment (self->longest_read), "value");
  g_settings_unbind (gtk_spin_button_get_adjustment (self->flight), "value");
  g_settings_unbind (self->autostart, "active");
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    g_settings_unbind (rows[i], "selected");
}

static void
reset_cb (VmpPreferencesDialog *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    g_settings_reset (self->settings, keys[i]);
}

static void
vmp_preferences_dialog_dispose (GObject *object)
{
  VmpPreferencesDialog *self = VMP_PREFERENCES_DIALOG (object);

  if (self->settings != NULL)
    unbind (self);
  g_clear_object (&self->settings);
  gtk_widget_dispose_template (GTK_WIDGET (self), VMP_TYPE_PREFERENCES_DIALOG);

  G_OBJECT_CLASS (vmp_preferences_dialog_parent_class)->dispose (object);
}

static void
vmp_preferences_dialog_class_init (VmpPreferencesDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vmp_preferences_dialog_dispose;

  g_type_ensure (VMP_TYPE_PALETTE_PREVIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/vmprofiler/Vmp/dialogs/vmp-preferences-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, VmpPreferencesDialog, interval);
  gtk_widget_class_bind_template_child (widget_class, VmpPreferencesDialog, budget);
  gtk_widget_class_bind_template_child (widget_class, VmpPreferencesDialog, longest_read);
  gtk_widget_class_bind_template_child (widget_class, VmpPreferencesDialog, flight);
  gtk_widget_class_bind_template_child (widget_class, VmpPreferencesDialog, units);
  gtk_widget_class_bind_template_child (widget_class, VmpPreferencesDialog, palette);
  gtk_widget_class_bind_template_child (widget_class, VmpPreferencesDialog, start_page);
  gtk_widget_class_bind_template_child (widget_class, VmpPreferencesDialog, open_page);
  gtk_widget_class_bind_template_child (widget_class, VmpPreferencesDialog, background);
  gtk_widget_class_bind_template_child (widget_class, VmpPreferencesDialog, autostart);
  gtk_widget_class_bind_template_callback (widget_class, reset_cb);
}

static void
vmp_preferences_dialog_init (VmpPreferencesDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

AdwDialog *
vmp_preferences_dialog_new (GSettings *settings, AdwViewStack *pages)
{
  VmpPreferencesDialog *self = g_object_new (VMP_TYPE_PREFERENCES_DIALOG, NULL);

  self->settings = g_object_ref (settings);
  gtk_widget_set_visible (GTK_WIDGET (self->open_page),
                          pages != NULL && adw_view_stack_get_child_by_name (pages, "map") != NULL);
  bind (self);
  return ADW_DIALOG (self);
}
