/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How much memory a control group may use. */

#include "config.h"

#include "vmp-cgroup-limit.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "vmp-number-parser.h"
#include "vmp-process-private.h"

/* Version 1 writes the most whole pages there can be where there is no limit: less than this below the largest number. */
#define UNLIMITED_SLACK_BYTES (1024 * 1024)

/* Where a tree of groups is, and what its groups call their limit. A path is in one of them: the other has no such file. */
typedef struct
{
  const char *folder, *file;
  const char *inherits;     /* says "0" where the groups below are not held to the limit; NULL: they always are */
} Tree;

static const Tree trees[] = {
  { "fs/cgroup", "memory.max", NULL },
  { "fs/cgroup/memory", "memory.limit_in_bytes", "memory.use_hierarchy" },
};

/* What the group's file says, ended by a zero, in @buffer. FALSE if it can't be read. */
static gboolean
read_file (VmpProcRoot *root,
           const Tree  *tree,
           const char  *path,
           const char  *name,
           VmpBuffer   *buffer)
{
  g_autofree char *file = g_strconcat (tree->folder, path, "/", name, NULL);
  int fd = vmp_proc_root_open_sys (root, file, O_RDONLY);
  gboolean ok;

  if (fd < 0)
    return FALSE;
  ok = vmp_buffer_read_fd (buffer, fd) == 0;
  close (fd);
  return ok;
}

static gint64
read_one (VmpProcRoot *root,
          const Tree  *tree,
          const char  *path,
          VmpBuffer   *buffer)
{
  gint64 limit_bytes;

  if (!read_file (root, tree, path, tree->file, buffer))
    return VMP_MISSING;
  if (g_str_has_prefix (buffer->data, "max"))
    return G_MAXINT64;
  if (!vmp_number_parse (buffer->data, buffer->len, &limit_bytes, NULL) || limit_bytes < 0)
    return VMP_MISSING;
  return limit_bytes > G_MAXINT64 - UNLIMITED_SLACK_BYTES ? G_MAXINT64 : limit_bytes;
}

static gboolean
hands_down (VmpProcRoot *root,
            const Tree  *tree,
            const char  *path,
            VmpBuffer   *buffer)
{
  return tree->inherits == NULL || !read_file (root, tree, path, tree->inherits, buffer) || buffer->data[0] != '0';
}

static gint64
read_tree (VmpProcRoot *root,
           const Tree  *tree,
           const char  *path,
           VmpBuffer   *buffer)
{
  g_autofree char *at = g_strdup (path);
  gint64 least_bytes = VMP_MISSING;
  char *slash;

  do
    {
      gint64 limit_bytes = read_one (root, tree, at, buffer);

      if (limit_bytes != VMP_MISSING)
        least_bytes = least_bytes == VMP_MISSING ? limit_bytes : MIN (least_bytes, limit_bytes);
      slash = strrchr (at, '/');
      if (slash != NULL)
        *slash = '\0';
    }
  while (slash != NULL && hands_down (root, tree, at, buffer));
  return least_bytes;
}

gint64
vmp_cgroup_read_limit (VmpProcRoot *root,
                       const char  *path,
                       VmpBuffer   *buffer)
{
  gint64 limit_bytes = VMP_MISSING;

  /* Groups outside of our namespace are named by dots, and are not shown. */
  if (path[0] != '/' || strstr (path, "/..") != NULL)
    return VMP_MISSING;
  for (guint i = 0; i < G_N_ELEMENTS (trees) && limit_bytes == VMP_MISSING; i++)
    limit_bytes = read_tree (root, &trees[i], path, buffer);
  return limit_bytes;
}
