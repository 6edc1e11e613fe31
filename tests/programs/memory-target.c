/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A process in a state of choice: memory-target STATE [ARGUMENT]. Prints "ready", obeys bytes on
 * its standard input, ends with it. */

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <unistd.h>

#define PAGE sysconf (_SC_PAGESIZE)
#define NOBODY 65534

static char *
map_pages (long n)
{
  char *pages = mmap (NULL, n * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

  if (pages == MAP_FAILED)
    exit (3);
  madvise (pages, n * PAGE, MADV_NOHUGEPAGE);
  return pages;
}

static void
ready (void)
{
  if (write (STDOUT_FILENO, "ready\n", 6) != 6)
    exit (3);
}

/* Waits for a byte; ends the process at the end of its input. */
static void
wait_for_byte (void)
{
  char byte;

  if (read (STDIN_FILENO, &byte, 1) != 1)
    _exit (0);
}

/* touch N: maps N pages, then touches them all at the first byte. */
static void
do_touch (const char *argument)
{
  long n = atol (argument);
  char *pages = map_pages (n);

  ready ();
  wait_for_byte ();
  for (long i = 0; i < n; i++)
    pages[i * PAGE] = 1;
  ready ();
}

static int
use_stack (int depth)
{
  volatile char frame[16384];

  frame[0] = frame[sizeof frame - 1] = (char) depth;
  return depth == 0 ? frame[0] : use_stack (depth - 1) + frame[sizeof frame - 1];
}

/* stack N: uses about N KiB of stack at the first byte and gives it back. */
static void
do_stack (const char *argument)
{
  ready ();
  wait_for_byte ();
  use_stack (atoi (argument) / 16);
  ready ();
}

/* undumpable: runs as nobody, and may not be looked at even by nobody. */
static void
do_undumpable (const char *argument)
{
  if (getuid () == 0 && (setgroups (0, NULL) != 0 || setgid (NOBODY) != 0 || setuid (NOBODY) != 0))
    exit (3);
  prctl (PR_SET_DUMPABLE, atoi (argument));
  ready ();
}

/* name NAME: calls itself that. */
static void
do_name (const char *argument)
{
  prctl (PR_SET_NAME, argument);
  ready ();
}

static void *
thread_worker (void *data)
{
  char *pages = data;

  memset (pages, 1, 100 * PAGE);
  ready ();
  wait_for_byte ();
  _exit (0);
}

/* leader-exit now|later: the main thread ends, at the first byte if later; another lives on. */
static void
do_leader_exit (const char *argument)
{
  pthread_t thread;

  if (strcmp (argument, "later") == 0)
    {
      ready ();
      wait_for_byte ();
    }
  pthread_create (&thread, NULL, thread_worker, map_pages (100));
  pthread_exit (NULL);
}

/* zombie: prints the pid of a child that has ended and is not waited for. */
static void
do_zombie (const char *argument)
{
  pid_t pid = fork ();
  siginfo_t info;

  if (pid == 0)
    _exit (0);
  waitid (P_PID, pid, &info, WEXITED | WNOWAIT);
  printf ("%d\n", (int) pid);
  fflush (stdout);
}

/* exec PROGRAM STATE: executes PROGRAM (itself, for another STATE) at the first byte, from a larger
 * address space. */
static void
do_exec (char **arguments)
{
  map_pages (5000);
  ready ();
  wait_for_byte ();
  execv (arguments[0], arguments);
  _exit (127);
}

/* fork N: N children that wait. */
static void
do_fork (const char *argument)
{
  pid_t parent = getpid ();

  for (int i = atoi (argument); i > 0; i--)
    if (fork () == 0)
      {
        /* The input is shared: only the parent reads from it. The parent may have ended already. */
        prctl (PR_SET_PDEATHSIG, 9);
        if (getppid () == parent)
          pause ();
        _exit (0);
      }
  ready ();
}

/* names FOLDER: mappings with every kind of name. */
static void
do_names (const char *argument)
{
  static const char *const files[] = { "a b", "new\nline", "gone", "literal (deleted)" };
  int memfd = memfd_create ("a memfd", 0);
  int segment = shmget (IPC_PRIVATE, PAGE, IPC_CREAT | 0600);
  long n = 0;

  for (unsigned i = 0; i < sizeof files / sizeof *files; i++)
    {
      char path[4096];
      int fd;

      snprintf (path, sizeof path, "%s/%s", argument, files[i]);
      fd = open (path, O_RDWR | O_CREAT, 0600);
      if (fd < 0 || ftruncate (fd, PAGE) != 0
          || mmap (NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0) == MAP_FAILED)
        exit (3);
      if (strcmp (files[i], "gone") == 0)
        unlink (path);
    }
  if (ftruncate (memfd, PAGE) != 0
      || mmap (NULL, PAGE, PROT_READ, MAP_PRIVATE, memfd, 0) == MAP_FAILED)
    exit (3);
  if (shmat (segment, NULL, 0) == (void *) -1)
    exit (3);
  shmctl (segment, IPC_RMID, NULL);
  mmap (NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  /* Enough mappings for more than one read of the kernel's. */
  for (char *pages = map_pages (64); n < 64; n += 2)
    mprotect (pages + n * PAGE, PAGE, PROT_READ);
  ready ();
}

/* hugetlb N: N huge pages, or exit status 77 where there are none. */
static void
do_hugetlb (const char *argument)
{
  long n_bytes = atol (argument) * 2 * 1024 * 1024;
  char *pages = mmap (NULL, n_bytes, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB, -1, 0);

  if (pages == MAP_FAILED)
    exit (77);
  memset (pages, 1, n_bytes);
  ready ();
}

int
main (int    argc,
      char **argv)
{
  static const struct
  {
    const char *name;
    void (*run) (const char *argument);
  } states[] = {
    { "touch", do_touch },
    { "stack", do_stack },
    { "undumpable", do_undumpable },
    { "name", do_name },
    { "leader-exit", do_leader_exit },
    { "zombie", do_zombie },
    { "fork", do_fork },
    { "names", do_names },
    { "hugetlb", do_hugetlb },
  };

  prctl (PR_SET_PDEATHSIG, 9);
  if (argc > 3 && strcmp (argv[1], "exec") == 0)
    do_exec (argv + 2);
  for (unsigned i = 0; argc > 2 && i < sizeof states / sizeof *states; i++)
    if (strcmp (argv[1], states[i].name) == 0)
      {
        states[i].run (argv[2]);
        for (;;)
          wait_for_byte ();
      }
  fprintf (stderr, "usage: memory-target STATE ARGUMENT...\n");
  return 2;
}
