/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parses /proc/PID/maps, smaps and smaps_rollup. */
#pragma once

#include "vmp-value.h"

G_BEGIN_DECLS

/* One line of maps, or the head line of an smaps entry. @name points into the parsed text. */
typedef struct
{
  guint64     start_addr, end_addr;
  guint64     offset_bytes;
  guint32     device_major, device_minor;
  guint64     inode;
  char        permissions[5];   /* "rw-p" */
  const char *name;             /* not terminated; as the kernel wrote it */
  gsize       name_len;
} VmpMapsLine;

/* The sizes of an smaps entry or of smaps_rollup, bytes; VMP_MISSING where this kernel has no such
 * key. */
typedef struct
{
  gint64 size, kernel_page_size, mmu_page_size;
  gint64 rss, pss, pss_dirty, pss_anon, pss_file, pss_shmem;
  gint64 shared_clean, shared_dirty, private_clean, private_dirty;
  gint64 referenced, anonymous, ksm, lazy_free;
  gint64 anon_huge_pages, shmem_pmd_mapped, file_pmd_mapped;
  gint64 shared_hugetlb, private_hugetlb;
  gint64 swap, swap_pss, locked;
  gint64 thp_eligible, protection_key;   /* plain numbers */
} VmpSmapsSizes;

/* One smaps entry: the mapping, its sizes and its VmFlags ("rd wr mr"; empty where there are
 * none). */
typedef struct
{
  VmpMapsLine   line;
  VmpSmapsSizes sizes;
  gboolean      has_sizes;      /* FALSE: the text was that of maps, and all of them are missing */
  const char   *flags;          /* not terminated, points into the text */
  gsize         flags_len;
  const char   *unknown;        /* from the first line with a key that is not known to behind the last */
  gsize         unknown_len;    /* 0: there is none */
} VmpSmapsEntry;

#define VMP_MAPS_PARSER_KEYS 32

/* A cursor over text of maps or smaps; lives on the stack, allocates nothing. Its fields are its
 * own. */
typedef struct
{
  const char *at, *end;
  guint64     line_number;                      /* of the line at @at */
  guint8      next_key[VMP_MAPS_PARSER_KEYS];   /* which key followed which in the last entry */
  guint8      block[VMP_MAPS_PARSER_KEYS];      /* the keys that entries begin with */
  guint8      n_block;
} VmpMapsParser;

void     vmp_maps_parser_init       (VmpMapsParser *self, const char *data, gsize len);
/* TRUE and *out filled for the next mapping; FALSE at the end (@error unset) or at a malformed line
 * (@error set, with the line number; *out untouched). */
gboolean vmp_maps_parser_next       (VmpMapsParser *self, VmpMapsLine *out, GError **error);
gboolean vmp_maps_parser_next_smaps (VmpMapsParser *self, VmpSmapsEntry *out, GError **error);
/* The one entry of smaps_rollup; empty text is malformed. */
gboolean vmp_smaps_rollup_parse     (const char *data, gsize len, VmpSmapsSizes *out,
                                     GError **error);
/* Which of VmpSmapsSizes' numbers has that key, without ':'; -1 for none. */
gint     vmp_smaps_find_key         (const char *key, gsize len);
/* TRUE if that number is a plain one, no size in kB. */
gboolean vmp_smaps_key_is_plain     (gint index);
/* TRUE if the two-letter code @code ("nh") is among @entry's VmFlags. */
gboolean vmp_smaps_entry_has_flag   (const VmpSmapsEntry *entry, const char *code);
/* Walks the lines whose keys are not known: @at begins as NULL. TRUE and *out_line, *out_len (without its end) filled for the
 * next one. */
gboolean vmp_smaps_entry_next_unknown (const VmpSmapsEntry *entry, const char **at, const char **out_line, gsize *out_len);

G_END_DECLS
