/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the states of pages cost more than the kernel's own PAGEMAP_SCAN: bench-pages [MIB]. Medians of the clock and of the
 * thread's own time in milliseconds, one JSON object. */

#include "config.h"

#include "core/engine/vmp-page-reader.h"

#include <fcntl.h>
#include <linux/fs.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#define N_ROUNDS 15
#define N_REGIONS 2048

static gint64
now_usec (clockid_t clock)
{
  struct timespec now;

  clock_gettime (clock, &now);
  return now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

static int
compare_numbers (const void *a,
                 const void *b)
{
  gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;

  return (x > y) - (x < y);
}

static double
median (gint64 times[N_ROUNDS])
{
  qsort (times, N_ROUNDS, sizeof *times, compare_numbers);
  return times[N_ROUNDS / 2] / 1000.0;
}

/* The ioctl alone, as often as it takes. */
static void
scan (guint64 start,
      guint64 end)
{
  static struct page_region regions[N_REGIONS];
  int fd = open ("/proc/self/pagemap", O_RDONLY);

  for (guint64 at = start; at < end;)
    {
      struct pm_scan_arg arg = {
        .size = sizeof arg, .start = at, .end = end, .vec = (guintptr) regions, .vec_len = N_REGIONS,
        .category_anyof_mask = PAGE_IS_PRESENT | PAGE_IS_SWAPPED,
        .return_mask = PAGE_IS_PRESENT | PAGE_IS_SWAPPED | PAGE_IS_FILE | PAGE_IS_PFNZERO | PAGE_IS_HUGE | PAGE_IS_SOFT_DIRTY,
      };
      int n = ioctl (fd, PAGEMAP_SCAN, &arg);

      g_assert (n >= 0);
      at = MAX (arg.walk_end, n > 0 ? regions[n - 1].end : 0);
    }
  close (fd);
}

static guint
read_states (VmpProcess *process,
             guint64     start,
             guint64     end)
{
  g_autoptr (VmpPageStates) states = vmp_page_reader_load (process, start, end, sysconf (_SC_PAGESIZE), NULL, NULL, NULL);
  guint n;

  g_assert (states != NULL);
  vmp_page_states_get_runs (states, &n);
  return n;
}

static void
measure (const char *name,
         VmpProcess *process,
         guint64     start,
         guint64     end)
{
  gint64 own[2][N_ROUNDS], all[2][N_ROUNDS];
  double kernel, ours;
  guint runs = 0;

  for (guint i = 0; i < 2 * N_ROUNDS; i++)
    {
      gint64 own_start = now_usec (CLOCK_THREAD_CPUTIME_ID), all_start = now_usec (CLOCK_MONOTONIC);

      if (i % 2 == 0)
        scan (start, end);
      else
        runs = read_states (process, start, end);
      own[i % 2][i / 2] = now_usec (CLOCK_THREAD_CPUTIME_ID) - own_start;
      all[i % 2][i / 2] = now_usec (CLOCK_MONOTONIC) - all_start;
    }
  kernel = median (own[0]);
  ours = median (own[1]);
  printf ("  \"%s\": {\"scan_own_msec\": %.2f, \"own_msec\": %.2f, \"ratio\": %.2f, \"scan_msec\": %.2f, \"msec\": %.2f, \"runs\": %u}",
          name, kernel, ours, ours / kernel, median (all[0]), median (all[1]), runs);
}

int
main (int    argc,
      char **argv)
{
  gsize bytes = (argc > 1 ? strtoul (argv[1], NULL, 10) : 1024) << 20;
  gsize page = sysconf (_SC_PAGESIZE);
  g_autoptr (VmpProcRoot) root = vmp_proc_root_new (NULL, NULL);
  g_autoptr (VmpProcess) process = vmp_process_open (root, getpid (), NULL);
  char *memory = mmap (NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  guint64 start = (guintptr) memory;

  g_assert (memory != MAP_FAILED);
  madvise (memory, bytes, MADV_NOHUGEPAGE);
  printf ("{\n");
  measure ("untouched", process, start, start + bytes);
  printf (",\n");
  for (gsize at = 0; at < bytes; at += 2 * page)
    memory[at] = 1;
  measure ("every-other-page", process, start, start + bytes);
  printf (",\n");
  for (gsize at = page; at < bytes; at += 2 * page)
    memory[at] = 1;
  measure ("all", process, start, start + bytes);
  printf ("\n}\n");
  return 0;
}
