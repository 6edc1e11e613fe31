/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parses /proc/PID/maps, smaps and smaps_rollup. */

#include "config.h"

#include "vmp-smaps-parser.h"

#include "vmp-cursor.h"
#include "vmp-error.h"
#include "vmp-key-table.h"

#define FIELD_LEN 16 /* what the kernel pads a key to */
#define VALUE_LEN 8  /* what it pads a number to */
#define PREFETCH_LEN 2048
#define USUAL_LEN 46  /* of the columns before the inode */
#define LINE_LEN (FIELD_LEN + VALUE_LEN + 4) /* with " kB" and the end of the line */

/* A key of an smaps entry. */
typedef struct
{
  char     field[FIELD_LEN + 1];  /* padded with spaces */
  guint8   len;                   /* with its ':' */
  gboolean is_plain;              /* a number without " kB" */
  guint    index;                 /* of the gint64 in VmpSmapsSizes */
} SizeKey;

#define INDEX(field) (G_STRUCT_OFFSET (VmpSmapsSizes, field) / sizeof (gint64))

/* In the order of the kernel's fs/proc/task_mmu.c. */
static const SizeKey keys[] = {
  { "Size:           ", 5, FALSE, INDEX (size) },
  { "KernelPageSize: ", 15, FALSE, INDEX (kernel_page_size) },
  { "MMUPageSize:    ", 12, FALSE, INDEX (mmu_page_size) },
  { "Rss:            ", 4, FALSE, INDEX (rss) },
  { "Pss:            ", 4, FALSE, INDEX (pss) },
  { "Pss_Dirty:      ", 10, FALSE, INDEX (pss_dirty) },
  { "Pss_Anon:       ", 9, FALSE, INDEX (pss_anon) },
  { "Pss_File:       ", 9, FALSE, INDEX (pss_file) },
  { "Pss_Shmem:      ", 10, FALSE, INDEX (pss_shmem) },
  { "Shared_Clean:   ", 13, FALSE, INDEX (shared_clean) },
  { "Shared_Dirty:   ", 13, FALSE, INDEX (shared_dirty) },
  { "Private_Clean:  ", 14, FALSE, INDEX (private_clean) },
  { "Private_Dirty:  ", 14, FALSE, INDEX (private_dirty) },
  { "Referenced:     ", 11, FALSE, INDEX (referenced) },
  { "Anonymous:      ", 10, FALSE, INDEX (anonymous) },
  { "KSM:            ", 4, FALSE, INDEX (ksm) },
  { "LazyFree:       ", 9, FALSE, INDEX (lazy_free) },
  { "AnonHugePages:  ", 14, FALSE, INDEX (anon_huge_pages) },
  { "ShmemPmdMapped: ", 15, FALSE, INDEX (shmem_pmd_mapped) },
  { "FilePmdMapped:  ", 14, FALSE, INDEX (file_pmd_mapped) },
  { "Shared_Hugetlb: ", 15, FALSE, INDEX (shared_hugetlb) },
  { "Private_Hugetlb:", 16, FALSE, INDEX (private_hugetlb) },
  { "Swap:           ", 5, FALSE, INDEX (swap) },
  { "SwapPss:        ", 8, FALSE, INDEX (swap_pss) },
  { "Locked:         ", 7, FALSE, INDEX (locked) },
  { "THPeligible:    ", 12, TRUE, INDEX (thp_eligible) },
  { "ProtectionKey:  ", 14, TRUE, INDEX (protection_key) },
};

#define N_KEYS G_N_ELEMENTS (keys)
G_STATIC_ASSERT (N_KEYS < VMP_MAPS_PARSER_KEYS);

void
vmp_maps_parser_init (VmpMapsParser *self,
                      const char    *data,
                      gsize          len)
{
  *self = (VmpMapsParser) { .at = data, .end = data + len, .line_number = 1 };
  for (guint i = 0; i < VMP_MAPS_PARSER_KEYS; i++)
    self->next_key[i] = (guint8) i;
}

static gboolean
malformed (const VmpMapsParser  *self,
           GError              **error,
           const char           *what)
{
  return vmp_error_set (error, VMP_ERROR_CORRUPT, "line %" G_GUINT64_FORMAT ": %s",
                        self->line_number, what);
}

static inline gboolean
read_permissions (VmpCursor   *cursor,
                  VmpMapsLine *out)
{
  const char *p = cursor->at;

  if (cursor->end - p < 5 || (p[0] != 'r' && p[0] != '-') || (p[1] != 'w' && p[1] != '-')
      || (p[2] != 'x' && p[2] != '-') || (p[3] != 's' && p[3] != 'p') || p[4] != ' ')
    return FALSE;
  memcpy (out->permissions, p, 4);
  out->permissions[4] = '\0';
  cursor->at += 5;
  return TRUE;
}

static inline gboolean
read_device (VmpCursor   *cursor,
             VmpMapsLine *out)
{
  guint64 major, minor;

  if (!vmp_cursor_read_hex (cursor, &major) || !vmp_cursor_skip_char (cursor, ':')
      || !vmp_cursor_read_hex (cursor, &minor) || major > G_MAXUINT32 || minor > G_MAXUINT32)
    return FALSE;
  out->device_major = (guint32) major;
  out->device_minor = (guint32) minor;
  return vmp_cursor_skip_char (cursor, ' ');
}

/* Twelve lower-case hexadecimal digits. */
static inline gboolean
read_12_hex (const char *at,
             guint64    *out)
{
  guint64 first, last;

  if (!vmp_cursor_take_8_hex (at, &first) || !vmp_cursor_take_8_hex (at + 4, &last))
    return FALSE;
  *out = first << 16 | (last & 0xffff);
  return TRUE;
}

/* The columns of most lines of 64-bit processes: "7f0000001000-7f0000002000 rw-p 00000000 08:01 ". Moves behind them; FALSE and
 * nothing moved if these are others. */
static inline gboolean
read_usual_columns (VmpCursor   *cursor,
                    VmpMapsLine *out)
{
  const char *at = cursor->at;
  guint digits[4];
  VmpCursor permissions = { at + 26, cursor->end };

  if (cursor->end - at < USUAL_LEN + 1 || at[12] != '-' || at[25] != ' ' || at[39] != ' ' || at[42] != ':' || at[45] != ' ')
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (digits); i++)
    digits[i] = vmp_cursor_hex_digit (at[40 + i + i / 2]);
  if (((digits[0] | digits[1] | digits[2] | digits[3]) & ~0xfu) != 0 || !read_12_hex (at, &out->start_addr)
      || !read_12_hex (at + 13, &out->end_addr) || !vmp_cursor_take_8_hex (at + 31, &out->offset_bytes)
      || !read_permissions (&permissions, out))
    return FALSE;
  out->device_major = digits[0] << 4 | digits[1];
  out->device_minor = digits[2] << 4 | digits[3];
  cursor->at += USUAL_LEN;
  return TRUE;
}

/* The same for whatever width the columns have. */
static gboolean
read_columns (VmpCursor   *cursor,
              VmpMapsLine *out)
{
  return vmp_cursor_read_hex (cursor, &out->start_addr) && vmp_cursor_skip_char (cursor, '-')
         && vmp_cursor_read_hex (cursor, &out->end_addr) && vmp_cursor_skip_char (cursor, ' ')
         && read_permissions (cursor, out) && vmp_cursor_read_hex (cursor, &out->offset_bytes)
         && vmp_cursor_skip_char (cursor, ' ') && read_device (cursor, out);
}

/* "start-end perms offset major:minor inode   name" and the end of the line. */
static inline gboolean
read_head (VmpCursor   *cursor,
           VmpMapsLine *out)
{
  VmpCursor name;

  if ((!read_usual_columns (cursor, out) && !read_columns (cursor, out)) || out->end_addr < out->start_addr)
    return FALSE;
  /* Most mappings are of no file and have no name. */
  if (cursor->end - cursor->at >= 3 && memcmp (cursor->at, "0 \n", 3) == 0)
    {
      out->inode = 0;
      out->name = cursor->at + 2;
      out->name_len = 0;
      cursor->at += 3;
      return TRUE;
    }
  if (!vmp_cursor_read_u64 (cursor, &out->inode) || (cursor->at < cursor->end && *cursor->at != ' ' && *cursor->at != '\n'))
    return FALSE;
  vmp_cursor_skip_blanks (cursor);
  name = (VmpCursor) { cursor->at, cursor->at };
  vmp_cursor_next_line (cursor, &name);
  out->name = name.at;
  out->name_len = name.end - name.at;
  return TRUE;
}

/* Reads a head line and moves behind it. */
static gboolean
take_head (VmpMapsParser  *self,
           VmpMapsLine    *out,
           GError        **error)
{
  VmpCursor cursor = { self->at, self->end };

  if (!read_head (&cursor, out))
    return malformed (self, error, "not a mapping");
  self->at = cursor.at;
  self->line_number++;
  return TRUE;
}

gboolean
vmp_maps_parser_next (VmpMapsParser *self,
                      VmpMapsLine   *out,
                      GError       **error)
{
  VmpMapsLine head;

  if (self->at == self->end || !take_head (self, &head, error))
    return FALSE;
  *out = head;
  return TRUE;
}

/* A number in VALUE_LEN columns, right-aligned with spaces, taken eight bytes at once without a
 * branch. Sets bits in *wrong if it is anything else. */
static inline guint64
read_aligned_number (const char *at,
                     guint64    *wrong)
{
  const guint64 ones = G_GUINT64_CONSTANT (0x0101010101010101);
  guint64 x, blank;

  memcpy (&x, at, sizeof x);
  x = GUINT64_FROM_LE (x);
  /* Bytes without bit 4 get every bit set here: they must be spaces, lead, and leave at least one
   * digit. */
  blank = (~x >> 4 & ones) * 0xff;
  *wrong |= ((x ^ ones * ' ') & blank) | (blank & (blank + 1)) | blank >> 63;
  /* Spaces become zeros; then every byte must be '0' to '9'. */
  x |= ones * 0x10;
  *wrong |= ((x & ones * 0xf0) | ((x + ones * 6) & ones * 0xf0) >> 4) ^ ones * 0x33;
  x &= ones * 0x0f;
  x = (x * 10 + (x >> 8)) & G_GUINT64_CONSTANT (0x00ff00ff00ff00ff);
  x = (x * 100 + (x >> 16)) & G_GUINT64_CONSTANT (0x0000ffff0000ffff);
  return (x * 10000 + (x >> 32)) & G_MAXUINT32;
}

/* Sets bits in *wrong where the FIELD_LEN bytes at @at are not @field. */
static inline void
check_field (const char *at,
             const char *field,
             guint64    *wrong)
{
  guint64 a[2], b[2];

  memcpy (a, at, sizeof a);
  memcpy (b, field, sizeof b);
  *wrong |= (a[0] ^ b[0]) | (a[1] ^ b[1]);
}

/* The same for the four bytes behind the number. */
static inline void
check_unit (const char *at,
            guint64    *wrong)
{
  guint32 a, b;

  memcpy (&a, at, sizeof a);
  memcpy (&b, " kB\n", sizeof b);
  *wrong |= a ^ b;
}

/* The next line if it is @key in the usual columns: nothing is searched then. Moves behind it. */
static inline gboolean
take_expected (VmpMapsParser *self,
               const SizeKey *key,
               gint64        *values)
{
  const char *at = self->at;
  guint64 wrong = 0, value;

  if (self->end - at < LINE_LEN)
    return FALSE;
  check_field (at, key->field, &wrong);
  value = read_aligned_number (at + FIELD_LEN, &wrong);
  if (key->is_plain)
    wrong |= at[FIELD_LEN + VALUE_LEN] ^ '\n';
  else
    check_unit (at + FIELD_LEN + VALUE_LEN, &wrong);
  if (wrong != 0)
    return FALSE;
  values[key->index] = key->is_plain ? (gint64) value : (gint64) (value * 1024);
  self->at += key->is_plain ? FIELD_LEN + VALUE_LEN + 1 : LINE_LEN;
  self->line_number++;
  return TRUE;
}

/* All lines that the last entry began with, if this one begins with the same keys in the same
 * columns. The lines do not wait for each other, which is what makes 40 MB of smaps cheap. Returns
 * the row behind the last key, 0 if nothing was taken. */
static inline guint
take_block (VmpMapsParser *self,
            gint64        *values)
{
  const char *at = self->at;
  guint n = self->n_block;
  guint64 wrong = 0;

  if (n == 0 || self->end - at < (gssize) n * LINE_LEN)
    return 0;
  for (guint i = 0; i < n; i++, at += LINE_LEN)
    {
      const SizeKey *key = &keys[self->block[i]];

      /* Far ahead in text that is larger than the caches; an address past the end does no harm. */
      __builtin_prefetch ((const void *) ((guintptr) at + PREFETCH_LEN));
      check_field (at, key->field, &wrong);
      check_unit (at + FIELD_LEN + VALUE_LEN, &wrong);
      values[key->index] = (gint64) (read_aligned_number (at + FIELD_LEN, &wrong) * 1024);
    }
  if (wrong != 0)
    {
      /* What was stored is overwritten line by line, but a key that this entry lacks must be
       * missing. */
      vmp_key_table_clear (values, sizeof (VmpSmapsSizes));
      self->n_block = 0;
      return 0;
    }
  self->at = at;
  self->line_number += n;
  return self->block[n - 1] + 1u;
}

/* Heads begin with an address, keys are words with a ':'. */
static gboolean
at_head (const VmpMapsParser *self)
{
  VmpCursor cursor = { self->at, self->end };
  guint64 addr;

  /* Where the '-' of most 64-bit processes is. */
  if (cursor.end - cursor.at > 12 && cursor.at[12] == '-')
    return vmp_cursor_hex_digit (*cursor.at) < 16;
  return vmp_cursor_read_hex (&cursor, &addr) && vmp_cursor_skip_char (&cursor, '-');
}

/* "  12 kB" or "  12", by what @key has. */
static gboolean
read_value (VmpCursor      line,
            const SizeKey *key,
            gint64        *out)
{
  gint64 value;

  vmp_cursor_skip_blanks (&line);
  if (!vmp_cursor_read_i64 (&line, &value) || value < 0)
    return FALSE;
  if (!key->is_plain)
    {
      if (line.end - line.at < 3 || memcmp (line.at, " kB", 3) != 0 || value > G_MAXINT64 / 1024)
        return FALSE;
      line.at += 3;
      value *= 1024;
    }
  vmp_cursor_skip_blanks (&line);
  if (line.at != line.end)
    return FALSE;
  *out = value;
  return TRUE;
}

/* VmFlags, the one key with words behind it. Moves behind its line. */
static gboolean
take_flags (VmpMapsParser *self,
            VmpSmapsEntry *entry)
{
  static const char key[] = "VmFlags:";
  VmpCursor text = { self->at, self->end };
  VmpCursor line = text;

  if (text.end - text.at < (gssize) sizeof key - 1 || memcmp (text.at, key, sizeof key - 1) != 0)
    return FALSE;
  vmp_cursor_next_line (&text, &line);
  line.at += sizeof key - 1;
  vmp_cursor_skip_blanks (&line);
  while (line.end > line.at && line.end[-1] == ' ')
    line.end--;
  entry->flags = line.at;
  entry->flags_len = line.end - line.at;
  self->at = text.at;
  self->line_number++;
  return TRUE;
}

/* The row of the key that @line begins with; N_KEYS for one that is not known. */
static guint
find_key (VmpCursor line,
          gsize     len)
{
  guint i;

  for (i = 0; i < N_KEYS && (len != keys[i].len || memcmp (line.at, keys[i].field, len) != 0); i++)
    ;
  return i;
}

static void
note_unknown (VmpSmapsEntry *entry,
              VmpCursor      line)
{
  if (entry->unknown_len == 0)
    entry->unknown = line.at;
  entry->unknown_len = line.end - entry->unknown;
}

/* The next line by any key, known or not. @previous: the row behind the key before. */
static gboolean
take_line (VmpMapsParser  *self,
           VmpSmapsEntry  *entry,
           guint          *previous,
           GError        **error)
{
  VmpCursor text = { self->at, self->end };
  VmpCursor line = text;
  const char *colon;
  gsize len;
  guint i;

  vmp_cursor_next_line (&text, &line);
  colon = memchr (line.at, ':', line.end - line.at);
  if (colon == NULL)
    return malformed (self, error, "neither a mapping nor a key");
  len = colon + 1 - line.at;
  i = find_key (line, len);
  if (i == N_KEYS)
    note_unknown (entry, line);
  else
    {
      line.at += len;
      if (!read_value (line, &keys[i], (gint64 *) &entry->sizes + keys[i].index))
        return malformed (self, error, keys[i].field);
      /* The next entry will have its keys in the same order. */
      self->next_key[*previous] = (guint8) i;
      *previous = i + 1;
    }
  self->at = text.at;
  self->line_number++;
  return TRUE;
}

/* The key lines of one entry. */
static gboolean
take_sizes (VmpMapsParser  *self,
            VmpSmapsEntry  *entry,
            GError        **error)
{
  gint64 *values = (gint64 *) &entry->sizes;
  gboolean in_block = TRUE;
  guint previous;

  vmp_key_table_clear (values, sizeof entry->sizes);
  entry->flags = self->at;
  entry->flags_len = 0;
  entry->unknown_len = 0;
  entry->has_sizes = TRUE;
  previous = take_block (self, values);
  while (self->at < self->end)
    {
      guint expected = self->next_key[previous];

      if (expected < N_KEYS && take_expected (self, &keys[expected], values))
        {
          previous = expected + 1;
          /* The first entry teaches the order, the second the whole block. */
          in_block = in_block && !keys[expected].is_plain && self->n_block < VMP_MAPS_PARSER_KEYS;
          if (in_block)
            self->block[self->n_block++] = (guint8) expected;
          continue;
        }
      in_block = FALSE;
      if (take_flags (self, entry))
        continue;
      if (at_head (self))
        break;
      if (!take_line (self, entry, &previous, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
vmp_maps_parser_next_smaps (VmpMapsParser *self,
                            VmpSmapsEntry *out,
                            GError       **error)
{
  VmpSmapsEntry entry;

  if (self->at == self->end || !take_head (self, &entry.line, error)
      || !take_sizes (self, &entry, error))
    return FALSE;
  *out = entry;
  return TRUE;
}

gboolean
vmp_smaps_rollup_parse (const char     *data,
                        gsize           len,
                        VmpSmapsSizes  *out,
                        GError        **error)
{
  VmpMapsParser parser;
  VmpSmapsEntry entry;

  vmp_maps_parser_init (&parser, data, len);
  if (parser.at == parser.end)
    return malformed (&parser, error, "nothing there");
  if (!vmp_maps_parser_next_smaps (&parser, &entry, error))
    return FALSE;
  if (parser.at != parser.end)
    return malformed (&parser, error, "more than one mapping");
  *out = entry.sizes;
  return TRUE;
}

gint
vmp_smaps_find_key (const char *key,
                    gsize       len)
{
  for (guint i = 0; i < N_KEYS; i++)
    {
      if (len + 1 == keys[i].len && memcmp (key, keys[i].field, len) == 0)
        return (gint) keys[i].index;
    }
  return -1;
}

gboolean
vmp_smaps_key_is_plain (gint index)
{
  for (guint i = 0; i < N_KEYS; i++)
    {
      if ((gint) keys[i].index == index)
        return keys[i].is_plain;
    }
  return FALSE;
}

gboolean
vmp_smaps_entry_has_flag (const VmpSmapsEntry *entry,
                          const char          *code)
{
  /* Two letters each, a space between. */
  for (gsize i = 0; i + 2 <= entry->flags_len; i += 3)
    if (entry->flags[i] == code[0] && entry->flags[i + 1] == code[1])
      return TRUE;
  return FALSE;
}

gboolean
vmp_smaps_entry_next_unknown (const VmpSmapsEntry  *entry,
                              const char          **at,
                              const char          **out_line,
                              gsize                *out_len)
{
  VmpCursor text, line;

  if (entry->unknown_len == 0)
    return FALSE;
  text = (VmpCursor) { *at != NULL ? *at : entry->unknown, entry->unknown + entry->unknown_len };
  while (vmp_cursor_next_line (&text, &line))
    {
      const char *colon = memchr (line.at, ':', line.end - line.at);
      gsize len = colon != NULL ? (gsize) (colon + 1 - line.at) : 0;

      *at = text.at;
      if (find_key (line, len) < N_KEYS || (len == 8 && memcmp (line.at, "VmFlags:", len) == 0))
        continue;
      *out_line = line.at;
      *out_len = line.end - line.at;
      return TRUE;
    }
  return FALSE;
}
