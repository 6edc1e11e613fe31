/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a demo says while it runs, in the language of the user; pure. */
#include "config.h"

#include "vmp-demo-step.h"

#include <glib/gi18n.h>
#include <string.h>

#include "lab/vmp-lab-table.h"

#define PLACE "%s"

gboolean
vmp_demo_step_match (const char *pattern,
                     const char *line,
                     char       *numbers[VMP_DEMO_STEP_MOST])
{
  g_auto (GStrv) parts = g_strsplit (pattern, PLACE, VMP_DEMO_STEP_MOST + 1);
  const char *at = line;

  memset (numbers, 0, VMP_DEMO_STEP_MOST * sizeof *numbers);
  if (!g_str_has_prefix (at, parts[0]))
    return FALSE;
  at += strlen (parts[0]);
  for (guint i = 1; parts[i] != NULL; i++)
    {
      const char *end = *parts[i] != '\0' ? strstr (at, parts[i]) : at + strlen (at);

      if (end == NULL || end == at)
        break;
      numbers[i - 1] = g_strndup (at, (gsize) (end - at));
      at = end + strlen (parts[i]);
      if (parts[i + 1] == NULL && *at == '\0')
        return TRUE;
    }
  if (parts[1] == NULL && *at == '\0')
    return TRUE;
  for (guint i = 0; i < VMP_DEMO_STEP_MOST; i++)
    g_clear_pointer (&numbers[i], g_free);
  return FALSE;
}

/* Not by printf(): the pattern is a translator's. */
char *
vmp_demo_step_fill (const char *pattern,
                    char *const numbers[VMP_DEMO_STEP_MOST])
{
  g_auto (GStrv) parts = g_strsplit (pattern, PLACE, VMP_DEMO_STEP_MOST + 1);
  GString *text = g_string_new (parts[0]);

  for (guint i = 1; parts[i] != NULL; i++)
    {
      g_string_append (text, numbers[i - 1] != NULL ? numbers[i - 1] : "");
      g_string_append (text, parts[i]);
    }
  return g_string_free_and_steal (text);
}

char *
vmp_demo_step_dup (const char *line)
{
  gsize n;
  const char *const *steps = vmp_lab_get_steps (&n);
  char *text = NULL;

  for (gsize i = 0; i < n && text == NULL; i++)
    {
      char *numbers[VMP_DEMO_STEP_MOST];

      if (!vmp_demo_step_match (steps[i], line, numbers))
        continue;
      text = vmp_demo_step_fill (_(steps[i]), numbers);
      for (guint k = 0; k < VMP_DEMO_STEP_MOST; k++)
        g_free (numbers[k]);
    }
  return text != NULL ? text : g_strdup (line);
}
