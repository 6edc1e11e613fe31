/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One alert that fired, as the history keeps it. */

#include "config.h"

#include "vmp-alert-record.h"

struct _VmpAlertRecord
{
  GObject       parent_instance;

  VmpAlertEntry entry;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VmpAlertRecord, vmp_alert_record, G_TYPE_OBJECT)

static void
vmp_alert_record_finalize (GObject *object)
{
  VmpAlertEntry *entry = &VMP_ALERT_RECORD (object)->entry;

  g_free (entry->id);
  g_free (entry->rule);
  g_free (entry->title);
  g_free (entry->explanation);
  g_free (entry->metric);
  g_free (entry->name);
  g_free (entry->boot_id);

  G_OBJECT_CLASS (vmp_alert_record_parent_class)->finalize (object);
}

static void
vmp_alert_record_class_init (VmpAlertRecordClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = vmp_alert_record_finalize;

  signals[CHANGED] =
    g_signal_new ("changed", VMP_TYPE_ALERT_RECORD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
vmp_alert_record_init (VmpAlertRecord *self)
{
}

VmpAlertRecord *
vmp_alert_record_new (const VmpAlertEntry *entry)
{
  VmpAlertRecord *self = g_object_new (VMP_TYPE_ALERT_RECORD, NULL);

  self->entry = *entry;
  return self;
}

const VmpAlertEntry *
vmp_alert_record_get (VmpAlertRecord *self)
{
  g_return_val_if_fail (VMP_IS_ALERT_RECORD (self), NULL);

  return &self->entry;
}

gboolean
vmp_alert_record_goes_on (VmpAlertRecord *self)
{
  g_return_val_if_fail (VMP_IS_ALERT_RECORD (self), FALSE);

  return self->entry.stage == VMP_ALERT_STAGE_BEGAN && !self->entry.is_lost;
}

void
vmp_alert_record_end (VmpAlertRecord *self, VmpAlertStage stage, gint64 end_usec)
{
  g_return_if_fail (VMP_IS_ALERT_RECORD (self));

  self->entry.stage = stage;
  self->entry.end_usec = end_usec;
  g_signal_emit (self, signals[CHANGED], 0);
}

void
vmp_alert_record_acknowledge (VmpAlertRecord *self)
{
  g_return_if_fail (VMP_IS_ALERT_RECORD (self));

  if (self->entry.acknowledged)
    return;
  self->entry.acknowledged = TRUE;
  g_signal_emit (self, signals[CHANGED], 0);
}

void
vmp_alert_record_lose (VmpAlertRecord *self)
{
  g_return_if_fail (VMP_IS_ALERT_RECORD (self));

  self->entry.is_lost = self->entry.stage == VMP_ALERT_STAGE_BEGAN;
}
