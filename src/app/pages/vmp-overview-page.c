/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Overview of one process: its numbers, and graphs of them over time. */
#include "config.h"

#include "vmp-overview-page.h"

#include <glib/gi18n.h>

#include "../vmp-preferences.h"
#include "../widgets/vmp-chart-text.h"
#include "../widgets/vmp-compare-chip.h"
#include "../widgets/vmp-cost-footer.h"
#include "../widgets/vmp-number-row.h"
#include "../widgets/vmp-process-chooser.h"
#include "../widgets/vmp-waterfall-view.h"
#include "../dialogs/vmp-alert-editor.h"
#include "vmp-overview-graphs-private.h"

#define MINUTE_NSEC G_GINT64_CONSTANT (60000000000)
#define ZOOM_STEP 2.0
/* So long something is marked that was pointed at. */
#define POINT_MSEC 4000

#define HIDDEN_SETTING "hidden-series"

/* Nobody reads numbers faster than this, and graphs miss nothing: readings that come faster are shown together. */
#define LEAST_STEP_NSEC G_GINT64_CONSTANT (250000000)
#define LATEST_MSEC 400

#define READINGS (1u << VMP_EVENT_SAMPLE | 1u << VMP_EVENT_OBSERVER)

/* Names of the toggles and their spans. */
static const struct { const char *name; gint64 span_nsec; } spans[] = {
  { "1min", MINUTE_NSEC },
  { "5min", 5 * MINUTE_NSEC },
  { "15min", 15 * MINUTE_NSEC },
  { "1h", 60 * MINUTE_NSEC },
  { "all", VMP_CHART_SPAN_ALL },
};

struct _VmpOverviewPage
{
  AdwBin             parent_instance;

  /* template children */
  AdwBanner         *paused;
  VmpNumberRow      *numbers;
  AdwToggleGroup    *spans;
  GtkToggleButton   *follow;
  GtkToggleButton   *pause;
  GtkMenuButton     *compare;
  GtkWidget         *compare_stretches;
  VmpProcessChooser *chooser;
  VmpCompareChip    *chip;
  GtkMenuButton     *graphs_menu;
  VmpOverviewGraphs *graphs;
  VmpWaterfallView  *waterfall;
  VmpCostFooter     *cost;

  /* owned */
  VmpMonitor        *monitor;
  GBinding          *pause_binding;

  /* borrowed: of the graphs */
  VmpChartView      *view;

  guint32            target;      /* 0: none */
  guint32            compared;    /* 0: none; we are one of its users */
  gboolean           stale;       /* changed while it was not on screen */
  gint64             shown_nsec;  /* time of the newest reading that is shown, of either process */
  guint              late_update; /* source: shows what no further reading came for */
  guint              pointing;    /* until what was pointed at is unmarked */
  GtkWidget         *pointed_at[2];   /* owned: a graph and a number, each NULL if none */
};

G_DEFINE_FINAL_TYPE (VmpOverviewPage, vmp_overview_page, ADW_TYPE_BIN)

static VmpTarget *
find_target (VmpOverviewPage *self,
             guint32          number)
{
  if (self->monitor == NULL || number == 0)
    return NULL;
  return vmp_session_find_target (vmp_monitor_get_session (self->monitor), number);
}

static void
update_chip (VmpOverviewPage *self,
             VmpTarget       *compared)
{
  gboolean is_live = self->monitor == NULL || vmp_monitor_is_live (self->monitor);
  g_autofree char *process = vmp_chart_text_dup_process (compared);
  g_autofree char *ended = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->chip), self->compared != 0);
  gtk_widget_set_visible (GTK_WIDGET (self->compare), self->compared == 0 && is_live);
  gtk_widget_set_visible (self->compare_stretches, !is_live);
  if (compared != NULL && vmp_target_get_state (compared) == VMP_TARGET_ENDED)
    /* Translators: %s is a process, such as "firefox (2011)". */
    ended = *process != '\0' ? g_strdup_printf (_("%s, ended"), process) : g_strdup (_("No such process any more"));
  vmp_compare_chip_set_text (self->chip, ended != NULL ? ended : process);
}

/* The time in which anything of either is known. */
static void
update_view (VmpOverviewPage *self,
             VmpTarget       *target,
             VmpTarget       *compared)
{
  gint64 first_nsec = 0, last_nsec = 0, anchor_nsec = 0, first, last;
  gboolean any = target != NULL && vmp_chart_target_get_range (target, &first_nsec, &last_nsec);

  if (compared != NULL && vmp_chart_target_get_range (compared, &first, &last))
    {
      first_nsec = any ? MIN (first_nsec, first) : first;
      last_nsec = any ? MAX (last_nsec, last) : last;
    }
  if (self->monitor != NULL)
    anchor_nsec = vmp_session_get_anchor (vmp_monitor_get_session (self->monitor));
  vmp_chart_view_set_data (self->view, first_nsec, last_nsec, anchor_nsec);
}

static gint64
get_newest (VmpTarget *target)
{
  gint64 first_nsec = 0, last_nsec = 0;

  if (target != NULL)
    vmp_chart_target_get_range (target, &first_nsec, &last_nsec);
  return last_nsec;
}

static VmpAlertService *
get_alerts (VmpOverviewPage *self)
{
  return self->monitor != NULL ? vmp_alert_service_get (self->monitor) : NULL;
}

/* Rules are of what is measured now, and not of recordings. */
static void
update_limits (VmpOverviewPage *self)
{
  VmpAlertService *alerts = get_alerts (self);
  VmpTarget *target = find_target (self, self->target);
  const VmpProcessInfo *info = target != NULL ? vmp_target_get_info (target) : NULL;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "overview.alert-me",
                                 alerts != NULL && info != NULL && vmp_alert_service_can_change (alerts));
  vmp_overview_graphs_set_limits (self->graphs, alerts, info);
}

static void
limit_moved_cb (VmpOverviewPage *self,
                const char      *rule,
                gint64           value)
{
  vmp_overview_limits_move (get_alerts (self), rule, value);
}

static void
alert_me_action (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  VmpOverviewPage *self = VMP_OVERVIEW_PAGE (widget);
  const VmpMetric *metric = vmp_metric_lookup (g_variant_get_string (parameter, NULL));

  if (metric != NULL && get_alerts (self) != NULL)
    adw_dialog_present (vmp_alert_editor_new_for_metric (self->monitor, self->target, metric->id), widget);
}

static void
update (VmpOverviewPage *self)
{
  VmpTarget *target = find_target (self, self->target);
  VmpTarget *compared = find_target (self, self->compared);
  gint64 now_nsec;

  self->stale = FALSE;
  g_clear_handle_id (&self->late_update, g_source_remove);
  self->shown_nsec = MAX (get_newest (target), get_newest (compared));
  vmp_overview_graphs_set_targets (self->graphs, target, compared);
  update_view (self, target, compared);
  /* In a recording it is the moment that is shown. */
  now_nsec = vmp_chart_view_get_moment (self->view);
  if (now_nsec == VMP_CHART_NO_CURSOR)
    now_nsec = get_newest (target);
  vmp_number_row_update (self->numbers, target, now_nsec);
  vmp_waterfall_view_update (self->waterfall, target, now_nsec, vmp_chart_view_get_anchor (self->view));
  vmp_cost_footer_update (self->cost, target != NULL ? vmp_target_get_observer (target) : NULL);
  update_chip (self, compared);
}

static void
late_update_cb (gpointer data)
{
  VmpOverviewPage *self = data;

  self->late_update = 0;
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    update (self);
  else
    self->stale = TRUE;
}

/* By the readings' own times, so that the same readings are always shown in the same steps. */
static gboolean
may_wait (VmpOverviewPage *self,
          guint            target,
          guint            event_mask)
{
  gint64 newest = get_newest (find_target (self, target));

  return (event_mask & ~READINGS) == 0 && newest >= self->shown_nsec && newest - self->shown_nsec < LEAST_STEP_NSEC;
}

static void
target_changed_cb (VmpOverviewPage *self,
                   guint            target,
                   guint            event_mask)
{
  if (target != self->target && (target != self->compared || self->compared == 0))
    return;
  if (event_mask & (1u << VMP_EVENT_START | 1u << VMP_EVENT_EXEC))
    update_limits (self);
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->stale = TRUE;
  else if (!may_wait (self, target, event_mask))
    update (self);
  else if (self->late_update == 0)
    self->late_update = g_timeout_add_once (LATEST_MSEC, late_update_cb, self);
}

/* What is hidden is remembered by the metrics' stable keys; those of a newer version stay as they are. */
static void
metric_shown_cb (VmpOverviewPage *self,
                 guint            metric,
                 gboolean         shown)
{
  GSettings *settings = vmp_preferences_get_settings (vmp_preferences_get_default ());
  g_auto (GStrv) hidden = g_settings_get_strv (settings, HIDDEN_SETTING);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  const char *key = vmp_metric_get (metric)->key;
  g_auto (GStrv) changed = NULL;

  if (g_strv_contains ((const char *const *) hidden, key) == !shown)
    return;
  for (guint i = 0; hidden[i] != NULL; i++)
    {
      if (!g_str_equal (hidden[i], key))
        g_strv_builder_add (builder, hidden[i]);
    }
  if (!shown)
    g_strv_builder_add (builder, key);
  changed = g_strv_builder_end (builder);
  g_settings_set_strv (settings, HIDDEN_SETTING, (const char *const *) changed);
}

static void
load_hidden (VmpOverviewPage *self)
{
  GSettings *settings = vmp_preferences_get_settings (vmp_preferences_get_default ());
  g_auto (GStrv) hidden = g_settings_get_strv (settings, HIDDEN_SETTING);

  for (VmpMetricId i = 0; i < VMP_N_METRICS; i++)
    {
      gboolean is_hidden = g_strv_contains ((const char *const *) hidden, vmp_metric_get (i)->key);

      vmp_overview_graphs_set_hidden (self->graphs, i, is_hidden);
      vmp_number_row_set_shown (self->numbers, i, !is_hidden);
    }
}

static void
span_chosen_cb (VmpOverviewPage *self)
{
  const char *name = adw_toggle_group_get_active_name (self->spans);

  for (guint i = 0; i < G_N_ELEMENTS (spans); i++)
    {
      if (g_strcmp0 (name, spans[i].name) == 0 && self->view != NULL)
        vmp_chart_view_set_span (self->view, spans[i].span_nsec);
    }
}

/* After a zoom the span may be none of the round ones: then none is marked. */
static void
span_changed_cb (VmpOverviewPage *self)
{
  gint64 span = vmp_chart_view_get_span (self->view);

  for (guint i = 0; i < G_N_ELEMENTS (spans); i++)
    {
      if (spans[i].span_nsec == span)
        {
          adw_toggle_group_set_active_name (self->spans, spans[i].name);
          return;
        }
    }
  adw_toggle_group_set_active (self->spans, GTK_INVALID_LIST_POSITION);
}

static void
zoom_by (VmpOverviewPage *self,
         double           factor)
{
  gint64 begin, end;

  vmp_chart_view_get_window (self->view, &begin, &end);
  vmp_chart_view_zoom (self->view, factor, vmp_chart_view_get_follow (self->view) ? end : begin + (end - begin) / 2);
}

static void
zoom_in_cb (VmpOverviewPage *self)
{
  zoom_by (self, 1 / ZOOM_STEP);
}

static void
zoom_out_cb (VmpOverviewPage *self)
{
  zoom_by (self, ZOOM_STEP);
}

static void
resume_cb (VmpOverviewPage *self)
{
  if (self->monitor != NULL)
    vmp_monitor_set_paused (self->monitor, FALSE);
}

static void
chosen_cb (VmpOverviewPage *self,
           int              pid,
           guint64          start_time_ticks)
{
  gtk_menu_button_popdown (self->compare);
  vmp_overview_page_set_compared (self, vmp_monitor_watch (self->monitor, pid, start_time_ticks));
  gtk_widget_child_focus (GTK_WIDGET (self->chip), GTK_DIR_TAB_FORWARD);
}

static void
stop_comparing_cb (VmpOverviewPage *self)
{
  vmp_overview_page_set_compared (self, 0);
  gtk_widget_grab_focus (GTK_WIDGET (self->compare));
}

static void
compare_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  VmpOverviewPage *self = VMP_OVERVIEW_PAGE (widget);

  if (self->compared == 0 && gtk_widget_get_visible (GTK_WIDGET (self->compare)))
    gtk_menu_button_popup (self->compare);
  else if (gtk_widget_get_visible (self->compare_stretches))
    gtk_widget_activate_action (widget, "target.compare", NULL);
}

static void
refresh (VmpOverviewPage *self)
{
  if (self->monitor != NULL && self->target != 0)
    vmp_monitor_refresh (self->monitor, self->target);
}

static void
refresh_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  refresh (VMP_OVERVIEW_PAGE (widget));
}

/* The keys are heard all over the window, and a page in another tab is not meant. */
static gboolean
refresh_key (GtkWidget *widget,
             GVariant  *arguments,
             gpointer   data)
{
  if (!gtk_widget_get_mapped (widget))
    return GDK_EVENT_PROPAGATE;
  refresh (VMP_OVERVIEW_PAGE (widget));
  return GDK_EVENT_STOP;
}

static void
add_shortcuts (VmpOverviewPage *self)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_shortcut_controller_set_scope (GTK_SHORTCUT_CONTROLLER (keys), GTK_SHORTCUT_SCOPE_GLOBAL);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                        gtk_shortcut_new (gtk_shortcut_trigger_parse_string ("F5"),
                                                          gtk_callback_action_new (refresh_key, NULL, NULL)));
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

static void
set_monitor (VmpOverviewPage *self,
             VmpMonitor      *monitor)
{
  if (self->monitor == monitor)
    return;
  if (self->monitor != NULL)
    {
      vmp_overview_page_set_compared (self, 0);
      g_signal_handlers_disconnect_by_func (self->monitor, target_changed_cb, self);
      if (get_alerts (self) != NULL)
        g_signal_handlers_disconnect_by_func (get_alerts (self), update_limits, self);
      g_clear_pointer (&self->pause_binding, g_binding_unbind);
    }
  g_set_object (&self->monitor, monitor);
  if (monitor == NULL)
    return;
  g_signal_connect_object (monitor, "target-changed", G_CALLBACK (target_changed_cb), self, G_CONNECT_SWAPPED);
  if (get_alerts (self) != NULL)
    g_signal_connect_object (get_alerts (self), "rules-changed", G_CALLBACK (update_limits), self, G_CONNECT_SWAPPED);
  g_object_bind_property (monitor, "paused", self->paused, "revealed", G_BINDING_SYNC_CREATE);
  self->pause_binding = g_object_bind_property (monitor, "paused", self->pause, "active",
                                                G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  vmp_process_chooser_set_monitor (self->chooser, monitor);
  /* A recording neither goes on nor is there another process beside it. */
  gtk_widget_set_visible (GTK_WIDGET (self->follow), vmp_monitor_is_live (monitor));
  gtk_widget_set_visible (GTK_WIDGET (self->pause), vmp_monitor_is_live (monitor));
  update_chip (self, NULL);
}

static void
vmp_overview_page_map (GtkWidget *widget)
{
  VmpOverviewPage *self = VMP_OVERVIEW_PAGE (widget);

  if (self->stale)
    update (self);
  GTK_WIDGET_CLASS (vmp_overview_page_parent_class)->map (widget);
}

static void
unmark (VmpOverviewPage *self)
{
  g_clear_handle_id (&self->pointing, g_source_remove);
  for (guint i = 0; i < G_N_ELEMENTS (self->pointed_at); i++)
    {
      if (self->pointed_at[i] != NULL)
        gtk_widget_remove_css_class (self->pointed_at[i], "pointed-at");
      g_clear_object (&self->pointed_at[i]);
    }
}

static void
vmp_overview_page_dispose (GObject *object)
{
  VmpOverviewPage *self = VMP_OVERVIEW_PAGE (object);

  unmark (self);
  if (self->compared != 0)
    vmp_monitor_unwatch (self->monitor, self->compared);
  self->compared = 0;
  g_clear_handle_id (&self->late_update, g_source_remove);
  g_clear_pointer (&self->pause_binding, g_binding_unbind);
  gtk_widget_dispose_template (GTK_WIDGET (self), VMP_TYPE_OVERVIEW_PAGE);
  g_clear_object (&self->monitor);

  G_OBJECT_CLASS (vmp_overview_page_parent_class)->dispose (object);
}

static void
vmp_overview_page_class_init (VmpOverviewPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = vmp_overview_page_dispose;
  widget_class->map = vmp_overview_page_map;

  g_type_ensure (VMP_TYPE_COMPARE_CHIP);
  g_type_ensure (VMP_TYPE_COST_FOOTER);
  g_type_ensure (VMP_TYPE_NUMBER_ROW);
  g_type_ensure (VMP_TYPE_OVERVIEW_GRAPHS);
  g_type_ensure (VMP_TYPE_PROCESS_CHOOSER);
  g_type_ensure (VMP_TYPE_WATERFALL_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/vmprofiler/Vmp/pages/vmp-overview-page.ui");
  gtk_widget_class_bind_template_child (widget_class, VmpOverviewPage, paused);
  gtk_widget_class_bind_template_child (widget_class, VmpOverviewPage, numbers);
  gtk_widget_class_bind_template_child (widget_class, VmpOverviewPage, spans);
  gtk_widget_class_bind_template_child (widget_class, VmpOverviewPage, follow);
  gtk_widget_class_bind_template_child (widget_class, VmpOverviewPage, pause);
  gtk_widget_class_bind_template_child (widget_class, VmpOverviewPage, compare);
  gtk_widget_class_bind_template_child (widget_class, VmpOverviewPage, compare_stretches);
  gtk_widget_class_bind_template_child (widget_class, VmpOverviewPage, chooser);
  gtk_widget_class_bind_template_child (widget_class, VmpOverviewPage, chip);
  gtk_widget_class_bind_template_child (widget_class, VmpOverviewPage, graphs_menu);
  gtk_widget_class_bind_template_child (widget_class, VmpOverviewPage, graphs);
  gtk_widget_class_bind_template_child (widget_class, VmpOverviewPage, waterfall);
  gtk_widget_class_bind_template_child (widget_class, VmpOverviewPage, cost);
  gtk_widget_class_bind_template_callback (widget_class, metric_shown_cb);
  gtk_widget_class_bind_template_callback (widget_class, span_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, zoom_in_cb);
  gtk_widget_class_bind_template_callback (widget_class, zoom_out_cb);
  gtk_widget_class_bind_template_callback (widget_class, resume_cb);
  gtk_widget_class_bind_template_callback (widget_class, chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_comparing_cb);
  gtk_widget_class_install_action (widget_class, "overview.compare", NULL, compare_action);
  gtk_widget_class_install_action (widget_class, "overview.alert-me", "s", alert_me_action);
  gtk_widget_class_install_action (widget_class, "overview.refresh", NULL, refresh_action);
}

static void
vmp_overview_page_init (VmpOverviewPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->view = vmp_overview_graphs_get_view (self->graphs);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "graphs", vmp_overview_graphs_get_actions (self->graphs));
  gtk_menu_button_set_menu_model (self->graphs_menu, vmp_overview_graphs_get_menu (self->graphs));
  g_object_bind_property (self->view, "follow", self->follow, "active", G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  g_signal_connect_object (self->view, "notify::span", G_CALLBACK (span_changed_cb), self, G_CONNECT_SWAPPED);
  span_changed_cb (self);
  g_signal_connect_object (vmp_preferences_get_settings (vmp_preferences_get_default ()), "changed::" HIDDEN_SETTING,
                           G_CALLBACK (load_hidden), self, G_CONNECT_SWAPPED);
  load_hidden (self);
  add_shortcuts (self);
  for (guint i = 0; i < vmp_overview_graphs_get_n (self->graphs); i++)
    g_signal_connect_object (vmp_overview_graphs_get_chart (self->graphs, i), "limit-moved", G_CALLBACK (limit_moved_cb), self,
                             G_CONNECT_SWAPPED);
  update_chip (self, NULL);
}

VmpOverviewPage *
vmp_overview_page_new (void)
{
  return g_object_new (VMP_TYPE_OVERVIEW_PAGE, NULL);
}

void
vmp_overview_page_set_target (VmpOverviewPage *self,
                              VmpMonitor      *monitor,
                              guint32          target)
{
  g_return_if_fail (VMP_IS_OVERVIEW_PAGE (self));
  g_return_if_fail (target == 0 || VMP_IS_MONITOR (monitor));

  if (monitor != NULL)
    set_monitor (self, monitor);
  self->target = target;
  /* Another process may come to lie at the address of the one that went. */
  vmp_overview_graphs_set_targets (self->graphs, NULL, NULL);
  vmp_chart_view_set_cursor (self->view, VMP_CHART_NO_CURSOR);
  vmp_chart_view_set_follow (self->view, TRUE);
  update (self);
  update_limits (self);
}

VmpChartView *
vmp_overview_page_get_view (VmpOverviewPage *self)
{
  g_return_val_if_fail (VMP_IS_OVERVIEW_PAGE (self), NULL);

  return self->view;
}

void
vmp_overview_page_set_compared (VmpOverviewPage *self,
                                guint32          target)
{
  guint32 before;

  g_return_if_fail (VMP_IS_OVERVIEW_PAGE (self));
  g_return_if_fail (target == 0 || self->monitor != NULL);

  before = self->compared;
  self->compared = target;
  update (self);
  /* Only now is nobody looking at it any more. */
  if (before != 0)
    vmp_monitor_unwatch (self->monitor, before);
}

static void
seen_cb (gpointer data)
{
  VmpOverviewPage *self = data;

  self->pointing = 0;
  unmark (self);
}

/* The page may only just have been chosen, and have no size yet. */
static void
scroll_cb (gpointer data)
{
  g_autoptr (GtkWidget) widget = data;
  GtkWidget *viewport = gtk_widget_get_ancestor (widget, GTK_TYPE_VIEWPORT);

  if (viewport != NULL && gtk_widget_get_mapped (widget))
    gtk_viewport_scroll_to (GTK_VIEWPORT (viewport), widget, NULL);
}

void
vmp_overview_page_point_at (VmpOverviewPage *self,
                            VmpMetricId      metric)
{
  GtkWidget *card, *tile;

  g_return_if_fail (VMP_IS_OVERVIEW_PAGE (self) && metric < VMP_N_METRICS);

  unmark (self);
  card = vmp_overview_graphs_find_card (self->graphs, metric);
  tile = vmp_number_row_get_tile (self->numbers, metric);
  g_set_object (&self->pointed_at[0], card);
  g_set_object (&self->pointed_at[1], tile);
  for (guint i = 0; i < G_N_ELEMENTS (self->pointed_at); i++)
    {
      if (self->pointed_at[i] != NULL)
        gtk_widget_add_css_class (self->pointed_at[i], "pointed-at");
    }
  if (card == NULL && tile == NULL)
    return;
  gtk_widget_child_focus (card != NULL ? card : tile, GTK_DIR_TAB_FORWARD);
  g_timeout_add_once (POINT_MSEC / 20, scroll_cb, g_object_ref (card != NULL ? card : tile));
  self->pointing = g_timeout_add_once (POINT_MSEC, seen_cb, self);
}

void
vmp_overview_page_show_time (VmpOverviewPage *self,
                             gint64           time_nsec)
{
  gint64 begin, end;

  g_return_if_fail (VMP_IS_OVERVIEW_PAGE (self));

  update (self);
  vmp_chart_view_set_follow (self->view, FALSE);
  vmp_chart_view_get_window (self->view, &begin, &end);
  vmp_chart_view_pan (self->view, time_nsec - (begin + (end - begin) / 2));
  vmp_chart_view_set_cursor (self->view, time_nsec);
}
