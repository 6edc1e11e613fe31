/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows what a launched program writes: search, copy, save; standard error marked. */

#include "config.h"

#include "vmp-launch-console.h"

#include <glib/gi18n.h>
#include <string.h>

#include "../vmp-launch-filter.h"
#include "core/model/vmp-format.h"
#include "vmp-launch-finder.h"
#include "../vmp-preferences.h"

/* New output is shown so often, and so much of it at a time: less than a frame's work. */
#define TICK_MSEC 50
#define TICK_BYTES (128 * 1024)
/* The text view has a multiple of this in memory. */
#define MAX_CHARS (2 * 1024 * 1024)
#define TRIM_CHARS (64 * 1024)

/* What writes faster than it can be shown is looked at so many ticks apart, so much of its end, until it writes less than that
 * between two looks. */
#define FLOOD_TICKS 5
#define FLOOD_SHOWN_BYTES (16 * 1024)
#define FLOOD_BYTES (1024 * 1024)

struct _VmpLaunchConsole
{
  AdwBin            parent_instance;

  /* template children */
  GtkSearchBar     *search_bar;
  GtkSearchEntry   *search_entry;
  GtkLabel         *count;
  GtkLabel         *notice;
  GtkStack         *stack;
  GtkTextView      *view;

  /* owned */
  VmpLaunchOutput  *output;
  VmpLaunchFinder  *finder;

  /* borrowed */
  GtkTextBuffer    *buffer;
  GtkTextTag       *error_tag;
  GtkTextMark      *end_mark;

  VmpLaunchFilter   filters[VMP_LAUNCH_N_STREAMS];
  guint64           position;       /* bytes of the output that were taken */
  VmpLaunchStream   stream;         /* of the last line */
  gboolean          in_line;        /* it is not ended */
  gboolean          closed;
  gboolean          follow;
  gboolean          shortened;      /* the oldest of it is not shown */
  gboolean          floods;
  guint64           flood_bytes;    /* of all that was written, at the last look */
  guint             n_ticks;
  guint             tick;
};

enum
{
  PROP_0,
  PROP_FOLLOW,
  PROP_WRAP,
  PROP_SEARCHING,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (VmpLaunchConsole, vmp_launch_console, ADW_TYPE_BIN)

static void
set_follow (VmpLaunchConsole *self, gboolean follow)
{
  if (self->follow == follow)
    return;
  self->follow = follow;
  if (follow)
    gtk_text_view_scroll_to_mark (self->view, self->end_mark, 0, TRUE, 0, 1);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FOLLOW]);
}

static void
update_notice (VmpLaunchConsole *self)
{
  VmpUnits units = vmp_preferences_get_units (vmp_preferences_get_default ());
  char total[VMP_FORMAT_SIZE], kept[VMP_FORMAT_SIZE];
  g_autofree char *text = NULL;
  guint64 dropped = self->output != NULL ? vmp_launch_output_get_dropped_bytes (self->output) : 0;

  gtk_widget_set_visible (GTK_WIDGET (self->notice), dropped > 0 || self->shortened);
  if (dropped > 0)
    /* Translators: two sizes, such as "120 MiB" and "8 MiB" */
    text = g_strdup_printf (_("It wrote %s. Older output was dropped: the newest %s can be saved."),
                            vmp_format_bytes (total, vmp_launch_output_get_total_bytes (self->output), units),
                            vmp_format_bytes (kept, VMP_LAUNCH_OUTPUT_MAX_BYTES, units));
  else if (self->shortened)
    text = g_strdup (_("Only the newest output is shown. Saving it writes all of it."));
  if (text != NULL && !g_str_equal (gtk_label_get_text (self->notice), text))
    gtk_label_set_text (self->notice, text);
}

static void
append_text (VmpLaunchConsole *self, VmpLaunchStream stream, const char *text, gssize len)
{
  GtkTextIter end;

  gtk_text_buffer_get_end_iter (self->buffer, &end);
  if (stream == VMP_LAUNCH_STDERR)
    gtk_text_buffer_insert_with_tags (self->buffer, &end, text, len, self->error_tag, NULL);
  else
    gtk_text_buffer_insert (self->buffer, &end, text, len);
}

/* @text behind the marks that its lines need. */
static char *
dup_marked (VmpLaunchConsole *self, const char *text)
{
  GString *marked = g_string_sized_new (strlen (text) + 64);

  while (*text != '\0')
    {
      gsize len = strcspn (text, "\n");
      gboolean ends = text[len] == '\n';

      if (!self->in_line)
        g_string_append (marked, VMP_LAUNCH_CONSOLE_MARK);
      g_string_append_len (marked, text, len + ends);
      self->in_line = !ends;
      text += len + ends;
    }
  return g_string_free_and_steal (marked);
}

static void
append_lines (VmpLaunchConsole *self, VmpLaunchStream stream, const GString *text)
{
  g_autofree char *marked = NULL;

  if (text->len == 0)
    return;
  /* The two streams do not share a line. */
  if (self->in_line && self->stream != stream)
    {
      append_text (self, self->stream, "\n", 1);
      self->in_line = FALSE;
    }
  self->stream = stream;
  if (stream == VMP_LAUNCH_STDERR)
    {
      marked = dup_marked (self, text->str);
      append_text (self, stream, marked, -1);
      return;
    }
  append_text (self, stream, text->str, text->len);
  self->in_line = text->str[text->len - 1] != '\n';
}

static void
clear_text (VmpLaunchConsole *self)
{
  gtk_text_buffer_set_text (self->buffer, "", 0);
  vmp_launch_finder_note_clear (self->finder);
  for (guint i = 0; i < VMP_LAUNCH_N_STREAMS; i++)
    self->filters[i] = (VmpLaunchFilter) VMP_LAUNCH_FILTER_INIT;
  self->in_line = FALSE;
}

static void
trim (VmpLaunchConsole *self)
{
  int n = gtk_text_buffer_get_char_count (self->buffer);
  GtkTextIter begin, end;

  if (n <= MAX_CHARS + TRIM_CHARS)
    return;
  self->shortened = TRUE;
  gtk_text_buffer_get_start_iter (self->buffer, &begin);
  gtk_text_buffer_get_iter_at_offset (self->buffer, &end, n - MAX_CHARS);
  gtk_text_iter_set_line_offset (&end, 0);
  n = gtk_text_iter_get_offset (&end);
  gtk_text_buffer_delete (self->buffer, &begin, &end);
  vmp_launch_finder_note_trim (self->finder, n);
}

static void
append_pieces (VmpLaunchConsole *self, GArray *pieces)
{
  g_autoptr (GString) text = g_string_sized_new (TICK_BYTES);

  for (guint i = 0; i < pieces->len; i++)
    {
      const VmpLaunchPiece *piece = &g_array_index (pieces, VmpLaunchPiece, i);
      gsize n_bytes;
      const char *bytes = g_bytes_get_data (piece->bytes, &n_bytes);

      g_string_truncate (text, 0);
      vmp_launch_filter_append (&self->filters[piece->stream], bytes, n_bytes, text);
      append_lines (self, piece->stream, text);
    }
}

static void
finish_streams (VmpLaunchConsole *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < VMP_LAUNCH_N_STREAMS; i++)
    {
      g_string_truncate (text, 0);
      vmp_launch_filter_finish (&self->filters[i], text);
      append_lines (self, i, text);
    }
}

/* Begins anew with the last @n_bytes that were written. */
static void
show_end (VmpLaunchConsole *self, guint64 n_bytes)
{
  guint64 total = vmp_launch_output_get_total_bytes (self->output);

  clear_text (self);
  self->position = total - MIN (total, n_bytes);
  self->shortened = TRUE;
}

/* Text that is shown costs memory which the toolkit does not give back when it goes; all of a flood nobody reads anyway. */
static gboolean
skip_flood (VmpLaunchConsole *self)
{
  guint64 total = vmp_launch_output_get_total_bytes (self->output);

  if (!self->floods)
    return FALSE;
  if (++self->n_ticks % FLOOD_TICKS != 0)
    return TRUE;
  self->floods = total - self->flood_bytes >= FLOOD_BYTES;
  self->flood_bytes = total;
  show_end (self, self->floods ? FLOOD_SHOWN_BYTES : MAX_CHARS);
  return FALSE;
}

/* TRUE if there may be more. */
static gboolean
show_more (VmpLaunchConsole *self)
{
  guint64 lost = 0;
  g_autoptr (GArray) pieces = NULL;
  gboolean more;

  if (skip_flood (self))
    return TRUE;
  pieces = vmp_launch_output_take (self->output, &self->position, self->floods ? FLOOD_SHOWN_BYTES : TICK_BYTES, &lost);
  more = pieces->len > 0;
  if (lost > 0 && !self->floods)
    {
      self->floods = TRUE;
      self->flood_bytes = 0;
      return TRUE;
    }
  append_pieces (self, pieces);
  if (!more && self->closed)
    finish_streams (self);
  trim (self);
  update_notice (self);
  if (!more)
    return FALSE;
  gtk_stack_set_visible_child_name (self->stack, "text");
  vmp_launch_finder_note_append (self->finder);
  if (self->follow)
    gtk_text_view_scroll_mark_onscreen (self->view, self->end_mark);
  return TRUE;
}

static gboolean
tick_cb (gpointer data)
{
  VmpLaunchConsole *self = data;

  if (show_more (self))
    return G_SOURCE_CONTINUE;
  self->tick = 0;
  return G_SOURCE_REMOVE;
}

static void
update_count (VmpLaunchConsole *self)
{
  guint n = vmp_launch_finder_get_n (self->finder);
  int current = vmp_launch_finder_get_current (self->finder);
  const char *looked_for = gtk_editable_get_text (GTK_EDITABLE (self->search_entry));
  g_autofree char *text = NULL;

  if (*looked_for == '\0')
    text = g_strdup ("");
  else if (n == 0)
    text = g_strdup (vmp_launch_finder_is_busy (self->finder) ? _("Searching…") : _("No match"));
  else if (current >= 0)
    /* Translators: which match of how many */
    text = g_strdup_printf (_("%d of %u"), current + 1, n);
  else
    text = g_strdup_printf (ngettext ("%u match", "%u matches", n), n);
  if (g_str_equal (gtk_label_get_text (self->count), text))
    return;
  gtk_label_set_text (self->count, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->search_entry), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
}

static void
go (VmpLaunchConsole *self, int step)
{
  GtkTextIter begin, end;

  if (!vmp_launch_finder_go (self->finder, step, &begin, &end))
    return;
  set_follow (self, FALSE);
  gtk_text_buffer_select_range (self->buffer, &begin, &end);
  gtk_text_view_scroll_to_iter (self->view, &begin, 0.1, FALSE, 0, 0);
}

static void
search_changed_cb (VmpLaunchConsole *self)
{
  vmp_launch_finder_set_text (self->finder, gtk_editable_get_text (GTK_EDITABLE (self->search_entry)));
}

static void
next_match_cb (VmpLaunchConsole *self)
{
  go (self, 1);
}

static void
previous_match_cb (VmpLaunchConsole *self)
{
  go (self, -1);
}

static void
search_stopped_cb (VmpLaunchConsole *self)
{
  gtk_search_bar_set_search_mode (self->search_bar, FALSE);
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

static void
search_mode_cb (VmpLaunchConsole *self)
{
  if (!gtk_search_bar_get_search_mode (self->search_bar))
    vmp_launch_finder_set_text (self->finder, "");
  else
    search_changed_cb (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SEARCHING]);
}

/* Whoever looks at something older does not want to be taken away from it. */
static gboolean
scroll_cb (VmpLaunchConsole *self, double dx, double dy)
{
  if (dy < 0)
    set_follow (self, FALSE);
  return GDK_EVENT_PROPAGATE;
}

static gboolean
key_cb (VmpLaunchConsole *self, guint key, guint code, GdkModifierType modifiers)
{
  if (key == GDK_KEY_Up || key == GDK_KEY_Page_Up || key == GDK_KEY_Home)
    set_follow (self, FALSE);
  else if (key == GDK_KEY_End && (modifiers & GDK_CONTROL_MASK) != 0)
    set_follow (self, TRUE);
  return GDK_EVENT_PROPAGATE;
}

/* The text between two places without the marks of standard error. */
static char *
dup_range (VmpLaunchConsole *self, const GtkTextIter *begin, const GtkTextIter *end)
{
  GString *text = g_string_new (NULL);
  GtkTextIter at = *begin;

  while (gtk_text_iter_compare (&at, end) < 0)
    {
      GtkTextIter line_end = at;
      g_autofree char *part = NULL;

      gtk_text_iter_forward_line (&line_end);
      if (gtk_text_iter_compare (&line_end, end) > 0)
        line_end = *end;
      part = gtk_text_iter_get_slice (&at, &line_end);
      if (gtk_text_iter_starts_line (&at) && gtk_text_iter_has_tag (&at, self->error_tag)
          && g_str_has_prefix (part, VMP_LAUNCH_CONSOLE_MARK))
        g_string_append (text, part + strlen (VMP_LAUNCH_CONSOLE_MARK));
      else
        g_string_append (text, part);
      at = line_end;
    }
  return g_string_free_and_steal (text);
}

static void
copy_to_clipboard (VmpLaunchConsole *self, const GtkTextIter *begin, const GtkTextIter *end)
{
  g_autofree char *text = dup_range (self, begin, end);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
}

static void
copy_clipboard_cb (VmpLaunchConsole *self)
{
  GtkTextIter begin, end;

  g_signal_stop_emission_by_name (self->view, "copy-clipboard");
  if (gtk_text_buffer_get_selection_bounds (self->buffer, &begin, &end))
    copy_to_clipboard (self, &begin, &end);
}

/* What is selected, or everything. */
static void
copy_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  VmpLaunchConsole *self = VMP_LAUNCH_CONSOLE (widget);
  GtkTextIter begin, end;

  if (!gtk_text_buffer_get_selection_bounds (self->buffer, &begin, &end))
    gtk_text_buffer_get_bounds (self->buffer, &begin, &end);
  copy_to_clipboard (self, &begin, &end);
}

static void
search_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  vmp_launch_console_search (VMP_LAUNCH_CONSOLE (widget));
}

static void
find_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  go (VMP_LAUNCH_CONSOLE (widget), g_str_equal (action_name, "output.find-next") ? 1 : -1);
}

static void
vmp_launch_console_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VmpLaunchConsole *self = VMP_LAUNCH_CONSOLE (object);

  if (id == PROP_FOLLOW)
    g_value_set_boolean (value, self->follow);
  else if (id == PROP_WRAP)
    g_value_set_boolean (value, gtk_text_view_get_wrap_mode (self->view) != GTK_WRAP_NONE);
  else if (id == PROP_SEARCHING)
    g_value_set_boolean (value, gtk_search_bar_get_search_mode (self->search_bar));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
vmp_launch_console_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  VmpLaunchConsole *self = VMP_LAUNCH_CONSOLE (object);

  if (id == PROP_FOLLOW)
    set_follow (self, g_value_get_boolean (value));
  else if (id == PROP_WRAP)
    gtk_text_view_set_wrap_mode (self->view, g_value_get_boolean (value) ? GTK_WRAP_WORD_CHAR : GTK_WRAP_NONE);
  else if (id == PROP_SEARCHING)
    gtk_search_bar_set_search_mode (self->search_bar, g_value_get_boolean (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
vmp_launch_console_dispose (GObject *object)
{
  VmpLaunchConsole *self = VMP_LAUNCH_CONSOLE (object);

  g_clear_handle_id (&self->tick, g_source_remove);
  g_clear_object (&self->finder);
  g_clear_pointer (&self->output, vmp_launch_output_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), VMP_TYPE_LAUNCH_CONSOLE);

  G_OBJECT_CLASS (vmp_launch_console_parent_class)->dispose (object);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "output.search", NULL, search_action);
  gtk_widget_class_install_action (widget_class, "output.copy", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "output.find-next", NULL, find_action);
  gtk_widget_class_install_action (widget_class, "output.find-previous", NULL, find_action);
  gtk_widget_class_install_property_action (widget_class, "output.follow", "follow");
  gtk_widget_class_install_property_action (widget_class, "output.wrap", "wrap");
  gtk_widget_class_install_property_action (widget_class, "output.searching", "searching");
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_g, GDK_CONTROL_MASK, "output.find-next", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_g, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "output.find-previous", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_f, GDK_CONTROL_MASK, "output.search", NULL);
}

static void
vmp_launch_console_class_init (VmpLaunchConsoleClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = vmp_launch_console_get_property;
  object_class->set_property = vmp_launch_console_set_property;
  object_class->dispose = vmp_launch_console_dispose;

  properties[PROP_FOLLOW] = g_param_spec_boolean ("follow", NULL, NULL, TRUE,
                                                  G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_WRAP] = g_param_spec_boolean ("wrap", NULL, NULL, TRUE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_SEARCHING] = g_param_spec_boolean ("searching", NULL, NULL, FALSE,
                                                     G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/vmprofiler/Vmp/widgets/vmp-launch-console.ui");
  gtk_widget_class_bind_template_child (widget_class, VmpLaunchConsole, search_bar);
  gtk_widget_class_bind_template_child (widget_class, VmpLaunchConsole, search_entry);
  gtk_widget_class_bind_template_child (widget_class, VmpLaunchConsole, count);
  gtk_widget_class_bind_template_child (widget_class, VmpLaunchConsole, notice);
  gtk_widget_class_bind_template_child (widget_class, VmpLaunchConsole, stack);
  gtk_widget_class_bind_template_child (widget_class, VmpLaunchConsole, view);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_mode_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_stopped_cb);
  gtk_widget_class_bind_template_callback (widget_class, next_match_cb);
  gtk_widget_class_bind_template_callback (widget_class, previous_match_cb);
  gtk_widget_class_bind_template_callback (widget_class, scroll_cb);
  gtk_widget_class_bind_template_callback (widget_class, key_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_clipboard_cb);
  install_actions (widget_class);
}

static void
vmp_launch_console_init (VmpLaunchConsole *self)
{
  GtkTextIter end;

  self->follow = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  self->buffer = gtk_text_view_get_buffer (self->view);
  gtk_text_buffer_set_enable_undo (self->buffer, FALSE);
  self->error_tag = gtk_text_buffer_create_tag (self->buffer, "stderr", "style", PANGO_STYLE_ITALIC, NULL);
  gtk_text_buffer_get_end_iter (self->buffer, &end);
  self->end_mark = gtk_text_buffer_create_mark (self->buffer, NULL, &end, FALSE);
  self->finder = vmp_launch_finder_new (self->buffer);
  g_signal_connect_object (self->finder, "changed", G_CALLBACK (update_count), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (vmp_preferences_get_default (), "changed", G_CALLBACK (update_notice), self, G_CONNECT_SWAPPED);
}

GtkWidget *
vmp_launch_console_new (void)
{
  return g_object_new (VMP_TYPE_LAUNCH_CONSOLE, NULL);
}

void
vmp_launch_console_set_output (VmpLaunchConsole *self, VmpLaunchOutput *output)
{
  g_return_if_fail (VMP_IS_LAUNCH_CONSOLE (self));

  g_clear_handle_id (&self->tick, g_source_remove);
  g_clear_pointer (&self->output, vmp_launch_output_unref);
  clear_text (self);
  self->position = 0;
  self->closed = FALSE;
  self->shortened = FALSE;
  self->floods = FALSE;
  gtk_stack_set_visible_child_name (self->stack, "empty");
  set_follow (self, TRUE);
  if (output == NULL)
    return;
  self->output = vmp_launch_output_ref (output);
  vmp_launch_console_update (self, FALSE);
}

void
vmp_launch_console_update (VmpLaunchConsole *self, gboolean closed)
{
  g_return_if_fail (VMP_IS_LAUNCH_CONSOLE (self));

  self->closed = closed;
  if (self->tick == 0 && self->output != NULL)
    self->tick = g_timeout_add (TICK_MSEC, tick_cb, self);
}

void
vmp_launch_console_search (VmpLaunchConsole *self)
{
  g_return_if_fail (VMP_IS_LAUNCH_CONSOLE (self));

  gtk_search_bar_set_search_mode (self->search_bar, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}

char *
vmp_launch_console_dup_text (VmpLaunchConsole *self)
{
  GtkTextIter begin, end;

  g_return_val_if_fail (VMP_IS_LAUNCH_CONSOLE (self), NULL);

  gtk_text_buffer_get_bounds (self->buffer, &begin, &end);
  return dup_range (self, &begin, &end);
}

GtkTextView *
vmp_launch_console_get_view (VmpLaunchConsole *self)
{
  g_return_val_if_fail (VMP_IS_LAUNCH_CONSOLE (self), NULL);

  return self->view;
}
