/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads what the pages of a range of a process are. */

#include "config.h"

#include "vmp-page-reader.h"

#include "core/kernel/vmp-error.h"

/* The kernel's own addresses begin above. */
#define HIGHEST_ADDR (G_GUINT64_CONSTANT (1) << 63)

typedef struct
{
  guint64          start_addr, end_addr;
  guint32          page_size;
  GArray          *runs;      /* of VmpPageRun */
  VmpPageStepFunc  step;
  gpointer         data;
  gboolean         stopped;
} Reader;

static gboolean
add_run_cb (const VmpPageRun *run,
            gpointer          user_data)
{
  Reader *self = user_data;

  g_array_append_vals (self->runs, run, 1);
  return TRUE;
}

static gboolean
step_cb (gpointer user_data)
{
  Reader *self = user_data;

  self->stopped = self->stopped || (self->step != NULL && !self->step (self->data));
  return !self->stopped;
}

static void
add_pages (Reader  *self,
           guint64  start_addr,
           guint64  end_addr,
           guint32  bits)
{
  guint64 left = (end_addr - start_addr) / self->page_size;
  VmpPageRun run = { start_addr, 0, bits };

  for (; left > 0; left -= run.n_pages)
    {
      run.n_pages = MIN (left, G_MAXUINT32);
      g_array_append_val (self->runs, run);
      run.start_addr += (guint64) run.n_pages * self->page_size;
    }
}

/* What is true of all pages of a mapping: 0 for none of it, UNKNOWN if some are and some are not. Hugetlb is in neither
 * sum. */
static guint32
bits_of_all (const VmpSmapsEntry *entry)
{
  const VmpSmapsSizes *sizes = &entry->sizes;
  gint64 size_bytes = entry->line.end_addr - entry->line.start_addr;

  if (sizes->rss == VMP_MISSING || sizes->swap == VMP_MISSING || vmp_smaps_entry_has_flag (entry, "ht"))
    return VMP_PAGE_UNKNOWN;
  if (sizes->rss == 0 && sizes->swap == 0)
    /* The page of zeros is in no sum. */
    return entry->line.inode == 0 && entry->line.permissions[0] == 'r' ? VMP_PAGE_UNKNOWN : 0;
  if (sizes->rss == size_bytes)
    return VMP_PAGE_PRESENT;
  return sizes->swap == size_bytes && sizes->rss == 0 ? VMP_PAGE_SWAPPED : VMP_PAGE_UNKNOWN;
}

static void
conclude_cb (const VmpSmapsEntry *entry,
             gpointer             user_data)
{
  Reader *self = user_data;
  guint64 from = MAX (entry->line.start_addr, self->start_addr), to = MIN (entry->line.end_addr, self->end_addr);
  guint32 bits;

  if (from >= to || from % self->page_size != 0 || to % self->page_size != 0)
    return;
  bits = bits_of_all (entry);
  if (bits != 0)
    add_pages (self, from, to, bits);
}

static gboolean
conclude (Reader          *self,
          VmpProcess      *process,
          VmpPageReading  *out,
          GError         **error)
{
  VmpBuffer buffer = VMP_BUFFER_INIT;
  gboolean done;

  *out = (VmpPageReading) { VMP_PAGE_SOURCE_SMAPS, VMP_PAGE_PRESENT | VMP_PAGE_SWAPPED | VMP_PAGE_UNKNOWN };
  done = vmp_process_foreach_mapping (process, &buffer, conclude_cb, self, error);
  vmp_buffer_clear (&buffer);
  return done;
}

static gboolean
read_pages (Reader          *self,
            VmpProcess      *process,
            VmpPageReading  *out,
            GError         **error)
{
  g_autoptr (GError) local = NULL;

  if (vmp_process_foreach_page_run (process, self->start_addr, self->end_addr, add_run_cb, step_cb, self, out, &local))
    return TRUE;
  g_array_set_size (self->runs, 0);
  /* Both want the same right, but pagemap is its owner's only besides. */
  if (g_error_matches (local, VMP_ERROR, VMP_ERROR_DENIED) && conclude (self, process, out, NULL))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

VmpPageStates *
vmp_page_reader_load (VmpProcess       *process,
                      guint64           start_addr,
                      guint64           end_addr,
                      guint32           page_size,
                      VmpPageStepFunc   step,
                      gpointer          data,
                      GError          **error)
{
  Reader self = { .page_size = page_size, .step = step, .data = data };
  g_autoptr (GArray) runs = g_array_new (FALSE, FALSE, sizeof (VmpPageRun));
  VmpPageStates *states;
  VmpPageReading reading;

  if (end_addr > HIGHEST_ADDR || end_addr < start_addr)
    {
      vmp_error_set (error, VMP_ERROR_UNSUPPORTED, "these addresses are the kernel's");
      return NULL;
    }
  self.runs = runs;
  self.start_addr = start_addr - start_addr % page_size;
  self.end_addr = end_addr % page_size != 0 ? end_addr + page_size - end_addr % page_size : end_addr;
  if (!read_pages (&self, process, &reading, error) || self.stopped)
    return NULL;
  states = vmp_page_states_new_take (self.start_addr, self.end_addr, page_size, &reading, g_steal_pointer (&runs));
  if (states == NULL)
    vmp_error_set (error, VMP_ERROR_CORRUPT, "pages out of order");
  return states;
}
