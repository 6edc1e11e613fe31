/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A single reading of one process. */

#include "config.h"

#include "vmp-cli-stat.h"

#include <unistd.h>

#include <glib/gi18n.h>

#include "core/kernel/vmp-error.h"
#include "vmp-cli-metric.h"
#include "vmp-cli-table.h"

/* What was read, and of whom. */
typedef struct
{
  const VmpCliStatOptions *options;
  VmpProcessInfo           info;        /* owned */
  VmpCliProcess            process;     /* borrows from info */
  VmpSample                sample;
  VmpObserverCost          cost;
  VmpCliUsers             *users;       /* owned */
} Reading;

static void
reading_clear (Reading *self)
{
  vmp_cli_stat_clear_info (&self->info);
  g_clear_pointer (&self->users, g_hash_table_unref);
}

/* A read that was refused, or found no memory, has not walked any page table. */
static gboolean
holds_up (const Reading *self,
          VmpTier        tier)
{
  if (tier == VMP_TIER_1)
    return self->sample.values[VMP_METRIC_PSS] != VMP_MISSING;
  return tier == VMP_TIER_2 && self->sample.values[VMP_METRIC_MAPPINGS] != VMP_MISSING;
}

static void
add_up_cost (Reading  *self,
             VmpProbe *probe,
             guint     tiers)
{
  VmpObserverCost *cost = &self->cost;

  cost->watched_nsec = self->sample.duration_nsec;
  for (VmpTier tier = VMP_TIER_0; tier <= VMP_TIER_2; tier++)
    {
      gint64 nsec = vmp_probe_get_cost (probe, tier);

      if ((tiers & 1u << tier) == 0 || nsec == VMP_MISSING)
        continue;
      cost->tiers[tier].reads = 1;
      cost->tiers[tier].total_cost_nsec = nsec;
      cost->total_nsec += nsec;
      cost->locked_nsec += holds_up (self, tier) ? nsec : 0;
    }
}

static gboolean
read_all (Reading  *self,
          GError  **error)
{
  g_autoptr (VmpProcRoot) root = vmp_proc_root_new (NULL, error);
  g_autoptr (VmpProbe) probe = root != NULL ? vmp_cli_stat_open (root, self->options->pid, error) : NULL;
  guint tiers = vmp_cli_stat_get_tiers (self->options);
  g_autoptr (GError) local = NULL;

  if (probe == NULL)
    return FALSE;
  self->users = vmp_cli_users_new ();
  vmp_probe_describe (probe, &self->info);
  if (!vmp_probe_read (probe, tiers, &self->sample, &local))
    {
      if (g_error_matches (local, VMP_ERROR, VMP_ERROR_GONE))
        return vmp_error_set (error, VMP_ERROR_GONE, _("process %d ended before it could be read"), self->options->pid);
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  vmp_cli_stat_describe (vmp_probe_get_process (probe), &self->info, &self->process);
  add_up_cost (self, probe, tiers);
  return TRUE;
}

static void
print_json (const Reading *self,
            VmpCliOutput  *out)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  vmp_cli_json_add_process (builder, &self->process, self->users);
  vmp_cli_json_add_time (builder, self->sample.time_nsec);
  vmp_report_json_add_metrics (builder, "metrics", self->sample.values, self->options->chosen);
  vmp_report_json_add_missing (builder, &self->sample, self->options->chosen);
  vmp_cli_json_add_observer (builder, &self->cost);
  json_builder_end_object (builder);
  vmp_cli_json_print (builder, VMP_CLI_JSON_PRETTY, out);
}

static const char *
kind_to_text (VmpProcessKind kind)
{
  switch (kind)
    {
    case VMP_PROCESS_KERNEL_THREAD:
      return _("a kernel thread: it has no memory of its own");
    case VMP_PROCESS_ZOMBIE:
      return _("a zombie: it ended, and waits for its parent to notice");
    case VMP_PROCESS_LEADER_EXITED:
      return _("its main thread ended, other threads go on");
    case VMP_PROCESS_USER:
    default:
      return NULL;
    }
}

static void
print_process (const Reading *self,
               VmpCliOutput  *out)
{
  const VmpCliProcess *process = &self->process;
  const char *kind = kind_to_text (process->kind);

  vmp_cli_output_printf (out, _("%s, process %d of %s, %s"), process->name, process->pid,
                         vmp_cli_users_get_name (self->users, process->uid), vmp_cli_state_to_text (process->state));
  if (kind != NULL)
    vmp_cli_output_printf (out, "; %s", kind);
  vmp_cli_output_append (out, "\n", 1);
  if (process->command[0] != '\0')
    vmp_cli_output_printf (out, "%s\n", process->command);
}

/* How wide the labels and values of all sections are, so that their columns line up. */
typedef struct
{
  guint label, value;
} Widths;

static const char *
format (const Reading *self,
        VmpMetricId    id,
        char          *buffer)
{
  return vmp_cli_format_value (buffer, vmp_metric_get (id)->unit, self->sample.values[id], &self->options->numbers);
}

static gboolean
is_shown (const Reading *self,
          VmpMetricId    id)
{
  return self->options->chosen[id] && self->sample.values[id] != VMP_MISSING;
}

static Widths
measure (const Reading *self)
{
  Widths widths = { 0, 0 };
  char buffer[VMP_FORMAT_SIZE];

  for (VmpMetricId id = 0; id < VMP_N_METRICS; id++)
    {
      guint label = vmp_cli_text_width (_(vmp_metric_get (id)->label));
      guint value = vmp_cli_text_width (format (self, id, buffer));

      if (!is_shown (self, id))
        continue;
      widths.label = MAX (widths.label, label);
      widths.value = MAX (widths.value, value);
    }
  return widths;
}

static void
print_value (const Reading *self,
             VmpCliOutput  *out,
             VmpMetricId    id,
             Widths         widths)
{
  const VmpMetric *metric = vmp_metric_get (id);
  const char *label = _(metric->label);
  char buffer[VMP_FORMAT_SIZE];
  const char *value = format (self, id, buffer);

  vmp_cli_output_printf (out, "  %s%*s  %*s%s  %s\n", label, widths.label - vmp_cli_text_width (label), "",
                         widths.value - vmp_cli_text_width (value), "", value, metric->key);
  if (self->options->explain)
    vmp_cli_print_explanation (out, metric, 6);
}

static void
print_section (const Reading       *self,
               VmpCliOutput        *out,
               const VmpCliSection *section,
               Widths               widths)
{
  gboolean titled = FALSE;

  for (guint i = 0; i < section->n_ids; i++)
    {
      if (!is_shown (self, section->ids[i]))
        continue;
      if (!titled)
        vmp_cli_output_printf (out, "\n%s\n", _(section->title));
      titled = TRUE;
      print_value (self, out, section->ids[i], widths);
    }
}

/* Keys of the chosen metrics that are missing for @reason, or NULL if none is. */
static char *
dup_missing_keys (const Reading *self,
                  VmpReason      reason)
{
  GString *keys = NULL;

  for (guint id = 0; id < VMP_N_METRICS; id++)
    {
      if (!self->options->chosen[id] || self->sample.values[id] != VMP_MISSING || self->sample.reasons[id] != reason)
        continue;
      if (keys == NULL)
        keys = g_string_new (NULL);
      else
        g_string_append (keys, ", ");
      g_string_append (keys, vmp_metric_get (id)->key);
    }
  return keys != NULL ? g_string_free (keys, FALSE) : NULL;
}

static void
print_missing (const Reading *self,
               VmpCliOutput  *out)
{
  gboolean titled = FALSE;

  for (VmpReason reason = VMP_REASON_NONE; reason < VMP_N_REASONS; reason++)
    {
      g_autofree char *keys = dup_missing_keys (self, reason);

      if (keys == NULL)
        continue;
      if (!titled)
        vmp_cli_output_printf (out, "\n%s\n", _("Missing"));
      titled = TRUE;
      vmp_cli_output_printf (out, "  %s:\n    ", vmp_cli_reason_to_text (reason));
      vmp_cli_print_wrapped (out, keys, 4);
    }
}

static void
print_cost (const Reading *self,
            VmpCliOutput  *out)
{
  char total[VMP_FORMAT_SIZE], locked[VMP_FORMAT_SIZE];

  vmp_format_duration (total, self->cost.total_nsec);
  vmp_format_duration (locked, self->cost.locked_nsec);
  vmp_cli_output_append (out, "\n", 1);
  if (self->cost.locked_nsec == 0)
    vmp_cli_output_printf (out, _("Looking took %s and did not hold the process up.\n"), total);
  else
    vmp_cli_output_printf (out, _("Looking took %s; for %s of it the process would have waited to map memory.\n"), total, locked);
}

static void
print_text (const Reading *self,
            VmpCliOutput  *out)
{
  Widths widths = measure (self);
  guint n_sections;
  const VmpCliSection *sections = vmp_cli_get_sections (&n_sections);

  print_process (self, out);
  for (guint i = 0; i < n_sections; i++)
    print_section (self, out, &sections[i], widths);
  print_missing (self, out);
  print_cost (self, out);
}

int
vmp_cli_stat_once (const VmpCliVerb        *verb,
                   const VmpCliStatOptions *options)
{
  g_autoptr (GError) error = NULL;
  Reading reading = { .options = options };
  VmpCliOutput out;
  int status;

  if (!read_all (&reading, &error))
    {
      reading_clear (&reading);
      return vmp_cli_fail (verb, error);
    }
  vmp_cli_output_init (&out, STDOUT_FILENO);
  if (options->json)
    print_json (&reading, &out);
  else
    print_text (&reading, &out);
  status = vmp_cli_output_finish (&out);
  reading_clear (&reading);
  return status;
}
