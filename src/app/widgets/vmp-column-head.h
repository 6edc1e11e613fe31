/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Heads of columns of numbers. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Appends @column to @view with its title above the end of its cells, where the numbers are. */
void vmp_column_head_append_numbers (GtkColumnView *view, GtkColumnViewColumn *column);

G_END_DECLS
