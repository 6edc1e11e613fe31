/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a launched program wrote, as far back as a bounded memory reaches. */

#include "config.h"

#include "vmp-launch-output.h"

#include <string.h>

/* Memory is had, and dropped, in blocks of this size. */
#define BLOCK_BYTES (64 * 1024)
/* A run of one stream within a block; streams that take turns byte by byte must not cost more than they are worth. */
#define MAX_RUNS 512

typedef struct
{
  guint32         end;        /* offset in the block */
  VmpLaunchStream stream;
} Run;

typedef struct
{
  guint64 begin;              /* position of its first byte in the whole output */
  guint   n_bytes, n_runs;
  Run     runs[MAX_RUNS];
  char    bytes[BLOCK_BYTES];
} Block;

struct _VmpLaunchOutput
{
  GMutex   mutex;
  gsize    max_bytes;
  GQueue   blocks;            /* of Block, oldest first */
  guint64  total_bytes;
  gboolean waits;             /* somebody was told that there is something */
};

VmpLaunchOutput *
vmp_launch_output_new (gsize max_bytes)
{
  VmpLaunchOutput *self = g_atomic_rc_box_new0 (VmpLaunchOutput);

  g_mutex_init (&self->mutex);
  g_queue_init (&self->blocks);
  self->max_bytes = MAX (max_bytes, 2 * BLOCK_BYTES);
  return self;
}

VmpLaunchOutput *
vmp_launch_output_ref (VmpLaunchOutput *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  VmpLaunchOutput *self = data;

  g_queue_clear_full (&self->blocks, g_free);
  g_mutex_clear (&self->mutex);
}

void
vmp_launch_output_unref (VmpLaunchOutput *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

static gboolean
is_full (const Block *block, VmpLaunchStream stream)
{
  if (block->n_bytes == BLOCK_BYTES)
    return TRUE;
  return block->n_runs == MAX_RUNS && block->runs[MAX_RUNS - 1].stream != stream;
}

/* The block to write to; the oldest is used again when there are enough of them. */
static Block *
get_block (VmpLaunchOutput *self, VmpLaunchStream stream)
{
  Block *block = g_queue_peek_tail (&self->blocks);

  if (block != NULL && !is_full (block, stream))
    return block;
  if ((self->blocks.length + 1) * (gsize) BLOCK_BYTES > self->max_bytes)
    block = g_queue_pop_head (&self->blocks);
  else
    block = g_new (Block, 1);
  block->begin = self->total_bytes;
  block->n_bytes = 0;
  block->n_runs = 0;
  g_queue_push_tail (&self->blocks, block);
  return block;
}

static gsize
append_to_block (Block *block, VmpLaunchStream stream, const char *bytes, gsize n_bytes)
{
  gsize n = MIN (n_bytes, BLOCK_BYTES - block->n_bytes);

  memcpy (block->bytes + block->n_bytes, bytes, n);
  block->n_bytes += n;
  if (block->n_runs == 0 || block->runs[block->n_runs - 1].stream != stream)
    block->runs[block->n_runs++].stream = stream;
  block->runs[block->n_runs - 1].end = block->n_bytes;
  return n;
}

gboolean
vmp_launch_output_append (VmpLaunchOutput *self, VmpLaunchStream stream, const char *bytes, gsize n_bytes)
{
  gboolean tell;

  g_mutex_lock (&self->mutex);
  while (n_bytes > 0)
    {
      gsize n = append_to_block (get_block (self, stream), stream, bytes, n_bytes);

      self->total_bytes += n;
      bytes += n;
      n_bytes -= n;
    }
  tell = !self->waits;
  self->waits = TRUE;
  g_mutex_unlock (&self->mutex);
  return tell;
}

static void
clear_piece (gpointer data)
{
  g_bytes_unref (((VmpLaunchPiece *) data)->bytes);
}

/* Appends what @block has from @position on. */
static void
take_from_block (const Block *block, guint64 *position, GArray *pieces)
{
  gsize begin = *position - block->begin;

  for (guint i = 0; i < block->n_runs; i++)
    {
      VmpLaunchPiece piece = { block->runs[i].stream, NULL };

      if (block->runs[i].end <= begin)
        continue;
      piece.bytes = g_bytes_new (block->bytes + begin, block->runs[i].end - begin);
      g_array_append_val (pieces, piece);
      begin = block->runs[i].end;
    }
  *position = block->begin + block->n_bytes;
}

static guint64
get_oldest (VmpLaunchOutput *self)
{
  const Block *block = g_queue_peek_head (&self->blocks);

  return block != NULL ? block->begin : 0;
}

/* The newest blocks are the ones that are wanted, most of the time. */
static const GList *
find_block (VmpLaunchOutput *self, guint64 position)
{
  for (const GList *link = self->blocks.tail; link != NULL; link = link->prev)
    if (((const Block *) link->data)->begin <= position)
      return link;
  return NULL;
}

GArray *
vmp_launch_output_take (VmpLaunchOutput *self, guint64 *position, gsize max_bytes, guint64 *out_lost_bytes)
{
  GArray *pieces = g_array_new (FALSE, FALSE, sizeof (VmpLaunchPiece));
  guint64 begin;

  g_array_set_clear_func (pieces, clear_piece);
  g_mutex_lock (&self->mutex);
  begin = MAX (*position, get_oldest (self));
  *out_lost_bytes = begin - *position;
  *position = begin;
  for (const GList *link = find_block (self, begin); link != NULL && *position - begin < max_bytes; link = link->next)
    take_from_block (link->data, position, pieces);
  self->waits = *position < self->total_bytes;
  g_mutex_unlock (&self->mutex);
  return pieces;
}

guint64
vmp_launch_output_get_total_bytes (VmpLaunchOutput *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return self->total_bytes;
}

guint64
vmp_launch_output_get_dropped_bytes (VmpLaunchOutput *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return get_oldest (self);
}

GBytes *
vmp_launch_output_dup_bytes (VmpLaunchOutput *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  GByteArray *all = g_byte_array_new ();

  for (const GList *link = self->blocks.head; link != NULL; link = link->next)
    {
      const Block *block = link->data;

      g_byte_array_append (all, (const guint8 *) block->bytes, block->n_bytes);
    }
  return g_byte_array_free_to_bytes (all);
}
