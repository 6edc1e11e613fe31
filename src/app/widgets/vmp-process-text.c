/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the rows of the picker say. */

#include "config.h"

#include "vmp-process-text.h"

#include <glib/gi18n.h>

/* A command line may be megabytes long. */
#define MOST_TOOLTIP_CHARS 400

/* By VmpProcessSort, for those that are memory. */
static const char *const columns[] = {
  [VMP_PROCESS_SORT_RESIDENT] = N_("Resident memory"),
  [VMP_PROCESS_SORT_PSS] = N_("Proportional memory"),
  [VMP_PROCESS_SORT_USS] = N_("Unique memory"),
  [VMP_PROCESS_SORT_SWAP] = N_("Swap"),
  [VMP_PROCESS_SORT_ANONYMOUS] = N_("Anonymous memory"),
  [VMP_PROCESS_SORT_FILE] = N_("File memory"),
  [VMP_PROCESS_SORT_SHARED] = N_("Shared memory"),
  [VMP_PROCESS_SORT_PEAK] = N_("Peak resident memory"),
  [VMP_PROCESS_SORT_VIRTUAL] = N_("Virtual size"),
};

const char *
vmp_process_text_get_column (const VmpProcessSortInfo *shown)
{
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    if (vmp_process_sort_get_info (i)->metric == shown->metric)
      return _(columns[i]);
  return "";
}

const char *
vmp_process_text_get_name (const VmpProcessShown *shown)
{
  return shown->line.kind == VMP_PROCESS_LINE_GROUP ? shown->group->title : shown->name;
}

static gboolean
is_upper_bound (const VmpProcessShown *shown)
{
  return shown->line.kind == VMP_PROCESS_LINE_GROUP && !shown->shown->adds_up;
}

static gboolean
is_lower_bound (const VmpProcessShown *shown)
{
  return shown->line.kind == VMP_PROCESS_LINE_GROUP && shown->shown->adds_up && shown->n_missing > 0;
}

char *
vmp_process_text_dup_value (const VmpProcessShown *shown, VmpUnits units)
{
  char buffer[VMP_FORMAT_SIZE];
  const char *value = vmp_format_bytes (buffer, shown->value, units);

  if (shown->line.kind == VMP_PROCESS_LINE_ENDED)
    /* Translators: of a process, in place of its memory */
    return g_strdup (C_("process", "ended"));
  if (vmp_value_is_missing (shown->value))
    return g_strdup (value);
  if (is_upper_bound (shown))
    /* Translators: a sum in which pages may count twice, for example "≤ 612 MiB" */
    return g_strdup_printf (C_("upper bound", "≤ %s"), value);
  if (is_lower_bound (shown))
    /* Translators: a sum in which some are not known, for example "≥ 612 MiB" */
    return g_strdup_printf (C_("lower bound", "≥ %s"), value);
  return g_strdup (value);
}

static char *
dup_count (const VmpProcessShown *shown)
{
  return g_strdup_printf (ngettext ("%u process", "%u processes", shown->n_processes), shown->n_processes);
}

/* What the process is of, if that says more than its name. */
static const char *
get_application (const VmpProcessShown *shown)
{
  if (shown->group == NULL || shown->group->icon == NULL || shown->name == NULL
      || g_ascii_strcasecmp (shown->group->title, shown->name) == 0)
    return NULL;
  return shown->group->title;
}

char *
vmp_process_text_dup_detail (const VmpProcessShown *shown, VmpUserNames *users)
{
  const char *application = get_application (shown);
  const char *user = shown->row != NULL ? vmp_user_names_get (users, shown->row->uid) : "";

  if (shown->line.kind == VMP_PROCESS_LINE_GROUP)
    return dup_count (shown);
  if (*user == '\0')
    return g_strdup_printf ("%d", shown->pid);
  if (application != NULL)
    return g_strdup_printf ("%d · %s · %s", shown->pid, user, application);
  return g_strdup_printf ("%d · %s", shown->pid, user);
}

static char *
dup_group_label (const VmpProcessShown *shown, const char *value)
{
  g_autofree char *count = dup_count (shown);

  if (is_upper_bound (shown))
    /* Translators: a group of processes for screen readers: name, "3 processes", memory */
    return g_strdup_printf (_("%s, %s, at most %s"), shown->group->title, count, value);
  if (is_lower_bound (shown))
    /* Translators: a group of processes for screen readers: name, "3 processes", memory */
    return g_strdup_printf (_("%s, %s, at least %s"), shown->group->title, count, value);
  return g_strdup_printf ("%s, %s, %s", shown->group->title, count, value);
}

char *
vmp_process_text_dup_label (const VmpProcessShown *shown, VmpUserNames *users, VmpUnits units)
{
  char buffer[VMP_FORMAT_SIZE];
  const char *value = vmp_format_bytes (buffer, shown->value, units);
  const char *user = shown->row != NULL ? vmp_user_names_get (users, shown->row->uid) : "";

  if (shown->line.kind == VMP_PROCESS_LINE_GROUP)
    return dup_group_label (shown, value);
  if (shown->row == NULL)
    /* Translators: a row for screen readers: name, process id */
    return g_strdup_printf (_("%s, process %d, has ended"), shown->name, shown->pid);
  if (get_application (shown) != NULL)
    /* Translators: a row for screen readers: name, memory, process id, user, application */
    return g_strdup_printf (_("%s, %s, process %d of %s, %s"), shown->name, value, shown->pid, user,
                            get_application (shown));
  /* Translators: a row for screen readers: name, memory, process id, user */
  return g_strdup_printf (_("%s, %s, process %d of %s"), shown->name, value, shown->pid, user);
}

static void
add_cut (GString *text, const char *line)
{
  const char *end = g_utf8_strlen (line, -1) > MOST_TOOLTIP_CHARS ? g_utf8_offset_to_pointer (line, MOST_TOOLTIP_CHARS)
                                                                  : NULL;

  if (*line == '\0')
    return;
  g_string_append_c (text, '\n');
  g_string_append_len (text, line, end != NULL ? end - line : -1);
  if (end != NULL)
    g_string_append (text, "…");
}

static void
add_group (GString *text, const VmpProcessShown *shown)
{
  if (is_upper_bound (shown))
    add_cut (text, _("At most: memory that processes share counts in each of them. "
                     "Show proportional memory for a sum that is right."));
  else if (shown->n_missing > 0)
    {
      g_autofree char *missing =
        g_strdup_printf (ngettext ("At least: the memory of %u process is not known.",
                                   "At least: the memory of %u processes is not known.", shown->n_missing),
                         shown->n_missing);

      add_cut (text, missing);
    }
}

/* Why the value of a process is missing, as far as a list of all processes knows. */
static const char *
get_reason (const VmpProcessShown *shown)
{
  const VmpProcessRow *row = shown->row;
  gboolean by_rollup = vmp_metric_get (shown->shown->metric)->tier > VMP_TIER_0;

  if (row->kind != VMP_PROCESS_USER)
    return _("The process has no memory of its own");
  if (by_rollup && row->denied)
    return _("Not permitted: the process belongs to another user or is protected");
  if (by_rollup && row->rss_bytes > VMP_PROCESS_ROLLUP_LONGEST_RSS_BYTES)
    return _("Not read, so that looking does not slow the process down");
  return _("Not read yet");
}

char *
vmp_process_text_dup_tooltip (const VmpProcessShown *shown, VmpUserNames *users, VmpUnits units)
{
  g_autoptr (GString) text = g_string_new (vmp_process_text_get_name (shown));
  g_autofree char *detail = vmp_process_text_dup_detail (shown, users);
  g_autofree char *value = vmp_process_text_dup_value (shown, units);
  /* Translators: a kind of memory and how much of it, for example "Resident memory: 612 MiB" */
  g_autofree char *memory = g_strdup_printf (_("%s: %s"), vmp_process_text_get_column (shown->shown), value);

  add_cut (text, detail);
  if (shown->line.kind != VMP_PROCESS_LINE_ENDED)
    add_cut (text, memory);
  if (shown->row != NULL && vmp_value_is_missing (shown->value))
    add_cut (text, get_reason (shown));
  if (shown->line.kind == VMP_PROCESS_LINE_GROUP)
    add_group (text, shown);
  if (shown->row != NULL)
    {
      add_cut (text, shown->row->command);
      if (shown->row->cgroup != NULL)
        add_cut (text, shown->row->cgroup);
    }
  return g_string_free_and_steal (g_steal_pointer (&text));
}
