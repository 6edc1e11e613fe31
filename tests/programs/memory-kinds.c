/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A process with a mapping of every kind: memory-kinds FOLDER. Prints "ADDRESS TYPE [OVERLAY]" for each, "thread TID ADDRESS" for
 * each stack, then "ready"; the end of its input ends it. Files are made in FOLDER, and gone at the end. */

#include <errno.h>
#include <fcntl.h>
#include <linux/aio_abi.h>
#include <linux/io_uring.h>
#include <linux/perf_event.h>
#include <malloc.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef MADV_GUARD_INSTALL
#define MADV_GUARD_INSTALL 102
#endif
#ifndef SYS_mseal
#define SYS_mseal 462
#endif
#ifndef MAP_DROPPABLE
#define MAP_DROPPABLE 0x08
#endif
#define PR_SET_VMA_NAME_VMA 0x53564d41
#define KIB 1024L
#define MIB (1024 * KIB)
#define PLAIN (MAP_PRIVATE | MAP_ANONYMOUS)
#define RW (PROT_READ | PROT_WRITE)

static char zeros[4 * MIB];             /* bss of the program */
static int numbers[64 * KIB] = { 1 };   /* its data */
static pthread_barrier_t barrier;

static void
die (const char *what)
{
  fprintf (stderr, "memory-kinds: %s: %s\n", what, strerror (errno));
  exit (3);
}

static void
expect (const void *address,
        const char *type)
{
  printf ("%lx %s\n", (unsigned long) (uintptr_t) address, type);
}

/* Maps, and leaves a gap behind, so that the kernel joins it with no neighbour. */
static char *
map (size_t bytes,
     int    protection,
     int    flags,
     int    fd)
{
  char *hole = mmap (NULL, bytes + 2 * MIB, PROT_NONE, PLAIN | MAP_NORESERVE, -1, 0);
  char *memory;

  if (hole == MAP_FAILED)
    die ("hole");
  munmap (hole, bytes + 2 * MIB);
  memory = mmap (hole + MIB, bytes, protection, flags | MAP_FIXED, fd, 0);
  return memory == MAP_FAILED ? NULL : memory;
}

static char *
map_or_die (size_t      bytes,
            int         protection,
            int         flags,
            int         fd,
            const char *type)
{
  char *memory = map (bytes, protection, flags, fd);

  if (memory == NULL)
    die (type);
  expect (memory, type);
  return memory;
}

static int
make_file (const char *path,
           size_t      bytes)
{
  int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

  if (fd < 0 || ftruncate (fd, bytes) != 0)
    die (path);
  return fd;
}

/* --- files --- */

static void
map_files (void)
{
  int fd = make_file ("plain file", 64 * KIB);
  char *copied;

  map_or_die (64 * KIB, PROT_READ, MAP_PRIVATE, fd, "file-private");
  memset (map_or_die (64 * KIB, RW, MAP_SHARED, fd, "file-shared"), 1, 64 * KIB);
  copied = map_or_die (64 * KIB, RW, MAP_PRIVATE, fd, "file-private copied");
  copied[0] = 1;
  close (fd);
  fd = make_file ("gone", 4 * KIB);
  unlink ("gone");
  map_or_die (4 * KIB, PROT_READ, MAP_PRIVATE, fd, "file-private deleted");
  close (fd);
}

/* Names that break what is careless. */
static void
map_odd_names (void)
{
  static const char *const names[] = { "a\nb", "<b>&amp;", "\033[31mred", "kept (deleted)", "back\\slash \\012", "\xff\xfe" };
  char component[251];

  for (unsigned i = 0; i < sizeof names / sizeof *names; i++)
    {
      int fd = make_file (names[i], 4 * KIB);

      map_or_die (4 * KIB, PROT_READ, MAP_PRIVATE, fd, i == 3 ? "file-private deleted" : "file-private");
      close (fd);
    }
  memset (component, 'x', sizeof component - 1);
  component[sizeof component - 1] = '\0';
  for (unsigned i = 0; i < 14; i++)
    {
      if (mkdir (component, 0700) != 0 || chdir (component) != 0)
        die ("long path");
    }
  map_or_die (4 * KIB, PROT_READ, MAP_PRIVATE, make_file ("long", 4 * KIB), "file-private");
}

/* --- shared memory --- */

static void
map_shared (void)
{
  int fd = memfd_create ("mine", MFD_CLOEXEC), zero = open ("/dev/zero", O_RDWR | O_CLOEXEC);
  int id = shmget (IPC_PRIVATE, 64 * KIB, IPC_CREAT | 0600);
  void *attached;

  if (fd < 0 || ftruncate (fd, 64 * KIB) != 0)
    die ("memfd");
  memset (map_or_die (64 * KIB, RW, MAP_SHARED | MAP_ANONYMOUS, -1, "shared-memory"), 1, 64 * KIB);
  memset (map_or_die (64 * KIB, RW, MAP_SHARED, fd, "shared-memory"), 1, 4 * KIB);
  map_or_die (64 * KIB, PROT_READ | PROT_EXEC, MAP_SHARED, fd, "generated-code");
  if (zero >= 0)
    {
      map_or_die (64 * KIB, RW, MAP_SHARED, zero, "shared-memory");
      memset (map_or_die (64 * KIB, RW, MAP_PRIVATE, zero, "private-data"), 1, 4 * KIB);
    }
  if (id >= 0 && (attached = shmat (id, NULL, 0)) != (void *) -1)
    expect (attached, "shared-memory");
  shmctl (id, IPC_RMID, NULL);
  fd = shm_open ("/vmp-memory-kinds", O_RDWR | O_CREAT, 0600);
  if (fd >= 0 && ftruncate (fd, 64 * KIB) == 0)
    map_or_die (64 * KIB, RW, MAP_SHARED, fd, "shared-memory deleted");
  shm_unlink ("/vmp-memory-kinds");
}

/* --- heaps and code --- */

static void
fill_main_heap (void)
{
  char *block = NULL;

  for (int i = 0; i < 1000; i++)
    block = memset (malloc (1000), 1, 1000);
  expect (block, "main-heap");
  /* A block of its own is not told from other memory: the kernel says nothing, and the C library nothing here. */
  expect (memset (malloc (8 * MIB), 1, MIB), "private-data");
}

/* More than fits one piece of an arena: the first is full, and so without a rest. */
static void *
fill_arena (void *unused)
{
  char *first = malloc (1000), *last = NULL;

  (void) unused;
  for (int i = 0; i < 100000; i++)
    last = memset (malloc (1000), 1, 1000);
  expect (first, "malloc-arena");
  expect (last, "malloc-arena");
  pthread_barrier_wait (&barrier);
  pause ();
  return NULL;
}

static void
map_code (void)
{
  map_or_die (64 * KIB, PROT_READ | PROT_WRITE | PROT_EXEC, PLAIN, -1, "generated-code write-execute");
  map_or_die (64 * KIB, PROT_READ | PROT_EXEC, PLAIN, -1, "generated-code");
}

/* --- stacks --- */

static __attribute__ ((noinline)) int
dig (long bytes)
{
  volatile char frame[4096];

  memset ((char *) frame, 1, sizeof frame);
  return bytes > (long) sizeof frame ? dig (bytes - (long) sizeof frame) + frame[1] : frame[0];
}

static void *
use_stack (void *type)
{
  int here = dig (512 * KIB);

  prctl (PR_SET_NAME, "digger");
  expect (&here, type);
  printf ("thread %d %lx\n", gettid (), (unsigned long) (uintptr_t) &here);
  pthread_barrier_wait (&barrier);
  pause ();
  return NULL;
}

static void
start (void       *(*worker) (void *),
       const char *type,
       char       *stack,
       size_t      bytes)
{
  pthread_attr_t attributes;
  pthread_t thread;

  pthread_attr_init (&attributes);
  if (stack != NULL)
    pthread_attr_setstack (&attributes, stack, bytes);
  pthread_barrier_init (&barrier, NULL, 2);
  if (pthread_create (&thread, &attributes, worker, (void *) (uintptr_t) type) != 0)
    die ("thread");
  pthread_barrier_wait (&barrier);
}

static void
start_threads (void)
{
  char *stack;
  int has_guard;

  /* First, as it would be joined with one of ours above it. */
  start (use_stack, "thread-stack", NULL, 0);
  stack = map (2 * MIB, RW, PLAIN | MAP_STACK, -1);
  has_guard = stack != NULL && madvise (stack, 16 * KIB, MADV_GUARD_INSTALL) == 0;
  start (use_stack, has_guard ? "thread-stack guard-pages" : "thread-stack", stack, 2 * MIB);
  start (use_stack, "thread-stack write-execute", map (2 * MIB, RW | PROT_EXEC, PLAIN | MAP_STACK, -1), 2 * MIB);
  start (fill_arena, NULL, NULL, 0);
}

/* --- reservations, the pool of huge pages, and what overlays say --- */

static void
map_states (void)
{
  char *memory;

  map_or_die (64L * 1024 * MIB, PROT_NONE, PLAIN | MAP_NORESERVE, -1, "reserved");
  memset (map_or_die (64 * KIB, RW, PLAIN, -1, "private-data"), 1, 64 * KIB);
  memory = map (4 * KIB, RW, PLAIN | MAP_GROWSDOWN, -1);
  if (memory != NULL)
    expect (memory, "private-data");
  if ((memory = map (64 * KIB, RW, PLAIN, -1)) != NULL && mlock (memory, 64 * KIB) == 0)
    expect (memory, "private-data locked");
  if ((memory = map (64 * KIB, RW, PLAIN, -1)) != NULL && madvise (memory, 64 * KIB, MADV_DONTDUMP) == 0)
    expect (memory, "private-data not-dumped");
  if ((memory = map (64 * KIB, RW, PLAIN, -1)) != NULL && syscall (SYS_mseal, memory, 64 * KIB, 0) == 0)
    expect (memory, "private-data sealed");
  memory = map (MIB, RW, PLAIN, -1);
  memset (memory, 1, MIB);
  if (madvise (memory, MIB, MADV_FREE) == 0)
    expect (memory, "private-data lazy-free");
  memory = map (64 * KIB, RW, PLAIN, -1);
  memset (memory, 1, 64 * KIB);
  if (madvise (memory + 4 * KIB, 4 * KIB, MADV_GUARD_INSTALL) == 0)
    expect (memory, "private-data guard-pages");
  memory = map (64 * KIB, RW, MAP_ANONYMOUS | MAP_DROPPABLE, -1);
  if (memory != NULL)
    expect (memory, "private-data");
  memory = map (64 * KIB, RW, PLAIN, -1);
  prctl (PR_SET_VMA_NAME_VMA, 0, memory, 64 * KIB, "my <own> name");
  expect (memory, "private-data");
  memory = mmap (NULL, 2 * MIB, RW, PLAIN | MAP_HUGETLB, -1, 0);
  if (memory != MAP_FAILED)
    expect (memory, "huge-tlb");
}

/* --- what the kernel lends --- */

static void
map_special (void)
{
  struct perf_event_attr attributes = {
    .type = PERF_TYPE_SOFTWARE, .size = sizeof attributes, .config = PERF_COUNT_SW_PAGE_FAULTS, .exclude_kernel = 1,
  };
  struct io_uring_params params = { 0 };
  aio_context_t context = 0;
  int fd = (int) syscall (SYS_perf_event_open, &attributes, 0, -1, -1, PERF_FLAG_FD_CLOEXEC);
  char *memory;

  if (fd >= 0 && (memory = mmap (NULL, 4 * KIB, RW, MAP_SHARED, fd, 0)) != MAP_FAILED)
    expect (memory, "device");
  fd = (int) syscall (SYS_io_uring_setup, 4, &params);
  if (fd >= 0 && (memory = mmap (NULL, 4 * KIB, RW, MAP_SHARED, fd, IORING_OFF_SQ_RING)) != MAP_FAILED)
    expect (memory, "device");
  if (syscall (SYS_io_setup, 4, &context) == 0)
    expect ((void *) context, "device");
  fd = (int) syscall (SYS_memfd_secret, 0);
  if (fd >= 0 && ftruncate (fd, 4 * KIB) == 0 && (memory = mmap (NULL, 4 * KIB, RW, MAP_SHARED, fd, 0)) != MAP_FAILED)
    expect (memory, "device");
  if (getauxval (AT_SYSINFO_EHDR) != 0)
    expect ((void *) getauxval (AT_SYSINFO_EHDR), "kernel-gate");
}

int
main (int    argc,
      char **argv)
{
  char byte;

  if (argc < 2 || chdir (argv[1]) != 0)
    return 2;
  prctl (PR_SET_PDEATHSIG, 9);
  zeros[0] = zeros[sizeof zeros - 1] = (char) dig (256 * KIB);
  expect (main, "program-image");
  expect (&numbers[32 * KIB], "program-image");
  expect (&zeros[2 * MIB], "image-bss");
  expect ((void *) (uintptr_t) strerror, "library-image");
  expect (&byte, "main-stack");
  printf ("thread %d %lx\n", getpid (), (unsigned long) (uintptr_t) &byte);
  map_files ();
  map_shared ();
  map_code ();
  map_states ();
  map_special ();
  map_odd_names ();
  fill_main_heap ();
  start_threads ();
  puts ("ready");
  fflush (stdout);
  while (read (STDIN_FILENO, &byte, 1) > 0)
    ;
  _exit (0);
}
