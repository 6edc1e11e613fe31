/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The stretch of time that all charts of a page show, and the cursor in it. */
#include "config.h"

#include "vmp-chart-view.h"

#define SEC G_GINT64_CONSTANT (1000000000)
#define DEFAULT_SPAN_NSEC (60 * SEC)
#define SHORTEST_SPAN_NSEC (SEC / 10)

struct _VmpChartView
{
  GObject  parent_instance;

  gint64   first_nsec, last_nsec, anchor_nsec;
  gint64   span_nsec;   /* VMP_CHART_SPAN_ALL: all */
  gint64   chosen_nsec; /* the span that was last set: zooming changes only span_nsec */
  gint64   end_nsec;    /* only while it does not follow */
  gint64   cursor_nsec;
  gint64   moment_nsec; /* VMP_CHART_NO_CURSOR: none */
  gboolean follow;
};

enum
{
  PROP_0,
  PROP_FOLLOW,
  PROP_SPAN,
  N_PROPS
};

enum
{
  CHANGED,
  CURSOR_CHANGED,
  PICKED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VmpChartView, vmp_chart_view, G_TYPE_OBJECT)

static void
emit_changed (VmpChartView *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
store_follow (VmpChartView *self,
              gboolean      follow)
{
  if (self->follow == follow)
    return;
  self->follow = follow;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FOLLOW]);
}

static void
store_span (VmpChartView *self,
            gint64        span_nsec)
{
  if (self->span_nsec == span_nsec)
    return;
  self->span_nsec = span_nsec;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SPAN]);
}

static void
vmp_chart_view_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  VmpChartView *self = VMP_CHART_VIEW (object);

  switch (prop_id)
    {
    case PROP_FOLLOW:
      g_value_set_boolean (value, self->follow);
      break;
    case PROP_SPAN:
      g_value_set_int64 (value, self->span_nsec);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
vmp_chart_view_set_property (GObject      *object,
                             guint         prop_id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  VmpChartView *self = VMP_CHART_VIEW (object);

  switch (prop_id)
    {
    case PROP_FOLLOW:
      vmp_chart_view_set_follow (self, g_value_get_boolean (value));
      break;
    case PROP_SPAN:
      vmp_chart_view_set_span (self, g_value_get_int64 (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
vmp_chart_view_class_init (VmpChartViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = vmp_chart_view_get_property;
  object_class->set_property = vmp_chart_view_set_property;

  properties[PROP_FOLLOW] =
    g_param_spec_boolean ("follow", NULL, NULL, TRUE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_SPAN] =
    g_param_spec_int64 ("span", NULL, NULL, 0, G_MAXINT64, DEFAULT_SPAN_NSEC,
                        G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[CHANGED] =
    g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[PICKED] =
    g_signal_new ("picked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
  signals[CURSOR_CHANGED] =
    g_signal_new ("cursor-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
vmp_chart_view_init (VmpChartView *self)
{
  self->span_nsec = self->chosen_nsec = DEFAULT_SPAN_NSEC;
  self->follow = TRUE;
  self->cursor_nsec = VMP_CHART_NO_CURSOR;
  self->moment_nsec = VMP_CHART_NO_CURSOR;
}

VmpChartView *
vmp_chart_view_new (void)
{
  return g_object_new (VMP_TYPE_CHART_VIEW, NULL);
}

void
vmp_chart_view_set_data (VmpChartView *self,
                         gint64        first_nsec,
                         gint64        last_nsec,
                         gint64        anchor_nsec)
{
  g_return_if_fail (VMP_IS_CHART_VIEW (self));

  self->first_nsec = first_nsec;
  self->last_nsec = last_nsec;
  self->anchor_nsec = anchor_nsec;
  if (self->cursor_nsec != VMP_CHART_NO_CURSOR && (self->cursor_nsec < first_nsec || self->cursor_nsec > last_nsec))
    vmp_chart_view_set_cursor (self, VMP_CHART_NO_CURSOR);
  emit_changed (self);
}

static gint64
get_length (VmpChartView *self)
{
  if (self->span_nsec == VMP_CHART_SPAN_ALL)
    return MAX (self->last_nsec - self->first_nsec, SHORTEST_SPAN_NSEC);
  return self->span_nsec;
}

void
vmp_chart_view_get_window (VmpChartView *self,
                           gint64       *out_begin_nsec,
                           gint64       *out_end_nsec)
{
  g_return_if_fail (VMP_IS_CHART_VIEW (self));

  *out_end_nsec = self->follow ? self->last_nsec : self->end_nsec;
  *out_begin_nsec = *out_end_nsec - get_length (self);
}

gint64
vmp_chart_view_get_anchor (VmpChartView *self)
{
  g_return_val_if_fail (VMP_IS_CHART_VIEW (self), 0);

  return self->anchor_nsec;
}

gint64
vmp_chart_view_get_span (VmpChartView *self)
{
  g_return_val_if_fail (VMP_IS_CHART_VIEW (self), 0);

  return self->span_nsec;
}

void
vmp_chart_view_set_span (VmpChartView *self,
                         gint64        span_nsec)
{
  g_return_if_fail (VMP_IS_CHART_VIEW (self));

  self->chosen_nsec = span_nsec;
  if (self->span_nsec == span_nsec)
    return;
  store_span (self, span_nsec);
  if (span_nsec == VMP_CHART_SPAN_ALL)
    store_follow (self, TRUE);
  emit_changed (self);
}

void
vmp_chart_view_reset (VmpChartView *self)
{
  g_return_if_fail (VMP_IS_CHART_VIEW (self));

  vmp_chart_view_set_follow (self, TRUE);
  vmp_chart_view_set_span (self, self->chosen_nsec);
}

gboolean
vmp_chart_view_get_follow (VmpChartView *self)
{
  g_return_val_if_fail (VMP_IS_CHART_VIEW (self), FALSE);

  return self->follow;
}

void
vmp_chart_view_set_follow (VmpChartView *self,
                           gboolean      follow)
{
  g_return_if_fail (VMP_IS_CHART_VIEW (self));

  if (self->follow == follow)
    return;
  if (!follow)
    {
      /* A window over all that stands still has the length that it has now. */
      store_span (self, get_length (self));
      self->end_nsec = self->last_nsec;
    }
  store_follow (self, follow);
  emit_changed (self);
}

/* The window may reach a little beyond the data, never wholly away from it. */
static void
set_window (VmpChartView *self,
            gint64        span_nsec,
            gint64        end_nsec)
{
  self->end_nsec = MAX (end_nsec, self->first_nsec + span_nsec / 4);
  store_span (self, span_nsec);
  store_follow (self, self->end_nsec >= self->last_nsec);
  emit_changed (self);
}

void
vmp_chart_view_set_window (VmpChartView *self,
                           gint64        begin_nsec,
                           gint64        end_nsec)
{
  g_return_if_fail (VMP_IS_CHART_VIEW (self) && end_nsec > begin_nsec);

  set_window (self, MAX (end_nsec - begin_nsec, SHORTEST_SPAN_NSEC), end_nsec);
}

void
vmp_chart_view_zoom (VmpChartView *self,
                     double        factor,
                     gint64        center_nsec)
{
  gint64 begin, end, span, longest;
  double share;

  g_return_if_fail (VMP_IS_CHART_VIEW (self) && factor > 0);

  vmp_chart_view_get_window (self, &begin, &end);
  /* Nothing to be seen beyond the data; a minute is always allowed. */
  longest = MAX (self->last_nsec - self->first_nsec, DEFAULT_SPAN_NSEC);
  longest = MAX (longest, end - begin);
  span = (gint64) CLAMP ((double) (end - begin) * factor, (double) SHORTEST_SPAN_NSEC, (double) longest);
  share = (double) (CLAMP (center_nsec, begin, end) - begin) / (double) MAX (end - begin, 1);
  if (self->follow && factor > 1)
    set_window (self, span, end);
  else if (self->follow)
    set_window (self, span, share > 0.9 ? end : center_nsec + (gint64) ((1 - share) * (double) span));
  else
    set_window (self, span, center_nsec + (gint64) ((1 - share) * (double) span));
}

void
vmp_chart_view_pan (VmpChartView *self,
                    gint64        by_nsec)
{
  gint64 begin, end;

  g_return_if_fail (VMP_IS_CHART_VIEW (self));

  vmp_chart_view_get_window (self, &begin, &end);
  set_window (self, end - begin, end + by_nsec);
}

gint64
vmp_chart_view_get_cursor (VmpChartView *self)
{
  g_return_val_if_fail (VMP_IS_CHART_VIEW (self), VMP_CHART_NO_CURSOR);

  return self->cursor_nsec;
}

void
vmp_chart_view_set_cursor (VmpChartView *self,
                           gint64        time_nsec)
{
  g_return_if_fail (VMP_IS_CHART_VIEW (self));

  if (time_nsec != VMP_CHART_NO_CURSOR)
    time_nsec = CLAMP (time_nsec, self->first_nsec, MAX (self->first_nsec, self->last_nsec));
  if (self->cursor_nsec == time_nsec)
    return;
  self->cursor_nsec = time_nsec;
  g_signal_emit (self, signals[CURSOR_CHANGED], 0);
}

gint64
vmp_chart_view_get_moment (VmpChartView *self)
{
  g_return_val_if_fail (VMP_IS_CHART_VIEW (self), VMP_CHART_NO_CURSOR);

  return self->moment_nsec;
}

void
vmp_chart_view_set_moment (VmpChartView *self,
                           gint64        time_nsec)
{
  g_return_if_fail (VMP_IS_CHART_VIEW (self));

  if (self->moment_nsec == time_nsec)
    return;
  self->moment_nsec = time_nsec;
  g_signal_emit (self, signals[CURSOR_CHANGED], 0);
}

gboolean
vmp_chart_view_pick (VmpChartView *self,
                     gint64        time_nsec)
{
  g_return_val_if_fail (VMP_IS_CHART_VIEW (self), FALSE);

  if (!g_signal_has_handler_pending (self, signals[PICKED], 0, FALSE))
    return FALSE;
  g_signal_emit (self, signals[PICKED], 0, CLAMP (time_nsec, self->first_nsec, MAX (self->first_nsec, self->last_nsec)));
  return TRUE;
}
