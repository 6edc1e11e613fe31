/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The encoding of address spaces within that of events. */

#include "config.h"

#include "vmp-event-maps.h"

#include "core/kernel/vmp-error.h"

#include <string.h>

#define N_LONG 4
#define N_SHORT (6 + VMP_N_MAPPING_SIZES)
#define N_LETTERS 4

G_STATIC_ASSERT (N_SHORT == 25 && VMP_N_MAPPING_NUMBERS == 4);

/* What is written of the mappings. */
typedef struct
{
  GArray     *longs;      /* of guint64 */
  GArray     *shorts;     /* of guint32 */
  GString    *letters;
  GString    *text;
  GHashTable *places;     /* offset in the space's text as pointer -> offset in ours */
} Columns;

static GVariant *
bytes_to_variant (const char *data,
                  gsize       len)
{
  return g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, data, len, 1);
}

static guint32
place_text (Columns    *columns,
            guint32     at,
            const char *text)
{
  gpointer known = g_hash_table_lookup (columns->places, GUINT_TO_POINTER (at));

  if (at == 0)
    return 0;
  if (known == NULL)
    {
      known = GUINT_TO_POINTER (columns->text->len);
      g_hash_table_insert (columns->places, GUINT_TO_POINTER (at), known);
      g_string_append_len (columns->text, text, strlen (text) + 1);
    }
  return GPOINTER_TO_UINT (known);
}

static void
add_mapping (Columns               *columns,
             const VmpAddressSpace *space,
             const VmpMapping      *mapping)
{
  guint64 longs[N_LONG] = { mapping->start_addr, mapping->end_addr, mapping->offset_bytes, mapping->inode };
  guint32 shorts[N_SHORT] = { mapping->device_major, mapping->device_minor };

  shorts[2] = place_text (columns, mapping->name_at, vmp_address_space_get_name (space, mapping));
  shorts[3] = place_text (columns, mapping->flags_at, vmp_address_space_get_flags (space, mapping));
  shorts[4] = place_text (columns, mapping->unknown_at, vmp_address_space_get_unknown (space, mapping));
  /* As a number, so that it is the same in either byte order. */
  for (guint i = 0; i < VMP_N_MAPPING_NUMBERS; i++)
    shorts[5] |= (guint32) mapping->numbers[i] << 8 * i;
  memcpy (&shorts[6], mapping->sizes_kib, sizeof mapping->sizes_kib);
  g_array_append_vals (columns->longs, longs, N_LONG);
  g_array_append_vals (columns->shorts, shorts, N_SHORT);
  g_string_append_len (columns->letters, mapping->permissions, N_LETTERS);
}

static void
columns_init (Columns               *self,
              const VmpAddressSpace *space)
{
  guint n = space != NULL ? vmp_address_space_get_n (space) : 0;

  self->longs = g_array_sized_new (FALSE, FALSE, sizeof (guint64), n * N_LONG);
  self->shorts = g_array_sized_new (FALSE, FALSE, sizeof (guint32), n * N_SHORT);
  self->letters = g_string_sized_new (n * N_LETTERS);
  self->text = g_string_new (NULL);
  g_string_append_len (self->text, "", 1);
  self->places = g_hash_table_new (NULL, NULL);
  for (guint i = 0; i < n; i++)
    add_mapping (self, space, vmp_address_space_get (space, i));
}

static void
columns_clear (Columns *self)
{
  g_array_unref (self->longs);
  g_array_unref (self->shorts);
  g_string_free (self->letters, TRUE);
  g_string_free (self->text, TRUE);
  g_hash_table_unref (self->places);
}

static GVariant *
threads_to_variant (const VmpAddressSpaceFacts *facts)
{
  GVariantBuilder threads;

  g_variant_builder_init_static (&threads, G_VARIANT_TYPE ("a(iayt)"));
  for (guint i = 0; i < facts->n_threads; i++)
    {
      const VmpThread *thread = &facts->threads[i];

      g_variant_builder_add (&threads, "(i@ayt)", thread->tid, bytes_to_variant (thread->name, strlen (thread->name)),
                             thread->stack_pointer_addr);
    }
  return g_variant_builder_end (&threads);
}

static GVariant *
depths_to_variant (const VmpAddressSpace *space)
{
  GVariantBuilder depths;
  const VmpStack *stacks;
  guint n = 0;

  g_variant_builder_init_static (&depths, G_VARIANT_TYPE ("ax"));
  stacks = space != NULL ? vmp_address_space_get_stacks (space, &n) : NULL;
  for (guint i = 0; i < n; i++)
    g_variant_builder_add (&depths, "x", stacks[i].deepest_bytes);
  return g_variant_builder_end (&depths);
}

GVariant *
vmp_event_maps_to_variant (const VmpEvent *event,
                           gboolean        with_mappings)
{
  static const VmpAddressSpaceFacts nothing;
  const VmpAddressSpace *space = event->maps.space;
  const VmpAddressSpaceFacts *facts = space != NULL ? vmp_address_space_get_facts (space) : &nothing;
  const char *path = facts->exe_path != NULL ? facts->exe_path : "";
  GVariant *variant;
  Columns columns;

  columns_init (&columns, with_mappings ? space : NULL);
  variant = g_variant_new ("(xybbituu@ay@a(iayt)@at@au@ay@ay@at@ax)", event->maps.cost_nsec, event->maps.reason, space != NULL,
                           space != NULL && vmp_address_space_is_torn (space), facts->pid, facts->exe_inode,
                           facts->exe_device_major, facts->exe_device_minor, bytes_to_variant (path, strlen (path)),
                           threads_to_variant (facts),
                           g_variant_new_fixed_array (G_VARIANT_TYPE_UINT64, columns.longs->data, columns.longs->len, 8),
                           g_variant_new_fixed_array (G_VARIANT_TYPE_UINT32, columns.shorts->data, columns.shorts->len, 4),
                           bytes_to_variant (columns.letters->str, columns.letters->len),
                           bytes_to_variant (columns.text->str, columns.text->len),
                           g_variant_new_fixed_array (G_VARIANT_TYPE_UINT64, facts->memory_devices, facts->n_memory_devices, 8),
                           depths_to_variant (space));
  columns_clear (&columns);
  return variant;
}

/* --- reading --- */

static gboolean
corrupt (GError     **error,
         const char  *what)
{
  return vmp_error_set (error, VMP_ERROR_CORRUPT, "event: %s", what);
}

/* The array that is child @index of @payload; it stays @payload's. */
static const void *
get_array (GVariant *payload,
           gsize     index,
           gsize     element_bytes,
           gsize    *out_n)
{
  g_autoptr (GVariant) child = g_variant_get_child_value (payload, index);

  return g_variant_get_fixed_array (child, out_n, element_bytes);
}

static gboolean
is_permissions (const char *letters)
{
  return (letters[0] == 'r' || letters[0] == '-') && (letters[1] == 'w' || letters[1] == '-') &&
         (letters[2] == 'x' || letters[2] == '-') && (letters[3] == 'p' || letters[3] == 's');
}

/* A copy ended by a zero; NULL if there is one within. */
static char *
dup_bytes (GVariant *bytes,
           gsize     max)
{
  gsize n;
  const char *data = g_variant_get_fixed_array (bytes, &n, 1);

  if (n > max || (n > 0 && memchr (data, '\0', n) != NULL))
    return NULL;
  return g_strndup (n > 0 ? data : "", n);
}

static gboolean
read_threads (GVariant  *variant,
              GArray    *threads,
              GError   **error)
{
  for (gsize i = 0; i < g_variant_n_children (variant); i++)
    {
      g_autoptr (GVariant) name = NULL;
      g_autofree char *copy = NULL;
      VmpThread thread = { 0 };

      g_variant_get_child (variant, i, "(i@ayt)", &thread.tid, &name, &thread.stack_pointer_addr);
      copy = dup_bytes (name, sizeof thread.name - 1);
      if (copy == NULL || thread.tid <= 0)
        return corrupt (error, "not a thread");
      g_strlcpy (thread.name, copy, sizeof thread.name);
      g_array_append_val (threads, thread);
    }
  return TRUE;
}

static gboolean
read_mappings (GVariant                *payload,
               VmpAddressSpaceBuilder  *builder,
               GError                 **error)
{
  gsize n_longs, n_shorts, n_letters, text_len;
  const guint64 *longs = get_array (payload, 10, 8, &n_longs);
  const guint32 *shorts = get_array (payload, 11, 4, &n_shorts);
  const char *letters = get_array (payload, 12, 1, &n_letters);
  const char *text = get_array (payload, 13, 1, &text_len);
  gsize n = n_longs / N_LONG;

  if (n_longs % N_LONG != 0 || n_shorts != n * N_SHORT || n_letters != n * N_LETTERS)
    return corrupt (error, "parts of mappings");
  if (text_len == 0 || text[text_len - 1] != '\0')
    return corrupt (error, "texts without an end");
  for (gsize i = 0; i < n; i++, longs += N_LONG, shorts += N_SHORT, letters += N_LETTERS)
    {
      VmpMapping mapping = {
        .start_addr = longs[0], .end_addr = longs[1], .offset_bytes = longs[2], .inode = longs[3],
        .device_major = shorts[0], .device_minor = shorts[1],
      };

      if (!is_permissions (letters) || shorts[2] >= text_len || shorts[3] >= text_len || shorts[4] >= text_len)
        return corrupt (error, "not a mapping");
      for (guint j = 0; j < VMP_N_MAPPING_NUMBERS; j++)
        mapping.numbers[j] = (guint8) (shorts[5] >> 8 * j);
      memcpy (mapping.sizes_kib, &shorts[6], sizeof mapping.sizes_kib);
      memcpy (mapping.permissions, letters, N_LETTERS);
      if (vmp_address_space_builder_add_mapping (builder, &mapping, text + shorts[2], text + shorts[3]) && shorts[4] != 0)
        vmp_address_space_builder_set_unknown (builder, text + shorts[4]);
    }
  return TRUE;
}

/* What does not fit the stacks that are found here is left out: the writer may have had other rules. */
void
vmp_event_maps_read_depths (GVariant        *payload,
                            VmpAddressSpace *space)
{
  gsize n;
  guint n_stacks;
  const gint64 *depths = get_array (payload, 15, 8, &n);
  const VmpStack *stacks = vmp_address_space_get_stacks (space, &n_stacks);

  for (guint i = 0; n == n_stacks && i < n; i++)
    {
      if (depths[i] >= 0 && depths[i] <= stacks[i].reserved_bytes)
        vmp_address_space_set_stack_touched (space, i,
                                             vmp_address_space_get (space, stacks[i].index)->end_addr - (guint64) depths[i]);
    }
}

static VmpAddressSpace *
read_space (GVariant  *payload,
            GError   **error)
{
  g_autoptr (VmpAddressSpaceBuilder) builder = vmp_address_space_builder_new ();
  g_autoptr (GArray) threads = g_array_new (FALSE, FALSE, sizeof (VmpThread));
  g_autoptr (GVariant) thread_list = g_variant_get_child_value (payload, 9);
  g_autoptr (GVariant) path_bytes = g_variant_get_child_value (payload, 8);
  g_autofree char *path = dup_bytes (path_bytes, 64 * 1024);
  VmpAddressSpaceFacts facts = { 0 };
  VmpAddressSpace *space;
  gsize n_devices;
  gboolean torn;

  g_variant_get_child (payload, 3, "b", &torn);
  g_variant_get_child (payload, 4, "i", &facts.pid);
  g_variant_get_child (payload, 5, "t", &facts.exe_inode);
  g_variant_get_child (payload, 6, "u", &facts.exe_device_major);
  g_variant_get_child (payload, 7, "u", &facts.exe_device_minor);
  if (path == NULL || facts.pid < 0)
    {
      corrupt (error, "not a program");
      return NULL;
    }
  if (!read_threads (thread_list, threads, error) || !read_mappings (payload, builder, error))
    return NULL;
  facts.exe_path = *path != '\0' ? path : NULL;
  facts.threads = (const VmpThread *) (gpointer) threads->data;
  facts.n_threads = threads->len;
  facts.memory_devices = get_array (payload, 14, 8, &n_devices);
  facts.n_memory_devices = (guint) n_devices;
  if (torn)
    vmp_address_space_builder_set_torn (builder);
  space = vmp_address_space_builder_finish (g_steal_pointer (&builder), &facts);
  vmp_event_maps_read_depths (payload, space);
  return space;
}

gboolean
vmp_event_maps_from_variant (GVariant  *payload,
                             VmpEvent  *event,
                             GError   **error)
{
  gboolean has_space;

  g_variant_get_child (payload, 0, "x", &event->maps.cost_nsec);
  g_variant_get_child (payload, 1, "y", &event->maps.reason);
  g_variant_get_child (payload, 2, "b", &has_space);
  if (event->maps.cost_nsec < 0 && event->maps.cost_nsec != VMP_MISSING)
    return corrupt (error, "a negative cost");
  if (event->maps.reason >= VMP_N_REASONS || has_space != (event->maps.reason == VMP_REASON_NONE))
    return corrupt (error, "mappings with a reason why there are none");
  if (!has_space)
    return TRUE;
  event->maps.space = read_space (payload, error);
  return event->maps.space != NULL;
}
