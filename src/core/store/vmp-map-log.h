/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The address spaces of one process on their way to its recording: what differs from the one before, now and then all. */
#pragma once

#include "core/model/vmp-address-space.h"
#include "vmp-row-queue.h"

G_BEGIN_DECLS

/* The texts that mappings refer to, once for the whole recording. */
typedef struct _VmpMapTexts VmpMapTexts;
typedef struct _VmpMapLog   VmpMapLog;

VmpMapTexts *vmp_map_texts_new  (void) G_GNUC_WARN_UNUSED_RESULT;
void         vmp_map_texts_free (VmpMapTexts *self);

VmpMapLog   *vmp_map_log_new    (void) G_GNUC_WARN_UNUSED_RESULT;
void         vmp_map_log_free   (VmpMapLog *self);
/* Adds the rows for @space, which belongs to event @id; keeps a reference for the next. */
void         vmp_map_log_write  (VmpMapLog       *self,
                                 gint64           id,
                                 VmpAddressSpace *space,
                                 VmpMapTexts     *texts,
                                 VmpRowQueue     *queue);

G_END_DECLS
