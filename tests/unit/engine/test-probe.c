/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The probe on real processes whose memory is known. */

#include "config.h"

#include "core/engine/vmp-probe.h"
#include "core/kernel/vmp-error.h"
#include "engine-child.h"

#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define ALL_TIERS (1u << VMP_TIER_0 | 1u << VMP_TIER_1 | 1u << VMP_TIER_2)
#define MIB (G_GINT64_CONSTANT (1024) * 1024)
#define NOBODY 65534

static VmpProbe *
probe_pid (gint32 pid)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VmpProcRoot) root = vmp_proc_root_new (NULL, &error);
  VmpProcess *process;

  g_assert_no_error (error);
  process = vmp_process_open (root, pid, &error);
  g_assert_no_error (error);

  return vmp_probe_new (root, process);
}

static void
read_tiers (VmpProbe  *probe,
            guint      tiers,
            VmpSample *out)
{
  g_autoptr (GError) error = NULL;
  gboolean read = vmp_probe_read (probe, tiers, out, &error);

  g_assert_no_error (error);
  g_assert_true (read);
}

static void
read_child (EngineChild *child,
            VmpSample   *out)
{
  g_autoptr (VmpProbe) probe = probe_pid (child->pid);

  read_tiers (probe, ALL_TIERS, out);
}

/* Every metric comes with the tier that the table names, and with no other. */
static void
test_tiers_follow_the_table (void)
{
  g_autoptr (VmpProbe) probe = probe_pid (getpid ());

  for (VmpTier tier = VMP_TIER_0; tier <= VMP_TIER_2; tier++)
    {
      VmpSample sample;

      read_tiers (probe, 1u << tier, &sample);
      for (guint i = 0; i < VMP_N_METRICS; i++)
        {
          const VmpMetric *metric = vmp_metric_get (i);
          gboolean is_rate = metric->unit == VMP_UNIT_COUNT_PER_SECOND;   /* needs two reads */

          g_test_message ("%s", metric->key);
          g_assert_cmpint (sample.values[i] == VMP_MISSING, ==, sample.reasons[i] != VMP_REASON_NONE);
          if (!is_rate)
            g_assert_cmpint (sample.reasons[i] == VMP_REASON_NOT_DUE, ==, metric->tier != tier);
        }
    }
}

static void
test_own_process (void)
{
  g_autoptr (VmpProbe) probe = probe_pid (getpid ());
  VmpSample sample;

  read_tiers (probe, ALL_TIERS, &sample);
  read_tiers (probe, ALL_TIERS, &sample);
  for (guint i = 0; i < VMP_N_METRICS; i++)
    {
      g_test_message ("%s", vmp_metric_get (i)->key);
      if (i == VMP_METRIC_SWAPPED_IN)
        g_assert_cmpint (sample.reasons[i], ==, VMP_REASON_UNSUPPORTED);
      else if (sample.reasons[i] != VMP_REASON_NOT_DUE)
        g_assert_cmpint (sample.values[i], >=, 0);
    }
  g_assert_cmpint (sample.values[VMP_METRIC_RSS], ==, sample.values[VMP_METRIC_RSS_ANON] +
                   sample.values[VMP_METRIC_RSS_FILE] + sample.values[VMP_METRIC_RSS_SHMEM]);
  g_assert_cmpint (sample.values[VMP_METRIC_RSS_PEAK], >=, sample.values[VMP_METRIC_RSS]);
  g_assert_cmpint (sample.values[VMP_METRIC_VSIZE_PEAK], >=, sample.values[VMP_METRIC_VSIZE]);
  g_assert_cmpint (sample.values[VMP_METRIC_PSS], <=, sample.values[VMP_METRIC_RSS_PEAK]);
  g_assert_cmpint (sample.values[VMP_METRIC_USS], <=, sample.values[VMP_METRIC_PSS]);
  g_assert_cmpint (sample.values[VMP_METRIC_STACK_RESIDENT], <=, sample.values[VMP_METRIC_STACK]);
  g_assert_cmpint (sample.values[VMP_METRIC_MAPPINGS], >, 5);
  g_assert_cmpint (sample.duration_nsec, >, 0);
  for (VmpTier tier = VMP_TIER_0; tier <= VMP_TIER_2; tier++)
    g_assert_cmpint (vmp_probe_get_cost (probe, tier), >, 0);
}

static void
test_touched_pages (void)
{
  const gint64 bytes = 8 * MIB, page = sysconf (_SC_PAGESIZE);
  EngineChild child;
  VmpSample before, after;
  double seconds;

  engine_child_start (&child, "touch", "8388608");
  {
    g_autoptr (VmpProbe) probe = probe_pid (child.pid);

    read_tiers (probe, ALL_TIERS, &before);
    g_assert_cmpint (before.reasons[VMP_METRIC_MINOR_FAULT_RATE], ==, VMP_REASON_NOT_DUE);
    engine_child_step (&child, TRUE);
    read_tiers (probe, ALL_TIERS, &after);
  }
  engine_child_reap (&child);
  seconds = (after.time_nsec - before.time_nsec) / 1e9;
  g_assert_cmpint (after.values[VMP_METRIC_RSS_ANON] - before.values[VMP_METRIC_RSS_ANON], ==, bytes);
  g_assert_cmpint (after.values[VMP_METRIC_USS] - before.values[VMP_METRIC_USS], >=, bytes);
  g_assert_cmpint (after.values[VMP_METRIC_MINOR_FAULTS] - before.values[VMP_METRIC_MINOR_FAULTS], >=, bytes / page);
  g_assert_cmpint (after.values[VMP_METRIC_VSIZE], ==, before.values[VMP_METRIC_VSIZE]);
  g_assert_cmpfloat_with_epsilon (after.values[VMP_METRIC_MINOR_FAULT_RATE] / 1000.0 * seconds,
                                  after.values[VMP_METRIC_MINOR_FAULTS] - before.values[VMP_METRIC_MINOR_FAULTS], 1);
}

typedef struct
{
  const char  *shape;
  const char  *bytes;
  VmpMetricId  grown;       /* by about that, against a child that does nothing */
  VmpMetricId  unchanged;
} Shape;

static const Shape shapes[] = {
  { "heap", "10000000", VMP_METRIC_HEAP, VMP_METRIC_STACK_RESIDENT },
  { "heap", "10000000", VMP_METRIC_HEAP_SIZE, VMP_METRIC_THREAD_STACKS },
  { "heap", "10000000", VMP_METRIC_HEAP_PEAK, VMP_METRIC_STACK },
  { "arena", "10000000", VMP_METRIC_HEAP, VMP_METRIC_STACK_RESIDENT },
  { "arena", "100000000", VMP_METRIC_HEAP, VMP_METRIC_STACK_RESIDENT },
  { "stack", "4000000", VMP_METRIC_STACK_RESIDENT, VMP_METRIC_HEAP },
  { "stack", "4000000", VMP_METRIC_STACK, VMP_METRIC_HEAP },
  { "thread-stack", "4000000", VMP_METRIC_THREAD_STACKS, VMP_METRIC_STACK_RESIDENT },
};

static void
test_shape (gconstpointer data)
{
  const Shape *shape = data;
  const gint64 bytes = g_ascii_strtoll (shape->bytes, NULL, 10);
  EngineChild nothing, child;
  VmpSample before, after;
  gint64 grown;

  engine_child_start (&nothing, "heap", "0");
  engine_child_start (&child, shape->shape, shape->bytes);
  read_child (&nothing, &before);
  read_child (&child, &after);
  engine_child_reap (&nothing);
  engine_child_reap (&child);
  grown = after.values[shape->grown] - before.values[shape->grown];
  g_test_message ("%s grew by %" G_GINT64_FORMAT, vmp_metric_get (shape->grown)->key, grown);
  /* malloc() keeps 16 bytes a block for itself, and its last pages are not used to the end. */
  g_assert_cmpint (grown, >=, bytes - 200000);
  g_assert_cmpint (grown, <=, bytes + bytes / 30 + 400000);
  g_assert_cmpint (ABS (after.values[shape->unchanged] - before.values[shape->unchanged]), <, 300000);
}

static void
test_locked (void)
{
  EngineChild child;
  VmpSample sample;

  if (geteuid () != 0)
    {
      g_test_skip ("locking memory may not be allowed");
      return;
    }
  engine_child_start (&child, "locked", "1048576");
  read_child (&child, &sample);
  engine_child_reap (&child);
  g_assert_cmpint (sample.values[VMP_METRIC_LOCKED], ==, MIB);
}

static void
test_exec (void)
{
  g_autofree char *program = engine_child_dup_program ();
  g_autoptr (VmpProbe) probe = NULL;
  EngineChild child;
  VmpSample sample;
  VmpProcessInfo info;

  engine_child_start (&child, "exec", program);
  probe = probe_pid (child.pid);
  read_tiers (probe, ALL_TIERS, &sample);
  read_tiers (probe, ALL_TIERS, &sample);
  g_assert_false (vmp_probe_saw_exec (probe));
  g_assert_false (vmp_probe_check_exec (probe));
  engine_child_step (&child, TRUE);
  read_tiers (probe, ALL_TIERS, &sample);
  g_assert_true (vmp_probe_saw_exec (probe));
  g_assert_true (vmp_probe_check_exec (probe));
  g_assert_false (vmp_probe_check_exec (probe));
  vmp_probe_describe (probe, &info);
  g_assert_cmpstr (info.name, ==, "memory-shapes");
  g_assert_cmpstr (info.command, ==, "memory-shapes-again heap 100000");
  g_assert_cmpstr (info.exe, ==, program);
  g_assert_cmpint (info.identity.pid, ==, child.pid);
  g_assert_cmpint (info.parent_pid, ==, getpid ());
  g_assert_cmpint (info.uid, ==, geteuid ());
  g_assert_cmpuint (strlen (info.identity.boot_id), ==, 36);
  g_ref_string_release (info.name);
  g_ref_string_release (info.command);
  g_ref_string_release (info.exe);
  engine_child_reap (&child);
}

static void
assert_no_memory (const VmpSample *sample)
{
  static const VmpMetricId counters[] = {
    VMP_METRIC_MINOR_FAULTS, VMP_METRIC_MAJOR_FAULTS, VMP_METRIC_CPU_TIME, VMP_METRIC_THREADS,
  };
  static const VmpMetricId memory[] = {
    VMP_METRIC_RSS, VMP_METRIC_VSIZE, VMP_METRIC_RSS_ANON, VMP_METRIC_STACK, VMP_METRIC_PSS, VMP_METRIC_USS,
    VMP_METRIC_HEAP, VMP_METRIC_MAPPINGS, VMP_METRIC_THREAD_STACKS,
  };

  for (guint i = 0; i < G_N_ELEMENTS (counters); i++)
    g_assert_cmpint (sample->values[counters[i]], >=, 0);
  for (guint i = 0; i < G_N_ELEMENTS (memory); i++)
    {
      g_test_message ("%s", vmp_metric_get (memory[i])->key);
      g_assert_cmpint (sample->values[memory[i]], ==, VMP_MISSING);
      g_assert_cmpint (sample->reasons[memory[i]], ==, VMP_REASON_NO_MEMORY);
    }
}

static void
test_ended (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VmpProbe) probe = NULL;
  EngineChild child;
  VmpSample sample, untouched;
  siginfo_t info;

  engine_child_start (&child, "heap", "100000");
  probe = probe_pid (child.pid);
  engine_child_end (&child);
  g_assert_cmpint (waitid (P_PID, child.pid, &info, WEXITED | WNOWAIT), ==, 0);
  read_tiers (probe, ALL_TIERS, &sample);
  assert_no_memory (&sample);
  engine_child_reap (&child);
  memset (&sample, 0x55, sizeof sample);
  untouched = sample;
  g_assert_false (vmp_probe_read (probe, ALL_TIERS, &sample, &error));
  g_assert_error (error, VMP_ERROR, VMP_ERROR_GONE);
  g_assert_cmpmem (&sample, sizeof sample, &untouched, sizeof untouched);
}

static void
test_kernel_thread (void)
{
  g_autoptr (VmpProcRoot) root = vmp_proc_root_new (NULL, NULL);
  g_autoptr (VmpProcess) process = vmp_process_open (root, 2, NULL);
  g_autoptr (VmpProbe) probe = NULL;
  VmpSample sample;

  if (process == NULL || vmp_process_get_kind (process) != VMP_PROCESS_KERNEL_THREAD)
    {
      g_test_skip ("no kernel threads are to be seen here");
      return;
    }
  probe = vmp_probe_new (root, g_steal_pointer (&process));
  read_tiers (probe, ALL_TIERS, &sample);
  assert_no_memory (&sample);
}

/* Everything that needs rights is denied; what all may see is there, and stays so at the next reads. */
static void
look_at_another_user (gint32 pid)
{
  g_autoptr (VmpProbe) probe = probe_pid (pid);

  for (guint i = 0; i < 3; i++)
    {
      VmpSample sample;

      read_tiers (probe, ALL_TIERS, &sample);
      g_assert_cmpint (sample.values[VMP_METRIC_RSS], >, 0);
      g_assert_cmpint (sample.values[VMP_METRIC_MINOR_FAULTS], >, 0);
      g_assert_cmpint (sample.reasons[VMP_METRIC_PSS], ==, VMP_REASON_DENIED);
      g_assert_cmpint (sample.reasons[VMP_METRIC_USS], ==, VMP_REASON_DENIED);
      g_assert_cmpint (sample.reasons[VMP_METRIC_HEAP], ==, VMP_REASON_DENIED);
      if (i == 0)
        g_assert_cmpint (sample.reasons[VMP_METRIC_READ_BYTES], ==, VMP_REASON_DENIED);
      g_usleep (1000);
    }
}

static void
test_denied (void)
{
  EngineChild child;

  if (!g_test_subprocess ())
    {
      if (geteuid () != 0)
        {
          g_test_skip ("needs another user's process");
          return;
        }
      g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
      g_test_trap_assert_passed ();
      return;
    }

  engine_child_start (&child, "heap", "1000");
  g_assert_cmpint (setresgid (NOBODY, NOBODY, NOBODY), ==, 0);
  g_assert_cmpint (setresuid (NOBODY, NOBODY, NOBODY), ==, 0);
  look_at_another_user (child.pid);
  engine_child_reap (&child);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/probe/tiers-follow-the-table", test_tiers_follow_the_table);
  g_test_add_func ("/probe/own-process", test_own_process);
  g_test_add_func ("/probe/touched-pages", test_touched_pages);
  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      g_autofree char *path = g_strdup_printf ("/probe/shape/%s-%s-%s", shapes[i].shape, shapes[i].bytes,
                                               vmp_metric_get (shapes[i].grown)->key);

      g_test_add_data_func (path, &shapes[i], test_shape);
    }
  g_test_add_func ("/probe/locked", test_locked);
  g_test_add_func ("/probe/exec", test_exec);
  g_test_add_func ("/probe/ended", test_ended);
  g_test_add_func ("/probe/kernel-thread", test_kernel_thread);
  g_test_add_func ("/probe/denied", test_denied);

  return g_test_run ();
}
