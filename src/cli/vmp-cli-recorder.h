/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A recording that a verb makes: what it is of, and what the user is told while it is made. */
#pragma once

#include "core/engine/vmp-host.h"
#include "core/store/vmp-recording-writer.h"

G_BEGIN_DECLS

typedef struct _VmpCliRecorder VmpCliRecorder;

/* How the options of the verbs that record are read. Zeroed at first; cleared by vmp_cli_recorder_options_clear(). */
typedef struct
{
  char    *maps, *rules;          /* owned; NULL if not given */
  gboolean force, with_command_line, own_rules;
  gboolean children;              /* set by the verb: they are followed */
} VmpCliRecorderOptions;

/* The options' entries for a table of GOptionEntry. */
#define VMP_CLI_RECORDER_ENTRIES(options) \
  { "maps", 0, 0, G_OPTION_ARG_STRING, &(options)->maps, N_("Time between snapshots of all mappings, 1ms to 60s, or never (10s)"), N_("TIME") }, \
  { "force", 'f', 0, G_OPTION_ARG_NONE, &(options)->force, N_("Replace the file if it is there"), NULL }, \
  { "with-command-line", 0, 0, G_OPTION_ARG_NONE, &(options)->with_command_line, N_("Record the arguments too: they may hold what is private"), NULL }, \
  { "rules", 0, 0, G_OPTION_ARG_FILENAME, &(options)->rules, N_("Record the alerts of the rules in this file too"), N_("FILE") }, \
  { "own-rules", 0, 0, G_OPTION_ARG_NONE, &(options)->own_rules, N_("The same of your own rules, or of the ready-made ones"), NULL }

void            vmp_cli_recorder_options_clear (VmpCliRecorderOptions *options);
/* Whether alerts are wanted. */
gboolean        vmp_cli_recorder_has_rules     (const VmpCliRecorderOptions *options);
/* *out_nsec as VmpWatchOptions.maps_interval_nsec. */
gboolean        vmp_cli_recorder_read_maps (const VmpCliRecorderOptions *options, gint64 *out_nsec, GError **error);

/* @pid: of what is recorded; 0: it is launched. @command: (nullable): of a program that is launched. */
VmpCliRecorder *vmp_cli_recorder_new    (const char                  *path,
                                         const VmpCliRecorderOptions *options,
                                         VmpProcRoot                 *root,
                                         gint32                       pid,
                                         gint64                       interval_nsec,
                                         char                       **command,
                                         GError                     **error) G_GNUC_WARN_UNUSED_RESULT;
void            vmp_cli_recorder_free   (VmpCliRecorder  *self);
void            vmp_cli_recorder_append (VmpCliRecorder  *self,
                                         VmpBatch        *batch);
/* Tells the user once what is new: that the disk takes nothing, that it does again. FALSE with @error when it has given up. */
gboolean        vmp_cli_recorder_check  (VmpCliRecorder  *self,
                                         GError         **error);
gboolean        vmp_cli_recorder_finish (VmpCliRecorder  *self,
                                         GError         **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VmpCliRecorder, vmp_cli_recorder_free)

G_END_DECLS
