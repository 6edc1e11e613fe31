/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which page of each program was looked at last, in the settings. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Key of the settings; a program is the path of its executable, or its name where that is not known. The last one is first. */
#define VMP_PROGRAM_PAGES_KEY  "program-pages"
#define VMP_PROGRAM_PAGES_MOST 50

/* The page's name; the one looked at last of all for a program that is new; NULL if there is none. @exe: (nullable). Owned. */
char *vmp_program_pages_dup (GSettings *settings, const char *exe, const char *name) G_GNUC_WARN_UNUSED_RESULT;
void  vmp_program_pages_set (GSettings *settings, const char *exe, const char *name, const char *page);

G_END_DECLS
