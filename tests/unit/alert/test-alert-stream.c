/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules over events alone, as a recording holds them. */

#include "config.h"

#include "core/watch/vmp-alert-stream.h"

#define SEC G_GINT64_CONSTANT (1000000000)
#define MIB G_GINT64_CONSTANT (1048576)
#define GROUP "/system.slice/web.service"

typedef struct
{
  VmpAlertSet    *set;      /* owned */
  VmpAlertStream *stream;   /* owned */
  GString        *told;     /* owned: "fired big 7; " */
} World;

static void
notice_cb (const VmpAlertNotice *notice,
           gpointer              user_data)
{
  static const char *const words[] = { "", "fired", "resolved", "ended", "withdrawn" };

  g_string_append_printf (user_data, "%s %s %d; ", words[notice->outcome], notice->rule->id, notice->identity->pid);
}

/* Above 10 MiB, or 10 % of the group's limit. */
static VmpAlertRule *
rule_new (const char        *id,
          VmpAlertScopeKind  kind,
          VmpAlertBase       base)
{
  VmpAlertRule *rule = vmp_alert_rule_new (id);

  rule->scope.kind = kind;
  rule->n_conditions = 1;
  rule->conditions[0] = (VmpAlertCondition) {
    VMP_METRIC_RSS, VMP_ALERT_VALUE, base, VMP_ALERT_ABOVE, 0, base == VMP_ALERT_OF_CGROUP_LIMIT ? 10 : 10 * MIB, 0,
  };
  g_assert_true (vmp_alert_rule_check (rule, NULL));
  return rule;
}

static void
world_init (World        *self,
            VmpAlertRule *rule)
{
  self->set = vmp_alert_set_new ();
  g_assert_true (vmp_alert_set_take (self->set, rule));
  self->told = g_string_new (NULL);
  self->stream = vmp_alert_stream_new (self->set, NULL, SEC, 0, notice_cb, self->told);
}

static void
world_clear (World *self)
{
  vmp_alert_stream_free (self->stream);
  vmp_alert_set_unref (self->set);
  g_string_free (self->told, TRUE);
}

static void
begin (World   *self,
       guint32  target,
       guint32  parent,
       gint64   second)
{
  VmpEvent fork = { .type = VMP_EVENT_FORK, .target = parent, .time_nsec = second * SEC, .fork = { target, target } };
  VmpEvent start = { .type = VMP_EVENT_START, .target = target, .time_nsec = second * SEC };

  start.process.identity.pid = target;
  start.process.identity.start_time_ticks = target;
  if (parent != 0)
    vmp_alert_stream_consume (self->stream, &fork);
  vmp_alert_stream_consume (self->stream, &start);
}

static void
sample (World   *self,
        guint32  target,
        gint64   second,
        gint64   mib)
{
  VmpEvent event = { .type = VMP_EVENT_SAMPLE, .target = target, .time_nsec = second * SEC };

  for (guint i = 0; i < VMP_N_METRICS; i++)
    event.sample.values[i] = VMP_MISSING;
  event.sample.values[VMP_METRIC_RSS] = mib * MIB;
  vmp_alert_stream_consume (self->stream, &event);
}

static void
end (World   *self,
     guint32  target,
     gint64   second)
{
  VmpEvent event = { .type = VMP_EVENT_EXIT, .target = target, .time_nsec = second * SEC };

  vmp_alert_stream_consume (self->stream, &event);
}

#define ASSERT_TOLD(world, text) \
  G_STMT_START { \
    g_assert_cmpstr ((world)->told->str, ==, text); \
    g_string_truncate ((world)->told, 0); \
  } G_STMT_END

static void
test_tree (void)
{
  VmpAlertRule *rule = rule_new ("tree", VMP_ALERT_SCOPE_TREE, VMP_ALERT_OF_NOTHING);
  World world;

  rule->scope.pid = 1;
  world_init (&world, rule);
  vmp_alert_stream_follow_trees (world.stream);
  begin (&world, 1, 0, 0);
  begin (&world, 9, 0, 0);
  sample (&world, 9, 1, 100);
  sample (&world, 1, 1, 4);
  begin (&world, 2, 1, 1);
  begin (&world, 3, 2, 1);
  sample (&world, 2, 2, 4);
  sample (&world, 1, 2, 4);
  /* 8 MiB, and another that is not of the tree, and a grandchild of which nothing is known yet. */
  ASSERT_TOLD (&world, "");
  sample (&world, 3, 3, 4);
  sample (&world, 1, 3, 4);
  ASSERT_TOLD (&world, "fired tree 1; ");
  /* What ended is not counted. */
  end (&world, 3, 4);
  sample (&world, 1, 4, 4);
  ASSERT_TOLD (&world, "resolved tree 1; ");
  sample (&world, 2, 5, 40);
  sample (&world, 1, 5, 4);
  ASSERT_TOLD (&world, "fired tree 1; ");
  end (&world, 1, 6);
  ASSERT_TOLD (&world, "ended tree 1; ");
  world_clear (&world);
}

/* Of a damaged file: who is whose child goes in a circle. */
static void
test_circle (void)
{
  World world;

  world_init (&world, rule_new ("tree", VMP_ALERT_SCOPE_TREE, VMP_ALERT_OF_NOTHING));
  vmp_alert_stream_follow_trees (world.stream);
  begin (&world, 1, 2, 0);
  begin (&world, 2, 1, 0);
  begin (&world, 3, 3, 0);
  sample (&world, 1, 1, 6);
  sample (&world, 3, 1, 6);
  sample (&world, 2, 1, 6);
  ASSERT_TOLD (&world, "fired tree 2; ");
  world_clear (&world);
}

static void
test_cgroup (void)
{
  VmpAlertRule *rule = rule_new ("limit", VMP_ALERT_SCOPE_PROCESS, VMP_ALERT_OF_CGROUP_LIMIT);
  World world;

  rule->scope.cgroup = g_strdup ("*/web.service");
  world_init (&world, rule);
  vmp_alert_stream_set_cgroup (world.stream, GROUP, 100 * MIB);
  begin (&world, 1, 0, 0);
  begin (&world, 2, 1, 0);
  begin (&world, 3, 0, 0);
  sample (&world, 1, 1, 5);
  ASSERT_TOLD (&world, "");
  /* In which group a process is that is no child of the first is not known. */
  sample (&world, 3, 1, 50);
  ASSERT_TOLD (&world, "");
  sample (&world, 2, 1, 50);
  ASSERT_TOLD (&world, "fired limit 2; ");
  world_clear (&world);
}

static void
test_lacks (void)
{
  g_autoptr (VmpAlertRule) machine = vmp_alert_rule_new ("machine");
  g_autoptr (VmpAlertRule) tree = rule_new ("tree", VMP_ALERT_SCOPE_TREE, VMP_ALERT_OF_NOTHING);
  g_autoptr (VmpAlertRule) limit = rule_new ("limit", VMP_ALERT_SCOPE_PROCESS, VMP_ALERT_OF_CGROUP_LIMIT);
  g_autoptr (VmpAlertRule) group = rule_new ("group", VMP_ALERT_SCOPE_PROCESS, VMP_ALERT_OF_NOTHING);
  World world;

  machine->scope.kind = VMP_ALERT_SCOPE_MACHINE;
  group->scope.cgroup = g_strdup (GROUP);
  world_init (&world, rule_new ("any", VMP_ALERT_SCOPE_PROCESS, VMP_ALERT_OF_NOTHING));
  g_assert_cmpint (vmp_alert_stream_find_lack (world.stream, machine), ==, VMP_ALERT_LACKS_MACHINE);
  g_assert_cmpint (vmp_alert_stream_find_lack (world.stream, tree), ==, VMP_ALERT_LACKS_CHILDREN);
  g_assert_cmpint (vmp_alert_stream_find_lack (world.stream, limit), ==, VMP_ALERT_LACKS_CGROUP);
  g_assert_cmpint (vmp_alert_stream_find_lack (world.stream, group), ==, VMP_ALERT_LACKS_CGROUP);
  vmp_alert_stream_follow_trees (world.stream);
  vmp_alert_stream_set_cgroup (world.stream, GROUP, VMP_MISSING);
  g_assert_cmpint (vmp_alert_stream_find_lack (world.stream, tree), ==, VMP_ALERT_LACKS_NOTHING);
  g_assert_cmpint (vmp_alert_stream_find_lack (world.stream, limit), ==, VMP_ALERT_LACKS_CGROUP);
  g_assert_cmpint (vmp_alert_stream_find_lack (world.stream, group), ==, VMP_ALERT_LACKS_NOTHING);
  world_clear (&world);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/alert/stream/tree", test_tree);
  g_test_add_func ("/alert/stream/circle", test_circle);
  g_test_add_func ("/alert/stream/cgroup", test_cgroup);
  g_test_add_func ("/alert/stream/lacks", test_lacks);
  return g_test_run ();
}
