/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is said of processes and metrics in every verb: words, names of users, values as text. */
#pragma once

#include "core/kernel/vmp-process.h"
#include "core/model/vmp-format.h"
#include "core/model/vmp-sample.h"

G_BEGIN_DECLS

/* Names of users, each looked up once. */
typedef GHashTable VmpCliUsers;

VmpCliUsers *vmp_cli_users_new        (void) G_GNUC_WARN_UNUSED_RESULT;
/* The name of @uid, or the number where it has none. Borrowed. */
const char  *vmp_cli_users_get_name   (VmpCliUsers *self,
                                       gint64       uid);
/* The uid of a name or number; FALSE with G_OPTION_ERROR_BAD_VALUE. */
gboolean     vmp_cli_find_user        (const char  *text,
                                       gint64      *out_uid,
                                       GError     **error);

/* "user", "kernel-thread", "zombie", "leader-exited": stable, in JSON. Static. */
const char  *vmp_cli_kind_to_key      (VmpProcessKind kind);
/* "running", "sleeping"...: for people. Static. */
const char  *vmp_cli_state_to_text    (char           state);
/* Why a value is missing and what would help. Static. */
const char  *vmp_cli_reason_to_text   (VmpReason      reason);
/* "bytes", "count", "count-per-second", "nanoseconds": stable, in JSON. Static. */
const char  *vmp_cli_unit_to_key      (VmpUnit        unit);

/* How values are written: with units, or as plain numbers. */
typedef struct
{
  VmpUnits units;
  gboolean exact;   /* bytes, nanoseconds and counts in full */
} VmpCliNumbers;

/* Writes at most VMP_FORMAT_SIZE bytes, returns @buffer; "-" for a missing value. */
const char  *vmp_cli_format_value     (char                *buffer,
                                       VmpUnit              unit,
                                       gint64               value,
                                       const VmpCliNumbers *numbers);

G_END_DECLS
