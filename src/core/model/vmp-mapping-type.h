/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one table of what a mapping can be, and of how that is known. */
#pragma once

#include "vmp-metric.h"

G_BEGIN_DECLS

/* The keys, not these numbers, are the stable names. Every mapping is of exactly one type. */
typedef enum
{
  VMP_MAPPING_PROGRAM_IMAGE,
  VMP_MAPPING_LIBRARY_IMAGE,
  VMP_MAPPING_IMAGE_BSS,
  VMP_MAPPING_FILE_PRIVATE,
  VMP_MAPPING_FILE_SHARED,
  VMP_MAPPING_SHARED_MEMORY,
  VMP_MAPPING_MAIN_HEAP,
  VMP_MAPPING_MALLOC_ARENA,
  VMP_MAPPING_MALLOC_BLOCK,
  VMP_MAPPING_OTHER_ALLOCATOR,
  VMP_MAPPING_MANAGED_HEAP,
  VMP_MAPPING_GENERATED_CODE,
  VMP_MAPPING_MAIN_STACK,
  VMP_MAPPING_THREAD_STACK,
  VMP_MAPPING_GUARD,
  VMP_MAPPING_RESERVED,
  VMP_MAPPING_GRAPHICS,
  VMP_MAPPING_DEVICE,
  VMP_MAPPING_HUGE_TLB,
  VMP_MAPPING_GUEST_MEMORY,
  VMP_MAPPING_KERNEL_GATE,
  VMP_MAPPING_PRIVATE_DATA,
  VMP_N_MAPPING_TYPES
} VmpMappingType;

/* Who says that a mapping is what it is. */
typedef enum
{
  VMP_EVIDENCE_KERNEL,    /* names, files and flags that the kernel reports */
  VMP_EVIDENCE_PROGRAM,   /* a name that the program gave it */
  VMP_EVIDENCE_INFERRED,  /* concluded from its shape and its neighbours */
  VMP_N_EVIDENCE
} VmpEvidence;

/* The rule that a mapping's type was found by. */
typedef enum
{
  VMP_RULE_KERNEL_NAME,
  VMP_RULE_KERNEL_FLAGS,
  VMP_RULE_PROGRAM_NAME,
  VMP_RULE_RESERVED_NAME,
  VMP_RULE_EXE_FILE,
  VMP_RULE_EXECUTABLE_FILE,
  VMP_RULE_PATH,
  VMP_RULE_FILE,
  VMP_RULE_MEMORY_FILE,
  VMP_RULE_IMAGE_NAME,
  VMP_RULE_EXECUTABLE_MEMORY,
  VMP_RULE_FOLLOWS_IMAGE,
  VMP_RULE_ARENA_SHAPE,
  VMP_RULE_ARENA_REST,
  VMP_RULE_ARENA_FULL,
  VMP_RULE_GO_HEAP,
  VMP_RULE_GUEST_SIZE,
  VMP_RULE_STACK_SHAPE,
  VMP_RULE_STACK_POINTER,
  VMP_RULE_BELOW_STACK,
  VMP_RULE_NO_ACCESS,
  VMP_RULE_NOTHING_ELSE,
  VMP_N_RULES
} VmpMappingRule;

typedef struct
{
  VmpMappingType  type;
  const char     *key;          /* "main-heap": stable, in JSON and options */
  const char     *label;        /* N_(): short name for people */
  const char     *explanation;  /* N_(): one sentence for a student */
  guint32         color_light;  /* 0xRRGGBB on white */
  guint32         color_dark;   /* 0xRRGGBB on dark */
  VmpFill         fill;
} VmpMappingTypeInfo;

typedef struct
{
  VmpMappingRule  rule;
  VmpEvidence     evidence;
  const char     *key;          /* stable, in JSON */
  const char     *explanation;  /* N_(): why the mapping is of its type */
} VmpMappingRuleInfo;

/* The row of @type (of @rule), which must be one of the table's. Static. */
const VmpMappingTypeInfo *vmp_mapping_type_get     (VmpMappingType  type);
const VmpMappingRuleInfo *vmp_mapping_rule_get     (VmpMappingRule  rule);
/* "kernel", "program", "inferred": stable. Static. */
const char               *vmp_evidence_to_key      (VmpEvidence     evidence);
/* FALSE and *out untouched if no type has that key. */
gboolean                  vmp_mapping_type_find    (const char     *key,
                                                    VmpMappingType *out);
/* N_(): what the first two letters of @code say in VmFlags; NULL for one that is not known, which is to be shown as it
 * is. Static. */
const char               *vmp_vm_flag_get_meaning  (const char     *code);

G_END_DECLS
