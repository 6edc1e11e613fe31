/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The moments that a recording names: by the program and whoever works beside it, by lines of its output, by its processes. */
#pragma once

#include "core/engine/vmp-host.h"

G_BEGIN_DECLS

typedef struct _VmpCliMarks VmpCliMarks;

/* Tells the user if there can be no box for marks of others. */
VmpCliMarks *vmp_cli_marks_new          (void) G_GNUC_WARN_UNUSED_RESULT;
void         vmp_cli_marks_free         (VmpCliMarks *self);
/* For VMP_MARK_VARIABLE; NULL: there is no box. */
const char  *vmp_cli_marks_get_folder   (VmpCliMarks *self);
/* Whose moments they are, for 'vmp mark --pid'. */
void         vmp_cli_marks_set_pid      (VmpCliMarks *self,
                                         gint32       pid);
/* Two descriptors to poll for reading; untouched where there is no box. */
void         vmp_cli_marks_get_fds      (VmpCliMarks *self,
                                         int         *out_fds);
/* What processes do begins stages too: "exec NAME", "fork NAME", "exit NAME". */
void         vmp_cli_marks_follow_processes (VmpCliMarks *self);
/* What was measured: the costs of looking at @target, and what processes do. */
void         vmp_cli_marks_note         (VmpCliMarks *self,
                                         VmpBatch    *batch,
                                         guint32      target);
/* @name: escaped. */
void         vmp_cli_marks_add          (VmpCliMarks *self,
                                         const char  *name,
                                         gint64       time_nsec);
/* Takes what has come into the box. */
void         vmp_cli_marks_take_box     (VmpCliMarks *self);
/* The marks since the last call, as events of @target; NULL if there is none. Owned. */
VmpBatch    *vmp_cli_marks_steal_batch  (VmpCliMarks *self,
                                         guint32      target) G_GNUC_WARN_UNUSED_RESULT;
/* A mark is the end of a stage, whose figures are to be of that moment: has @target read then, as far as the limit on the cost
 * of looking allows. */
void         vmp_cli_marks_refresh      (VmpCliMarks *self,
                                         VmpHost     *host,
                                         guint32      target);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VmpCliMarks, vmp_cli_marks_free)

G_END_DECLS
