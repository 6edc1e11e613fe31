/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the pages of one mapping are: runs of pages alike. */

#include "config.h"

#include "vmp-cli-maps.h"

#include <glib/gi18n.h>

#include "core/engine/vmp-map-reader.h"
#include "core/engine/vmp-page-reader.h"
#include "core/kernel/vmp-error.h"
#include "vmp-cli-stat.h"
#include "vmp-cli-table.h"

/* What is told of a run that was never touched. */
#define UNTOUCHED "untouched"

typedef struct
{
  const VmpCliMapsOptions *options;
  const VmpAddressSpace   *space;
  const VmpMapping        *mapping;
  const VmpPageStates     *states;
} Printer;

/* Calls @func for all stretches, those without a run among them too (bits 0). */
typedef void (*StretchFunc) (const Printer *self, guint64 start_addr, guint64 end_addr, guint32 bits, gpointer data);

static void
foreach_stretch (const Printer *self,
                 StretchFunc    func,
                 gpointer       data)
{
  guint64 at = vmp_page_states_get_start_addr (self->states), end = vmp_page_states_get_end_addr (self->states);
  guint n;
  const VmpPageRun *runs = vmp_page_states_get_runs (self->states, &n);

  for (guint i = 0; i < n; i++)
    {
      guint64 run_end = runs[i].start_addr + (guint64) runs[i].n_pages * vmp_page_states_get_page_size (self->states);

      if (runs[i].start_addr > at)
        func (self, at, runs[i].start_addr, 0, data);
      func (self, runs[i].start_addr, run_end, runs[i].bits, data);
      at = run_end;
    }
  if (at < end)
    func (self, at, end, 0, data);
}

/* The keys of @bits with @separator between, or UNTOUCHED. */
static void
append_keys (GString    *out,
             guint32     bits,
             const char *separator)
{
  gsize len = out->len;

  for (guint i = 0; i < VMP_N_PAGE_BITS; i++)
    {
      if ((bits & 1u << i) != 0)
        g_string_append_printf (out, "%s%s", out->len > len ? separator : "", vmp_page_bit_to_key (1u << i));
    }
  if (bits == 0)
    g_string_append (out, UNTOUCHED);
}

static guint64
pages_of (const Printer *self,
          guint64        start_addr,
          guint64        end_addr)
{
  return (end_addr - start_addr) / vmp_page_states_get_page_size (self->states);
}

static guint64
count (const Printer *self,
       guint32        bit)
{
  return vmp_page_states_count (self->states, 0, G_MAXUINT64, bit);
}

static guint64
count_untouched (const Printer *self)
{
  guint64 touched = 0;
  guint n;
  const VmpPageRun *runs = vmp_page_states_get_runs (self->states, &n);

  for (guint i = 0; i < n; i++)
    touched += runs[i].n_pages;
  return pages_of (self, vmp_page_states_get_start_addr (self->states), vmp_page_states_get_end_addr (self->states)) - touched;
}

/* --- a table --- */

static void
add_row_cb (const Printer *self,
            guint64        start_addr,
            guint64        end_addr,
            guint32        bits,
            gpointer       data)
{
  VmpCliTable *table = data;
  g_autoptr (GString) keys = g_string_new (NULL);
  char text[VMP_FORMAT_SIZE];

  g_snprintf (text, sizeof text, "%012" G_GINT64_MODIFIER "x", start_addr);
  vmp_cli_table_add_cell (table, text);
  vmp_cli_table_add_cell (table, vmp_cli_format_value (text, VMP_UNIT_COUNT, pages_of (self, start_addr, end_addr),
                                                       &self->options->numbers));
  vmp_cli_table_add_cell (table, vmp_cli_format_value (text, VMP_UNIT_BYTES, end_addr - start_addr, &self->options->numbers));
  append_keys (keys, bits, ",");
  vmp_cli_table_add_cell (table, keys->str);
}

static void
print_text (const Printer *self,
            VmpCliOutput  *out)
{
  g_autoptr (VmpCliTable) table = vmp_cli_table_new ();
  guint32 known = vmp_page_states_get_known_bits (self->states);
  g_autoptr (GString) unknown = g_string_new (NULL);
  g_autofree char *name = vmp_cli_maps_dup_name (self->space, self->mapping);

  vmp_cli_table_add_column (table, "ADDRESS", VMP_CLI_ALIGN_RIGHT);
  vmp_cli_table_add_column (table, "PAGES", VMP_CLI_ALIGN_RIGHT);
  vmp_cli_table_add_column (table, "SIZE", VMP_CLI_ALIGN_RIGHT);
  vmp_cli_table_add_column (table, "STATE", VMP_CLI_ALIGN_LEFT);
  foreach_stretch (self, add_row_cb, table);
  vmp_cli_table_print (table, out, !self->options->no_headers, vmp_cli_output_get_columns (out));
  if (self->options->no_headers)
    return;
  vmp_cli_output_printf (out, "\n%s %s %s\n", vmp_mapping_type_get (self->mapping->type)->key, self->mapping->permissions, name);
  vmp_cli_output_printf (out, _("Read by: %s\n"), vmp_page_source_to_key (vmp_page_states_get_source (self->states)));
  for (guint32 bit = 1; bit < VMP_PAGE_UNKNOWN; bit <<= 1)
    {
      if ((known & bit) == 0)
        g_string_append_printf (unknown, "%s%s", unknown->len > 0 ? ", " : "", vmp_page_bit_to_key (bit));
    }
  if (unknown->len > 0)
    vmp_cli_output_printf (out, _("Not known, as this kernel does not tell: %s\n"), unknown->str);
}

/* --- JSON and CSV --- */

static void
append_json_keys (GString *out,
                  guint32  bits)
{
  gboolean any = FALSE;

  g_string_append_c (out, '[');
  for (guint i = 0; i < VMP_N_PAGE_BITS; i++)
    {
      if ((bits & 1u << i) == 0)
        continue;
      g_string_append_printf (out, "%s\"%s\"", any ? ", " : "", vmp_page_bit_to_key (1u << i));
      any = TRUE;
    }
  g_string_append_c (out, ']');
}

static void
append_json_run_cb (const Printer *self,
                    guint64        start_addr,
                    guint64        end_addr,
                    guint32        bits,
                    gpointer       data)
{
  GString *text = data;

  g_string_append_printf (text, "%s\n    {\"start\": \"%" G_GINT64_MODIFIER "x\", \"end\": \"%" G_GINT64_MODIFIER "x\", \"pages\": %"
                          G_GUINT64_FORMAT ", \"states\": ", text->str[text->len - 1] == '}' ? "," : "", start_addr, end_addr,
                          pages_of (self, start_addr, end_addr));
  append_json_keys (text, bits);
  g_string_append_c (text, '}');
}

static void
print_json (const Printer *self,
            VmpCliOutput  *out)
{
  guint32 known = vmp_page_states_get_known_bits (self->states);
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_printf (text, "{\n  \"mapping\" : {\"start\": \"%" G_GINT64_MODIFIER "x\", \"end\": \"%" G_GINT64_MODIFIER "x\", \"type\": \"%s\", "
                   "\"permissions\": \"%s\", \"name\": ", self->mapping->start_addr, self->mapping->end_addr,
                   vmp_mapping_type_get (self->mapping->type)->key, self->mapping->permissions);
  vmp_cli_json_append_string (text, vmp_address_space_get_name (self->space, self->mapping));
  g_string_append_printf (text, "},\n  \"source\" : \"%s\",\n  \"page-size\" : %u,\n  \"known\" : ",
                          vmp_page_source_to_key (vmp_page_states_get_source (self->states)),
                          vmp_page_states_get_page_size (self->states));
  append_json_keys (text, known);
  g_string_append (text, ",\n  \"runs\" : [");
  foreach_stretch (self, append_json_run_cb, text);
  g_string_append_printf (text, "\n  ],\n  \"total\" : {\"" UNTOUCHED "\": %" G_GUINT64_FORMAT, count_untouched (self));
  for (guint i = 0; i < VMP_N_PAGE_BITS; i++)
    vmp_cli_json_append_value (text, vmp_page_bit_to_key (1u << i), (known & 1u << i) != 0 ? (gint64) count (self, 1u << i) : VMP_MISSING);
  vmp_cli_output_printf (out, "%s}\n}\n", text->str);
}

static void
print_csv_run_cb (const Printer *self,
                  guint64        start_addr,
                  guint64        end_addr,
                  guint32        bits,
                  gpointer       data)
{
  g_autoptr (GString) keys = g_string_new (NULL);

  append_keys (keys, bits, " ");
  vmp_cli_output_printf (data, "%" G_GINT64_MODIFIER "x,%" G_GINT64_MODIFIER "x,%" G_GUINT64_FORMAT ",%s\n", start_addr, end_addr,
                         pages_of (self, start_addr, end_addr), keys->str);
}

static void
print_csv (const Printer *self,
           VmpCliOutput  *out)
{
  if (!self->options->no_headers)
    vmp_cli_output_append (out, "start,end,pages,states\n", -1);
  foreach_stretch (self, print_csv_run_cb, out);
}

/* --- reading --- */

static const VmpMapping *
find_mapping (const VmpAddressSpace *space,
              guint64                addr)
{
  for (guint i = 0; i < vmp_address_space_get_n (space); i++)
    {
      const VmpMapping *mapping = vmp_address_space_get (space, i);

      if (addr >= mapping->start_addr && addr < mapping->end_addr)
        return mapping;
    }
  return NULL;
}

static gboolean
fail_address (gint32    pid,
              guint64   addr,
              GError  **error)
{
  char text[24];

  g_snprintf (text, sizeof text, "%" G_GINT64_MODIFIER "x", addr);
  return vmp_error_set (error, VMP_ERROR_UNSUPPORTED, _("process %d has no mapping at %s; 'vmp maps %d' lists them"), pid, text, pid);
}

static gboolean
load (VmpProcess  *process,
      gint32       pid,
      guint64      addr,
      Printer     *out,
      GError     **error)
{
  VmpBuffer buffer = VMP_BUFFER_INIT;
  g_autoptr (GError) local = NULL;
  VmpAddressSpace *space = vmp_map_reader_load_ranges (process, &buffer, &local);

  vmp_buffer_clear (&buffer);
  if (space == NULL)
    return vmp_cli_maps_fail_process (process, local, error);
  out->space = space;
  out->mapping = find_mapping (space, addr);
  if (out->mapping == NULL)
    return fail_address (pid, addr, error);
  out->states = vmp_page_reader_load (process, out->mapping->start_addr, out->mapping->end_addr,
                                      vmp_process_get_page_size_bytes (process), NULL, NULL, &local);
  return out->states != NULL || vmp_cli_maps_fail_process (process, local, error);
}

gboolean
vmp_cli_maps_print_pages (gint32                    pid,
                          guint64                   addr,
                          const VmpCliMapsOptions  *options,
                          VmpCliOutput             *out,
                          GError                  **error)
{
  g_autoptr (VmpProcRoot) root = vmp_proc_root_new (NULL, error);
  g_autoptr (VmpProbe) probe = root != NULL ? vmp_cli_stat_open (root, pid, error) : NULL;
  Printer printer = { .options = options };
  gboolean done = probe != NULL && load (vmp_probe_get_process (probe), pid, addr, &printer, error);

  if (done && options->json)
    print_json (&printer, out);
  else if (done && options->csv)
    print_csv (&printer, out);
  else if (done)
    print_text (&printer, out);
  g_clear_pointer ((VmpPageStates **) &printer.states, vmp_page_states_unref);
  g_clear_pointer ((VmpAddressSpace **) &printer.space, vmp_address_space_unref);
  return done;
}
