/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mappings that somebody saved: a text, or a copied folder of a process. */

#include "config.h"

#include "vmp-cli-maps.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <glib/gi18n.h>

#include "core/engine/vmp-map-reader.h"
#include "core/kernel/vmp-error.h"
#include "core/model/vmp-maps-import.h"

/* 16 times the smaps of a process with as many mappings as the kernel allows by default. */
#define LONGEST_TEXT ((gsize) 1 << 30)
#define READ_LEN (256 * 1024)

static gboolean
fail_file (const char  *path,
           int          errsv,
           GError     **error)
{
  return vmp_error_set (error, VMP_ERROR_IO, _("%s can't be read: %s"), path, g_strerror (errsv));
}

/* What @fd has to give. 0, or an errno. */
static int
read_fd (int      fd,
         GString *out)
{
  gssize n;

  do
    {
      gsize len = out->len;

      g_string_set_size (out, len + READ_LEN);
      n = read (fd, out->str + len, READ_LEN);
      g_string_set_size (out, len + MAX (n, 0));
      if (out->len > LONGEST_TEXT)
        return EFBIG;
    }
  while (n > 0 || (n < 0 && errno == EINTR));
  return n < 0 ? errno : 0;
}

static GString *
read_file (const char  *path,
           GError     **error)
{
  gboolean is_stdin = g_str_equal (path, "-");
  int fd = is_stdin ? STDIN_FILENO : open (path, O_RDONLY | O_CLOEXEC);
  GString *text = g_string_new (NULL);
  int errsv = fd >= 0 ? read_fd (fd, text) : errno;

  if (fd >= 0 && !is_stdin)
    close (fd);
  if (errsv == 0)
    return text;
  g_string_free (text, TRUE);
  fail_file (path, errsv, error);
  return NULL;
}

static gboolean
load_text (VmpCliMaps                  *self,
           const char                  *path,
           const VmpAddressSpaceFacts  *facts,
           GError                     **error)
{
  g_autoptr (GString) text = read_file (path, error);
  g_autoptr (GError) local = NULL;
  VmpImportForm form;

  if (text == NULL)
    return FALSE;
  self->space = vmp_maps_import_parse (text->str, text->len, facts, &form, &local);
  if (self->space == NULL)
    return vmp_error_set (error, VMP_ERROR_CORRUPT, "%s: %s", path, local->message);
  self->source = vmp_import_form_to_key (form);
  return TRUE;
}

/* What a copied folder says of the process beside its mappings. */
typedef struct
{
  VmpAddressSpaceFacts  facts;
  GArray               *threads;    /* owned, of VmpThread */
  char                 *exe_path;   /* owned */
} Facts;

static void
add_thread (Facts      *self,
            const char *folder,
            const char *tid)
{
  g_autofree char *path = g_build_filename (folder, "task", tid, "comm", NULL);
  g_autofree char *comm = NULL;
  VmpThread thread = { 0 };
  guint64 number;

  if (!g_ascii_string_to_unsigned (tid, 10, 1, G_MAXINT32, &number, NULL) || !g_file_get_contents (path, &comm, NULL, NULL))
    return;
  thread.tid = (gint32) number;
  g_strlcpy (thread.name, comm, sizeof thread.name);
  thread.name[strcspn (thread.name, "\n")] = '\0';
  g_array_append_val (self->threads, thread);
}

static void
facts_load (Facts      *self,
            const char *folder)
{
  g_autofree char *stat_path = g_build_filename (folder, "stat", NULL);
  g_autofree char *exe_path = g_build_filename (folder, "exe", NULL);
  g_autofree char *task_path = g_build_filename (folder, "task", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GDir) tasks = g_dir_open (task_path, 0, NULL);
  const char *tid;
  gsize len;
  VmpStat stat;

  self->threads = g_array_new (FALSE, FALSE, sizeof (VmpThread));
  self->exe_path = g_file_read_link (exe_path, NULL);
  if (g_file_get_contents (stat_path, &text, &len, NULL) && vmp_stat_parse (text, len, &stat, NULL))
    self->facts.pid = stat.pid;
  while (tasks != NULL && (tid = g_dir_read_name (tasks)) != NULL)
    add_thread (self, folder, tid);
  self->facts.exe_path = self->exe_path;
  self->facts.threads = (const VmpThread *) (gpointer) self->threads->data;
  self->facts.n_threads = self->threads->len;
}

/* smaps may not have been permitted when the folder was copied; then it is missing, or empty. */
static gboolean
load_folder (VmpCliMaps  *self,
             const char  *folder,
             GError     **error)
{
  g_autofree char *smaps = g_build_filename (folder, "smaps", NULL);
  g_autofree char *maps = g_build_filename (folder, "maps", NULL);
  Facts facts = { { 0 } };
  gboolean done;

  if (!g_file_test (smaps, G_FILE_TEST_EXISTS) && !g_file_test (maps, G_FILE_TEST_EXISTS))
    return vmp_error_set (error, VMP_ERROR_UNSUPPORTED, _("%s has neither smaps nor maps in it"), folder);
  facts_load (&facts, folder);
  done = load_text (self, smaps, &facts.facts, NULL) || load_text (self, maps, &facts.facts, NULL) ||
         load_text (self, g_file_test (smaps, G_FILE_TEST_EXISTS) ? smaps : maps, &facts.facts, error);
  g_array_unref (facts.threads);
  g_free (facts.exe_path);
  return done;
}

/* The folder of the one process in @folder, if that is a whole captured tree; else @folder itself. */
static char *
find_process_folder (const char *folder)
{
  g_autofree char *all = g_build_filename (folder, "proc", NULL);
  g_autoptr (GDir) dir = g_dir_open (all, 0, NULL);
  char *found = NULL;
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      if (strspn (name, "0123456789") != strlen (name))
        continue;
      if (found != NULL)
        {
          /* Which is meant is not known. */
          g_free (found);
          return g_strdup (folder);
        }
      found = g_build_filename (all, name, NULL);
    }
  return found != NULL ? found : g_strdup (folder);
}

gboolean
vmp_cli_maps_load_file (VmpCliMaps  *self,
                        const char  *path,
                        GError     **error)
{
  g_autofree char *folder = g_file_test (path, G_FILE_TEST_IS_DIR) ? find_process_folder (path) : NULL;

  *self = (VmpCliMaps) { .time_nsec = VMP_MISSING, .at_nsec = VMP_MISSING, .path = path };
  return folder != NULL ? load_folder (self, folder, error) : load_text (self, path, NULL, error);
}
