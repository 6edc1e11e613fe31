/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds widgets in a window, as a test of its behaviour has to. */

#include "config.h"

#include "find-widget.h"

typedef gboolean (*Matches) (GtkWidget *widget, gconstpointer data);

static GtkWidget *
find (GtkWidget *root, Matches matches, gconstpointer data)
{
  if (matches (root, data))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, matches, data);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static gboolean
is_type (GtkWidget *widget, gconstpointer data)
{
  return g_type_is_a (G_OBJECT_TYPE (widget), *(const GType *) data);
}

static gboolean
has_id (GtkWidget *widget, gconstpointer data)
{
  return g_strcmp0 (gtk_buildable_get_buildable_id (GTK_BUILDABLE (widget)), data) == 0;
}

static gboolean
is_label (GtkWidget *widget, gconstpointer data)
{
  return GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget)
         && g_str_equal (gtk_label_get_label (GTK_LABEL (widget)), data);
}

static gboolean
is_nameless_button (GtkWidget *widget, gconstpointer data)
{
  const char *icon_name = NULL;

  /* Such as a search bar's own button to close it, where it has none. */
  if (!gtk_widget_get_visible (widget))
    return FALSE;
  if (GTK_IS_MENU_BUTTON (widget))
    icon_name = gtk_menu_button_get_icon_name (GTK_MENU_BUTTON (widget));
  else if (GTK_IS_BUTTON (widget) && !GTK_IS_MENU_BUTTON (gtk_widget_get_parent (widget)))
    icon_name = gtk_button_get_icon_name (GTK_BUTTON (widget));
  return icon_name != NULL && gtk_widget_get_tooltip_text (widget) == NULL
         && !gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL);
}

GtkWidget *
find_widget (GtkWidget *root, GType type)
{
  return find (root, is_type, &type);
}

GtkWidget *
find_widget_by_id (GtkWidget *root, const char *id)
{
  return find (root, has_id, id);
}

GtkWidget *
find_label (GtkWidget *root, const char *text)
{
  return find (root, is_label, text);
}

GtkWidget *
find_nameless_button (GtkWidget *root)
{
  return find (root, is_nameless_button, NULL);
}
