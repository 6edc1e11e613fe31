/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Types are a partition of whatever text of maps or smaps says. */

#include "config.h"

#include "core/model/vmp-address-space.h"

#include "vmp-fuzz.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr (VmpAddressSpace) space = vmp_address_space_parse ((const char *) data, size, NULL, NULL);
  gint64 mappings_n = 0;
  guint64 size_bytes = 0;

  if (space == NULL)
    return 0;
  for (guint type = 0; type < VMP_N_MAPPING_TYPES; type++)
    {
      mappings_n += vmp_address_space_get_sum (space, type)->mappings_n;
      size_bytes += (guint64) vmp_address_space_get_sum (space, type)->size_bytes;
    }
  for (guint i = 0; i < VMP_N_MAPPING_SIZES; i++)
    {
      gint64 bytes = 0;

      for (guint j = 0; j < vmp_address_space_get_n (space); j++)
        bytes = vmp_value_add (bytes, vmp_mapping_get_size (vmp_address_space_get (space, j), i));
      g_assert_cmpint (bytes, ==, vmp_address_space_get_sum (space, VMP_N_MAPPING_TYPES)->sizes_bytes[i]);
    }
  g_assert_cmpint (mappings_n, ==, vmp_address_space_get_n (space));
  g_assert_cmpuint (size_bytes, ==, (guint64) vmp_address_space_get_sum (space, VMP_N_MAPPING_TYPES)->size_bytes);
  return 0;
}
