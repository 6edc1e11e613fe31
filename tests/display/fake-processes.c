/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists of processes that tests make up. */

#include "config.h"

#include "fake-processes.h"

#include "core/engine/vmp-process-list-private.h"

VmpProcessList *
fake_processes_new (const FakeProcess *processes, guint n)
{
  GArray *rows = g_array_sized_new (FALSE, TRUE, sizeof (VmpProcessRow), n);

  for (guint i = 0; i < n; i++)
    {
      const FakeProcess *process = &processes[i];
      VmpProcessRow row = {
        .pid = process->pid, .ppid = process->ppid != 0 ? process->ppid : 1, .start_time_ticks = 10 * (guint64) process->pid,
        .uid = process->uid, .state = 'S', .kind = process->kind, .threads = 1,
        .name = g_ref_string_new_intern (process->name),
        .command = g_ref_string_new_intern (process->command != NULL ? process->command : ""),
        .exe = process->exe != NULL ? g_ref_string_new_intern (process->exe) : NULL,
        .cgroup = process->cgroup != NULL ? g_ref_string_new_intern (process->cgroup) : NULL,
        .rss_bytes = process->rss_bytes,
        .vsize_bytes = VMP_MISSING, .minor_faults = VMP_MISSING, .major_faults = VMP_MISSING,
        .cpu_nsec = VMP_MISSING, .rss_peak_bytes = VMP_MISSING, .rss_anon_bytes = VMP_MISSING,
        .rss_file_bytes = VMP_MISSING, .rss_shmem_bytes = VMP_MISSING, .swap_bytes = VMP_MISSING,
        .page_tables_bytes = VMP_MISSING, .stack_bytes = VMP_MISSING, .data_bytes = VMP_MISSING,
        .pss_bytes = VMP_MISSING, .uss_bytes = VMP_MISSING, .swap_pss_bytes = VMP_MISSING,
      };

      g_array_append_val (rows, row);
    }
  return vmp_process_list_new_take (rows, 0, 0);
}
