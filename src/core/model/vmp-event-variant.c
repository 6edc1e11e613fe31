/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one encoding of events, in recordings and on the wire. What comes in is taken as hostile. */

#include "config.h"

#include "vmp-event.h"

#include "core/kernel/vmp-error.h"

#include <string.h>

#define EVENT_TYPE "(yuxv)"           /* type, target, time, payload */
#define SAMPLE_TYPE "(xa(qx)a(qy))"   /* duration, values by code, reasons by code */
#define PROCESS_TYPE "(sitixyssms)"   /* boot id, pid, start, parent, uid, kind, name, command, exe */
#define FORK_TYPE "(ui)"              /* child's target, child's pid */
#define EXIT_TYPE "(xxxxxxxxxx)"      /* status, then VmpRusage */
#define GAP_TYPE "(xy)"               /* begin, reason */
#define OBSERVER_TYPE "(xxxa(yyxxxx))" /* watched, locked, total, tiers */
#define MARK_TYPE "s"

#define LONGEST_TEXT 65536
#define HIGHEST_KIND 3

static GVariant *
sample_to_variant (const VmpSample *sample)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE (SAMPLE_TYPE));
  g_variant_builder_add (&builder, "x", sample->duration_nsec);
  g_variant_builder_open (&builder, G_VARIANT_TYPE ("a(qx)"));
  for (guint i = 0; i < VMP_N_METRICS; i++)
    if (sample->values[i] != VMP_MISSING)
      g_variant_builder_add (&builder, "(qx)", vmp_metric_get (i)->code, sample->values[i]);
  g_variant_builder_close (&builder);
  g_variant_builder_open (&builder, G_VARIANT_TYPE ("a(qy)"));
  /* NOT_DUE is what a metric without an entry is: most are, at a fast rate. */
  for (guint i = 0; i < VMP_N_METRICS; i++)
    if (sample->values[i] == VMP_MISSING && sample->reasons[i] != VMP_REASON_NOT_DUE)
      g_variant_builder_add (&builder, "(qy)", vmp_metric_get (i)->code, sample->reasons[i]);
  g_variant_builder_close (&builder);
  return g_variant_builder_end (&builder);
}

static GVariant *
process_to_variant (const VmpProcessInfo *process)
{
  return g_variant_new (PROCESS_TYPE, process->identity.boot_id, process->identity.pid,
                        process->identity.start_time_ticks, process->parent_pid, process->uid, process->kind,
                        process->name != NULL ? process->name : "", process->command != NULL ? process->command : "",
                        process->exe);
}

static GVariant *
exit_to_variant (const VmpEvent *event)
{
  const VmpRusage *usage = &event->exit.rusage;

  return g_variant_new (EXIT_TYPE, event->exit.status, usage->user_nsec, usage->system_nsec, usage->max_rss_bytes,
                        usage->minor_faults, usage->major_faults, usage->in_blocks, usage->out_blocks,
                        usage->voluntary_switches, usage->involuntary_switches);
}

static GVariant *
observer_to_variant (const VmpObserverCost *cost)
{
  GVariantBuilder tiers;

  g_variant_builder_init (&tiers, G_VARIANT_TYPE ("a(yyxxxx)"));
  for (guint i = 0; i < VMP_N_TIERS; i++)
    {
      const VmpTierCost *tier = &cost->tiers[i];

      g_variant_builder_add (&tiers, "(yyxxxx)", tier->tier, tier->slowed, tier->interval_nsec, tier->last_cost_nsec,
                             tier->reads, tier->total_cost_nsec);
    }
  return g_variant_new (OBSERVER_TYPE, cost->watched_nsec, cost->locked_nsec, cost->total_nsec, &tiers);
}

static GVariant *
payload_to_variant (const VmpEvent *self)
{
  switch (self->type)
    {
    case VMP_EVENT_SAMPLE:
      return sample_to_variant (&self->sample);
    case VMP_EVENT_START:
    case VMP_EVENT_EXEC:
      return process_to_variant (&self->process);
    case VMP_EVENT_FORK:
      return g_variant_new (FORK_TYPE, self->fork.child_target, self->fork.child_pid);
    case VMP_EVENT_EXIT:
      return exit_to_variant (self);
    case VMP_EVENT_GAP:
      return g_variant_new (GAP_TYPE, self->gap.begin_nsec, self->gap.reason);
    case VMP_EVENT_OBSERVER:
      return observer_to_variant (&self->observer);
    case VMP_EVENT_MARK:
      return g_variant_new_string (self->mark.name);
    default:
      g_return_val_if_reached (NULL);
    }
}

GVariant *
vmp_event_to_variant (const VmpEvent *self)
{
  return g_variant_ref_sink (g_variant_new (EVENT_TYPE, (guchar) self->type, self->target, self->time_nsec,
                                            payload_to_variant (self)));
}

static gboolean
corrupt (GError     **error,
         const char  *what)
{
  return vmp_error_set (error, VMP_ERROR_CORRUPT, "event: %s", what);
}

static gboolean
sample_from_variant (GVariant   *payload,
                     gint64      time_nsec,
                     VmpSample  *out,
                     GError    **error)
{
  g_autoptr (GVariantIter) values = NULL;
  g_autoptr (GVariantIter) reasons = NULL;
  guint16 code;
  gint64 value;
  guchar reason;

  vmp_sample_init (out, time_nsec, VMP_REASON_NOT_DUE);
  g_variant_get (payload, SAMPLE_TYPE, &out->duration_nsec, &values, &reasons);
  if (out->duration_nsec < 0)
    return corrupt (error, "a sample with a negative duration");
  while (g_variant_iter_next (values, "(qx)", &code, &value))
    {
      const VmpMetric *metric = vmp_metric_lookup_code (code);

      if (metric != NULL && value != VMP_MISSING)
        vmp_sample_set (out, metric->id, value);
    }
  while (g_variant_iter_next (reasons, "(qy)", &code, &reason))
    {
      const VmpMetric *metric = vmp_metric_lookup_code (code);

      if (reason == VMP_REASON_NONE || reason >= VMP_N_REASONS)
        return corrupt (error, "an unknown reason for a missing value");
      if (metric != NULL && out->values[metric->id] == VMP_MISSING)
        vmp_sample_set_missing (out, metric->id, reason);
    }
  return TRUE;
}

static GRefString *
take_text (const char *text)
{
  return text != NULL ? g_ref_string_new (text) : NULL;
}

static gboolean
process_from_variant (GVariant        *payload,
                      VmpProcessInfo  *out,
                      GError         **error)
{
  const char *boot_id, *name, *command, *exe;
  guchar kind;

  g_variant_get (payload, "(&sitixy&s&sm&s)", &boot_id, &out->identity.pid, &out->identity.start_time_ticks,
                 &out->parent_pid, &out->uid, &kind, &name, &command, &exe);
  if (strlen (boot_id) >= sizeof out->identity.boot_id || strlen (name) > LONGEST_TEXT
      || strlen (command) > LONGEST_TEXT || (exe != NULL && strlen (exe) > LONGEST_TEXT))
    return corrupt (error, "a text that is too long");
  if (kind > HIGHEST_KIND || out->identity.pid < 0)
    return corrupt (error, "an impossible process");
  g_strlcpy (out->identity.boot_id, boot_id, sizeof out->identity.boot_id);
  out->kind = kind;
  out->name = take_text (name);
  out->command = take_text (command);
  out->exe = take_text (exe);
  return TRUE;
}

static gboolean
exit_from_variant (GVariant *payload,
                   VmpEvent *out)
{
  VmpRusage *usage = &out->exit.rusage;

  g_variant_get (payload, EXIT_TYPE, &out->exit.status, &usage->user_nsec, &usage->system_nsec, &usage->max_rss_bytes,
                 &usage->minor_faults, &usage->major_faults, &usage->in_blocks, &usage->out_blocks,
                 &usage->voluntary_switches, &usage->involuntary_switches);
  return TRUE;
}

static gboolean
gap_from_variant (GVariant  *payload,
                  VmpEvent  *out,
                  GError   **error)
{
  guchar reason;

  g_variant_get (payload, GAP_TYPE, &out->gap.begin_nsec, &reason);
  if (reason > VMP_GAP_STOPPED)
    return corrupt (error, "an unknown reason for a gap");
  out->gap.reason = reason;
  return out->gap.begin_nsec <= out->time_nsec || corrupt (error, "a gap that ends before it begins");
}

static gboolean
observer_from_variant (GVariant         *payload,
                       VmpObserverCost  *out,
                       GError          **error)
{
  g_autoptr (GVariantIter) tiers = NULL;
  VmpTierCost tier;

  memset (out, 0, sizeof *out);
  g_variant_get (payload, OBSERVER_TYPE, &out->watched_nsec, &out->locked_nsec, &out->total_nsec, &tiers);
  for (guint i = 0; i < VMP_N_TIERS; i++)
    out->tiers[i] = (VmpTierCost) { .tier = i, .last_cost_nsec = VMP_MISSING };
  while (g_variant_iter_next (tiers, "(yyxxxx)", &tier.tier, &tier.slowed, &tier.interval_nsec, &tier.last_cost_nsec,
                              &tier.reads, &tier.total_cost_nsec))
    {
      if (tier.tier >= VMP_N_TIERS)
        return corrupt (error, "an unknown tier");
      out->tiers[tier.tier] = tier;
    }
  return TRUE;
}

static gboolean
mark_from_variant (GVariant  *payload,
                   VmpEvent  *out,
                   GError   **error)
{
  const char *name = g_variant_get_string (payload, NULL);

  if (strlen (name) > LONGEST_TEXT)
    return corrupt (error, "a text that is too long");
  out->mark.name = g_ref_string_new (name);
  return TRUE;
}

static const char *
payload_type (guchar type)
{
  switch (type)
    {
    case VMP_EVENT_SAMPLE:
      return SAMPLE_TYPE;
    case VMP_EVENT_START:
    case VMP_EVENT_EXEC:
      return PROCESS_TYPE;
    case VMP_EVENT_FORK:
      return FORK_TYPE;
    case VMP_EVENT_EXIT:
      return EXIT_TYPE;
    case VMP_EVENT_GAP:
      return GAP_TYPE;
    case VMP_EVENT_OBSERVER:
      return OBSERVER_TYPE;
    case VMP_EVENT_MARK:
      return MARK_TYPE;
    default:
      return NULL;
    }
}

static gboolean
payload_from_variant (GVariant  *payload,
                      VmpEvent  *out,
                      GError   **error)
{
  switch (out->type)
    {
    case VMP_EVENT_SAMPLE:
      return sample_from_variant (payload, out->time_nsec, &out->sample, error);
    case VMP_EVENT_START:
    case VMP_EVENT_EXEC:
      return process_from_variant (payload, &out->process, error);
    case VMP_EVENT_FORK:
      g_variant_get (payload, FORK_TYPE, &out->fork.child_target, &out->fork.child_pid);
      return TRUE;
    case VMP_EVENT_EXIT:
      return exit_from_variant (payload, out);
    case VMP_EVENT_GAP:
      return gap_from_variant (payload, out, error);
    case VMP_EVENT_OBSERVER:
      return observer_from_variant (payload, &out->observer, error);
    case VMP_EVENT_MARK:
      return mark_from_variant (payload, out, error);
    default:
      return corrupt (error, "an unknown type");
    }
}

gboolean
vmp_event_from_variant (GVariant  *variant,
                        VmpEvent  *out,
                        GError   **error)
{
  g_autoptr (GVariant) payload = NULL;
  VmpEvent event;
  guchar type;

  memset (&event, 0, sizeof event);
  if (!g_variant_is_of_type (variant, G_VARIANT_TYPE (EVENT_TYPE)) || !g_variant_is_normal_form (variant))
    return corrupt (error, "not of the form " EVENT_TYPE);
  g_variant_get (variant, EVENT_TYPE, &type, &event.target, &event.time_nsec, &payload);
  if (payload_type (type) == NULL || !g_variant_is_of_type (payload, G_VARIANT_TYPE (payload_type (type))))
    return corrupt (error, "an unknown type, or a payload of another type");
  event.type = type;
  if (!payload_from_variant (payload, &event, error))
    return FALSE;
  *out = event;
  return TRUE;
}
