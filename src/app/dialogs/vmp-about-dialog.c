/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Says what the program is, and what it runs on. */

#include "config.h"

#include "vmp-about-dialog.h"

#include <fcntl.h>
#include <glib/gi18n.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "core/kernel/vmp-proc-root.h"

/* Files by which the kernel offers more than the least: below /proc, or below /sys. */
static const struct
{
  const char *label;
  const char *path;
  gboolean    in_sys;
  gboolean    has_choice;     /* its text says which of several is on */
} offers[] = {
  { "smaps_rollup", "self/smaps_rollup", FALSE, FALSE },
  { "Pressure stall information", "pressure/memory", FALSE, FALSE },
  { "Transparent huge pages", "kernel/mm/transparent_hugepage/enabled", TRUE, TRUE },
  { "Swap", "swaps", FALSE, FALSE },
  { "Kernel samepage merging", "kernel/mm/ksm/run", TRUE, TRUE },
};

static void
append_offer (GString *text, VmpProcRoot *root, guint index)
{
  char buffer[64] = "";
  int fd = offers[index].in_sys ? vmp_proc_root_open_sys (root, offers[index].path, O_RDONLY)
                                : vmp_proc_root_open_proc (root, offers[index].path, O_RDONLY);
  gssize n = 0;

  if (fd >= 0 && offers[index].has_choice)
    n = read (fd, buffer, sizeof buffer - 1);
  if (n > 0)
    g_string_append_printf (text, "%s: %s\n", offers[index].label, g_strstrip (buffer));
  else
    g_string_append_printf (text, "%s: %s\n", offers[index].label, fd >= 0 ? "yes" : "no");
  if (fd >= 0)
    close (fd);
}

/* English, as it is for those who read reports. */
static void
collect (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_autoptr (VmpProcRoot) root = vmp_proc_root_new (NULL, NULL);
  GString *text = g_string_new ("Virtual Memory Profiler " VMP_VERSION "\n");
  struct utsname system;

  if (uname (&system) == 0)
    g_string_append_printf (text, "Kernel: %s %s %s\n", system.sysname, system.release, system.machine);
  g_string_append_printf (text, "GTK: %u.%u.%u\n", gtk_get_major_version (), gtk_get_minor_version (), gtk_get_micro_version ());
  g_string_append_printf (text, "libadwaita: %u.%u.%u\n", adw_get_major_version (), adw_get_minor_version (),
                          adw_get_micro_version ());
  g_string_append_printf (text, "GLib: %u.%u.%u\n", glib_major_version, glib_minor_version, glib_micro_version);
  if (root != NULL)
    {
      g_string_append_printf (text, "Page size: %" G_GINT64_FORMAT " bytes\n", vmp_proc_root_get_page_size_bytes (root));
      for (guint i = 0; i < G_N_ELEMENTS (offers); i++)
        append_offer (text, root, i);
    }
  g_task_return_pointer (task, g_string_free_and_steal (text), g_free);
}

static void
collected_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree char *text = g_task_propagate_pointer (G_TASK (result), NULL);

  if (text != NULL)
    adw_about_dialog_set_debug_info (ADW_ABOUT_DIALOG (source), text);
}

static void
read_system (AdwDialog *self)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GTask) task = g_task_new (self, cancellable, collected_cb, NULL);

  g_task_set_source_tag (task, read_system);
  g_signal_connect_object (self, "closed", G_CALLBACK (g_cancellable_cancel), cancellable, G_CONNECT_SWAPPED);
  g_task_run_in_thread (task, collect);
}

AdwDialog *
vmp_about_dialog_new (void)
{
  AdwDialog *self = adw_about_dialog_new_from_appdata ("/io/github/vmprofiler/Vmp/metainfo.xml", VMP_VERSION);
  const char *developers[] = { _("The Virtual Memory Profiler contributors"), NULL };

  g_object_set (self,
                "application-name", _("Virtual Memory Profiler"),
                "application-icon", VMP_APP_ID,
                "developer-name", developers[0],
                "version", VMP_VERSION,
                "comments", _("Shows what every byte of a process's memory is."),
                "developers", developers,
                /* Translators: your name, one a line */
                "translator-credits", _("translator-credits"),
                "license-type", GTK_LICENSE_GPL_3_0,
                "debug-info-filename", "vm-profiler-system.txt",
                NULL);
  read_system (self);
  return self;
}
