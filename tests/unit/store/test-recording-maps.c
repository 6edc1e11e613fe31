/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Address spaces come back from a recording as they were, and cost what has changed of them. */

#include "config.h"

#include "core/model/vmp-session.h"
#include "core/store/vmp-recording.h"
#include "core/store/vmp-recording-writer.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>
#include <time.h>

#define SEC G_GINT64_CONSTANT (1000000000)

typedef struct
{
  char   *folder, *path;
  GArray *mappings;     /* of VmpMapping: name_at, flags_at and unknown_at choose from the texts below */
} Fixture;

static const char *const names[] = { "", "/usr/lib/libc.so.6", "[heap]", "/odd\\012name\xff", "[anon: glibc: malloc arena]" };
static const char *const unknowns[] = { "", "Future:               12 kB", "Future:                0 kB\nOdd:\xfe 1" };
static const char *const flags[] = { "", "rd wr mr mw me ac sd", "rd ex mr mw me sd" };

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  f->folder = g_dir_make_tmp ("vmp-recording-XXXXXX", NULL);
  f->path = g_build_filename (f->folder, "test.vmp", NULL);
  f->mappings = g_array_new (FALSE, TRUE, sizeof (VmpMapping));
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  g_unlink (f->path);
  g_assert_cmpint (g_rmdir (f->folder), ==, 0);
  g_free (f->folder);
  g_free (f->path);
  g_array_unref (f->mappings);
}

static void
change (VmpMapping *mapping)
{
  mapping->sizes_kib[VMP_MAPPING_RSS] = g_test_rand_int_range (0, 10) == 0 ? G_MAXUINT32 : (guint32) g_test_rand_int_range (0, 1000);
  mapping->sizes_kib[VMP_MAPPING_PSS] = g_test_rand_int_range (0, 1000);
  mapping->sizes_kib[VMP_MAPPING_LOCKED] = g_test_rand_int_range (0, 3);
  mapping->numbers[VMP_MAPPING_THP_ELIGIBLE] = g_test_rand_int_range (0, 3);
}

static VmpMapping
make_mapping (guint64 start_addr)
{
  VmpMapping mapping = { .start_addr = start_addr, .end_addr = start_addr + 4096 };

  mapping.inode = g_test_rand_int_range (0, 5);
  mapping.offset_bytes = mapping.inode * 4096;
  mapping.device_major = mapping.inode > 0 ? 8 : 0;
  mapping.name_at = g_test_rand_int_range (0, G_N_ELEMENTS (names));
  mapping.flags_at = g_test_rand_int_range (0, G_N_ELEMENTS (flags));
  mapping.unknown_at = g_test_rand_int_range (0, G_N_ELEMENTS (unknowns));
  mapping.numbers[VMP_MAPPING_KERNEL_PAGE_SIZE] = g_test_rand_bit () ? 12 : 21;
  mapping.numbers[VMP_MAPPING_MMU_PAGE_SIZE] = g_test_rand_bit () ? 12 : 0;
  mapping.numbers[VMP_MAPPING_PROTECTION_KEY] = g_test_rand_int_range (0, 17);
  memcpy (mapping.permissions, g_test_rand_bit () ? "rw-p" : "r-xs", 5);
  change (&mapping);
  return mapping;
}

static void
fill (Fixture *f,
      guint    n)
{
  for (guint i = 0; i < n; i++)
    {
      VmpMapping mapping = make_mapping (0x7f0000000000 + i * 16384);

      g_array_append_val (f->mappings, mapping);
    }
}

static VmpAddressSpace *
build (Fixture *f)
{
  const VmpThread threads[] = { { 7, "main", 0x7f0000000100 }, { 8, "odd\xfe", 0 } };
  const VmpAddressSpaceFacts facts = {
    .pid = 7, .exe_inode = 3, .exe_device_major = 8, .exe_path = "/bin/x", .threads = threads, .n_threads = 2,
  };
  VmpAddressSpaceBuilder *builder = vmp_address_space_builder_new ();

  for (guint i = 0; i < f->mappings->len; i++)
    {
      const VmpMapping *mapping = &g_array_index (f->mappings, VmpMapping, i);

      vmp_address_space_builder_add_mapping (builder, mapping, names[mapping->name_at], flags[mapping->flags_at]);
      if (mapping->unknown_at > 0)
        vmp_address_space_builder_set_unknown (builder, unknowns[mapping->unknown_at]);
    }
  if (g_test_rand_int_range (0, 5) == 0)
    vmp_address_space_builder_set_torn (builder);
  return vmp_address_space_builder_finish (builder, &facts);
}

static void
add_space (GArray          *events,
           guint32          target,
           VmpAddressSpace *space)
{
  VmpEvent event = { VMP_EVENT_ADDRESS_SPACE, target, (events->len + 1) * SEC };

  event.maps.space = space;
  event.maps.cost_nsec = 1000;
  g_array_append_val (events, event);
}

static void
add_start (GArray  *events,
           guint32  target)
{
  VmpEvent event = { VMP_EVENT_START, target, (events->len + 1) * SEC };

  event.process.name = g_ref_string_new ("name");
  event.process.command = g_ref_string_new ("");
  g_array_append_val (events, event);
}

/* Changes, removes and adds a few at random. */
static void
stir (Fixture *f)
{
  guint n = f->mappings->len, times = g_test_rand_int_range (0, 20);

  for (guint i = 0; i < times && n > 0; i++)
    change (&g_array_index (f->mappings, VmpMapping, g_test_rand_int_range (0, n)));
  for (guint i = 0; i < times / 4 && f->mappings->len > 0; i++)
    g_array_remove_index (f->mappings, g_test_rand_int_range (0, f->mappings->len));
  for (guint i = 0; i < times / 4; i++)
    {
      guint at = f->mappings->len > 1 ? g_test_rand_int_range (0, f->mappings->len - 1) : 0;
      guint64 before_addr = f->mappings->len > 0 ? g_array_index (f->mappings, VmpMapping, at).end_addr : 0x1000;
      VmpMapping mapping = make_mapping (before_addr);

      if (at + 1 < f->mappings->len && g_array_index (f->mappings, VmpMapping, at + 1).start_addr < before_addr + 4096)
        continue;
      g_array_insert_val (f->mappings, MIN (at + 1, f->mappings->len), mapping);
    }
  if (g_test_rand_int_range (0, 40) == 0)
    {
      g_array_set_size (f->mappings, 0);
      fill (f, g_test_rand_int_range (0, 100));
    }
}

static VmpBatch *
record (Fixture *f,
        GArray  *events)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VmpRecordingWriter) writer = vmp_recording_writer_new (f->path, &(VmpRecordingOptions) { TRUE, TRUE }, &error);
  VmpBatch *batch = vmp_batch_new_take (events);

  g_assert_no_error (error);
  vmp_recording_writer_append (writer, batch);
  g_assert_true (vmp_recording_writer_finish (writer, &error));
  g_assert_no_error (error);
  return batch;
}

static gboolean
collect_cb (VmpBatch *batch,
            gpointer  user_data)
{
  guint n;
  const VmpEvent *events = vmp_batch_get_events (batch, &n);

  for (guint i = 0; i < n; i++)
    {
      VmpEvent copy;

      vmp_event_copy (&events[i], &copy);
      g_array_append_val ((GArray *) user_data, copy);
    }
  return TRUE;
}

static void
check_same (const VmpEvent *a,
            const VmpEvent *b)
{
  g_autoptr (GVariant) x = vmp_event_to_variant (a), y = vmp_event_to_variant (b);

  g_assert_true (g_variant_equal (x, y));
  if (a->type != VMP_EVENT_ADDRESS_SPACE || a->maps.space == NULL)
    return;
  for (guint i = 0; i <= VMP_N_MAPPING_TYPES; i++)
    g_assert_cmpmem (vmp_address_space_get_sum (a->maps.space, i), sizeof (VmpMappingSum),
                     vmp_address_space_get_sum (b->maps.space, i), sizeof (VmpMappingSum));
}

/* All at once in order, and each alone from a file just opened. */
static void
check_replay (Fixture  *f,
              VmpBatch *batch)
{
  g_autoptr (VmpRecording) recording = vmp_recording_open (f->path, NULL);
  g_autoptr (GArray) replayed = g_array_new (FALSE, FALSE, sizeof (VmpEvent));
  guint n;
  const VmpEvent *events = vmp_batch_get_events (batch, &n);

  g_array_set_clear_func (replayed, (GDestroyNotify) vmp_event_clear);
  vmp_recording_replay (recording, G_MININT64, G_MAXINT64, collect_cb, replayed);
  g_assert_null (vmp_recording_get_problems (recording)[0]);
  g_assert_cmpuint (replayed->len, ==, n);
  for (guint i = 0; i < n; i++)
    check_same (&events[i], &g_array_index (replayed, VmpEvent, i));
  for (guint i = 0; i < 20; i++)
    {
      g_autoptr (VmpRecording) fresh = vmp_recording_open (f->path, NULL);
      const VmpEvent *event = &events[g_test_rand_int_range (0, n)];
      VmpEvent found = *event;

      if (event->type != VMP_EVENT_ADDRESS_SPACE || event->maps.space == NULL)
        continue;
      found.maps.space = vmp_recording_load_address_space (fresh, event->target, event->time_nsec, &found.time_nsec);
      g_assert_nonnull (found.maps.space);
      check_same (event, &found);
      vmp_address_space_unref (found.maps.space);
    }
}

static void
test_equal (Fixture       *f,
            gconstpointer  data)
{
  GArray *events = g_array_new (FALSE, TRUE, sizeof (VmpEvent));
  g_autoptr (VmpBatch) batch = NULL;
  VmpEvent denied = { VMP_EVENT_ADDRESS_SPACE, 1, 0 };

  add_start (events, 1);
  add_start (events, 2);
  fill (f, 2500);
  for (guint i = 0; i < 200; i++)
    {
      add_space (events, 1 + g_test_rand_int_range (0, 2), build (f));
      stir (f);
    }
  denied.time_nsec = (events->len + 1) * SEC;
  denied.maps.reason = VMP_REASON_DENIED;
  g_array_append_val (events, denied);
  batch = record (f, events);
  check_replay (f, batch);
}

static gint64
ask (Fixture    *f,
     const char *sql)
{
  sqlite3_stmt *statement = NULL;
  sqlite3 *db = NULL;
  gint64 result;

  g_assert_cmpint (sqlite3_open_v2 (f->path, &db, SQLITE_OPEN_READONLY, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  result = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);
  sqlite3_close (db);
  return result;
}

/* 1 % of 60,000 mappings changes: that costs at most 3 % of all. */
static void
test_cost (Fixture       *f,
           gconstpointer  data)
{
  const guint n = 60000;
  GArray *events = g_array_new (FALSE, TRUE, sizeof (VmpEvent));
  g_autoptr (VmpBatch) batch = NULL;
  gint64 whole, all;

  fill (f, n);
  add_start (events, 1);
  add_space (events, 1, build (f));
  for (guint i = 0; i < 10; i++)
    {
      for (guint k = 0; k < n / 100; k++)
        change (&g_array_index (f->mappings, VmpMapping, g_test_rand_int_range (0, n)));
      add_space (events, 1, build (f));
    }
  batch = record (f, events);
  whole = ask (f, "SELECT sum(length(data)) FROM mapping WHERE id >> 16 = (SELECT min(id) FROM space)");
  all = ask (f, "SELECT sum(length(data)) FROM mapping") + ask (f, "SELECT sum(length(event) + length(facts)) FROM event");
  g_test_message ("whole %" G_GINT64_FORMAT " bytes, a difference %.2f %% of it", whole, (all - whole) * 10.0 / whole);
  g_assert_cmpint (whole, >, n * 100);
  g_assert_cmpint (all - whole, <=, whole * 3 / 100 * 10);
  g_assert_cmpint (ask (f, "SELECT count(*) FROM space WHERE base = id"), ==, 1);
}

/* What @sql says of the mappings of a moment, against @number of all that tell it. */
static void
check_number (Fixture               *f,
              const VmpAddressSpace *space,
              const char            *where,
              const char            *column,
              VmpMappingNumber       number)
{
  g_autofree char *sql = g_strdup_printf ("SELECT coalesce(sum((%s + 1) * (offset_bytes + 1)), 0) %s", column, where);
  gint64 sum = 0;

  for (guint i = 0; i < vmp_address_space_get_n (space); i++)
    {
      const VmpMapping *mapping = vmp_address_space_get (space, i);
      gint64 value = vmp_mapping_get_number (mapping, number);

      sum += value != VMP_MISSING ? (value + 1) * ((gint64) mapping->offset_bytes + 1) : 0;
    }
  g_assert_cmpint (ask (f, sql), ==, sum);
}

/* The view for people adds up to what the reader says. */
static void
test_view (Fixture       *f,
           gconstpointer  data)
{
  static const char *const columns[VMP_N_MAPPING_NUMBERS] = {
    [VMP_MAPPING_KERNEL_PAGE_SIZE] = "kernel_page_bytes", [VMP_MAPPING_MMU_PAGE_SIZE] = "mmu_page_bytes",
    [VMP_MAPPING_THP_ELIGIBLE] = "thp_eligible", [VMP_MAPPING_PROTECTION_KEY] = "protection_key",
  };
  GArray *events = g_array_new (FALSE, TRUE, sizeof (VmpEvent));
  g_autoptr (VmpBatch) batch = NULL;
  const VmpEvent *recorded;
  guint n;

  add_start (events, 1);
  fill (f, 300);
  for (guint i = 0; i < 12; i++)
    {
      add_space (events, 1, build (f));
      stir (f);
    }
  batch = record (f, events);
  recorded = vmp_batch_get_events (batch, &n);
  for (guint i = 1; i < n; i++)
    {
      const VmpAddressSpace *space = recorded[i].maps.space;
      const VmpMappingSum *sum = vmp_address_space_get_sum (space, VMP_N_MAPPING_TYPES);
      g_autofree char *where = g_strdup_printf ("FROM mappings WHERE time_nsec = %" G_GINT64_FORMAT, recorded[i].time_nsec);
      g_autofree char *count = g_strconcat ("SELECT count(*) ", where, NULL);
      g_autofree char *pss = g_strconcat ("SELECT sum(pss_bytes) ", where, NULL);
      g_autofree char *named = g_strconcat ("SELECT count(*) ", where, " AND name = '[heap]'", NULL);
      g_autofree char *unknown = g_strconcat ("SELECT count(*) ", where, " AND unknown LIKE 'Future: %12 kB'", NULL);
      guint n_named = 0, n_unknown = 0;

      for (guint k = 0; k < vmp_address_space_get_n (space); k++)
        {
          const VmpMapping *mapping = vmp_address_space_get (space, k);

          n_named += g_str_equal (vmp_address_space_get_name (space, mapping), "[heap]");
          n_unknown += g_str_equal (vmp_address_space_get_unknown (space, mapping), unknowns[1]);
        }
      g_assert_cmpint (ask (f, count), ==, sum->mappings_n);
      g_assert_cmpint (ask (f, pss), ==, sum->sizes_bytes[VMP_MAPPING_PSS]);
      g_assert_cmpint (ask (f, named), ==, n_named);
      g_assert_cmpint (ask (f, unknown), ==, n_unknown);
      /* The view takes its time: each number once. */
      if (i <= VMP_N_MAPPING_NUMBERS)
        check_number (f, space, where, columns[i - 1], i - 1);
    }
  g_assert_cmpint (ask (f, "SELECT sum(mappings) FROM mapping_types"), ==, ask (f, "SELECT sum(mappings) FROM address_spaces"));
}

static const char *const damages[] = {
  "UPDATE mapping SET data = randomblob(length(data)) WHERE id = (SELECT max(id) FROM mapping)",
  "UPDATE mapping SET data = zeroblob(1000000000 / 100)",
  "UPDATE mapping SET n = 1000000000",
  "UPDATE mapping SET data = 'text'",
  "UPDATE space SET base = base + 1",
  "UPDATE space SET base = 9223372036854775807, n = -1",
  "UPDATE space SET n = n + 1",
  "DELETE FROM mapping WHERE id & 65535 = 0",
  "DELETE FROM text",
  "UPDATE text SET text = zeroblob(1000000)",
  "DROP TABLE mapping; CREATE VIEW mapping AS SELECT 1 AS id, 1 AS n, zeroblob(128) AS data",
};

/* What is damaged is told and left out; nothing else happens. */
static void
test_damaged (Fixture       *f,
              gconstpointer  data)
{
  for (guint i = 0; i < G_N_ELEMENTS (damages); i++)
    {
      GArray *events = g_array_new (FALSE, TRUE, sizeof (VmpEvent));
      g_autoptr (VmpBatch) batch = NULL;
      g_autoptr (VmpRecording) recording = NULL;
      g_autoptr (GArray) replayed = g_array_new (FALSE, FALSE, sizeof (VmpEvent));
      clock_t begin = clock ();
      sqlite3 *db = NULL;

      g_array_set_clear_func (replayed, (GDestroyNotify) vmp_event_clear);
      g_array_set_size (f->mappings, 0);
      fill (f, 1500);
      add_start (events, 1);
      for (guint k = 0; k < 5; k++)
        {
          add_space (events, 1, build (f));
          change (&g_array_index (f->mappings, VmpMapping, 5));
        }
      batch = record (f, events);
      g_assert_cmpint (sqlite3_open (f->path, &db), ==, SQLITE_OK);
      g_assert_cmpint (sqlite3_exec (db, damages[i], NULL, NULL, NULL), ==, SQLITE_OK);
      sqlite3_close (db);
      recording = vmp_recording_open (f->path, NULL);
      g_assert_nonnull (recording);
      vmp_recording_replay (recording, G_MININT64, G_MAXINT64, collect_cb, replayed);
      g_assert_nonnull (vmp_recording_get_problems (recording)[0]);
      g_assert_cmpint (g_array_index (replayed, VmpEvent, 0).type, ==, VMP_EVENT_START);
      g_assert_cmpint (clock () - begin, <, 20 * CLOCKS_PER_SEC);
    }
}

/* What the first version wrote is read as it was. */
static void
test_version_1 (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("VMP_TEST_FIXTURES"), "recordings", "version-1.vmp", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (VmpRecording) recording = vmp_recording_open (path, &error);
  g_autoptr (GArray) replayed = g_array_new (FALSE, FALSE, sizeof (VmpEvent));
  guint n_samples = 0;

  g_assert_no_error (error);
  g_array_set_clear_func (replayed, (GDestroyNotify) vmp_event_clear);
  vmp_recording_replay (recording, G_MININT64, G_MAXINT64, collect_cb, replayed);
  g_assert_null (vmp_recording_get_problems (recording)[0]);
  g_assert_true (vmp_recording_is_finished (recording));
  for (guint i = 0; i < replayed->len; i++)
    n_samples += g_array_index (replayed, VmpEvent, i).type == VMP_EVENT_SAMPLE;
  g_assert_cmpuint (n_samples, >=, 25);
  g_assert_cmpint (g_array_index (replayed, VmpEvent, 0).type, ==, VMP_EVENT_START);
  g_assert_cmpstr (g_array_index (replayed, VmpEvent, 0).process.name, ==, "python3");
}

/* What the second version wrote too: its mappings have no page sizes, and sums as its own view had them. */
static void
test_version_2 (void)
{
  static const gint64 rss_bytes[] = { 11456512, 19468288, 31485952 };
  g_autofree char *path = g_build_filename (g_getenv ("VMP_TEST_FIXTURES"), "recordings", "version-2.vmp", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (VmpRecording) recording = vmp_recording_open (path, &error);
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (gint64));

  g_assert_no_error (error);
  vmp_recording_list_address_spaces (recording, 1, times);
  g_assert_cmpuint (times->len, ==, G_N_ELEMENTS (rss_bytes));
  for (guint i = 0; i < times->len; i++)
    {
      gint64 time_nsec = g_array_index (times, gint64, i);
      g_autoptr (VmpAddressSpace) space = vmp_recording_load_address_space (recording, 1, time_nsec, NULL);

      g_assert_nonnull (space);
      g_assert_cmpuint (vmp_address_space_get_n (space), ==, 53);
      g_assert_cmpint (vmp_address_space_get_sum (space, VMP_N_MAPPING_TYPES)->sizes_bytes[VMP_MAPPING_RSS], ==, rss_bytes[i]);
      for (guint k = 0; k < 53; k++)
        g_assert_cmpint (vmp_mapping_get_number (vmp_address_space_get (space, k), VMP_MAPPING_KERNEL_PAGE_SIZE), ==, VMP_MISSING);
    }
  g_assert_null (vmp_recording_get_problems (recording)[0]);
}

#define ADD(name, func) g_test_add ("/recording-maps/" name, Fixture, NULL, set_up, func, tear_down)

/* Events that are read again, as after a note was written: snapshots are as before, and nothing is kept twice. */
static void
test_reload (Fixture       *f,
             gconstpointer  data)
{
  GArray *events = g_array_new (FALSE, TRUE, sizeof (VmpEvent));
  g_autoptr (VmpBatch) batch = NULL;
  g_autoptr (VmpRecording) recording = NULL;
  const VmpAddressSpace *space;
  guint n;

  add_start (events, 1);
  fill (f, 300);
  add_space (events, 1, build (f));
  batch = record (f, events);
  recording = vmp_recording_open (f->path, NULL);
  space = vmp_batch_get_events (batch, &n)[1].maps.space;
  for (guint i = 0; i < 3; i++)
    {
      gint64 time_nsec;
      g_autoptr (VmpAddressSpace) loaded = vmp_recording_load_address_space (recording, 1, G_MAXINT64, &time_nsec);

      g_assert_nonnull (loaded);
      g_assert_cmpuint (vmp_address_space_get_n (loaded), ==, vmp_address_space_get_n (space));
      g_assert_cmpstr (vmp_address_space_get_name (loaded, vmp_address_space_get (loaded, 7)), ==,
                       vmp_address_space_get_name (space, vmp_address_space_get (space, 7)));
      vmp_recording_reload_events (recording);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("equal", test_equal);
  ADD ("cost", test_cost);
  ADD ("view", test_view);
  ADD ("damaged", test_damaged);
  ADD ("reload", test_reload);
  g_test_add_func ("/recording-maps/version-1", test_version_1);
  g_test_add_func ("/recording-maps/version-2", test_version_2);

  return g_test_run ();
}
