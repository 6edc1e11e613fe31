/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the picker is set to, as properties: menus change them, settings remember them. */

#include "config.h"

#include "vmp-picker-private.h"

enum
{
  PROP_0,
  PROP_SORT,
  PROP_ORDER,
  PROP_COLUMN,
  PROP_ARRANGEMENT,
  PROP_OWN_ONLY,
  PROP_KERNEL_THREADS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

/* Memory is sorted from the top by itself, names and numbers from the start. */
static void
set_sort (VmpPicker *self, const char *key)
{
  VmpProcessSort sort = vmp_process_sort_from_key (key);

  if (!g_set_str (&self->sort, vmp_process_sort_get_info (sort)->key))
    return;
  g_object_set (self, "order", vmp_process_sort_is_by_text (sort) ? "ascending" : "descending", NULL);
  vmp_picker_update_query (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SORT]);
}

static void
set_order (VmpPicker *self, const char *order)
{
  if (!g_set_str (&self->order, g_strcmp0 (order, "ascending") == 0 ? "ascending" : "descending"))
    return;
  vmp_picker_update_query (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ORDER]);
}

/* Only memory can be shown. */
static void
set_column (VmpPicker *self, const char *key)
{
  VmpProcessSort sort = vmp_process_sort_from_key (key);
  gboolean as_sort = g_strcmp0 (key, VMP_PICKER_COLUMN_AS_SORT) == 0 || vmp_process_sort_is_by_text (sort);

  if (!g_set_str (&self->column, as_sort ? VMP_PICKER_COLUMN_AS_SORT : vmp_process_sort_get_info (sort)->key))
    return;
  vmp_picker_update_query (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COLUMN]);
}

static void
set_arrangement (VmpPicker *self, const char *key)
{
  if (!g_set_str (&self->arrangement, vmp_process_arrangement_get_key (vmp_process_arrangement_from_key (key))))
    return;
  vmp_picker_update_query (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ARRANGEMENT]);
}

static void
set_flag (VmpPicker *self, guint property, gboolean *flag, gboolean value)
{
  if (*flag == value)
    return;
  *flag = value;
  vmp_picker_update_query (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static void
vmp_picker_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VmpPicker *self = VMP_PICKER (object);

  switch (id)
    {
    case PROP_SORT:
      g_value_set_string (value, self->sort);
      break;
    case PROP_ORDER:
      g_value_set_string (value, self->order);
      break;
    case PROP_COLUMN:
      g_value_set_string (value, self->column);
      break;
    case PROP_ARRANGEMENT:
      g_value_set_string (value, self->arrangement);
      break;
    case PROP_OWN_ONLY:
      g_value_set_boolean (value, self->own_only);
      break;
    case PROP_KERNEL_THREADS:
      g_value_set_boolean (value, self->kernel_threads);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
vmp_picker_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  VmpPicker *self = VMP_PICKER (object);

  switch (id)
    {
    case PROP_SORT:
      set_sort (self, g_value_get_string (value));
      break;
    case PROP_ORDER:
      set_order (self, g_value_get_string (value));
      break;
    case PROP_COLUMN:
      set_column (self, g_value_get_string (value));
      break;
    case PROP_ARRANGEMENT:
      set_arrangement (self, g_value_get_string (value));
      break;
    case PROP_OWN_ONLY:
      set_flag (self, id, &self->own_only, g_value_get_boolean (value));
      break;
    case PROP_KERNEL_THREADS:
      set_flag (self, id, &self->kernel_threads, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

void
vmp_picker_install_properties (GObjectClass *object_class)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = vmp_picker_get_property;
  object_class->set_property = vmp_picker_set_property;
  properties[PROP_SORT] = g_param_spec_string ("sort", NULL, NULL, "resident", flags);
  properties[PROP_ORDER] = g_param_spec_string ("order", NULL, NULL, "descending", flags);
  properties[PROP_COLUMN] = g_param_spec_string ("column", NULL, NULL, VMP_PICKER_COLUMN_AS_SORT, flags);
  properties[PROP_ARRANGEMENT] = g_param_spec_string ("arrangement", NULL, NULL, "list", flags);
  properties[PROP_OWN_ONLY] = g_param_spec_boolean ("own-only", NULL, NULL, FALSE, flags);
  properties[PROP_KERNEL_THREADS] = g_param_spec_boolean ("kernel-threads", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

void
vmp_picker_bind_settings (VmpPicker *self, GSettings *settings)
{
  g_return_if_fail (VMP_IS_PICKER (self));

  /* A change of the sort resets the order, so the order comes second. */
  for (guint i = PROP_SORT; i < N_PROPS; i++)
    g_settings_bind (settings, properties[i]->name, self, properties[i]->name, G_SETTINGS_BIND_DEFAULT);
}
