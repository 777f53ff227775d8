# add_compile_test(NAME SOURCES... [OPTIONS...] [RUN] [REFUSED REGEX... [ERRORS N]])
# A test that calls the compiler itself, with the headers as plain -I (no SYSTEM), as a user
# without CMake does. RUN links and runs the program. REFUSED turns the test round: the compiler
# must fail, with messages that match each REGEX, and with N errors if that is given.
function(add_compile_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "RUN" "ERRORS" "SOURCES;OPTIONS;REFUSED")
  if(NOT CMAKE_CXX_COMPILER_ID MATCHES "GNU|Clang")
    return()
  endif()
  list(TRANSFORM arg_SOURCES PREPEND "${CMAKE_CURRENT_SOURCE_DIR}/")
  set_property(GLOBAL APPEND PROPERTY descent_test_sources ${arg_SOURCES})
  list(JOIN arg_SOURCES "|" sources)
  list(JOIN arg_OPTIONS "|" options)
  list(JOIN arg_REFUSED "|" refused)
  set(program "")
  if(arg_RUN)
    set(program "${CMAKE_CURRENT_BINARY_DIR}/${name}")
  endif()
  add_test(NAME ${name} COMMAND "${CMAKE_COMMAND}" -D "COMPILER=${CMAKE_CXX_COMPILER}"
    -D "INCLUDE=${PROJECT_SOURCE_DIR}/include"
    -D "EIGEN=$<JOIN:$<TARGET_PROPERTY:Eigen3::Eigen,INTERFACE_INCLUDE_DIRECTORIES>,|>"
    -D "SOURCES=${sources}" -D "OPTIONS=${options}" -D "PROGRAM=${program}"
    -D "REFUSED=${refused}" -D "ERRORS=${arg_ERRORS}"
    -P "${PROJECT_SOURCE_DIR}/tests/compile.cmake")
  set_tests_properties(${name} PROPERTIES LABELS build)
  if(arg_RUN)
    set_tests_properties(${name} PROPERTIES COST 20) # the longest start first
  endif()
endfunction()
