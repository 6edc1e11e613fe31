/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A crowd: many-processes N [CHANGE]. Forks N children that sleep, or with CHANGE touch and drop a page once a second; ends with
 * its standard input. */

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <signal.h>
#include <unistd.h>

#define PAGE 4096
#define MOST_PAGES 64

static void
stay (int changing)
{
  char *pages = mmap (NULL, MOST_PAGES * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

  prctl (PR_SET_PDEATHSIG, SIGKILL);
  if (!changing)
    for (;;)
      pause ();
  srand ((unsigned) getpid ());
  for (;;)
    {
      int n = rand () % MOST_PAGES;

      madvise (pages, MOST_PAGES * PAGE, MADV_DONTNEED);
      for (int i = 0; i < n; i++)
        pages[i * PAGE] = 1;
      sleep (1);
    }
}

int
main (int argc, char *argv[])
{
  long n = argc > 1 ? atol (argv[1]) : 0;
  char byte;

  for (long i = 0; i < n; i++)
    {
      pid_t pid = fork ();

      if (pid < 0)
        return 1;
      if (pid == 0)
        stay (argc > 2);
    }
  puts ("ready");
  fflush (stdout);
  while (read (STDIN_FILENO, &byte, 1) == 1)
    ;
  kill (0, SIGTERM);
  return 0;
}
