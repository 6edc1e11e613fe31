/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Watching from login on in a sandbox: a portal is asked, and its answer holds. */

#include "config.h"

#include <gio/gio.h>

#include "app/vmp-autostart.h"
#include "app/vmp-portal.h"

#define LIMIT_SECONDS 60
#define PATH "/org/freedesktop/portal/desktop"

static const char interface_xml[] =
  "<node><interface name='org.freedesktop.portal.Background'><method name='RequestBackground'>"
  "<arg type='s' direction='in'/><arg type='a{sv}' direction='in'/><arg type='o' direction='out'/></method></interface></node>";

/* A portal on the bus, in this process, and the program that asks it. */
typedef struct
{
  GDBusConnection *connection;        /* owned */
  GDBusNodeInfo   *info;              /* owned */
  GApplication    *application;       /* owned */
  GSettings       *settings;          /* owned */
  guint            object, name;
  gboolean         allows, has_name, old_style;
  guint32          response;
  guint            n_asked;
  gboolean         autostart;         /* as asked last */
  char            *command;           /* owned: the first word */
} Fixture;

#define WAIT_FOR(condition) \
  do \
    { \
      gint64 end = g_get_monotonic_time () + LIMIT_SECONDS * G_USEC_PER_SEC; \
      while (!(condition) && g_get_monotonic_time () < end) \
        g_main_context_iteration (NULL, FALSE); \
      g_assert_true (condition); \
    } \
  while (0)

static char *
dup_path (const char *sender, const char *token)
{
  g_autofree char *name = g_strdelimit (g_strdup (sender + 1), ".", '_');

  return g_strdup_printf (PATH "/request/%s/%s", name, token);
}

static void
call_cb (GDBusConnection *connection, const char *sender, const char *path, const char *interface, const char *method,
         GVariant *parameters, GDBusMethodInvocation *invocation, gpointer user_data)
{
  Fixture *f = user_data;
  g_autoptr (GVariant) options = g_variant_get_child_value (parameters, 1);
  g_autofree const char **command = NULL;
  g_autofree char *handle = NULL;
  const char *token = NULL;
  GVariantBuilder results;

  f->n_asked++;
  g_assert_true (g_variant_lookup (options, "handle_token", "&s", &token));
  g_assert_true (g_variant_lookup (options, "autostart", "b", &f->autostart));
  g_assert_true (g_variant_lookup (options, "commandline", "^a&s", &command));
  g_set_str (&f->command, command[1]);
  handle = dup_path (sender, f->old_style ? "another" : token);
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(o)", handle));
  /* Whoever has to look up the path first gets it in time. */
  g_dbus_connection_flush_sync (connection, NULL, NULL);
  for (guint i = 0; f->old_style && i < 20; i++)
    {
      g_usleep (10000);
      g_main_context_iteration (NULL, FALSE);
    }
  g_variant_builder_init_static (&results, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&results, "{sv}", "background", g_variant_new_boolean (f->allows));
  g_variant_builder_add (&results, "{sv}", "autostart", g_variant_new_boolean (f->allows && f->autostart));
  g_dbus_connection_emit_signal (connection, NULL, handle, "org.freedesktop.portal.Request", "Response",
                                 g_variant_new ("(ua{sv})", f->response, &results), NULL);
}

static void
name_cb (GDBusConnection *connection, const char *name, gpointer user_data)
{
  ((Fixture *) user_data)->has_name = TRUE;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  static const GDBusInterfaceVTable vtable = { .method_call = call_cb };
  g_autoptr (GError) error = NULL;

  f->application = g_application_new ("io.github.vmprofiler.Vmp.Test", G_APPLICATION_NON_UNIQUE);
  g_assert_true (g_application_register (f->application, NULL, &error));
  f->connection = g_object_ref (g_application_get_dbus_connection (f->application));
  f->info = g_dbus_node_info_new_for_xml (interface_xml, NULL);
  f->object = g_dbus_connection_register_object (f->connection, PATH, f->info->interfaces[0], &vtable, f, NULL, &error);
  g_assert_no_error (error);
  f->settings = g_settings_new (VMP_APP_ID);
  g_settings_reset (f->settings, "autostart");
  f->allows = TRUE;
  if (data == NULL)
    return;
  f->name = g_bus_own_name_on_connection (f->connection, "org.freedesktop.portal.Desktop", G_BUS_NAME_OWNER_FLAGS_NONE, name_cb, NULL, f,
                                          NULL);
  WAIT_FOR (f->has_name);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  if (f->name != 0)
    g_bus_unown_name (f->name);
  g_dbus_connection_unregister_object (f->connection, f->object);
  g_dbus_connection_flush_sync (f->connection, NULL, NULL);
  g_dbus_node_info_unref (f->info);
  g_object_unref (f->connection);
  g_object_unref (f->settings);
  g_object_unref (f->application);
  g_free (f->command);
}

static void
want (Fixture *f, gboolean wanted, guint n_asked)
{
  g_settings_set_boolean (f->settings, "autostart", wanted);
  WAIT_FOR (f->n_asked == n_asked);
  g_assert_true (f->autostart == wanted);
  g_assert_cmpstr (f->command, ==, "--background");
}

static void
settle (void)
{
  for (guint i = 0; i < 50; i++)
    {
      g_usleep (2000);
      while (g_main_context_iteration (NULL, FALSE))
        ;
    }
}

static void
test_granted (Fixture *f, gconstpointer data)
{
  VmpAutostart *autostart = vmp_autostart_new (f->application, f->settings, TRUE);

  want (f, TRUE, 1);
  settle ();
  g_assert_true (g_settings_get_boolean (f->settings, "autostart"));
  want (f, FALSE, 2);
  settle ();
  g_assert_false (g_settings_get_boolean (f->settings, "autostart"));
  g_assert_cmpuint (f->n_asked, ==, 2);
  g_assert_finalize_object (autostart);
}

static void
test_refused (Fixture *f, gconstpointer data)
{
  VmpAutostart *autostart = vmp_autostart_new (f->application, f->settings, TRUE);

  f->allows = FALSE;
  want (f, TRUE, 1);
  WAIT_FOR (!g_settings_get_boolean (f->settings, "autostart"));
  g_assert_finalize_object (autostart);
}

/* The user closed the question. */
static void
test_dismissed (Fixture *f, gconstpointer data)
{
  VmpAutostart *autostart = vmp_autostart_new (f->application, f->settings, TRUE);

  f->response = 1;
  want (f, TRUE, 1);
  WAIT_FOR (!g_settings_get_boolean (f->settings, "autostart"));
  g_assert_finalize_object (autostart);
}

static void
test_no_portal (Fixture *f, gconstpointer data)
{
  VmpAutostart *autostart = vmp_autostart_new (f->application, f->settings, TRUE);

  g_settings_set_boolean (f->settings, "autostart", TRUE);
  WAIT_FOR (!g_settings_get_boolean (f->settings, "autostart"));
  g_assert_finalize_object (autostart);
}

/* While the question is open the user changes the mind: the answer to what is not wanted any more is no failure, and takes nothing back. */
static void
test_changed_meanwhile (Fixture *f, gconstpointer data)
{
  VmpAutostart *autostart = vmp_autostart_new (f->application, f->settings, TRUE);

  g_settings_set_boolean (f->settings, "autostart", TRUE);
  g_settings_set_boolean (f->settings, "autostart", FALSE);
  WAIT_FOR (f->n_asked == 2);
  g_assert_false (f->autostart);
  settle ();
  g_assert_false (g_settings_get_boolean (f->settings, "autostart"));
  g_assert_cmpuint (f->n_asked, ==, 2);
  g_assert_finalize_object (autostart);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  VmpPortalAnswer *out = user_data;

  g_assert_true (vmp_portal_request_background_finish (result, out, NULL, NULL));
}

/* A portal that chooses the path of the answer itself is heard too. */
static void
test_other_path (Fixture *f, gconstpointer data)
{
  VmpPortalAnswer answer = VMP_PORTAL_NONE;

  f->old_style = TRUE;
  vmp_portal_request_background_async (f->connection, FALSE, NULL, answered_cb, &answer);
  WAIT_FOR (answer == VMP_PORTAL_GRANTED);
}

static void
cancelled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  VmpPortalAnswer answer;

  g_assert_false (vmp_portal_request_background_finish (result, &answer, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  *(gboolean *) user_data = TRUE;
}

static void
test_cancelled (Fixture *f, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  gboolean is_cancelled = FALSE;

  vmp_portal_request_background_async (f->connection, FALSE, cancellable, cancelled_cb, &is_cancelled);
  g_cancellable_cancel (cancellable);
  WAIT_FOR (is_cancelled);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  /* There is nobody to show notifications, which is warned of. */
  g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL);
  g_test_add ("/background/granted", Fixture, "portal", set_up, test_granted, tear_down);
  g_test_add ("/background/changed-meanwhile", Fixture, "portal", set_up, test_changed_meanwhile, tear_down);
  g_test_add ("/background/refused", Fixture, "portal", set_up, test_refused, tear_down);
  g_test_add ("/background/dismissed", Fixture, "portal", set_up, test_dismissed, tear_down);
  g_test_add ("/background/no-portal", Fixture, NULL, set_up, test_no_portal, tear_down);
  g_test_add ("/background/other-path", Fixture, "portal", set_up, test_other_path, tear_down);
  g_test_add ("/background/cancelled", Fixture, "portal", set_up, test_cancelled, tear_down);
  return g_test_run ();
}
