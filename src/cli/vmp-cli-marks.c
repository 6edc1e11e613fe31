/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The moments that a recording names: by the program and whoever works beside it, by lines of its output, by its processes. */

#include "config.h"

#include "vmp-cli-marks.h"

#include <glib/gi18n.h>

#include "core/engine/vmp-clock.h"
#include "core/engine/vmp-mark-box.h"
#include "vmp-cli.h"

/* A reading for each of many marks would be a rate of its own. */
#define MIN_REFRESH_NSEC (20 * VMP_NSEC_PER_MSEC)
/* Reads for marks that hold the target's lock take one part of so many of the time, and what was saved up to this: stages come in
 * bursts. It is also the longest that one may take. */
#define BUDGET_PARTS 100
#define MAX_CREDIT_NSEC (50 * VMP_NSEC_PER_MSEC)

struct _VmpCliMarks
{
  VmpMarkBox *box;              /* owned; NULL if there could be none */
  GArray     *events;           /* of VmpEvent, without target */
  GHashTable *names;            /* of the processes by target; NULL: they begin no stages */
  gint64      refreshed_nsec;
  gint64      credit_nsec;      /* of time for such readings, at the last one */
  gint64      cost_nsec;        /* of a reading that holds the target's lock, as the last one was */
};

VmpCliMarks *
vmp_cli_marks_new (void)
{
  g_autoptr (GError) error = NULL;
  VmpCliMarks *self = g_new0 (VmpCliMarks, 1);

  self->events = vmp_event_array_new ();
  self->credit_nsec = MAX_CREDIT_NSEC;
  self->box = vmp_mark_box_new (&error);
  if (self->box == NULL)
    vmp_cli_say (_("marks can't be taken: %s"), error->message);
  return self;
}

void
vmp_cli_marks_free (VmpCliMarks *self)
{
  g_clear_pointer (&self->box, vmp_mark_box_free);
  g_clear_pointer (&self->names, g_hash_table_unref);
  g_array_unref (self->events);
  g_free (self);
}

const char *
vmp_cli_marks_get_folder (VmpCliMarks *self)
{
  return self->box != NULL ? vmp_mark_box_get_folder (self->box) : NULL;
}

void
vmp_cli_marks_set_pid (VmpCliMarks *self,
                       gint32       pid)
{
  if (self->box != NULL)
    vmp_mark_box_set_pid (self->box, pid);
}

void
vmp_cli_marks_get_fds (VmpCliMarks *self,
                       int         *out_fds)
{
  if (self->box != NULL)
    vmp_mark_box_get_fds (self->box, out_fds);
}

void
vmp_cli_marks_add (VmpCliMarks *self,
                   const char  *name,
                   gint64       time_nsec)
{
  VmpEvent event = { .type = VMP_EVENT_MARK, .time_nsec = time_nsec };

  event.mark.name = g_ref_string_new (name);
  g_array_append_val (self->events, event);
}

static void
mark_cb (const char *name,
         gint64      time_nsec,
         gpointer    user_data)
{
  vmp_cli_marks_add (user_data, name, time_nsec);
}

void
vmp_cli_marks_take_box (VmpCliMarks *self)
{
  if (self->box != NULL)
    vmp_mark_box_take (self->box, mark_cb, self);
}

/* --- processes --- */

void
vmp_cli_marks_follow_processes (VmpCliMarks *self)
{
  if (self->names == NULL)
    self->names = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_ref_string_release);
}

static void
add_process_mark (VmpCliMarks *self,
                  gint64       time_nsec,
                  const char  *verb,
                  const char  *name)
{
  g_autofree char *text = g_strdup_printf ("%s %s", verb, name != NULL ? name : "?");

  vmp_cli_marks_add (self, text, time_nsec);
}

/* A child has the name of who forked it until it becomes another program, which may be before it is first seen. */
static void
note_name (VmpCliMarks    *self,
           const VmpEvent *event)
{
  gpointer key = GUINT_TO_POINTER (event->target);
  const char *known = g_hash_table_lookup (self->names, key);

  if (event->type == VMP_EVENT_EXEC || (known != NULL && !g_str_equal (known, event->process.name)))
    add_process_mark (self, event->time_nsec, "exec", event->process.name);
  g_hash_table_insert (self->names, key, g_ref_string_acquire (event->process.name));
}

static void
note_process (VmpCliMarks    *self,
              const VmpEvent *event,
              guint32         target)
{
  gpointer key = GUINT_TO_POINTER (event->target);
  char *name = g_hash_table_lookup (self->names, key);

  if (event->type == VMP_EVENT_START || event->type == VMP_EVENT_EXEC)
    note_name (self, event);
  else if (event->type == VMP_EVENT_FORK)
    {
      add_process_mark (self, event->time_nsec, "fork", name);
      if (name != NULL)
        g_hash_table_insert (self->names, GUINT_TO_POINTER (event->fork.child_target), g_ref_string_acquire (name));
    }
  else if (event->type == VMP_EVENT_EXIT && event->target != target)
    {
      add_process_mark (self, event->time_nsec, "exit", name);
      g_hash_table_remove (self->names, key);
    }
}

void
vmp_cli_marks_note (VmpCliMarks *self,
                    VmpBatch    *batch,
                    guint32      target)
{
  guint n;
  const VmpEvent *events = vmp_batch_get_events (batch, &n);

  for (guint i = 0; i < n; i++)
    {
      if (self->names != NULL)
        note_process (self, &events[i], target);
      if (events[i].type != VMP_EVENT_OBSERVER || events[i].target != target)
        continue;
      self->cost_nsec = 0;
      for (guint tier = VMP_TIER_1; tier <= VMP_TIER_2; tier++)
        if (events[i].observer.tiers[tier].last_cost_nsec != VMP_MISSING)
          self->cost_nsec += events[i].observer.tiers[tier].last_cost_nsec;
    }
}

/* --- handing on --- */

VmpBatch *
vmp_cli_marks_steal_batch (VmpCliMarks *self,
                           guint32      target)
{
  GArray *events = self->events;

  if (events->len == 0)
    return NULL;
  for (guint i = 0; i < events->len; i++)
    g_array_index (events, VmpEvent, i).target = target;
  self->events = vmp_event_array_new ();
  return vmp_batch_new_take (events);
}

void
vmp_cli_marks_refresh (VmpCliMarks *self,
                       VmpHost     *host,
                       guint32      target)
{
  gint64 now_nsec = vmp_clock_boottime_nsec ();

  gint64 credit_nsec = MIN (self->credit_nsec + (now_nsec - self->refreshed_nsec) / BUDGET_PARTS, MAX_CREDIT_NSEC);

  if (now_nsec - self->refreshed_nsec < MIN_REFRESH_NSEC || self->cost_nsec > credit_nsec)
    return;
  self->credit_nsec = credit_nsec - self->cost_nsec;
  self->refreshed_nsec = now_nsec;
  vmp_host_refresh (host, target);
}
