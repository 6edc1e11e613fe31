/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parses what `pmap -X` and `pmap -XX` print: smaps as a table. */

#include "config.h"

#include "vmp-pmap-parser.h"

#include "vmp-cursor.h"
#include "vmp-error.h"
#include "vmp-key-table.h"

static gboolean
malformed (const VmpPmapParser  *self,
           GError              **error,
           const char           *what)
{
  return vmp_error_set (error, VMP_ERROR_CORRUPT, "line %" G_GUINT64_FORMAT ": %s", self->line_number, what);
}

/* The next word between blanks; empty at the end of the line. */
static VmpCursor
next_word (VmpCursor *line)
{
  VmpCursor word;

  vmp_cursor_skip_blanks (line);
  word.at = line->at;
  while (line->at < line->end && *line->at != ' ' && *line->at != '\t')
    line->at++;
  word.end = line->at;
  return word;
}

static gboolean
is_word (VmpCursor   word,
         const char *text)
{
  gsize len = strlen (text);

  return (gsize) (word.end - word.at) == len && memcmp (word.at, text, len) == 0;
}

/* "12:   command" */
static gboolean
read_process (VmpPmapParser *self,
              VmpCursor     *text,
              gint32        *out_pid)
{
  VmpCursor line = *text;
  guint64 pid;

  vmp_cursor_next_line (text, &line);
  if (!vmp_cursor_read_u64 (&line, &pid) || !vmp_cursor_skip_char (&line, ':') || pid == 0 || pid > G_MAXINT32)
    return FALSE;
  self->line_number++;
  if (out_pid != NULL)
    *out_pid = (gint32) pid;
  return TRUE;
}

/* "Address Perm Offset Device Inode" and then those of smaps, up to "Mapping". */
static gboolean
read_titles (VmpPmapParser *self,
             VmpCursor     *text)
{
  static const char *const first[] = { "Address", "Perm", "Offset", "Device", "Inode" };
  VmpCursor line = *text;
  const char *begin = text->at;
  VmpCursor word;

  if (!vmp_cursor_next_line (text, &line))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (first); i++)
    {
      if (!is_word (next_word (&line), first[i]))
        return FALSE;
    }
  for (;;)
    {
      word = next_word (&line);
      if (is_word (word, "Mapping"))
        break;
      if (is_word (word, "VmFlags"))
        self->flags_end = word.end - begin;
      /* Flags are the last before the name. */
      else if (word.at == word.end || self->flags_end != 0 || self->n_columns == VMP_PMAP_PARSER_COLUMNS)
        return FALSE;
      else
        self->columns[self->n_columns++] = (gint8) vmp_smaps_find_key (word.at, word.end - word.at);
    }
  self->line_number++;
  return self->n_columns > 0;
}

gboolean
vmp_pmap_parser_init (VmpPmapParser  *self,
                      const char     *data,
                      gsize           len,
                      gint32         *out_pid,
                      GError        **error)
{
  VmpCursor text = { data, data + len };

  *self = (VmpPmapParser) { .at = data, .end = data + len, .line_number = 1 };
  if (!read_process (self, &text, out_pid))
    return malformed (self, error, "not a process as pmap writes it");
  if (!read_titles (self, &text))
    return malformed (self, error, "not the titles of pmap -X");
  self->at = text.at;
  return TRUE;
}

static gboolean
is_permissions (const char *letters)
{
  return (letters[0] == 'r' || letters[0] == '-') && (letters[1] == 'w' || letters[1] == '-') &&
         (letters[2] == 'x' || letters[2] == '-') && (letters[3] == 'p' || letters[3] == 's');
}

/* The same as of a line of maps, but for the end, which its size tells. */
static gboolean
read_head (VmpCursor   *line,
           VmpMapsLine *out)
{
  VmpCursor permissions, device;
  guint64 major, minor;

  vmp_cursor_skip_blanks (line);
  if (!vmp_cursor_read_hex (line, &out->start_addr))
    return FALSE;
  permissions = next_word (line);
  if (permissions.end - permissions.at != 4 || !is_permissions (permissions.at))
    return FALSE;
  memcpy (out->permissions, permissions.at, 4);
  out->permissions[4] = '\0';
  vmp_cursor_skip_blanks (line);
  if (!vmp_cursor_read_hex (line, &out->offset_bytes))
    return FALSE;
  device = next_word (line);
  if (!vmp_cursor_read_hex (&device, &major) || !vmp_cursor_skip_char (&device, ':') || !vmp_cursor_read_hex (&device, &minor) ||
      device.at != device.end || major > G_MAXUINT32 || minor > G_MAXUINT32)
    return FALSE;
  out->device_major = (guint32) major;
  out->device_minor = (guint32) minor;
  vmp_cursor_skip_blanks (line);
  return vmp_cursor_read_u64 (line, &out->inode) && line->at < line->end && *line->at == ' ';
}

static gboolean
read_numbers (const VmpPmapParser *self,
              VmpCursor           *line,
              VmpSmapsSizes       *out)
{
  gint64 *values = (gint64 *) out;

  for (guint i = 0; i < self->n_columns; i++)
    {
      gint64 value;

      vmp_cursor_skip_blanks (line);
      if (!vmp_cursor_read_i64 (line, &value) || value < 0 || value > G_MAXINT64 / 1024 ||
          (line->at < line->end && *line->at != ' '))
        return FALSE;
      if (self->columns[i] >= 0)
        values[self->columns[i]] = vmp_smaps_key_is_plain (self->columns[i]) ? value : value * 1024;
    }
  return TRUE;
}

/* Flags up to where their column ends, then the name. */
static gboolean
read_texts (const VmpPmapParser *self,
            const char          *begin,
            VmpCursor           *line,
            VmpSmapsEntry       *out)
{
  const char *edge = begin + self->flags_end;

  out->flags = line->at;
  if (self->flags_end != 0)
    {
      if (edge < line->at || edge > line->end)
        return FALSE;
      vmp_cursor_skip_blanks (line);
      out->flags = MIN (line->at, edge);
      out->flags_len = edge - out->flags;
      line->at = edge;
    }
  vmp_cursor_skip_char (line, ' ');
  out->line.name = line->at;
  out->line.name_len = line->end - line->at;
  return TRUE;
}

/* Behind the sums there may be another process. */
static gboolean
check_end (VmpPmapParser  *self,
           GError        **error)
{
  VmpCursor text = { self->at, self->end }, line;

  self->ended = TRUE;
  while (vmp_cursor_next_line (&text, &line))
    {
      VmpCursor copy = line, word = next_word (&copy);
      guint64 number;

      if (word.at < word.end && *word.at != '=' && (!vmp_cursor_read_u64 (&word, &number) || word.at != word.end))
        return malformed (self, error, "another process: one at a time");
      self->line_number++;
      self->at = text.at;
    }
  return FALSE;
}

/* An entry of smaps that says nothing yet, as the parser of smaps would leave it. */
static void
make_blank (VmpSmapsEntry *out)
{
  static const char text[] = "0-1 ---p 0 0:0 0\nSize: 0 kB\n";
  VmpMapsParser parser;

  vmp_maps_parser_init (&parser, text, strlen (text));
  if (!vmp_maps_parser_next_smaps (&parser, out, NULL))
    g_assert_not_reached ();
  vmp_key_table_clear ((gint64 *) &out->sizes, sizeof out->sizes);
}

gboolean
vmp_pmap_parser_next (VmpPmapParser  *self,
                      VmpSmapsEntry  *out,
                      GError        **error)
{
  VmpCursor text = { self->at, self->end };
  VmpSmapsEntry entry;
  VmpCursor line, first;
  const char *begin;

  if (self->ended || !vmp_cursor_next_line (&text, &line))
    return FALSE;
  begin = line.at;
  first = line;
  vmp_cursor_skip_blanks (&first);
  if (first.at == first.end || *first.at == '=')
    return check_end (self, error);
  make_blank (&entry);
  if (!read_head (&line, &entry.line) || !read_numbers (self, &line, &entry.sizes) || !read_texts (self, begin, &line, &entry))
    return malformed (self, error, "not a mapping of pmap -X");
  if (entry.sizes.size == VMP_MISSING || __builtin_add_overflow (entry.line.start_addr, (guint64) entry.sizes.size, &entry.line.end_addr))
    return malformed (self, error, "a mapping without a size");
  self->at = text.at;
  self->line_number++;
  *out = entry;
  return TRUE;
}
