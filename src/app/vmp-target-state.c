/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What state a watched process is in, in words. */

#include "config.h"

#include "vmp-target-state.h"

#include <glib/gi18n.h>
#include <string.h>
#include <sys/wait.h>

#include "core/kernel/vmp-process.h"

/* So many refused metrics are named, the rest are counted. */
#define MOST_NAMED 2

VmpTargetStateKind
vmp_target_state_get_kind (VmpTarget *target)
{
  const VmpProcessInfo *info = target != NULL ? vmp_target_get_info (target) : NULL;

  if (target == NULL)
    return VMP_TARGET_STATE_WAITING;
  if (info == NULL)
    return vmp_target_get_exit (target) != NULL ? VMP_TARGET_STATE_NOT_FOUND : VMP_TARGET_STATE_WAITING;
  if (info->kind == VMP_PROCESS_KERNEL_THREAD)
    return VMP_TARGET_STATE_KERNEL_THREAD;
  if (info->kind == VMP_PROCESS_ZOMBIE && vmp_target_get_series (target, VMP_METRIC_RSS) == NULL)
    return VMP_TARGET_STATE_ZOMBIE;
  return VMP_TARGET_STATE_MEASURED;
}

char *
vmp_target_state_dup_exit (gint64 status)
{
  int code = (int) status;

  if (vmp_value_is_missing (status))
    return NULL;
  if (WIFSIGNALED (code))
    /* Translators: a number and the name of a signal, after "Ended" */
    return g_strdup_printf (_("by signal %d (%s)"), WTERMSIG (code), strsignal (WTERMSIG (code)));
  /* Translators: after "Ended" */
  return g_strdup_printf (_("with exit status %d"), WEXITSTATUS (code));
}

static char *
dup_end_remark (const VmpEvent *event)
{
  g_autofree char *how = vmp_target_state_dup_exit (event->exit.status);

  if (how == NULL)
    return g_strdup (_("The process has ended. What was measured until then stays here."));
  /* Translators: %s is like "with exit status 0" */
  return g_strdup_printf (_("The process has ended %s. What was measured until then stays here."), how);
}

static gboolean
is_refused (VmpTarget *target, VmpMetricId id)
{
  VmpReason reason;

  vmp_target_get_value (target, id, NULL, &reason);
  return reason == VMP_REASON_DENIED;
}

/* Labels of the metrics that were refused, the most asked-for by name: "Proportional, Heap and 12 more"; NULL if none. */
static char *
dup_refused (VmpTarget *target)
{
  static const VmpMetricId named[] = {
    VMP_METRIC_PSS, VMP_METRIC_HEAP, VMP_METRIC_STACK_RESIDENT, VMP_METRIC_READ_BYTES,
  };
  g_autoptr (GString) names = g_string_new (NULL);
  guint n = 0, n_named = 0;

  for (guint i = 0; i < VMP_N_METRICS; i++)
    n += is_refused (target, i);
  for (guint i = 0; i < G_N_ELEMENTS (named) && n_named < MOST_NAMED; i++)
    {
      if (is_refused (target, named[i]))
        g_string_append_printf (names, "%s%s", n_named++ > 0 ? ", " : "", _(vmp_metric_get (named[i])->label));
    }
  if (n_named == 0)
    return NULL;
  if (n > n_named)
    /* Translators: ends a list of names of values */
    g_string_append_printf (names, ngettext (" and %u more", " and %u more", n - n_named), n - n_named);
  return g_string_free_and_steal (g_steal_pointer (&names));
}

static char *
dup_refused_remark (VmpTarget *target, const char *owner, gint64 own_uid)
{
  g_autofree char *names = dup_refused (target);

  if (names == NULL)
    return NULL;
  if (vmp_target_get_info (target)->uid != own_uid)
    /* Translators: names of values, then the name of a user */
    return g_strdup_printf (_("Not readable: %s. The process belongs to %s."), names, owner);
  return g_strdup_printf (_("Not readable: %s. The kernel protects this process even from its own user."), names);
}

char *
vmp_target_state_dup_remark (VmpTarget *target, const char *owner, gint64 own_uid)
{
  const VmpEvent *exit = vmp_target_get_exit (target);

  if (exit != NULL)
    return dup_end_remark (exit);
  return dup_refused_remark (target, owner, own_uid);
}
