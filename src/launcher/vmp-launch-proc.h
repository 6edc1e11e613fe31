/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the stub reads of a target that is held. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* VmHWM and VmPeak of /proc/PID/status in bytes; -1 where there is none. */
void vmp_launch_read_peaks    (pid_t    pid,
                               int64_t *out_rss_peak_bytes,
                               int64_t *out_vsize_peak_bytes);
/* Whether the whole process ends, and not its first thread alone, when that thread is held at its end. May take some
 * milliseconds while other threads go. */
bool vmp_launch_is_last_exit  (pid_t    pid);
/* The program that @pid executes would have gained privileges. */
bool vmp_launch_is_privileged (pid_t    pid);
