/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vm-profiler, the window. */

#include "config.h"

#include <glib/gi18n.h>
#include <locale.h>

#include "core/engine/vmp-launcher.h"
#include "vmp-application.h"

/* Whoever asks for the cairo renderer draws without GL, but GDK would still load all of Mesa, and LLVM where there is no
 * graphics card: 40 MiB for nothing. */
static void
leave_out_gl (void)
{
  if (g_strcmp0 (g_getenv ("GSK_RENDERER"), "cairo") == 0)
    g_setenv ("GDK_DISABLE", "gl,vulkan", FALSE);
}

int
main (int argc, char *argv[])
{
  g_autoptr (VmpApplication) application = NULL;
  const char *locales = g_getenv ("VMP_LOCALEDIR");   /* those of a build folder */

  vmp_launcher_remember_signals ();
  leave_out_gl ();
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, locales != NULL ? locales : VMP_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  application = vmp_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
