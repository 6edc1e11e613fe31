/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which graphs a page shows, in what order and how high, as it is remembered; pure. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define VMP_GRAPH_LAYOUT_MAX 16

/* Heights of a graph without its card, in pixels. */
#define VMP_GRAPH_LEAST_HEIGHT 110
#define VMP_GRAPH_MOST_HEIGHT  800

typedef struct
{
  const char *key;      /* stable: in the settings */
  int         height;
  gboolean    shown;
  guint       graph;    /* its index in the page's table, whatever the order */
} VmpGraphPlace;

/* In the order on the page; hidden ones keep their place. A plain struct. */
typedef struct
{
  VmpGraphPlace places[VMP_GRAPH_LAYOUT_MAX];
  guint         n;
} VmpGraphLayout;

/* As it is saved: key, height, shown. */
#define VMP_GRAPH_LAYOUT_TYPE "a(sib)"

/* What of @saved is known, corrected; then what @saved does not name, in the order and with the heights of @defaults. */
void      vmp_graph_layout_load  (VmpGraphLayout *self, GVariant *saved, const VmpGraphPlace *defaults, guint n_defaults);
/* Returns: (transfer floating) */
GVariant *vmp_graph_layout_save  (const VmpGraphLayout *self);
/* Index in places of that graph of the page's table. */
guint     vmp_graph_layout_find  (const VmpGraphLayout *self, guint graph);
/* Changes places with the next shown graph above (-1) or below (1). FALSE if there is none. */
gboolean  vmp_graph_layout_move  (VmpGraphLayout *self, guint graph, int by);

G_END_DECLS
