/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A small list of processes to search and choose one from, for a popover. */
#include "config.h"

#include "vmp-process-chooser.h"

#include "../models/vmp-process-model.h"
#include "vmp-process-cell.h"

struct _VmpProcessChooser
{
  AdwBin           parent_instance;

  /* template children */
  GtkSearchEntry  *search;
  GtkStack        *stack;
  GtkListView     *view;

  /* owned */
  VmpMonitor      *monitor;
  VmpProcessModel *model;
  VmpUserNames    *users;
};

static guint chosen_signal;

G_DEFINE_FINAL_TYPE (VmpProcessChooser, vmp_process_chooser, ADW_TYPE_BIN)

static void
update_stack (VmpProcessChooser *self)
{
  gboolean empty = self->monitor != NULL && vmp_monitor_get_process_list (self->monitor) != NULL
                   && g_list_model_get_n_items (G_LIST_MODEL (self->model)) == 0;

  gtk_stack_set_visible_child_name (self->stack, empty ? "empty" : "list");
}

static void
update_query (VmpProcessChooser *self)
{
  const VmpProcessQuery query = {
    .search = gtk_editable_get_text (GTK_EDITABLE (self->search)),
    .sort = VMP_PROCESS_SORT_RESIDENT,
    .descending = TRUE,
    .only_uid = -1,
  };

  vmp_process_model_set_query (self->model, &query);
  update_stack (self);
}

/* What was there when it opened stays where it is: it is open for a moment only. */
static void
processes_changed_cb (VmpProcessChooser *self)
{
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  vmp_process_model_set_frozen (self->model, g_list_model_get_n_items (G_LIST_MODEL (self->model)) > 0);
  vmp_process_model_set_list (self->model, vmp_monitor_get_process_list (self->monitor));
  update_stack (self);
}

static void
activate_cb (VmpProcessChooser *self,
             guint              position)
{
  const VmpProcessRow *row = vmp_process_model_get_row (self->model, position);

  if (row != NULL)
    g_signal_emit (self, chosen_signal, 0, row->pid, row->start_time_ticks);
}

/* Enter in the search takes the first match. */
static void
search_activate_cb (VmpProcessChooser *self)
{
  activate_cb (self, 0);
}

/* The entry keeps the key to itself: first the text goes, then what it is in. */
static void
search_stopped_cb (VmpProcessChooser *self)
{
  GtkWidget *popover = gtk_widget_get_ancestor (GTK_WIDGET (self), GTK_TYPE_POPOVER);

  if (*gtk_editable_get_text (GTK_EDITABLE (self->search)) != '\0')
    gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  else if (popover != NULL)
    gtk_popover_popdown (GTK_POPOVER (popover));
}

static gboolean
search_key_cb (VmpProcessChooser *self,
               guint              keyval,
               guint              keycode,
               GdkModifierType    state)
{
  if (keyval != GDK_KEY_Down || g_list_model_get_n_items (G_LIST_MODEL (self->model)) == 0)
    return GDK_EVENT_PROPAGATE;
  gtk_list_view_scroll_to (self->view, 0, GTK_LIST_SCROLL_FOCUS, NULL);
  return GDK_EVENT_STOP;
}

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *item,
          VmpProcessChooser        *self)
{
  gtk_list_item_set_child (item, vmp_process_cell_new (self->users, FALSE));
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *item)
{
  vmp_process_cell_bind (VMP_PROCESS_CELL (gtk_list_item_get_child (item)), item);
}

static void
unbind_cb (GtkSignalListItemFactory *factory,
           GtkListItem              *item)
{
  vmp_process_cell_unbind (VMP_PROCESS_CELL (gtk_list_item_get_child (item)));
}

static void
vmp_process_chooser_map (GtkWidget *widget)
{
  VmpProcessChooser *self = VMP_PROCESS_CHOOSER (widget);

  GTK_WIDGET_CLASS (vmp_process_chooser_parent_class)->map (widget);
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  update_query (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
  if (self->monitor == NULL)
    return;
  vmp_monitor_request_processes (self->monitor, self, VMP_PROCESS_COLUMN_NONE);
  if (vmp_monitor_get_process_list (self->monitor) != NULL)
    {
      vmp_process_model_set_frozen (self->model, FALSE);
      vmp_process_model_set_list (self->model, vmp_monitor_get_process_list (self->monitor));
    }
  update_stack (self);
}

static void
vmp_process_chooser_unmap (GtkWidget *widget)
{
  VmpProcessChooser *self = VMP_PROCESS_CHOOSER (widget);

  if (self->monitor != NULL)
    vmp_monitor_withdraw_processes (self->monitor, self);
  GTK_WIDGET_CLASS (vmp_process_chooser_parent_class)->unmap (widget);
}

static void
vmp_process_chooser_dispose (GObject *object)
{
  VmpProcessChooser *self = VMP_PROCESS_CHOOSER (object);

  if (self->monitor != NULL)
    vmp_monitor_withdraw_processes (self->monitor, self);
  gtk_widget_dispose_template (GTK_WIDGET (self), VMP_TYPE_PROCESS_CHOOSER);
  g_clear_object (&self->monitor);
  g_clear_object (&self->model);
  g_clear_object (&self->users);

  G_OBJECT_CLASS (vmp_process_chooser_parent_class)->dispose (object);
}

static void
vmp_process_chooser_class_init (VmpProcessChooserClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vmp_process_chooser_dispose;
  widget_class->map = vmp_process_chooser_map;
  widget_class->unmap = vmp_process_chooser_unmap;
  chosen_signal = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 2, G_TYPE_INT, G_TYPE_UINT64);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/vmprofiler/Vmp/widgets/vmp-process-chooser.ui");
  gtk_widget_class_bind_template_child (widget_class, VmpProcessChooser, search);
  gtk_widget_class_bind_template_child (widget_class, VmpProcessChooser, stack);
  gtk_widget_class_bind_template_child (widget_class, VmpProcessChooser, view);
  gtk_widget_class_bind_template_callback (widget_class, update_query);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_key_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_stopped_cb);
  gtk_widget_class_bind_template_callback (widget_class, setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, unbind_cb);
}

static void
vmp_process_chooser_init (VmpProcessChooser *self)
{
  self->users = vmp_user_names_new ();
  self->model = vmp_process_model_new (self->users);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_list_view_set_model (self->view, GTK_SELECTION_MODEL (self->model));
}

void
vmp_process_chooser_set_monitor (VmpProcessChooser *self,
                                 VmpMonitor        *monitor)
{
  g_return_if_fail (VMP_IS_PROCESS_CHOOSER (self));

  if (self->monitor == monitor)
    return;
  if (self->monitor != NULL)
    {
      g_signal_handlers_disconnect_by_func (self->monitor, processes_changed_cb, self);
      vmp_monitor_withdraw_processes (self->monitor, self);
    }
  g_set_object (&self->monitor, monitor);
  if (monitor != NULL)
    g_signal_connect_object (monitor, "processes-changed", G_CALLBACK (processes_changed_cb), self, G_CONNECT_SWAPPED);
}
