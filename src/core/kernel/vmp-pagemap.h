/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What single pages are: runs of pages alike, and the decoding of /proc/PID/pagemap. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What is true of a page. One that was never touched, or given back, has none of them. */
typedef enum
{
  VMP_PAGE_PRESENT    = 1 << 0,   /* in memory, and mapped here */
  VMP_PAGE_FILE       = 1 << 1,   /* of a file, or shared */
  VMP_PAGE_SWAPPED    = 1 << 2,
  VMP_PAGE_ZERO       = 1 << 3,   /* the system's page of zeros: only read so far, takes no memory */
  VMP_PAGE_HUGE       = 1 << 4,   /* part of a huge page that is mapped as one */
  VMP_PAGE_GUARD      = 1 << 5,   /* made a guard by madvise(): touching it is fatal */
  VMP_PAGE_SOFT_DIRTY = 1 << 6,   /* written since the last mark in clear_refs, or since it was mapped */
  VMP_PAGE_UNKNOWN    = 1 << 7,   /* nothing is known of it */
} VmpPageBits;

/* How pages were looked at. */
typedef enum
{
  VMP_PAGE_SOURCE_SCAN,           /* the ioctl PAGEMAP_SCAN (Linux 6.7) */
  VMP_PAGE_SOURCE_PAGEMAP,        /* an entry of pagemap a page */
  VMP_PAGE_SOURCE_SMAPS,          /* concluded from smaps where all or nothing of a mapping is there */
  VMP_N_PAGE_SOURCES
} VmpPageSource;

/* Neighbours that are alike. */
typedef struct
{
  guint64 start_addr;
  guint32 n_pages;                /* longer stretches are several runs */
  guint32 bits;                   /* VmpPageBits, never 0 */
} VmpPageRun;

/* FALSE to stop. */
typedef gboolean (*VmpPageRunFunc) (const VmpPageRun *run, gpointer data);

/* Decodes the @n entries of pagemap that begin with the page at @start_addr; runs of pages alike, those of nothing left
 * out, to @func. FALSE if it stopped. @page_size: bytes. */
gboolean vmp_pagemap_decode (const guint64 *entries, gsize n, guint64 start_addr, guint64 page_size, VmpPageRunFunc func,
                             gpointer data);

G_END_DECLS
