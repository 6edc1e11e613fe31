/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which mappings are shown, and what is said of each. */

#include "config.h"

#include "vmp-cli-maps.h"

#include <string.h>

#include <glib/gi18n.h>

/* Types that people mean together; "heap" is that of the metric. */
static const struct
{
  const char     *key;
  VmpMappingType  types[4];
  guint           n;
} groups[] = {
  { "image", { VMP_MAPPING_PROGRAM_IMAGE, VMP_MAPPING_LIBRARY_IMAGE, VMP_MAPPING_IMAGE_BSS }, 3 },
  { "file", { VMP_MAPPING_FILE_PRIVATE, VMP_MAPPING_FILE_SHARED }, 2 },
  { "heap", { VMP_MAPPING_MAIN_HEAP, VMP_MAPPING_MALLOC_ARENA, VMP_MAPPING_MALLOC_BLOCK, VMP_MAPPING_OTHER_ALLOCATOR }, 4 },
  { "stack", { VMP_MAPPING_MAIN_STACK, VMP_MAPPING_THREAD_STACK }, 2 },
};

static gboolean
add_group (const char *key,
           gboolean    types[VMP_N_MAPPING_TYPES])
{
  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    {
      if (!g_str_equal (groups[i].key, key))
        continue;
      for (guint j = 0; j < groups[i].n; j++)
        types[groups[i].types[j]] = TRUE;
      return TRUE;
    }
  return FALSE;
}

static gboolean
fail_type (const char  *key,
           GError     **error)
{
  const char *keys[VMP_N_MAPPING_TYPES + G_N_ELEMENTS (groups) + 1] = { NULL };
  g_autofree char *hint = NULL;

  for (guint i = 0; i < VMP_N_MAPPING_TYPES; i++)
    keys[i] = vmp_mapping_type_get (i)->key;
  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    keys[VMP_N_MAPPING_TYPES + i] = groups[i].key;
  hint = vmp_cli_dup_hint (key, keys);
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _("no type '%s'%s; 'vmp maps --help' lists them"), key, hint);
  return FALSE;
}

gboolean
vmp_cli_maps_parse_types (const char  *text,
                          gboolean     types[VMP_N_MAPPING_TYPES],
                          GError     **error)
{
  g_auto (GStrv) keys = g_strsplit (text, ",", -1);

  if (keys[0] == NULL)
    return fail_type (text, error);
  for (guint i = 0; keys[i] != NULL; i++)
    {
      const char *key = g_strstrip (keys[i]);
      VmpMappingType type;

      if (vmp_mapping_type_find (key, &type))
        types[type] = TRUE;
      else if (!add_group (key, types))
        return fail_type (key, error);
    }
  return TRUE;
}

void
vmp_cli_maps_sum (const VmpAddressSpace   *space,
                  const VmpCliMapsOptions *options,
                  VmpMappingSum           *out)
{
  *out = (VmpMappingSum) { 0 };
  for (guint type = 0; type < VMP_N_MAPPING_TYPES; type++)
    {
      const VmpMappingSum *sum = vmp_address_space_get_sum (space, type);

      if (!options->types[type])
        continue;
      out->mappings_n += sum->mappings_n;
      /* Ranges of a damaged file may be of any length: wraps instead of overflowing. */
      out->size_bytes = (gint64) ((guint64) out->size_bytes + (guint64) sum->size_bytes);
      out->largest_bytes = MAX (out->largest_bytes, sum->largest_bytes);
      for (guint i = 0; i < VMP_N_MAPPING_SIZES; i++)
        out->sizes_bytes[i] = vmp_value_add (out->sizes_bytes[i], sum->sizes_bytes[i]);
    }
}

/* The thread with that id, or NULL. */
static const VmpThread *
find_thread (const VmpAddressSpace *space,
             gint32                 tid)
{
  const VmpAddressSpaceFacts *facts = vmp_address_space_get_facts (space);

  for (guint i = 0; i < facts->n_threads; i++)
    {
      if (facts->threads[i].tid == tid)
        return &facts->threads[i];
    }
  return NULL;
}

char *
vmp_cli_maps_dup_name (const VmpAddressSpace *space,
                       const VmpMapping      *mapping)
{
  const char *name = vmp_address_space_get_name (space, mapping);
  const VmpThread *thread = mapping->tid != 0 ? find_thread (space, mapping->tid) : NULL;
  g_autofree char *escaped = vmp_text_escape (name, strlen (name));
  g_autofree char *comm = thread != NULL ? vmp_text_escape (thread->name, strlen (thread->name)) : NULL;

  if (mapping->tid == 0)
    return g_steal_pointer (&escaped);
  return g_strdup_printf ("%s%s(%d%s%s)", escaped, escaped[0] != '\0' ? " " : "", mapping->tid,
                          comm != NULL ? " " : "", comm != NULL ? comm : "");
}
