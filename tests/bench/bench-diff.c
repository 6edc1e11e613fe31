/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long it takes to compare two address spaces: bench-diff [N]. Medians in milliseconds of the thread's own time and of
 * the clock, one JSON object. */

#include "config.h"

#include "core/model/vmp-address-space-diff.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define N_ROUNDS 15

static int
compare_numbers (const void *a,
                 const void *b)
{
  gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;

  return (x > y) - (x < y);
}

static const char smaps[] = "Size: 4 kB\nRss: 4 kB\nPss: 4 kB\nPrivate_Dirty: 4 kB\nSwap: 0 kB\nVmFlags: rd wr mr mw me ac\n";

/* What a snapshot is made of. */
typedef struct
{
  const char *name;
  VmpDiffSubject subject;
  gboolean files;         /* each maps a file of its own, with a long name */
  guint    every_goes;    /* one of so many is not there after, and one of so many is only there then; 0: none */
  guint    every_grows;
} Case;

static const Case cases[] = {
  { "nothing-changed", VMP_DIFF_ONE_PROCESS, FALSE, 0, 0 },
  { "much-changed", VMP_DIFF_ONE_PROCESS, FALSE, 5, 3 },
  { "other-process", VMP_DIFF_TWO_PROCESSES, FALSE, 0, 0 },
  { "other-process-much-changed", VMP_DIFF_TWO_PROCESSES, FALSE, 5, 3 },
  { "files", VMP_DIFF_ONE_PROCESS, TRUE, 5, 3 },
  { "files-of-other-process", VMP_DIFF_TWO_PROCESSES, TRUE, 5, 3 },
};

static VmpAddressSpace *
make_space (const Case *one,
            guint       n,
            gboolean    after)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint64 base = after && one->subject == VMP_DIFF_TWO_PROCESSES ? G_GUINT64_CONSTANT (0x7e1000000000) : G_GUINT64_CONSTANT (0x7f0000000000);

  for (guint i = 0; i < n; i++)
    {
      guint64 start = base + (guint64) i * 0x4000;
      guint64 end = start + (after && one->every_grows != 0 && i % one->every_grows == 0 ? 0x3000 : 0x1000);

      if (one->every_goes != 0 && i % one->every_goes == (after ? 1 : 2))
        continue;
      g_string_append_printf (text, "%lx-%lx %s 00000000 ", start, end, i % 2 == 0 ? "rw-p" : "r--p");
      if (one->files)
        g_string_append_printf (text, "08:01 %u                          /usr/share/some/folder/with/a/long/name/file-%u.dat\n", i + 5, i);
      else
        g_string_append (text, "00:00 0 \n");
      g_string_append (text, smaps);
    }
  return vmp_address_space_parse (text->str, text->len, NULL, NULL);
}

static gint64
now_usec (clockid_t clock)
{
  struct timespec now;

  clock_gettime (clock, &now);
  return now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

static double
median (gint64 times[N_ROUNDS])
{
  qsort (times, N_ROUNDS, sizeof *times, compare_numbers);
  return times[N_ROUNDS / 2] / 1000.0;
}

static void
measure (const Case *one,
         guint       n)
{
  g_autoptr (VmpAddressSpace) before = make_space (one, n, FALSE);
  g_autoptr (VmpAddressSpace) after = make_space (one, n, TRUE);
  gint64 own[N_ROUNDS], all[N_ROUNDS];
  guint rows = 0;

  g_assert (before != NULL && after != NULL);
  for (guint i = 0; i < N_ROUNDS; i++)
    {
      gint64 own_start = now_usec (CLOCK_THREAD_CPUTIME_ID), start = now_usec (CLOCK_MONOTONIC);
      g_autoptr (VmpAddressSpaceDiff) diff = vmp_address_space_diff_new (before, after, one->subject);

      own[i] = now_usec (CLOCK_THREAD_CPUTIME_ID) - own_start;
      all[i] = now_usec (CLOCK_MONOTONIC) - start;
      rows = vmp_address_space_diff_get_n (diff);
    }
  printf (",\n  \"%s\": {\"own_msec\": %.2f, \"msec\": %.2f, \"rows\": %u}", one->name, median (own), median (all), rows);
}

int
main (int    argc,
      char **argv)
{
  guint n = argc > 1 ? strtoul (argv[1], NULL, 10) : 60000;

  printf ("{\n  \"mappings\": %u", n);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    measure (&cases[i], n);
  printf ("\n}\n");
  return 0;
}
