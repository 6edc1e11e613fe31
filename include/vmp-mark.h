/* SPDX-License-Identifier: MIT-0 */
/* Names moments of a program for the session that measures it (vmp run --record). One header, no library: copy it if you like.
 *
 *   #include <vmp-mark.h>
 *   vmp_mark ("load");       // from here on it loads
 *   vmp_mark ("query");      // from here on it asks
 *
 * A stage goes from a mark to the next. Where nothing is measured a call costs one getenv() and does nothing. Other languages
 * write the same line, "NAME\n", to the named pipe "marks" in the folder that the environment variable VMP_SESSION names. */
#ifndef VMP_MARK_H
#define VMP_MARK_H

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#ifdef __cplusplus
extern "C" {
#endif

/* @name: UTF-8, one line, up to 200 bytes. 0, or -1 if nothing takes marks. May be called from any thread, and never blocks. */
static inline int
vmp_mark (const char *name)
{
  const char *folder = getenv ("VMP_SESSION");
  char text[4096];
  struct timespec now;
  int fd, len, done;

  if (folder == NULL || (len = snprintf (text, sizeof text, "%s/marks", folder)) < 0 || len >= (int) sizeof text)
    return -1;
  fd = open (text, O_WRONLY | O_NONBLOCK | O_CLOEXEC);
  if (fd < 0)
    return -1;
  clock_gettime (CLOCK_BOOTTIME, &now);
  len = snprintf (text, 300, "@%lld%09ld %.200s\n", (long long) now.tv_sec, now.tv_nsec, name);
  /* So short a line is written whole or not at all. */
  done = len > 0 && len < 300 && write (fd, text, (size_t) len) == len ? 0 : -1;
  close (fd);
  return done;
}

#ifdef __cplusplus
}
#endif

#endif
