/* SPDX-License-Identifier: MIT */
/* Two pools of different kinds, their headers in one translation unit, C and C++. */
#include <frames.h>
#include <sensors.h>

#include <stddef.h>

int main(void)
{
    sensors_index_t sensor = sensors_alloc(20);
    frames_index_t frame = frames_alloc(1000);

    if (sizeof sensor != 1 || sizeof frame != 2 || SENSORS_POOL_SIZE == FRAMES_POOL_SIZE) return 1;
    if (!sensor || !frame || (void *)sensors_char(sensor) == frames_void(frame)) return 2;
    sensors_free(sensor);
    if (sensors_valid(sensor) || !frames_valid(frame)) return 3;
    frames_reset();
    return frames_verify() || sensors_verify();
}
