/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The demo programs: what each shows, what to predict, where to look. Plain data for window, command line and the labs alike. */
#pragma once

#include <stddef.h>

#define VMP_LAB_MAX_CHOICES 4
#define VMP_LAB_MAX_METRICS 3

typedef struct
{
  const char *name;         /* stable, one word: `vmp lab NAME` */
  const char *title;        /* N_() */
  const char *summary;      /* N_(): what it does, one sentence */
  const char *prediction;   /* N_(): the question to answer before running it */
  const char *choices[VMP_LAB_MAX_CHOICES + 1];   /* N_(): answers to choose from; NULL ends them */
  unsigned    right;        /* the choice that is so */
  const char *look;         /* N_(): which numbers to watch */
  const char *metrics[VMP_LAB_MAX_METRICS + 1];   /* keys of those that tell most; NULL ends them */
  const char *explanation;  /* N_(): why it came out like that */
} VmpLab;

/* All of them in the order of learning. Static. */
const VmpLab *vmp_lab_get_all (size_t *out_n);
/* N_(): every sentence that a lab says while it runs, with %s for each number in it. Static. */
const char *const *vmp_lab_get_steps (size_t *out_n);
/* The one of that name, or NULL. Static. */
const VmpLab *vmp_lab_find    (const char *name);
