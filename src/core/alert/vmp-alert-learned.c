/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was learned of programs, whether they run or not, and kept from one run of the watching to the next. */

#include "config.h"

#include "vmp-alert-learned.h"

#include <string.h>

#include "core/kernel/vmp-error.h"

/* The file: a serialized GVariant. Its first member is the same in all versions. */
#define MAGIC "vmp-alert-baselines"
#define VERSION 1
#define ENTRY_TYPE "(sxxxau)"     /* key, seconds since 1970, slot_nsec, observed_nsec, bits of the readings (float, oldest first) */
#define FILE_TYPE "(sua" ENTRY_TYPE ")"
#define MOST_BYTES (4 * 1024 * 1024)
#define MOST_KEY_BYTES 8192
#define MOST_AGE_SEC (31 * 24 * 3600)
/* Less than that is not worth keeping. */
#define LEAST_CONFIDENCE 0.1
/* What was learned for longer stands against what is newer by this much confidence. */
#define BETTER_CONFIDENCE 0.1
#define SLOTS VMP_ALERT_BASELINE_SLOTS

typedef struct
{
  gint64           sec;         /* since 1970, when it was learned */
  VmpAlertBaseline baseline;    /* put aside */
} Entry;

struct _VmpAlertLearned
{
  GHashTable *entries;          /* owned: key -> Entry */
};

VmpAlertLearned *
vmp_alert_learned_new (void)
{
  VmpAlertLearned *self = g_new0 (VmpAlertLearned, 1);

  self->entries = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

void
vmp_alert_learned_free (VmpAlertLearned *self)
{
  g_hash_table_unref (self->entries);
  g_free (self);
}

guint
vmp_alert_learned_count (const VmpAlertLearned *self)
{
  return g_hash_table_size (self->entries);
}

VmpAlertLearned *
vmp_alert_learned_copy (const VmpAlertLearned *self)
{
  VmpAlertLearned *copy = vmp_alert_learned_new ();

  vmp_alert_learned_merge (copy, self);
  return copy;
}

/* The oldest is looked for only when there are too many, which is rare. */
static void
forget_oldest (VmpAlertLearned *self)
{
  GHashTableIter iter;
  gpointer key, value, oldest = NULL;
  gint64 oldest_sec = G_MAXINT64;

  if (g_hash_table_size (self->entries) <= VMP_ALERT_LEARNED_MOST)
    return;
  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (((Entry *) value)->sec < oldest_sec)
      {
        oldest = key;
        oldest_sec = ((Entry *) value)->sec;
      }
  g_hash_table_remove (self->entries, oldest);
}

static void
insert (VmpAlertLearned        *self,
        const char             *key,
        const VmpAlertBaseline *baseline,
        gint64                  sec)
{
  Entry *entry = g_new (Entry, 1);

  entry->sec = sec;
  entry->baseline = *baseline;
  vmp_alert_baseline_put_aside (&entry->baseline);
  g_hash_table_insert (self->entries, g_strdup (key), entry);
  forget_oldest (self);
}

void
vmp_alert_learned_put (VmpAlertLearned        *self,
                       const char             *key,
                       const VmpAlertBaseline *baseline,
                       gint64                  sec)
{
  const Entry *there = g_hash_table_lookup (self->entries, key);

  if (baseline->confidence < LEAST_CONFIDENCE)
    return;
  if (there != NULL && there->sec >= sec && there->baseline.confidence > baseline->confidence)
    return;
  if (there != NULL && there->baseline.confidence > baseline->confidence + BETTER_CONFIDENCE)
    return;
  insert (self, key, baseline, sec);
}

gboolean
vmp_alert_learned_find (VmpAlertLearned  *self,
                        const char       *key,
                        VmpAlertBaseline *out)
{
  const Entry *entry = g_hash_table_lookup (self->entries, key);

  if (entry != NULL)
    *out = entry->baseline;
  return entry != NULL;
}

void
vmp_alert_learned_merge (VmpAlertLearned       *self,
                         const VmpAlertLearned *from)
{
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, from->entries);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      const Entry *there = g_hash_table_lookup (self->entries, key), *other = value;

      if (there == NULL || there->sec < other->sec)
        insert (self, key, &other->baseline, other->sec);
    }
}

/* --- the file --- */

static GVariant *
entry_to_variant (const char  *key,
                  const Entry *entry)
{
  float values[SLOTS];
  gint64 slot_nsec, observed_nsec;

  vmp_alert_baseline_export (&entry->baseline, values, &slot_nsec, &observed_nsec);
  return g_variant_new ("(sxxx@au)", key, entry->sec, slot_nsec, observed_nsec,
                        g_variant_new_fixed_array (G_VARIANT_TYPE_UINT32, values, SLOTS, sizeof *values));
}

static GBytes *
to_bytes (const VmpAlertLearned *self)
{
  g_autoptr (GVariant) file = NULL;
  GVariantBuilder builder;
  GHashTableIter iter;
  gpointer key, value;

  g_variant_builder_init_static (&builder, G_VARIANT_TYPE ("a" ENTRY_TYPE));
  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_variant_builder_add_value (&builder, entry_to_variant (key, value));
  file = g_variant_ref_sink (g_variant_new (FILE_TYPE, MAGIC, VERSION, &builder));
  return g_variant_get_data_as_bytes (file);
}

/* What can not be is left out. */
static void
read_entry (VmpAlertLearned *self,
            GVariant        *variant,
            gint64           now_sec)
{
  const char *key;
  gint64 sec, slot_nsec, observed_nsec;
  g_autoptr (GVariant) array = NULL;
  const guint32 *bits;
  float values[SLOTS];
  VmpAlertBaseline baseline;
  gsize n;

  g_variant_get (variant, "(&sxxx@au)", &key, &sec, &slot_nsec, &observed_nsec, &array);
  bits = g_variant_get_fixed_array (array, &n, sizeof *bits);
  if (n != SLOTS || strlen (key) > MOST_KEY_BYTES || sec < now_sec - MOST_AGE_SEC)
    return;
  memcpy (values, bits, sizeof values);
  if (vmp_alert_baseline_import (&baseline, values, slot_nsec, observed_nsec))
    insert (self, key, &baseline, MIN (sec, now_sec));
}

static VmpAlertLearned *
from_bytes (const char *data,
            gsize       len,
            gint64      now_sec,
            GError    **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, len);
  g_autoptr (GVariant) file = g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE (FILE_TYPE), bytes, FALSE));
  g_autoptr (VmpAlertLearned) self = vmp_alert_learned_new ();
  g_autoptr (GVariant) entries = NULL;
  const char *magic;
  guint32 version;

  g_variant_get (file, "(&su@a" ENTRY_TYPE ")", &magic, &version, &entries);
  if (strcmp (magic, MAGIC) == 0 && version > VERSION)
    {
      vmp_error_set (error, VMP_ERROR_UNSUPPORTED, "version %u, this program knows %d", version, VERSION);
      return NULL;
    }
  if (strcmp (magic, MAGIC) != 0 || version == 0 || !g_variant_is_normal_form (file))
    {
      vmp_error_set (error, VMP_ERROR_CORRUPT, "not a file of baselines");
      return NULL;
    }
  for (gsize i = 0; i < g_variant_n_children (entries); i++)
    {
      g_autoptr (GVariant) entry = g_variant_get_child_value (entries, i);

      read_entry (self, entry, now_sec);
    }
  return g_steal_pointer (&self);
}

static gboolean
read_file (const char *path,
           char      **out_data,
           gsize      *out_len,
           GError    **error)
{
  g_autoptr (GError) wrong = NULL;

  if (!g_file_get_contents (path, out_data, out_len, &wrong))
    {
      VmpError code = g_error_matches (wrong, G_FILE_ERROR, G_FILE_ERROR_NOENT) ? VMP_ERROR_GONE :
                      g_error_matches (wrong, G_FILE_ERROR, G_FILE_ERROR_ACCES) ? VMP_ERROR_DENIED : VMP_ERROR_IO;

      return vmp_error_set (error, code, "%s", wrong->message);
    }
  if (*out_len <= MOST_BYTES)
    return TRUE;
  g_clear_pointer (out_data, g_free);
  return vmp_error_set (error, VMP_ERROR_TOO_BIG, "larger than %d bytes", MOST_BYTES);
}

VmpAlertLearned *
vmp_alert_learned_load (const char *path,
                        gint64      now_sec,
                        GError    **error)
{
  g_autofree char *data = NULL;
  gsize len;

  if (!read_file (path, &data, &len, error))
    return NULL;
  return from_bytes (data, len, now_sec, error);
}

gboolean
vmp_alert_learned_save (const VmpAlertLearned *self,
                        const char            *path,
                        gint64                 now_sec,
                        GError               **error)
{
  g_autoptr (GError) wrong = NULL;
  g_autoptr (VmpAlertLearned) there = vmp_alert_learned_load (path, now_sec, &wrong);
  g_autoptr (VmpAlertLearned) all = vmp_alert_learned_copy (self);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GBytes) bytes = NULL;
  gconstpointer data;
  gsize len;

  if (g_error_matches (wrong, VMP_ERROR, VMP_ERROR_UNSUPPORTED))
    {
      g_propagate_error (error, g_steal_pointer (&wrong));
      return FALSE;
    }
  if (there != NULL)
    vmp_alert_learned_merge (all, there);
  bytes = to_bytes (all);
  data = g_bytes_get_data (bytes, &len);
  g_mkdir_with_parents (folder, 0700);
  return g_file_set_contents_full (path, data, len, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error);
}

char *
vmp_alert_learned_dup_default_path (void)
{
  return g_build_filename (g_get_user_state_dir (), "vm-profiler", "alert-baselines", NULL);
}
