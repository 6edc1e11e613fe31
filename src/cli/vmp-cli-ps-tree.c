/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Puts processes below their parents. */

#include "config.h"

#include "vmp-cli-ps-tree.h"

#include <string.h>

#define NONE G_MAXUINT
/* Deeper branches are not drawn wider: they would fill the line. */
#define MAX_DEPTH 40

typedef struct
{
  guint first_child, last_child, next_sibling;
  guint parent;
} Node;

typedef struct
{
  GArray      *lines;       /* borrowed */
  Node        *nodes;       /* owned, one a line; the last is the root of all */
  guint        n;
  GArray      *arranged;    /* owned until it is handed back, of VmpCliPsLine */
  gboolean    *done;        /* owned */
  const char *const *glyphs;
} Tree;

enum
{
  GLYPH_CHILD,
  GLYPH_LAST_CHILD,
  GLYPH_BESIDE,
  GLYPH_NOTHING,
};

static const char *const utf8_glyphs[] = { "├─ ", "└─ ", "│  ", "   " };
static const char *const ascii_glyphs[] = { "|- ", "`- ", "|  ", "   " };

/* The index of the line of the nearest ancestor that has one, or the root's. A torn list could hold a ring
 * of parents, so the climb is bounded. */
static guint
find_parent (GHashTable          *index_of_pid,
             VmpProcessList      *list,
             const VmpProcessRow *row,
             guint                root)
{
  for (guint depth = 0; row != NULL && depth <= root; depth++)
    {
      gpointer index;

      if (g_hash_table_lookup_extended (index_of_pid, GINT_TO_POINTER (row->ppid), NULL, &index))
        return GPOINTER_TO_UINT (index);
      row = vmp_process_list_find (list, row->ppid);
    }
  return root;
}

static void
append_child (Tree  *tree,
              guint  parent,
              guint  child)
{
  Node *node = &tree->nodes[parent];

  tree->nodes[child].parent = parent;
  if (node->first_child == NONE)
    node->first_child = child;
  else
    tree->nodes[node->last_child].next_sibling = child;
  node->last_child = child;
}

static void
build (Tree           *tree,
       VmpProcessList *list)
{
  g_autoptr (GHashTable) index_of_pid = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i <= tree->n; i++)
    tree->nodes[i] = (Node) { NONE, NONE, NONE, NONE };
  for (guint i = 0; i < tree->n; i++)
    {
      const VmpProcessRow *row = g_array_index (tree->lines, VmpCliPsLine, i).row;

      g_hash_table_insert (index_of_pid, GINT_TO_POINTER (row->pid), GUINT_TO_POINTER (i));
    }
  for (guint i = 0; i < tree->n; i++)
    {
      const VmpProcessRow *row = g_array_index (tree->lines, VmpCliPsLine, i).row;

      append_child (tree, find_parent (index_of_pid, list, row, tree->n), i);
    }
}

static char *
draw_branch (const Tree *tree,
             guint       index)
{
  const char *parts[MAX_DEPTH + 1];
  GString *branch = g_string_new (NULL);
  guint n = 0;

  for (guint at = index; tree->nodes[at].parent != tree->n && n < MAX_DEPTH; at = tree->nodes[at].parent)
    {
      gboolean last = tree->nodes[at].next_sibling == NONE;

      if (at == index)
        parts[n++] = tree->glyphs[last ? GLYPH_LAST_CHILD : GLYPH_CHILD];
      else
        parts[n++] = tree->glyphs[last ? GLYPH_NOTHING : GLYPH_BESIDE];
    }
  while (n > 0)
    g_string_append (branch, parts[--n]);
  return g_string_free (branch, FALSE);
}

static void
take_line (Tree  *tree,
           guint  index)
{
  VmpCliPsLine line = g_array_index (tree->lines, VmpCliPsLine, index);

  line.branch = draw_branch (tree, index);
  tree->done[index] = TRUE;
  g_array_append_val (tree->arranged, line);
}

/* The next line in depth-first order, or NONE. */
static guint
next_of (const Tree *tree,
         guint       index)
{
  if (tree->nodes[index].first_child != NONE)
    return tree->nodes[index].first_child;
  for (; index != tree->n; index = tree->nodes[index].parent)
    {
      if (tree->nodes[index].next_sibling != NONE)
        return tree->nodes[index].next_sibling;
    }
  return NONE;
}

static void
walk (Tree *tree)
{
  for (guint i = next_of (tree, tree->n); i != NONE; i = next_of (tree, i))
    take_line (tree, i);
  /* Those in a ring of parents were not reached. */
  for (guint i = 0; i < tree->n; i++)
    {
      if (!tree->done[i])
        g_array_append_val (tree->arranged, g_array_index (tree->lines, VmpCliPsLine, i));
    }
}

void
vmp_cli_ps_tree_arrange (GArray         *lines,
                         VmpProcessList *list,
                         gboolean        draw_utf8)
{
  g_autofree Node *nodes = g_new (Node, lines->len + 1);
  g_autofree gboolean *done = g_new0 (gboolean, lines->len + 1);
  g_autoptr (GArray) arranged = g_array_sized_new (FALSE, FALSE, sizeof (VmpCliPsLine), lines->len);
  Tree tree = { lines, nodes, lines->len, arranged, done, draw_utf8 ? utf8_glyphs : ascii_glyphs };

  build (&tree, list);
  walk (&tree);
  memcpy (lines->data, arranged->data, sizeof (VmpCliPsLine) * lines->len);
}
