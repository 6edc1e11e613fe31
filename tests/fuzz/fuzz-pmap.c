/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What pmap -X prints, and whatever else somebody may have saved as mappings. */

#include "config.h"

#include "core/kernel/vmp-pmap-parser.h"
#include "core/model/vmp-maps-import.h"

#include "vmp-fuzz.h"

static void
check_entries (const char *text,
               size_t      size)
{
  g_autoptr (GError) error = NULL;
  VmpPmapParser parser;
  VmpSmapsEntry entry;

  if (!vmp_pmap_parser_init (&parser, text, size, NULL, &error))
    {
      g_assert_error (error, VMP_ERROR, VMP_ERROR_CORRUPT);
      return;
    }
  while (vmp_pmap_parser_next (&parser, &entry, &error))
    {
      const gint64 *sizes = (const gint64 *) &entry.sizes;

      g_assert_cmpuint (entry.line.start_addr, <=, entry.line.end_addr);
      g_assert_cmpuint (strlen (entry.line.permissions), ==, 4);
      for (size_t i = 0; i < sizeof entry.sizes / sizeof *sizes; i++)
        g_assert_true (sizes[i] >= 0 || sizes[i] == VMP_MISSING);
      /* Name and flags are in the text and in one line. */
      g_assert_true (entry.line.name >= text && entry.line.name + entry.line.name_len <= text + size);
      g_assert_true (entry.flags >= text && entry.flags + entry.flags_len <= text + size);
      g_assert_null (memchr (entry.line.name, '\n', entry.line.name_len));
      g_assert_null (memchr (entry.flags, '\n', entry.flags_len));
    }
  if (error != NULL)
    g_assert_error (error, VMP_ERROR, VMP_ERROR_CORRUPT);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  const char *text = (const char *) data;
  g_autoptr (GError) error = NULL;
  g_autoptr (VmpAddressSpace) space = NULL;
  VmpImportForm form;

  check_entries (text, size);
  space = vmp_maps_import_parse (text, size, NULL, &form, &error);
  if (space == NULL)
    g_assert_error (error, VMP_ERROR, VMP_ERROR_CORRUPT);
  else
    g_assert_cmpint (form, <, VMP_N_IMPORT_FORMS);
  return 0;
}
