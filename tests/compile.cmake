# What a test of add_compile_test runs: see CompileTest.cmake. Lists come joined by `|`.
cmake_minimum_required(VERSION 3.24)

string(REPLACE "|" ";" SOURCES "${SOURCES}")
string(REPLACE "|" ";" OPTIONS "${OPTIONS}")
string(REPLACE "|" ";" EIGEN "${EIGEN}")
list(TRANSFORM EIGEN PREPEND "-isystem")
set(ENV{LC_ALL} C) # plain quotes in messages, whichever the compiler
set(output -fsyntax-only)
if(PROGRAM)
  set(output -o "${PROGRAM}")
endif()

execute_process(
  COMMAND "${COMPILER}" -std=c++20 -fno-diagnostics-color -Wall -Wextra -Wconversion -Werror
    "-I${INCLUDE}" ${EIGEN} ${OPTIONS} ${SOURCES} ${output}
  RESULT_VARIABLE status OUTPUT_VARIABLE messages ERROR_VARIABLE messages)

if(REFUSED STREQUAL "")
  if(NOT status EQUAL 0)
    message(NOTICE "${messages}")
    message(FATAL_ERROR "does not compile")
  endif()
  if(PROGRAM)
    execute_process(COMMAND "${PROGRAM}" RESULT_VARIABLE status)
    if(NOT status EQUAL 0)
      message(FATAL_ERROR "the program ended with ${status}")
    endif()
  endif()
  return()
endif()

if(status EQUAL 0)
  message(FATAL_ERROR "compiles, and should be refused")
elseif(NOT messages MATCHES "${REFUSED}")
  message(NOTICE "${messages}")
  message(FATAL_ERROR "refused without a message that matches '${REFUSED}'")
elseif(AT_CALLER)
  string(REGEX MATCH "[^\n]*:[0-9]+:[0-9]+: (fatal )?error:[^\n]*" first "${messages}")
  get_filename_component(caller "${SOURCES}" NAME)
  string(FIND "${first}" "${caller}:" at)
  if(at EQUAL -1)
    message(NOTICE "${messages}")
    message(FATAL_ERROR "the first error is not in ${caller}")
  endif()
endif()
