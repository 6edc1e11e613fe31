/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All processes, 2,000 of them: our lister beside the bare reads and other programs. bench-list [N [ROUNDS]] */

#include "config.h"

#include "core/engine/vmp-clock.h"
#include "core/engine/vmp-process-list.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef HAVE_GTOP
#include <glibtop.h>
#include <glibtop/procmem.h>
#include <glibtop/proclist.h>
#include <glibtop/procstate.h>
#include <glibtop/proctime.h>
#include <glibtop/procuid.h>
#endif

static VmpProcessLister *held_lister;
static VmpProcRoot *root;
static int held_fds[65536][2];
static guint n_held;
static GPid *children;

static int
compare_doubles (const void *a,
                 const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static double
to_msec (const struct timeval *time)
{
  return time->tv_sec * 1e3 + time->tv_usec / 1e3;
}

static double
cpu_msec (int who)
{
  struct rusage usage;

  getrusage (who, &usage);

  return to_msec (&usage.ru_utime) + to_msec (&usage.ru_stime);
}

static void
read_held (void)
{
  char text[4096];

  for (guint i = 0; i < n_held; i++)
    for (guint k = 0; k < 2; k++)
      if (pread (held_fds[i][k], text, sizeof text, 0) < 0)
        continue;
}

/* Calls @func with the path of stat and of statm of each process. */
static void
for_each_file (void (*func) (const char *path, guint kind))
{
  static const char *const names[] = { "stat", "statm" };
  DIR *folder = opendir ("/proc");
  struct dirent *entry;

  while ((entry = readdir (folder)) != NULL)
    for (guint kind = 0; g_ascii_isdigit (entry->d_name[0]) && kind < 2; kind++)
      {
        char path[280];

        g_snprintf (path, sizeof path, "/proc/%s/%s", entry->d_name, names[kind]);
        func (path, kind);
      }
  closedir (folder);
}

static void
hold_file (const char *path,
           guint       kind)
{
  held_fds[n_held][kind] = open (path, O_RDONLY);
  if (kind == 1 && n_held + 1 < G_N_ELEMENTS (held_fds))
    n_held++;
}

static void
read_file (const char *path,
           guint       kind)
{
  char text[4096];
  int fd = open (path, O_RDONLY);

  if (fd >= 0 && read (fd, text, sizeof text) < 0)
    abort ();
  close (fd);
}

static void
read_opening (void)
{
  for_each_file (read_file);
}

static void
list_held (void)
{
  g_autoptr (VmpProcessList) list = vmp_process_lister_list (held_lister, VMP_PROCESS_COLUMN_NONE, NULL);

  g_assert_nonnull (list);
}

static void
list_once (guint columns)
{
  g_autoptr (VmpProcessLister) lister = vmp_process_lister_new (root);

  vmp_process_lister_set_keep_open (lister, FALSE);
  vmp_process_list_unref (vmp_process_lister_list (lister, columns, NULL));
}

static void
list_once_brief (void)
{
  list_once (VMP_PROCESS_COLUMN_NO_COMMAND);
}

static void
list_once_full (void)
{
  list_once (VMP_PROCESS_COLUMN_NONE);
}

static void
run_program (const char *program)
{
  if (system (program) != 0)
    fprintf (stderr, "%s failed\n", program);
}

static void
run_ps (void)
{
  run_program ("exec ps -eo pid,rss,vsz,comm >/dev/null");
}

static void
run_vmp_ps (void)
{
  run_program ("exec $VMP ps --columns pid,user,state,rss,minor-faults,name >/dev/null");
}

#ifdef HAVE_GTOP
static void
run_gtop (void)
{
  glibtop_proclist list;
  pid_t *pids = glibtop_get_proclist (&list, GLIBTOP_KERN_PROC_ALL, 0);

  for (guint i = 0; i < list.number; i++)
    {
      glibtop_proc_state state;
      glibtop_proc_mem memory;
      glibtop_proc_time time;
      glibtop_proc_uid uid;

      glibtop_get_proc_state (&state, pids[i]);
      glibtop_get_proc_mem (&memory, pids[i]);
      glibtop_get_proc_time (&time, pids[i]);
      glibtop_get_proc_uid (&uid, pids[i]);
    }
  g_free (pids);
}
#endif

/* Median CPU time of @func, in this process or in those it waits for. */
static double
measure (void (*func) (void),
         guint rounds,
         int   who)
{
  g_autofree double *values = g_new (double, rounds);

  func ();
  for (guint i = 0; i < rounds; i++)
    {
      double begin = cpu_msec (who);

      func ();
      values[i] = cpu_msec (who) - begin;
    }
  qsort (values, rounds, sizeof *values, compare_doubles);

  return values[rounds / 2];
}

static void
start_children (guint n)
{
  children = g_new (GPid, n);
  for (guint i = 0; i < n; i++)
    if ((children[i] = fork ()) == 0)
      {
        prctl (PR_SET_PDEATHSIG, SIGKILL);
        for (;;)
          pause ();
      }
}

static void
end_children (guint n)
{
  for (guint i = 0; i < n; i++)
    kill (children[i], SIGKILL);
  for (guint i = 0; i < n; i++)
    waitpid (children[i], NULL, 0);
}

int
main (int    argc,
      char **argv)
{
  guint n = argc > 1 ? atoi (argv[1]) : 2000, rounds = argc > 2 ? atoi (argv[2]) : 15;
  double held, opening, ours, brief, full, ps;

  start_children (n);
  root = vmp_proc_root_new (NULL, NULL);
  held_lister = vmp_process_lister_new (root);
  for_each_file (hold_file);
  held = measure (read_held, rounds, RUSAGE_SELF);
  ours = measure (list_held, rounds, RUSAGE_SELF);
  held = (held + measure (read_held, rounds, RUSAGE_SELF)) / 2;
  opening = measure (read_opening, rounds, RUSAGE_SELF);
  brief = measure (list_once_brief, rounds, RUSAGE_SELF);
  opening = (opening + measure (read_opening, rounds, RUSAGE_SELF)) / 2;
  full = measure (list_once_full, rounds, RUSAGE_SELF);
  ps = measure (run_ps, rounds / 3 + 1, RUSAGE_CHILDREN);
  printf ("%u processes, CPU ms (median of %u)\n", n_held, rounds);
  printf ("%-44s %7.1f\n", "bare pread of held stat and statm", held);
  printf ("%-44s %7.1f  x%.2f of the bare preads (target 1.30)\n", "our refresh", ours, ours / held);
  printf ("%-44s %7.1f\n", "bare readdir, open, read, close", opening);
  printf ("%-44s %7.1f  x%.2f of bare opening (target 1.20)\n", "our first list without command lines", brief,
          brief / opening);
  printf ("%-44s %7.1f  x%.2f\n", "our first list with command lines", full, full / opening);
  printf ("%-44s %7.1f  x%.2f of our refresh (target 4)\n", "ps -eo pid,rss,vsz,comm", ps, ps / ours);
  if (g_getenv ("VMP") != NULL)
    printf ("%-44s %7.1f\n", "vmp ps, the whole program", measure (run_vmp_ps, rounds / 3 + 1, RUSAGE_CHILDREN));
#ifdef HAVE_GTOP
  {
    double gtop = measure (run_gtop, rounds / 3 + 1, RUSAGE_SELF);

    printf ("%-44s %7.1f  x%.2f of our refresh (target 5)\n", "libgtop: state, mem, time, uid", gtop, gtop / ours);
  }
#endif
  vmp_process_lister_free (held_lister);
  vmp_proc_root_unref (root);
  end_children (n);

  return 0;
}
