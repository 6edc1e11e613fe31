/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pages of a process one by one: by the ioctl PAGEMAP_SCAN, or pagemap where the kernel does not have it. */

#include "config.h"

#include "vmp-process-private.h"

#include "vmp-error.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

/* Newer than the headers that we build with may be (Linux 6.16, 6.13). */
#ifndef PAGE_IS_GUARD
#define PAGE_IS_GUARD (1 << 8)
#endif
#ifndef MADV_GUARD_INSTALL
#define MADV_GUARD_INSTALL 102
#endif

#define N_REGIONS 2048
#define N_ENTRIES 8192
/* Between two of them it is asked whether to go on. */
#define STEP_BYTES (G_GUINT64_CONSTANT (1) << 32)
/* pagemap has eight bytes for every page of an empty terabyte too: 256 MiB of them are enough. */
#define MOST_ENTRIES (G_GUINT64_CONSTANT (1) << 25)
#define CATEGORIES (PAGE_IS_FILE | PAGE_IS_PRESENT | PAGE_IS_SWAPPED | PAGE_IS_PFNZERO | PAGE_IS_HUGE | PAGE_IS_SOFT_DIRTY)

typedef struct
{
  VmpProcess      *process;
  int              fd;          /* of pagemap */
  guint64          page_size;
  guint64          end_addr;
  VmpPageRunFunc   func;
  VmpPageStepFunc  step;
  gpointer         data;
  gboolean         stopped;
} Reader;

/* What this kernel knows of pages, found out on a page of our own. */
typedef struct
{
  gboolean soft_dirty;    /* it marks what is written */
  gboolean guards;        /* it has guards, and tells them in pagemap */
} Features;

static guint64
read_entry (int      fd,
            guint64  addr,
            guint64  page_size)
{
  guint64 entry = 0;

  return pread (fd, &entry, sizeof entry, addr / page_size * sizeof entry) == sizeof entry ? entry : 0;
}

/* A page that was just written is dirty wherever dirt is told; one that was made a guard is told as one, unless it is too
 * new for this kernel, or the kernel for it. */
static Features
probe_features (VmpProcRoot *root)
{
  gsize page_size = sysconf (_SC_PAGESIZE);
  int fd = vmp_proc_root_is_live (root) ? vmp_proc_root_open_proc (root, "self/pagemap", O_RDONLY) : -1;
  char *page = fd >= 0 ? mmap (NULL, page_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) : MAP_FAILED;
  Features features = { FALSE, FALSE };

  if (page != MAP_FAILED)
    {
      *(volatile char *) page = 1;
      features.soft_dirty = (read_entry (fd, (guintptr) page, page_size) >> 55 & 1) != 0;
      if (madvise (page, page_size, MADV_GUARD_INSTALL) == 0)
        features.guards = (read_entry (fd, (guintptr) page, page_size) >> 58 & 1) != 0;
      munmap (page, page_size);
    }
  if (fd >= 0)
    close (fd);
  return features;
}

static const Features *
get_features (VmpProcRoot *root)
{
  static gsize once;
  static Features features;

  if (g_once_init_enter (&once))
    {
      features = probe_features (root);
      g_once_init_leave (&once, 1);
    }
  return &features;
}

#ifdef PAGEMAP_SCAN
static guint32
bits_of (guint64 categories)
{
  guint32 bits = 0;

  /* Guards count as swapped, but are not. */
  if (categories & PAGE_IS_GUARD)
    return VMP_PAGE_GUARD;
  bits |= categories & PAGE_IS_PRESENT ? VMP_PAGE_PRESENT : 0;
  bits |= categories & PAGE_IS_SWAPPED ? VMP_PAGE_SWAPPED : 0;
  bits |= categories & PAGE_IS_FILE ? VMP_PAGE_FILE : 0;
  bits |= categories & PAGE_IS_PFNZERO ? VMP_PAGE_ZERO : 0;
  bits |= categories & PAGE_IS_HUGE ? VMP_PAGE_HUGE : 0;
  bits |= categories & PAGE_IS_SOFT_DIRTY ? VMP_PAGE_SOFT_DIRTY : 0;
  return bits;
}

static gboolean
tell_regions (Reader                    *self,
              const struct page_region  *regions,
              guint                      n)
{
  for (guint i = 0; i < n; i++)
    {
      guint64 left = (regions[i].end - regions[i].start) / self->page_size;
      VmpPageRun run = { regions[i].start, 0, bits_of (regions[i].categories) };

      for (; left > 0 && run.bits != 0; left -= run.n_pages)
        {
          run.n_pages = MIN (left, G_MAXUINT32);
          if (!self->func (&run, self->data))
            return FALSE;
          run.start_addr += run.n_pages * self->page_size;
        }
    }
  return TRUE;
}

/* 0, or an errno: ENOTTY where the kernel has no such ioctl. Then nothing was told. */
static int
scan (Reader  *self,
      guint64  start_addr,
      guint64  guard)
{
  g_autofree struct page_region *regions = g_new (struct page_region, N_REGIONS);
  guint64 at = start_addr;

  while (at < self->end_addr && !self->stopped)
    {
      struct pm_scan_arg arg = {
        .size = sizeof arg, .start = at, .end = MIN (self->end_addr, at + STEP_BYTES),
        .vec = (guintptr) regions, .vec_len = N_REGIONS,
        .category_anyof_mask = PAGE_IS_PRESENT | PAGE_IS_SWAPPED | guard, .return_mask = CATEGORIES | guard,
      };
      int n = ioctl (self->fd, PAGEMAP_SCAN, &arg);
      guint64 next;

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return errno;
      self->stopped = !tell_regions (self, regions, n) || (self->step != NULL && !self->step (self->data));
      /* walk_end may lie before the end of what was told (seen on Linux 6.18). */
      next = MAX (arg.walk_end, n > 0 ? regions[n - 1].end : 0);
      if (next <= at)
        return EIO;
      at = next;
    }
  return 0;
}
#else
static int
scan (Reader  *self,
      guint64  start_addr,
      guint64  guard)
{
  return ENOTTY;
}
#endif

/* 0, or an errno. */
static int
read_entries (Reader  *self,
              guint64  start_addr)
{
  g_autofree guint64 *entries = g_new (guint64, N_ENTRIES);
  guint64 at = start_addr;

  while (at < self->end_addr && !self->stopped)
    {
      gsize n = MIN ((self->end_addr - at) / self->page_size, N_ENTRIES);
      gssize got = pread (self->fd, entries, n * sizeof *entries, at / self->page_size * sizeof *entries);

      if (got < 0 && errno == EINTR)
        continue;
      if (got < 0)
        return errno;
      if (got < (gssize) sizeof *entries)
        return ESRCH;
      n = got / sizeof *entries;
      self->stopped = !vmp_pagemap_decode (entries, n, at, self->page_size, self->func, self->data) ||
                      (self->step != NULL && !self->step (self->data));
      at += n * self->page_size;
    }
  return 0;
}

/* By what there is. 0, or an errno. */
static int
read_pages (Reader         *self,
            guint64         start_addr,
            VmpPageReading *out)
{
  guint32 basic = VMP_PAGE_PRESENT | VMP_PAGE_FILE | VMP_PAGE_SWAPPED;
  const Features *features = get_features (self->process->root);
  int errsv = EINVAL;

  *out = (VmpPageReading) { VMP_PAGE_SOURCE_SCAN, basic | VMP_PAGE_ZERO | VMP_PAGE_HUGE };
  if (features->soft_dirty)
    out->known_bits |= VMP_PAGE_SOFT_DIRTY;
  if (!self->process->without_scan)
    {
      /* A kernel of before 6.16 does not know of guards here, and would take them for swapped. */
      errsv = scan (self, start_addr, PAGE_IS_GUARD);
      if (errsv == 0)
        out->known_bits |= VMP_PAGE_GUARD;
      else if (errsv == EINVAL && !features->guards)
        errsv = scan (self, start_addr, 0);
    }
  if (errsv != ENOTTY && errsv != EINVAL)
    return errsv;
  if ((self->end_addr - start_addr) / self->page_size > MOST_ENTRIES)
    return EFBIG;
  out->source = VMP_PAGE_SOURCE_PAGEMAP;
  out->known_bits &= basic | VMP_PAGE_SOFT_DIRTY;
  out->known_bits |= features->guards ? VMP_PAGE_GUARD : 0;
  return read_entries (self, start_addr);
}

gboolean
vmp_process_foreach_page_run (VmpProcess       *self,
                              guint64           start_addr,
                              guint64           end_addr,
                              VmpPageRunFunc    func,
                              VmpPageStepFunc   step,
                              gpointer          data,
                              VmpPageReading   *out,
                              GError          **error)
{
  Reader reader = {
    .process = self, .page_size = vmp_proc_root_get_page_size_bytes (self->root), .end_addr = end_addr,
    .func = func, .step = step, .data = data,
  };
  guint64 entry;
  int errsv;

  g_return_val_if_fail (start_addr % reader.page_size == 0 && end_addr % reader.page_size == 0, FALSE);
  if (!vmp_process_has_memory (self))
    return vmp_process_fail_no_memory (self, error);
  reader.fd = vmp_process_open_live (self, "pagemap");
  if (reader.fd < 0)
    return vmp_process_fail_memory (self, error, errno, "pagemap");
  errsv = read_pages (&reader, start_addr, out);
  /* Without an address space any more everything would look as if it had never been touched. */
  if (errsv == 0 && !reader.stopped && start_addr < end_addr &&
      pread (reader.fd, &entry, sizeof entry, start_addr / reader.page_size * sizeof entry) != sizeof entry)
    errsv = ESRCH;
  close (reader.fd);
  if (errsv == EFBIG)
    return vmp_error_set (error, VMP_ERROR_TOO_BIG, "pid %d: too many pages to look at one by one", self->pid);
  return errsv == 0 || vmp_process_fail_memory (self, error, errsv, "pagemap");
}

void
vmp_process_set_without_scan (VmpProcess *self,
                              gboolean    without_scan)
{
  self->without_scan = without_scan;
}
