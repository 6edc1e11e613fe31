/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks what the moment at which it was opened is called. */

#include "config.h"

#include "vmp-mark-popover.h"

#include <glib/gi18n.h>
#include <string.h>

#include "../vmp-stage-mark.h"
#include "core/engine/vmp-clock.h"
#include "core/kernel/vmp-process.h"

/* So many of the names that were given before are offered. */
#define MAX_NAMES 5

struct _VmpMarkPopover
{
  GtkPopover  parent_instance;

  /* template children */
  GtkEntry   *name;
  GtkBox     *names;
  GtkWidget  *names_title;

  VmpMonitor *monitor;      /* owned */
  guint32     target;       /* 0: none */
  gint64      time_nsec;    /* when it was opened */
};

static guint marked_signal;

G_DEFINE_FINAL_TYPE (VmpMarkPopover, vmp_mark_popover, GTK_TYPE_POPOVER)

static void
mark (VmpMarkPopover *self, const char *name)
{
  g_autofree char *escaped = NULL;

  gtk_popover_popdown (GTK_POPOVER (self));
  if (self->target == 0)
    return;
  escaped = vmp_text_escape (name, strlen (name));
  vmp_stage_mark (self->monitor, self->target, escaped, self->time_nsec);
  g_signal_emit (self, marked_signal, 0, escaped);
}

static void
activated_cb (VmpMarkPopover *self)
{
  g_autofree char *typed = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name))));

  mark (self, *typed != '\0' ? typed : gtk_entry_get_placeholder_text (self->name));
}

static void
name_cb (GtkButton *button, VmpMarkPopover *self)
{
  g_autofree char *name = g_strdup (g_object_get_data (G_OBJECT (button), "name"));

  mark (self, name);
}

static GtkWidget *
create_button (VmpMarkPopover *self, const char *name)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *label = gtk_label_new (name);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 28);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_button_set_child (GTK_BUTTON (button), label);
  gtk_widget_add_css_class (button, "flat");
  g_object_set_data_full (G_OBJECT (button), "name", g_strdup (name), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (name_cb), self, 0);
  return button;
}

static void
show_names (VmpMarkPopover *self)
{
  g_auto (GStrv) names = vmp_stage_dup_names (self->monitor, self->target, MAX_NAMES);

  for (GtkWidget *child; (child = gtk_widget_get_first_child (GTK_WIDGET (self->names))) != NULL;)
    gtk_box_remove (self->names, child);
  for (guint i = 0; names[i] != NULL; i++)
    gtk_box_append (self->names, create_button (self, names[i]));
  gtk_widget_set_visible (self->names_title, names[0] != NULL);
}

/* The moment that is named is this one, however long the typing takes. */
static void
show_cb (VmpMarkPopover *self)
{
  g_autofree char *next = NULL;

  self->time_nsec = vmp_clock_boottime_nsec ();
  if (self->monitor == NULL || self->target == 0)
    return;
  next = vmp_stage_dup_next_name (self->monitor, self->target);
  gtk_entry_set_placeholder_text (self->name, next);
  gtk_editable_set_text (GTK_EDITABLE (self->name), "");
  show_names (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->name));
}

static void
vmp_mark_popover_dispose (GObject *object)
{
  VmpMarkPopover *self = VMP_MARK_POPOVER (object);

  g_clear_object (&self->monitor);
  gtk_widget_dispose_template (GTK_WIDGET (self), VMP_TYPE_MARK_POPOVER);

  G_OBJECT_CLASS (vmp_mark_popover_parent_class)->dispose (object);
}

static void
vmp_mark_popover_class_init (VmpMarkPopoverClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vmp_mark_popover_dispose;
  marked_signal =
    g_signal_new ("marked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/vmprofiler/Vmp/widgets/vmp-mark-popover.ui");
  gtk_widget_class_bind_template_child (widget_class, VmpMarkPopover, name);
  gtk_widget_class_bind_template_child (widget_class, VmpMarkPopover, names);
  gtk_widget_class_bind_template_child (widget_class, VmpMarkPopover, names_title);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_cb);
}

static void
vmp_mark_popover_init (VmpMarkPopover *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
vmp_mark_popover_set_target (VmpMarkPopover *self, VmpMonitor *monitor, guint32 target)
{
  g_return_if_fail (VMP_IS_MARK_POPOVER (self));

  g_set_object (&self->monitor, monitor);
  self->target = target;
}
