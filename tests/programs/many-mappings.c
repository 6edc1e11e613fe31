/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Maps N pages (default 60,000) whose permissions alternate, so that each is a mapping of its own;
 * prints "ready", waits. */

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int
main (int    argc,
      char **argv)
{
  long n = argc > 1 ? atol (argv[1]) : 60000;
  long page = sysconf (_SC_PAGESIZE);
  char *region = mmap (NULL, n * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

  if (region == MAP_FAILED)
    return perror ("mmap"), 1;
  for (long i = 0; i < n; i++)
    {
      region[i * page] = 1;
      if (i % 2 == 1 && mprotect (region + i * page, page, PROT_READ) != 0)
        return perror ("mprotect"), 1;
    }
  puts ("ready");
  fflush (stdout);
  pause ();
  return 0;
}
