/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The file of rules on disk. */

#include "config.h"

#include "vmp-rules-file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/kernel/vmp-error.h"

/* At most one byte more than is allowed, whatever the file claims to be. Returns 0 or an errno. */
static int
read_all (int       fd,
          GString  *text)
{
  char part[16384];

  while (text->len <= VMP_RULES_MOST_BYTES)
    {
      gssize n = read (fd, part, sizeof part);

      if (n == 0)
        return 0;
      if (n < 0 && errno != EINTR)
        return errno;
      if (n > 0)
        g_string_append_len (text, part, n);
    }
  return 0;
}

VmpAlertSet *
vmp_rules_load (const char  *path,
                GPtrArray  **out_problems,
                GError     **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  /* A pipe without a writer must not hold us up before it is looked at. */
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK), errsv = errno;
  struct stat facts;

  if (fd >= 0)
    {
      errsv = fstat (fd, &facts) != 0 ? errno : S_ISREG (facts.st_mode) ? read_all (fd, text) : S_ISDIR (facts.st_mode) ? EISDIR : EINVAL;
      close (fd);
    }
  if (fd < 0 || errsv != 0)
    {
      vmp_error_set_errno (error, errsv, path);
      return NULL;
    }
  return vmp_rules_parse (text->str, text->len, out_problems, error);
}

gboolean
vmp_rules_save (const char         *path,
                const VmpAlertSet  *set,
                GError            **error)
{
  g_autofree char *text = vmp_rules_to_text (set);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GError) wrong = NULL;

  if (g_mkdir_with_parents (folder, 0700) != 0)
    return vmp_error_set_errno (error, errno, folder);
  if (g_file_set_contents_full (path, text, strlen (text), G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, &wrong))
    return TRUE;
  return vmp_error_set (error, g_error_matches (wrong, G_FILE_ERROR, G_FILE_ERROR_ACCES) ? VMP_ERROR_DENIED : VMP_ERROR_IO,
                        "%s", wrong->message);
}

char *
vmp_rules_dup_default_path (void)
{
  return g_build_filename (g_get_user_config_dir (), "vm-profiler", "alert-rules.json", NULL);
}
