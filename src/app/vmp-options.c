/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What may be asked for on the command line of the window. */

#include "config.h"

#include "vmp-options.h"

#include <glib/gi18n.h>
#include <string.h>

#define MOST_PIXELS 16384

static const GOptionEntry entries[] = {
  { "background", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, NULL, N_("Only watch by the rules of alerts, without a window"), NULL },
  { "new-window", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, NULL, N_("Open a new window, where a tab would do"), NULL },
  { "page", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, NULL, N_("Show this page: overview, map, timeline, alerts"), N_("NAME") },
  { "size", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, NULL, N_("Size of the window in pixels"), N_("WxH") },
  { "version", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, NULL, N_("Show the version"), NULL },
  { G_OPTION_REMAINING, 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_FILENAME_ARRAY, NULL, NULL, N_("[PID | FILE]") },
  { NULL },
};

const GOptionEntry *
vmp_options_get_entries (void)
{
  return entries;
}

static gboolean
read_size (const char *text, VmpOptions *options, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (text, "x", 2);
  guint64 width, height;

  if (g_strv_length (parts) != 2
      || !g_ascii_string_to_unsigned (parts[0], 10, 1, MOST_PIXELS, &width, NULL)
      || !g_ascii_string_to_unsigned (parts[1], 10, 1, MOST_PIXELS, &height, NULL))
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _("“%s” is not a size; write it like 1200x800"), text);
      return FALSE;
    }
  options->width = (int) width;
  options->height = (int) height;
  return TRUE;
}

static gboolean
read_page (const char *text, VmpOptions *options, GError **error)
{
  static const char *const pages[] = { "overview", "map", "timeline", "alerts" };

  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      if (!g_str_equal (text, pages[i]))
        continue;
      options->page = pages[i];
      return TRUE;
    }
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("There is no page “%s”; there are: overview, map, timeline, alerts"), text);
  return FALSE;
}

/* What is no number is a file, if it is there or looks like one: then what is wrong with it is told in the window. */
static gboolean
is_file (const char *word)
{
  return strchr (word, G_DIR_SEPARATOR) != NULL || g_str_has_suffix (word, ".vmp") || g_file_test (word, G_FILE_TEST_EXISTS);
}

static gboolean
read_word (char **words, GVariantDict *dict, VmpOptions *options, GError **error)
{
  guint64 pid;

  if (g_strv_length (words) > 1)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _("One process or recording at a time; “%s” is too much"), words[1]);
      return FALSE;
    }
  if (g_ascii_string_to_unsigned (words[0], 10, 1, G_MAXINT32, &pid, NULL))
    {
      options->pid = (gint32) pid;
      return TRUE;
    }
  if (is_file (words[0]))
    {
      const char *file[2] = { NULL };

      options->file = g_canonicalize_filename (words[0], NULL);
      file[0] = options->file;
      g_variant_dict_insert (dict, G_OPTION_REMAINING, "^aay", file);
      return TRUE;
    }
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _("“%s” is neither the number of a process nor a file"), words[0]);
  return FALSE;
}

gboolean
vmp_options_read (GVariantDict *dict, VmpOptions *out_options, GError **error)
{
  VmpOptions options = { 0 };
  const char *page = NULL, *size = NULL;
  g_auto (GStrv) words = NULL;

  if (g_variant_dict_lookup (dict, "page", "&s", &page) && !read_page (page, &options, error))
    return FALSE;
  g_variant_dict_lookup (dict, "new-window", "b", &options.new_window);
  g_variant_dict_lookup (dict, "background", "b", &options.background);
  if (g_variant_dict_lookup (dict, "size", "&s", &size) && !read_size (size, &options, error))
    return FALSE;
  if (g_variant_dict_lookup (dict, G_OPTION_REMAINING, "^aay", &words) && words[0] != NULL
      && !read_word (words, dict, &options, error))
    return FALSE;
  if (options.background && (options.new_window || options.page != NULL || size != NULL || words != NULL))
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("--background goes with nothing else"));
      vmp_options_clear (&options);
      return FALSE;
    }
  *out_options = options;
  return TRUE;
}

void
vmp_options_clear (VmpOptions *self)
{
  g_clear_pointer (&self->file, g_free);
}
