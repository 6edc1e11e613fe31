/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Maps 32 pages of which it is known what they are; prints their address and whether there are guards, "ready", waits.
 * 4 to 7 written, 8 and 9 read, 16 and 17 guards if the kernel has them, 20 written and given back, 24 to 27 put out to swap if there
 * is any. */

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#ifndef MADV_GUARD_INSTALL
#define MADV_GUARD_INSTALL 102
#endif
#ifndef MADV_PAGEOUT
#define MADV_PAGEOUT 21
#endif

int
main (void)
{
  size_t page = sysconf (_SC_PAGESIZE);
  char *pages = mmap (NULL, 32 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  volatile char sum = 0;
  int guards;

  if (pages == MAP_FAILED)
    return perror ("mmap"), 1;
  madvise (pages, 32 * page, MADV_NOHUGEPAGE);
  memset (pages + 4 * page, 1, 4 * page);
  sum += pages[8 * page] + pages[9 * page];
  guards = madvise (pages + 16 * page, 2 * page, MADV_GUARD_INSTALL) == 0;
  pages[20 * page] = 1;
  madvise (pages + 20 * page, page, MADV_DONTNEED);
  memset (pages + 24 * page, 3, 4 * page);
  /* The first time leaves them in the swap cache. */
  for (int i = 0; i < 2; i++)
    madvise (pages + 24 * page, 4 * page, MADV_PAGEOUT);
  printf ("%lx %d\nready\n", (unsigned long) pages, guards);
  fflush (stdout);
  while (getchar () != EOF)
    ;
  return 0;
}
