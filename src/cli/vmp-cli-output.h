/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Standard output: gathered, converted to the locale's character set, written whole, errors kept. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Lives on the stack. UTF-8 goes in. */
typedef struct
{
  GString    *text;     /* owned, what is not written yet */
  const char *charset;  /* static; NULL if it is UTF-8 */
  int         fd;
  int         errsv;    /* of the first write that failed; 0 if none did */
} VmpCliOutput;

void     vmp_cli_output_init     (VmpCliOutput *self, int fd);
void     vmp_cli_output_append   (VmpCliOutput *self, const char *text, gssize len);
void     vmp_cli_output_printf   (VmpCliOutput *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* Writes what was gathered. FALSE once a write failed: there is no use in going on. */
gboolean vmp_cli_output_flush    (VmpCliOutput *self);
/* Flushes and frees. Returns the exit status: 0, also if the reader went away (it has what it wanted);
 * 1 if writing failed, which has been said on stderr. */
int      vmp_cli_output_finish   (VmpCliOutput *self);
/* Columns of the terminal it is, 0 if it is none (then nothing is to be cut). */
guint    vmp_cli_output_get_columns (VmpCliOutput *self);
/* Likewise lines. */
guint    vmp_cli_output_get_lines   (VmpCliOutput *self);

G_END_DECLS
