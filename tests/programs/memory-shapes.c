/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A process with memory of a known shape: memory-shapes SHAPE [BYTES]. Prints "ready"; its input moves it on and ends it. */

#include <malloc.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#define BLOCK_BYTES 1000

static void
say (const char *text)
{
  if (write (STDOUT_FILENO, text, strlen (text)) < 0)
    exit (3);
}

/* Waits for the next byte of the input, and ends with @status when there is none. */
static void
wait_or_end (int status)
{
  char byte;

  if (read (STDIN_FILENO, &byte, 1) != 1)
    _exit (status);
}

/* malloc() takes small blocks from the brk heap, or in another thread from an arena of its own. */
static void
fill_heap (size_t bytes)
{
  for (size_t i = 0; i < bytes / BLOCK_BYTES; i++)
    {
      char *block = malloc (BLOCK_BYTES);

      if (block == NULL)
        exit (3);
      memset (block, 1, BLOCK_BYTES);
    }
}

static __attribute__ ((noinline)) int
use_stack (long bytes)
{
  volatile char frame[4096];

  memset ((char *) frame, 1, sizeof frame);

  return bytes > (long) sizeof frame ? use_stack (bytes - (long) sizeof frame) + frame[1] : frame[0];
}

static void *
arena_worker (void *data)
{
  fill_heap (*(size_t *) data);
  say ("ready\n");
  for (;;)
    wait_or_end (0);

  return NULL;
}

static void *
stack_worker (void *data)
{
  use_stack (*(long *) data);
  say ("ready\n");
  for (;;)
    wait_or_end (0);

  return NULL;
}

static void
run_thread (void *(*worker) (void *),
            size_t  bytes)
{
  pthread_t thread;

  if (pthread_create (&thread, NULL, worker, &bytes) != 0)
    exit (3);
  pthread_join (thread, NULL);
}

/* Children that end with their parent, each with a child of its own. */
static void
found_family (int generations)
{
  if (generations == 0 || fork () != 0)
    return;

  prctl (PR_SET_PDEATHSIG, 9);
  found_family (generations - 1);
  pause ();
}

/* A child that ends soon and is not waited for. */
static void
leave_zombie (void)
{
  if (fork () != 0)
    return;

  usleep (300000);
  _exit (3);
}

static void
map_locked (size_t bytes)
{
  void *memory = mmap (NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

  if (memory == MAP_FAILED || mlock (memory, bytes) != 0)
    exit (77);
}

static char *
map_pages (size_t bytes,
           int    flags)
{
  char *memory = mmap (NULL, bytes, PROT_READ | PROT_WRITE, flags | MAP_ANONYMOUS, -1, 0);

  if (memory == MAP_FAILED)
    exit (3);
  madvise (memory, bytes, MADV_NOHUGEPAGE);
  return memory;
}

/* Something of every step of the waterfall: a GiB that is only reserved, a heap of @bytes, as much that no allocator knows, half as
 * much of shared memory, a quarter that a child shares since the fork, and a thread's stack. */
static void
mix (size_t bytes)
{
  char *inherited = map_pages (bytes / 4, MAP_PRIVATE);

  map_pages (1024L * 1024 * 1024, MAP_PRIVATE | MAP_NORESERVE);
  memset (inherited, 1, bytes / 4);
  if (fork () == 0)
    {
      prctl (PR_SET_PDEATHSIG, 9);
      pause ();
    }
  fill_heap (bytes);
  memset (map_pages (bytes, MAP_PRIVATE), 1, bytes);
  memset (map_pages (bytes / 2, MAP_SHARED), 1, bytes / 2);
  use_stack (bytes / 8);
  run_thread (stack_worker, bytes / 8);
}

/* Writes @bytes in small pages at each byte of the input. */
static void
touch (size_t bytes)
{
  char *memory = mmap (NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

  if (memory == MAP_FAILED)
    exit (3);
  madvise (memory, bytes, MADV_NOHUGEPAGE);
  say ("ready\n");
  wait_or_end (7);
  for (size_t i = 0; i < bytes; i += sysconf (_SC_PAGESIZE))
    memory[i] = 1;
}

int
main (int    argc,
      char **argv)
{
  const char *shape = argc > 1 ? argv[1] : "";
  size_t bytes = argc > 2 ? strtoul (argv[2], NULL, 10) : 0;

  prctl (PR_SET_PDEATHSIG, 9);
  if (strcmp (shape, "heap") == 0)
    fill_heap (bytes);
  else if (strcmp (shape, "arena") == 0)
    run_thread (arena_worker, bytes);
  else if (strcmp (shape, "thread-stack") == 0)
    run_thread (stack_worker, bytes);
  else if (strcmp (shape, "stack") == 0)
    use_stack (bytes);
  else if (strcmp (shape, "locked") == 0)
    map_locked (bytes);
  else if (strcmp (shape, "family") == 0)
    found_family (2);
  else if (strcmp (shape, "zombie") == 0)
    leave_zombie ();
  else if (strcmp (shape, "touch") == 0)
    touch (bytes);
  else if (strcmp (shape, "mix") == 0)
    mix (bytes);
  else if (strcmp (shape, "exec") != 0)
    return 2;

  say ("ready\n");
  wait_or_end (7);
  /* The second byte of an exec ends the new program, which has another name. */
  if (strcmp (shape, "exec") == 0)
    execl (argv[2], "memory-shapes-again", "heap", "100000", NULL);
  for (;;)
    wait_or_end (7);
}
