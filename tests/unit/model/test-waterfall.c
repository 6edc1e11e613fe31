/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The waterfall adds up, whatever was read: tables of cases, and random ones. */

#include "config.h"

#include "core/model/vmp-waterfall.h"

#include <string.h>

#define SEC G_GINT64_CONSTANT (1000000000)

/* A value of the sample, or why it has none. */
typedef struct
{
  VmpMetricId metric;
  gint64      value;
  VmpReason   reason;
} Given;

typedef struct
{
  VmpWaterfallStepId step;
  VmpWaterfallPartId part;      /* N_PARTS: the step as a whole */
  gint64             value;
  gint64             read;      /* 0: the same */
} Expected;

typedef struct
{
  const char *name;
  Given       given[8];         /* instead of the usual values */
  Expected    expected[8];      /* ends with a value of 0 */
} Case;

#define WHOLE VMP_WATERFALL_N_PARTS
#define MISSING VMP_MISSING

/* 1000 reserved, 300 of them touched: 200 resident (of which 90 private dirty: 50 heap, 10 + 20 stacks), 60 in swap, 40 huge. */
static const Given usual[] = {
  { VMP_METRIC_VSIZE, 1000, 0 }, { VMP_METRIC_RSS, 200, 0 }, { VMP_METRIC_SWAP, 60, 0 }, { VMP_METRIC_HUGETLB, 40, 0 },
  { VMP_METRIC_RSS_ANON, 120, 0 }, { VMP_METRIC_RSS_FILE, 70, 0 }, { VMP_METRIC_RSS_SHMEM, 10, 0 },
  { VMP_METRIC_PRIVATE_DIRTY, 90, 0 }, { VMP_METRIC_PRIVATE_CLEAN, 30, 0 }, { VMP_METRIC_SHARED_CLEAN, 60, 0 },
  { VMP_METRIC_SHARED_DIRTY, 20, 0 },
  { VMP_METRIC_HEAP_DIRTY, 50, 0 }, { VMP_METRIC_STACK_DIRTY, 10, 0 }, { VMP_METRIC_THREAD_STACKS_DIRTY, 20, 0 },
};

static const Case cases[] = {
  { "usual", { { 0 } }, {
    { VMP_WATERFALL_RESERVED, WHOLE, 1000, 0 },
    { VMP_WATERFALL_RESERVED, VMP_WATERFALL_PART_TOUCHED, 300, 0 },
    { VMP_WATERFALL_RESERVED, VMP_WATERFALL_PART_UNTOUCHED, 700, 0 },
    { VMP_WATERFALL_TOUCHED, VMP_WATERFALL_PART_HUGETLB, 40, 0 },
    { VMP_WATERFALL_RESIDENT, VMP_WATERFALL_PART_SHARED_CLEAN, 60, 0 },
    { VMP_WATERFALL_PRIVATE_DIRTY, WHOLE, 90, 0 },
    { VMP_WATERFALL_PRIVATE_DIRTY, VMP_WATERFALL_PART_OTHER, 10, 0 } } },
  { "a kernel without huge pages",
    { { VMP_METRIC_HUGETLB, MISSING, VMP_REASON_UNSUPPORTED } }, {
    { VMP_WATERFALL_TOUCHED, WHOLE, 260, 0 },
    { VMP_WATERFALL_TOUCHED, VMP_WATERFALL_PART_HUGETLB, MISSING, 0 },
    { VMP_WATERFALL_RESERVED, VMP_WATERFALL_PART_UNTOUCHED, 740, 0 } } },
  { "another user's: by kind instead",
    { { VMP_METRIC_PRIVATE_DIRTY, MISSING, VMP_REASON_DENIED }, { VMP_METRIC_PRIVATE_CLEAN, MISSING, VMP_REASON_DENIED },
      { VMP_METRIC_SHARED_CLEAN, MISSING, VMP_REASON_DENIED }, { VMP_METRIC_SHARED_DIRTY, MISSING, VMP_REASON_DENIED },
      { VMP_METRIC_HEAP_DIRTY, MISSING, VMP_REASON_DENIED } }, {
    { VMP_WATERFALL_RESIDENT, WHOLE, 200, 0 },
    { VMP_WATERFALL_RESIDENT, VMP_WATERFALL_PART_ANON, 120, 0 },
    { VMP_WATERFALL_RESIDENT, VMP_WATERFALL_PART_FILE, 70, 0 },
    { VMP_WATERFALL_RESIDENT, VMP_WATERFALL_PART_SHMEM, 10, 0 },
    { VMP_WATERFALL_PRIVATE_DIRTY, WHOLE, MISSING, 0 } } },
  { "an old kernel has neither",
    { { VMP_METRIC_PRIVATE_DIRTY, MISSING, VMP_REASON_UNSUPPORTED }, { VMP_METRIC_RSS_ANON, MISSING, VMP_REASON_UNSUPPORTED },
      { VMP_METRIC_RSS_FILE, MISSING, VMP_REASON_UNSUPPORTED }, { VMP_METRIC_RSS_SHMEM, MISSING, VMP_REASON_UNSUPPORTED } }, {
    { VMP_WATERFALL_RESIDENT, WHOLE, 200, 0 },
    { VMP_WATERFALL_RESIDENT, VMP_WATERFALL_PART_ANON, MISSING, 0 },
    { VMP_WATERFALL_PRIVATE_DIRTY, WHOLE, MISSING, 0 } } },
  { "heap not read",
    { { VMP_METRIC_HEAP_DIRTY, MISSING, VMP_REASON_BUDGET } }, {
    { VMP_WATERFALL_PRIVATE_DIRTY, WHOLE, 90, 0 },
    { VMP_WATERFALL_PRIVATE_DIRTY, VMP_WATERFALL_PART_HEAP, MISSING, 0 },
    { VMP_WATERFALL_PRIVATE_DIRTY, VMP_WATERFALL_PART_OTHER, MISSING, 0 } } },
  { "heap grew between two reads: the largest part is cut",
    { { VMP_METRIC_HEAP_DIRTY, 75, 0 } }, {
    { VMP_WATERFALL_PRIVATE_DIRTY, WHOLE, 90, 0 },
    { VMP_WATERFALL_PRIVATE_DIRTY, VMP_WATERFALL_PART_HEAP, 60, 75 },
    { VMP_WATERFALL_PRIVATE_DIRTY, VMP_WATERFALL_PART_THREAD_STACKS, 20, 0 } } },
  { "resident memory fell between two reads",
    { { VMP_METRIC_RSS, 190, 0 } }, {
    { VMP_WATERFALL_RESIDENT, WHOLE, 190, 0 },
    { VMP_WATERFALL_RESIDENT, VMP_WATERFALL_PART_PRIVATE_DIRTY, 80, 90 },
    { VMP_WATERFALL_PRIVATE_DIRTY, WHOLE, 80, 0 } } },
  { "resident memory grew between two reads",
    { { VMP_METRIC_RSS, 205, 0 } }, {
    { VMP_WATERFALL_RESIDENT, VMP_WATERFALL_PART_PRIVATE_DIRTY, 90, 0 },
    { VMP_WATERFALL_RESIDENT, VMP_WATERFALL_PART_DIFFERENCE, 5, 0 } } },
  { "more touched than reserved",
    { { VMP_METRIC_VSIZE, 290, 0 } }, {
    { VMP_WATERFALL_RESERVED, VMP_WATERFALL_PART_TOUCHED, 290, 300 },
    { VMP_WATERFALL_TOUCHED, VMP_WATERFALL_PART_RESIDENT, 190, 200 } } },
  { "no address space",
    { { VMP_METRIC_VSIZE, MISSING, VMP_REASON_NO_MEMORY }, { VMP_METRIC_RSS, MISSING, VMP_REASON_NO_MEMORY } }, {
    { VMP_WATERFALL_RESERVED, WHOLE, MISSING, 0 },
    { VMP_WATERFALL_RESIDENT, WHOLE, MISSING, 0 },
    { VMP_WATERFALL_PRIVATE_DIRTY, WHOLE, 90, 0 } } },
  { "a terabyte reserved, nothing lost in it",
    { { VMP_METRIC_VSIZE, G_GINT64_CONSTANT (17592186044416), 0 } }, {
    { VMP_WATERFALL_RESERVED, VMP_WATERFALL_PART_UNTOUCHED, G_GINT64_CONSTANT (17592186044116), 0 },
    { VMP_WATERFALL_TOUCHED, WHOLE, 300, 0 } } },
};

static void
fill_usual (VmpSample *sample)
{
  vmp_sample_init (sample, SEC, VMP_REASON_NOT_DUE);
  for (guint i = 0; i < G_N_ELEMENTS (usual); i++)
    vmp_sample_set (sample, usual[i].metric, usual[i].value);
}

/* What holds for every waterfall there is. */
static void
assert_adds_up (const VmpWaterfall *self)
{
  for (guint i = 0; i < VMP_WATERFALL_N_STEPS; i++)
    {
      const VmpWaterfallStep *step = &self->steps[i];
      const VmpWaterfallPart *kept = vmp_waterfall_step_get_kept (step);
      gint64 sum = 0, cut = 0;

      g_assert_cmpint (step->id, ==, i);
      g_assert_cmpuint (step->n_parts, <=, VMP_WATERFALL_MOST_PARTS);
      for (guint p = 0; p < step->n_parts; p++)
        {
          const VmpWaterfallPart *part = &step->parts[p];

          g_assert_cmpint (part->value_bytes == VMP_MISSING, ==, part->reason != VMP_REASON_NONE);
          if (part->value_bytes == VMP_MISSING)
            continue;
          g_assert_cmpint (part->value_bytes, >=, 0);
          sum += part->value_bytes;
          cut += part->read_bytes - part->value_bytes;
        }
      if (step->is_divided)
        {
          g_assert_cmpint (sum, ==, step->value_bytes);
          g_assert_cmpint (cut, ==, step->cut_bytes);
        }
      else
        g_assert_cmpint (step->reason, !=, VMP_REASON_NONE);
      if (step->value_bytes == VMP_MISSING)
        g_assert_false (step->is_divided);
      if (i + 1 < VMP_WATERFALL_N_STEPS)
        g_assert_cmpint (self->steps[i + 1].value_bytes, ==, kept != NULL ? kept->value_bytes : VMP_MISSING);
    }
}

static void
assert_expected (const VmpWaterfall *self,
                 const Expected     *expected)
{
  const VmpWaterfallStep *step = &self->steps[expected->step];

  if (expected->part == WHOLE)
    {
      g_assert_cmpint (step->value_bytes, ==, expected->value);
      return;
    }
  for (guint i = 0; i < step->n_parts; i++)
    {
      if (step->parts[i].id != expected->part)
        continue;
      g_assert_cmpint (step->parts[i].value_bytes, ==, expected->value);
      g_assert_cmpint (step->parts[i].read_bytes, ==, expected->read != 0 ? expected->read : expected->value);
      return;
    }
  g_assert_not_reached ();
}

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  VmpWaterfall waterfall;
  VmpSample sample;

  fill_usual (&sample);
  for (guint i = 0; i < G_N_ELEMENTS (c->given) && (c->given[i].value != 0 || c->given[i].reason != 0); i++)
    {
      if (c->given[i].value == MISSING)
        vmp_sample_set_missing (&sample, c->given[i].metric, c->given[i].reason);
      else
        vmp_sample_set (&sample, c->given[i].metric, c->given[i].value);
    }
  vmp_waterfall_build (&waterfall, &sample, NULL);
  assert_adds_up (&waterfall);
  for (guint i = 0; i < G_N_ELEMENTS (c->expected) && c->expected[i].value != 0; i++)
    assert_expected (&waterfall, &c->expected[i]);
}

static void
test_random (void)
{
  for (guint round = 0; round < 20000; round++)
    {
      VmpWaterfall waterfall;
      VmpSample sample;

      vmp_sample_init (&sample, SEC, VMP_REASON_NOT_DUE);
      for (guint i = 0; i < VMP_N_METRICS; i++)
        {
          gint64 value = (gint64) g_test_rand_int_range (0, 1000) << g_test_rand_int_range (0, 40);

          if (g_test_rand_int_range (0, 12) > 0)
            vmp_sample_set (&sample, i, value);
          else
            vmp_sample_set_missing (&sample, i, (VmpReason) g_test_rand_int_range (1, VMP_N_REASONS));
        }
      vmp_waterfall_build (&waterfall, &sample, NULL);
      assert_adds_up (&waterfall);
    }
}

static void
test_reasons (void)
{
  VmpWaterfall waterfall;
  VmpSample sample;

  fill_usual (&sample);
  vmp_sample_set_missing (&sample, VMP_METRIC_PRIVATE_CLEAN, VMP_REASON_DENIED);
  vmp_waterfall_build (&waterfall, &sample, NULL);
  g_assert_true (waterfall.steps[VMP_WATERFALL_RESIDENT].is_divided);
  g_assert_cmpint (waterfall.steps[VMP_WATERFALL_RESIDENT].reason, ==, VMP_REASON_DENIED);
  g_assert_cmpint (waterfall.steps[VMP_WATERFALL_PRIVATE_DIRTY].reason, ==, VMP_REASON_DENIED);
  g_assert_cmpint (waterfall.steps[VMP_WATERFALL_TOUCHED].reason, ==, VMP_REASON_NONE);
}

/* The session's target: everything from the newest reading of the page tables, as far as there is something of then. */
static void
feed (VmpSession  *session,
      gint64       time_nsec,
      const Given *values,
      guint        n)
{
  GArray *events = g_array_new (FALSE, FALSE, sizeof (VmpEvent));
  g_autoptr (VmpBatch) batch = NULL;
  VmpEvent start = { .type = VMP_EVENT_START, .target = 1, .time_nsec = time_nsec };
  VmpEvent event = { .type = VMP_EVENT_SAMPLE, .target = 1, .time_nsec = time_nsec };

  if (vmp_session_find_target (session, 1) == NULL)
    {
      start.process.name = g_ref_string_new ("x");
      start.process.command = g_ref_string_new ("x");
      g_array_append_val (events, start);
    }
  vmp_sample_init (&event.sample, time_nsec, VMP_REASON_NOT_DUE);
  for (guint i = 0; i < n; i++)
    vmp_sample_set (&event.sample, values[i].metric, values[i].value);
  g_array_append_val (events, event);
  batch = vmp_batch_new_take (events);
  vmp_session_consume (session, batch);
}

static void
test_moments (void)
{
  static const Given later[] = { { VMP_METRIC_VSIZE, 9000, 0 }, { VMP_METRIC_RSS, 8000, 0 }, { VMP_METRIC_SWAP, 1, 0 } };
  static const Given heap[] = { { VMP_METRIC_HEAP_DIRTY, 44, 0 }, { VMP_METRIC_STACK_DIRTY, 10, 0 },
                                { VMP_METRIC_THREAD_STACKS_DIRTY, 20, 0 } };
  g_autoptr (VmpSession) session = vmp_session_new ();
  VmpWaterfall waterfall;

  vmp_waterfall_build_for_target (&waterfall, NULL);
  assert_adds_up (&waterfall);
  g_assert_cmpint (waterfall.time_nsec, ==, VMP_MISSING);

  /* The heap was read earlier than the rest, and says so. */
  feed (session, 1 * SEC, heap, G_N_ELEMENTS (heap));
  feed (session, 2 * SEC, usual, 11);
  feed (session, 3 * SEC, later, G_N_ELEMENTS (later));
  vmp_waterfall_build_for_target (&waterfall, vmp_session_find_target (session, 1));
  assert_adds_up (&waterfall);
  g_assert_cmpint (waterfall.time_nsec, ==, 2 * SEC);
  g_assert_cmpint (waterfall.steps[VMP_WATERFALL_RESERVED].value_bytes, ==, 1000);
  g_assert_false (waterfall.steps[VMP_WATERFALL_RESERVED].mixed_moments);
  g_assert_false (waterfall.steps[VMP_WATERFALL_RESIDENT].mixed_moments);
  g_assert_cmpint (waterfall.steps[VMP_WATERFALL_PRIVATE_DIRTY].parts[0].value_bytes, ==, 44);
  g_assert_true (waterfall.steps[VMP_WATERFALL_PRIVATE_DIRTY].mixed_moments);

  /* A newer reading of the heap is not taken for the older total. */
  feed (session, 4 * SEC, heap, G_N_ELEMENTS (heap));
  vmp_waterfall_build_for_target (&waterfall, vmp_session_find_target (session, 1));
  g_assert_cmpint (waterfall.steps[VMP_WATERFALL_PRIVATE_DIRTY].parts[0].time_nsec, ==, 1 * SEC);

  /* All at once. */
  feed (session, 5 * SEC, usual, G_N_ELEMENTS (usual));
  vmp_waterfall_build_for_target (&waterfall, vmp_session_find_target (session, 1));
  g_assert_cmpint (waterfall.time_nsec, ==, 5 * SEC);
  g_assert_false (waterfall.steps[VMP_WATERFALL_PRIVATE_DIRTY].mixed_moments);
}

static void
test_infos (void)
{
  for (guint i = 0; i < VMP_WATERFALL_N_STEPS; i++)
    {
      const VmpWaterfallInfo *info = vmp_waterfall_step_get_info (i);

      g_assert_nonnull (info->key);
      g_assert_true (g_str_has_suffix (info->explanation, "."));
    }
  for (guint i = 0; i < VMP_WATERFALL_N_PARTS; i++)
    {
      const VmpWaterfallInfo *info = vmp_waterfall_part_get_info (i);

      g_test_message ("%s", info->key);
      g_assert_true (g_str_has_suffix (info->explanation, "."));
      g_assert_true (info->formula != NULL || info->metric != VMP_N_METRICS);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/waterfall/case/%s", cases[i].name);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/waterfall/random", test_random);
  g_test_add_func ("/waterfall/reasons", test_reasons);
  g_test_add_func ("/waterfall/moments", test_moments);
  g_test_add_func ("/waterfall/infos", test_infos);
  return g_test_run ();
}
