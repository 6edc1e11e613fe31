/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists all processes again and again, with as few system calls as that takes. */

#include "config.h"

#include "vmp-process-list-private.h"

#include "core/kernel/vmp-error.h"
#include "vmp-clock.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

/* Descriptors that are left for everything else in the program. */
#define SPARE_DESCRIPTORS 256
/* Page tables of a process are walked at most this share of the time, and not at all where that would take long. */
#define ROLLUP_SHARE 0.01
#define ROLLUP_LONGEST_RSS_BYTES (G_GINT64_CONSTANT (2) * 1024 * 1024 * 1024)
/* How long one listing may walk page tables of all processes together. */
#define ROLLUP_SLICE_NSEC (20 * VMP_NSEC_PER_MSEC)
/* An owner may change while the process lives: it is looked at every so many listings. */
#define OWNER_LISTINGS 8
/* How many processes give their descriptors back when the program has none left. */
#define RELEASED_PROCESSES 64

typedef enum
{
  FD_STAT,
  FD_STATM,
  FD_STATUS,
  N_FDS
} FdKind;

static const char *const fd_names[N_FDS] = { "stat", "statm", "status" };

/* What is remembered of a process between two listings. */
typedef struct
{
  gint32      pid;
  guint64     start_time_ticks;
  guint64     start_code_addr;    /* another program if it changes */
  int         fds[N_FDS];         /* -1: not held */
  gint64      uid;
  char        comm[VMP_COMM_SIZE];
  GRefString *name, *command, *exe, *cgroup;
  gboolean    denied;
  gint64      pss_bytes, uss_bytes, swap_pss_bytes;   /* of the last rollup */
  gint64      rollup_next_nsec;   /* not again before */
} Entry;

struct _VmpProcessLister
{
  VmpProcRoot *root;          /* owned */
  int          folder_fd;     /* O_PATH: of all processes */
  GArray      *pids;          /* of gint32, scratch */
  GArray      *entries;       /* of Entry, ascending by pid */
  VmpBuffer    buffer;
  guint32      generation;
  gboolean     keep_open;
  guint        fds_left;
  gint64       page_size_bytes, tick_nsec;
  /* of the listing that is being made */
  guint        columns;
  gint64       rollup_left_nsec;
  gint32       rollup_from_pid;   /* rollups up to this one were read by the last listing */
  char         text[8192];
};

/* Two descriptors a process are more than the usual soft limit of 1,024 allows; the hard one is ours to use. */
static guint
raise_descriptor_limit (void)
{
  struct rlimit limit;

  if (getrlimit (RLIMIT_NOFILE, &limit) != 0)
    return 0;
  if (limit.rlim_cur < limit.rlim_max)
    {
      limit.rlim_cur = limit.rlim_max;
      setrlimit (RLIMIT_NOFILE, &limit);
      getrlimit (RLIMIT_NOFILE, &limit);
    }
  return limit.rlim_cur > SPARE_DESCRIPTORS ? (guint) MIN (limit.rlim_cur - SPARE_DESCRIPTORS, 1 << 20) : 0;
}

static void
entry_close (VmpProcessLister *self,
             Entry            *entry)
{
  for (guint i = 0; i < N_FDS; i++)
    if (entry->fds[i] >= 0)
      {
        close (entry->fds[i]);
        entry->fds[i] = -1;
        self->fds_left++;
      }
}

static void
entry_forget_names (Entry *entry)
{
  g_clear_pointer (&entry->name, g_ref_string_release);
  g_clear_pointer (&entry->command, g_ref_string_release);
  g_clear_pointer (&entry->exe, g_ref_string_release);
  g_clear_pointer (&entry->cgroup, g_ref_string_release);
}

VmpProcessLister *
vmp_process_lister_new (VmpProcRoot *root)
{
  VmpProcessLister *self = g_new0 (VmpProcessLister, 1);

  self->root = vmp_proc_root_ref (root);
  self->pids = g_array_new (FALSE, FALSE, sizeof (gint32));
  self->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  self->page_size_bytes = vmp_proc_root_get_page_size_bytes (root);
  self->tick_nsec = VMP_NSEC_PER_SEC / vmp_proc_root_get_clock_ticks (root);
  self->folder_fd = vmp_proc_root_open_proc (root, ".", O_PATH | O_DIRECTORY);
  vmp_process_lister_set_keep_open (self, TRUE);

  return self;
}

void
vmp_process_lister_free (VmpProcessLister *self)
{
  for (guint i = 0; i < self->entries->len; i++)
    {
      entry_close (self, &g_array_index (self->entries, Entry, i));
      entry_forget_names (&g_array_index (self->entries, Entry, i));
    }
  g_array_unref (self->entries);
  g_array_unref (self->pids);
  vmp_buffer_clear (&self->buffer);
  if (self->folder_fd >= 0)
    close (self->folder_fd);
  vmp_proc_root_unref (self->root);
  g_free (self);
}

void
vmp_process_lister_set_keep_open (VmpProcessLister *self,
                                  gboolean          keep_open)
{
  self->keep_open = keep_open;
  self->fds_left = keep_open ? raise_descriptor_limit () : 0;
}

/* The program needs descriptors, too: some processes are read by opening from now on. */
static void
release_descriptors (VmpProcessLister *self)
{
  guint released = 0;

  for (guint i = 0; i < self->entries->len && released < RELEASED_PROCESSES; i++)
    {
      Entry *entry = &g_array_index (self->entries, Entry, i);

      released += entry->fds[FD_STAT] >= 0;
      entry_close (self, entry);
    }
  self->fds_left = 0;
}

static int
open_file (VmpProcessLister *self,
           gint32            pid,
           const char       *name)
{
  char path[48];
  int fd;

  g_snprintf (path, sizeof path, "%d/%s", pid, name);
  fd = openat (self->folder_fd, path, O_RDONLY | O_CLOEXEC);
  if (fd >= 0 || (errno != EMFILE && errno != ENFILE))
    return fd;

  release_descriptors (self);

  return openat (self->folder_fd, path, O_RDONLY | O_CLOEXEC);
}

static gssize
read_by_opening (VmpProcessLister *self,
                 Entry            *entry,
                 FdKind            kind)
{
  int fd = open_file (self, entry->pid, fd_names[kind]);
  gssize n;

  if (fd < 0)
    return -1;

  n = read (fd, self->text, sizeof self->text);
  if (n > 0 && self->keep_open && self->fds_left > 0)
    {
      entry->fds[kind] = fd;
      self->fds_left--;
    }
  else
    close (fd);

  return n > 0 ? n : -1;
}

/* Reads one of the small files into self->text: through its held descriptor, or by opening it. */
static gssize
read_file (VmpProcessLister *self,
           Entry            *entry,
           FdKind            kind)
{
  gssize n;

  if (entry->fds[kind] < 0)
    return read_by_opening (self, entry, kind);

  n = pread (entry->fds[kind], self->text, sizeof self->text, 0);
  if (n > 0)
    return n;

  /* The process ended; another may have its pid now. */
  entry_close (self, entry);

  return kind == FD_STAT ? read_by_opening (self, entry, kind) : -1;
}

static GRefString *
intern (char *text)
{
  GRefString *string = g_ref_string_new (text != NULL ? text : "");

  g_free (text);
  return string;
}

/* Reads a file of any length through the lister's buffer. */
static gboolean
read_long_file (VmpProcessLister *self,
                gint32            pid,
                const char       *name)
{
  int fd = open_file (self, pid, name);
  gssize n;

  if (fd < 0)
    return FALSE;
  self->buffer.len = 0;
  do
    {
      if (self->buffer.capacity - self->buffer.len < 4096)
        self->buffer.data = g_realloc (self->buffer.data, self->buffer.capacity = self->buffer.capacity * 2 + 8192);
      n = read (fd, self->buffer.data + self->buffer.len, self->buffer.capacity - self->buffer.len - 1);
      self->buffer.len += MAX (n, 0);
    }
  while (n > 0);
  close (fd);
  return n == 0;
}

static GRefString *
read_command (VmpProcessLister *self,
              gint32            pid)
{
  VmpBuffer *buffer = &self->buffer;

  if (!read_long_file (self, pid, "cmdline"))
    return g_ref_string_new ("");
  while (buffer->len > 0 && buffer->data[buffer->len - 1] == '\0')
    buffer->len--;
  for (gsize i = 0; i < buffer->len; i++)
    if (buffer->data[i] == '\0')
      buffer->data[i] = ' ';
  return intern (vmp_text_escape (buffer->data, buffer->len));
}

static GRefString *
read_exe (VmpProcessLister *self,
          gint32            pid)
{
  char path[48], target[4097];
  gssize n;

  g_snprintf (path, sizeof path, "%d/exe", pid);
  n = readlinkat (self->folder_fd, path, target, sizeof target - 1);

  return n > 0 ? intern (vmp_text_escape (target, n)) : NULL;
}

/* The line of the memory controller, else of the unified tree. */
static GRefString *
read_cgroup (VmpProcessLister *self,
             gint32            pid)
{
  g_auto (GStrv) lines = NULL;
  const char *found = NULL;

  if (!read_long_file (self, pid, "cgroup"))
    return NULL;
  self->buffer.data[self->buffer.len] = '\0';
  lines = g_strsplit (self->buffer.data, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      if (strstr (lines[i], ":memory:") != NULL)
        found = strchr (strchr (lines[i], ':') + 1, ':') + 1;
      else if (found == NULL && g_str_has_prefix (lines[i], "0::"))
        found = lines[i] + 3;
    }
  return found != NULL ? intern (vmp_text_escape (found, strlen (found))) : NULL;
}

/* The folder belongs to the effective user even where its files are root's, as those of undumpable processes are. */
static gint64
read_owner (VmpProcessLister *self,
            gint32            pid)
{
  struct stat owner;
  char path[16];

  g_snprintf (path, sizeof path, "%d", pid);

  return fstatat (self->folder_fd, path, &owner, 0) == 0 ? (gint64) owner.st_uid : VMP_MISSING;
}

/* Reads what only a start or an exec changes. */
static void
note_program (VmpProcessLister *self,
              Entry            *entry,
              const VmpStat    *stat)
{
  gboolean read = (self->columns & VMP_PROCESS_COLUMN_NO_COMMAND) == 0 && !vmp_stat_is_kernel_thread (stat);

  entry_forget_names (entry);
  memcpy (entry->comm, stat->comm, sizeof entry->comm);
  entry->name = intern (vmp_text_escape (stat->comm, strlen (stat->comm)));
  entry->command = read ? read_command (self, entry->pid) : g_ref_string_new ("");
  entry->exe = read ? read_exe (self, entry->pid) : NULL;
  entry->uid = read_owner (self, entry->pid);
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

static VmpProcessKind
kind_of (const VmpStat *stat)
{
  if (vmp_stat_is_kernel_thread (stat))
    return VMP_PROCESS_KERNEL_THREAD;
  if (stat->state != 'Z' && stat->state != 'X')
    return VMP_PROCESS_USER;
  return stat->num_threads > 1 ? VMP_PROCESS_LEADER_EXITED : VMP_PROCESS_ZOMBIE;
}

static void
fill_status (VmpProcessLister *self,
             Entry            *entry,
             VmpProcessRow    *row)
{
  VmpStatus status;
  gssize n = read_file (self, entry, FD_STATUS);

  if (n < 0 || !vmp_status_parse (self->text, n, &status, NULL))
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
  int fd = open_file (self, entry->pid, "smaps_rollup");
  gssize n;

  entry->denied = fd < 0 && errno == EACCES;
  if (fd < 0)
    return;

  n = read (fd, self->text, sizeof self->text);
  close (fd);
  if (n <= 0 || !vmp_smaps_rollup_parse (self->text, n, &sizes, NULL))
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

  return self->rollup_left_nsec > 0 && entry->pid > self->rollup_from_pid &&
         now_nsec >= entry->rollup_next_nsec && row->rss_bytes <= ROLLUP_LONGEST_RSS_BYTES;
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
        self->rollup_from_pid = entry->pid;
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
    .pid = entry->pid,
    .ppid = stat->ppid,
    .start_time_ticks = stat->start_time_ticks,
    .uid = entry->uid,
    .state = stat->state,
    .kind = kind_of (stat),
    .threads = stat->num_threads,
    .minor_faults = stat->minflt,
    .major_faults = stat->majflt,
    .cpu_nsec = (stat->utime_ticks + stat->stime_ticks) * self->tick_nsec,
    .rss_bytes = VMP_MISSING, .vsize_bytes = VMP_MISSING,
    .rss_peak_bytes = VMP_MISSING, .rss_anon_bytes = VMP_MISSING, .rss_file_bytes = VMP_MISSING,
    .rss_shmem_bytes = VMP_MISSING, .swap_bytes = VMP_MISSING, .page_tables_bytes = VMP_MISSING,
    .stack_bytes = VMP_MISSING, .data_bytes = VMP_MISSING,
    .pss_bytes = VMP_MISSING, .uss_bytes = VMP_MISSING, .swap_pss_bytes = VMP_MISSING,
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
  n = read_file (self, entry, FD_STATM);
  if (n > 0 && vmp_statm_parse (self->text, n, &statm, NULL))
    row->rss_bytes = statm.resident_pages * self->page_size_bytes;
  if ((self->columns & VMP_PROCESS_COLUMN_STATUS) != 0)
    fill_status (self, entry, row);
  if ((self->columns & VMP_PROCESS_COLUMN_ROLLUP) != 0)
    fill_rollup (self, entry, row);
}

static void
fill_names (VmpProcessLister *self,
            Entry            *entry,
            VmpProcessRow    *row)
{
  if ((self->columns & VMP_PROCESS_COLUMN_CGROUP) != 0 && entry->cgroup == NULL)
    entry->cgroup = read_cgroup (self, entry->pid);
  row->name = share (entry->name);
  row->command = share (entry->command);
  row->exe = share (entry->exe);
  row->cgroup = share (entry->cgroup);
}

/* Reads one process into @row. FALSE if it ended. */
static gboolean
list_process (VmpProcessLister *self,
              Entry            *entry,
              VmpProcessRow    *row)
{
  VmpStat stat;
  gssize n = read_file (self, entry, FD_STAT);

  if (n < 0 || !vmp_stat_parse (self->text, n, &stat, NULL))
    return FALSE;

  if (runs_another_program (entry, &stat))
    note_program (self, entry, &stat);
  else if ((self->generation + entry->pid) % OWNER_LISTINGS == 0)
    entry->uid = read_owner (self, entry->pid);
  fill_row (self, entry, &stat, row);
  fill_memory (self, entry, &stat, row);
  fill_names (self, entry, row);
  row->denied = entry->denied;

  return TRUE;
}

/* The remembered entries in the order of the new pids: old ones are moved over, ended ones closed. */
static GArray *
merge_entries (VmpProcessLister *self)
{
  GArray *merged = g_array_sized_new (FALSE, FALSE, sizeof (Entry), self->pids->len);
  guint old = 0;

  for (guint i = 0; i < self->pids->len; i++)
    {
      gint32 pid = g_array_index (self->pids, gint32, i);
      Entry fresh = { .pid = pid, .fds = { -1, -1, -1 }, .uid = VMP_MISSING };

      while (old < self->entries->len && g_array_index (self->entries, Entry, old).pid < pid)
        {
          entry_close (self, &g_array_index (self->entries, Entry, old));
          entry_forget_names (&g_array_index (self->entries, Entry, old));
          old++;
        }
      if (old < self->entries->len && g_array_index (self->entries, Entry, old).pid == pid)
        g_array_append_val (merged, g_array_index (self->entries, Entry, old++));
      else
        g_array_append_val (merged, fresh);
    }
  for (; old < self->entries->len; old++)
    {
      entry_close (self, &g_array_index (self->entries, Entry, old));
      entry_forget_names (&g_array_index (self->entries, Entry, old));
    }
  return merged;
}

VmpProcessList *
vmp_process_lister_list (VmpProcessLister  *self,
                         guint              columns,
                         GError           **error)
{
  gint64 begin_nsec = vmp_clock_boottime_nsec ();
  GArray *merged, *rows;

  g_array_set_size (self->pids, 0);
  if (!vmp_proc_root_list_pids (self->root, self->pids, error))
    return NULL;

  self->generation++;
  self->columns = columns;
  self->rollup_left_nsec = ROLLUP_SLICE_NSEC;
  merged = merge_entries (self);
  g_array_unref (self->entries);
  self->entries = merged;
  rows = g_array_sized_new (FALSE, FALSE, sizeof (VmpProcessRow), merged->len);
  for (guint i = 0; i < merged->len; i++)
    {
      VmpProcessRow row;

      if (list_process (self, &g_array_index (merged, Entry, i), &row))
        g_array_append_val (rows, row);
    }
  /* All had their turn: the next listing begins with the first again. */
  if (self->rollup_left_nsec > 0)
    self->rollup_from_pid = 0;

  return vmp_process_list_new_take (rows, begin_nsec, vmp_clock_boottime_nsec () - begin_nsec);
}
