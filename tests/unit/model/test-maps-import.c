/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts that somebody saved: what they are taken for, what is read of them, and what is said of those that are damaged. */

#include "config.h"

#include "core/kernel/vmp-error.h"
#include "core/model/vmp-maps-import.h"

#include <string.h>

#define TITLES "         Address Perm   Offset Device  Inode Size  Rss Pss Swap THPeligible Mapping\n"
#define FLAG_TITLES "         Address Perm   Offset Device  Inode Size  Rss              VmFlags Mapping\n"
#define MAPS "1000-3000 r-xp 00000000 08:01 7                          /bin/x\n"
#define SUMS "                                             ==== ==== === ==== =========== \n" \
             "                                             8    4    2   0    0           KB \n"

/* Text; what comes out: form, pid, and of each mapping "start-end permissions rss 'name' [flags]", or the error. */
typedef struct
{
  const char *name;
  const char *text;
  const char *result;
} Case;

static const Case cases[] = {
  { "maps", MAPS, "maps 0: 1000-3000 r-xp - '/bin/x' []" },
  { "maps-without-end", "1000-3000 r-xp 00000000 08:01 7 /bin/x", "maps 0: 1000-3000 r-xp - '/bin/x' []" },
  { "smaps", MAPS "Size: 8 kB\nRss: 4 kB\nVmFlags: rd ex\n", "smaps 0: 1000-3000 r-xp 4096 '/bin/x' [rd ex]" },
  { "crlf", "1000-3000 r-xp 00000000 08:01 7 /bin/x\r\nSize: 8 kB\r\nRss: 4 kB\r\n", "smaps 0: 1000-3000 r-xp 4096 '/bin/x' []" },
  { "byte-order-mark", "\xef\xbb\xbf" MAPS, "maps 0: 1000-3000 r-xp - '/bin/x' []" },
  { "pmap", "14941:   bash -c x: y\n" TITLES
            "    563d6e4f8000 r--p 00000000  fe:00 247101    8    4   2    0           0 a name (deleted)\n"
            "ffffffffff600000 --xp 00000000  00:00      0    4    0   0    0           0 \n" SUMS,
    "pmap 14941: 563d6e4f8000-563d6e4fa000 r--p 4096 'a name (deleted)' []; ffffffffff600000-ffffffffff601000 --xp 0 '' []" },
  { "pmap-flags", "12:   x\n" FLAG_TITLES
                  "    563d6e4f8000 r--p 00000000  fe:00 247101    8    4          rd mr mw me bash\n"
                  "    563d6e5f8000 rw-p 00000000  00:00      0    4    0    rd wr mr mw me ac \n",
    "pmap 12: 563d6e4f8000-563d6e4fa000 r--p 4096 'bash' [rd mr mw me]; 563d6e5f8000-563d6e5f9000 rw-p 0 '' [rd wr mr mw me ac]" },
  { "pmap-new-column", "12:   x\n         Address Perm   Offset Device  Inode Size  Rss News Mapping\n"
                       "    563d6e4f8000 r--p 00000000  fe:00 247101    8    4    3 bash\n",
    "pmap 12: 563d6e4f8000-563d6e4fa000 r--p 4096 'bash' []" },
  { "empty", "", "there is nothing in it" },
  { "other", "hello\n", "line 1: neither maps, nor smaps, nor what pmap -X prints" },
  { "blank-first", "\n" MAPS, "line 1: neither maps, nor smaps, nor what pmap -X prints" },
  { "maps-damaged", MAPS MAPS "3000-4000 r-xp junk\n", "line 3: not a mapping" },
  { "smaps-damaged", MAPS "Size: 8 kB\nRss: many kB\n", "line 3: Rss:            " },
  { "pmap-short", "12:   x\n", "line 2: not the titles of pmap -X" },
  { "pmap-small-x", "12:   x\nAddress           Kbytes     RSS   Dirty Mode  Mapping\n", "line 2: not the titles of pmap -X" },
  { "pmap-damaged", "12:   x\n" TITLES "    563d6e4f8000 r--p 00000000  fe:00 247101    8    x   2    0           0 bash\n",
    "line 3: not a mapping of pmap -X" },
  { "pmap-permissions", "12:   x\n" TITLES "    563d6e4f8000 r?-p 00000000  fe:00 247101    8    4   2    0           0 bash\n",
    "line 3: not a mapping of pmap -X" },
  { "pmap-no-size", "12:   x\n         Address Perm   Offset Device  Inode Rss Mapping\n    563d6e4f8000 r--p 00000000  fe:00 247101 4 bash\n",
    "line 3: a mapping without a size" },
  { "pmap-overflow", "12:   x\n         Address Perm   Offset Device  Inode Size Mapping\n"
                     "ffffffffffffffff r--p 00000000  fe:00 247101 4 bash\n", "line 3: a mapping without a size" },
  { "pmap-two", "12:   x\n" TITLES "    563d6e4f8000 r--p 00000000  fe:00 247101    8    4   2    0           0 bash\n" SUMS "13:   y\n" TITLES,
    "line 6: another process: one at a time" },
};

static char *
dup_result (const Case *one)
{
  g_autoptr (GError) error = NULL;
  VmpImportForm form;
  g_autoptr (VmpAddressSpace) space = vmp_maps_import_parse (one->text, strlen (one->text), NULL, &form, &error);
  GString *out;

  if (space == NULL)
    {
      g_assert_error (error, VMP_ERROR, VMP_ERROR_CORRUPT);
      return g_strdup (error->message);
    }
  g_assert_no_error (error);
  out = g_string_new (NULL);
  g_string_printf (out, "%s %d:", vmp_import_form_to_key (form), vmp_address_space_get_facts (space)->pid);
  for (guint i = 0; i < vmp_address_space_get_n (space); i++)
    {
      const VmpMapping *mapping = vmp_address_space_get (space, i);
      gint64 rss = vmp_mapping_get_size (mapping, VMP_MAPPING_RSS);
      g_autofree char *number = rss == VMP_MISSING ? g_strdup ("-") : g_strdup_printf ("%" G_GINT64_FORMAT, rss);

      g_string_append_printf (out, "%s %lx-%lx %s %s '%s' [%s]", i > 0 ? ";" : "", mapping->start_addr, mapping->end_addr,
                              mapping->permissions, number, vmp_address_space_get_name (space, mapping),
                              vmp_address_space_get_flags (space, mapping));
    }
  return g_string_free (out, FALSE);
}

static void
test_case (gconstpointer data)
{
  const Case *one = data;
  g_autofree char *result = dup_result (one);

  g_assert_cmpstr (result, ==, one->result);
}

/* What is known of the process besides is kept, and goes before what pmap says. */
static void
test_facts (void)
{
  const VmpAddressSpaceFacts facts = { .pid = 77, .exe_path = "/bin/x" };
  static const char text[] = "12:   x\n" TITLES "    563d6e4f8000 r-xp 00000000  fe:00 247101    8    4   2    0           0 /bin/x\n";
  VmpImportForm form;
  g_autoptr (VmpAddressSpace) space = vmp_maps_import_parse (text, strlen (text), &facts, &form, NULL);

  g_assert_nonnull (space);
  g_assert_cmpint (vmp_address_space_get_facts (space)->pid, ==, 77);
  g_assert_cmpint (vmp_address_space_get (space, 0)->type, ==, VMP_MAPPING_PROGRAM_IMAGE);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/maps-import/%s", cases[i].name);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/maps-import/facts", test_facts);
  return g_test_run ();
}
