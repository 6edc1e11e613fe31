/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parts of vmp maps share. */
#pragma once

#include "core/model/vmp-address-space.h"
#include "vmp-cli-json.h"
#include "vmp-cli.h"

G_BEGIN_DECLS

/* The command line as understood. */
typedef struct
{
  gboolean      types[VMP_N_MAPPING_TYPES];   /* which are shown */
  gboolean      summary, json, csv, no_headers;
  gboolean      all;                          /* of a comparison: what did not change too */
  VmpCliNumbers numbers;
} VmpCliMapsOptions;

/* One address space, and where it is from. */
typedef struct
{
  VmpAddressSpace *space;         /* owned */
  const char      *source;        /* "smaps", "maps", "pmap", "recording": what was read; static */
  const char      *path;          /* of the file it is from, or NULL; borrowed */
  gint64           time_nsec;     /* CLOCK_BOOTTIME of the reading; VMP_MISSING if it was not made now */
  gint64           cost_nsec;     /* how long the reading took */
  gint64           at_nsec;       /* of a recording: after its beginning; else VMP_MISSING */
  gint32           pid;           /* of a recording: whose they are */
  gboolean         is_process;    /* the following are filled */
  VmpProcessInfo   info;          /* owned */
  VmpCliProcess    process;       /* borrows from info */
} VmpCliMaps;

/* Reads the mappings of @pid; where sizes are refused, ranges alone, which is said on stderr. FALSE with an error that
 * says what to do. */
gboolean vmp_cli_maps_load_process  (VmpCliMaps              *self,
                                     gint32                   pid,
                                     GError                 **error);
/* From a text or folder that was saved; "-" is standard input. */
gboolean vmp_cli_maps_load_file     (VmpCliMaps              *self,
                                     const char              *path,
                                     GError                 **error);
/* TRUE if @path can be one. */
gboolean vmp_cli_maps_is_recording  (const char              *path);
/* From a recording: of the process with the id @pid_text (NULL: the first), the snapshot nearest to @at (seconds after the
 * beginning; NULL: the end). Which one it is, is said on stderr. */
gboolean vmp_cli_maps_load_recording (VmpCliMaps             *self,
                                     const char              *path,
                                     const char              *at,
                                     const char              *pid_text,
                                     GError                 **error);
/* Says in @error why @process can't be read, and what would help. Always FALSE. */
gboolean vmp_cli_maps_fail_process  (VmpProcess              *process,
                                     const GError            *cause,
                                     GError                 **error);
void     vmp_cli_maps_clear         (VmpCliMaps              *self);
/* FALSE if sizes in memory are not known, ranges alone. */
gboolean vmp_cli_maps_has_sizes     (const VmpCliMaps        *self);

/* Keys of types and of groups of types ("heap") between commas; FALSE with G_OPTION_ERROR_BAD_VALUE. */
gboolean vmp_cli_maps_parse_types   (const char              *text,
                                     gboolean                 types[VMP_N_MAPPING_TYPES],
                                     GError                 **error);
/* The sum of all types that are shown. */
void     vmp_cli_maps_sum           (const VmpAddressSpace   *space,
                                     const VmpCliMapsOptions *options,
                                     VmpMappingSum           *out);
/* The name of @mapping as it is shown to people: escaped, with the thread whose stack it is. Owned. */
char    *vmp_cli_maps_dup_name      (const VmpAddressSpace   *space,
                                     const VmpMapping        *mapping) G_GNUC_WARN_UNUSED_RESULT;

void     vmp_cli_maps_print_text    (const VmpCliMaps        *self,
                                     const VmpCliMapsOptions *options,
                                     VmpCliOutput            *out);
void     vmp_cli_maps_print_json    (const VmpCliMaps        *self,
                                     const VmpCliMapsOptions *options,
                                     VmpCliOutput            *out);
void     vmp_cli_maps_print_csv     (const VmpCliMaps        *self,
                                     const VmpCliMapsOptions *options,
                                     VmpCliOutput            *out);

/* What is different in @after. */
void     vmp_cli_maps_print_diff    (const VmpCliMaps        *before,
                                     const VmpCliMaps        *after,
                                     const VmpCliMapsOptions *options,
                                     VmpCliOutput            *out);
/* What the pages of the mapping at @addr are. */
gboolean vmp_cli_maps_print_pages   (gint32                   pid,
                                     guint64                  addr,
                                     const VmpCliMapsOptions *options,
                                     VmpCliOutput            *out,
                                     GError                 **error);

/* Text as a JSON string with its quotes. It is as it was if it is UTF-8; else stray bytes are written as \xNN. */
void     vmp_cli_json_append_string (GString                 *out,
                                     const char              *text);
/* A further member with a number, or null if it is missing. */
void     vmp_cli_json_append_value  (GString                 *out,
                                     const char              *member,
                                     gint64                   value);
/* Text as a field of CSV, quoted where need be. */
void     vmp_cli_csv_append_text    (GString                 *out,
                                     const char              *text);

G_END_DECLS
