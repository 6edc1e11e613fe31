/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one encoding of events, in recordings and on the wire.
 *
 * An event is (yuxv): type, target, time, and a payload whose form belongs to the type for ever: another form is another
 * type. Byte order is the host's; who carries events elsewhere swaps them (g_variant_byteswap). Metrics go by their codes.
 */

#include "config.h"

#include "vmp-event.h"
#include "vmp-event-alert.h"
#include "vmp-event-maps.h"
#include "vmp-event-pages.h"
#include "vmp-event-text.h"

#include "core/kernel/vmp-error.h"
#include "core/kernel/vmp-process.h"

#include <string.h>

#define EVENT_FORM "(yuxv)"
#define SAMPLE_FORM "(xaqaxaqay)"     /* duration; codes and values; codes and reasons of those without */
#define PROCESS_FORM "(sitixyssms)"   /* boot id, pid, start time, parent, uid, kind, name, command, exe */
#define FORK_FORM "(ui)"
#define EXIT_FORM "(xxxxxxxxxx)"      /* status, then rusage in the order of the struct */
#define GAP_FORM "(xy)"
#define OBSERVER_FORM "(xxxa(ybxxxx))"
#define MARK_FORM "(s)"
#define NOTE_FORM "(sx)"              /* text, end */

/* An honest event is far smaller: texts are cut to what is allowed before they are written. */
#define MAX_EVENT_BYTES (1024 * 1024)
/* 130 bytes a mapping and its name, and systems allow a million of them. */
#define MAX_MAPS_BYTES (512 * 1024 * 1024)

/* --- writing --- */

static GVariant *
sample_to_variant (const VmpSample *sample)
{
  guint16 codes[VMP_N_METRICS], missing_codes[VMP_N_METRICS];
  gint64 values[VMP_N_METRICS];
  guint8 reasons[VMP_N_METRICS];
  guint n = 0, n_missing = 0;

  for (guint i = 0; i < VMP_N_METRICS; i++)
    {
      guint16 code = vmp_metric_get (i)->code;

      if (!vmp_value_is_missing (sample->values[i]))
        {
          codes[n] = code;
          values[n++] = sample->values[i];
        }
      else
        {
          missing_codes[n_missing] = code;
          reasons[n_missing++] = sample->reasons[i];
        }
    }

  return g_variant_new ("(x@aq@ax@aq@ay)", sample->duration_nsec,
                        g_variant_new_fixed_array (G_VARIANT_TYPE_UINT16, codes, n, sizeof *codes),
                        g_variant_new_fixed_array (G_VARIANT_TYPE_INT64, values, n, sizeof *values),
                        g_variant_new_fixed_array (G_VARIANT_TYPE_UINT16, missing_codes, n_missing, sizeof *codes),
                        g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, reasons, n_missing, sizeof *reasons));
}

static GVariant *
process_to_variant (const VmpProcessInfo *info)
{
  GVariant *exe = info->exe != NULL ? vmp_event_text_to_variant (info->exe) : NULL;

  return g_variant_new ("(sitixy@s@s@ms)", info->identity.boot_id, info->identity.pid,
                        info->identity.start_time_ticks, info->parent_pid, info->uid, info->kind,
                        vmp_event_text_to_variant (info->name), vmp_event_text_to_variant (info->command),
                        g_variant_new_maybe (G_VARIANT_TYPE_STRING, exe));
}

static GVariant *
exit_to_variant (const VmpEvent *self)
{
  const VmpRusage *usage = &self->exit.rusage;

  return g_variant_new (EXIT_FORM, self->exit.status, usage->user_nsec, usage->system_nsec, usage->max_rss_bytes,
                        usage->minor_faults, usage->major_faults, usage->in_blocks, usage->out_blocks,
                        usage->voluntary_switches, usage->involuntary_switches);
}

static GVariant *
observer_to_variant (const VmpObserverCost *cost)
{
  GVariantBuilder tiers;

  g_variant_builder_init_static (&tiers, G_VARIANT_TYPE ("a(ybxxxx)"));
  for (guint i = 0; i < VMP_N_TIERS; i++)
    {
      const VmpTierCost *tier = &cost->tiers[i];

      g_variant_builder_add (&tiers, "(ybxxxx)", (guchar) i, (gboolean) tier->slowed, tier->interval_nsec,
                             tier->last_cost_nsec, tier->reads, tier->total_cost_nsec);
    }
  return g_variant_new (OBSERVER_FORM, cost->watched_nsec, cost->locked_nsec, cost->total_nsec, &tiers);
}

static GVariant *
payload_to_variant (const VmpEvent *self,
                    gboolean        with_mappings)
{
  switch (self->type)
    {
    case VMP_EVENT_SAMPLE:
      return sample_to_variant (&self->sample);
    case VMP_EVENT_START:
    case VMP_EVENT_EXEC:
      return process_to_variant (&self->process);
    case VMP_EVENT_FORK:
      return g_variant_new (FORK_FORM, self->fork.child_target, self->fork.child_pid);
    case VMP_EVENT_EXIT:
      return exit_to_variant (self);
    case VMP_EVENT_GAP:
      return g_variant_new (GAP_FORM, self->gap.begin_nsec, self->gap.reason);
    case VMP_EVENT_OBSERVER:
      return observer_to_variant (&self->observer);
    case VMP_EVENT_MARK:
      return g_variant_new ("(@s)", vmp_event_text_to_variant (self->mark.name));
    case VMP_EVENT_ADDRESS_SPACE:
      return vmp_event_maps_to_variant (self, with_mappings);
    case VMP_EVENT_PAGE_STATES:
      return vmp_event_pages_to_variant (self);
    case VMP_EVENT_NOTE:
      return g_variant_new ("(@sx)", vmp_event_text_to_variant (self->note.text), self->note.end_nsec);
    case VMP_EVENT_ALERT:
      return vmp_event_alert_to_variant (self);
    default:
      g_return_val_if_reached (NULL);
    }
}

static GVariant *
to_variant (const VmpEvent *self,
            gboolean        with_mappings)
{
  GVariant *payload = payload_to_variant (self, with_mappings);

  g_return_val_if_fail (payload != NULL, NULL);
  return g_variant_ref_sink (g_variant_new (EVENT_FORM, (guchar) self->type, self->target, self->time_nsec, payload));
}

GVariant *
vmp_event_to_variant (const VmpEvent *self)
{
  return to_variant (self, TRUE);
}

GVariant *
vmp_event_to_head_variant (const VmpEvent *self)
{
  return to_variant (self, FALSE);
}

void
vmp_event_complete_head (GVariant        *head,
                         VmpAddressSpace *space)
{
  g_autoptr (GVariant) payload = NULL;

  g_variant_get_child (head, 3, "v", &payload);
  vmp_event_maps_read_depths (payload, space);
}

/* --- reading --- */

static gboolean
corrupt (GError     **error,
         const char  *what)
{
  return vmp_error_set (error, VMP_ERROR_CORRUPT, "event: %s", what);
}

static gboolean
is_count (gint64 value)
{
  return value >= 0;
}

static gboolean
is_count_or_missing (gint64 value)
{
  return value >= 0 || value == VMP_MISSING;
}

/* Fills in @values by @codes; @given notes the codes seen. */
static gboolean
read_values (GVariant  *codes_variant,
             GVariant  *values_variant,
             VmpSample *out,
             gboolean  *given,
             GError   **error)
{
  gsize n, n_values;
  const guint16 *codes = g_variant_get_fixed_array (codes_variant, &n, sizeof *codes);
  const gint64 *values = g_variant_get_fixed_array (values_variant, &n_values, sizeof *values);

  if (n != n_values)
    return corrupt (error, "not as many values as metrics");
  for (gsize i = 0; i < n; i++)
    {
      const VmpMetric *metric = vmp_metric_lookup_code (codes[i]);

      if (!is_count (values[i]))
        return corrupt (error, "a negative value");
      if (metric == NULL)
        continue;
      if (given[metric->id])
        return corrupt (error, "a metric twice");
      given[metric->id] = TRUE;
      vmp_sample_set (out, metric->id, values[i]);
    }
  return TRUE;
}

static gboolean
read_reasons (GVariant  *codes_variant,
              GVariant  *reasons_variant,
              VmpSample *out,
              gboolean  *given,
              GError   **error)
{
  gsize n, n_reasons;
  const guint16 *codes = g_variant_get_fixed_array (codes_variant, &n, sizeof *codes);
  const guint8 *reasons = g_variant_get_fixed_array (reasons_variant, &n_reasons, sizeof *reasons);

  if (n != n_reasons)
    return corrupt (error, "not as many reasons as metrics");
  for (gsize i = 0; i < n; i++)
    {
      const VmpMetric *metric = vmp_metric_lookup_code (codes[i]);

      if (reasons[i] == VMP_REASON_NONE || reasons[i] >= VMP_N_REASONS)
        return corrupt (error, "an unknown reason");
      if (metric == NULL)
        continue;
      if (given[metric->id])
        return corrupt (error, "a metric twice");
      given[metric->id] = TRUE;
      vmp_sample_set_missing (out, metric->id, reasons[i]);
    }
  return TRUE;
}

static gboolean
sample_from_variant (GVariant  *payload,
                     VmpEvent  *event,
                     GError   **error)
{
  g_autoptr (GVariant) codes = g_variant_get_child_value (payload, 1);
  g_autoptr (GVariant) values = g_variant_get_child_value (payload, 2);
  g_autoptr (GVariant) missing_codes = g_variant_get_child_value (payload, 3);
  g_autoptr (GVariant) reasons = g_variant_get_child_value (payload, 4);
  gboolean given[VMP_N_METRICS] = { FALSE };
  gint64 duration_nsec;

  g_variant_get_child (payload, 0, "x", &duration_nsec);
  if (!is_count (duration_nsec))
    return corrupt (error, "a negative duration");

  /* What an older version did not measure yet is not supported there. */
  vmp_sample_init (&event->sample, event->time_nsec, VMP_REASON_UNSUPPORTED);
  event->sample.duration_nsec = duration_nsec;
  return read_values (codes, values, &event->sample, given, error) &&
         read_reasons (missing_codes, reasons, &event->sample, given, error);
}

static gboolean
is_boot_id (const char *text)
{
  gsize len = strspn (text, "0123456789abcdef-");

  return text[len] == '\0' && len < sizeof ((VmpIdentity *) NULL)->boot_id;
}

static gboolean
process_from_variant (GVariant  *payload,
                      VmpEvent  *event,
                      GError   **error)
{
  VmpProcessInfo *info = &event->process;
  const char *boot_id, *name, *command, *exe;

  g_variant_get (payload, "(&sitixy&s&sm&s)", &boot_id, &info->identity.pid, &info->identity.start_time_ticks,
                 &info->parent_pid, &info->uid, &info->kind, &name, &command, &exe);
  if (!is_boot_id (boot_id))
    return corrupt (error, "not a boot id");
  if (info->identity.pid < 0 || info->parent_pid < 0)
    return corrupt (error, "a negative process id");
  if (!is_count_or_missing (info->uid) || info->uid > G_MAXUINT32)
    return corrupt (error, "not a user id");
  if (info->kind > VMP_PROCESS_LEADER_EXITED)
    return corrupt (error, "an unknown kind of process");
  if (!vmp_event_is_text (name) || !vmp_event_is_text (command) || (exe != NULL && !vmp_event_is_text (exe)))
    return corrupt (error, "a name that is too long or has control characters");

  g_strlcpy (info->identity.boot_id, boot_id, sizeof info->identity.boot_id);
  info->name = g_ref_string_new (name);
  info->command = g_ref_string_new (command);
  info->exe = exe != NULL ? g_ref_string_new (exe) : NULL;
  return TRUE;
}

static gboolean
fork_from_variant (GVariant  *payload,
                   VmpEvent  *event,
                   GError   **error)
{
  g_variant_get (payload, FORK_FORM, &event->fork.child_target, &event->fork.child_pid);
  if (event->fork.child_pid < 0)
    return corrupt (error, "a negative process id");
  return TRUE;
}

static gboolean
exit_from_variant (GVariant  *payload,
                   VmpEvent  *event,
                   GError   **error)
{
  VmpRusage *usage = &event->exit.rusage;
  gint64 *const fields[] = {
    &event->exit.status, &usage->user_nsec, &usage->system_nsec, &usage->max_rss_bytes,
    &usage->minor_faults, &usage->major_faults, &usage->in_blocks, &usage->out_blocks,
    &usage->voluntary_switches, &usage->involuntary_switches,
  };

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      g_variant_get_child (payload, i, "x", fields[i]);
      if (!is_count_or_missing (*fields[i]))
        return corrupt (error, "a negative figure of usage");
    }
  if (event->exit.status > G_MAXUINT16)
    return corrupt (error, "not an exit status");
  return TRUE;
}

static gboolean
gap_from_variant (GVariant  *payload,
                  VmpEvent  *event,
                  GError   **error)
{
  g_variant_get (payload, GAP_FORM, &event->gap.begin_nsec, &event->gap.reason);
  if (!is_count (event->gap.begin_nsec) || event->gap.begin_nsec > event->time_nsec)
    return corrupt (error, "a gap that ends before it begins");
  if (event->gap.reason > VMP_GAP_STOPPED)
    return corrupt (error, "an unknown reason of a gap");
  return TRUE;
}

static gboolean
tier_from_variant (GVariant         *variant,
                   VmpObserverCost  *cost,
                   gboolean         *given,
                   GError          **error)
{
  VmpTierCost tier;
  gboolean slowed;

  g_variant_get (variant, "(ybxxxx)", &tier.tier, &slowed, &tier.interval_nsec, &tier.last_cost_nsec, &tier.reads,
                 &tier.total_cost_nsec);
  tier.slowed = slowed;
  if (tier.tier >= VMP_N_TIERS || given[tier.tier])
    return corrupt (error, "an unknown tier, or one twice");
  if (!is_count (tier.interval_nsec) || !is_count_or_missing (tier.last_cost_nsec) || !is_count (tier.reads) ||
      !is_count (tier.total_cost_nsec))
    return corrupt (error, "a negative cost");
  given[tier.tier] = TRUE;
  cost->tiers[tier.tier] = tier;
  return TRUE;
}

static gboolean
observer_from_variant (GVariant  *payload,
                       VmpEvent  *event,
                       GError   **error)
{
  g_autoptr (GVariant) tiers = g_variant_get_child_value (payload, 3);
  VmpObserverCost *cost = &event->observer;
  gboolean given[VMP_N_TIERS] = { FALSE };

  g_variant_get_child (payload, 0, "x", &cost->watched_nsec);
  g_variant_get_child (payload, 1, "x", &cost->locked_nsec);
  g_variant_get_child (payload, 2, "x", &cost->total_nsec);
  if (!is_count (cost->watched_nsec) || !is_count (cost->locked_nsec) || !is_count (cost->total_nsec))
    return corrupt (error, "a negative cost");
  for (guint i = 0; i < VMP_N_TIERS; i++)
    cost->tiers[i] = (VmpTierCost) { .tier = i, .last_cost_nsec = VMP_MISSING };

  for (gsize i = 0; i < g_variant_n_children (tiers); i++)
    {
      g_autoptr (GVariant) tier = g_variant_get_child_value (tiers, i);

      if (!tier_from_variant (tier, cost, given, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
mark_from_variant (GVariant  *payload,
                   VmpEvent  *event,
                   GError   **error)
{
  const char *name;

  g_variant_get (payload, "(&s)", &name);
  if (!vmp_event_is_text (name))
    return corrupt (error, "a name that is too long or has control characters");
  event->mark.name = g_ref_string_new (name);
  return TRUE;
}

static gboolean
note_from_variant (GVariant  *payload,
                   VmpEvent  *event,
                   GError   **error)
{
  const char *text;

  g_variant_get (payload, "(&sx)", &text, &event->note.end_nsec);
  if (!vmp_event_is_text (text))
    return corrupt (error, "a note that is too long or has control characters");
  if (event->note.end_nsec < event->time_nsec)
    return corrupt (error, "a note that ends before it begins");
  event->note.text = g_ref_string_new (text);
  return TRUE;
}

typedef gboolean (*PayloadFunc) (GVariant *payload, VmpEvent *event, GError **error);

static const struct
{
  const char  *form;
  PayloadFunc  read;
} payloads[] = {
  [VMP_EVENT_SAMPLE] = { SAMPLE_FORM, sample_from_variant },
  [VMP_EVENT_START] = { PROCESS_FORM, process_from_variant },
  [VMP_EVENT_EXEC] = { PROCESS_FORM, process_from_variant },
  [VMP_EVENT_FORK] = { FORK_FORM, fork_from_variant },
  [VMP_EVENT_EXIT] = { EXIT_FORM, exit_from_variant },
  [VMP_EVENT_GAP] = { GAP_FORM, gap_from_variant },
  [VMP_EVENT_OBSERVER] = { OBSERVER_FORM, observer_from_variant },
  [VMP_EVENT_MARK] = { MARK_FORM, mark_from_variant },
  [VMP_EVENT_ADDRESS_SPACE] = { VMP_EVENT_MAPS_FORM, vmp_event_maps_from_variant },
  [VMP_EVENT_PAGE_STATES] = { VMP_EVENT_PAGES_FORM, vmp_event_pages_from_variant },
  [VMP_EVENT_ALERT] = { VMP_EVENT_ALERT_FORM, vmp_event_alert_from_variant },
  [VMP_EVENT_NOTE] = { NOTE_FORM, note_from_variant },
};

static gsize
max_bytes_of (guchar type)
{
  return type == VMP_EVENT_ADDRESS_SPACE || type == VMP_EVENT_PAGE_STATES ? MAX_MAPS_BYTES : MAX_EVENT_BYTES;
}

/* The checks that all types share. Only normal form is read: there each text is UTF-8 and each array whole. */
static gboolean
check_frame (GVariant  *variant,
             GError   **error)
{
  guchar type;

  if (!g_variant_is_of_type (variant, G_VARIANT_TYPE (EVENT_FORM)))
    return corrupt (error, "not of the form of one");
  g_variant_get_child (variant, 0, "y", &type);
  if (g_variant_get_size (variant) > max_bytes_of (type))
    return corrupt (error, "too big");
  if (!g_variant_is_normal_form (variant))
    return corrupt (error, "not in normal form");
  return TRUE;
}

gboolean
vmp_event_from_variant (GVariant  *variant,
                        VmpEvent  *out,
                        GError   **error)
{
  g_autoptr (GVariant) payload = NULL;
  VmpEvent event = { 0 };
  guchar type;

  if (!check_frame (variant, error))
    return FALSE;

  g_variant_get (variant, EVENT_FORM, &type, &event.target, &event.time_nsec, &payload);
  if (type >= G_N_ELEMENTS (payloads) || payloads[type].read == NULL)
    return vmp_error_set (error, VMP_ERROR_UNSUPPORTED, "event: type %u is not known to this version", type);
  if (!is_count (event.time_nsec))
    return corrupt (error, "a negative time");
  if (!g_variant_is_of_type (payload, G_VARIANT_TYPE (payloads[type].form)))
    return corrupt (error, "not of the form of its type");

  event.type = type;
  if (!payloads[type].read (payload, &event, error))
    return FALSE;
  *out = event;
  return TRUE;
}
