/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the sizes of a mapping are called, and what they mean. */
#include "config.h"

#include "vmp-mapping-size.h"

/* Marks text for translation; the programs translate it, the core does not know gettext. */
#define N_(text) text

#define SIZE(id, field, label, text) [VMP_MAPPING_##id] = { VMP_MAPPING_##id, field, label, text }

static const VmpMappingSizeInfo infos[VMP_N_MAPPING_SIZES] = {
  SIZE (RSS, "Rss", N_("Resident"),
        N_("Pages of it that are in memory now, whether or not others share them.")),
  SIZE (PSS, "Pss", N_("Proportional (PSS)"),
        N_("Its share: each page that is in memory, divided by the number of processes that map it.")),
  SIZE (PSS_DIRTY, "Pss_Dirty", N_("Proportional, dirty"),
        N_("The part of its share that was written to, so that it can't just be dropped.")),
  SIZE (SHARED_CLEAN, "Shared_Clean", N_("Shared, clean"),
        N_("Pages that others map too, as they are in their file: they can be dropped and read again.")),
  SIZE (SHARED_DIRTY, "Shared_Dirty", N_("Shared, dirty"),
        N_("Pages that others map too, and that were written to: they have to be kept or written out.")),
  SIZE (PRIVATE_CLEAN, "Private_Clean", N_("Private, clean"),
        N_("Pages that only this process maps, as they are in their file: they would be freed with it.")),
  SIZE (PRIVATE_DIRTY, "Private_Dirty", N_("Private, dirty"),
        N_("Pages that only this process has and has written to: what it truly costs.")),
  SIZE (REFERENCED, "Referenced", N_("Referenced"),
        N_("Pages that were read or written lately, as far as the processor has marked them.")),
  SIZE (ANONYMOUS, "Anonymous", N_("Anonymous"),
        N_("Pages that belong to no file; of a private file, those that were written to and so copied.")),
  SIZE (KSM, "KSM", N_("Merged"),
        N_("Pages that the kernel found to be equal to others and keeps once (KSM).")),
  SIZE (LAZY_FREE, "LazyFree", N_("Free when needed"),
        N_("Pages that the program gave back, and that the kernel takes once memory is short.")),
  SIZE (ANON_HUGE_PAGES, "AnonHugePages", N_("Huge, anonymous"),
        N_("Memory in transparent huge pages: fewer, larger pages, so less work for the processor.")),
  SIZE (SHMEM_PMD_MAPPED, "ShmemPmdMapped", N_("Huge, shared memory"),
        N_("Shared memory that is mapped in huge pages.")),
  SIZE (FILE_PMD_MAPPED, "FilePmdMapped", N_("Huge, file"),
        N_("A file in the page cache that is mapped in huge pages.")),
  SIZE (SHARED_HUGETLB, "Shared_Hugetlb", N_("Pool pages, shared"),
        N_("Huge pages of the system's pool that others map too; not part of resident memory.")),
  SIZE (PRIVATE_HUGETLB, "Private_Hugetlb", N_("Pool pages, private"),
        N_("Huge pages of the system's pool that only this process maps; not part of resident memory.")),
  SIZE (SWAP, "Swap", N_("Swapped out"),
        N_("Pages that were moved to swap; reading them back takes time.")),
  SIZE (SWAP_PSS, "SwapPss", N_("Swapped out, share"),
        N_("Its share of pages in swap, divided as PSS is.")),
  SIZE (LOCKED, "Locked", N_("Locked"),
        N_("Its share of pages that must stay in memory (mlock).")),
};

const VmpMappingSizeInfo *
vmp_mapping_size_get_info (VmpMappingSize size)
{
  g_assert (size < VMP_N_MAPPING_SIZES);
  return &infos[size];
}

gint64
vmp_mapping_get_private (const VmpMapping *mapping)
{
  return vmp_value_add (vmp_mapping_get_size (mapping, VMP_MAPPING_PRIVATE_CLEAN),
                        vmp_mapping_get_size (mapping, VMP_MAPPING_PRIVATE_DIRTY));
}

gint64
vmp_mapping_get_shared (const VmpMapping *mapping)
{
  return vmp_value_add (vmp_mapping_get_size (mapping, VMP_MAPPING_SHARED_CLEAN),
                        vmp_mapping_get_size (mapping, VMP_MAPPING_SHARED_DIRTY));
}

gint64
vmp_mapping_sum_get_private (const VmpMappingSum *sum)
{
  return vmp_value_add (sum->sizes_bytes[VMP_MAPPING_PRIVATE_CLEAN], sum->sizes_bytes[VMP_MAPPING_PRIVATE_DIRTY]);
}

gint64
vmp_mapping_sum_get_shared (const VmpMappingSum *sum)
{
  return vmp_value_add (sum->sizes_bytes[VMP_MAPPING_SHARED_CLEAN], sum->sizes_bytes[VMP_MAPPING_SHARED_DIRTY]);
}
