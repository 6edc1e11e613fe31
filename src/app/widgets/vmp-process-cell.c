/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row of the picker: name and memory, below them pid and user. */

#include "config.h"

#include "vmp-process-cell.h"

#include <glib/gi18n.h>

#include "../vmp-preferences.h"
#include "core/model/vmp-format.h"

struct _VmpProcessCell
{
  GtkWidget       parent_instance;

  /* template children */
  GtkInscription *name;
  GtkInscription *value;
  GtkInscription *detail;

  /* owned */
  VmpUserNames   *users;
  VmpProcessItem *item;

  /* borrowed while bound */
  GtkListItem    *list_item;

  gulong          changed_handler;
};

G_DEFINE_FINAL_TYPE (VmpProcessCell, vmp_process_cell, GTK_TYPE_WIDGET)

static void
update (VmpProcessCell *self)
{
  const VmpProcessRow *row;
  const char *user, *value;
  char buffer[VMP_FORMAT_SIZE];
  g_autofree char *detail = NULL, *label = NULL;

  if (self->item == NULL)
    return;
  row = vmp_process_item_get_row (self->item);
  user = vmp_user_names_get (self->users, row->uid);
  value = vmp_format_bytes (buffer, vmp_process_row_get_value (row, vmp_process_item_get_metric (self->item)),
                            vmp_preferences_get_units (vmp_preferences_get_default ()));
  detail = g_strdup_printf ("%d · %s", row->pid, user);

  gtk_inscription_set_text (self->name, row->name);
  gtk_inscription_set_text (self->value, value);
  gtk_inscription_set_text (self->detail, detail);

  /* Translators: a row for screen readers: name, memory, process id, user */
  label = g_strdup_printf (_("%s, %s, process %d of %s"), row->name, value, row->pid, user);
  if (self->list_item != NULL)
    gtk_list_item_set_accessible_label (self->list_item, label);
}

/* An inscription aligns by its text's direction, not by the window's: names stay Latin where the rest reads from the right. */
static void
align (VmpProcessCell *self)
{
  float start = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL ? 1 : 0;

  gtk_inscription_set_xalign (self->name, start);
  gtk_inscription_set_xalign (self->detail, start);
  gtk_inscription_set_xalign (self->value, 1 - start);
}

static void
vmp_process_cell_direction_changed (GtkWidget *widget, GtkTextDirection previous)
{
  align (VMP_PROCESS_CELL (widget));

  GTK_WIDGET_CLASS (vmp_process_cell_parent_class)->direction_changed (widget, previous);
}

static void
vmp_process_cell_dispose (GObject *object)
{
  VmpProcessCell *self = VMP_PROCESS_CELL (object);

  vmp_process_cell_unbind (self);
  g_clear_object (&self->users);
  gtk_widget_dispose_template (GTK_WIDGET (self), VMP_TYPE_PROCESS_CELL);

  G_OBJECT_CLASS (vmp_process_cell_parent_class)->dispose (object);
}

static void
vmp_process_cell_class_init (VmpProcessCellClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = vmp_process_cell_dispose;
  widget_class->direction_changed = vmp_process_cell_direction_changed;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/vmprofiler/Vmp/widgets/vmp-process-cell.ui");
  gtk_widget_class_bind_template_child (widget_class, VmpProcessCell, name);
  gtk_widget_class_bind_template_child (widget_class, VmpProcessCell, value);
  gtk_widget_class_bind_template_child (widget_class, VmpProcessCell, detail);
  gtk_widget_class_set_css_name (widget_class, "processcell");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_GRID_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
vmp_process_cell_init (VmpProcessCell *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  align (self);
}

GtkWidget *
vmp_process_cell_new (VmpUserNames *users)
{
  VmpProcessCell *self = g_object_new (VMP_TYPE_PROCESS_CELL, NULL);

  self->users = g_object_ref (users);
  g_signal_connect_object (users, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (vmp_preferences_get_default (), "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

void
vmp_process_cell_bind (VmpProcessCell *self, GtkListItem *list_item)
{
  g_return_if_fail (VMP_IS_PROCESS_CELL (self));

  vmp_process_cell_unbind (self);
  self->list_item = list_item;
  self->item = g_object_ref (gtk_list_item_get_item (list_item));
  self->changed_handler =
    g_signal_connect_swapped (self->item, "changed", G_CALLBACK (update), self);
  update (self);
}

void
vmp_process_cell_unbind (VmpProcessCell *self)
{
  g_return_if_fail (VMP_IS_PROCESS_CELL (self));

  self->list_item = NULL;
  if (self->item != NULL)
    g_clear_signal_handler (&self->changed_handler, self->item);
  g_clear_object (&self->item);
}
