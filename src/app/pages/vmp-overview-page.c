/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Overview of one process: its numbers, and graphs of them over time. */
#include "config.h"

#include "vmp-overview-page.h"

#include <glib/gi18n.h>

#include "../widgets/vmp-chart-text.h"
#include "../widgets/vmp-chart.h"
#include "../widgets/vmp-number-row.h"

#define MINUTE_NSEC G_GINT64_CONSTANT (60000000000)
#define ZOOM_STEP 2.0

#define MAIN_HEIGHT 260
#define SMALL_HEIGHT 170

/* The graphs from top to bottom. */
static const struct
{
  const char     *title;
  const char     *place;      /* template child that it is put into */
  int             height;
  VmpChartSeries  series[VMP_CHART_MAX_SERIES];
  guint           n_series;
} charts[] = {
  { N_("Resident memory"), "main_box", MAIN_HEIGHT,
    { { VMP_METRIC_RSS, VMP_CHART_ROLE_TOTAL }, { VMP_METRIC_RSS_ANON, VMP_CHART_ROLE_BAND },
      { VMP_METRIC_RSS_FILE, VMP_CHART_ROLE_BAND }, { VMP_METRIC_RSS_SHMEM, VMP_CHART_ROLE_BAND },
      { VMP_METRIC_PSS, VMP_CHART_ROLE_LINE }, { VMP_METRIC_SWAP, VMP_CHART_ROLE_LINE } }, 6 },
  { N_("Heap"), "memory_box", SMALL_HEIGHT,
    { { VMP_METRIC_HEAP, VMP_CHART_ROLE_AREA }, { VMP_METRIC_HEAP_SIZE, VMP_CHART_ROLE_LINE } }, 2 },
  { N_("Stack"), "memory_box", SMALL_HEIGHT,
    { { VMP_METRIC_STACK, VMP_CHART_ROLE_LINE }, { VMP_METRIC_STACK_RESIDENT, VMP_CHART_ROLE_AREA },
      { VMP_METRIC_THREAD_STACKS, VMP_CHART_ROLE_LINE } }, 3 },
  { N_("Minor page faults per second"), "faults_box", SMALL_HEIGHT,
    { { VMP_METRIC_MINOR_FAULT_RATE, VMP_CHART_ROLE_AREA } }, 1 },
  { N_("Major page faults per second"), "faults_box", SMALL_HEIGHT,
    { { VMP_METRIC_MAJOR_FAULT_RATE, VMP_CHART_ROLE_AREA } }, 1 },
};

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
  AdwBin           parent_instance;

  /* template children */
  VmpNumberRow    *numbers;
  AdwToggleGroup  *spans;
  GtkToggleButton *follow;
  GtkBox          *main_box;
  GtkBox          *memory_box;
  GtkBox          *faults_box;
  GtkLabel        *cost;

  /* owned */
  VmpChartView    *view;
  VmpMonitor      *monitor;

  /* borrowed: in the boxes */
  VmpChart        *charts[G_N_ELEMENTS (charts)];

  guint32          target;      /* 0: none */
  gboolean         stale;       /* changed while it was not on screen */
};

G_DEFINE_FINAL_TYPE (VmpOverviewPage, vmp_overview_page, ADW_TYPE_BIN)

static VmpTarget *
find_target (VmpOverviewPage *self)
{
  if (self->monitor == NULL || self->target == 0)
    return NULL;
  return vmp_session_find_target (vmp_monitor_get_session (self->monitor), self->target);
}

static void
update_cost (VmpOverviewPage *self,
             VmpTarget       *target)
{
  const VmpObserverCost *cost = target != NULL ? vmp_target_get_observer (target) : NULL;
  g_autofree char *text = vmp_chart_text_dup_cost (cost);
  g_autofree char *tiers = vmp_chart_text_dup_tiers (cost);

  gtk_widget_set_visible (GTK_WIDGET (self->cost), text != NULL);
  if (text == NULL)
    return;
  if (g_strcmp0 (gtk_label_get_text (self->cost), text) != 0)
    gtk_label_set_text (self->cost, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->cost), tiers);
}

static void
update (VmpOverviewPage *self)
{
  VmpTarget *target = find_target (self);
  gint64 first_nsec = 0, last_nsec = 0, anchor_nsec = 0;

  self->stale = FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (charts); i++)
    vmp_chart_set_target (self->charts[i], target);
  if (target != NULL)
    {
      vmp_chart_target_get_range (target, &first_nsec, &last_nsec);
      anchor_nsec = vmp_session_get_anchor (vmp_monitor_get_session (self->monitor));
    }
  vmp_chart_view_set_data (self->view, first_nsec, last_nsec, anchor_nsec);
  vmp_number_row_update (self->numbers, target, last_nsec);
  update_cost (self, target);
}

static void
target_changed_cb (VmpOverviewPage *self,
                   guint            target,
                   guint            event_mask)
{
  if (target != self->target)
    return;
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    update (self);
  else
    self->stale = TRUE;
}

static void
metric_shown_cb (VmpOverviewPage *self,
                 guint            metric,
                 gboolean         shown)
{
  for (guint i = 0; i < G_N_ELEMENTS (charts); i++)
    vmp_chart_set_hidden (self->charts[i], metric, !shown);
}

static void
span_chosen_cb (VmpOverviewPage *self)
{
  const char *name = adw_toggle_group_get_active_name (self->spans);

  for (guint i = 0; i < G_N_ELEMENTS (spans); i++)
    {
      if (g_strcmp0 (name, spans[i].name) == 0)
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

static GtkWidget *
create_card (const char *title,
             GtkWidget  *chart)
{
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *label = gtk_label_new (title);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "heading");
  gtk_widget_add_css_class (card, "card");
  gtk_widget_add_css_class (card, "chart-card");
  gtk_box_append (GTK_BOX (card), label);
  gtk_box_append (GTK_BOX (card), chart);
  return card;
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
vmp_overview_page_dispose (GObject *object)
{
  VmpOverviewPage *self = VMP_OVERVIEW_PAGE (object);

  g_clear_object (&self->monitor);
  gtk_widget_dispose_template (GTK_WIDGET (self), VMP_TYPE_OVERVIEW_PAGE);
  g_clear_object (&self->view);

  G_OBJECT_CLASS (vmp_overview_page_parent_class)->dispose (object);
}

static void
vmp_overview_page_class_init (VmpOverviewPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = vmp_overview_page_dispose;
  widget_class->map = vmp_overview_page_map;

  g_type_ensure (VMP_TYPE_NUMBER_ROW);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/vmprofiler/Vmp/pages/vmp-overview-page.ui");
  gtk_widget_class_bind_template_child (widget_class, VmpOverviewPage, numbers);
  gtk_widget_class_bind_template_child (widget_class, VmpOverviewPage, spans);
  gtk_widget_class_bind_template_child (widget_class, VmpOverviewPage, follow);
  gtk_widget_class_bind_template_child (widget_class, VmpOverviewPage, main_box);
  gtk_widget_class_bind_template_child (widget_class, VmpOverviewPage, memory_box);
  gtk_widget_class_bind_template_child (widget_class, VmpOverviewPage, faults_box);
  gtk_widget_class_bind_template_child (widget_class, VmpOverviewPage, cost);
  gtk_widget_class_bind_template_callback (widget_class, metric_shown_cb);
  gtk_widget_class_bind_template_callback (widget_class, span_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, zoom_in_cb);
  gtk_widget_class_bind_template_callback (widget_class, zoom_out_cb);
}

static void
vmp_overview_page_init (VmpOverviewPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->view = vmp_chart_view_new ();
  for (guint i = 0; i < G_N_ELEMENTS (charts); i++)
    {
      GObject *box = gtk_widget_get_template_child (GTK_WIDGET (self), VMP_TYPE_OVERVIEW_PAGE, charts[i].place);
      GtkWidget *chart = vmp_chart_new (self->view, _(charts[i].title), charts[i].series, charts[i].n_series);

      self->charts[i] = VMP_CHART (chart);
      vmp_chart_set_height (self->charts[i], charts[i].height);
      gtk_box_append (GTK_BOX (box), create_card (_(charts[i].title), chart));
    }
  g_object_bind_property (self->view, "follow", self->follow, "active", G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  g_signal_connect_object (self->view, "notify::span", G_CALLBACK (span_changed_cb), self, G_CONNECT_SWAPPED);
  span_changed_cb (self);
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

  if (self->monitor != NULL && self->monitor != monitor)
    {
      g_signal_handlers_disconnect_by_func (self->monitor, target_changed_cb, self);
      g_clear_object (&self->monitor);
    }
  if (self->monitor == NULL && monitor != NULL)
    {
      self->monitor = g_object_ref (monitor);
      g_signal_connect_object (monitor, "target-changed", G_CALLBACK (target_changed_cb), self, G_CONNECT_SWAPPED);
    }
  self->target = target;
  /* Another process may come to lie at the address of the one that went. */
  for (guint i = 0; i < G_N_ELEMENTS (charts); i++)
    vmp_chart_set_target (self->charts[i], NULL);
  vmp_chart_view_set_cursor (self->view, VMP_CHART_NO_CURSOR);
  vmp_chart_view_set_follow (self->view, TRUE);
  update (self);
}
