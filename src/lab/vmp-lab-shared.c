/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Labs about memory that is shared or can be had in other ways: fork, files, shared memory, huge pages, swap. */

#include "vmp-lab.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef MADV_PAGEOUT
#define MADV_PAGEOUT 21
#endif

static pid_t
fork_child (void)
{
  pid_t pid;

  fflush (stdout);
  pid = fork ();
  if (pid < 0)
    {
      perror ("vmp-lab: cannot fork");
      exit (1);
    }
  if (pid == 0)
    prctl (PR_SET_PDEATHSIG, SIGKILL);
  return pid;
}

void
lab_fork_cow (void)
{
  const size_t size = 64 * MIB;
  char *block = lab_reserve (size);

  madvise (block, size, MADV_NOHUGEPAGE);
  lab_touch (block, size);
  lab_say ("Filled 64 MiB.");
  while (lab_pause (4000))
    {
      pid_t child = fork_child ();

      if (child == 0)
        {
          lab_say ("Child %d maps the same 64 MiB.", (int) getpid ());
          lab_pause (5000);
          lab_touch (block, size / 4);
          lab_say ("The child wrote to 16 MiB: copied now.");
          lab_pause (5000);
          _exit (0);
        }
      waitpid (child, NULL, 0);
      lab_say ("The child has ended.");
    }
}

/* A file of the lab's own, unlinked at once: nothing is left behind. */
static int
make_file (size_t size)
{
  char path[] = "/var/tmp/vmp-lab-XXXXXX";
  int fd = mkstemp (path);
  static char block[64 * 1024];

  if (fd < 0)
    {
      perror ("vmp-lab: cannot make a file in /var/tmp");
      exit (1);
    }
  unlink (path);
  for (size_t at = 0; at < size; at += sizeof block)
    if (write (fd, block, sizeof block) != (ssize_t) sizeof block)
      {
        perror ("vmp-lab: cannot write to /var/tmp");
        exit (1);
      }
  return fd;
}

static void
read_pages (const char *block,
            size_t      size)
{
  for (size_t at = 0; at < size; at += 4096)
    (void) ((const volatile char *) block)[at];
}

void
lab_mmap_file (void)
{
  const size_t size = 64 * MIB;
  int fd = make_file (size);

  fsync (fd);
  while (lab_pause (2000))
    {
      char *private_map, *shared_map;

      posix_fadvise (fd, 0, 0, POSIX_FADV_DONTNEED);
      private_map = mmap (NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
      shared_map = mmap (NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
      if (private_map == MAP_FAILED || shared_map == MAP_FAILED)
        return;
      lab_say ("Mapped a file of 64 MiB twice, privately and shared.");
      lab_pause (3000);
      read_pages (private_map, size);
      lab_say ("Read all of it through the private mapping.");
      lab_pause (4000);
      lab_touch (private_map, size / 4);
      lab_say ("Wrote to 16 MiB of the private mapping: anonymous copies.");
      lab_pause (4000);
      lab_touch (shared_map, size / 4);
      lab_say ("Wrote to 16 MiB of the shared mapping: still the file's pages.");
      lab_pause (4000);
      munmap (private_map, size);
      munmap (shared_map, size);
    }
  close (fd);
}

void
lab_shared_memory (void)
{
  const size_t size = 64 * MIB;

  while (lab_pause (2000))
    {
      char *block = mmap (NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
      pid_t child;

      if (block == MAP_FAILED)
        return;
      lab_touch (block, size);
      lab_say ("Filled 64 MiB of shared memory.");
      lab_pause (4000);
      child = fork_child ();
      if (child == 0)
        {
          read_pages (block, size);
          lab_say ("Child %d has read all of it.", (int) getpid ());
          lab_pause (6000);
          _exit (0);
        }
      waitpid (child, NULL, 0);
      munmap (block, size);
      lab_say ("The child has ended, the memory is given back.");
    }
}

static long
minor_faults (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return usage.ru_minflt;
}

static void
touch_with (int advice)
{
  const size_t size = 64 * MIB, huge = 2 * MIB;
  char *block = lab_reserve (size + huge);
  char *aligned = block + (huge - (size_t) block % huge) % huge;
  long before;

  madvise (block, size + huge, advice);
  before = minor_faults ();
  lab_touch (aligned, size);
  before = minor_faults () - before;
  if (advice == MADV_HUGEPAGE)
    lab_say ("Touched 64 MiB with huge pages: %ld minor faults.", before);
  else
    lab_say ("Touched 64 MiB with small pages: %ld minor faults.", before);
  if (advice == MADV_HUGEPAGE && before > 1000)
    lab_say ("This machine gave no huge pages.");
  lab_pause (4000);
  munmap (block, size + huge);
}

void
lab_huge_pages (void)
{
  while (lab_pause (1000))
    {
      touch_with (MADV_NOHUGEPAGE);
      touch_with (MADV_HUGEPAGE);
    }
}

void
lab_swap_thrash (void)
{
  const size_t size = 64 * MIB;
  char *block = lab_reserve (size);

  madvise (block, size, MADV_NOHUGEPAGE);
  lab_touch (block, size);
  while (lab_pause (2000))
    {
      struct rusage before, after;

      if (madvise (block, size, MADV_PAGEOUT) != 0)
        {
          perror ("vmp-lab: this kernel cannot push memory out");
          return;
        }
      lab_say ("Asked the kernel to push 64 MiB out.");
      lab_pause (4000);
      getrusage (RUSAGE_SELF, &before);
      lab_touch (block, size);
      getrusage (RUSAGE_SELF, &after);
      lab_say ("Touched it again: %ld minor and %ld major faults.", after.ru_minflt - before.ru_minflt,
               after.ru_majflt - before.ru_majflt);
      if (after.ru_minflt + after.ru_majflt - before.ru_minflt - before.ru_majflt < 100)
        lab_say ("Nothing had gone: there is no swap on this machine.");
    }
}
