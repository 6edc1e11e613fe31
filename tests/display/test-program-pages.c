/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of the pages that are remembered for each program. */
#include "config.h"

#include "app/models/vmp-program-pages.h"

static void
assert_page (GSettings  *settings,
             const char *exe,
             const char *name,
             const char *expected)
{
  g_autofree char *page = vmp_program_pages_dup (settings, exe, name);

  g_assert_cmpstr (page, ==, expected);
}

static void
test_remember (void)
{
  g_autoptr (GSettings) settings = g_settings_new (VMP_APP_ID);

  assert_page (settings, "/usr/bin/a", "a", NULL);
  vmp_program_pages_set (settings, "/usr/bin/a", "a", "map");
  vmp_program_pages_set (settings, NULL, "b", "overview");
  assert_page (settings, "/usr/bin/a", "renamed", "map");
  assert_page (settings, "", "b", "overview");
  /* One that is new opens as the last one was left. */
  assert_page (settings, "/usr/bin/c", "c", "overview");
  vmp_program_pages_set (settings, "/usr/bin/a", "a", "overview");
  assert_page (settings, "/usr/bin/a", "a", "overview");
  g_settings_reset (settings, VMP_PROGRAM_PAGES_KEY);
}

/* Those that were looked at long ago go. */
static void
test_bound (void)
{
  g_autoptr (GSettings) settings = g_settings_new (VMP_APP_ID);
  g_autoptr (GVariant) saved = NULL;

  vmp_program_pages_set (settings, NULL, "first", "map");
  for (guint i = 0; i < VMP_PROGRAM_PAGES_MOST; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u", i);

      vmp_program_pages_set (settings, NULL, name, "overview");
    }
  saved = g_settings_get_value (settings, VMP_PROGRAM_PAGES_KEY);
  g_assert_cmpuint (g_variant_n_children (saved), ==, VMP_PROGRAM_PAGES_MOST);
  assert_page (settings, NULL, "first", "overview");
  g_settings_reset (settings, VMP_PROGRAM_PAGES_KEY);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/program-pages/remember", test_remember);
  g_test_add_func ("/program-pages/bound", test_bound);
  return g_test_run ();
}
