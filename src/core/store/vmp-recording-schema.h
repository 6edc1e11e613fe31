/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables and views of a recording; docs/recording-format.md tells what they hold. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* "VMPR" */
#define VMP_RECORDING_APPLICATION_ID 0x564D5052
/* user_version: a change of a table's text or meaning is another one. */
#define VMP_RECORDING_VERSION 3

/* chunk_column.id is chunk << 16 | code: of a metric, or one of these. */
#define VMP_RECORDING_CODE_TIME 0
#define VMP_RECORDING_CODE_PATTERN 60000    /* + pattern */
#define VMP_RECORDING_CODE_DURATION 65535

/* Samples of a full chunk. */
#define VMP_RECORDING_CHUNK_SAMPLES 1024
/* Values that a span of level 1 stands for; spans of a level that one of the next stands for; spans of a row. */
#define VMP_RECORDING_SPAN_VALUES 64
#define VMP_RECORDING_SPAN_FAN 16
#define VMP_RECORDING_SPAN_ROW 256
#define VMP_RECORDING_SPAN_LEVELS 6
#define VMP_RECORDING_SPAN_COLUMNS 8

/* A record of recent.data: code and number, big-endian. */
#define VMP_RECORDING_RECORD_BYTES 10
#define VMP_RECORDING_RECORD_MISSING 0x8000   /* in the code: the number is a VmpReason */
#define VMP_RECORDING_RECORD_GAP 0x4000       /* in the code: the number is when a gap began that ends at the value that follows */

typedef enum
{
  VMP_RECORDING_INFO,
  VMP_RECORDING_METRIC,
  VMP_RECORDING_CLOCK,
  VMP_RECORDING_EVENT,
  VMP_RECORDING_CHUNK,
  VMP_RECORDING_CHUNK_COLUMN,
  VMP_RECORDING_RECENT,
  VMP_RECORDING_SPAN,
  VMP_RECORDING_SPACE,
  VMP_RECORDING_MAPPING,
  VMP_RECORDING_TEXT,
  VMP_RECORDING_N_TABLES,
} VmpRecordingTable;

typedef struct
{
  const char *name;
  const char *sql;    /* as it stands in sqlite_schema, to the letter: a reader takes no other */
  guint       since;  /* version that had it first */
} VmpRecordingTableText;

const VmpRecordingTableText *vmp_recording_schema_get_table (VmpRecordingTable table);
/* The index span_by_time, likewise. */
const char                  *vmp_recording_schema_get_index (void);
/* CREATE VIEW statements, for people with an SQL shell; no reader of ours uses them. */
const char                  *vmp_recording_schema_get_views (void);

G_END_DECLS
