/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Real address spaces: what each mapping is, and that its sums are the kernel's. */

#include "config.h"

#include "core/engine/vmp-map-reader.h"
#include "core/kernel/vmp-error.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define KIB G_GINT64_CONSTANT (1024)
#define MIB (KIB * 1024)

/* --- programs --- */

typedef struct
{
  GPid  pid;
  int   input_fd;
  FILE *output;     /* owned */
  char *folder;     /* owned; for its files, removed with all in it at the end */
} Child;

static char *
dup_program (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_BUILT, "programs", name, NULL);

  return g_canonicalize_filename (path, NULL);
}

/* FALSE if there is no such program. */
static gboolean
start (Child              *self,
       const char *const  *argv)
{
  int output_fd;

  if (!g_spawn_async_with_pipes (self->folder, (char **) argv, NULL,
                                 G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL,
                                 &self->pid, &self->input_fd, &output_fd, NULL, NULL))
    return FALSE;
  self->output = fdopen (output_fd, "r");
  return TRUE;
}

static void
finish (Child *self)
{
  kill (self->pid, SIGKILL);
  g_assert_cmpint (waitpid (self->pid, NULL, 0), ==, self->pid);
  g_clear_fd (&self->input_fd, NULL);
  fclose (self->output);
  if (self->folder != NULL)
    {
      const char *const argv[] = { "rm", "-rf", "--", self->folder, NULL };

      g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
      g_free (self->folder);
    }
}

/* --- reading --- */

static VmpAddressSpace *
load (gint32     pid,
      gboolean   described,
      GError   **error)
{
  g_autoptr (VmpProcRoot) root = vmp_proc_root_new (NULL, error);
  g_autoptr (VmpProcess) process = root != NULL ? vmp_process_open (root, pid, error) : NULL;
  VmpBuffer buffer = VMP_BUFFER_INIT;
  VmpAddressSpace *space;

  if (process == NULL)
    return NULL;
  space = vmp_map_reader_load (process, &buffer, described, error);
  vmp_buffer_clear (&buffer);
  return space;
}

static const VmpMapping *
find (const VmpAddressSpace *space,
      guint64                addr)
{
  for (guint i = 0; i < vmp_address_space_get_n (space); i++)
    {
      const VmpMapping *mapping = vmp_address_space_get (space, i);

      if (addr >= mapping->start_addr && addr < mapping->end_addr)
        return mapping;
    }
  return NULL;
}

/* The sizes that smaps_rollup tells, too. Those that are shares of pages are cut to whole KiB in each mapping; others are exact. */
static const struct
{
  VmpMappingSize size;
  gsize          offset;
  gboolean       is_cut;
} totals[] = {
#define TOTAL(id, field, is_cut) { VMP_MAPPING_##id, G_STRUCT_OFFSET (VmpSmapsSizes, field), is_cut }
  TOTAL (RSS, rss, FALSE), TOTAL (PSS, pss, TRUE), TOTAL (PSS_DIRTY, pss_dirty, TRUE),
  TOTAL (SHARED_CLEAN, shared_clean, FALSE), TOTAL (SHARED_DIRTY, shared_dirty, FALSE),
  TOTAL (PRIVATE_CLEAN, private_clean, FALSE), TOTAL (PRIVATE_DIRTY, private_dirty, FALSE),
  TOTAL (REFERENCED, referenced, FALSE), TOTAL (ANONYMOUS, anonymous, FALSE), TOTAL (KSM, ksm, FALSE),
  TOTAL (LAZY_FREE, lazy_free, FALSE), TOTAL (ANON_HUGE_PAGES, anon_huge_pages, FALSE),
  TOTAL (SHMEM_PMD_MAPPED, shmem_pmd_mapped, FALSE), TOTAL (FILE_PMD_MAPPED, file_pmd_mapped, FALSE),
  TOTAL (SHARED_HUGETLB, shared_hugetlb, FALSE), TOTAL (PRIVATE_HUGETLB, private_hugetlb, FALSE),
  TOTAL (SWAP, swap, FALSE), TOTAL (SWAP_PSS, swap_pss, TRUE), TOTAL (LOCKED, locked, TRUE),
};

static void
assert_partition (const VmpAddressSpace *space)
{
  const VmpMappingSum *all = vmp_address_space_get_sum (space, VMP_N_MAPPING_TYPES);
  gint64 mappings_n = 0, size_bytes = 0;

  for (guint type = 0; type < VMP_N_MAPPING_TYPES; type++)
    {
      mappings_n += vmp_address_space_get_sum (space, type)->mappings_n;
      size_bytes += vmp_address_space_get_sum (space, type)->size_bytes;
    }
  g_assert_cmpint (mappings_n, ==, vmp_address_space_get_n (space));
  g_assert_cmpint (mappings_n, ==, all->mappings_n);
  g_assert_cmpint (size_bytes, ==, all->size_bytes);
  for (guint i = 0; i < VMP_N_MAPPING_SIZES; i++)
    {
      gint64 bytes = 0;

      for (guint type = 0; type < VMP_N_MAPPING_TYPES; type++)
        bytes = vmp_value_add (bytes, vmp_address_space_get_sum (space, type)->sizes_bytes[i]);
      g_assert_cmpint (bytes, ==, all->sizes_bytes[i]);
    }
}

static void
read_rollup (gint32         pid,
             VmpSmapsSizes *out)
{
  g_autoptr (VmpProcRoot) root = vmp_proc_root_new (NULL, NULL);
  g_autoptr (VmpProcess) process = vmp_process_open (root, pid, NULL);
  VmpBuffer buffer = VMP_BUFFER_INIT;

  g_assert_true (vmp_process_read_rollup (process, &buffer, out, NULL));
  vmp_buffer_clear (&buffer);
}

static gboolean
is_equal (const VmpAddressSpace *space,
         const VmpSmapsSizes   *rollup)
{
  for (guint i = 0; i < G_N_ELEMENTS (totals); i++)
    {
      gint64 ours = vmp_address_space_get_sum (space, VMP_N_MAPPING_TYPES)->sizes_bytes[totals[i].size];
      gint64 theirs = G_STRUCT_MEMBER (gint64, rollup, totals[i].offset);

      if (ours == theirs)
        continue;
      g_test_message ("%s: %" G_GINT64_FORMAT " of %" G_GINT64_FORMAT, vmp_mapping_size_to_key (totals[i].size), ours, theirs);
      if (!totals[i].is_cut || ours > theirs || theirs - ours > vmp_address_space_get_n (space) * KIB)
        return FALSE;
    }
  return TRUE;
}

/* Of a process that does not run. What it shares depends on others all the same: only readings between two equal ones of the
 * kernel's own sums are compared, and others may even have come and gone between these, though not time after time. */
static void
assert_rollup (gint32 pid)
{
  guint n_different = 0;

  for (guint i = 0; i < 1000; i++)
    {
      g_autoptr (VmpAddressSpace) space = NULL;
      VmpSmapsSizes before, after;

      read_rollup (pid, &before);
      space = load (pid, TRUE, NULL);
      g_assert_nonnull (space);
      read_rollup (pid, &after);
      if (memcmp (&before, &after, sizeof before) != 0)
        continue;
      if (is_equal (space, &before))
        return;
      g_assert_cmpuint (++n_different, <, 10);
    }
  g_test_skip ("what it shares with others does not stay the same");
}

/* --- every kind --- */

/* Once every thread waits, and so tells where its stack pointer is. */
static VmpAddressSpace *
load_waiting (gint32 pid)
{
  for (guint i = 0;; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (VmpAddressSpace) space = load (pid, TRUE, &error);
      const VmpAddressSpaceFacts *facts;
      gboolean all = TRUE;

      g_assert_no_error (error);
      facts = vmp_address_space_get_facts (space);
      for (guint j = 0; j < facts->n_threads; j++)
        all = all && facts->threads[j].stack_pointer_addr != 0;
      if (all || i == 500)
        return g_steal_pointer (&space);
      g_usleep (10000);
    }
}

static const struct
{
  const char *key;
  VmpOverlays overlay;
} overlays[] = {
  { "copied", VMP_OVERLAY_COPIED }, { "deleted", VMP_OVERLAY_DELETED }, { "write-execute", VMP_OVERLAY_WRITE_EXECUTE },
  { "guard-pages", VMP_OVERLAY_GUARD_PAGES }, { "locked", VMP_OVERLAY_LOCKED }, { "not-dumped", VMP_OVERLAY_NOT_DUMPED },
  { "sealed", VMP_OVERLAY_SEALED }, { "lazy-free", VMP_OVERLAY_LAZY_FREE },
};

static guint
find_overlay (const char *key)
{
  for (guint i = 0; i < G_N_ELEMENTS (overlays); i++)
    {
      if (strcmp (overlays[i].key, key) == 0)
        return overlays[i].overlay;
    }
  g_assert_cmpstr (key, ==, "");
  return 0;
}

/* "7f12 private-data locked" */
static void
assert_mapping (const VmpAddressSpace *space,
                const char            *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", -1);
  const VmpMapping *mapping = find (space, g_ascii_strtoull (words[0], NULL, 16));
  guint overlay = find_overlay (words[2] != NULL ? words[2] : "");

  g_test_message ("%s", line);
  g_assert_nonnull (mapping);
  g_assert_cmpstr (vmp_mapping_type_get (mapping->type)->key, ==, words[1]);
  g_assert_cmpuint (mapping->overlays & overlay, ==, overlay);
  if (overlay != VMP_OVERLAY_DELETED)
    g_assert_cmpuint (mapping->overlays & VMP_OVERLAY_DELETED, ==, 0);
}

static const VmpStack *
find_stack (const VmpAddressSpace *space,
            guint64                addr)
{
  guint n;
  const VmpStack *stacks = vmp_address_space_get_stacks (space, &n);

  for (guint i = 0; i < n; i++)
    {
      const VmpMapping *mapping = vmp_address_space_get (space, stacks[i].index);

      if (addr >= mapping->start_addr && addr < mapping->end_addr)
        return &stacks[i];
    }
  return NULL;
}

/* "thread 12 7f12": it has used at least half a MiB, and a quarter in the main thread, and is no longer as deep. */
static void
assert_stack (const VmpAddressSpace *space,
              gint32                 pid,
              const char            *line)
{
  const VmpAddressSpaceFacts *facts = vmp_address_space_get_facts (space);
  g_auto (GStrv) words = g_strsplit (line, " ", -1);
  gint32 tid = (gint32) g_ascii_strtoll (words[1], NULL, 10);
  const VmpStack *stack = find_stack (space, g_ascii_strtoull (words[2], NULL, 16));
  gint64 least = tid == pid ? MIB / 4 : MIB / 2;

  g_test_message ("%s", line);
  g_assert_nonnull (stack);
  g_assert_cmpint (vmp_address_space_get (space, stack->index)->tid, ==, tid);
  g_assert_cmpuint (stack->thread, <, facts->n_threads);
  g_assert_cmpint (facts->threads[stack->thread].tid, ==, tid);
  g_assert_cmpstr (facts->threads[stack->thread].name, ==, tid == pid ? "memory-kinds" : "digger");
  g_assert_cmpint (stack->touched_bytes, >=, least);
  g_assert_cmpint (stack->touched_bytes, <=, stack->reserved_bytes);
  g_assert_cmpint (stack->depth_bytes, >, 0);
  g_assert_cmpint (stack->depth_bytes, <, least);
  g_assert_cmpint (stack->deepest_bytes, >=, least);
  g_assert_cmpint (stack->deepest_bytes, <, least + MIB / 4);
}

static void
test_every_kind (void)
{
  g_autofree char *program = dup_program ("memory-kinds");
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (VmpAddressSpace) space = NULL;
  Child child = { .folder = g_dir_make_tmp ("memory-kinds-XXXXXX", NULL) };
  const char *const argv[] = { program, child.folder, NULL };
  char line[256];

  g_assert_true (start (&child, argv));
  while (fgets (line, sizeof line, child.output) != NULL && strcmp (line, "ready\n") != 0)
    g_ptr_array_add (lines, g_strndup (line, strcspn (line, "\n")));
  g_assert_cmpstr (line, ==, "ready\n");
  g_assert_cmpuint (lines->len, >, 30);
  space = load_waiting (child.pid);
  g_assert_false (vmp_address_space_is_torn (space));
  for (guint i = 0; i < lines->len; i++)
    {
      const char *text = lines->pdata[i];

      if (g_str_has_prefix (text, "thread "))
        assert_stack (space, child.pid, text);
      else
        assert_mapping (space, text);
    }
  assert_partition (space);
  assert_rollup (child.pid);
  finish (&child);
}

/* A guard lies below the stack of a thread that has none within, and what can be told of images is one image. */
static void
test_neighbours (void)
{
  g_autofree char *program = dup_program ("memory-kinds");
  g_autoptr (VmpAddressSpace) space = NULL;
  Child child = { .folder = g_dir_make_tmp ("memory-kinds-XXXXXX", NULL) };
  const char *const argv[] = { program, child.folder, NULL };
  guint32 image = 0;
  guint n_guards = 0, n_program = 0;
  char line[256];

  g_assert_true (start (&child, argv));
  while (fgets (line, sizeof line, child.output) != NULL && strcmp (line, "ready\n") != 0)
    ;
  space = load (child.pid, TRUE, NULL);
  for (guint i = 0; i < vmp_address_space_get_n (space); i++)
    {
      const VmpMapping *mapping = vmp_address_space_get (space, i);

      n_guards += mapping->type == VMP_MAPPING_GUARD;
      if (mapping->type != VMP_MAPPING_PROGRAM_IMAGE)
        continue;
      g_assert_true (n_program == 0 || mapping->image == image);
      image = mapping->image;
      n_program++;
    }
  g_assert_cmpuint (n_guards, >=, 1);
  g_assert_cmpuint (n_program, >=, 4);
  for (guint i = 0; i < vmp_address_space_get_n (space); i++)
    {
      const VmpMapping *mapping = vmp_address_space_get (space, i);

      if (mapping->type == VMP_MAPPING_IMAGE_BSS && mapping->end_addr - mapping->start_addr >= (guint64) 3 * MIB)
        g_assert_cmpuint (mapping->image, ==, image);
    }
  finish (&child);
}

/* --- other programs --- */

static void
wait_for_line (Child *child)
{
  char line[64];

  g_assert_nonnull (fgets (line, sizeof line, child->output));
}

/* Stopped, it stays what it is between two reads. */
static VmpAddressSpace *
load_stopped (Child *child)
{
  g_autoptr (GError) error = NULL;
  VmpAddressSpace *space;
  siginfo_t info;

  kill (child->pid, SIGSTOP);
  g_assert_cmpint (waitid (P_PID, child->pid, &info, WSTOPPED | WNOWAIT), ==, 0);
  space = load (child->pid, TRUE, &error);
  g_assert_no_error (error);
  return space;
}

static void
test_program (gconstpointer data)
{
  const char *const *argv = data;
  g_autoptr (VmpAddressSpace) space = NULL;
  Child child = { 0 };

  if (!start (&child, argv))
    {
      g_test_skip ("it is not installed");
      return;
    }
  wait_for_line (&child);
  space = load_stopped (&child);
  g_assert_false (vmp_address_space_is_torn (space));
  assert_partition (space);
  assert_rollup (child.pid);
  g_assert_cmpint (vmp_address_space_get_sum (space, VMP_MAPPING_PROGRAM_IMAGE)->mappings_n, >=, 2);
  g_assert_cmpint (vmp_address_space_get_sum (space, VMP_MAPPING_MAIN_STACK)->mappings_n, ==, 1);
  g_assert_cmpint (vmp_address_space_get_sum (space, VMP_MAPPING_KERNEL_GATE)->mappings_n, >=, 1);
  finish (&child);
}

static const char *const python[] = { "python3", "-c", "import time; print('x', flush=True); time.sleep(60)", NULL };
static const char *const node[] = { "node", "-e", "console.log('x'); setTimeout(() => {}, 60000)", NULL };
static const char *const perl[] = { "perl", "-e", "$| = 1; print \"x\\n\"; sleep 60", NULL };

static void
test_java (void)
{
  static const char source[] =
    "class Wait { public static void main(String[] a) throws Exception { System.out.println(\"x\"); Thread.sleep(60000); } }";
  g_autofree char *folder = g_dir_make_tmp ("java-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "Wait.java", NULL);
  const char *const argv[] = { "java", path, NULL };

  g_assert_true (g_file_set_contents (path, source, -1, NULL));
  test_program (argv);
  g_remove (path);
  g_rmdir (folder);
}

/* A machine without a disk waits for ever; its memory is the largest region. */
static void
test_qemu (void)
{
  static const char *const argv[] = {
    "qemu-system-x86_64", "-m", "256", "-nodefaults", "-display", "none", "-serial", "none", "-monitor", "none", "-S", NULL,
  };
  Child child = { 0 };
  gint64 bytes = 0;

  if (!start (&child, argv))
    {
      g_test_skip ("it is not installed");
      return;
    }
  for (guint i = 0; i < 600 && bytes == 0; i++)
    {
      g_autoptr (VmpAddressSpace) space = load (child.pid, TRUE, NULL);

      bytes = space != NULL ? vmp_address_space_get_sum (space, VMP_MAPPING_GUEST_MEMORY)->size_bytes : 0;
      g_usleep (100000);
    }
  g_assert_cmpint (bytes, ==, 256 * MIB);
  finish (&child);
}

static void
test_32_bit (void)
{
  g_autofree char *program = dup_program ("memory-kinds-32");
  const char *const argv[] = { program, NULL };
  g_autoptr (VmpAddressSpace) space = NULL;
  Child child = { 0 };

  if (!g_file_test (program, G_FILE_TEST_EXISTS) || !start (&child, argv))
    {
      g_test_skip ("no 32-bit programs are built here");
      return;
    }
  wait_for_line (&child);
  space = load_stopped (&child);
  g_assert_false (vmp_address_space_is_torn (space));
  assert_partition (space);
  assert_rollup (child.pid);
  g_assert_cmpuint (vmp_address_space_get (space, vmp_address_space_get_n (space) - 1)->end_addr, <=, 4096 * MIB);
  g_assert_cmpint (vmp_address_space_get_sum (space, VMP_MAPPING_PROGRAM_IMAGE)->mappings_n, >=, 1);
  g_assert_cmpint (vmp_address_space_get_sum (space, VMP_MAPPING_MAIN_STACK)->mappings_n, ==, 1);
  g_assert_cmpint (vmp_address_space_get_sum (space, VMP_MAPPING_MALLOC_ARENA)->size_bytes, ==, 132 * KIB);
  g_assert_cmpint (vmp_address_space_get_sum (space, VMP_MAPPING_RESERVED)->size_bytes, ==, MIB - 132 * KIB);
  finish (&child);
}

/* --- what is not still, or not ours --- */

/* What maps and unmaps all the time is read whole, or said to be torn; never wrong, and sums stay sums. */
static void
test_churn (void)
{
  g_autofree char *program = dup_program ("mapping-churn");
  const char *const argv[] = { program, NULL };
  Child child = { 0 };
  guint n_torn = 0;

  g_assert_true (start (&child, argv));
  wait_for_line (&child);
  for (guint i = 0; i < 100; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (VmpAddressSpace) space = load (child.pid, TRUE, &error);
      guint64 last = 0;

      if (space == NULL)
        {
          g_assert_error (error, VMP_ERROR, VMP_ERROR_CORRUPT);
          continue;
        }
      n_torn += vmp_address_space_is_torn (space);
      assert_partition (space);
      for (guint j = 0; j < vmp_address_space_get_n (space); j++)
        {
          g_assert_cmpuint (vmp_address_space_get (space, j)->start_addr, >=, last);
          last = vmp_address_space_get (space, j)->end_addr;
        }
    }
  g_test_message ("%u of 100 torn", n_torn);
  kill (child.pid, SIGSTOP);
  {
    g_autoptr (VmpAddressSpace) space = load_stopped (&child);

    g_assert_false (vmp_address_space_is_torn (space));
    assert_rollup (child.pid);
  }
  finish (&child);
}

/* Every process of this machine that may be read adds up to what the kernel has counted, or says that it does not. */
static void
test_all_processes (void)
{
  g_autoptr (VmpProcRoot) root = vmp_proc_root_new (NULL, NULL);
  g_autoptr (GArray) pids = g_array_new (FALSE, FALSE, sizeof (gint32));
  guint n_read = 0, n_torn = 0;

  g_assert_true (vmp_proc_root_list_pids (root, pids, NULL));
  for (guint i = 0; i < pids->len; i++)
    {
      g_autoptr (VmpAddressSpace) space = load (g_array_index (pids, gint32, i), TRUE, NULL);

      if (space == NULL)
        continue;
      assert_partition (space);
      n_read++;
      n_torn += vmp_address_space_is_torn (space);
    }
  g_test_message ("%u read, %u torn", n_read, n_torn);
  g_assert_cmpuint (n_read, >, 0);
  /* Most processes wait. */
  g_assert_cmpuint (n_torn, <=, n_read / 2);
}

static void
test_denied (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VmpAddressSpace) space = NULL;
  gint32 parent = getppid ();

  if (!g_test_subprocess ())
    {
      if (geteuid () != 0)
        {
          g_test_skip ("needs another user's process");
          return;
        }
      g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
      g_test_trap_assert_passed ();
      return;
    }
  g_assert_cmpint (setresgid (65534, 65534, 65534), ==, 0);
  g_assert_cmpint (setresuid (65534, 65534, 65534), ==, 0);
  space = load (parent, TRUE, &error);
  g_assert_null (space);
  g_assert_error (error, VMP_ERROR, VMP_ERROR_DENIED);
}

/* Where there is no smaps, maps tells what everything is, and sizes are missing. */
static void
test_maps_only (void)
{
  g_autofree char *prefix = g_dir_make_tmp ("maps-only-XXXXXX", NULL);
  g_autofree char *source = g_test_build_filename (G_TEST_DIST, "fixtures", "x86-64", NULL);
  g_autofree char *script = g_strdup_printf ("cp -r %s/. %s && rm %s/proc/15704/smaps", source, prefix, prefix);
  g_autofree char *clean = g_strdup_printf ("rm -rf %s", prefix);
  g_autoptr (GError) error = NULL;
  g_autoptr (VmpProcRoot) root = NULL;
  g_autoptr (VmpProcess) process = NULL;
  g_autoptr (VmpAddressSpace) space = NULL;
  VmpBuffer buffer = VMP_BUFFER_INIT;
  const char *const copy_argv[] = { "sh", "-c", script, NULL }, *const clean_argv[] = { "sh", "-c", clean, NULL };

  g_assert_true (g_spawn_sync (NULL, (char **) copy_argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL));
  root = vmp_proc_root_new (prefix, &error);
  g_assert_no_error (error);
  process = vmp_process_open (root, 15704, &error);
  g_assert_no_error (error);
  space = vmp_map_reader_load (process, &buffer, TRUE, &error);
  g_assert_null (space);
  g_assert_error (error, VMP_ERROR, VMP_ERROR_UNSUPPORTED);
  g_clear_error (&error);
  space = vmp_map_reader_load_ranges (process, &buffer, &error);
  g_assert_no_error (error);
  vmp_buffer_clear (&buffer);
  g_assert_cmpuint (vmp_address_space_get_n (space), >, 20);
  g_assert_cmpint (vmp_address_space_get_sum (space, VMP_MAPPING_MAIN_HEAP)->mappings_n, ==, 1);
  g_assert_cmpint (vmp_address_space_get_sum (space, VMP_MAPPING_MAIN_HEAP)->sizes_bytes[VMP_MAPPING_RSS], ==, VMP_MISSING);
  g_assert_cmpint (vmp_address_space_get_sum (space, VMP_N_MAPPING_TYPES)->size_bytes, >, 0);
  g_spawn_sync (NULL, (char **) clean_argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/map-reader/every-kind", test_every_kind);
  g_test_add_func ("/map-reader/neighbours", test_neighbours);
  g_test_add_data_func ("/map-reader/python3", python, test_program);
  g_test_add_data_func ("/map-reader/perl", perl, test_program);
  g_test_add_data_func ("/map-reader/node", node, test_program);
  g_test_add_func ("/map-reader/java", test_java);
  g_test_add_func ("/map-reader/qemu", test_qemu);
  g_test_add_func ("/map-reader/32-bit", test_32_bit);
  g_test_add_func ("/map-reader/churn", test_churn);
  g_test_add_func ("/map-reader/all-processes", test_all_processes);
  g_test_add_func ("/map-reader/denied", test_denied);
  g_test_add_func ("/map-reader/maps-only", test_maps_only);
  return g_test_run ();
}
