/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One alert that fired, as the history keeps it. */
#pragma once

#include <glib-object.h>

#include "core/model/vmp-alert-fact.h"

G_BEGIN_DECLS

#define VMP_TYPE_ALERT_RECORD (vmp_alert_record_get_type ())
G_DECLARE_FINAL_TYPE (VmpAlertRecord, vmp_alert_record, VMP, ALERT_RECORD, GObject)

/* Texts are owned and never NULL; those of processes are escaped. */
typedef struct
{
  char   *id;                 /* of this alert, for actions of notifications: unique */
  char   *rule, *title, *explanation, *metric;
  char   *name;               /* of the process; "" for the machine */
  char   *boot_id;            /* what begin_nsec counts from */
  gint32  pid;                /* 0: the machine */
  guint64 start_time_ticks;
  guint8  severity, stage, scope, derived, base, comparison, unit;
  gboolean acknowledged;
  gboolean is_lost;           /* it went on when watching ended: its end was not seen */
  gint64  begin_usec;         /* wall clock, microseconds since 1970 */
  gint64  end_usec;           /* 0: it goes on, or is lost */
  gint64  begin_nsec;         /* CLOCK_BOOTTIME */
  double  value, limit;
} VmpAlertEntry;

/**
 * VmpAlertRecord::changed:
 *
 * It ended, or was acknowledged.
 */

/* Takes the texts of @entry. Returns: (transfer full) */
VmpAlertRecord      *vmp_alert_record_new  (const VmpAlertEntry *entry) G_GNUC_WARN_UNUSED_RESULT;
/* Borrowed. */
const VmpAlertEntry *vmp_alert_record_get  (VmpAlertRecord      *self);
gboolean             vmp_alert_record_goes_on (VmpAlertRecord   *self);
void                 vmp_alert_record_end  (VmpAlertRecord      *self,
                                            VmpAlertStage        stage,
                                            gint64               end_usec);
void                 vmp_alert_record_acknowledge (VmpAlertRecord *self);
/* Its end will not be seen. */
void                 vmp_alert_record_lose (VmpAlertRecord      *self);

G_END_DECLS
