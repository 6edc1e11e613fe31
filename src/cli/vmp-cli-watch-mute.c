/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vmp watch --mute: a rule is told to nobody for a while, by the file of rules, so that whatever watches by it keeps quiet. */

#include "config.h"

#include "vmp-cli-watch.h"

#include <string.h>
#include <unistd.h>

#include <glib/gi18n.h>

#include "rules/vmp-rules-file.h"
#include "rules/vmp-rules-text.h"

#define HOUR_NSEC (G_GINT64_CONSTANT (3600) * 1000000000)

/* "ID" or "ID=30min". */
static gboolean
understand (const char  *text,
            char       **out_id,
            gint64      *out_nsec,
            GError     **error)
{
  const char *sign = strrchr (text, '=');

  *out_nsec = HOUR_NSEC;
  if (sign != NULL && !vmp_rules_parse_time (sign + 1, out_nsec))
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("'%s' is no time; write it like 30min, 8h or 2d"), sign + 1);
      return FALSE;
    }
  *out_id = sign != NULL ? g_strndup (text, sign - text) : g_strdup (text);
  return TRUE;
}

/* A copy of @set in which the rule is muted; NULL if there is none of that id. */
static VmpAlertSet *
mute (const VmpAlertSet *set,
      const char        *id,
      gint64             until_usec)
{
  g_autoptr (VmpAlertSet) muted = vmp_alert_set_new ();
  gboolean is_found = FALSE;

  for (guint i = 0; i < vmp_alert_set_get_n (set); i++)
    {
      VmpAlertRule *rule = vmp_alert_rule_copy (vmp_alert_set_get (set, i));

      if (strcmp (rule->id, id) == 0)
        {
          rule->muted_until_usec = until_usec;
          is_found = TRUE;
        }
      vmp_alert_set_take (muted, rule);
    }
  return is_found ? g_steal_pointer (&muted) : NULL;
}

static int
say_done (const char *id,
          gint64      until_usec)
{
  g_autofree char *safe = vmp_text_escape (id, strlen (id));
  g_autoptr (GDateTime) until = g_date_time_new_from_unix_local (until_usec / G_USEC_PER_SEC);
  g_autofree char *text = until != NULL ? g_date_time_format (until, "%c") : NULL;
  VmpCliOutput out;

  vmp_cli_output_init (&out, STDOUT_FILENO);
  if (until_usec != 0)
    vmp_cli_output_printf (&out, _("rule '%s' is muted until %s\n"), safe, text != NULL ? text : "?");
  else
    vmp_cli_output_printf (&out, _("rule '%s' is not muted any more\n"), safe);
  return vmp_cli_output_finish (&out);
}

int
vmp_cli_watch_mute (const VmpCliVerb  *verb,
                    const char        *path,
                    const VmpAlertSet *set,
                    guint              n_problems,
                    const char        *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VmpAlertSet) muted = NULL;
  g_autofree char *own = path != NULL ? g_strdup (path) : vmp_rules_dup_default_path ();
  g_autofree char *id = NULL;
  gint64 for_nsec, until_usec;

  if (!understand (text, &id, &for_nsec, &error))
    return vmp_cli_fail (verb, error);
  if (n_problems > 0)
    {
      vmp_cli_say (_("the file is left as it is: writing it would lose the rules that are wrong"));
      return VMP_CLI_FAILED;
    }
  until_usec = for_nsec > 0 ? g_get_real_time () + for_nsec / 1000 : 0;
  muted = mute (set, id, until_usec);
  if (muted == NULL)
    {
      g_autofree char *safe = vmp_text_escape (id, strlen (id));

      vmp_cli_say (_("there is no rule '%s'"), safe);
      return VMP_CLI_FAILED;
    }
  if (!vmp_rules_save (own, muted, &error))
    return vmp_cli_fail (verb, error);
  return say_done (id, until_usec);
}
