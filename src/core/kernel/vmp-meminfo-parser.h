/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parses /proc/meminfo. */
#pragma once

#include "vmp-value.h"

G_BEGIN_DECLS

/* The machine's memory, bytes; VMP_MISSING where this kernel has no such key. */
typedef struct
{
  gint64 total, free, available, buffers, cached, swap_cached;
  gint64 active, inactive, active_anon, inactive_anon, active_file, inactive_file;
  gint64 unevictable, locked;
  gint64 swap_total, swap_free, zswap, zswapped;
  gint64 dirty, writeback, anon_pages, mapped, shmem;
  gint64 slab, slab_reclaimable, slab_unreclaimable, kernel_stack, page_tables, sec_page_tables;
  gint64 commit_limit, committed, vmalloc_used, percpu, hardware_corrupted;
  gint64 anon_huge_pages, shmem_huge_pages, file_huge_pages;
  /* counts of pages of huge_page_size */
  gint64 huge_pages_total, huge_pages_free, huge_pages_reserved;
  gint64 huge_page_size, hugetlb;
} VmpMeminfo;

/* Parses one whole file: unknown keys are skipped. FALSE with VMP_ERROR_CORRUPT, which names the
 * line; *out is untouched then. Allocates nothing. */
gboolean vmp_meminfo_parse (const char *data, gsize len, VmpMeminfo *out, GError **error);

G_END_DECLS
