/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an address space costs beyond the kernel's own time of reading: bench-maps MANY-MAPPINGS [N [ROUNDS [FILE]]]. The two take turns;
 * medians of processor time (reading is nothing else), one JSON object. */

#include "config.h"

#include "core/engine/vmp-map-reader.h"

#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MOST_ROUNDS 99

static guint n_rounds = 9;
static guint64 n_allocations;

/* Counts, and leaves the work to the C library. */
extern void *__libc_malloc (size_t bytes);
extern void *__libc_realloc (void *block, size_t bytes);
extern void *__libc_calloc (size_t n, size_t bytes);
void *malloc (size_t bytes);
void *realloc (void *block, size_t bytes);
void *calloc (size_t n, size_t bytes);

void *
malloc (size_t bytes)
{
  n_allocations++;
  return __libc_malloc (bytes);
}

void *
realloc (void   *block,
         size_t  bytes)
{
  n_allocations++;
  return __libc_realloc (block, bytes);
}

void *
calloc (size_t n,
        size_t bytes)
{
  n_allocations++;
  return __libc_calloc (n, bytes);
}

static double
now_msec (void)
{
  struct timespec t;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &t);
  return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

static int
compare_doubles (const void *a,
                 const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static double
median (double *values)
{
  qsort (values, n_rounds, sizeof *values, compare_doubles);
  return values[n_rounds / 2];
}

/* Nothing but the system calls. */
static double
read_file (VmpProcess *process,
           const char *name)
{
  static char chunk[65536];
  double start = now_msec ();
  int fd = openat (vmp_process_get_dir_fd (process), name, O_RDONLY | O_CLOEXEC);

  while (read (fd, chunk, sizeof chunk) > 0)
    ;
  close (fd);
  return now_msec () - start;
}

static gsize
get_heap_bytes (void)
{
  struct mallinfo2 info = mallinfo2 ();

  return info.uordblks + info.hblkhd;
}

static VmpAddressSpace *
load (VmpProcess *process,
      VmpBuffer  *buffer,
      gboolean    is_smaps)
{
  g_autoptr (GError) error = NULL;
  VmpAddressSpace *space = is_smaps ? vmp_map_reader_load (process, buffer, TRUE, &error)
                                    : vmp_map_reader_load_ranges (process, buffer, &error);

  if (space == NULL)
    g_error ("%s", error->message);
  return space;
}

static void
bench (VmpProcess *process,
       const char *name,
       gboolean    is_smaps,
       double      target)
{
  double read_msec[MOST_ROUNDS], load_msec[MOST_ROUNDS], ratios[MOST_ROUNDS], kernel, ours;
  VmpBuffer buffer = VMP_BUFFER_INIT;
  guint64 allocations = 0;
  gsize heap_bytes = 0;
  guint n = 0;

  for (guint round = 0; round < n_rounds; round++)
    {
      guint64 allocations_before = n_allocations;
      gsize heap_before = get_heap_bytes ();
      VmpAddressSpace *space;
      double start;

      read_msec[round] = read_file (process, name);
      start = now_msec ();
      space = load (process, &buffer, is_smaps);
      load_msec[round] = now_msec () - start;
      ratios[round] = load_msec[round] / read_msec[round];
      allocations = n_allocations - allocations_before;
      /* Later ones take what the first has given back. */
      if (round == 0)
        heap_bytes = get_heap_bytes () - heap_before - buffer.capacity;
      n = vmp_address_space_get_n (space);
      vmp_address_space_unref (space);
    }
  vmp_buffer_clear (&buffer);
  kernel = median (read_msec);
  ours = median (load_msec);
  printf ("  \"%s\": {\"mappings\": %u, \"kernel_msec\": %.2f, \"read_parse_type_msec\": %.2f, \"ratio\": %.3f, "
          "\"median_of_ratios\": %.3f, \"target\": %.2f, \"bytes_a_mapping\": %.1f, \"allocations\": %" G_GUINT64_FORMAT "},\n",
          name, n, kernel, ours, ours / kernel, median (ratios), target, (double) heap_bytes / n, allocations);
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
  pid_t pid;

  if (argc < 2)
    return 2;
  if (argc > 3)
    n_rounds = CLAMP (atoi (argv[3]), 1, MOST_ROUNDS);
  pid = start_target (argv[1], argc > 2 ? argv[2] : "60000");
  process = vmp_process_open (root, pid, &error);
  if (process == NULL)
    g_error ("%s", error->message);
  printf ("{\n");
  if (argc < 5 || strcmp (argv[4], "smaps") == 0)
    bench (process, "smaps", TRUE, 1.15);
  if (argc < 5 || strcmp (argv[4], "maps") == 0)
    bench (process, "maps", FALSE, 1.2);
  printf ("  \"pid\": %d\n}\n", (int) pid);
  kill (pid, SIGKILL);
  waitpid (pid, NULL, 0);
  return 0;
}
