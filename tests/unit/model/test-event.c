/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Events through their encoding and back, and everything that must not come in. */

#include "config.h"

#include "core/kernel/vmp-error.h"
#include "core/model/vmp-event.h"

#include <math.h>
#include <string.h>

/* --- one of each --- */

static VmpEvent
make_sample (void)
{
  VmpEvent event = { VMP_EVENT_SAMPLE, 7, 1000 };

  vmp_sample_init (&event.sample, 1000, VMP_REASON_NOT_DUE);
  event.sample.duration_nsec = 35;
  vmp_sample_set (&event.sample, VMP_METRIC_RSS, 4096);
  vmp_sample_set (&event.sample, VMP_METRIC_CPU_TIME, G_MAXINT64);
  vmp_sample_set (&event.sample, VMP_METRIC_SWAP, 0);
  vmp_sample_set_missing (&event.sample, VMP_METRIC_PSS, VMP_REASON_DENIED);
  vmp_sample_set_missing (&event.sample, VMP_METRIC_HEAP, VMP_REASON_BUDGET);
  return event;
}

static VmpEvent
make_process (VmpEventType  type,
              const char   *exe)
{
  VmpEvent event = { type, 7, 2000 };

  event.process.identity.pid = 4242;
  event.process.identity.start_time_ticks = G_MAXUINT64;
  g_strlcpy (event.process.identity.boot_id, "01234567-89ab-cdef-0123-456789abcdef",
             sizeof event.process.identity.boot_id);
  event.process.parent_pid = 1;
  event.process.uid = 1000;
  event.process.kind = 3;
  event.process.name = g_ref_string_new ("na)me\\n");
  event.process.command = g_ref_string_new ("naïve --flag ✓");
  event.process.exe = exe != NULL ? g_ref_string_new (exe) : NULL;
  return event;
}

static VmpEvent
make_exit (void)
{
  VmpEvent event = { VMP_EVENT_EXIT, 7, 3000 };

  event.exit.status = 0x8b;
  event.exit.rusage = (VmpRusage) { 1, 2, 3, 4, 5, 6, VMP_MISSING, 8, 9 };
  return event;
}

static VmpEvent
make_observer (void)
{
  VmpEvent event = { VMP_EVENT_OBSERVER, 7, 4000 };

  event.observer.watched_nsec = 10;
  event.observer.locked_nsec = 11;
  event.observer.total_nsec = 12;
  for (guint i = 0; i < VMP_N_TIERS; i++)
    event.observer.tiers[i] = (VmpTierCost) { i, i % 2, i + 20, i + 30, i + 40, i + 50 };
  event.observer.tiers[3].last_cost_nsec = VMP_MISSING;
  return event;
}

static VmpEvent
make_mark (void)
{
  VmpEvent event = { VMP_EVENT_MARK, 7, 5000 };

  event.mark.name = g_ref_string_new ("warm-up done");
  return event;
}

static VmpEvent
make_maps (void)
{
  static const char text[] =
    "1000-2000 r-xp 00000000 08:01 7          /usr/bin/true\nSize: 4 kB\nKernelPageSize: 4 kB\nRss: 4 kB\nNews: 7 apples\nTHPeligible: 1\n"
    "VmFlags: rd ex zz\n"
    "7f0000001000-7f0000801000 rw-p 00000000 00:00 0 \nSize: 8192 kB\nRss: 16 kB\nSwap: 4 kB\nVmFlags: rd wr nh\n"
    "7f0000900000-7f0000901000 rw-p 00000000 00:00 0  \xff\\odd\nSize: 4 kB\nVmFlags: rd ex zz\n";
  static const VmpThread threads[] = { { 12, "worker", 0x7f0000800ff0 }, { 13, "", 0 } };
  const VmpAddressSpaceFacts facts = {
    .pid = 11, .exe_inode = 7, .exe_device_major = 8, .exe_device_minor = 1, .exe_path = "/usr/bin/true",
    .threads = threads, .n_threads = 2,
  };
  VmpEvent event = { VMP_EVENT_ADDRESS_SPACE, 7, 6000 };

  event.maps.space = vmp_address_space_parse (text, strlen (text), &facts, NULL);
  g_assert_nonnull (event.maps.space);
  event.maps.cost_nsec = 99;
  return event;
}

static VmpEvent
make_pages (void)
{
  const VmpPageReading reading = { VMP_PAGE_SOURCE_PAGEMAP, VMP_PAGE_PRESENT | VMP_PAGE_FILE };
  const VmpPageRun runs[] = { { 0x7000, 2, VMP_PAGE_PRESENT }, { 0x9000, 1, VMP_PAGE_PRESENT | VMP_PAGE_FILE }, { 0xf000, 1, 4 } };
  GArray *array = g_array_new (FALSE, FALSE, sizeof (VmpPageRun));
  VmpEvent event = { VMP_EVENT_PAGE_STATES, 7, 7000 };

  g_array_append_vals (array, runs, G_N_ELEMENTS (runs));
  event.pages.states = vmp_page_states_new_take (0x5000, 0x10000, 0x1000, &reading, array);
  g_assert_nonnull (event.pages.states);
  event.pages.request = 12;
  event.pages.cost_nsec = 98;
  return event;
}

static VmpEvent
make_alert (void)
{
  VmpEvent event = { VMP_EVENT_ALERT, 7, 8000 };

  event.alert.rule = g_ref_string_new ("grows-fast");
  event.alert.title = g_ref_string_new ("It grows <b>\\n");
  event.alert.metric = g_ref_string_new ("rss");
  event.alert.severity = VMP_ALERT_CRITICAL;
  event.alert.stage = VMP_ALERT_STAGE_ENDED;
  event.alert.scope = VMP_ALERT_SCOPE_TREE;
  event.alert.derived = VMP_ALERT_SLOPE;
  event.alert.base = VMP_ALERT_OF_RAM;
  event.alert.comparison = VMP_ALERT_AT_MOST;
  event.alert.unit = VMP_ALERT_UNIT_PERCENT;
  event.alert.since_nsec = 7999;
  event.alert.value = NAN;
  event.alert.limit = 0.25;
  return event;
}

static VmpEvent
make_note (void)
{
  VmpEvent event = { VMP_EVENT_NOTE, 7, 9000 };

  event.note.text = g_ref_string_new ("warm <i>\\n");
  event.note.end_nsec = 9500;
  return event;
}

static GArray *
make_all (void)
{
  GArray *events = g_array_new (FALSE, TRUE, sizeof (VmpEvent));
  const VmpEvent all[] = {
    make_sample (),
    make_process (VMP_EVENT_START, NULL),
    make_process (VMP_EVENT_EXEC, "/usr/bin/true"),
    { VMP_EVENT_FORK, 7, 2500, .fork = { 8, 4243 } },
    make_exit (),
    { VMP_EVENT_GAP, 7, 3500, .gap = { 3400, VMP_GAP_STOPPED } },
    make_observer (),
    make_mark (),
    make_maps (),
    make_pages (),
    make_alert (),
    make_note (),
  };

  g_array_append_vals (events, all, G_N_ELEMENTS (all));
  return events;
}

/* --- there and back --- */

static void
assert_same_process (const VmpProcessInfo *a,
                     const VmpProcessInfo *b)
{
  g_assert_cmpstr (a->identity.boot_id, ==, b->identity.boot_id);
  g_assert_cmpint (a->identity.pid, ==, b->identity.pid);
  g_assert_cmpuint (a->identity.start_time_ticks, ==, b->identity.start_time_ticks);
  g_assert_cmpint (a->parent_pid, ==, b->parent_pid);
  g_assert_cmpint (a->uid, ==, b->uid);
  g_assert_cmpint (a->kind, ==, b->kind);
  g_assert_cmpstr (a->name, ==, b->name);
  g_assert_cmpstr (a->command, ==, b->command);
  g_assert_cmpstr (a->exe, ==, b->exe);
}

static void
assert_same_observer (const VmpObserverCost *a,
                      const VmpObserverCost *b)
{
  g_assert_cmpint (a->watched_nsec, ==, b->watched_nsec);
  g_assert_cmpint (a->locked_nsec, ==, b->locked_nsec);
  g_assert_cmpint (a->total_nsec, ==, b->total_nsec);
  for (guint i = 0; i < VMP_N_TIERS; i++)
    {
      g_assert_cmpint (a->tiers[i].tier, ==, b->tiers[i].tier);
      g_assert_cmpint (a->tiers[i].slowed, ==, b->tiers[i].slowed);
      g_assert_cmpint (a->tiers[i].interval_nsec, ==, b->tiers[i].interval_nsec);
      g_assert_cmpint (a->tiers[i].last_cost_nsec, ==, b->tiers[i].last_cost_nsec);
      g_assert_cmpint (a->tiers[i].reads, ==, b->tiers[i].reads);
      g_assert_cmpint (a->tiers[i].total_cost_nsec, ==, b->tiers[i].total_cost_nsec);
    }
}

static void
assert_same_maps (const VmpAddressSpace *a,
                  const VmpAddressSpace *b)
{
  const VmpAddressSpaceFacts *facts = vmp_address_space_get_facts (a), *others = vmp_address_space_get_facts (b);

  g_assert_cmpuint (vmp_address_space_get_n (a), ==, 3);
  g_assert_cmpuint (vmp_address_space_get_n (b), ==, 3);
  g_assert_cmpint (vmp_address_space_is_torn (a), ==, vmp_address_space_is_torn (b));
  for (guint i = 0; i < 3; i++)
    {
      const VmpMapping *one = vmp_address_space_get (a, i), *other = vmp_address_space_get (b, i);

      g_assert_cmpuint (one->start_addr, ==, other->start_addr);
      g_assert_cmpuint (one->end_addr, ==, other->end_addr);
      g_assert_cmpuint (one->inode, ==, other->inode);
      g_assert_cmpint (one->type, ==, other->type);
      g_assert_cmpint (one->overlays, ==, other->overlays);
      g_assert_cmpint (one->tid, ==, other->tid);
      g_assert_cmpstr (one->permissions, ==, other->permissions);
      g_assert_cmpmem (one->sizes_kib, sizeof one->sizes_kib, other->sizes_kib, sizeof other->sizes_kib);
      g_assert_cmpstr (vmp_address_space_get_name (a, one), ==, vmp_address_space_get_name (b, other));
      g_assert_cmpstr (vmp_address_space_get_flags (a, one), ==, vmp_address_space_get_flags (b, other));
      g_assert_cmpstr (vmp_address_space_get_unknown (a, one), ==, vmp_address_space_get_unknown (b, other));
      g_assert_cmpmem (one->numbers, sizeof one->numbers, other->numbers, sizeof other->numbers);
    }
  g_assert_cmpstr (vmp_address_space_get_unknown (b, vmp_address_space_get (b, 0)), ==, "News: 7 apples");
  g_assert_cmpint (vmp_mapping_get_number (vmp_address_space_get (b, 0), VMP_MAPPING_THP_ELIGIBLE), ==, 1);
  g_assert_cmpint (vmp_address_space_get (b, 0)->type, ==, VMP_MAPPING_PROGRAM_IMAGE);
  g_assert_cmpint (vmp_address_space_get (b, 1)->type, ==, VMP_MAPPING_THREAD_STACK);
  g_assert_cmpint (vmp_address_space_get (b, 1)->tid, ==, 12);
  g_assert_cmpint (facts->pid, ==, others->pid);
  g_assert_cmpstr (facts->exe_path, ==, others->exe_path);
  g_assert_cmpuint (others->n_threads, ==, 2);
  g_assert_cmpstr (others->threads[0].name, ==, "worker");
  g_assert_cmpuint (others->threads[0].stack_pointer_addr, ==, facts->threads[0].stack_pointer_addr);
}

static void
assert_same_pages (VmpPageStates *a,
                   VmpPageStates *b)
{
  guint n, other_n;
  const VmpPageRun *runs = vmp_page_states_get_runs (a, &n), *other_runs = vmp_page_states_get_runs (b, &other_n);

  g_assert_cmpmem (runs, n * sizeof *runs, other_runs, other_n * sizeof *other_runs);
  g_assert_cmpuint (vmp_page_states_get_start_addr (a), ==, vmp_page_states_get_start_addr (b));
  g_assert_cmpuint (vmp_page_states_get_end_addr (a), ==, vmp_page_states_get_end_addr (b));
  g_assert_cmpuint (vmp_page_states_get_page_size (a), ==, vmp_page_states_get_page_size (b));
  g_assert_cmpuint (vmp_page_states_get_source (a), ==, vmp_page_states_get_source (b));
  g_assert_cmpuint (vmp_page_states_get_known_bits (a), ==, vmp_page_states_get_known_bits (b));
}

static void
assert_same_alert (const VmpAlertFact *a,
                   const VmpAlertFact *b)
{
  g_assert_cmpstr (a->rule, ==, b->rule);
  g_assert_cmpstr (a->title, ==, b->title);
  g_assert_cmpstr (a->metric, ==, b->metric);
  g_assert_cmpint (a->severity, ==, b->severity);
  g_assert_cmpint (a->stage, ==, b->stage);
  g_assert_cmpint (a->scope, ==, b->scope);
  g_assert_cmpint (a->derived, ==, b->derived);
  g_assert_cmpint (a->base, ==, b->base);
  g_assert_cmpint (a->comparison, ==, b->comparison);
  g_assert_cmpint (a->unit, ==, b->unit);
  g_assert_cmpint (a->since_nsec, ==, b->since_nsec);
  g_assert_true (isnan (a->value) && isnan (b->value));
  g_assert_cmpfloat (a->limit, ==, b->limit);
}

static void
assert_same (const VmpEvent *a,
             const VmpEvent *b)
{
  g_assert_cmpint (a->type, ==, b->type);
  g_assert_cmpuint (a->target, ==, b->target);
  g_assert_cmpint (a->time_nsec, ==, b->time_nsec);
  switch (a->type)
    {
    case VMP_EVENT_SAMPLE:
      g_assert_cmpint (a->sample.time_nsec, ==, b->sample.time_nsec);
      g_assert_cmpint (a->sample.duration_nsec, ==, b->sample.duration_nsec);
      g_assert_cmpmem (a->sample.values, sizeof a->sample.values, b->sample.values, sizeof b->sample.values);
      g_assert_cmpmem (a->sample.reasons, sizeof a->sample.reasons, b->sample.reasons, sizeof b->sample.reasons);
      break;
    case VMP_EVENT_START:
    case VMP_EVENT_EXEC:
      assert_same_process (&a->process, &b->process);
      break;
    case VMP_EVENT_FORK:
      g_assert_cmpuint (a->fork.child_target, ==, b->fork.child_target);
      g_assert_cmpint (a->fork.child_pid, ==, b->fork.child_pid);
      break;
    case VMP_EVENT_EXIT:
      g_assert_cmpint (a->exit.status, ==, b->exit.status);
      g_assert_cmpmem (&a->exit.rusage, sizeof a->exit.rusage, &b->exit.rusage, sizeof b->exit.rusage);
      break;
    case VMP_EVENT_GAP:
      g_assert_cmpint (a->gap.begin_nsec, ==, b->gap.begin_nsec);
      g_assert_cmpint (a->gap.reason, ==, b->gap.reason);
      break;
    case VMP_EVENT_OBSERVER:
      assert_same_observer (&a->observer, &b->observer);
      break;
    case VMP_EVENT_MARK:
      g_assert_cmpstr (a->mark.name, ==, b->mark.name);
      break;
    case VMP_EVENT_ADDRESS_SPACE:
      g_assert_cmpint (a->maps.cost_nsec, ==, b->maps.cost_nsec);
      g_assert_cmpint (a->maps.reason, ==, b->maps.reason);
      assert_same_maps (a->maps.space, b->maps.space);
      break;
    case VMP_EVENT_PAGE_STATES:
      g_assert_cmpuint (a->pages.request, ==, b->pages.request);
      g_assert_cmpint (a->pages.cost_nsec, ==, b->pages.cost_nsec);
      g_assert_cmpint (a->pages.reason, ==, b->pages.reason);
      assert_same_pages (a->pages.states, b->pages.states);
      break;
    case VMP_EVENT_ALERT:
      assert_same_alert (&a->alert, &b->alert);
      break;
    case VMP_EVENT_NOTE:
      g_assert_cmpstr (a->note.text, ==, b->note.text);
      g_assert_cmpint (a->note.end_nsec, ==, b->note.end_nsec);
      break;
    default:
      g_assert_not_reached ();
    }
}

static void
test_round_trip (void)
{
  g_autoptr (VmpBatch) batch = vmp_batch_new_take (make_all ());
  guint n;
  const VmpEvent *events = vmp_batch_get_events (batch, &n);

  g_assert_cmpuint (n, ==, VMP_EVENT_NOTE);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GVariant) variant = vmp_event_to_variant (&events[i]);
      /* As from a file: bytes, of which nothing is known. */
      g_autoptr (GBytes) bytes = g_variant_get_data_as_bytes (variant);
      g_autoptr (GVariant) read = g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE ("(yuxv)"), bytes, FALSE));
      VmpEvent event;

      g_assert_cmpint (events[i].type, ==, i + 1);
      g_assert_true (vmp_event_from_variant (read, &event, &error));
      g_assert_no_error (error);
      assert_same (&events[i], &event);
      vmp_event_clear (&event);
    }
}

static void
test_copy_and_batch (void)
{
  VmpBatch *batch = vmp_batch_new_take (make_all ());
  g_autoptr (GArray) copies = g_array_new (FALSE, FALSE, sizeof (VmpEvent));
  guint n;
  const VmpEvent *events = vmp_batch_get_events (vmp_batch_ref (batch), &n);

  for (guint i = 0; i < n; i++)
    {
      VmpEvent copy;

      vmp_event_copy (&events[i], &copy);
      assert_same (&events[i], &copy);
      g_array_append_val (copies, copy);
    }
  vmp_batch_unref (batch);
  vmp_batch_unref (batch);
  /* The copies' strings live on. */
  g_assert_cmpstr (g_array_index (copies, VmpEvent, VMP_EVENT_EXEC - 1).process.exe, ==, "/usr/bin/true");
  g_assert_cmpstr (g_array_index (copies, VmpEvent, VMP_EVENT_MARK - 1).mark.name, ==, "warm-up done");
  g_array_set_clear_func (copies, (GDestroyNotify) vmp_event_clear);
}

static void
test_long_text_is_cut (void)
{
  GString *text = g_string_new ("x");
  VmpEvent event = make_process (VMP_EVENT_START, NULL), read;
  g_autoptr (GVariant) variant = NULL;
  g_autoptr (GError) error = NULL;

  while (text->len < 200000)
    g_string_append (text, "é");
  g_ref_string_release (event.process.command);
  event.process.command = g_ref_string_new (text->str);
  variant = vmp_event_to_variant (&event);
  g_assert_true (vmp_event_from_variant (variant, &read, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (strlen (read.process.command), ==, 65535);
  g_assert_true (g_str_has_prefix (event.process.command, read.process.command));
  vmp_event_clear (&event);
  vmp_event_clear (&read);
  g_string_free (text, TRUE);
}

/* --- what must not come in --- */

#define ID "'01234567-89ab-cdef-0123-456789abcdef'"
#define EXIT(status) "(byte 5, uint32 1, int64 9, <(int64 " status ", " ZERO3 ", " ZERO3 ", " ZERO3 ")>)"
#define PAGES(head, range, runs) "(byte 10, uint32 1, int64 9, <(uint32 3, int64 5, " head ", " range ", " runs ")>)"
#define ZERO3 "int64 0, int64 0, int64 0"
#define ALERT(title, severity, stage, words, since, value, limit) \
  "(byte 11, uint32 0, int64 9, <('id', '" title "', 'rss', byte " severity ", byte " stage ", " words ", int64 " since ", " value ", " limit ")>)"
#define WORDS(scope, derived, base, comparison, unit) \
  "byte " scope ", byte " derived ", byte " base ", byte " comparison ", byte " unit
#define SAMPLE(duration, codes, values, missing, reasons) \
  "(byte 1, uint32 1, int64 9, <(int64 " duration ", @aq " codes ", @ax " values ", @aq " missing ", @ay " reasons ")>)"
#define START(pid, parent, uid, kind, name) \
  "(byte 2, uint32 1, int64 9, <(" ID ", " pid ", uint64 5, " parent ", int64 " uid ", byte " kind ", '" name "', '', @ms nothing)>)"
#define OBSERVER(watched, tiers) \
  "(byte 7, uint32 1, int64 9, <(int64 " watched ", int64 0, int64 0, @a(ybxxxx) " tiers ")>)"
#define MAPS(reason, has_space, pid, threads, longs, shorts, letters, text) \
  "(byte 9, uint32 1, int64 9, <(int64 0, byte " reason ", " has_space ", false, " pid ", uint64 0, uint32 0, uint32 0, @ay [], " \
  "@a(iayt) " threads ", @at " longs ", @au " shorts ", @ay " letters ", @ay " text ", @at [2], @ax [7])>)"
#define LONGS "[4096, 8192, 0, 0]"
#define SHORTS(name, flags) SHORTS_UNKNOWN (name, flags, "0")
#define SHORTS_UNKNOWN(name, flags, unknown) \
  "[0, 0, " name ", " flags ", " unknown ", 0, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4]"
#define LETTERS "[114, 45, 45, 112]"

static const struct
{
  const char *text;
  int         code;     /* VmpError, -1: it must be read */
} decodings[] = {
  /* honest ones, so that each of the forms below differs in one thing only */
  { SAMPLE ("0", "[1, 16]", "[5, 6]", "[6]", "[3]"), -1 },
  { SAMPLE ("0", "[]", "[]", "[]", "[]"), -1 },
  { START ("12", "1", "0", "0", "a"), -1 },
  { START ("12", "1", "-9223372036854775808", "0", "a"), -1 },
  { EXIT ("256"), -1 },
  { EXIT ("-9223372036854775808"), -1 },
  { OBSERVER ("0", "[(2, true, 0, 0, 0, 0)]"), -1 },
  { "(byte 4, uint32 1, int64 9, <(uint32 2, 13)>)", -1 },
  { "(byte 6, uint32 1, int64 9, <(int64 9, byte 5)>)", -1 },
  { "(byte 8, uint32 1, int64 9, <('naïve',)>)", -1 },
  { MAPS ("0", "true", "1", "[]", "[]", "[]", "[]", "[0]"), -1 },
  { MAPS ("3", "false", "0", "[]", "[]", "[]", "[]", "[]"), -1 },
  { MAPS ("0", "true", "1", "[(12, [97], 8191)]", LONGS, SHORTS ("1", "0"), LETTERS, "[0, 97, 0]"), -1 },
  /* frames */
  { "(byte 1, uint32 1, int64 9)", VMP_ERROR_CORRUPT },
  { "'sample'", VMP_ERROR_CORRUPT },
  { "(byte 0, uint32 1, int64 9, <('a',)>)", VMP_ERROR_UNSUPPORTED },
  { "(byte 13, uint32 1, int64 9, <('a',)>)", VMP_ERROR_UNSUPPORTED },
  { "(byte 12, uint32 1, int64 9, <('a', int64 9)>)", -1 },
  { "(byte 12, uint32 1, int64 9, <('a', int64 8)>)", VMP_ERROR_CORRUPT },
  { "(byte 12, uint32 1, int64 9, <('a\\nb', int64 9)>)", VMP_ERROR_CORRUPT },
  { "(byte 12, uint32 1, int64 9, <('a',)>)", VMP_ERROR_CORRUPT },
  { "(byte 255, uint32 1, int64 9, <('a',)>)", VMP_ERROR_UNSUPPORTED },
  { "(byte 8, uint32 1, int64 -1, <('a',)>)", VMP_ERROR_CORRUPT },
  { "(byte 8, uint32 1, int64 9, <'a'>)", VMP_ERROR_CORRUPT },
  { "(byte 1, uint32 1, int64 9, <('a',)>)", VMP_ERROR_CORRUPT },
  { "(byte 8, uint32 1, int64 9, <<('a',)>>)", VMP_ERROR_CORRUPT },
  /* samples */
  { SAMPLE ("-1", "[]", "[]", "[]", "[]"), VMP_ERROR_CORRUPT },
  { SAMPLE ("0", "[1, 16]", "[5]", "[]", "[]"), VMP_ERROR_CORRUPT },
  { SAMPLE ("0", "[1]", "[5, 6]", "[]", "[]"), VMP_ERROR_CORRUPT },
  { SAMPLE ("0", "[1]", "[-5]", "[]", "[]"), VMP_ERROR_CORRUPT },
  { SAMPLE ("0", "[1]", "[-9223372036854775808]", "[]", "[]"), VMP_ERROR_CORRUPT },
  { SAMPLE ("0", "[1, 1]", "[5, 6]", "[]", "[]"), VMP_ERROR_CORRUPT },
  { SAMPLE ("0", "[1]", "[5]", "[1]", "[3]"), VMP_ERROR_CORRUPT },
  { SAMPLE ("0", "[]", "[]", "[1, 1]", "[3, 3]"), VMP_ERROR_CORRUPT },
  { SAMPLE ("0", "[]", "[]", "[1]", "[0]"), VMP_ERROR_CORRUPT },
  { SAMPLE ("0", "[]", "[]", "[1]", "[9]"), VMP_ERROR_CORRUPT },
  { SAMPLE ("0", "[]", "[]", "[1]", "[]"), VMP_ERROR_CORRUPT },
  /* processes */
  { START ("-12", "1", "0", "0", "a"), VMP_ERROR_CORRUPT },
  { START ("12", "-1", "0", "0", "a"), VMP_ERROR_CORRUPT },
  { START ("12", "1", "-1", "0", "a"), VMP_ERROR_CORRUPT },
  { START ("12", "1", "4294967296", "0", "a"), VMP_ERROR_CORRUPT },
  { START ("12", "1", "0", "4", "a"), VMP_ERROR_CORRUPT },
  { START ("12", "1", "0", "0", "a\\nb"), VMP_ERROR_CORRUPT },
  { START ("12", "1", "0", "0", "a\\u001b[2J"), VMP_ERROR_CORRUPT },
  { START ("12", "1", "0", "0", "a\\u0085"), VMP_ERROR_CORRUPT },
  { START ("12", "1", "0", "0", "a\\u202eb"), VMP_ERROR_CORRUPT },
  { "(byte 3, uint32 1, int64 9, <('not an id', 12, uint64 5, 1, int64 0, byte 0, '', '', @ms nothing)>)", VMP_ERROR_CORRUPT },
  { "(byte 3, uint32 1, int64 9, <('01234567-89ab-cdef-0123-456789abcdef0', 12, uint64 5, 1, int64 0, byte 0, '', '', @ms nothing)>)",
    VMP_ERROR_CORRUPT },
  { "(byte 3, uint32 1, int64 9, <('', 12, uint64 5, 1, int64 0, byte 0, '', '', @ms '/bin/\\t')>)", VMP_ERROR_CORRUPT },
  /* mappings */
  { MAPS ("0", "false", "1", "[]", "[]", "[]", "[]", "[0]"), VMP_ERROR_CORRUPT },
  { MAPS ("3", "true", "1", "[]", "[]", "[]", "[]", "[0]"), VMP_ERROR_CORRUPT },
  { MAPS ("200", "false", "1", "[]", "[]", "[]", "[]", "[0]"), VMP_ERROR_CORRUPT },
  { MAPS ("0", "true", "-1", "[]", "[]", "[]", "[]", "[0]"), VMP_ERROR_CORRUPT },
  { MAPS ("0", "true", "1", "[(0, [97], 8191)]", "[]", "[]", "[]", "[0]"), VMP_ERROR_CORRUPT },
  { MAPS ("0", "true", "1", "[(12, [97, 0, 97], 8191)]", "[]", "[]", "[]", "[0]"), VMP_ERROR_CORRUPT },
  { MAPS ("0", "true", "1", "[]", "[1, 2, 3]", "[]", "[]", "[0]"), VMP_ERROR_CORRUPT },
  { MAPS ("0", "true", "1", "[]", LONGS, "[]", LETTERS, "[0]"), VMP_ERROR_CORRUPT },
  { MAPS ("0", "true", "1", "[]", LONGS, SHORTS ("1", "0"), "[114]", "[0, 97, 0]"), VMP_ERROR_CORRUPT },
  { MAPS ("0", "true", "1", "[]", LONGS, SHORTS ("1", "0"), "[114, 45, 45, 1]", "[0, 97, 0]"), VMP_ERROR_CORRUPT },
  { MAPS ("0", "true", "1", "[]", LONGS, SHORTS ("3", "0"), LETTERS, "[0, 97, 0]"), VMP_ERROR_CORRUPT },
  { MAPS ("0", "true", "1", "[]", LONGS, SHORTS ("0", "4294967295"), LETTERS, "[0, 97, 0]"), VMP_ERROR_CORRUPT },
  { MAPS ("0", "true", "1", "[]", LONGS, SHORTS_UNKNOWN ("1", "0", "3"), LETTERS, "[0, 97, 0]"), VMP_ERROR_CORRUPT },
  { MAPS ("0", "true", "1", "[]", LONGS, SHORTS ("1", "0"), LETTERS, "[0, 97]"), VMP_ERROR_CORRUPT },
  { MAPS ("0", "true", "1", "[]", LONGS, SHORTS ("0", "0"), LETTERS, "[]"), VMP_ERROR_CORRUPT },
  /* the rest */
  { "(byte 4, uint32 1, int64 9, <(uint32 2, -13)>)", VMP_ERROR_CORRUPT },
  { EXIT ("-1"), VMP_ERROR_CORRUPT },
  { EXIT ("65536"), VMP_ERROR_CORRUPT },
  { "(byte 5, uint32 1, int64 9, <(int64 0, " ZERO3 ", int64 -4, int64 0, int64 0, " ZERO3 ")>)", VMP_ERROR_CORRUPT },
  { "(byte 6, uint32 1, int64 9, <(int64 10, byte 0)>)", VMP_ERROR_CORRUPT },
  { "(byte 6, uint32 1, int64 9, <(int64 -1, byte 0)>)", VMP_ERROR_CORRUPT },
  { "(byte 6, uint32 1, int64 9, <(int64 9, byte 6)>)", VMP_ERROR_CORRUPT },
  { OBSERVER ("-1", "[]"), VMP_ERROR_CORRUPT },
  { OBSERVER ("0", "[(4, true, 0, 0, 0, 0)]"), VMP_ERROR_CORRUPT },
  { OBSERVER ("0", "[(1, true, 0, 0, 0, 0), (1, true, 0, 0, 0, 0)]"), VMP_ERROR_CORRUPT },
  { OBSERVER ("0", "[(1, true, -1, 0, 0, 0)]"), VMP_ERROR_CORRUPT },
  { OBSERVER ("0", "[(1, true, 0, 0, -1, 0)]"), VMP_ERROR_CORRUPT },
  { "(byte 8, uint32 1, int64 9, <('a\\u0007',)>)", VMP_ERROR_CORRUPT },
  /* Page states: a request, cost, reason, whether there are some; range, page size, source, known bits; runs. */
  { PAGES ("byte 0, true", "uint64 4096, uint64 12288, uint32 4096, byte 0, uint32 1", "[uint64 8192], [uint32 1, 1]"), -1 },
  { PAGES ("byte 3, false", "uint64 0, uint64 0, uint32 0, byte 0, uint32 0", "@at [], @au []"), -1 },
  { PAGES ("byte 0, false", "uint64 0, uint64 0, uint32 0, byte 0, uint32 0", "@at [], @au []"), VMP_ERROR_CORRUPT },
  { PAGES ("byte 3, true", "uint64 0, uint64 0, uint32 4096, byte 0, uint32 0", "@at [], @au []"), VMP_ERROR_CORRUPT },
  { PAGES ("byte 0, true", "uint64 4096, uint64 12288, uint32 0, byte 0, uint32 1", "@at [], @au []"), VMP_ERROR_CORRUPT },
  { PAGES ("byte 0, true", "uint64 4096, uint64 12288, uint32 4096, byte 9, uint32 1", "@at [], @au []"), VMP_ERROR_CORRUPT },
  { PAGES ("byte 0, true", "uint64 4096, uint64 12288, uint32 4096, byte 0, uint32 256", "@at [], @au []"), VMP_ERROR_CORRUPT },
  { PAGES ("byte 0, true", "uint64 4096, uint64 12288, uint32 4096, byte 0, uint32 1", "[uint64 8192], [uint32 2, 1]"), VMP_ERROR_CORRUPT },
  { PAGES ("byte 0, true", "uint64 4096, uint64 12288, uint32 4096, byte 0, uint32 1", "[uint64 8192], [uint32 1]"), VMP_ERROR_CORRUPT },
  { PAGES ("byte 0, true", "uint64 4096, uint64 12288, uint32 4096, byte 0, uint32 1", "[uint64 8192], [uint32 1, 256]"), VMP_ERROR_CORRUPT },
  { ALERT ("t", "2", "3", WORDS ("2", "2", "3", "3", "6"), "9", "nan", "-1.5"), -1 },
  { ALERT ("t", "3", "3", WORDS ("2", "2", "3", "3", "6"), "9", "1.0", "1.0"), VMP_ERROR_CORRUPT },
  { ALERT ("t", "2", "4", WORDS ("2", "2", "3", "3", "6"), "9", "1.0", "1.0"), VMP_ERROR_CORRUPT },
  { ALERT ("t", "2", "3", WORDS ("3", "2", "3", "3", "6"), "9", "1.0", "1.0"), VMP_ERROR_CORRUPT },
  { ALERT ("t", "2", "3", WORDS ("2", "3", "3", "3", "6"), "9", "1.0", "1.0"), VMP_ERROR_CORRUPT },
  { ALERT ("t", "2", "3", WORDS ("2", "2", "4", "3", "6"), "9", "1.0", "1.0"), VMP_ERROR_CORRUPT },
  { ALERT ("t", "2", "3", WORDS ("2", "2", "3", "4", "6"), "9", "1.0", "1.0"), VMP_ERROR_CORRUPT },
  { ALERT ("t", "2", "3", WORDS ("2", "2", "3", "3", "7"), "9", "1.0", "1.0"), VMP_ERROR_CORRUPT },
  { ALERT ("t", "2", "3", WORDS ("2", "2", "3", "3", "6"), "10", "1.0", "1.0"), VMP_ERROR_CORRUPT },
  { ALERT ("t", "2", "3", WORDS ("2", "2", "3", "3", "6"), "-1", "1.0", "1.0"), VMP_ERROR_CORRUPT },
  { ALERT ("t", "2", "3", WORDS ("2", "2", "3", "3", "6"), "9", "inf", "1.0"), VMP_ERROR_CORRUPT },
  { ALERT ("t", "2", "3", WORDS ("2", "2", "3", "3", "6"), "9", "1.0", "nan"), VMP_ERROR_CORRUPT },
  { ALERT ("a\\u0007", "2", "3", WORDS ("2", "2", "3", "3", "6"), "9", "1.0", "1.0"), VMP_ERROR_CORRUPT },
  { "(byte 11, uint32 1, int64 9, <('t',)>)", VMP_ERROR_CORRUPT },
};

static void
test_hostile (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (decodings); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GVariant) variant = g_variant_parse (NULL, decodings[i].text, NULL, NULL, &error);
      VmpEvent event;

      g_test_message ("%s", decodings[i].text);
      g_assert_no_error (error);
      memset (&event, 0x5a, sizeof event);
      if (decodings[i].code < 0)
        {
          g_assert_true (vmp_event_from_variant (variant, &event, &error));
          g_assert_no_error (error);
          vmp_event_clear (&event);
          continue;
        }
      g_assert_false (vmp_event_from_variant (variant, &event, &error));
      g_assert_error (error, VMP_ERROR, decodings[i].code);
      for (gsize byte = 0; byte < sizeof event; byte++)
        g_assert_cmpuint (((const guchar *) &event)[byte], ==, 0x5a);
    }
}

/* A newer version's metric is skipped; one that an older version did not know is missing and unsupported. */
static void
test_other_versions (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) variant = g_variant_parse (NULL, SAMPLE ("0", "[1, 60000, 60000]", "[5, 6, 7]", "[60001]", "[3]"),
                                                  NULL, NULL, &error);
  VmpEvent event;

  g_assert_no_error (error);
  g_assert_true (vmp_event_from_variant (variant, &event, &error));
  g_assert_no_error (error);
  g_assert_cmpint (event.sample.values[VMP_METRIC_RSS], ==, 5);
  g_assert_cmpint (event.sample.reasons[VMP_METRIC_RSS], ==, VMP_REASON_NONE);
  for (guint i = 1; i < VMP_N_METRICS; i++)
    {
      g_assert_cmpint (event.sample.values[i], ==, VMP_MISSING);
      g_assert_cmpint (event.sample.reasons[i], ==, VMP_REASON_UNSUPPORTED);
    }
}

static void
test_too_big (void)
{
  g_autofree char *text = g_strnfill (2 * 1024 * 1024, 'a');
  g_autofree char *medium = g_strnfill (64 * 1024 + 1, 'a');
  const char *const names[] = { text, medium };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GVariant) variant = g_variant_ref_sink (g_variant_new ("(yuxv)", 8, 1, G_GINT64_CONSTANT (9),
                                                                        g_variant_new ("(s)", names[i])));
      VmpEvent event;

      g_assert_false (vmp_event_from_variant (variant, &event, &error));
      g_assert_error (error, VMP_ERROR, VMP_ERROR_CORRUPT);
    }
}

/* Every byte of every event turned over: read or refused, but never anything else. */
static void
test_damaged (void)
{
  g_autoptr (VmpBatch) batch = vmp_batch_new_take (make_all ());
  guint n, n_refused = 0;
  const VmpEvent *events = vmp_batch_get_events (batch, &n);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GVariant) variant = vmp_event_to_variant (&events[i]);
      gsize size = g_variant_get_size (variant);

      for (gsize at = 0; at < 2 * size; at++)
        {
          g_autofree guchar *data = g_memdup2 (g_variant_get_data (variant), size);
          g_autoptr (GBytes) bytes = NULL;
          g_autoptr (GVariant) damaged = NULL;
          g_autoptr (GError) error = NULL;
          VmpEvent event;

          if (at < size)
            data[at] ^= 1 << (at % 8);
          bytes = g_bytes_new (data, at < size ? size : at - size);
          damaged = g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE ("(yuxv)"), bytes, FALSE));
          if (vmp_event_from_variant (damaged, &event, &error))
            vmp_event_clear (&event);
          else
            n_refused++;
        }
    }
  g_assert_cmpuint (n_refused, >, 1000);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/event/round-trip", test_round_trip);
  g_test_add_func ("/event/copy-and-batch", test_copy_and_batch);
  g_test_add_func ("/event/long-text-is-cut", test_long_text_is_cut);
  g_test_add_func ("/event/hostile", test_hostile);
  g_test_add_func ("/event/other-versions", test_other_versions);
  g_test_add_func ("/event/too-big", test_too_big);
  g_test_add_func ("/event/damaged", test_damaged);
  return g_test_run ();
}
