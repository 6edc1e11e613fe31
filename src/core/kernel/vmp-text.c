/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes text from outside printable. */

#include "config.h"

#include "vmp-process.h"

static void
append_escaped (GString *out,
                guchar   byte)
{
  switch (byte)
    {
    case '\n':
      g_string_append (out, "\\n");
      break;
    case '\t':
      g_string_append (out, "\\t");
      break;
    case '\\':
      g_string_append (out, "\\\\");
      break;
    default:
      g_string_append_printf (out, "\\x%02x", byte);
    }
}

/* Characters that would move the cursor, or reorder the text around them, when shown. */
static gboolean
is_harmful (gunichar c)
{
  return c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0x202a && c <= 0x202e)
         || (c >= 0x2066 && c <= 0x2069) || c == 0x2028 || c == 0x2029 || c == '\\';
}

char *
vmp_text_escape (const char *text,
                 gsize       len)
{
  GString *out = g_string_sized_new (len + 1);
  const char *end = text + len;

  while (text < end)
    {
      gunichar c = g_utf8_get_char_validated (text, end - text);
      gsize n = 1;

      if (c < 0x110000)
        n = g_utf8_next_char (text) - text;
      if (c < 0x110000 && !is_harmful (c))
        g_string_append_len (out, text, n);
      else
        for (gsize i = 0; i < n; i++)
          append_escaped (out, text[i]);
      text += n;
    }
  return g_string_free (out, FALSE);
}
