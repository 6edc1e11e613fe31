/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names given to moments of a live session. */

#include "config.h"

#include "vmp-stage-mark.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/engine/vmp-clock.h"
#include "core/engine/vmp-mark-box.h"

#define REFRESHED_KEY "vmp-stage-refreshed"
/* Reading everything holds the process up: a program that marks in a loop does not make us do so more often. */
#define REFRESH_NSEC G_GINT64_CONSTANT (1000000000)

static VmpTarget *
find_target (VmpMonitor *monitor, guint32 target)
{
  return vmp_session_find_target (vmp_monitor_get_session (monitor), target);
}

static void
refresh (VmpMonitor *monitor, guint32 target)
{
  gint64 now_nsec = vmp_clock_boottime_nsec ();
  gint64 *last_nsec = g_object_get_data (G_OBJECT (monitor), REFRESHED_KEY);

  if (last_nsec == NULL)
    {
      last_nsec = g_new0 (gint64, 1);
      g_object_set_data_full (G_OBJECT (monitor), REFRESHED_KEY, last_nsec, g_free);
    }
  if (now_nsec - *last_nsec < REFRESH_NSEC)
    return;
  *last_nsec = now_nsec;
  vmp_monitor_refresh (monitor, target);
}

void
vmp_stage_mark (VmpMonitor *monitor, guint32 target, const char *name, gint64 time_nsec)
{
  VmpEvent event = { VMP_EVENT_MARK, target, time_nsec };
  g_autoptr (VmpBatch) batch = NULL;
  gsize len = strlen (name);

  if (len > VMP_MARK_MAX_BYTES)
    len = (gsize) (g_utf8_find_prev_char (name, name + VMP_MARK_MAX_BYTES) - name);
  event.mark.name = g_ref_string_new_len (name, (gssize) len);
  batch = vmp_batch_new_one (&event);
  vmp_monitor_consume (monitor, batch);
  refresh (monitor, target);
}

static guint
count_stages (VmpTarget *target)
{
  guint n = 0, n_marks = 0;
  const VmpEvent *marks = target != NULL ? vmp_target_get_marks (target, &n_marks) : NULL;

  for (guint i = 0; i < n_marks; i++)
    n += marks[i].type == VMP_EVENT_MARK;
  return n;
}

char *
vmp_stage_dup_next_name (VmpMonitor *monitor, guint32 target)
{
  /* Translators: name of a stretch of time that the user gave no other; %u counts them. */
  return g_strdup_printf (_("Stage %u"), count_stages (find_target (monitor, target)) + 1);
}

static void
add_names (GPtrArray *names, VmpTarget *target, guint max)
{
  guint n = 0;
  const VmpEvent *marks = target != NULL ? vmp_target_get_marks (target, &n) : NULL;

  for (guint i = n; i > 0 && names->len < max; i--)
    {
      if (marks[i - 1].type == VMP_EVENT_MARK
          && !g_ptr_array_find_with_equal_func (names, marks[i - 1].mark.name, g_str_equal, NULL))
        g_ptr_array_add (names, g_strdup (marks[i - 1].mark.name));
    }
}

GStrv
vmp_stage_dup_names (VmpMonitor *monitor, guint32 target, guint max)
{
  VmpSession *session = vmp_monitor_get_session (monitor);
  GPtrArray *names = g_ptr_array_new ();

  add_names (names, find_target (monitor, target), max);
  for (guint i = vmp_session_get_n_targets (session); i > 0; i--)
    add_names (names, vmp_session_get_target (session, i - 1), max);
  g_ptr_array_add (names, NULL);
  return (GStrv) g_ptr_array_free (names, FALSE);
}
