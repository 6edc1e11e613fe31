/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one table of what a mapping can be, and of how that is known. */

#include "config.h"

#include "vmp-mapping-type.h"

#include <string.h>

/* Marks text for translation; the programs translate it, the core does not know gettext. */
#define N_(text) text

/* One colour a family, its members told apart by fill. */
#define IMAGE 0xd45500, 0xff7800
#define FILES 0x8f6b00, 0xf6d32d
#define SHARED 0x26a269, 0x57e389
#define HEAP 0x1a5fb4, 0x3584e4
#define CODE 0xc01c28, 0xff7b63
#define STACK 0xa02a6d, 0xe78ac3
#define EMPTY 0x77767b, 0x9a9996
#define KERNEL 0x63452c, 0xf6f5f4
#define MANAGED 0x613583, 0xc061cb
#define DEVICE_COLORS 0x0f766e, 0x5eead4

#define TYPE(id, key, label, colors, fill, text) [VMP_MAPPING_##id] = { VMP_MAPPING_##id, key, label, text, colors, VMP_FILL_##fill }

static const VmpMappingTypeInfo types[VMP_N_MAPPING_TYPES] = {
  TYPE (PROGRAM_IMAGE, "program-image", N_("Program"), IMAGE, SOLID,
        N_("Code, constants and initial data of the program's own file.")),
  TYPE (LIBRARY_IMAGE, "library-image", N_("Library"), IMAGE, HATCH,
        N_("Code, constants and initial data of a shared library; code is shared with all who use it.")),
  TYPE (IMAGE_BSS, "image-bss", N_("Image bss"), IMAGE, DOTS,
        N_("Variables of a program or library that begin as zero and so take no room in its file.")),
  TYPE (FILE_PRIVATE, "file-private", N_("Mapped file, private"), FILES, SOLID,
        N_("A file read as memory; what the process writes there becomes its own copy.")),
  TYPE (FILE_SHARED, "file-shared", N_("Mapped file, shared"), FILES, HATCH,
        N_("A file read as memory; what is written there goes to the file and is seen by others.")),
  TYPE (SHARED_MEMORY, "shared-memory", N_("Shared memory"), SHARED, SOLID,
        N_("Memory without a file on disk that several processes can map at once.")),
  TYPE (MAIN_HEAP, "main-heap", N_("Main heap"), HEAP, SOLID,
        N_("Memory behind the program that grows by brk; malloc takes small blocks from it.")),
  TYPE (MALLOC_ARENA, "malloc-arena", N_("malloc arena"), HEAP, HATCH,
        N_("A further heap of malloc, so that threads need not wait for each other.")),
  TYPE (MALLOC_BLOCK, "malloc-block", N_("malloc block"), HEAP, DOTS,
        N_("A block so large that malloc asked the kernel for a mapping of its own.")),
  TYPE (OTHER_ALLOCATOR, "other-allocator", N_("Other allocator"), MANAGED, HATCH,
        N_("Memory of an allocator other than the C library's, which gave it its name.")),
  TYPE (MANAGED_HEAP, "managed-heap", N_("Managed heap"), MANAGED, SOLID,
        N_("Objects of a language that frees memory by itself, such as Go, JavaScript or PHP.")),
  TYPE (GENERATED_CODE, "generated-code", N_("Generated code"), CODE, HATCH,
        N_("Executable memory of no program file: machine code made while the program runs.")),
  TYPE (MAIN_STACK, "main-stack", N_("Main stack"), STACK, SOLID,
        N_("The stack of the first thread; it grows as it is touched and never shrinks.")),
  TYPE (THREAD_STACK, "thread-stack", N_("Thread stack"), STACK, HATCH,
        N_("The stack of a further thread: reserved whole, paid for page by page as it is touched.")),
  TYPE (GUARD, "guard", N_("Guard"), EMPTY, HATCH,
        N_("Pages that nobody may touch, so that a stack that overflows stops the program.")),
  TYPE (RESERVED, "reserved", N_("Reserved"), EMPTY, NONE,
        N_("Addresses set aside without access: they take no memory.")),
  TYPE (GRAPHICS, "graphics", N_("Graphics"), DEVICE_COLORS, SOLID,
        N_("Buffers of the graphics driver; their pages may be counted elsewhere.")),
  TYPE (DEVICE, "device", N_("Device or special"), DEVICE_COLORS, HATCH,
        N_("Memory of a device or of a kernel service, such as a performance ring.")),
  TYPE (HUGE_TLB, "huge-tlb", N_("Huge pages, reserved"), SHARED, HATCH,
        N_("Huge pages of the system's pool, which are not part of resident memory or PSS.")),
  TYPE (GUEST_MEMORY, "guest-memory", N_("Guest memory"), MANAGED, HATCH,
        N_("What a virtual machine sees as its memory, as far as it has used it.")),
  TYPE (KERNEL_GATE, "kernel-gate", N_("Kernel gate"), KERNEL, SOLID,
        N_("Code and data that the kernel lends to every process, to tell the time without a system call.")),
  TYPE (PRIVATE_DATA, "private-data", N_("Private data"), HEAP, NONE,
        N_("Private memory of no file that nothing says more about; large malloc blocks are often here.")),
};

#define RULE(id, evidence, key, text) [VMP_RULE_##id] = { VMP_RULE_##id, VMP_EVIDENCE_##evidence, key, text }

static const VmpMappingRuleInfo rules[VMP_N_RULES] = {
  RULE (KERNEL_NAME, KERNEL, "kernel-name", N_("The kernel names it.")),
  RULE (KERNEL_FLAGS, KERNEL, "kernel-flags", N_("The kernel's flags (VmFlags) say so.")),
  RULE (PROGRAM_NAME, PROGRAM, "program-name", N_("The program, or its library, named it.")),
  RULE (RESERVED_NAME, PROGRAM, "reserved-name", N_("The program named it, and it allows no access.")),
  RULE (EXE_FILE, KERNEL, "exe-file", N_("It maps the file that the process runs.")),
  RULE (EXECUTABLE_FILE, KERNEL, "executable-file", N_("A part of the same file is mapped executable.")),
  RULE (PATH, KERNEL, "path", N_("The path of what it maps says so.")),
  RULE (FILE, KERNEL, "file", N_("It maps a file of which no part is executable.")),
  RULE (MEMORY_FILE, KERNEL, "memory-file", N_("It shares a file of a file system that lives in memory.")),
  RULE (IMAGE_NAME, INFERRED, "image-name", N_("Its name ends as those of libraries do.")),
  RULE (EXECUTABLE_MEMORY, INFERRED, "executable-memory", N_("It is executable, and of no file on disk.")),
  RULE (FOLLOWS_IMAGE, INFERRED, "follows-image", N_("It lies directly behind the writable data of an image.")),
  RULE (ARENA_SHAPE, INFERRED, "arena-shape",
        N_("It begins at a multiple of 64 MiB, and addresses are reserved behind it up to the next.")),
  RULE (ARENA_REST, INFERRED, "arena-rest", N_("It is what a malloc arena can still grow into.")),
  RULE (ARENA_FULL, INFERRED, "arena-full",
        N_("It fills whole multiples of 64 MiB, in a process that has malloc arenas.")),
  RULE (GO_HEAP, INFERRED, "go-heap", N_("It begins where programs in Go ask for their heap.")),
  RULE (GUEST_SIZE, INFERRED, "guest-size", N_("It is the largest region of a program that runs virtual machines.")),
  RULE (STACK_SHAPE, INFERRED, "stack-shape", N_("It is kept from huge pages, as stacks are, and has a guard below.")),
  RULE (STACK_POINTER, INFERRED, "stack-pointer", N_("The stack pointer of a thread lies in it.")),
  RULE (BELOW_STACK, INFERRED, "below-stack", N_("It allows no access and lies directly below a stack.")),
  RULE (NO_ACCESS, INFERRED, "no-access", N_("It allows no access.")),
  RULE (NOTHING_ELSE, INFERRED, "nothing-else", N_("It is private and of no file; no other rule applies.")),
};

static const struct
{
  char        code[3];
  const char *meaning;
} vm_flags[] = {
  { "rd", N_("readable") }, { "wr", N_("writable") }, { "ex", N_("executable") }, { "sh", N_("shared") },
  { "mr", N_("may be made readable") }, { "mw", N_("may be made writable") },
  { "me", N_("may be made executable") }, { "ms", N_("may be shared") },
  { "gd", N_("grows down, as stacks do") }, { "gu", N_("may contain guard pages") },
  { "pf", N_("page frames without the kernel's bookkeeping") }, { "lo", N_("locked in memory") },
  { "lf", N_("locked as it is touched") }, { "io", N_("memory of a device") },
  { "sr", N_("advised: read in order") }, { "rr", N_("advised: read at random") },
  { "dc", N_("not copied on fork") }, { "de", N_("can't be expanded") },
  { "ac", N_("counted against the commit limit") }, { "nr", N_("no swap is reserved for it") },
  { "ht", N_("huge pages of the system's pool") }, { "sf", N_("synchronous page faults") },
  { "ar", N_("a flag of the processor architecture") }, { "wf", N_("wiped on fork") },
  { "dd", N_("not in core dumps") }, { "bt", N_("guarded branch targets") },
  { "mt", N_("memory tags") }, { "sd", N_("written since the last mark") },
  { "mm", N_("page frames and pages mixed") }, { "hg", N_("advised: huge pages") },
  { "nh", N_("advised: no huge pages") }, { "mg", N_("equal pages may be merged") },
  { "um", N_("missing pages are reported to the program") },
  { "uw", N_("writes are reported to the program") },
  { "ui", N_("minor faults are reported to the program") }, { "ss", N_("shadow stack") },
  { "dp", N_("may be dropped when memory is short") }, { "sl", N_("sealed") },
};

const VmpMappingTypeInfo *
vmp_mapping_type_get (VmpMappingType type)
{
  g_assert (type < VMP_N_MAPPING_TYPES);
  return &types[type];
}

const VmpMappingRuleInfo *
vmp_mapping_rule_get (VmpMappingRule rule)
{
  g_assert (rule < VMP_N_RULES);
  return &rules[rule];
}

const char *
vmp_evidence_to_key (VmpEvidence evidence)
{
  static const char *const keys[VMP_N_EVIDENCE] = { "kernel", "program", "inferred" };

  g_assert (evidence < VMP_N_EVIDENCE);
  return keys[evidence];
}

gboolean
vmp_mapping_type_find (const char     *key,
                       VmpMappingType *out)
{
  for (guint i = 0; i < VMP_N_MAPPING_TYPES; i++)
    {
      if (strcmp (types[i].key, key) != 0)
        continue;
      *out = i;
      return TRUE;
    }
  return FALSE;
}

const char *
vmp_vm_flag_get_meaning (const char *code)
{
  for (guint i = 0; i < G_N_ELEMENTS (vm_flags); i++)
    {
      if (strncmp (vm_flags[i].code, code, 2) == 0)
        return vm_flags[i].meaning;
    }
  return NULL;
}
