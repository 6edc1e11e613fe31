/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a verb of the command line is, and what all verbs share: exit statuses, errors, arguments. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Exit statuses, the same for every verb; `run` passes its child's on. */
typedef enum
{
  VMP_CLI_DONE = 0,
  VMP_CLI_FAILED = 1,
  VMP_CLI_USAGE = 2,
  VMP_CLI_LIMIT_CROSSED = 3,
} VmpCliStatus;

typedef struct _VmpCliVerb VmpCliVerb;

/* One verb: a constant of the file that carries it out, listed in vmp-cli-verbs.c. */
struct _VmpCliVerb
{
  const char *name;
  const char *parameters;   /* N_(): what follows the options in its usage line; NULL for nothing */
  const char *summary;      /* N_(): one line, without a full stop */
  const char *notes;        /* N_(): shown below the options: examples, units */
  /* Carries it out; argv[0] is the verb. Returns the exit status. */
  int       (*run) (const VmpCliVerb *verb, int argc, char **argv);
};

extern const VmpCliVerb vmp_cli_verb_check;
extern const VmpCliVerb vmp_cli_verb_diff;
extern const VmpCliVerb vmp_cli_verb_export;
extern const VmpCliVerb vmp_cli_verb_gui;
extern const VmpCliVerb vmp_cli_verb_help;
extern const VmpCliVerb vmp_cli_verb_lab;
extern const VmpCliVerb vmp_cli_verb_maps;
extern const VmpCliVerb vmp_cli_verb_mark;
extern const VmpCliVerb vmp_cli_verb_metrics;
extern const VmpCliVerb vmp_cli_verb_note;
extern const VmpCliVerb vmp_cli_verb_ps;
extern const VmpCliVerb vmp_cli_verb_record;
extern const VmpCliVerb vmp_cli_verb_report;
extern const VmpCliVerb vmp_cli_verb_run;
extern const VmpCliVerb vmp_cli_verb_stat;
extern const VmpCliVerb vmp_cli_verb_trim;
extern const VmpCliVerb vmp_cli_verb_watch;

/* All verbs in the order of the help; NULL-terminated. */
const VmpCliVerb *const *vmp_cli_get_verbs  (void);
const VmpCliVerb        *vmp_cli_find_verb  (const char *name);

/* Says one line on stderr, "vmp: " before it. Text from outside among the arguments is to be escaped by the caller. */
void     vmp_cli_say            (const char   *format,
                                 ...) G_GNUC_PRINTF (1, 2);
/* Says @error (escaped) and returns the status for it: 2 if it is of G_OPTION_ERROR, which is how bad usage is
 * written here, with where the help is; else 1. */
int      vmp_cli_fail           (const VmpCliVerb *verb,
                                 const GError     *error);

/* Parses @entries and --help. FALSE if all is done or wrong already: then *out_status is what to exit with.
 * In *argc and *argv the verb and the operands are left. @stop_at_operand: options after the first operand are not ours. */
typedef enum
{
  VMP_CLI_PARSE_ALL,
  VMP_CLI_PARSE_UNTIL_OPERAND,
} VmpCliParse;

gboolean vmp_cli_parse_options  (const VmpCliVerb    *verb,
                                 const GOptionEntry  *entries,
                                 VmpCliParse          parse,
                                 int                 *argc,
                                 char              ***argv,
                                 int                 *out_status);
/* The values of options and operands; FALSE with G_OPTION_ERROR_BAD_VALUE saying what would be right. */
gboolean vmp_cli_parse_pid      (const char  *text,
                                 gint32      *out_pid,
                                 GError     **error);
gboolean vmp_cli_parse_count    (const char  *option,
                                 const char  *text,
                                 guint64     *out_count,
                                 GError     **error);
/* "0.5s", "100ms", "2", "1min": 1 ms to 60 s, in nanoseconds. */
gboolean vmp_cli_parse_interval (const char  *text,
                                 gint64      *out_nsec,
                                 GError     **error);
/* Seconds from @begin_nsec on, which a recording begins at; NULL: *out_nsec stays. */
gboolean vmp_cli_parse_moment   (const char  *option,
                                 const char  *text,
                                 gint64       begin_nsec,
                                 gint64      *out_nsec,
                                 GError     **error);
/* "iec" or "si" (a VmpUnits). */
gboolean vmp_cli_parse_units    (const char  *text,
                                 int         *out_units,
                                 GError     **error);
/* Metric keys between commas: ids appended to @ids (of VmpMetricId). */
gboolean vmp_cli_parse_metrics  (const char  *text,
                                 GArray      *ids,
                                 GError     **error);

/* The word of @words (NULL-terminated) that @text was probably meant to be, or NULL. Borrowed. */
const char *vmp_cli_suggest     (const char         *text,
                                 const char *const  *words);
/* ", did you mean 'rss'?" for such a word, or "". Owned. */
char       *vmp_cli_dup_hint    (const char         *text,
                                 const char *const  *words) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
