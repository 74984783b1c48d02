/* SPDX-License-Identifier: MIT */
/*
 * Runs a workload on an allocator that has POOL_BYTES of RAM, for avr-calls: that of the number in
 * GPIOR2. Exit status 2: there is no such workload.
 */
#include "workloads.h"

#include <avr/io.h>

int main(void)
{
    mark_open();
    ADAPTER_OPEN(POOL_BYTES);
    switch (GPIOR2) {
    case 1:
        w1();
        return 0;
    case 2:
        w2();
        return 0;
    default:
        return 2;
    }
}
