/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text from outside made printable. */

#include "config.h"

#include "core/kernel/vmp-process.h"

#include <string.h>

static void
test_escape (void)
{
  static const struct { const char *text; gsize len; const char *expected; } cases[] = {
    { "plain text", 10, "plain text" },
    { "", 0, "" },
    { "a\nb\tc\\d", 7, "a\\nb\\tc\\\\d" },
    { "a\0b", 3, "a\\x00b" },
    { "\x1b[31m", 5, "\\x1b[31m" },
    { "\x7f", 1, "\\x7f" },
    { "gr\xc3\xbc\xc3\x9f", 6, "gr\xc3\xbc\xc3\x9f" },
    { "\xc3", 1, "\\xc3" },
    { "\xff\xfe", 2, "\\xff\\xfe" },
    { "\xc2\x9b", 2, "\\xc2\\x9b" },                   /* a C1 control character */
    { "\xe2\x80\xae" "gpj", 6, "\\xe2\\x80\\xaegpj" }, /* right-to-left override */
    { "\xf0\x9f\x98\x80", 4, "\xf0\x9f\x98\x80" },
    { "\xf0\x9f\x98", 3, "\\xf0\\x9f\\x98" },
    { "<b>%s & $HOME</b>", 17, "<b>%s & $HOME</b>" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *copy = g_memdup2 (cases[i].text, cases[i].len);
      g_autofree char *escaped = vmp_text_escape (copy, cases[i].len);

      g_assert_cmpstr (escaped, ==, cases[i].expected);
      g_assert_true (g_utf8_validate (escaped, -1, NULL));
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kernel/text/escape", test_escape);
  return g_test_run ();
}
