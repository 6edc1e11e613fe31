/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The waterfall of a real process, against sums that are taken independently from the same kernel files. */

#include "config.h"

#include "core/engine/vmp-probe.h"
#include "core/model/vmp-waterfall.h"
#include "engine-child.h"

#include <stdio.h>
#include <string.h>

#define ALL_TIERS (1u << VMP_TIER_0 | 1u << VMP_TIER_1 | 1u << VMP_TIER_2)
#define MIX_BYTES 8000000
#define MAX_TRIES 500

/* Sums of smaps, KiB. */
typedef struct
{
  gint64 size, rss, swap;
  gint64 shared_clean, shared_dirty, private_clean, private_dirty;
  gint64 heap_dirty, stack_dirty;
} Sums;

static char *
load (GPid        pid,
      const char *name)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/%s", pid, name);
  char *text;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return text;
}

/* As plain as can be: nothing of the program's own parsers. */
static void
sum_smaps (GPid  pid,
           Sums *sums)
{
  g_autofree char *text = load (pid, "smaps");
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  gboolean in_heap = FALSE, in_stack = FALSE, in_gate = FALSE;

  *sums = (Sums) { 0 };
  for (guint i = 0; lines[i] != NULL; i++)
    {
      guint64 begin, end;
      long value;

      if (sscanf (lines[i], "%" G_GINT64_MODIFIER "x-%" G_GINT64_MODIFIER "x ", &begin, &end) == 2)
        {
          in_heap = strstr (lines[i], "[heap]") != NULL;
          in_stack = strstr (lines[i], "[stack]") != NULL;
          /* Not in VmSize: the vsyscall page belongs to the kernel. */
          in_gate = strstr (lines[i], "[vsyscall]") != NULL;
          sums->size += in_gate ? 0 : (gint64) (end - begin) / 1024;
        }
      else if (sscanf (lines[i], "Rss: %ld", &value) == 1)
        sums->rss += value;
      else if (sscanf (lines[i], "Swap: %ld", &value) == 1)
        sums->swap += value;
      else if (sscanf (lines[i], "Shared_Clean: %ld", &value) == 1)
        sums->shared_clean += value;
      else if (sscanf (lines[i], "Shared_Dirty: %ld", &value) == 1)
        sums->shared_dirty += value;
      else if (sscanf (lines[i], "Private_Clean: %ld", &value) == 1)
        sums->private_clean += value;
      else if (sscanf (lines[i], "Private_Dirty: %ld", &value) == 1)
        {
          sums->private_dirty += value;
          sums->heap_dirty += in_heap ? value : 0;
          sums->stack_dirty += in_stack ? value : 0;
        }
    }
}

static gint64
part_bytes (const VmpWaterfall *waterfall,
            VmpWaterfallStepId  step,
            VmpWaterfallPartId  id)
{
  for (guint i = 0; i < waterfall->steps[step].n_parts; i++)
    if (waterfall->steps[step].parts[i].id == id)
      return waterfall->steps[step].parts[i].value_bytes;
  return 0;
}

/* Whether its sums are those of smaps. */
static gboolean
is_sums (const VmpWaterfall *waterfall,
         const Sums         *sums)
{
  const struct
  {
    VmpWaterfallStepId step;
    VmpWaterfallPartId part;
    gint64             kib;
  } parts[] = {
    { VMP_WATERFALL_TOUCHED, VMP_WATERFALL_PART_SWAPPED, sums->swap },
    { VMP_WATERFALL_RESIDENT, VMP_WATERFALL_PART_PRIVATE_DIRTY, sums->private_dirty },
    { VMP_WATERFALL_RESIDENT, VMP_WATERFALL_PART_PRIVATE_CLEAN, sums->private_clean },
    { VMP_WATERFALL_RESIDENT, VMP_WATERFALL_PART_SHARED_CLEAN, sums->shared_clean },
    { VMP_WATERFALL_RESIDENT, VMP_WATERFALL_PART_SHARED_DIRTY, sums->shared_dirty },
    { VMP_WATERFALL_PRIVATE_DIRTY, VMP_WATERFALL_PART_HEAP, sums->heap_dirty },
    { VMP_WATERFALL_PRIVATE_DIRTY, VMP_WATERFALL_PART_STACK, sums->stack_dirty },
  };
  gboolean all = waterfall->steps[VMP_WATERFALL_RESERVED].value_bytes == sums->size * 1024;

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      gint64 bytes = part_bytes (waterfall, parts[i].step, parts[i].part);

      if (bytes == parts[i].kib * 1024)
        continue;
      g_test_message ("%s: %" G_GINT64_FORMAT ", smaps %" G_GINT64_FORMAT, vmp_waterfall_part_get_info (parts[i].part)->key, bytes,
                      parts[i].kib * 1024);
      all = FALSE;
    }
  return all;
}

/* Pages of files are shared or private, clean or dirty by what other processes and the kernel do meanwhile: what is compared was
 * the same before and after. */
static gboolean
read_both (VmpProbe     *probe,
           GPid          pid,
           VmpWaterfall *waterfall,
           Sums         *sums)
{
  g_autoptr (GError) error = NULL;
  VmpSample sample;
  Sums before;

  sum_smaps (pid, &before);
  g_assert_true (vmp_probe_read (probe, ALL_TIERS, &sample, &error));
  sum_smaps (pid, sums);
  vmp_waterfall_build (waterfall, &sample, NULL);
  return memcmp (&before, sums, sizeof before) == 0 && is_sums (waterfall, sums);
}

static void
test_mix (void)
{
  g_autofree char *bytes = g_strdup_printf ("%d", MIX_BYTES);
  g_autoptr (GError) error = NULL;
  g_autoptr (VmpProcRoot) root = vmp_proc_root_new (NULL, &error);
  g_autoptr (VmpProbe) probe = NULL;
  EngineChild child;
  VmpWaterfall waterfall;
  gint64 resident, other;
  guint tries = 0;
  Sums sums;

  g_assert_no_error (error);
  engine_child_start (&child, "mix", bytes);
  probe = vmp_probe_new (root, vmp_process_open (root, child.pid, &error));
  g_assert_no_error (error);
  while (!read_both (probe, child.pid, &waterfall, &sums) && ++tries < MAX_TRIES)
    g_usleep (20000);
  g_clear_pointer (&probe, vmp_probe_free);
  engine_child_reap (&child);

  for (guint i = 0; i < VMP_WATERFALL_N_STEPS; i++)
    g_assert_true (waterfall.steps[i].is_divided);
  g_assert_true (is_sums (&waterfall, &sums));
  g_assert_cmpint (waterfall.steps[VMP_WATERFALL_RESERVED].value_bytes, >=, 1024L * 1024 * 1024);

  /* Older kernels count resident memory in haste; the difference is a part of its own then. */
  resident = waterfall.steps[VMP_WATERFALL_RESIDENT].value_bytes;
  g_assert_cmpint (ABS (resident - sums.rss * 1024), <, 8 * 1024 * 1024);

  /* What was made is found where it belongs. */
  other = part_bytes (&waterfall, VMP_WATERFALL_PRIVATE_DIRTY, VMP_WATERFALL_PART_OTHER);
  g_assert_cmpint (other, >=, MIX_BYTES + MIX_BYTES / 2);
  g_assert_cmpint (other, <=, MIX_BYTES + MIX_BYTES / 2 + 4 * 1024 * 1024);
  g_assert_cmpint (part_bytes (&waterfall, VMP_WATERFALL_PRIVATE_DIRTY, VMP_WATERFALL_PART_THREAD_STACKS), >=, MIX_BYTES / 8);
  g_assert_cmpint (part_bytes (&waterfall, VMP_WATERFALL_RESIDENT, VMP_WATERFALL_PART_SHARED_DIRTY), >=, MIX_BYTES / 4);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/waterfall/mix", test_mix);
  return g_test_run ();
}
