/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists all processes again and again, with as few system calls as that takes. */

#include "config.h"

#include "vmp-process-list-private.h"

#include "vmp-cgroup-limits.h"
#include "vmp-clock.h"
#include "vmp-process-files.h"

#include <string.h>

/* Page tables of a process are walked at most this share of the time, and not at all where that would take long
 * (VMP_PROCESS_ROLLUP_LONGEST_RSS_BYTES). */
#define ROLLUP_SHARE 0.01
/* How long one listing may walk page tables of all processes together. */
#define ROLLUP_SLICE_NSEC (20 * VMP_NSEC_PER_MSEC)
/* An owner and a cgroup may change while the process lives: they are looked at every so many listings. */
#define OWNER_LISTINGS 16
/* Where no process came since the last listing its pids are used again, so many times: going through the folder costs as much
 * as reading a tenth of the processes. */
#define FOLDER_LISTINGS 8
/* How many processes give their descriptors back when the program has none left. */
#define RELEASED_PROCESSES 64

/* What is remembered of a process between two listings. */
typedef struct
{
  VmpHeldFiles files;
  guint64      start_time_ticks;
  guint64      start_code_addr;   /* another program if it changes */
  gint64       uid;
  char         comm[VMP_COMM_SIZE];
  GRefString  *name, *command, *exe, *cgroup;
  gboolean     denied;
  gint64       pss_bytes, uss_bytes, swap_pss_bytes;   /* of the last rollup */
  gint64       rollup_next_nsec;  /* not again before */
} Entry;

struct _VmpProcessLister
{
  VmpProcRoot    *root;           /* owned */
  VmpProcessFiles files;
  GArray         *pids;           /* of gint32, scratch */
  GArray         *entries;        /* of Entry, ascending by pid */
  GRefString     *no_command;     /* "", shared by all that have none */
  gboolean        keep_open;
  guint32         generation;
  gint64          last_pid;       /* of the system, before the pids were listed */
  gint64          page_size_bytes, tick_nsec;
  VmpCgroupLimits *limits;        /* owned */
  VmpBuffer       buffer;         /* for what is of the machine */
  /* of the listing that is being made */
  guint           columns;
  gint64          rollup_left_nsec;
  gint64          begin_nsec;
  gint32          rollup_from_pid;  /* rollups up to this one were read by the last listing */
};

static void
entry_forget_names (Entry *entry)
{
  g_clear_pointer (&entry->name, g_ref_string_release);
  g_clear_pointer (&entry->command, g_ref_string_release);
  g_clear_pointer (&entry->exe, g_ref_string_release);
  g_clear_pointer (&entry->cgroup, g_ref_string_release);
}

static void
forget_entry (VmpProcessLister *self,
              Entry            *entry)
{
  vmp_process_files_release (&self->files, &entry->files);
  entry_forget_names (entry);
}

VmpProcessLister *
vmp_process_lister_new (VmpProcRoot *root)
{
  VmpProcessLister *self = g_new0 (VmpProcessLister, 1);

  self->root = vmp_proc_root_ref (root);
  vmp_process_files_init (&self->files, root);
  self->pids = g_array_new (FALSE, FALSE, sizeof (gint32));
  self->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  self->no_command = g_ref_string_new ("");
  self->page_size_bytes = vmp_proc_root_get_page_size_bytes (root);
  self->tick_nsec = VMP_NSEC_PER_SEC / vmp_proc_root_get_clock_ticks (root);
  self->limits = vmp_cgroup_limits_new (root);
  self->buffer = (VmpBuffer) VMP_BUFFER_INIT;
  self->keep_open = TRUE;
  self->last_pid = VMP_MISSING;

  return self;
}

void
vmp_process_lister_free (VmpProcessLister *self)
{
  for (guint i = 0; i < self->entries->len; i++)
    forget_entry (self, &g_array_index (self->entries, Entry, i));
  g_array_unref (self->entries);
  g_array_unref (self->pids);
  g_ref_string_release (self->no_command);
  vmp_process_files_clear (&self->files);
  vmp_cgroup_limits_free (self->limits);
  vmp_buffer_clear (&self->buffer);
  vmp_proc_root_unref (self->root);
  g_free (self);
}

void
vmp_process_lister_set_keep_open (VmpProcessLister *self,
                                  gboolean          keep_open)
{
  self->keep_open = keep_open;
}

/* Reads what only a start or an exec changes. */
static void
note_program (VmpProcessLister *self,
              Entry            *entry,
              const VmpStat    *stat)
{
  gboolean read = (self->columns & VMP_PROCESS_COLUMN_NO_COMMAND) == 0 && !vmp_stat_is_kernel_thread (stat);
  gint32 pid = entry->files.pid;

  entry_forget_names (entry);
  memcpy (entry->comm, stat->comm, sizeof entry->comm);
  entry->name = vmp_process_files_dup_text (stat->comm, strlen (stat->comm));
  entry->command = read ? vmp_process_files_dup_command (&self->files, pid) : g_ref_string_acquire (self->no_command);
  entry->exe = read ? vmp_process_files_dup_exe (&self->files, pid) : NULL;
  entry->uid = vmp_process_files_load_owner (&self->files, pid);
  entry->start_time_ticks = stat->start_time_ticks;
  entry->start_code_addr = stat->start_code_addr;
  entry->pss_bytes = entry->uss_bytes = entry->swap_pss_bytes = VMP_MISSING;
  entry->rollup_next_nsec = 0;
  entry->denied = FALSE;
}

/* exec gives a new name or new addresses; of another user's process only the name and size tell. */
static gboolean
runs_another_program (const Entry   *entry,
                      const VmpStat *stat)
{
  return entry->name == NULL || stat->start_time_ticks != entry->start_time_ticks
         || stat->start_code_addr != entry->start_code_addr || strcmp (stat->comm, entry->comm) != 0;
}

static void
fill_status (VmpProcessLister *self,
             Entry            *entry,
             VmpProcessRow    *row)
{
  VmpStatus status;
  gssize n = vmp_process_files_read_small (&self->files, &entry->files, VMP_SMALL_FILE_STATUS);

  if (n < 0 || !vmp_status_parse (self->files.text, n, &status, NULL))
    return;
  row->uid = status.uid_effective;
  row->rss_peak_bytes = status.vm_hwm_bytes;
  row->rss_anon_bytes = status.rss_anon_bytes;
  row->rss_file_bytes = status.rss_file_bytes;
  row->rss_shmem_bytes = status.rss_shmem_bytes;
  row->swap_bytes = status.vm_swap_bytes;
  row->page_tables_bytes = status.vm_pte_bytes;
  row->stack_bytes = status.vm_stk_bytes;
  row->data_bytes = status.vm_data_bytes;
}

static void
read_rollup (VmpProcessLister *self,
             Entry            *entry)
{
  VmpSmapsSizes sizes;

  if (!vmp_process_files_read_rollup (&self->files, entry->files.pid, &sizes, &entry->denied))
    return;

  entry->pss_bytes = sizes.pss;
  entry->swap_pss_bytes = sizes.swap_pss;
  entry->uss_bytes = vmp_value_add (sizes.private_clean, sizes.private_dirty);
  if (sizes.private_hugetlb != VMP_MISSING)
    entry->uss_bytes = vmp_value_add (entry->uss_bytes, sizes.private_hugetlb);
}

/* Listing again and again must not hurt: each listing reads some, so that all have had their turn after a few. */
static gboolean
is_rollup_due (VmpProcessLister    *self,
               const Entry         *entry,
               const VmpProcessRow *row,
               gint64               now_nsec)
{
  if (entry->denied || row->kind != VMP_PROCESS_USER)
    return FALSE;
  if (!self->keep_open)
    return TRUE;

  return self->rollup_left_nsec > 0 && entry->files.pid > self->rollup_from_pid &&
         now_nsec >= entry->rollup_next_nsec && row->rss_bytes <= VMP_PROCESS_ROLLUP_LONGEST_RSS_BYTES;
}

static void
fill_rollup (VmpProcessLister *self,
             Entry            *entry,
             VmpProcessRow    *row)
{
  gint64 begin_nsec = vmp_clock_boottime_nsec ();

  if (is_rollup_due (self, entry, row, begin_nsec))
    {
      gint64 cost_nsec;

      read_rollup (self, entry);
      cost_nsec = vmp_clock_boottime_nsec () - begin_nsec;
      entry->rollup_next_nsec = begin_nsec + (gint64) (cost_nsec / ROLLUP_SHARE);
      self->rollup_left_nsec -= cost_nsec;
      if (self->rollup_left_nsec <= 0)
        self->rollup_from_pid = entry->files.pid;
    }
  row->pss_bytes = entry->pss_bytes;
  row->uss_bytes = entry->uss_bytes;
  row->swap_pss_bytes = entry->swap_pss_bytes;
}

static GRefString *
share (GRefString *string)
{
  return string != NULL ? g_ref_string_acquire (string) : NULL;
}

static void
fill_row (VmpProcessLister *self,
          const Entry      *entry,
          const VmpStat    *stat,
          VmpProcessRow    *row)
{
  *row = (VmpProcessRow) {
    .pid = entry->files.pid,
    .ppid = stat->ppid,
    .start_time_ticks = stat->start_time_ticks,
    .uid = entry->uid,
    .state = stat->state,
    .kind = vmp_process_kind_from_stat (stat),
    .threads = stat->num_threads,
    .minor_faults = stat->minflt,
    .major_faults = stat->majflt,
    .cpu_nsec = (stat->utime_ticks + stat->stime_ticks) * self->tick_nsec,
    .rss_bytes = VMP_MISSING, .vsize_bytes = VMP_MISSING,
    .rss_peak_bytes = VMP_MISSING, .rss_anon_bytes = VMP_MISSING, .rss_file_bytes = VMP_MISSING,
    .rss_shmem_bytes = VMP_MISSING, .swap_bytes = VMP_MISSING, .page_tables_bytes = VMP_MISSING,
    .stack_bytes = VMP_MISSING, .data_bytes = VMP_MISSING,
    .pss_bytes = VMP_MISSING, .uss_bytes = VMP_MISSING, .swap_pss_bytes = VMP_MISSING,
    .cgroup_limit_bytes = VMP_MISSING,
  };
}

/* The main thread ended, others live: the memory is seen through one of them. Rare, so it may cost. */
static void
fill_from_thread (VmpProcessLister *self,
                  VmpProcessRow    *row)
{
  g_autoptr (VmpProcess) process = vmp_process_open (self->root, row->pid, NULL);
  VmpStatm statm;

  if (process == NULL || !vmp_process_read_statm (process, &statm, NULL))
    return;

  row->rss_bytes = statm.resident_pages * self->page_size_bytes;
  row->vsize_bytes = statm.size_pages * self->page_size_bytes;
}

static void
fill_memory (VmpProcessLister *self,
             Entry            *entry,
             const VmpStat    *stat,
             VmpProcessRow    *row)
{
  VmpStatm statm;
  gssize n;

  if (row->kind == VMP_PROCESS_LEADER_EXITED)
    fill_from_thread (self, row);
  if (row->kind != VMP_PROCESS_USER)
    return;

  row->vsize_bytes = stat->vsize_bytes;
  n = vmp_process_files_read_small (&self->files, &entry->files, VMP_SMALL_FILE_STATM);
  if (n > 0 && vmp_statm_parse (self->files.text, n, &statm, NULL))
    row->rss_bytes = statm.resident_pages * self->page_size_bytes;
  if ((self->columns & VMP_PROCESS_COLUMN_STATUS) != 0)
    fill_status (self, entry, row);
  if ((self->columns & VMP_PROCESS_COLUMN_ROLLUP) != 0)
    fill_rollup (self, entry, row);
}

/* The string stays the same one while its text does, so that readers need not compare. */
static void
note_cgroup (VmpProcessLister *self,
             Entry            *entry)
{
  GRefString *cgroup = vmp_process_files_dup_cgroup (&self->files, entry->files.pid);

  if (cgroup != NULL && entry->cgroup != NULL && strcmp (cgroup, entry->cgroup) == 0)
    {
      g_ref_string_release (cgroup);
      return;
    }
  g_clear_pointer (&entry->cgroup, g_ref_string_release);
  entry->cgroup = cgroup;
}

static void
fill_names (VmpProcessLister *self,
            Entry            *entry,
            VmpProcessRow    *row)
{
  gboolean again = (self->generation + entry->files.pid) % OWNER_LISTINGS == 0;

  if ((self->columns & VMP_PROCESS_COLUMN_CGROUP) != 0 && (entry->cgroup == NULL || again))
    note_cgroup (self, entry);
  row->name = share (entry->name);
  row->command = share (entry->command);
  row->exe = share (entry->exe);
  row->cgroup = share (entry->cgroup);
  if ((self->columns & VMP_PROCESS_COLUMN_LIMIT) != 0)
    row->cgroup_limit_bytes = vmp_cgroup_limits_get (self->limits, entry->cgroup, self->begin_nsec);
}

/* Reads one process into @row. FALSE if it ended. */
static gboolean
list_process (VmpProcessLister *self,
              Entry            *entry,
              VmpProcessRow    *row)
{
  VmpStat stat;
  gssize n = vmp_process_files_read_small (&self->files, &entry->files, VMP_SMALL_FILE_STAT);

  if (n < 0 || !vmp_stat_parse (self->files.text, n, &stat, NULL))
    return FALSE;

  if (runs_another_program (entry, &stat))
    note_program (self, entry, &stat);
  else if ((self->generation + entry->files.pid) % OWNER_LISTINGS == 0)
    entry->uid = vmp_process_files_load_owner (&self->files, entry->files.pid);
  fill_row (self, entry, &stat, row);
  fill_memory (self, entry, &stat, row);
  fill_names (self, entry, row);
  row->denied = entry->denied;

  return TRUE;
}

/* In a steady state the processes are those of the last listing. */
static gboolean
are_entries_current (VmpProcessLister *self)
{
  if (self->entries->len != self->pids->len)
    return FALSE;
  for (guint i = 0; i < self->pids->len; i++)
    if (g_array_index (self->entries, Entry, i).files.pid != g_array_index (self->pids, gint32, i))
      return FALSE;

  return TRUE;
}

/* Forgets the remembered entries from *@index on whose pids are below @pid. */
static void
forget_below (VmpProcessLister *self,
              guint            *index,
              gint64            pid)
{
  while (*index < self->entries->len && g_array_index (self->entries, Entry, *index).files.pid < pid)
    forget_entry (self, &g_array_index (self->entries, Entry, (*index)++));
}

/* Puts the remembered entries in the order of the new pids: old ones are moved over, ended ones forgotten. */
static void
update_entries (VmpProcessLister *self)
{
  GArray *merged;
  guint old = 0;

  if (are_entries_current (self))
    return;

  merged = g_array_sized_new (FALSE, FALSE, sizeof (Entry), self->pids->len);
  for (guint i = 0; i < self->pids->len; i++)
    {
      gint32 pid = g_array_index (self->pids, gint32, i);
      Entry fresh = { .files = VMP_HELD_FILES_INIT (pid), .uid = VMP_MISSING };

      forget_below (self, &old, pid);
      if (old < self->entries->len && g_array_index (self->entries, Entry, old).files.pid == pid)
        g_array_append_val (merged, g_array_index (self->entries, Entry, old++));
      else
        g_array_append_val (merged, fresh);
    }
  forget_below (self, &old, G_MAXINT64);
  g_array_unref (self->entries);
  self->entries = merged;
}

/* The program needs descriptors, too: some processes are read by opening from now on. */
static void
give_descriptors_back (VmpProcessLister *self)
{
  guint released = 0;

  for (guint i = 0; i < self->entries->len && released < RELEASED_PROCESSES; i++)
    {
      Entry *entry = &g_array_index (self->entries, Entry, i);

      released += entry->files.fds[VMP_SMALL_FILE_STAT] >= 0;
      vmp_process_files_release (&self->files, &entry->files);
    }
  self->files.fds_left = 0;
  self->files.starved = FALSE;
}

static GArray *
list_entries (VmpProcessLister *self)
{
  GArray *rows = g_array_sized_new (FALSE, FALSE, sizeof (VmpProcessRow), self->entries->len);
  guint n = 0;

  g_array_set_size (rows, self->entries->len);
  for (guint i = 0; i < self->entries->len; i++)
    n += list_process (self, &g_array_index (self->entries, Entry, i), &g_array_index (rows, VmpProcessRow, n));
  g_array_set_size (rows, n);

  return rows;
}

static gboolean
list_pids (VmpProcessLister  *self,
           GError           **error)
{
  gint64 last_pid = vmp_process_files_load_last_pid (&self->files);

  if (last_pid != VMP_MISSING && last_pid == self->last_pid && self->generation % FOLDER_LISTINGS != 0)
    return TRUE;

  self->last_pid = last_pid;
  g_array_set_size (self->pids, 0);

  return vmp_proc_root_list_pids (self->root, self->pids, error);
}

static VmpMachineMemory *
read_machine (VmpProcessLister *self)
{
  VmpMachineMemory *machine = g_new0 (VmpMachineMemory, 1);

  machine->has_meminfo = vmp_system_read_meminfo (self->root, &self->buffer, &machine->meminfo, NULL);
  machine->has_pressure = vmp_system_read_pressure (self->root, VMP_PRESSURE_MEMORY, &self->buffer, &machine->pressure, NULL);
  return machine;
}

VmpProcessList *
vmp_process_lister_list (VmpProcessLister  *self,
                         guint              columns,
                         GError           **error)
{
  gint64 begin_nsec = vmp_clock_boottime_nsec ();
  VmpMachineMemory *machine = NULL;
  VmpProcessList *list;
  GArray *rows;

  if (!list_pids (self, error))
    return NULL;

  self->generation++;
  self->columns = columns;
  self->begin_nsec = begin_nsec;
  self->rollup_left_nsec = ROLLUP_SLICE_NSEC;
  vmp_process_files_set_keep_open (&self->files, self->keep_open);
  update_entries (self);
  rows = list_entries (self);
  /* All had their turn: the next listing begins with the first again. */
  if (self->rollup_left_nsec > 0)
    self->rollup_from_pid = 0;
  if (self->files.starved)
    give_descriptors_back (self);

  if ((columns & VMP_PROCESS_COLUMN_LIMIT) != 0)
    vmp_cgroup_limits_sweep (self->limits, begin_nsec);
  if ((columns & VMP_PROCESS_COLUMN_MACHINE) != 0)
    machine = read_machine (self);

  list = vmp_process_list_new_take (rows, begin_nsec, vmp_clock_boottime_nsec () - begin_nsec);
  list->machine = machine;
  return list;
}
