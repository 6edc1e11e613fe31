/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables and views of a recording; docs/recording-format.md tells what they hold. */

#include "config.h"

#include "vmp-recording-schema.h"

static const VmpRecordingTableText tables[VMP_RECORDING_N_TABLES] = {
  [VMP_RECORDING_INFO] = {
    "info",
    "CREATE TABLE info (key TEXT PRIMARY KEY NOT NULL, value) WITHOUT ROWID", 1,
  },
  [VMP_RECORDING_METRIC] = {
    "metric",
    "CREATE TABLE metric (code INTEGER PRIMARY KEY, key TEXT NOT NULL, unit TEXT NOT NULL, kind TEXT NOT NULL)", 1,
  },
  [VMP_RECORDING_CLOCK] = {
    "clock",
    "CREATE TABLE clock (time_nsec INTEGER PRIMARY KEY, realtime_at_boot_nsec INTEGER NOT NULL)", 1,
  },
  [VMP_RECORDING_EVENT] = {
    "event",
    "CREATE TABLE event (id INTEGER PRIMARY KEY, target INTEGER NOT NULL, time_nsec INTEGER NOT NULL,"
    " type INTEGER NOT NULL, samples_before INTEGER NOT NULL, event BLOB NOT NULL, facts TEXT NOT NULL)", 1,
  },
  [VMP_RECORDING_CHUNK] = {
    "chunk",
    "CREATE TABLE chunk (id INTEGER PRIMARY KEY, target INTEGER NOT NULL, first_sample INTEGER NOT NULL,"
    " n INTEGER NOT NULL, begin_nsec INTEGER NOT NULL, end_nsec INTEGER NOT NULL)", 1,
  },
  [VMP_RECORDING_CHUNK_COLUMN] = {
    "chunk_column",
    "CREATE TABLE chunk_column (id INTEGER PRIMARY KEY, n INTEGER NOT NULL, pattern INTEGER, min INTEGER, max INTEGER,"
    " first INTEGER, last INTEGER, data BLOB, reasons BLOB, gaps BLOB)", 1,
  },
  [VMP_RECORDING_RECENT] = {
    "recent",
    "CREATE TABLE recent (target INTEGER NOT NULL, sample INTEGER NOT NULL, time_nsec INTEGER NOT NULL,"
    " duration_nsec INTEGER NOT NULL, data BLOB NOT NULL, PRIMARY KEY (target, sample)) WITHOUT ROWID", 1,
  },
  [VMP_RECORDING_SPAN] = {
    "span",
    "CREATE TABLE span (id INTEGER PRIMARY KEY, target INTEGER NOT NULL, code INTEGER NOT NULL, level INTEGER NOT NULL,"
    " begin_nsec INTEGER NOT NULL, end_nsec INTEGER NOT NULL, n INTEGER NOT NULL, data BLOB NOT NULL)", 1,
  },
  [VMP_RECORDING_SPACE] = {
    "space",
    "CREATE TABLE space (id INTEGER PRIMARY KEY, base INTEGER NOT NULL, n INTEGER NOT NULL)", 2,
  },
  [VMP_RECORDING_MAPPING] = {
    "mapping",
    "CREATE TABLE mapping (id INTEGER PRIMARY KEY, n INTEGER NOT NULL, data BLOB NOT NULL)", 2,
  },
  [VMP_RECORDING_TEXT] = {
    "text",
    "CREATE TABLE text (id INTEGER PRIMARY KEY, text BLOB NOT NULL)", 2,
  },
};

static const char index_text[] = "CREATE INDEX span_by_time ON span (target, code, level, begin_nsec)";

/* A big-endian number of @len bytes from byte @at of @blob on: JSON5 knows hexadecimal numbers. */
#define NUMBER(blob, at, len) "('0x' || hex(substr(" blob ", " at ", " len "))) ->> '$'"

#define WALL_CLOCK(time_nsec) \
  "strftime('%Y-%m-%dT%H:%M:%fZ', (" time_nsec " + (SELECT value FROM info WHERE key = 'realtime_at_boot_nsec')) / 1e9, 'unixepoch')"

static const char views_text[] =
  "CREATE VIEW host AS SELECT substr(key, 6) AS name, value FROM info WHERE key LIKE 'host.%';"
  "CREATE VIEW recording AS SELECT key AS name, value FROM info WHERE key NOT LIKE 'host.%';"

  "CREATE VIEW processes AS SELECT s.target, s.facts ->> 'pid' AS pid, s.facts ->> 'parent_pid' AS parent_pid,"
  " s.facts ->> 'uid' AS uid, s.facts ->> 'name' AS name, s.facts ->> 'exe' AS exe, s.facts ->> 'command' AS command,"
  " s.time_nsec AS begin_nsec, e.time_nsec AS end_nsec, " WALL_CLOCK ("s.time_nsec") " AS begin, "
  WALL_CLOCK ("e.time_nsec") " AS end, e.facts ->> 'status' AS status,"
  " e.facts ->> 'user_nsec' AS user_nsec, e.facts ->> 'system_nsec' AS system_nsec,"
  " e.facts ->> 'max_rss_bytes' AS max_rss_bytes, e.facts ->> 'minor_faults' AS minor_faults,"
  " e.facts ->> 'major_faults' AS major_faults"
  " FROM event s LEFT JOIN event e ON e.target = s.target AND e.type = 5 WHERE s.type = 2;"

  "CREATE VIEW programs AS SELECT target, time_nsec, " WALL_CLOCK ("time_nsec") " AS time,"
  " facts ->> 'name' AS name, facts ->> 'exe' AS exe, facts ->> 'command' AS command FROM event WHERE type IN (2, 3);"

  "CREATE VIEW forks AS SELECT target, time_nsec, " WALL_CLOCK ("time_nsec") " AS time,"
  " facts ->> 'child_target' AS child_target, facts ->> 'child_pid' AS child_pid FROM event WHERE type = 4;"

  "CREATE VIEW marks AS SELECT target, time_nsec, " WALL_CLOCK ("time_nsec") " AS time,"
  " facts ->> 'name' AS name FROM event WHERE type = 8;"

  "CREATE VIEW notes AS SELECT target, time_nsec, facts ->> 'end_nsec' AS end_nsec, " WALL_CLOCK ("time_nsec") " AS time,"
  " facts ->> 'text' AS text FROM event WHERE type = 12;"

  "CREATE VIEW alerts AS SELECT target, time_nsec, " WALL_CLOCK ("time_nsec") " AS time,"
  " facts ->> 'rule' AS rule, facts ->> 'title' AS title, facts ->> 'severity' AS severity, facts ->> 'stage' AS stage,"
  " facts ->> 'metric' AS metric, facts ->> 'unit' AS unit, facts ->> 'value' AS value, facts ->> 'limit' AS \"limit\","
  " facts ->> 'since_nsec' AS since_nsec FROM event WHERE type = 11;"

  /* A stage goes from a mark to the next one, the last to the end. */
  "CREATE VIEW stages AS SELECT target, facts ->> 'name' AS name, time_nsec AS begin_nsec,"
  " lead(time_nsec, 1, (SELECT value FROM info WHERE key = 'end_nsec')) OVER by_time AS end_nsec, "
  WALL_CLOCK ("time_nsec") " AS begin FROM event WHERE type = 8 WINDOW by_time AS (PARTITION BY target ORDER BY id);"

  "CREATE VIEW address_spaces AS SELECT e.target, e.time_nsec, " WALL_CLOCK ("e.time_nsec") " AS time, s.id AS snapshot,"
  " s.n AS mappings, s.base = s.id AS complete, e.facts ->> 'rss_bytes' AS rss_bytes, e.facts ->> 'pss_bytes' AS pss_bytes,"
  " e.facts ->> 'swap_bytes' AS swap_bytes FROM space s JOIN event e ON e.id = s.id;"

  "CREATE VIEW mapping_types AS SELECT e.target, e.time_nsec, " WALL_CLOCK ("e.time_nsec") " AS time, e.id AS snapshot,"
  " t.key AS type, t.value ->> 'mappings' AS mappings, t.value ->> 'size_bytes' AS size_bytes,"
  " t.value ->> 'rss_bytes' AS rss_bytes, t.value ->> 'pss_bytes' AS pss_bytes, t.value ->> 'swap_bytes' AS swap_bytes"
  " FROM event e JOIN json_each(e.facts -> 'types') t WHERE e.type = 9;"

  /* Of each mapping the newest difference up to the snapshot; max() says which row the other columns are of. */
  "CREATE VIEW mappings AS WITH RECURSIVE row (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM row WHERE i < 1023),"
  " record AS MATERIALIZED (SELECT m.id >> 16 AS event, e.target AS target, hex(substr(data, 1 + i * 136, 8)) AS start,"
  " hex(substr(data, 9 + i * 136, 8)) AS end, CAST(substr(data, 49 + i * 136, 4) AS TEXT) AS permissions,"
  " " NUMBER ("data", "17 + i * 136", "8") " AS offset_bytes, " NUMBER ("data", "25 + i * 136", "8") " AS inode,"
  " " NUMBER ("data", "41 + i * 136", "4") " AS name, " NUMBER ("data", "45 + i * 136", "4") " AS flags,"
  " " NUMBER ("data", "53 + i * 136", "4") " AS rss, " NUMBER ("data", "57 + i * 136", "4") " AS pss,"
  " " NUMBER ("data", "77 + i * 136", "4") " AS private_clean, " NUMBER ("data", "81 + i * 136", "4") " AS private_dirty,"
  " " NUMBER ("data", "117 + i * 136", "4") " AS swap, " NUMBER ("data", "129 + i * 136", "4") " AS unknown,"
  " " NUMBER ("data", "133 + i * 136", "1") " AS kernel_page, " NUMBER ("data", "134 + i * 136", "1") " AS mmu_page,"
  " " NUMBER ("data", "135 + i * 136", "1") " AS thp, " NUMBER ("data", "136 + i * 136", "1") " AS protection"
  " FROM mapping m JOIN row ON i < m.n JOIN event e ON e.id = m.id >> 16),"
  " newest AS (SELECT s.id AS snapshot, max(r.event) AS changed, r.* FROM space s JOIN event e ON e.id = s.id"
  " JOIN record r ON r.target = e.target AND r.event BETWEEN s.base AND s.id GROUP BY s.id, r.start)"
  " SELECT n.snapshot, n.target, e.time_nsec, " WALL_CLOCK ("e.time_nsec") " AS time, n.start, n.end, n.permissions,"
  " n.offset_bytes, n.inode, CAST(t.text AS TEXT) AS name, nullif(n.rss, 4294967295) * 1024 AS rss_bytes,"
  " nullif(n.pss, 4294967295) * 1024 AS pss_bytes, nullif(n.private_clean, 4294967295) * 1024 AS private_clean_bytes,"
  " nullif(n.private_dirty, 4294967295) * 1024 AS private_dirty_bytes, nullif(n.swap, 4294967295) * 1024 AS swap_bytes,"
  " CAST(f.text AS TEXT) AS flags, 1 << nullif(n.kernel_page, 0) AS kernel_page_bytes,"
  " 1 << nullif(n.mmu_page, 0) AS mmu_page_bytes, nullif(n.thp, 0) - 1 AS thp_eligible,"
  " nullif(n.protection, 0) - 1 AS protection_key, CAST(u.text AS TEXT) AS unknown"
  " FROM newest n JOIN event e ON e.id = n.snapshot LEFT JOIN text t ON t.id = n.name"
  " LEFT JOIN text f ON f.id = n.flags LEFT JOIN text u ON u.id = n.unknown WHERE n.end <> '0000000000000000';"

  "CREATE VIEW gaps AS SELECT target, facts ->> 'begin_nsec' AS begin_nsec, time_nsec AS end_nsec, "
  WALL_CLOCK ("(facts ->> 'begin_nsec')") " AS begin, " WALL_CLOCK ("time_nsec") " AS end,"
  " facts ->> 'reason' AS reason FROM event WHERE type = 6;"

  "CREATE VIEW observers AS SELECT target, time_nsec, " WALL_CLOCK ("time_nsec") " AS time,"
  " facts ->> 'watched_nsec' AS watched_nsec, facts ->> 'locked_nsec' AS locked_nsec,"
  " facts ->> 'total_nsec' AS total_nsec FROM event WHERE type = 7;"

  /* What a thousand samples were at most and at least: quick, whatever the length. */
  "CREATE VIEW summaries AS SELECT c.target, m.key AS metric, c.begin_nsec, c.end_nsec, " WALL_CLOCK ("c.begin_nsec")
  " AS begin, " WALL_CLOCK ("c.end_nsec") " AS end, k.n, k.min, k.max, k.first, k.last"
  " FROM chunk c JOIN chunk_column k ON k.id > c.id << 16 AND k.id < (c.id << 16) + 60000"
  " JOIN metric m ON m.code = k.id & 65535 WHERE k.n > 0;"

  "CREATE VIEW numbers AS WITH RECURSIVE row (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM row WHERE i < 1023),"
  " head AS (SELECT id >> 16 AS chunk, id & 65535 AS code, n, pattern, data,"
  " " NUMBER ("data", "1", "1") " AS coding, " NUMBER ("data", "2", "1") " AS width,"
  " " NUMBER ("data", "3", "1") " AS shift, " NUMBER ("data", "4", "8") " AS base,"
  " " NUMBER ("data", "12", "8") " AS start FROM chunk_column WHERE n > 0),"
  " offset AS (SELECT chunk, code, pattern, coding, base, start, i, CASE width WHEN 0 THEN 0 ELSE"
  " (" NUMBER ("data", "20 + i * width", "width") ") << shift END AS u FROM head JOIN row ON i < n)"
  " SELECT chunk, code, pattern, i, CASE coding WHEN 0 THEN base + u"
  " ELSE start + sum(base + u) OVER (PARTITION BY chunk, code ORDER BY i) END AS value FROM offset;"

  "CREATE VIEW samples AS WITH RECURSIVE decoded AS MATERIALIZED (SELECT * FROM numbers),"
  " row (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM row WHERE i < 1023),"
  " record AS (SELECT target, time_nsec, " NUMBER ("data", "1 + i * 10", "2") " AS code,"
  " " NUMBER ("data", "3 + i * 10", "8") " AS value FROM recent JOIN row ON i < length(data) / 10)"
  " SELECT c.target, t.value AS time_nsec, " WALL_CLOCK ("t.value") " AS time, m.key AS metric, v.value"
  " FROM chunk c JOIN decoded v ON v.chunk = c.id JOIN metric m ON m.code = v.code"
  " LEFT JOIN decoded p ON p.chunk = c.id AND p.code = 60000 + v.pattern AND p.i = v.i AND v.pattern > 0"
  " JOIN decoded t ON t.chunk = c.id AND t.code = 0 AND t.i = coalesce(p.value, v.i)"
  " UNION ALL SELECT r.target, r.time_nsec, " WALL_CLOCK ("r.time_nsec") ", m.key, r.value"
  " FROM record r JOIN metric m ON m.code = r.code;";

const VmpRecordingTableText *
vmp_recording_schema_get_table (VmpRecordingTable table)
{
  g_return_val_if_fail ((guint) table < VMP_RECORDING_N_TABLES, NULL);

  return &tables[table];
}

const char *
vmp_recording_schema_get_index (void)
{
  return index_text;
}

const char *
vmp_recording_schema_get_views (void)
{
  return views_text;
}
