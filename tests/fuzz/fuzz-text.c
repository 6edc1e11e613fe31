/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names and command lines made printable. */

#include "config.h"

#include "core/kernel/vmp-process.h"

#include "vmp-fuzz.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autofree char *escaped = vmp_text_escape ((const char *) data, size);

  g_assert_true (g_utf8_validate (escaped, -1, NULL));
  for (const char *c = escaped; *c != '\0'; c = g_utf8_next_char (c))
    g_assert_false (g_unichar_iscntrl (g_utf8_get_char (c)));
  return 0;
}
