/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where vmp maps gets its mappings from, and what it says where it gets none. */

#include "config.h"

#include "vmp-cli-maps.h"

#include <string.h>

#include <glib/gi18n.h>

#include "core/engine/vmp-clock.h"
#include "core/engine/vmp-map-reader.h"
#include "core/kernel/vmp-error.h"
#include "vmp-cli-stat.h"

void
vmp_cli_maps_clear (VmpCliMaps *self)
{
  g_clear_pointer (&self->space, vmp_address_space_unref);
  vmp_cli_stat_clear_info (&self->info);
}

gboolean
vmp_cli_maps_has_sizes (const VmpCliMaps *self)
{
  return vmp_address_space_get_n (self->space) == 0 ||
         vmp_address_space_get_sum (self->space, VMP_N_MAPPING_TYPES)->sizes_bytes[VMP_MAPPING_RSS] != VMP_MISSING;
}

gboolean
vmp_cli_maps_fail_process (VmpProcess    *process,
                           const GError  *cause,
                           GError       **error)
{
  gint32 pid = vmp_process_get_pid (process);

  if (cause->domain == VMP_ERROR && cause->code == VMP_ERROR_GONE)
    return vmp_error_set (error, VMP_ERROR_GONE, _("process %d ended before it was read"), pid);
  if (cause->domain == VMP_ERROR && cause->code == VMP_ERROR_DENIED)
    return vmp_error_set (error, VMP_ERROR_DENIED,
                          _("the mappings of process %d are not shown to you; run as its owner or as root"), pid);
  if (vmp_process_get_kind (process) == VMP_PROCESS_KERNEL_THREAD)
    return vmp_error_set (error, VMP_ERROR_UNSUPPORTED,
                          _("process %d is a kernel thread: it has no memory of its own"), pid);
  if (vmp_process_get_kind (process) == VMP_PROCESS_ZOMBIE)
    return vmp_error_set (error, VMP_ERROR_UNSUPPORTED,
                          _("process %d is a zombie: it ended, and has no memory any more"), pid);
  return vmp_error_set (error, cause->code, "%s", cause->message);
}

static VmpAddressSpace *
load_any (VmpProcess  *process,
          const char **out_source,
          GError     **error)
{
  VmpBuffer buffer = VMP_BUFFER_INIT;
  g_autoptr (GError) local = NULL;
  VmpAddressSpace *space = vmp_map_reader_load (process, &buffer, TRUE, &local);

  *out_source = "smaps";
  if (space == NULL && !g_error_matches (local, VMP_ERROR, VMP_ERROR_GONE) &&
      vmp_process_get_kind (process) != VMP_PROCESS_KERNEL_THREAD && vmp_process_get_kind (process) != VMP_PROCESS_ZOMBIE)
    {
      space = vmp_map_reader_load_ranges (process, &buffer, NULL);
      *out_source = "maps";
    }
  if (space != NULL && local != NULL)
    vmp_cli_say (_("sizes in memory are missing: smaps of process %d can't be read (%s)"), vmp_process_get_pid (process),
                 local->message);
  vmp_buffer_clear (&buffer);
  if (space == NULL)
    vmp_cli_maps_fail_process (process, local, error);
  return space;
}

gboolean
vmp_cli_maps_load_process (VmpCliMaps  *self,
                           gint32       pid,
                           GError     **error)
{
  g_autoptr (VmpProcRoot) root = vmp_proc_root_new (NULL, error);
  g_autoptr (VmpProbe) probe = root != NULL ? vmp_cli_stat_open (root, pid, error) : NULL;
  gint64 before_nsec;

  *self = (VmpCliMaps) { .is_process = TRUE, .at_nsec = VMP_MISSING };
  if (probe == NULL)
    return FALSE;
  vmp_probe_describe (probe, &self->info);
  before_nsec = vmp_clock_boottime_nsec ();
  self->space = load_any (vmp_probe_get_process (probe), &self->source, error);
  self->time_nsec = vmp_clock_boottime_nsec ();
  self->cost_nsec = self->time_nsec - before_nsec;
  if (self->space == NULL)
    return FALSE;
  vmp_cli_stat_describe (vmp_probe_get_process (probe), &self->info, &self->process);
  if (vmp_address_space_is_torn (self->space))
    vmp_cli_say (_("the mappings changed while they were read, again and again: sums may be a little off"));
  return TRUE;
}
