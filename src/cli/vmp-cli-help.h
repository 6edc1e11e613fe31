/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is said of the command line as a whole. */
#pragma once

#include "vmp-cli.h"

G_BEGIN_DECLS

/* Prints usage, verbs and examples to descriptor @fd. Returns the exit status. */
int vmp_cli_print_overview (int fd);
/* Says that there is no such verb, and which one may be meant. Returns the exit status. */
int vmp_cli_fail_verb      (const char *name);

G_END_DECLS
