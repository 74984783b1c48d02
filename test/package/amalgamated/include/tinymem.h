/* SPDX-License-Identifier: MIT */
#include <tinymem_config.h>
void tm_free(int index);
