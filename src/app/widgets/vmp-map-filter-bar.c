/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What of the mappings is listed, and how: search, help for it, groups. */
#include "config.h"

#include "vmp-map-filter-bar.h"

#include <glib/gi18n.h>

#include "../vmp-preferences.h"

#define ARRANGE_SETTING "map-arrangement"

static const char *const arrangements[VMP_N_MAPPING_ARRANGEMENTS] = { "flat", "type", "file", "thread" };

/* Examples say more than a grammar. */
static const struct { const char *text, *meaning; } help[] = {
  { "libc", N_("The name or the type contains it") },
  { "name:cache", N_("The name contains it") },
  { "type:heap", N_("It is of such a type") },
  { "perm:rwx", N_("It has these permissions") },
  { "perm:r-xp", N_("It has just these permissions") },
  { ">1M", N_("It is larger; also <, <=, >=, =") },
  { "rss>64K", N_("Resident memory; also pss, swap, dirty, private, shared") },
  { "flag:hg", N_("It has this flag") },
  { "thread:1234", N_("It is the stack of this thread") },
  { "0x7f31a2b4c000", N_("It contains this address") },
  { "-perm:w", N_("A minus turns a word round") },
  { "\"a b\"", N_("Quotes keep words together") },
};

struct _VmpMapFilterBar
{
  AdwBin          parent_instance;

  /* template children */
  GtkSearchEntry *search;
  GtkGrid        *help;
  GtkLabel       *problem;
  AdwToggleGroup *arrange;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VmpMapFilterBar, vmp_map_filter_bar, ADW_TYPE_BIN)

static void
search_changed_cb (VmpMapFilterBar *self)
{
  g_autoptr (VmpMappingFilter) filter = vmp_map_filter_bar_dup_filter (self);
  const char *problem = vmp_mapping_filter_get_problem (filter);
  g_autofree char *text = NULL;

  if (problem != NULL)
    /* Translators: %s is a word that was typed, such as "perm:q". */
    text = g_strdup_printf (_("“%s” is no condition: it is looked for in names"), problem);
  gtk_label_set_text (self->problem, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), text != NULL);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
arranged_cb (VmpMapFilterBar *self)
{
  g_settings_set_string (vmp_preferences_get_settings (vmp_preferences_get_default ()), ARRANGE_SETTING,
                         arrangements[vmp_map_filter_bar_get_arrange (self)]);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
add_help (VmpMapFilterBar *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (help); i++)
    {
      GtkWidget *text = gtk_label_new (help[i].text), *meaning = gtk_label_new (_(help[i].meaning));

      gtk_label_set_xalign (GTK_LABEL (text), 0);
      gtk_label_set_selectable (GTK_LABEL (text), TRUE);
      gtk_widget_add_css_class (text, "monospace");
      gtk_widget_set_valign (text, GTK_ALIGN_START);
      gtk_label_set_xalign (GTK_LABEL (meaning), 0);
      gtk_label_set_wrap (GTK_LABEL (meaning), TRUE);
      gtk_label_set_max_width_chars (GTK_LABEL (meaning), 30);
      gtk_widget_add_css_class (meaning, "dimmed");
      gtk_grid_attach (self->help, text, 0, (int) i, 1, 1);
      gtk_grid_attach (self->help, meaning, 1, (int) i, 1, 1);
    }
}

static void
vmp_map_filter_bar_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), VMP_TYPE_MAP_FILTER_BAR);

  G_OBJECT_CLASS (vmp_map_filter_bar_parent_class)->dispose (object);
}

static void
vmp_map_filter_bar_class_init (VmpMapFilterBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vmp_map_filter_bar_dispose;

  signals[CHANGED] =
    g_signal_new ("changed", VMP_TYPE_MAP_FILTER_BAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/vmprofiler/Vmp/widgets/vmp-map-filter-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, VmpMapFilterBar, search);
  gtk_widget_class_bind_template_child (widget_class, VmpMapFilterBar, help);
  gtk_widget_class_bind_template_child (widget_class, VmpMapFilterBar, problem);
  gtk_widget_class_bind_template_child (widget_class, VmpMapFilterBar, arrange);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
}

static void
vmp_map_filter_bar_init (VmpMapFilterBar *self)
{
  g_autofree char *arrange =
    g_settings_get_string (vmp_preferences_get_settings (vmp_preferences_get_default ()), ARRANGE_SETTING);

  gtk_widget_init_template (GTK_WIDGET (self));
  add_help (self);
  adw_toggle_group_set_active_name (self->arrange, arrange);
  g_signal_connect_object (self->arrange, "notify::active", G_CALLBACK (arranged_cb), self, G_CONNECT_SWAPPED);
}

VmpMappingFilter *
vmp_map_filter_bar_dup_filter (VmpMapFilterBar *self)
{
  g_return_val_if_fail (VMP_IS_MAP_FILTER_BAR (self), NULL);

  return vmp_mapping_filter_new (gtk_editable_get_text (GTK_EDITABLE (self->search)));
}

VmpMappingArrange
vmp_map_filter_bar_get_arrange (VmpMapFilterBar *self)
{
  const char *name;

  g_return_val_if_fail (VMP_IS_MAP_FILTER_BAR (self), VMP_MAPPING_ARRANGE_FLAT);

  name = adw_toggle_group_get_active_name (self->arrange);
  for (guint i = 0; i < VMP_N_MAPPING_ARRANGEMENTS; i++)
    if (g_strcmp0 (arrangements[i], name) == 0)
      return i;
  return VMP_MAPPING_ARRANGE_FLAT;
}

void
vmp_map_filter_bar_set_arrange (VmpMapFilterBar *self, VmpMappingArrange arrange)
{
  g_return_if_fail (VMP_IS_MAP_FILTER_BAR (self));

  adw_toggle_group_set_active_name (self->arrange, arrangements[arrange]);
}

void
vmp_map_filter_bar_clear (VmpMapFilterBar *self)
{
  g_return_if_fail (VMP_IS_MAP_FILTER_BAR (self));

  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
}

void
vmp_map_filter_bar_grab_focus (VmpMapFilterBar *self)
{
  g_return_if_fail (VMP_IS_MAP_FILTER_BAR (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}
