/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts within the encoding of events. */

#include "config.h"

#include "vmp-event-text.h"

#include <string.h>

#define MAX_TEXT_BYTES (64 * 1024)

GVariant *
vmp_event_text_to_variant (const char *text)
{
  gsize len = text != NULL ? strlen (text) : 0;

  if (len <= MAX_TEXT_BYTES)
    return g_variant_new_string (text != NULL ? text : "");

  len = g_utf8_find_prev_char (text, text + MAX_TEXT_BYTES + 1) - text;
  return g_variant_new_take_string (g_strndup (text, len));
}

static gboolean
is_harmful (gunichar c)
{
  return g_unichar_iscntrl (c) || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) ||
         c == 0x2028 || c == 0x2029;
}

gboolean
vmp_event_is_text (const char *text)
{
  if (strlen (text) > MAX_TEXT_BYTES)
    return FALSE;
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      if (is_harmful (g_utf8_get_char (at)))
        return FALSE;
    }
  return TRUE;
}
