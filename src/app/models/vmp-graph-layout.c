/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which graphs a page shows, in what order and how high, as it is remembered; pure. */
#include "config.h"

#include "vmp-graph-layout.h"

static const VmpGraphPlace *
find_default (const char          *key,
              const VmpGraphPlace *defaults,
              guint                n_defaults)
{
  for (guint i = 0; i < n_defaults; i++)
    {
      if (g_str_equal (defaults[i].key, key))
        return &defaults[i];
    }
  return NULL;
}

static gboolean
has_graph (const VmpGraphLayout *self,
           guint                 graph)
{
  for (guint i = 0; i < self->n; i++)
    {
      if (self->places[i].graph == graph)
        return TRUE;
    }
  return FALSE;
}

void
vmp_graph_layout_load (VmpGraphLayout      *self,
                       GVariant            *saved,
                       const VmpGraphPlace *defaults,
                       guint                n_defaults)
{
  GVariantIter iter;
  const char *key;
  gint32 height;
  gboolean shown;

  g_return_if_fail (n_defaults <= VMP_GRAPH_LAYOUT_MAX);

  self->n = 0;
  g_variant_iter_init (&iter, saved);
  while (g_variant_iter_next (&iter, "(&sib)", &key, &height, &shown))
    {
      const VmpGraphPlace *known = find_default (key, defaults, n_defaults);

      if (known == NULL || has_graph (self, known->graph))
        continue;
      self->places[self->n] = *known;
      self->places[self->n].height = CLAMP (height, VMP_GRAPH_LEAST_HEIGHT, VMP_GRAPH_MOST_HEIGHT);
      self->places[self->n].shown = shown;
      self->n++;
    }
  for (guint i = 0; i < n_defaults; i++)
    {
      if (!has_graph (self, defaults[i].graph))
        self->places[self->n++] = defaults[i];
    }
}

GVariant *
vmp_graph_layout_save (const VmpGraphLayout *self)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE (VMP_GRAPH_LAYOUT_TYPE));

  for (guint i = 0; i < self->n; i++)
    g_variant_builder_add (&builder, "(sib)", self->places[i].key, self->places[i].height, self->places[i].shown);
  return g_variant_builder_end (&builder);
}

guint
vmp_graph_layout_find (const VmpGraphLayout *self,
                       guint                 graph)
{
  for (guint i = 0; i < self->n; i++)
    {
      if (self->places[i].graph == graph)
        return i;
    }
  g_return_val_if_reached (0);
}

gboolean
vmp_graph_layout_move (VmpGraphLayout *self,
                       guint           graph,
                       int             by)
{
  int from = (int) vmp_graph_layout_find (self, graph);

  for (int to = from + by; to >= 0 && to < (int) self->n; to += by)
    {
      VmpGraphPlace place = self->places[from];

      if (!self->places[to].shown)
        continue;
      self->places[from] = self->places[to];
      self->places[to] = place;
      return TRUE;
    }
  return FALSE;
}
