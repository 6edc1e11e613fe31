/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the verdicts on a budget are told. */
#pragma once

#include "vmp-cli-budget.h"
#include "vmp-cli-output.h"

G_BEGIN_DECLS

void  vmp_cli_check_print_text  (const VmpBudget *budget, VmpCliOutput *out);
void  vmp_cli_check_print_json  (const VmpBudget *budget, VmpCliOutput *out);
/* A table for a pull request. Owned. */
char *vmp_cli_check_to_markdown (const VmpBudget *budget) G_GNUC_WARN_UNUSED_RESULT;
/* A test case a limit, as CI systems read them. Owned. */
char *vmp_cli_check_to_junit    (const VmpBudget *budget) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
