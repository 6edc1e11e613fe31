/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What looking costs the process: its share, and tier by tier what is read, how often, and how long that takes. */
#include "config.h"

#include "vmp-cost-footer.h"

#include <glib/gi18n.h>

#include "core/model/vmp-format.h"
#include "vmp-chart-text.h"
#include "vmp-label.h"

/* The tiers that are read for a process as a whole; pages are looked at only where somebody asks for them. */
#define N_TIERS (VMP_TIER_2 + 1)

typedef enum
{
  COLUMN_NAME,
  COLUMN_PACE,
  COLUMN_LAST,
  COLUMN_TOTAL,
  N_COLUMNS
} Column;

static const struct { const char *name, *files; } tiers[N_TIERS] = {
  { N_("Counters"), "stat, status, io" },
  { N_("Totals of all mappings"), "smaps_rollup" },
  { N_("Each mapping"), "smaps" },
};

struct _VmpCostFooter
{
  AdwBin         parent_instance;

  /* template children */
  GtkMenuButton *button;
  GtkLabel      *share;
  GtkWidget     *slow;
  GtkLabel      *summary;
  GtkGrid       *grid;

  /* borrowed: in the grid */
  GtkLabel      *cells[N_TIERS][N_COLUMNS];
  GtkLabel      *remarks[N_TIERS];

  VmpObserverCost cost;   /* the newest */
};

G_DEFINE_FINAL_TYPE (VmpCostFooter, vmp_cost_footer, ADW_TYPE_BIN)

static GtkLabel *
attach_label (VmpCostFooter *self,
              const char    *text,
              int            column,
              int            row,
              int            width,
              const char    *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), column == COLUMN_NAME ? 0 : 1);
  gtk_label_set_wrap (GTK_LABEL (label), column == COLUMN_NAME);
  if (style != NULL)
    gtk_widget_add_css_class (label, style);
  if (column != COLUMN_NAME)
    gtk_widget_add_css_class (label, "numeric");
  gtk_grid_attach (self->grid, label, column, row, width, 1);
  return GTK_LABEL (label);
}

static void
fill_grid (VmpCostFooter *self)
{
  static const char *const titles[N_COLUMNS] = { N_("What is read"), N_("Every"), N_("Last took"), N_("In all") };

  for (int column = 0; column < N_COLUMNS; column++)
    attach_label (self, _(titles[column]), column, 0, 1, "caption-heading");
  for (int tier = 0; tier < N_TIERS; tier++)
    {
      int row = 1 + tier * 3;
      GtkLabel *files;

      self->cells[tier][COLUMN_NAME] = attach_label (self, _(tiers[tier].name), COLUMN_NAME, row, 1, NULL);
      for (int column = COLUMN_PACE; column < N_COLUMNS; column++)
        self->cells[tier][column] = attach_label (self, "–", column, row, 1, NULL);
      files = attach_label (self, tiers[tier].files, COLUMN_NAME, row + 1, N_COLUMNS, "caption");
      gtk_widget_add_css_class (GTK_WIDGET (files), "dimmed");
      self->remarks[tier] = attach_label (self, NULL, COLUMN_NAME, row + 2, N_COLUMNS, "caption");
      gtk_label_set_max_width_chars (self->remarks[tier], 44);
      gtk_widget_set_visible (GTK_WIDGET (self->remarks[tier]), FALSE);
    }
}

/* Why a tier is read less often than asked for; NULL if it is not. */
static const char *
get_remark (const VmpTierCost *cost)
{
  if (!cost->slowed)
    return NULL;
  if (cost->interval_nsec == 0)
    return _("Left out: one reading would hold up the process for too long.");
  return _("Slowed down, so that readings take no more of the process's time than they may.");
}

static void
update_tier (VmpCostFooter     *self,
             guint              tier,
             const VmpTierCost *cost)
{
  const char *remark = get_remark (cost);
  char buffer[VMP_FORMAT_SIZE];

  if (cost->interval_nsec > 0)
    vmp_label_set_text (self->cells[tier][COLUMN_PACE], vmp_format_duration (buffer, cost->interval_nsec));
  else
    vmp_label_set_text (self->cells[tier][COLUMN_PACE], _("off"));
  vmp_label_set_text (self->cells[tier][COLUMN_LAST], vmp_format_duration (buffer, cost->last_cost_nsec));
  vmp_label_set_text (self->cells[tier][COLUMN_TOTAL],
            cost->reads > 0 ? vmp_format_duration (buffer, cost->total_cost_nsec) : "–");
  gtk_widget_set_visible (GTK_WIDGET (self->remarks[tier]), remark != NULL);
  vmp_label_set_text (self->remarks[tier], remark != NULL ? remark : "");
}

static void
update_summary (VmpCostFooter         *self,
                const VmpObserverCost *cost)
{
  char total[VMP_FORMAT_SIZE], watched[VMP_FORMAT_SIZE], locked[VMP_FORMAT_SIZE];
  g_autofree char *text = NULL;

  vmp_format_duration (total, cost->total_nsec);
  vmp_format_duration (watched, cost->watched_nsec);
  vmp_format_duration (locked, cost->locked_nsec);
  /* Translators: three lengths of time. */
  text = g_strdup_printf (_("Reading took %s of %s, and held up the process's own memory calls for up to %s."),
                          total, watched, locked);
  vmp_label_set_text (self->summary, text);
}

/* The table is behind a button and seldom open: nothing is laid out for it while it is not. */
static void
update_details (VmpCostFooter *self)
{
  if (!gtk_menu_button_get_active (self->button))
    return;
  for (guint i = 0; i < N_TIERS; i++)
    update_tier (self, i, &self->cost.tiers[i]);
  update_summary (self, &self->cost);
}

static void
vmp_cost_footer_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), VMP_TYPE_COST_FOOTER);

  G_OBJECT_CLASS (vmp_cost_footer_parent_class)->dispose (object);
}

static void
vmp_cost_footer_class_init (VmpCostFooterClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vmp_cost_footer_dispose;

  gtk_widget_class_set_css_name (widget_class, "costfooter");
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/vmprofiler/Vmp/widgets/vmp-cost-footer.ui");
  gtk_widget_class_bind_template_child (widget_class, VmpCostFooter, button);
  gtk_widget_class_bind_template_child (widget_class, VmpCostFooter, share);
  gtk_widget_class_bind_template_child (widget_class, VmpCostFooter, slow);
  gtk_widget_class_bind_template_child (widget_class, VmpCostFooter, summary);
  gtk_widget_class_bind_template_child (widget_class, VmpCostFooter, grid);
  gtk_widget_class_bind_template_callback (widget_class, update_details);
}

static void
vmp_cost_footer_init (VmpCostFooter *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  fill_grid (self);
  vmp_cost_footer_update (self, NULL);
}

GtkWidget *
vmp_cost_footer_new (void)
{
  return g_object_new (VMP_TYPE_COST_FOOTER, NULL);
}

void
vmp_cost_footer_update (VmpCostFooter         *self,
                        const VmpObserverCost *cost)
{
  g_autofree char *share = NULL;
  gboolean slowed = FALSE;

  g_return_if_fail (VMP_IS_COST_FOOTER (self));

  share = vmp_chart_text_dup_cost (cost);
  gtk_widget_set_visible (GTK_WIDGET (self->button), share != NULL);
  if (share == NULL)
    return;
  for (guint i = 0; i < N_TIERS; i++)
    slowed = slowed || cost->tiers[i].slowed;
  self->cost = *cost;
  update_details (self);
  vmp_label_set_text (self->share, share);
  gtk_widget_set_visible (self->slow, slowed);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, share, -1);
}
