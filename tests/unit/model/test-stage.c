/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stages follow from marks: each to the next by time, the last to the end. */

#include "config.h"

#include "core/model/vmp-stage.h"

static void
add (GArray       *events,
     VmpEventType  type,
     gint64        time_nsec,
     const char   *name)
{
  VmpEvent event = { .type = type, .target = 1, .time_nsec = time_nsec };

  if (type == VMP_EVENT_MARK)
    event.mark.name = g_ref_string_new (name);
  g_array_append_val (events, event);
}

static GArray *
new_events (void)
{
  GArray *events = g_array_new (FALSE, FALSE, sizeof (VmpEvent));

  g_array_set_clear_func (events, (GDestroyNotify) vmp_event_clear);
  return events;
}

static void
assert_stage (GArray     *stages,
              guint       index,
              const char *name,
              gint64      begin_nsec,
              gint64      end_nsec)
{
  const VmpStage *stage = &g_array_index (stages, VmpStage, index);

  g_assert_cmpuint (index, <, stages->len);
  g_assert_cmpstr (stage->name, ==, name);
  g_assert_cmpint (stage->begin_nsec, ==, begin_nsec);
  g_assert_cmpint (stage->end_nsec, ==, end_nsec);
}

/* A mark may come late: what orders them is when they were. */
static void
test_list (void)
{
  g_autoptr (GArray) events = new_events ();
  g_autoptr (GArray) stages = NULL;

  add (events, VMP_EVENT_MARK, 10, "load");
  add (events, VMP_EVENT_GAP, 15, NULL);
  add (events, VMP_EVENT_MARK, 30, "free");
  add (events, VMP_EVENT_MARK, 20, "query");
  add (events, VMP_EVENT_MARK, 30, "again");
  stages = vmp_stage_list ((const VmpEvent *) (gpointer) events->data, events->len, 100);
  g_assert_cmpuint (stages->len, ==, 4);
  assert_stage (stages, 0, "load", 10, 20);
  assert_stage (stages, 1, "query", 20, 30);
  assert_stage (stages, 2, "free", 30, 30);
  assert_stage (stages, 3, "again", 30, 100);
  g_assert_null (vmp_stage_find (stages, 9));
  g_assert_cmpstr (vmp_stage_find (stages, 10)->name, ==, "load");
  g_assert_cmpstr (vmp_stage_find (stages, 29)->name, ==, "query");
  g_assert_cmpstr (vmp_stage_find (stages, 30)->name, ==, "again");
  g_assert_null (vmp_stage_find (stages, 100));
}

/* The process may have ended before a mark of somebody else, and there may be none at all. */
static void
test_edges (void)
{
  g_autoptr (GArray) events = new_events ();
  g_autoptr (GArray) none = vmp_stage_list (NULL, 0, 100);
  g_autoptr (GArray) stages = NULL;

  g_assert_cmpuint (none->len, ==, 0);
  g_assert_null (vmp_stage_find (none, 50));
  add (events, VMP_EVENT_MARK, 200, "late");
  stages = vmp_stage_list ((const VmpEvent *) (gpointer) events->data, events->len, 100);
  assert_stage (stages, 0, "late", 200, 200);
  g_assert_null (vmp_stage_find (stages, 200));
  /* The names outlive the events. */
  g_array_set_size (events, 0);
  assert_stage (stages, 0, "late", 200, 200);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/stage/list", test_list);
  g_test_add_func ("/stage/edges", test_edges);
  return g_test_run ();
}
