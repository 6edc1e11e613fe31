/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the address space of a process, with what else is to be known to tell what its mappings are. */

#include "config.h"

#include "vmp-map-reader.h"

#include "core/kernel/vmp-error.h"

#include <sys/sysmacros.h>

/* A map that changes while it is read is read again, so often. */
#define MOST_TRIES 3

static void
add_cb (const VmpSmapsEntry *entry,
        gpointer             data)
{
  vmp_address_space_builder_add (data, entry);
}

/* The size of the address space in bytes, by a counter; VMP_MISSING where that says nothing of it. */
static gint64
read_size (VmpProcess *process,
           gint64      page_bytes)
{
  VmpStatm statm;

  if (vmp_process_get_kind (process) != VMP_PROCESS_USER || !vmp_process_read_statm (process, &statm, NULL))
    return VMP_MISSING;
  return statm.size_pages * page_bytes;
}

/* Bytes of the mappings that are the process's: those at the very top are the kernel's, and no part of its counter. */
static gint64
sum_up (const VmpAddressSpace *space)
{
  gint64 bytes = vmp_address_space_get_sum (space, VMP_N_MAPPING_TYPES)->size_bytes;

  for (guint i = vmp_address_space_get_n (space); i > 0; i--)
    {
      const VmpMapping *mapping = vmp_address_space_get (space, i - 1);

      if (mapping->start_addr >> 63 == 0)
        break;
      bytes -= (gint64) (mapping->end_addr - mapping->start_addr);
    }
  return bytes;
}

/* The text is made 4 KiB at a time, and the map may change in between: then its mappings do not add up to what the kernel has
 * counted, neither before nor after. */
static gboolean
adds_up (const VmpAddressSpace *space,
         gint64                 before_bytes,
         gint64                 after_bytes)
{
  gint64 bytes;

  if (before_bytes == VMP_MISSING || after_bytes == VMP_MISSING)
    return TRUE;
  bytes = sum_up (space);
  return bytes == before_bytes || bytes == after_bytes;
}

/* vmp_process_foreach_mapping(), or its like for maps. */
typedef gboolean (*ReadFunc) (VmpProcess *process, VmpBuffer *buffer, VmpSmapsFunc func, gpointer data, GError **error);

static VmpAddressSpace *
load_once (VmpProcess                  *process,
           VmpBuffer                   *buffer,
           ReadFunc                     read,
           const VmpAddressSpaceFacts  *facts,
           GError                     **error)
{
  const gint64 page_bytes = vmp_process_get_page_size_bytes (process);
  g_autoptr (VmpAddressSpaceBuilder) builder = vmp_address_space_builder_new ();
  g_autoptr (VmpAddressSpace) space = NULL;
  gint64 before_bytes = read_size (process, page_bytes);

  /* A few may have come since. */
  vmp_address_space_builder_reserve (builder, vmp_process_get_n_mappings (process) * 33 / 32);
  if (!read (process, buffer, add_cb, builder, error))
    return NULL;

  space = vmp_address_space_builder_finish (g_steal_pointer (&builder), facts);
  if (!adds_up (space, before_bytes, read_size (process, page_bytes)))
    vmp_address_space_set_torn (space);
  if (vmp_address_space_get_n (space) > 0)
    return g_steal_pointer (&space);

  /* Every program has mappings: this one was just being replaced. */
  vmp_error_set (error, VMP_ERROR_CORRUPT, "no mappings");
  return NULL;
}

static VmpAddressSpace *
load_whole (VmpProcess                  *process,
            VmpBuffer                   *buffer,
            ReadFunc                     read,
            const VmpAddressSpaceFacts  *facts,
            gboolean                     again_if_torn,
            GError                     **error)
{
  for (guint i = 1;; i++)
    {
      g_autoptr (GError) local = NULL;
      g_autoptr (VmpAddressSpace) space = load_once (process, buffer, read, facts, &local);

      if (space != NULL && (i == MOST_TRIES || !again_if_torn || !vmp_address_space_is_torn (space)))
        return g_steal_pointer (&space);
      if (space == NULL && (i == MOST_TRIES || !g_error_matches (local, VMP_ERROR, VMP_ERROR_CORRUPT)))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return NULL;
        }
    }
}

/* Threads come and go while they are listed: those that are gone are left out. */
static GArray *
load_threads (VmpProcess *process)
{
  GArray *threads = g_array_new (FALSE, FALSE, sizeof (VmpThread));
  g_autoptr (GArray) tids = g_array_new (FALSE, FALSE, sizeof (gint32));
  gboolean may_see_stacks = TRUE;

  vmp_process_list_threads (process, tids, NULL);
  for (guint i = 0; i < tids->len; i++)
    {
      VmpThread thread = { .tid = g_array_index (tids, gint32, i) };

      if (!vmp_process_read_thread_name (process, thread.tid, thread.name))
        continue;
      if (may_see_stacks)
        may_see_stacks = vmp_process_read_stack_pointer (process, thread.tid, &thread.stack_pointer_addr);
      g_array_append_val (threads, thread);
    }
  return threads;
}

/* How deep each stack ever was. */
static void
find_depths (VmpProcess      *process,
             VmpAddressSpace *space)
{
  guint n;
  const VmpStack *stacks = vmp_address_space_get_stacks (space, &n);
  g_autofree VmpTouchedRange *ranges = g_new0 (VmpTouchedRange, n);

  for (guint i = 0; i < n; i++)
    {
      const VmpMapping *mapping = vmp_address_space_get (space, stacks[i].index);

      ranges[i].start_addr = mapping->start_addr;
      ranges[i].end_addr = mapping->end_addr;
    }
  if (n == 0 || !vmp_process_find_touched (process, ranges, n))
    return;
  for (guint i = 0; i < n; i++)
    {
      if (ranges[i].touched_addr >= ranges[i].start_addr && ranges[i].touched_addr <= ranges[i].end_addr)
        vmp_address_space_set_stack_touched (space, i, ranges[i].touched_addr);
    }
}

static void
find_exe (VmpProcess           *process,
          VmpAddressSpaceFacts *facts)
{
  guint64 device;

  if (!vmp_process_get_exe_file (process, &device, &facts->exe_inode))
    return;
  facts->exe_device_major = major (device);
  facts->exe_device_minor = minor (device);
}

static VmpAddressSpace *
load_described (VmpProcess  *process,
                VmpBuffer   *buffer,
                ReadFunc     read,
                GError     **error)
{
  VmpAddressSpaceFacts facts = { .pid = vmp_process_get_pid (process) };
  g_autoptr (GArray) threads = load_threads (process);
  g_autoptr (GArray) devices = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_autofree char *exe_path = vmp_process_dup_exe (process, NULL);
  VmpAddressSpace *space;

  find_exe (process, &facts);
  vmp_process_list_memory_devices (process, buffer, devices);
  facts.exe_path = exe_path;
  facts.threads = (const VmpThread *) (gpointer) threads->data;
  facts.n_threads = threads->len;
  facts.memory_devices = (const guint64 *) (gpointer) devices->data;
  facts.n_memory_devices = devices->len;
  space = load_whole (process, buffer, read, &facts, TRUE, error);
  if (space != NULL)
    find_depths (process, space);
  return space;
}

VmpAddressSpace *
vmp_map_reader_load (VmpProcess  *process,
                     VmpBuffer   *buffer,
                     gboolean     with_threads,
                     GError     **error)
{
  const VmpAddressSpaceFacts facts = { .pid = vmp_process_get_pid (process) };

  return with_threads ? load_described (process, buffer, vmp_process_foreach_mapping, error)
                      : load_whole (process, buffer, vmp_process_foreach_mapping, &facts, FALSE, error);
}

VmpAddressSpace *
vmp_map_reader_load_ranges (VmpProcess  *process,
                            VmpBuffer   *buffer,
                            GError     **error)
{
  return load_described (process, buffer, vmp_process_foreach_mapping_head, error);
}
