# SPDX-License-Identifier: MIT
# Programs of 32 bits for this machine (x86-64). The compiler has its version in its name because
# its libraries of 32 bits do: see setup.sh. The kernel's headers serve both widths, but Debian has
# them where a compiler of 64 bits looks.
set(CMAKE_C_COMPILER gcc-12)
set(CMAKE_CXX_COMPILER g++-12)
set(CMAKE_C_FLAGS_INIT "-m32 -idirafter /usr/include/x86_64-linux-gnu")
set(CMAKE_CXX_FLAGS_INIT "${CMAKE_C_FLAGS_INIT}")
