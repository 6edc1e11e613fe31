/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What other programs show for the same thing, and why it differs. */

#include "config.h"

#include "vmp-metric-peer.h"

#include "core/kernel/vmp-value.h"

/* Marks text for translation; the programs translate it, the core does not know gettext. */
#define N_(text) text

#define SAME(m) .n_metrics = 1, .metrics = { VMP_METRIC_##m }
#define SUM(a, b) .n_metrics = 2, .metrics = { VMP_METRIC_##a, VMP_METRIC_##b }
#define MINUS(a, b, c) .n_metrics = 3, .metrics = { VMP_METRIC_##a, VMP_METRIC_##b, VMP_METRIC_##c }, .subtract = TRUE
#define ROW(m, p) .metric = VMP_METRIC_##m, .peer = VMP_PEER_##p

#define SAME_FIELD N_("It reads the same field of the kernel.")
#define NO_PEAK N_("It shows no peaks.")
#define NO_SHARE N_("It shows no proportional size.")
#define NO_HEAP N_("It does not know which memory is the heap.")
#define NO_STACK N_("It does not show the stack.")
#define NO_RATE N_("It shows no page faults.")

/* By metric, then by peer. Read from the sources: top of procps 4.0 (RES and SHR are resident and shared of statm), htop 3 (M_RESIDENT,
 * M_SHARE, M_PRIV of statm; M_PSS, M_SWAP of smaps_rollup), src/proctable.cpp of GNOME System Monitor (resident − share by libgtop),
 * lib/process_data of Resources (VmRSS and VmSwap of status). */
static const VmpMetricPeer rows[] = {
  { ROW (RSS, TOP), .column = "RES", SAME (RSS), .reason = N_("Resident memory, shared pages in full.") },
  { ROW (RSS, HTOP), .column = "RES", SAME (RSS), .reason = N_("Resident memory, shared pages in full.") },
  { ROW (RSS, GNOME_SYSTEM_MONITOR), .column = "Memory", MINUS (RSS, RSS_FILE, RSS_SHMEM),
    .reason = N_("Resident memory without pages of files and shared memory, whether or not anyone shares them.") },
  { ROW (RSS, RESOURCES), .column = "Memory", SAME (RSS),
    .reason = N_("Resident memory, shared pages in full; older versions left out files and shared memory.") },

  { ROW (RSS_PEAK, TOP), .reason = NO_PEAK },
  { ROW (RSS_PEAK, HTOP), .reason = NO_PEAK },
  { ROW (RSS_PEAK, GNOME_SYSTEM_MONITOR), .reason = NO_PEAK },
  { ROW (RSS_PEAK, RESOURCES), .reason = NO_PEAK },

  { ROW (RSS_ANON, TOP), .column = "RSan", SAME (RSS_ANON), .reason = SAME_FIELD },
  { ROW (RSS_ANON, HTOP), .column = "PRIV", MINUS (RSS, RSS_FILE, RSS_SHMEM),
    .reason = N_("It calls this private, although after a fork parent and child share such pages.") },
  { ROW (RSS_ANON, GNOME_SYSTEM_MONITOR), .column = "Memory", MINUS (RSS, RSS_FILE, RSS_SHMEM),
    .reason = N_("It comes to the same by leaving out what could be shared.") },

  { ROW (RSS_FILE, TOP), .column = "SHR", SUM (RSS_FILE, RSS_SHMEM),
    .reason = N_("Files and shared memory together, even if no other process maps them; its column RSfd is files alone.") },
  { ROW (RSS_FILE, HTOP), .column = "SHR", SUM (RSS_FILE, RSS_SHMEM),
    .reason = N_("Files and shared memory together, even if no other process maps them.") },
  { ROW (RSS_FILE, GNOME_SYSTEM_MONITOR), .column = "Shared Memory", SUM (RSS_FILE, RSS_SHMEM),
    .reason = N_("Files and shared memory together, even if no other process maps them.") },

  { ROW (RSS_SHMEM, TOP), .column = "SHR", SUM (RSS_FILE, RSS_SHMEM),
    .reason = N_("Files and shared memory together; its column RSsh is shared memory alone.") },
  { ROW (RSS_SHMEM, HTOP), .column = "SHR", SUM (RSS_FILE, RSS_SHMEM),
    .reason = N_("Files and shared memory together, even if no other process maps them.") },
  { ROW (RSS_SHMEM, GNOME_SYSTEM_MONITOR), .column = "Shared Memory", SUM (RSS_FILE, RSS_SHMEM),
    .reason = N_("Files and shared memory together, even if no other process maps them.") },

  { ROW (PSS, TOP), .column = "PSS", SAME (PSS), .reason = SAME_FIELD },
  { ROW (PSS, HTOP), .column = "PSS", SAME (PSS), .reason = SAME_FIELD },
  { ROW (PSS, GNOME_SYSTEM_MONITOR), .reason = NO_SHARE },
  { ROW (PSS, RESOURCES), .reason = NO_SHARE },

  { ROW (USS, TOP), .column = "USS", SUM (PRIVATE_CLEAN, PRIVATE_DIRTY),
    .reason = N_("Private pages that are resident; huge pages of the pool are not counted.") },
  { ROW (USS, HTOP), .column = "PRIV", MINUS (RSS, RSS_FILE, RSS_SHMEM),
    .reason = N_("It takes all anonymous pages for private, and none of the files.") },

  { ROW (PRIVATE_DIRTY, GNOME_SYSTEM_MONITOR), .column = "Memory", MINUS (RSS, RSS_FILE, RSS_SHMEM),
    .reason = N_("Close to it: all anonymous pages, also those that a fork shares, but no changed pages of files.") },

  { ROW (SWAP, TOP), .column = "SWAP", SAME (SWAP), .reason = N_("The same field; its column USED adds resident memory.") },
  { ROW (SWAP, HTOP), .column = "SWAP",
    .reason = N_("Swapped pages of all mappings: shared memory in swap is counted too, once in each process.") },
  { ROW (SWAP, GNOME_SYSTEM_MONITOR), .reason = N_("It shows no swap of a process.") },
  { ROW (SWAP, RESOURCES), .column = "Swap", SAME (SWAP), .reason = SAME_FIELD },

  { ROW (SWAP_PSS, HTOP), .column = "PSSWP", SAME (SWAP_PSS), .reason = SAME_FIELD },

  { ROW (HUGETLB, TOP), .reason = N_("Its column RES leaves them out, as the kernel does.") },
  { ROW (HUGETLB, HTOP), .reason = N_("Its column RES leaves them out, as the kernel does.") },

  { ROW (LOCKED, TOP), .column = "RSlk", SAME (LOCKED), .reason = SAME_FIELD },

  { ROW (VSIZE, TOP), .column = "VIRT", SAME (VSIZE), .reason = N_("All reserved addresses.") },
  { ROW (VSIZE, HTOP), .column = "VIRT", SAME (VSIZE), .reason = N_("All reserved addresses.") },
  { ROW (VSIZE, GNOME_SYSTEM_MONITOR), .column = "Virtual Memory", SAME (VSIZE), .reason = N_("All reserved addresses.") },
  { ROW (VSIZE, RESOURCES), .reason = N_("It does not show reserved addresses.") },

  { ROW (VSIZE_PEAK, TOP), .reason = NO_PEAK },
  { ROW (VSIZE_PEAK, HTOP), .reason = NO_PEAK },
  { ROW (VSIZE_PEAK, GNOME_SYSTEM_MONITOR), .reason = NO_PEAK },
  { ROW (VSIZE_PEAK, RESOURCES), .reason = NO_PEAK },

  { ROW (DATA, TOP), .column = "DATA", SUM (DATA, STACK), .reason = N_("The main stack is added.") },
  { ROW (DATA, HTOP), .column = "DATA", SUM (DATA, STACK), .reason = N_("The main stack is added.") },
  { ROW (EXE, TOP), .column = "CODE", SAME (EXE), .reason = N_("Address space too, although it is called physical memory.") },
  { ROW (EXE, HTOP), .column = "CODE", SAME (EXE), .reason = N_("Address space of the program's code.") },

  { ROW (HEAP, TOP), .reason = NO_HEAP },
  { ROW (HEAP, HTOP), .reason = NO_HEAP },
  { ROW (HEAP, GNOME_SYSTEM_MONITOR), .reason = N_("Its list of memory maps has a row [heap], without arenas of threads.") },
  { ROW (HEAP, RESOURCES), .reason = NO_HEAP },

  { ROW (HEAP_PEAK, TOP), .reason = NO_HEAP },
  { ROW (HEAP_PEAK, HTOP), .reason = NO_HEAP },
  { ROW (HEAP_PEAK, GNOME_SYSTEM_MONITOR), .reason = NO_PEAK },
  { ROW (HEAP_PEAK, RESOURCES), .reason = NO_HEAP },

  { ROW (STACK, TOP), .reason = N_("It shows no stack alone; its column DATA contains it.") },
  { ROW (STACK, HTOP), .reason = N_("It shows no stack alone; its column DATA contains it.") },
  { ROW (STACK, GNOME_SYSTEM_MONITOR), .reason = N_("Its list of memory maps has a row [stack].") },
  { ROW (STACK, RESOURCES), .reason = NO_STACK },

  { ROW (THREADS, TOP), .column = "nTH", SAME (THREADS), .reason = SAME_FIELD },
  { ROW (THREADS, HTOP), .column = "NLWP", SAME (THREADS), .reason = SAME_FIELD },

  { ROW (MINOR_FAULTS, TOP), .column = "nMin", SAME (MINOR_FAULTS), .reason = SAME_FIELD },
  { ROW (MINOR_FAULTS, HTOP), .column = "MINFLT", SAME (MINOR_FAULTS), .reason = SAME_FIELD },
  { ROW (MAJOR_FAULTS, TOP), .column = "nMaj", SAME (MAJOR_FAULTS), .reason = SAME_FIELD },
  { ROW (MAJOR_FAULTS, HTOP), .column = "MAJFLT", SAME (MAJOR_FAULTS), .reason = SAME_FIELD },

  { ROW (MINOR_FAULT_RATE, TOP), .column = "vMn", .reason = N_("The number since its last update, not a second's.") },
  { ROW (MINOR_FAULT_RATE, HTOP), .column = "MINFLT", SAME (MINOR_FAULTS), .reason = N_("All since the process began.") },
  { ROW (MINOR_FAULT_RATE, GNOME_SYSTEM_MONITOR), .reason = NO_RATE },
  { ROW (MINOR_FAULT_RATE, RESOURCES), .reason = NO_RATE },
  { ROW (MAJOR_FAULT_RATE, TOP), .column = "vMj", .reason = N_("The number since its last update, not a second's.") },
  { ROW (MAJOR_FAULT_RATE, HTOP), .column = "MAJFLT", SAME (MAJOR_FAULTS), .reason = N_("All since the process began.") },
  { ROW (MAJOR_FAULT_RATE, GNOME_SYSTEM_MONITOR), .reason = NO_RATE },
  { ROW (MAJOR_FAULT_RATE, RESOURCES), .reason = NO_RATE },

  { ROW (CHILD_MINOR_FAULTS, HTOP), .column = "CMINFLT", SAME (CHILD_MINOR_FAULTS), .reason = SAME_FIELD },
  { ROW (CHILD_MAJOR_FAULTS, HTOP), .column = "CMAJFLT", SAME (CHILD_MAJOR_FAULTS), .reason = SAME_FIELD },

  { ROW (CPU_TIME, TOP), .column = "TIME+", SAME (CPU_TIME), .reason = SAME_FIELD },
  { ROW (CPU_TIME, HTOP), .column = "TIME+", SAME (CPU_TIME), .reason = SAME_FIELD },
  { ROW (CPU_TIME, GNOME_SYSTEM_MONITOR), .column = "CPU Time", SAME (CPU_TIME), .reason = SAME_FIELD },

  { ROW (OOM_SCORE, TOP), .column = "OOMs", SAME (OOM_SCORE), .reason = SAME_FIELD },
  { ROW (OOM_SCORE, HTOP), .column = "OOM", SAME (OOM_SCORE), .reason = SAME_FIELD },
};

static const struct { const char *key, *name; } peers[VMP_N_PEERS] = {
  [VMP_PEER_TOP] = { "top", "top" },
  [VMP_PEER_HTOP] = { "htop", "htop" },
  [VMP_PEER_GNOME_SYSTEM_MONITOR] = { "gnome-system-monitor", "GNOME System Monitor" },
  [VMP_PEER_RESOURCES] = { "resources", "Resources" },
};

const char *
vmp_peer_get_name (VmpPeer peer)
{
  g_return_val_if_fail ((guint) peer < VMP_N_PEERS, NULL);

  return peers[peer].name;
}

const char *
vmp_peer_to_key (VmpPeer peer)
{
  g_return_val_if_fail ((guint) peer < VMP_N_PEERS, NULL);

  return peers[peer].key;
}

const VmpMetricPeer *
vmp_metric_get_peers (VmpMetricId  metric,
                      guint       *out_n)
{
  const VmpMetricPeer *first = NULL;

  *out_n = 0;
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      if (rows[i].metric != metric)
        continue;
      if (first == NULL)
        first = &rows[i];
      (*out_n)++;
    }
  return first;
}

gint64
vmp_metric_peer_evaluate (const VmpMetricPeer *self,
                          const gint64        *values)
{
  gint64 value = self->n_metrics > 0 ? values[self->metrics[0]] : VMP_MISSING;

  for (guint i = 1; i < self->n_metrics; i++)
    {
      gint64 term = values[self->metrics[i]];

      value = vmp_value_add (value, term == VMP_MISSING || !self->subtract ? term : -term);
    }
  return value;
}

char *
vmp_metric_peer_dup_formula (const VmpMetricPeer *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (self->n_metrics == 0)
    return NULL;
  for (guint i = 0; i < self->n_metrics; i++)
    {
      if (i > 0)
        g_string_append (text, self->subtract ? " - " : " + ");
      g_string_append (text, vmp_metric_get (self->metrics[i])->key);
    }
  return g_string_free_and_steal (g_steal_pointer (&text));
}
