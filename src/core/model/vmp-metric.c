/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one table of everything that is sampled. */

#include "config.h"

#include "vmp-metric.h"

#include <string.h>

/* Marks text for translation; the programs translate it, the core does not know gettext. */
#define N_(text) text

/* One colour a kind of memory, told apart by the colour-blind too: least pairwise distance in Lab is 25, and 3:1 or
 * better against its card in both schemes. Lines of one kind differ by dash, areas by fill. */
#define COLOR_ANON .color_light = 0x1a5fb4, .color_dark = 0x3584e4
#define COLOR_FILE .color_light = 0xd45500, .color_dark = 0xff7800
#define COLOR_SHMEM .color_light = 0x26a269, .color_dark = 0x57e389
#define COLOR_SWAP .color_light = 0xa02a6d, .color_dark = 0xe78ac3
#define COLOR_OTHER .color_light = 0x63452c, .color_dark = 0xf6f5f4

#define LINE(d) .dash = VMP_DASH_##d, .fill = VMP_FILL_NONE
#define AREA(d, f) .dash = VMP_DASH_##d, .fill = VMP_FILL_##f

#define STAT "/proc/PID/stat: "
#define STATUS "/proc/PID/status: "
#define ROLLUP "/proc/PID/smaps_rollup: "
#define SMAPS "/proc/PID/smaps: "
#define IO "/proc/PID/io: "

static const VmpMetric metrics[VMP_N_METRICS] = {
  [VMP_METRIC_RSS] = {
    .id = VMP_METRIC_RSS, .code = 1, .key = "rss",
    .unit = VMP_UNIT_BYTES, .kind = VMP_KIND_GAUGE, .tier = VMP_TIER_0,
    .source = STATUS "VmRSS",
    .formula = "RssAnon + RssFile + RssShmem, as the kernel sums them",
    .label = N_("Resident"),
    .explanation = N_("Physical memory that the process has mapped and present right now; a page shared with other "
                      "processes counts in full in each of them."),
    COLOR_OTHER, LINE (SOLID),
  },
  [VMP_METRIC_RSS_PEAK] = {
    .id = VMP_METRIC_RSS_PEAK, .code = 2, .key = "rss-peak",
    .unit = VMP_UNIT_BYTES, .kind = VMP_KIND_PEAK, .tier = VMP_TIER_0,
    .source = STATUS "VmHWM",
    .formula = "the kernel's high-water mark of resident memory since the program was started by exec",
    .label = N_("Peak resident"),
    .explanation = N_("The most physical memory that was present at one time since this program started, even if nobody "
                      "was looking then."),
    COLOR_OTHER, LINE (DASHED),
  },
  [VMP_METRIC_RSS_ANON] = {
    .id = VMP_METRIC_RSS_ANON, .code = 3, .key = "rss-anon",
    .unit = VMP_UNIT_BYTES, .kind = VMP_KIND_GAUGE, .tier = VMP_TIER_0,
    .source = STATUS "RssAnon",
    .formula = "as the kernel counts it",
    .label = N_("Anonymous resident"),
    .explanation = N_("Resident pages that belong to no file: heap, stacks and private copies of file pages; when memory "
                      "is short they can only go to swap."),
    COLOR_ANON, AREA (SOLID, SOLID),
  },
  [VMP_METRIC_RSS_FILE] = {
    .id = VMP_METRIC_RSS_FILE, .code = 4, .key = "rss-file",
    .unit = VMP_UNIT_BYTES, .kind = VMP_KIND_GAUGE, .tier = VMP_TIER_0,
    .source = STATUS "RssFile",
    .formula = "as the kernel counts it",
    .label = N_("File resident"),
    .explanation = N_("Resident pages of mapped files such as the program itself and its libraries; unless they were "
                      "changed the kernel can drop them and read them again."),
    COLOR_FILE, AREA (SOLID, HATCH),
  },
  [VMP_METRIC_RSS_SHMEM] = {
    .id = VMP_METRIC_RSS_SHMEM, .code = 5, .key = "rss-shmem",
    .unit = VMP_UNIT_BYTES, .kind = VMP_KIND_GAUGE, .tier = VMP_TIER_0,
    .source = STATUS "RssShmem",
    .formula = "as the kernel counts it",
    .label = N_("Shared memory resident"),
    .explanation = N_("Resident pages of memory made to be shared: POSIX and System V shared memory, files in tmpfs and "
                      "shared anonymous mappings."),
    COLOR_SHMEM, AREA (SOLID, DOTS),
  },

  [VMP_METRIC_PSS] = {
    .id = VMP_METRIC_PSS, .code = 6, .key = "pss",
    .unit = VMP_UNIT_BYTES, .kind = VMP_KIND_GAUGE, .tier = VMP_TIER_1,
    .source = ROLLUP "Pss",
    .formula = "the sum over all resident pages of page size ÷ number of processes that map the page",
    .label = N_("Proportional (PSS)"),
    .explanation = N_("Resident memory with each shared page divided among the processes that map it, so that the values "
                      "of all processes can be added up."),
    COLOR_OTHER, LINE (DOTTED),
  },
  [VMP_METRIC_PSS_ANON] = {
    .id = VMP_METRIC_PSS_ANON, .code = 7, .key = "pss-anon",
    .unit = VMP_UNIT_BYTES, .kind = VMP_KIND_GAUGE, .tier = VMP_TIER_1,
    .source = ROLLUP "Pss_Anon",
    .formula = "the proportional size of anonymous pages",
    .label = N_("Anonymous proportional"),
    .explanation = N_("The process's fair share of pages that belong to no file; after a fork parent and child share "
                      "them until one of the two writes."),
    COLOR_ANON, AREA (DOTTED, SOLID),
  },
  [VMP_METRIC_PSS_FILE] = {
    .id = VMP_METRIC_PSS_FILE, .code = 8, .key = "pss-file",
    .unit = VMP_UNIT_BYTES, .kind = VMP_KIND_GAUGE, .tier = VMP_TIER_1,
    .source = ROLLUP "Pss_File",
    .formula = "the proportional size of pages of files",
    .label = N_("File proportional"),
    .explanation = N_("The process's fair share of mapped files: a library page that ten processes map counts a tenth here."),
    COLOR_FILE, AREA (DOTTED, HATCH),
  },
  [VMP_METRIC_PSS_SHMEM] = {
    .id = VMP_METRIC_PSS_SHMEM, .code = 9, .key = "pss-shmem",
    .unit = VMP_UNIT_BYTES, .kind = VMP_KIND_GAUGE, .tier = VMP_TIER_1,
    .source = ROLLUP "Pss_Shmem",
    .formula = "the proportional size of shared memory pages",
    .label = N_("Shared memory proportional"),
    .explanation = N_("The process's fair share of shared memory: each page divided by the number of processes that map it."),
    COLOR_SHMEM, AREA (DOTTED, DOTS),
  },
  [VMP_METRIC_USS] = {
    .id = VMP_METRIC_USS, .code = 10, .key = "uss",
    .unit = VMP_UNIT_BYTES, .kind = VMP_KIND_GAUGE, .tier = VMP_TIER_1,
    .source = ROLLUP "Private_Clean, Private_Dirty, Private_Hugetlb",
    .formula = "Private_Clean + Private_Dirty + Private_Hugetlb",
    .label = N_("Unique (USS)"),
    .explanation = N_("Memory that only this process maps: about what would become free if it ended now."),
    COLOR_ANON, LINE (DASHED),
  },
  [VMP_METRIC_PRIVATE_CLEAN] = {
    .id = VMP_METRIC_PRIVATE_CLEAN, .code = 11, .key = "private-clean",
    .unit = VMP_UNIT_BYTES, .kind = VMP_KIND_GAUGE, .tier = VMP_TIER_1,
    .source = ROLLUP "Private_Clean",
    .formula = "the sum over all mappings",
    .label = N_("Private clean"),
    .explanation = N_("Pages that only this process maps and that are the same as on disk, so the kernel can drop them at "
                      "no cost but reading them again."),
    COLOR_FILE, AREA (SOLID, NONE),
  },
  [VMP_METRIC_PRIVATE_DIRTY] = {
    .id = VMP_METRIC_PRIVATE_DIRTY, .code = 12, .key = "private-dirty",
    .unit = VMP_UNIT_BYTES, .kind = VMP_KIND_GAUGE, .tier = VMP_TIER_1,
    .source = ROLLUP "Private_Dirty",
    .formula = "the sum over all mappings",
    .label = N_("Private dirty"),
    .explanation = N_("Pages that only this process maps and that exist nowhere else as they are now: they must be written "
                      "to swap or to their file before the memory can be used otherwise."),
    COLOR_ANON, AREA (SOLID, SOLID),
  },
  [VMP_METRIC_SHARED_CLEAN] = {
    .id = VMP_METRIC_SHARED_CLEAN, .code = 13, .key = "shared-clean",
    .unit = VMP_UNIT_BYTES, .kind = VMP_KIND_GAUGE, .tier = VMP_TIER_1,
    .source = ROLLUP "Shared_Clean",
    .formula = "the sum over all mappings, each page in full",
    .label = N_("Shared clean"),
    .explanation = N_("Pages mapped by more than one process at this moment and the same as on disk, mostly the code of "
                      "libraries."),
    COLOR_FILE, AREA (DOTTED, HATCH),
  },
  [VMP_METRIC_SHARED_DIRTY] = {
    .id = VMP_METRIC_SHARED_DIRTY, .code = 14, .key = "shared-dirty",
    .unit = VMP_UNIT_BYTES, .kind = VMP_KIND_GAUGE, .tier = VMP_TIER_1,
    .source = ROLLUP "Shared_Dirty",
    .formula = "the sum over all mappings, each page in full",
    .label = N_("Shared dirty"),
    .explanation = N_("Pages mapped by more than one process at this moment and not the same as on disk: shared memory, "
                      "or what a parent and its child have not written to since the fork."),
    COLOR_SHMEM, AREA (DOTTED, DOTS),
  },
  [VMP_METRIC_REFERENCED] = {
    .id = VMP_METRIC_REFERENCED, .code = 15, .key = "referenced",
    .unit = VMP_UNIT_BYTES, .kind = VMP_KIND_GAUGE, .tier = VMP_TIER_1,
    .source = ROLLUP "Referenced",
    .formula = "the sum over all mappings",
    .label = N_("Referenced"),
    .explanation = N_("Resident memory marked as used since the kernel last cleared the mark; what is missing from "
                      "it was not touched for some time."),
    COLOR_SHMEM, LINE (DASHED),
  },

  [VMP_METRIC_SWAP] = {
    .id = VMP_METRIC_SWAP, .code = 16, .key = "swap",
    .unit = VMP_UNIT_BYTES, .kind = VMP_KIND_GAUGE, .tier = VMP_TIER_0,
    .source = STATUS "VmSwap",
    .formula = "as the kernel counts it; without shared memory",
    .label = N_("Swapped out"),
    .explanation = N_("Anonymous memory of the process that was moved out to swap and must be brought back when it is "
                      "touched."),
    COLOR_SWAP, LINE (DASHED),
  },
  [VMP_METRIC_SWAP_PSS] = {
    .id = VMP_METRIC_SWAP_PSS, .code = 17, .key = "swap-pss",
    .unit = VMP_UNIT_BYTES, .kind = VMP_KIND_GAUGE, .tier = VMP_TIER_1,
    .source = ROLLUP "SwapPss",
    .formula = "the sum over all swapped pages of page size ÷ number of processes that share the page; without shared memory",
    .label = N_("Proportional swap"),
    .explanation = N_("The process's fair share of what is in swap, so that the values of all processes can be added up."),
    COLOR_SWAP, LINE (DOTTED),
  },
  [VMP_METRIC_HUGETLB] = {
    .id = VMP_METRIC_HUGETLB, .code = 18, .key = "hugetlb",
    .unit = VMP_UNIT_BYTES, .kind = VMP_KIND_GAUGE, .tier = VMP_TIER_0,
    .source = STATUS "HugetlbPages",
    .formula = "as the kernel counts it; not part of resident memory",
    .label = N_("Reserved huge pages"),
    .explanation = N_("Memory in use from the pool of huge pages that the administrator set aside; the kernel does not "
                      "count it as resident."),
    COLOR_OTHER, AREA (SOLID, DOTS),
  },
  [VMP_METRIC_ANON_HUGE] = {
    .id = VMP_METRIC_ANON_HUGE, .code = 19, .key = "anon-huge",
    .unit = VMP_UNIT_BYTES, .kind = VMP_KIND_GAUGE, .tier = VMP_TIER_1,
    .source = ROLLUP "AnonHugePages",
    .formula = "anonymous memory that one page table entry maps as a whole huge page",
    .label = N_("Transparent huge pages"),
    .explanation = N_("Anonymous memory that the kernel mapped in huge pages (2 MiB on most machines) by itself: "
                      "faster to use, but a page that is hardly used wastes more."),
    COLOR_ANON, AREA (DASHED, HATCH),
  },
  [VMP_METRIC_LAZY_FREE] = {
    .id = VMP_METRIC_LAZY_FREE, .code = 20, .key = "lazy-free",
    .unit = VMP_UNIT_BYTES, .kind = VMP_KIND_GAUGE, .tier = VMP_TIER_1,
    .source = ROLLUP "LazyFree",
    .formula = "the sum over all mappings; part of resident memory",
    .label = N_("Free on demand"),
    .explanation = N_("Memory that the program gave back with MADV_FREE and that still counts as resident, because the "
                      "kernel takes it only when it needs some."),
    COLOR_ANON, LINE (DOTTED),
  },
  [VMP_METRIC_LOCKED] = {
    .id = VMP_METRIC_LOCKED, .code = 21, .key = "locked",
    .unit = VMP_UNIT_BYTES, .kind = VMP_KIND_GAUGE, .tier = VMP_TIER_0,
    .source = STATUS "VmLck",
    .formula = "the size of all locked mappings",
    .label = N_("Locked"),
    .explanation = N_("Address space whose pages mlock() holds in physical memory, so that they are never swapped out."),
    COLOR_SHMEM, LINE (DOTTED),
  },
  [VMP_METRIC_PAGE_TABLES] = {
    .id = VMP_METRIC_PAGE_TABLES, .code = 22, .key = "page-tables",
    .unit = VMP_UNIT_BYTES, .kind = VMP_KIND_GAUGE, .tier = VMP_TIER_0,
    .source = STATUS "VmPTE",
    .formula = "as the kernel counts it, tables of all levels; not part of resident memory",
    .label = N_("Page tables"),
    .explanation = N_("Memory that the kernel itself uses to note which address lies in which physical page; it grows with "
                      "memory that is touched far apart."),
    COLOR_OTHER, LINE (SOLID),
  },

  [VMP_METRIC_VSIZE] = {
    .id = VMP_METRIC_VSIZE, .code = 23, .key = "vsize",
    .unit = VMP_UNIT_BYTES, .kind = VMP_KIND_GAUGE, .tier = VMP_TIER_0,
    .source = STATUS "VmSize",
    .formula = "the sizes of all mappings together",
    .label = N_("Address space"),
    .explanation = N_("All addresses that the process has reserved; most of them may never be touched, so this says little "
                      "about memory used."),
    COLOR_OTHER, LINE (SOLID),
  },
  [VMP_METRIC_VSIZE_PEAK] = {
    .id = VMP_METRIC_VSIZE_PEAK, .code = 24, .key = "vsize-peak",
    .unit = VMP_UNIT_BYTES, .kind = VMP_KIND_PEAK, .tier = VMP_TIER_0,
    .source = STATUS "VmPeak",
    .formula = "the kernel's high-water mark of the address space since the program was started by exec",
    .label = N_("Peak address space"),
    .explanation = N_("The most addresses that were reserved at one time since this program started."),
    COLOR_OTHER, LINE (DASHED),
  },
  [VMP_METRIC_DATA] = {
    .id = VMP_METRIC_DATA, .code = 25, .key = "data",
    .unit = VMP_UNIT_BYTES, .kind = VMP_KIND_GAUGE, .tier = VMP_TIER_0,
    .source = STATUS "VmData",
    .formula = "the sizes of all private writable mappings but the main stack",
    .label = N_("Data address space"),
    .explanation = N_("Addresses that the program may write to for itself: heap, global variables and thread stacks, whether "
                      "touched or not."),
    COLOR_ANON, LINE (DASHED),
  },
  [VMP_METRIC_EXE] = {
    .id = VMP_METRIC_EXE, .code = 26, .key = "exe",
    .unit = VMP_UNIT_BYTES, .kind = VMP_KIND_GAUGE, .tier = VMP_TIER_0,
    .source = STATUS "VmExe",
    .formula = "the address space of the program's own code",
    .label = N_("Program code"),
    .explanation = N_("Addresses taken by the machine code of the program file; only the pages that were run are in "
                      "physical memory."),
    COLOR_FILE, LINE (SOLID),
  },
  [VMP_METRIC_LIB] = {
    .id = VMP_METRIC_LIB, .code = 27, .key = "lib",
    .unit = VMP_UNIT_BYTES, .kind = VMP_KIND_GAUGE, .tier = VMP_TIER_0,
    .source = STATUS "VmLib",
    .formula = "the address space of executable mappings other than the program's own code",
    .label = N_("Library code"),
    .explanation = N_("Addresses taken by the machine code of shared libraries, whose pages all processes that use them "
                      "share."),
    COLOR_FILE, LINE (DASHED),
  },
  [VMP_METRIC_MAPPINGS] = {
    .id = VMP_METRIC_MAPPINGS, .code = 28, .key = "mappings",
    .unit = VMP_UNIT_COUNT, .kind = VMP_KIND_GAUGE, .tier = VMP_TIER_2,
    .source = SMAPS "number of entries",
    .formula = "counted",
    .label = N_("Mappings"),
    .explanation = N_("Separate pieces of address space; a program that reaches the limit (vm.max_map_count, 65,530 on many "
                      "systems) cannot map any more."),
    COLOR_OTHER, LINE (SOLID),
  },

  [VMP_METRIC_HEAP] = {
    .id = VMP_METRIC_HEAP, .code = 29, .key = "heap",
    .unit = VMP_UNIT_BYTES, .kind = VMP_KIND_GAUGE, .tier = VMP_TIER_2,
    .source = SMAPS "Rss of [heap] and of recognized malloc arenas",
    .formula = "the sum over these mappings; single large blocks that malloc() maps apart are not recognized without names",
    .label = N_("Heap"),
    .explanation = N_("Physical memory of the areas that malloc() hands blocks out from; blocks that the program freed may "
                      "still be in it."),
    COLOR_ANON, AREA (SOLID, SOLID),
  },
  [VMP_METRIC_HEAP_SIZE] = {
    .id = VMP_METRIC_HEAP_SIZE, .code = 30, .key = "heap-size",
    .unit = VMP_UNIT_BYTES, .kind = VMP_KIND_GAUGE, .tier = VMP_TIER_2,
    .source = SMAPS "Size of [heap] and of recognized malloc arenas",
    .formula = "the sum over these mappings, without what an arena reserved but cannot use yet",
    .label = N_("Heap address space"),
    .explanation = N_("Addresses of the areas that malloc() hands blocks out from, whether touched or not."),
    COLOR_ANON, LINE (DASHED),
  },
  [VMP_METRIC_HEAP_PEAK] = {
    .id = VMP_METRIC_HEAP_PEAK, .code = 31, .key = "heap-peak",
    .unit = VMP_UNIT_BYTES, .kind = VMP_KIND_PEAK, .tier = VMP_TIER_2,
    .source = SMAPS "Rss of [heap] and of recognized malloc arenas",
    .formula = "the highest value of heap at any of our reads: the kernel keeps none, so a peak between two reads is not seen",
    .label = N_("Peak heap"),
    .explanation = N_("The most heap memory that was present at any moment at which it was looked at."),
    COLOR_ANON, LINE (DOTTED),
  },
  [VMP_METRIC_STACK] = {
    .id = VMP_METRIC_STACK, .code = 32, .key = "stack",
    .unit = VMP_UNIT_BYTES, .kind = VMP_KIND_PEAK, .tier = VMP_TIER_0,
    .source = STATUS "VmStk",
    .formula = "the size of the main thread's stack mapping, which grows as it is needed and never shrinks",
    .label = N_("Stack"),
    .explanation = N_("How far the main thread's stack has grown at most; it is not the limit of its size, which is mostly "
                      "far higher."),
    COLOR_ANON, LINE (SOLID),
  },
  [VMP_METRIC_STACK_RESIDENT] = {
    .id = VMP_METRIC_STACK_RESIDENT, .code = 33, .key = "stack-resident",
    .unit = VMP_UNIT_BYTES, .kind = VMP_KIND_GAUGE, .tier = VMP_TIER_2,
    .source = SMAPS "Rss of [stack]",
    .formula = "the sum over these mappings",
    .label = N_("Stack resident"),
    .explanation = N_("Physical memory of the main thread's stack; what deep calls once touched stays resident after they "
                      "have returned."),
    COLOR_ANON, AREA (SOLID, SOLID),
  },
  [VMP_METRIC_THREAD_STACKS] = {
    .id = VMP_METRIC_THREAD_STACKS, .code = 34, .key = "thread-stacks",
    .unit = VMP_UNIT_BYTES, .kind = VMP_KIND_GAUGE, .tier = VMP_TIER_2,
    .source = SMAPS "Rss of recognized thread stacks",
    .formula = "the sum over mappings that are named, or by guard page and flags look like, a thread's stack",
    .label = N_("Thread stacks"),
    .explanation = N_("Physical memory of the stacks of threads other than the main one; each reserves far more (8 MiB by "
                      "default) than it touches."),
    COLOR_ANON, AREA (DASHED, DOTS),
  },
  [VMP_METRIC_THREADS] = {
    .id = VMP_METRIC_THREADS, .code = 35, .key = "threads",
    .unit = VMP_UNIT_COUNT, .kind = VMP_KIND_GAUGE, .tier = VMP_TIER_0,
    .source = STAT "num_threads (field 20)",
    .formula = "as the kernel counts it",
    .label = N_("Threads"),
    .explanation = N_("Flows of control that run in the process and share all its memory."),
    COLOR_OTHER, LINE (SOLID),
  },

  [VMP_METRIC_MINOR_FAULTS] = {
    .id = VMP_METRIC_MINOR_FAULTS, .code = 36, .key = "minor-faults",
    .unit = VMP_UNIT_COUNT, .kind = VMP_KIND_COUNTER, .tier = VMP_TIER_0,
    .source = STAT "minflt (field 10)",
    .formula = "all threads together since the process began; goes on over exec",
    .label = N_("Minor page faults"),
    .explanation = N_("How often the process touched a page that was not mapped yet and the kernel could supply it without "
                      "waiting for a disk."),
    COLOR_ANON, LINE (SOLID),
  },
  [VMP_METRIC_MAJOR_FAULTS] = {
    .id = VMP_METRIC_MAJOR_FAULTS, .code = 37, .key = "major-faults",
    .unit = VMP_UNIT_COUNT, .kind = VMP_KIND_COUNTER, .tier = VMP_TIER_0,
    .source = STAT "majflt (field 12)",
    .formula = "all threads together since the process began; goes on over exec",
    .label = N_("Major page faults"),
    .explanation = N_("How often the process touched a page that first had to be fetched from a file or from swap, so that "
                      "it had to wait."),
    COLOR_FILE, LINE (DASHED),
  },
  [VMP_METRIC_MINOR_FAULT_RATE] = {
    .id = VMP_METRIC_MINOR_FAULT_RATE, .code = 38, .key = "minor-fault-rate",
    .unit = VMP_UNIT_COUNT_PER_SECOND, .kind = VMP_KIND_GAUGE, .tier = VMP_TIER_0,
    .source = STAT "minflt (field 10)",
    .formula = "the difference of minor-faults between two reads ÷ the time between them",
    .label = N_("Minor faults per second"),
    .explanation = N_("How fast the process touches pages that were not mapped yet; new memory costs one such fault a page."),
    COLOR_ANON, AREA (SOLID, SOLID),
  },
  [VMP_METRIC_MAJOR_FAULT_RATE] = {
    .id = VMP_METRIC_MAJOR_FAULT_RATE, .code = 39, .key = "major-fault-rate",
    .unit = VMP_UNIT_COUNT_PER_SECOND, .kind = VMP_KIND_GAUGE, .tier = VMP_TIER_0,
    .source = STAT "majflt (field 12)",
    .formula = "the difference of major-faults between two reads ÷ the time between them",
    .label = N_("Major faults per second"),
    .explanation = N_("How often in a second the process had to wait for pages from a file or from swap; when it stays high, "
                      "memory is too short."),
    COLOR_FILE, AREA (SOLID, HATCH),
  },
  [VMP_METRIC_CHILD_MINOR_FAULTS] = {
    .id = VMP_METRIC_CHILD_MINOR_FAULTS, .code = 40, .key = "child-minor-faults",
    .unit = VMP_UNIT_COUNT, .kind = VMP_KIND_COUNTER, .tier = VMP_TIER_0,
    .source = STAT "cminflt (field 11)",
    .formula = "the sum over descendants that ended and were waited for",
    .label = N_("Minor page faults of children"),
    .explanation = N_("Minor faults of child processes, added when they have ended and the process has asked for their exit "
                      "status."),
    COLOR_ANON, LINE (DOTTED),
  },
  [VMP_METRIC_CHILD_MAJOR_FAULTS] = {
    .id = VMP_METRIC_CHILD_MAJOR_FAULTS, .code = 41, .key = "child-major-faults",
    .unit = VMP_UNIT_COUNT, .kind = VMP_KIND_COUNTER, .tier = VMP_TIER_0,
    .source = STAT "cmajflt (field 13)",
    .formula = "the sum over descendants that ended and were waited for",
    .label = N_("Major page faults of children"),
    .explanation = N_("Major faults of child processes, added when they have ended and the process has asked for their exit "
                      "status."),
    COLOR_FILE, LINE (DOTTED),
  },

  [VMP_METRIC_READ_BYTES] = {
    .id = VMP_METRIC_READ_BYTES, .code = 42, .key = "read-bytes",
    .unit = VMP_UNIT_BYTES, .kind = VMP_KIND_COUNTER, .tier = VMP_TIER_0,
    .source = IO "read_bytes",
    .formula = "as the kernel counts it, since the process began",
    .label = N_("Read from disk"),
    .explanation = N_("Bytes fetched from disks for this process, by reading files as well as by page faults on mapped files "
                      "and on swap."),
    COLOR_SHMEM, LINE (SOLID),
  },
  [VMP_METRIC_WRITE_BYTES] = {
    .id = VMP_METRIC_WRITE_BYTES, .code = 43, .key = "write-bytes",
    .unit = VMP_UNIT_BYTES, .kind = VMP_KIND_COUNTER, .tier = VMP_TIER_0,
    .source = IO "write_bytes",
    .formula = "as the kernel counts it, since the process began",
    .label = N_("Written to disk"),
    .explanation = N_("Bytes that the process caused to be written to disks; moving its pages out to swap is not counted."),
    COLOR_SWAP, LINE (SOLID),
  },
  [VMP_METRIC_SWAPPED_IN] = {
    .id = VMP_METRIC_SWAPPED_IN, .code = 44, .key = "swapped-in",
    .unit = VMP_UNIT_BYTES, .kind = VMP_KIND_COUNTER, .tier = VMP_TIER_1,
    .source = "taskstats: swapin_count",
    .formula = "swap-ins × page size; the kernel tells it only with delay accounting on, and only to administrators",
    .label = N_("Swapped in"),
    .explanation = N_("Bytes brought back from swap because the process touched them; a steady growth means that memory is "
                      "too short for it."),
    COLOR_SWAP, LINE (DASHED),
  },
  [VMP_METRIC_CPU_TIME] = {
    .id = VMP_METRIC_CPU_TIME, .code = 45, .key = "cpu-time",
    .unit = VMP_UNIT_NSEC, .kind = VMP_KIND_COUNTER, .tier = VMP_TIER_0,
    .source = STAT "utime, stime (fields 14, 15)",
    .formula = "(utime + stime) ÷ clock ticks per second",
    .label = N_("Processor time"),
    .explanation = N_("Time that processors have spent on all threads of the process, in the program itself and in the kernel "
                      "on its behalf."),
    COLOR_OTHER, LINE (DASHED),
  },
  [VMP_METRIC_OOM_SCORE] = {
    .id = VMP_METRIC_OOM_SCORE, .code = 46, .key = "oom-score",
    .unit = VMP_UNIT_COUNT, .kind = VMP_KIND_GAUGE, .tier = VMP_TIER_1,
    .source = "/proc/PID/oom_score",
    .formula = "as the kernel computes it: memory used in proportion to all there is, moved by oom_score_adj",
    .label = N_("Out-of-memory score"),
    .explanation = N_("When memory runs out, the kernel ends the process with the highest such score first."),
    COLOR_SWAP, LINE (DOTTED),
  },

  [VMP_METRIC_HEAP_DIRTY] = {
    .id = VMP_METRIC_HEAP_DIRTY, .code = 47, .key = "heap-private-dirty",
    .unit = VMP_UNIT_BYTES, .kind = VMP_KIND_GAUGE, .tier = VMP_TIER_2,
    .source = SMAPS "Private_Dirty of [heap] and of recognized malloc arenas",
    .formula = "the sum over these mappings",
    .label = N_("Private dirty heap"),
    .explanation = N_("Heap pages that only this process has and that exist nowhere else; what is missing from the whole heap "
                      "is shared since a fork or may be freed."),
    COLOR_ANON, AREA (SOLID, SOLID),
  },
  [VMP_METRIC_STACK_DIRTY] = {
    .id = VMP_METRIC_STACK_DIRTY, .code = 48, .key = "stack-private-dirty",
    .unit = VMP_UNIT_BYTES, .kind = VMP_KIND_GAUGE, .tier = VMP_TIER_2,
    .source = SMAPS "Private_Dirty of [stack]",
    .formula = "the sum over these mappings",
    .label = N_("Private dirty stack"),
    .explanation = N_("Pages of the main thread's stack that only this process has and that exist nowhere else."),
    COLOR_SWAP, AREA (SOLID, HATCH),
  },
  [VMP_METRIC_THREAD_STACKS_DIRTY] = {
    .id = VMP_METRIC_THREAD_STACKS_DIRTY, .code = 49, .key = "thread-stacks-private-dirty",
    .unit = VMP_UNIT_BYTES, .kind = VMP_KIND_GAUGE, .tier = VMP_TIER_2,
    .source = SMAPS "Private_Dirty of recognized thread stacks",
    .formula = "the sum over mappings that are named, or by guard page and flags look like, a thread's stack",
    .label = N_("Private dirty thread stacks"),
    .explanation = N_("Pages of the stacks of threads other than the main one that only this process has and that exist "
                      "nowhere else."),
    COLOR_SWAP, AREA (DASHED, DOTS),
  },
};

const VmpMetric *
vmp_metric_get (VmpMetricId id)
{
  g_return_val_if_fail ((guint) id < VMP_N_METRICS, NULL);

  return &metrics[id];
}

const VmpMetric *
vmp_metric_lookup (const char *key)
{
  g_return_val_if_fail (key != NULL, NULL);

  for (guint i = 0; i < VMP_N_METRICS; i++)
    {
      if (strcmp (metrics[i].key, key) == 0)
        return &metrics[i];
    }

  return NULL;
}

const VmpMetric *
vmp_metric_lookup_code (guint16 code)
{
  /* Codes were given out in the order of the rows; where one is not in its place, look further. */
  if (code > 0 && code <= VMP_N_METRICS && metrics[code - 1].code == code)
    return &metrics[code - 1];

  for (guint i = 0; i < VMP_N_METRICS; i++)
    {
      if (metrics[i].code == code)
        return &metrics[i];
    }

  return NULL;
}
