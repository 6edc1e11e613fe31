/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the writers of samples share. */
#pragma once

#include "vmp-report-samples.h"

G_BEGIN_DECLS

/* Text on its way. */
typedef struct
{
  VmpRecording            *recording;
  const VmpSamplesOptions *options;
  VmpSamplesFunc           func;
  gpointer                 user_data;
  GString                 *text;      /* owned; not handed over yet */
  double                   share;     /* of all that is done */
  gboolean                 is_over;   /* nothing more is wanted */
} VmpSamplesOutput;

/* Hands over what there is, if it is much or @all. FALSE: nothing more is wanted. */
gboolean vmp_samples_output_flush  (VmpSamplesOutput *self,
                                    gboolean          all);
void     vmp_samples_write_openmetrics (VmpSamplesOutput *self);

G_END_DECLS
