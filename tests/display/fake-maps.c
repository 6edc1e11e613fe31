/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Address spaces that tests make up, through the text that the kernel would write. */
#include "config.h"

#include "fake-maps.h"

static void
append (GString *text, const FakeMapping *mapping)
{
  guint64 rss_kib = mapping->rss_bytes / 1024;

  g_string_append_printf (text, "%" G_GINT64_MODIFIER "x-%" G_GINT64_MODIFIER "x %s 00000000 08:01 %" G_GUINT64_FORMAT " %s%s\n",
                          mapping->start_addr, mapping->start_addr + mapping->size_bytes,
                          mapping->permissions != NULL ? mapping->permissions : "rw-p", mapping->inode,
                          mapping->name != NULL ? "                   " : "", mapping->name != NULL ? mapping->name : "");
  g_string_append_printf (text,
                          "Size: %" G_GUINT64_FORMAT " kB\nKernelPageSize: 4 kB\nMMUPageSize: 4 kB\n"
                          "Rss: %" G_GUINT64_FORMAT " kB\nPss: %" G_GUINT64_FORMAT " kB\nPss_Dirty: 0 kB\n"
                          "Shared_Clean: 0 kB\nShared_Dirty: 0 kB\nPrivate_Clean: 0 kB\n"
                          "Private_Dirty: %" G_GUINT64_FORMAT " kB\nReferenced: %" G_GUINT64_FORMAT " kB\n"
                          "Anonymous: %" G_GUINT64_FORMAT " kB\nLazyFree: 0 kB\nAnonHugePages: 0 kB\nShmemPmdMapped: 0 kB\n"
                          "FilePmdMapped: 0 kB\nShared_Hugetlb: 0 kB\nPrivate_Hugetlb: 0 kB\nSwap: 0 kB\nSwapPss: 0 kB\n"
                          "Locked: 0 kB\nTHPeligible: 0\nVmFlags: %s \n",
                          mapping->size_bytes / 1024, rss_kib, rss_kib, rss_kib, rss_kib, rss_kib,
                          mapping->flags != NULL ? mapping->flags : "rd wr mr mw me ac");
}

VmpAddressSpace *
fake_maps_new (const FakeMapping *mappings, guint n)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  VmpAddressSpace *space;

  for (guint i = 0; i < n; i++)
    append (text, &mappings[i]);
  space = vmp_address_space_parse (text->str, text->len, NULL, &error);
  g_assert_no_error (error);
  return space;
}

VmpAddressSpace *
fake_maps_new_usual (guint step)
{
  const FakeMapping mappings[] = {
    { 0x555555554000, 64 * FAKE_KIB, 64 * FAKE_KIB, "r-xp", "/usr/bin/cat", 11, "rd ex mr mw me" },
    { 0x555555564000, 16 * FAKE_KIB, 8 * FAKE_KIB, "rw-p", "/usr/bin/cat", 11, NULL },
    { 0x555555600000, 132 * FAKE_KIB + step * 4 * FAKE_KIB, (20 + step * 4) * FAKE_KIB, NULL, "[heap]", 0, NULL },
    { 0x7ffff0000000, 64 * FAKE_MIB, 12 * FAKE_MIB, NULL, NULL, 0, NULL },
    { 0x7ffff7c00000, 1600 * FAKE_KIB, 900 * FAKE_KIB, "r-xp", "/usr/lib/libc.so.6", 22, "rd ex mr mw me" },
    { 0x7ffff7d90000, 16 * FAKE_KIB, 16 * FAKE_KIB, "rw-p", "/usr/lib/libc.so.6", 22, NULL },
    { 0x7ffff7e00000, 8 * FAKE_KIB, 8 * FAKE_KIB, "rwxp", NULL, 0, "rd wr ex mr mw me ac" },
    { 0x7ffffffde000, 132 * FAKE_KIB, 16 * FAKE_KIB, NULL, "[stack]", 0, "rd wr mr mw me gd ac" },
  };

  return fake_maps_new (mappings, G_N_ELEMENTS (mappings));
}

VmpAddressSpace *
fake_maps_new_many (guint n, guint step)
{
  static const char *const names[] = { NULL, "/usr/lib/x86_64-linux-gnu/libmany.so.1", "/dev/shm/segment", NULL };
  g_autoptr (VmpAddressSpaceBuilder) builder = vmp_address_space_builder_new ();

  for (guint i = 0; i < n; i++)
    {
      const char *name = names[i % 4] != NULL ? names[i % 4] : "";
      VmpSmapsEntry entry = { .has_sizes = TRUE, .flags = "rd wr mr mw me ac", .flags_len = 17 };
      gint64 *fields = (gint64 *) &entry.sizes;
      guint pages = 2 + i * 7 % 13;

      /* 20 are gone at a time, others each time. */
      if ((i + step * 37) % (n / 20) == 0)
        continue;
      for (guint j = 0; j < sizeof entry.sizes / sizeof *fields; j++)
        fields[j] = 0;
      entry.line = (VmpMapsLine) {
        .start_addr = 0x7f0000000000 + i * G_GUINT64_CONSTANT (0x10000),
        .end_addr = 0x7f0000000000 + i * G_GUINT64_CONSTANT (0x10000) + pages * G_GUINT64_CONSTANT (4096),
        .inode = names[i % 4] != NULL ? 100 + i % 4 : 0, .permissions = "rw-p", .name = name, .name_len = strlen (name),
      };
      entry.sizes.size = pages * 4096;
      entry.sizes.rss = (gint64) ((i * 31 + step * 17) % (pages + 1)) * 4096;
      entry.sizes.pss = entry.sizes.private_dirty = entry.sizes.anonymous = entry.sizes.rss;
      vmp_address_space_builder_add (builder, &entry);
    }
  return vmp_address_space_builder_finish (g_steal_pointer (&builder), NULL);
}
