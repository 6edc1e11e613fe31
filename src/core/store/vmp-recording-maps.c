/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Address spaces of a recording, from a complete one and the differences after it. */

#include "config.h"

#include "vmp-recording-private.h"

#include "vmp-map-record.h"

#include <string.h>

/* Bounds of what a file, honest or not, makes us keep. */
#define MAX_MAPPINGS (1024 * 1024)
#define MAX_CHAIN 1000
#define MAX_KEPT_BYTES (48 * 1024 * 1024)
#define MAX_NAMES 200000
#define MAX_NAME_BYTES (64 * 1024)

/* The mappings of a target at its last event that was asked for: the next is one difference away. */
typedef struct
{
  gint64      id;
  GByteArray *records;    /* owned, by address */
} State;

static void
state_free (gpointer data)
{
  State *self = data;

  g_byte_array_unref (self->records);
  g_free (self);
}

static guint
find_space (VmpRecording *self,
            gint64        id)
{
  guint from = 0, to = self->spaces->len;

  while (from < to)
    {
      guint middle = from + (to - from) / 2;

      if (g_array_index (self->spaces, VmpRecordingSpace, middle).id < id)
        from = middle + 1;
      else
        to = middle;
    }
  return from;
}

/* A row's worth, if its addresses go on from those before. @version: of the file. */
static gboolean
append_row (GByteArray   *records,
            sqlite3_stmt *statement,
            gint64        version)
{
  static const guint8 nothing[VMP_MAP_RECORD_BYTES];
  const gsize stored = version >= 3 ? VMP_MAP_RECORD_BYTES : VMP_MAP_RECORD_BYTES_2;
  gint64 n = vmp_recording_get_count (statement, 1);
  const guint8 *data = sqlite3_column_blob (statement, 2);
  gsize len = data != NULL ? sqlite3_column_bytes (statement, 2) : 0;

  if (n < 1 || n > VMP_MAP_RECORD_ROW || len != (gsize) n * stored ||
      records->len / VMP_MAP_RECORD_BYTES + (gsize) n > MAX_MAPPINGS)
    return FALSE;
  for (gsize at = 0; at < len; at += stored)
    {
      if (records->len > 0 && memcmp (records->data + records->len - VMP_MAP_RECORD_BYTES, data + at, 8) >= 0)
        return FALSE;
      g_byte_array_append (records, data + at, stored);
      g_byte_array_append (records, nothing, VMP_MAP_RECORD_BYTES - stored);
    }
  return TRUE;
}

/* The differences of event @id; NULL if they are damaged. */
static GByteArray *
load_records (VmpRecording *self,
              gint64        id)
{
  sqlite3_stmt *statement = vmp_recording_get_read (self, VMP_RECORDING_READ_MAPPINGS);
  g_autoptr (GByteArray) records = g_byte_array_new ();

  if (statement == NULL)
    return NULL;
  sqlite3_bind_int64 (statement, 1, id << 16);
  sqlite3_bind_int64 (statement, 2, id << 16 | 0xffff);
  while (vmp_recording_step (self, statement, "mapping"))
    if (!append_row (records, statement, self->version))
      {
        sqlite3_reset (statement);
        return NULL;
      }
  return g_steal_pointer (&records);
}

static gsize
count_kept (VmpRecording *self)
{
  GHashTableIter iter;
  gpointer value;
  gsize bytes = 0;

  g_hash_table_iter_init (&iter, self->mappings);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    bytes += ((State *) value)->records->len;
  return bytes;
}

static void
keep (VmpRecording *self,
      guint32       target,
      gint64        id,
      GByteArray   *records)
{
  State *state = g_new0 (State, 1);

  if (count_kept (self) > MAX_KEPT_BYTES)
    g_hash_table_remove_all (self->mappings);
  state->id = id;
  state->records = g_byte_array_ref (records);
  g_hash_table_insert (self->mappings, GUINT_TO_POINTER (target), state);
}

/* From the complete one, or from where we are if that is on the way. */
static GByteArray *
follow_chain (VmpRecording            *self,
              const VmpRecordingSpace *space)
{
  const State *state = g_hash_table_lookup (self->mappings, GUINT_TO_POINTER (space->target));
  gboolean is_on_way = state != NULL && state->id >= space->base && state->id <= space->id;
  g_autoptr (GByteArray) records = is_on_way ? g_byte_array_ref (state->records) : g_byte_array_new ();
  gint64 from = is_on_way ? state->id + 1 : space->base;
  guint n = 0;

  for (guint i = find_space (self, from); i < self->spaces->len; i++)
    {
      const VmpRecordingSpace *next = &g_array_index (self->spaces, VmpRecordingSpace, i);
      g_autoptr (GByteArray) changes = NULL;
      GByteArray *merged;

      if (next->id > space->id)
        break;
      if (next->target != space->target)
        continue;
      if (next->base != space->base || n++ >= MAX_CHAIN || (changes = load_records (self, next->id)) == NULL)
        return NULL;
      merged = vmp_map_record_merge (records, changes);
      g_byte_array_unref (records);
      records = merged;
    }
  return g_steal_pointer (&records);
}

/* Borrowed until the next call. */
static const char *
get_text (VmpRecording *self,
          guint32       number)
{
  const char *text = g_hash_table_lookup (self->names, GUINT_TO_POINTER (number));
  sqlite3_stmt *statement;
  char *copy;
  int len;

  if (number == 0)
    return "";
  if (text != NULL)
    return text;
  statement = vmp_recording_get_read (self, VMP_RECORDING_READ_TEXT);
  if (statement == NULL)
    return NULL;
  sqlite3_bind_int64 (statement, 1, number);
  if (!vmp_recording_step (self, statement, "text"))
    return NULL;
  text = sqlite3_column_blob (statement, 0);
  len = text != NULL ? sqlite3_column_bytes (statement, 0) : 0;
  if (len > MAX_NAME_BYTES)
    return NULL;
  if (g_hash_table_size (self->names) >= MAX_NAMES)
    g_hash_table_remove_all (self->names);
  copy = g_strndup (text, len);
  g_hash_table_insert (self->names, GUINT_TO_POINTER (number), copy);
  return copy;
}

static gboolean
add_mapping (VmpRecording           *self,
             VmpAddressSpaceBuilder *builder,
             const guint8           *record)
{
  VmpMapping mapping;
  VmpMapRecordTexts texts;
  g_autofree char *name = NULL;
  const char *flags, *unknown;
  gboolean is_added;

  if (!vmp_map_record_read (record, &mapping, &texts))
    return FALSE;
  name = g_strdup (get_text (self, texts.name));
  flags = get_text (self, texts.flags);
  if (name == NULL || flags == NULL)
    return FALSE;
  is_added = vmp_address_space_builder_add_mapping (builder, &mapping, name, flags);
  unknown = get_text (self, texts.unknown);
  if (unknown != NULL && *unknown != '\0' && is_added)
    vmp_address_space_builder_set_unknown (builder, unknown);
  return unknown != NULL;
}

static VmpAddressSpace *
build (VmpRecording          *self,
       const GByteArray      *records,
       const VmpAddressSpace *head)
{
  g_autoptr (VmpAddressSpaceBuilder) builder = vmp_address_space_builder_new ();

  for (guint at = 0; at < records->len; at += VMP_MAP_RECORD_BYTES)
    if (!add_mapping (self, builder, records->data + at))
      return NULL;
  if (head != NULL && vmp_address_space_is_torn (head))
    vmp_address_space_builder_set_torn (builder);
  return vmp_address_space_builder_finish (g_steal_pointer (&builder), head != NULL ? vmp_address_space_get_facts (head) : NULL);
}

VmpAddressSpace *
vmp_recording_load_mappings (VmpRecording          *self,
                             gint64                 id,
                             const VmpAddressSpace *head)
{
  guint at = find_space (self, id);
  const VmpRecordingSpace *space = &g_array_index (self->spaces, VmpRecordingSpace, at);
  g_autoptr (GByteArray) records = NULL;
  VmpAddressSpace *result = NULL;

  if (self->mappings == NULL)
    self->mappings = g_hash_table_new_full (NULL, NULL, NULL, state_free);
  if (self->names == NULL)
    self->names = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  if (at < self->spaces->len && space->id == id)
    records = follow_chain (self, space);
  if (records != NULL && records->len == (gsize) space->n * VMP_MAP_RECORD_BYTES)
    result = build (self, records, head);
  if (result != NULL)
    keep (self, space->target, id, records);
  else
    vmp_recording_add_problem (self, "the mappings of event %" G_GINT64_FORMAT " can't be read", id);
  return result;
}

void
vmp_recording_list_address_spaces (VmpRecording *self,
                                   guint32       target,
                                   GArray       *times)
{
  for (guint i = 0; i < self->spaces->len; i++)
    {
      const VmpRecordingSpace *space = &g_array_index (self->spaces, VmpRecordingSpace, i);

      if (space->target == target)
        g_array_append_val (times, space->time_nsec);
    }
}

VmpAddressSpace *
vmp_recording_load_address_space (VmpRecording *self,
                                  guint32       target,
                                  gint64        time_nsec,
                                  gint64       *out_time_nsec)
{
  const VmpRecordingSpace *found = NULL;
  VmpEvent event;

  for (guint i = 0; i < self->spaces->len; i++)
    {
      const VmpRecordingSpace *space = &g_array_index (self->spaces, VmpRecordingSpace, i);

      if (space->target == target &&
          (found == NULL || ABS (space->time_nsec - time_nsec) < ABS (found->time_nsec - time_nsec)))
        found = space;
    }
  if (found == NULL || !vmp_recording_load_event (self, vmp_recording_find_event (self, found->id), &event))
    return NULL;
  if (out_time_nsec != NULL)
    *out_time_nsec = found->time_nsec;
  return event.maps.space;
}
