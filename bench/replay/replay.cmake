# SPDX-License-Identifier: MIT
# What CMake files need to replay traces: their names, the target that unzips them, the sources that
# play them, the scripts that measure on the host.
include_guard()

set(TINYMEM_REPLAY ${CMAKE_CURRENT_LIST_DIR})
set(TINYMEM_TRACES cjson_rpc coap_server expat_4streams jim_list lua_bintrees lua_json mosquitto
    sqlite_log tls_server yaml_dump)
set(TINYMEM_TRACES_PLAIN ${PROJECT_BINARY_DIR}/traces)

# Adds the target traces: every trace as plain text, ${TINYMEM_TRACES_PLAIN}/NAME.trace.
function(tinymem_add_traces)
    if(TARGET traces)
        return()
    endif()
    foreach(trace IN LISTS TINYMEM_TRACES)
        set(packed ${PROJECT_SOURCE_DIR}/bench/traces/${trace}.trace.gz)
        set(plain ${TINYMEM_TRACES_PLAIN}/${trace}.trace)
        add_custom_command(OUTPUT ${plain}
            COMMAND ${CMAKE_COMMAND} -E make_directory ${TINYMEM_TRACES_PLAIN}
            COMMAND gzip -dc ${packed} > ${plain}
            DEPENDS ${packed}
            COMMENT "Unzipping ${trace}.trace"
            VERBATIM)
        list(APPEND files ${plain})
    endforeach()
    add_custom_target(traces DEPENDS ${files})
endfunction()

# Sets `result` to the trace's peak live bytes, as its header says.
function(tinymem_trace_peak trace result)
    execute_process(
        COMMAND gzip -dc ${PROJECT_SOURCE_DIR}/bench/traces/${trace}.trace.gz
        COMMAND head -n 1
        OUTPUT_VARIABLE header)
    if(NOT header MATCHES "; peak live ([0-9]+);")
        message(FATAL_ERROR "tinymem: the trace ${trace} has no peak live bytes in its header")
    endif()
    set(${result} ${CMAKE_MATCH_1} PARENT_SCOPE)
endfunction()

# Sets `result` to the call of one of the scripts here.
function(tinymem_replay_command script result)
    set(${result} sh ${TINYMEM_REPLAY}/${script}.sh --two-files ${PROJECT_BINARY_DIR}/amalgamation
        --traces ${TINYMEM_TRACES_PLAIN} --work ${PROJECT_BINARY_DIR}/${script}
        --cc ${CMAKE_C_COMPILER} PARENT_SCOPE)
endfunction()

# Adds the target smallest-ram: the smallest RAM that each trace passes in.
function(tinymem_add_smallest_ram)
    tinymem_add_traces()
    tinymem_replay_command(smallest-ram command)
    add_custom_target(smallest-ram COMMAND ${command} USES_TERMINAL VERBATIM)
    add_dependencies(smallest-ram traces amalgamation)
endfunction()

# Adds the tests replay (each trace on nearly full pools, and what moves there) and replay-reader.
# Both compile for the host.
function(tinymem_add_replay_tests)
    tinymem_add_traces()
    add_custom_target(replay-inputs ALL)
    add_dependencies(replay-inputs traces amalgamation)
    tinymem_replay_command(policy command)
    add_test(NAME replay COMMAND ${command})
    tinymem_replay_command(trace_test command)
    add_test(NAME replay-reader COMMAND ${command})
    set_tests_properties(replay replay-reader PROPERTIES TIMEOUT 600 LABELS replay)
endfunction()
