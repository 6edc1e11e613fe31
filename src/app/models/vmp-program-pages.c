/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which page of each program was looked at last, in the settings. */

#include "config.h"

#include "vmp-program-pages.h"

static const char *
get_key (const char *exe, const char *name)
{
  return exe != NULL && *exe != '\0' ? exe : name;
}

char *
vmp_program_pages_dup (GSettings *settings, const char *exe, const char *name)
{
  g_autoptr (GVariant) saved = g_settings_get_value (settings, VMP_PROGRAM_PAGES_KEY);
  const char *program, *page, *newest = NULL;
  GVariantIter iter;

  g_variant_iter_init (&iter, saved);
  while (g_variant_iter_next (&iter, "(&s&s)", &program, &page))
    {
      if (g_str_equal (program, get_key (exe, name)))
        return g_strdup (page);
      if (newest == NULL)
        newest = page;
    }
  return g_strdup (newest);
}

void
vmp_program_pages_set (GSettings *settings, const char *exe, const char *name, const char *page)
{
  g_autoptr (GVariant) saved = g_settings_get_value (settings, VMP_PROGRAM_PAGES_KEY);
  GVariantBuilder builder;
  const char *program, *old;
  GVariantIter iter;
  guint n = 1;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(ss)"));
  g_variant_builder_add (&builder, "(ss)", get_key (exe, name), page);
  g_variant_iter_init (&iter, saved);
  while (n < VMP_PROGRAM_PAGES_MOST && g_variant_iter_next (&iter, "(&s&s)", &program, &old))
    {
      if (g_str_equal (program, get_key (exe, name)))
        continue;
      g_variant_builder_add (&builder, "(ss)", program, old);
      n++;
    }
  g_settings_set_value (settings, VMP_PROGRAM_PAGES_KEY, g_variant_builder_end (&builder));
}
