/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What of a mapping is shown to people, and what is given to other programs. */
#include "config.h"

#include "vmp-mapping-text.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/kernel/vmp-pagemap.h"
#include "core/kernel/vmp-process.h"

const char *
vmp_mapping_text_format_addr (char *buffer, guint64 addr)
{
  g_snprintf (buffer, 17, "%" G_GINT64_MODIFIER "x", addr);
  return buffer;
}

static char *
dup_addr (guint64 addr)
{
  char buffer[17];

  return g_strdup (vmp_mapping_text_format_addr (buffer, addr));
}

static char *
dup_bytes (gint64 bytes, VmpUnits units)
{
  char buffer[VMP_FORMAT_SIZE];

  return g_strdup (vmp_format_bytes (buffer, bytes, units));
}

char *
vmp_mapping_text_dup_name (const VmpAddressSpace *space, const VmpMapping *mapping)
{
  const char *name = vmp_address_space_get_name (space, mapping);

  return vmp_text_escape (name, strlen (name));
}

char *
vmp_mapping_text_dup_short_name (const VmpAddressSpace *space, const VmpMapping *mapping)
{
  const char *name = vmp_address_space_get_name (space, mapping);
  const char *slash = name[0] == '/' ? strrchr (name, '/') : NULL;

  if (*name == '\0' || (slash != NULL && slash[1] == '\0'))
    return g_strdup (_(vmp_mapping_type_get (mapping->type)->label));
  if (slash != NULL)
    name = slash + 1;
  return vmp_text_escape (name, strlen (name));
}

static const struct { const char *sign, *word; } changes[VMP_N_MAPPING_CHANGES] = {
  [VMP_MAPPING_CHANGE_NONE] = { "", "" },
  [VMP_MAPPING_CHANGE_NEW] = { "+", NC_("mapping", "new") },
  [VMP_MAPPING_CHANGE_GROWN] = { "▲", NC_("mapping", "grown") },
  [VMP_MAPPING_CHANGE_SHRUNK] = { "▼", NC_("mapping", "shrunk") },
  [VMP_MAPPING_CHANGE_GONE] = { "−", NC_("mapping", "gone") },
  [VMP_MAPPING_CHANGE_MOVED] = { "→", NC_("mapping", "moved") },
  [VMP_MAPPING_CHANGE_SPLIT] = { "÷", NC_("mapping", "split") },
  [VMP_MAPPING_CHANGE_MERGED] = { "∪", NC_("mapping", "merged") },
};

const char *
vmp_mapping_text_get_change_sign (guint kind)
{
  return changes[kind].sign;
}

const char *
vmp_mapping_text_get_change (guint kind)
{
  return kind == VMP_MAPPING_CHANGE_NONE ? "" : g_dpgettext2 (NULL, "mapping", changes[kind].word);
}

char *
vmp_mapping_text_dup_change (const VmpMappingChange *change, VmpUnits units)
{
  g_autofree char *delta = vmp_mapping_text_dup_delta (change->delta_bytes, units);

  if (*delta == '\0')
    return g_strdup (vmp_mapping_text_get_change (change->kind));
  /* Translators: what became of a mapping, and by how much: "grown, +12.0 KiB". */
  return g_strdup_printf (C_("mapping", "%s, %s"), vmp_mapping_text_get_change (change->kind), delta);
}

char *
vmp_mapping_text_dup_delta (gint64 delta_bytes, VmpUnits units)
{
  char buffer[VMP_FORMAT_SIZE];

  if (delta_bytes == 0)
    return g_strdup ("");
  vmp_format_bytes (buffer, ABS (delta_bytes), units);
  return g_strdup_printf ("%s%s", delta_bytes > 0 ? "+" : "−", buffer);
}

/* Columns that are no size of smaps. */
static char *
dup_plain_cell (const VmpMappingTable *table, guint32 entry, VmpMappingColumn column, VmpUnits units)
{
  const VmpMapping *mapping = vmp_mapping_table_get_entry (table, entry);
  const VmpAddressSpace *space = vmp_mapping_table_get_space (table, entry);

  switch ((int) column)
    {
    case VMP_MAPPING_COLUMN_ADDRESS:
      return dup_addr (mapping->start_addr);
    case VMP_MAPPING_COLUMN_END:
      return dup_addr (mapping->end_addr);
    case VMP_MAPPING_COLUMN_SIZE:
      return dup_bytes ((gint64) (mapping->end_addr - mapping->start_addr), units);
    case VMP_MAPPING_COLUMN_TYPE:
      return g_strdup (_(vmp_mapping_type_get (mapping->type)->label));
    case VMP_MAPPING_COLUMN_CHANGE:
      return vmp_mapping_text_dup_change (vmp_mapping_table_get_change (table, entry), units);
    case VMP_MAPPING_COLUMN_DELTA:
      return vmp_mapping_text_dup_delta (vmp_mapping_table_get_change (table, entry)->delta_bytes, units);
    case VMP_MAPPING_COLUMN_PERMISSIONS:
      return g_strdup (mapping->permissions);
    case VMP_MAPPING_COLUMN_OFFSET:
      return mapping->inode == 0 ? g_strdup ("") : dup_addr (mapping->offset_bytes);
    case VMP_MAPPING_COLUMN_INODE:
      return mapping->inode == 0 ? g_strdup ("") : g_strdup_printf ("%" G_GUINT64_FORMAT, mapping->inode);
    case VMP_MAPPING_COLUMN_FLAGS:
      return g_strdup (vmp_address_space_get_flags (space, mapping));
    case VMP_MAPPING_COLUMN_NAME:
    default:
      return vmp_mapping_text_dup_name (space, mapping);
    }
}

static const VmpThread *
find_thread (const VmpAddressSpace *space, gint32 tid)
{
  const VmpAddressSpaceFacts *facts = vmp_address_space_get_facts (space);

  for (guint i = 0; i < facts->n_threads; i++)
    if (facts->threads[i].tid == tid)
      return &facts->threads[i];
  return NULL;
}

char *
vmp_mapping_text_dup_group (const VmpMappingTable *table, const VmpMappingGroup *group)
{
  const VmpAddressSpace *space = vmp_mapping_table_get_space (table, group->first);
  const VmpMapping *first = vmp_mapping_table_get_entry (table, group->first);
  const VmpThread *thread = find_thread (space, first->tid);
  g_autofree char *name = NULL;

  if (table->arrange == VMP_MAPPING_ARRANGE_THREAD && first->tid == 0)
    return g_strdup (_("Not of one thread"));
  if (table->arrange == VMP_MAPPING_ARRANGE_THREAD && thread != NULL && thread->name[0] != '\0')
    {
      name = vmp_text_escape (thread->name, strlen (thread->name));
      /* Translators: name and number of a thread. */
      return g_strdup_printf (_("%s (thread %d)"), name, first->tid);
    }
  if (table->arrange == VMP_MAPPING_ARRANGE_THREAD)
    return g_strdup_printf (_("Thread %d"), first->tid);
  name = table->arrange == VMP_MAPPING_ARRANGE_FILE ? vmp_mapping_text_dup_name (space, first) : g_strdup ("");
  return *name != '\0' ? g_steal_pointer (&name) : g_strdup (_(vmp_mapping_type_get (first->type)->label));
}

static char *
dup_group_cell (const VmpMappingTable *table, const VmpMappingGroup *group, VmpMappingColumn column, VmpUnits units)
{
  int size = vmp_mapping_column_get (column)->size;

  if (size >= 0)
    return dup_bytes (group->sum.sizes_bytes[size], units);
  switch ((int) column)
    {
    case VMP_MAPPING_COLUMN_ADDRESS:
      return g_strdup_printf (ngettext ("%u mapping", "%u mappings", group->n), group->n);
    case VMP_MAPPING_COLUMN_SIZE:
      return dup_bytes (group->sum.size_bytes, units);
    case VMP_MAPPING_COLUMN_DELTA:
      return vmp_mapping_text_dup_delta (group->delta_bytes, units);
    case VMP_MAPPING_COLUMN_TYPE:
      if ((group->types & (group->types - 1)) != 0)
        return g_strdup (_("Several"));
      return g_strdup (_(vmp_mapping_type_get ((VmpMappingType) g_bit_nth_lsf (group->types, -1))->label));
    case VMP_MAPPING_COLUMN_NAME:
      return vmp_mapping_text_dup_group (table, group);
    default:
      return g_strdup ("");
    }
}

char *
vmp_mapping_text_dup_cell (const VmpMappingTable *table, guint line, VmpMappingColumn column, VmpUnits units)
{
  const VmpMappingGroup *group = vmp_mapping_table_get_group (table, line);
  int size = vmp_mapping_column_get (column)->size;

  if (group != NULL)
    return dup_group_cell (table, group, column, units);
  if (size >= 0)
    return dup_bytes (vmp_mapping_get_size (vmp_mapping_table_get_mapping (table, line), (VmpMappingSize) size), units);
  return dup_plain_cell (table, table->lines[line], column, units);
}

char *
vmp_mapping_text_dup_permissions (const VmpMapping *mapping)
{
  const char *permissions = mapping->permissions;
  const char *shared = permissions[3] == 's' ? _("Shared") : _("Private, copied when written");
  /* One sentence for each combination: nothing is glued together but the two halves of it. */
  static const char *const access[8] = {
    N_("no access"), N_("executable"), N_("writable"), N_("writable, executable"),
    N_("readable"), N_("readable, executable"), N_("readable, writable"), N_("readable, writable, executable"),
  };
  guint index = (permissions[0] == 'r' ? 4 : 0) + (permissions[1] == 'w' ? 2 : 0) + (permissions[2] == 'x' ? 1 : 0);

  /* Translators: with whom a mapping is shared, and what may be done there: "Shared; readable, writable". */
  return g_strdup_printf (_("%s; %s"), shared, _(access[index]));
}

char *
vmp_mapping_text_dup_summary (const VmpAddressSpace *space, const VmpMapping *mapping, VmpUnits units)
{
  char size[VMP_FORMAT_SIZE], rss[VMP_FORMAT_SIZE], start[17], end[17];
  g_autofree char *name = vmp_mapping_text_dup_short_name (space, mapping);
  const char *label = _(vmp_mapping_type_get (mapping->type)->label);

  vmp_format_bytes (size, (gint64) (mapping->end_addr - mapping->start_addr), units);
  vmp_format_bytes (rss, vmp_mapping_get_size (mapping, VMP_MAPPING_RSS), units);
  vmp_mapping_text_format_addr (start, mapping->start_addr);
  vmp_mapping_text_format_addr (end, mapping->end_addr);
  if (g_str_equal (name, label))
    /* Translators: type, permissions, size, resident size, first and last address of a mapping. */
    return g_strdup_printf (_("%s · %s · %s, %s resident · %s–%s"), label, mapping->permissions, size, rss, start, end);
  /* Translators: name, type, permissions, size, resident size, first and last address of a mapping. */
  return g_strdup_printf (_("%s · %s · %s · %s, %s resident · %s–%s"), name, label, mapping->permissions, size, rss, start,
                          end);
}

static const char *
get_page_text (guint32 bits)
{
  if (bits & VMP_PAGE_UNKNOWN)
    return _("not known");
  if (bits & VMP_PAGE_GUARD)
    return _("guard: touching it is fatal");
  if (bits & VMP_PAGE_SWAPPED)
    return _("in swap");
  if (!(bits & VMP_PAGE_PRESENT))
    return _("never touched, or given back");
  if (bits & VMP_PAGE_ZERO)
    return _("the system's page of zeros");
  if (bits & VMP_PAGE_FILE)
    return bits & VMP_PAGE_HUGE ? _("in memory, of a file or shared, part of a huge page") : _("in memory, of a file or shared");
  return bits & VMP_PAGE_HUGE ? _("in memory, of no file, part of a huge page") : _("in memory, of no file");
}

char *
vmp_mapping_text_dup_page (guint64 addr, guint32 bits)
{
  char buffer[17];

  /* Translators: address of a page, and what it is: "Page 7f31a2b4c000: in swap". */
  return g_strdup_printf (_("Page %s: %s"), vmp_mapping_text_format_addr (buffer, addr), get_page_text (bits));
}

const char *
vmp_mapping_text_get_evidence (VmpEvidence evidence)
{
  static const char *const texts[VMP_N_EVIDENCE] = {
    N_("The kernel says so"), N_("The program named it"), N_("Inferred"),
  };

  return texts[evidence];
}

char *
vmp_mapping_text_dup_tabs (const VmpMappingTable *table, const VmpMappingColumn *columns, guint n_columns,
                           const guint *lines, guint n_lines, VmpUnits units)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n_columns; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "\t" : "",
                            g_dpgettext2 (NULL, "column", vmp_mapping_column_get (columns[i])->title));
  for (guint i = 0; i < n_lines; i++)
    {
      for (guint j = 0; j < n_columns; j++)
        {
          g_autofree char *cell = vmp_mapping_text_dup_cell (table, lines[i], columns[j], units);

          g_string_append_c (text, j > 0 ? '\t' : '\n');
          g_string_append (text, cell);
        }
    }
  g_string_append_c (text, '\n');
  return g_string_free_and_steal (text);
}
