/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The alerts that fired, newest first: a list model, kept in a file of bounded size. */

#include "config.h"

#include "vmp-alert-history.h"

#include "vmp-alert-history-file.h"

/* What comes together is written together. */
#define WRITE_SECONDS 1

struct _VmpAlertHistory
{
  GObject       parent_instance;

  /* owned */
  GPtrArray    *records;      /* of VmpAlertRecord, newest first */
  char         *path;         /* NULL: kept nowhere */
  char         *boot_id;      /* of the system as it runs now; "": not known */
  GCancellable *cancellable;

  guint         write_source;
  gboolean      is_loading;   /* nothing is written before what is there was read */
  gboolean      is_dirty;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void vmp_alert_history_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (VmpAlertHistory, vmp_alert_history, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, vmp_alert_history_list_model_init))

static GType
get_item_type (GListModel *model)
{
  return VMP_TYPE_ALERT_RECORD;
}

static guint
get_n_items (GListModel *model)
{
  return VMP_ALERT_HISTORY (model)->records->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  VmpAlertHistory *self = VMP_ALERT_HISTORY (model);

  return position < self->records->len ? g_object_ref (self->records->pdata[position]) : NULL;
}

static void
vmp_alert_history_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

typedef struct
{
  char *path, *text;
} WriteJob;

static void
write_job_free (gpointer data)
{
  WriteJob *job = data;

  g_free (job->path);
  g_free (job->text);
  g_free (job);
}

static void
write_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const WriteJob *job = data;

  /* Where it can not be written there is nothing to be done but to go on: it is a convenience. */
  g_task_return_boolean (task, vmp_alert_history_file_save (job->path, job->text, NULL));
}

static void
write_now (VmpAlertHistory *self)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);
  WriteJob *job = g_new0 (WriteJob, 1);

  self->is_dirty = FALSE;
  job->path = g_strdup (self->path);
  job->text = vmp_alert_history_file_to_text (self->records);
  g_task_set_task_data (task, job, write_job_free);
  g_task_run_in_thread (task, write_thread);
}

static gboolean
write_cb (gpointer user_data)
{
  VmpAlertHistory *self = user_data;

  self->write_source = 0;
  if (self->is_dirty && !self->is_loading)
    write_now (self);
  return G_SOURCE_REMOVE;
}

static void
note_change (VmpAlertHistory *self)
{
  self->is_dirty = self->path != NULL;
  if (self->is_dirty && self->write_source == 0)
    self->write_source = g_timeout_add_seconds (WRITE_SECONDS, write_cb, self);
  g_signal_emit (self, signals[CHANGED], 0);
}

void
vmp_alert_history_flush (VmpAlertHistory *self)
{
  g_autofree char *text = NULL;

  g_return_if_fail (VMP_IS_ALERT_HISTORY (self));

  g_clear_handle_id (&self->write_source, g_source_remove);
  if (!self->is_dirty || self->is_loading)
    return;
  self->is_dirty = FALSE;
  text = vmp_alert_history_file_to_text (self->records);
  vmp_alert_history_file_save (self->path, text, NULL);
}

static void
forget_oldest (VmpAlertHistory *self)
{
  guint n = self->records->len;

  if (n <= VMP_ALERT_HISTORY_MOST)
    return;
  for (guint i = VMP_ALERT_HISTORY_MOST; i < n; i++)
    g_signal_handlers_disconnect_by_data (self->records->pdata[i], self);
  g_ptr_array_set_size (self->records, VMP_ALERT_HISTORY_MOST);
  g_list_model_items_changed (G_LIST_MODEL (self), VMP_ALERT_HISTORY_MOST, n - VMP_ALERT_HISTORY_MOST, 0);
}

static void
load_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_task_return_pointer (task, vmp_alert_history_file_load (data, VMP_ALERT_HISTORY_MOST), (GDestroyNotify) g_ptr_array_unref);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  VmpAlertHistory *self = VMP_ALERT_HISTORY (source);
  g_autoptr (GPtrArray) records = g_task_propagate_pointer (G_TASK (result), NULL);
  guint n = self->records->len;

  self->is_loading = FALSE;
  if (records == NULL || records->len == 0)
    return;
  for (guint i = 0; i < records->len; i++)
    {
      g_signal_connect_object (records->pdata[i], "changed", G_CALLBACK (note_change), self, G_CONNECT_SWAPPED);
      g_ptr_array_add (self->records, g_object_ref (records->pdata[i]));
    }
  g_list_model_items_changed (G_LIST_MODEL (self), n, 0, records->len);
  forget_oldest (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
vmp_alert_history_dispose (GObject *object)
{
  VmpAlertHistory *self = VMP_ALERT_HISTORY (object);

  vmp_alert_history_flush (self);
  g_cancellable_cancel (self->cancellable);
  for (guint i = 0; i < self->records->len; i++)
    g_signal_handlers_disconnect_by_data (self->records->pdata[i], self);

  G_OBJECT_CLASS (vmp_alert_history_parent_class)->dispose (object);
}

static void
vmp_alert_history_finalize (GObject *object)
{
  VmpAlertHistory *self = VMP_ALERT_HISTORY (object);

  g_ptr_array_unref (self->records);
  g_object_unref (self->cancellable);
  g_free (self->path);
  g_free (self->boot_id);

  G_OBJECT_CLASS (vmp_alert_history_parent_class)->finalize (object);
}

static void
vmp_alert_history_class_init (VmpAlertHistoryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = vmp_alert_history_dispose;
  object_class->finalize = vmp_alert_history_finalize;

  signals[CHANGED] =
    g_signal_new ("changed", VMP_TYPE_ALERT_HISTORY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
vmp_alert_history_init (VmpAlertHistory *self)
{
  self->records = g_ptr_array_new_with_free_func (g_object_unref);
  self->cancellable = g_cancellable_new ();
  self->boot_id = g_strdup ("");
}

VmpAlertHistory *
vmp_alert_history_new (const char *path)
{
  VmpAlertHistory *self = g_object_new (VMP_TYPE_ALERT_HISTORY, NULL);
  g_autoptr (GTask) task = NULL;

  self->path = g_strdup (path);
  if (path == NULL)
    return self;
  self->is_loading = TRUE;
  task = g_task_new (self, self->cancellable, loaded_cb, NULL);
  g_task_set_task_data (task, g_strdup (path), g_free);
  g_task_run_in_thread (task, load_thread);
  return self;
}

char *
vmp_alert_history_dup_default_path (void)
{
  return g_build_filename (g_get_user_state_dir (), "vm-profiler", "alert-history.json", NULL);
}

void
vmp_alert_history_take (VmpAlertHistory *self, VmpAlertRecord *record)
{
  g_return_if_fail (VMP_IS_ALERT_HISTORY (self));

  g_signal_connect_object (record, "changed", G_CALLBACK (note_change), self, G_CONNECT_SWAPPED);
  g_ptr_array_insert (self->records, 0, record);
  g_list_model_items_changed (G_LIST_MODEL (self), 0, 0, 1);
  forget_oldest (self);
  note_change (self);
}

VmpAlertRecord *
vmp_alert_history_find (VmpAlertHistory *self, const char *id)
{
  g_return_val_if_fail (VMP_IS_ALERT_HISTORY (self), NULL);

  for (guint i = 0; i < self->records->len; i++)
    if (g_str_equal (vmp_alert_record_get (self->records->pdata[i])->id, id))
      return self->records->pdata[i];
  return NULL;
}

void
vmp_alert_history_set_boot_id (VmpAlertHistory *self, const char *boot_id)
{
  g_return_if_fail (VMP_IS_ALERT_HISTORY (self));

  g_set_str (&self->boot_id, boot_id);
}

gboolean
vmp_alert_history_is_recent (VmpAlertHistory *self, const VmpAlertEntry *entry)
{
  g_return_val_if_fail (VMP_IS_ALERT_HISTORY (self), FALSE);

  return g_str_equal (entry->boot_id, self->boot_id);
}

gboolean
vmp_alert_history_is_of (VmpAlertHistory *self, const VmpAlertEntry *entry, gint32 pid, guint64 start_time_ticks)
{
  g_return_val_if_fail (VMP_IS_ALERT_HISTORY (self), FALSE);

  return pid != 0 && entry->pid == pid && entry->start_time_ticks == start_time_ticks && vmp_alert_history_is_recent (self, entry);
}

VmpAlertRecord *
vmp_alert_history_find_open (VmpAlertHistory *self, const char *rule, gint32 pid, guint64 start_time_ticks)
{
  g_return_val_if_fail (VMP_IS_ALERT_HISTORY (self), NULL);

  for (guint i = 0; i < self->records->len; i++)
    {
      const VmpAlertEntry *entry = vmp_alert_record_get (self->records->pdata[i]);

      if (vmp_alert_record_goes_on (self->records->pdata[i]) && entry->pid == pid && entry->start_time_ticks == start_time_ticks
          && g_str_equal (entry->rule, rule))
        return self->records->pdata[i];
    }
  return NULL;
}

guint
vmp_alert_history_count_rule (VmpAlertHistory *self, const char *rule, gint64 *out_last_usec)
{
  guint n = 0;

  g_return_val_if_fail (VMP_IS_ALERT_HISTORY (self), 0);

  *out_last_usec = 0;
  for (guint i = 0; i < self->records->len; i++)
    {
      const VmpAlertEntry *entry = vmp_alert_record_get (self->records->pdata[i]);

      if (!g_str_equal (entry->rule, rule))
        continue;
      n++;
      *out_last_usec = MAX (*out_last_usec, entry->begin_usec);
    }
  return n;
}

guint
vmp_alert_history_count_new (VmpAlertHistory *self, gint32 pid, guint64 start_time_ticks, gboolean and_machine)
{
  guint n = 0;

  g_return_val_if_fail (VMP_IS_ALERT_HISTORY (self), 0);

  for (guint i = 0; i < self->records->len; i++)
    {
      const VmpAlertEntry *entry = vmp_alert_record_get (self->records->pdata[i]);
      gboolean is_of_it = vmp_alert_history_is_of (self, entry, pid, start_time_ticks);

      n += !entry->acknowledged && (is_of_it || (and_machine && entry->pid == 0));
    }
  return n;
}

void
vmp_alert_history_acknowledge_all (VmpAlertHistory *self)
{
  g_return_if_fail (VMP_IS_ALERT_HISTORY (self));

  for (guint i = 0; i < self->records->len; i++)
    vmp_alert_record_acknowledge (self->records->pdata[i]);
}

void
vmp_alert_history_clear (VmpAlertHistory *self)
{
  guint n;

  g_return_if_fail (VMP_IS_ALERT_HISTORY (self));

  n = self->records->len;
  for (guint i = 0; i < n; i++)
    g_signal_handlers_disconnect_by_data (self->records->pdata[i], self);
  g_ptr_array_set_size (self->records, 0);
  g_list_model_items_changed (G_LIST_MODEL (self), 0, n, 0);
  note_change (self);
}

char *
vmp_alert_history_to_text (VmpAlertHistory *self)
{
  g_return_val_if_fail (VMP_IS_ALERT_HISTORY (self), NULL);

  return vmp_alert_history_file_to_text (self->records);
}
