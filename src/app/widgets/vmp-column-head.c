/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GTK puts every title at the start and has no setting for it: numbers, which are at the end, would stand beside their title. */
#include "config.h"

#include "vmp-column-head.h"

void
vmp_column_head_append_numbers (GtkColumnView *view, GtkColumnViewColumn *column)
{
  GtkWidget *heads, *head, *title;

  gtk_column_view_append_column (view, column);
  /* The row of heads is the first child of the view; in a head is a box with the title and the arrow. */
  heads = gtk_widget_get_first_child (GTK_WIDGET (view));
  head = heads != NULL ? gtk_widget_get_last_child (heads) : NULL;
  title = head != NULL ? gtk_widget_get_first_child (head) : NULL;
  if (title != NULL)
    gtk_widget_set_halign (title, GTK_ALIGN_END);
}
