/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of demo programs. */

#include "vmp-lab-table.h"

#include <string.h>

#define N_(text) text

static const VmpLab table[] = {
  {
    .name = "lazy-touch",
    .title = N_("Reserving is not using"),
    .summary = N_("Reserves a large block at once, then touches it bit by bit."),
    .prediction = N_("It asks for 256 MiB in one call. How much does resident memory grow at that moment?"),
    .choices = { N_("By all of it, 256 MiB"),
                 N_("By half of it"),
                 N_("By next to nothing") },
    .right = 2,
    .look = N_("Address space against resident; minor faults per second while it touches."),
    .metrics = { "rss", "minor-fault-rate" },
    .explanation = N_("Asking for memory only reserves addresses. A page gets memory when it is first touched: each touch is "
                      "one minor fault, and resident memory grows by exactly the pages that were touched."),
  },
  {
    .name = "leak",
    .title = N_("A leak"),
    .summary = N_("Allocates small blocks for ever and frees only some of them."),
    .prediction = N_("It frees three of four blocks. Is the growth a straight line, a saw tooth or a curve that levels off?"),
    .choices = { N_("A straight line"),
                 N_("A saw tooth"),
                 N_("A curve that levels off") },
    .right = 0,
    .look = N_("Heap and anonymous resident memory over a minute: the slope, not the height."),
    .metrics = { "heap", "rss-anon" },
    .explanation = N_("What is never freed adds up at a steady pace. A program that only warms up levels off; a leak does not."),
  },
  {
    .name = "stack-growth",
    .title = N_("A stack only grows"),
    .summary = N_("Calls itself deeper and deeper, returns, and does it again."),
    .prediction = N_("After it has returned from the depth, does the stack give its memory back?"),
    .choices = { N_("Yes, at once"),
                 N_("Yes, after a while"),
                 N_("No, it keeps it") },
    .right = 2,
    .look = N_("Peak stack and resident stack after each return."),
    .metrics = { "stack", "stack-resident" },
    .explanation = N_("The kernel extends the main stack when a page below it is touched and never shrinks it: the size of the "
                      "stack is a high-water mark, and its pages stay resident."),
  },
  {
    .name = "fork-cow",
    .title = N_("Copy on write"),
    .summary = N_("Fills memory, forks a child, and lets the child write to a part of it."),
    .prediction = N_("Parent and child each show 64 MiB resident. How much memory do both take together?"),
    .choices = { N_("128 MiB: each has its own"),
                 N_("64 MiB, and more as one of them writes"),
                 N_("32 MiB: each has a half") },
    .right = 1,
    .look = N_("Proportional against resident memory of both; shared and private dirty; minor faults of the child."),
    .metrics = { "rss", "pss", "minor-fault-rate" },
    .explanation = N_("After a fork both processes map the same pages, so each shows them all as resident, and half as its "
                      "proportional share. Only pages that are written are copied, each by one minor fault."),
  },
  {
    .name = "mmap-file",
    .title = N_("A file as memory"),
    .summary = N_("Maps a file, reads it, then writes to a private and to a shared mapping of it."),
    .prediction = N_("Reading a mapped file makes it resident. Is that memory of the process, or of the file?"),
    .choices = { N_("Of the process: it is its own copy"),
                 N_("Of the file: it is the page cache, mapped into the process") },
    .right = 1,
    .look = N_("File resident against anonymous resident; minor and major faults."),
    .metrics = { "rss-file", "rss-anon" },
    .explanation = N_("Pages of the file are in the page cache and only mapped into the process, so they count as file memory "
                      "and can be dropped. Writing to the private mapping makes anonymous copies."),
  },
  {
    .name = "shared-memory",
    .title = N_("Shared memory"),
    .summary = N_("Fills shared memory that two processes map."),
    .prediction = N_("Both processes show 64 MiB. What does each add to the machine?"),
    .choices = { N_("64 MiB each"),
                 N_("32 MiB each, for the memory is there once"),
                 N_("Nothing") },
    .right = 1,
    .look = N_("Shared-memory resident, proportional and unique memory of both."),
    .metrics = { "rss-shmem", "pss" },
    .explanation = N_("The pages belong to no process alone: each shows them as resident, half as its proportional share and "
                      "none as unique memory."),
  },
  {
    .name = "fragmentation",
    .title = N_("Freed but not given back"),
    .summary = N_("Allocates many blocks and frees all but a few that lie scattered between them."),
    .prediction = /* xgettext:no-c-format */ N_("It frees 90 % of its blocks. By how much does resident memory fall?"),
    .choices = { N_("By about 90 %"),
                 N_("By about half"),
                 N_("By next to nothing") },
    .right = 2,
    .look = N_("Heap before and after the freeing, and after the trimming at the end."),
    .metrics = { "heap", "rss" },
    .explanation = N_("The heap can only shrink from its end. A few blocks that are still in use keep the whole of it; the free "
                      "room between them is used again by the program, but the machine does not get it back. Trimming at the end "
                      "returns the pages that are free as a whole, which are few."),
  },
  {
    .name = "thread-stacks",
    .title = N_("Stacks of threads"),
    .summary = N_("Starts threads, each of which uses a part of its stack."),
    .prediction = N_("Sixteen threads have stacks of 8 MiB, and each uses 256 KiB of its own. How much memory is that?"),
    .choices = { N_("128 MiB"),
                 N_("About 4 MiB"),
                 N_("8 MiB, which they share") },
    .right = 1,
    .look = N_("Address space, thread stacks and the number of threads."),
    .metrics = { "thread-stacks", "rss" },
    .explanation = N_("A thread's stack is reserved whole and gets memory only as deep as it is used. After a thread has ended, "
                      "the C library keeps some stacks for the next ones."),
  },
  {
    .name = "huge-pages",
    .title = N_("Huge pages"),
    .summary = N_("Touches the same amount of memory with small and with huge pages."),
    .prediction = N_("How many minor faults does touching 64 MiB take with pages of 4 KiB, and how many with pages of 2 MiB?"),
    .choices = { N_("16,384 and 32"),
                 N_("64 and 32"),
                 N_("The same number with both") },
    .right = 0,
    .look = N_("Minor faults and transparent huge memory."),
    .metrics = { "minor-fault-rate", "rss-anon" },
    .explanation = N_("A huge page is mapped by one fault and one page-table entry instead of 512. It costs when only a part of "
                      "it is used: the whole is resident."),
  },
  {
    .name = "swap-thrash",
    .title = N_("Too little memory"),
    .summary = N_("Asks the kernel to push a small block out to swap and touches it again, in a loop."),
    .prediction = N_("Resident memory falls while the program has freed nothing. What happens at the next touch?"),
    .choices = { N_("The program crashes"),
                 N_("The program waits until the pages are back"),
                 N_("The program reads zeros") },
    .right = 1,
    .look = N_("Swapped memory and major faults per second."),
    .metrics = { "swap", "major-fault-rate" },
    .explanation = N_("Pages that were pushed out have to come back when touched, each wait a major fault. It needs swap on this "
                      "machine; without it the pages stay, and it says so. It never takes more than 64 MiB."),
  },
  {
    .name = "churn",
    .title = N_("Busy, but not growing"),
    .summary = N_("Allocates and frees blocks of all sizes without pause."),
    .prediction = N_("It allocates gigabytes in a minute. Where does resident memory settle?"),
    .choices = { N_("It grows to gigabytes"),
                 N_("It comes down to nothing between the rounds"),
                 N_("At a few MiB") },
    .right = 2,
    .look = N_("Resident memory (level), minor faults per second (high), mappings (changing)."),
    .metrics = { "rss", "minor-fault-rate" },
    .explanation = N_("Blocks that are freed are used again, so memory levels off. Large blocks have mappings of their own, "
                      "which come and go, and each return costs the faults again."),
  },
};

/* What the labs say while they run; %s are numbers. */
static const char *const steps[] = {
  N_("Reserved 256 MiB and touched none of it."),
  N_("Touched %s MiB."),
  N_("Gave all of it back."),
  N_("%s MiB were never freed."),
  N_("Went %s calls deep (%s KiB of stack) and came back."),
  N_("Allocated %s blocks of %s bytes."),
  N_("Freed nine of ten; the rest lie scattered."),
  N_("Trimmed: whole free pages went back to the kernel."),
  N_("Freed the rest."),
  N_("%s threads use 256 KiB of their stacks each."),
  N_("All threads have ended."),
  N_("Allocated %s MiB so far."),
  N_("Filled 64 MiB."),
  N_("Child %s maps the same 64 MiB."),
  N_("The child wrote to 16 MiB: copied now."),
  N_("The child has ended."),
  N_("Mapped a file of 64 MiB twice, privately and shared."),
  N_("Read all of it through the private mapping."),
  N_("Wrote to 16 MiB of the private mapping: anonymous copies."),
  N_("Wrote to 16 MiB of the shared mapping: still the file's pages."),
  N_("Filled 64 MiB of shared memory."),
  N_("Child %s has read all of it."),
  N_("The child has ended, the memory is given back."),
  N_("Touched 64 MiB with huge pages: %s minor faults."),
  N_("Touched 64 MiB with small pages: %s minor faults."),
  N_("This machine gave no huge pages."),
  N_("Asked the kernel to push 64 MiB out."),
  N_("Touched it again: %s minor and %s major faults."),
  N_("Nothing had gone: there is no swap on this machine."),
  N_("Done."),
};

const char *const *
vmp_lab_get_steps (size_t *out_n)
{
  *out_n = sizeof steps / sizeof *steps;
  return steps;
}

const VmpLab *
vmp_lab_get_all (size_t *out_n)
{
  *out_n = sizeof table / sizeof *table;
  return table;
}

const VmpLab *
vmp_lab_find (const char *name)
{
  for (size_t i = 0; i < sizeof table / sizeof *table; i++)
    if (strcmp (table[i].name, name) == 0)
      return &table[i];
  return NULL;
}
