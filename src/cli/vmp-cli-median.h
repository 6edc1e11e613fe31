/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What several runs have in common. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  gint64 median;      /* of an even number the higher of the two in the middle: the lower would hide half of what is wrong */
  gint64 mad;         /* median distance from it */
  gint64 min, max;
} VmpCliSpread;

/* Of gint64. FALSE if there is none, or one is VMP_MISSING. */
gboolean vmp_cli_spread_find (GArray *values, VmpCliSpread *out);

G_END_DECLS
