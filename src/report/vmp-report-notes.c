/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people wrote about moments and stretches of a recording. */

#include "config.h"

#include "vmp-report-private.h"

#include <glib/gi18n.h>

void
vmp_report_note_clear (gpointer data)
{
  g_ref_string_release (((VmpReportNote *) data)->text);
}

void
vmp_report_take_note (VmpReport      *self,
                      const VmpEvent *event)
{
  VmpReportNote note = { event->target, event->note.text, event->time_nsec, event->note.end_nsec };
  guint at = self->notes->len;

  if (self->notes->len >= VMP_REPORT_MAX_ROWS)
    {
      self->n_more_notes++;
      return;
    }
  /* They were written in any order. */
  while (at > 0 && g_array_index (self->notes, VmpReportNote, at - 1).begin_nsec > note.begin_nsec)
    at--;
  g_ref_string_acquire (note.text);
  g_array_insert_val (self->notes, at, note);
}

static const char *
get_process_name (const VmpReport *self,
                  guint32          target)
{
  for (guint i = 0; i < self->processes->len; i++)
    {
      const VmpReportProcess *process = &g_array_index (self->processes, VmpReportProcess, i);

      if (process->target == target)
        return process->name;
    }
  return NULL;
}

void
vmp_report_add_notes (const VmpReport *self,
                      GArray          *blocks)
{
  const char *const titles[] = { _("Note"), _("Process"), _("Begin"), _("Length"), NULL };
  VmpReportBlock *table;

  if (self->notes->len == 0)
    return;
  vmp_report_add_heading (blocks, _("Notes"));
  if (self->n_more_notes > 0)
    vmp_report_add_paragraph (blocks,
                              g_strdup_printf (ngettext ("%u more note is left out.", "%u more notes are left out.", self->n_more_notes),
                                               self->n_more_notes));
  table = vmp_report_add_table (blocks, _("What was written about moments of the recording"), 2, titles);
  for (guint i = 0; i < self->notes->len; i++)
    {
      const VmpReportNote *note = &g_array_index (self->notes, VmpReportNote, i);

      vmp_report_add_cell (table, note->text);
      vmp_report_add_cell (table, get_process_name (self, note->target));
      vmp_report_add_length (table, MAX (note->begin_nsec - self->begin_nsec, 0));
      if (note->end_nsec > note->begin_nsec)
        vmp_report_add_length (table, note->end_nsec - note->begin_nsec);
      else
        vmp_report_add_cell (table, NULL);
    }
}
