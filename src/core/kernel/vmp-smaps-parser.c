/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parses /proc/PID/maps, smaps and smaps_rollup. */

#include "config.h"

#include "vmp-smaps-parser.h"

#include "vmp-error.h"
#include "vmp-key-table.h"

/* In the order of the kernel's fs/proc/task_mmu.c; smaps_rollup has the same without some, so the hint works for both. */
static const VmpKey sizes_keys[] = {
  VMP_KEY ("Size", VmpSmapsSizes, size),
  VMP_KEY ("KernelPageSize", VmpSmapsSizes, kernel_page_size),
  VMP_KEY ("MMUPageSize", VmpSmapsSizes, mmu_page_size),
  VMP_KEY ("Rss", VmpSmapsSizes, rss),
  VMP_KEY ("Pss", VmpSmapsSizes, pss),
  VMP_KEY ("Pss_Dirty", VmpSmapsSizes, pss_dirty),
  VMP_KEY ("Pss_Anon", VmpSmapsSizes, pss_anon),
  VMP_KEY ("Pss_File", VmpSmapsSizes, pss_file),
  VMP_KEY ("Pss_Shmem", VmpSmapsSizes, pss_shmem),
  VMP_KEY ("Shared_Clean", VmpSmapsSizes, shared_clean),
  VMP_KEY ("Shared_Dirty", VmpSmapsSizes, shared_dirty),
  VMP_KEY ("Private_Clean", VmpSmapsSizes, private_clean),
  VMP_KEY ("Private_Dirty", VmpSmapsSizes, private_dirty),
  VMP_KEY ("Referenced", VmpSmapsSizes, referenced),
  VMP_KEY ("Anonymous", VmpSmapsSizes, anonymous),
  VMP_KEY ("KSM", VmpSmapsSizes, ksm),
  VMP_KEY ("LazyFree", VmpSmapsSizes, lazy_free),
  VMP_KEY ("AnonHugePages", VmpSmapsSizes, anon_huge_pages),
  VMP_KEY ("ShmemPmdMapped", VmpSmapsSizes, shmem_pmd_mapped),
  VMP_KEY ("FilePmdMapped", VmpSmapsSizes, file_pmd_mapped),
  VMP_KEY ("Shared_Hugetlb", VmpSmapsSizes, shared_hugetlb),
  VMP_KEY ("Private_Hugetlb", VmpSmapsSizes, private_hugetlb),
  VMP_KEY ("Swap", VmpSmapsSizes, swap),
  VMP_KEY ("SwapPss", VmpSmapsSizes, swap_pss),
  VMP_KEY ("Locked", VmpSmapsSizes, locked),
  VMP_KEY ("THPeligible", VmpSmapsSizes, thp_eligible),
  VMP_KEY ("ProtectionKey", VmpSmapsSizes, protection_key),
};

void
vmp_maps_parser_init (VmpMapsParser *self,
                      const char    *data,
                      gsize          len)
{
  *self = (VmpMapsParser) { data, data + len, 0 };
}

static gboolean
malformed (VmpMapsParser *self,
           GError       **error,
           const char    *what)
{
  return vmp_error_set (error, VMP_ERROR_CORRUPT, "line %" G_GUINT64_FORMAT ": %s", self->line_number, what);
}

static gboolean
next_line (VmpMapsParser *self,
           VmpCursor     *line)
{
  VmpCursor text = { self->at, self->end };

  if (!vmp_cursor_next_line (&text, line))
    return FALSE;
  self->at = text.at;
  self->line_number++;
  return TRUE;
}

static gboolean
read_permissions (VmpCursor   *line,
                  VmpMapsLine *out)
{
  if (line->end - line->at < 5 || line->at[4] != ' ')
    return FALSE;
  for (guint i = 0; i < 4; i++)
    {
      static const char *const letters[4] = { "r-", "w-", "x-", "sp" };

      if (line->at[i] == '\0' || strchr (letters[i], line->at[i]) == NULL)
        return FALSE;
      out->permissions[i] = line->at[i];
    }
  out->permissions[4] = '\0';
  line->at += 5;
  return TRUE;
}

static gboolean
read_device (VmpCursor   *line,
             VmpMapsLine *out)
{
  guint64 major, minor;

  if (!vmp_cursor_read_hex (line, &major) || !vmp_cursor_skip_char (line, ':') || !vmp_cursor_read_hex (line, &minor)
      || major > G_MAXUINT32 || minor > G_MAXUINT32)
    return FALSE;
  out->device_major = (guint32) major;
  out->device_minor = (guint32) minor;
  return vmp_cursor_skip_char (line, ' ');
}

/* "start-end perms offset major:minor inode   name" */
static gboolean
parse_head (VmpCursor    line,
            VmpMapsLine *out)
{
  if (!vmp_cursor_read_hex (&line, &out->start_addr) || !vmp_cursor_skip_char (&line, '-')
      || !vmp_cursor_read_hex (&line, &out->end_addr) || !vmp_cursor_skip_char (&line, ' ')
      || out->end_addr < out->start_addr)
    return FALSE;
  if (!read_permissions (&line, out))
    return FALSE;
  if (!vmp_cursor_read_hex (&line, &out->offset_bytes) || !vmp_cursor_skip_char (&line, ' '))
    return FALSE;
  if (!read_device (&line, out) || !vmp_cursor_read_u64 (&line, &out->inode))
    return FALSE;
  vmp_cursor_skip_blanks (&line);
  out->name = line.at;
  out->name_len = line.end - line.at;
  return TRUE;
}

gboolean
vmp_maps_parser_next (VmpMapsParser *self,
                      VmpMapsLine   *out,
                      GError       **error)
{
  VmpMapsLine head;
  VmpCursor line;

  if (!next_line (self, &line))
    return FALSE;
  if (!parse_head (line, &head))
    return malformed (self, error, "not a mapping");
  *out = head;
  return TRUE;
}

/* Keys begin with a capital letter, the head of the next entry with a lower-case hexadecimal digit. */
static gboolean
at_key (VmpMapsParser *self)
{
  return self->at < self->end && (g_ascii_isupper (*self->at) || *self->at == '?');
}

/* VmFlags is the one key whose value is words. */
static gboolean
take_flags (VmpCursor   line,
            const char **out_flags,
            gsize       *out_len)
{
  static const char key[] = "VmFlags:";

  if (line.end - line.at < (gssize) sizeof key - 1 || memcmp (line.at, key, sizeof key - 1) != 0)
    return FALSE;
  line.at += sizeof key - 1;
  vmp_cursor_skip_blanks (&line);
  while (line.end > line.at && line.end[-1] == ' ')
    line.end--;
  *out_flags = line.at;
  *out_len = line.end - line.at;
  return TRUE;
}

/* Consumes the key lines of one entry. */
static gboolean
parse_sizes (VmpMapsParser *self,
             VmpSmapsEntry *entry,
             GError       **error)
{
  VmpCursor line;
  guint hint = 0;

  vmp_key_clear (&entry->sizes, sizeof entry->sizes);
  entry->flags = self->end;
  entry->flags_len = 0;
  while (at_key (self) && next_line (self, &line))
    {
      const VmpKey *key;

      if (*line.at == 'V' && take_flags (line, &entry->flags, &entry->flags_len))
        continue;
      key = vmp_key_table_find (sizes_keys, G_N_ELEMENTS (sizes_keys), &line, &hint);
      if (key != NULL && !vmp_key_read_value (&line, &G_STRUCT_MEMBER (gint64, &entry->sizes, key->offset)))
        return malformed (self, error, key->key);
    }
  return TRUE;
}

gboolean
vmp_maps_parser_next_smaps (VmpMapsParser *self,
                            VmpSmapsEntry *out,
                            GError       **error)
{
  VmpSmapsEntry entry;
  VmpCursor line;

  if (!next_line (self, &line))
    return FALSE;
  if (!parse_head (line, &entry.line))
    return malformed (self, error, "not a mapping");
  if (!parse_sizes (self, &entry, error))
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
  g_autoptr (GError) local = NULL;

  vmp_maps_parser_init (&parser, data, len);
  if (!vmp_maps_parser_next_smaps (&parser, &entry, &local))
    {
      if (local == NULL)
        return vmp_error_set (error, VMP_ERROR_CORRUPT, "smaps_rollup is empty");
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  *out = entry.sizes;
  return TRUE;
}

gboolean
vmp_smaps_entry_has_flag (const VmpSmapsEntry *entry,
                          const char          *code)
{
  for (gsize i = 0; i + 2 <= entry->flags_len; i += 3)
    if (entry->flags[i] == code[0] && entry->flags[i + 1] == code[1])
      return TRUE;
  return FALSE;
}
