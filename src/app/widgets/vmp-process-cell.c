/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row of the picker: name and memory, below them pid and user and how the memory moved. */

#include "config.h"

#include "vmp-process-cell.h"

#include <glib/gi18n.h>

#include "../vmp-alert-service.h"
#include "../vmp-preferences.h"
#include "vmp-process-icon.h"
#include "vmp-process-text.h"
#include "vmp-sparkline.h"

#define SPACING 6
#define LINE_SPACING 1
#define ICON_SIZE VMP_PROCESS_ICON_SIZE
#define INDENT 8
/* Of the width, at most, or nothing is left of the names; deeper levels are told by their order alone. */
#define MOST_INDENT_SHARE 5

struct _VmpProcessCell
{
  GtkWidget       parent_instance;

  /* template children */
  GtkWidget      *expander;
  VmpProcessIcon *icon;
  GtkInscription *name;
  GtkInscription *value;
  GtkInscription *detail;
  VmpSparkline   *sparkline;
  GtkWidget      *bell;
  GtkWidget      *star;

  /* owned */
  VmpUserNames   *users;
  VmpProcessItem *item;

  /* borrowed while bound */
  GtkListItem    *list_item;

  gulong          changed_handler;
  guint           depth;
  gboolean        nested;
  gboolean        expandable;
  gboolean        expanded;
  gboolean        watched;
  gboolean        with_star;
};

G_DEFINE_FINAL_TYPE (VmpProcessCell, vmp_process_cell, GTK_TYPE_WIDGET)

/* Layout: of its own, because what moves with each refresh must cost an allocation, not a measuring of the whole list. */

static int
measure_width (GtkWidget *widget)
{
  int minimum;

  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  return minimum;
}

static int
measure_height (GtkWidget *widget)
{
  int minimum;

  gtk_widget_measure (widget, GTK_ORIENTATION_VERTICAL, -1, &minimum, NULL, NULL, NULL);
  return minimum;
}

static int
measure_first_line (VmpProcessCell *self)
{
  int height = MAX (measure_height (GTK_WIDGET (self->name)), measure_height (GTK_WIDGET (self->value)));

  return MAX (height, ICON_SIZE);
}

static void
vmp_process_cell_measure (GtkWidget *widget, GtkOrientation orientation, int for_size,
                          int *minimum, int *natural, int *minimum_baseline, int *natural_baseline)
{
  VmpProcessCell *self = VMP_PROCESS_CELL (widget);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = ICON_SIZE + measure_width (GTK_WIDGET (self->name)) + measure_width (GTK_WIDGET (self->value))
               + measure_width (self->star) + 3 * SPACING;
  else
    *minimum = measure_first_line (self) + LINE_SPACING
               + MAX (measure_height (GTK_WIDGET (self->detail)), measure_height (GTK_WIDGET (self->sparkline)));
  *natural = *minimum;
}

/* @x counts from where the reading begins. */
static void
place (VmpProcessCell *self, GtkWidget *child, int x, int y, int width, int height)
{
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  GtkAllocation allocation = { rtl ? gtk_widget_get_width (GTK_WIDGET (self)) - x - width : x, y, width, height };

  gtk_widget_size_allocate (child, &allocation, -1);
}

static void
vmp_process_cell_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  VmpProcessCell *self = VMP_PROCESS_CELL (widget);
  int first = measure_first_line (self);
  int second = height - first - LINE_SPACING;
  int star = measure_width (self->star), value = measure_width (GTK_WIDGET (self->value));
  int sparkline = measure_width (GTK_WIDGET (self->sparkline));
  int sparkline_height = measure_height (GTK_WIDGET (self->sparkline));
  int end = width - star - SPACING;
  int begin = 0;

  if (self->nested)
    {
      begin = MIN ((int) self->depth * INDENT, width / MOST_INDENT_SHARE);
      place (self, self->expander, begin, 0, ICON_SIZE, first);
      begin += ICON_SIZE;
    }
  else
    place (self, self->expander, 0, 0, ICON_SIZE, first);
  place (self, GTK_WIDGET (self->icon), begin, 0, ICON_SIZE, first);
  begin += ICON_SIZE + SPACING;
  place (self, GTK_WIDGET (self->name), begin, 0, MAX (end - value - SPACING - begin, 0), first);
  place (self, GTK_WIDGET (self->value), end - value, 0, value, first);
  if (gtk_widget_get_child_visible (self->bell))
    {
      int bell = measure_width (self->bell);

      place (self, self->bell, begin, first + LINE_SPACING, bell, second);
      begin += bell + SPACING / 2;
    }
  place (self, GTK_WIDGET (self->detail), begin, first + LINE_SPACING, MAX (end - sparkline - SPACING - begin, 0), second);
  place (self, GTK_WIDGET (self->sparkline), end - sparkline,
         first + LINE_SPACING + (second - sparkline_height) / 2, sparkline, sparkline_height);
  place (self, self->star, width - star, (height - star) / 2, star, star);
}

/* Content */

static void
update_star (VmpProcessCell *self, const VmpProcessShown *shown)
{
  gtk_widget_set_child_visible (self->star, self->with_star && shown->line.kind != VMP_PROCESS_LINE_GROUP);
  if (self->watched == shown->watched)
    return;
  self->watched = shown->watched;
  gtk_button_set_icon_name (GTK_BUTTON (self->star), self->watched ? "starred-symbolic" : "non-starred-symbolic");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->star),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, self->watched ? _("Stop Watching") : _("Watch"), -1);
  if (self->watched)
    gtk_widget_add_css_class (GTK_WIDGET (self), "watched");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "watched");
}

/* The row that GTK made around it tells the tree to screen readers, as that of a GtkTreeExpander does. */
static void
tell_nesting (VmpProcessCell *self)
{
  GtkWidget *row = gtk_widget_get_parent (GTK_WIDGET (self));

  if (row == NULL)
    return;
  if (self->nested)
    gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LEVEL, (int) self->depth + 1, -1);
  else
    gtk_accessible_reset_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LEVEL);
  if (self->expandable)
    gtk_accessible_update_state (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_EXPANDED, self->expanded, -1);
  else
    gtk_accessible_reset_state (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_EXPANDED);
}

static void
update_nesting (VmpProcessCell *self, const VmpProcessLine *line, gboolean nested)
{
  if (self->nested == nested && self->depth == line->depth
      && self->expandable == line->expandable && self->expanded == line->expanded)
    return;
  self->nested = nested;
  self->depth = line->depth;
  if (self->expanded != line->expanded)
    gtk_image_set_from_icon_name (GTK_IMAGE (self->expander), line->expanded ? "pan-down-symbolic" : "pan-end-symbolic");
  self->expandable = line->expandable;
  self->expanded = line->expanded;
  gtk_widget_set_child_visible (self->expander, self->expandable);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  tell_nesting (self);
}

/* Alerts of the process that nobody took note of. */
static gboolean
has_alert (const VmpProcessShown *shown)
{
  VmpAlertService *alerts = vmp_alert_service_get_default ();

  return alerts != NULL && shown->pid > 0
         && vmp_alert_history_count_new (vmp_alert_service_get_history (alerts), shown->pid, shown->start_time_ticks, FALSE) > 0;
}

static void
update_bell (VmpProcessCell *self, const VmpProcessShown *shown)
{
  gboolean alert = has_alert (shown);

  if (gtk_widget_get_child_visible (self->bell) == alert)
    return;
  gtk_widget_set_child_visible (self->bell, alert);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

static void
set_class (GtkWidget *widget, const char *class, gboolean has)
{
  if (gtk_widget_has_css_class (widget, class) == has)
    return;
  if (has)
    gtk_widget_add_css_class (widget, class);
  else
    gtk_widget_remove_css_class (widget, class);
}

static void
update (VmpProcessCell *self)
{
  const VmpProcessShown *shown;
  g_autofree char *value = NULL, *detail = NULL, *label = NULL;
  VmpUnits units = vmp_preferences_get_units (vmp_preferences_get_default ());

  if (self->item == NULL)
    return;
  shown = vmp_process_item_get (self->item);
  value = vmp_process_text_dup_value (shown, units);
  detail = vmp_process_text_dup_detail (shown, self->users);
  gtk_inscription_set_text (self->name, vmp_process_text_get_name (shown));
  gtk_inscription_set_text (self->value, value);
  gtk_inscription_set_text (self->detail, detail);
  vmp_sparkline_set_values (self->sparkline, shown->has_history ? shown->history.values : NULL, VMP_PROCESS_HISTORY);
  vmp_process_icon_set (self->icon, shown->group != NULL ? shown->group->icon : NULL);
  update_star (self, shown);
  update_bell (self, shown);
  update_nesting (self, &shown->line, shown->nested);
  set_class (GTK_WIDGET (self), "ended", shown->line.kind == VMP_PROCESS_LINE_ENDED || shown->line.context);
  set_class (GTK_WIDGET (self), "group", shown->line.kind == VMP_PROCESS_LINE_GROUP);

  label = vmp_process_text_dup_label (shown, self->users, units);
  if (self->list_item != NULL)
    gtk_list_item_set_accessible_label (self->list_item, label);
}

static void
star_clicked_cb (VmpProcessCell *self)
{
  const VmpProcessShown *shown = self->item != NULL ? vmp_process_item_get (self->item) : NULL;

  if (shown != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "picker.set-watched", "(itb)",
                                shown->pid, shown->start_time_ticks, !shown->watched);
}

/* Asked for and not set: to set a tooltip asks the display where the pointer is, and waits for the answer, for each row. */
static gboolean
star_query_tooltip_cb (VmpProcessCell *self, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  gtk_tooltip_set_text (tooltip, self->watched ? _("Stop Watching") : _("Watch"));
  return TRUE;
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
  widget_class->measure = vmp_process_cell_measure;
  widget_class->size_allocate = vmp_process_cell_size_allocate;

  g_type_ensure (VMP_TYPE_PROCESS_ICON);
  g_type_ensure (VMP_TYPE_SPARKLINE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/vmprofiler/Vmp/widgets/vmp-process-cell.ui");
  gtk_widget_class_bind_template_child (widget_class, VmpProcessCell, expander);
  gtk_widget_class_bind_template_child (widget_class, VmpProcessCell, icon);
  gtk_widget_class_bind_template_child (widget_class, VmpProcessCell, name);
  gtk_widget_class_bind_template_child (widget_class, VmpProcessCell, value);
  gtk_widget_class_bind_template_child (widget_class, VmpProcessCell, detail);
  gtk_widget_class_bind_template_child (widget_class, VmpProcessCell, sparkline);
  gtk_widget_class_bind_template_child (widget_class, VmpProcessCell, star);
  gtk_widget_class_bind_template_child (widget_class, VmpProcessCell, bell);
  gtk_widget_class_bind_template_callback (widget_class, star_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, star_query_tooltip_cb);
  gtk_widget_class_set_css_name (widget_class, "processcell");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
vmp_process_cell_init (VmpProcessCell *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_child_visible (self->expander, FALSE);
  gtk_widget_set_child_visible (self->bell, FALSE);
  align (self);
}

GtkWidget *
vmp_process_cell_new (VmpUserNames *users, gboolean with_star)
{
  VmpProcessCell *self = g_object_new (VMP_TYPE_PROCESS_CELL, NULL);

  self->users = g_object_ref (users);
  self->with_star = with_star;
  g_signal_connect_object (users, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (vmp_preferences_get_default (), "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  if (vmp_alert_service_get_default () != NULL)
    g_signal_connect_object (vmp_alert_service_get_history (vmp_alert_service_get_default ()), "changed", G_CALLBACK (update), self,
                             G_CONNECT_SWAPPED);
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

VmpProcessItem *
vmp_process_cell_get_item (VmpProcessCell *self)
{
  g_return_val_if_fail (VMP_IS_PROCESS_CELL (self), NULL);

  return self->item;
}

guint
vmp_process_cell_get_position (VmpProcessCell *self)
{
  g_return_val_if_fail (VMP_IS_PROCESS_CELL (self), GTK_INVALID_LIST_POSITION);

  return self->list_item != NULL ? gtk_list_item_get_position (self->list_item) : GTK_INVALID_LIST_POSITION;
}

gboolean
vmp_process_cell_is_expander (VmpProcessCell *self, GtkWidget *widget)
{
  g_return_val_if_fail (VMP_IS_PROCESS_CELL (self), FALSE);

  return widget == self->expander && self->expandable;
}

char *
vmp_process_cell_dup_tooltip (VmpProcessCell *self)
{
  g_return_val_if_fail (VMP_IS_PROCESS_CELL (self), NULL);

  if (self->item == NULL)
    return NULL;
  return vmp_process_text_dup_tooltip (vmp_process_item_get (self->item), self->users,
                                       vmp_preferences_get_units (vmp_preferences_get_default ()));
}
