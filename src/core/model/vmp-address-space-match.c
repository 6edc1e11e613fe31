/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds out which mapping of one address space is which of another. */

#include "config.h"

#include "vmp-address-space-diff.h"
#include "vmp-name-numbers.h"

#include <string.h>

#define NONE G_MAXUINT32

/* One of the two spaces. */
typedef struct
{
  const VmpAddressSpace *space;
  const VmpMapping      *mappings;  /* borrowed, by address */
  guint                  n, n_free; /* n_free: how many have no match yet */
  guint32               *names;     /* owned; of each mapping a number that is the same for equal names on both sides */
} Side;

typedef struct
{
  Side          before, after;
  gboolean      one_process;
  guint         n_names;          /* numbers of names are below; 0 is none */
  VmpDiffMatch *matches;          /* of each mapping after; borrowed */
  guint8       *taken;            /* of each mapping before; borrowed */
} Matcher;

/* Names are kept once in their space, and neighbours often have the same. */
static void
side_init (Side                  *self,
           const VmpAddressSpace *space,
           VmpNameNumbers        *names)
{
  guint32 last_at = 0, last_number = 0;

  self->space = space;
  self->n = self->n_free = vmp_address_space_get_n (space);
  self->mappings = self->n > 0 ? vmp_address_space_get (space, 0) : NULL;
  self->names = g_new (guint32, self->n);
  for (guint i = 0; i < self->n; i++)
    {
      const VmpMapping *mapping = &self->mappings[i];

      if (mapping->name_at != last_at)
        {
          last_at = mapping->name_at;
          last_number = vmp_name_numbers_get (names, vmp_address_space_get_name (space, mapping));
        }
      self->names[i] = last_number;
    }
}

static const VmpMapping *
get (const Side *side,
     guint       index)
{
  return &side->mappings[index];
}

static void
take (Matcher *self,
      guint    before,
      guint    n_before,
      guint    after,
      guint    n_after)
{
  for (guint i = 0; i < n_after; i++)
    self->matches[after + i] = (VmpDiffMatch) { before, n_before, 0 };
  self->matches[after].n_after = n_after;
  memset (self->taken + before, 1, n_before);
  self->before.n_free -= n_before;
  self->after.n_free -= n_after;
}

static gboolean
is_free (const Matcher *self,
         guint          before,
         guint          after)
{
  return !self->taken[before] && self->matches[after].n_before == 0;
}

/* Mappings that lie at the same place, the second @shift above the first: whether they are of the same thing there. */
static gboolean
is_same_thing (const Matcher *self,
               guint          before,
               guint          after,
               guint64        shift)
{
  const VmpMapping *a = get (&self->before, before), *b = get (&self->after, after);

  if ((a->inode == 0) != (b->inode == 0))
    return FALSE;
  if (a->inode == 0)
    return self->before.names[before] == self->after.names[after];
  /* Of two processes one may be of another machine, whose inodes say nothing. */
  if (self->one_process ? a->inode != b->inode || a->device_major != b->device_major || a->device_minor != b->device_minor
                        : self->before.names[before] != self->after.names[after])
    return FALSE;
  return a->start_addr - a->offset_bytes + shift == b->start_addr - b->offset_bytes;
}

/* Where neighbours shifted their border: those that begin alike are the same, of the others those that end alike. */
static void
match_borders (Matcher *self,
               guint    before,
               guint    end_before,
               guint    after,
               guint    end_after,
               guint64  shift,
               gboolean at_end)
{
  while (before < end_before && after < end_after)
    {
      const VmpMapping *a = get (&self->before, before), *b = get (&self->after, after);
      guint64 border_before = (at_end ? a->end_addr : a->start_addr) + shift;
      guint64 border_after = at_end ? b->end_addr : b->start_addr;

      if (border_before == border_after && is_free (self, before, after) && is_same_thing (self, before, after, shift))
        take (self, before, 1, after, 1);
      if (border_before <= border_after)
        before++;
      if (border_after <= border_before)
        after++;
    }
}

/* Mappings that overlap each other, directly or by others between. */
static void
match_overlapping (Matcher *self,
                   guint    before,
                   guint    end_before,
                   guint    after,
                   guint    end_after,
                   guint64  shift)
{
  gboolean same = end_before - before == 1 || end_after - after == 1;

  for (guint i = before; same && i < end_before; i++)
    {
      for (guint j = after; same && j < end_after; j++)
        same = is_free (self, i, j) && is_same_thing (self, i, j, shift);
    }
  if (same)
    {
      take (self, before, end_before - before, after, end_after - after);
      return;
    }
  match_borders (self, before, end_before, after, end_after, shift, FALSE);
  match_borders (self, before, end_before, after, end_after, shift, TRUE);
}

/* Goes through two stretches of mappings, the second of which lies @shift above the first. */
static void
match_places (Matcher *self,
              guint    before,
              guint    end_before,
              guint    after,
              guint    end_after,
              guint64  shift)
{
  while (before < end_before && after < end_after)
    {
      guint i = before + 1, j = after + 1;

      if (get (&self->before, before)->end_addr + shift <= get (&self->after, after)->start_addr)
        {
          before++;
          continue;
        }
      if (get (&self->after, after)->end_addr <= get (&self->before, before)->start_addr + shift)
        {
          after++;
          continue;
        }
      for (;;)
        {
          if (i < end_before && get (&self->before, i)->start_addr + shift < get (&self->after, j - 1)->end_addr)
            i++;
          else if (j < end_after && get (&self->after, j)->start_addr < get (&self->before, i - 1)->end_addr + shift)
            j++;
          else
            break;
        }
      match_overlapping (self, before, i, after, j, shift);
      before = i;
      after = j;
    }
}

/* What of a mapping is to be equal besides its type and name. */
typedef enum
{
  KEY_OFFSET      = 1 << 0,
  KEY_SIZE        = 1 << 1,
  KEY_PERMISSIONS = 1 << 2,
  KEY_THREAD      = 1 << 3,
  KEY_HAS_NAME    = 1 << 4,   /* only those with a name */
} Keys;

typedef struct
{
  guint64 offset_bytes, size_bytes;
  guint32 name, permissions;
  gint32  tid;
  guint32 type;
} Key;

/* FALSE if such mappings are not to be matched. */
static gboolean
make_key (const Side *side,
          guint       index,
          Keys        keys,
          Key        *out)
{
  const VmpMapping *mapping = get (side, index);

  *out = (Key) { .name = side->names[index], .type = mapping->type };
  /* Names of stacks have the thread in them. */
  if (mapping->type == VMP_MAPPING_THREAD_STACK && !(keys & KEY_THREAD))
    out->name = 0;
  if (keys & KEY_OFFSET)
    out->offset_bytes = mapping->offset_bytes;
  if (keys & KEY_SIZE)
    out->size_bytes = mapping->end_addr - mapping->start_addr;
  if (keys & KEY_PERMISSIONS)
    memcpy (&out->permissions, mapping->permissions, sizeof out->permissions);
  if (keys & KEY_THREAD)
    out->tid = mapping->tid;
  return !(keys & KEY_HAS_NAME) || out->name != 0;
}

static guint32
hash_key (const Key *key)
{
  guint64 hash = vmp_hash_mix (vmp_hash_mix (0, key->offset_bytes), key->size_bytes);

  hash = vmp_hash_mix (hash, (guint64) key->name << 32 | key->type);
  return (guint32) (vmp_hash_mix (hash, (guint64) key->permissions << 32 | (guint32) key->tid) >> 32);
}

/* Mappings before that have one key, in the order of addresses. */
typedef struct
{
  guint32 hash;
  guint32 first, last;    /* indices of mappings; first NONE: used up */
  guint32 used;
} Queue;

typedef struct
{
  const Side *side;
  Keys        keys;
  Queue      *slots;      /* owned */
  guint       n_slots;    /* a power of two */
} Queues;

/* The queue of @key, or where it would be. */
static Queue *
find_queue (const Queues *self,
            const Key    *key,
            guint32       hash)
{
  guint at = hash & (self->n_slots - 1);
  Key other;

  for (; self->slots[at].used; at = (at + 1) & (self->n_slots - 1))
    {
      if (self->slots[at].hash != hash)
        continue;
      make_key (self->side, self->slots[at].last, self->keys, &other);
      if (memcmp (&other, key, sizeof other) == 0)
        break;
    }
  return &self->slots[at];
}

static void
fill_queues (const Matcher *self,
             Queues        *queues,
             guint32       *next)
{
  Key key;

  for (guint i = 0; i < self->before.n; i++)
    {
      guint32 hash;
      Queue *queue;

      if (self->taken[i] || !make_key (&self->before, i, queues->keys, &key))
        continue;
      hash = hash_key (&key);
      queue = find_queue (queues, &key, hash);
      next[i] = NONE;
      if (queue->used)
        next[queue->last] = i;
      else
        *queue = (Queue) { hash, i, i, TRUE };
      queue->last = i;
    }
}

/* The n-th mapping before that is like so is the n-th after that is. */
static void
match_alike (Matcher *self,
             Keys     keys)
{
  Queues queues = { .side = &self->before, .keys = keys, .n_slots = 64 };
  g_autofree guint32 *next = NULL;
  Key key;

  if (self->before.n_free == 0 || self->after.n_free == 0)
    return;
  while (queues.n_slots < self->before.n_free * 2)
    queues.n_slots *= 2;
  queues.slots = g_new0 (Queue, queues.n_slots);
  next = g_new (guint32, self->before.n);
  fill_queues (self, &queues, next);
  for (guint j = 0; j < self->after.n; j++)
    {
      Queue *queue;

      if (self->matches[j].n_before != 0 || !make_key (&self->after, j, keys, &key))
        continue;
      queue = find_queue (&queues, &key, hash_key (&key));
      if (!queue->used || queue->first == NONE)
        continue;
      take (self, queue->first, 1, j, 1);
      queue->first = next[queue->first];
    }
  g_free (queues.slots);
}

/* Neighbours that are parts of one file, as it was loaded or mapped. */
typedef struct
{
  guint32 first, n;
  guint32 name;
} Unit;

static gboolean
continues (const Side *side,
           guint       index)
{
  const VmpMapping *a = get (side, index - 1), *b = get (side, index);

  if (a->image != 0 || b->image != 0)
    return a->image == b->image;
  return b->inode != 0 && side->names[index] == side->names[index - 1] && a->end_addr == b->start_addr &&
         a->offset_bytes + (a->end_addr - a->start_addr) == b->offset_bytes;
}

static GArray *
find_units (const Side *side)
{
  GArray *units = g_array_new (FALSE, FALSE, sizeof (Unit));

  for (guint i = 0; i < side->n; i++)
    {
      Unit unit = { i, 1, side->names[i] };

      if (unit.name == 0 || (get (side, i)->inode == 0 && get (side, i)->image == 0))
        continue;
      while (i + 1 < side->n && continues (side, i + 1))
        {
          unit.n++;
          i++;
        }
      g_array_append_val (units, unit);
    }
  return units;
}

/* Files are compared part by part from where they begin: the n-th time that a file is there with the n-th. */
static void
match_units (Matcher *self)
{
  g_autoptr (GArray) before = find_units (&self->before);
  g_autoptr (GArray) after = find_units (&self->after);
  g_autofree guint32 *first = g_new0 (guint32, self->n_names + 1);    /* by name: 1 + index of the next unit before */
  g_autofree guint32 *next = g_new0 (guint32, before->len);

  for (guint i = before->len; i > 0; i--)
    {
      guint32 name = g_array_index (before, Unit, i - 1).name;

      next[i - 1] = first[name];
      first[name] = i;
    }
  for (guint j = 0; j < after->len; j++)
    {
      const Unit *b = &g_array_index (after, Unit, j), *a;
      guint i = first[b->name];

      if (i == 0)
        continue;
      a = &g_array_index (before, Unit, i - 1);
      first[b->name] = next[i - 1];
      match_places (self, a->first, a->first + a->n, b->first, b->first + b->n,
                    get (&self->after, b->first)->start_addr - get (&self->before, a->first)->start_addr);
    }
}

static void
match_all (Matcher *self)
{
  if (self->one_process)
    {
      match_places (self, 0, self->before.n, 0, self->after.n, 0);
      /* What has no name and another size is another: most memory comes and goes. */
      match_alike (self, KEY_OFFSET | KEY_SIZE | KEY_THREAD);
      match_alike (self, KEY_OFFSET | KEY_HAS_NAME | KEY_THREAD);
      return;
    }
  match_units (self);
  match_alike (self, KEY_OFFSET | KEY_SIZE);
  match_alike (self, KEY_OFFSET);
  /* An updated library has its parts elsewhere. */
  match_alike (self, KEY_PERMISSIONS | KEY_HAS_NAME);
}

void
vmp_mappings_match (const VmpAddressSpace *before,
                    const VmpAddressSpace *after,
                    VmpDiffSubject         subject,
                    VmpDiffMatch          *matches,
                    guint8                *taken)
{
  Matcher self = { .one_process = subject == VMP_DIFF_ONE_PROCESS, .matches = matches, .taken = taken };
  VmpNameNumbers names = { 0 };

  side_init (&self.before, before, &names);
  side_init (&self.after, after, &names);
  self.n_names = vmp_name_numbers_get_n (&names);
  vmp_name_numbers_clear (&names);
  match_all (&self);
  g_free (self.before.names);
  g_free (self.after.names);
}
