/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was measured of real processes is the same live and reopened: every event, number, mark and mapping. */

#include "config.h"

#include "core/engine/vmp-clock.h"
#include "core/engine/vmp-host.h"
#include "core/model/vmp-session.h"
#include "core/store/vmp-recording-query.h"
#include "core/store/vmp-recording-writer.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define N_CELLS 200
#define MIB (1024 * 1024)
#define DEADLINE_NSEC (60 * VMP_NSEC_PER_SEC)
/* So many samples and snapshots make a recording worth comparing. */
#define MIN_SAMPLES 20
#define MIN_SPACES 2

typedef struct
{
  char       *folder, *path;
  GPtrArray  *batches;      /* of VmpBatch, as the host brought them */
  VmpSession *live;
  guint       n_samples, n_spaces, n_exits;
} Fixture;

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  f->folder = g_dir_make_tmp ("vmp-recording-XXXXXX", NULL);
  f->path = g_build_filename (f->folder, "test.vmp", NULL);
  f->batches = g_ptr_array_new_with_free_func ((GDestroyNotify) vmp_batch_unref);
  f->live = vmp_session_new ();
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  vmp_session_free (f->live);
  g_ptr_array_unref (f->batches);
  g_unlink (f->path);
  g_assert_cmpint (g_rmdir (f->folder), ==, 0);
  g_free (f->folder);
  g_free (f->path);
}

static void
pause_msec (guint msec)
{
  g_usleep (msec * 1000);
}

static void
touch (gsize bytes)
{
  char *memory = mmap (NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

  if (memory == MAP_FAILED)
    _exit (1);
  memset (memory, 1, bytes);
}

/* Grows, has a child that grows too, and ends once enough of it was seen. Never returns. */
static void
live_a_life (int go_fd)
{
  char byte;

  prctl (PR_SET_PDEATHSIG, SIGKILL);
  if (read (go_fd, &byte, 1) != 1)
    _exit (1);
  for (guint i = 0; i < 6; i++)
    {
      touch (3 * MIB);
      pause_msec (100);
      if (i % 3 == 1 && fork () == 0)
        {
          touch (5 * MIB);
          pause_msec (400);
          _exit (3);
        }
    }
  while (wait (NULL) > 0)
    ;
  if (read (go_fd, &byte, 1) != 1)
    _exit (1);
  _exit (7);
}

static void
take (Fixture *f,
      VmpHost *host)
{
  VmpDelivery delivery = { NULL, NULL };
  const VmpEvent *events;
  guint n;

  vmp_host_take (host, &delivery);
  if (delivery.batch == NULL)
    {
      vmp_delivery_clear (&delivery);
      return;
    }
  events = vmp_batch_get_events (delivery.batch, &n);
  for (guint i = 0; i < n; i++)
    {
      f->n_samples += events[i].type == VMP_EVENT_SAMPLE;
      f->n_spaces += events[i].type == VMP_EVENT_ADDRESS_SPACE && events[i].maps.space != NULL;
      f->n_exits += events[i].type == VMP_EVENT_EXIT;
    }
  vmp_session_consume (f->live, delivery.batch);
  g_ptr_array_add (f->batches, vmp_batch_ref (delivery.batch));
  vmp_delivery_clear (&delivery);
}

/* A mark of the user's, as the window and the command line put it in. */
static void
add_mark (Fixture    *f,
          guint32     target,
          const char *name)
{
  GArray *events = g_array_new (FALSE, FALSE, sizeof (VmpEvent));
  VmpEvent event = { VMP_EVENT_MARK, target, vmp_clock_boottime_nsec () };
  VmpBatch *batch;

  event.mark.name = g_ref_string_new (name);
  g_array_append_val (events, event);
  batch = vmp_batch_new_take (events);
  vmp_session_consume (f->live, batch);
  g_ptr_array_add (f->batches, batch);
}

static void
measure (Fixture *f)
{
  g_autoptr (VmpProcRoot) root = vmp_proc_root_new (NULL, NULL);
  VmpHost *host = vmp_host_new_local (root, NULL, NULL);
  VmpWatchOptions options = VMP_WATCH_OPTIONS_DEFAULT;
  gint64 end_nsec = vmp_clock_boottime_nsec () + DEADLINE_NSEC;
  gboolean is_marked = FALSE, is_seen = FALSE;
  guint32 target;
  int fds[2];
  pid_t pid;

  g_assert_cmpint (pipe (fds), ==, 0);
  pid = fork ();
  if (pid == 0)
    live_a_life (fds[0]);
  options.interval_nsec = 5 * VMP_NSEC_PER_MSEC;
  options.slow_interval_nsec = 100 * VMP_NSEC_PER_MSEC;
  options.maps_interval_nsec = 100 * VMP_NSEC_PER_MSEC;
  options.budget_share = 1;
  options.force_slow = TRUE;
  options.follow_children = TRUE;
  target = vmp_host_watch (host, pid, 0, &options);
  g_assert_cmpint (write (fds[1], "x", 1), ==, 1);
  while (waitpid (pid, NULL, WNOHANG) == 0 && vmp_clock_boottime_nsec () < end_nsec)
    {
      pause_msec (10);
      take (f, host);
      if (!is_marked && f->n_samples > 5)
        add_mark (f, target, "half \"way\"");
      is_marked |= f->n_samples > 5;
      if (!is_seen && f->n_samples >= MIN_SAMPLES && f->n_spaces >= MIN_SPACES)
        g_assert_cmpint (write (fds[1], "x", 1), ==, 1);
      is_seen |= f->n_samples >= MIN_SAMPLES && f->n_spaces >= MIN_SPACES;
    }
  while (f->n_exits == 0 && vmp_clock_boottime_nsec () < end_nsec)
    {
      pause_msec (10);
      take (f, host);
    }
  vmp_host_free (host);
  close (fds[0]);
  close (fds[1]);
}

static void
record (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VmpRecordingWriter) writer = vmp_recording_writer_new (f->path, &(VmpRecordingOptions) { FALSE, TRUE }, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < f->batches->len; i++)
    {
      vmp_recording_writer_append (writer, f->batches->pdata[i]);
      if (i % 20 == 19)
        g_assert_true (vmp_recording_writer_commit (writer, NULL));
    }
  g_assert_true (vmp_recording_writer_finish (writer, &error));
}

static gboolean
collect_cb (VmpBatch *batch,
            gpointer  user_data)
{
  g_ptr_array_add (user_data, vmp_batch_ref (batch));
  return TRUE;
}

/* All of one target in the order they came; what looking cost is kept once a minute alone. */
static GPtrArray *
list_events (GPtrArray *batches,
             guint32    target)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) g_variant_unref);

  for (guint i = 0; i < batches->len; i++)
    {
      guint n;
      const VmpEvent *events = vmp_batch_get_events (batches->pdata[i], &n);

      for (guint k = 0; k < n; k++)
        if (events[k].target == target && events[k].type != VMP_EVENT_OBSERVER)
          g_ptr_array_add (list, vmp_event_to_variant (&events[k]));
    }
  return list;
}

static void
check_events (GPtrArray *live,
              GPtrArray *stored,
              guint32    target)
{
  g_autoptr (GPtrArray) a = list_events (live, target), b = list_events (stored, target);

  g_assert_cmpuint (a->len, ==, b->len);
  for (guint i = 0; i < a->len; i++)
    if (!g_variant_equal (a->pdata[i], b->pdata[i]))
      g_error ("event %u of target %u is another one in the recording: %.2000s", i, target, g_variant_print (a->pdata[i], FALSE));
}

static void
check_metric (VmpTarget   *live,
              VmpTarget   *stored,
              VmpMetricId  id,
              gint64       begin_nsec,
              gint64       end_nsec)
{
  VmpSeriesCell cells[2][N_CELLS];
  VmpReason reasons[2];
  gint64 times[2];

  memset (cells, 0, sizeof cells);
  g_assert_cmpint (vmp_target_get_value (live, id, &times[0], &reasons[0]), ==,
                   vmp_target_get_value (stored, id, &times[1], &reasons[1]));
  g_assert_cmpint (times[0], ==, times[1]);
  g_assert_cmpint (reasons[0], ==, reasons[1]);
  g_assert_cmpint (vmp_target_get_peak (live, id, &times[0]), ==, vmp_target_get_peak (stored, id, &times[1]));
  g_assert_cmpint (times[0], ==, times[1]);
  g_assert_cmpint (vmp_target_get_series (live, id) == NULL, ==, vmp_target_get_series (stored, id) == NULL);
  if (vmp_target_get_series (live, id) == NULL)
    return;
  vmp_series_query (vmp_target_get_series (live, id), begin_nsec, end_nsec, cells[0], N_CELLS);
  vmp_series_query (vmp_target_get_series (stored, id), begin_nsec, end_nsec, cells[1], N_CELLS);
  g_assert_cmpmem (cells[0], sizeof cells[0], cells[1], sizeof cells[1]);
}

/* What the Map page sums up. */
static void
check_map (VmpTarget *live,
           VmpTarget *stored)
{
  gint64 times[2] = { 0, 0 };
  const VmpAddressSpace *a = vmp_target_get_address_space (live, &times[0]);
  const VmpAddressSpace *b = vmp_target_get_address_space (stored, &times[1]);

  g_assert_cmpint (a == NULL, ==, b == NULL);
  if (a == NULL)
    return;
  g_assert_cmpint (times[0], ==, times[1]);
  g_assert_cmpuint (vmp_address_space_get_n (a), ==, vmp_address_space_get_n (b));
  for (guint type = 0; type <= VMP_N_MAPPING_TYPES; type++)
    g_assert_cmpmem (vmp_address_space_get_sum (a, type), sizeof (VmpMappingSum), vmp_address_space_get_sum (b, type), sizeof (VmpMappingSum));
  for (guint i = 0; i < vmp_address_space_get_n (a); i++)
    {
      const VmpMapping *x = vmp_address_space_get (a, i), *y = vmp_address_space_get (b, i);

      g_assert_cmpint (x->type, ==, y->type);
      g_assert_cmpint (x->rule, ==, y->rule);
      g_assert_cmpint (x->overlays, ==, y->overlays);
      for (guint number = 0; number < VMP_N_MAPPING_NUMBERS; number++)
        g_assert_cmpint (vmp_mapping_get_number (x, number), ==, vmp_mapping_get_number (y, number));
      g_assert_cmpstr (vmp_address_space_get_name (a, x), ==, vmp_address_space_get_name (b, y));
      g_assert_cmpstr (vmp_address_space_get_unknown (a, x), ==, vmp_address_space_get_unknown (b, y));
    }
}

static void
check_target (Fixture   *f,
              VmpTarget *live,
              VmpTarget *stored,
              gint64     begin_nsec,
              gint64     end_nsec)
{
  guint n, n_stored;

  g_assert_nonnull (stored);
  g_assert_cmpint (vmp_target_get_state (live), ==, vmp_target_get_state (stored));
  g_assert_cmpstr (vmp_target_get_info (live)->name, ==, vmp_target_get_info (stored)->name);
  for (guint id = 0; id < VMP_N_METRICS; id++)
    check_metric (live, stored, id, begin_nsec, end_nsec);
  vmp_target_get_marks (live, &n);
  vmp_target_get_marks (stored, &n_stored);
  g_assert_cmpuint (n, ==, n_stored);
  check_map (live, stored);
}

static void
test_equal (Fixture       *f,
            gconstpointer  data)
{
  g_autoptr (VmpRecording) recording = NULL;
  g_autoptr (GPtrArray) replayed = g_ptr_array_new_with_free_func ((GDestroyNotify) vmp_batch_unref);
  g_autoptr (VmpSession) stored = vmp_session_new ();
  gint64 begin_nsec, end_nsec;

  measure (f);
  g_test_message ("%u samples, %u snapshots, %u processes", f->n_samples, f->n_spaces, vmp_session_get_n_targets (f->live));
  g_assert_cmpuint (f->n_samples, >=, MIN_SAMPLES);
  g_assert_cmpuint (f->n_spaces, >=, MIN_SPACES);
  g_assert_cmpuint (vmp_session_get_n_targets (f->live), >=, 1);
  record (f);
  recording = vmp_recording_open (f->path, NULL);
  g_assert_nonnull (recording);
  vmp_recording_replay (recording, G_MININT64, G_MAXINT64, collect_cb, replayed);
  g_assert_null (vmp_recording_get_problems (recording)[0]);
  for (guint i = 0; i < replayed->len; i++)
    vmp_session_consume (stored, replayed->pdata[i]);
  g_assert_true (vmp_recording_get_range (recording, &begin_nsec, &end_nsec));
  g_assert_cmpuint (vmp_session_get_n_targets (stored), ==, vmp_session_get_n_targets (f->live));
  for (guint i = 0; i < vmp_session_get_n_targets (f->live); i++)
    {
      VmpTarget *target = vmp_session_get_target (f->live, i);
      guint32 number = vmp_target_get_number (target);

      check_events (f->batches, replayed, number);
      check_target (f, target, vmp_session_find_target (stored, number), begin_nsec, end_nsec + 1);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/recording/live-is-reopened", Fixture, NULL, set_up, test_equal, tear_down);
  return g_test_run ();
}
