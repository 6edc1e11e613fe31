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

/* One way of listing, and what it takes. */
typedef struct
{
  void (*run) (void);
  int     who;          /* RUSAGE_SELF, or RUSAGE_CHILDREN for a program */
  double  msec[101];
  double  median_msec;
} Way;

/* Median CPU time of each, by turns: what disturbs one disturbs the other. */
static void
measure (Way   *ways,
         guint  n_ways,
         guint  rounds)
{
  for (guint w = 0; w < n_ways; w++)
    ways[w].run ();
  for (guint i = 0; i < rounds; i++)
    for (guint w = 0; w < n_ways; w++)
      {
        double begin = cpu_msec (ways[w].who);

        ways[w].run ();
        ways[w].msec[i] = cpu_msec (ways[w].who) - begin;
      }
  for (guint w = 0; w < n_ways; w++)
    {
      qsort (ways[w].msec, rounds, sizeof *ways[w].msec, compare_doubles);
      ways[w].median_msec = ways[w].msec[rounds / 2];
    }
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

static void
print (const char *name,
       const Way  *way,
       const Way  *against,
       const char *target)
{
  printf ("%-42s %7.1f", name, way->median_msec);
  if (against != NULL)
    printf ("   x%.2f (target %s)", way->median_msec / against->median_msec, target);
  printf ("\n");
}

int
main (int    argc,
      char **argv)
{
  guint n = argc > 1 ? atoi (argv[1]) : 2000, rounds = argc > 2 ? CLAMP (atoi (argv[2]), 1, 101) : 31;
  Way refresh[] = { { read_held, RUSAGE_SELF }, { list_held, RUSAGE_SELF } };
  Way cold[] = { { read_opening, RUSAGE_SELF }, { list_once_brief, RUSAGE_SELF }, { list_once_full, RUSAGE_SELF } };
  Way programs[] = { { run_ps, RUSAGE_CHILDREN }, { run_vmp_ps, RUSAGE_CHILDREN } };

  start_children (n);
  root = vmp_proc_root_new (NULL, NULL);
  held_lister = vmp_process_lister_new (root);
  vmp_process_list_unref (vmp_process_lister_list (held_lister, VMP_PROCESS_COLUMN_NONE, NULL));
  for_each_file (hold_file);
  measure (refresh, G_N_ELEMENTS (refresh), rounds);
  measure (cold, G_N_ELEMENTS (cold), rounds);
  measure (programs, g_getenv ("VMP") != NULL ? 2 : 1, rounds / 4 + 1);
  printf ("%u processes, CPU ms (medians of %u)\n", n_held, rounds);
  print ("bare pread of held stat and statm", &refresh[0], NULL, NULL);
  print ("our refresh", &refresh[1], &refresh[0], "1.30 of the bare preads");
  print ("bare readdir, open, read, close", &cold[0], NULL, NULL);
  print ("our first list without command lines", &cold[1], &cold[0], "1.20 of bare opening");
  print ("our first list with command lines", &cold[2], &cold[0], "none");
  print ("ps -eo pid,rss,vsz,comm", &programs[0], &refresh[1], "at least 4, of our refresh");
  if (g_getenv ("VMP") != NULL)
    print ("vmp ps, the whole program", &programs[1], &cold[0], "1.20 of bare opening");
#ifdef HAVE_GTOP
  {
    Way gtop = { run_gtop, RUSAGE_SELF };

    measure (&gtop, 1, rounds / 4 + 1);
    print ("libgtop: state, mem, time, uid", &gtop, &refresh[1], "at least 5, of our refresh");
  }
#endif
  vmp_process_lister_free (held_lister);
  vmp_proc_root_unref (root);
  end_children (n);

  return 0;
}
