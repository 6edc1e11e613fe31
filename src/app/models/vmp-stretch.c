/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a stage, or any stretch of time of one process, amounts to: figures of every metric, and of mappings by type. */

#include "config.h"

#include "vmp-stretch.h"

#include "core/model/vmp-stage.h"

/* Beyond, every second snapshot is let go. */
#define MAX_SNAPSHOTS 2048
/* Mappings of all snapshots that are kept whole; beyond, every second one keeps its sums alone. About 40 MB. */
#define MAX_MAPPINGS 250000

typedef struct
{
  gint64           time_nsec;
  gint64           bytes[VMP_STRETCH_N_TYPES];
  VmpAddressSpace *space;     /* owned; NULL: only its sums were kept */
} Snapshot;

struct _VmpTypeLog
{
  GArray *snapshots;    /* of Snapshot, in order */
  guint   n_mappings;   /* of all that are kept whole */
};

static void
clear_snapshot (gpointer data)
{
  g_clear_pointer (&((Snapshot *) data)->space, vmp_address_space_unref);
}

VmpTypeLog *
vmp_type_log_new (void)
{
  VmpTypeLog *self = g_new0 (VmpTypeLog, 1);

  self->snapshots = g_array_new (FALSE, FALSE, sizeof (Snapshot));
  g_array_set_clear_func (self->snapshots, clear_snapshot);
  return self;
}

void
vmp_type_log_free (VmpTypeLog *self)
{
  g_array_unref (self->snapshots);
  g_free (self);
}

void
vmp_type_log_clear (VmpTypeLog *self)
{
  g_array_set_size (self->snapshots, 0);
  self->n_mappings = 0;
}

/* Every second one, but not the first and not the last. */
static void
drop_spaces (VmpTypeLog *self)
{
  gboolean drops = FALSE;

  for (guint i = 1; i + 1 < self->snapshots->len; i++)
    {
      Snapshot *snapshot = &g_array_index (self->snapshots, Snapshot, i);

      if (snapshot->space == NULL)
        continue;
      drops = !drops;
      if (!drops)
        continue;
      self->n_mappings -= vmp_address_space_get_n (snapshot->space);
      g_clear_pointer (&snapshot->space, vmp_address_space_unref);
    }
}

static void
count_mappings (VmpTypeLog *self)
{
  self->n_mappings = 0;
  for (guint i = 0; i < self->snapshots->len; i++)
    if (g_array_index (self->snapshots, Snapshot, i).space != NULL)
      self->n_mappings += vmp_address_space_get_n (g_array_index (self->snapshots, Snapshot, i).space);
}

/* The first and the last stay. */
static void
thin (GArray *snapshots)
{
  for (guint i = snapshots->len - 2; i > 0 && i < snapshots->len; i -= 2)
    {
      g_array_remove_index (snapshots, i);
      if (i < 2)
        break;
    }
}

void
vmp_type_log_add (VmpTypeLog *self, VmpAddressSpace *space, gint64 time_nsec)
{
  Snapshot snapshot = { .time_nsec = time_nsec };

  if (self->snapshots->len > 0 && g_array_index (self->snapshots, Snapshot, self->snapshots->len - 1).time_nsec >= time_nsec)
    return;
  if (self->snapshots->len >= MAX_SNAPSHOTS)
    {
      thin (self->snapshots);
      count_mappings (self);
    }
  for (guint i = 0; i < VMP_STRETCH_N_TYPES; i++)
    snapshot.bytes[i] = vmp_address_space_get_sum (space, i)->sizes_bytes[VMP_MAPPING_RSS];
  snapshot.space = vmp_address_space_ref (space);
  self->n_mappings += vmp_address_space_get_n (space);
  g_array_append_val (self->snapshots, snapshot);
  if (self->n_mappings > MAX_MAPPINGS)
    drop_spaces (self);
}

/* The snapshot that is nearest to a moment, or NULL. */
static const Snapshot *
find_nearest (VmpTypeLog *self, gint64 time_nsec)
{
  const Snapshot *best = NULL;

  for (guint i = 0; self != NULL && i < self->snapshots->len; i++)
    {
      const Snapshot *snapshot = &g_array_index (self->snapshots, Snapshot, i);

      if (best == NULL || ABS (snapshot->time_nsec - time_nsec) < ABS (best->time_nsec - time_nsec))
        best = snapshot;
    }
  return best;
}

VmpAddressSpace *
vmp_type_log_find_space (VmpTypeLog *self, gint64 time_nsec, gint64 *out_time_nsec)
{
  const Snapshot *best = NULL;

  for (guint i = 0; self != NULL && i < self->snapshots->len; i++)
    {
      const Snapshot *snapshot = &g_array_index (self->snapshots, Snapshot, i);

      if (snapshot->space != NULL
          && (best == NULL || ABS (snapshot->time_nsec - time_nsec) < ABS (best->time_nsec - time_nsec)))
        best = snapshot;
    }
  if (best == NULL)
    return NULL;
  *out_time_nsec = best->time_nsec;
  return vmp_address_space_ref (best->space);
}

static void
fill_types (VmpStretch *self, VmpTypeLog *log)
{
  const Snapshot *ends[] = { find_nearest (log, self->begin_nsec), find_nearest (log, self->end_nsec) };

  self->has_types = ends[0] != NULL && (ends[1] != ends[0] || self->begin_nsec == self->end_nsec);
  for (guint i = 0; i < VMP_STRETCH_N_TYPES; i++)
    for (guint k = 0; k < G_N_ELEMENTS (ends); k++)
      self->types_bytes[k][i] = self->has_types ? ends[k]->bytes[i] : VMP_MISSING;
}

void
vmp_stretch_init (VmpStretch *self, const char *name, VmpTarget *target, VmpTypeLog *log, gint64 begin_nsec, gint64 end_nsec)
{
  *self = (VmpStretch) { .name = g_strdup (name), .begin_nsec = begin_nsec, .end_nsec = end_nsec };
  for (guint id = 0; id < VMP_N_METRICS; id++)
    {
      VmpSeries *series = vmp_target_get_series (target, id);
      VmpSeriesCell cell = { VMP_MISSING, VMP_MISSING, VMP_MISSING, VMP_MISSING, 0, 0 };

      /* A cell ends before its end. */
      if (series != NULL)
        vmp_series_query_one (series, begin_nsec, MAX (end_nsec, begin_nsec) + 1, &cell);
      self->first[id] = cell.first;
      self->last[id] = cell.last;
      self->max[id] = cell.max;
    }
  fill_types (self, log);
}

void
vmp_stretch_clear (VmpStretch *self)
{
  g_clear_pointer (&self->name, g_free);
}

void
vmp_stretch_copy (const VmpStretch *self, VmpStretch *out)
{
  *out = *self;
  out->name = g_strdup (self->name);
}

gint64
vmp_stretch_get_growth (const VmpStretch *self, VmpMetricId id)
{
  if (self->first[id] == VMP_MISSING || self->last[id] == VMP_MISSING)
    return VMP_MISSING;
  return self->last[id] - self->first[id];
}

VmpMappingType
vmp_stretch_find_grower (const VmpStretch *self, gint64 *out_bytes)
{
  VmpMappingType found = VMP_N_MAPPING_TYPES;

  *out_bytes = 0;
  for (guint i = 0; self->has_types && i < VMP_N_MAPPING_TYPES; i++)
    {
      gint64 before = self->types_bytes[0][i], after = self->types_bytes[1][i];

      if (before == VMP_MISSING || after == VMP_MISSING || after - before <= *out_bytes)
        continue;
      *out_bytes = after - before;
      found = i;
    }
  return found;
}

GArray *
vmp_stretch_new_array (void)
{
  GArray *stretches = g_array_new (FALSE, FALSE, sizeof (VmpStretch));

  g_array_set_clear_func (stretches, (GDestroyNotify) vmp_stretch_clear);
  return stretches;
}

/* When anything of it was read last. */
static gint64
get_newest (VmpTarget *target)
{
  gint64 newest = 0, time_nsec, value;

  for (guint id = 0; id < VMP_N_METRICS; id++)
    {
      VmpSeries *series = vmp_target_get_series (target, id);

      if (series != NULL && vmp_series_get_last (series, &time_nsec, &value))
        newest = MAX (newest, time_nsec);
    }
  return newest;
}

GArray *
vmp_stretch_list_stages (VmpTarget *target, VmpTypeLog *log)
{
  GArray *stretches = vmp_stretch_new_array ();
  const VmpEvent *exit = vmp_target_get_exit (target);
  guint n;
  const VmpEvent *marks = vmp_target_get_marks (target, &n);
  g_autoptr (GArray) stages = vmp_stage_list (marks, n, exit != NULL ? exit->time_nsec : get_newest (target));

  for (guint i = 0; i < stages->len; i++)
    {
      const VmpStage *stage = &g_array_index (stages, VmpStage, i);
      VmpStretch stretch;

      vmp_stretch_init (&stretch, stage->name, target, log, stage->begin_nsec, stage->end_nsec);
      stretch.goes_on = i + 1 == stages->len && exit == NULL;
      g_array_append_val (stretches, stretch);
    }
  return stretches;
}
