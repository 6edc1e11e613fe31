/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A rule of alerts, to be made or changed in plain words, and tried on the past while it is. */

#include "config.h"

#include "vmp-alert-editor.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "../models/vmp-alert-preview.h"
#include "../widgets/vmp-alert-condition-group.h"
#include "../widgets/vmp-alert-words.h"
#include "core/kernel/vmp-process.h"
#include "report/vmp-alert-text.h"
#include "rules/vmp-rules-text.h"

#define PREVIEW_MSEC 250
/* What is proposed lies so much above what is. */
#define PROPOSED_FACTOR 1.25

/* Choices of whom a rule is about, in the order of the list. */
typedef enum
{
  WHOM_PROCESS,
  WHOM_PROGRAM,
  WHOM_ALL,
  WHOM_MACHINE,
} Whom;

struct _VmpAlertEditor
{
  AdwDialog       parent_instance;

  /* template children */
  GtkWidget      *save;
  GtkLabel       *preview;
  AdwEntryRow    *name, *explanation;
  AdwComboRow    *severity, *scope;
  AdwEntryRow    *program, *exe, *user, *cgroup;
  AdwSwitchRow   *tree;
  GtkBox         *conditions;
  GtkWidget      *add_condition, *removal;
  AdwEntryRow    *hold, *cooldown, *quiet_begin, *quiet_end;
  AdwExpanderRow *quiet;

  /* owned */
  VmpMonitor     *monitor;
  VmpAlertRule   *rule;         /* as it was; of no id if it is new */

  guint32         target;       /* 0: none */
  guint           preview_source;
  gboolean        is_setting;
};

enum
{
  REMOVE_RULE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VmpAlertEditor, vmp_alert_editor, ADW_TYPE_DIALOG)

static VmpTarget *
find_target (VmpAlertEditor *self)
{
  return self->target != 0 ? vmp_session_find_target (vmp_monitor_get_session (self->monitor), self->target) : NULL;
}

static const char *
get_text (AdwEntryRow *row)
{
  return gtk_editable_get_text (GTK_EDITABLE (row));
}

static char *
dup_text_or_null (AdwEntryRow *row)
{
  return *get_text (row) != '\0' ? g_strdup (get_text (row)) : NULL;
}

static void
mark (AdwEntryRow *row, gboolean right)
{
  if (right)
    gtk_widget_remove_css_class (GTK_WIDGET (row), "error");
  else
    gtk_widget_add_css_class (GTK_WIDGET (row), "error");
}

static gboolean
read_time (AdwEntryRow *row, gint64 *out_nsec)
{
  gboolean right = vmp_rules_parse_time (get_text (row), out_nsec) && *out_nsec <= VMP_ALERT_MAX_TIME_NSEC;

  mark (row, right);
  return right;
}

static gboolean
read_minute (AdwEntryRow *row, gint16 *out_minute)
{
  gboolean right = vmp_rules_parse_minute (get_text (row), out_minute);

  mark (row, right);
  return right;
}

/* --- from the rows to a rule --- */

static gboolean
read_scope (VmpAlertEditor *self, VmpAlertScope *out)
{
  Whom whom = adw_combo_row_get_selected (self->scope);
  guint64 uid = 0;
  gboolean right = TRUE;

  out->kind = adw_switch_row_get_active (self->tree) ? VMP_ALERT_SCOPE_TREE : VMP_ALERT_SCOPE_PROCESS;
  if (whom == WHOM_MACHINE)
    out->kind = VMP_ALERT_SCOPE_MACHINE;
  if (whom == WHOM_PROCESS)
    {
      out->pid = self->rule->scope.pid;
      out->start_time_ticks = self->rule->scope.start_time_ticks;
    }
  if (whom != WHOM_PROGRAM)
    return TRUE;
  out->name = dup_text_or_null (self->program);
  out->exe = dup_text_or_null (self->exe);
  out->cgroup = dup_text_or_null (self->cgroup);
  if (*get_text (self->user) != '\0')
    {
      right = g_ascii_string_to_unsigned (get_text (self->user), 10, 0, G_MAXUINT32, &uid, NULL);
      out->uid = right ? (gint64) uid : VMP_MISSING;
      out->user = right ? g_strdup (get_text (self->user)) : NULL;
    }
  mark (self->user, right);
  return right;
}

static gboolean
read_conditions (VmpAlertEditor *self, VmpAlertRule *out)
{
  gboolean right = TRUE;

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->conditions)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    right &= vmp_alert_condition_group_get (VMP_ALERT_CONDITION_GROUP (child), &out->conditions[out->n_conditions++]);
  return right;
}

/* Owned; NULL if something can't be understood. */
static VmpAlertRule *
read_rule (VmpAlertEditor *self)
{
  VmpAlertRule *rule = vmp_alert_rule_new (*self->rule->id != '\0' ? self->rule->id : "new");
  gboolean right;

  g_set_str (&rule->title, get_text (self->name));
  g_set_str (&rule->explanation, get_text (self->explanation));
  rule->enabled = self->rule->enabled;
  rule->severity = MIN (adw_combo_row_get_selected (self->severity), VMP_ALERT_CRITICAL);
  right = read_scope (self, &rule->scope);
  right &= read_conditions (self, rule);
  right &= read_time (self->hold, &rule->for_nsec);
  right &= read_time (self->cooldown, &rule->cooldown_nsec);
  if (adw_expander_row_get_enable_expansion (self->quiet))
    {
      right &= read_minute (self->quiet_begin, &rule->quiet_begin);
      right &= read_minute (self->quiet_end, &rule->quiet_end);
    }
  if (!right || !vmp_alert_rule_check (rule, NULL))
    g_clear_pointer (&rule, vmp_alert_rule_free);
  return rule;
}

/* --- trying it --- */

static double
get_ram_bytes (VmpAlertEditor *self)
{
  VmpProcessList *list = vmp_monitor_get_process_list (self->monitor);
  const VmpMachineMemory *machine = list != NULL ? vmp_process_list_get_machine (list) : NULL;

  return machine != NULL && machine->has_meminfo && machine->meminfo.total != VMP_MISSING ? machine->meminfo.total : NAN;
}

static char *
dup_preview (VmpAlertEditor *self, const VmpAlertRule *rule)
{
  VmpTarget *target = find_target (self);
  VmpAlertPreview preview;
  char length[VMP_FORMAT_SIZE];

  if (target == NULL || !vmp_alert_preview_try (rule, target, get_ram_bytes (self), &preview))
    return g_strdup (_("Can't be tried on what was measured of this process"));
  vmp_format_duration (length, preview.seen_nsec / 1000000000 * 1000000000);
  if (preview.is_learning)
    /* Translators: %s is a length of time. */
    return g_strdup_printf (_("The last %s that were measured of this process are too short to say anything"), length);
  if (preview.n_fired == 0)
    /* Translators: of a rule; %s is a length of time. */
    return g_strdup_printf (_("Would not have fired of this process in the last %s"), length);
  /* Translators: of a rule; a number and a length of time. */
  return g_strdup_printf (ngettext ("Would have fired %1$u time of this process in the last %2$s",
                                    "Would have fired %1$u times of this process in the last %2$s", preview.n_fired),
                          preview.n_fired, length);
}

static void
update_preview (VmpAlertEditor *self)
{
  VmpAlertRule *rule = read_rule (self);
  gboolean can_save = rule != NULL && *get_text (self->name) != '\0';
  g_autofree char *text = NULL;

  gtk_widget_set_sensitive (self->save, can_save);
  if (rule == NULL)
    text = g_strdup (_("What is marked can't be understood"));
  else if (!can_save)
    text = g_strdup (_("The rule needs a name"));
  else
    text = dup_preview (self, rule);
  if (g_strcmp0 (gtk_label_get_label (self->preview), text) != 0)
    gtk_label_set_label (self->preview, text);
  g_clear_pointer (&rule, vmp_alert_rule_free);
}

static void
preview_cb (gpointer user_data)
{
  VmpAlertEditor *self = user_data;

  self->preview_source = 0;
  update_preview (self);
}

static void
changed_cb (VmpAlertEditor *self)
{
  if (!self->is_setting && self->preview_source == 0)
    self->preview_source = g_timeout_add_once (PREVIEW_MSEC, preview_cb, self);
}

/* --- conditions --- */

static guint
count_conditions (VmpAlertEditor *self)
{
  guint n = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->conditions)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n++;
  return n;
}

static void
update_conditions (VmpAlertEditor *self)
{
  guint n = count_conditions (self);

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->conditions)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    vmp_alert_condition_group_set_removable (VMP_ALERT_CONDITION_GROUP (child), n > 1);
  gtk_widget_set_visible (self->add_condition, n < VMP_ALERT_MAX_CONDITIONS);
}

static void
remove_condition_cb (VmpAlertEditor *self, VmpAlertConditionGroup *group)
{
  gtk_box_remove (self->conditions, GTK_WIDGET (group));
  update_conditions (self);
  changed_cb (self);
}

static gboolean
is_machine (VmpAlertEditor *self)
{
  return adw_combo_row_get_selected (self->scope) == WHOM_MACHINE;
}

static void
append_condition (VmpAlertEditor *self, const VmpAlertCondition *condition)
{
  GtkWidget *group = vmp_alert_condition_group_new (condition, is_machine (self));

  g_signal_connect_object (group, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (group, "remove-condition", G_CALLBACK (remove_condition_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (self->conditions, group);
  update_conditions (self);
}

static VmpAlertCondition
propose (gboolean of_machine)
{
  if (of_machine)
    return (VmpAlertCondition) { VMP_ALERT_MACHINE_AVAILABLE, VMP_ALERT_VALUE, VMP_ALERT_OF_RAM, VMP_ALERT_BELOW, 0, 10, 2 };
  return (VmpAlertCondition) { VMP_METRIC_RSS, VMP_ALERT_VALUE, VMP_ALERT_OF_NOTHING, VMP_ALERT_ABOVE, 0, 1024.0 * 1024 * 1024, 0 };
}

static void
add_condition_cb (VmpAlertEditor *self)
{
  VmpAlertCondition condition = propose (is_machine (self));

  append_condition (self, &condition);
  changed_cb (self);
}

/* Metrics of processes are none of the machine. */
static void
scope_cb (VmpAlertEditor *self)
{
  Whom whom = adw_combo_row_get_selected (self->scope);
  GtkWidget *rows[] = { GTK_WIDGET (self->program), GTK_WIDGET (self->exe), GTK_WIDGET (self->user), GTK_WIDGET (self->cgroup) };
  VmpAlertCondition condition = propose (whom == WHOM_MACHINE);
  VmpAlertRule *now;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    gtk_widget_set_visible (rows[i], whom == WHOM_PROGRAM);
  gtk_widget_set_visible (GTK_WIDGET (self->tree), whom != WHOM_MACHINE);
  if (self->is_setting)
    return;
  now = vmp_alert_rule_new ("new");
  read_conditions (self, now);
  if (vmp_alert_metric_is_machine (now->conditions[0].metric) != (whom == WHOM_MACHINE))
    {
      while (count_conditions (self) > 0)
        gtk_box_remove (self->conditions, gtk_widget_get_first_child (GTK_WIDGET (self->conditions)));
      append_condition (self, &condition);
    }
  vmp_alert_rule_free (now);
  changed_cb (self);
}

/* --- saving it --- */

static void
cancel_cb (VmpAlertEditor *self)
{
  adw_dialog_close (ADW_DIALOG (self));
}

/* "Server leaks!" -> "server-leaks". Owned. */
static char *
dup_stem (const char *title)
{
  GString *stem = g_string_new (NULL);

  for (const char *at = title; *at != '\0' && stem->len < 40; at++)
    {
      if (g_ascii_isalnum (*at))
        g_string_append_c (stem, g_ascii_tolower (*at));
      else if (stem->len > 0 && stem->str[stem->len - 1] != '-')
        g_string_append_c (stem, '-');
    }
  if (stem->len > 0 && stem->str[stem->len - 1] == '-')
    g_string_truncate (stem, stem->len - 1);
  if (stem->len == 0)
    g_string_append (stem, "rule");
  return g_string_free (stem, FALSE);
}

static void
save_cb (VmpAlertEditor *self)
{
  VmpAlertService *service = vmp_alert_service_get (self->monitor);
  VmpAlertRule *rule = read_rule (self);

  if (rule == NULL || !vmp_alert_service_can_change (service))
    {
      g_clear_pointer (&rule, vmp_alert_rule_free);
      return;
    }
  if (*self->rule->id == '\0')
    {
      g_autofree char *stem = dup_stem (rule->title);

      g_free (rule->id);
      rule->id = vmp_alert_service_dup_free_id (service, stem);
    }
  vmp_alert_service_take_rule (service, rule);
  adw_dialog_close (ADW_DIALOG (self));
}

static void
remove_cb (VmpAlertEditor *self)
{
  g_signal_emit (self, signals[REMOVE_RULE], 0, self->rule->id);
  adw_dialog_close (ADW_DIALOG (self));
}

/* --- making it --- */

static void
vmp_alert_editor_dispose (GObject *object)
{
  VmpAlertEditor *self = VMP_ALERT_EDITOR (object);

  g_clear_handle_id (&self->preview_source, g_source_remove);
  self->is_setting = TRUE;
  gtk_widget_dispose_template (GTK_WIDGET (self), VMP_TYPE_ALERT_EDITOR);
  g_clear_object (&self->monitor);
  g_clear_pointer (&self->rule, vmp_alert_rule_free);

  G_OBJECT_CLASS (vmp_alert_editor_parent_class)->dispose (object);
}

static void
bind_rows (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, VmpAlertEditor, name);
  gtk_widget_class_bind_template_child (widget_class, VmpAlertEditor, explanation);
  gtk_widget_class_bind_template_child (widget_class, VmpAlertEditor, severity);
  gtk_widget_class_bind_template_child (widget_class, VmpAlertEditor, scope);
  gtk_widget_class_bind_template_child (widget_class, VmpAlertEditor, program);
  gtk_widget_class_bind_template_child (widget_class, VmpAlertEditor, exe);
  gtk_widget_class_bind_template_child (widget_class, VmpAlertEditor, user);
  gtk_widget_class_bind_template_child (widget_class, VmpAlertEditor, cgroup);
  gtk_widget_class_bind_template_child (widget_class, VmpAlertEditor, tree);
  gtk_widget_class_bind_template_child (widget_class, VmpAlertEditor, hold);
  gtk_widget_class_bind_template_child (widget_class, VmpAlertEditor, cooldown);
  gtk_widget_class_bind_template_child (widget_class, VmpAlertEditor, quiet);
  gtk_widget_class_bind_template_child (widget_class, VmpAlertEditor, quiet_begin);
  gtk_widget_class_bind_template_child (widget_class, VmpAlertEditor, quiet_end);
}

static void
vmp_alert_editor_class_init (VmpAlertEditorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vmp_alert_editor_dispose;
  signals[REMOVE_RULE] =
    g_signal_new ("remove-rule", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/vmprofiler/Vmp/dialogs/vmp-alert-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, VmpAlertEditor, save);
  gtk_widget_class_bind_template_child (widget_class, VmpAlertEditor, preview);
  gtk_widget_class_bind_template_child (widget_class, VmpAlertEditor, conditions);
  gtk_widget_class_bind_template_child (widget_class, VmpAlertEditor, add_condition);
  gtk_widget_class_bind_template_child (widget_class, VmpAlertEditor, removal);
  bind_rows (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, cancel_cb);
  gtk_widget_class_bind_template_callback (widget_class, save_cb);
  gtk_widget_class_bind_template_callback (widget_class, remove_cb);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, scope_cb);
  gtk_widget_class_bind_template_callback (widget_class, add_condition_cb);
}

static void
vmp_alert_editor_init (VmpAlertEditor *self)
{
  self->is_setting = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* Owned: "This process: firefox (2011)", or that there is none. */
static char *
dup_this_process (const VmpAlertRule *rule, const VmpProcessInfo *info)
{
  if (info != NULL && info->identity.pid == rule->scope.pid)
    /* Translators: a choice; name and number of a process. */
    return g_strdup_printf (_("Only %s (%d), until it ends"), info->name, rule->scope.pid);
  return g_strdup_printf (_("Only process %d, until it ends"), rule->scope.pid);
}

static void
show_scope (VmpAlertEditor *self)
{
  const VmpAlertScope *scope = &self->rule->scope;
  VmpTarget *target = find_target (self);
  const VmpProcessInfo *info = target != NULL ? vmp_target_get_info (target) : NULL;
  g_autofree char *process = dup_this_process (self->rule, info);
  const char *const texts[] = { process, _("Processes that match"), _("Every process, each for itself"), _("The whole machine"), NULL };
  g_autoptr (GtkStringList) list = gtk_string_list_new (texts);
  gboolean is_narrowed = scope->name != NULL || scope->exe != NULL || scope->cgroup != NULL || scope->uid != VMP_MISSING;

  adw_combo_row_set_model (self->scope, G_LIST_MODEL (list));
  adw_combo_row_set_selected (self->scope, scope->kind == VMP_ALERT_SCOPE_MACHINE ? WHOM_MACHINE : is_narrowed ? WHOM_PROGRAM
                                             : scope->pid != 0 ? WHOM_PROCESS : WHOM_ALL);
  adw_switch_row_set_active (self->tree, scope->kind == VMP_ALERT_SCOPE_TREE);
  gtk_editable_set_text (GTK_EDITABLE (self->program), scope->name != NULL ? scope->name : is_narrowed || info == NULL ? "" : info->name);
  gtk_editable_set_text (GTK_EDITABLE (self->exe), scope->exe != NULL ? scope->exe : "");
  gtk_editable_set_text (GTK_EDITABLE (self->cgroup), scope->cgroup != NULL ? scope->cgroup : "");
  if (scope->uid != VMP_MISSING)
    {
      g_autofree char *uid = g_strdup_printf ("%" G_GINT64_FORMAT, scope->uid);

      gtk_editable_set_text (GTK_EDITABLE (self->user), uid);
    }
}

static void
show_times (VmpAlertEditor *self)
{
  g_autofree char *hold = vmp_rules_dup_time (self->rule->for_nsec), *cooldown = vmp_rules_dup_time (self->rule->cooldown_nsec);

  gtk_editable_set_text (GTK_EDITABLE (self->hold), hold);
  gtk_editable_set_text (GTK_EDITABLE (self->cooldown), cooldown);
  adw_expander_row_set_enable_expansion (self->quiet, self->rule->quiet_begin >= 0);
  if (self->rule->quiet_begin >= 0)
    {
      g_autofree char *begin = vmp_rules_dup_minute (self->rule->quiet_begin), *end = vmp_rules_dup_minute (self->rule->quiet_end);

      gtk_editable_set_text (GTK_EDITABLE (self->quiet_begin), begin);
      gtk_editable_set_text (GTK_EDITABLE (self->quiet_end), end);
    }
}

/* Takes @rule. */
static AdwDialog *
new_editor (VmpMonitor *monitor, guint32 target, VmpAlertRule *rule)
{
  VmpAlertEditor *self = g_object_new (VMP_TYPE_ALERT_EDITOR, NULL);

  self->monitor = g_object_ref (monitor);
  self->target = target;
  self->rule = rule;
  gtk_editable_set_text (GTK_EDITABLE (self->name), vmp_alert_text_translate (rule->title));
  gtk_editable_set_text (GTK_EDITABLE (self->explanation), vmp_alert_text_translate (rule->explanation));
  adw_combo_row_set_selected (self->severity, rule->severity);
  show_scope (self);
  scope_cb (self);
  for (guint i = 0; i < rule->n_conditions; i++)
    append_condition (self, &rule->conditions[i]);
  show_times (self);
  self->is_setting = FALSE;
  update_preview (self);
  return ADW_DIALOG (self);
}

static VmpAlertRule *
new_rule (VmpMonitor *monitor, guint32 target, gboolean of_machine)
{
  VmpTarget *found = target != 0 ? vmp_session_find_target (vmp_monitor_get_session (monitor), target) : NULL;
  const VmpProcessInfo *info = found != NULL ? vmp_target_get_info (found) : NULL;
  VmpAlertRule *rule = vmp_alert_rule_new ("");

  rule->cooldown_nsec = G_GINT64_CONSTANT (600) * 1000000000;
  if (of_machine)
    rule->scope.kind = VMP_ALERT_SCOPE_MACHINE;
  else if (info != NULL)
    {
      rule->scope.pid = info->identity.pid;
      rule->scope.start_time_ticks = info->identity.start_time_ticks;
    }
  rule->conditions[0] = propose (of_machine);
  rule->n_conditions = 1;
  return rule;
}

AdwDialog *
vmp_alert_editor_new (VmpMonitor *monitor, guint32 target, const VmpAlertRule *rule)
{
  g_return_val_if_fail (VMP_IS_MONITOR (monitor) && vmp_alert_service_get (monitor) != NULL, NULL);

  return new_editor (monitor, target, rule != NULL ? vmp_alert_rule_copy (rule) : new_rule (monitor, target, FALSE));
}

/* Two digits that mean something: 612 MiB becomes 770 MiB. */
static double
round_up (double value, VmpAlertUnit unit)
{
  double step = unit == VMP_ALERT_UNIT_BYTES ? 1024.0 * 1024 : 1;

  while (value / step >= 100)
    step *= 10;
  return MAX (ceil (value / step) * step, step);
}

AdwDialog *
vmp_alert_editor_new_for_metric (VmpMonitor *monitor, guint32 target, guint metric)
{
  VmpTarget *found = target != 0 ? vmp_session_find_target (vmp_monitor_get_session (monitor), target) : NULL;
  gint64 value = found != NULL && metric < VMP_N_METRICS ? vmp_target_get_value (found, metric, NULL, NULL) : VMP_MISSING;
  VmpAlertUnit unit = vmp_alert_metric_get_unit (metric);
  VmpAlertRule *rule = new_rule (monitor, target, vmp_alert_metric_is_machine (metric));
  const VmpProcessInfo *info = found != NULL ? vmp_target_get_info (found) : NULL;

  rule->conditions[0] = (VmpAlertCondition) { .metric = metric, .comparison = VMP_ALERT_ABOVE };
  rule->conditions[0].limit = round_up (value != VMP_MISSING ? vmp_alert_metric_convert (metric, value) * PROPOSED_FACTOR : 0, unit);
  g_free (rule->title);
  /* Translators: proposed name of a rule: a quantity and the name of a program. */
  rule->title = info != NULL ? g_strdup_printf (_("%s of %s is high"), vmp_alert_words_get_metric (metric), info->name)
                             : g_strdup_printf (_("%s is high"), vmp_alert_words_get_metric (metric));
  return new_editor (monitor, target, rule);
}

void
vmp_alert_editor_offer_removal (VmpAlertEditor *self)
{
  g_return_if_fail (VMP_IS_ALERT_EDITOR (self));

  gtk_widget_set_visible (self->removal, *self->rule->id != '\0');
}
