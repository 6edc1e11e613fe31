/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From reserved addresses to the memory that is really the process's own, step by step, each adding up to 100 %. */

#include "config.h"

#include "vmp-waterfall.h"

/* Marks text for translation; the programs translate it, the core does not know gettext. */
#define N_(text) text

static const VmpWaterfallInfo step_infos[VMP_WATERFALL_N_STEPS] = {
  [VMP_WATERFALL_RESERVED] = {
    "reserved", N_("Reserved address space"),
    N_("Addresses are free of charge: a program may reserve far more of them than there is memory."),
    "VmSize", VMP_METRIC_VSIZE,
  },
  [VMP_WATERFALL_TOUCHED] = {
    "touched", N_("Touched"),
    N_("Only pages that the program used got memory; some of them may have been moved out to swap since."),
    "VmRSS + VmSwap + HugetlbPages", VMP_METRIC_SWAP,
  },
  [VMP_WATERFALL_RESIDENT] = {
    "resident", N_("Resident"),
    N_("This is in physical memory now, but pages of files and pages shared with others are not a cost of this process alone."),
    "VmRSS", VMP_METRIC_RSS,
  },
  [VMP_WATERFALL_PRIVATE_DIRTY] = {
    "private-dirty", N_("Private dirty"),
    N_("This exists nowhere else: it can only be written to swap, and is what the process really costs."),
    "Private_Dirty", VMP_METRIC_PRIVATE_DIRTY,
  },
};

static const VmpWaterfallInfo part_infos[VMP_WATERFALL_N_PARTS] = {
  [VMP_WATERFALL_PART_TOUCHED] = {
    "touched", N_("Touched"), N_("Pages that have contents: in memory, in swap, or in huge pages of the pool."),
    "VmRSS + VmSwap + HugetlbPages", VMP_METRIC_RSS,
  },
  [VMP_WATERFALL_PART_UNTOUCHED] = {
    "untouched", N_("Not touched"),
    N_("Addresses with no memory behind them: never written to, given back, or memory of devices."),
    "VmSize − (VmRSS + VmSwap + HugetlbPages)", VMP_N_METRICS,
  },
  [VMP_WATERFALL_PART_RESIDENT] = {
    "resident", N_("Resident"), N_("Pages in physical memory now."), NULL, VMP_METRIC_RSS,
  },
  [VMP_WATERFALL_PART_SWAPPED] = {
    "swapped", N_("In swap"), N_("Anonymous pages that were moved out; shared memory in swap is not counted here."),
    NULL, VMP_METRIC_SWAP,
  },
  [VMP_WATERFALL_PART_HUGETLB] = {
    "hugetlb", N_("Huge pages of the pool"), N_("Memory from the pool of huge pages, which the kernel counts apart."),
    NULL, VMP_METRIC_HUGETLB,
  },
  [VMP_WATERFALL_PART_PRIVATE_DIRTY] = {
    "private-dirty", N_("Private dirty"), N_("Only here, and changed: the process's own."), NULL, VMP_METRIC_PRIVATE_DIRTY,
  },
  [VMP_WATERFALL_PART_PRIVATE_CLEAN] = {
    "private-clean", N_("Private clean"), N_("Only this process maps it, but it can be read again from its file."),
    NULL, VMP_METRIC_PRIVATE_CLEAN,
  },
  [VMP_WATERFALL_PART_SHARED_CLEAN] = {
    "shared-clean", N_("Shared clean"), N_("Pages of files that other processes map as well, such as libraries."),
    NULL, VMP_METRIC_SHARED_CLEAN,
  },
  [VMP_WATERFALL_PART_SHARED_DIRTY] = {
    "shared-dirty", N_("Shared dirty"), N_("Changed pages that other processes map as well: shared memory, or a fork's."),
    NULL, VMP_METRIC_SHARED_DIRTY,
  },
  [VMP_WATERFALL_PART_ANON] = {
    "anon", N_("Anonymous"), N_("Pages of no file; which of them are private can only be told with more rights."),
    NULL, VMP_METRIC_RSS_ANON,
  },
  [VMP_WATERFALL_PART_FILE] = {
    "file", N_("Files"), N_("Pages of the program, its libraries and other files."), NULL, VMP_METRIC_RSS_FILE,
  },
  [VMP_WATERFALL_PART_SHMEM] = {
    "shmem", N_("Shared memory"), N_("Pages of memory made to be shared."), NULL, VMP_METRIC_RSS_SHMEM,
  },
  [VMP_WATERFALL_PART_DIFFERENCE] = {
    "difference", N_("Read at different moments"),
    N_("The total and its parts are read one after the other, or the kernel counts the total in haste."),
    "VmRSS − (Private_Dirty + Private_Clean + Shared_Clean + Shared_Dirty)", VMP_N_METRICS,
  },
  [VMP_WATERFALL_PART_HEAP] = {
    "heap", N_("Heap"), N_("Areas that malloc() hands out blocks from."), NULL, VMP_METRIC_HEAP_DIRTY,
  },
  [VMP_WATERFALL_PART_STACK] = {
    "stack", N_("Main stack"), N_("Calls and local variables of the main thread."), NULL, VMP_METRIC_STACK_DIRTY,
  },
  [VMP_WATERFALL_PART_THREAD_STACKS] = {
    "thread-stacks", N_("Thread stacks"), N_("Calls and local variables of the other threads."),
    NULL, VMP_METRIC_THREAD_STACKS_DIRTY,
  },
  [VMP_WATERFALL_PART_OTHER] = {
    "other", N_("Other"),
    N_("Large blocks of malloc(), global variables, memory of other allocators and whatever else was mapped."),
    "Private_Dirty − (heap + main stack + thread stacks)", VMP_N_METRICS,
  },
};

/* What a waterfall is made from: the values, and when each was read. */
typedef struct
{
  const VmpSample *sample;
  const gint64    *times_nsec;
} Source;

const VmpWaterfallInfo *
vmp_waterfall_step_get_info (VmpWaterfallStepId id)
{
  g_return_val_if_fail ((guint) id < VMP_WATERFALL_N_STEPS, NULL);

  return &step_infos[id];
}

const VmpWaterfallInfo *
vmp_waterfall_part_get_info (VmpWaterfallPartId id)
{
  g_return_val_if_fail ((guint) id < VMP_WATERFALL_N_PARTS, NULL);

  return &part_infos[id];
}

const VmpWaterfallPart *
vmp_waterfall_step_get_kept (const VmpWaterfallStep *step)
{
  const VmpWaterfallPart *first = &step->parts[0];

  if (step->n_parts == 0 || step->id + 1 == VMP_WATERFALL_N_STEPS || first->id == VMP_WATERFALL_PART_ANON)
    return NULL;
  return first;
}

static VmpWaterfallPart *
add_part (VmpWaterfallStep   *step,
          VmpWaterfallPartId  id,
          gint64              value_bytes,
          gint64              time_nsec,
          VmpReason           reason)
{
  VmpWaterfallPart *part = &step->parts[step->n_parts++];

  *part = (VmpWaterfallPart) { id, value_bytes, value_bytes, time_nsec, value_bytes == VMP_MISSING ? reason : VMP_REASON_NONE };
  return part;
}

/* The part that is the value of a metric. */
static void
add_metric (VmpWaterfallStep   *step,
            const Source       *source,
            VmpWaterfallPartId  id)
{
  VmpMetricId metric = part_infos[id].metric;
  gint64 time_nsec = source->times_nsec != NULL ? source->times_nsec[metric] : source->sample->time_nsec;

  add_part (step, id, source->sample->values[metric], time_nsec, source->sample->reasons[metric]);
}

static gint64
sum_of_parts (const VmpWaterfallStep *step)
{
  gint64 sum = 0;

  for (guint i = 0; i < step->n_parts; i++)
    if (step->parts[i].value_bytes != VMP_MISSING)
      sum += step->parts[i].value_bytes;
  return sum;
}

/* The parts are more than the whole, which was read a moment before: the largest is the one that is least wrong when it is cut. */
static void
cut_to_fit (VmpWaterfallStep *step)
{
  gint64 excess = sum_of_parts (step) - step->value_bytes;

  step->cut_bytes = MAX (excess, 0);
  while (excess > 0)
    {
      VmpWaterfallPart *largest = &step->parts[0];
      gint64 cut;

      for (guint i = 1; i < step->n_parts; i++)
        if (step->parts[i].value_bytes > largest->value_bytes)
          largest = &step->parts[i];
      cut = MIN (excess, largest->value_bytes);
      largest->value_bytes -= cut;
      excess -= cut;
    }
}

static void
note_moments (VmpWaterfallStep *step,
              gint64            time_nsec)
{
  for (guint i = 0; i < step->n_parts; i++)
    if (step->parts[i].value_bytes != VMP_MISSING && step->parts[i].time_nsec != time_nsec)
      step->mixed_moments = TRUE;
}

/* Why the first part that is missing is; NONE if none is. */
static VmpReason
missing_reason (const VmpWaterfallStep *step)
{
  for (guint i = 0; i < step->n_parts; i++)
    if (step->parts[i].value_bytes == VMP_MISSING)
      return step->parts[i].reason;
  return VMP_REASON_NONE;
}

/* Everything but @rest was added: @rest is what is left of the whole. */
static void
close_step (VmpWaterfallStep   *step,
            VmpWaterfallPartId  rest,
            gboolean            may_be_absent,
            gint64              time_nsec)
{
  VmpReason reason = step->value_bytes == VMP_MISSING ? step->reason : missing_reason (step);
  gint64 left;

  step->reason = reason;
  if (reason != VMP_REASON_NONE)
    {
      if (!may_be_absent)
        add_part (step, rest, VMP_MISSING, time_nsec, reason);
      return;
    }

  cut_to_fit (step);
  left = step->value_bytes - sum_of_parts (step);
  if (left > 0 || !may_be_absent)
    add_part (step, rest, left, time_nsec, VMP_REASON_NONE);
  step->is_divided = TRUE;
  note_moments (step, time_nsec);
}

/* A kernel without huge pages says nothing of them, and there is nothing to say. */
static gint64
touched_bytes (const VmpSample *sample)
{
  gint64 touched = vmp_value_add (sample->values[VMP_METRIC_RSS], sample->values[VMP_METRIC_SWAP]);

  if (sample->values[VMP_METRIC_HUGETLB] == VMP_MISSING)
    return touched;
  return vmp_value_add (touched, sample->values[VMP_METRIC_HUGETLB]);
}

static VmpReason
touched_reason (const VmpSample *sample)
{
  VmpReason reason = sample->reasons[VMP_METRIC_RSS];

  return reason != VMP_REASON_NONE ? reason : sample->reasons[VMP_METRIC_SWAP];
}

static void
build_reserved (VmpWaterfallStep *step,
                const Source     *source)
{
  const VmpSample *sample = source->sample;
  gint64 time_nsec = source->times_nsec != NULL ? source->times_nsec[VMP_METRIC_VSIZE] : sample->time_nsec;
  gint64 touched_nsec = source->times_nsec != NULL ? source->times_nsec[VMP_METRIC_RSS] : sample->time_nsec;

  step->value_bytes = sample->values[VMP_METRIC_VSIZE];
  step->reason = sample->reasons[VMP_METRIC_VSIZE];
  add_part (step, VMP_WATERFALL_PART_TOUCHED, touched_bytes (sample), touched_nsec, touched_reason (sample));
  close_step (step, VMP_WATERFALL_PART_UNTOUCHED, FALSE, time_nsec);
}

/* The whole of @step is what @before kept of its own. */
static void
take_whole (VmpWaterfallStep       *step,
            const VmpWaterfallStep *before)
{
  const VmpWaterfallPart *kept = vmp_waterfall_step_get_kept (before);

  step->value_bytes = kept != NULL ? kept->value_bytes : VMP_MISSING;
  step->reason = kept != NULL ? kept->reason : before->reason;
}

/* What is touched is a sum, so it is known even where the address space is not; a part the kernel does not tell counts nothing. */
static void
build_touched (VmpWaterfallStep       *step,
               const VmpWaterfallStep *before,
               const Source           *source)
{
  take_whole (step, before);
  add_metric (step, source, VMP_WATERFALL_PART_RESIDENT);
  add_metric (step, source, VMP_WATERFALL_PART_SWAPPED);
  add_metric (step, source, VMP_WATERFALL_PART_HUGETLB);
  if (step->value_bytes == VMP_MISSING)
    return;
  step->reason = VMP_REASON_NONE;
  cut_to_fit (step);
  step->is_divided = TRUE;
  note_moments (step, step->parts[0].time_nsec);
}

/* The page tables tell what is shared and what is clean; where they may not be read the counters tell at least the kinds. */
static void
build_resident (VmpWaterfallStep       *step,
                const VmpWaterfallStep *before,
                const Source           *source)
{
  static const VmpWaterfallPartId by_sharing[] = {
    VMP_WATERFALL_PART_PRIVATE_DIRTY, VMP_WATERFALL_PART_PRIVATE_CLEAN, VMP_WATERFALL_PART_SHARED_CLEAN,
    VMP_WATERFALL_PART_SHARED_DIRTY,
  };
  static const VmpWaterfallPartId by_kind[] = {
    VMP_WATERFALL_PART_ANON, VMP_WATERFALL_PART_FILE, VMP_WATERFALL_PART_SHMEM,
  };
  VmpReason reason;

  take_whole (step, before);
  for (guint i = 0; i < G_N_ELEMENTS (by_sharing); i++)
    add_metric (step, source, by_sharing[i]);
  reason = missing_reason (step);
  if (reason != VMP_REASON_NONE)
    {
      step->n_parts = 0;
      for (guint i = 0; i < G_N_ELEMENTS (by_kind); i++)
        add_metric (step, source, by_kind[i]);
    }
  close_step (step, VMP_WATERFALL_PART_DIFFERENCE, TRUE,
              source->times_nsec != NULL ? source->times_nsec[VMP_METRIC_RSS] : source->sample->time_nsec);
  if (step->reason == VMP_REASON_NONE)
    step->reason = reason;
}

static void
build_private_dirty (VmpWaterfallStep       *step,
                     const VmpWaterfallStep *before,
                     const Source           *source)
{
  take_whole (step, before);
  add_metric (step, source, VMP_WATERFALL_PART_HEAP);
  add_metric (step, source, VMP_WATERFALL_PART_STACK);
  add_metric (step, source, VMP_WATERFALL_PART_THREAD_STACKS);
  close_step (step, VMP_WATERFALL_PART_OTHER, FALSE,
              source->times_nsec != NULL ? source->times_nsec[VMP_METRIC_PRIVATE_DIRTY] : source->sample->time_nsec);
}

void
vmp_waterfall_build (VmpWaterfall    *self,
                     const VmpSample *sample,
                     const gint64    *times_nsec)
{
  const Source source = { sample, times_nsec };

  *self = (VmpWaterfall) { .time_nsec = sample->time_nsec };
  for (guint i = 0; i < VMP_WATERFALL_N_STEPS; i++)
    self->steps[i].id = i;
  build_reserved (&self->steps[VMP_WATERFALL_RESERVED], &source);
  build_touched (&self->steps[VMP_WATERFALL_TOUCHED], &self->steps[VMP_WATERFALL_RESERVED], &source);
  build_resident (&self->steps[VMP_WATERFALL_RESIDENT], &self->steps[VMP_WATERFALL_TOUCHED], &source);
  build_private_dirty (&self->steps[VMP_WATERFALL_PRIVATE_DIRTY], &self->steps[VMP_WATERFALL_RESIDENT], &source);
}

/* The value that the metric had at @moment_nsec, or its newest one where it has none of then. */
static void
take_value (VmpTarget   *target,
            VmpMetricId  id,
            gint64       moment_nsec,
            VmpSample   *sample,
            gint64      *times_nsec)
{
  VmpSeries *series = vmp_target_get_series (target, id);
  VmpReason reason;
  gint64 value = vmp_target_get_value (target, id, &times_nsec[id], &reason);

  /* What may not be read any more is not to come back from the past. */
  if (value == VMP_MISSING)
    {
      vmp_sample_set_missing (sample, id, reason);
      return;
    }
  vmp_sample_set (sample, id, value);
  if (times_nsec[id] > moment_nsec && vmp_series_get_at (series, moment_nsec, &times_nsec[id], &value))
    vmp_sample_set (sample, id, value);
}

void
vmp_waterfall_build_for_target (VmpWaterfall *self,
                                VmpTarget    *target)
{
  gint64 times_nsec[VMP_N_METRICS] = { 0 };
  gint64 moment_nsec = VMP_MISSING;
  VmpSample sample;

  vmp_sample_init (&sample, VMP_MISSING, VMP_REASON_NOT_DUE);
  if (target != NULL && vmp_target_get_value (target, VMP_METRIC_PRIVATE_DIRTY, &moment_nsec, NULL) == VMP_MISSING
      && vmp_target_get_value (target, VMP_METRIC_RSS, &moment_nsec, NULL) == VMP_MISSING)
    moment_nsec = VMP_MISSING;
  sample.time_nsec = moment_nsec;
  for (guint i = 0; target != NULL && i < VMP_N_METRICS; i++)
    take_value (target, i, moment_nsec, &sample, times_nsec);
  vmp_waterfall_build (self, &sample, times_nsec);
}
