/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What each page of a range was at one moment. */

#include "config.h"

#include "vmp-page-states.h"

struct _VmpPageStates
{
  guint64         start_addr, end_addr;
  guint32         page_size;
  VmpPageReading  reading;
  GArray         *runs;         /* owned, of VmpPageRun */
};

static guint64
end_of (const VmpPageStates *self,
        const VmpPageRun    *run)
{
  return run->start_addr + (guint64) run->n_pages * self->page_size;
}

static VmpPageRun *
get (const VmpPageStates *self,
     guint                index)
{
  return &g_array_index (self->runs, VmpPageRun, index);
}

/* Joins neighbours alike. FALSE if a run is out of order or of the range. */
static gboolean
join_runs (VmpPageStates *self)
{
  guint64 at = self->start_addr;
  guint n = 0;

  for (guint i = 0; i < self->runs->len; i++)
    {
      VmpPageRun run = *get (self, i);
      VmpPageRun *last = n > 0 ? get (self, n - 1) : NULL;

      if (run.start_addr < at || run.start_addr >= self->end_addr || run.start_addr % self->page_size != 0 || run.n_pages == 0 ||
          run.bits == 0 || run.n_pages > (self->end_addr - run.start_addr) / self->page_size)
        return FALSE;
      at = end_of (self, &run);
      if (last != NULL && last->bits == run.bits && end_of (self, last) == run.start_addr &&
          run.n_pages <= G_MAXUINT32 - last->n_pages)
        last->n_pages += run.n_pages;
      else
        *get (self, n++) = run;
    }
  g_array_set_size (self->runs, n);
  return TRUE;
}

VmpPageStates *
vmp_page_states_new_take (guint64               start_addr,
                          guint64               end_addr,
                          guint32               page_size,
                          const VmpPageReading *reading,
                          GArray               *runs)
{
  VmpPageStates *self = g_atomic_rc_box_new0 (VmpPageStates);

  *self = (VmpPageStates) { start_addr, end_addr, page_size, *reading, runs };
  if (page_size > 0 && start_addr <= end_addr && join_runs (self))
    return self;
  vmp_page_states_unref (self);
  return NULL;
}

VmpPageStates *
vmp_page_states_ref (VmpPageStates *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  VmpPageStates *self = data;

  g_array_unref (self->runs);
}

void
vmp_page_states_unref (VmpPageStates *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

guint64
vmp_page_states_get_start_addr (const VmpPageStates *self)
{
  return self->start_addr;
}

guint64
vmp_page_states_get_end_addr (const VmpPageStates *self)
{
  return self->end_addr;
}

guint32
vmp_page_states_get_page_size (const VmpPageStates *self)
{
  return self->page_size;
}

VmpPageSource
vmp_page_states_get_source (const VmpPageStates *self)
{
  return self->reading.source;
}

guint32
vmp_page_states_get_known_bits (const VmpPageStates *self)
{
  return self->reading.known_bits;
}

const VmpPageRun *
vmp_page_states_get_runs (const VmpPageStates *self,
                          guint               *out_n)
{
  *out_n = self->runs->len;
  return (const VmpPageRun *) (gpointer) self->runs->data;
}

guint
vmp_page_states_find (const VmpPageStates *self,
                      guint64              addr)
{
  guint low = 0, high = self->runs->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (end_of (self, get (self, middle)) > addr)
        high = middle;
      else
        low = middle + 1;
    }
  return low;
}

guint32
vmp_page_states_get_bits (const VmpPageStates *self,
                          guint64              addr)
{
  guint i = vmp_page_states_find (self, addr);

  return i < self->runs->len && get (self, i)->start_addr <= addr ? get (self, i)->bits : 0;
}

guint64
vmp_page_states_count (const VmpPageStates *self,
                       guint64              start_addr,
                       guint64              end_addr,
                       guint32              bits)
{
  guint64 count = 0;

  for (guint i = vmp_page_states_find (self, start_addr); i < self->runs->len; i++)
    {
      const VmpPageRun *run = get (self, i);
      guint64 from = MAX (run->start_addr, start_addr), to = MIN (end_of (self, run), end_addr);

      if (run->start_addr >= end_addr)
        break;
      if ((run->bits & bits) == bits)
        count += (to - from + self->page_size - 1) / self->page_size;
    }
  return count;
}

const char *
vmp_page_source_to_key (VmpPageSource source)
{
  static const char *const keys[VMP_N_PAGE_SOURCES] = { "pagemap-scan", "pagemap", "smaps" };

  g_assert (source < VMP_N_PAGE_SOURCES);
  return keys[source];
}

const char *
vmp_page_bit_to_key (VmpPageBits bit)
{
  static const char *const keys[VMP_N_PAGE_BITS] = {
    "present", "file", "swapped", "zero", "huge", "guard", "soft-dirty", "unknown",
  };

  for (guint i = 0; i < VMP_N_PAGE_BITS; i++)
    {
      if (bit == 1u << i)
        return keys[i];
    }
  g_assert_not_reached ();
}
