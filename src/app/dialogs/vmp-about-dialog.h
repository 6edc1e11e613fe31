/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Says what the program is, and what it runs on. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* What of the system matters to a report is read by a thread and comes a moment later. */
AdwDialog *vmp_about_dialog_new (void);

G_END_DECLS
