/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds the program that a name means, and whether executing it gives privileges. */

#include "vmp-launch-program.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/xattr.h>
#include <unistd.h>

#define DEFAULT_PATH "/bin:/usr/bin"
/* As many interpreters of interpreters as the kernel follows. */
#define MAX_INTERPRETERS 5

static int
check_executable (const char *path)
{
  struct stat st;

  if (stat (path, &st) != 0)
    return errno;
  if (S_ISDIR (st.st_mode))
    return EISDIR;
  return faccessat (AT_FDCWD, path, X_OK, AT_EACCESS) == 0 ? 0 : errno;
}

static bool
join_path (char        out[PATH_MAX],
           const char *folder,
           size_t      folder_len,
           const char *name)
{
  size_t name_len = strlen (name);

  if (folder_len + 1 + name_len + 1 > PATH_MAX)
    return false;
  memcpy (out, folder, folder_len);
  /* An empty element of PATH is the current folder. */
  if (folder_len > 0)
    out[folder_len++] = '/';
  memcpy (out + folder_len, name, name_len + 1);
  return true;
}

static int
search_path (const char *name,
             char        out[PATH_MAX])
{
  const char *folder = getenv ("PATH");
  int result = ENOENT;

  if (folder == NULL)
    folder = DEFAULT_PATH;
  for (;;)
    {
      size_t len = strcspn (folder, ":");
      int failure = join_path (out, folder, len, name) ? check_executable (out) : ENAMETOOLONG;

      if (failure == 0)
        return 0;
      if (failure == EACCES)
        result = EACCES;
      if (folder[len] == '\0')
        return result;
      folder += len + 1;
    }
}

int
vmp_launch_find_program (const char *name,
                         char        out[PATH_MAX])
{
  if (*name == '\0')
    return ENOENT;
  if (strchr (name, '/') == NULL)
    return search_path (name, out);
  if (strlen (name) >= PATH_MAX)
    return ENAMETOOLONG;
  memcpy (out, name, strlen (name) + 1);
  return check_executable (out);
}

/* The interpreter of a #! line at the start of @path, or FALSE. */
static bool
read_interpreter (const char *path,
                  char        out[PATH_MAX])
{
  char line[256];
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
  ssize_t len = fd >= 0 ? read (fd, line, sizeof line - 1) : -1;
  char *begin;

  if (fd >= 0)
    close (fd);
  if (len < 3 || line[0] != '#' || line[1] != '!')
    return false;
  line[len] = '\0';
  begin = line + 2 + strspn (line + 2, " \t");
  begin[strcspn (begin, " \t\r\n")] = '\0';
  memcpy (out, begin, strlen (begin) + 1);
  return *begin != '\0';
}

static bool
file_gains_privileges (const char *path)
{
  struct stat st;
  struct statvfs fs;

  if (stat (path, &st) != 0 || statvfs (path, &fs) != 0 || (fs.f_flag & ST_NOSUID) != 0)
    return false;
  if ((st.st_mode & S_ISUID) != 0 && st.st_uid != geteuid ())
    return true;
  if ((st.st_mode & S_ISGID) != 0 && (st.st_mode & S_IXGRP) != 0 && st.st_gid != getegid ())
    return true;
  /* Root has the capabilities already. */
  return geteuid () != 0 && getxattr (path, "security.capability", NULL, 0) > 0;
}

bool
vmp_launch_gains_privileges (const char *path)
{
  char interpreter[PATH_MAX], next[PATH_MAX];

  if (prctl (PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1)
    return false;
  for (int i = 0; i < MAX_INTERPRETERS && read_interpreter (path, next); i++)
    {
      memcpy (interpreter, next, sizeof interpreter);
      path = interpreter;
    }
  return file_gains_privileges (path);
}
