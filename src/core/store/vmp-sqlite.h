/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the writer and the reader of recordings share of SQLite. A handle belongs to one thread. */
#pragma once

#include <glib.h>
#include <sqlite3.h>

G_BEGIN_DECLS

/* Sets @error from a result code of SQLite (with the handle's own words where it has some); @what is a path or a table.
 * No database or a damaged one is VMP_ERROR_CORRUPT, no right or no such folder VMP_ERROR_DENIED, the rest (a full disk)
 * VMP_ERROR_IO. Always returns FALSE. */
gboolean      vmp_sqlite_set_error (GError      **error,
                                    sqlite3      *db,
                                    int           code,
                                    const char   *what);
/* One or more statements without result. */
gboolean      vmp_sqlite_run       (sqlite3      *db,
                                    const char   *sql,
                                    const char   *what,
                                    GError      **error);
/* Owned, or NULL with @error; for sqlite3_finalize(). */
sqlite3_stmt *vmp_sqlite_prepare   (sqlite3      *db,
                                    const char   *sql,
                                    const char   *what,
                                    GError      **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (sqlite3_stmt, sqlite3_finalize)

G_END_DECLS
