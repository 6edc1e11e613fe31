/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Guesses which word was meant where an unknown one was typed. */

#include "config.h"

#include "vmp-cli.h"

#include <string.h>

#include <glib/gi18n.h>

#define MAX_LEN 32

/* Insertions, deletions, replacements and swaps of neighbours that make @a of @b. Both are at most MAX_LEN long. */
static guint
edit_distance (const char *a,
               const char *b)
{
  guint d[MAX_LEN + 1][MAX_LEN + 1];
  guint n = strlen (a), m = strlen (b);

  for (guint i = 0; i <= n; i++)
    d[i][0] = i;
  for (guint j = 0; j <= m; j++)
    d[0][j] = j;
  for (guint i = 1; i <= n; i++)
    for (guint j = 1; j <= m; j++)
      {
        guint replaced = d[i - 1][j - 1] + (a[i - 1] != b[j - 1]);

        d[i][j] = MIN (replaced, MIN (d[i - 1][j], d[i][j - 1]) + 1);
        if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
          d[i][j] = MIN (d[i][j], d[i - 2][j - 2] + 1);
      }
  return d[n][m];
}

const char *
vmp_cli_suggest (const char        *text,
                 const char *const *words)
{
  const char *best = NULL;
  guint best_distance = MAX_LEN;

  if (strlen (text) > MAX_LEN)
    return NULL;
  for (; *words != NULL; words++)
    {
      guint distance = strlen (*words) <= MAX_LEN ? edit_distance (text, *words) : MAX_LEN;

      /* More than a third wrong is another word. */
      if (distance < best_distance && distance <= 1 + strlen (*words) / 3 && distance < strlen (*words))
        {
          best = *words;
          best_distance = distance;
        }
    }
  return best;
}

char *
vmp_cli_dup_hint (const char        *text,
                  const char *const *words)
{
  const char *word = vmp_cli_suggest (text, words);

  return word != NULL ? g_strdup_printf (_(", did you mean '%s'?"), word) : g_strdup ("");
}
