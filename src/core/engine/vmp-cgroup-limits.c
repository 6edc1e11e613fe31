/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What control groups may use, read again every few seconds: many processes are in one group. */

#include "config.h"

#include "vmp-cgroup-limits.h"

#include "vmp-clock.h"

#define CGROUP_NSEC (10 * VMP_NSEC_PER_SEC)

typedef struct
{
  gint64 limit_bytes, time_nsec;
} Limit;

struct _VmpCgroupLimits
{
  VmpProcRoot *root;      /* owned */
  GHashTable  *limits;    /* owned: path -> Limit */
  VmpBuffer    buffer;
};

VmpCgroupLimits *
vmp_cgroup_limits_new (VmpProcRoot *root)
{
  VmpCgroupLimits *self = g_new0 (VmpCgroupLimits, 1);

  self->root = vmp_proc_root_ref (root);
  self->limits = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->buffer = (VmpBuffer) VMP_BUFFER_INIT;
  return self;
}

void
vmp_cgroup_limits_free (VmpCgroupLimits *self)
{
  g_hash_table_unref (self->limits);
  vmp_buffer_clear (&self->buffer);
  vmp_proc_root_unref (self->root);
  g_free (self);
}

gint64
vmp_cgroup_limits_get (VmpCgroupLimits *self,
                       const char      *path,
                       gint64           now_nsec)
{
  Limit *limit;

  if (path == NULL)
    return VMP_MISSING;
  limit = g_hash_table_lookup (self->limits, path);
  if (limit == NULL)
    {
      limit = g_new0 (Limit, 1);
      limit->time_nsec = now_nsec - CGROUP_NSEC;
      g_hash_table_insert (self->limits, g_strdup (path), limit);
    }
  if (now_nsec - limit->time_nsec >= CGROUP_NSEC)
    {
      limit->limit_bytes = vmp_cgroup_read_limit (self->root, path, &self->buffer);
      limit->time_nsec = now_nsec;
    }
  return limit->limit_bytes;
}

/* Groups that nobody is in any more. */
static gboolean
is_old_cb (gpointer key,
           gpointer value,
           gpointer user_data)
{
  return *(const gint64 *) user_data - ((const Limit *) value)->time_nsec > 2 * CGROUP_NSEC;
}

void
vmp_cgroup_limits_sweep (VmpCgroupLimits *self,
                         gint64           now_nsec)
{
  g_hash_table_foreach_remove (self->limits, is_old_cb, &now_nsec);
}
