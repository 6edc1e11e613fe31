/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds a text in a buffer that grows at its end and loses its beginning, a little at a time. */

#include "config.h"

#include "vmp-launch-finder.h"

/* The main loop is not kept from drawing for longer. */
#define SLICE_USEC 4000
#define SLICE_LINES 200

/* Positions count from the first character that ever was in the buffer. */
typedef struct
{
  gint64 begin, end;
} Match;

struct _VmpLaunchFinder
{
  GObject        parent_instance;

  /* owned */
  GtkTextBuffer *buffer;
  GtkTextTag    *tag;
  char          *text;
  GArray        *matches;     /* of Match, ascending */

  gint64         trimmed;     /* characters that are gone from the beginning */
  gint64         scanned;     /* up to here */
  int            current;     /* index of a match, or -1 */
  guint          idle;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VmpLaunchFinder, vmp_launch_finder, G_TYPE_OBJECT)

static void
get_iter (VmpLaunchFinder *self, gint64 position, GtkTextIter *out)
{
  gtk_text_buffer_get_iter_at_offset (self->buffer, out, (int) (position - self->trimmed));
}

static gint64
get_position (VmpLaunchFinder *self, const GtkTextIter *iter)
{
  return self->trimmed + gtk_text_iter_get_offset (iter);
}

static void
add_match (VmpLaunchFinder *self, const GtkTextIter *begin, const GtkTextIter *end)
{
  Match match = { get_position (self, begin), get_position (self, end) };

  g_array_append_val (self->matches, match);
  gtk_text_buffer_apply_tag (self->buffer, self->tag, begin, end);
}

/* Some lines more. FALSE at the end of what can be looked through now: a last line without an end may still grow. */
static gboolean
scan_lines (VmpLaunchFinder *self)
{
  GtkTextIter at, limit, begin, end;

  get_iter (self, self->scanned, &at);
  if (gtk_text_iter_is_end (&at) || self->matches->len >= VMP_LAUNCH_FINDER_MAX_MATCHES)
    return FALSE;
  limit = at;
  gtk_text_iter_forward_lines (&limit, SLICE_LINES);
  while (self->matches->len < VMP_LAUNCH_FINDER_MAX_MATCHES
         && gtk_text_iter_forward_search (&at, self->text, GTK_TEXT_SEARCH_TEXT_ONLY | GTK_TEXT_SEARCH_CASE_INSENSITIVE,
                                          &begin, &end, &limit))
    {
      add_match (self, &begin, &end);
      at = end;
    }
  /* What a last line has is looked through, and again from behind its last match when it has grown. */
  if (gtk_text_iter_is_end (&limit) && !gtk_text_iter_starts_line (&limit))
    {
      begin = limit;
      gtk_text_iter_set_line_offset (&begin, 0);
      self->scanned = get_position (self, gtk_text_iter_compare (&at, &begin) > 0 ? &at : &begin);
      return FALSE;
    }
  self->scanned = get_position (self, &limit);
  return TRUE;
}

static gboolean
scan_cb (gpointer data)
{
  VmpLaunchFinder *self = data;
  gint64 end = g_get_monotonic_time () + SLICE_USEC;
  guint n = self->matches->len;
  gboolean more;

  do
    more = scan_lines (self);
  while (more && g_get_monotonic_time () < end);
  if (!more)
    self->idle = 0;
  if (!more || n != self->matches->len)
    g_signal_emit (self, signals[CHANGED], 0);
  return more ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static void
schedule (VmpLaunchFinder *self)
{
  if (self->idle == 0 && *self->text != '\0')
    self->idle = g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, scan_cb, self, NULL);
}

static void
forget_matches (VmpLaunchFinder *self)
{
  GtkTextIter begin, end;

  if (self->matches->len > 0)
    {
      gtk_text_buffer_get_bounds (self->buffer, &begin, &end);
      gtk_text_buffer_remove_tag (self->buffer, self->tag, &begin, &end);
    }
  g_array_set_size (self->matches, 0);
  self->current = -1;
}

static void
vmp_launch_finder_dispose (GObject *object)
{
  VmpLaunchFinder *self = VMP_LAUNCH_FINDER (object);

  g_clear_handle_id (&self->idle, g_source_remove);
  g_clear_object (&self->tag);
  g_clear_object (&self->buffer);

  G_OBJECT_CLASS (vmp_launch_finder_parent_class)->dispose (object);
}

static void
vmp_launch_finder_finalize (GObject *object)
{
  VmpLaunchFinder *self = VMP_LAUNCH_FINDER (object);

  g_free (self->text);
  g_array_unref (self->matches);

  G_OBJECT_CLASS (vmp_launch_finder_parent_class)->finalize (object);
}

static void
vmp_launch_finder_class_init (VmpLaunchFinderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = vmp_launch_finder_dispose;
  object_class->finalize = vmp_launch_finder_finalize;

  signals[CHANGED] =
    g_signal_new ("changed", VMP_TYPE_LAUNCH_FINDER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
vmp_launch_finder_init (VmpLaunchFinder *self)
{
  self->text = g_strdup ("");
  self->matches = g_array_new (FALSE, FALSE, sizeof (Match));
  self->current = -1;
}

VmpLaunchFinder *
vmp_launch_finder_new (GtkTextBuffer *buffer)
{
  VmpLaunchFinder *self = g_object_new (VMP_TYPE_LAUNCH_FINDER, NULL);

  self->buffer = g_object_ref (buffer);
  self->tag = g_object_ref (gtk_text_buffer_create_tag (buffer, "match", "underline", PANGO_UNDERLINE_SINGLE,
                                                        "weight", PANGO_WEIGHT_BOLD, NULL));
  return self;
}

void
vmp_launch_finder_set_text (VmpLaunchFinder *self, const char *text)
{
  g_return_if_fail (VMP_IS_LAUNCH_FINDER (self));

  if (g_str_equal (self->text, text))
    return;
  g_set_str (&self->text, text);
  g_clear_handle_id (&self->idle, g_source_remove);
  forget_matches (self);
  self->scanned = self->trimmed;
  schedule (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

void
vmp_launch_finder_note_append (VmpLaunchFinder *self)
{
  g_return_if_fail (VMP_IS_LAUNCH_FINDER (self));

  schedule (self);
}

void
vmp_launch_finder_note_trim (VmpLaunchFinder *self, guint n_chars)
{
  guint n = 0;

  g_return_if_fail (VMP_IS_LAUNCH_FINDER (self));

  self->trimmed += n_chars;
  self->scanned = MAX (self->scanned, self->trimmed);
  while (n < self->matches->len && g_array_index (self->matches, Match, n).begin < self->trimmed)
    n++;
  if (n == 0)
    return;
  g_array_remove_range (self->matches, 0, n);
  self->current = MAX (self->current - (int) n, -1);
  schedule (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

void
vmp_launch_finder_note_clear (VmpLaunchFinder *self)
{
  g_return_if_fail (VMP_IS_LAUNCH_FINDER (self));

  g_array_set_size (self->matches, 0);
  self->current = -1;
  self->trimmed = 0;
  self->scanned = 0;
  g_signal_emit (self, signals[CHANGED], 0);
}

/* The index of the first match that begins at @position or later. */
static guint
find_index (VmpLaunchFinder *self, gint64 position)
{
  guint low = 0, high = self->matches->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (self->matches, Match, middle).begin < position)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

gboolean
vmp_launch_finder_go (VmpLaunchFinder *self, int step, GtkTextIter *out_begin, GtkTextIter *out_end)
{
  GtkTextIter selection_begin, selection_end;
  guint n, index;

  g_return_val_if_fail (VMP_IS_LAUNCH_FINDER (self), FALSE);

  n = self->matches->len;
  if (n == 0)
    return FALSE;
  gtk_text_buffer_get_selection_bounds (self->buffer, &selection_begin, &selection_end);
  if (step > 0)
    index = find_index (self, get_position (self, &selection_end));
  else
    index = find_index (self, get_position (self, &selection_begin)) + n - 1;
  self->current = index % n;
  get_iter (self, g_array_index (self->matches, Match, self->current).begin, out_begin);
  get_iter (self, g_array_index (self->matches, Match, self->current).end, out_end);
  g_signal_emit (self, signals[CHANGED], 0);
  return TRUE;
}

guint
vmp_launch_finder_get_n (VmpLaunchFinder *self)
{
  g_return_val_if_fail (VMP_IS_LAUNCH_FINDER (self), 0);

  return self->matches->len;
}

int
vmp_launch_finder_get_current (VmpLaunchFinder *self)
{
  g_return_val_if_fail (VMP_IS_LAUNCH_FINDER (self), -1);

  return self->current;
}

gboolean
vmp_launch_finder_is_busy (VmpLaunchFinder *self)
{
  g_return_val_if_fail (VMP_IS_LAUNCH_FINDER (self), FALSE);

  return self->idle != 0;
}
