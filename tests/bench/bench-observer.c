/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What looking does to a large target that maps and unmaps all the time. bench-observer [GIB [SECONDS [MAPPINGS]]] */

#include "config.h"

#include "core/engine/vmp-clock.h"
#include "core/engine/vmp-host.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/* What the target notes of itself, in shared memory. */
typedef struct
{
  gint   ready;
  gint   reset;
  gint64 cycles;
  gint64 worst_nsec;
  gint64 over_msec_nsec;    /* time in cycles that took longer than a millisecond */
} Notes;

static void
touch (gint64 bytes,
       gint64 pieces)
{
  gint64 piece = bytes / pieces / 4096 * 4096;

  for (gint64 p = 0; p < pieces; p++)
    {
      char *memory = mmap (NULL, piece, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

      if (memory == MAP_FAILED)
        exit (1);
      madvise (memory, piece, MADV_NOHUGEPAGE);
      for (gint64 i = 0; i < piece; i += 4096)
        memory[i] = 1;
      /* Keeps the kernel from joining it with the next. */
      if (pieces > 1)
        mprotect (memory, 4096, PROT_READ);
    }
}

static void
run_target (Notes  *notes,
            gint64  bytes,
            gint64  pieces)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
  touch (bytes, pieces);
  g_atomic_int_set (&notes->ready, 1);
  for (;;)
    {
      gint64 begin = vmp_clock_read_nsec (CLOCK_MONOTONIC), took;
      void *memory = mmap (NULL, 65536, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

      munmap (memory, 65536);
      took = vmp_clock_read_nsec (CLOCK_MONOTONIC) - begin;
      if (g_atomic_int_compare_and_exchange (&notes->reset, 1, 0))
        notes->cycles = notes->worst_nsec = notes->over_msec_nsec = 0;
      notes->cycles++;
      notes->worst_nsec = MAX (notes->worst_nsec, took);
      notes->over_msec_nsec += took >= VMP_NSEC_PER_MSEC ? took : 0;
      g_usleep (100);
    }
}

static void
report (const char *name,
        Notes      *notes,
        gint64      seconds)
{
  printf ("%-36s worst cycle %7.2f ms, %6.3f %% of the time in cycles over 1 ms, %" G_GINT64_FORMAT " cycles\n", name,
          notes->worst_nsec / 1e6, notes->over_msec_nsec / 1e9 / seconds * 100, notes->cycles);
  fflush (stdout);
}

static void
reset (Notes *notes)
{
  g_atomic_int_set (&notes->reset, 1);
  while (g_atomic_int_get (&notes->reset) != 0)
    g_usleep (100);
}

static void
read_naively (gint32 pid,
              gint64 seconds)
{
  char path[64], text[16384];

  g_snprintf (path, sizeof path, "/proc/%d/smaps", pid);
  for (gint64 i = 0; i < seconds; i++)
    {
      gint64 begin = vmp_clock_read_nsec (CLOCK_MONOTONIC), took;
      int fd = open (path, O_RDONLY);

      while (read (fd, text, sizeof text) > 0)
        ;
      close (fd);
      took = vmp_clock_read_nsec (CLOCK_MONOTONIC) - begin;
      if (took < VMP_NSEC_PER_SEC)
        g_usleep ((VMP_NSEC_PER_SEC - took) / 1000);
    }
}

static void
print_cost (const VmpObserverCost *cost)
{
  printf ("%-36s %.4f %% of the time in reads that hold its lock (target 1); tier 1: %" G_GINT64_FORMAT
          " reads, tier 2: %" G_GINT64_FORMAT " reads\n",
          "", (double) cost->locked_nsec / cost->watched_nsec * 100, cost->tiers[VMP_TIER_1].reads,
          cost->tiers[VMP_TIER_2].reads);
}

static void
watch (gint32   pid,
       gint64   seconds,
       gboolean force)
{
  VmpWatchOptions options = VMP_WATCH_OPTIONS_DEFAULT;
  g_autoptr (VmpProcRoot) root = vmp_proc_root_new (NULL, NULL);
  VmpHost *host = vmp_host_new_local (root, NULL, NULL);
  VmpObserverCost cost = { .watched_nsec = 1 };

  options.force_slow = force;
  vmp_host_watch (host, pid, 0, &options);
  for (gint64 i = 0; i < seconds * 10; i++)
    {
      VmpDelivery delivery = { NULL, NULL };
      const VmpEvent *events;
      guint n = 0;

      g_usleep (100000);
      vmp_host_take (host, &delivery);
      events = delivery.batch != NULL ? vmp_batch_get_events (delivery.batch, &n) : NULL;
      for (guint k = 0; k < n; k++)
        if (events[k].type == VMP_EVENT_OBSERVER)
          cost = events[k].observer;
      vmp_delivery_clear (&delivery);
    }
  print_cost (&cost);
  vmp_host_free (host);
}

int
main (int    argc,
      char **argv)
{
  gint64 gib = argc > 1 ? atoi (argv[1]) : 8, seconds = argc > 2 ? atoi (argv[2]) : 60;
  gint64 pieces = argc > 3 ? atoi (argv[3]) : 1;
  Notes *notes = mmap (NULL, sizeof *notes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  pid_t child = fork ();

  if (child == 0)
    run_target (notes, gib << 30, pieces);
  while (g_atomic_int_get (&notes->ready) == 0)
    g_usleep (10000);
  reset (notes);
  g_usleep (seconds * 1000000);
  report ("nobody looks", notes, seconds);
  reset (notes);
  watch (child, seconds, FALSE);
  report ("watched at default settings", notes, seconds);
  reset (notes);
  watch (child, seconds, TRUE);
  report ("watched, the user asked for all", notes, seconds);
  reset (notes);
  read_naively (child, seconds);
  report ("naive reading of smaps once a second", notes, seconds);
  kill (child, SIGKILL);
  waitpid (child, NULL, 0);

  return 0;
}
