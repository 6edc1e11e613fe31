/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mappings of a process, parsed while they are read: 60,000 of them are 43 MB of text. */

#include "config.h"

#include "vmp-process-private.h"

#include "vmp-error.h"
#include "vmp-key-table.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* Much longer than an entry, short enough to stay in the processor's cache until it is parsed. */
#define CHUNK_LEN (64 * 1024)
#define ENOUGH_LEN (12 * 1024)
#define LONGEST_ENTRY (CHUNK_LEN / 2)

/* Text of maps or smaps that is read piece by piece. */
typedef struct
{
  const char    *name;      /* of the file */
  gboolean       is_smaps;
  int            fd;
  VmpBuffer     *buffer;
  gboolean       at_end;    /* of the file */
  guint          n;         /* mappings so far */
  VmpMapsParser  parser;    /* over the buffer */
} SmapsReader;

/* Keeps the text from @left on and fills the buffer up. 0, or an errno. */
static int
reader_fill (SmapsReader *self,
             const char  *left)
{
  VmpBuffer *buffer = self->buffer;

  buffer->len = buffer->data + buffer->len - left;
  memmove (buffer->data, left, buffer->len);
  /* The kernel gives about 4 KiB at a time. A few of these stay in the fastest cache until they are parsed; what is longer than
   * that is one entry. */
  for (guint i = 0; !self->at_end && buffer->len + 4096 < buffer->capacity && (i == 0 || buffer->len < ENOUGH_LEN); i++)
    {
      gssize n = read (self->fd, buffer->data + buffer->len, buffer->capacity - buffer->len - 1);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return errno;
      self->at_end = n == 0;
      buffer->len += n;
    }
  buffer->data[buffer->len] = '\0';
  /* What the parser learned of the order of keys holds on. */
  self->parser.at = buffer->data;
  self->parser.end = buffer->data + buffer->len;
  return 0;
}

static gboolean
next_entry (SmapsReader    *self,
            VmpSmapsEntry  *out,
            GError        **error)
{
  /* All but the line stays as it was set up for maps. */
  return self->is_smaps ? vmp_maps_parser_next_smaps (&self->parser, out, error)
                        : vmp_maps_parser_next (&self->parser, &out->line, error);
}

/* The entries that the buffer holds whole. Returns where the first of the others begins, NULL with
 * @error. */
static const char *
reader_parse (SmapsReader   *self,
              VmpSmapsFunc   func,
              gpointer       data,
              GError       **error)
{
  VmpMapsParser before = self->parser;
  VmpSmapsEntry entry = { .flags = "" };

  vmp_key_table_clear (&entry.sizes, sizeof entry.sizes);
  while (next_entry (self, &entry, error))
    {
      /* An entry that ends with the buffer may go on in the next piece. */
      if (self->parser.at == self->parser.end && !self->at_end)
        {
          self->parser = before;
          return before.at;
        }
      func (&entry, data);
      self->n++;
      before.at = self->parser.at;
      before.line_number = self->parser.line_number;
      if (self->is_smaps)
        before = self->parser;
    }
  if (before.at == before.end)
    return before.at;
  /* So may a line that looks malformed. */
  if (self->at_end || before.end - before.at > LONGEST_ENTRY)
    return NULL;
  g_clear_error (error);
  self->parser = before;
  return before.at;
}

static gboolean
reader_run (SmapsReader   *self,
            VmpProcess    *process,
            VmpSmapsFunc   func,
            gpointer       data,
            GError       **error)
{
  gboolean any = FALSE;
  const char *left;

  self->buffer->len = 0;
  left = self->buffer->data;
  while (!self->at_end)
    {
      g_autoptr (GError) local = NULL;
      int errsv = reader_fill (self, left);

      if (errsv != 0)
        return vmp_process_fail_memory (process, error, errsv, self->name);
      any = any || self->buffer->len > 0;
      left = reader_parse (self, func, data, &local);
      if (left == NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
    }
  return any || vmp_process_fail_memory (process, error, 0, self->name);
}

static gboolean
read_file (VmpProcess     *self,
           SmapsReader    *reader,
           VmpSmapsFunc    func,
           gpointer        data,
           GError        **error)
{
  gboolean done;

  if (!vmp_process_has_memory (self))
    return vmp_process_fail_no_memory (self, error);
  reader->fd = vmp_process_open_live (self, reader->name);
  if (reader->fd < 0)
    return vmp_process_fail_memory (self, error, errno, reader->name);
  vmp_buffer_reserve (reader->buffer, CHUNK_LEN);
  vmp_maps_parser_init (&reader->parser, reader->buffer->data, 0);
  done = reader_run (reader, self, func, data, error);
  close (reader->fd);
  self->n_mappings = reader->n;
  return done;
}

guint
vmp_process_get_n_mappings (VmpProcess *self)
{
  return self->n_mappings;
}

gboolean
vmp_process_foreach_mapping (VmpProcess    *self,
                             VmpBuffer     *buffer,
                             VmpSmapsFunc   func,
                             gpointer       data,
                             GError       **error)
{
  SmapsReader reader = { .name = "smaps", .is_smaps = TRUE, .buffer = buffer };

  return read_file (self, &reader, func, data, error);
}

gboolean
vmp_process_foreach_mapping_head (VmpProcess    *self,
                                  VmpBuffer     *buffer,
                                  VmpSmapsFunc   func,
                                  gpointer       data,
                                  GError       **error)
{
  SmapsReader reader = { .name = "maps", .buffer = buffer };

  return read_file (self, &reader, func, data, error);
}

/* What smaps_rollup would say. */
typedef struct
{
  VmpSmapsSizes sizes;
  gboolean      overflow;
} Sum;

/* Adds every size of @entry; a key that an entry lacks is missing from the sum. */
static void
add_sizes (const VmpSmapsEntry *entry,
           gpointer             data)
{
  Sum *sum = data;
  gint64 *to = (gint64 *) &sum->sizes;
  const gint64 *from = (const gint64 *) &entry->sizes;

  for (gsize i = 0; i < sizeof sum->sizes / sizeof *to; i++)
    {
      if (to[i] == VMP_MISSING || from[i] == VMP_MISSING)
        to[i] = VMP_MISSING;
      else if (__builtin_add_overflow (to[i], from[i], &to[i]))
        sum->overflow = TRUE;
    }
}

/* For kernels before 4.14. */
static gboolean
sum_smaps (VmpProcess     *self,
           VmpBuffer      *buffer,
           VmpSmapsSizes  *out,
           GError        **error)
{
  Sum sum = { 0 };

  if (!vmp_process_foreach_mapping (self, buffer, add_sizes, &sum, error))
    return FALSE;
  if (sum.overflow)
    return vmp_error_set (error, VMP_ERROR_CORRUPT, "pid %d: sizes of smaps exceed 64 bits",
                          self->pid);
  *out = sum.sizes;
  /* smaps_rollup has no such keys either: they are no sums. */
  out->size = out->kernel_page_size = out->mmu_page_size = out->thp_eligible = out->protection_key =
      VMP_MISSING;
  return TRUE;
}

gboolean
vmp_process_read_rollup (VmpProcess     *self,
                         VmpBuffer      *buffer,
                         VmpSmapsSizes  *out,
                         GError        **error)
{
  g_autoptr (GError) local = NULL;

  if (vmp_process_read_file (self, VMP_PROCESS_FILE_SMAPS_ROLLUP, buffer, &local))
    return vmp_smaps_rollup_parse (buffer->data, buffer->len, out, error);
  /* ENOENT of a process that has memory: the kernel is too old. */
  if (g_error_matches (local, VMP_ERROR, VMP_ERROR_UNSUPPORTED) && vmp_process_has_memory (self))
    return sum_smaps (self, buffer, out, error);
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}
