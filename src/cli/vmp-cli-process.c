/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is said of processes and metrics in every verb: words, names of users, values as text. */

#include "config.h"

#include "vmp-cli-process.h"

#include <pwd.h>

#include <glib/gi18n.h>

VmpCliUsers *
vmp_cli_users_new (void)
{
  return g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
}

const char *
vmp_cli_users_get_name (VmpCliUsers *self,
                        gint64       uid)
{
  char *name = g_hash_table_lookup (self, &uid);

  if (name == NULL)
    {
      const struct passwd *entry = getpwuid (uid);

      if (entry != NULL)
        name = vmp_text_escape (entry->pw_name, strlen (entry->pw_name));
      else
        name = g_strdup_printf ("%" G_GINT64_FORMAT, uid);
      g_hash_table_insert (self, g_memdup2 (&uid, sizeof uid), name);
    }
  return name;
}

gboolean
vmp_cli_find_user (const char  *text,
                   gint64      *out_uid,
                   GError     **error)
{
  const struct passwd *entry = getpwnam (text);
  guint64 uid;

  if (entry != NULL)
    *out_uid = entry->pw_uid;
  else if (g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT32, &uid, NULL))
    *out_uid = uid;
  else
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _("no user '%s' on this system; give a name or a user id"), text);
      return FALSE;
    }
  return TRUE;
}

const char *
vmp_cli_kind_to_key (VmpProcessKind kind)
{
  switch (kind)
    {
    case VMP_PROCESS_KERNEL_THREAD:
      return "kernel-thread";
    case VMP_PROCESS_ZOMBIE:
      return "zombie";
    case VMP_PROCESS_LEADER_EXITED:
      return "leader-exited";
    case VMP_PROCESS_USER:
    default:
      return "user";
    }
}

const char *
vmp_cli_state_to_text (char state)
{
  switch (state)
    {
    case 'R':
      return _("running");
    case 'S':
      return _("sleeping");
    case 'D':
      return _("waiting for a device");
    case 'T':
      return _("stopped");
    case 't':
      return _("stopped by a tracer");
    case 'Z':
      return _("zombie");
    case 'X':
    case 'x':
      return _("dead");
    case 'I':
      return _("idle");
    default:
      return _("unknown");
    }
}

const char *
vmp_cli_reason_to_text (VmpReason reason)
{
  switch (reason)
    {
    case VMP_REASON_NOT_DUE:
      return _("not read yet: a rate needs two readings, use --watch");
    case VMP_REASON_BUDGET:
      return _("left out so as not to hold the process up; 'vmp stat PID' without --watch reads it");
    case VMP_REASON_DENIED:
      return _("not permitted: run as the owner of the process or as root");
    case VMP_REASON_GONE:
      return _("the process ended meanwhile");
    case VMP_REASON_UNSUPPORTED:
      return _("not told by this kernel");
    case VMP_REASON_NO_MEMORY:
      return _("no memory of its own: a kernel thread or an ended process");
    case VMP_REASON_TORN:
      return _("changed too fast to be read whole; try again");
    case VMP_REASON_NONE:
    case VMP_REASON_FAILED:
    case VMP_N_REASONS:
    default:
      return _("reading failed");
    }
}

const char *
vmp_cli_unit_to_key (VmpUnit unit)
{
  switch (unit)
    {
    case VMP_UNIT_BYTES:
      return "bytes";
    case VMP_UNIT_COUNT_PER_SECOND:
      return "count-per-second";
    case VMP_UNIT_NSEC:
      return "nanoseconds";
    case VMP_UNIT_COUNT:
    default:
      return "count";
    }
}

const char *
vmp_cli_format_value (char                *buffer,
                      VmpUnit              unit,
                      gint64               value,
                      const VmpCliNumbers *numbers)
{
  if (value == VMP_MISSING)
    g_strlcpy (buffer, "-", VMP_FORMAT_SIZE);
  else if (!numbers->exact)
    vmp_format_value (buffer, unit, value, numbers->units);
  else if (unit == VMP_UNIT_COUNT_PER_SECOND)
    g_snprintf (buffer, VMP_FORMAT_SIZE, "%" G_GINT64_FORMAT ".%03d", value / 1000, (int) (value % 1000));
  else
    g_snprintf (buffer, VMP_FORMAT_SIZE, "%" G_GINT64_FORMAT, value);
  return buffer;
}
