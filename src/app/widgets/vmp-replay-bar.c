/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bar below a recording: its strip, the clock, playing, places to go to, and what the file says of itself. */
#include "config.h"

#include "vmp-replay-bar.h"

#include <glib/gi18n.h>

#include "vmp-replay-info.h"
#include "vmp-replay-places.h"
#include "vmp-replay-scrubber.h"

static const guint speeds[] = { 1, 2, 5, 10, 30, 100 };

struct _VmpReplayBar
{
  AdwBin             parent_instance;

  /* template children */
  VmpReplayScrubber *scrubber;
  GtkToggleButton   *play;
  GtkDropDown       *speed;
  GtkLabel          *time;
  GtkWidget         *all;
  GtkMenuButton     *places;
  GtkMenuButton     *info;
  GtkMenuButton     *more;

  VmpReplay         *replay;  /* owned */
};

G_DEFINE_FINAL_TYPE (VmpReplayBar, vmp_replay_bar, ADW_TYPE_BIN)

static void
update_time (VmpReplayBar *self)
{
  gint64 time_nsec = vmp_replay_get_time (self->replay), begin_nsec, end_nsec;
  g_autofree char *clock = vmp_replay_scrubber_dup_clock (self->replay, time_nsec);
  g_autofree char *since = NULL, *length = NULL, *text = NULL;

  vmp_replay_get_range (self->replay, &begin_nsec, &end_nsec);
  since = vmp_replay_scrubber_dup_length (time_nsec - begin_nsec);
  length = vmp_replay_scrubber_dup_length (end_nsec - begin_nsec);
  if (*clock != '\0')
    /* Translators: a time of day, how long that is after the start, how long it is in all: "10:31:15 · 0:12:03 of 1:00:00". */
    text = g_strdup_printf (_("%s · %s of %s"), clock, since, length);
  else
    /* Translators: how long it is after the start, and how long it is in all: "0:12:03 of 1:00:00". */
    text = g_strdup_printf (_("%s of %s"), since, length);
  gtk_label_set_text (self->time, text);
}

static void
update_all (VmpReplayBar *self)
{
  gint64 begin_nsec, end_nsec, from_nsec, to_nsec;

  vmp_replay_get_range (self->replay, &begin_nsec, &end_nsec);
  vmp_replay_get_selection (self->replay, &from_nsec, &to_nsec);
  gtk_widget_set_sensitive (self->all, from_nsec > begin_nsec || to_nsec < end_nsec);
}

static void
playing_cb (VmpReplayBar *self)
{
  gboolean playing = vmp_replay_get_playing (self->replay);

  gtk_button_set_icon_name (GTK_BUTTON (self->play), playing ? "media-playback-pause-symbolic" : "media-playback-start-symbolic");
}

static void
go (VmpReplayBar *self, int by)
{
  if (!vmp_replay_go_to_place (self->replay, by))
    gtk_widget_error_bell (GTK_WIDGET (self));
}

static void
previous_cb (VmpReplayBar *self)
{
  go (self, -1);
}

static void
next_cb (VmpReplayBar *self)
{
  go (self, 1);
}

static void
all_cb (VmpReplayBar *self)
{
  vmp_replay_select_range (self->replay, 0, 0);
  /* It has nothing more to do. */
  gtk_widget_grab_focus (GTK_WIDGET (self->scrubber));
}

static void
speed_cb (VmpReplayBar *self)
{
  guint chosen = gtk_drop_down_get_selected (self->speed);

  if (self->replay != NULL && chosen < G_N_ELEMENTS (speeds))
    vmp_replay_set_speed (self->replay, speeds[chosen]);
}

static void
create_places_cb (GtkMenuButton *button, gpointer data)
{
  VmpReplayBar *self = data;

  gtk_menu_button_set_popover (button, vmp_replay_places_new (self->replay));
}

static void
create_info_cb (GtkMenuButton *button, gpointer data)
{
  VmpReplayBar *self = data;

  gtk_menu_button_set_popover (button, vmp_replay_info_new (self->replay));
}

static void
vmp_replay_bar_dispose (GObject *object)
{
  VmpReplayBar *self = VMP_REPLAY_BAR (object);

  if (self->replay != NULL)
    g_signal_handlers_disconnect_by_data (self->replay, self);
  gtk_widget_dispose_template (GTK_WIDGET (self), VMP_TYPE_REPLAY_BAR);
  g_clear_object (&self->replay);

  G_OBJECT_CLASS (vmp_replay_bar_parent_class)->dispose (object);
}

static void
vmp_replay_bar_class_init (VmpReplayBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vmp_replay_bar_dispose;

  g_type_ensure (VMP_TYPE_REPLAY_SCRUBBER);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/vmprofiler/Vmp/widgets/vmp-replay-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, VmpReplayBar, scrubber);
  gtk_widget_class_bind_template_child (widget_class, VmpReplayBar, play);
  gtk_widget_class_bind_template_child (widget_class, VmpReplayBar, speed);
  gtk_widget_class_bind_template_child (widget_class, VmpReplayBar, time);
  gtk_widget_class_bind_template_child (widget_class, VmpReplayBar, all);
  gtk_widget_class_bind_template_child (widget_class, VmpReplayBar, places);
  gtk_widget_class_bind_template_child (widget_class, VmpReplayBar, info);
  gtk_widget_class_bind_template_child (widget_class, VmpReplayBar, more);
  gtk_widget_class_bind_template_callback (widget_class, previous_cb);
  gtk_widget_class_bind_template_callback (widget_class, next_cb);
  gtk_widget_class_bind_template_callback (widget_class, all_cb);
  gtk_widget_class_bind_template_callback (widget_class, speed_cb);
  gtk_widget_class_set_css_name (widget_class, "replaybar");
}

static void
vmp_replay_bar_init (VmpReplayBar *self)
{
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);

  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < G_N_ELEMENTS (speeds); i++)
    {
      /* Translators: so many times as fast as it was. */
      g_autofree char *text = g_strdup_printf (_("%u×"), speeds[i]);

      gtk_string_list_append (list, text);
    }
  gtk_drop_down_set_model (self->speed, G_LIST_MODEL (list));
  gtk_menu_button_set_create_popup_func (self->places, create_places_cb, self, NULL);
  gtk_menu_button_set_create_popup_func (self->info, create_info_cb, self, NULL);
}

GtkWidget *
vmp_replay_bar_new (VmpReplay *replay)
{
  VmpReplayBar *self = g_object_new (VMP_TYPE_REPLAY_BAR, NULL);

  self->replay = g_object_ref (replay);
  vmp_replay_scrubber_set_replay (self->scrubber, replay);
  vmp_replay_scrubber_set_menu (self->scrubber, gtk_menu_button_get_menu_model (self->more));
  g_object_bind_property (replay, "playing", self->play, "active", G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  g_signal_connect_object (replay, "notify::playing", G_CALLBACK (playing_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (replay, "moved", G_CALLBACK (update_time), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (replay, "range-changed", G_CALLBACK (update_all), self, G_CONNECT_SWAPPED);
  update_time (self);
  update_all (self);
  return GTK_WIDGET (self);
}
