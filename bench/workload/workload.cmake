# SPDX-License-Identifier: MIT
# The files of the workloads, for the benchmarks that play them.
include_guard(GLOBAL)

set(TINYMEM_WORKLOAD ${CMAKE_CURRENT_LIST_DIR})
set(TINYMEM_W1_W2 ${TINYMEM_WORKLOAD}/user.c ${TINYMEM_WORKLOAD}/sizes.c ${TINYMEM_WORKLOAD}/w1_w2.c)
set(TINYMEM_W3 ${TINYMEM_WORKLOAD}/w3.c)
