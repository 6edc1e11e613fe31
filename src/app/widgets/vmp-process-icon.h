/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The icon of an application, which changes without measuring anything anew. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define VMP_TYPE_PROCESS_ICON (vmp_process_icon_get_type ())
G_DECLARE_FINAL_TYPE (VmpProcessIcon, vmp_process_icon, VMP, PROCESS_ICON, GtkWidget)

#define VMP_PROCESS_ICON_SIZE 16

/* @icon: (nullable): NULL for a faint one of any program */
void vmp_process_icon_set (VmpProcessIcon *self,
                           GIcon          *icon);

G_END_DECLS
