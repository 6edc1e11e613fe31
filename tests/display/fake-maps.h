/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Address spaces that tests make up, through the text that the kernel would write. */
#pragma once

#include "core/model/vmp-address-space.h"

typedef struct
{
  guint64     start_addr;
  guint64     size_bytes;
  guint64     rss_bytes;
  const char *permissions;      /* NULL: "rw-p" */
  const char *name;             /* NULL: none */
  guint64     inode;
  const char *flags;            /* NULL: "rd wr mr mw me ac" */
} FakeMapping;

#define FAKE_KIB G_GUINT64_CONSTANT (1024)
#define FAKE_MIB G_GUINT64_CONSTANT (1048576)

VmpAddressSpace *fake_maps_new      (const FakeMapping *mappings,
                                     guint              n) G_GNUC_WARN_UNUSED_RESULT;
/* A small process: program, heap, a library, two anonymous mappings, stack; @step changes a few sizes. */
VmpAddressSpace *fake_maps_new_usual (guint             step) G_GNUC_WARN_UNUSED_RESULT;
/* @n mappings of four kinds; each @step all resident sizes change and about 40 come or go. */
VmpAddressSpace *fake_maps_new_many (guint              n,
                                     guint              step) G_GNUC_WARN_UNUSED_RESULT;
