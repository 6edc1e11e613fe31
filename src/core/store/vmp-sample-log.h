/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The samples of one process on their way to its recording: the newest as plain rows, a thousand as a chunk of columns. */
#pragma once

#include "core/model/vmp-event.h"
#include "vmp-row-queue.h"

G_BEGIN_DECLS

typedef struct _VmpSampleLog VmpSampleLog;

VmpSampleLog *vmp_sample_log_new        (guint32 target) G_GNUC_WARN_UNUSED_RESULT;
void          vmp_sample_log_free       (VmpSampleLog *self);
/* How many samples it has got. */
guint64       vmp_sample_log_get_n      (VmpSampleLog *self);
/* TRUE if it is full: vmp_sample_log_write_chunk() is to come before the next sample. */
gboolean      vmp_sample_log_is_full    (VmpSampleLog *self);
/* Takes notice of a SAMPLE or GAP; one that goes back in time is not kept. */
void          vmp_sample_log_add        (VmpSampleLog   *self,
                                         const VmpEvent *event);
/* Adds rows for the samples that are in no chunk and in no row yet. */
void          vmp_sample_log_write_recent (VmpSampleLog *self,
                                           VmpRowQueue  *queue);
/* Adds the rows of a chunk with all that is in no chunk yet; these are forgotten then. @chunk is its number. */
void          vmp_sample_log_write_chunk  (VmpSampleLog *self,
                                           guint64       chunk,
                                           VmpRowQueue  *queue);
/* No chunk is worth its head with so few samples. */
gboolean      vmp_sample_log_is_worth_chunk (VmpSampleLog *self);
/* Gives memory back, as no sample is expected any more. What is in no row yet is lost. */
void          vmp_sample_log_release      (VmpSampleLog *self);

G_END_DECLS
