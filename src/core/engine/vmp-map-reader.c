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

static VmpAddressSpace *
load_once (VmpProcess                  *process,
           VmpBuffer                   *buffer,
           const VmpAddressSpaceFacts  *facts,
           GError                     **error)
{
  g_autoptr (VmpAddressSpaceBuilder) builder = vmp_address_space_builder_new ();
  g_autoptr (VmpAddressSpace) space = NULL;

  if (!vmp_process_foreach_mapping (process, buffer, add_cb, builder, error))
    return NULL;

  space = vmp_address_space_builder_finish (g_steal_pointer (&builder), facts);
  if (vmp_address_space_get_n (space) > 0)
    return g_steal_pointer (&space);

  /* Every program has mappings: this one was just being replaced. */
  vmp_error_set (error, VMP_ERROR_CORRUPT, "smaps is empty");
  return NULL;
}

static VmpAddressSpace *
load_whole (VmpProcess                  *process,
            VmpBuffer                   *buffer,
            const VmpAddressSpaceFacts  *facts,
            gboolean                     again_if_torn,
            GError                     **error)
{
  for (guint i = 1;; i++)
    {
      g_autoptr (GError) local = NULL;
      g_autoptr (VmpAddressSpace) space = load_once (process, buffer, facts, &local);

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

/* What is known of the process, with what it points to. */
typedef struct
{
  VmpAddressSpaceFacts  facts;
  GArray               *threads;    /* owned */
  char                 *exe_path;   /* owned */
} Facts;

static void
facts_load (Facts      *self,
            VmpProcess *process)
{
  guint64 device;

  self->threads = load_threads (process);
  self->exe_path = vmp_process_dup_exe (process, NULL);
  self->facts.exe_path = self->exe_path;
  self->facts.threads = (const VmpThread *) (gpointer) self->threads->data;
  self->facts.n_threads = self->threads->len;
  if (vmp_process_get_exe_file (process, &device, &self->facts.exe_inode))
    {
      self->facts.exe_device_major = major (device);
      self->facts.exe_device_minor = minor (device);
    }
}

static void
facts_clear (Facts *self)
{
  g_clear_pointer (&self->threads, g_array_unref);
  g_free (self->exe_path);
}

VmpAddressSpace *
vmp_map_reader_load (VmpProcess  *process,
                     VmpBuffer   *buffer,
                     gboolean     with_threads,
                     GError     **error)
{
  Facts facts = { .facts.pid = vmp_process_get_pid (process) };
  VmpAddressSpace *space;

  if (with_threads)
    facts_load (&facts, process);
  space = load_whole (process, buffer, &facts.facts, with_threads, error);
  facts_clear (&facts);
  return space;
}

VmpAddressSpace *
vmp_map_reader_load_ranges (VmpProcess  *process,
                            VmpBuffer   *buffer,
                            GError     **error)
{
  Facts facts = { .facts.pid = vmp_process_get_pid (process) };
  VmpAddressSpace *space;

  if (!vmp_process_read_file (process, VMP_PROCESS_FILE_MAPS, buffer, error))
    return NULL;
  facts_load (&facts, process);
  space = vmp_address_space_parse (buffer->data, buffer->len, &facts.facts, error);
  facts_clear (&facts);
  return space;
}
