/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the fuzz targets share: each is one file with one LLVMFuzzerTestOneInput(). */
#pragma once

#include "core/kernel/vmp-error.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* A target for a parser of a whole file: whatever the input is, the error is set exactly on
 * failure, is one of format, and the output is untouched then. */
#define VMP_FUZZ_PARSER(Type, parse) \
  int \
  LLVMFuzzerTestOneInput (const uint8_t *data, \
                          size_t         size) \
  { \
    g_autoptr (GError) error = NULL; \
    Type out, before; \
    memset (&out, 0xa5, sizeof out); \
    memcpy (&before, &out, sizeof out); \
    if (parse ((const char *) data, size, &out, &error)) \
      { \
        g_assert_no_error (error); \
        return 0; \
      } \
    g_assert_error (error, VMP_ERROR, VMP_ERROR_CORRUPT); \
    g_assert_cmpmem (&out, sizeof out, &before, sizeof before); \
    return 0; \
  }
