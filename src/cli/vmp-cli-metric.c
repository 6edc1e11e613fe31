/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How metrics are grouped and explained on a terminal. */

#include "config.h"

#include "vmp-cli-metric.h"

#include <string.h>

#include <glib/gi18n.h>

#include "core/model/vmp-metric-peer.h"
#include "vmp-cli-table.h"

#define DEFAULT_COLUMNS 80
#define MIN_LINE 30

static const VmpMetricId resident[] = {
  VMP_METRIC_RSS, VMP_METRIC_RSS_PEAK, VMP_METRIC_RSS_ANON, VMP_METRIC_RSS_FILE, VMP_METRIC_RSS_SHMEM,
  VMP_METRIC_REFERENCED, VMP_METRIC_ANON_HUGE, VMP_METRIC_HUGETLB, VMP_METRIC_LAZY_FREE, VMP_METRIC_LOCKED,
};
static const VmpMetricId proportional[] = {
  VMP_METRIC_PSS, VMP_METRIC_PSS_ANON, VMP_METRIC_PSS_FILE, VMP_METRIC_PSS_SHMEM,
};
static const VmpMetricId private_shared[] = {
  VMP_METRIC_USS, VMP_METRIC_PRIVATE_CLEAN, VMP_METRIC_PRIVATE_DIRTY,
  VMP_METRIC_SHARED_CLEAN, VMP_METRIC_SHARED_DIRTY,
};
static const VmpMetricId swap[] = {
  VMP_METRIC_SWAP, VMP_METRIC_SWAP_PSS, VMP_METRIC_SWAPPED_IN,
};
static const VmpMetricId heap_stacks[] = {
  VMP_METRIC_HEAP, VMP_METRIC_HEAP_PEAK, VMP_METRIC_HEAP_SIZE,
  VMP_METRIC_STACK, VMP_METRIC_STACK_RESIDENT, VMP_METRIC_THREAD_STACKS, VMP_METRIC_THREADS,
  VMP_METRIC_HEAP_DIRTY, VMP_METRIC_STACK_DIRTY, VMP_METRIC_THREAD_STACKS_DIRTY,
};
static const VmpMetricId faults[] = {
  VMP_METRIC_MINOR_FAULTS, VMP_METRIC_MINOR_FAULT_RATE, VMP_METRIC_MAJOR_FAULTS, VMP_METRIC_MAJOR_FAULT_RATE,
  VMP_METRIC_CHILD_MINOR_FAULTS, VMP_METRIC_CHILD_MAJOR_FAULTS,
};
static const VmpMetricId address_space[] = {
  VMP_METRIC_VSIZE, VMP_METRIC_VSIZE_PEAK, VMP_METRIC_DATA, VMP_METRIC_EXE, VMP_METRIC_LIB,
  VMP_METRIC_PAGE_TABLES, VMP_METRIC_MAPPINGS,
};
static const VmpMetricId input_output[] = {
  VMP_METRIC_READ_BYTES, VMP_METRIC_WRITE_BYTES,
};
static const VmpMetricId other[] = {
  VMP_METRIC_CPU_TIME, VMP_METRIC_OOM_SCORE,
};

static const VmpCliSection sections[] = {
  { N_("Resident"), resident, G_N_ELEMENTS (resident) },
  { N_("Proportional"), proportional, G_N_ELEMENTS (proportional) },
  { N_("Private and shared"), private_shared, G_N_ELEMENTS (private_shared) },
  { N_("Swap"), swap, G_N_ELEMENTS (swap) },
  { N_("Heap and stacks"), heap_stacks, G_N_ELEMENTS (heap_stacks) },
  { N_("Page faults"), faults, G_N_ELEMENTS (faults) },
  { N_("Address space"), address_space, G_N_ELEMENTS (address_space) },
  { N_("Input and output"), input_output, G_N_ELEMENTS (input_output) },
  { N_("Other"), other, G_N_ELEMENTS (other) },
};

/* A metric that is added to the table has to be given its place here. */
G_STATIC_ASSERT (G_N_ELEMENTS (resident) + G_N_ELEMENTS (proportional) + G_N_ELEMENTS (private_shared) +
                 G_N_ELEMENTS (swap) + G_N_ELEMENTS (heap_stacks) + G_N_ELEMENTS (faults) +
                 G_N_ELEMENTS (address_space) + G_N_ELEMENTS (input_output) + G_N_ELEMENTS (other) ==
                 VMP_N_METRICS);

const VmpCliSection *
vmp_cli_get_sections (guint *out_n)
{
  *out_n = G_N_ELEMENTS (sections);
  return sections;
}

static guint
get_line_width (VmpCliOutput *out,
                guint         indent)
{
  guint columns = vmp_cli_output_get_columns (out);
  guint width = columns > 0 ? columns : DEFAULT_COLUMNS;

  return MAX (width, indent + MIN_LINE);
}

void
vmp_cli_print_wrapped (VmpCliOutput *out,
                       const char   *text,
                       guint         indent)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  guint max = get_line_width (out, indent);
  guint at = indent;

  for (guint i = 0; words[i] != NULL; i++)
    {
      guint width = vmp_cli_text_width (words[i]);

      if (at > indent && at + 1 + width > max)
        {
          vmp_cli_output_printf (out, "\n%*s", indent, "");
          at = indent;
        }
      else if (i > 0)
        {
          vmp_cli_output_append (out, " ", 1);
          at++;
        }
      vmp_cli_output_append (out, words[i], -1);
      at += width;
    }
  vmp_cli_output_append (out, "\n", 1);
}

static void
print_part (VmpCliOutput *out,
            const char   *title,
            const char   *text,
            guint         indent)
{
  if (text == NULL || *text == '\0')
    return;
  vmp_cli_output_printf (out, "%*s%s: ", indent, "", title);
  vmp_cli_print_wrapped (out, text, indent + vmp_cli_text_width (title) + 2);
}

void
vmp_cli_print_explanation (VmpCliOutput    *out,
                           const VmpMetric *metric,
                           guint            indent)
{
  vmp_cli_output_printf (out, "%*s", indent, "");
  vmp_cli_print_wrapped (out, _(metric->explanation), indent);
  print_part (out, _("source"), metric->source, indent);
  print_part (out, _("formula"), metric->formula, indent);
}

void
vmp_cli_print_peers (VmpCliOutput    *out,
                     const VmpMetric *metric,
                     guint            indent)
{
  guint n;
  const VmpMetricPeer *rows = vmp_metric_get_peers (metric->id, &n);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *formula = vmp_metric_peer_dup_formula (&rows[i]);
      g_autofree char *title = rows[i].column != NULL
                                 ? g_strdup_printf ("%s %s", vmp_peer_get_name (rows[i].peer), rows[i].column)
                                 : g_strdup (vmp_peer_get_name (rows[i].peer));
      g_autofree char *text = formula != NULL ? g_strdup_printf ("%s. %s", formula, _(rows[i].reason))
                                              : g_strdup (_(rows[i].reason));

      print_part (out, title, text, indent);
    }
}
