/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules over processes that come and go. */

#include "config.h"

#include <math.h>
#include <string.h>

#include "core/alert/vmp-alert-crowd.h"

#define SEC G_GINT64_CONSTANT (1000000000)
#define GIB (1024.0 * 1024 * 1024)

/* What was told, as text: "fired big 7; ended big 7;". */
typedef struct
{
  VmpAlertWatcher *watcher;
  VmpAlertCrowd   *crowd;
  GString         *told;
  gint64           second;
} World;

static void
notice_cb (const VmpAlertNotice *notice,
           gpointer              user_data)
{
  static const char *const words[] = { "", "fired", "resolved", "ended", "withdrawn" };
  World *world = user_data;

  g_string_append_printf (world->told, "%s %s %d; ", words[notice->outcome], notice->rule->id, notice->identity->pid);
}

static VmpAlertRule *
rule_new (const char         *id,
          VmpAlertScopeKind   kind,
          VmpAlertCondition   condition)
{
  VmpAlertRule *rule = vmp_alert_rule_new (id);

  rule->scope.kind = kind;
  rule->n_conditions = 1;
  rule->conditions[0] = condition;
  g_assert_true (vmp_alert_rule_check (rule, NULL));
  return rule;
}

#define CONDITION(metric, derived, base, window, limit) { metric, derived, base, VMP_ALERT_ABOVE, window, limit, 0 }

static VmpAlertRule *
rule_new_big (void)
{
  return rule_new ("big", VMP_ALERT_SCOPE_PROCESS,
                   (VmpAlertCondition) CONDITION (VMP_METRIC_RSS, VMP_ALERT_VALUE, VMP_ALERT_OF_RAM, 0, 10));
}

static void
world_init (World       *self,
            VmpAlertSet *set)
{
  self->told = g_string_new (NULL);
  self->watcher = vmp_alert_watcher_new (set, notice_cb, self);
  vmp_alert_watcher_set_ram (self->watcher, 10 * GIB);
  self->crowd = vmp_alert_crowd_new (self->watcher);
  self->second = 0;
}

static void
world_clear (World *self)
{
  vmp_alert_crowd_free (self->crowd);
  vmp_alert_watcher_free (self->watcher);
  g_string_free (self->told, TRUE);
}

/* One process in a list; a name of NULL ends the list. */
typedef struct
{
  const char *name;
  gint32      pid, ppid;
  double      gib;        /* NaN: could not be read */
  double      limit_gib;  /* of its control group; 0: not known */
  const char *exe;
  guint64     start;
} Row;

static VmpAlertClock
make_clock (World *self)
{
  return (VmpAlertClock) { self->second * SEC, self->second * SEC, 3 * SEC, -1 };
}

static void
list (World     *self,
      const Row *rows)
{
  VmpAlertClock clock = make_clock (self);

  self->second++;
  vmp_alert_crowd_begin (self->crowd, &clock);
  for (; rows->name != NULL; rows++)
    {
      gint64 values[VMP_ALERT_N_METRICS];
      VmpAlertIdentity identity = { rows->pid, rows->ppid, rows->start, 1000, rows->name, rows->exe, NULL };

      for (guint i = 0; i < VMP_ALERT_N_METRICS; i++)
        values[i] = VMP_MISSING;
      if (!isnan (rows->gib))
        values[VMP_METRIC_RSS] = rows->gib * GIB;
      vmp_alert_crowd_add (self->crowd, &identity, values, rows->limit_gib > 0 ? (gint64) (rows->limit_gib * GIB) : VMP_MISSING);
    }
  vmp_alert_crowd_end (self->crowd);
}

#define LIST(world, ...) list (world, (const Row[]) { __VA_ARGS__, { NULL } })
#define ASSERT_TOLD(world, text) \
  G_STMT_START { \
    g_assert_cmpstr ((world)->told->str, ==, text); \
    g_string_truncate ((world)->told, 0); \
  } G_STMT_END

static void
test_come_and_go (void)
{
  g_autoptr (VmpAlertSet) set = vmp_alert_set_new ();
  VmpAlertRule *rule = rule_new_big ();
  World world;

  rule->cooldown_nsec = 100 * SEC;
  vmp_alert_set_take (set, rule);
  world_init (&world, set);
  LIST (&world, { "small", 1, 0, 0.5 }, { "large", 2, 0, 2 });
  ASSERT_TOLD (&world, "fired big 2; ");
  LIST (&world, { "small", 1, 0, 1.5 }, { "large", 2, 0, 2 });
  ASSERT_TOLD (&world, "fired big 1; ");
  LIST (&world, { "small", 1, 0, 1 });
  ASSERT_TOLD (&world, "resolved big 1; ended big 2; ");
  /* The same program again: its cooldown goes on, whatever its pid. */
  LIST (&world, { "large", 3, 0, 3 });
  ASSERT_TOLD (&world, "");
  world.second = 200;
  LIST (&world, { "large", 3, 0, 3 });
  ASSERT_TOLD (&world, "fired big 3; ");
  /* The pid belongs to somebody else now. */
  LIST (&world, { "small", 3, 0, 0.5, .start = 9 });
  ASSERT_TOLD (&world, "ended big 3; ");
  world_clear (&world);
}

static void
test_exec (void)
{
  g_autoptr (VmpAlertSet) set = vmp_alert_set_new ();
  VmpAlertRule *rule = rule_new_big ();
  World world;

  rule->scope.exe = g_strdup ("/bin/*");
  vmp_alert_set_take (set, rule);
  world_init (&world, set);
  LIST (&world, { "sh", 5, 0, 2, 0, "/usr/sbin/sh" });
  ASSERT_TOLD (&world, "");
  LIST (&world, { "other", 5, 0, 2, 0, "/bin/other" });
  ASSERT_TOLD (&world, "fired big 5; ");
  /* A name is only a name while the program is the same. */
  LIST (&world, { "renamed", 5, 0, 2, 0, "/bin/other" });
  ASSERT_TOLD (&world, "");
  LIST (&world, { "third", 5, 0, 2, 0, "/bin/third" });
  ASSERT_TOLD (&world, "ended big 5; fired big 5; ");
  world_clear (&world);
}

static void
test_scopes (void)
{
  VmpAlertScope scope = { .uid = VMP_MISSING };
  VmpAlertIdentity who = { 7, 1, 99, 1000, "fire*fox", "/usr/bin/firefox", "/user.slice/a" };

  g_assert_true (vmp_alert_scope_matches (&scope, &who));
  scope.name = (char *) "fire?fox";
  scope.exe = (char *) "/usr/*";
  scope.cgroup = (char *) "/user.slice/*";
  scope.uid = 1000;
  scope.pid = 7;
  scope.start_time_ticks = 99;
  g_assert_true (vmp_alert_scope_matches (&scope, &who));
  who.start_time_ticks = 100;
  g_assert_false (vmp_alert_scope_matches (&scope, &who));
  who.start_time_ticks = 99;
  who.exe = NULL;
  g_assert_false (vmp_alert_scope_matches (&scope, &who));
  who.exe = "/opt/firefox";
  g_assert_false (vmp_alert_scope_matches (&scope, &who));
}

static void
test_trees (void)
{
  g_autoptr (VmpAlertSet) set = vmp_alert_set_new ();
  VmpAlertRule *rule = rule_new ("tree", VMP_ALERT_SCOPE_TREE,
                                 (VmpAlertCondition) CONDITION (VMP_METRIC_RSS, VMP_ALERT_VALUE, VMP_ALERT_OF_RAM, 0, 10));
  VmpAlertCounts counts;
  World world;

  rule->scope.name = g_strdup ("root");
  vmp_alert_set_take (set, rule);
  world_init (&world, set);
  LIST (&world, { "leaf", 2, 3, 0.4 }, { "middle", 3, 4, 0.3 }, { "root", 4, 1, 0.2 }, { "stranger", 5, 1, 5 });
  ASSERT_TOLD (&world, "");
  LIST (&world, { "leaf", 2, 3, 0.6 }, { "middle", 3, 4, 0.3 }, { "root", 4, 1, 0.2 }, { "stranger", 5, 1, 5 });
  ASSERT_TOLD (&world, "fired tree 4; ");
  /* One that can't be read leaves the sum unknown, which ends nothing. */
  LIST (&world, { "leaf", 2, 3, NAN }, { "middle", 3, 4, 0.3 }, { "root", 4, 1, 0.2 });
  ASSERT_TOLD (&world, "");
  vmp_alert_watcher_get_counts (world.watcher, 0, &counts);
  g_assert_cmpuint (counts.n_subjects, ==, 1);
  g_assert_cmpuint (counts.n_unknown, ==, 1);
  /* A list that was read while it changed may show a circle. */
  LIST (&world, { "middle", 3, 4, 0.3 }, { "root", 4, 3, 0.2 });
  g_string_truncate (world.told, 0);
  LIST (&world, { "root", 4, 1, 0.2 });
  vmp_alert_watcher_get_counts (world.watcher, 0, &counts);
  g_assert_cmpuint (counts.n_unknown, ==, 0);
  world_clear (&world);
}

static void
test_bases (void)
{
  g_autoptr (VmpAlertSet) set = vmp_alert_set_new ();
  World world;

  vmp_alert_set_take (set, rule_new ("limit", VMP_ALERT_SCOPE_PROCESS,
                                     (VmpAlertCondition) CONDITION (VMP_METRIC_RSS, VMP_ALERT_VALUE, VMP_ALERT_OF_CGROUP_LIMIT, 0, 90)));
  vmp_alert_set_take (set, rule_new ("slope", VMP_ALERT_SCOPE_PROCESS,
                                     (VmpAlertCondition) CONDITION (VMP_METRIC_RSS, VMP_ALERT_SLOPE, VMP_ALERT_OF_RAM, 16 * SEC, 5)));
  vmp_alert_set_take (set, rule_new ("usual", VMP_ALERT_SCOPE_PROCESS,
                                     (VmpAlertCondition) CONDITION (VMP_METRIC_RSS, VMP_ALERT_VALUE, VMP_ALERT_OF_BASELINE, 200 * SEC, 150)));
  world_init (&world, set);
  LIST (&world, { "a", 1, 0, 0.95, 1 }, { "b", 2, 0, 0.95, 0 });
  ASSERT_TOLD (&world, "fired limit 1; ");
  /* 1.2 GiB a minute are 12 % of RAM. */
  for (guint i = 0; i < 16; i++)
    LIST (&world, { "a", 1, 0, 0.95, 1 }, { "b", 2, 0, 0.95 + i * 0.02, 0 });
  ASSERT_TOLD (&world, "fired slope 2; ");
  for (guint i = 0; i < 200; i++)
    LIST (&world, { "a", 1, 0, 0.95, 1 }, { "b", 2, 0, 1, 0 });
  ASSERT_TOLD (&world, "resolved slope 2; ");
  LIST (&world, { "a", 1, 0, 0.95, 1 }, { "b", 2, 0, 1.6, 0 });
  ASSERT_TOLD (&world, "fired usual 2; ");
  /* What was learned of a program is there for the next process of it. */
  LIST (&world, { "a", 1, 0, 0.95, 1 });
  ASSERT_TOLD (&world, "ended usual 2; ");
  LIST (&world, { "a", 1, 0, 0.95, 1 }, { "b", 3, 0, 1.7, 0 });
  ASSERT_TOLD (&world, "fired usual 3; ");
  world_clear (&world);
}

/* As read of a file: of a program that never had anything, a few pages are as little unusual as if they had been learned in this run. */
static void
test_learned_of_nothing (void)
{
  g_autoptr (VmpAlertSet) set = vmp_alert_set_new ();
  g_autoptr (VmpAlertLearned) kept = vmp_alert_learned_new ();
  float nothing[VMP_ALERT_BASELINE_SLOTS] = { 0 };
  const double pages = 40960 / GIB;
  VmpAlertBaseline baseline;
  World world;

  g_assert_true (vmp_alert_baseline_import (&baseline, nothing, SEC, VMP_ALERT_BASELINE_SLOTS * SEC));
  vmp_alert_learned_put (kept, "process\nrss\n512000000000\na", &baseline, 1);
  vmp_alert_set_take (set, rule_new ("unusual", VMP_ALERT_SCOPE_PROCESS,
                                     (VmpAlertCondition) CONDITION (VMP_METRIC_RSS, VMP_ALERT_UNUSUAL, 0, 512 * SEC, 3.4)));
  world_init (&world, set);
  vmp_alert_watcher_teach (world.watcher, kept);
  LIST (&world, { "a", 1, 0, 0, 0 });
  for (guint i = 0; i < 4; i++)
    LIST (&world, { "a", 1, 0, pages, 0 });
  ASSERT_TOLD (&world, "");
  for (guint i = 0; i < 4; i++)
    LIST (&world, { "a", 1, 0, 1, 0 });
  ASSERT_TOLD (&world, "fired unusual 1; ");
  world_clear (&world);
}

static void
test_two_conditions (void)
{
  g_autoptr (VmpAlertSet) set = vmp_alert_set_new ();
  VmpAlertRule *rule = rule_new_big ();
  VmpAlertCounts counts;
  World world;

  rule->n_conditions = 2;
  rule->conditions[1] = (VmpAlertCondition) CONDITION (VMP_METRIC_RSS, VMP_ALERT_VALUE, VMP_ALERT_OF_CGROUP_LIMIT, 0, 50);
  vmp_alert_set_take (set, rule);
  world_init (&world, set);
  LIST (&world, { "a", 1, 0, 2, 0 }, { "b", 2, 0, 0.5, 0 });
  ASSERT_TOLD (&world, "");
  vmp_alert_watcher_get_counts (world.watcher, 0, &counts);
  /* Of b it is known that the rule does not hold, as one condition surely does not. */
  g_assert_cmpuint (counts.n_unknown, ==, 1);
  LIST (&world, { "a", 1, 0, 2, 10 }, { "b", 2, 0, 0.5, 0.6 });
  ASSERT_TOLD (&world, "");
  LIST (&world, { "a", 1, 0, 2, 3 });
  ASSERT_TOLD (&world, "fired big 1; ");
  world_clear (&world);
}

static void
change_rules (World       *world,
              VmpAlertSet *set)
{
  VmpAlertClock clock = make_clock (world);

  vmp_alert_watcher_set_rules (world->watcher, set, &clock);
  vmp_alert_crowd_note_rules (world->crowd);
}

static void
test_other_rules (void)
{
  g_autoptr (VmpAlertSet) set = vmp_alert_set_new (), same = vmp_alert_set_new (), other = vmp_alert_set_new ();
  VmpAlertRule *rule = rule_new_big ();
  World world;

  vmp_alert_set_take (set, rule_new_big ());
  vmp_alert_set_take (same, rule_new ("new", VMP_ALERT_SCOPE_PROCESS,
                                      (VmpAlertCondition) CONDITION (VMP_METRIC_RSS, VMP_ALERT_VALUE, VMP_ALERT_OF_NOTHING, 0, 1)));
  vmp_alert_set_take (same, rule_new_big ());
  rule->conditions[0].limit = 50;
  vmp_alert_set_take (other, rule);
  world_init (&world, set);
  LIST (&world, { "a", 1, 0, 2 });
  ASSERT_TOLD (&world, "fired big 1; ");
  change_rules (&world, same);
  LIST (&world, { "a", 1, 0, 2 });
  ASSERT_TOLD (&world, "fired new 1; ");
  change_rules (&world, other);
  ASSERT_TOLD (&world, "withdrawn new 1; withdrawn big 1; ");
  LIST (&world, { "a", 1, 0, 6 });
  ASSERT_TOLD (&world, "fired big 1; ");
  world_clear (&world);
}

static void
test_filter (void)
{
  g_autoptr (VmpAlertSet) set = vmp_alert_set_new ();
  VmpAlertScope filter = { .uid = VMP_MISSING, .name = (char *) "a" };
  World world;

  vmp_alert_set_take (set, rule_new_big ());
  world_init (&world, set);
  vmp_alert_crowd_set_filter (world.crowd, &filter);
  LIST (&world, { "a", 1, 0, 0.1 }, { "b", 2, 0, 5 });
  ASSERT_TOLD (&world, "");
  g_assert_cmpuint (vmp_alert_crowd_count (world.crowd), ==, 1);
  world_clear (&world);
}

static void
test_machine (void)
{
  g_autoptr (VmpAlertSet) set = vmp_alert_set_new_ready_made ();
  gint64 values[VMP_ALERT_N_METRICS];
  World world;

  for (guint i = 0; i < vmp_alert_set_get_n (set); i++)
    {
      const VmpAlertRule *rule = vmp_alert_set_get (set, i);

      g_assert_true (vmp_alert_rule_check (rule, NULL));
      g_assert_cmpint (rule->enabled, ==, strcmp (rule->id, "grows-fast") == 0 || strcmp (rule->id, "machine-runs-out") == 0);
      g_assert_cmpuint (strlen (rule->explanation), >, 20);
    }
  for (guint i = 0; i < VMP_ALERT_N_METRICS; i++)
    values[i] = VMP_MISSING;
  world_init (&world, set);
  for (; world.second < 30; world.second++)
    {
      VmpAlertClock clock = make_clock (&world);

      values[VMP_ALERT_MACHINE_AVAILABLE] = (world.second < 10 ? 0.6 : 0.4) * GIB;
      values[VMP_ALERT_MACHINE_PRESSURE_SOME] = world.second < 20 ? 900 : 1100;
      vmp_alert_crowd_add_machine (world.crowd, values, &clock);
      g_assert_cmpint (world.told->len > 0, ==, world.second >= 25);
    }
  ASSERT_TOLD (&world, "fired machine-runs-out 0; ");
  world_clear (&world);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/alert/watcher/come-and-go", test_come_and_go);
  g_test_add_func ("/alert/watcher/exec", test_exec);
  g_test_add_func ("/alert/watcher/scopes", test_scopes);
  g_test_add_func ("/alert/watcher/trees", test_trees);
  g_test_add_func ("/alert/watcher/bases", test_bases);
  g_test_add_func ("/alert/watcher/learned-of-nothing", test_learned_of_nothing);
  g_test_add_func ("/alert/watcher/two-conditions", test_two_conditions);
  g_test_add_func ("/alert/watcher/other-rules", test_other_rules);
  g_test_add_func ("/alert/watcher/filter", test_filter);
  g_test_add_func ("/alert/watcher/machine", test_machine);
  return g_test_run ();
}
