# SPDX-License-Identifier: MIT
# Tests of the analysis on known assembly, and that the tables of docs/BOUNDS.md are the baseline's.
find_package(Python3 3.11 COMPONENTS Interpreter REQUIRED)
set(bounds ${PROJECT_SOURCE_DIR}/tools/wcet)
add_test(NAME bounds.analysis COMMAND ${Python3_EXECUTABLE} -B ${bounds}/bounds_test.py)
add_test(NAME bounds.stale_document COMMAND ${Python3_EXECUTABLE} -B ${bounds}/bounds.py --stale
    --document ${PROJECT_SOURCE_DIR}/docs/BOUNDS.md
    --results ${bounds}/baseline/bounds-cortex-m4.json ${bounds}/baseline/bounds-cortex-m0plus.json)
add_test(NAME bounds.each_loop COMMAND ${Python3_EXECUTABLE} -B ${bounds}/source.py
    ${PROJECT_SOURCE_DIR}/src)
set_tests_properties(bounds.analysis bounds.stale_document bounds.each_loop
    PROPERTIES LABELS bounds)
