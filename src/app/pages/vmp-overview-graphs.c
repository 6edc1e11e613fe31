/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The graphs of the overview page: a set that the user hides, moves and makes taller, as it is remembered. */
#include "config.h"

#include "vmp-overview-graphs-private.h"

#include <glib/gi18n.h>

#include "../models/vmp-graph-layout.h"
#include "../vmp-preferences.h"
#include "../widgets/vmp-graph-card.h"

#define SETTING "graphs"
#define SPACING 12

/* A graph that is high enough is worth the whole width. */
#define WIDE_HEIGHT 240

/* The graphs, from top to bottom as long as nobody moved them. */
static const struct
{
  const char     *key;
  const char     *title;
  int             height;
  VmpChartSeries  series[VMP_CHART_MAX_SERIES];
  guint           n_series;
} graphs[] = {
  { "resident", N_("Resident memory"), 260,
    { { VMP_METRIC_RSS, VMP_CHART_ROLE_TOTAL }, { VMP_METRIC_RSS_ANON, VMP_CHART_ROLE_BAND },
      { VMP_METRIC_RSS_FILE, VMP_CHART_ROLE_BAND }, { VMP_METRIC_RSS_SHMEM, VMP_CHART_ROLE_BAND },
      { VMP_METRIC_PSS, VMP_CHART_ROLE_LINE }, { VMP_METRIC_SWAP, VMP_CHART_ROLE_LINE } }, 6 },
  { "heap", N_("Heap"), 170,
    { { VMP_METRIC_HEAP, VMP_CHART_ROLE_AREA }, { VMP_METRIC_HEAP_SIZE, VMP_CHART_ROLE_LINE } }, 2 },
  { "stack", N_("Stack"), 170,
    { { VMP_METRIC_STACK, VMP_CHART_ROLE_LINE }, { VMP_METRIC_STACK_RESIDENT, VMP_CHART_ROLE_AREA },
      { VMP_METRIC_THREAD_STACKS, VMP_CHART_ROLE_LINE } }, 3 },
  { "minor-faults", N_("Minor page faults per second"), 170,
    { { VMP_METRIC_MINOR_FAULT_RATE, VMP_CHART_ROLE_AREA } }, 1 },
  { "major-faults", N_("Major page faults per second"), 170,
    { { VMP_METRIC_MAJOR_FAULT_RATE, VMP_CHART_ROLE_AREA } }, 1 },
};

#define N_GRAPHS G_N_ELEMENTS (graphs)

struct _VmpOverviewGraphs
{
  AdwBin              parent_instance;

  /* owned */
  VmpChartView       *view;
  GSimpleActionGroup *actions;
  GMenu              *menu;
  GtkWidget          *cards[N_GRAPHS];

  /* borrowed */
  GtkGrid            *grid;
  GtkStack           *stack;    /* of the grid and of what is said when it is empty */

  VmpGraphLayout      layout;
  guint               columns;
};

enum
{
  PROP_0,
  PROP_COLUMNS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (VmpOverviewGraphs, vmp_overview_graphs, ADW_TYPE_BIN)

static GSettings *
get_settings (void)
{
  return vmp_preferences_get_settings (vmp_preferences_get_default ());
}

static VmpChart *
get_chart (VmpOverviewGraphs *self,
           guint              graph)
{
  return vmp_graph_card_get_chart (VMP_GRAPH_CARD (self->cards[graph]));
}

/* The next place from @at on that is shown. */
static guint
find_shown (VmpOverviewGraphs *self,
            guint              at)
{
  while (at < self->layout.n && !self->layout.places[at].shown)
    at++;
  return at;
}

/* In two columns a high graph has a row for itself; so has one that has no neighbour. */
static void
arrange (VmpOverviewGraphs *self)
{
  int row = 0;
  guint at;

  for (guint i = 0; i < N_GRAPHS; i++)
    {
      if (gtk_widget_get_parent (self->cards[i]) != NULL)
        gtk_grid_remove (self->grid, self->cards[i]);
    }
  for (at = find_shown (self, 0); at < self->layout.n; row++)
    {
      const VmpGraphPlace *place = &self->layout.places[at];
      guint next = find_shown (self, at + 1);
      gboolean pair = self->columns > 1 && next < self->layout.n && place->height < WIDE_HEIGHT
                      && self->layout.places[next].height < WIDE_HEIGHT;

      gtk_grid_attach (self->grid, self->cards[place->graph], 0, row, pair ? 1 : 2, 1);
      if (pair)
        {
          gtk_grid_attach (self->grid, self->cards[self->layout.places[next].graph], 1, row, 1, 1);
          next = find_shown (self, next + 1);
        }
      at = next;
    }
}

/* Focus is lost when a card is taken out to be put elsewhere; whoever moved it by keys goes on. */
static void
update (VmpOverviewGraphs *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  GtkWidget *kept = NULL;

  if (focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self)))
    kept = focus;
  for (guint i = 0; i < self->layout.n; i++)
    {
      const VmpGraphPlace *place = &self->layout.places[i];
      g_autofree char *name = g_strconcat ("show-", place->key, NULL);

      vmp_chart_set_height (get_chart (self, place->graph), place->height);
      g_simple_action_set_state (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self->actions), name)),
                                 g_variant_new_boolean (place->shown));
    }
  arrange (self);
  gtk_stack_set_visible_child_name (self->stack, find_shown (self, 0) < self->layout.n ? "graphs" : "none");
  if (kept != NULL && gtk_widget_get_root (kept) != NULL)
    gtk_widget_grab_focus (kept);
}

static void
load (VmpOverviewGraphs *self)
{
  g_autoptr (GVariant) saved = g_settings_get_value (get_settings (), SETTING);
  VmpGraphPlace defaults[N_GRAPHS];

  for (guint i = 0; i < N_GRAPHS; i++)
    defaults[i] = (VmpGraphPlace) { graphs[i].key, graphs[i].height, TRUE, i };
  vmp_graph_layout_load (&self->layout, saved, defaults, N_GRAPHS);
  update (self);
}

/* All pages hear of it, this one too. */
static void
save (VmpOverviewGraphs *self)
{
  g_settings_set_value (get_settings (), SETTING, vmp_graph_layout_save (&self->layout));
}

static guint
find_graph (VmpOverviewGraphs *self,
            VmpGraphCard      *card)
{
  guint graph = 0;

  while (graph < N_GRAPHS - 1 && self->cards[graph] != GTK_WIDGET (card))
    graph++;
  return graph;
}

static void
announce_move (VmpOverviewGraphs *self,
               guint              graph)
{
  g_autofree char *text = NULL;
  guint place = 1;

  for (guint i = 0; i < vmp_graph_layout_find (&self->layout, graph); i++)
    place += self->layout.places[i].shown;
  /* Translators: said when a graph was moved; its title and its place, counted from the top. */
  text = g_strdup_printf (_("%s is now graph %u"), _(graphs[graph].title), place);
  gtk_accessible_announce (GTK_ACCESSIBLE (self), text, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

static void
move_cb (VmpOverviewGraphs *self,
         int                by,
         VmpGraphCard      *card)
{
  guint graph = find_graph (self, card);

  if (!vmp_graph_layout_move (&self->layout, graph, by))
    {
      gtk_widget_error_bell (GTK_WIDGET (self));
      return;
    }
  save (self);
  announce_move (self, graph);
}

static void
hide_cb (VmpOverviewGraphs *self,
         VmpGraphCard      *card)
{
  self->layout.places[vmp_graph_layout_find (&self->layout, find_graph (self, card))].shown = FALSE;
  save (self);
  gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD);
}

static void
resized_cb (VmpOverviewGraphs *self,
            VmpGraphCard      *card)
{
  guint graph = find_graph (self, card);

  self->layout.places[vmp_graph_layout_find (&self->layout, graph)].height = vmp_chart_get_height (get_chart (self, graph));
  save (self);
}

static void
show_action (GSimpleAction *action,
             GVariant      *state,
             gpointer       user_data)
{
  VmpOverviewGraphs *self = user_data;

  for (guint i = 0; i < self->layout.n; i++)
    {
      if (g_str_equal (g_action_get_name (G_ACTION (action)) + strlen ("show-"), self->layout.places[i].key))
        self->layout.places[i].shown = g_variant_get_boolean (state);
    }
  save (self);
}

static void
show_all_action (GSimpleAction *action,
                 GVariant      *parameter,
                 gpointer       user_data)
{
  VmpOverviewGraphs *self = user_data;

  for (guint i = 0; i < self->layout.n; i++)
    self->layout.places[i].shown = TRUE;
  save (self);
  gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD);
}

static void
reset_action (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  g_settings_reset (get_settings (), SETTING);
}

static void
create_actions (VmpOverviewGraphs *self)
{
  g_autoptr (GMenu) toggles = g_menu_new ();
  g_autoptr (GMenu) others = g_menu_new ();
  g_autoptr (GSimpleAction) reset = g_simple_action_new ("reset", NULL);
  g_autoptr (GSimpleAction) show_all = g_simple_action_new ("show-all", NULL);

  self->actions = g_simple_action_group_new ();
  self->menu = g_menu_new ();
  for (guint i = 0; i < N_GRAPHS; i++)
    {
      g_autofree char *name = g_strconcat ("show-", graphs[i].key, NULL);
      g_autofree char *detailed = g_strconcat ("graphs.", name, NULL);
      g_autoptr (GSimpleAction) action = g_simple_action_new_stateful (name, NULL, g_variant_new_boolean (TRUE));

      g_signal_connect_object (action, "change-state", G_CALLBACK (show_action), self, 0);
      g_action_map_add_action (G_ACTION_MAP (self->actions), G_ACTION (action));
      g_menu_append (toggles, _(graphs[i].title), detailed);
    }
  g_signal_connect_object (reset, "activate", G_CALLBACK (reset_action), self, 0);
  g_action_map_add_action (G_ACTION_MAP (self->actions), G_ACTION (reset));
  g_signal_connect_object (show_all, "activate", G_CALLBACK (show_all_action), self, 0);
  g_action_map_add_action (G_ACTION_MAP (self->actions), G_ACTION (show_all));
  g_menu_append (others, _("Show _All Graphs"), "graphs.show-all");
  g_menu_append (others, _("_Reset Graphs"), "graphs.reset");
  g_menu_append_section (self->menu, NULL, G_MENU_MODEL (toggles));
  g_menu_append_section (self->menu, NULL, G_MENU_MODEL (others));
}

static void
create_cards (VmpOverviewGraphs *self)
{
  for (guint i = 0; i < N_GRAPHS; i++)
    {
      GtkWidget *chart = vmp_chart_new (self->view, _(graphs[i].title), graphs[i].series, graphs[i].n_series);

      self->cards[i] = g_object_ref_sink (vmp_graph_card_new (VMP_CHART (chart)));
      g_signal_connect_object (self->cards[i], "move", G_CALLBACK (move_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (self->cards[i], "hide-graph", G_CALLBACK (hide_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (self->cards[i], "resized", G_CALLBACK (resized_cb), self, G_CONNECT_SWAPPED);
    }
}

static void
vmp_overview_graphs_get_property (GObject    *object,
                                  guint       prop_id,
                                  GValue     *value,
                                  GParamSpec *pspec)
{
  if (prop_id == PROP_COLUMNS)
    g_value_set_uint (value, VMP_OVERVIEW_GRAPHS (object)->columns);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
vmp_overview_graphs_set_property (GObject      *object,
                                  guint         prop_id,
                                  const GValue *value,
                                  GParamSpec   *pspec)
{
  VmpOverviewGraphs *self = VMP_OVERVIEW_GRAPHS (object);

  if (prop_id != PROP_COLUMNS)
    {
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
      return;
    }
  if (self->columns == g_value_get_uint (value))
    return;
  self->columns = g_value_get_uint (value);
  update (self);
  g_object_notify_by_pspec (object, pspec);
}

static void
vmp_overview_graphs_dispose (GObject *object)
{
  VmpOverviewGraphs *self = VMP_OVERVIEW_GRAPHS (object);

  for (guint i = 0; i < N_GRAPHS; i++)
    g_clear_object (&self->cards[i]);
  g_clear_object (&self->actions);
  g_clear_object (&self->menu);
  g_clear_object (&self->view);

  G_OBJECT_CLASS (vmp_overview_graphs_parent_class)->dispose (object);
}

static void
vmp_overview_graphs_class_init (VmpOverviewGraphsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = vmp_overview_graphs_get_property;
  object_class->set_property = vmp_overview_graphs_set_property;
  object_class->dispose = vmp_overview_graphs_dispose;

  /**
   * VmpOverviewGraphs:columns:
   *
   * How many graphs may stand side by side.
   */
  properties[PROP_COLUMNS] = g_param_spec_uint ("columns", NULL, NULL, 1, 2, 1,
                                                G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

/* What is there when every graph is hidden: the way back. */
static GtkWidget *
create_hint (VmpOverviewGraphs *self)
{
  GtkWidget *page = adw_status_page_new ();
  GtkWidget *button = gtk_button_new_with_mnemonic (_("Show _All Graphs"));

  adw_status_page_set_title (ADW_STATUS_PAGE (page), _("All Graphs Are Hidden"));
  adw_status_page_set_description (ADW_STATUS_PAGE (page), _("What is measured is still kept: graphs that are shown again have no gap."));
  gtk_widget_add_css_class (page, "compact");
  gtk_widget_add_css_class (button, "pill");
  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "graphs.show-all");
  adw_status_page_set_child (ADW_STATUS_PAGE (page), button);
  return page;
}

static void
vmp_overview_graphs_init (VmpOverviewGraphs *self)
{
  GtkWidget *grid = gtk_grid_new ();
  GtkWidget *stack = gtk_stack_new ();

  self->columns = 1;
  self->view = vmp_chart_view_new ();
  self->grid = GTK_GRID (grid);
  gtk_grid_set_column_homogeneous (self->grid, TRUE);
  gtk_grid_set_column_spacing (self->grid, SPACING);
  gtk_grid_set_row_spacing (self->grid, SPACING);
  self->stack = GTK_STACK (stack);
  gtk_stack_set_vhomogeneous (self->stack, FALSE);
  gtk_stack_add_named (self->stack, grid, "graphs");
  gtk_stack_add_named (self->stack, create_hint (self), "none");
  adw_bin_set_child (ADW_BIN (self), stack);
  create_actions (self);
  create_cards (self);
  g_signal_connect_object (get_settings (), "changed::" SETTING, G_CALLBACK (load), self, G_CONNECT_SWAPPED);
  load (self);
}

VmpChartView *
vmp_overview_graphs_get_view (VmpOverviewGraphs *self)
{
  g_return_val_if_fail (VMP_IS_OVERVIEW_GRAPHS (self), NULL);

  return self->view;
}

GMenuModel *
vmp_overview_graphs_get_menu (VmpOverviewGraphs *self)
{
  g_return_val_if_fail (VMP_IS_OVERVIEW_GRAPHS (self), NULL);

  return G_MENU_MODEL (self->menu);
}

GActionGroup *
vmp_overview_graphs_get_actions (VmpOverviewGraphs *self)
{
  g_return_val_if_fail (VMP_IS_OVERVIEW_GRAPHS (self), NULL);

  return G_ACTION_GROUP (self->actions);
}

void
vmp_overview_graphs_set_targets (VmpOverviewGraphs *self,
                                 VmpTarget         *target,
                                 VmpTarget         *compared)
{
  g_return_if_fail (VMP_IS_OVERVIEW_GRAPHS (self));

  for (guint i = 0; i < N_GRAPHS; i++)
    {
      vmp_chart_set_target (get_chart (self, i), target);
      vmp_chart_set_compared (get_chart (self, i), compared);
    }
}

void
vmp_overview_graphs_set_hidden (VmpOverviewGraphs *self,
                                VmpMetricId        metric,
                                gboolean           hidden)
{
  g_return_if_fail (VMP_IS_OVERVIEW_GRAPHS (self));

  for (guint i = 0; i < N_GRAPHS; i++)
    vmp_chart_set_hidden (get_chart (self, i), metric, hidden);
}

GtkWidget *
vmp_overview_graphs_find_card (VmpOverviewGraphs *self,
                               VmpMetricId        metric)
{
  g_return_val_if_fail (VMP_IS_OVERVIEW_GRAPHS (self), NULL);

  for (guint i = 0; i < N_GRAPHS; i++)
    {
      for (guint j = 0; j < graphs[i].n_series; j++)
        {
          if (graphs[i].series[j].metric == metric && gtk_widget_get_parent (self->cards[i]) != NULL)
            return self->cards[i];
        }
    }
  return NULL;
}

guint
vmp_overview_graphs_get_n (VmpOverviewGraphs *self)
{
  return N_GRAPHS;
}

VmpChart *
vmp_overview_graphs_get_chart (VmpOverviewGraphs *self,
                               guint              graph)
{
  return get_chart (self, graph);
}
