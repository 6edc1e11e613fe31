/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes what a program writes to a terminal fit to be shown as plain text. Pure: no allocation, no I/O. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Lines beyond so many characters are broken: laying out one endless line takes for ever. */
#define VMP_LAUNCH_FILTER_MAX_LINE 2000
/* An escape sequence is not longer than this; what follows is text again. */
#define VMP_LAUNCH_FILTER_MAX_SEQUENCE 4096

typedef enum
{
  VMP_LAUNCH_FILTER_TEXT,
  VMP_LAUNCH_FILTER_ESCAPE,         /* after ESC */
  VMP_LAUNCH_FILTER_INTERMEDIATE,   /* ESC ( and the like: one more character to come */
  VMP_LAUNCH_FILTER_CONTROL,        /* in ESC [ … */
  VMP_LAUNCH_FILTER_STRING,         /* in ESC ] … or ESC P …, until BEL or ESC \ */
  VMP_LAUNCH_FILTER_STRING_ESCAPE,  /* after an ESC in such a string */
} VmpLaunchFilterMode;

/* Where one stream is, between two pieces of it. */
typedef struct
{
  VmpLaunchFilterMode mode;
  guint               n_sequence;   /* bytes of the escape sequence so far */
  guint               column;       /* characters of the line so far */
  gboolean            returned;     /* a carriage return waits for what follows it */
  guint               n_part;       /* bytes of a character whose rest is still to come */
  char                part[8];
} VmpLaunchFilter;

#define VMP_LAUNCH_FILTER_INIT { VMP_LAUNCH_FILTER_TEXT, 0, 0, FALSE, 0, { 0 } }

/**
 * vmp_launch_filter_append:
 * @out: what it is appended to: always valid UTF-8, without control characters but line feed and tab
 *
 * Escape sequences (colours, titles, movements of the cursor) are left out; a carriage return that does not end a line begins a
 * new one; bytes that are no UTF-8 and other control characters are shown as \xNN; characters that reorder text likewise.
 * However the stream is cut into pieces, the text is the same.
 */
void vmp_launch_filter_append (VmpLaunchFilter *self, const char *bytes, gsize n_bytes, GString *out);
/* The stream has ended: what was left in the middle of a character is shown as bytes. */
void vmp_launch_filter_finish (VmpLaunchFilter *self, GString *out);

G_END_DECLS
