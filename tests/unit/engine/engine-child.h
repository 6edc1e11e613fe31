/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Children of the engine's tests: programs that say when they are ready and move on by their input. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  GPid pid;
  int  input_fd, output_fd;
} EngineChild;

/* Starts tests/programs/memory-shapes with up to two arguments and waits until it is ready. */
void engine_child_start  (EngineChild *self, const char *shape, const char *argument);
/* Lets it go on, and waits until it says so again if @wait. */
void engine_child_step   (EngineChild *self, gboolean wait);
/* Ends its input, so that it exits. */
void engine_child_end    (EngineChild *self);
/* Reaps it, after its end if it did not end yet. Returns the status of waitpid(). */
int  engine_child_reap   (EngineChild *self);
/* Where the program is. */
char *engine_child_dup_program (void);

G_END_DECLS
