/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lays equal children out in columns of one width, in rows that are as full as each other. */
#include "config.h"

#include "vmp-tile-layout.h"

struct _VmpTileLayout
{
  GtkLayoutManager parent_instance;
};

G_DEFINE_FINAL_TYPE (VmpTileLayout, vmp_tile_layout, GTK_TYPE_LAYOUT_MANAGER)

/* The largest child in @orientation. Returns: how many children there are */
static guint
measure_children (GtkWidget      *widget,
                  GtkOrientation  orientation,
                  int             for_size,
                  int            *out_minimum,
                  int            *out_natural)
{
  guint n = 0;

  *out_minimum = *out_natural = 0;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      int minimum, natural;

      if (!gtk_widget_should_layout (child))
        continue;
      gtk_widget_measure (child, orientation, for_size, &minimum, &natural, NULL, NULL);
      *out_minimum = MAX (*out_minimum, minimum);
      *out_natural = MAX (*out_natural, natural);
      n++;
    }
  return n;
}

/* No last row with one child alone, where the others can be a little wider. */
static guint
get_columns (GtkWidget *widget,
             int        width,
             guint     *out_rows)
{
  int minimum, natural;
  guint n = measure_children (widget, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural);
  guint most = (guint) CLAMP (width / MAX (natural, 1), 1, (int) MAX (n, 1));

  *out_rows = (n + most - 1) / most;
  return *out_rows > 0 ? (n + *out_rows - 1) / *out_rows : 1;
}

static GtkSizeRequestMode
vmp_tile_layout_get_request_mode (GtkLayoutManager *manager,
                                  GtkWidget        *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
vmp_tile_layout_measure (GtkLayoutManager *manager,
                         GtkWidget        *widget,
                         GtkOrientation    orientation,
                         int               for_size,
                         int              *minimum,
                         int              *natural,
                         int              *minimum_baseline,
                         int              *natural_baseline)
{
  guint n = measure_children (widget, orientation, -1, minimum, natural);
  guint rows = n;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *natural *= (int) n;
      return;
    }
  if (for_size >= 0)
    {
      guint columns = get_columns (widget, for_size, &rows);

      measure_children (widget, orientation, for_size / (int) columns, minimum, natural);
    }
  *minimum *= (int) rows;
  *natural *= (int) rows;
}

static void
vmp_tile_layout_allocate (GtkLayoutManager *manager,
                          GtkWidget        *widget,
                          int               width,
                          int               height,
                          int               baseline)
{
  guint rows, columns = get_columns (widget, width, &rows), at = 0;
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int column_width = width / (int) columns, row_height = height / (int) MAX (rows, 1);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      int x = (int) (at % columns) * column_width, y = (int) (at / columns) * row_height;

      if (!gtk_widget_should_layout (child))
        continue;
      gtk_widget_size_allocate (child, &(GtkAllocation) { rtl ? width - x - column_width : x, y, column_width, row_height }, -1);
      at++;
    }
}

static void
vmp_tile_layout_class_init (VmpTileLayoutClass *klass)
{
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  layout_class->get_request_mode = vmp_tile_layout_get_request_mode;
  layout_class->measure = vmp_tile_layout_measure;
  layout_class->allocate = vmp_tile_layout_allocate;
}

static void
vmp_tile_layout_init (VmpTileLayout *self)
{
}

GtkLayoutManager *
vmp_tile_layout_new (void)
{
  return g_object_new (VMP_TYPE_TILE_LAYOUT, NULL);
}
