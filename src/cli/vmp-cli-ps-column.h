/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The columns that a list of processes can have. */
#pragma once

#include "core/engine/vmp-process-list.h"
#include "vmp-cli-process.h"
#include "vmp-cli-table.h"

G_BEGIN_DECLS

typedef enum
{
  VMP_CLI_PS_PID,
  VMP_CLI_PS_PARENT,
  VMP_CLI_PS_USER,
  VMP_CLI_PS_UID,
  VMP_CLI_PS_STATE,
  VMP_CLI_PS_KIND,
  VMP_CLI_PS_METRIC,
  /* Text of any width: the last column. */
  VMP_CLI_PS_NAME,
  VMP_CLI_PS_COMMAND,
} VmpCliPsField;

typedef struct
{
  const char    *key;
  VmpCliPsField  field;
  VmpMetricId    metric;    /* of METRIC */
  guint          reads;     /* VmpProcessColumns that it needs */
} VmpCliPsColumn;

/* All columns; static. */
const VmpCliPsColumn *vmp_cli_ps_columns_get   (guint *out_n);
/* The column with that key; NULL with G_OPTION_ERROR_BAD_VALUE. Static. */
const VmpCliPsColumn *vmp_cli_ps_column_find   (const char *key, GError **error);
/* Keys between commas; FALSE with G_OPTION_ERROR_BAD_VALUE. @columns is of const VmpCliPsColumn *. */
gboolean              vmp_cli_ps_columns_parse (const char *text, GPtrArray *columns, GError **error);
/* VmpProcessColumns that @columns need together. */
guint                 vmp_cli_ps_columns_reads (GPtrArray *columns);

/* TRUE if it is text, which is aligned and sorted as such. */
gboolean              vmp_cli_ps_column_is_text   (const VmpCliPsColumn *self);
/* The number in @row, VMP_MISSING if none; not for text. */
gint64                vmp_cli_ps_column_get_value (const VmpCliPsColumn *self, const VmpProcessRow *row);
/* The text in @row; not for numbers. Borrowed or written to @buffer (VMP_FORMAT_SIZE). */
const char           *vmp_cli_ps_column_get_text  (const VmpCliPsColumn *self, const VmpProcessRow *row, VmpCliUsers *users);

G_END_DECLS
