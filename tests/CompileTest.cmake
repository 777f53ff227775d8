# add_compile_test(NAME SOURCES... [OPTIONS...] [RUN] [REFUSED REGEX] [AT_CALLER])
# A test that calls the compiler itself, with the headers as plain -I (no SYSTEM), as a user
# without CMake does. RUN links and runs the program. REFUSED turns the test round: the compiler
# must fail, with a message that matches REGEX; AT_CALLER wants its first error in the source
# itself, not in a header.
function(add_compile_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "RUN;AT_CALLER" "REFUSED" "SOURCES;OPTIONS")
  if(NOT CMAKE_CXX_COMPILER_ID MATCHES "GNU|Clang")
    return()
  endif()
  list(TRANSFORM arg_SOURCES PREPEND "${CMAKE_CURRENT_SOURCE_DIR}/")
  set_property(GLOBAL APPEND PROPERTY descent_test_sources ${arg_SOURCES})
  list(JOIN arg_SOURCES "|" sources)
  list(JOIN arg_OPTIONS "|" options)
  set(program "")
  if(arg_RUN)
    set(program "${CMAKE_CURRENT_BINARY_DIR}/${name}")
  endif()
  add_test(NAME ${name} COMMAND "${CMAKE_COMMAND}" -D "COMPILER=${CMAKE_CXX_COMPILER}"
    -D "INCLUDE=${PROJECT_SOURCE_DIR}/include"
    -D "EIGEN=$<JOIN:$<TARGET_PROPERTY:Eigen3::Eigen,INTERFACE_INCLUDE_DIRECTORIES>,|>"
    -D "SOURCES=${sources}" -D "OPTIONS=${options}" -D "PROGRAM=${program}"
    -D "REFUSED=${arg_REFUSED}" -D "AT_CALLER=${arg_AT_CALLER}"
    -P "${PROJECT_SOURCE_DIR}/tests/compile.cmake")
  set_tests_properties(${name} PROPERTIES LABELS build)
endfunction()
