/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a recording holds, as read when it was opened. */

#include "config.h"

#include "vmp-replay-contents.h"

#include <sys/stat.h>

#include "core/store/vmp-recording-edit.h"
#include "core/store/vmp-recording-query.h"

/* Whatever the file claims, so much is kept. A session keeps fewer marks. */
#define MOST_EVENTS 16384
#define MOST_NAMES 4096
#define MOST_OBSERVERS 65536
#define MOST_PROCESSES 4096

/* Times of a file that nobody vouches for: sums and differences of them must not overflow. */
#define MOST_NSEC (G_MAXINT64 / 4)

#define BIT(type) (1u << (type))
#define TYPES (~(BIT (VMP_EVENT_SAMPLE) | BIT (VMP_EVENT_ADDRESS_SPACE) | BIT (VMP_EVENT_PAGE_STATES)))

static void
clear_process (gpointer data)
{
  g_free (((VmpReplayProcess *) data)->name);
}

static void
append_copy (GArray         *events,
             guint           most,
             const VmpEvent *event)
{
  VmpEvent copy;

  if (events->len >= most)
    return;
  vmp_event_copy (event, &copy);
  g_array_append_val (events, copy);
}

static VmpReplayProcess *
find_process (const VmpReplayContents *self,
              guint32                  number)
{
  for (guint i = 0; i < self->processes->len; i++)
    {
      VmpReplayProcess *process = &g_array_index (self->processes, VmpReplayProcess, i);

      if (process->number == number)
        return process;
    }
  return NULL;
}

/* Of a program that runs another one the last name is the one it is known by. */
static void
note_names (VmpReplayContents *self,
            const VmpEvent    *event)
{
  VmpReplayProcess *process = find_process (self, event->target);
  VmpReplayProcess added = { .number = event->target, .begin_nsec = event->time_nsec, .end_nsec = G_MAXINT64 };

  append_copy (self->names, MOST_NAMES, event);
  if (process == NULL && self->processes->len < MOST_PROCESSES && event->target != 0)
    {
      g_array_append_val (self->processes, added);
      process = &g_array_index (self->processes, VmpReplayProcess, self->processes->len - 1);
    }
  if (process == NULL)
    return;
  process->pid = event->process.identity.pid;
  g_set_str (&process->name, event->process.name);
}

typedef struct
{
  VmpReplayContents *self;
  GArray            *events;      /* of VmpEvent, for the session */
} Loader;

static void
event_cb (const VmpEvent *event,
          gpointer        user_data)
{
  Loader *loader = user_data;
  VmpReplayContents *self = loader->self;
  VmpReplayProcess *process;

  if (event->time_nsec < 0 || event->time_nsec > MOST_NSEC || (event->type == VMP_EVENT_GAP && event->gap.begin_nsec < 0))
    return;
  if (event->type == VMP_EVENT_OBSERVER)
    {
      VmpReplayObserver observer = { event->target, event->time_nsec, event->observer };

      if (self->observers->len < MOST_OBSERVERS)
        g_array_append_val (self->observers, observer);
      return;
    }
  if (event->type == VMP_EVENT_START || event->type == VMP_EVENT_EXEC)
    note_names (self, event);
  if (event->type == VMP_EVENT_EXIT)
    {
      append_copy (self->exits, MOST_PROCESSES, event);
      process = find_process (self, event->target);
      if (process != NULL)
        process->end_nsec = event->time_nsec;
    }
  append_copy (loader->events, MOST_EVENTS, event);
}

/* Of a damaged file samples may be left of a process of which nobody knows what it was. */
static void
add_nameless (Loader       *loader,
              VmpRecording *recording)
{
  guint n;
  const guint32 *targets = vmp_recording_get_targets (recording, &n);

  for (guint i = 0; i < n; i++)
    {
      VmpEvent event = { .type = VMP_EVENT_START, .target = targets[i], .time_nsec = loader->self->begin_nsec };

      if (targets[i] == 0 || find_process (loader->self, targets[i]) != NULL)
        continue;
      event.process.uid = VMP_MISSING;
      event.process.name = g_ref_string_new ("?");
      event.process.command = g_ref_string_new ("");
      note_names (loader->self, &event);
      append_copy (loader->events, MOST_EVENTS + MOST_PROCESSES, &event);
      vmp_event_clear (&event);
    }
}

static void
load_facts (VmpReplayContents *self,
            VmpRecording      *recording)
{
  const char *const *keys = vmp_recording_get_keys (recording);

  for (guint i = 0; keys[i] != NULL; i++)
    {
      const char *text = vmp_recording_get_text (recording, keys[i]);

      g_ptr_array_add (self->facts, g_strdup (keys[i]));
      if (text != NULL)
        g_ptr_array_add (self->facts, g_strdup (text));
      else
        g_ptr_array_add (self->facts, g_strdup_printf ("%" G_GINT64_FORMAT, vmp_recording_get_number (recording, keys[i])));
    }
}

VmpReplayContents *
vmp_replay_contents_load (VmpRecording *recording,
                          const char   *path)
{
  VmpReplayContents *self = g_atomic_rc_box_new0 (VmpReplayContents);
  Loader loader = { self, vmp_event_array_new () };
  struct stat info;

  self->facts = g_ptr_array_new_with_free_func (g_free);
  self->processes = g_array_new (FALSE, FALSE, sizeof (VmpReplayProcess));
  g_array_set_clear_func (self->processes, clear_process);
  self->names = vmp_event_array_new ();
  self->exits = vmp_event_array_new ();
  self->observers = g_array_new (FALSE, FALSE, sizeof (VmpReplayObserver));
  self->anchor_nsec = vmp_recording_get_anchor (recording);
  if (self->anchor_nsec > MOST_NSEC)
    self->anchor_nsec = 0;
  self->is_finished = vmp_recording_is_finished (recording);
  self->may_edit = vmp_recording_may_change (path, NULL);
  self->file_bytes = stat (path, &info) == 0 ? info.st_size : VMP_MISSING;
  if (!vmp_recording_get_range (recording, &self->begin_nsec, &self->end_nsec))
    self->begin_nsec = self->end_nsec = 0;
  self->begin_nsec = CLAMP (self->begin_nsec, 0, MOST_NSEC);
  self->end_nsec = CLAMP (self->end_nsec, self->begin_nsec, MOST_NSEC);
  load_facts (self, recording);
  vmp_recording_begin_reading (recording);
  vmp_recording_read_events (recording, TYPES, event_cb, &loader);
  vmp_recording_end_reading (recording);
  add_nameless (&loader, recording);
  self->batch = vmp_batch_new_take (loader.events);
  self->problems = g_strdupv ((char **) vmp_recording_get_problems (recording));
  return self;
}

static void
clear (gpointer data)
{
  VmpReplayContents *self = data;

  g_ptr_array_unref (self->facts);
  g_strfreev (self->problems);
  g_array_unref (self->processes);
  g_array_unref (self->names);
  g_array_unref (self->exits);
  g_array_unref (self->observers);
  vmp_batch_unref (self->batch);
}

VmpReplayContents *
vmp_replay_contents_ref (VmpReplayContents *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
vmp_replay_contents_unref (VmpReplayContents *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

const char *
vmp_replay_contents_get_fact (const VmpReplayContents *self,
                              const char              *key)
{
  for (guint i = 0; i + 1 < self->facts->len; i += 2)
    if (g_str_equal (self->facts->pdata[i], key))
      return self->facts->pdata[i + 1];
  return NULL;
}

const VmpReplayProcess *
vmp_replay_contents_find_process (const VmpReplayContents *self,
                                  guint32                  number)
{
  return find_process (self, number);
}

/* The last event of a target up to a moment; with @or_first the first one if there is none. */
static const VmpEvent *
find_event (GArray   *events,
            guint32   number,
            gint64    time_nsec,
            gboolean  or_first)
{
  const VmpEvent *found = NULL;

  for (guint i = 0; i < events->len; i++)
    {
      const VmpEvent *event = &g_array_index (events, VmpEvent, i);

      if (event->target == number && (event->time_nsec <= time_nsec || (found == NULL && or_first)))
        found = event;
    }
  return found;
}

VmpMoment *
vmp_replay_contents_new_moment (const VmpReplayContents *self,
                                VmpRecording            *recording,
                                guint32                  number,
                                gint64                   time_nsec)
{
  VmpMoment *moment = g_new0 (VmpMoment, 1);
  const VmpEvent *info = find_event (self->names, number, time_nsec, TRUE);
  const VmpEvent *exit = find_event (self->exits, number, time_nsec, FALSE);

  moment->number = number;
  moment->time_nsec = time_nsec;
  moment->keeps_maps = TRUE;
  if (info != NULL)
    vmp_event_copy (info, &moment->info);
  if (exit != NULL)
    vmp_event_copy (exit, &moment->exit);
  for (guint i = self->observers->len; i > 0 && !moment->has_observer; i--)
    {
      const VmpReplayObserver *observer = &g_array_index (self->observers, VmpReplayObserver, i - 1);

      if (observer->target != number || observer->time_nsec > time_nsec)
        continue;
      moment->has_observer = TRUE;
      moment->observer = observer->cost;
    }
  vmp_recording_load_moment (recording, number, time_nsec, &moment->sample, moment->times_nsec);
  return moment;
}
