/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The encoding of page states within that of events. */

#include "config.h"

#include "vmp-event-pages.h"

#include "core/kernel/vmp-error.h"

#define N_SHORT 2
#define ALL_BITS ((1u << VMP_N_PAGE_BITS) - 1)

GVariant *
vmp_event_pages_to_variant (const VmpEvent *event)
{
  const VmpPageStates *states = event->pages.states;
  guint n = 0;
  const VmpPageRun *runs = states != NULL ? vmp_page_states_get_runs (states, &n) : NULL;
  g_autofree guint64 *addresses = g_new (guint64, n);
  g_autofree guint32 *shorts = g_new (guint32, n * N_SHORT);

  for (guint i = 0; i < n; i++)
    {
      addresses[i] = runs[i].start_addr;
      shorts[i * N_SHORT] = runs[i].n_pages;
      shorts[i * N_SHORT + 1] = runs[i].bits;
    }
  return g_variant_new ("(uxybttuyu@at@au)", event->pages.request, event->pages.cost_nsec, event->pages.reason, states != NULL,
                        states != NULL ? vmp_page_states_get_start_addr (states) : 0,
                        states != NULL ? vmp_page_states_get_end_addr (states) : 0,
                        states != NULL ? vmp_page_states_get_page_size (states) : 0,
                        states != NULL ? vmp_page_states_get_source (states) : 0,
                        states != NULL ? vmp_page_states_get_known_bits (states) : 0,
                        g_variant_new_fixed_array (G_VARIANT_TYPE_UINT64, addresses, n, sizeof *addresses),
                        g_variant_new_fixed_array (G_VARIANT_TYPE_UINT32, shorts, n * N_SHORT, sizeof *shorts));
}

static gboolean
corrupt (GError     **error,
         const char  *what)
{
  return vmp_error_set (error, VMP_ERROR_CORRUPT, "event: %s", what);
}

/* NULL if there are not as many lengths as addresses, or a run has unknown bits. */
static GArray *
read_runs (GVariant *payload)
{
  g_autoptr (GVariant) address_variant = g_variant_get_child_value (payload, 9);
  g_autoptr (GVariant) short_variant = g_variant_get_child_value (payload, 10);
  g_autoptr (GArray) runs = g_array_new (FALSE, FALSE, sizeof (VmpPageRun));
  gsize n, n_shorts;
  const guint64 *addresses = g_variant_get_fixed_array (address_variant, &n, sizeof *addresses);
  const guint32 *shorts = g_variant_get_fixed_array (short_variant, &n_shorts, sizeof *shorts);

  if (n_shorts != n * N_SHORT)
    return NULL;
  for (gsize i = 0; i < n; i++)
    {
      VmpPageRun run = { addresses[i], shorts[i * N_SHORT], shorts[i * N_SHORT + 1] };

      if ((run.bits & ~ALL_BITS) != 0)
        return NULL;
      g_array_append_val (runs, run);
    }
  return g_steal_pointer (&runs);
}

gboolean
vmp_event_pages_from_variant (GVariant  *payload,
                              VmpEvent  *event,
                              GError   **error)
{
  g_autoptr (GArray) runs = read_runs (payload);
  VmpPageReading reading;
  guint64 start_addr, end_addr;
  guint32 page_size;
  gboolean is_there;
  guchar source;

  g_variant_get (payload, VMP_EVENT_PAGES_FORM, &event->pages.request, &event->pages.cost_nsec, &event->pages.reason, &is_there,
                 &start_addr, &end_addr, &page_size, &source, &reading.known_bits, NULL, NULL);
  if (event->pages.cost_nsec < 0 || event->pages.reason >= VMP_N_REASONS || is_there != (event->pages.reason == VMP_REASON_NONE))
    return corrupt (error, "page states without a reason, or with one");
  if (runs == NULL || source >= VMP_N_PAGE_SOURCES || (reading.known_bits & ~ALL_BITS) != 0)
    return corrupt (error, "not page states");
  reading.source = source;
  if (is_there)
    event->pages.states = vmp_page_states_new_take (start_addr, end_addr, page_size, &reading, g_steal_pointer (&runs));
  else if (runs->len > 0)
    return corrupt (error, "pages of nothing");
  return !is_there || event->pages.states != NULL || corrupt (error, "pages out of order");
}
