/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a process has touched its memory, by its page tables. */

#include "config.h"

#include "vmp-process-private.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <unistd.h>

#ifndef PAGE_IS_GUARD
#define PAGE_IS_GUARD (1 << 8)  /* Linux 6.16 */
#endif
#define ENTRY_PRESENT (G_GUINT64_CONSTANT (1) << 63)
#define ENTRY_SWAPPED (G_GUINT64_CONSTANT (1) << 62)
#define ENTRY_GUARD (G_GUINT64_CONSTANT (1) << 58)
#define N_ENTRIES 512

#ifdef PAGEMAP_SCAN
/* Pages that are in memory or in swap; guard pages look like the latter. 0, or an errno. */
static int
scan (int              fd,
      VmpTouchedRange *range,
      gboolean         knows_guards)
{
  struct page_region first;
  struct pm_scan_arg arg = {
    .size = sizeof arg, .start = range->start_addr, .end = range->end_addr, .vec = (guintptr) &first, .vec_len = 1,
    .category_mask = knows_guards ? PAGE_IS_GUARD : 0, .category_inverted = knows_guards ? PAGE_IS_GUARD : 0,
    .category_anyof_mask = PAGE_IS_PRESENT | PAGE_IS_SWAPPED, .return_mask = PAGE_IS_PRESENT,
  };
  int n = ioctl (fd, PAGEMAP_SCAN, &arg);

  if (n < 0)
    return errno;
  range->touched_addr = n > 0 ? first.start : range->end_addr;
  return 0;
}
#endif

/* For kernels before 6.7, entry by entry. */
static gboolean
read_entries (int              fd,
              VmpTouchedRange *range,
              guint64          page_bytes)
{
  guint64 entries[N_ENTRIES];

  for (guint64 addr = range->start_addr; addr < range->end_addr;)
    {
      gsize n = MIN (N_ENTRIES, (range->end_addr - addr) / page_bytes);
      gssize got = pread (fd, entries, n * sizeof *entries, (off_t) (addr / page_bytes * sizeof *entries));

      if (got < (gssize) sizeof *entries)
        return FALSE;
      n = (gsize) got / sizeof *entries;
      for (gsize i = 0; i < n; i++, addr += page_bytes)
        {
          if ((entries[i] & (ENTRY_PRESENT | ENTRY_SWAPPED)) == 0 || (entries[i] & ENTRY_GUARD) != 0)
            continue;
          range->touched_addr = addr;
          return TRUE;
        }
    }
  range->touched_addr = range->end_addr;
  return TRUE;
}

static gboolean
find_touched (int              fd,
              VmpTouchedRange *range,
              guint64          page_bytes)
{
#ifdef PAGEMAP_SCAN
  int errsv = scan (fd, range, TRUE);

  /* Kernels before 6.16 do not know that category. */
  if (errsv == EINVAL)
    errsv = scan (fd, range, FALSE);
  if (errsv == 0)
    return TRUE;
#endif
  return read_entries (fd, range, page_bytes);
}

gboolean
vmp_process_find_touched (VmpProcess      *self,
                          VmpTouchedRange *ranges,
                          guint            n)
{
  int fd = vmp_process_open_live (self, "pagemap");

  for (guint i = 0; i < n; i++)
    {
      if (fd < 0 || !find_touched (fd, &ranges[i], vmp_proc_root_get_page_size_bytes (self->root)))
        ranges[i].touched_addr = 0;
    }
  if (fd < 0)
    return FALSE;
  close (fd);
  return TRUE;
}
