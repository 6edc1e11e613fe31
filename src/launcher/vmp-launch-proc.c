/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the stub reads of a target that is held. The core's readers need GLib, which would make the stub big. */

#include "vmp-launch-proc.h"

#include "vmp-launch-program.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* status of a user in thousands of groups; only the pages that are filled are touched. */
#define TEXT_SIZE (64 * 1024)
#define PF_EXITING 0x4
#define MAX_WAITS 20
#define WAIT_NSEC 1000000

static bool
read_text (const char *path,
           char        out[TEXT_SIZE])
{
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  ssize_t len = fd >= 0 ? read (fd, out, TEXT_SIZE - 1) : -1;

  if (fd >= 0)
    close (fd);
  if (len <= 0)
    return false;
  out[len] = '\0';
  return true;
}

/* The number behind @key, which includes the newline before it; -1 if there is none. */
static int64_t
find_number (const char *text,
             const char *key,
             int         base)
{
  const char *line = strstr (text, key);

  return line != NULL ? (int64_t) strtoull (line + strlen (key), NULL, base) : -1;
}

static int64_t
find_bytes (const char *text,
            const char *key)
{
  int64_t kib = find_number (text, key, 10);

  return kib >= 0 ? kib * 1024 : -1;
}

void
vmp_launch_read_peaks (pid_t    pid,
                       int64_t *out_rss_peak_bytes,
                       int64_t *out_vsize_peak_bytes)
{
  char path[64], text[TEXT_SIZE] = "";

  snprintf (path, sizeof path, "/proc/%d/status", (int) pid);
  read_text (path, text);
  *out_rss_peak_bytes = find_bytes (text, "\nVmHWM:");
  *out_vsize_peak_bytes = find_bytes (text, "\nVmPeak:");
}

typedef enum
{
  THREAD_DYING,
  THREAD_ALIVE,
  THREAD_UNKNOWN,   /* runs: it may be on its way into its end */
} ThreadState;

static ThreadState
read_thread_state (pid_t       pid,
                   const char *tid)
{
  char path[96], text[TEXT_SIZE], state = 'X';
  unsigned long flags = 0;
  const char *behind_name;
  int64_t pending;

  snprintf (path, sizeof path, "/proc/%d/task/%.20s/stat", (int) pid, tid);
  if (!read_text (path, text) || (behind_name = strrchr (text, ')')) == NULL)
    return THREAD_DYING;
  /* state, ppid, pgrp, session, tty, tpgid, flags */
  if (sscanf (behind_name + 1, " %c %*d %*d %*d %*d %*d %lu", &state, &flags) != 2)
    return THREAD_UNKNOWN;
  if (state == 'Z' || state == 'X' || (flags & PF_EXITING) != 0)
    return THREAD_DYING;

  snprintf (path, sizeof path, "/proc/%d/task/%.20s/status", (int) pid, tid);
  if (!read_text (path, text))
    return THREAD_DYING;
  pending = find_number (text, "\nSigPnd:", 16);
  if (pending > 0 && (pending & (1 << (SIGKILL - 1))) != 0)
    return THREAD_DYING;
  return state == 'R' ? THREAD_UNKNOWN : THREAD_ALIVE;
}

/* What the most alive of all threads but the first is. */
static ThreadState
read_other_threads (pid_t pid)
{
  char path[64];
  ThreadState result = THREAD_DYING;
  struct dirent *entry;
  DIR *dir;

  snprintf (path, sizeof path, "/proc/%d/task", (int) pid);
  dir = opendir (path);
  while (dir != NULL && result != THREAD_ALIVE && (entry = readdir (dir)) != NULL)
    {
      ThreadState state;

      if (entry->d_name[0] == '.' || atoi (entry->d_name) == pid)
        continue;
      state = read_thread_state (pid, entry->d_name);
      if (state != THREAD_DYING)
        result = state;
    }
  if (dir != NULL)
    closedir (dir);
  return result;
}

bool
vmp_launch_is_last_exit (pid_t pid)
{
  char path[64], text[TEXT_SIZE];

  snprintf (path, sizeof path, "/proc/%d/status", (int) pid);
  if (!read_text (path, text) || find_number (text, "\nThreads:", 10) == 1)
    return true;
  for (int i = 0; i < MAX_WAITS; i++)
    {
      ThreadState state = read_other_threads (pid);

      if (state != THREAD_UNKNOWN)
        return state == THREAD_DYING;
      nanosleep (&(struct timespec) { 0, WAIT_NSEC }, NULL);
    }
  return false;
}

bool
vmp_launch_is_privileged (pid_t pid)
{
  char path[64];

  /* Root may trace what it likes. */
  if (geteuid () == 0)
    return false;
  snprintf (path, sizeof path, "/proc/%d/exe", (int) pid);
  return vmp_launch_gains_privileges (path);
}
