/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parses /proc/PID/status and /proc/PID/io. */

#include "config.h"

#include "vmp-status-parser.h"

#include "vmp-error.h"
#include "vmp-key-table.h"

/* In the order of the kernel's fs/proc/array.c, which is what makes the hint pay. */
static const VmpKey status_keys[] = {
  VMP_KEY ("TracerPid", VmpStatus, tracer_pid),
  VMP_KEY ("Uid", VmpStatus, uid_real),
  VMP_KEY ("NSpid", VmpStatus, ns_pid),
  VMP_KEY ("Kthread", VmpStatus, kthread),
  VMP_KEY ("VmPeak", VmpStatus, vm_peak_bytes),
  VMP_KEY ("VmSize", VmpStatus, vm_size_bytes),
  VMP_KEY ("VmLck", VmpStatus, vm_lck_bytes),
  VMP_KEY ("VmPin", VmpStatus, vm_pin_bytes),
  VMP_KEY ("VmHWM", VmpStatus, vm_hwm_bytes),
  VMP_KEY ("VmRSS", VmpStatus, vm_rss_bytes),
  VMP_KEY ("RssAnon", VmpStatus, rss_anon_bytes),
  VMP_KEY ("RssFile", VmpStatus, rss_file_bytes),
  VMP_KEY ("RssShmem", VmpStatus, rss_shmem_bytes),
  VMP_KEY ("VmData", VmpStatus, vm_data_bytes),
  VMP_KEY ("VmStk", VmpStatus, vm_stk_bytes),
  VMP_KEY ("VmExe", VmpStatus, vm_exe_bytes),
  VMP_KEY ("VmLib", VmpStatus, vm_lib_bytes),
  VMP_KEY ("VmPTE", VmpStatus, vm_pte_bytes),
  VMP_KEY ("VmSwap", VmpStatus, vm_swap_bytes),
  VMP_KEY ("HugetlbPages", VmpStatus, hugetlb_bytes),
  VMP_KEY ("THP_enabled", VmpStatus, thp_enabled),
  VMP_KEY ("Threads", VmpStatus, threads),
};

static const VmpKey io_keys[] = {
  VMP_KEY ("rchar", VmpIo, rchar_bytes),
  VMP_KEY ("wchar", VmpIo, wchar_bytes),
  VMP_KEY ("read_bytes", VmpIo, read_bytes),
  VMP_KEY ("write_bytes", VmpIo, write_bytes),
};

/* Uid: real, effective, saved, filesystem. */
static gboolean
read_uids (VmpCursor *line,
           VmpStatus *out)
{
  vmp_cursor_skip_blanks (line);
  if (!vmp_cursor_read_i64 (line, &out->uid_real))
    return FALSE;
  vmp_cursor_skip_blanks (line);
  return vmp_cursor_read_i64 (line, &out->uid_effective);
}

/* NSpid: one pid for each nested namespace, the innermost last. */
static gboolean
read_last_number (VmpCursor *line,
                  gint64    *out)
{
  gboolean any = FALSE;

  vmp_cursor_skip_blanks (line);
  while (vmp_cursor_read_i64 (line, out))
    {
      any = TRUE;
      vmp_cursor_skip_blanks (line);
    }
  return any && line->at == line->end;
}

static gboolean
read_status_value (const VmpKey *key,
                   VmpCursor    *line,
                   VmpStatus    *out)
{
  if (key->offset == G_STRUCT_OFFSET (VmpStatus, uid_real))
    return read_uids (line, out);
  if (key->offset == G_STRUCT_OFFSET (VmpStatus, ns_pid))
    return read_last_number (line, &out->ns_pid);
  return vmp_key_read_value (line, &G_STRUCT_MEMBER (gint64, out, key->offset));
}

gboolean
vmp_status_parse (const char  *data,
                  gsize        len,
                  VmpStatus   *out,
                  GError     **error)
{
  VmpCursor text = { data, data + len };
  VmpCursor line;
  VmpStatus status;
  guint64 number = 0;
  guint hint = 0;

  vmp_key_clear (&status, sizeof status);
  while (vmp_cursor_next_line (&text, &line))
    {
      const VmpKey *key;

      number++;
      /* Every line that is used begins with one of these; the others are not worth a search. */
      if (line.at == line.end || strchr ("TUNKVRH", *line.at) == NULL)
        continue;
      key = vmp_key_table_find (status_keys, G_N_ELEMENTS (status_keys), &line, &hint);
      if (key != NULL && !read_status_value (key, &line, &status))
        return vmp_error_set (error, VMP_ERROR_CORRUPT, "status line %" G_GUINT64_FORMAT ": %s is no number",
                              number, key->key);
    }
  *out = status;
  return TRUE;
}

gboolean
vmp_io_parse (const char  *data,
              gsize        len,
              VmpIo       *out,
              GError     **error)
{
  VmpCursor text = { data, data + len };
  VmpCursor line;
  VmpIo io;
  guint64 number = 0;
  guint hint = 0;

  vmp_key_clear (&io, sizeof io);
  while (vmp_cursor_next_line (&text, &line))
    {
      const VmpKey *key = vmp_key_table_find (io_keys, G_N_ELEMENTS (io_keys), &line, &hint);

      number++;
      if (key != NULL && !vmp_key_read_value (&line, &G_STRUCT_MEMBER (gint64, &io, key->offset)))
        return vmp_error_set (error, VMP_ERROR_CORRUPT, "io line %" G_GUINT64_FORMAT ": %s is no number", number,
                              key->key);
    }
  *out = io;
  return TRUE;
}
