/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What parsing adds to the kernel's own time of reading: bench-parse [MANY-MAPPINGS [N]]. Medians,
 * one JSON object. */

#include "config.h"

#include "core/kernel/vmp-process.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define N_ROUNDS 9
#define N_SMALL_READS 20000

static double
now_usec (void)
{
  struct timespec t;

  clock_gettime (CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e6 + t.tv_nsec / 1e3;
}

static int
compare_doubles (const void *a,
                 const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static double
median (double values[N_ROUNDS])
{
  qsort (values, N_ROUNDS, sizeof *values, compare_doubles);
  return values[N_ROUNDS / 2];
}

static void
print_pair (const char *name,
            double      read_usec,
            double      parse_usec,
            gsize       bytes)
{
  printf (
      "  \"%s\": {\"read_usec\": %.2f, \"parse_usec\": %.2f, \"ratio\": %.3f, \"bytes\": %zu},\n",
      name, read_usec, parse_usec, parse_usec / read_usec, bytes);
}

typedef gboolean (*ParseFunc) (const char *data, gsize len);

static gboolean
parse_stat (const char *data,
            gsize       len)
{
  VmpStat out;

  return vmp_stat_parse (data, len, &out, NULL);
}

static gboolean
parse_statm (const char *data,
             gsize       len)
{
  VmpStatm out;

  return vmp_statm_parse (data, len, &out, NULL);
}

static gboolean
parse_status (const char *data,
              gsize       len)
{
  VmpStatus out;

  return vmp_status_parse (data, len, &out, NULL);
}

static gboolean
parse_io (const char *data,
          gsize       len)
{
  VmpIo out;

  return vmp_io_parse (data, len, &out, NULL);
}

static gboolean
parse_rollup (const char *data,
              gsize       len)
{
  VmpSmapsSizes out;

  return vmp_smaps_rollup_parse (data, len, &out, NULL);
}

static gboolean
parse_smaps (const char *data,
             gsize       len)
{
  VmpMapsParser parser;
  VmpSmapsEntry entry;
  gint64 rss_bytes = 0;

  vmp_maps_parser_init (&parser, data, len);
  while (vmp_maps_parser_next_smaps (&parser, &entry, NULL))
    rss_bytes += entry.sizes.rss;
  return rss_bytes > 0 && parser.at == parser.end;
}

static gboolean
parse_maps (const char *data,
            gsize       len)
{
  VmpMapsParser parser;
  VmpMapsLine line;
  guint64 bytes = 0;

  vmp_maps_parser_init (&parser, data, len);
  while (vmp_maps_parser_next (&parser, &line, NULL))
    bytes += line.end_addr - line.start_addr;
  return bytes > 0 && parser.at == parser.end;
}

/* A small file, held open. */
static double
bench_held (const char *name,
            VmpProcess *process,
            ParseFunc   parse,
            double     *out_parse_usec)
{
  static char text[8192];
  double read_usec[N_ROUNDS], parse_usec[N_ROUNDS];
  int fd = openat (vmp_process_get_dir_fd (process), name, O_RDONLY | O_CLOEXEC);
  gssize n = 0;

  for (guint round = 0; round < N_ROUNDS; round++)
    {
      double start = now_usec ();

      for (guint i = 0; i < N_SMALL_READS; i++)
        n = pread (fd, text, sizeof text, 0);
      read_usec[round] = (now_usec () - start) / N_SMALL_READS;
      start = now_usec ();
      for (guint i = 0; i < N_SMALL_READS; i++)
        if (!parse (text, n))
          g_error ("%s does not parse", name);
      parse_usec[round] = (now_usec () - start) / N_SMALL_READS;
    }
  close (fd);
  *out_parse_usec = median (parse_usec);
  print_pair (name, median (read_usec), *out_parse_usec, n);
  return median (read_usec);
}

/* A large file, opened for each reading. */
static void
bench_file (const char     *name,
            VmpProcess     *process,
            VmpProcessFile  file,
            ParseFunc       parse)
{
  VmpBuffer buffer = VMP_BUFFER_INIT;
  double read_usec[N_ROUNDS], parse_usec[N_ROUNDS];

  for (guint round = 0; round < N_ROUNDS; round++)
    {
      g_autoptr (GError) error = NULL;
      double start = now_usec ();

      if (!vmp_process_read_file (process, file, &buffer, &error))
        g_error ("%s", error->message);
      read_usec[round] = now_usec () - start;
      start = now_usec ();
      if (!parse (buffer.data, buffer.len))
        g_error ("%s does not parse", name);
      parse_usec[round] = now_usec () - start;
    }
  print_pair (name, median (read_usec), median (parse_usec), buffer.len);
  vmp_buffer_clear (&buffer);
}

static void
add_rss (const VmpSmapsEntry *entry,
         gpointer             data)
{
  *(gint64 *) data += entry->sizes.rss;
}

/* smaps parsed while it is read, against reading it through a buffer of the same size. */
static void
bench_streamed (VmpProcess *process)
{
  static char chunk[65536];
  VmpBuffer buffer = VMP_BUFFER_INIT;
  double read_usec[N_ROUNDS], both_usec[N_ROUNDS];
  gsize bytes = 0;

  for (guint round = 0; round < N_ROUNDS; round++)
    {
      g_autoptr (GError) error = NULL;
      double start = now_usec ();
      int fd = openat (vmp_process_get_dir_fd (process), "smaps", O_RDONLY | O_CLOEXEC);
      gint64 rss_bytes = 0;
      gssize n;

      for (bytes = 0; (n = read (fd, chunk, sizeof chunk)) > 0;)
        bytes += n;
      close (fd);
      read_usec[round] = now_usec () - start;
      start = now_usec ();
      if (!vmp_process_foreach_mapping (process, &buffer, add_rss, &rss_bytes, &error))
        g_error ("%s", error->message);
      both_usec[round] = now_usec () - start;
    }
  print_pair ("smaps_streamed", median (read_usec), median (both_usec) - median (read_usec), bytes);
  vmp_buffer_clear (&buffer);
}

static pid_t
start_target (const char *program,
              const char *n_mappings)
{
  int ready[2];
  char line[8];
  pid_t pid;

  if (pipe (ready) != 0)
    g_error ("pipe");
  pid = fork ();
  if (pid == 0)
    {
      dup2 (ready[1], STDOUT_FILENO);
      execl (program, program, n_mappings, NULL);
      _exit (127);
    }
  close (ready[1]);
  if (read (ready[0], line, sizeof line) <= 0)
    g_error ("%s did not start", program);
  close (ready[0]);
  return pid;
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VmpProcRoot) root = vmp_proc_root_new (NULL, &error);
  g_autoptr (VmpProcess) process = NULL;
  pid_t pid = argc > 1 ? start_target (argv[1], argc > 2 ? argv[2] : "60000") : getpid ();
  double parse[4], read_usec = 0;

  process = vmp_process_open (root, pid, &error);
  if (process == NULL)
    g_error ("%s", error->message);
  printf ("{\n");
  read_usec += bench_held ("stat", process, parse_stat, &parse[0]);
  read_usec += bench_held ("statm", process, parse_statm, &parse[1]);
  read_usec += bench_held ("status", process, parse_status, &parse[2]);
  print_pair ("tier_0", read_usec, parse[0] + parse[1] + parse[2], 0);
  bench_held ("io", process, parse_io, &parse[3]);
  bench_file ("smaps_rollup", process, VMP_PROCESS_FILE_SMAPS_ROLLUP, parse_rollup);
  bench_file ("maps", process, VMP_PROCESS_FILE_MAPS, parse_maps);
  bench_file ("smaps", process, VMP_PROCESS_FILE_SMAPS, parse_smaps);
  bench_streamed (process);
  printf ("  \"pid\": %d\n}\n", (int) pid);
  if (pid != getpid ())
    {
      kill (pid, SIGKILL);
      waitpid (pid, NULL, 0);
    }
  return 0;
}
