# add_markdown_code(PREFIX PAGE): each ```cpp block of the page that has a main is built and run as
# the test PREFIX_1, PREFIX_2, ... If the next block on the page is a ```text block, the program
# must print exactly that; only times (`12 ms`, `0.3 s`) may differ.
#
# Such a block has an #include, then `int main() {` on a line of its own, and main comes last.
#
# The blocks of a page become one executable, which runs the one whose number it is given: what
# they have in common is then compiled once where the build is a unity build. Each is put in a
# namespace of its own for that. With DESCENT_TEST_PAGES the target descent_pages compiles each
# as it stands on the page, alone.

# Takes the first block off `page`: its language, its text, and the line of the file it starts on.
# `line` is the line of the file that `page` starts at the end of.
macro(next_markdown_block)
  set(language "")
  if(page MATCHES "\n```([^\n]*)\n")
    set(language "${CMAKE_MATCH_1}")
    string(FIND "${page}" "${CMAKE_MATCH_0}" begin)
    string(LENGTH "${CMAKE_MATCH_0}" length)
    math(EXPR begin "${begin} + ${length}")
    string(SUBSTRING "${page}" 0 ${begin} before)
    string(REGEX MATCHALL "\n" newlines "${before}")
    list(LENGTH newlines count)
    math(EXPR line "${line} + ${count}")
    set(block_line ${line})
    math(EXPR begin "${begin} - 1") # an empty block ends at once
    string(SUBSTRING "${page}" ${begin} -1 page)
    string(FIND "${page}" "\n```" end)
    math(EXPR length "${end} + 1")
    string(SUBSTRING "${page}" 0 ${length} block)
    string(SUBSTRING "${block}" 1 -1 block)
    string(REGEX MATCHALL "\n" newlines "${block}")
    list(LENGTH newlines count)
    math(EXPR line "${line} + ${count}")
    math(EXPR end "${end} + 4") # past the closing fence
    string(SUBSTRING "${page}" ${end} -1 page)
  else()
    set(page "")
  endif()
endmacro()

# Writes the text as it is, if the file does not hold it yet. (file(CONFIGURE) would expand @name@.)
function(write_text path text)
  set(there "")
  if(EXISTS "${path}")
    file(READ "${path}" there)
  endif()
  if(NOT EXISTS "${path}" OR NOT there STREQUAL text)
    file(WRITE "${path}" "${text}")
  endif()
endfunction()

# What write_block_as_function takes for granted of `block`, which starts on `block_line` of `file`.
function(require_program file block_line block)
  set(body "")
  if(block MATCHES "^(.*\n)?#include [^\n]*\n(.*\n)?int main\\(\\) {\n(.*)$")
    set(body "\n${CMAKE_MATCH_3}")
  endif()
  # the first brace that is not indented ends main, and the block
  if(NOT body MATCHES "\n}\n$" OR body MATCHES "\n}.*\n}|\n#include ")
    message(FATAL_ERROR "${file}:${block_line}: a program has an #include, "
      "then `int main() {` on a line of its own, and main comes last")
  endif()
endfunction()

# Writes `block`, which starts on `block_line` of `file`, as a function of namespace `name`.
function(write_block_as_function name file block_line block source)
  require_program("${file}" ${block_line} "${block}")
  string(FIND "${block}" "\n#include " include REVERSE)
  math(EXPR include "${include} + 1")
  string(SUBSTRING "${block}" 0 ${include} head)
  string(SUBSTRING "${block}" ${include} -1 rest)
  string(FIND "${rest}" "\n" end) # of the last #include line
  math(EXPR end "${end} + 1")
  string(SUBSTRING "${rest}" 0 ${end} line)
  string(APPEND head "${line}")
  string(SUBSTRING "${rest}" ${end} -1 rest)
  string(REGEX MATCHALL "\n" newlines "${head}")
  list(LENGTH newlines count)
  math(EXPR rest_line "${block_line} + ${count}")
  string(REPLACE "int main()" "int run()" rest "${rest}")
  string(FIND "${rest}" "\n}" end REVERSE) # of main, which alone may end without a return
  string(SUBSTRING "${rest}" 0 ${end} rest)
  write_text("${source}" "#line ${block_line} \"${file}\"
${head}
namespace ${name} {
#line ${rest_line} \"${file}\"
${rest}
    return 0;
}
} // namespace ${name}
")
endfunction()

function(add_markdown_code prefix file)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${file}")
  file(READ "${file}" page)
  set(page "\n${page}")
  set(line 0)
  set(number 0)
  set(name "")
  string(MAKE_C_IDENTIFIER "${prefix}" program)
  set(blocks "${CMAKE_CURRENT_BINARY_DIR}/pages/${program}")
  set(declarations "")
  set(cases "")
  set(functions "")
  set(alone "")
  while(NOT page STREQUAL "")
    next_markdown_block()
    if(language STREQUAL "cpp" AND block MATCHES "int main\\(")
      math(EXPR number "${number} + 1")
      set(name ${prefix}_${number})
      write_block_as_function(${program}_${number} "${file}" ${block_line} "${block}" "${blocks}_${number}.cpp")
      list(APPEND functions "${blocks}_${number}.cpp")
      set(source "${blocks}_${number}_alone.cpp")
      write_text("${source}" "#line ${block_line} \"${file}\"\n${block}")
      list(APPEND alone "${source}")
      string(APPEND declarations "namespace ${program}_${number} {\nint run();\n}\n")
      string(APPEND cases "    if (number == ${number}) {\n        return ${program}_${number}::run();\n    }\n")
      add_test(NAME ${name} COMMAND ${program} ${number})
      set_tests_properties(${name} PROPERTIES LABELS build)
    elseif(language STREQUAL "text" AND NOT name STREQUAL "")
      set(expected "${blocks}_${number}.txt")
      write_text("${expected}" "${block}")
      add_test(NAME ${name}.output COMMAND "${CMAKE_COMMAND}" -D "PROGRAM=$<TARGET_FILE:${program}>"
        -D "ARGUMENT=${number}" -D "EXPECTED=${expected}"
        -P "${PROJECT_SOURCE_DIR}/cmake/compare-output.cmake")
      set_tests_properties(${name}.output PROPERTIES LABELS build)
      set(name "")
    else()
      set(name "")
    endif()
  endwhile()
  if(number EQUAL 0)
    message(FATAL_ERROR "${file} has no ```cpp block with a main")
  endif()
  write_text("${blocks}_main.cpp" "#include <cstdlib>
${declarations}
int main(int count, char** arguments) {
    const int number = count == 2 ? std::atoi(arguments[1]) : 0;
${cases}    return 2;
}
")
  add_executable(${program} ${functions} "${blocks}_main.cpp")
  set_target_properties(${program} PROPERTIES UNITY_BUILD_BATCH_SIZE 0)
  target_link_libraries(${program} PRIVATE descent::descent descent_warnings)
  if(NOT TARGET descent_page_programs)
    add_custom_target(descent_page_programs)
  endif()
  add_dependencies(descent_page_programs ${program})
  if(DESCENT_TEST_PAGES)
    if(NOT TARGET descent_pages)
      add_library(descent_pages OBJECT EXCLUDE_FROM_ALL)
      target_link_libraries(descent_pages PRIVATE descent::descent descent_warnings)
      set_target_properties(descent_pages PROPERTIES UNITY_BUILD OFF)
    endif()
    target_sources(descent_pages PRIVATE ${alone})
  endif()
endfunction()
