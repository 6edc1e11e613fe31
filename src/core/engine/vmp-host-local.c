/* SPDX-License-Identifier: GPL-3.0-or-later */
/* This machine: one worker thread that owns every descriptor, spoken to by commands and taken from by batches. */

#include "config.h"

#include "vmp-host.h"

#include "vmp-clock.h"
#include "vmp-sampler.h"

#include <errno.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <unistd.h>

#define FRAME_NSEC (16 * VMP_NSEC_PER_MSEC)
/* The next read may carry what waits along, if it is not later than this. */
#define FRAME_DELAY_NSEC (2 * VMP_NSEC_PER_MSEC)
/* When so many events wait for a consumer that does not come, nothing more is read: a gap then. */
#define MOST_WAITING_EVENTS 65536
/* A thread that hangs in a read of the kernel for longer than this is left behind. */
#define FAREWELL_NSEC VMP_NSEC_PER_SEC

typedef enum
{
  COMMAND_WATCH,
  COMMAND_CHANGE,
  COMMAND_UNWATCH,
  COMMAND_REFRESH,
  COMMAND_PAGES,
  COMMAND_PAUSE,
  COMMAND_LIST,
} CommandType;

typedef struct
{
  CommandType     type;
  guint32         target;
  gint32          pid;
  guint64         start_time_ticks;
  guint32         request;
  guint64         start_addr, end_addr;
  VmpWatchOptions options;
  gboolean        paused;
  gint64          interval_nsec;
  guint           columns;
} Command;

/* Locks are POSIX's own, which thread checkers know. */
typedef struct
{
  VmpHost          base;
  gint             ref_count;       /* atomic: the caller's and the thread's */
  VmpProcRoot     *root;            /* owned */
  int              event_fd;        /* wakes the thread up */
  gint             next_number;     /* atomic */
  gint             next_request;    /* atomic */

  pthread_mutex_t  wake_lock;       /* held while the consumer is told, so that it is never told after the end */
  VmpHostWakeFunc  wake;            /* NULL after the end */
  gpointer         user_data;

  pthread_mutex_t  lock;            /* guards what follows */
  pthread_cond_t   ended_cond;
  gboolean         quit, ended;
  GArray          *commands;        /* of Command */
  guint32          done_request;    /* requests of pages are answered in order: the last that was */
  GArray          *cancelled;       /* of guint32: later ones that nobody waits for any more */
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
  GArray           *commands;       /* of Command, scratch */
  gint64            list_interval_nsec;
  gint64            list_next_nsec;
  guint             list_columns;
  gint64            flushed_nsec;
  gboolean          paused;
  gboolean          kicked;         /* commands wait, or it is time to end */
  gboolean          full;           /* the consumer does not come */
} Worker;

static void
local_unref (Local *self)
{
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;

  for (guint i = 0; self->outbox != NULL && i < self->outbox->len; i++)
    vmp_event_clear (&g_array_index (self->outbox, VmpEvent, i));
  g_clear_pointer (&self->outbox, g_array_unref);
  g_clear_pointer (&self->processes, vmp_process_list_unref);
  g_array_unref (self->commands);
  g_array_unref (self->cancelled);
  pthread_mutex_destroy (&self->wake_lock);
  pthread_mutex_destroy (&self->lock);
  pthread_cond_destroy (&self->ended_cond);
  close (self->event_fd);
  vmp_proc_root_unref (self->root);
  g_free (self);
}

/* Tells the consumer, unless it was told already. */
static void
wake_consumer (Local *self)
{
  gboolean woken;

  pthread_mutex_lock (&self->lock);
  woken = self->woken;
  self->woken = TRUE;
  pthread_mutex_unlock (&self->lock);
  if (woken)
    return;

  pthread_mutex_lock (&self->wake_lock);
  if (self->wake != NULL)
    self->wake (self->user_data);
  pthread_mutex_unlock (&self->wake_lock);
}

static void
flush (Worker *worker,
       gint64  now_nsec)
{
  Local *self = worker->local;
  VmpEventList *events = vmp_sampler_get_events (worker->sampler);

  if (vmp_event_list_get_n (events) == 0 || now_nsec - worker->flushed_nsec < FRAME_NSEC)
    return;

  worker->flushed_nsec = now_nsec;
  pthread_mutex_lock (&self->lock);
  vmp_event_list_move (events, &self->outbox);
  worker->full = self->outbox->len >= MOST_WAITING_EVENTS;
  pthread_mutex_unlock (&self->lock);
  wake_consumer (self);
}

/* A request of pages that is carried out. */
typedef struct
{
  Local   *local;
  guint32  request;
} PagesRequest;

/* FALSE if nobody waits for it any more, or it is time to end. */
static gboolean
go_on_cb (gpointer user_data)
{
  const PagesRequest *request = user_data;
  Local *self = request->local;
  gboolean go_on;

  pthread_mutex_lock (&self->lock);
  go_on = !self->quit;
  for (guint i = 0; go_on && i < self->cancelled->len; i++)
    go_on = g_array_index (self->cancelled, guint32, i) != request->request;
  pthread_mutex_unlock (&self->lock);

  return go_on;
}

/* Numbers may wrap. */
static gboolean
is_later (guint32 request,
          guint32 other)
{
  return (gint32) (request - other) > 0;
}

static void
run_pages (Worker        *worker,
           const Command *command)
{
  Local *self = worker->local;
  PagesRequest request = { self, command->request };

  if (go_on_cb (&request))
    vmp_sampler_read_pages (worker->sampler, command->target, command->request, command->start_addr, command->end_addr, go_on_cb,
                            &request);
  pthread_mutex_lock (&self->lock);
  self->done_request = command->request;
  for (guint i = self->cancelled->len; i > 0; i--)
    {
      if (!is_later (g_array_index (self->cancelled, guint32, i - 1), command->request))
        g_array_remove_index_fast (self->cancelled, i - 1);
    }
  pthread_mutex_unlock (&self->lock);
  /* Somebody waits for it: no frame's delay. */
  worker->flushed_nsec = 0;
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
      /* Somebody waits for it: no frame's delay. */
      worker->flushed_nsec = 0;
      break;
    case COMMAND_PAGES:
      run_pages (worker, command);
      break;
    case COMMAND_PAUSE:
      vmp_sampler_set_paused (worker->sampler, command->paused);
      worker->paused = command->paused;
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
  GArray *commands = worker->commands;
  gboolean quit;

  if (!worker->kicked && !worker->full)
    return TRUE;

  worker->kicked = FALSE;
  pthread_mutex_lock (&self->lock);
  quit = self->quit;
  worker->commands = self->commands;
  self->commands = commands;
  worker->full = self->outbox != NULL && self->outbox->len >= MOST_WAITING_EVENTS;
  pthread_mutex_unlock (&self->lock);
  for (guint i = 0; i < worker->commands->len && !quit; i++)
    run_command (worker, &g_array_index (worker->commands, Command, i));
  g_array_set_size (worker->commands, 0);

  return !quit;
}

static gboolean
is_listing (Worker *worker)
{
  return worker->list_interval_nsec > 0 && !worker->paused;
}

static void
list_if_due (Worker *worker,
             gint64  now_nsec)
{
  Local *self = worker->local;
  VmpProcessList *list, *old;

  if (!is_listing (worker) || now_nsec < worker->list_next_nsec)
    return;

  worker->list_next_nsec = MAX (worker->list_next_nsec + worker->list_interval_nsec, now_nsec);
  if (worker->lister == NULL)
    worker->lister = vmp_process_lister_new (self->root);
  list = vmp_process_lister_list (worker->lister, worker->list_columns, NULL);
  if (list == NULL)
    return;

  pthread_mutex_lock (&self->lock);
  old = self->processes;
  self->processes = list;
  pthread_mutex_unlock (&self->lock);
  g_clear_pointer (&old, vmp_process_list_unref);
  wake_consumer (self);
}

/* Listing moves to the reading that is nearest: what is woken and drawn once for both costs half. */
static void
align_list (Worker *worker,
            gint64  now_nsec)
{
  gint64 reading_nsec = vmp_sampler_get_deadline (worker->sampler);

  if (!is_listing (worker) || reading_nsec == G_MAXINT64 || worker->list_next_nsec > reading_nsec
      || reading_nsec - now_nsec > worker->list_interval_nsec)
    return;
  if (worker->lister != NULL)
    worker->list_next_nsec = worker->list_next_nsec - now_nsec < reading_nsec - worker->list_next_nsec ? now_nsec : reading_nsec;
}

static gint64
next_deadline (Worker *worker)
{
  gint64 deadline_nsec = worker->full ? vmp_clock_boottime_nsec () + FRAME_NSEC
                                      : vmp_sampler_get_deadline (worker->sampler);
  gint64 flush_nsec = worker->flushed_nsec + FRAME_NSEC;

  if (is_listing (worker))
    deadline_nsec = MIN (deadline_nsec, worker->list_next_nsec);
  if (vmp_event_list_get_n (vmp_sampler_get_events (worker->sampler)) > 0 &&
      deadline_nsec > flush_nsec + FRAME_DELAY_NSEC)
    deadline_nsec = flush_nsec;

  return deadline_nsec;
}

/* Sleeps until the deadline, a command or the end of a watched process. */
static void
wait (Worker *worker,
      GArray *pollfds)
{
  struct pollfd own = { worker->local->event_fd, POLLIN, 0 };
  gint64 deadline_nsec = next_deadline (worker);
  gint64 left_nsec = MAX (0, deadline_nsec - vmp_clock_boottime_nsec ());
  struct timespec timeout = { left_nsec / VMP_NSEC_PER_SEC, left_nsec % VMP_NSEC_PER_SEC };
  guint64 count;

  g_array_set_size (pollfds, 0);
  g_array_append_val (pollfds, own);
  vmp_sampler_add_pollfds (worker->sampler, pollfds);
  if (ppoll ((struct pollfd *) pollfds->data, pollfds->len, deadline_nsec == G_MAXINT64 ? NULL : &timeout, NULL) <= 0)
    return;

  worker->kicked = g_array_index (pollfds, struct pollfd, 0).revents != 0;
  if (worker->kicked && read (worker->local->event_fd, &count, sizeof count) < 0 && errno != EAGAIN)
    return;

  vmp_sampler_check_pollfds (worker->sampler, &g_array_index (pollfds, struct pollfd, 1), pollfds->len - 1);
}

static void
run_until_quit (Local *self)
{
  Worker worker = {
    .local = self,
    .sampler = vmp_sampler_new (self->root, &self->next_number),
    .commands = g_array_new (FALSE, FALSE, sizeof (Command)),
    .kicked = TRUE,
  };
  g_autoptr (GArray) pollfds = g_array_new (FALSE, FALSE, sizeof (struct pollfd));

  while (run_commands (&worker))
    {
      gint64 deadline_nsec = vmp_sampler_get_deadline (worker.sampler);

      if (!worker.full)
        vmp_sampler_run (worker.sampler);
      if (vmp_sampler_get_deadline (worker.sampler) != deadline_nsec)
        align_list (&worker, vmp_clock_boottime_nsec ());
      /* Before the events are handed over, or the window would be drawn twice. */
      list_if_due (&worker, vmp_clock_boottime_nsec ());
      flush (&worker, vmp_clock_boottime_nsec ());
      wait (&worker, pollfds);
    }
  g_array_unref (worker.commands);
  vmp_sampler_free (worker.sampler);
  g_clear_pointer (&worker.lister, vmp_process_lister_free);
}

static gpointer
sampler_worker (gpointer data)
{
  Local *self = data;

  /* The default slack of 50 microseconds would make every deadline late. */
  prctl (PR_SET_TIMERSLACK, 1UL);
  run_until_quit (self);
  pthread_mutex_lock (&self->lock);
  self->ended = TRUE;
  pthread_cond_signal (&self->ended_cond);
  pthread_mutex_unlock (&self->lock);
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
  gint64 end_nsec = vmp_clock_read_nsec (CLOCK_MONOTONIC) + FAREWELL_NSEC;
  struct timespec end = { end_nsec / VMP_NSEC_PER_SEC, end_nsec % VMP_NSEC_PER_SEC };

  pthread_mutex_lock (&self->wake_lock);
  self->wake = NULL;
  pthread_mutex_unlock (&self->wake_lock);
  pthread_mutex_lock (&self->lock);
  self->quit = TRUE;
  pthread_mutex_unlock (&self->lock);
  kick (self);
  pthread_mutex_lock (&self->lock);
  while (!self->ended && pthread_cond_clockwait (&self->ended_cond, &self->lock, CLOCK_MONOTONIC, &end) == 0)
    ;
  pthread_mutex_unlock (&self->lock);
  local_unref (self);
}

static void
send_command (Local         *self,
              const Command *command)
{
  pthread_mutex_lock (&self->lock);
  g_array_append_vals (self->commands, command, 1);
  pthread_mutex_unlock (&self->lock);
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

static guint32
local_read_pages (VmpHost *host,
                  guint32  target,
                  guint64  start_addr,
                  guint64  end_addr)
{
  Local *self = (Local *) host;
  Command command = {
    .type = COMMAND_PAGES, .target = target, .start_addr = start_addr, .end_addr = end_addr,
  };

  command.request = g_atomic_int_add (&self->next_request, 1) + 1;
  send_command (self, &command);
  return command.request;
}

static void
local_cancel_pages (VmpHost *host,
                    guint32  request)
{
  Local *self = (Local *) host;

  pthread_mutex_lock (&self->lock);
  if (is_later (request, self->done_request))
    g_array_append_val (self->cancelled, request);
  pthread_mutex_unlock (&self->lock);
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

  pthread_mutex_lock (&self->lock);
  events = g_steal_pointer (&self->outbox);
  out->processes = g_steal_pointer (&self->processes);
  self->woken = FALSE;
  pthread_mutex_unlock (&self->lock);
  out->batch = events != NULL ? vmp_batch_new_take (events) : NULL;
}

static const VmpHostClass local_class = {
  .free = local_free,
  .watch = local_watch,
  .change_watch = local_change_watch,
  .unwatch = local_unwatch,
  .refresh = local_refresh,
  .read_pages = local_read_pages,
  .cancel_pages = local_cancel_pages,
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
  self->ref_count = 2;
  self->root = vmp_proc_root_ref (root);
  self->wake = wake;
  self->user_data = user_data;
  self->event_fd = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  self->commands = g_array_new (FALSE, FALSE, sizeof (Command));
  self->cancelled = g_array_new (FALSE, FALSE, sizeof (guint32));
  pthread_mutex_init (&self->wake_lock, NULL);
  pthread_mutex_init (&self->lock, NULL);
  pthread_cond_init (&self->ended_cond, NULL);
  g_thread_unref (g_thread_new ("vmp-sampler", sampler_worker, self));
  return &self->base;
}
