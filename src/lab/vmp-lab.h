/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the demo programs share: telling what happens, pausing, and ending in time. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#define MIB ((size_t) 1024 * 1024)

/* Says what was just done, with the time since the start. */
void   lab_say     (const char *format, ...) __attribute__ ((format (printf, 1, 2)));
/* Sleeps. FALSE when the time for the lab is over. */
bool   lab_pause   (int msec);
/* Reserves private anonymous memory; ends the program with a message if there is none. */
char  *lab_reserve (size_t bytes);
/* Writes to each page of a block. */
void   lab_touch   (char *block, size_t bytes);

/* Each runs until lab_pause() says that the time is over. */
void lab_lazy_touch    (void);
void lab_leak          (void);
void lab_stack_growth  (void);
void lab_fork_cow      (void);
void lab_mmap_file     (void);
void lab_shared_memory (void);
void lab_fragmentation (void);
void lab_thread_stacks (void);
void lab_huge_pages    (void);
void lab_swap_thrash   (void);
void lab_churn         (void);
