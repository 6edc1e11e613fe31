/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parses /proc/PID/task/TID/syscall. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The stack pointer: of "number six-arguments sp pc", or "-1 sp pc". 0 for "running" and what is no such text. */
guint64 vmp_syscall_parse_stack_pointer (const char *data, gsize len);

G_END_DECLS
