/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The limit of a control group, in a tree of files that is made up. */

#include "config.h"

#include <glib/gstdio.h>

#include "core/kernel/vmp-cgroup-limit.h"

typedef struct
{
  const char *path;     /* below sys/fs/cgroup */
  const char *text;     /* of memory.max; NULL: there is none */
} Group;

/* The root has no such file; "plain" is where the controller is off. */
static const Group groups[] = {
  { "", NULL }, { "/slice", "2000000\n" }, { "/slice/inner", "max\n" }, { "/slice/small", "1000000\n" }, { "/slice/large", "3000000\n" },
  { "/free", "max\n" }, { "/plain", NULL }, { "/odd", "lots\n" }, { "/zero", "0\n" },
};

static const struct
{
  const char *path;
  gint64      limit_bytes;
} cases[] = {
  { "/slice", 2000000 }, { "/slice/inner", 2000000 }, { "/slice/small", 1000000 }, { "/slice/large", 2000000 },
  { "/slice/gone", 2000000 }, { "/free", G_MAXINT64 }, { "/plain", VMP_MISSING }, { "/odd", VMP_MISSING }, { "/zero", 0 },
  { "/", VMP_MISSING }, { "/../slice", VMP_MISSING }, { "/..", VMP_MISSING }, { "slice", VMP_MISSING }, { "", VMP_MISSING },
};

static void
make_groups (const char *folder)
{
  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    {
      g_autofree char *group = g_strconcat (folder, "/sys/fs/cgroup", groups[i].path, NULL);
      g_autofree char *file = g_build_filename (group, "memory.max", NULL);

      g_assert_cmpint (g_mkdir_with_parents (group, 0700), ==, 0);
      if (groups[i].text != NULL)
        g_assert_true (g_file_set_contents (file, groups[i].text, -1, NULL));
    }
}

static void
remove_groups (const char *folder)
{
  static const char *const above[] = { "sys/fs/cgroup", "sys/fs", "sys", "proc", "" };

  for (guint i = G_N_ELEMENTS (groups); i > 0; i--)
    {
      g_autofree char *group = g_strconcat (folder, "/sys/fs/cgroup", groups[i - 1].path, NULL);
      g_autofree char *file = g_build_filename (group, "memory.max", NULL);

      g_remove (file);
      g_rmdir (group);
    }
  for (guint i = 0; i < G_N_ELEMENTS (above); i++)
    {
      g_autofree char *path = g_build_filename (folder, above[i], NULL);

      g_rmdir (path);
    }
}

static void
test_limits (void)
{
  g_autofree char *folder = g_dir_make_tmp ("vmp-test-XXXXXX", NULL);
  g_autofree char *proc = g_build_filename (folder, "proc", NULL);
  g_autoptr (VmpProcRoot) root = NULL;
  g_autoptr (GError) error = NULL;
  VmpBuffer buffer = VMP_BUFFER_INIT;

  g_assert_cmpint (g_mkdir (proc, 0700), ==, 0);
  make_groups (folder);
  root = vmp_proc_root_new (folder, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].path);
      g_assert_cmpint (vmp_cgroup_read_limit (root, cases[i].path, &buffer), ==, cases[i].limit_bytes);
    }
  vmp_buffer_clear (&buffer);
  remove_groups (folder);
  g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cgroup/limit", test_limits);
  return g_test_run ();
}
