/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the rows of the picker say. */
#pragma once

#include "../models/vmp-process-item.h"
#include "../models/vmp-user-names.h"
#include "core/model/vmp-format.h"

G_BEGIN_DECLS

/* Name of the process or title of the group. Borrowed from @shown. */
const char *vmp_process_text_get_name    (const VmpProcessShown    *shown);
/* The memory; of a group with the mark of a bound where it is one. */
char       *vmp_process_text_dup_value   (const VmpProcessShown    *shown,
                                          VmpUnits                  units) G_GNUC_WARN_UNUSED_RESULT;
char       *vmp_process_text_dup_detail  (const VmpProcessShown    *shown,
                                          VmpUserNames             *users) G_GNUC_WARN_UNUSED_RESULT;
/* The row for those who hear it. */
char       *vmp_process_text_dup_label   (const VmpProcessShown    *shown,
                                          VmpUserNames             *users,
                                          VmpUnits                  units) G_GNUC_WARN_UNUSED_RESULT;
char       *vmp_process_text_dup_tooltip (const VmpProcessShown    *shown,
                                          VmpUserNames             *users,
                                          VmpUnits                  units) G_GNUC_WARN_UNUSED_RESULT;
/* The name of a column for people, translated. */
const char *vmp_process_text_get_column  (const VmpProcessSortInfo *shown);

G_END_DECLS
