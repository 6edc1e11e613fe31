/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Labs about memory that is a process's own: heap, stacks, lazy allocation. */

#include "vmp-lab.h"

#include <malloc.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define N_THREADS 16
#define N_BLOCKS 200000
#define BLOCK_BYTES 512

void
lab_lazy_touch (void)
{
  const size_t size = 256 * MIB, step = 16 * MIB;

  for (bool go_on = lab_pause (2000); go_on;)
    {
      char *block = lab_reserve (size);

      madvise (block, size, MADV_NOHUGEPAGE);
      lab_say ("Reserved 256 MiB and touched none of it.");
      go_on = lab_pause (4000);
      for (size_t at = 0; at < size && go_on; at += step)
        {
          lab_touch (block + at, step);
          lab_say ("Touched %zu MiB.", (at + step) / MIB);
          go_on = lab_pause (500);
        }
      munmap (block, size);
      lab_say ("Gave all of it back.");
      go_on = go_on && lab_pause (4000);
    }
}

void
lab_leak (void)
{
  size_t lost = 0;

  for (unsigned long round = 1; lab_pause (100); round++)
    {
      for (int i = 0; i < 400; i++)
        {
          char *block = malloc (1024);

          if (block == NULL)
            return;
          memset (block, 1, 1024);
          if (i % 4 != 0)
            free (block);
          else
            lost += 1024;
        }
      if (round % 50 == 0)
        lab_say ("%.1f MiB were never freed.", (double) lost / (double) MIB);
    }
}

/* Each level takes 16 KiB of stack; the sum keeps the compiler from leaving it out. */
static int
descend (int depth)
{
  volatile char room[16 * 1024];

  room[0] = (char) depth;
  room[sizeof room - 1] = (char) depth;
  return depth > 0 ? descend (depth - 1) + room[0] : room[sizeof room - 1];
}

void
lab_stack_growth (void)
{
  static const int depths[] = { 16, 64, 128, 256, 384 };

  for (size_t i = 0; lab_pause (3000); i = (i + 1) % (sizeof depths / sizeof *depths))
    {
      descend (depths[i]);
      lab_say ("Went %d calls deep (%d KiB of stack) and came back.", depths[i], depths[i] * 16);
    }
}

void
lab_fragmentation (void)
{
  char **blocks = calloc (N_BLOCKS, sizeof *blocks);

  while (blocks != NULL && lab_pause (2000))
    {
      for (size_t i = 0; i < N_BLOCKS; i++)
        if ((blocks[i] = malloc (BLOCK_BYTES)) != NULL)
          memset (blocks[i], 1, BLOCK_BYTES);
      lab_say ("Allocated %d blocks of %d bytes.", N_BLOCKS, BLOCK_BYTES);
      lab_pause (5000);
      for (size_t i = 0; i < N_BLOCKS; i++)
        if (i % 10 != 9)
          free (blocks[i]);
      lab_say ("Freed nine of ten; the rest lie scattered.");
      lab_pause (8000);
      malloc_trim (0);
      lab_say ("Trimmed: whole free pages went back to the kernel.");
      lab_pause (5000);
      for (size_t i = 9; i < N_BLOCKS; i += 10)
        free (blocks[i]);
      malloc_trim (0);
      lab_say ("Freed the rest.");
    }
  free (blocks);
}

static pthread_barrier_t used, done;

static void *
use_stack (void *data)
{
  volatile char room[256 * 1024];

  for (size_t i = 0; i < sizeof room; i += 1024)
    room[i] = 1;
  pthread_barrier_wait (&used);
  pthread_barrier_wait (&done);
  return data;
}

void
lab_thread_stacks (void)
{
  pthread_t threads[N_THREADS];

  pthread_barrier_init (&used, NULL, N_THREADS + 1);
  pthread_barrier_init (&done, NULL, N_THREADS + 1);
  while (lab_pause (3000))
    {
      for (int i = 0; i < N_THREADS; i++)
        if (pthread_create (&threads[i], NULL, use_stack, NULL) != 0)
          {
            perror ("vmp-lab: cannot start a thread");
            exit (1);
          }
      pthread_barrier_wait (&used);
      lab_say ("%d threads use 256 KiB of their stacks each.", N_THREADS);
      lab_pause (6000);
      pthread_barrier_wait (&done);
      for (int i = 0; i < N_THREADS; i++)
        pthread_join (threads[i], NULL);
      lab_say ("All threads have ended.");
    }
}

void
lab_churn (void)
{
  static char *blocks[512];
  unsigned long total_kib = 0;
  unsigned int seed = 1;

  /* Else the C library raises the bound at the first large block, and large blocks have no mappings of their own any more. */
  mallopt (M_MMAP_THRESHOLD, 64 * 1024);
  for (unsigned long round = 1; lab_pause (5); round++)
    {
      for (int i = 0; i < 64; i++)
        {
          size_t at = (size_t) rand_r (&seed) % 512, bytes = (size_t) 64 << rand_r (&seed) % 12;

          free (blocks[at]);
          blocks[at] = malloc (bytes);
          if (blocks[at] != NULL)
            memset (blocks[at], 1, bytes);
          total_kib += bytes / 1024;
        }
      if (round % 1000 == 0)
        lab_say ("Allocated %lu MiB so far.", total_kib / 1024);
    }
}
