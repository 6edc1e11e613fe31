/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the pages of a range of addresses are: asked for, and asked again. */
#include "config.h"

#include "vmp-map-pages-source.h"

struct _VmpMapPagesSource
{
  GObject        parent_instance;

  /* owned */
  VmpMonitor    *monitor;
  VmpPageStates *states;          /* NULL: not known */

  guint32        target;          /* 0: none */
  guint32        request;         /* that is not answered yet; 0: none */
  guint64        start_addr, end_addr;
  gboolean       ask_again;       /* once the request is answered: something else is wanted by now */
  VmpReason      reason;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VmpMapPagesSource, vmp_map_pages_source, G_TYPE_OBJECT)

/* One question at a time, however fast the range moves. */
static void
ask (VmpMapPagesSource *self)
{
  self->ask_again = self->request != 0;
  if (self->request != 0 || self->target == 0 || self->end_addr <= self->start_addr)
    return;
  self->request = vmp_monitor_request_pages (self->monitor, self->target, self->start_addr, self->end_addr);
}

static void
drop (VmpMapPagesSource *self)
{
  if (self->monitor != NULL && self->request != 0)
    vmp_monitor_cancel_pages (self->monitor, self->request);
  self->request = 0;
  self->ask_again = FALSE;
  self->reason = VMP_REASON_NOT_DUE;
  g_clear_pointer (&self->states, vmp_page_states_unref);
}

static void
page_states_cb (VmpMapPagesSource *self, guint target, guint request, VmpPageStates *states, guint reason)
{
  if (request == 0 || request != self->request)
    return;
  self->request = 0;
  g_clear_pointer (&self->states, vmp_page_states_unref);
  self->states = states != NULL ? vmp_page_states_ref (states) : NULL;
  self->reason = states != NULL ? VMP_REASON_NONE : (VmpReason) reason;
  if (self->ask_again)
    ask (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
vmp_map_pages_source_dispose (GObject *object)
{
  VmpMapPagesSource *self = VMP_MAP_PAGES_SOURCE (object);

  drop (self);
  self->target = 0;
  g_clear_object (&self->monitor);

  G_OBJECT_CLASS (vmp_map_pages_source_parent_class)->dispose (object);
}

static void
vmp_map_pages_source_class_init (VmpMapPagesSourceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = vmp_map_pages_source_dispose;

  signals[CHANGED] =
    g_signal_new ("changed", VMP_TYPE_MAP_PAGES_SOURCE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
vmp_map_pages_source_init (VmpMapPagesSource *self)
{
  self->reason = VMP_REASON_NOT_DUE;
}

VmpMapPagesSource *
vmp_map_pages_source_new (void)
{
  return g_object_new (VMP_TYPE_MAP_PAGES_SOURCE, NULL);
}

void
vmp_map_pages_source_set_target (VmpMapPagesSource *self, VmpMonitor *monitor, guint32 target)
{
  g_return_if_fail (VMP_IS_MAP_PAGES_SOURCE (self));
  g_return_if_fail (target == 0 || VMP_IS_MONITOR (monitor));

  drop (self);
  if (monitor != NULL && self->monitor != monitor)
    {
      if (self->monitor != NULL)
        g_signal_handlers_disconnect_by_func (self->monitor, page_states_cb, self);
      g_set_object (&self->monitor, monitor);
      g_signal_connect_object (monitor, "page-states", G_CALLBACK (page_states_cb), self, G_CONNECT_SWAPPED);
    }
  self->target = target;
  self->start_addr = self->end_addr = 0;
  g_signal_emit (self, signals[CHANGED], 0);
}

void
vmp_map_pages_source_set_range (VmpMapPagesSource *self, guint64 start_addr, guint64 end_addr)
{
  g_return_if_fail (VMP_IS_MAP_PAGES_SOURCE (self));

  if (self->start_addr == start_addr && self->end_addr == end_addr)
    return;
  self->start_addr = start_addr;
  self->end_addr = end_addr;
  if (end_addr > start_addr)
    {
      ask (self);
      return;
    }
  drop (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

void
vmp_map_pages_source_refresh (VmpMapPagesSource *self)
{
  g_return_if_fail (VMP_IS_MAP_PAGES_SOURCE (self));

  ask (self);
}

VmpPageStates *
vmp_map_pages_source_get_states (VmpMapPagesSource *self)
{
  g_return_val_if_fail (VMP_IS_MAP_PAGES_SOURCE (self), NULL);

  return self->states;
}

VmpReason
vmp_map_pages_source_get_reason (VmpMapPagesSource *self)
{
  g_return_val_if_fail (VMP_IS_MAP_PAGES_SOURCE (self), VMP_REASON_NONE);

  return self->reason;
}
