/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How single pages are drawn: what they are, column of pixels by column. */
#pragma once

#include "core/model/vmp-page-states.h"
#include "vmp-chart-raster.h"

G_BEGIN_DECLS

/* A page is of one class: the first that holds, from below. What is of none was never touched, or given back. */
typedef enum
{
  VMP_PAGE_CLASS_OWN,         /* in memory, of no file */
  VMP_PAGE_CLASS_FILE,        /* in memory, of a file or shared */
  VMP_PAGE_CLASS_ZERO,        /* the system's page of zeros */
  VMP_PAGE_CLASS_SWAPPED,
  VMP_PAGE_CLASS_GUARD,
  VMP_N_PAGE_CLASSES
} VmpPageClass;

/* VMP_N_PAGE_CLASSES for none. @bits: VmpPageBits. */
VmpPageClass vmp_page_class_of_bits     (guint32                bits);
/* Bytes of each class from @start_addr to @end_addr. */
void         vmp_page_classes_sum       (const VmpPageStates   *states,
                                         guint64                start_addr,
                                         guint64                end_addr,
                                         guint64                bytes[VMP_N_PAGE_CLASSES]);
/* Paints @n columns of @raster from @begin on, counted from the side where addresses begin: what the pages of @states are that lie
 * evenly over them, from @start_addr to @end_addr. A column that shows several pages is divided by their classes. @color: 0xRRGGBB of
 * the mapping. */
void         vmp_map_pages_paint        (VmpChartRaster        *raster,
                                         const VmpPageStates   *states,
                                         guint64                start_addr,
                                         guint64                end_addr,
                                         guint                  begin,
                                         guint                  n,
                                         guint32                color,
                                         gboolean               contrast);
/* The same of columns that all show one class, as a sample. */
void         vmp_map_pages_paint_sample (VmpChartRaster        *raster,
                                         VmpPageClass           page_class,
                                         guint32                color,
                                         gboolean               contrast);

G_END_DECLS
