/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A process whose memory is known: does one thing, prints "ready" and waits until its input ends. */

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static void
wait_for_end (void)
{
  char c;

  puts ("ready");
  fflush (stdout);
  while (read (STDIN_FILENO, &c, 1) > 0)
    ;
}

/* Maps and writes @bytes, in small pages. */
static void
touch (size_t bytes)
{
  char *memory = mmap (NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

  if (memory == MAP_FAILED)
    exit (2);
  madvise (memory, bytes, MADV_NOHUGEPAGE);
  for (size_t i = 0; i < bytes; i += 4096)
    memory[i] = 1;
}

/* Uses at least @bytes of the main stack. */
static __attribute__ ((noinline)) int
recurse (long bytes)
{
  volatile char frame[4096];

  memset ((char *) frame, 1, sizeof frame);
  if (bytes > (long) sizeof frame)
    return recurse (bytes - (long) sizeof frame) + frame[0];
  wait_for_end ();
  return frame[0];
}

static void *
second_thread (void *data)
{
  (void) data;
  usleep (50000);
  wait_for_end ();
  exit (0);
}

/* Ends the main thread, while another lives. */
static void
end_leader (void)
{
  pthread_t thread;

  if (pthread_create (&thread, NULL, second_thread, NULL) != 0)
    exit (2);
  pthread_exit (NULL);
}

/* Leaves a child unreaped and prints its pid. */
static void
make_zombie (void)
{
  siginfo_t info;
  pid_t child = fork ();

  if (child == 0)
    _exit (3);
  waitid (P_PID, child, &info, WEXITED | WNOWAIT);
  printf ("%d\n", child);
}

/* Maps and unmaps @pages for ever: a steady rate of minor faults. */
static void
churn (size_t pages)
{
  puts ("ready");
  fflush (stdout);
  for (;;)
    {
      size_t bytes = pages * 4096;
      char *memory = mmap (NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

      if (memory == MAP_FAILED)
        exit (2);
      madvise (memory, bytes, MADV_NOHUGEPAGE);
      for (size_t i = 0; i < bytes; i += 4096)
        memory[i] = 1;
      munmap (memory, bytes);
      usleep (1000);
    }
}

int
main (int    argc,
      char **argv)
{
  const char *what = argc > 1 ? argv[1] : "";
  const char *value = argc > 2 ? argv[2] : "";

  if (strcmp (what, "touch") == 0)
    touch (strtoul (value, NULL, 10));
  else if (strcmp (what, "name") == 0)
    prctl (PR_SET_NAME, value);
  else if (strcmp (what, "undumpable") == 0)
    prctl (PR_SET_DUMPABLE, 0);
  else if (strcmp (what, "zombie") == 0)
    make_zombie ();
  else if (strcmp (what, "end-leader") == 0)
    end_leader ();
  else if (strcmp (what, "churn") == 0)
    churn (strtoul (value, NULL, 10));
  else if (strcmp (what, "recurse") == 0)
    return recurse (strtol (value, NULL, 10)) == 0;
  else if (strcmp (what, "nothing") != 0)
    return 2;
  wait_for_end ();
  return 0;
}
