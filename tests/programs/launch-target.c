/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A command for the tests of launching: launch-target DEED [ARGUMENT...]. */

#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static char **thread_argv;

static int
touch_memory (const char *mebibytes)
{
  size_t size = strtoul (mebibytes, NULL, 10) << 20;
  char *memory = mmap (NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

  if (memory == MAP_FAILED)
    return 3;
  madvise (memory, size, MADV_NOHUGEPAGE);
  memset (memory, 1, size);
  return 0;
}

/* Open descriptors, without the one that looks. */
static int
print_descriptors (void)
{
  DIR *dir = opendir ("/proc/self/fd");
  struct dirent *entry;

  while (dir != NULL && (entry = readdir (dir)) != NULL)
    if (entry->d_name[0] != '.' && atoi (entry->d_name) != dirfd (dir))
      printf ("%s\n", entry->d_name);
  return 0;
}

static int
print_signals (void)
{
  char line[256];
  FILE *status = fopen ("/proc/self/status", "re");

  while (status != NULL && fgets (line, sizeof line, status) != NULL)
    if (strncmp (line, "SigBlk:", 7) == 0 || strncmp (line, "SigIgn:", 7) == 0)
      fputs (line, stdout);
  return 0;
}

static int
print_surroundings (void)
{
  char directory[4096];

  printf ("%s\n", getcwd (directory, sizeof directory));
  for (char **variable = environ; *variable != NULL; variable++)
    printf ("%s\n", *variable);
  return 0;
}

static void *
exit_worker (void *data)
{
  usleep (50000);
  exit (atoi (data));
}

static void *
exec_worker (void *data)
{
  usleep (20000);
  execv (thread_argv[0], thread_argv);
  _exit (4);
}

static int
run_thread (void *(*worker) (void *), void *data, int leader_ends)
{
  pthread_t thread;

  if (pthread_create (&thread, NULL, worker, data) != 0)
    return 3;
  if (leader_ends)
    pthread_exit (NULL);
  pthread_join (thread, NULL);
  return 3;
}

/* Says "ready" and stays until a signal ends it, or for a minute. */
static int
stay (void)
{
  puts ("ready");
  fflush (stdout);
  for (int i = 0; i < 600; i++)
    usleep (100000);
  return 0;
}

static volatile sig_atomic_t signals_got[65];

static void
count_signal_cb (int number)
{
  signals_got[number]++;
}

/* Says "ready", and after a while which signals came how often. */
static int
count_signals (int tenths)
{
  struct sigaction action = { .sa_handler = count_signal_cb };

  for (int i = 1; i <= 31; i++)
    sigaction (i, &action, NULL);
  puts ("ready");
  fflush (stdout);
  for (int i = 0; i < tenths; i++)
    {
      struct timespec left = { 0, 100000000 };

      while (nanosleep (&left, &left) != 0)
        ;
    }
  for (int i = 1; i <= 31; i++)
    for (int j = 0; j < signals_got[i]; j++)
      printf ("%d ", i);
  puts ("");
  return 0;
}

/* Children that hold memory at the same time. */
static int
fork_children (int n, const char *mebibytes, int stay_msec)
{
  int status = 0;

  for (int i = 0; i < n; i++)
    if (fork () == 0)
      {
        touch_memory (mebibytes);
        for (int left = stay_msec; left > 0; left -= 100)
          usleep (100000);
        _exit (0);
      }
  while (wait (NULL) > 0)
    ;
  return status;
}

int
main (int argc, char **argv)
{
  const char *deed = argc > 1 ? argv[1] : "";
  char nothing[] = "", *argument = argc > 2 ? argv[2] : nothing;

  if (strcmp (deed, "exit") == 0)
    return atoi (argument);
  if (strcmp (deed, "signal") == 0)
    return raise (atoi (argument));
  if (strcmp (deed, "touch") == 0)
    return touch_memory (argument);
  if (strcmp (deed, "descriptors") == 0)
    return print_descriptors ();
  if (strcmp (deed, "signals") == 0)
    return print_signals ();
  if (strcmp (deed, "surroundings") == 0)
    return print_surroundings ();
  if (strcmp (deed, "uid") == 0)
    return printf ("%d\n", (int) geteuid ()) < 0;
  if (strcmp (deed, "count") == 0)
    return count_signals (atoi (argument));
  if (strcmp (deed, "stay") == 0)
    return stay ();
  if (strcmp (deed, "children") == 0)
    return fork_children (atoi (argument), argc > 3 ? argv[3] : "0", argc > 4 ? atoi (argv[4]) : 1800);
  if (strcmp (deed, "thread-exit") == 0)
    return run_thread (exit_worker, argument, 0);
  if (strcmp (deed, "leader-exit") == 0)
    return run_thread (exit_worker, argument, 1);
  thread_argv = argv + 2;
  if (strcmp (deed, "thread-exec") == 0)
    return run_thread (exec_worker, NULL, 0);
  return 2;
}
