/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Children of the engine's tests: programs that say when they are ready and move on by their input. */

#include "config.h"

#include "engine-child.h"

#include <glib/gstdio.h>

#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void
wait_until_ready (EngineChild *self)
{
  char text[64];
  gsize len = 0;

  while (len < strlen ("ready\n"))
    {
      gssize n = read (self->output_fd, text + len, strlen ("ready\n") - len);

      g_assert_cmpint (n, >, 0);
      len += n;
    }
  g_assert_cmpint (memcmp (text, "ready\n", len), ==, 0);
}

char *
engine_child_dup_program (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_BUILT, "programs", "memory-shapes", NULL);

  return g_canonicalize_filename (path, NULL);
}

void
engine_child_start (EngineChild *self,
                    const char  *shape,
                    const char  *argument)
{
  g_autofree char *program = engine_child_dup_program ();
  const char *argv[] = { program, shape, argument, NULL };
  g_autoptr (GError) error = NULL;

  g_spawn_async_with_pipes (NULL, (char **) argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL,
                            &self->pid, &self->input_fd, &self->output_fd, NULL, &error);
  g_assert_no_error (error);
  wait_until_ready (self);
}

void
engine_child_step (EngineChild *self,
                   gboolean     wait)
{
  g_assert_cmpint (write (self->input_fd, "x", 1), ==, 1);
  if (wait)
    wait_until_ready (self);
}

void
engine_child_end (EngineChild *self)
{
  g_clear_fd (&self->input_fd, NULL);
}

int
engine_child_reap (EngineChild *self)
{
  int status = 0;

  engine_child_end (self);
  g_assert_cmpint (waitpid (self->pid, &status, 0), ==, self->pid);
  g_clear_fd (&self->output_fd, NULL);

  return status;
}
