/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One condition of a rule, to be changed: what, how it is taken, and from where on it is an alert. */

#include "config.h"

#include "vmp-alert-condition-group.h"

#include <glib/gi18n.h>
#include <math.h>

#include "rules/vmp-rules-text.h"
#include "vmp-alert-words.h"

/* What can be made of a metric. */
static const struct
{
  guint8      derived, base;
  gboolean    only_bytes, only_process;
  const char *label;
} kinds[] = {
  { VMP_ALERT_VALUE, VMP_ALERT_OF_NOTHING, FALSE, FALSE, N_("Its value") },
  { VMP_ALERT_SLOPE, VMP_ALERT_OF_NOTHING, FALSE, FALSE, N_("Its growth in a minute") },
  { VMP_ALERT_VALUE, VMP_ALERT_OF_RAM, TRUE, FALSE, N_("Its share of RAM") },
  { VMP_ALERT_SLOPE, VMP_ALERT_OF_RAM, TRUE, FALSE, N_("Its growth in a minute as share of RAM") },
  { VMP_ALERT_VALUE, VMP_ALERT_OF_CGROUP_LIMIT, TRUE, TRUE, N_("Its share of the control group's limit") },
  { VMP_ALERT_SLOPE, VMP_ALERT_OF_CGROUP_LIMIT, TRUE, TRUE, N_("Its growth in a minute as share of that limit") },
  { VMP_ALERT_VALUE, VMP_ALERT_OF_BASELINE, FALSE, FALSE, N_("Its share of what is usual") },
  { VMP_ALERT_UNUSUAL, VMP_ALERT_OF_NOTHING, FALSE, FALSE, N_("How unusual it is, in deviations") },
};

struct _VmpAlertConditionGroup
{
  AdwBin               parent_instance;

  /* borrowed: children */
  AdwPreferencesGroup *group;
  AdwComboRow         *metric, *kind, *comparison;
  AdwEntryRow         *value, *hysteresis, *window;
  GtkWidget           *remove;

  gboolean             is_machine, is_setting;
  guint8               shown_kinds[G_N_ELEMENTS (kinds)];   /* by place in the list */
};

enum
{
  CHANGED,
  REMOVE_CONDITION,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VmpAlertConditionGroup, vmp_alert_condition_group, ADW_TYPE_BIN)

static guint
get_metric (VmpAlertConditionGroup *self)
{
  guint selected = adw_combo_row_get_selected (self->metric);

  return self->is_machine ? VMP_N_METRICS + MIN (selected, VMP_ALERT_N_METRICS - VMP_N_METRICS - 1) : MIN (selected, VMP_N_METRICS - 1);
}

static guint
get_kind (VmpAlertConditionGroup *self)
{
  return self->shown_kinds[MIN (adw_combo_row_get_selected (self->kind), G_N_ELEMENTS (kinds) - 1)];
}

static gboolean
has_window (guint kind)
{
  return kinds[kind].derived != VMP_ALERT_VALUE || kinds[kind].base == VMP_ALERT_OF_BASELINE;
}

static GtkStringList *
new_metrics (gboolean is_machine)
{
  GtkStringList *list = gtk_string_list_new (NULL);

  for (guint i = is_machine ? VMP_N_METRICS : 0; i < (is_machine ? VMP_ALERT_N_METRICS : VMP_N_METRICS); i++)
    gtk_string_list_append (list, vmp_alert_words_get_metric (i));
  return list;
}

/* The kinds that make sense for the metric; @wanted is chosen if it does, else the value itself. */
static void
offer_kinds (VmpAlertConditionGroup *self, guint wanted)
{
  gboolean is_bytes = vmp_alert_metric_get_unit (get_metric (self)) == VMP_ALERT_UNIT_BYTES;
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);
  guint n = 0, selected = 0;

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      if ((kinds[i].only_bytes && !is_bytes) || (kinds[i].only_process && self->is_machine))
        continue;
      if (i == wanted)
        selected = n;
      self->shown_kinds[n++] = i;
      gtk_string_list_append (list, _(kinds[i].label));
    }
  adw_combo_row_set_model (self->kind, G_LIST_MODEL (list));
  adw_combo_row_set_selected (self->kind, selected);
}

static VmpAlertUnit
get_unit (VmpAlertConditionGroup *self)
{
  guint kind = get_kind (self);
  const VmpAlertCondition condition = { .metric = get_metric (self), .derived = kinds[kind].derived, .base = kinds[kind].base };

  return vmp_alert_condition_get_unit (&condition);
}

/* What may be typed, by example. */
static const char *
get_example (VmpAlertUnit unit)
{
  switch (unit)
    {
    case VMP_ALERT_UNIT_BYTES:
      return _("Limit, as in 500 MiB or 1.5 GB");
    case VMP_ALERT_UNIT_PERCENT:
    case VMP_ALERT_UNIT_FACTOR_PERCENT:
      return _("Limit in percent");
    case VMP_ALERT_UNIT_PER_SECOND:
      return _("Limit, a second");
    case VMP_ALERT_UNIT_NSEC:
      return _("Limit in nanoseconds");
    case VMP_ALERT_UNIT_DEVIATIONS:
      return _("Limit in deviations; 3.4 is a good one");
    case VMP_ALERT_UNIT_COUNT:
    case VMP_ALERT_N_UNITS:
    default:
      return _("Limit, a number");
    }
}

static void
update_rows (VmpAlertConditionGroup *self)
{
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->value), get_example (get_unit (self)));
  gtk_widget_set_visible (GTK_WIDGET (self->window), has_window (get_kind (self)));
}

static void
mark (AdwEntryRow *row, gboolean right)
{
  if (right)
    gtk_widget_remove_css_class (GTK_WIDGET (row), "error");
  else
    gtk_widget_add_css_class (GTK_WIDGET (row), "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_INVALID,
                               right ? GTK_ACCESSIBLE_INVALID_FALSE : GTK_ACCESSIBLE_INVALID_TRUE, -1);
}

static const char *
get_text (AdwEntryRow *row)
{
  return gtk_editable_get_text (GTK_EDITABLE (row));
}

gboolean
vmp_alert_condition_group_get (VmpAlertConditionGroup *self, VmpAlertCondition *out)
{
  guint kind = get_kind (self);
  VmpAlertUnit unit = get_unit (self);
  gboolean right_value, right_hysteresis, right_window = TRUE;

  g_return_val_if_fail (VMP_IS_ALERT_CONDITION_GROUP (self), FALSE);

  *out = (VmpAlertCondition) {
    .metric = get_metric (self), .derived = kinds[kind].derived, .base = kinds[kind].base,
    .comparison = MIN (adw_combo_row_get_selected (self->comparison), VMP_ALERT_AT_MOST),
  };
  right_value = vmp_rules_parse_amount (get_text (self->value), unit, &out->limit);
  right_hysteresis = *get_text (self->hysteresis) == '\0'
                     || (vmp_rules_parse_amount (get_text (self->hysteresis), unit, &out->hysteresis) && out->hysteresis >= 0);
  if (has_window (kind))
    right_window = vmp_rules_parse_time (get_text (self->window), &out->window_nsec) && out->window_nsec >= VMP_ALERT_MIN_WINDOW_NSEC
                   && out->window_nsec <= VMP_ALERT_MAX_TIME_NSEC;
  mark (self->value, right_value);
  mark (self->hysteresis, right_hysteresis);
  mark (self->window, right_window);
  return right_value && right_hysteresis && right_window;
}

static void
changed_cb (VmpAlertConditionGroup *self)
{
  if (!self->is_setting)
    g_signal_emit (self, signals[CHANGED], 0);
}

static void
kind_cb (VmpAlertConditionGroup *self)
{
  const char *window = kinds[get_kind (self)].derived == VMP_ALERT_SLOPE ? "10min" : "1h";

  if (self->is_setting)
    return;
  gtk_editable_set_text (GTK_EDITABLE (self->window), window);
  update_rows (self);
  changed_cb (self);
}

static void
metric_cb (VmpAlertConditionGroup *self)
{
  if (self->is_setting)
    return;
  self->is_setting = TRUE;
  offer_kinds (self, get_kind (self));
  self->is_setting = FALSE;
  update_rows (self);
  changed_cb (self);
}

static void
remove_cb (VmpAlertConditionGroup *self)
{
  g_signal_emit (self, signals[REMOVE_CONDITION], 0);
}

/* --- making it --- */

static AdwComboRow *
add_combo (VmpAlertConditionGroup *self, const char *title, GCallback callback)
{
  GtkWidget *row = adw_combo_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  g_signal_connect_object (row, "notify::selected", callback, self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (self->group, row);
  return ADW_COMBO_ROW (row);
}

static AdwEntryRow *
add_entry (VmpAlertConditionGroup *self, const char *title)
{
  GtkWidget *row = adw_entry_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  g_signal_connect_object (row, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (self->group, row);
  return ADW_ENTRY_ROW (row);
}

static void
vmp_alert_condition_group_class_init (VmpAlertConditionGroupClass *klass)
{
  signals[CHANGED] =
    g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[REMOVE_CONDITION] =
    g_signal_new ("remove-condition", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
add_rows (VmpAlertConditionGroup *self)
{
  const char *const comparisons[] = { _("is more than"), _("is at least"), _("is less than"), _("is at most"), NULL };
  g_autoptr (GtkStringList) list = gtk_string_list_new (comparisons);
  g_autoptr (GtkExpression) text = gtk_property_expression_new (GTK_TYPE_STRING_OBJECT, NULL, "string");

  self->metric = add_combo (self, _("Quantity"), G_CALLBACK (metric_cb));
  adw_combo_row_set_enable_search (self->metric, TRUE);
  adw_combo_row_set_expression (self->metric, text);
  self->kind = add_combo (self, _("What is compared"), G_CALLBACK (kind_cb));
  self->comparison = add_combo (self, _("Told when it"), G_CALLBACK (changed_cb));
  adw_combo_row_set_model (self->comparison, G_LIST_MODEL (list));
  self->value = add_entry (self, _("Limit, a number"));
  self->hysteresis = add_entry (self, _("Over when it is back by"));
  self->window = add_entry (self, _("Looked at over, as in 10min or 1h"));
}

static void
vmp_alert_condition_group_init (VmpAlertConditionGroup *self)
{
  self->is_setting = TRUE;
  self->group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  adw_preferences_group_set_title (self->group, _("Condition"));
  self->remove = gtk_button_new_from_icon_name ("list-remove-symbolic");
  gtk_widget_set_tooltip_text (self->remove, _("Remove This Condition"));
  gtk_widget_add_css_class (self->remove, "flat");
  g_signal_connect_object (self->remove, "clicked", G_CALLBACK (remove_cb), self, G_CONNECT_SWAPPED);
  adw_preferences_group_set_header_suffix (self->group, self->remove);
  add_rows (self);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->group));
}

/* As the file would have it, in the largest unit that is even. Owned. */
static char *
dup_amount (VmpAlertUnit unit, double amount)
{
  static const struct { const char *word; double factor; } sizes[] = {
    { "GiB", 1024.0 * 1024 * 1024 }, { "MiB", 1024.0 * 1024 }, { "KiB", 1024 }, { "B", 1 },
  };
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  for (guint i = 0; unit == VMP_ALERT_UNIT_BYTES && i < G_N_ELEMENTS (sizes); i++)
    {
      double scaled = amount / sizes[i].factor;

      if ((fabs (scaled) >= 1 && fabs (scaled * 100 - rint (scaled * 100)) < 1e-9) || sizes[i].factor == 1)
        return g_strdup_printf ("%s %s", g_ascii_formatd (number, sizeof number, "%.10g", scaled), sizes[i].word);
    }
  g_ascii_formatd (number, sizeof number, "%.10g", amount);
  if (unit == VMP_ALERT_UNIT_PERCENT || unit == VMP_ALERT_UNIT_FACTOR_PERCENT)
    return g_strdup_printf ("%s %%", number);
  return g_strdup (number);
}

static guint
find_kind (const VmpAlertCondition *condition)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (kinds[i].derived == condition->derived && kinds[i].base == condition->base)
      return i;
  return 0;
}

GtkWidget *
vmp_alert_condition_group_new (const VmpAlertCondition *condition, gboolean is_machine)
{
  VmpAlertConditionGroup *self = g_object_new (VMP_TYPE_ALERT_CONDITION_GROUP, NULL);
  g_autoptr (GtkStringList) metrics = new_metrics (is_machine);
  VmpAlertUnit unit = vmp_alert_condition_get_unit (condition);
  g_autofree char *value = dup_amount (unit, condition->limit), *hysteresis = dup_amount (unit, condition->hysteresis);
  g_autofree char *window = condition->window_nsec > 0 ? vmp_rules_dup_time (condition->window_nsec) : g_strdup ("10min");

  self->is_machine = is_machine;
  adw_combo_row_set_model (self->metric, G_LIST_MODEL (metrics));
  adw_combo_row_set_selected (self->metric, condition->metric - (is_machine ? VMP_N_METRICS : 0));
  offer_kinds (self, find_kind (condition));
  adw_combo_row_set_selected (self->comparison, condition->comparison);
  gtk_editable_set_text (GTK_EDITABLE (self->value), value);
  gtk_editable_set_text (GTK_EDITABLE (self->hysteresis), hysteresis);
  gtk_editable_set_text (GTK_EDITABLE (self->window), window);
  update_rows (self);
  self->is_setting = FALSE;
  return GTK_WIDGET (self);
}

void
vmp_alert_condition_group_set_removable (VmpAlertConditionGroup *self, gboolean removable)
{
  g_return_if_fail (VMP_IS_ALERT_CONDITION_GROUP (self));

  gtk_widget_set_visible (self->remove, removable);
}
