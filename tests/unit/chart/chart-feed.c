/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Made-up measurements for tests and benchmarks of what shows them. */
#include "config.h"

#include "chart-feed.h"

#include "core/kernel/vmp-process.h"

#define TARGET 1

void
chart_feed_event (VmpSession *session,
                  VmpEvent   *event)
{
  GArray *events = g_array_new (FALSE, FALSE, sizeof (VmpEvent));
  g_autoptr (VmpBatch) batch = NULL;

  g_array_append_vals (events, event, 1);
  batch = vmp_batch_new_take (events);
  vmp_session_consume (session, batch);
}

void
chart_feed_start (VmpSession *session,
                  gint64      time_nsec)
{
  VmpEvent event = { .type = VMP_EVENT_START, .target = TARGET, .time_nsec = time_nsec };

  event.process.identity.pid = 4242;
  event.process.kind = VMP_PROCESS_USER;
  event.process.name = g_ref_string_new ("demo");
  event.process.command = g_ref_string_new ("demo --run");
  chart_feed_event (session, &event);
}

void
chart_feed_sample (VmpSession *session,
                   gint64      time_nsec,
                   gint64      rss_bytes)
{
  VmpEvent event = { .type = VMP_EVENT_SAMPLE, .target = TARGET, .time_nsec = time_nsec };
  VmpSample *sample = &event.sample;

  vmp_sample_init (sample, time_nsec, VMP_REASON_NOT_DUE);
  vmp_sample_set (sample, VMP_METRIC_RSS, rss_bytes);
  vmp_sample_set (sample, VMP_METRIC_RSS_PEAK, rss_bytes);
  vmp_sample_set (sample, VMP_METRIC_RSS_ANON, rss_bytes / 2);
  vmp_sample_set (sample, VMP_METRIC_RSS_FILE, rss_bytes / 4);
  vmp_sample_set (sample, VMP_METRIC_RSS_SHMEM, rss_bytes - rss_bytes / 2 - rss_bytes / 4);
  vmp_sample_set (sample, VMP_METRIC_SWAP, rss_bytes / 8);
  vmp_sample_set (sample, VMP_METRIC_HEAP, rss_bytes / 3);
  vmp_sample_set (sample, VMP_METRIC_HEAP_SIZE, rss_bytes / 2);
  vmp_sample_set (sample, VMP_METRIC_HEAP_PEAK, rss_bytes / 3);
  vmp_sample_set (sample, VMP_METRIC_STACK, 132 * 1024);
  vmp_sample_set (sample, VMP_METRIC_STACK_RESIDENT, 72 * 1024);
  vmp_sample_set (sample, VMP_METRIC_MINOR_FAULT_RATE, rss_bytes / 4096);
  vmp_sample_set (sample, VMP_METRIC_MAJOR_FAULT_RATE, rss_bytes / 40960);
  chart_feed_event (session, &event);
}
