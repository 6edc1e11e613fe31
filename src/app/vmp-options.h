/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What may be asked for on the command line of the window. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct
{
  gint32      pid;            /* 0: none */
  char       *file;           /* owned: a recording, as an absolute path; NULL: none */
  int         width, height;  /* 0: as remembered */
  const char *page;           /* the page to show; static. NULL: as preferred */
  gboolean    new_window;     /* even where there is one */
  gboolean    background;     /* none: watch by rules alone */
} VmpOptions;

/* The options, for g_application_add_main_option_entries(). Static. */
const GOptionEntry *vmp_options_get_entries (void);
/* Reads what was parsed: FALSE with @error, in words for the user, if it makes no sense. The path of a file is made absolute in
 * @dict too: who takes it over may be somewhere else. For vmp_options_clear(). */
gboolean            vmp_options_read        (GVariantDict *dict,
                                             VmpOptions   *out_options,
                                             GError      **error);
void                vmp_options_clear       (VmpOptions   *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (VmpOptions, vmp_options_clear)

G_END_DECLS
