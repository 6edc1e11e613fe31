/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the writer and the reader of recordings share of SQLite. */

#include "config.h"

#include "vmp-sqlite.h"

#include "core/kernel/vmp-error.h"

static VmpError
to_error (int code)
{
  switch (code & 0xff)
    {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_MISMATCH:
    case SQLITE_FORMAT:
    case SQLITE_ERROR:
    case SQLITE_SCHEMA:
    case SQLITE_AUTH:
      return VMP_ERROR_CORRUPT;
    case SQLITE_TOOBIG:
    case SQLITE_INTERRUPT:
      return VMP_ERROR_TOO_BIG;
    case SQLITE_PERM:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
      return VMP_ERROR_DENIED;
    default:
      return VMP_ERROR_IO;
    }
}

gboolean
vmp_sqlite_set_error (GError     **error,
                      sqlite3     *db,
                      int          code,
                      const char  *what)
{
  gboolean has_words = db != NULL && (sqlite3_errcode (db) & 0xff) == (code & 0xff);

  return vmp_error_set (error, to_error (code), "%s: %s", what, has_words ? sqlite3_errmsg (db) : sqlite3_errstr (code));
}

gboolean
vmp_sqlite_run (sqlite3     *db,
                const char  *sql,
                const char  *what,
                GError     **error)
{
  int code = sqlite3_exec (db, sql, NULL, NULL, NULL);

  return code == SQLITE_OK || vmp_sqlite_set_error (error, db, code, what);
}

sqlite3_stmt *
vmp_sqlite_prepare (sqlite3     *db,
                    const char  *sql,
                    const char  *what,
                    GError     **error)
{
  sqlite3_stmt *statement = NULL;
  int code = sqlite3_prepare_v2 (db, sql, -1, &statement, NULL);

  if (code != SQLITE_OK)
    vmp_sqlite_set_error (error, db, code, what);
  return statement;
}
