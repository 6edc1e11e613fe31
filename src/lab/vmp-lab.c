/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vmp-lab NAME [SECONDS]: small real programs to learn virtual memory by, each a process to watch. C library only. */

#include "vmp-lab.h"

#include "vmp-lab-table.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#define DEFAULT_SECONDS 120

static struct timespec begun;
static double seconds_allowed = DEFAULT_SECONDS;

static const struct
{
  const char *name;
  void      (*run) (void);
} runs[] = {
  { "lazy-touch", lab_lazy_touch },       { "leak", lab_leak },
  { "stack-growth", lab_stack_growth },   { "fork-cow", lab_fork_cow },
  { "mmap-file", lab_mmap_file },         { "shared-memory", lab_shared_memory },
  { "fragmentation", lab_fragmentation }, { "thread-stacks", lab_thread_stacks },
  { "huge-pages", lab_huge_pages },       { "swap-thrash", lab_swap_thrash },
  { "churn", lab_churn },
};

static double
elapsed (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return (double) (now.tv_sec - begun.tv_sec) + (double) (now.tv_nsec - begun.tv_nsec) / 1e9;
}

void
lab_say (const char *format,
         ...)
{
  va_list args;

  printf ("%6.1f s  ", elapsed ());
  va_start (args, format);
  vprintf (format, args);
  va_end (args);
  putchar ('\n');
  fflush (stdout);
}

bool
lab_pause (int msec)
{
  struct timespec pause = { msec / 1000, msec % 1000 * 1000000L };

  while (nanosleep (&pause, &pause) != 0 && errno == EINTR)
    ;
  return elapsed () < seconds_allowed;
}

char *
lab_reserve (size_t bytes)
{
  void *block = mmap (NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

  if (block == MAP_FAILED)
    {
      perror ("vmp-lab: no memory for this lab");
      exit (1);
    }
  return block;
}

void
lab_touch (char  *block,
           size_t bytes)
{
  size_t page = (size_t) sysconf (_SC_PAGESIZE);

  for (size_t at = 0; at < bytes; at += page)
    ((volatile char *) block)[at] = 1;
}

int
main (int    argc,
      char **argv)
{
  if (argc > 2 && atof (argv[2]) > 0)
    seconds_allowed = atof (argv[2]);
  clock_gettime (CLOCK_MONOTONIC, &begun);
  /* A lab that nobody watches any more should not go on. */
  prctl (PR_SET_PDEATHSIG, 15 /* SIGTERM */);
  for (size_t i = 0; argc > 1 && i < sizeof runs / sizeof *runs; i++)
    if (strcmp (runs[i].name, argv[1]) == 0)
      {
        prctl (PR_SET_NAME, argv[1]);
        runs[i].run ();
        lab_say ("Done.");
        return 0;
      }
  fputs ("vmp-lab is started by vmp lab NAME; vmp lab lists the names.\n", stderr);
  return 2;
}
