/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the map page says of its snapshots: when, how dear, how often, or why there are none. */
#include "config.h"

#include "vmp-map-status.h"

#include <glib/gi18n.h>

#include "../vmp-preferences.h"
#include "vmp-map-source.h"

char *
vmp_map_status_dup_clock (gint64 wall_nsec)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local_usec (wall_nsec / 1000);

  return time != NULL ? g_date_time_format (time, "%X") : g_strdup ("–");
}

char *
vmp_map_status_dup_text (VmpTarget *target, const VmpMappingTrail *trail, gint64 anchor_nsec)
{
  gint64 cost_nsec = VMP_MISSING;
  VmpReason reason = target != NULL ? vmp_target_get_maps_reason (target, &cost_nsec) : VMP_REASON_NONE;
  char cost[VMP_FORMAT_SIZE];
  g_autofree char *clock = NULL;

  if (trail == NULL)
    return g_strdup ("");
  clock = vmp_map_status_dup_clock (anchor_nsec + trail->time_nsec);
  if (target != NULL && vmp_target_get_state (target) == VMP_TARGET_ENDED)
    /* Translators: %s is a time of day. */
    return g_strdup_printf (_("Ended; as it was at %s"), clock);
  if (vmp_address_space_is_torn (trail->space))
    /* Translators: %s is a time of day. */
    return g_strdup_printf (_("Read at %s while it changed: sums may be off"), clock);
  if (reason == VMP_REASON_BUDGET)
    /* Translators: %s is a time of day. */
    return g_strdup_printf (_("Read at %s; reading it again now would cost more than the budget allows"), clock);
  if (cost_nsec == VMP_MISSING)
    /* Translators: %s is a time of day. */
    return g_strdup_printf (_("Read at %s"), clock);
  vmp_format_duration (cost, cost_nsec);
  /* Translators: a time of day, and how long reading took. */
  return g_strdup_printf (_("Read at %s in %s"), clock, cost);
}

char *
vmp_map_status_dup_recorded (const VmpMappingTrail *trail, gint64 anchor_nsec)
{
  g_autofree char *clock = NULL;

  if (trail == NULL)
    return g_strdup ("");
  clock = vmp_map_status_dup_clock (anchor_nsec + trail->time_nsec);
  if (vmp_address_space_is_torn (trail->space))
    /* Translators: %s is a time of day. */
    return g_strdup_printf (_("Nearest snapshot: %s, read while it changed: sums may be off"), clock);
  /* Translators: %s is a time of day. */
  return g_strdup_printf (_("Nearest snapshot: %s"), clock);
}

char *
vmp_map_status_dup_unrecorded (char **out_title)
{
  *out_title = g_strdup (_("No Snapshot of the Mappings"));
  return g_strdup (_("This recording holds none of this process. When it was made, none were asked for, or there was no right to read them."));
}

char *
vmp_map_status_dup_reason (VmpTarget *target, char **out_title)
{
  VmpReason reason = target != NULL ? vmp_target_get_maps_reason (target, NULL) : VMP_REASON_NOT_DUE;

  switch (reason)
    {
    case VMP_REASON_DENIED:
      *out_title = g_strdup (_("No Right to Read It"));
      return g_strdup (_("The mappings of a process are shown to its own user, and to who may trace it. "
                         "Start this program as that user or as root to see them."));
    case VMP_REASON_GONE:
      *out_title = g_strdup (_("Process Ended"));
      return g_strdup (_("It ended before its mappings were read."));
    case VMP_REASON_NO_MEMORY:
      *out_title = g_strdup (_("No Memory of Its Own"));
      return g_strdup (_("Kernel threads and processes that have ended map nothing."));
    case VMP_REASON_UNSUPPORTED:
    case VMP_REASON_TORN:
    case VMP_REASON_FAILED:
      *out_title = g_strdup (_("Mappings Can't Be Read"));
      return g_strdup (_("The system did not give them out. Press F5 to try again."));
    case VMP_REASON_BUDGET:
      *out_title = g_strdup (_("Reading Costs Too Much"));
      return g_strdup (_("It would hold up the process for longer than the budget allows. Press F5 to read it anyway."));
    case VMP_REASON_NONE:
    case VMP_REASON_NOT_DUE:
    case VMP_N_REASONS:
    default:
      *out_title = g_strdup (_("Reading Mappings…"));
      return g_strdup ("");
    }
}

/* Each row of the difference is of one kind. */
static char *
dup_difference (const VmpMappingComparison *comparison, gint64 anchor_nsec)
{
  g_autofree char *clock = vmp_map_status_dup_clock (anchor_nsec + comparison->mark_nsec);
  guint n[VMP_N_DIFF_KINDS];

  for (guint i = 0; i < VMP_N_DIFF_KINDS; i++)
    n[i] = vmp_address_space_diff_count (comparison->diff, (VmpDiffKind) i, VMP_N_MAPPING_TYPES);
  /* Translators: how many mappings are new, and so on; the last %s is a time of day. */
  return g_strdup_printf (_("%u new · %u gone · %u grown · %u shrunk · %u otherwise changed since %s"), n[VMP_DIFF_NEW],
                          n[VMP_DIFF_GONE], n[VMP_DIFF_GROWN], n[VMP_DIFF_SHRUNK],
                          n[VMP_DIFF_MOVED] + n[VMP_DIFF_SPLIT] + n[VMP_DIFF_MERGED], clock);
}

char *
vmp_map_status_dup_count (const VmpMappingTable *table, gint64 anchor_nsec)
{
  VmpUnits units = vmp_preferences_get_units (vmp_preferences_get_default ());
  guint n = vmp_address_space_get_n (table->trail->space), changed = table->trail->n_changed;
  char rss[VMP_FORMAT_SIZE], all[VMP_FORMAT_SIZE], some[VMP_FORMAT_SIZE];
  g_autofree char *text = NULL, *changes = NULL;

  if (table->comparison != NULL)
    return dup_difference (table->comparison, anchor_nsec);
  vmp_format_value (all, VMP_UNIT_COUNT, n, units);
  vmp_format_value (some, VMP_UNIT_COUNT, table->n_matches, units);
  vmp_format_bytes (rss, table->sum.sizes_bytes[VMP_MAPPING_RSS], units);
  if (table->n_matches == n)
    text = g_strdup_printf (ngettext ("%s mapping", "%s mappings", n), all);
  else
    /* Translators: how many mappings match, how many there are, how much of those that match is resident. */
    text = g_strdup_printf (ngettext ("%s of %s mapping, %s resident", "%s of %s mappings, %s resident", n), some, all, rss);
  if (changed == 0 && table->trail->n_gone == 0)
    return g_steal_pointer (&text);
  /* Translators: "12 mappings · 3 changed · 1 gone". */
  changes = g_strdup_printf (_("%s · %u changed · %u gone"), text, changed, table->trail->n_gone);
  return g_steal_pointer (&changes);
}

char *
vmp_map_status_dup_interval (int interval_msec)
{
  char buffer[VMP_FORMAT_SIZE];

  if (interval_msec == VMP_MAP_ON_DEMAND)
    return g_strdup (_("On Demand"));
  if (interval_msec < 0)
    return g_strdup (_("As the Budget Allows"));
  /* Translators: %s is a length of time, such as "5 s". */
  return g_strdup_printf (_("Every %s"), vmp_format_duration (buffer, interval_msec * G_GINT64_CONSTANT (1000000)));
}
