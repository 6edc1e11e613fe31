/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of the sentences of demos: found, filled in another language, and complete. */
#include "config.h"

#include "app/widgets/vmp-demo-step.h"
#include "lab/vmp-lab-table.h"

static void
test_match (void)
{
  char *numbers[VMP_DEMO_STEP_MOST];
  g_autofree char *text = NULL;

  g_assert_true (vmp_demo_step_match ("Went %s calls deep (%s KiB) and back.", "Went 12 calls deep (192 KiB) and back.", numbers));
  g_assert_cmpstr (numbers[0], ==, "12");
  g_assert_cmpstr (numbers[1], ==, "192");
  g_assert_null (numbers[2]);
  text = vmp_demo_step_fill ("%s Aufrufe, %s KiB, 100 %", numbers);
  g_assert_cmpstr (text, ==, "12 Aufrufe, 192 KiB, 100 %");
  g_free (numbers[0]);
  g_free (numbers[1]);

  g_assert_false (vmp_demo_step_match ("Touched %s MiB.", "Touched 64 MiB with huge pages: 5 minor faults.", numbers));
  g_assert_false (vmp_demo_step_match ("Touched %s MiB.", "Touched  MiB. And more", numbers));
  g_assert_false (vmp_demo_step_match ("Done.", "Done. Really", numbers));
  g_assert_false (vmp_demo_step_match ("%s of %s", "1", numbers));
  g_assert_null (numbers[0]);
  g_assert_true (vmp_demo_step_match ("Done.", "Done.", numbers));
  g_assert_true (vmp_demo_step_match ("at %s", "at last", numbers));
  g_assert_cmpstr (numbers[0], ==, "last");
  g_free (numbers[0]);
}

static void
test_unknown (void)
{
  g_autofree char *text = vmp_demo_step_dup ("vmp-lab: no memory for this lab: %s %n");

  g_assert_cmpstr (text, ==, "vmp-lab: no memory for this lab: %s %n");
}

static gboolean
is_step (const char *sentence)
{
  gsize n;
  const char *const *steps = vmp_lab_get_steps (&n);

  for (gsize i = 0; i < n; i++)
    if (g_str_equal (steps[i], sentence))
      return TRUE;
  return FALSE;
}

/* What the labs print is in the table, or it would not be translated. */
static void
test_complete (void)
{
  static const char *const files[] = { "vmp-lab.c", "vmp-lab-private.c", "vmp-lab-shared.c" };
  g_autoptr (GRegex) call = g_regex_new ("lab_say \\(\"([^\"]*)\"", 0, 0, NULL);
  g_autoptr (GRegex) directive = g_regex_new ("%(\\.[0-9])?[lz]*[udfs]", 0, 0, NULL);
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "src", "lab", files[i], NULL);
      g_autoptr (GMatchInfo) match = NULL;
      g_autofree char *source = NULL;

      g_assert_true (g_file_get_contents (path, &source, NULL, NULL));
      for (g_regex_match (call, source, 0, &match); g_match_info_matches (match); g_match_info_next (match, NULL), n++)
        {
          g_autofree char *format = g_match_info_fetch (match, 1);
          g_autofree char *sentence = g_regex_replace_literal (directive, format, -1, 0, "%s", 0, NULL);

          if (!is_step (sentence))
            g_error ("not in the table of the labs: %s", sentence);
        }
    }
  g_assert_cmpuint (n, >, 25);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/demo-step/match", test_match);
  g_test_add_func ("/demo-step/unknown", test_unknown);
  g_test_add_func ("/demo-step/complete", test_complete);
  return g_test_run ();
}
