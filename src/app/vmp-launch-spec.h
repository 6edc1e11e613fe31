/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is to be launched, and how: a command of words, changes of its environment, a folder. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Immutable once it is handed on. */
typedef struct
{
  char    *command;       /* as it was typed */
  GStrv    argv;          /* the words of it: program and arguments */
  GStrv    environment;   /* changes of the inherited one: "NAME=VALUE", or "NAME" to leave it out */
  char    *directory;     /* absolute; "" for where this program was started */
  gboolean terminal;      /* its standard output is a terminal, so that it writes each line at once */
  gboolean record;        /* this run is recorded; not remembered with the command */
  char    *record_path;   /* absolute; "" for a new file in the folder of recordings */
} VmpLaunchSpec;

/* What stands against launching a program of that name. */
typedef enum
{
  VMP_LAUNCH_PROGRAM_FOUND,
  VMP_LAUNCH_PROGRAM_UNKNOWN,         /* in no folder of PATH */
  VMP_LAUNCH_PROGRAM_NO_FILE,         /* a path, where there is nothing */
  VMP_LAUNCH_PROGRAM_FOLDER,
  VMP_LAUNCH_PROGRAM_NOT_EXECUTABLE,
} VmpLaunchProgram;

/* Splits @command into words as a shell does, quotes and backslashes and all, but expands nothing. NULL with a G_SHELL_ERROR,
 * EMPTY_STRING if there is no word. */
GStrv            vmp_launch_split_command       (const char *command, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The first thing in @command that means something to a shell and nothing here, such as "|", "&&", "$(" or "*", outside of the
 * quotes that would take its meaning away; NULL if there is none. Static. */
const char      *vmp_launch_find_shell_syntax   (const char *command);
/* @command as one that a shell runs: sh -c '…'. */
char            *vmp_launch_dup_for_shell       (const char *command) G_GNUC_WARN_UNUSED_RESULT;
/* Whether @name can be the name of an environment variable that a program is given. */
gboolean         vmp_launch_is_variable_name    (const char *name);
/* @inherited with the changes, for execve(). */
GStrv            vmp_launch_dup_environment     (const char *const *inherited, const char *const *changes) G_GNUC_WARN_UNUSED_RESULT;
/* Looks the program up as the launcher will, in PATH of @envp and from @directory. Does I/O. */
VmpLaunchProgram vmp_launch_look_up_program     (const char *name, const char *const *envp, const char *directory);

/* Takes nothing; copies. NULL with the error of vmp_launch_split_command(). */
VmpLaunchSpec   *vmp_launch_spec_new            (const char *command, const char *const *environment, const char *directory,
                                                 gboolean terminal, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Has this run recorded, to a file that is replaced; NULL for a new one in the folder of recordings. */
void             vmp_launch_spec_record         (VmpLaunchSpec *self, const char *path);
/* Of words that are not to be split; the command is what would have to be typed for them. */
VmpLaunchSpec   *vmp_launch_spec_new_for_argv   (const char *const *argv) G_GNUC_WARN_UNUSED_RESULT;
VmpLaunchSpec   *vmp_launch_spec_copy           (const VmpLaunchSpec *self) G_GNUC_WARN_UNUSED_RESULT;
void             vmp_launch_spec_free           (VmpLaunchSpec *self);

/* As it is remembered: (command, environment, directory, terminal). A floating reference. */
#define VMP_LAUNCH_SPEC_TYPE "(sassb)"
GVariant        *vmp_launch_spec_to_variant     (const VmpLaunchSpec *self);
/* NULL if the command in it is none. */
VmpLaunchSpec   *vmp_launch_spec_new_for_variant (GVariant *variant) G_GNUC_WARN_UNUSED_RESULT;

/* The commands that were launched last, newest first, at most this many, in the key "launch-recent". */
#define VMP_LAUNCH_MAX_RECENT 20
/* Of VmpLaunchSpec. */
GPtrArray       *vmp_launch_recent_load         (GSettings *settings) G_GNUC_WARN_UNUSED_RESULT;
/* Puts it first; the same command in the same directory is remembered once. */
void             vmp_launch_recent_add          (GSettings *settings, const VmpLaunchSpec *spec);
void             vmp_launch_recent_remove       (GSettings *settings, const VmpLaunchSpec *spec);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VmpLaunchSpec, vmp_launch_spec_free)

G_END_DECLS
