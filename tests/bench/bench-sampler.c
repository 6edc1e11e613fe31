/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One process at 1,000 Hz: our sampler beside a bare loop of the same reads, by turns. bench-sampler [TURNS [SECONDS]] */

#include "config.h"

#include "core/engine/vmp-clock.h"
#include "core/engine/vmp-host.h"
#include "core/engine/vmp-probe.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define INTERVAL_NSEC VMP_NSEC_PER_MSEC
#define MOST_TURNS 100

/* Every allocation of the program is counted on its way to libc. */
extern void *__libc_malloc (size_t size);
extern void *__libc_calloc (size_t n, size_t size);
extern void *__libc_realloc (void *memory, size_t size);
void *malloc (size_t size);
void *calloc (size_t n, size_t size);
void *realloc (void *memory, size_t size);

static gint allocations;

void *
malloc (size_t size)
{
  g_atomic_int_inc (&allocations);
  return __libc_malloc (size);
}

void *
calloc (size_t n,
        size_t size)
{
  g_atomic_int_inc (&allocations);
  return __libc_calloc (n, size);
}

void *
realloc (void   *memory,
         size_t  size)
{
  g_atomic_int_inc (&allocations);
  return __libc_realloc (memory, size);
}

typedef struct
{
  double cpu_nsec;          /* a tick */
  gint64 ticks, missed;
  double worst_usec;        /* of being late */
  double allocations;       /* a tick */
} Result;

static gint64
cpu_nsec (void)
{
  return vmp_clock_read_nsec (CLOCK_PROCESS_CPUTIME_ID);
}

static int
open_file (gint32      pid,
           const char *name)
{
  char path[64];

  g_snprintf (path, sizeof path, "/proc/%d/%s", pid, name);

  return open (path, O_RDONLY | O_CLOEXEC);
}

static Result
run_bare (gint32 pid,
          gint64 seconds)
{
  int fds[] = { open_file (pid, "stat"), open_file (pid, "statm"), open_file (pid, "status") };
  gint64 begin_cpu, begin, next;
  Result result = { 0 };
  char text[8192];

  prctl (PR_SET_TIMERSLACK, 1UL);
  begin_cpu = cpu_nsec ();
  begin = next = vmp_clock_read_nsec (CLOCK_MONOTONIC);
  while (next < begin + seconds * VMP_NSEC_PER_SEC)
    {
      struct timespec until;
      gint64 late;

      next += INTERVAL_NSEC;
      until = (struct timespec) { next / VMP_NSEC_PER_SEC, next % VMP_NSEC_PER_SEC };
      clock_nanosleep (CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL);
      late = vmp_clock_read_nsec (CLOCK_MONOTONIC) - next;
      result.worst_usec = MAX (result.worst_usec, late / 1e3);
      result.missed += late >= INTERVAL_NSEC;
      for (guint i = 0; i < G_N_ELEMENTS (fds); i++)
        if (pread (fds[i], text, sizeof text, 0) <= 0)
          exit (1);
      result.ticks++;
    }
  result.cpu_nsec = (double) (cpu_nsec () - begin_cpu) / result.ticks;
  for (guint i = 0; i < G_N_ELEMENTS (fds); i++)
    close (fds[i]);

  return result;
}

static void
wake (gpointer data)
{
  guint64 one = 1;

  if (write (GPOINTER_TO_INT (data), &one, sizeof one) < 0)
    abort ();
}

static void
look_at (VmpBatch *batch,
         Result   *result,
         gint64   *first_nsec)
{
  guint n;
  const VmpEvent *events = vmp_batch_get_events (batch, &n);

  for (guint i = 0; i < n; i++)
    {
      gint64 late;

      if (events[i].type == VMP_EVENT_GAP && events[i].gap.reason == VMP_GAP_LATE)
        result->missed += (events[i].time_nsec - events[i].gap.begin_nsec) / INTERVAL_NSEC - 1;
      if (events[i].type != VMP_EVENT_SAMPLE)
        continue;
      if (result->ticks++ == 0)
        *first_nsec = events[i].time_nsec;
      late = (events[i].time_nsec - *first_nsec) % INTERVAL_NSEC;
      result->worst_usec = MAX (result->worst_usec, late / 1e3);
    }
}

static Result
run_ours (gint32 pid,
          gint64 seconds)
{
  const VmpWatchOptions options = { INTERVAL_NSEC, 0, 0.01, 50 * VMP_NSEC_PER_MSEC, FALSE, FALSE };
  g_autoptr (VmpProcRoot) root = vmp_proc_root_new (NULL, NULL);
  int fd = eventfd (0, EFD_CLOEXEC);
  VmpHost *host = vmp_host_new_local (root, wake, GINT_TO_POINTER (fd));
  gint64 begin_cpu, end, first_nsec = 0;
  gint begin_allocations;
  Result result = { 0 };

  vmp_host_watch (host, pid, 0, &options);
  g_usleep (100000);
  begin_cpu = cpu_nsec ();
  begin_allocations = g_atomic_int_get (&allocations);
  end = vmp_clock_boottime_nsec () + seconds * VMP_NSEC_PER_SEC;
  while (vmp_clock_boottime_nsec () < end)
    {
      VmpDelivery delivery = { NULL, NULL };
      guint64 count;

      if (read (fd, &count, sizeof count) < 0)
        abort ();
      vmp_host_take (host, &delivery);
      if (delivery.batch != NULL)
        look_at (delivery.batch, &result, &first_nsec);
      vmp_delivery_clear (&delivery);
    }
  result.cpu_nsec = (double) (cpu_nsec () - begin_cpu) / result.ticks;
  result.allocations = (double) (g_atomic_int_get (&allocations) - begin_allocations) / result.ticks;
  vmp_host_free (host);
  close (fd);

  return result;
}

/* Allocations of the reads themselves. */
static double
count_probe_allocations (gint32 pid)
{
  g_autoptr (VmpProcRoot) root = vmp_proc_root_new (NULL, NULL);
  g_autoptr (VmpProbe) probe = vmp_probe_new (root, vmp_process_open (root, pid, NULL));
  gint before;
  VmpSample sample;

  vmp_probe_read (probe, 1u << VMP_TIER_0, &sample, NULL);
  before = g_atomic_int_get (&allocations);
  for (guint i = 0; i < 10000; i++)
    vmp_probe_read (probe, 1u << VMP_TIER_0, &sample, NULL);

  return (g_atomic_int_get (&allocations) - before) / 10000.0;
}

static int
compare_results (const void *a,
                 const void *b)
{
  double x = ((const Result *) a)->cpu_nsec, y = ((const Result *) b)->cpu_nsec;

  return (x > y) - (x < y);
}

/* The median of the costs, the sum of all else. */
static Result
sum_up (Result *turns,
        guint   n)
{
  Result all = { 0 };

  qsort (turns, n, sizeof *turns, compare_results);
  all.cpu_nsec = turns[n / 2].cpu_nsec;
  for (guint i = 0; i < n; i++)
    {
      all.ticks += turns[i].ticks;
      all.missed += turns[i].missed;
      all.worst_usec = MAX (all.worst_usec, turns[i].worst_usec);
      all.allocations += turns[i].allocations / n;
    }

  return all;
}

static void
print (const char   *name,
       const Result *result)
{
  printf ("%-34s %8.2f us CPU a tick (%.2f %%), %" G_GINT64_FORMAT " ticks, %" G_GINT64_FORMAT
          " deadlines missed, latest %.0f us\n",
          name, result->cpu_nsec / 1e3, result->cpu_nsec / INTERVAL_NSEC * 100, result->ticks, result->missed,
          result->worst_usec);
}

int
main (int    argc,
      char **argv)
{
  guint turns = argc > 1 ? CLAMP (atoi (argv[1]), 1, MOST_TURNS) : 5;
  gint64 seconds = argc > 2 ? atoi (argv[2]) : 2;
  pid_t child = fork ();
  Result bare[MOST_TURNS], ours[MOST_TURNS], bare_all, ours_all;

  if (child == 0)
    {
      prctl (PR_SET_PDEATHSIG, SIGKILL);
      for (;;)
        pause ();
    }
  for (guint i = 0; i < turns; i++)
    {
      bare[i] = run_bare (child, seconds);
      ours[i] = run_ours (child, seconds);
    }
  bare_all = sum_up (bare, turns);
  ours_all = sum_up (ours, turns);
  print ("bare loop of stat, statm, status", &bare_all);
  print ("sampler, with its consumer", &ours_all);
  printf ("%-34s %8.2f (target 1.20)\n", "sampler / bare loop", ours_all.cpu_nsec / bare_all.cpu_nsec);
  printf ("%-34s %8.4f (target 0)\n", "allocations a read", count_probe_allocations (child));
  printf ("%-34s %8.4f (hand-over of batches)\n", "allocations a tick", ours_all.allocations);
  kill (child, SIGKILL);
  waitpid (child, NULL, 0);

  return 0;
}
