/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Output of programs made fit to be shown: valid, without controls, and the same however it is cut into pieces. */

#include "config.h"

#include "app/vmp-launch-filter.h"

#include "vmp-fuzz.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr (GString) whole = g_string_new (NULL);
  g_autoptr (GString) pieces = g_string_new (NULL);
  VmpLaunchFilter one = VMP_LAUNCH_FILTER_INIT, other = VMP_LAUNCH_FILTER_INIT;

  vmp_launch_filter_append (&one, (const char *) data, size, whole);
  vmp_launch_filter_finish (&one, whole);
  for (size_t i = 0; i < size; i++)
    vmp_launch_filter_append (&other, (const char *) data + i, 1, pieces);
  vmp_launch_filter_finish (&other, pieces);
  g_assert_cmpstr (whole->str, ==, pieces->str);
  g_assert_true (g_utf8_validate (whole->str, whole->len, NULL));
  for (const char *c = whole->str; *c != '\0'; c = g_utf8_next_char (c))
    g_assert_true (*c == '\n' || *c == '\t' || !g_unichar_iscntrl (g_utf8_get_char (c)));
  return 0;
}
