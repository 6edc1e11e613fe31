/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The life of one alert, with clocks that are made up. */

#include "config.h"

#include <math.h>

#include "core/alert/vmp-alert-state.h"

#define SEC G_GINT64_CONSTANT (1000000000)

/* What happens at a moment; what is to come of it. */
typedef enum
{
  END = 0,
  SAMPLE,       /* value */
  MISSING,
  LEARNING,
  SLEEP,        /* value: seconds in which only CLOCK_BOOTTIME goes on */
  MUTE,         /* value: until that second */
  MINUTE,       /* value: it is that minute of the day */
  BOOT,         /* CLOCK_BOOTTIME begins anew */
  PROCESS_END,
} What;

typedef struct
{
  What             what;
  double           at;        /* seconds awake */
  double           value;
  VmpAlertOutcome  outcome;
  VmpAlertPhase    phase;
} Step;

typedef struct
{
  const char      *name;
  double           for_sec, cooldown_sec, hysteresis;
  int              quiet_begin, quiet_end;
  Step             steps[16];
} Case;

#define NO VMP_ALERT_NOTHING
#define FIRED VMP_ALERT_FIRED
#define RESOLVED VMP_ALERT_RESOLVED
#define IDLE VMP_ALERT_IDLE
#define PENDING VMP_ALERT_PENDING
#define BACK VMP_ALERT_HELD_BACK
#define FIRING VMP_ALERT_FIRING

/* All rules: above 100. Samples may be 3 s apart. */
static const Case cases[] = {
  { "at once", 0, 0, 0, -1, -1, {
    { SAMPLE, 0, 100, NO, IDLE }, { SAMPLE, 1, 101, FIRED, FIRING }, { SAMPLE, 2, 200, NO, FIRING },
    { SAMPLE, 3, 100, RESOLVED, IDLE }, { SAMPLE, 4, 101, FIRED, FIRING } } },
  { "only after its time", 3, 0, 0, -1, -1, {
    { SAMPLE, 0, 101, NO, PENDING }, { SAMPLE, 1, 101, NO, PENDING }, { SAMPLE, 2, 101, NO, PENDING },
    { SAMPLE, 3, 101, FIRED, FIRING } } },
  { "a dip begins the time anew", 2, 0, 0, -1, -1, {
    { SAMPLE, 0, 101, NO, PENDING }, { SAMPLE, 1, 101, NO, PENDING }, { SAMPLE, 1.5, 99, NO, IDLE },
    { SAMPLE, 2, 101, NO, PENDING }, { SAMPLE, 3, 101, NO, PENDING }, { SAMPLE, 4, 101, FIRED, FIRING } } },
  { "hysteresis keeps it", 0, 0, 10, -1, -1, {
    { SAMPLE, 0, 95, NO, IDLE }, { SAMPLE, 1, 101, FIRED, FIRING }, { SAMPLE, 2, 91, NO, FIRING },
    { SAMPLE, 3, 105, NO, FIRING }, { SAMPLE, 4, 90, RESOLVED, IDLE }, { SAMPLE, 5, 99, NO, IDLE } } },
  { "between is not beyond", 2, 0, 10, -1, -1, {
    { SAMPLE, 0, 101, NO, PENDING }, { SAMPLE, 1, 95, NO, IDLE }, { SAMPLE, 2, 101, NO, PENDING },
    { SAMPLE, 3, 101, NO, PENDING } } },
  { "cooldown holds back, and lets go", 0, 10, 0, -1, -1, {
    { SAMPLE, 0, 101, FIRED, FIRING }, { SAMPLE, 1, 99, RESOLVED, IDLE }, { SAMPLE, 3, 101, NO, BACK },
    { SAMPLE, 6, 101, NO, BACK }, { SAMPLE, 9, 101, NO, BACK }, { SAMPLE, 10, 101, FIRED, FIRING } } },
  { "what ended while held back is not told", 0, 10, 0, -1, -1, {
    { SAMPLE, 0, 101, FIRED, FIRING }, { SAMPLE, 1, 99, RESOLVED, IDLE }, { SAMPLE, 3, 101, NO, BACK },
    { SAMPLE, 6, 99, NO, IDLE }, { SAMPLE, 12, 99, NO, IDLE } } },
  { "a muted one waits", 0, 0, 0, -1, -1, {
    { MUTE, 0, 5 }, { SAMPLE, 0, 101, NO, BACK }, { SAMPLE, 3, 101, NO, BACK }, { SAMPLE, 5, 101, FIRED, FIRING } } },
  { "muting does not end what was told", 0, 0, 0, -1, -1, {
    { SAMPLE, 0, 101, FIRED, FIRING }, { MUTE, 1, 9 }, { SAMPLE, 1, 101, NO, FIRING }, { SAMPLE, 2, 99, RESOLVED, IDLE },
    { SAMPLE, 3, 101, NO, BACK } } },
  { "missing is no alert", 0, 0, 0, -1, -1, {
    { MISSING, 0, 0, NO, IDLE }, { MISSING, 1, 0, NO, IDLE }, { LEARNING, 2, 0, NO, IDLE }, { SAMPLE, 3, 101, FIRED, FIRING } } },
  { "missing is no end of one", 0, 0, 0, -1, -1, {
    { SAMPLE, 0, 101, FIRED, FIRING }, { MISSING, 1, 0, NO, FIRING }, { MISSING, 100, 0, NO, FIRING },
    { SAMPLE, 101, 101, NO, FIRING }, { SAMPLE, 102, 99, RESOLVED, IDLE } } },
  { "time without knowledge does not count", 4, 0, 0, -1, -1, {
    { SAMPLE, 0, 101, NO, PENDING }, { SAMPLE, 1, 101, NO, PENDING }, { MISSING, 2, 0, NO, PENDING },
    { SAMPLE, 3, 101, NO, PENDING }, { SAMPLE, 4, 101, NO, PENDING }, { SAMPLE, 5, 101, NO, PENDING },
    { SAMPLE, 6, 101, FIRED, FIRING } } },
  { "a long silence begins the time anew", 4, 0, 0, -1, -1, {
    { SAMPLE, 0, 101, NO, PENDING }, { SAMPLE, 3, 101, NO, PENDING }, { SAMPLE, 20, 101, NO, PENDING },
    { SAMPLE, 23, 101, NO, PENDING }, { SAMPLE, 24, 101, FIRED, FIRING } } },
  { "sleep does not count", 4, 0, 0, -1, -1, {
    { SAMPLE, 0, 101, NO, PENDING }, { SAMPLE, 2, 101, NO, PENDING }, { SLEEP, 2, 3600 }, { SAMPLE, 3, 101, NO, PENDING },
    { SAMPLE, 4, 101, FIRED, FIRING } } },
  { "a cooldown passes in sleep", 0, 600, 0, -1, -1, {
    { SAMPLE, 0, 101, FIRED, FIRING }, { SAMPLE, 1, 99, RESOLVED, IDLE }, { SLEEP, 1, 3600 }, { SAMPLE, 2, 101, FIRED, FIRING } } },
  { "a clock that went back ends no cooldown late", 0, 600, 0, -1, -1, {
    { SAMPLE, 100, 101, FIRED, FIRING }, { SAMPLE, 101, 99, RESOLVED, IDLE }, { BOOT, 101, 0 }, { SAMPLE, 102, 101, FIRED, FIRING } } },
  { "awake time that went back begins anew", 2, 0, 0, -1, -1, {
    { SAMPLE, 100, 101, NO, PENDING }, { SAMPLE, 101, 101, NO, PENDING }, { SAMPLE, 5, 101, NO, PENDING },
    { SAMPLE, 6, 101, NO, PENDING }, { SAMPLE, 7, 101, FIRED, FIRING } } },
  { "quiet hours over midnight", 0, 0, 0, 22 * 60, 7 * 60, {
    { MINUTE, 0, 23 * 60 }, { SAMPLE, 0, 101, NO, BACK }, { MINUTE, 1, 60 }, { SAMPLE, 1, 101, NO, BACK },
    { MINUTE, 2, 7 * 60 }, { SAMPLE, 2, 101, FIRED, FIRING } } },
  { "the wall clock jumps into quiet hours", 0, 0, 0, 60, 120, {
    { MINUTE, 0, 30 }, { SAMPLE, 0, 101, FIRED, FIRING }, { MINUTE, 1, 90 }, { SAMPLE, 1, 99, RESOLVED, IDLE },
    { SAMPLE, 2, 101, NO, BACK }, { MINUTE, 3, 30 }, { SAMPLE, 3, 101, FIRED, FIRING } } },
  { "the process ends", 0, 600, 0, -1, -1, {
    { SAMPLE, 0, 101, FIRED, FIRING }, { PROCESS_END, 1, 0, VMP_ALERT_ENDED, IDLE }, { SAMPLE, 2, 101, NO, BACK },
    { PROCESS_END, 3, 0, NO, IDLE }, { SAMPLE, 601, 101, FIRED, FIRING } } },
};

static VmpAlertOutcome
make (const Step         *step,
      const VmpAlertRule *rule,
      VmpAlertState      *state,
      VmpAlertClock      *clock,
      double             *ahead)
{
  clock->awake_nsec = step->at * SEC;
  clock->boottime_nsec = (step->at + *ahead) * SEC;
  switch (step->what)
    {
    case SAMPLE:
      return vmp_alert_state_step (state, rule, vmp_alert_condition_judge (&rule->conditions[0], step->value), clock);
    case MISSING:
      return vmp_alert_state_step (state, rule, vmp_alert_condition_judge (&rule->conditions[0], NAN), clock);
    case LEARNING:
      return vmp_alert_state_step (state, rule, VMP_ALERT_LEARNING, clock);
    case PROCESS_END:
      return vmp_alert_state_end (state);
    case SLEEP:
      *ahead += step->value;
      break;
    case MUTE:
      state->muted_until_nsec = step->value * SEC;
      break;
    case MINUTE:
      clock->minute = step->value;
      break;
    case BOOT:
      *ahead = -step->at;
      break;
    case END:
    default:
      g_assert_not_reached ();
    }
  return VMP_ALERT_NOTHING;
}

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (VmpAlertRule) rule = vmp_alert_rule_new ("test");
  VmpAlertState state = VMP_ALERT_STATE_INIT;
  VmpAlertClock clock = { 0, 0, 3 * SEC, -1 };
  double ahead = 0;

  rule->n_conditions = 1;
  rule->conditions[0] = (VmpAlertCondition) { VMP_METRIC_RSS, VMP_ALERT_VALUE, VMP_ALERT_OF_NOTHING, VMP_ALERT_ABOVE, 0, 100, c->hysteresis };
  rule->for_nsec = c->for_sec * SEC;
  rule->cooldown_nsec = c->cooldown_sec * SEC;
  rule->quiet_begin = c->quiet_begin;
  rule->quiet_end = c->quiet_end;
  g_assert_true (vmp_alert_rule_check (rule, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (c->steps) && c->steps[i].what != END; i++)
    {
      const Step *step = &c->steps[i];
      VmpAlertOutcome outcome = make (step, rule, &state, &clock, &ahead);

      g_test_message ("%s: step %u at %g s", c->name, i, step->at);
      if (step->what == SLEEP || step->what == MUTE || step->what == MINUTE || step->what == BOOT)
        continue;
      g_assert_cmpint (outcome, ==, step->outcome);
      g_assert_cmpint (state.phase, ==, step->phase);
      g_assert_cmpint (state.unknown != 0, ==, step->what == MISSING || step->what == LEARNING);
    }
}

/* A rule that is muted until a time of day keeps quiet, whatever else; what holds then is told. Of a recording nobody knows the time. */
static void
test_muted_rule (void)
{
  g_autoptr (VmpAlertRule) rule = vmp_alert_rule_new ("test");
  VmpAlertState state = VMP_ALERT_STATE_INIT;
  VmpAlertClock clock = { SEC, SEC, 3 * SEC, -1, 1000 };

  rule->muted_until_usec = 2000;
  g_assert_cmpint (vmp_alert_state_step (&state, rule, VMP_ALERT_TRUE, &clock), ==, VMP_ALERT_NOTHING);
  g_assert_cmpint (state.phase, ==, VMP_ALERT_HELD_BACK);
  clock.boottime_nsec = clock.awake_nsec = 2 * SEC;
  clock.realtime_usec = 2000;
  g_assert_cmpint (vmp_alert_state_step (&state, rule, VMP_ALERT_TRUE, &clock), ==, VMP_ALERT_FIRED);
  state = (VmpAlertState) VMP_ALERT_STATE_INIT;
  clock.realtime_usec = 0;
  g_assert_cmpint (vmp_alert_state_step (&state, rule, VMP_ALERT_TRUE, &clock), ==, VMP_ALERT_FIRED);
}

/* The sign of hysteresis and what "at" includes. */
static void
test_comparisons (void)
{
  static const struct { VmpAlertComparison comparison; double value; VmpAlertTruth truth; } rows[] = {
    { VMP_ALERT_ABOVE, 10.5, VMP_ALERT_TRUE }, { VMP_ALERT_ABOVE, 10, VMP_ALERT_BETWEEN }, { VMP_ALERT_ABOVE, 8, VMP_ALERT_FALSE },
    { VMP_ALERT_AT_LEAST, 10, VMP_ALERT_TRUE }, { VMP_ALERT_AT_LEAST, 9.9, VMP_ALERT_BETWEEN }, { VMP_ALERT_AT_LEAST, 8, VMP_ALERT_FALSE },
    { VMP_ALERT_BELOW, 9.5, VMP_ALERT_TRUE }, { VMP_ALERT_BELOW, 10, VMP_ALERT_BETWEEN }, { VMP_ALERT_BELOW, 12, VMP_ALERT_FALSE },
    { VMP_ALERT_AT_MOST, 10, VMP_ALERT_TRUE }, { VMP_ALERT_AT_MOST, 11, VMP_ALERT_BETWEEN }, { VMP_ALERT_AT_MOST, 12, VMP_ALERT_FALSE },
    { VMP_ALERT_BELOW, NAN, VMP_ALERT_UNKNOWN },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      VmpAlertCondition condition = { VMP_METRIC_RSS, VMP_ALERT_VALUE, VMP_ALERT_OF_NOTHING, rows[i].comparison, 0, 10, 2 };

      g_assert_cmpint (vmp_alert_condition_judge (&condition, rows[i].value), ==, rows[i].truth);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/alert/comparisons", test_comparisons);
  g_test_add_func ("/alert/muted-rule", test_muted_rule);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/alert/state/%s", cases[i].name);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  return g_test_run ();
}
