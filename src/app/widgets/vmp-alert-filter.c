/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What of the history of alerts is shown: by text and severity. */

#include "config.h"

#include "vmp-alert-filter.h"

#include <string.h>

#include "report/vmp-alert-text.h"
#include "vmp-alert-words.h"

struct _VmpAlertFilter
{
  AdwBin          parent_instance;

  /* template children */
  GtkSearchEntry *search;
  GtkDropDown    *severity;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VmpAlertFilter, vmp_alert_filter, ADW_TYPE_BIN)

static void
changed_cb (VmpAlertFilter *self)
{
  /* Also while the template is made and taken apart. */
  if (self->search != NULL && self->severity != NULL && gtk_widget_get_root (GTK_WIDGET (self)) != NULL)
    g_signal_emit (self, signals[CHANGED], 0);
}

static void
vmp_alert_filter_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), VMP_TYPE_ALERT_FILTER);

  G_OBJECT_CLASS (vmp_alert_filter_parent_class)->dispose (object);
}

static void
vmp_alert_filter_class_init (VmpAlertFilterClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vmp_alert_filter_dispose;

  signals[CHANGED] =
    g_signal_new ("changed", VMP_TYPE_ALERT_FILTER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/vmprofiler/Vmp/widgets/vmp-alert-filter.ui");
  gtk_widget_class_bind_template_child (widget_class, VmpAlertFilter, search);
  gtk_widget_class_bind_template_child (widget_class, VmpAlertFilter, severity);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
}

static void
vmp_alert_filter_init (VmpAlertFilter *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static const char *
get_text (VmpAlertFilter *self)
{
  return gtk_editable_get_text (GTK_EDITABLE (self->search));
}

gboolean
vmp_alert_filter_is_empty (VmpAlertFilter *self)
{
  g_return_val_if_fail (VMP_IS_ALERT_FILTER (self), TRUE);

  return *get_text (self) == '\0' && gtk_drop_down_get_selected (self->severity) == 0;
}

static gboolean
contains (const char *where, const char *folded)
{
  g_autofree char *text = g_utf8_casefold (where, -1);

  return strstr (text, folded) != NULL;
}

gboolean
vmp_alert_filter_matches (VmpAlertFilter *self, const VmpAlertEntry *entry)
{
  g_autofree char *folded = NULL, *process = NULL;
  guint selected;

  g_return_val_if_fail (VMP_IS_ALERT_FILTER (self), TRUE);

  selected = gtk_drop_down_get_selected (self->severity);
  if (selected > 0 && selected != GTK_INVALID_LIST_POSITION && selected - 1 != entry->severity)
    return FALSE;
  if (*get_text (self) == '\0')
    return TRUE;
  folded = g_utf8_casefold (get_text (self), -1);
  process = vmp_alert_words_dup_process (entry);
  return contains (vmp_alert_text_translate (entry->title), folded) || contains (process, folded)
         || contains (vmp_alert_text_translate (entry->explanation), folded);
}

void
vmp_alert_filter_clear (VmpAlertFilter *self)
{
  g_return_if_fail (VMP_IS_ALERT_FILTER (self));

  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  gtk_drop_down_set_selected (self->severity, 0);
}
