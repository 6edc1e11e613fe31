/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any file at all opened as a recording: everything that can be read of it is, and nothing else happens. */

#include "config.h"

#include "core/store/vmp-recording-query.h"
#include "vmp-fuzz.h"

#include <glib/gstdio.h>

#define N_CELLS 50
#define MAX_TARGETS 4

static gboolean
ignore_cb (VmpBatch *batch,
           gpointer  user_data)
{
  return TRUE;
}

static void
look_at_target (VmpRecording *recording,
                guint32       target)
{
  static const VmpMetricId ids[] = { VMP_METRIC_RSS, VMP_METRIC_PSS, VMP_METRIC_MINOR_FAULTS };
  VmpSeriesCell cells[N_CELLS];
  VmpRecordingSummary sum;
  VmpAddressSpace *space = vmp_recording_load_address_space (recording, target, 0, NULL);
  gint64 begin_nsec, end_nsec;

  g_clear_pointer (&space, vmp_address_space_unref);
  if (!vmp_recording_get_range (recording, &begin_nsec, &end_nsec) || end_nsec <= begin_nsec)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      vmp_recording_query (recording, target, ids[i], begin_nsec, end_nsec, cells, N_CELLS);
      if (vmp_recording_summarize (recording, target, ids[i], begin_nsec, end_nsec, &sum))
        g_assert_true (sum.min <= sum.max && sum.n > 0);
      vmp_recording_find_peak (recording, target, ids[i], begin_nsec, end_nsec);
    }
}

static void
look_at (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VmpRecording) recording = vmp_recording_open (path, &error);
  const guint32 *targets;
  guint n;

  g_assert_true ((recording == NULL) == (error != NULL));
  if (recording == NULL)
    return;
  vmp_recording_replay (recording, G_MININT64, G_MAXINT64, ignore_cb, NULL);
  targets = vmp_recording_get_targets (recording, &n);
  for (guint i = 0; i < MIN (n, MAX_TARGETS); i++)
    look_at_target (recording, targets[i]);
  vmp_recording_check (recording, 100);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  static const char *const suffixes[] = { "-wal", "-shm", "-journal", "" };
  g_autofree char *folder = g_dir_make_tmp ("vmp-fuzz-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "fuzz.vmp", NULL);

  if (g_file_set_contents_full (path, (const char *) data, size, G_FILE_SET_CONTENTS_NONE, 0600, NULL))
    look_at (path);
  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *name = g_strconcat (path, suffixes[i], NULL);

      g_unlink (name);
    }
  g_rmdir (folder);
  return 0;
}
