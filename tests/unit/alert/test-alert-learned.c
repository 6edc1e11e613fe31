/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was learned of programs, kept in a file: it is there again, and files that nobody vouches for do no harm. */

#include "config.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "core/alert/vmp-alert-crowd.h"
#include "core/kernel/vmp-error.h"

#define SEC G_GINT64_CONSTANT (1000000000)
#define HOUR (3600 * SEC)
#define NOW_SEC G_GINT64_CONSTANT (1800000000)
#define MIB (1024.0 * 1024)

typedef struct
{
  char *folder, *path;
} Fixture;

static void
set_up (Fixture      *f,
        gconstpointer data)
{
  f->folder = g_dir_make_tmp ("vmp-learned-XXXXXX", NULL);
  f->path = g_build_filename (f->folder, "state", "alert-baselines", NULL);
}

static void
tear_down (Fixture      *f,
           gconstpointer data)
{
  g_autofree char *state = g_path_get_dirname (f->path);

  g_unlink (f->path);
  g_rmdir (state);
  g_rmdir (f->folder);
  g_free (f->path);
  g_free (f->folder);
}

/* Around @level, for so many seconds, with a deviation of about 1 %. */
static void
teach (VmpAlertBaseline *baseline,
       gint64            begin_sec,
       guint             n,
       double            level)
{
  for (guint t = 0; t < n; t++)
    vmp_alert_baseline_add (baseline, (begin_sec + t) * SEC, 3 * SEC, level * (1 + 0.01 * ((int) (t * 7 % 5) - 2)));
}

static void
baseline_of (VmpAlertBaseline *out,
             guint             n,
             double            level)
{
  vmp_alert_baseline_init (out, HOUR, 65536, 1);
  teach (out, 1000000, n, level);
}

static void
test_round_trip (Fixture      *f,
                 gconstpointer data)
{
  g_autoptr (VmpAlertLearned) before = vmp_alert_learned_new (), after = NULL;
  g_autoptr (GError) error = NULL;
  VmpAlertBaseline baseline, found;

  baseline_of (&baseline, 7200, 500 * MIB);
  vmp_alert_learned_put (before, "process\nrss\n3600\n/bin/a", &baseline, NOW_SEC);
  g_assert_true (vmp_alert_learned_save (before, f->path, NOW_SEC, &error));
  g_assert_no_error (error);
  after = vmp_alert_learned_load (f->path, NOW_SEC + 86400, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (vmp_alert_learned_count (after), ==, 1);
  g_assert_false (vmp_alert_learned_find (after, "another", &found));
  g_assert_true (vmp_alert_learned_find (after, "process\nrss\n3600\n/bin/a", &found));
  g_assert_cmpfloat_with_epsilon (found.median, baseline.median, baseline.median * 1e-3);
  g_assert_cmpfloat (found.confidence, >=, VMP_ALERT_ENOUGH_CONFIDENCE);
  /* By another clock, a day later: what is usual is not unusual, and what is not is found at once, once it was usual. */
  teach (&found, 50, 10, 500 * MIB);
  g_assert_cmpfloat (fabs (found.unusual), <, VMP_ALERT_UNUSUAL_LIMIT);
  teach (&found, 60, 3, 700 * MIB);
  g_assert_cmpfloat (found.unusual, >, VMP_ALERT_UNUSUAL_LIMIT);
}

/* Programs are small when they begin. */
static void
test_warm_up (void)
{
  VmpAlertBaseline baseline;

  baseline_of (&baseline, 7200, 500 * MIB);
  vmp_alert_baseline_put_aside (&baseline);
  for (guint t = 0; t < 100; t++)
    {
      teach (&baseline, 10 + t, 1, (10 + t * 4.9) * MIB);
      g_assert_false (fabs (baseline.unusual) > VMP_ALERT_UNUSUAL_LIMIT);
    }
  teach (&baseline, 110, 10, 500 * MIB);
  teach (&baseline, 120, 3, 700 * MIB);
  g_assert_cmpfloat (baseline.unusual, >, VMP_ALERT_UNUSUAL_LIMIT);
}

/* One that never comes near is told of after a while. */
static void
test_stays_away (void)
{
  VmpAlertBaseline baseline;

  baseline_of (&baseline, 7200, 500 * MIB);
  vmp_alert_baseline_put_aside (&baseline);
  teach (&baseline, 10, 3600 / 8 - 10, 900 * MIB);
  g_assert_true (isnan (baseline.unusual));
  teach (&baseline, 3600 / 8, 20, 900 * MIB);
  g_assert_cmpfloat (baseline.unusual, >, VMP_ALERT_UNUSUAL_LIMIT);
}

/* Half of it in one run, half in the next. */
static void
test_goes_on (void)
{
  VmpAlertBaseline baseline;

  baseline_of (&baseline, 1200, 500 * MIB);
  g_assert_cmpfloat (baseline.confidence, <, VMP_ALERT_ENOUGH_CONFIDENCE);
  vmp_alert_baseline_put_aside (&baseline);
  teach (&baseline, 10, 1200, 500 * MIB);
  g_assert_cmpfloat (baseline.confidence, >=, VMP_ALERT_ENOUGH_CONFIDENCE);
  g_assert_cmpfloat_with_epsilon (baseline.median, 500 * MIB, 10 * MIB);
}

static void
test_bounded (Fixture      *f,
              gconstpointer data)
{
  g_autoptr (VmpAlertLearned) learned = vmp_alert_learned_new (), read = NULL;
  g_autoptr (GError) error = NULL;
  VmpAlertBaseline baseline, found;

  baseline_of (&baseline, 3600, MIB);
  for (guint i = 0; i < VMP_ALERT_LEARNED_MOST + 50; i++)
    {
      g_autofree char *key = g_strdup_printf ("%u", i);

      vmp_alert_learned_put (learned, key, &baseline, NOW_SEC + i);
    }
  g_assert_cmpuint (vmp_alert_learned_count (learned), ==, VMP_ALERT_LEARNED_MOST);
  g_assert_false (vmp_alert_learned_find (learned, "49", &found));
  g_assert_true (vmp_alert_learned_find (learned, "50", &found));
  g_assert_true (vmp_alert_learned_save (learned, f->path, NOW_SEC, &error));
  /* What is older than a month is of no use. */
  read = vmp_alert_learned_load (f->path, NOW_SEC + 32 * 86400 + 300, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (vmp_alert_learned_count (read), <, VMP_ALERT_LEARNED_MOST);
}

/* Two programs write the same file: what each knows stays. */
static void
test_merge (Fixture      *f,
            gconstpointer data)
{
  g_autoptr (VmpAlertLearned) one = vmp_alert_learned_new (), two = vmp_alert_learned_new (), all = NULL;
  VmpAlertBaseline low, high, found;

  baseline_of (&low, 3600, MIB);
  baseline_of (&high, 3600, 100 * MIB);
  vmp_alert_learned_put (one, "a", &low, NOW_SEC);
  vmp_alert_learned_put (one, "both", &low, NOW_SEC);
  vmp_alert_learned_put (two, "b", &high, NOW_SEC);
  vmp_alert_learned_put (two, "both", &high, NOW_SEC + 5);
  g_assert_true (vmp_alert_learned_save (two, f->path, NOW_SEC + 5, NULL));
  g_assert_true (vmp_alert_learned_save (one, f->path, NOW_SEC + 6, NULL));
  all = vmp_alert_learned_load (f->path, NOW_SEC + 7, NULL);
  g_assert_cmpuint (vmp_alert_learned_count (all), ==, 3);
  g_assert_true (vmp_alert_learned_find (all, "both", &found));
  g_assert_cmpfloat (found.median, >, 50 * MIB);
}

static void
test_damaged (Fixture      *f,
              gconstpointer data)
{
  g_autoptr (VmpAlertLearned) learned = vmp_alert_learned_new (), none = NULL, any = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  VmpAlertBaseline baseline;
  gsize len;

  none = vmp_alert_learned_load (f->path, NOW_SEC, &error);
  g_assert_null (none);
  g_assert_error (error, VMP_ERROR, VMP_ERROR_GONE);
  g_clear_error (&error);
  baseline_of (&baseline, 3600, MIB);
  vmp_alert_learned_put (learned, "a", &baseline, NOW_SEC);
  g_assert_true (vmp_alert_learned_save (learned, f->path, NOW_SEC, NULL));
  g_assert_true (g_file_get_contents (f->path, &text, &len, NULL));
  for (gsize cut = 0; cut < len; cut += 7)
    {
      g_assert_true (g_file_set_contents_full (f->path, text, cut, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
      none = vmp_alert_learned_load (f->path, NOW_SEC, &error);
      g_assert_null (none);
      g_assert_error (error, VMP_ERROR, VMP_ERROR_CORRUPT);
      g_clear_error (&error);
    }
  /* Any byte may be any other. */
  for (gsize i = 0; i < len; i++)
    {
      g_autofree char *other = g_memdup2 (text, len);

      other[i] ^= 0x5a;
      g_assert_true (g_file_set_contents_full (f->path, other, len, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
      any = vmp_alert_learned_load (f->path, NOW_SEC, NULL);
      g_clear_pointer (&any, vmp_alert_learned_free);
    }
  /* A damaged file is written anew. */
  g_assert_true (vmp_alert_learned_save (learned, f->path, NOW_SEC, &error));
  any = vmp_alert_learned_load (f->path, NOW_SEC, &error);
  g_assert_no_error (error);
}

static void
write_file (const char *path,
            guint       version,
            gint64      slot_nsec,
            gint64      observed_nsec,
            float       value)
{
  float values[VMP_ALERT_BASELINE_SLOTS];
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GVariant) file = NULL;
  GVariant *entry;

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    values[i] = value;
  entry = g_variant_new ("(sxxx@au)", "key", NOW_SEC, slot_nsec, observed_nsec,
                         g_variant_new_fixed_array (G_VARIANT_TYPE_UINT32, values, G_N_ELEMENTS (values), sizeof *values));
  file = g_variant_ref_sink (g_variant_new ("(su@a(sxxxau))", "vmp-alert-baselines", version,
                                            g_variant_new_array (G_VARIANT_TYPE ("(sxxxau)"), &entry, 1)));
  g_mkdir_with_parents (folder, 0700);
  g_assert_true (g_file_set_contents (path, g_variant_get_data (file), g_variant_get_size (file), NULL));
}

static guint
count_file (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VmpAlertLearned) learned = vmp_alert_learned_load (path, NOW_SEC, &error);

  g_assert_no_error (error);
  return vmp_alert_learned_count (learned);
}

static void
test_hostile (Fixture      *f,
              gconstpointer data)
{
  g_autoptr (VmpAlertLearned) learned = vmp_alert_learned_new (), newer = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL, *same = NULL;
  VmpAlertBaseline baseline;
  gsize len, same_len;

  write_file (f->path, 1, 7 * SEC, 3000 * SEC, 5e8f);
  g_assert_cmpuint (count_file (f->path), ==, 1);
  write_file (f->path, 1, 0, 0, 5e8f);
  g_assert_cmpuint (count_file (f->path), ==, 0);
  write_file (f->path, 1, G_MAXINT64, G_MAXINT64, 5e8f);
  g_assert_cmpuint (count_file (f->path), ==, 0);
  write_file (f->path, 1, 7 * SEC, -1, 5e8f);
  g_assert_cmpuint (count_file (f->path), ==, 0);
  write_file (f->path, 1, 7 * SEC, 3000 * SEC, INFINITY);
  g_assert_cmpuint (count_file (f->path), ==, 0);
  /* A newer version's is left as it is. */
  write_file (f->path, 2, 7 * SEC, 3000 * SEC, 5e8f);
  g_assert_true (g_file_get_contents (f->path, &text, &len, NULL));
  newer = vmp_alert_learned_load (f->path, NOW_SEC, &error);
  g_assert_null (newer);
  g_assert_error (error, VMP_ERROR, VMP_ERROR_UNSUPPORTED);
  g_clear_error (&error);
  baseline_of (&baseline, 3600, MIB);
  vmp_alert_learned_put (learned, "a", &baseline, NOW_SEC);
  g_assert_false (vmp_alert_learned_save (learned, f->path, NOW_SEC, &error));
  g_assert_error (error, VMP_ERROR, VMP_ERROR_UNSUPPORTED);
  g_assert_true (g_file_get_contents (f->path, &same, &same_len, NULL));
  g_assert_cmpmem (text, len, same, same_len);
}

/* --- what a watcher makes of it --- */

static void
count_cb (const VmpAlertNotice *notice,
          gpointer              user_data)
{
  *(guint *) user_data += notice->outcome == VMP_ALERT_FIRED;
}

static void
watch (VmpAlertCrowd *crowd,
       gint64         begin_sec,
       guint          n,
       double         bytes)
{
  for (guint t = 0; t < n; t++)
    {
      VmpAlertClock clock = { (begin_sec + t) * SEC, (begin_sec + t) * SEC, 4 * SEC, -1, (NOW_SEC + begin_sec + t) * G_USEC_PER_SEC };
      VmpAlertIdentity identity = { 7, 1, 70, 1000, "a", "/bin/a", NULL };
      gint64 values[VMP_ALERT_N_METRICS];

      for (guint m = 0; m < VMP_ALERT_N_METRICS; m++)
        values[m] = VMP_MISSING;
      values[VMP_METRIC_RSS] = bytes * (1 + 0.01 * ((int) (t * 7 % 5) - 2));
      vmp_alert_crowd_begin (crowd, &clock);
      vmp_alert_crowd_add (crowd, &identity, values, VMP_MISSING);
      vmp_alert_crowd_end (crowd);
    }
}

/* A run of the watching learns, is over, and the next one knows what is unusual without an hour of waiting. */
static void
test_two_runs (Fixture      *f,
               gconstpointer data)
{
  g_autoptr (VmpAlertSet) set = vmp_alert_set_new ();
  VmpAlertRule *rule = vmp_alert_rule_new ("unusual");
  guint n_fired = 0;

  rule->n_conditions = 1;
  rule->conditions[0] = (VmpAlertCondition) { VMP_METRIC_RSS, VMP_ALERT_UNUSUAL, VMP_ALERT_OF_NOTHING, VMP_ALERT_ABOVE, HOUR, 3.4, 0 };
  vmp_alert_set_take (set, rule);
  for (guint run = 0; run < 2; run++)
    {
      g_autoptr (VmpAlertWatcher) watcher = vmp_alert_watcher_new (set, count_cb, &n_fired);
      g_autoptr (VmpAlertCrowd) crowd = vmp_alert_crowd_new (watcher);
      g_autoptr (VmpAlertLearned) kept = vmp_alert_learned_load (f->path, NOW_SEC + 7200, NULL);

      g_assert_true ((kept != NULL) == (run == 1));
      if (kept != NULL)
        vmp_alert_watcher_teach (watcher, kept);
      watch (crowd, run == 0 ? 100 : 5, run == 0 ? 7200 : 10, 300 * MIB);
      g_assert_cmpuint (n_fired, ==, 0);
      watch (crowd, run == 0 ? 7300 : 15, 5, run == 0 ? 300 * MIB : 400 * MIB);
      vmp_alert_watcher_learn (watcher, NOW_SEC + 7200);
      g_assert_true (vmp_alert_learned_save (vmp_alert_watcher_get_learned (watcher), f->path, NOW_SEC + 7200, NULL));
    }
  g_assert_cmpuint (n_fired, ==, 1);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/alert/learned/round-trip", Fixture, NULL, set_up, test_round_trip, tear_down);
  g_test_add_func ("/alert/learned/warm-up", test_warm_up);
  g_test_add_func ("/alert/learned/stays-away", test_stays_away);
  g_test_add_func ("/alert/learned/goes-on", test_goes_on);
  g_test_add ("/alert/learned/bounded", Fixture, NULL, set_up, test_bounded, tear_down);
  g_test_add ("/alert/learned/merge", Fixture, NULL, set_up, test_merge, tear_down);
  g_test_add ("/alert/learned/damaged", Fixture, NULL, set_up, test_damaged, tear_down);
  g_test_add ("/alert/learned/hostile", Fixture, NULL, set_up, test_hostile, tear_down);
  g_test_add ("/alert/learned/two-runs", Fixture, NULL, set_up, test_two_runs, tear_down);
  return g_test_run ();
}
