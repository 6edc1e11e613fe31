/* SPDX-License-Identifier: GPL-3.0-or-later */
/* /proc/PID/maps */

#include "config.h"

#include "core/kernel/vmp-smaps-parser.h"

#include "vmp-fuzz.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  const char *text = (const char *) data;
  g_autoptr (GError) error = NULL;
  VmpMapsParser parser;
  VmpMapsLine line;

  vmp_maps_parser_init (&parser, text, size);
  while (vmp_maps_parser_next (&parser, &line, &error))
    {
      g_assert_cmpuint (line.start_addr, <=, line.end_addr);
      g_assert_cmpuint (strlen (line.permissions), ==, 4);
      /* The name is in the text and in one line. */
      g_assert_true (line.name >= text && line.name + line.name_len <= text + size);
      g_assert_null (memchr (line.name, '\n', line.name_len));
    }
  if (error != NULL)
    g_assert_error (error, VMP_ERROR, VMP_ERROR_CORRUPT);
  else
    g_assert_true (parser.at == text + size);
  return 0;
}
