/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Says what can be done where the kernel refuses to show a process's memory. */

#include "config.h"

#include "vmp-rights-dialog.h"

#include <glib/gi18n.h>

static char *
dup_reason (const VmpProcessInfo *info, const char *owner, gint64 own_uid)
{
  if (info->uid != own_uid)
    /* Translators: name of a user */
    return g_strdup_printf (_("The kernel shows the details of a process only to its own user, which is %s, and to the "
                              "administrator."), owner);
  return g_strdup (_("The process is yours, but it was started with more rights than you have, or asked the kernel to be "
                     "protected. Such a process is shown in full to the administrator alone."));
}

static void
response_cb (AdwAlertDialog *dialog, const char *response, char *command)
{
  if (g_str_equal (response, "copy"))
    gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (dialog)), command);
}

AdwDialog *
vmp_rights_dialog_new (const VmpProcessInfo *info, const char *owner, gint64 own_uid)
{
  AdwDialog *self = adw_alert_dialog_new (_("What Can I Do?"), NULL);
  AdwAlertDialog *alert = ADW_ALERT_DIALOG (self);
  g_autofree char *reason = dup_reason (info, owner, own_uid);
  char *command = g_strdup_printf ("sudo vmp stat %d", info->identity.pid);

  /* Translators: a sentence that says why, then a command */
  adw_alert_dialog_format_body (alert, _("%s\n\nWhere you may become the administrator, this command in a terminal "
                                         "shows everything: %s"), reason, command);
  adw_alert_dialog_add_responses (alert, "close", _("_Close"), "copy", _("Copy Co_mmand"), NULL);
  adw_alert_dialog_set_response_appearance (alert, "copy", ADW_RESPONSE_SUGGESTED);
  adw_alert_dialog_set_default_response (alert, "close");
  adw_alert_dialog_set_close_response (alert, "close");
  g_signal_connect_data (self, "response", G_CALLBACK (response_cb), command, (GClosureNotify) (void (*) (void)) g_free,
                         0);
  return self;
}
