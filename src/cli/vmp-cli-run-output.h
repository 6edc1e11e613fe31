/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The output of a command on its way: passed on as it comes, and searched line by line for where stages begin. */
#pragma once

#include "vmp-cli-marks.h"

G_BEGIN_DECLS

typedef struct _VmpCliRunOutput VmpCliRunOutput;

/* @pattern: of a line that begins a stage. NULL with @error (usage). Standard output and standard error are passed on to copies of our
 * own, so that the descriptors 1 and 2 may be given away. */
VmpCliRunOutput *vmp_cli_run_output_new    (const char  *pattern,
                                            GError     **error) G_GNUC_WARN_UNUSED_RESULT;
void             vmp_cli_run_output_free   (VmpCliRunOutput *self);
/* The ends for the command's standard output and standard error; vmp_cli_run_output_begin() once it has them. */
void             vmp_cli_run_output_get_command_fds (VmpCliRunOutput *self,
                                                     int             *out_fds);
void             vmp_cli_run_output_begin  (VmpCliRunOutput *self);
/* Two descriptors to poll for reading, -1 where the end was reached. */
void             vmp_cli_run_output_get_fds (VmpCliRunOutput *self,
                                             int             *out_fds);
/* Passes on what has come, as far as whoever reads us takes it; matches are added to @marks. */
void             vmp_cli_run_output_take   (VmpCliRunOutput *self,
                                            VmpCliMarks     *marks);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VmpCliRunOutput, vmp_cli_run_output_free)

G_END_DECLS
