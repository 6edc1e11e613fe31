/* SPDX-License-Identifier: GPL-3.0-or-later */
/* /proc/PID/smaps, and that what is learned from one entry does not change what is read from the
 * next. */

#include "config.h"

#include "core/kernel/vmp-smaps-parser.h"

#include "vmp-fuzz.h"

/* The entry that the parser stood before, read by one that has learned nothing. */
static void
check_entry (const VmpMapsParser *before,
             const VmpMapsParser *after,
             const VmpSmapsEntry *entry)
{
  g_autoptr (GError) error = NULL;
  VmpMapsParser fresh;
  VmpSmapsEntry again;

  vmp_maps_parser_init (&fresh, before->at, before->end - before->at);
  g_assert_true (vmp_maps_parser_next_smaps (&fresh, &again, &error));
  g_assert_true (fresh.at == after->at);
  g_assert_cmpmem (&again.sizes, sizeof again.sizes, &entry->sizes, sizeof entry->sizes);
  g_assert_cmpuint (again.flags_len, ==, entry->flags_len);
  g_assert_cmpuint (fresh.line_number - 1, ==, after->line_number - before->line_number);
}

/* Lines that are not known are whole lines of the entry. */
static void
check_unknown (const VmpSmapsEntry *entry,
               const char          *text,
               gsize                size)
{
  const char *at = NULL, *line;
  gsize len;

  while (vmp_smaps_entry_next_unknown (entry, &at, &line, &len))
    {
      g_assert_true (line > text && line[-1] == '\n' && line + len <= text + size);
      g_assert_nonnull (memchr (line, ':', len));
      g_assert_null (memchr (line, '\n', len));
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  const char *text = (const char *) data;
  g_autoptr (GError) error = NULL;
  VmpMapsParser parser, before;
  VmpSmapsEntry entry;

  vmp_maps_parser_init (&parser, text, size);
  for (before = parser; vmp_maps_parser_next_smaps (&parser, &entry, &error); before = parser)
    {
      g_assert_true (entry.flags >= text && entry.flags + entry.flags_len <= text + size);
      g_assert_null (memchr (entry.flags, '\n', entry.flags_len));
      vmp_smaps_entry_has_flag (&entry, "nh");
      check_unknown (&entry, text, size);
      check_entry (&before, &parser, &entry);
    }
  if (error != NULL)
    g_assert_error (error, VMP_ERROR, VMP_ERROR_CORRUPT);
  else
    g_assert_true (parser.at == text + size);
  return 0;
}
