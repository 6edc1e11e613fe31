/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One environment variable that a launched program is given, or not given. */

#include "config.h"

#include "vmp-launch-variable-row.h"

#include <glib/gi18n.h>
#include <string.h>

#include "../vmp-launch-spec.h"

struct _VmpLaunchVariableRow
{
  AdwPreferencesRow  parent_instance;

  /* template children */
  GtkEntry          *name;
  GtkEntry          *value;
  GtkToggleButton   *unset;
};

enum
{
  CHANGED,
  REMOVED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VmpLaunchVariableRow, vmp_launch_variable_row, ADW_TYPE_PREFERENCES_ROW)

static const char *
get_text (GtkEntry *entry)
{
  return gtk_editable_get_text (GTK_EDITABLE (entry));
}

/* What it would have without the row. */
static void
update_placeholder (VmpLaunchVariableRow *self)
{
  const char *name = get_text (self->name);
  const char *inherited = *name != '\0' && vmp_launch_is_variable_name (name) ? g_getenv (name) : NULL;
  g_autofree char *valid = inherited != NULL ? g_utf8_make_valid (inherited, -1) : NULL;
  g_autofree char *text = NULL;

  if (gtk_toggle_button_get_active (self->unset))
    text = g_strdup (_("not given to it"));
  else if (valid != NULL)
    /* Translators: the value that an environment variable has without a change */
    text = g_strdup_printf (_("now: %s"), valid);
  gtk_entry_set_placeholder_text (self->value, text != NULL ? text : _("Value"));
}

static void
changed_cb (VmpLaunchVariableRow *self)
{
  const char *name = get_text (self->name);
  gboolean wrong = *name != '\0' && !vmp_launch_is_variable_name (name);

  if (wrong)
    gtk_widget_add_css_class (GTK_WIDGET (self->name), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->name), "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->name), GTK_ACCESSIBLE_STATE_INVALID,
                               wrong ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->name), wrong ? _("A name without “=”") : NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->value), !gtk_toggle_button_get_active (self->unset));
  update_placeholder (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
remove_cb (VmpLaunchVariableRow *self)
{
  g_signal_emit (self, signals[REMOVED], 0);
}

static gboolean
grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (VMP_LAUNCH_VARIABLE_ROW (widget)->name));
}

static void
vmp_launch_variable_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), VMP_TYPE_LAUNCH_VARIABLE_ROW);

  G_OBJECT_CLASS (vmp_launch_variable_row_parent_class)->dispose (object);
}

static void
vmp_launch_variable_row_class_init (VmpLaunchVariableRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vmp_launch_variable_row_dispose;
  widget_class->grab_focus = grab_focus;

  signals[CHANGED] =
    g_signal_new ("changed", VMP_TYPE_LAUNCH_VARIABLE_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[REMOVED] =
    g_signal_new ("removed", VMP_TYPE_LAUNCH_VARIABLE_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/vmprofiler/Vmp/widgets/vmp-launch-variable-row.ui");
  gtk_widget_class_bind_template_child (widget_class, VmpLaunchVariableRow, name);
  gtk_widget_class_bind_template_child (widget_class, VmpLaunchVariableRow, value);
  gtk_widget_class_bind_template_child (widget_class, VmpLaunchVariableRow, unset);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, remove_cb);
}

static void
vmp_launch_variable_row_init (VmpLaunchVariableRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
vmp_launch_variable_row_new (const char *change)
{
  VmpLaunchVariableRow *self = g_object_new (VMP_TYPE_LAUNCH_VARIABLE_ROW, NULL);
  const char *equals = change != NULL ? strchr (change, '=') : NULL;
  g_autofree char *name = equals != NULL ? g_strndup (change, equals - change) : g_strdup (change);

  if (name != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->name), name);
  if (equals != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->value), equals + 1);
  gtk_toggle_button_set_active (self->unset, change != NULL && equals == NULL);
  changed_cb (self);
  return GTK_WIDGET (self);
}

char *
vmp_launch_variable_row_dup_change (VmpLaunchVariableRow *self)
{
  const char *name;

  g_return_val_if_fail (VMP_IS_LAUNCH_VARIABLE_ROW (self), NULL);

  name = get_text (self->name);
  if (!vmp_launch_is_variable_name (name))
    return NULL;
  if (gtk_toggle_button_get_active (self->unset))
    return g_strdup (name);
  return g_strconcat (name, "=", get_text (self->value), NULL);
}
