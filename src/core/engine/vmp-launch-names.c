/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks the C library of a launched program to name its memory. */

#include "config.h"

#include "vmp-launch-names.h"

#include <string.h>

#define VARIABLE "GLIBC_TUNABLES"
#define TUNABLE "glibc.mem.decorate_maps="

/* What stands behind the name of the tunable in "NAME=VALUE:NAME=VALUE"; NULL if it is not there. */
static const char *
find_tunable (const char *tunables)
{
  const char *at = tunables;

  while (at != NULL && !g_str_has_prefix (at, TUNABLE))
    {
      at = strchr (at, ':');
      at = at != NULL ? at + 1 : NULL;
    }
  return at != NULL ? at + strlen (TUNABLE) : NULL;
}

GStrv
vmp_launch_dup_named_environment (const char *const *envp)
{
  GStrv copy = envp != NULL ? g_strdupv ((char **) envp) : g_get_environ ();
  const char *tunables = g_environ_getenv (copy, VARIABLE);
  g_autofree char *value = NULL;

  if (find_tunable (tunables) != NULL)
    return copy;
  value = tunables != NULL && *tunables != '\0' ? g_strconcat (tunables, ":" TUNABLE "1", NULL) : g_strdup (TUNABLE "1");
  return g_environ_setenv (copy, VARIABLE, value, TRUE);
}

gboolean
vmp_launch_environment_is_named (const char *const *envp)
{
  const char *value = find_tunable (g_environ_getenv ((char **) envp, VARIABLE));

  return value != NULL && value[0] == '1' && (value[1] == '\0' || value[1] == ':');
}
