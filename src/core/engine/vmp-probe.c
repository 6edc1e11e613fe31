/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the metrics of one process, tier by tier. */

#include "config.h"

#include "vmp-probe.h"

#include "core/kernel/vmp-error.h"
#include "core/kernel/vmp-number-parser.h"
#include "vmp-clock.h"
#include "vmp-map-reader.h"

#include <string.h>

/* io costs as much as stat, and nobody looks at it a thousand times a second: at higher rates it is read about every 100 ms. */
#define IO_NSEC (90 * VMP_NSEC_PER_MSEC)
/* A map that changes while it is read is read again, so often. */
#define MOST_TRIES 3

struct _VmpProbe
{
  VmpProcRoot *root;              /* owned */
  VmpProcess  *process;           /* owned */
  VmpBuffer    buffer;            /* of the slow tiers; grows to the largest file */
  gint64       page_size_bytes;
  gint64       tick_nsec;
  gint64       cost_nsec[VMP_N_TIERS];
  /* of the last tier 0 read, for rates */
  gint64       last_time_nsec;
  gint64       last_minor_faults, last_major_faults;
  /* highest that were seen since the program was started */
  gint64       heap_peak_bytes;
  gint64       rss_peak_bytes;
  /* what tells an exec cheaply */
  guint64      start_code_addr;
  char         comm[VMP_COMM_SIZE];
  gboolean     saw_exec;          /* noticed by a read, not told yet */
  gint64       io_time_nsec;      /* when io was read last */
  gboolean     maps_wanted;
  VmpAddressSpace *space;         /* owned; of the last tier 2 read, until it is stolen */
  VmpReason    maps_reason;       /* why there is none */
};

VmpProbe *
vmp_probe_new (VmpProcRoot *root,
               VmpProcess  *process)
{
  VmpProbe *self = g_new0 (VmpProbe, 1);

  self->root = vmp_proc_root_ref (root);
  self->process = process;
  self->page_size_bytes = vmp_proc_root_get_page_size_bytes (root);
  self->tick_nsec = VMP_NSEC_PER_SEC / vmp_proc_root_get_clock_ticks (root);
  self->last_time_nsec = self->io_time_nsec = VMP_MISSING;
  self->heap_peak_bytes = self->rss_peak_bytes = VMP_MISSING;
  for (guint i = 0; i < VMP_N_TIERS; i++)
    self->cost_nsec[i] = VMP_MISSING;
  return self;
}

void
vmp_probe_free (VmpProbe *self)
{
  g_clear_pointer (&self->space, vmp_address_space_unref);
  vmp_buffer_clear (&self->buffer);
  vmp_process_close (self->process);
  vmp_proc_root_unref (self->root);
  g_free (self);
}

VmpProcess *
vmp_probe_get_process (VmpProbe *self)
{
  return self->process;
}

gint64
vmp_probe_get_cost (VmpProbe *self,
                    VmpTier   tier)
{
  return self->cost_nsec[tier];
}

/* Kernel threads and zombies have no address space to speak of. */
static gboolean
has_memory (VmpProbe *self)
{
  VmpProcessKind kind = vmp_process_get_kind (self->process);

  return kind != VMP_PROCESS_KERNEL_THREAD && kind != VMP_PROCESS_ZOMBIE;
}

/* Why a whole file's metrics are missing. */
static VmpReason
reason_of (VmpProbe     *self,
           const GError *error)
{
  return has_memory (self) ? vmp_reason_from_error (error) : VMP_REASON_NO_MEMORY;
}

/* Thousandths a second, from the difference of a counter; missing at the first read. */
static gint64
rate (gint64 now,
      gint64 before,
      gint64 elapsed_nsec)
{
  if (now < before || elapsed_nsec <= 0)
    return VMP_MISSING;
  return (gint64) (((__int128) (now - before) * 1000 * VMP_NSEC_PER_SEC) / elapsed_nsec);
}

static void
fill_rates (VmpProbe      *self,
            const VmpStat *stat,
            VmpSample     *out)
{
  gint64 elapsed = self->last_time_nsec == VMP_MISSING ? 0 : out->time_nsec - self->last_time_nsec;
  gint64 minor = rate (stat->minflt, self->last_minor_faults, elapsed);
  gint64 major = rate (stat->majflt, self->last_major_faults, elapsed);

  vmp_sample_set (out, VMP_METRIC_MINOR_FAULT_RATE, minor);
  vmp_sample_set (out, VMP_METRIC_MAJOR_FAULT_RATE, major);
  /* A rate needs two reads. */
  if (minor == VMP_MISSING)
    vmp_sample_set_missing (out, VMP_METRIC_MINOR_FAULT_RATE, VMP_REASON_NOT_DUE);
  if (major == VMP_MISSING)
    vmp_sample_set_missing (out, VMP_METRIC_MAJOR_FAULT_RATE, VMP_REASON_NOT_DUE);
  self->last_time_nsec = out->time_nsec;
  self->last_minor_faults = stat->minflt;
  self->last_major_faults = stat->majflt;
}

static gboolean
look_for_exec (VmpProbe *self)
{
  if (!vmp_process_check_exec (self->process))
    return FALSE;

  self->heap_peak_bytes = self->rss_peak_bytes = VMP_MISSING;
  self->io_time_nsec = VMP_MISSING;
  return TRUE;
}

/* Where the program's code begins differs from run to run; who may not see it sees at least the name. */
static void
note_image (VmpProbe      *self,
            const VmpStat *stat)
{
  gboolean changed = self->comm[0] != '\0' &&
                     (self->start_code_addr != stat->start_code_addr || strcmp (self->comm, stat->comm) != 0);

  self->start_code_addr = stat->start_code_addr;
  g_strlcpy (self->comm, stat->comm, sizeof self->comm);
  if (changed && look_for_exec (self))
    self->saw_exec = TRUE;
}

static void
fill_stat (VmpProbe      *self,
           const VmpStat *stat,
           VmpSample     *out)
{
  vmp_sample_set (out, VMP_METRIC_THREADS, stat->num_threads);
  vmp_sample_set (out, VMP_METRIC_MINOR_FAULTS, stat->minflt);
  vmp_sample_set (out, VMP_METRIC_MAJOR_FAULTS, stat->majflt);
  vmp_sample_set (out, VMP_METRIC_CHILD_MINOR_FAULTS, stat->cminflt);
  vmp_sample_set (out, VMP_METRIC_CHILD_MAJOR_FAULTS, stat->cmajflt);
  vmp_sample_set (out, VMP_METRIC_CPU_TIME, (stat->utime_ticks + stat->stime_ticks) * self->tick_nsec);
  fill_rates (self, stat, out);
  note_image (self, stat);
}

/* The metrics of status, each with its field. */
static const struct
{
  VmpMetricId id;
  gsize       offset;
} status_fields[] = {
  { VMP_METRIC_RSS, G_STRUCT_OFFSET (VmpStatus, vm_rss_bytes) },
  { VMP_METRIC_RSS_PEAK, G_STRUCT_OFFSET (VmpStatus, vm_hwm_bytes) },
  { VMP_METRIC_RSS_ANON, G_STRUCT_OFFSET (VmpStatus, rss_anon_bytes) },
  { VMP_METRIC_RSS_FILE, G_STRUCT_OFFSET (VmpStatus, rss_file_bytes) },
  { VMP_METRIC_RSS_SHMEM, G_STRUCT_OFFSET (VmpStatus, rss_shmem_bytes) },
  { VMP_METRIC_SWAP, G_STRUCT_OFFSET (VmpStatus, vm_swap_bytes) },
  { VMP_METRIC_HUGETLB, G_STRUCT_OFFSET (VmpStatus, hugetlb_bytes) },
  { VMP_METRIC_LOCKED, G_STRUCT_OFFSET (VmpStatus, vm_lck_bytes) },
  { VMP_METRIC_PAGE_TABLES, G_STRUCT_OFFSET (VmpStatus, vm_pte_bytes) },
  { VMP_METRIC_VSIZE, G_STRUCT_OFFSET (VmpStatus, vm_size_bytes) },
  { VMP_METRIC_VSIZE_PEAK, G_STRUCT_OFFSET (VmpStatus, vm_peak_bytes) },
  { VMP_METRIC_DATA, G_STRUCT_OFFSET (VmpStatus, vm_data_bytes) },
  { VMP_METRIC_EXE, G_STRUCT_OFFSET (VmpStatus, vm_exe_bytes) },
  { VMP_METRIC_LIB, G_STRUCT_OFFSET (VmpStatus, vm_lib_bytes) },
  { VMP_METRIC_STACK, G_STRUCT_OFFSET (VmpStatus, vm_stk_bytes) },
};

static void
read_status (VmpProbe  *self,
             VmpSample *out)
{
  g_autoptr (GError) error = NULL;
  VmpStatus status;

  if (!has_memory (self) || !vmp_process_read_status (self->process, &status, &error))
    {
      VmpReason reason = reason_of (self, error);

      for (guint i = 0; i < G_N_ELEMENTS (status_fields); i++)
        vmp_sample_set_missing (out, status_fields[i].id, reason);
      return;
    }

  /* A process about to end has given its address space back already. */
  if (status.vm_rss_bytes == VMP_MISSING)
    {
      for (guint i = 0; i < G_N_ELEMENTS (status_fields); i++)
        vmp_sample_set_missing (out, status_fields[i].id, VMP_REASON_NO_MEMORY);
      return;
    }

  /* The kernel's mark is behind its own counters by up to a batch of pages a CPU. */
  self->rss_peak_bytes = vmp_value_max (self->rss_peak_bytes, vmp_value_max (status.vm_rss_bytes, status.vm_hwm_bytes));
  status.vm_hwm_bytes = self->rss_peak_bytes;
  for (guint i = 0; i < G_N_ELEMENTS (status_fields); i++)
    vmp_sample_set (out, status_fields[i].id, G_STRUCT_MEMBER (gint64, &status, status_fields[i].offset));
}

static void
read_io (VmpProbe  *self,
         VmpSample *out)
{
  g_autoptr (GError) error = NULL;
  VmpReason reason;
  VmpIo io;

  if (self->io_time_nsec != VMP_MISSING && out->time_nsec - self->io_time_nsec < IO_NSEC)
    return;

  self->io_time_nsec = out->time_nsec;
  if (vmp_process_read_io (self->process, &io, &error))
    {
      vmp_sample_set (out, VMP_METRIC_READ_BYTES, io.read_bytes);
      vmp_sample_set (out, VMP_METRIC_WRITE_BYTES, io.write_bytes);
      return;
    }

  reason = vmp_reason_from_error (error);
  vmp_sample_set_missing (out, VMP_METRIC_READ_BYTES, reason);
  vmp_sample_set_missing (out, VMP_METRIC_WRITE_BYTES, reason);
}

static gboolean
read_tier_0 (VmpProbe   *self,
             VmpSample  *out,
             GError    **error)
{
  VmpStat stat;

  if (!vmp_process_read_stat (self->process, &stat, error))
    return FALSE;
  fill_stat (self, &stat, out);
  read_status (self, out);
  read_io (self, out);

  return TRUE;
}

static const struct
{
  VmpMetricId id;
  gsize       offset;
} rollup_fields[] = {
  { VMP_METRIC_PSS, G_STRUCT_OFFSET (VmpSmapsSizes, pss) },
  { VMP_METRIC_PSS_ANON, G_STRUCT_OFFSET (VmpSmapsSizes, pss_anon) },
  { VMP_METRIC_PSS_FILE, G_STRUCT_OFFSET (VmpSmapsSizes, pss_file) },
  { VMP_METRIC_PSS_SHMEM, G_STRUCT_OFFSET (VmpSmapsSizes, pss_shmem) },
  { VMP_METRIC_PRIVATE_CLEAN, G_STRUCT_OFFSET (VmpSmapsSizes, private_clean) },
  { VMP_METRIC_PRIVATE_DIRTY, G_STRUCT_OFFSET (VmpSmapsSizes, private_dirty) },
  { VMP_METRIC_SHARED_CLEAN, G_STRUCT_OFFSET (VmpSmapsSizes, shared_clean) },
  { VMP_METRIC_SHARED_DIRTY, G_STRUCT_OFFSET (VmpSmapsSizes, shared_dirty) },
  { VMP_METRIC_REFERENCED, G_STRUCT_OFFSET (VmpSmapsSizes, referenced) },
  { VMP_METRIC_SWAP_PSS, G_STRUCT_OFFSET (VmpSmapsSizes, swap_pss) },
  { VMP_METRIC_ANON_HUGE, G_STRUCT_OFFSET (VmpSmapsSizes, anon_huge_pages) },
  { VMP_METRIC_LAZY_FREE, G_STRUCT_OFFSET (VmpSmapsSizes, lazy_free) },
};

static gint64
unique_bytes (const VmpSmapsSizes *sizes)
{
  gint64 private_bytes = vmp_value_add (sizes->private_clean, sizes->private_dirty);

  return sizes->private_hugetlb == VMP_MISSING ? private_bytes : vmp_value_add (private_bytes, sizes->private_hugetlb);
}

/* Text that changed under the reader is malformed, or ends early when the program is replaced. */
static gboolean
read_rollup (VmpProbe       *self,
             VmpSmapsSizes  *out,
             GError        **error)
{
  for (guint i = 1; i < MOST_TRIES; i++)
    {
      g_autoptr (GError) local = NULL;

      if (vmp_process_read_rollup (self->process, &self->buffer, out, &local))
        return TRUE;
      if (g_error_matches (local, VMP_ERROR, VMP_ERROR_CORRUPT))
        continue;

      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }

  return vmp_process_read_rollup (self->process, &self->buffer, out, error);
}

static VmpReason
reason_of_map (VmpProbe     *self,
               const GError *error)
{
  return g_error_matches (error, VMP_ERROR, VMP_ERROR_CORRUPT) ? VMP_REASON_TORN : reason_of (self, error);
}

static void
read_oom_score (VmpProbe  *self,
                VmpSample *out)
{
  g_autoptr (GError) error = NULL;
  gint64 score;

  if (!vmp_process_read_file (self->process, VMP_PROCESS_FILE_OOM_SCORE, &self->buffer, &error))
    {
      vmp_sample_set_missing (out, VMP_METRIC_OOM_SCORE, vmp_reason_from_error (error));
      return;
    }

  vmp_sample_set (out, VMP_METRIC_OOM_SCORE,
                  vmp_number_parse (self->buffer.data, self->buffer.len, &score, NULL) ? score : VMP_MISSING);
}

static void
read_page_tables (VmpProbe  *self,
                  VmpSample *out)
{
  g_autoptr (GError) error = NULL;
  VmpSmapsSizes sizes;

  if (!read_rollup (self, &sizes, &error))
    {
      VmpReason reason = reason_of_map (self, error);

      for (guint i = 0; i < G_N_ELEMENTS (rollup_fields); i++)
        vmp_sample_set_missing (out, rollup_fields[i].id, reason);
      vmp_sample_set_missing (out, VMP_METRIC_USS, reason);
      return;
    }

  for (guint i = 0; i < G_N_ELEMENTS (rollup_fields); i++)
    vmp_sample_set (out, rollup_fields[i].id, G_STRUCT_MEMBER (gint64, &sizes, rollup_fields[i].offset));
  vmp_sample_set (out, VMP_METRIC_USS, unique_bytes (&sizes));
}

static void
read_tier_1 (VmpProbe  *self,
             VmpSample *out)
{
  read_page_tables (self, out);
  read_oom_score (self, out);
  /* Delay accounting answers only to an administrator with CAP_NET_ADMIN, and counts only where it is switched on. */
  vmp_sample_set_missing (out, VMP_METRIC_SWAPPED_IN, VMP_REASON_UNSUPPORTED);
}

static const VmpMetricId tier_2_metrics[] = {
  VMP_METRIC_MAPPINGS,  VMP_METRIC_HEAP,           VMP_METRIC_HEAP_SIZE,
  VMP_METRIC_HEAP_PEAK, VMP_METRIC_STACK_RESIDENT, VMP_METRIC_THREAD_STACKS,
  VMP_METRIC_HEAP_DIRTY, VMP_METRIC_STACK_DIRTY, VMP_METRIC_THREAD_STACKS_DIRTY,
};

/* What is only reserved is no heap yet. */
static const VmpMappingType heap_types[] = {
  VMP_MAPPING_MAIN_HEAP, VMP_MAPPING_MALLOC_ARENA, VMP_MAPPING_MALLOC_BLOCK, VMP_MAPPING_OTHER_ALLOCATOR,
};

/* 0 where there is no mapping of that type; a size that this kernel does not tell is missing. */
static gint64
sum_of (const VmpAddressSpace *space,
        VmpMappingType         type,
        VmpMappingSize         size)
{
  return vmp_address_space_get_sum (space, type)->sizes_bytes[size];
}

static void
fill_heap (VmpProbe              *self,
           const VmpAddressSpace *space,
           VmpSample             *out)
{
  gint64 resident_bytes = 0, size_bytes = 0, dirty_bytes = 0;

  for (guint i = 0; i < G_N_ELEMENTS (heap_types); i++)
    {
      resident_bytes = vmp_value_add (resident_bytes, sum_of (space, heap_types[i], VMP_MAPPING_RSS));
      dirty_bytes = vmp_value_add (dirty_bytes, sum_of (space, heap_types[i], VMP_MAPPING_PRIVATE_DIRTY));
      size_bytes += vmp_address_space_get_sum (space, heap_types[i])->size_bytes;
    }
  self->heap_peak_bytes = vmp_value_max (self->heap_peak_bytes, resident_bytes);
  vmp_sample_set (out, VMP_METRIC_HEAP, resident_bytes);
  vmp_sample_set (out, VMP_METRIC_HEAP_SIZE, size_bytes);
  vmp_sample_set (out, VMP_METRIC_HEAP_DIRTY, dirty_bytes);
  vmp_sample_set (out, VMP_METRIC_HEAP_PEAK, self->heap_peak_bytes);
}

/* Where smaps may not be read, or is not built in, there may be maps: without sizes, but with what everything is. */
static void
load_ranges (VmpProbe *self)
{
  if (self->maps_reason != VMP_REASON_DENIED && self->maps_reason != VMP_REASON_UNSUPPORTED)
    return;
  self->space = vmp_map_reader_load_ranges (self->process, &self->buffer, NULL);
  if (self->space != NULL)
    self->maps_reason = VMP_REASON_NONE;
}

static void
read_tier_2 (VmpProbe  *self,
             VmpSample *out)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VmpAddressSpace) space = vmp_map_reader_load (self->process, &self->buffer, self->maps_wanted, &error);

  g_clear_pointer (&self->space, vmp_address_space_unref);
  self->maps_reason = VMP_REASON_NONE;
  if (space == NULL)
    {
      self->maps_reason = reason_of_map (self, error);
      for (guint i = 0; i < G_N_ELEMENTS (tier_2_metrics); i++)
        vmp_sample_set_missing (out, tier_2_metrics[i], self->maps_reason);
      if (self->maps_wanted)
        load_ranges (self);
      return;
    }

  vmp_sample_set (out, VMP_METRIC_MAPPINGS, vmp_address_space_get_n (space));
  fill_heap (self, space, out);
  vmp_sample_set (out, VMP_METRIC_STACK_RESIDENT, sum_of (space, VMP_MAPPING_MAIN_STACK, VMP_MAPPING_RSS));
  vmp_sample_set (out, VMP_METRIC_STACK_DIRTY, sum_of (space, VMP_MAPPING_MAIN_STACK, VMP_MAPPING_PRIVATE_DIRTY));
  vmp_sample_set (out, VMP_METRIC_THREAD_STACKS, sum_of (space, VMP_MAPPING_THREAD_STACK, VMP_MAPPING_RSS));
  vmp_sample_set (out, VMP_METRIC_THREAD_STACKS_DIRTY,
                  sum_of (space, VMP_MAPPING_THREAD_STACK, VMP_MAPPING_PRIVATE_DIRTY));
  if (self->maps_wanted)
    self->space = g_steal_pointer (&space);
}

void
vmp_probe_set_maps_wanted (VmpProbe *self,
                           gboolean  wanted)
{
  self->maps_wanted = wanted;
}

VmpAddressSpace *
vmp_probe_steal_maps (VmpProbe  *self,
                      VmpReason *out_reason)
{
  *out_reason = self->maps_reason;
  return g_steal_pointer (&self->space);
}

gboolean
vmp_probe_read (VmpProbe   *self,
                guint       tiers,
                VmpSample  *out,
                GError    **error)
{
  gint64 begin = vmp_proc_root_get_boottime_nsec (self->root);
  gint64 at = begin, end;
  VmpSample sample;

  vmp_sample_init (&sample, begin, VMP_REASON_NOT_DUE);
  if ((tiers & 1u << VMP_TIER_0) != 0 && !read_tier_0 (self, &sample, error))
    return FALSE;
  for (VmpTier tier = VMP_TIER_0; tier <= VMP_TIER_2; tier++)
    {
      if ((tiers & 1u << tier) == 0)
        continue;
      if (tier == VMP_TIER_1)
        read_tier_1 (self, &sample);
      else if (tier == VMP_TIER_2)
        read_tier_2 (self, &sample);
      end = vmp_proc_root_get_boottime_nsec (self->root);
      self->cost_nsec[tier] = end - at;
      at = end;
    }
  sample.duration_nsec = at - begin;
  *out = sample;
  return TRUE;
}

gboolean
vmp_probe_saw_exec (VmpProbe *self)
{
  return self->saw_exec;
}

gboolean
vmp_probe_check_exec (VmpProbe *self)
{
  gboolean saw_exec = self->saw_exec;

  self->saw_exec = FALSE;

  return look_for_exec (self) || saw_exec;
}

/* The owner may change while the process lives. */
static gint64
read_uid (VmpProbe *self)
{
  VmpStatus status;

  if (vmp_process_read_status (self->process, &status, NULL) && status.uid_effective != VMP_MISSING)
    return status.uid_effective;

  return vmp_process_get_uid (self->process);
}

void
vmp_probe_describe (VmpProbe       *self,
                    VmpProcessInfo *out)
{
  g_autofree char *exe = vmp_process_dup_exe (self->process, NULL);
  g_autofree char *command = vmp_process_dup_command (self->process, &self->buffer, NULL);
  g_autofree char *name = NULL;
  VmpStat stat = { 0 };

  vmp_process_read_stat (self->process, &stat, NULL);
  name = vmp_text_escape (stat.comm, strlen (stat.comm));
  *out = (VmpProcessInfo) {
    .identity.pid = vmp_process_get_pid (self->process),
    .identity.start_time_ticks = vmp_process_get_start_time_ticks (self->process),
    .parent_pid = stat.ppid,
    .uid = read_uid (self),
    .kind = vmp_process_get_kind (self->process),
    .name = g_ref_string_new (name),
    .command = g_ref_string_new (command != NULL ? command : ""),
    .exe = exe != NULL ? g_ref_string_new (exe) : NULL,
  };
  g_strlcpy (out->identity.boot_id, vmp_proc_root_get_boot_id (self->root), sizeof out->identity.boot_id);
}
