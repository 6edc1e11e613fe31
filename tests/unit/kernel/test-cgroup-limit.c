/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The limit of a control group, in a tree of files that is made up. */

#include "config.h"

#include <glib/gstdio.h>

#include "core/kernel/vmp-cgroup-limit.h"

typedef struct
{
  const char *path;     /* below sys/fs/cgroup */
  const char *text;     /* of the limit; NULL: there is none */
  const char *inherits; /* of memory.use_hierarchy; NULL: there is none */
} Group;

typedef struct
{
  const char *path;
  gint64      limit_bytes;
} Case;

/* A system of one version. */
typedef struct
{
  const char  *file;
  const Group *groups;
  guint        n_groups;
  const Case  *cases;
  guint        n_cases;
} System;

/* The root has no such file; "plain" is where the controller is off. */
static const Group groups_2[] = {
  { "", NULL }, { "/slice", "2000000\n" }, { "/slice/inner", "max\n" }, { "/slice/small", "1000000\n" }, { "/slice/large", "3000000\n" },
  { "/free", "max\n" }, { "/plain", NULL }, { "/odd", "lots\n" }, { "/zero", "0\n" },
};

static const Case cases_2[] = {
  { "/slice", 2000000 }, { "/slice/inner", 2000000 }, { "/slice/small", 1000000 }, { "/slice/large", 2000000 },
  { "/slice/gone", 2000000 }, { "/free", G_MAXINT64 }, { "/plain", VMP_MISSING }, { "/odd", VMP_MISSING }, { "/zero", 0 },
  { "/", VMP_MISSING }, { "/../slice", VMP_MISSING }, { "/..", VMP_MISSING }, { "slice", VMP_MISSING }, { "", VMP_MISSING },
};

/* The kernel writes the most whole pages there can be where there is no limit. */
static const Group groups_1[] = {
  { "/memory", "9223372036854771712\n", "1\n" }, { "/memory/docker", "5000000\n", "1\n" },
  { "/memory/docker/inner", "9223372036854710272\n", "1\n" }, { "/memory/flat", "6000000\n", "0\n" },
  { "/memory/flat/inner", "7000000\n", "0\n" }, { "/memory/odd", "-1\n", NULL },
};

static const Case cases_1[] = {
  { "/", G_MAXINT64 }, { "/docker", 5000000 }, { "/docker/inner", 5000000 }, { "/docker/gone", 5000000 }, { "/flat", 6000000 },
  { "/flat/inner", 7000000 }, { "/odd", G_MAXINT64 }, { "/../docker", VMP_MISSING },
};

static const System systems[] = {
  { "memory.max", groups_2, G_N_ELEMENTS (groups_2), cases_2, G_N_ELEMENTS (cases_2) },
  { "memory.limit_in_bytes", groups_1, G_N_ELEMENTS (groups_1), cases_1, G_N_ELEMENTS (cases_1) },
};

static void
write_file (const char *group,
            const char *name,
            const char *text)
{
  g_autofree char *file = g_build_filename (group, name, NULL);

  if (text != NULL)
    g_assert_true (g_file_set_contents (file, text, -1, NULL));
  else
    g_remove (file);
}

static void
make_groups (const System *system,
             const char   *folder)
{
  for (guint i = 0; i < system->n_groups; i++)
    {
      g_autofree char *group = g_strconcat (folder, "/sys/fs/cgroup", system->groups[i].path, NULL);

      g_assert_cmpint (g_mkdir_with_parents (group, 0700), ==, 0);
      write_file (group, system->file, system->groups[i].text);
      write_file (group, "memory.use_hierarchy", system->groups[i].inherits);
    }
}

static void
remove_groups (const System *system,
               const char   *folder)
{
  static const char *const above[] = { "sys/fs/cgroup", "sys/fs", "sys", "proc", "" };

  for (guint i = system->n_groups; i > 0; i--)
    {
      g_autofree char *group = g_strconcat (folder, "/sys/fs/cgroup", system->groups[i - 1].path, NULL);

      write_file (group, system->file, NULL);
      write_file (group, "memory.use_hierarchy", NULL);
      g_rmdir (group);
    }
  for (guint i = 0; i < G_N_ELEMENTS (above); i++)
    {
      g_autofree char *path = g_build_filename (folder, above[i], NULL);

      g_rmdir (path);
    }
}

static void
test_limits (gconstpointer data)
{
  const System *system = data;
  g_autofree char *folder = g_dir_make_tmp ("vmp-test-XXXXXX", NULL);
  g_autofree char *proc = g_build_filename (folder, "proc", NULL);
  g_autoptr (VmpProcRoot) root = NULL;
  g_autoptr (GError) error = NULL;
  VmpBuffer buffer = VMP_BUFFER_INIT;

  g_assert_cmpint (g_mkdir (proc, 0700), ==, 0);
  make_groups (system, folder);
  root = vmp_proc_root_new (folder, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < system->n_cases; i++)
    {
      g_test_message ("%s", system->cases[i].path);
      g_assert_cmpint (vmp_cgroup_read_limit (root, system->cases[i].path, &buffer), ==, system->cases[i].limit_bytes);
    }
  vmp_buffer_clear (&buffer);
  remove_groups (system, folder);
  g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/cgroup/limit/version-2", &systems[0], test_limits);
  g_test_add_data_func ("/cgroup/limit/version-1", &systems[1], test_limits);
  return g_test_run ();
}
