/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The encoding of alerts within that of events. */

#include "config.h"

#include "vmp-event-alert.h"
#include "vmp-event-text.h"

#include "core/kernel/vmp-error.h"

#include <math.h>

/* There are many numbers that are none; one of them is written. */
static double
plain (double number)
{
  return isnan (number) ? NAN : number;
}

GVariant *
vmp_event_alert_to_variant (const VmpEvent *event)
{
  const VmpAlertFact *fact = &event->alert;

  return g_variant_new ("(@s@s@syyyyyyyxdd)", vmp_event_text_to_variant (fact->rule), vmp_event_text_to_variant (fact->title),
                        vmp_event_text_to_variant (fact->metric), fact->severity, fact->stage, fact->scope, fact->derived,
                        fact->base, fact->comparison, fact->unit, fact->since_nsec, plain (fact->value), plain (fact->limit));
}

static gboolean
corrupt (GError     **error,
         const char  *what)
{
  return vmp_error_set (error, VMP_ERROR_CORRUPT, "event: %s", what);
}

static gboolean
check_words (const VmpAlertFact  *fact,
             GError             **error)
{
  if (fact->severity >= VMP_ALERT_N_SEVERITIES || fact->stage >= VMP_ALERT_N_STAGES || fact->scope >= VMP_ALERT_N_SCOPES)
    return corrupt (error, "an unknown kind of alert");
  if (fact->derived >= VMP_ALERT_N_DERIVED || fact->base >= VMP_ALERT_N_BASES ||
      fact->comparison >= VMP_ALERT_N_COMPARISONS || fact->unit >= VMP_ALERT_N_UNITS)
    return corrupt (error, "an unknown kind of condition");
  return TRUE;
}

gboolean
vmp_event_alert_from_variant (GVariant  *payload,
                              VmpEvent  *event,
                              GError   **error)
{
  VmpAlertFact *fact = &event->alert;
  const char *rule, *title, *metric;

  g_variant_get (payload, "(&s&s&syyyyyyyxdd)", &rule, &title, &metric, &fact->severity, &fact->stage, &fact->scope,
                 &fact->derived, &fact->base, &fact->comparison, &fact->unit, &fact->since_nsec, &fact->value, &fact->limit);
  if (!check_words (fact, error))
    return FALSE;
  if (fact->since_nsec < 0 || fact->since_nsec > event->time_nsec)
    return corrupt (error, "an alert before its time");
  if (isinf (fact->value) || !isfinite (fact->limit))
    return corrupt (error, "a value without bounds");
  if (!vmp_event_is_text (rule) || !vmp_event_is_text (title) || !vmp_event_is_text (metric))
    return corrupt (error, "a name that is too long or has control characters");
  fact->value = plain (fact->value);
  fact->rule = g_ref_string_new (rule);
  fact->title = g_ref_string_new (title);
  fact->metric = g_ref_string_new (metric);
  return TRUE;
}
