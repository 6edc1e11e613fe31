/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The program: its command line, its windows and what they share. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define VMP_TYPE_APPLICATION (vmp_application_get_type ())
G_DECLARE_FINAL_TYPE (VmpApplication, vmp_application, VMP, APPLICATION, AdwApplication)

VmpApplication *vmp_application_new (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
