/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Address spaces from texts that somebody saved. */

#include "config.h"

#include "vmp-maps-import.h"

#include "core/kernel/vmp-error.h"
#include "core/kernel/vmp-pmap-parser.h"

#include <string.h>

/* As text that went through another system has them. */
#define BYTE_ORDER_MARK "\xef\xbb\xbf"

static const char *
line_end (const char *text,
          const char *end)
{
  const char *newline = memchr (text, '\n', end - text);

  return newline != NULL ? newline : end;
}

gboolean
vmp_maps_import_recognise (const char    *text,
                           gsize          len,
                           VmpImportForm *out_form)
{
  const char *end = text + len;
  const char *first_end = line_end (text, end);
  const char *at = text;
  VmpMapsParser parser;
  VmpMapsLine line;

  while (at < first_end && g_ascii_isdigit (*at))
    at++;
  if (at > text && at < first_end && *at == ':')
    {
      *out_form = VMP_IMPORT_PMAP;
      return TRUE;
    }
  vmp_maps_parser_init (&parser, text, first_end < end ? (gsize) (first_end + 1 - text) : len);
  if (!vmp_maps_parser_next (&parser, &line, NULL))
    return FALSE;
  *out_form = first_end < end && end - first_end > 5 && memcmp (first_end + 1, "Size:", 5) == 0 ? VMP_IMPORT_SMAPS : VMP_IMPORT_MAPS;
  return TRUE;
}

static VmpAddressSpace *
parse_pmap (const char                  *text,
            gsize                        len,
            const VmpAddressSpaceFacts  *facts,
            GError                     **error)
{
  g_autoptr (VmpAddressSpaceBuilder) builder = vmp_address_space_builder_new ();
  VmpAddressSpaceFacts own = facts != NULL ? *facts : (VmpAddressSpaceFacts) { 0 };
  g_autoptr (GError) local = NULL;
  VmpPmapParser parser;
  VmpSmapsEntry entry;
  gint32 pid;

  if (!vmp_pmap_parser_init (&parser, text, len, &pid, error))
    return NULL;
  while (vmp_pmap_parser_next (&parser, &entry, &local))
    vmp_address_space_builder_add (builder, &entry);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  own.pid = own.pid != 0 ? own.pid : pid;
  return vmp_address_space_builder_finish (g_steal_pointer (&builder), &own);
}

/* Without the carriage returns that lines may end with. */
static char *
dup_without_returns (const char *text,
                     gsize       len,
                     gsize      *out_len)
{
  GString *copy = g_string_sized_new (len);

  for (gsize i = 0; i < len; i++)
    {
      if (text[i] != '\r' || i + 1 >= len || text[i + 1] != '\n')
        g_string_append_c (copy, text[i]);
    }
  *out_len = copy->len;
  return g_string_free (copy, FALSE);
}

VmpAddressSpace *
vmp_maps_import_parse (const char                  *text,
                       gsize                        len,
                       const VmpAddressSpaceFacts  *facts,
                       VmpImportForm               *out_form,
                       GError                     **error)
{
  g_autofree char *copy = NULL;

  if (len >= strlen (BYTE_ORDER_MARK) && memcmp (text, BYTE_ORDER_MARK, strlen (BYTE_ORDER_MARK)) == 0)
    {
      text += strlen (BYTE_ORDER_MARK);
      len -= strlen (BYTE_ORDER_MARK);
    }
  if (line_end (text, text + len) > text && line_end (text, text + len)[-1] == '\r')
    text = copy = dup_without_returns (text, len, &len);
  if (len == 0)
    {
      vmp_error_set (error, VMP_ERROR_CORRUPT, "there is nothing in it");
      return NULL;
    }
  if (!vmp_maps_import_recognise (text, len, out_form))
    {
      vmp_error_set (error, VMP_ERROR_CORRUPT, "line 1: neither maps, nor smaps, nor what pmap -X prints");
      return NULL;
    }
  if (*out_form == VMP_IMPORT_PMAP)
    return parse_pmap (text, len, facts, error);
  return vmp_address_space_parse (text, len, facts, error);
}

const char *
vmp_import_form_to_key (VmpImportForm form)
{
  static const char *const keys[VMP_N_IMPORT_FORMS] = { "maps", "smaps", "pmap" };

  g_assert (form < VMP_N_IMPORT_FORMS);
  return keys[form];
}
