/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The widgets of launching: the dialog, the output and its search, the result, the choice of demos. */

#include "config.h"

#include <string.h>

#include "app/dialogs/vmp-demo-dialog.h"
#include "app/dialogs/vmp-launch-dialog.h"
#include "app/pages/vmp-launch-page.h"
#include "app/widgets/vmp-launch-console.h"
#include "app/widgets/vmp-launch-finder.h"
#include "app/widgets/vmp-launch-result.h"
#include "app/widgets/vmp-launch-variable-row.h"
#include "find-widget.h"

/* In a window of its own, destroyed with all that it has. */
typedef struct
{
  GtkWindow *window;
  GtkWidget *widget;
} Place;

static void
settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static Place
place (GtkWidget *widget)
{
  Place self = { GTK_WINDOW (gtk_window_new ()), widget };

  gtk_window_set_default_size (self.window, 700, 600);
  gtk_window_set_child (self.window, widget);
  gtk_window_present (self.window);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (self.window));
  return self;
}

static void
clear (Place *self)
{
  gpointer widget = self->widget;

  g_object_add_weak_pointer (widget, &widget);
  gtk_window_destroy (self->window);
  settle ();
  g_assert_null (widget);
}

static void
test_construct (void)
{
  GtkWidget *(*const create[]) (void) = { vmp_launch_console_new, vmp_launch_result_new, vmp_launch_page_new };

  for (guint i = 0; i < G_N_ELEMENTS (create); i++)
    {
      g_test_message ("%u", i);
      Place self = place (create[i] ());

      clear (&self);
    }
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/launch-widgets/construct", test_construct);
  return g_test_run ();
}
