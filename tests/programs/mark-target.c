/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A program that names its stages by the header for that: each argument is a stage of 0.2 s, in which it touches 8 MiB more. */

#include "vmp-mark.h"

#include <string.h>

int
main (int    argc,
      char **argv)
{
  const struct timespec pause = { 0, 200000000 };

  for (int i = 1; i < argc; i++)
    {
      if (vmp_mark (argv[i]) < 0)
        return 1;
      memset (malloc (8 << 20), i, 8 << 20);
      nanosleep (&pause, NULL);
    }
  return 0;
}
