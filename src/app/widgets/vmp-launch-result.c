/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a launched program ended, and what it used, as the kernel counted it. */

#include "config.h"

#include "vmp-launch-result.h"

#include <glib/gi18n.h>
#include <string.h>
#include <sys/wait.h>

#include "../vmp-preferences.h"

#define BLOCK_BYTES 512

/* The values, in the order of the table. */
typedef enum
{
  VALUE_RSS_PEAK,
  VALUE_VSIZE_PEAK,
  VALUE_ELAPSED,
  VALUE_USER,
  VALUE_SYSTEM,
  VALUE_MINOR,
  VALUE_MAJOR,
  VALUE_VOLUNTARY,
  VALUE_INVOLUNTARY,
  VALUE_READ,
  VALUE_WRITTEN,
  N_VALUES
} Value;

static const struct
{
  const char *label;
  const char *explanation;
  VmpUnit     unit;
} values[N_VALUES] = {
  [VALUE_RSS_PEAK] = { N_("Peak resident memory"), N_("The most memory that it had in RAM at any moment."), VMP_UNIT_BYTES },
  [VALUE_VSIZE_PEAK] = { N_("Peak address space"),
    N_("The most addresses that it had reserved. Most of them may never have had memory."), VMP_UNIT_BYTES },
  [VALUE_ELAPSED] = { N_("Elapsed time"), N_("From its first instruction to its end."), VMP_UNIT_NSEC },
  [VALUE_USER] = { N_("User time"), N_("CPU time in its own code, over all its threads and the children that it waited for."), VMP_UNIT_NSEC },
  [VALUE_SYSTEM] = { N_("System time"), N_("CPU time that the kernel worked for it: reading, writing, providing memory."), VMP_UNIT_NSEC },
  [VALUE_MINOR] = { N_("Minor page faults"),
    N_("Pages it got without waiting for a disk: new ones filled with zeros, copies, files already in memory."), VMP_UNIT_COUNT },
  [VALUE_MAJOR] = { N_("Major page faults"),
    N_("Pages it had to wait for, because they came from a file or from swap."), VMP_UNIT_COUNT },
  [VALUE_VOLUNTARY] = { N_("Voluntary context switches"),
    N_("It gave up the CPU by itself, to wait for something."), VMP_UNIT_COUNT },
  [VALUE_INVOLUNTARY] = { N_("Involuntary context switches"),
    N_("The CPU was taken from it, to let others run."), VMP_UNIT_COUNT },
  [VALUE_READ] = { N_("Read from disks"), N_("What was in memory already does not count."), VMP_UNIT_BYTES },
  [VALUE_WRITTEN] = { N_("Written to disks"), N_("What it wrote to files, to be put on a disk sooner or later."), VMP_UNIT_BYTES },
};

struct _VmpLaunchResult
{
  AdwBin     parent_instance;

  /* template children */
  GtkLabel  *end;
  GtkListBox *list;

  /* borrowed: in the list */
  GtkLabel  *labels[N_VALUES];

  /* owned */
  VmpLaunch *launch;    /* NULL: none */
};

G_DEFINE_FINAL_TYPE (VmpLaunchResult, vmp_launch_result, ADW_TYPE_BIN)

char *
vmp_launch_dup_end (VmpLaunch *launch)
{
  int status = vmp_launch_get_status (launch);
  char elapsed[VMP_FORMAT_SIZE];

  vmp_format_duration (elapsed, vmp_launch_get_elapsed_nsec (launch));
  if (WIFSIGNALED (status) && WCOREDUMP (status))
    /* Translators: number and name of a signal, a length of time */
    return g_strdup_printf (_("Ended by signal %d (%s) after %s; its memory was written to a core file"), WTERMSIG (status),
                            strsignal (WTERMSIG (status)), elapsed);
  if (WIFSIGNALED (status))
    /* Translators: number and name of a signal, a length of time */
    return g_strdup_printf (_("Ended by signal %d (%s) after %s"), WTERMSIG (status), strsignal (WTERMSIG (status)), elapsed);
  if (WEXITSTATUS (status) == 0)
    /* Translators: a length of time */
    return g_strdup_printf (_("Ended well, with exit status 0, after %s"), elapsed);
  /* Translators: a number, a length of time */
  return g_strdup_printf (_("Ended with exit status %d after %s"), WEXITSTATUS (status), elapsed);
}

static gint64
get_value (VmpLaunch *launch, Value value)
{
  const VmpRusage *usage = vmp_launch_get_usage (launch);
  gint64 rss_peak = vmp_launch_get_rss_peak_bytes (launch);

  switch (value)
    {
    case VALUE_RSS_PEAK:
      return rss_peak != VMP_MISSING ? MAX (rss_peak, usage->max_rss_bytes) : usage->max_rss_bytes;
    case VALUE_VSIZE_PEAK:
      return vmp_launch_get_vsize_peak_bytes (launch);
    case VALUE_ELAPSED:
      return vmp_launch_get_elapsed_nsec (launch);
    case VALUE_USER:
      return usage->user_nsec;
    case VALUE_SYSTEM:
      return usage->system_nsec;
    case VALUE_MINOR:
      return usage->minor_faults;
    case VALUE_MAJOR:
      return usage->major_faults;
    case VALUE_VOLUNTARY:
      return usage->voluntary_switches;
    case VALUE_INVOLUNTARY:
      return usage->involuntary_switches;
    case VALUE_READ:
      return usage->in_blocks * BLOCK_BYTES;
    case VALUE_WRITTEN:
      return usage->out_blocks * BLOCK_BYTES;
    case N_VALUES:
    default:
      return VMP_MISSING;
    }
}

static char *
dup_value (VmpLaunch *launch, Value value)
{
  VmpUnits units = vmp_preferences_get_units (vmp_preferences_get_default ());
  char text[VMP_FORMAT_SIZE];

  return g_strdup (vmp_format_value (text, values[value].unit, get_value (launch, value), units));
}

static void
update (VmpLaunchResult *self)
{
  g_autofree char *end = NULL;

  if (self->launch == NULL)
    return;
  end = vmp_launch_dup_end (self->launch);
  gtk_label_set_text (self->end, end);
  for (guint i = 0; i < N_VALUES; i++)
    {
      g_autofree char *text = dup_value (self->launch, i);

      gtk_label_set_text (self->labels[i], text);
    }
}

static GtkLabel *
add_row (VmpLaunchResult *self, Value value)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *label = gtk_label_new (NULL);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _(values[value].label));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _(values[value].explanation));
  gtk_widget_add_css_class (label, "numeric");
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
  gtk_list_box_append (self->list, row);
  return GTK_LABEL (label);
}

static void
copy_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  g_autofree char *text = vmp_launch_result_dup_text (VMP_LAUNCH_RESULT (widget));

  if (text != NULL)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
}

static void
vmp_launch_result_dispose (GObject *object)
{
  VmpLaunchResult *self = VMP_LAUNCH_RESULT (object);

  g_clear_object (&self->launch);
  gtk_widget_dispose_template (GTK_WIDGET (self), VMP_TYPE_LAUNCH_RESULT);

  G_OBJECT_CLASS (vmp_launch_result_parent_class)->dispose (object);
}

static void
vmp_launch_result_class_init (VmpLaunchResultClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = vmp_launch_result_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/vmprofiler/Vmp/widgets/vmp-launch-result.ui");
  gtk_widget_class_bind_template_child (widget_class, VmpLaunchResult, end);
  gtk_widget_class_bind_template_child (widget_class, VmpLaunchResult, list);
  gtk_widget_class_install_action (widget_class, "result.copy", NULL, copy_action);
}

static void
vmp_launch_result_init (VmpLaunchResult *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < N_VALUES; i++)
    self->labels[i] = add_row (self, i);
  g_signal_connect_object (vmp_preferences_get_default (), "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
}

GtkWidget *
vmp_launch_result_new (void)
{
  return g_object_new (VMP_TYPE_LAUNCH_RESULT, NULL);
}

void
vmp_launch_result_set_launch (VmpLaunchResult *self, VmpLaunch *launch)
{
  g_return_if_fail (VMP_IS_LAUNCH_RESULT (self));

  g_set_object (&self->launch, launch);
  update (self);
}

char *
vmp_launch_result_dup_text (VmpLaunchResult *self)
{
  GString *text;
  g_autofree char *end = NULL;

  g_return_val_if_fail (VMP_IS_LAUNCH_RESULT (self), NULL);

  if (self->launch == NULL)
    return NULL;
  end = vmp_launch_dup_end (self->launch);
  text = g_string_new (NULL);
  g_string_append_printf (text, "%s\n%s\n", vmp_launch_get_spec (self->launch)->command, end);
  for (guint i = 0; i < N_VALUES; i++)
    {
      g_autofree char *value = dup_value (self->launch, i);

      g_string_append_printf (text, "%s\t%s\n", _(values[i].label), value);
    }
  return g_string_free_and_steal (text);
}
