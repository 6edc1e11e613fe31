/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From reserved addresses to the memory that is really the process's own, step by step, each adding up to 100 %. */
#pragma once

#include "vmp-session.h"

G_BEGIN_DECLS

/* Each step divides one part of the step before: its total is that part's size. */
typedef enum
{
  VMP_WATERFALL_RESERVED,       /* VmSize */
  VMP_WATERFALL_TOUCHED,        /* resident, in swap, or in huge pages of the pool */
  VMP_WATERFALL_RESIDENT,       /* VmRSS */
  VMP_WATERFALL_PRIVATE_DIRTY,  /* Private_Dirty */
  VMP_WATERFALL_N_STEPS
} VmpWaterfallStepId;

typedef enum
{
  VMP_WATERFALL_PART_TOUCHED,
  VMP_WATERFALL_PART_UNTOUCHED,
  VMP_WATERFALL_PART_RESIDENT,
  VMP_WATERFALL_PART_SWAPPED,
  VMP_WATERFALL_PART_HUGETLB,
  VMP_WATERFALL_PART_PRIVATE_DIRTY,
  VMP_WATERFALL_PART_PRIVATE_CLEAN,
  VMP_WATERFALL_PART_SHARED_CLEAN,
  VMP_WATERFALL_PART_SHARED_DIRTY,
  VMP_WATERFALL_PART_ANON,              /* where smaps_rollup may not be read: by kind */
  VMP_WATERFALL_PART_FILE,
  VMP_WATERFALL_PART_SHMEM,
  VMP_WATERFALL_PART_DIFFERENCE,        /* what two readings of resident memory do not agree on; absent if nothing */
  VMP_WATERFALL_PART_HEAP,
  VMP_WATERFALL_PART_STACK,
  VMP_WATERFALL_PART_THREAD_STACKS,
  VMP_WATERFALL_PART_OTHER,
  VMP_WATERFALL_N_PARTS
} VmpWaterfallPartId;

#define VMP_WATERFALL_MOST_PARTS 5

/* What is to be said of steps and parts wherever they are shown. */
typedef struct
{
  const char *key;          /* stable */
  const char *label;        /* N_(): short name for people */
  const char *explanation;  /* N_(): one sentence for a student */
  const char *formula;      /* over kernel fields; NULL: the metric's source is all there is to say */
  VmpMetricId metric;       /* whose value it is, and whose colour and fill it is drawn in; VMP_N_METRICS: none */
} VmpWaterfallInfo;

typedef struct
{
  VmpWaterfallPartId id;
  gint64             value_bytes;   /* as drawn; VMP_MISSING where not known */
  gint64             read_bytes;    /* as the kernel said; more than value_bytes where it had to be cut to fit */
  gint64             time_nsec;     /* when it was read */
  VmpReason          reason;        /* why it is missing */
} VmpWaterfallPart;

/**
 * VmpWaterfallStep:
 * @value_bytes: the whole; VMP_MISSING where not known
 * @reason: why it is missing, or, if it is not, why it could not be divided, or only by kind; NONE if all is well
 * @n_parts: parts, the first being what the next step divides (if any does)
 * @is_divided: the values of its parts that are not missing add up to exactly @value_bytes
 * @cut_bytes: what was cut off the largest part, because the parts were read later than the whole and had grown
 * @mixed_moments: some of its parts were read at another time than the rest
 *
 * One step of the waterfall.
 */
typedef struct
{
  VmpWaterfallStepId id;
  gint64             value_bytes;
  gint64             cut_bytes;
  VmpReason          reason;
  gboolean           is_divided;
  gboolean           mixed_moments;
  guint              n_parts;
  VmpWaterfallPart   parts[VMP_WATERFALL_MOST_PARTS];
} VmpWaterfallStep;

/* A plain struct; all of it is computed by vmp_waterfall_build(). */
typedef struct
{
  gint64           time_nsec;   /* of the reading that it is made from; VMP_MISSING before the first */
  VmpWaterfallStep steps[VMP_WATERFALL_N_STEPS];
} VmpWaterfall;

/* Static. */
const VmpWaterfallInfo *vmp_waterfall_step_get_info    (VmpWaterfallStepId  id);
const VmpWaterfallInfo *vmp_waterfall_part_get_info    (VmpWaterfallPartId  id);
/* The part that the step after @step divides; NULL if there is none, or @step could not be divided so. */
const VmpWaterfallPart *vmp_waterfall_step_get_kept    (const VmpWaterfallStep *step);

/* From the values of @sample. @times_nsec (nullable: all at the sample's time) says when each metric was read. */
void                    vmp_waterfall_build            (VmpWaterfall       *self,
                                                        const VmpSample    *sample,
                                                        const gint64       *times_nsec);
/* From the newest reading of @target (nullable) that went through the page tables, so that all that can be is of one moment. */
void                    vmp_waterfall_build_for_target (VmpWaterfall       *self,
                                                        VmpTarget          *target);

G_END_DECLS
