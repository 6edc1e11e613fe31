/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Moments of measuring as the wall clock shows them. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define VMP_CLI_TIME_SIZE 80

/* Both write at most VMP_CLI_TIME_SIZE bytes and return @buffer; local time, by the wall clock as it is set now. */
/* ISO 8601 with microseconds and zone: 2026-11-24T01:40:59.123456+01:00 */
const char *vmp_cli_time_format_iso   (char *buffer, gint64 boottime_nsec);
/* 01:40:59.123 */
const char *vmp_cli_time_format_clock (char *buffer, gint64 boottime_nsec);

G_END_DECLS
