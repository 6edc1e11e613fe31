/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the list of the picker shows: which processes, in which order, and why there are none. */

#include "config.h"

#include "vmp-picker-private.h"

#include <glib/gi18n.h>
#include <unistd.h>

#include "widgets/vmp-label.h"
#include "widgets/vmp-process-text.h"

/* How long rows stay put after a key was pressed in the list. */
#define KEY_REST_USEC (3 * G_USEC_PER_SEC)

static gboolean
has_filters (VmpPicker *self)
{
  return *gtk_editable_get_text (GTK_EDITABLE (self->search_entry)) != '\0' || self->own_only;
}

/* Why nothing is there, and the one way on. */
static void
update_empty_page (VmpPicker *self)
{
  gboolean searching = *gtk_editable_get_text (GTK_EDITABLE (self->search_entry)) != '\0';

  adw_status_page_set_title (self->empty_page, _("No Processes Found"));
  if (searching && self->own_only)
    adw_status_page_set_description (self->empty_page, _("None of your processes matches the search."));
  else if (searching)
    adw_status_page_set_description (self->empty_page, _("No process matches the search."));
  else
    adw_status_page_set_description (self->empty_page, _("No process is yours."));
  gtk_button_set_label (self->clear_button, self->own_only ? _("_Show All") : _("_Clear Search"));
  gtk_widget_set_visible (GTK_WIDGET (self->clear_button), has_filters (self));
}

static void
update_stack (VmpPicker *self)
{
  const char *name = "list";

  if (self->monitor != NULL && vmp_monitor_get_process_list (self->monitor) != NULL
      && g_list_model_get_n_items (G_LIST_MODEL (self->model)) == 0)
    name = "empty";
  if (g_str_equal (name, "empty"))
    update_empty_page (self);
  gtk_stack_set_visible_child_name (self->stack, name);
}

static guint
count_watched (VmpPicker *self)
{
  guint n = 0;

  if (self->watch_list != NULL)
    vmp_watch_list_get_all (self->watch_list, &n);
  return n;
}

/* One section needs no headers. */
void
vmp_picker_update_headers (VmpPicker *self)
{
  GtkListItemFactory *factory = count_watched (self) > 0 ? self->header_factory : NULL;

  if (gtk_list_view_get_header_factory (self->list_view) != factory)
    gtk_list_view_set_header_factory (self->list_view, factory);
}

static void
scroll_to_top (VmpPicker *self)
{
  if (g_list_model_get_n_items (G_LIST_MODEL (self->model)) > 0)
    gtk_list_view_scroll_to (self->list_view, 0, GTK_LIST_SCROLL_NONE, NULL);
}

static VmpProcessSort
get_sort (VmpPicker *self)
{
  return vmp_process_sort_from_key (self->sort);
}

VmpProcessQuery
vmp_picker_get_query (VmpPicker *self)
{
  gboolean as_sort = g_str_equal (self->column, VMP_PICKER_COLUMN_AS_SORT);

  return (VmpProcessQuery) {
    .search = gtk_editable_get_text (GTK_EDITABLE (self->search_entry)),
    .sort = get_sort (self),
    .descending = g_str_equal (self->order, "descending"),
    .only_uid = self->own_only ? (gint64) getuid () : -1,
    .kernel_threads = self->kernel_threads,
    .arrangement = vmp_process_arrangement_from_key (self->arrangement),
    .shown = as_sort ? NULL : vmp_process_sort_get_info (vmp_process_sort_from_key (self->column)),
  };
}

/* Asks for what the rows show, while anybody can see them. */
void
vmp_picker_update_request (VmpPicker *self)
{
  VmpProcessQuery query = vmp_picker_get_query (self);
  gboolean visible = self->root != NULL
                     && !(GTK_IS_WINDOW (self->root) && gtk_window_is_suspended (GTK_WINDOW (self->root)));

  if (self->monitor == NULL)
    return;
  if (visible)
    vmp_monitor_request_processes (self->monitor, self, vmp_process_query_get_columns (&query));
  else
    vmp_monitor_withdraw_processes (self->monitor, self);
}

static void
update_caption (VmpPicker *self)
{
  guint n = vmp_process_model_count_matches (self->model);
  g_autofree char *count = g_strdup_printf (ngettext ("%u process", "%u processes", n), n);
  VmpProcessQuery query = vmp_picker_get_query (self);

  gtk_inscription_set_text (self->count_label, count);
  vmp_label_set_text (self->column_label, vmp_process_text_get_column (vmp_process_query_get_shown (&query)));
}

void
vmp_picker_update_query (VmpPicker *self)
{
  VmpProcessQuery query = vmp_picker_get_query (self);

  vmp_picker_update_request (self);
  vmp_process_model_set_query (self->model, &query);
  update_caption (self);
  update_stack (self);
  scroll_to_top (self);
}

/* The list view keeps what it shows in place, but whoever looks at the top wants to see what comes to the top. */
static gboolean
is_at_top (VmpPicker *self)
{
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->list_view));

  return adjustment == NULL || gtk_adjustment_get_value (adjustment) <= 0;
}

/* Rows are of one height, so the place of the scrollbar tells, give or take a header. */
static void
update_in_sight (VmpPicker *self)
{
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->list_view));
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->model));
  double upper = gtk_adjustment_get_upper (adjustment);
  double row_height = n > 0 ? upper / n : 0;

  if (row_height < 1)
    {
      vmp_process_model_set_in_sight (self->model, 0, G_MAXUINT);
      return;
    }
  vmp_process_model_set_in_sight (self->model,
                                  (guint) MAX (gtk_adjustment_get_value (adjustment) / row_height - 4, 0),
                                  (guint) (gtk_adjustment_get_page_size (adjustment) / row_height) + 10);
}

void
vmp_picker_follow_processes (VmpPicker *self)
{
  gboolean first = g_list_model_get_n_items (G_LIST_MODEL (self->model)) == 0;
  gboolean at_top = is_at_top (self);
  gboolean at_rest = gtk_event_controller_motion_contains_pointer (self->motion)
                     || vmp_picker_is_menu_open (self)
                     || g_get_monotonic_time () - self->last_key_usec < KEY_REST_USEC;

  vmp_process_model_set_frozen (self->model, at_rest && !first);
  update_in_sight (self);
  vmp_process_model_set_list (self->model, vmp_monitor_get_process_list (self->monitor));
  update_caption (self);
  update_stack (self);
  if (first || (at_top && !at_rest))
    scroll_to_top (self);
}

/* A search may be for a user. */
void
vmp_picker_follow_user_names (VmpPicker *self)
{
  if (*gtk_editable_get_text (GTK_EDITABLE (self->search_entry)) != '\0')
    vmp_picker_update_query (self);
}

void
vmp_picker_follow_watched (VmpPicker *self)
{
  vmp_picker_update_headers (self);
  update_stack (self);
}
