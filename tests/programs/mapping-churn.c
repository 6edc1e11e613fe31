/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changes its address space all the time: splits, joins, moves and grows mappings among many that stay. Prints "ready". */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#define N_STILL 400
#define N_REGIONS 64
#define REGION_PAGES 64

int
main (void)
{
  size_t page = (size_t) sysconf (_SC_PAGESIZE);
  char *regions[N_REGIONS] = { NULL };
  char *still = mmap (NULL, N_STILL * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

  prctl (PR_SET_PDEATHSIG, 9);
  if (still == MAP_FAILED)
    return 3;
  for (size_t i = 0; i < N_STILL; i++)
    {
      still[i * page] = 1;
      if (i % 2 == 1 && mprotect (still + i * page, page, PROT_READ) != 0)
        return 3;
    }
  puts ("ready");
  fflush (stdout);
  for (unsigned i = 0, seed = 1;; i++, seed = seed * 1103515245 + 12345)
    {
      char **region = &regions[(seed >> 16) % N_REGIONS];
      size_t pages = 1 + (seed >> 8) % REGION_PAGES;

      if (*region != NULL)
        {
          munmap (*region, 2 * REGION_PAGES * page);
          *region = NULL;
          continue;
        }
      *region = mmap (NULL, 2 * REGION_PAGES * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
      if (*region == MAP_FAILED)
        return 3;
      memset (*region, 1, pages * page);
      mprotect (*region, pages * page, PROT_READ);
      if (i % 3 == 0)
        mremap (*region, REGION_PAGES * page, 2 * REGION_PAGES * page, MREMAP_MAYMOVE);
    }
}
