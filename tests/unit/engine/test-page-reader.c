/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pages of this process, of which it is known what they are, by both interfaces of the kernel. */

#include "config.h"

#include "core/engine/vmp-page-reader.h"
#include "core/kernel/vmp-error.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef MADV_GUARD_INSTALL
#define MADV_GUARD_INSTALL 102
#endif

#define N_PAGES 16

static gsize page_size;

static VmpPageStates *
load (gpointer      start,
      gsize         n_pages,
      gboolean      without_scan,
      GError      **error)
{
  g_autoptr (VmpProcRoot) root = vmp_proc_root_new (NULL, NULL);
  g_autoptr (VmpProcess) process = vmp_process_open (root, getpid (), NULL);
  guint64 addr = (guintptr) start;

  vmp_process_set_without_scan (process, without_scan);
  return vmp_page_reader_load (process, addr, addr + n_pages * page_size, page_size, NULL, NULL, error);
}

static char *
map_pages (gsize n,
           int   protection)
{
  char *pages = mmap (NULL, n * page_size, protection, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

  g_assert_true (pages != MAP_FAILED);
  madvise (pages, n * page_size, MADV_NOHUGEPAGE);
  return pages;
}

static guint32
bits_at (VmpPageStates *states,
         const char    *pages,
         gsize          i)
{
  /* Whether a kernel marks what is written is another question. */
  return vmp_page_states_get_bits (states, (guintptr) pages + i * page_size) & ~VMP_PAGE_SOFT_DIRTY;
}

/* Pages 4 to 7 written, 8 and 9 only read, 10 guarded, 12 written and given back. */
static void
test_anonymous (gconstpointer data)
{
  gboolean without_scan = GPOINTER_TO_INT (data);
  char *pages = map_pages (N_PAGES, PROT_READ | PROT_WRITE);
  gboolean has_guard = madvise (pages + 10 * page_size, page_size, MADV_GUARD_INSTALL) == 0;
  g_autoptr (VmpPageStates) states = NULL;
  g_autoptr (GError) error = NULL;
  guint32 known;

  memset (pages + 4 * page_size, 1, 4 * page_size);
  g_assert_cmpint (((volatile char *) pages)[8 * page_size] + ((volatile char *) pages)[9 * page_size], ==, 0);
  pages[12 * page_size] = 1;
  madvise (pages + 12 * page_size, page_size, MADV_DONTNEED);
  states = load (pages, N_PAGES, without_scan, &error);
  g_assert_no_error (error);
  known = vmp_page_states_get_known_bits (states);
  if (without_scan)
    g_assert_cmpint (vmp_page_states_get_source (states), ==, VMP_PAGE_SOURCE_PAGEMAP);
  g_assert_cmpuint (known & VMP_PAGE_PRESENT, !=, 0);
  for (gsize i = 0; i < N_PAGES; i++)
    {
      guint32 expected = i >= 4 && i < 8 ? VMP_PAGE_PRESENT : 0;

      if (i == 8 || i == 9)
        expected = VMP_PAGE_PRESENT | (known & VMP_PAGE_ZERO);
      if (i == 10 && has_guard && (known & VMP_PAGE_GUARD))
        expected = VMP_PAGE_GUARD;
      if (i != 10 || !has_guard || (known & VMP_PAGE_GUARD))
        g_assert_cmphex (bits_at (states, pages, i), ==, expected);
    }
  munmap (pages, N_PAGES * page_size);
}

/* What is written says so where that is known, and nothing does where it is not. */
static void
test_soft_dirty (gconstpointer data)
{
  char *pages = map_pages (1, PROT_READ | PROT_WRITE);
  g_autoptr (VmpPageStates) states = NULL;
  gboolean is_dirty, is_known;

  pages[0] = 1;
  states = load (pages, 1, GPOINTER_TO_INT (data), NULL);
  g_assert_nonnull (states);
  is_dirty = (vmp_page_states_get_bits (states, (guintptr) pages) & VMP_PAGE_SOFT_DIRTY) != 0;
  is_known = (vmp_page_states_get_known_bits (states) & VMP_PAGE_SOFT_DIRTY) != 0;
  g_assert_cmpint (is_dirty, ==, is_known);
  munmap (pages, page_size);
}

static void
test_file (gconstpointer data)
{
  g_autofree char *path = NULL;
  int fd = g_file_open_tmp (NULL, &path, NULL);
  char *pages;
  g_autoptr (VmpPageStates) states = NULL;
  int sum = 0;

  g_assert_cmpint (ftruncate (fd, N_PAGES * page_size), ==, 0);
  pages = mmap (NULL, N_PAGES * page_size, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
  g_assert_true (pages != MAP_FAILED);
  for (gsize i = 0; i < N_PAGES; i++)
    sum += ((volatile char *) pages)[i * page_size];
  g_assert_cmpint (sum, ==, 0);
  /* A page of its own instead of the file's. */
  pages[3 * page_size] = 1;
  states = load (pages, N_PAGES, GPOINTER_TO_INT (data), NULL);
  g_assert_nonnull (states);
  for (gsize i = 0; i < N_PAGES; i++)
    g_assert_cmphex (bits_at (states, pages, i), ==, i == 3 ? VMP_PAGE_PRESENT : VMP_PAGE_PRESENT | VMP_PAGE_FILE);
  munmap (pages, N_PAGES * page_size);
  close (fd);
  unlink (path);
}

/* PMD-mapped where the system has huge pages to give. */
static void
test_huge (void)
{
  gsize huge_size = 2 * 1024 * 1024;
  char *region = map_pages (2 * huge_size / page_size, PROT_READ | PROT_WRITE);
  char *huge = region + (huge_size - (guintptr) region % huge_size) % huge_size;
  g_autoptr (VmpPageStates) states = NULL;
  guint32 bits;

  if (madvise (region, 2 * huge_size, MADV_HUGEPAGE) != 0)
    {
      g_test_skip ("no huge pages on this kernel");
      return;
    }
  huge[0] = 1;
  states = load (huge, huge_size / page_size, FALSE, NULL);
  g_assert_nonnull (states);
  bits = bits_at (states, huge, 0);
  if (bits & VMP_PAGE_HUGE)
    g_assert_cmpuint (vmp_page_states_count (states, 0, G_MAXUINT64, VMP_PAGE_HUGE), ==, huge_size / page_size);
  else
    g_test_message ("no huge page was given");
  munmap (region, 2 * huge_size);
}

static void
test_many_runs (gconstpointer data)
{
  gsize n = 20000;
  char *pages = map_pages (n, PROT_READ | PROT_WRITE);
  g_autoptr (VmpPageStates) states = NULL;
  g_autoptr (GError) error = NULL;
  guint n_runs;

  for (gsize i = 0; i < n; i += 2)
    pages[i * page_size] = 1;
  states = load (pages, n, GPOINTER_TO_INT (data), &error);
  g_assert_no_error (error);
  vmp_page_states_get_runs (states, &n_runs);
  g_assert_cmpuint (n_runs, ==, n / 2);
  g_assert_cmpuint (vmp_page_states_count (states, 0, G_MAXUINT64, VMP_PAGE_PRESENT), ==, n / 2);
  munmap (pages, n * page_size);
}

static gboolean
give_up_cb (gpointer data)
{
  (*(guint *) data)++;
  return FALSE;
}

static void
test_give_up (void)
{
  g_autoptr (VmpProcRoot) root = vmp_proc_root_new (NULL, NULL);
  g_autoptr (VmpProcess) process = vmp_process_open (root, getpid (), NULL);
  g_autoptr (GError) error = NULL;
  guint asked = 0;

  /* All addresses there are: thousands of steps. */
  g_assert_null (vmp_page_reader_load (process, page_size, G_GUINT64_CONSTANT (0x7fff00000000), page_size, give_up_cb, &asked, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (asked, ==, 1);
}

static void
test_refused (void)
{
  g_autoptr (VmpProcRoot) root = vmp_proc_root_new (NULL, NULL);
  g_autoptr (VmpProcess) process = NULL;
  g_autoptr (VmpPageStates) states = NULL;
  g_autoptr (GError) error = NULL;
  pid_t child = fork ();
  siginfo_t info;

  if (child == 0)
    _exit (0);
  waitid (P_PID, child, &info, WEXITED | WNOWAIT);
  process = vmp_process_open (root, child, NULL);
  g_assert_null (vmp_page_reader_load (process, 0, 0x10000, page_size, NULL, NULL, &error));
  g_assert_error (error, VMP_ERROR, VMP_ERROR_UNSUPPORTED);
  g_clear_error (&error);
  waitpid (child, NULL, 0);
  g_assert_null (load ((gpointer) G_GUINT64_CONSTANT (0xffffffffff600000), 1, FALSE, &error));
  g_assert_error (error, VMP_ERROR, VMP_ERROR_UNSUPPORTED);
  g_clear_error (&error);
  /* An old kernel would have to be asked for eight bytes of every page. */
  g_assert_null (load (NULL, (gsize) 1 << 34, TRUE, &error));
  g_assert_error (error, VMP_ERROR, VMP_ERROR_TOO_BIG);
  /* Nothing, and of nothing. */
  g_clear_error (&error);
  states = load (GSIZE_TO_POINTER (page_size), 0, FALSE, &error);
  g_assert_no_error (error);
  g_assert_nonnull (states);
}

static void
add_both (const char    *name,
          GTestDataFunc  func)
{
  g_autofree char *scan = g_strdup_printf ("/page-reader/%s/scan", name);
  g_autofree char *pagemap = g_strdup_printf ("/page-reader/%s/pagemap", name);

  g_test_add_data_func (scan, GINT_TO_POINTER (FALSE), func);
  g_test_add_data_func (pagemap, GINT_TO_POINTER (TRUE), func);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  page_size = sysconf (_SC_PAGESIZE);
  add_both ("anonymous", test_anonymous);
  add_both ("soft-dirty", test_soft_dirty);
  add_both ("file", test_file);
  add_both ("many-runs", test_many_runs);
  g_test_add_func ("/page-reader/huge", test_huge);
  g_test_add_func ("/page-reader/give-up", test_give_up);
  g_test_add_func ("/page-reader/refused", test_refused);
  return g_test_run ();
}
