/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The columns that a list of processes can have. */

#include "config.h"

#include "vmp-cli-ps-column.h"

#include <string.h>

#include <glib/gi18n.h>

#include "vmp-cli.h"

/* The key of a metric's column is the metric's. */
#define METRIC(key, id, reads) { key, VMP_CLI_PS_METRIC, VMP_METRIC_##id, VMP_PROCESS_COLUMN_##reads }

static const VmpCliPsColumn columns_table[] = {
  { "pid", VMP_CLI_PS_PID },
  { "ppid", VMP_CLI_PS_PARENT },
  { "user", VMP_CLI_PS_USER },
  { "uid", VMP_CLI_PS_UID },
  { "state", VMP_CLI_PS_STATE },
  { "kind", VMP_CLI_PS_KIND },
  { "name", VMP_CLI_PS_NAME },
  { "command", VMP_CLI_PS_COMMAND },
  METRIC ("rss", RSS, NONE),
  METRIC ("vsize", VSIZE, NONE),
  METRIC ("minor-faults", MINOR_FAULTS, NONE),
  METRIC ("major-faults", MAJOR_FAULTS, NONE),
  METRIC ("cpu-time", CPU_TIME, NONE),
  METRIC ("threads", THREADS, NONE),
  METRIC ("rss-peak", RSS_PEAK, STATUS),
  METRIC ("rss-anon", RSS_ANON, STATUS),
  METRIC ("rss-file", RSS_FILE, STATUS),
  METRIC ("rss-shmem", RSS_SHMEM, STATUS),
  METRIC ("swap", SWAP, STATUS),
  METRIC ("page-tables", PAGE_TABLES, STATUS),
  METRIC ("stack", STACK, STATUS),
  METRIC ("data", DATA, STATUS),
  METRIC ("pss", PSS, ROLLUP),
  METRIC ("uss", USS, ROLLUP),
  METRIC ("swap-pss", SWAP_PSS, ROLLUP),
};

const VmpCliPsColumn *
vmp_cli_ps_columns_get (guint *out_n)
{
  *out_n = G_N_ELEMENTS (columns_table);
  return columns_table;
}

static const VmpCliPsColumn *
fail_column (const char  *key,
             GError     **error)
{
  const char *keys[G_N_ELEMENTS (columns_table) + 1] = { NULL };
  g_autofree char *hint = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (columns_table); i++)
    keys[i] = columns_table[i].key;
  hint = vmp_cli_dup_hint (key, keys);
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("no column '%s'%s"), key, hint);
  return NULL;
}

const VmpCliPsColumn *
vmp_cli_ps_column_find (const char  *key,
                        GError     **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (columns_table); i++)
    {
      if (g_str_equal (columns_table[i].key, key))
        return &columns_table[i];
    }
  return fail_column (key, error);
}

gboolean
vmp_cli_ps_columns_parse (const char  *text,
                          GPtrArray   *columns,
                          GError     **error)
{
  g_auto (GStrv) keys = g_strsplit (text, ",", -1);

  if (keys[0] == NULL)
    return fail_column (text, error) != NULL;
  for (guint i = 0; keys[i] != NULL; i++)
    {
      const VmpCliPsColumn *column = vmp_cli_ps_column_find (g_strstrip (keys[i]), error);

      if (column == NULL)
        return FALSE;
      g_ptr_array_add (columns, (gpointer) column);
    }
  return TRUE;
}

guint
vmp_cli_ps_columns_reads (GPtrArray *columns)
{
  guint reads = VMP_PROCESS_COLUMN_NONE;

  for (guint i = 0; i < columns->len; i++)
    reads |= ((const VmpCliPsColumn *) columns->pdata[i])->reads;
  return reads;
}

gboolean
vmp_cli_ps_column_is_text (const VmpCliPsColumn *self)
{
  switch (self->field)
    {
    case VMP_CLI_PS_USER:
    case VMP_CLI_PS_STATE:
    case VMP_CLI_PS_KIND:
    case VMP_CLI_PS_NAME:
    case VMP_CLI_PS_COMMAND:
      return TRUE;
    case VMP_CLI_PS_PID:
    case VMP_CLI_PS_PARENT:
    case VMP_CLI_PS_UID:
    case VMP_CLI_PS_METRIC:
    default:
      return FALSE;
    }
}

gint64
vmp_cli_ps_column_get_value (const VmpCliPsColumn *self,
                             const VmpProcessRow  *row)
{
  switch (self->field)
    {
    case VMP_CLI_PS_PID:
      return row->pid;
    case VMP_CLI_PS_PARENT:
      return row->ppid;
    case VMP_CLI_PS_UID:
      return row->uid;
    case VMP_CLI_PS_METRIC:
      return vmp_process_row_get_value (row, self->metric);
    case VMP_CLI_PS_USER:
    case VMP_CLI_PS_STATE:
    case VMP_CLI_PS_KIND:
    case VMP_CLI_PS_NAME:
    case VMP_CLI_PS_COMMAND:
    default:
      return VMP_MISSING;
    }
}

/* The states of stat as strings, so that a letter can be borrowed like any other text. */
static const char *
state_text (char state)
{
  static const char letters[] = "R\0S\0D\0Z\0T\0t\0X\0x\0I\0P\0W\0K";

  for (gsize i = 0; i < sizeof letters; i += 2)
    {
      if (letters[i] == state)
        return &letters[i];
    }
  return "?";
}

const char *
vmp_cli_ps_column_get_text (const VmpCliPsColumn *self,
                            const VmpProcessRow  *row,
                            VmpCliUsers          *users)
{
  switch (self->field)
    {
    case VMP_CLI_PS_USER:
      return row->uid == VMP_MISSING ? "-" : vmp_cli_users_get_name (users, row->uid);
    case VMP_CLI_PS_STATE:
      return state_text (row->state);
    case VMP_CLI_PS_KIND:
      return vmp_cli_kind_to_key (row->kind);
    case VMP_CLI_PS_COMMAND:
      /* Kernel threads and zombies have none. */
      return row->command[0] != '\0' ? row->command : row->name;
    case VMP_CLI_PS_NAME:
    case VMP_CLI_PS_PID:
    case VMP_CLI_PS_PARENT:
    case VMP_CLI_PS_UID:
    case VMP_CLI_PS_METRIC:
    default:
      return row->name;
    }
}
