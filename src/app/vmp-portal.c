/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The desktop's portal for programs that run without a window, where there is one. */

#include "config.h"

#include "vmp-portal.h"

#include <glib/gi18n.h>

#define NAME "org.freedesktop.portal.Desktop"
#define PATH "/org/freedesktop/portal/desktop"

/* One question. The answer comes as a signal of an object of its own, whose path is known before it is asked. */
typedef struct
{
  GDBusConnection *connection;    /* owned */
  char            *path;          /* owned: of the object that answers */
  guint            subscription;
  VmpPortalAnswer  answer;
  gboolean         autostart;
} Request;

static void
request_free (gpointer data)
{
  Request *self = data;

  g_object_unref (self->connection);
  g_free (self->path);
  g_free (self);
}

static void
answer (GTask *task, VmpPortalAnswer what)
{
  Request *request = g_task_get_task_data (task);

  if (request->subscription != 0)
    g_dbus_connection_signal_unsubscribe (request->connection, g_steal_handle_id (&request->subscription));
  request->answer = what;
  if (!g_task_get_completed (task))
    g_task_return_boolean (task, TRUE);
}

/* 0: done, and "background" says what was decided; else the user thought better of it, or it went wrong. */
static void
response_cb (GDBusConnection *connection, const char *sender, const char *path, const char *interface, const char *signal,
             GVariant *parameters, gpointer user_data)
{
  g_autoptr (GTask) task = g_object_ref (user_data);
  Request *request = g_task_get_task_data (task);
  g_autoptr (GVariant) results = NULL;
  gboolean background = FALSE;
  guint32 response;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(ua{sv})")))
    return;
  g_variant_get (parameters, "(u@a{sv})", &response, &results);
  g_variant_lookup (results, "background", "b", &background);
  g_variant_lookup (results, "autostart", "b", &request->autostart);
  answer (task, response == 0 && background ? VMP_PORTAL_GRANTED : VMP_PORTAL_REFUSED);
}

static void
listen_at (GTask *task, const char *path)
{
  Request *request = g_task_get_task_data (task);

  if (request->subscription != 0)
    g_dbus_connection_signal_unsubscribe (request->connection, request->subscription);
  g_set_str (&request->path, path);
  request->subscription =
    g_dbus_connection_signal_subscribe (request->connection, NAME, "org.freedesktop.portal.Request", "Response", path, NULL,
                                        G_DBUS_SIGNAL_FLAGS_NONE, response_cb, g_object_ref (task), g_object_unref);
}

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Request *request = g_task_get_task_data (task);
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);
  const char *path;

  if (g_task_get_completed (task))
    return;
  if (reply == NULL)
    {
      answer (task, VMP_PORTAL_NONE);
      return;
    }
  /* Old portals choose the path themselves. */
  g_variant_get (reply, "(&o)", &path);
  if (!g_str_equal (path, request->path))
    listen_at (task, path);
}

static char *
dup_request_path (GDBusConnection *connection, const char *token)
{
  g_autofree char *sender = g_strdup (g_dbus_connection_get_unique_name (connection) + 1);

  return g_strdup_printf (PATH "/request/%s/%s", g_strdelimit (sender, ".", '_'), token);
}

static GVariant *
new_question (const char *token, gboolean autostart)
{
  const char *const command[] = { "vm-profiler", "--background", NULL };
  GVariantBuilder options;

  g_variant_builder_init_static (&options, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&options, "{sv}", "handle_token", g_variant_new_string (token));
  g_variant_builder_add (&options, "{sv}", "reason", g_variant_new_string (_("To tell you when a rule is broken")));
  g_variant_builder_add (&options, "{sv}", "autostart", g_variant_new_boolean (autostart));
  g_variant_builder_add (&options, "{sv}", "commandline", g_variant_new_strv (command, -1));
  return g_variant_new ("(sa{sv})", "", &options);
}

void
vmp_portal_request_background_async (GDBusConnection *connection, gboolean autostart, GCancellable *cancellable,
                                     GAsyncReadyCallback callback, gpointer user_data)
{
  static guint n_requests;
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Request *request = g_new0 (Request, 1);
  g_autofree char *token = NULL, *path = NULL;

  if (connection == NULL || g_dbus_connection_get_unique_name (connection) == NULL)
    {
      g_free (request);
      g_task_return_boolean (task, FALSE);
      return;
    }
  request->connection = g_object_ref (connection);
  g_task_set_task_data (task, request, request_free);
  token = g_strdup_printf ("vmp%u", n_requests++);
  path = dup_request_path (connection, token);
  listen_at (task, path);
  g_dbus_connection_call (connection, NAME, PATH, "org.freedesktop.portal.Background", "RequestBackground",
                          new_question (token, autostart), G_VARIANT_TYPE ("(o)"), G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL, asked_cb,
                          g_object_ref (task));
}

gboolean
vmp_portal_request_background_finish (GAsyncResult *result, VmpPortalAnswer *out_answer, gboolean *out_autostart, GError **error)
{
  g_autoptr (GError) wrong = NULL;
  gboolean is_answered = g_task_propagate_boolean (G_TASK (result), &wrong);
  const Request *request = g_task_get_task_data (G_TASK (result));

  if (wrong != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&wrong));
      return FALSE;
    }
  *out_answer = is_answered ? request->answer : VMP_PORTAL_NONE;
  if (out_autostart != NULL)
    *out_autostart = is_answered && request->answer == VMP_PORTAL_GRANTED && request->autostart;
  return TRUE;
}
