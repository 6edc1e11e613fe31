/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Command lines, environments, and output as text. */

#include "config.h"

#include "app/vmp-launch-filter.h"
#include "app/vmp-launch-output.h"
#include "app/vmp-launch-spec.h"

#include <string.h>

static void
test_syntax (void)
{
  static const struct { const char *command, *found; } cases[] = {
    { "ls -l", NULL },          { "ls | wc", "|" },           { "a && b", "&&" },         { "echo $(date)", "$(" },
    { "echo '$(date)'", NULL }, { "echo \"$(date)\"", "$(" }, { "echo \"a|b\"", NULL },   { "echo \\|", NULL },
    { "cat > x", ">" },         { "ls *.c", "*" },            { "echo $HOME", "$" },      { "echo 5$", NULL },
    { "echo '$HOME'", NULL },   { "ls ~/x", "~" },            { "ls a~", NULL },          { "echo `x`", "`" },
    { "a # b | c", NULL },      { "sh -c 'a | b > c'", NULL }, { "a; b", ";" },           { "", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].command);
      g_assert_cmpstr (vmp_launch_find_shell_syntax (cases[i].command), ==, cases[i].found);
    }
}

static void
test_words (void)
{
  const char *argv[] = { "/a b/c", "", "it's", "-x=1", "a|b", "ü", NULL };
  g_autoptr (VmpLaunchSpec) spec = vmp_launch_spec_new_for_argv (argv);
  g_auto (GStrv) again = vmp_launch_split_command (spec->command, NULL);
  g_autofree char *shell = vmp_launch_dup_for_shell ("a 'b' | c");
  g_auto (GStrv) words = vmp_launch_split_command (shell, NULL);
  const char *expected[] = { "sh", "-c", "a 'b' | c", NULL };
  g_autoptr (GError) error = NULL;

  g_assert_cmpstrv (again, argv);
  g_assert_cmpstrv (words, expected);
  g_assert_null (vmp_launch_split_command ("echo 'a", &error));
  g_assert_error (error, G_SHELL_ERROR, G_SHELL_ERROR_BAD_QUOTING);
}

static void
test_environment (void)
{
  const char *inherited[] = { "A=1", "B=2", "C=3", NULL };
  const char *changes[] = { "B=", "C", "D=x=y", "=bad", NULL };
  g_auto (GStrv) envp = vmp_launch_dup_environment (inherited, changes);

  g_assert_cmpuint (g_strv_length (envp), ==, 3);
  g_assert_cmpstr (g_environ_getenv (envp, "A"), ==, "1");
  g_assert_cmpstr (g_environ_getenv (envp, "B"), ==, "");
  g_assert_null (g_environ_getenv (envp, "C"));
  g_assert_cmpstr (g_environ_getenv (envp, "D"), ==, "x=y");
}

static void
test_program (void)
{
  const char *envp[] = { "PATH=/nowhere:/bin", NULL };

  g_assert_cmpint (vmp_launch_look_up_program ("sh", envp, ""), ==, VMP_LAUNCH_PROGRAM_FOUND);
  g_assert_cmpint (vmp_launch_look_up_program ("./sh", envp, "/bin"), ==, VMP_LAUNCH_PROGRAM_FOUND);
  g_assert_cmpint (vmp_launch_look_up_program ("no-such", envp, ""), ==, VMP_LAUNCH_PROGRAM_UNKNOWN);
  g_assert_cmpint (vmp_launch_look_up_program ("/no/such", envp, ""), ==, VMP_LAUNCH_PROGRAM_NO_FILE);
  g_assert_cmpint (vmp_launch_look_up_program ("/bin", envp, ""), ==, VMP_LAUNCH_PROGRAM_FOLDER);
  g_assert_cmpint (vmp_launch_look_up_program ("/dev/null", envp, ""), ==, VMP_LAUNCH_PROGRAM_NOT_EXECUTABLE);
}

static void
test_filter (void)
{
  static const struct { const char *raw, *shown; } cases[] = {
    { "plain\ttext\n", "plain\ttext\n" },          { "\033[1;31mred\033[0m", "red" },   { "\033]0;title\007x", "x" },
    { "\033]8;;http://a\033\\link\033]8;;\033\\", "link" }, { "a\r\nb", "a\nb" },        { "10%\r20%\r30%\n", "10%\n20%\n30%\n" },
    { "\xff\xfe", "\\xff\\xfe" },                  { "\xe2\x82\xac", "€" },             { "\xe2\x80\xae" "evil", "\\xe2\\x80\\xaeevil" },
    { "\033(Bx", "x" },                            { "a\bb", "ab" },                    { "\xe2\x82", "\\xe2\\x82" },
    { "\033[31\nx", "\nx" },                       { "\001", "\\x01" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      VmpLaunchFilter filter = VMP_LAUNCH_FILTER_INIT;
      g_autoptr (GString) out = g_string_new (NULL);

      vmp_launch_filter_append (&filter, cases[i].raw, strlen (cases[i].raw), out);
      vmp_launch_filter_finish (&filter, out);
      g_assert_cmpstr (out->str, ==, cases[i].shown);
    }
}

/* However much is written, so much is kept: the newest, in order, and what is missing is told. */
static void
test_bounded (void)
{
  g_autoptr (VmpLaunchOutput) output = vmp_launch_output_new (1024 * 1024);
  g_autofree char *chunk = g_malloc (100000);
  guint64 position = 0, lost = 0;
  g_autoptr (GArray) pieces = NULL;
  g_autoptr (GBytes) all = NULL;
  gsize n_bytes;
  const guint8 *bytes;

  g_assert_true (vmp_launch_output_append (output, VMP_LAUNCH_STDERR, "x", 1));
  g_assert_false (vmp_launch_output_append (output, VMP_LAUNCH_STDOUT, "y", 1));
  for (guint i = 0; i < 1000; i++)
    {
      memset (chunk, (int) (i % 251), 100000);
      vmp_launch_output_append (output, VMP_LAUNCH_STDOUT, chunk, 100000);
    }
  g_assert_cmpuint (vmp_launch_output_get_total_bytes (output), ==, 100000002);
  pieces = vmp_launch_output_take (output, &position, G_MAXSIZE, &lost);
  g_assert_cmpuint (lost, ==, vmp_launch_output_get_dropped_bytes (output));
  g_assert_cmpuint (lost, >=, 100000002 - 1024 * 1024);
  g_assert_cmpuint (lost, <, 100000002 - 900000);
  g_assert_cmpuint (position, ==, 100000002);
  all = vmp_launch_output_dup_bytes (output);
  bytes = g_bytes_get_data (all, &n_bytes);
  g_assert_cmpuint (n_bytes, ==, 100000002 - lost);
  g_assert_cmpuint (bytes[n_bytes - 1], ==, 999 % 251);
  g_assert_cmpuint (bytes[n_bytes - 100001], ==, 998 % 251);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/launch-text/syntax", test_syntax);
  g_test_add_func ("/launch-text/words", test_words);
  g_test_add_func ("/launch-text/environment", test_environment);
  g_test_add_func ("/launch-text/program", test_program);
  g_test_add_func ("/launch-text/filter", test_filter);
  g_test_add_func ("/launch-text/bounded", test_bounded);
  return g_test_run ();
}
