/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of verbs. */

#include "config.h"

#include "vmp-cli.h"

static const VmpCliVerb *const verbs[] = {
  &vmp_cli_verb_ps,
  &vmp_cli_verb_stat,
  &vmp_cli_verb_maps,
  &vmp_cli_verb_run,
  &vmp_cli_verb_gui,
  &vmp_cli_verb_watch,
  &vmp_cli_verb_record,
  &vmp_cli_verb_mark,
  &vmp_cli_verb_note,
  &vmp_cli_verb_trim,
  &vmp_cli_verb_report,
  &vmp_cli_verb_diff,
  &vmp_cli_verb_check,
  &vmp_cli_verb_export,
  &vmp_cli_verb_lab,
  &vmp_cli_verb_metrics,
  &vmp_cli_verb_help,
  NULL
};

const VmpCliVerb *const *
vmp_cli_get_verbs (void)
{
  return verbs;
}

const VmpCliVerb *
vmp_cli_find_verb (const char *name)
{
  for (guint i = 0; verbs[i] != NULL; i++)
    {
      if (g_str_equal (verbs[i]->name, name))
        return verbs[i];
    }
  return NULL;
}
