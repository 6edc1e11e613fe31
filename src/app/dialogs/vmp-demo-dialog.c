/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Offers the demo programs: what each shows, and the question it answers. */

#include "config.h"

#include "vmp-demo-dialog.h"

#include <glib/gi18n.h>

struct _VmpDemoDialog
{
  AdwDialog   parent_instance;

  /* template children */
  GtkListBox *list;
};

enum
{
  CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VmpDemoDialog, vmp_demo_dialog, ADW_TYPE_DIALOG)

static GtkWidget *
create_label (const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  if (style != NULL)
    gtk_widget_add_css_class (label, style);
  return label;
}

static GtkWidget *
create_row (const VmpLab *lab)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *icon = gtk_image_new_from_icon_name ("media-playback-start-symbolic");

  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, _(lab->title),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, _(lab->prediction), -1);
  gtk_box_append (GTK_BOX (texts), create_label (_(lab->title), "heading"));
  gtk_box_append (GTK_BOX (texts), create_label (_(lab->summary), NULL));
  gtk_box_append (GTK_BOX (texts), create_label (_(lab->prediction), "launch-question"));
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_box_append (GTK_BOX (box), texts);
  gtk_box_append (GTK_BOX (box), icon);
  gtk_widget_add_css_class (box, "launch-demo");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  return row;
}

static void
row_activated_cb (VmpDemoDialog *self, GtkListBoxRow *row)
{
  g_autoptr (VmpDemoDialog) kept = g_object_ref (self);
  size_t n;
  const VmpLab *labs = vmp_lab_get_all (&n);
  int index = gtk_list_box_row_get_index (row);

  if (index < 0 || (size_t) index >= n)
    return;
  adw_dialog_close (ADW_DIALOG (self));
  g_signal_emit (self, signals[CHOSEN], 0, &labs[index]);
}

static void
vmp_demo_dialog_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), VMP_TYPE_DEMO_DIALOG);

  G_OBJECT_CLASS (vmp_demo_dialog_parent_class)->dispose (object);
}

static void
vmp_demo_dialog_class_init (VmpDemoDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vmp_demo_dialog_dispose;

  signals[CHOSEN] = g_signal_new ("chosen", VMP_TYPE_DEMO_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_POINTER);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/vmprofiler/Vmp/dialogs/vmp-demo-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, VmpDemoDialog, list);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
}

static void
vmp_demo_dialog_init (VmpDemoDialog *self)
{
  size_t n;
  const VmpLab *labs = vmp_lab_get_all (&n);

  gtk_widget_init_template (GTK_WIDGET (self));
  for (size_t i = 0; i < n; i++)
    gtk_list_box_append (self->list, create_row (&labs[i]));
  /* The list itself would hand the focus to its last row. */
  adw_dialog_set_focus (ADW_DIALOG (self), GTK_WIDGET (gtk_list_box_get_row_at_index (self->list, 0)));
}

AdwDialog *
vmp_demo_dialog_new (void)
{
  return g_object_new (VMP_TYPE_DEMO_DIALOG, NULL);
}
