/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of rules that somebody wrote: what is taken is right, can be watched by, and is the same when it is written and read again. */

#include "config.h"

#include "core/alert/vmp-alert-crowd.h"
#include "rules/vmp-rules-file.h"

#include "vmp-fuzz.h"

#define SEC G_GINT64_CONSTANT (1000000000)

static void
notice_cb (const VmpAlertNotice *notice,
           gpointer              user_data)
{
  g_assert_cmpint (notice->outcome, !=, VMP_ALERT_NOTHING);
  g_assert_true (notice->rule->enabled);
}

static void
watch (VmpAlertSet *set)
{
  g_autoptr (VmpAlertWatcher) watcher = vmp_alert_watcher_new (set, notice_cb, NULL);
  g_autoptr (VmpAlertCrowd) crowd = vmp_alert_crowd_new (watcher);
  gint64 values[VMP_ALERT_N_METRICS];

  vmp_alert_watcher_set_ram (watcher, 1e9);
  for (guint t = 0; t < 8; t++)
    {
      VmpAlertClock clock = { t * SEC, t * SEC, 3 * SEC, 60 * t };
      VmpAlertIdentity identity = { 7, 1, 9, 1000, "name", "/bin/name", "/" };

      for (guint i = 0; i < VMP_ALERT_N_METRICS; i++)
        values[i] = (i + t) % 5 == 0 ? VMP_MISSING : (gint64) i * t * 1000000;
      vmp_alert_crowd_begin (crowd, &clock);
      if (t != 6)
        vmp_alert_crowd_add (crowd, &identity, values, t % 2 == 0 ? G_MAXINT64 : 100000000);
      vmp_alert_crowd_end (crowd);
      vmp_alert_crowd_add_machine (crowd, values, &clock);
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) problems = NULL, none = NULL;
  g_autoptr (VmpAlertSet) set = vmp_rules_parse ((const char *) data, size, &problems, &error), again = NULL;
  g_autofree char *text = NULL;

  if (set == NULL)
    {
      g_assert_true (error->domain == VMP_ERROR);
      g_assert_null (problems);
      return 0;
    }
  g_assert_no_error (error);
  text = vmp_rules_to_text (set);
  again = vmp_rules_parse (text, strlen (text), &none, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (none->len, ==, 0);
  g_assert_cmpuint (vmp_alert_set_get_n (again), ==, vmp_alert_set_get_n (set));
  for (guint i = 0; i < vmp_alert_set_get_n (set); i++)
    {
      g_assert_true (vmp_alert_rule_check (vmp_alert_set_get (set, i), NULL));
      g_assert_true (vmp_alert_rule_equal (vmp_alert_set_get (set, i), vmp_alert_set_get (again, i)));
    }
  watch (set);
  return 0;
}
