/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one table of everything that is sampled: adding a metric is adding a row here and the line that fills it. */

#include "config.h"

#include "vmp-metric.h"

#include <string.h>

#define N_(text) text

#define STAT "/proc/PID/stat"
#define STATM "/proc/PID/statm"
#define STATUS "/proc/PID/status"
#define IO "/proc/PID/io"
#define ROLLUP "/proc/PID/smaps_rollup"
#define SMAPS "/proc/PID/smaps"

/* One colour a kind of memory, the same everywhere: 3:1 or better on its card, told apart by colour-blind eyes. */
#define ANON 0x1a5fb4, 0x3584e4
#define FILE_ 0xd45500, 0xff7800
#define SHMEM 0x26a269, 0x57e389
#define SWAP 0xa02a6d, 0xe78ac3
#define OTHER 0x63452c, 0xf6f5f4

#define SOLID VMP_DASH_SOLID, VMP_FILL_SOLID
#define HATCH VMP_DASH_SOLID, VMP_FILL_HATCH
#define DOTS VMP_DASH_SOLID, VMP_FILL_DOTS
#define DASHED VMP_DASH_DASHED, VMP_FILL_NONE
#define DOTTED VMP_DASH_DOTTED, VMP_FILL_NONE

#define BYTES VMP_UNIT_BYTES
#define COUNT VMP_UNIT_COUNT
#define RATE VMP_UNIT_COUNT_PER_SECOND
#define NSEC VMP_UNIT_NSEC

#define GAUGE VMP_KIND_GAUGE
#define COUNTER VMP_KIND_COUNTER
#define PEAK VMP_KIND_PEAK

#define ROW(id, code, key, unit, kind, tier, source, formula, label, explanation, ...) \
  [VMP_METRIC_##id] = { VMP_METRIC_##id, code, key, unit, kind, VMP_TIER_##tier, source, formula, label, explanation, __VA_ARGS__ }

static const VmpMetric metrics[VMP_N_METRICS] = {
  ROW (RSS, 1, "rss", BYTES, GAUGE, 0, STATUS ": VmRSS", "RssAnon + RssFile + RssShmem",
       N_("Resident"),
       N_("Memory of this process that is in RAM right now; pages shared with other processes count in full for each of them."),
       ANON, SOLID),
  ROW (RSS_PEAK, 2, "rss-peak", BYTES, PEAK, 0, STATUS ": VmHWM", "the kernel's own high-water mark of resident memory since the program started",
       N_("Peak resident"),
       N_("The most memory the process has had in RAM at any moment since its program started."),
       ANON, DASHED),
  ROW (RSS_ANON, 3, "rss-anon", BYTES, GAUGE, 0, STATUS ": RssAnon", "as the kernel counts it",
       N_("Resident anonymous"),
       N_("Pages in RAM that belong to no file: heap, stacks and private copies. Only swap can take them out of RAM."),
       ANON, SOLID),
  ROW (RSS_FILE, 4, "rss-file", BYTES, GAUGE, 0, STATUS ": RssFile", "as the kernel counts it",
       N_("Resident file"),
       N_("Pages in RAM that are parts of mapped files, such as programs and libraries; clean ones can be dropped and read again."),
       FILE_, HATCH),
  ROW (RSS_SHMEM, 5, "rss-shmem", BYTES, GAUGE, 0, STATUS ": RssShmem", "as the kernel counts it",
       N_("Resident shared memory"),
       N_("Pages in RAM of shared memory: tmpfs files, memfd, System V segments and shared anonymous mappings."),
       SHMEM, DOTS),
  ROW (PSS, 6, "pss", BYTES, GAUGE, 1, ROLLUP ": Pss", "each resident page divided by the number of processes that map it",
       N_("Proportional (PSS)"),
       N_("A fair share of memory: a page used by four processes counts a quarter here, so that the sum over all processes is real."),
       OTHER, DASHED),
  ROW (PSS_ANON, 7, "pss-anon", BYTES, GAUGE, 1, ROLLUP ": Pss_Anon", "anonymous part of Pss",
       N_("Proportional anonymous"),
       N_("The fair share of memory that belongs to no file."),
       ANON, DASHED),
  ROW (PSS_FILE, 8, "pss-file", BYTES, GAUGE, 1, ROLLUP ": Pss_File", "file part of Pss",
       N_("Proportional file"),
       N_("The fair share of mapped files, such as libraries that many processes use."),
       FILE_, DASHED),
  ROW (PSS_SHMEM, 9, "pss-shmem", BYTES, GAUGE, 1, ROLLUP ": Pss_Shmem", "shared-memory part of Pss",
       N_("Proportional shared memory"),
       N_("The fair share of shared memory."),
       SHMEM, DASHED),
  ROW (USS, 10, "uss", BYTES, GAUGE, 1, ROLLUP ": Private_Clean, Private_Dirty, Private_Hugetlb", "Private_Clean + Private_Dirty + Private_Hugetlb",
       N_("Unique (USS)"),
       N_("Memory that only this process maps right now: what would be free again if it ended."),
       ANON, DOTTED),
  ROW (PRIVATE_CLEAN, 11, "private-clean", BYTES, GAUGE, 1, ROLLUP ": Private_Clean", "as the kernel counts it",
       N_("Private clean"),
       N_("Pages only this process maps and that equal their file: the kernel can drop them without writing."),
       FILE_, SOLID),
  ROW (PRIVATE_DIRTY, 12, "private-dirty", BYTES, GAUGE, 1, ROLLUP ": Private_Dirty", "as the kernel counts it",
       N_("Private dirty"),
       N_("Pages only this process maps and has written to: the memory that it really costs."),
       ANON, SOLID),
  ROW (SHARED_CLEAN, 13, "shared-clean", BYTES, GAUGE, 1, ROLLUP ": Shared_Clean", "as the kernel counts it",
       N_("Shared clean"),
       N_("Pages that other processes map too and nobody has changed, mostly program code."),
       FILE_, HATCH),
  ROW (SHARED_DIRTY, 14, "shared-dirty", BYTES, GAUGE, 1, ROLLUP ": Shared_Dirty", "as the kernel counts it",
       N_("Shared dirty"),
       N_("Pages that other processes map too and that were written: shared memory, or memory not yet copied after a fork."),
       SHMEM, DOTS),
  ROW (REFERENCED, 15, "referenced", BYTES, GAUGE, 1, ROLLUP ": Referenced", "pages marked as accessed since the mark was last cleared",
       N_("Referenced"),
       N_("Memory that was used since the kernel last looked: a first hint at the working set."),
       OTHER, DOTTED),
  ROW (SWAP, 16, "swap", BYTES, GAUGE, 0, STATUS ": VmSwap", "swapped anonymous pages; swapped shared memory is not in it",
       N_("Swapped"),
       N_("Memory of this process that was moved out of RAM to swap; it has to come back when touched."),
       SWAP, DASHED),
  ROW (SWAP_PSS, 17, "swap-pss", BYTES, GAUGE, 1, ROLLUP ": SwapPss", "each swapped anonymous page divided by its sharers",
       N_("Proportional swap"),
       N_("The fair share of swap, so that the sum over processes is real."),
       SWAP, DOTTED),
  ROW (HUGETLB, 18, "hugetlb", BYTES, GAUGE, 0, STATUS ": HugetlbPages", "hugetlb pages in use; they are not in resident memory",
       N_("Huge TLB pages"),
       N_("Memory from the pool of reserved huge pages; the kernel does not count it as resident."),
       OTHER, SOLID),
  ROW (ANON_HUGE, 19, "anon-huge", BYTES, GAUGE, 1, ROLLUP ": AnonHugePages", "anonymous memory mapped by whole huge pages",
       N_("Transparent huge"),
       N_("Part of the anonymous memory that the kernel backs with huge pages: fewer faults, but coarser."),
       ANON, HATCH),
  ROW (LAZY_FREE, 20, "lazy-free", BYTES, GAUGE, 1, ROLLUP ": LazyFree", "pages given back by MADV_FREE and not taken yet",
       N_("Lazily freed"),
       N_("Memory the program has given back but that stays resident until the kernel needs it."),
       OTHER, DOTS),
  ROW (LOCKED, 21, "locked", BYTES, GAUGE, 0, STATUS ": VmLck", "mapped size that is locked",
       N_("Locked"),
       N_("Memory the program has locked into RAM so that it can never be swapped."),
       OTHER, HATCH),
  ROW (PAGE_TABLES, 22, "page-tables", BYTES, GAUGE, 0, STATUS ": VmPTE", "page tables of all levels; not in resident memory",
       N_("Page tables"),
       N_("Memory the kernel needs to keep the map of this process's memory; scattered use makes it grow."),
       OTHER, SOLID),
  ROW (VSIZE, 23, "vsize", BYTES, GAUGE, 0, STATUS ": VmSize", "sum of the sizes of all mappings",
       N_("Address space"),
       N_("Addresses that are reserved, whether or not there is memory behind them: reserving costs almost nothing."),
       OTHER, DOTTED),
  ROW (VSIZE_PEAK, 24, "vsize-peak", BYTES, PEAK, 0, STATUS ": VmPeak", "the kernel's own high-water mark of VmSize",
       N_("Peak address space"),
       N_("The most address space the process has had reserved since its program started."),
       OTHER, DOTTED),
  ROW (DATA, 25, "data", BYTES, GAUGE, 0, STATUS ": VmData", "size of private writable mappings that are no stack; not resident memory",
       N_("Data size"),
       N_("Address space of private writable memory: room for heap and data, most of it perhaps never touched."),
       ANON, DOTTED),
  ROW (EXE, 26, "exe", BYTES, GAUGE, 0, STATUS ": VmExe", "size of the program's code",
       N_("Program code size"),
       N_("Size of the machine code of the program itself."),
       FILE_, DOTTED),
  ROW (LIB, 27, "lib", BYTES, GAUGE, 0, STATUS ": VmLib", "size of executable mappings other than the program",
       N_("Library code size"),
       N_("Size of the machine code of the libraries that are loaded."),
       FILE_, DASHED),
  ROW (MAPPINGS, 28, "mappings", COUNT, GAUGE, 2, SMAPS, "number of entries",
       N_("Mappings"),
       N_("How many separate stretches the address space consists of; the kernel allows 65,530 by default."),
       OTHER, SOLID),
  ROW (HEAP, 29, "heap", BYTES, GAUGE, 2, SMAPS ": Rss", "Rss of [heap], of named malloc mappings and of recognised glibc arenas",
       N_("Heap"),
       N_("Resident memory of the heap that malloc manages; large blocks with mappings of their own are not in it unless named."),
       ANON, SOLID),
  ROW (HEAP_SIZE, 30, "heap-size", BYTES, GAUGE, 2, SMAPS ": Size", "Size of the same mappings as for the heap, without reserved parts",
       N_("Heap size"),
       N_("Address space of the heap, touched or not."),
       ANON, DOTTED),
  ROW (HEAP_PEAK, 31, "heap-peak", BYTES, PEAK, 2, SMAPS ": Rss", "highest heap seen while watching; the kernel keeps none",
       N_("Peak heap"),
       N_("The largest heap seen since watching began."),
       ANON, DASHED),
  ROW (STACK, 32, "stack", BYTES, PEAK, 0, STATUS ": VmStk", "size of the main thread's stack mapping, which grows and never shrinks",
       N_("Peak stack"),
       N_("How deep the main thread's stack has ever reached; its mapping never shrinks, so this is a high-water mark."),
       SHMEM, SOLID),
  ROW (STACK_RESIDENT, 33, "stack-resident", BYTES, GAUGE, 2, SMAPS ": Rss", "Rss of [stack]",
       N_("Stack resident"),
       N_("Part of the main thread's stack that is in RAM."),
       SHMEM, DOTS),
  ROW (THREAD_STACKS, 34, "thread-stacks", BYTES, GAUGE, 2, SMAPS ": Rss", "Rss of mappings recognised as stacks of other threads",
       N_("Thread stacks"),
       N_("Resident memory in stacks of the threads other than the main one."),
       SHMEM, HATCH),
  ROW (THREADS, 35, "threads", COUNT, GAUGE, 0, STAT ": field 20", "as the kernel counts it",
       N_("Threads"),
       N_("How many threads run in this process; they share one address space."),
       OTHER, SOLID),
  ROW (MINOR_FAULTS, 36, "minor-faults", COUNT, COUNTER, 0, STAT ": field 10", "all threads since the process began, over exec",
       N_("Minor faults"),
       N_("How often the process touched a page that had to be mapped first, without waiting for a disk."),
       ANON, SOLID),
  ROW (MAJOR_FAULTS, 37, "major-faults", COUNT, COUNTER, 0, STAT ": field 12", "all threads since the process began, over exec",
       N_("Major faults"),
       N_("How often the process had to wait for a page to be read from a file or swap."),
       FILE_, HATCH),
  ROW (MINOR_FAULT_RATE, 38, "minor-fault-rate", RATE, GAUGE, 0, STAT ": field 10", "difference of minor faults divided by the time between two reads",
       N_("Minor faults per second"),
       N_("How fast fresh pages are touched now: allocating, copying after a fork, or coming back to dropped pages."),
       ANON, SOLID),
  ROW (MAJOR_FAULT_RATE, 39, "major-fault-rate", RATE, GAUGE, 0, STAT ": field 12", "difference of major faults divided by the time between two reads",
       N_("Major faults per second"),
       N_("How often the process waits for pages now; a high rate means that it is short of memory or starting cold."),
       FILE_, HATCH),
  ROW (CHILD_MINOR_FAULTS, 40, "child-minor-faults", COUNT, COUNTER, 0, STAT ": field 11", "of children that ended and were waited for",
       N_("Children's minor faults"),
       N_("Minor faults of child processes that have ended and were waited for."),
       ANON, DOTTED),
  ROW (CHILD_MAJOR_FAULTS, 41, "child-major-faults", COUNT, COUNTER, 0, STAT ": field 13", "of children that ended and were waited for",
       N_("Children's major faults"),
       N_("Major faults of child processes that have ended and were waited for."),
       FILE_, DOTTED),
  ROW (READ_BYTES, 42, "read-bytes", BYTES, COUNTER, 0, IO ": read_bytes", "fetched from block devices, with mapped files and swap-in",
       N_("Read from disk"),
       N_("What was really fetched from storage for this process, including pages of mapped files and swap."),
       FILE_, SOLID),
  ROW (WRITE_BYTES, 43, "write-bytes", BYTES, COUNTER, 0, IO ": write_bytes", "sent to block devices by this process",
       N_("Written to disk"),
       N_("What this process caused to be written to storage; swapping out is not charged to it."),
       OTHER, SOLID),
  ROW (SWAPPED_IN, 44, "swapped-in", COUNT, COUNTER, 1, "taskstats: swapin_count", "delay accounting of the kernel, where it is on and permitted",
       N_("Swap-ins"),
       N_("How often the process waited for a page to come back from swap."),
       SWAP, SOLID),
  ROW (CPU_TIME, 45, "cpu-time", NSEC, COUNTER, 0, STAT ": fields 14 and 15", "(utime + stime) in clock ticks, all threads",
       N_("CPU time"),
       N_("Processor time the process has used, in its own code and in the kernel for it."),
       OTHER, SOLID),
  ROW (OOM_SCORE, 46, "oom-score", COUNT, GAUGE, 1, "/proc/PID/oom_score", "as the kernel counts it, 0 to 2000",
       N_("Out-of-memory score"),
       N_("How likely the kernel is to end this process first when memory runs out: higher is likelier."),
       OTHER, SOLID),
};

const VmpMetric *
vmp_metric_get (VmpMetricId id)
{
  g_return_val_if_fail (id < VMP_N_METRICS, NULL);
  return &metrics[id];
}

const VmpMetric *
vmp_metric_lookup (const char *key)
{
  for (guint i = 0; i < VMP_N_METRICS; i++)
    if (strcmp (metrics[i].key, key) == 0)
      return &metrics[i];
  return NULL;
}

const VmpMetric *
vmp_metric_lookup_code (guint16 code)
{
  for (guint i = 0; i < VMP_N_METRICS; i++)
    if (metrics[i].code == code)
      return &metrics[i];
  return NULL;
}
