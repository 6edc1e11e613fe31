/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A graph on its card: title, menu (copy, save, table, place), and an edge to make it taller. */
#pragma once

#include <adwaita.h>

#include "vmp-chart.h"

G_BEGIN_DECLS

#define VMP_TYPE_GRAPH_CARD (vmp_graph_card_get_type ())
G_DECLARE_FINAL_TYPE (VmpGraphCard, vmp_graph_card, VMP, GRAPH_CARD, GtkWidget)

/**
 * VmpGraphCard::move: (by)
 *
 * The user wants it further up (-1) or down (1).
 */

/**
 * VmpGraphCard::hide-graph:
 *
 * The user wants it out of the way.
 */

/**
 * VmpGraphCard::resized:
 *
 * The user made it taller or lower: vmp_chart_get_height() says how high it is.
 */

/* @chart is taken (floating). */
GtkWidget *vmp_graph_card_new       (VmpChart     *chart);
VmpChart  *vmp_graph_card_get_chart (VmpGraphCard *self);

G_END_DECLS
