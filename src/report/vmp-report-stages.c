/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The stages of a recording: the figures of each, and what grew in it by type of mapping. */

#include "config.h"

#include "vmp-report-private.h"

#include <string.h>

#include "core/model/vmp-stage.h"

/* Sums of a snapshot: two stages that meet ask for the same one. */
typedef struct
{
  gint64 time_nsec;     /* VMP_MISSING: none */
  gint64 rss_bytes[VMP_N_MAPPING_TYPES + 1], swap_bytes[VMP_N_MAPPING_TYPES + 1];
} Sums;

void
vmp_report_stage_clear (VmpReportStage *self)
{
  g_free (self->name);
}

/* The one nearest to @time_nsec of those in (low, high], or VMP_MISSING. */
static gint64
find_nearest (GArray *times,
              gint64  time_nsec,
              gint64  low_nsec,
              gint64  high_nsec)
{
  gint64 found = VMP_MISSING;

  for (guint i = 0; i < times->len; i++)
    {
      gint64 at = g_array_index (times, gint64, i);

      if (at > low_nsec && at <= high_nsec && (found == VMP_MISSING || ABS (at - time_nsec) < ABS (found - time_nsec)))
        found = at;
    }
  return found;
}

static gboolean
load_sums (VmpReport *self,
           gint64     time_nsec,
           Sums      *sums)
{
  VmpAddressSpace *space;

  if (sums->time_nsec == time_nsec)
    return TRUE;
  space = vmp_recording_load_address_space (self->recording, vmp_report_get_main (self)->target, time_nsec, NULL);
  sums->time_nsec = space != NULL ? time_nsec : VMP_MISSING;
  if (space == NULL)
    return FALSE;
  for (guint i = 0; i <= VMP_N_MAPPING_TYPES; i++)
    {
      const VmpMappingSum *sum = vmp_address_space_get_sum (space, i);

      sums->rss_bytes[i] = sum->sizes_bytes[VMP_MAPPING_RSS];
      sums->swap_bytes[i] = sum->sizes_bytes[VMP_MAPPING_SWAP];
    }
  vmp_address_space_unref (space);
  return TRUE;
}

/* Snapshots are of the ends of a stage if they lie no further from them than half of its length. */
static void
find_growth (VmpReport      *self,
             VmpReportStage *stage,
             GArray         *times,
             Sums           *sums)
{
  gint64 half_nsec = (stage->end_nsec - stage->begin_nsec) / 2, middle_nsec = stage->begin_nsec + half_nsec;
  const gint64 found_nsec[2] = {
    find_nearest (times, stage->begin_nsec, stage->begin_nsec - half_nsec, middle_nsec),
    find_nearest (times, stage->end_nsec, middle_nsec, stage->end_nsec > G_MAXINT64 - half_nsec ? G_MAXINT64 : stage->end_nsec + half_nsec),
  };

  stage->has_growth = found_nsec[0] != VMP_MISSING && found_nsec[1] != VMP_MISSING;
  for (guint i = 0; stage->has_growth && i < 2; i++)
    {
      stage->has_growth = load_sums (self, found_nsec[i], sums);
      stage->snapshot_nsec[i] = found_nsec[i];
      memcpy (stage->rss_bytes[i], sums->rss_bytes, sizeof sums->rss_bytes);
      memcpy (stage->swap_bytes[i], sums->swap_bytes, sizeof sums->swap_bytes);
    }
}

void
vmp_report_find_stages (VmpReport *self,
                        GArray    *marks)
{
  const VmpReportProcess *process = vmp_report_get_main (self);
  g_autoptr (GArray) stages = vmp_stage_list ((const VmpEvent *) (gpointer) marks->data, marks->len, process->end_nsec);
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (gint64));
  Sums sums = { .time_nsec = VMP_MISSING };

  vmp_recording_list_address_spaces (self->recording, process->target, times);
  self->n_more_stages = stages->len > VMP_REPORT_MAX_ROWS ? stages->len - VMP_REPORT_MAX_ROWS : 0;
  for (guint i = 0; i < stages->len - self->n_more_stages; i++)
    {
      const VmpStage *from = &g_array_index (stages, VmpStage, i);
      VmpReportStage stage = { .name = g_strdup (from->name), .begin_nsec = from->begin_nsec, .end_nsec = from->end_nsec };

      for (guint id = 0; id < VMP_N_METRICS; id++)
        vmp_recording_summarize (self->recording, process->target, id, stage.begin_nsec, stage.end_nsec, &stage.sums[id]);
      find_growth (self, &stage, times, &sums);
      g_array_append_val (self->stages, stage);
    }
}

const VmpReportStage *
vmp_report_find_stage (const VmpReport *self,
                       const char      *name)
{
  for (guint i = 0; i < self->stages->len; i++)
    if (g_str_equal (g_array_index (self->stages, VmpReportStage, i).name, name))
      return &g_array_index (self->stages, VmpReportStage, i);
  return NULL;
}

gint64
vmp_report_stage_get_growth (const VmpReportStage *self,
                             VmpMappingType        type)
{
  gint64 before = self->rss_bytes[0][type], after = self->rss_bytes[1][type];

  return self->has_growth && before != VMP_MISSING && after != VMP_MISSING ? after - before : VMP_MISSING;
}
