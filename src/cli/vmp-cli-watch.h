/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parts of vmp watch share. */
#pragma once

#include "core/alert/vmp-alert-watcher.h"
#include "core/engine/vmp-host.h"
#include "core/watch/vmp-alert-stream.h"
#include "vmp-cli-json.h"
#include "vmp-cli.h"

G_BEGIN_DECLS

/* What --until-alert exits with when there was one. */
#define VMP_CLI_WATCH_ALERTED 3

/* The command line as understood. */
typedef struct
{
  char          *path;          /* owned; NULL: the ready-made rules */
  gboolean       is_own;        /* no file was named: it is the user's own, as soon as there is one */
  VmpAlertScope  filter;        /* owns its texts */
  gboolean       is_filtered;
  gboolean       until_alert;
  gint64         interval_nsec;
} VmpCliWatchOptions;

/* Lines of JSON about alerts. Lives on the stack. */
typedef struct
{
  VmpCliOutput  out;
  JsonBuilder  *builder;        /* owned */
  gint64        anchor_nsec;    /* wall clock at CLOCK_BOOTTIME 0, of a recording; VMP_MISSING: it is now */
  guint         n_alerts;       /* told so far */
} VmpCliWatchLines;

void     vmp_cli_watch_lines_init      (VmpCliWatchLines *self, gint64 anchor_nsec);
/* Flushes and clears. Returns the exit status of the output. */
int      vmp_cli_watch_lines_finish    (VmpCliWatchLines *self);
/* "watching": which rules are on. @path: (nullable): of the file. */
void     vmp_cli_watch_lines_add_rules (VmpCliWatchLines *self, gint64 time_nsec, const char *path, const VmpAlertSet *set);
/* "alert", "resolved", "ended", "withdrawn". A VmpAlertFunc. */
void     vmp_cli_watch_lines_add_notice (const VmpAlertNotice *notice, gpointer user_data);
/* "unknown": of how many processes (or 1: the machine) the rule can say nothing; "known" when that is none any more. */
void     vmp_cli_watch_lines_add_counts (VmpCliWatchLines *self, gint64 time_nsec, const VmpAlertRule *rule,
                                         const VmpAlertCounts *counts);

/* The user's own file if there is one, else NULL. */
char        *vmp_cli_watch_dup_own_path (void) G_GNUC_WARN_UNUSED_RESULT;
/* The rules of @path, or the ready-made ones; tells what is wrong with some on stderr. NULL with @error. */
VmpAlertSet *vmp_cli_watch_load_rules  (const char *path, guint *out_problems, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Names the rules that @stream says nothing about, so that silence is not taken for a good sign. */
void         vmp_cli_watch_tell_left_out (const VmpAlertStream *stream, const VmpAlertSet *set);
/* A title or explanation for people: those of the ready-made rules are translated. Borrowed. */
const char  *vmp_cli_watch_translate   (const char *text);

/* Watches until it is told to stop. Returns the exit status. */
int      vmp_cli_watch_live      (const VmpCliVerb *verb, const VmpCliWatchOptions *options, VmpAlertSet *set);
/* --mute: writes the file at @path (NULL: the user's own) anew, with the rule that @text ("ID", "ID=30min") names muted. @set: what it
 * holds. Returns the exit status. */
int      vmp_cli_watch_mute      (const VmpCliVerb *verb, const char *path, const VmpAlertSet *set, guint n_problems, const char *text);
/* Says what would have fired. Returns the exit status. */
int      vmp_cli_watch_recording (const VmpCliVerb *verb, const VmpCliWatchOptions *options, VmpAlertSet *set, const char *path);

G_END_DECLS
