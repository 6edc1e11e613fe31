/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A graph as small as a word, without axes: did it grow? */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define VMP_TYPE_SPARKLINE (vmp_sparkline_get_type ())
G_DECLARE_FINAL_TYPE (VmpSparkline, vmp_sparkline, VMP, SPARKLINE, GtkWidget)

/* The most values it has. */
#define VMP_SPARKLINE_VALUES 30

GtkWidget *vmp_sparkline_new        (void) G_GNUC_WARN_UNUSED_RESULT;
/* Evenly spaced, the newest last; NAN leaves a gap. NULL shows nothing. */
void       vmp_sparkline_set_values (VmpSparkline *self,
                                     const float  *values,
                                     guint         n_values);

G_END_DECLS
