/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which application, or else which unit, a process is of. Desktop files are read off the main thread. */
#pragma once

#include <gio/gio.h>

#include "core/engine/vmp-process-list.h"

G_BEGIN_DECLS

#define VMP_TYPE_APP_INDEX (vmp_app_index_get_type ())
G_DECLARE_FINAL_TYPE (VmpAppIndex, vmp_app_index, VMP, APP_INDEX, GObject)

/* An application or a unit; immutable, counted by g_rc_box. Main thread. */
typedef struct
{
  VmpAppIndex *index;   /* owned */
  char        *key;     /* the same for all of its processes, and no other's */
  char        *title;   /* for people, escaped */
  GIcon       *icon;    /* NULL unless it is an application */
} VmpAppGroup;

/**
 * VmpAppIndex::changed:
 *
 * Other desktop files are there: ask for the groups anew.
 */

/* The one of the program, which begins to read at the first call. Borrowed. */
VmpAppIndex *vmp_app_index_get_default (void);
/* For @infos (of GDesktopAppInfo) alone, at once. Returns: (transfer full) */
VmpAppIndex *vmp_app_index_new_for_infos (GList               *infos) G_GNUC_WARN_UNUSED_RESULT;
/* What @row is of: by the name of its scope or service if the row has a cgroup, by its program. Returns: (transfer full) */
VmpAppGroup *vmp_app_index_dup_group   (VmpAppIndex         *self,
                                        const VmpProcessRow *row) G_GNUC_WARN_UNUSED_RESULT;
VmpAppGroup *vmp_app_group_ref         (VmpAppGroup         *self);
void         vmp_app_group_unref       (VmpAppGroup         *self);

/* The last part of the path of a cgroup that names a unit, unescaped ("ssh.service"), or NULL. */
char        *vmp_app_index_dup_unit    (const char          *cgroup) G_GNUC_WARN_UNUSED_RESULT;
/* The names that the application of a unit may have, likeliest first: "app-gnome-org.x.Y-12.scope" gives "gnome-org.x.Y", "org.x.Y". */
GStrv        vmp_app_index_dup_ids     (const char          *unit) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
