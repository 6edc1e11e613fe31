/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The map page marks a moment, and shows what changed since. */
#include "config.h"

#include <glib/gi18n.h>

#include "vmp-map-page-private.h"
#include "vmp-map-status.h"

static void
update_buttons (VmpMapPage *self)
{
  gint64 anchor_nsec = vmp_map_source_get_anchor (self->source);
  g_autofree char *clock = vmp_map_status_dup_clock (anchor_nsec + self->mark_nsec);
  /* Translators: %s is a time of day. */
  g_autofree char *tip = g_strdup_printf (_("What changed since %s"), clock);

  gtk_widget_set_visible (GTK_WIDGET (self->mark_button), !self->narrow);
  gtk_widget_set_visible (GTK_WIDGET (self->compare), self->mark != NULL && !self->narrow);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->compare), tip);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "map.compare", self->mark != NULL);
}

void
vmp_map_page_update_compare (VmpMapPage *self)
{
  gboolean comparing = self->mark != NULL && gtk_toggle_button_get_active (self->compare);

  update_buttons (self);
  if (comparing == (self->query.mark != NULL) && self->query.mark == (comparing ? self->mark : NULL))
    return;
  g_clear_pointer (&self->query.mark, vmp_address_space_unref);
  if (comparing)
    {
      self->query.mark = vmp_address_space_ref (self->mark);
      self->query.mark_nsec = self->mark_nsec;
    }
  vmp_map_list_set_comparing (self->list, comparing);
  self->query.sort = vmp_map_list_get_sort (self->list, &self->query.descending);
  vmp_map_source_set_query (self->source, &self->query);
}

void
vmp_map_page_mark (VmpMapPage *self)
{
  const VmpMapResult *result = vmp_map_source_get_result (self->source);
  AdwToast *toast;

  if (result == NULL)
    return;
  g_clear_pointer (&self->mark, vmp_address_space_unref);
  self->mark = vmp_address_space_ref (result->trail->space);
  self->mark_nsec = result->trail->time_nsec;
  vmp_map_page_update_compare (self);
  toast = adw_toast_new (_("Marked: compare with it later"));
  adw_toast_set_button_label (toast, _("_Compare"));
  adw_toast_set_action_name (toast, "map.compare");
  adw_toast_overlay_add_toast (self->toasts, toast);
}

void
vmp_map_page_forget_mark (VmpMapPage *self)
{
  g_clear_pointer (&self->mark, vmp_address_space_unref);
  gtk_toggle_button_set_active (self->compare, FALSE);
  vmp_map_page_update_compare (self);
}
