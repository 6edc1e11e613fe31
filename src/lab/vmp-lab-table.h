/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The demo programs: what each shows, what to predict, where to look. Plain data for window, command line and the labs alike. */
#pragma once

#include <stddef.h>

typedef struct
{
  const char *name;         /* stable, one word: `vmp lab NAME` */
  const char *title;        /* N_() */
  const char *summary;      /* N_(): what it does, one sentence */
  const char *prediction;   /* N_(): the question to answer before running it */
  const char *look;         /* N_(): which numbers to watch */
  const char *explanation;  /* N_(): why it came out like that */
} VmpLab;

/* All of them in the order of learning. Static. */
const VmpLab *vmp_lab_get_all (size_t *out_n);
/* The one of that name, or NULL. Static. */
const VmpLab *vmp_lab_find    (const char *name);
