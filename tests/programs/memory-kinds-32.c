/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A 32-bit process without a C library: maps what looks like an arena of malloc there, prints "ready", waits. */

#define MIB 0x100000
#define ARENA ((char *) 0x40000000)
#define HEAD_BYTES (132 * 1024)

static long
call (long number,
      long a,
      long b,
      long c)
{
  long result;

  __asm__ volatile ("int $0x80" : "=a" (result) : "a" (number), "b" (a), "c" (b), "d" (c) : "memory");
  return result;
}

void
_start (void)
{
  static const char ready[] = "ready\n";
  /* address, length, protection, flags (private, fixed, anonymous), descriptor, offset */
  static long arguments[6] = { (long) ARENA, MIB, 0, 0x32, -1, 0 };

  call (90, (long) arguments, 0, 0);            /* mmap */
  call (125, (long) ARENA, HEAD_BYTES, 3);      /* mprotect: read and write */
  ARENA[0] = 1;
  call (4, 1, (long) ready, sizeof ready - 1);  /* write */
  for (;;)
    call (29, 0, 0, 0);                         /* pause */
}
