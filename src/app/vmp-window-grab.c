/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lets the user click a window of any program and says which process it is of. Only X11 allows that. */

#include "config.h"

#include "vmp-window-grab.h"

#include <glib/gi18n.h>

#ifdef HAVE_X11
#include <X11/Xatom.h>
#include <X11/Xutil.h>
#include <X11/cursorfont.h>
#include <X11/keysym.h>
#include <unistd.h>

/* How often a thread that waits looks whether it is still wanted. */
#define PATIENCE_MSEC 100
#define MOST_WINDOW_DEPTH 16
#define LONGEST_WAIT_USEC (60 * G_USEC_PER_SEC)

/* A property of one number, FALSE if the window has none. */
static gboolean
read_cardinal (Display *display, Window window, const char *name, Atom type, unsigned long *out)
{
  Atom atom = XInternAtom (display, name, True), found_type = None;
  unsigned char *data = NULL;
  unsigned long n_items = 0, rest;
  int format = 0;

  if (atom == None
      || XGetWindowProperty (display, window, atom, 0, 1, False, type, &found_type, &format, &n_items, &rest, &data)
         != Success)
    return FALSE;
  if (n_items == 1 && format == 32)
    *out = *(unsigned long *) (gpointer) data;
  if (data != NULL)
    XFree (data);
  return n_items == 1 && format == 32;
}

/* A window of another machine has a number that means nothing here. */
static gboolean
is_of_this_machine (Display *display, Window window)
{
  XTextProperty machine = { 0 };
  char name[256] = "";
  gboolean same;

  if (!XGetWMClientMachine (display, window, &machine) || machine.value == NULL)
    return TRUE;
  gethostname (name, sizeof name - 1);
  same = g_ascii_strcasecmp ((const char *) machine.value, name) == 0;
  XFree (machine.value);
  return same;
}

/* The client's window may be below a frame of the window manager, and the number on a window above the one that was hit. */
static gint32
find_pid (Display *display, Window window)
{
  Window root, child = window;
  int x, y, child_x, child_y;
  unsigned int mask;
  gint32 found = 0;

  for (guint i = 0; i < MOST_WINDOW_DEPTH && child != None; i++)
    {
      unsigned long pid = 0;

      window = child;
      if (read_cardinal (display, window, "_NET_WM_PID", XA_CARDINAL, &pid) && pid <= G_MAXINT32
          && is_of_this_machine (display, window))
        found = (gint32) pid;
      if (!XQueryPointer (display, window, &root, &child, &x, &y, &child_x, &child_y, &mask))
        break;
    }
  return found;
}

static gboolean
take_grab (Display *display, Cursor cursor)
{
  Window root = DefaultRootWindow (display);

  /* The menu that started this may have the pointer for a moment yet. */
  for (guint i = 0; i < 20; i++)
    {
      if (XGrabPointer (display, root, False, ButtonPressMask, GrabModeSync, GrabModeAsync, root, cursor, CurrentTime)
          == GrabSuccess)
        {
          XGrabKeyboard (display, root, False, GrabModeAsync, GrabModeAsync, CurrentTime);
          XAllowEvents (display, SyncPointer, CurrentTime);
          XFlush (display);
          return TRUE;
        }
      g_usleep (50 * 1000);
    }
  return FALSE;
}

/* The window that was clicked, None if none was. */
static Window
wait_for_click (Display *display, GCancellable *cancellable)
{
  gint64 end = g_get_monotonic_time () + LONGEST_WAIT_USEC;
  GPollFD poll_fd = { ConnectionNumber (display), G_IO_IN, 0 };

  while (!g_cancellable_is_cancelled (cancellable) && g_get_monotonic_time () < end)
    {
      XEvent event;

      if (XPending (display) == 0)
        {
          g_poll (&poll_fd, 1, PATIENCE_MSEC);
          continue;
        }
      XNextEvent (display, &event);
      if (event.type == ButtonPress)
        return event.xbutton.button == Button1 && event.xbutton.subwindow != None ? event.xbutton.subwindow : None;
      if (event.type == KeyPress && XLookupKeysym (&event.xkey, 0) == XK_Escape)
        return None;
    }
  return None;
}

static int (*handle_other_error) (Display *display, XErrorEvent *event);
static GPrivate grabbing;

/* Windows go away under us: then they are just not found. Errors of other threads are not ours. */
static int
ignore_error (Display *display, XErrorEvent *event)
{
  if (g_private_get (&grabbing) != NULL)
    return 0;
  return handle_other_error (display, event);
}

/* A connection of its own, so that neither the program's events nor its waiting are touched. */
static void
grab_worker (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  Display *display = XOpenDisplay (task_data);
  Window window = None;
  gint32 pid = 0;
  Cursor cursor;

  if (display == NULL)
    {
      g_task_return_new_error_literal (task, G_IO_ERROR, G_IO_ERROR_FAILED, _("The windows cannot be seen"));
      return;
    }
  g_private_set (&grabbing, display);
  cursor = XCreateFontCursor (display, XC_crosshair);
  if (take_grab (display, cursor))
    window = wait_for_click (display, cancellable);
  XUngrabKeyboard (display, CurrentTime);
  XUngrabPointer (display, CurrentTime);
  XSync (display, False);
  if (window != None)
    pid = find_pid (display, window);
  XFreeCursor (display, cursor);
  XCloseDisplay (display);
  g_private_set (&grabbing, NULL);

  if (pid > 0)
    g_task_return_int (task, pid);
  else if (window != None)
    g_task_return_new_error_literal (task, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _("The window does not say whose it is"));
  else
    g_task_return_new_error_literal (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "");
}

gboolean
vmp_window_grab_is_possible (GdkDisplay *display)
{
  /* By name: the type's own functions are deprecated at our floor. */
  return g_str_equal (G_OBJECT_TYPE_NAME (display), "GdkX11Display");
}

void
vmp_window_grab_async (GdkDisplay *display, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  static gsize handled;

  if (g_once_init_enter (&handled))
    {
      handle_other_error = XSetErrorHandler (ignore_error);
      g_once_init_leave (&handled, 1);
    }
  g_task_set_source_tag (task, vmp_window_grab_async);
  g_task_set_task_data (task, g_strdup (gdk_display_get_name (display)), g_free);
  g_task_run_in_thread (task, grab_worker);
}
#else
gboolean
vmp_window_grab_is_possible (GdkDisplay *display)
{
  return FALSE;
}

void
vmp_window_grab_async (GdkDisplay *display, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, vmp_window_grab_async);
  g_task_return_new_error_literal (task, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, _("The windows cannot be seen"));
}
#endif

gint32
vmp_window_grab_finish (GAsyncResult *result, GError **error)
{
  gssize pid;

  g_return_val_if_fail (g_task_is_valid (result, NULL), 0);

  pid = g_task_propagate_int (G_TASK (result), error);
  return pid > 0 ? (gint32) pid : 0;
}
