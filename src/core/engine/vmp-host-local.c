/* SPDX-License-Identifier: GPL-3.0-or-later */
/* This machine: one worker thread that owns every descriptor, spoken to by commands and taken from by batches. */

#include "config.h"

#include "vmp-host.h"

#include "vmp-clock.h"
#include "vmp-sampler.h"

#include <errno.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <unistd.h>

#define FRAME_NSEC (16 * VMP_NSEC_PER_MSEC)
/* What waits for a consumer that does not come: older events are dropped, and the hole is said. */
#define MOST_WAITING_EVENTS 65536
/* A thread that hangs in a read of the kernel for longer than this is left behind. */
#define FAREWELL_USEC (2 * G_USEC_PER_SEC)

typedef enum
{
  COMMAND_WATCH,
  COMMAND_CHANGE,
  COMMAND_UNWATCH,
  COMMAND_REFRESH,
  COMMAND_PAUSE,
  COMMAND_LIST,
} CommandType;

typedef struct
{
  CommandType     type;
  guint32         target;
  gint32          pid;
  guint64         start_time_ticks;
  VmpWatchOptions options;
  gboolean        paused;
  gint64          interval_nsec;
  guint           columns;
} Command;

typedef struct
{
  VmpHost          base;
  gatomicrefcount  ref_count;       /* the caller's and the thread's */
  VmpProcRoot     *root;            /* owned */
  VmpHostWakeFunc  wake;
  gpointer         user_data;
  int              event_fd;        /* wakes the thread up */
  gint             next_number;     /* atomic */

  GMutex           lock;            /* guards what follows */
  GCond            ended_cond;
  gboolean         quit, ended;
  GArray          *commands;        /* of Command */
  GArray          *outbox;          /* of VmpEvent, NULL if empty */
  VmpProcessList  *processes;       /* newest that was not taken */
  gboolean         woken;           /* told the consumer, who has not come yet */
} Local;

/* What only the thread uses. */
typedef struct
{
  Local            *local;
  VmpSampler       *sampler;
  VmpProcessLister *lister;         /* made when first asked for */
  gint64            list_interval_nsec;
  gint64            list_next_nsec;
  guint             list_columns;
  gint64            flushed_nsec;
} Worker;

static void
local_unref (Local *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  for (guint i = 0; self->outbox != NULL && i < self->outbox->len; i++)
    vmp_event_clear (&g_array_index (self->outbox, VmpEvent, i));
  g_clear_pointer (&self->outbox, g_array_unref);
  g_clear_pointer (&self->processes, vmp_process_list_unref);
  g_array_unref (self->commands);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->ended_cond);
  close (self->event_fd);
  vmp_proc_root_unref (self->root);
  g_free (self);
}

/* Tells the consumer, unless it was told already. */
static void
wake_consumer (Local *self)
{
  gboolean wake;

  g_mutex_lock (&self->lock);
  wake = !self->woken && !self->quit;
  self->woken = TRUE;
  g_mutex_unlock (&self->lock);
  if (wake && self->wake != NULL)
    self->wake (self->user_data);
}

/* Drops the older half of what nobody takes. */
static void
shorten_outbox (GArray *outbox)
{
  guint drop = outbox->len / 2;
  VmpEvent gap = { .type = VMP_EVENT_GAP };

  if (outbox->len <= MOST_WAITING_EVENTS)
    return;
  gap.target = g_array_index (outbox, VmpEvent, drop).target;
  gap.time_nsec = g_array_index (outbox, VmpEvent, drop).time_nsec;
  gap.gap.begin_nsec = g_array_index (outbox, VmpEvent, 0).time_nsec;
  gap.gap.reason = VMP_GAP_LATE;
  for (guint i = 0; i < drop; i++)
    {
      VmpEvent *event = &g_array_index (outbox, VmpEvent, i);

      /* Starts and ends are few, and nothing can be understood without them. */
      if (event->type == VMP_EVENT_START || event->type == VMP_EVENT_EXIT)
        return;
      vmp_event_clear (event);
    }
  g_array_remove_range (outbox, 0, drop);
  g_array_prepend_val (outbox, gap);
}

static void
flush (Worker *worker,
       gint64  now)
{
  Local *self = worker->local;
  GArray *events = vmp_sampler_take_events (worker->sampler);

  if (events == NULL)
    return;
  worker->flushed_nsec = now;
  g_mutex_lock (&self->lock);
  if (self->outbox == NULL)
    self->outbox = events;
  else
    {
      g_array_append_vals (self->outbox, events->data, events->len);
      g_array_unref (events);
      shorten_outbox (self->outbox);
    }
  g_mutex_unlock (&self->lock);
  wake_consumer (self);
}

static void
run_command (Worker        *worker,
             const Command *command)
{
  switch (command->type)
    {
    case COMMAND_WATCH:
      vmp_sampler_watch (worker->sampler, command->target, command->pid, command->start_time_ticks, &command->options);
      break;
    case COMMAND_CHANGE:
      vmp_sampler_change_watch (worker->sampler, command->target, &command->options);
      break;
    case COMMAND_UNWATCH:
      vmp_sampler_unwatch (worker->sampler, command->target);
      break;
    case COMMAND_REFRESH:
      vmp_sampler_refresh (worker->sampler, command->target);
      break;
    case COMMAND_PAUSE:
      vmp_sampler_set_paused (worker->sampler, command->paused);
      break;
    case COMMAND_LIST:
    default:
      worker->list_interval_nsec = command->interval_nsec;
      worker->list_columns = command->columns;
      worker->list_next_nsec = vmp_clock_boottime_nsec ();
      break;
    }
}

/* FALSE when it is time to end. */
static gboolean
run_commands (Worker *worker)
{
  Local *self = worker->local;
  g_autoptr (GArray) commands = NULL;
  gboolean quit;

  g_mutex_lock (&self->lock);
  quit = self->quit;
  if (self->commands->len > 0)
    {
      commands = self->commands;
      self->commands = g_array_new (FALSE, FALSE, sizeof (Command));
    }
  g_mutex_unlock (&self->lock);
  for (guint i = 0; commands != NULL && i < commands->len; i++)
    run_command (worker, &g_array_index (commands, Command, i));
  return !quit;
}

static void
list_if_due (Worker *worker,
             gint64  now)
{
  Local *self = worker->local;
  VmpProcessList *list, *old;

  if (worker->list_interval_nsec <= 0 || now < worker->list_next_nsec)
    return;
  if (worker->lister == NULL)
    worker->lister = vmp_process_lister_new (self->root);
  worker->list_next_nsec = MAX (worker->list_next_nsec + worker->list_interval_nsec, now);
  list = vmp_process_lister_list (worker->lister, worker->list_columns, NULL);
  if (list == NULL)
    return;
  g_mutex_lock (&self->lock);
  old = self->processes;
  self->processes = list;
  g_mutex_unlock (&self->lock);
  g_clear_pointer (&old, vmp_process_list_unref);
  wake_consumer (self);
}

static gint64
next_deadline (Worker *worker)
{
  gint64 deadline = vmp_sampler_get_deadline (worker->sampler);

  if (worker->list_interval_nsec > 0)
    deadline = MIN (deadline, worker->list_next_nsec);
  if (vmp_sampler_get_n_events (worker->sampler) > 0)
    deadline = MIN (deadline, worker->flushed_nsec + FRAME_NSEC);
  return deadline;
}

/* Sleeps until the deadline, a command or the end of a watched process. */
static void
wait (Worker *worker,
      GArray *pollfds)
{
  struct pollfd own = { worker->local->event_fd, POLLIN, 0 };
  gint64 deadline = next_deadline (worker);
  gint64 left = deadline == G_MAXINT64 ? 0 : MAX (0, deadline - vmp_clock_boottime_nsec ());
  struct timespec timeout = { left / VMP_NSEC_PER_SEC, left % VMP_NSEC_PER_SEC };

  g_array_set_size (pollfds, 0);
  g_array_append_val (pollfds, own);
  vmp_sampler_add_pollfds (worker->sampler, pollfds);
  if (ppoll ((struct pollfd *) pollfds->data, pollfds->len, deadline == G_MAXINT64 ? NULL : &timeout, NULL) <= 0)
    return;
  if (g_array_index (pollfds, struct pollfd, 0).revents != 0)
    {
      guint64 count;

      if (read (worker->local->event_fd, &count, sizeof count) < 0 && errno != EAGAIN)
        return;
    }
  vmp_sampler_check_pollfds (worker->sampler, &g_array_index (pollfds, struct pollfd, 1), pollfds->len - 1);
}

static gpointer
sampler_worker (gpointer data)
{
  Local *self = data;
  Worker worker = { .local = self, .sampler = vmp_sampler_new (self->root, &self->next_number) };
  g_autoptr (GArray) pollfds = g_array_new (FALSE, FALSE, sizeof (struct pollfd));

  /* The default slack of 50 microseconds would make every deadline late. */
  prctl (PR_SET_TIMERSLACK, 1UL);
  while (run_commands (&worker))
    {
      gint64 now;

      vmp_sampler_run (worker.sampler);
      now = vmp_clock_boottime_nsec ();
      if (vmp_sampler_check_urgent (worker.sampler) || now - worker.flushed_nsec >= FRAME_NSEC)
        flush (&worker, now);
      list_if_due (&worker, now);
      wait (&worker, pollfds);
    }
  vmp_sampler_free (worker.sampler);
  g_clear_pointer (&worker.lister, vmp_process_lister_free);
  g_mutex_lock (&self->lock);
  self->ended = TRUE;
  g_cond_signal (&self->ended_cond);
  g_mutex_unlock (&self->lock);
  local_unref (self);
  return NULL;
}

static void
kick (Local *self)
{
  guint64 one = 1;

  /* It only fails when the counter is full, and then the thread is awake. */
  if (write (self->event_fd, &one, sizeof one) < 0)
    return;
}

static void
local_free (VmpHost *host)
{
  Local *self = (Local *) host;
  gint64 end = g_get_monotonic_time () + FAREWELL_USEC;

  g_mutex_lock (&self->lock);
  self->quit = TRUE;
  g_mutex_unlock (&self->lock);
  kick (self);
  g_mutex_lock (&self->lock);
  while (!self->ended && g_cond_wait_until (&self->ended_cond, &self->lock, end))
    ;
  g_mutex_unlock (&self->lock);
  local_unref (self);
}

static void
send_command (Local         *self,
              const Command *command)
{
  g_mutex_lock (&self->lock);
  g_array_append_vals (self->commands, command, 1);
  g_mutex_unlock (&self->lock);
  kick (self);
}

static guint32
local_watch (VmpHost               *host,
             gint32                 pid,
             guint64                start_time_ticks,
             const VmpWatchOptions *options)
{
  Local *self = (Local *) host;
  Command command = {
    .type = COMMAND_WATCH, .pid = pid, .start_time_ticks = start_time_ticks, .options = *options,
  };

  command.target = g_atomic_int_add (&self->next_number, 1) + 1;
  send_command (self, &command);
  return command.target;
}

static void
local_change_watch (VmpHost               *host,
                    guint32                target,
                    const VmpWatchOptions *options)
{
  send_command ((Local *) host, &(Command) { .type = COMMAND_CHANGE, .target = target, .options = *options });
}

static void
local_unwatch (VmpHost *host,
               guint32  target)
{
  send_command ((Local *) host, &(Command) { .type = COMMAND_UNWATCH, .target = target });
}

static void
local_refresh (VmpHost *host,
               guint32  target)
{
  send_command ((Local *) host, &(Command) { .type = COMMAND_REFRESH, .target = target });
}

static void
local_set_paused (VmpHost  *host,
                  gboolean  paused)
{
  send_command ((Local *) host, &(Command) { .type = COMMAND_PAUSE, .paused = paused });
}

static void
local_list_processes (VmpHost *host,
                      gint64   interval_nsec,
                      guint    columns)
{
  send_command ((Local *) host,
                &(Command) { .type = COMMAND_LIST, .interval_nsec = interval_nsec, .columns = columns });
}

static void
local_take (VmpHost     *host,
            VmpDelivery *out)
{
  Local *self = (Local *) host;
  GArray *events;

  g_mutex_lock (&self->lock);
  events = g_steal_pointer (&self->outbox);
  out->processes = g_steal_pointer (&self->processes);
  self->woken = FALSE;
  g_mutex_unlock (&self->lock);
  out->batch = events != NULL ? vmp_batch_new_take (events) : NULL;
}

static const VmpHostClass local_class = {
  .free = local_free,
  .watch = local_watch,
  .change_watch = local_change_watch,
  .unwatch = local_unwatch,
  .refresh = local_refresh,
  .set_paused = local_set_paused,
  .list_processes = local_list_processes,
  .take = local_take,
};

VmpHost *
vmp_host_new_local (VmpProcRoot     *root,
                    VmpHostWakeFunc  wake,
                    gpointer         user_data)
{
  Local *self = g_new0 (Local, 1);

  self->base.klass = &local_class;
  g_atomic_ref_count_init (&self->ref_count);
  g_atomic_ref_count_inc (&self->ref_count);
  self->root = vmp_proc_root_ref (root);
  self->wake = wake;
  self->user_data = user_data;
  self->event_fd = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  self->commands = g_array_new (FALSE, FALSE, sizeof (Command));
  g_mutex_init (&self->lock);
  g_cond_init (&self->ended_cond);
  g_thread_unref (g_thread_new ("vmp-sampler", sampler_worker, self));
  return &self->base;
}
