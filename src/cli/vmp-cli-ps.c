/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vmp ps: the processes with their memory. */

#include "config.h"

#include <string.h>
#include <unistd.h>

#include <glib/gi18n.h>

#include "vmp-cli-json.h"
#include "vmp-cli-ps-order.h"
#include "vmp-cli.h"

#define DEFAULT_COLUMNS "pid,user,state,rss,vsize,minor-faults,major-faults,"
#define PSS_COLUMNS "pid,user,state,rss,pss,uss,swap,minor-faults,major-faults,"

/* The command line, as typed and as understood. */
typedef struct
{
  char *columns, *sort, *filter, *user, *units, *top;   /* owned; NULL if not given */
  gboolean mine, pss, tree, command, kernel_threads, no_headers, exact, json, total;
  GPtrArray *shown;         /* owned, of const VmpCliPsColumn * */
  VmpCliPsOrder order;
  VmpCliNumbers numbers;
} Options;

static void
options_clear (Options *self)
{
  g_free (self->columns);
  g_free (self->sort);
  g_free (self->filter);
  g_free (self->user);
  g_free (self->units);
  g_free (self->top);
  g_clear_pointer (&self->shown, g_ptr_array_unref);
}

static gboolean
understand_order (Options  *self,
                  GError  **error)
{
  VmpCliPsOrder *order = &self->order;
  const char *sort = self->sort != NULL ? self->sort : self->pss ? "pss" : "rss";
  int units = VMP_UNITS_IEC;

  *order = (VmpCliPsOrder) {
    .filter = self->filter,
    .uid = self->mine ? (gint64) geteuid () : VMP_MISSING,
    .kernel_threads = self->kernel_threads,
    .tree = self->tree,
  };
  if (!vmp_cli_ps_order_parse_sort (order, sort, error))
    return FALSE;
  if (self->user != NULL && !vmp_cli_find_user (self->user, &order->uid, error))
    return FALSE;
  if (self->top != NULL && !vmp_cli_parse_count ("--top", self->top, &order->top, error))
    return FALSE;
  if (self->units != NULL && !vmp_cli_parse_units (self->units, &units, error))
    return FALSE;
  self->numbers = (VmpCliNumbers) { units, self->exact };
  return TRUE;
}

/* Command lines would take as long to read as all the rest, so that they are not usual. */
static char *
dup_column_keys (const Options *self)
{
  if (self->columns != NULL)
    return g_strdup (self->columns);
  return g_strconcat (self->pss ? PSS_COLUMNS : DEFAULT_COLUMNS, self->command ? "command" : "name", NULL);
}

static gboolean
understand (Options     *self,
            int          argc,
            char       **argv,
            GError     **error)
{
  g_autofree char *columns = dup_column_keys (self);

  if (argc > 1)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _("unexpected '%s'; for one process use 'vmp stat PID', for a name 'vmp ps --filter NAME'"), argv[1]);
      return FALSE;
    }
  self->shown = g_ptr_array_new ();
  return vmp_cli_ps_columns_parse (columns, self->shown, error) && understand_order (self, error);
}

static gboolean
needs_command (const Options *options)
{
  gboolean needed = options->json || options->filter != NULL || options->order.sort->field == VMP_CLI_PS_COMMAND;

  for (guint i = 0; !needed && i < options->shown->len; i++)
    needed = ((const VmpCliPsColumn *) options->shown->pdata[i])->field == VMP_CLI_PS_COMMAND;
  return needed;
}

static VmpProcessList *
read_list (const Options  *options,
           GError        **error)
{
  g_autoptr (VmpProcRoot) root = vmp_proc_root_new (NULL, error);
  g_autoptr (VmpProcessLister) lister = NULL;
  guint reads = vmp_cli_ps_columns_reads (options->shown) | options->order.sort->reads;

  if (root == NULL)
    return NULL;
  if (options->pss)
    reads |= VMP_PROCESS_COLUMN_ROLLUP;
  /* JSON says all that is cheap to know. */
  if (options->json)
    reads |= VMP_PROCESS_COLUMN_STATUS;
  if (!needs_command (options))
    reads |= VMP_PROCESS_COLUMN_NO_COMMAND;
  lister = vmp_process_lister_new (root);
  vmp_process_lister_set_keep_open (lister, FALSE);
  return vmp_process_lister_list (lister, reads, error);
}

static void
add_metrics (JsonBuilder         *builder,
             const VmpProcessRow *row)
{
  gint64 values[VMP_N_METRICS];

  for (guint i = 0; i < VMP_N_METRICS; i++)
    values[i] = vmp_process_row_get_value (row, i);
  vmp_report_json_add_metrics (builder, "metrics", values, NULL);
}

static void
print_json (const GArray *lines,
            VmpCliUsers  *users,
            VmpCliOutput *out)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_array (builder);
  for (guint i = 0; i < lines->len; i++)
    {
      const VmpProcessRow *row = g_array_index (lines, VmpCliPsLine, i).row;
      VmpCliProcess process = {
        row->pid, row->ppid, row->start_time_ticks, row->name, row->command,
        row->uid, row->state, row->threads, row->kind,
      };

      json_builder_begin_object (builder);
      vmp_cli_json_add_process (builder, &process, users);
      add_metrics (builder, row);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  vmp_cli_json_print (builder, VMP_CLI_JSON_PRETTY, out);
}

static VmpUnit
unit_of (const VmpCliPsColumn *column)
{
  return column->field == VMP_CLI_PS_METRIC ? vmp_metric_get (column->metric)->unit : VMP_UNIT_COUNT;
}

static void
add_number (VmpCliTable          *table,
            const VmpCliPsColumn *column,
            gint64                value,
            const VmpCliNumbers  *numbers)
{
  char buffer[VMP_FORMAT_SIZE];
  VmpCliNumbers plain = *numbers;

  /* Ids are names, not amounts: no digit grouping. */
  plain.exact |= column->field != VMP_CLI_PS_METRIC;
  vmp_cli_table_add_cell (table, vmp_cli_format_value (buffer, unit_of (column), value, &plain));
}

static void
add_cell (VmpCliTable          *table,
          const VmpCliPsColumn *column,
          const VmpCliPsLine   *line,
          VmpCliUsers          *users,
          const VmpCliNumbers  *numbers)
{
  g_autofree char *drawn = NULL;
  const char *text;

  if (!vmp_cli_ps_column_is_text (column))
    {
      add_number (table, column, vmp_cli_ps_column_get_value (column, line->row), numbers);
      return;
    }
  text = vmp_cli_ps_column_get_text (column, line->row, users);
  if (column->field == VMP_CLI_PS_NAME || column->field == VMP_CLI_PS_COMMAND)
    text = drawn = g_strconcat (line->branch != NULL ? line->branch : "", text, NULL);
  vmp_cli_table_add_cell (table, text);
}

/* The sum of what is known; what is not measured by summable units has none. */
static void
add_total (VmpCliTable          *table,
           const VmpCliPsColumn *column,
           const GArray         *lines,
           const VmpCliNumbers  *numbers)
{
  gint64 sum = VMP_MISSING;

  for (guint i = 0; column->field == VMP_CLI_PS_METRIC && i < lines->len; i++)
    {
      gint64 value = vmp_cli_ps_column_get_value (column, g_array_index (lines, VmpCliPsLine, i).row);

      if (value != VMP_MISSING)
        sum = sum == VMP_MISSING ? value : sum + value;
    }
  if (column->field == VMP_CLI_PS_METRIC)
    add_number (table, column, sum, numbers);
  else
    vmp_cli_table_add_cell (table, column->field >= VMP_CLI_PS_NAME ? _("(total)") : "");
}

static VmpCliTable *
make_table (const Options *options,
            const GArray  *lines,
            VmpCliUsers   *users)
{
  VmpCliTable *table = vmp_cli_table_new ();

  for (guint i = 0; i < options->shown->len; i++)
    {
      const VmpCliPsColumn *column = options->shown->pdata[i];
      g_autofree char *title = g_ascii_strup (column->key, -1);

      vmp_cli_table_add_column (table, title,
                                vmp_cli_ps_column_is_text (column) ? VMP_CLI_ALIGN_LEFT : VMP_CLI_ALIGN_RIGHT);
    }
  for (guint i = 0; i < lines->len; i++)
    {
      for (guint j = 0; j < options->shown->len; j++)
        add_cell (table, options->shown->pdata[j], &g_array_index (lines, VmpCliPsLine, i), users, &options->numbers);
    }
  for (guint j = 0; options->total && j < options->shown->len; j++)
    add_total (table, options->shown->pdata[j], lines, &options->numbers);
  return table;
}

static int
list_processes (const VmpCliVerb *verb,
                const Options    *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VmpProcessList) list = read_list (options, &error);
  g_autoptr (GHashTable) users = vmp_cli_users_new ();
  g_autoptr (GArray) lines = NULL;
  g_autoptr (VmpCliTable) table = NULL;
  VmpCliOutput out;

  if (list == NULL)
    return vmp_cli_fail (verb, error);
  vmp_cli_output_init (&out, STDOUT_FILENO);
  lines = vmp_cli_ps_order_apply (&options->order, list, users, out.charset == NULL);
  if (options->json)
    print_json (lines, users, &out);
  else
    {
      table = make_table (options, lines, users);
      vmp_cli_table_print (table, &out, !options->no_headers, vmp_cli_output_get_columns (&out));
    }
  return vmp_cli_output_finish (&out);
}

static int
run (const VmpCliVerb  *verb,
     int                argc,
     char             **argv)
{
  Options options = { NULL };
  const GOptionEntry entries[] = {
    { "sort", 's', 0, G_OPTION_ARG_FILENAME, &options.sort, N_("Sort by this column, the largest first: rss, name:desc"), N_("KEY[:asc|:desc]") },
    { "top", 'n', 0, G_OPTION_ARG_FILENAME, &options.top, N_("Show the first N only"), N_("N") },
    { "filter", 'f', 0, G_OPTION_ARG_FILENAME, &options.filter, N_("Only those with TEXT in their name or command line"), N_("TEXT") },
    { "user", 'u', 0, G_OPTION_ARG_FILENAME, &options.user, N_("Only those of this user, by name or id"), N_("USER") },
    { "mine", 'm', 0, G_OPTION_ARG_NONE, &options.mine, N_("Only your own"), NULL },
    { "kernel-threads", 'k', 0, G_OPTION_ARG_NONE, &options.kernel_threads, N_("Kernel threads too (they have no memory of their own)"), NULL },
    { "tree", 't', 0, G_OPTION_ARG_NONE, &options.tree, N_("Put processes below their parents"), NULL },
    { "pss", 'p', 0, G_OPTION_ARG_NONE, &options.pss, N_("Read PSS, USS and swap too; takes a while for large processes"), NULL },
    { "columns", 'c', 0, G_OPTION_ARG_FILENAME, &options.columns, N_("Show these columns, see below"), N_("KEY,…") },
    { "command", 'C', 0, G_OPTION_ARG_NONE, &options.command, N_("Show command lines, not names only"), NULL },
    { "total", 0, 0, G_OPTION_ARG_NONE, &options.total, N_("Add a line with the sums"), NULL },
    { "no-headers", 0, 0, G_OPTION_ARG_NONE, &options.no_headers, N_("Leave out the titles"), NULL },
    { "bytes", 'b', 0, G_OPTION_ARG_NONE, &options.exact, N_("Exact numbers: bytes, nanoseconds"), NULL },
    { "units", 0, 0, G_OPTION_ARG_FILENAME, &options.units, N_("Units of 1024 (iec) or 1000 (si)"), N_("iec|si") },
    { "json", 'j', 0, G_OPTION_ARG_NONE, &options.json, N_("Print JSON"), NULL },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr (GError) error = NULL;
  int status;

  if (vmp_cli_parse_options (verb, entries, VMP_CLI_PARSE_ALL, &argc, &argv, &status))
    status = understand (&options, argc, argv, &error) ? list_processes (verb, &options) : vmp_cli_fail (verb, error);
  options_clear (&options);
  return status;
}

const VmpCliVerb vmp_cli_verb_ps = {
  .name = "ps",
  .summary = N_("List processes with their memory"),
  .notes = N_("Columns: pid, ppid, user, uid, state, kind, name, command, threads, cpu-time; rss, vsize,\n"
              "minor-faults, major-faults; rss-peak, rss-anon, rss-file, rss-shmem, swap, page-tables, stack, data\n"
              "(a little dearer); pss, uss, swap-pss (as --pss). 'vmp metrics' explains them.\n"
              "\n"
              "Examples:\n"
              "  vmp ps --top 10                           the ten with the most resident memory\n"
              "  vmp ps --mine --pss                       yours, shared memory counted fairly\n"
              "  vmp ps --filter firefox --tree --total    a program with its helpers\n"
              "  vmp ps --command --user www-data          with command lines, those of a service\n"
              "  vmp ps --columns pid,swap,name --sort swap\n"
              "  vmp ps --json                             for programs"),
  .run = run,
};
