/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ready-made rules: two that nearly everybody wants are on, the others wait to be switched on. */

#include "config.h"

#include "vmp-alert-baseline.h"
#include "vmp-alert-rule.h"

#define N_(text) text
#define SEC G_GINT64_CONSTANT (1000000000)
#define MINUTE (60 * SEC)
#define HOUR (60 * MINUTE)

typedef struct
{
  const char        *id, *title, *explanation;
  gboolean           enabled;
  VmpAlertSeverity   severity;
  VmpAlertScopeKind  scope;
  VmpAlertCondition  conditions[VMP_ALERT_MAX_CONDITIONS];
  guint              n_conditions;
  gint64             for_nsec, cooldown_nsec;
} ReadyMade;

/* Over ten minutes, and steadily: what grows at first and then stays is no leak. 1 % a minute is 10 % in ten. */
static const ReadyMade table[] = {
  {
    /* xgettext:no-c-format */
    "grows-fast", N_("A process grows by more than 10 % of RAM in 10 minutes"),
    /* xgettext:no-c-format */
    N_("Its resident memory has been growing steadily, by more than 10 % of this machine's memory in ten minutes. "
       "A program that only starts up grows at first and then stays; one that leaks goes on."),
    TRUE, VMP_ALERT_WARNING, VMP_ALERT_SCOPE_PROCESS,
    { { VMP_METRIC_RSS, VMP_ALERT_SLOPE, VMP_ALERT_OF_RAM, VMP_ALERT_ABOVE, 10 * MINUTE, 1, 0.5 } }, 1, 0, HOUR,
  },
  {
    "machine-runs-out", N_("The machine is about to run out of memory"),
    /* xgettext:no-c-format */
    N_("Less than 5 % of memory is available, and programs already wait for memory for more than a tenth of the time. "
       "Soon the kernel will end a process to get some back; close what you do not need."),
    TRUE, VMP_ALERT_CRITICAL, VMP_ALERT_SCOPE_MACHINE,
    { { VMP_ALERT_MACHINE_AVAILABLE, VMP_ALERT_VALUE, VMP_ALERT_OF_RAM, VMP_ALERT_BELOW, 0, 5, 3 },
      { VMP_ALERT_MACHINE_PRESSURE_SOME, VMP_ALERT_VALUE, VMP_ALERT_OF_NOTHING, VMP_ALERT_ABOVE, 0, 10, 5 } },
    2, 5 * SEC, 10 * MINUTE,
  },
  {
    "little-available", N_("Little memory is available"),
    /* xgettext:no-c-format */
    N_("Less than 5 % of memory is available. For kernels that do not tell how long programs wait for memory."),
    FALSE, VMP_ALERT_WARNING, VMP_ALERT_SCOPE_MACHINE,
    { { VMP_ALERT_MACHINE_AVAILABLE, VMP_ALERT_VALUE, VMP_ALERT_OF_RAM, VMP_ALERT_BELOW, 0, 5, 3 } }, 1, 30 * SEC, HOUR,
  },
  {
    "swap-nearly-full", N_("Swap is nearly full"),
    /* xgettext:no-c-format */
    N_("More than 90 % of swap is used. When it is full, memory that is not used can not be moved out any more."),
    FALSE, VMP_ALERT_WARNING, VMP_ALERT_SCOPE_MACHINE,
    { { VMP_ALERT_MACHINE_SWAP_USED_SHARE, VMP_ALERT_VALUE, VMP_ALERT_OF_NOTHING, VMP_ALERT_ABOVE, 0, 90, 5 } },
    1, MINUTE, HOUR,
  },
  {
    "near-cgroup-limit", N_("A process comes near the limit of its control group"),
    /* xgettext:no-c-format */
    N_("It alone has more than 90 % of the memory that its control group may use. Beyond the limit the kernel ends processes "
       "of the group."),
    FALSE, VMP_ALERT_WARNING, VMP_ALERT_SCOPE_PROCESS,
    { { VMP_METRIC_RSS, VMP_ALERT_VALUE, VMP_ALERT_OF_CGROUP_LIMIT, VMP_ALERT_ABOVE, 0, 90, 5 } }, 1, 30 * SEC, HOUR,
  },
  {
    "unusually-large", N_("A process is unusually large"),
    N_("It has far more resident memory than it had during the past hour, and a tenth more than is usual for it at least. "
       "Told only after half an hour of watching it."),
    FALSE, VMP_ALERT_NOTE, VMP_ALERT_SCOPE_PROCESS,
    { { VMP_METRIC_RSS, VMP_ALERT_UNUSUAL, VMP_ALERT_OF_NOTHING, VMP_ALERT_ABOVE, HOUR, VMP_ALERT_UNUSUAL_LIMIT, 1.4 },
      { VMP_METRIC_RSS, VMP_ALERT_VALUE, VMP_ALERT_OF_BASELINE, VMP_ALERT_ABOVE, HOUR, 110, 5 } },
    2, 30 * SEC, HOUR,
  },
  {
    "much-swapped", N_("Much of a process is in swap"),
    /* xgettext:no-c-format */
    N_("More than 10 % of the size of RAM belongs to this process and lies in swap. It will be slow when it needs that again."),
    FALSE, VMP_ALERT_NOTE, VMP_ALERT_SCOPE_PROCESS,
    { { VMP_METRIC_SWAP, VMP_ALERT_VALUE, VMP_ALERT_OF_RAM, VMP_ALERT_ABOVE, 0, 10, 2 } }, 1, MINUTE, 6 * HOUR,
  },
  {
    "many-threads", N_("A process has more than 1,000 threads"),
    N_("Each thread has a stack and costs the kernel memory. So many often mean that threads are made and never ended."),
    FALSE, VMP_ALERT_NOTE, VMP_ALERT_SCOPE_PROCESS,
    { { VMP_METRIC_THREADS, VMP_ALERT_VALUE, VMP_ALERT_OF_NOTHING, VMP_ALERT_ABOVE, 0, 1000, 100 } }, 1, MINUTE, 6 * HOUR,
  },
};

static VmpAlertRule *
make (const ReadyMade *from)
{
  VmpAlertRule *rule = vmp_alert_rule_new (from->id);

  g_free (rule->title);
  g_free (rule->explanation);
  rule->title = g_strdup (from->title);
  rule->explanation = g_strdup (from->explanation);
  rule->enabled = from->enabled;
  rule->severity = from->severity;
  rule->scope.kind = from->scope;
  rule->n_conditions = from->n_conditions;
  for (guint i = 0; i < from->n_conditions; i++)
    rule->conditions[i] = from->conditions[i];
  rule->for_nsec = from->for_nsec;
  rule->cooldown_nsec = from->cooldown_nsec;
  return rule;
}

VmpAlertSet *
vmp_alert_set_new_ready_made (void)
{
  VmpAlertSet *set = vmp_alert_set_new ();

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    vmp_alert_set_take (set, make (&table[i]));
  return set;
}
