/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All processes of a machine, list by list: who is new, who ended, who belongs to whose tree. */

#include "config.h"

#include "vmp-alert-crowd.h"

#include <string.h>

/* Deeper than any real tree; a list read while it changed can hold a circle. */
#define MOST_ANCESTORS 256

/* One process. */
typedef struct
{
  gint32           pid, ppid;
  guint64          start_time_ticks;
  gint64           uid;
  char            *name, *exe, *cgroup;   /* owned; NULL where not known */
  guint64          list;                  /* number of the last list that it was in */
  VmpAlertSubject *subject;               /* NULL: no rule concerns it */
  VmpAlertSubject *tree;                  /* likewise, with its descendants */
  gint64           cgroup_limit_bytes;
  gint64          *values;                /* owned; NULL unless there are rules of trees */
  gint64          *sums;                  /* owned; NULL unless it has a tree */
} Member;

struct _VmpAlertCrowd
{
  VmpAlertWatcher *watcher;
  GHashTable      *members;     /* owned: pid -> Member */
  const VmpAlertScope *filter;  /* NULL: none */
  VmpAlertSubject *machine;     /* NULL before there is something about it */
  VmpAlertClock    clock;
  guint64          list;
  gboolean         has_trees;
  gboolean         tree_metrics[VMP_ALERT_N_METRICS];
};

static void
member_free (gpointer data)
{
  Member *self = data;

  g_free (self->name);
  g_free (self->exe);
  g_free (self->cgroup);
  g_free (self->values);
  g_free (self->sums);
  g_free (self);
}

VmpAlertCrowd *
vmp_alert_crowd_new (VmpAlertWatcher *watcher)
{
  VmpAlertCrowd *self = g_new0 (VmpAlertCrowd, 1);

  self->watcher = watcher;
  self->members = g_hash_table_new_full (NULL, NULL, NULL, member_free);
  vmp_alert_crowd_note_rules (self);
  return self;
}

void
vmp_alert_crowd_free (VmpAlertCrowd *self)
{
  g_hash_table_unref (self->members);
  g_free (self);
}

static void
member_get_identity (const Member     *self,
                     VmpAlertIdentity *out)
{
  *out = (VmpAlertIdentity) { self->pid, self->ppid, self->start_time_ticks, self->uid, self->name, self->exe, self->cgroup };
}

/* Finds who is concerned by the rules as they are now. */
static void
settle (VmpAlertCrowd *self,
        Member        *member)
{
  VmpAlertIdentity identity;
  gboolean wanted;

  member_get_identity (member, &identity);
  wanted = self->filter == NULL || vmp_alert_scope_matches (self->filter, &identity);
  if (wanted && member->subject == NULL && vmp_alert_watcher_concerns (self->watcher, VMP_ALERT_SCOPE_PROCESS, &identity))
    member->subject = vmp_alert_watcher_add (self->watcher, VMP_ALERT_SCOPE_PROCESS, &identity);
  if (wanted && member->tree == NULL && self->has_trees && vmp_alert_watcher_concerns (self->watcher, VMP_ALERT_SCOPE_TREE, &identity))
    member->tree = vmp_alert_watcher_add (self->watcher, VMP_ALERT_SCOPE_TREE, &identity);
  if (self->has_trees && member->values == NULL)
    member->values = g_new (gint64, VMP_ALERT_N_METRICS);
  if (member->tree != NULL && member->sums == NULL)
    member->sums = g_new (gint64, VMP_ALERT_N_METRICS);
}

static void
leave (VmpAlertCrowd *self,
       Member        *member)
{
  if (member->subject != NULL)
    vmp_alert_watcher_remove (self->watcher, member->subject, &self->clock);
  if (member->tree != NULL)
    vmp_alert_watcher_remove (self->watcher, member->tree, &self->clock);
  member->subject = member->tree = NULL;
}

void
vmp_alert_crowd_note_rules (VmpAlertCrowd *self)
{
  VmpAlertIdentity none = { 0 };
  GHashTableIter iter;
  gpointer member;

  memset (self->tree_metrics, 0, sizeof self->tree_metrics);
  vmp_alert_watcher_find_metrics (self->watcher, VMP_ALERT_SCOPE_TREE, NULL, self->tree_metrics);
  self->has_trees = vmp_alert_watcher_concerns (self->watcher, VMP_ALERT_SCOPE_TREE, NULL);
  if (self->machine == NULL && vmp_alert_watcher_concerns (self->watcher, VMP_ALERT_SCOPE_MACHINE, &none))
    self->machine = vmp_alert_watcher_add (self->watcher, VMP_ALERT_SCOPE_MACHINE, &none);
  g_hash_table_iter_init (&iter, self->members);
  while (g_hash_table_iter_next (&iter, NULL, &member))
    settle (self, member);
}

void
vmp_alert_crowd_set_filter (VmpAlertCrowd       *self,
                            const VmpAlertScope *filter)
{
  self->filter = filter;
}

void
vmp_alert_crowd_begin (VmpAlertCrowd       *self,
                       const VmpAlertClock *clock)
{
  self->clock = *clock;
  self->list++;
}

static gboolean
same_text (const char *a,
           const char *b)
{
  return a == b || g_strcmp0 (a, b) == 0;
}

static void
set_text (char       **at,
          const char  *text)
{
  if (same_text (*at, text))
    return;
  g_free (*at);
  *at = g_strdup (text);
}

/* Another file, or another name where the file is not known, is another program. */
static gboolean
is_same_program (const Member           *member,
                 const VmpAlertIdentity *identity)
{
  if (member->exe == NULL && identity->exe == NULL)
    return same_text (member->name, identity->name);
  return same_text (member->exe, identity->exe);
}

static void
rename_member (VmpAlertCrowd          *self,
               Member                 *member,
               const VmpAlertIdentity *identity)
{
  if (!is_same_program (member, identity))
    leave (self, member);
  member->uid = identity->uid;
  set_text (&member->name, identity->name);
  set_text (&member->exe, identity->exe);
  set_text (&member->cgroup, identity->cgroup);
  if (member->subject != NULL)
    vmp_alert_watcher_change (self->watcher, member->subject, identity, &self->clock);
  if (member->tree != NULL)
    vmp_alert_watcher_change (self->watcher, member->tree, identity, &self->clock);
  settle (self, member);
}

static Member *
add_member (VmpAlertCrowd          *self,
            const VmpAlertIdentity *identity)
{
  Member *member = g_new0 (Member, 1);

  member->pid = identity->pid;
  member->start_time_ticks = identity->start_time_ticks;
  member->uid = identity->uid;
  member->ppid = identity->ppid;
  member->name = g_strdup (identity->name);
  member->exe = g_strdup (identity->exe);
  member->cgroup = g_strdup (identity->cgroup);
  settle (self, member);
  g_hash_table_insert (self->members, GINT_TO_POINTER (identity->pid), member);
  return member;
}

static Member *
find_member (VmpAlertCrowd          *self,
             const VmpAlertIdentity *identity)
{
  Member *member = g_hash_table_lookup (self->members, GINT_TO_POINTER (identity->pid));

  if (member != NULL && member->start_time_ticks != identity->start_time_ticks)
    {
      leave (self, member);
      g_hash_table_remove (self->members, GINT_TO_POINTER (identity->pid));
      member = NULL;
    }
  if (member == NULL)
    return add_member (self, identity);
  if (member->uid != identity->uid || !same_text (member->name, identity->name) || !same_text (member->exe, identity->exe) ||
      !same_text (member->cgroup, identity->cgroup))
    rename_member (self, member, identity);
  return member;
}

void
vmp_alert_crowd_add (VmpAlertCrowd          *self,
                     const VmpAlertIdentity *identity,
                     const gint64            values[VMP_ALERT_N_METRICS],
                     gint64                  cgroup_limit_bytes)
{
  Member *member = find_member (self, identity);

  member->list = self->list;
  member->ppid = identity->ppid;
  member->cgroup_limit_bytes = cgroup_limit_bytes;
  if (member->values != NULL)
    memcpy (member->values, values, VMP_ALERT_N_METRICS * sizeof *values);
  if (member->sums != NULL)
    memset (member->sums, 0, VMP_ALERT_N_METRICS * sizeof *values);
  if (member->subject != NULL)
    vmp_alert_watcher_step (self->watcher, member->subject, values, cgroup_limit_bytes, &self->clock);
}

void
vmp_alert_crowd_step (VmpAlertCrowd       *self,
                      gint32               pid,
                      guint64              start_time_ticks,
                      const gint64         values[VMP_ALERT_N_METRICS],
                      const VmpAlertClock *clock)
{
  const Member *member = g_hash_table_lookup (self->members, GINT_TO_POINTER (pid));

  if (member != NULL && member->start_time_ticks == start_time_ticks && member->subject != NULL)
    vmp_alert_watcher_step (self->watcher, member->subject, values, member->cgroup_limit_bytes, clock);
}

static void
remove_ended (VmpAlertCrowd *self)
{
  GHashTableIter iter;
  gpointer data;

  g_hash_table_iter_init (&iter, self->members);
  while (g_hash_table_iter_next (&iter, NULL, &data))
    if (((Member *) data)->list != self->list)
      {
        leave (self, data);
        g_hash_table_iter_remove (&iter);
      }
}

/* Adds what @member has to the trees of itself and of all above it. */
static void
add_to_trees (VmpAlertCrowd *self,
              const Member  *member)
{
  Member *at = (Member *) member;

  for (guint depth = 0; at != NULL && depth < MOST_ANCESTORS; depth++)
    {
      for (guint i = 0; at->tree != NULL && i < VMP_ALERT_N_METRICS; i++)
        if (self->tree_metrics[i])
          at->sums[i] = vmp_value_add (at->sums[i], member->values[i]);
      at = at->ppid != at->pid ? g_hash_table_lookup (self->members, GINT_TO_POINTER (at->ppid)) : NULL;
    }
}

static void
step_trees (VmpAlertCrowd *self)
{
  GHashTableIter iter;
  gpointer data;

  g_hash_table_iter_init (&iter, self->members);
  while (g_hash_table_iter_next (&iter, NULL, &data))
    add_to_trees (self, data);
  g_hash_table_iter_init (&iter, self->members);
  while (g_hash_table_iter_next (&iter, NULL, &data))
    {
      Member *member = data;

      if (member->tree != NULL)
        vmp_alert_watcher_step (self->watcher, member->tree, member->sums, member->cgroup_limit_bytes, &self->clock);
    }
}

void
vmp_alert_crowd_end (VmpAlertCrowd *self)
{
  remove_ended (self);
  if (self->has_trees)
    step_trees (self);
}

void
vmp_alert_crowd_add_machine (VmpAlertCrowd       *self,
                             const gint64         values[VMP_ALERT_N_METRICS],
                             const VmpAlertClock *clock)
{
  if (self->machine != NULL)
    vmp_alert_watcher_step (self->watcher, self->machine, values, VMP_MISSING, clock);
}

guint
vmp_alert_crowd_count (VmpAlertCrowd *self)
{
  GHashTableIter iter;
  gpointer data;
  guint n = 0;

  g_hash_table_iter_init (&iter, self->members);
  while (g_hash_table_iter_next (&iter, NULL, &data))
    n += ((Member *) data)->subject != NULL || ((Member *) data)->tree != NULL;
  return n;
}

gboolean
vmp_alert_crowd_mute (VmpAlertCrowd *self,
                      const char    *id,
                      gint32         pid,
                      guint64        start_time_ticks,
                      gint64         until_nsec)
{
  const Member *member = pid != 0 ? g_hash_table_lookup (self->members, GINT_TO_POINTER (pid)) : NULL;
  gboolean is_muted = FALSE;

  if (pid == 0)
    return self->machine != NULL && vmp_alert_watcher_mute (self->watcher, self->machine, id, until_nsec);
  if (member == NULL || (start_time_ticks != 0 && member->start_time_ticks != start_time_ticks))
    return FALSE;
  if (member->subject != NULL)
    is_muted = vmp_alert_watcher_mute (self->watcher, member->subject, id, until_nsec);
  if (member->tree != NULL)
    is_muted |= vmp_alert_watcher_mute (self->watcher, member->tree, id, until_nsec);
  return is_muted;
}
