# cmake -D PAGE=page.md -D TESTS=folder -P named_tests.cmake
# Each line `> test: NAME` of the page (NAME between backquotes) names a test, or the message of a
# static_assert, of a .cpp file in the folder. Fails if one is not there.
cmake_minimum_required(VERSION 3.24)

file(GLOB_RECURSE sources "${TESTS}/*.cpp")
set(code "")
foreach(source IN LISTS sources)
  file(READ "${source}" text)
  string(APPEND code "${text}")
endforeach()
string(REGEX REPLACE "\"[ \n]+\"" "" code "${code}") # a literal in pieces is one

file(READ "${PAGE}" page)
string(REPLACE "[" "(" page "${page}") # a list keeps no brackets apart
string(REPLACE "]" ")" page "${page}")
string(REPLACE ";" "," page "${page}")
string(REPLACE "\n" ";" page "${page}")
set(named 0)
set(faults "")
foreach(line IN LISTS page)
  if(line MATCHES "^> test: `(.+)`$")
    math(EXPR named "${named} + 1")
    set(name "${CMAKE_MATCH_1}")
    string(FIND "${code}" "TEST_CASE(\"${name}\"," found) # TEMPLATE_TEST_CASE ends so, too
    if(found EQUAL -1)
      string(FIND "${code}" ", \"${name}\")" found) # of a static_assert
    endif()
    if(found EQUAL -1)
      string(APPEND faults "\n  ${name}")
    endif()
  elseif(line MATCHES "^>.*test")
    string(APPEND faults "\n  not of the form > test: `NAME`: ${line}")
  endif()
endforeach()
if(named EQUAL 0)
  message(FATAL_ERROR "${PAGE} names no test")
elseif(faults)
  message(FATAL_ERROR "${PAGE} names tests that are not there:${faults}")
endif()
