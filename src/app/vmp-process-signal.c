/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sends a signal to one process and never to another that got its number. */

#include "config.h"

#include "vmp-process-signal.h"

#include <errno.h>
#include <sys/pidfd.h>

#include "core/kernel/vmp-error.h"
#include "core/kernel/vmp-process.h"

typedef struct
{
  gint32  pid;
  guint64 start_time_ticks;
  int     signal_number;
} Order;

/* The descriptor is that of the process whose start time was read after it was opened, or of one that ended before. */
static gboolean
send_signal (const Order *order, GError **error)
{
  g_autoptr (VmpProcRoot) root = vmp_proc_root_new (NULL, error);
  g_autoptr (VmpProcess) process = root != NULL ? vmp_process_open (root, order->pid, error) : NULL;
  VmpStat stat;

  if (process == NULL)
    return FALSE;
  if (vmp_process_get_pidfd (process) < 0)
    return vmp_error_set (error, VMP_ERROR_UNSUPPORTED, "pid %d: no pidfd", order->pid);
  if (!vmp_process_read_stat (process, &stat, error))
    return FALSE;
  if (stat.start_time_ticks != order->start_time_ticks)
    return vmp_error_set (error, VMP_ERROR_GONE, "pid %d: another process", order->pid);
  if (pidfd_send_signal (vmp_process_get_pidfd (process), order->signal_number, NULL, 0) != 0)
    return vmp_error_set_errno (error, errno, "pidfd_send_signal");
  return TRUE;
}

static void
signal_worker (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;

  if (g_task_return_error_if_cancelled (task))
    return;
  if (send_signal (task_data, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
vmp_process_signal_async (gint32               pid,
                          guint64              start_time_ticks,
                          int                  signal_number,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  const Order order = { pid, start_time_ticks, signal_number };

  g_task_set_source_tag (task, vmp_process_signal_async);
  g_task_set_task_data (task, g_memdup2 (&order, sizeof order), g_free);
  g_task_run_in_thread (task, signal_worker);
}

gboolean
vmp_process_signal_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
