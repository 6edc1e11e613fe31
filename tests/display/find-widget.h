/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds widgets in a window, as a test of its behaviour has to. */
#pragma once

#include <gtk/gtk.h>

/* The first widget of that type below (or at) @root, depth first; NULL if none. */
GtkWidget *find_widget          (GtkWidget  *root,
                                 GType       type);
/* The one that a template names so. */
GtkWidget *find_widget_by_id    (GtkWidget  *root,
                                 const char *id);
/* The mapped label with that text, or NULL. */
GtkWidget *find_label           (GtkWidget  *root,
                                 const char *text);
/* A button that shows an icon alone and has neither tooltip nor accessible label; NULL if all is well. */
GtkWidget *find_nameless_button (GtkWidget  *root);
