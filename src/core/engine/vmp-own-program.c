/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the programs are that belong to this one. */

#include "config.h"

#include "vmp-own-program.h"

#include <fcntl.h>
#include <unistd.h>

#include "core/kernel/vmp-error.h"
#include "core/kernel/vmp-proc-root.h"

/* The folder of this program, or NULL. */
static char *
dup_own_folder (void)
{
  g_autoptr (VmpProcRoot) root = vmp_proc_root_new (NULL, NULL);
  char path[4096];
  ssize_t len = -1;
  int fd = root != NULL ? vmp_proc_root_open_proc (root, "self", O_PATH | O_DIRECTORY) : -1;

  if (fd >= 0)
    {
      len = readlinkat (fd, "exe", path, sizeof path - 1);
      close (fd);
    }
  if (len <= 0)
    return NULL;
  path[len] = '\0';
  return g_path_get_dirname (path);
}

static gboolean
is_program (const char *path)
{
  return g_file_test (path, G_FILE_TEST_IS_EXECUTABLE) && !g_file_test (path, G_FILE_TEST_IS_DIR);
}

char *
vmp_own_program_find (const char  *name,
                      const char  *variable,
                      const char  *build_folder,
                      GError     **error)
{
  const char *named = g_getenv (variable);
  g_autofree char *folder = dup_own_folder ();
  char *candidates[] = {
    named != NULL && *named != '\0' ? g_canonicalize_filename (named, NULL) : NULL,
    folder != NULL ? g_build_filename (folder, name, NULL) : NULL,
    g_build_filename (VMP_LIBEXECDIR, name, NULL),
    folder != NULL ? g_build_filename (folder, build_folder, name, NULL) : NULL,
  };
  char *found = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (candidates); i++)
    {
      if (found == NULL && candidates[i] != NULL && is_program (candidates[i]))
        found = g_steal_pointer (&candidates[i]);
      g_free (candidates[i]);
    }
  if (found == NULL)
    vmp_error_set (error, VMP_ERROR_IO, "%s is missing: it belongs beside this program or in %s", name, VMP_LIBEXECDIR);
  return found;
}
