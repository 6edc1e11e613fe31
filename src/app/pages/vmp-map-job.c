/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes of a snapshot, in a worker, all that the map page shows. */
#include "config.h"

#include "vmp-map-job.h"

#include "core/kernel/vmp-system-reader.h"

typedef struct
{
  VmpAddressSpace *space;     /* NULL: that of the trail that is shown */
  gint64           time_nsec;
  VmpMapResult    *shown;     /* NULL: nothing */
  VmpMappingQuery  query;
} Input;

void
vmp_map_result_free (VmpMapResult *self)
{
  g_clear_pointer (&self->trail, vmp_mapping_trail_unref);
  g_clear_pointer (&self->layout, vmp_map_strip_layout_unref);
  g_clear_pointer (&self->table, vmp_mapping_table_unref);
  g_free (self);
}

static void
free_input (gpointer data)
{
  Input *input = data;

  g_clear_pointer (&input->space, vmp_address_space_unref);
  g_clear_pointer (&input->shown, vmp_map_result_free);
  vmp_mapping_query_clear (&input->query);
  g_free (input);
}

static gint64
read_most_mappings (void)
{
  g_autoptr (VmpProcRoot) root = vmp_proc_root_new (NULL, NULL);
  VmpBuffer buffer = VMP_BUFFER_INIT;
  gint64 most = VMP_MISSING;

  if (root != NULL)
    vmp_system_read_max_mappings (root, &buffer, &most, NULL);
  vmp_buffer_clear (&buffer);
  return most;
}

static void
run_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Input *input = data;
  const VmpMapResult *shown = input->shown;
  VmpMapResult *result = g_new0 (VmpMapResult, 1);

  if (input->space != NULL)
    {
      result->trail = vmp_mapping_trail_new (input->space, input->time_nsec, shown != NULL ? shown->trail : NULL);
      result->layout = vmp_map_strip_layout_new (input->space);
      vmp_address_space_gaps_find (input->space, &result->gaps);
      result->most_mappings = read_most_mappings ();
    }
  else
    {
      result->trail = vmp_mapping_trail_ref (shown->trail);
      result->layout = vmp_map_strip_layout_ref (shown->layout);
      result->gaps = shown->gaps;
      result->most_mappings = shown->most_mappings;
    }
  result->table = vmp_mapping_table_new (result->trail, &input->query, shown != NULL ? shown->table : NULL);
  g_task_return_pointer (task, result, (GDestroyNotify) vmp_map_result_free);
}

static VmpMapResult *
copy_result (const VmpMapResult *result)
{
  VmpMapResult *copy = g_new (VmpMapResult, 1);

  copy->trail = vmp_mapping_trail_ref (result->trail);
  copy->layout = vmp_map_strip_layout_ref (result->layout);
  copy->table = vmp_mapping_table_ref (result->table);
  copy->gaps = result->gaps;
  copy->most_mappings = result->most_mappings;
  return copy;
}

void
vmp_map_job_run (VmpAddressSpace *space, gint64 time_nsec, const VmpMapResult *shown, const VmpMappingQuery *query,
                 GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Input *input = g_new0 (Input, 1);

  g_return_if_fail (space != NULL || shown != NULL);

  input->space = space != NULL ? vmp_address_space_ref (space) : NULL;
  input->time_nsec = time_nsec;
  input->shown = shown != NULL ? copy_result (shown) : NULL;
  vmp_mapping_query_copy (query, &input->query);
  g_task_set_source_tag (task, vmp_map_job_run);
  g_task_set_task_data (task, input, free_input);
  g_task_run_in_thread (task, run_worker);
}

VmpMapResult *
vmp_map_job_run_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
