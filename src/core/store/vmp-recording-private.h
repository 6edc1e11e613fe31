/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parts of the reader of recordings share. */
#pragma once

#include "vmp-recording-schema.h"
#include "vmp-recording.h"
#include "vmp-sqlite.h"

G_BEGIN_DECLS

/* Statements that are prepared once. */
typedef enum
{
  VMP_RECORDING_READ_COLUMN,        /* of id ?1 */
  VMP_RECORDING_READ_EVENT,         /* of id ?1 */
  VMP_RECORDING_READ_RECENT,        /* of target ?1 from sample ?2 on */
  VMP_RECORDING_READ_MAPPINGS,      /* of ids ?1 to ?2 */
  VMP_RECORDING_READ_TEXT,          /* of id ?1 */
  VMP_RECORDING_READ_HEAD,
  VMP_RECORDING_READ_HEADS,          /* of column id ?1 */
  VMP_RECORDING_READ_SPANS,         /* of target ?1, code ?2, level ?3, begin from ?4 on and before ?5 */
  VMP_RECORDING_READ_SPAN_BEFORE,   /* likewise, the last begin up to ?4 */
  VMP_RECORDING_N_READS,
} VmpRecordingRead;

/* A row of the table chunk, checked: times in order, those of a target one after the other. */
typedef struct
{
  gint64  id;
  guint32 target;
  guint   n;
  gint64  first_sample;
  gint64  begin_nsec, end_nsec;
} VmpRecordingChunk;

/* What the head of a chunk's column says. */
typedef struct
{
  gboolean is_known;        /* else there is no such column */
  gint64   n, min, max, first, last;    /* -1 where it is none */
} VmpRecordingHead;

/* A row of the table event, without the event. */
typedef struct
{
  gint64  id;
  gint64  time_nsec, samples_before;
  guint32 target;
  guint8  type;
  guint   next;             /* index of the target's next event; G_MAXUINT if it is the last */
} VmpRecordingEvent;

/* A row of the table space. */
typedef struct
{
  gint64  id, base;         /* of the event, and of the one that is complete */
  gint64  n;                /* mappings */
  gint64  time_nsec;
  guint32 target;
} VmpRecordingSpace;

struct _VmpRecording
{
  char         *path;       /* owned: as it was given, for messages */
  char         *real_path;  /* owned: without links, as SQLite names what lies beside it */
  sqlite3      *db;         /* owned */
  sqlite3_stmt *reads[VMP_RECORDING_N_READS];   /* owned; NULL before first use */
  guint         tables;     /* a bit for each that is there as it should be */
  gint64        version;
  gboolean      has_index, may_check;
  gboolean      may_write;  /* rows of the table event, and no other: who changes it */
  gboolean      is_logged;  /* who reads it and who writes to it don't wait for each other */
  guint         n_readings; /* calls of vmp_recording_begin_reading() that are open */
  gint         *stop;             /* set by another thread: what is being read is of no use any more; NULL */
  gint64        deadline_nsec;    /* of what is being read, CLOCK_MONOTONIC; 0: none */
  GHashTable   *texts;      /* key -> text, both owned */
  GHashTable   *numbers;    /* key -> owned gint64 */
  GPtrArray    *keys;       /* borrowed from both, sorted, NULL-terminated */
  GPtrArray    *problems;   /* of owned text, NULL-terminated */
  GArray       *chunks;     /* of VmpRecordingChunk, by target and sample */
  VmpRecordingHead *heads;  /* owned; of each chunk and metric; NULL: they are read one by one */
  GArray       *events;     /* of VmpRecordingEvent, by id */
  GArray       *targets;    /* of guint32, sorted */
  GArray       *spaces;     /* of VmpRecordingSpace, by id */
  GHashTable   *mappings;   /* of vmp-recording-maps.c: where it is in the differences of each target; NULL before first use */
  GHashTable   *names;      /* likewise: texts by their number */
};

/* One column of a chunk as it is stored. Borrowed until the statement goes on. */
typedef struct
{
  gint64        id;
  guint         n;
  guint         pattern;
  const guint8 *data, *reasons, *gaps;
  gsize         data_len, reasons_len, gaps_len;
} VmpRecordingColumn;

/* The values of one metric in a chunk, or in the plain rows. */
typedef struct
{
  guint  n, n_gaps;
  gint64 times[VMP_RECORDING_CHUNK_SAMPLES], values[VMP_RECORDING_CHUNK_SAMPLES];
  struct { guint index; gint64 begin_nsec; } gaps[VMP_RECORDING_CHUNK_SAMPLES];   /* that end at the value of that index */
} VmpRecordingValues;

/* Notes what could not be read. */
void          vmp_recording_add_problem   (VmpRecording *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* The same from SQLite's code; @what: a table. */
void          vmp_recording_add_error     (VmpRecording *self, int code, const char *what);
/* TRUE once the limit is over. */
gboolean      vmp_recording_is_late       (VmpRecording *self);
/* What is read from now on may take so long; 0: as long as it takes. */
void          vmp_recording_set_limit     (VmpRecording *self, guint msec);
/* The statement, reset; NULL if its table is not there (which has been noted). Borrowed. */
sqlite3_stmt *vmp_recording_get_read      (VmpRecording *self, VmpRecordingRead read);
/* sqlite3_step(): TRUE if there is a row; at the end or at an error (noted) FALSE, and it is reset. */
gboolean      vmp_recording_step          (VmpRecording *self, sqlite3_stmt *statement, const char *what);
/* Column @at as a number that is neither NULL nor negative; -1 if it is not one. */
gint64        vmp_recording_get_count     (sqlite3_stmt *statement, int at);
/* The column under the statement. FALSE if it is not one. */
gboolean      vmp_recording_read_column   (sqlite3_stmt *statement, VmpRecordingColumn *out);
/* The chunks of @target. Borrowed. */
VmpRecordingChunk *vmp_recording_find_chunks (VmpRecording *self, guint32 target, guint *out_n);

/* The event of that number, or NULL. Borrowed. */
const VmpRecordingEvent *vmp_recording_find_event (VmpRecording *self, gint64 id);

/* --- vmp-recording-open.c --- */

/* Nothing is read yet. */
VmpRecording *vmp_recording_new           (const char *path) G_GNUC_WARN_UNUSED_RESULT;
/* Absolute and, if the file is there, without links. Does I/O. */
char         *vmp_recording_dup_real_path (const char *path) G_GNUC_WARN_UNUSED_RESULT;
/* Opens the database, so that nothing of it is run, and looks which tables it has. */
gboolean      vmp_recording_connect       (VmpRecording *self, GError **error);

/* --- vmp-recording-heads.c --- */

/* The columns n, min, max, first and last under the statement, from @at on. */
void          vmp_recording_read_head     (sqlite3_stmt *statement, int at, VmpRecordingHead *out);
/* NULL: they were not loaded. Borrowed. */
const VmpRecordingHead *
              vmp_recording_get_head      (VmpRecording *self, const VmpRecordingChunk *chunk, VmpMetricId id);

/* --- vmp-recording-directory.c --- */

void          vmp_recording_load_directories (VmpRecording *self);

/* --- vmp-recording-maps.c --- */

/* The mappings that belong to the ADDRESS_SPACE event @id, with what @head (nullable) tells beside them. NULL if they can't be
 * read (noted). */
VmpAddressSpace *vmp_recording_load_mappings (VmpRecording *self, gint64 id, const VmpAddressSpace *head);

/* --- vmp-recording-replay.c --- */

/* The event of @entry, whole; FALSE if it can't be read (noted). For vmp_event_clear(). */
gboolean      vmp_recording_load_event    (VmpRecording *self, const VmpRecordingEvent *entry, VmpEvent *out);

/* --- vmp-chunk-reader.c --- */

/* Replaces *samples (of VmpSample) by all of @chunk. FALSE if not even their times can be read (noted). */
gboolean      vmp_recording_load_samples  (VmpRecording             *self,
                                           const VmpRecordingChunk  *chunk,
                                           GArray                   *samples);

/* The values of one metric alone. FALSE if there are none, or they can't be read (noted). */
gboolean      vmp_recording_load_values   (VmpRecording             *self,
                                           const VmpRecordingChunk  *chunk,
                                           VmpMetricId               id,
                                           VmpRecordingValues       *out);
/* The same of the plain rows of @target. */
gboolean      vmp_recording_load_recent   (VmpRecording             *self,
                                           guint32                   target,
                                           VmpMetricId               id,
                                           VmpRecordingValues       *out);
/* How many values of a metric it has, by its head alone. */
guint64       vmp_recording_count_values  (VmpRecording             *self,
                                           const VmpRecordingChunk  *chunk,
                                           VmpMetricId               id);
/* The first of the @n @chunks that ends at or after @time_nsec; @n if none does. */
guint         vmp_recording_bisect_chunks (const VmpRecordingChunk  *chunks,
                                           guint                     n,
                                           gint64                    time_nsec);

/* Starts with @target's plain rows that are in no chunk. NULL if there are none. */
sqlite3_stmt *vmp_recording_begin_recent  (VmpRecording *self, guint32 target);
/* The next row; FALSE at the end. */
gboolean      vmp_recording_next_recent   (VmpRecording *self, sqlite3_stmt *statement, gint64 *out_sample,
                                           VmpSample *out);

G_END_DECLS
