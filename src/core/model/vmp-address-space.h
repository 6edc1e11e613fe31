/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An address space at one moment: every mapping, with what it is. */
#pragma once

#include "core/kernel/vmp-smaps-parser.h"
#include "core/kernel/vmp-stat-parser.h"
#include "vmp-mapping-type.h"

G_BEGIN_DECLS

/* What can be true of a mapping of any type. */
typedef enum
{
  VMP_OVERLAY_HUGE           = 1 << 0,   /* some of it in huge pages */
  VMP_OVERLAY_LOCKED         = 1 << 1,
  VMP_OVERLAY_SWAPPED        = 1 << 2,
  VMP_OVERLAY_LAZY_FREE      = 1 << 3,
  VMP_OVERLAY_KSM            = 1 << 4,
  VMP_OVERLAY_WRITE_EXECUTE  = 1 << 5,   /* deserves a warning */
  VMP_OVERLAY_COPIED         = 1 << 6,   /* pages of a private file that became the process's own */
  VMP_OVERLAY_SEALED         = 1 << 7,
  VMP_OVERLAY_NOT_DUMPED     = 1 << 8,
  VMP_OVERLAY_DELETED        = 1 << 9,   /* the name says that the file is gone */
  VMP_OVERLAY_GUARD_PAGES    = 1 << 10,  /* may have guard pages within, by MADV_GUARD_INSTALL */
} VmpOverlays;

/* Sizes of smaps that are kept; Size is that of the range. */
typedef enum
{
  VMP_MAPPING_RSS, VMP_MAPPING_PSS, VMP_MAPPING_PSS_DIRTY,
  VMP_MAPPING_SHARED_CLEAN, VMP_MAPPING_SHARED_DIRTY, VMP_MAPPING_PRIVATE_CLEAN, VMP_MAPPING_PRIVATE_DIRTY,
  VMP_MAPPING_REFERENCED, VMP_MAPPING_ANONYMOUS, VMP_MAPPING_KSM, VMP_MAPPING_LAZY_FREE,
  VMP_MAPPING_ANON_HUGE_PAGES, VMP_MAPPING_SHMEM_PMD_MAPPED, VMP_MAPPING_FILE_PMD_MAPPED,
  VMP_MAPPING_SHARED_HUGETLB, VMP_MAPPING_PRIVATE_HUGETLB,
  VMP_MAPPING_SWAP, VMP_MAPPING_SWAP_PSS, VMP_MAPPING_LOCKED,
  VMP_N_MAPPING_SIZES
} VmpMappingSize;

/* Numbers of smaps that are no sizes, so that sums of them mean nothing. */
typedef enum
{
  VMP_MAPPING_KERNEL_PAGE_SIZE,   /* bytes */
  VMP_MAPPING_MMU_PAGE_SIZE,      /* bytes */
  VMP_MAPPING_THP_ELIGIBLE,       /* 0 or 1 */
  VMP_MAPPING_PROTECTION_KEY,
  VMP_N_MAPPING_NUMBERS
} VmpMappingNumber;

/* One mapping, packed: tens of thousands are held at once. What rules and sums look at comes first. */
typedef struct
{
  guint64 start_addr, end_addr;
  guint64 offset_bytes;
  guint64 inode;
  guint32 name_at, flags_at, unknown_at;    /* read by vmp_address_space_get_name() and the like */
  guint32 image;                            /* the same for all parts of one image; 0: none */
  gint32  tid;                              /* the thread whose stack it is; 0: none, or not known */
  guint16 overlays;                         /* VmpOverlays */
  guint16 flag_bits;                        /* the flags that types and overlays depend on; for the address space alone */
  guint8  type;                             /* VmpMappingType */
  guint8  rule;                             /* VmpMappingRule */
  char    permissions[5];                   /* "rw-p" */
  guint8  numbers[VMP_N_MAPPING_NUMBERS];   /* read by vmp_mapping_get_number() */
  guint32 device_major, device_minor;
  guint32 sizes_kib[VMP_N_MAPPING_SIZES];   /* read by vmp_mapping_get_size() */
} VmpMapping;

G_STATIC_ASSERT (sizeof (VmpMapping) <= 160);

/* A thread, as far as its stack is concerned. */
typedef struct
{
  gint32  tid;
  char    name[VMP_COMM_SIZE];          /* comm, not escaped: data from outside; "" if not known */
  guint64 stack_pointer_addr;           /* when it entered the kernel; 0: not known (it runs, or we may not see it) */
} VmpThread;

/* What is known of the process beside its mappings. */
typedef struct
{
  gint32           pid;                 /* 0: not known */
  guint64          exe_inode;           /* 0: not known */
  guint32          exe_device_major, exe_device_minor;
  const char      *exe_path;            /* nullable; some file systems report another device in maps */
  const VmpThread *threads;             /* nullable */
  guint            n_threads;
  const guint64   *memory_devices;      /* nullable; file systems that live in memory: major << 32 | minor */
  guint            n_memory_devices;
} VmpAddressSpaceFacts;

/* Sums of mappings; VMP_MISSING sizes where the text was that of maps. */
typedef struct
{
  gint64 mappings_n;
  gint64 size_bytes;
  gint64 largest_bytes;
  gint64 sizes_bytes[VMP_N_MAPPING_SIZES];
} VmpMappingSum;

/* A stack: that of the main thread or of another. */
typedef struct
{
  guint  index;           /* of its mapping */
  guint  thread;          /* which of the facts' threads; G_MAXUINT: not known */
  gint64 reserved_bytes;
  gint64 touched_bytes;   /* in memory or in swap */
  gint64 depth_bytes;     /* now; missing where the stack pointer is not known */
  gint64 deepest_bytes;   /* as deep as it ever was, as far as can be seen: stacks keep what they touched */
} VmpStack;

/* Immutable once built; atomically ref-counted, so any thread may read it. */
typedef struct _VmpAddressSpace VmpAddressSpace;
/* Takes mappings in the order of the kernel; for one thread. */
typedef struct _VmpAddressSpaceBuilder VmpAddressSpaceBuilder;

VmpAddressSpaceBuilder *vmp_address_space_builder_new    (void) G_GNUC_WARN_UNUSED_RESULT;
/* Makes room for @n mappings at once; there may be more. */
void                    vmp_address_space_builder_reserve (VmpAddressSpaceBuilder *self, guint n);
void                    vmp_address_space_builder_free   (VmpAddressSpaceBuilder *self);
/* Copies what it keeps of @entry. One that overlaps the last is left out, and the result is torn. */
void                    vmp_address_space_builder_add    (VmpAddressSpaceBuilder *self,
                                                          const VmpSmapsEntry    *entry);
/* The same of a mapping that was one of an address space before; its type, rule, image, thread and overlays are found anew.
 * FALSE if it was left out. */
gboolean                vmp_address_space_builder_add_mapping (VmpAddressSpaceBuilder *self, const VmpMapping *mapping,
                                                               const char *name, const char *flags);
/* What is said in lines of smaps that this program does not know, for the mapping that was added last; copied. */
void                    vmp_address_space_builder_set_unknown (VmpAddressSpaceBuilder *self, const char *lines);
/* Says that the map changed while it was read. */
void                    vmp_address_space_builder_set_torn (VmpAddressSpaceBuilder *self);
/* Types all mappings, and frees the builder. @facts is nullable. */
VmpAddressSpace        *vmp_address_space_builder_finish (VmpAddressSpaceBuilder     *self,
                                                          const VmpAddressSpaceFacts *facts) G_GNUC_WARN_UNUSED_RESULT;
/* From text of smaps or maps, whichever it is; NULL with VMP_ERROR_CORRUPT. */
VmpAddressSpace        *vmp_address_space_parse          (const char                 *text,
                                                          gsize                       len,
                                                          const VmpAddressSpaceFacts *facts,
                                                          GError                    **error) G_GNUC_WARN_UNUSED_RESULT;
VmpAddressSpace        *vmp_address_space_ref            (VmpAddressSpace *self);
void                    vmp_address_space_unref          (VmpAddressSpace *self);

guint                   vmp_address_space_get_n          (const VmpAddressSpace *self);
/* By address, ascending, all in one array: the next one follows. Borrowed. */
const VmpMapping       *vmp_address_space_get            (const VmpAddressSpace *self,
                                                          guint                  index);
/* TRUE if the map changed while it was read, so that sums may be off. */
gboolean                vmp_address_space_is_torn        (const VmpAddressSpace *self);
/* Says so; the address space must not be in other hands yet. */
void                    vmp_address_space_set_torn       (VmpAddressSpace *self);
/* As the kernel wrote it, not escaped: data from outside. "" for none. Borrowed. */
const char             *vmp_address_space_get_name       (const VmpAddressSpace *self,
                                                          const VmpMapping      *mapping);
/* VmFlags as the kernel wrote them. Borrowed. */
const char             *vmp_address_space_get_flags      (const VmpAddressSpace *self,
                                                          const VmpMapping      *mapping);
/* Lines of smaps with keys that this program does not know, as the kernel wrote them, with line ends between. "" for none.
 * Borrowed. */
const char             *vmp_address_space_get_unknown    (const VmpAddressSpace *self,
                                                          const VmpMapping      *mapping);
/* By address, with their number. Borrowed. */
const VmpStack         *vmp_address_space_get_stacks     (const VmpAddressSpace *self,
                                                          guint                 *out_n);
/* Tells the lowest address that was ever touched of the stack that is @stack of them; the address space must not be in other
 * hands yet. */
void                    vmp_address_space_set_stack_touched (VmpAddressSpace *self, guint stack, guint64 lowest_addr);
/* What it was built with: a copy that lives as long as @self. */
const VmpAddressSpaceFacts *
                        vmp_address_space_get_facts      (const VmpAddressSpace *self);
/* Sums of one type, or of all for VMP_N_MAPPING_TYPES. Borrowed. */
const VmpMappingSum    *vmp_address_space_get_sum        (const VmpAddressSpace *self,
                                                          VmpMappingType         type);
/* Bytes; VMP_MISSING where the text had no such line. Up to 4 TiB. */
gint64                  vmp_mapping_get_size             (const VmpMapping *mapping,
                                                          VmpMappingSize    size);
/* The kernel's name in kebab case, "private-dirty": stable. Static. */
const char             *vmp_mapping_size_to_key          (VmpMappingSize    size);
/* VMP_MISSING where the text had no such line. */
gint64                  vmp_mapping_get_number           (const VmpMapping *mapping,
                                                          VmpMappingNumber  number);
/* The kernel's name in kebab case, "kernel-page-size": stable. Static. */
const char             *vmp_mapping_number_to_key        (VmpMappingNumber  number);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VmpAddressSpaceBuilder, vmp_address_space_builder_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VmpAddressSpace, vmp_address_space_unref)

G_END_DECLS
