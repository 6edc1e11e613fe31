/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The JSON objects that verbs have in common; their shapes are stable. */
#pragma once

#include <json-glib/json-glib.h>

#include "core/model/vmp-event.h"
#include "report/vmp-report-json.h"
#include "vmp-cli-output.h"
#include "vmp-cli-process.h"

G_BEGIN_DECLS

/* What the "process" object says. Strings are borrowed and escaped already. */
typedef struct
{
  gint32         pid, ppid;
  guint64        start_time_ticks;
  const char    *name, *command;
  gint64         uid;
  char           state;         /* letter of stat */
  gint64         threads;       /* VMP_MISSING: null */
  VmpProcessKind kind;
} VmpCliProcess;

/* Each adds a member of that name with its object to the object under construction. */
void     vmp_cli_json_add_process   (JsonBuilder         *builder,
                                     const VmpCliProcess *process,
                                     VmpCliUsers         *users);
/* "time": boottime_ns and realtime (ISO 8601 with zone) of that moment. */
void     vmp_cli_json_add_time      (JsonBuilder         *builder,
                                     gint64               boottime_nsec);
/* "observer": reads, seconds they took, share of the time watched in which the process's memory calls
 * could be held up. All null if @cost is NULL. */
void     vmp_cli_json_add_observer  (JsonBuilder           *builder,
                                     const VmpObserverCost *cost);
typedef enum
{
  VMP_CLI_JSON_PRETTY,
  VMP_CLI_JSON_LINE,
} VmpCliJsonStyle;

/* Prints the finished document and resets @builder for the next. */
void     vmp_cli_json_print         (JsonBuilder         *builder,
                                     VmpCliJsonStyle      style,
                                     VmpCliOutput        *out);

G_END_DECLS
