/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one table of everything that is sampled. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Rows of the table. The keys, not these numbers, are the stable names. */
typedef enum
{
  VMP_METRIC_RSS,
  VMP_METRIC_RSS_PEAK,
  VMP_METRIC_RSS_ANON,
  VMP_METRIC_RSS_FILE,
  VMP_METRIC_RSS_SHMEM,
  VMP_METRIC_PSS,
  VMP_METRIC_PSS_ANON,
  VMP_METRIC_PSS_FILE,
  VMP_METRIC_PSS_SHMEM,
  VMP_METRIC_USS,
  VMP_METRIC_PRIVATE_CLEAN,
  VMP_METRIC_PRIVATE_DIRTY,
  VMP_METRIC_SHARED_CLEAN,
  VMP_METRIC_SHARED_DIRTY,
  VMP_METRIC_REFERENCED,
  VMP_METRIC_SWAP,
  VMP_METRIC_SWAP_PSS,
  VMP_METRIC_HUGETLB,
  VMP_METRIC_ANON_HUGE,
  VMP_METRIC_LAZY_FREE,
  VMP_METRIC_LOCKED,
  VMP_METRIC_PAGE_TABLES,
  VMP_METRIC_VSIZE,
  VMP_METRIC_VSIZE_PEAK,
  VMP_METRIC_DATA,
  VMP_METRIC_EXE,
  VMP_METRIC_LIB,
  VMP_METRIC_MAPPINGS,
  VMP_METRIC_HEAP,              /* resident: brk heap and recognised malloc arenas */
  VMP_METRIC_HEAP_SIZE,
  VMP_METRIC_HEAP_PEAK,         /* highest HEAP seen by us */
  VMP_METRIC_STACK,             /* VmStk: high-water mark of the main stack */
  VMP_METRIC_STACK_RESIDENT,
  VMP_METRIC_THREAD_STACKS,     /* resident in recognised thread stacks */
  VMP_METRIC_THREADS,
  VMP_METRIC_MINOR_FAULTS,
  VMP_METRIC_MAJOR_FAULTS,
  VMP_METRIC_MINOR_FAULT_RATE,  /* derived: counter difference over time */
  VMP_METRIC_MAJOR_FAULT_RATE,
  VMP_METRIC_CHILD_MINOR_FAULTS,
  VMP_METRIC_CHILD_MAJOR_FAULTS,
  VMP_METRIC_READ_BYTES,
  VMP_METRIC_WRITE_BYTES,
  VMP_METRIC_SWAPPED_IN,        /* waits for swap, where delay accounting lets it be known */
  VMP_METRIC_CPU_TIME,          /* user + system, nanoseconds */
  VMP_METRIC_OOM_SCORE,
  VMP_METRIC_HEAP_DIRTY,        /* private dirty part of HEAP, STACK_RESIDENT, THREAD_STACKS */
  VMP_METRIC_STACK_DIRTY,
  VMP_METRIC_THREAD_STACKS_DIRTY,
  VMP_N_METRICS
} VmpMetricId;

typedef enum
{
  VMP_UNIT_BYTES,
  VMP_UNIT_COUNT,
  VMP_UNIT_COUNT_PER_SECOND,  /* values are thousandths: 1.5/s is 1500 */
  VMP_UNIT_NSEC,
} VmpUnit;

typedef enum
{
  VMP_KIND_GAUGE,
  VMP_KIND_COUNTER,   /* only grows while the process lives */
  VMP_KIND_PEAK,      /* a highest value */
} VmpKind;

/* What it costs to read; see the observer budget in DESIGN.md. */
typedef enum
{
  VMP_TIER_0,         /* stat, statm, status, io: microseconds, no lock of the target */
  VMP_TIER_1,         /* smaps_rollup: walks page tables under the target's lock */
  VMP_TIER_2,         /* smaps: likewise, and formats every mapping */
  VMP_TIER_3,         /* pagemap */
  VMP_N_TIERS
} VmpTier;

typedef enum
{
  VMP_DASH_SOLID,
  VMP_DASH_DASHED,
  VMP_DASH_DOTTED,
  VMP_DASH_LONG_SHORT,  /* of no metric: the second process of two that are compared */
} VmpDash;

/* How an area is filled, so that colour is never the only key. */
typedef enum
{
  VMP_FILL_SOLID,
  VMP_FILL_HATCH,
  VMP_FILL_DOTS,
  VMP_FILL_NONE,
} VmpFill;

typedef struct
{
  VmpMetricId  id;
  guint16      code;          /* its number in recordings and on the wire: never changed, never used again */
  const char  *key;           /* "rss-peak": stable, in JSON, rules, OpenMetrics */
  VmpUnit      unit;
  VmpKind      kind;
  VmpTier      tier;
  const char  *source;        /* "/proc/PID/status: VmHWM" */
  const char  *formula;       /* how the value comes from the source, in words */
  const char  *label;         /* N_(): short name for people */
  const char  *explanation;   /* N_(): one sentence for a student */
  guint32      color_light;   /* 0xRRGGBB on white */
  guint32      color_dark;    /* 0xRRGGBB on dark */
  VmpDash      dash;
  VmpFill      fill;
} VmpMetric;

/* The row of @id, which must be one of the table's. Static. */
const VmpMetric *vmp_metric_get         (VmpMetricId  id);
/* The row with that key, or NULL. Static. */
const VmpMetric *vmp_metric_lookup      (const char  *key);
/* The row with that code, or NULL: a newer version's metric. Static. */
const VmpMetric *vmp_metric_lookup_code (guint16      code);

G_END_DECLS
