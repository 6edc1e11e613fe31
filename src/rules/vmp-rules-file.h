/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The file of rules for alerts: JSON, described in docs/alert-rules.md. */
#pragma once

#include "core/alert/vmp-alert-rule.h"

G_BEGIN_DECLS

/* The newest format that this version reads, and the one that it writes. */
#define VMP_RULES_VERSION 1
/* Larger files, and files of more rules, are refused. */
#define VMP_RULES_MOST_BYTES (4 * 1024 * 1024)
#define VMP_RULES_MOST 4096

/* One rule that is wrong; the others work. */
typedef struct
{
  guint  line;      /* of the file, where the rule begins */
  char  *id;        /* owned, escaped; NULL if it has none */
  char  *message;   /* owned, escaped */
} VmpRulesProblem;

/**
 * vmp_rules_parse:
 * @out_problems: of VmpRulesProblem, in the order of the file; set with the result
 *
 * Returns: (transfer full) (nullable): the rules that are right; %NULL with @error if the file as a whole can't be used: VMP_ERROR_CORRUPT,
 *   VMP_ERROR_UNSUPPORTED if a newer version wrote it, VMP_ERROR_TOO_BIG
 */
VmpAlertSet *vmp_rules_parse            (const char *text, gsize len, GPtrArray **out_problems, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Reads a file; errors of reading it are GONE, DENIED and IO. */
VmpAlertSet *vmp_rules_load             (const char *path, GPtrArray **out_problems, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The file's text for @set; owned. */
char        *vmp_rules_to_text          (const VmpAlertSet *set) G_GNUC_WARN_UNUSED_RESULT;
/* Replaces the file as a whole or not at all, and makes its folder. Only its owner can read it. */
gboolean     vmp_rules_save             (const char *path, const VmpAlertSet *set, GError **error);
/* In the user's configuration folder; owned. */
char        *vmp_rules_dup_default_path (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
