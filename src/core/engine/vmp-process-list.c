/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All processes of a host at one moment. */

#include "config.h"

#include "vmp-process-list-private.h"

static void
release (GRefString *string)
{
  if (string != NULL)
    g_ref_string_release (string);
}

VmpProcessList *
vmp_process_list_new_take (GArray *rows,
                           gint64  time_nsec,
                           gint64  cost_nsec)
{
  VmpProcessList *self = g_new (VmpProcessList, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->rows = rows;
  self->time_nsec = time_nsec;
  self->cost_nsec = cost_nsec;
  self->machine = NULL;
  return self;
}

VmpProcessList *
vmp_process_list_ref (VmpProcessList *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
vmp_process_list_unref (VmpProcessList *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  for (guint i = 0; i < self->rows->len; i++)
    {
      VmpProcessRow *row = &g_array_index (self->rows, VmpProcessRow, i);

      release (row->name);
      release (row->command);
      release (row->exe);
      release (row->cgroup);
    }
  g_array_unref (self->rows);
  g_free (self->machine);
  g_free (self);
}

const VmpProcessRow *
vmp_process_list_get_rows (VmpProcessList *self,
                           guint          *out_n)
{
  *out_n = self->rows->len;
  return (const VmpProcessRow *) self->rows->data;
}

gint64
vmp_process_list_get_time (VmpProcessList *self)
{
  return self->time_nsec;
}

gint64
vmp_process_list_get_cost (VmpProcessList *self)
{
  return self->cost_nsec;
}

const VmpMachineMemory *
vmp_process_list_get_machine (VmpProcessList *self)
{
  return self->machine;
}

const VmpProcessRow *
vmp_process_list_find (VmpProcessList *self,
                       gint32          pid)
{
  const VmpProcessRow *rows = (const VmpProcessRow *) self->rows->data;
  guint low = 0, high = self->rows->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (rows[middle].pid < pid)
        low = middle + 1;
      else
        high = middle;
    }
  return low < self->rows->len && rows[low].pid == pid ? &rows[low] : NULL;
}

static const struct
{
  VmpMetricId id;
  gsize       offset;
  guint       columns;
} row_fields[] = {
  { VMP_METRIC_RSS, G_STRUCT_OFFSET (VmpProcessRow, rss_bytes), VMP_PROCESS_COLUMN_NONE },
  { VMP_METRIC_VSIZE, G_STRUCT_OFFSET (VmpProcessRow, vsize_bytes), VMP_PROCESS_COLUMN_NONE },
  { VMP_METRIC_MINOR_FAULTS, G_STRUCT_OFFSET (VmpProcessRow, minor_faults), VMP_PROCESS_COLUMN_NONE },
  { VMP_METRIC_MAJOR_FAULTS, G_STRUCT_OFFSET (VmpProcessRow, major_faults), VMP_PROCESS_COLUMN_NONE },
  { VMP_METRIC_CPU_TIME, G_STRUCT_OFFSET (VmpProcessRow, cpu_nsec), VMP_PROCESS_COLUMN_NONE },
  { VMP_METRIC_THREADS, G_STRUCT_OFFSET (VmpProcessRow, threads), VMP_PROCESS_COLUMN_NONE },
  { VMP_METRIC_RSS_PEAK, G_STRUCT_OFFSET (VmpProcessRow, rss_peak_bytes), VMP_PROCESS_COLUMN_STATUS },
  { VMP_METRIC_RSS_ANON, G_STRUCT_OFFSET (VmpProcessRow, rss_anon_bytes), VMP_PROCESS_COLUMN_STATUS },
  { VMP_METRIC_RSS_FILE, G_STRUCT_OFFSET (VmpProcessRow, rss_file_bytes), VMP_PROCESS_COLUMN_STATUS },
  { VMP_METRIC_RSS_SHMEM, G_STRUCT_OFFSET (VmpProcessRow, rss_shmem_bytes), VMP_PROCESS_COLUMN_STATUS },
  { VMP_METRIC_SWAP, G_STRUCT_OFFSET (VmpProcessRow, swap_bytes), VMP_PROCESS_COLUMN_STATUS },
  { VMP_METRIC_PAGE_TABLES, G_STRUCT_OFFSET (VmpProcessRow, page_tables_bytes), VMP_PROCESS_COLUMN_STATUS },
  { VMP_METRIC_STACK, G_STRUCT_OFFSET (VmpProcessRow, stack_bytes), VMP_PROCESS_COLUMN_STATUS },
  { VMP_METRIC_DATA, G_STRUCT_OFFSET (VmpProcessRow, data_bytes), VMP_PROCESS_COLUMN_STATUS },
  { VMP_METRIC_PSS, G_STRUCT_OFFSET (VmpProcessRow, pss_bytes), VMP_PROCESS_COLUMN_ROLLUP },
  { VMP_METRIC_USS, G_STRUCT_OFFSET (VmpProcessRow, uss_bytes), VMP_PROCESS_COLUMN_ROLLUP },
  { VMP_METRIC_SWAP_PSS, G_STRUCT_OFFSET (VmpProcessRow, swap_pss_bytes), VMP_PROCESS_COLUMN_ROLLUP },
};

gint64
vmp_process_row_get_value (const VmpProcessRow *row,
                           VmpMetricId          id)
{
  for (guint i = 0; i < G_N_ELEMENTS (row_fields); i++)
    if (row_fields[i].id == id)
      return G_STRUCT_MEMBER (gint64, row, row_fields[i].offset);
  return VMP_MISSING;
}

gboolean
vmp_process_list_add_columns (VmpMetricId  id,
                              guint       *columns)
{
  for (guint i = 0; i < G_N_ELEMENTS (row_fields); i++)
    if (row_fields[i].id == id)
      {
        *columns |= row_fields[i].columns;
        return TRUE;
      }
  return FALSE;
}
