/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The encoding of address spaces within that of events. */
#pragma once

#include "vmp-event.h"

G_BEGIN_DECLS

/* Cost, reason, whether there is a space; torn, pid, inode and device of the program's file, its path; threads with name and stack
 * pointer; of each mapping 4 long numbers, 25 short ones and 4 letters; their texts, each ended by a zero; devices of file
 * systems in memory; how deep each stack ever was, INT64_MIN where that is not known. Types are not written: the reader finds
 * them, and so the stacks, by its own rules. */
#define VMP_EVENT_MAPS_FORM "(xybbituuaya(iayt)atauayayatax)"

/* @with_mappings: FALSE leaves those out, but not how deep stacks ever were: for whoever keeps mappings elsewhere. */
GVariant *vmp_event_maps_to_variant   (const VmpEvent *event, gboolean with_mappings) G_GNUC_WARN_UNUSED_RESULT;
/* Tells the stacks of @space, which is in nobody else's hands yet, how deep they ever were by @payload, of the form above. */
void      vmp_event_maps_read_depths  (GVariant *payload, VmpAddressSpace *space);

/* --- vmp-event-variant.c --- */

/* vmp_event_to_variant() without the mappings of an ADDRESS_SPACE, for whoever keeps those elsewhere. */
GVariant *vmp_event_to_head_variant   (const VmpEvent *event) G_GNUC_WARN_UNUSED_RESULT;
/* Adds to @space, the mappings of the ADDRESS_SPACE that @head is of, what only that tells of them. @head is one that
 * vmp_event_from_variant() took, and @space in nobody else's hands yet. */
void      vmp_event_complete_head     (GVariant *head, VmpAddressSpace *space);
/* @payload is of the form above; VMP_ERROR_CORRUPT where it is not what the writer makes. */
gboolean  vmp_event_maps_from_variant (GVariant *payload, VmpEvent *event, GError **error);

G_END_DECLS
