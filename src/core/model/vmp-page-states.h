/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What each page of a range was at one moment. */
#pragma once

#include "core/kernel/vmp-process.h"

G_BEGIN_DECLS

/* Immutable; atomically ref-counted, so any thread may read it. */
typedef struct _VmpPageStates VmpPageStates;

/* Takes @runs (of VmpPageRun, ascending and within the range; neighbours alike are joined). NULL if they are not. */
VmpPageStates    *vmp_page_states_new_take       (guint64               start_addr,
                                                  guint64               end_addr,
                                                  guint32               page_size,
                                                  const VmpPageReading *reading,
                                                  GArray               *runs) G_GNUC_WARN_UNUSED_RESULT;
VmpPageStates    *vmp_page_states_ref            (VmpPageStates        *self);
void              vmp_page_states_unref          (VmpPageStates        *self);

guint64           vmp_page_states_get_start_addr (const VmpPageStates  *self);
guint64           vmp_page_states_get_end_addr   (const VmpPageStates  *self);
/* Bytes. */
guint32           vmp_page_states_get_page_size  (const VmpPageStates  *self);
VmpPageSource     vmp_page_states_get_source     (const VmpPageStates  *self);
/* Which VmpPageBits the source can tell: of the others it is not known whether they are true of a page. */
guint32           vmp_page_states_get_known_bits (const VmpPageStates  *self);
/* By address, ascending; pages between them were never touched, or were given back. Borrowed. */
const VmpPageRun *vmp_page_states_get_runs       (const VmpPageStates  *self,
                                                  guint                *out_n);
/* The index of the first run that ends above @addr; the number of runs if none does. */
guint             vmp_page_states_find           (const VmpPageStates  *self,
                                                  guint64               addr);
/* VmpPageBits of the page at @addr; 0 if it was never touched, or is not in the range. */
guint32           vmp_page_states_get_bits       (const VmpPageStates  *self,
                                                  guint64               addr);
/* How many pages from @start_addr to @end_addr have all of @bits. */
guint64           vmp_page_states_count          (const VmpPageStates  *self,
                                                  guint64               start_addr,
                                                  guint64               end_addr,
                                                  guint32               bits);
/* "pagemap-scan", "pagemap", "smaps": stable, in JSON. Static. */
const char       *vmp_page_source_to_key         (VmpPageSource         source);
/* "present", "file": stable, in JSON; of one bit. Static. */
const char       *vmp_page_bit_to_key            (VmpPageBits           bit);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VmpPageStates, vmp_page_states_unref)

#define VMP_N_PAGE_BITS 8

G_END_DECLS
