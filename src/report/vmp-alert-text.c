/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Alerts in words, in the user's language: for reports, the window and notifications alike. */

#include "config.h"

#include "vmp-alert-text.h"

#include <math.h>

#include <glib/gi18n.h>

const char *
vmp_alert_text_translate (const char *text)
{
  /* What gettext has for the empty text is about the translation itself. */
  return text[0] != '\0' ? _(text) : text;
}

/* As many digits as say something: 5, 12.5, 0.25. Owned. */
static char *
dup_number (double amount)
{
  if (amount == rint (amount))
    return g_strdup_printf ("%.0f", amount);
  return fabs (amount) >= 10 ? g_strdup_printf ("%.1f", amount) : g_strdup_printf ("%.2f", amount);
}

static char *
dup_share (VmpAlertDerived derived,
           VmpAlertBase    base,
           double          amount)
{
  g_autofree char *number = dup_number (amount);

  if (derived == VMP_ALERT_SLOPE && base == VMP_ALERT_OF_RAM)
    return g_strdup_printf (_("%s %% of RAM a minute"), number);
  if (derived == VMP_ALERT_SLOPE && base == VMP_ALERT_OF_CGROUP_LIMIT)
    return g_strdup_printf (_("%s %% of the group's limit a minute"), number);
  if (derived == VMP_ALERT_SLOPE)
    return g_strdup_printf (_("%s %% a minute"), number);
  if (base == VMP_ALERT_OF_RAM)
    return g_strdup_printf (_("%s %% of RAM"), number);
  if (base == VMP_ALERT_OF_CGROUP_LIMIT)
    return g_strdup_printf (_("%s %% of the group's limit"), number);
  /* Translators: a share, "12.5 %". */
  return g_strdup_printf (_("%s %%"), number);
}

static gint64
to_integer (double amount)
{
  return (gint64) rint (CLAMP (amount, -9e18, 9e18));
}

static char *
dup_plain (VmpAlertUnit    unit,
           VmpAlertDerived derived,
           double          amount,
           VmpUnits        units)
{
  char text[VMP_FORMAT_SIZE];

  if (unit == VMP_ALERT_UNIT_PER_SECOND)
    vmp_format_value (text, VMP_UNIT_COUNT_PER_SECOND, to_integer (amount * 1000), units);
  else if (unit == VMP_ALERT_UNIT_NSEC)
    vmp_format_value (text, VMP_UNIT_NSEC, to_integer (amount), units);
  else
    vmp_format_value (text, unit == VMP_ALERT_UNIT_BYTES ? VMP_UNIT_BYTES : VMP_UNIT_COUNT, to_integer (amount), units);
  /* Translators: how fast something grows; %s is an amount, "12 MiB". */
  return derived == VMP_ALERT_SLOPE ? g_strdup_printf (_("%s a minute"), text) : g_strdup (text);
}

char *
vmp_alert_text_dup_amount (VmpAlertUnit    unit,
                           VmpAlertDerived derived,
                           VmpAlertBase    base,
                           double          amount,
                           VmpUnits        units)
{
  g_autofree char *number = NULL;

  if (!isfinite (amount))
    return g_strdup ("–");
  number = dup_number (amount);
  if (unit == VMP_ALERT_UNIT_PERCENT)
    return dup_share (derived, base, amount);
  if (unit == VMP_ALERT_UNIT_FACTOR_PERCENT)
    return g_strdup_printf (_("%s %% of what is usual"), number);
  if (unit == VMP_ALERT_UNIT_DEVIATIONS)
    /* Translators: how many deviations a value is away from what is usual. */
    return g_strdup_printf (_("%s deviations"), number);
  return dup_plain (unit, derived, amount, units);
}

char *
vmp_alert_text_dup_limit (VmpAlertUnit       unit,
                          VmpAlertDerived    derived,
                          VmpAlertBase       base,
                          VmpAlertComparison comparison,
                          double             limit,
                          VmpUnits           units)
{
  g_autofree char *amount = vmp_alert_text_dup_amount (unit, derived, base, limit, units);

  switch (comparison)
    {
    case VMP_ALERT_AT_LEAST:
      /* Translators: a limit, of these four: %s is an amount, "612 MiB" or "5 % of RAM". */
      return g_strdup_printf (_("at least %s"), amount);
    case VMP_ALERT_BELOW:
      return g_strdup_printf (_("less than %s"), amount);
    case VMP_ALERT_AT_MOST:
      return g_strdup_printf (_("at most %s"), amount);
    case VMP_ALERT_ABOVE:
    case VMP_ALERT_N_COMPARISONS:
    default:
      return g_strdup_printf (_("more than %s"), amount);
    }
}

const char *
vmp_alert_text_get_severity (VmpAlertSeverity severity)
{
  static const char *const texts[VMP_ALERT_N_SEVERITIES] = {
    /* Translators: how serious an alert is. */
    NC_("severity", "Note"), NC_("severity", "Warning"), NC_("severity", "Critical"),
  };

  return g_dpgettext2 (NULL, "severity", texts[MIN (severity, VMP_ALERT_CRITICAL)]);
}

const char *
vmp_alert_text_get_stage (VmpAlertStage stage)
{
  static const char *const texts[VMP_ALERT_N_STAGES] = {
    /* Translators: what became of an alert. */
    NC_("alert", "goes on"), NC_("alert", "is over"), NC_("alert", "the process ended"), NC_("alert", "the rule was changed"),
  };

  return g_dpgettext2 (NULL, "alert", texts[MIN (stage, VMP_ALERT_STAGE_WITHDRAWN)]);
}
