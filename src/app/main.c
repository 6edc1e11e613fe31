/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vm-profiler, the window. */

#include "config.h"

#include <glib/gi18n.h>
#include <locale.h>

#include "vmp-application.h"

int
main (int argc, char *argv[])
{
  g_autoptr (VmpApplication) application = NULL;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, VMP_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  application = vmp_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
