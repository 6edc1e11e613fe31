/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Address spaces from texts that somebody saved. */
#pragma once

#include "vmp-address-space.h"

G_BEGIN_DECLS

/* What a text is, as its content says. */
typedef enum
{
  VMP_IMPORT_MAPS,
  VMP_IMPORT_SMAPS,
  VMP_IMPORT_PMAP,    /* of pmap -X or -XX */
  VMP_N_IMPORT_FORMS
} VmpImportForm;

/* FALSE if it is none of them. */
gboolean         vmp_maps_import_recognise (const char                  *text,
                                            gsize                        len,
                                            VmpImportForm               *out_form);
/* Parses text of whichever form it is. @facts: nullable; the pid that pmap writes is used where they have none. NULL with
 * VMP_ERROR_CORRUPT, with the line. */
VmpAddressSpace *vmp_maps_import_parse     (const char                  *text,
                                            gsize                        len,
                                            const VmpAddressSpaceFacts  *facts,
                                            VmpImportForm               *out_form,
                                            GError                     **error) G_GNUC_WARN_UNUSED_RESULT;
/* "maps", "smaps", "pmap": stable, in JSON. Static. */
const char      *vmp_import_form_to_key    (VmpImportForm                form);

G_END_DECLS
