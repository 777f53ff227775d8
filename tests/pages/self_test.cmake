# cmake -D SCRATCH=folder -P self_test.cmake
# references.cmake, named_tests.cmake and cmake/MarkdownCode.cmake pass what is right, and name what is
# wrong.
cmake_minimum_required(VERSION 3.24)

# expect(SCRIPT PATTERN ARGUMENTS...): what the script says matches it; "" means that it passes.
function(expect script pattern)
  execute_process(COMMAND "${CMAKE_COMMAND}" ${ARGN} -P "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/${script}"
    RESULT_VARIABLE status ERROR_VARIABLE said)
  string(REGEX REPLACE "[ \n]+" " " said "${said}")
  if(pattern STREQUAL "" AND NOT status EQUAL 0)
    message(FATAL_ERROR "${script}: all is well, but: ${said}")
  elseif(NOT pattern STREQUAL "" AND (status EQUAL 0 OR NOT said MATCHES "${pattern}"))
    message(FATAL_ERROR "${script}: expected '${pattern}', got ${status}: ${said}")
  endif()
endfunction()

# references(BIBLIOGRAPHY HEADER PATTERN): of a house with this bibliography and this header.
function(references bibliography header pattern)
  file(REMOVE_RECURSE "${SCRATCH}")
  file(WRITE "${SCRATCH}/docs/references.bib" "${bibliography}")
  file(WRITE "${SCRATCH}/include/descent/update/momentum.hpp" "${header}")
  expect(references.cmake "${pattern}" -D "ROOT=${SCRATCH}")
endfunction()

set(polyak "@article{Polyak1964,\n  year = {1964}\n}\n")
set(cites "/// Source  [Polyak1964], eq. (9); x[i] of [1.1] and [2014].\n")
references("${polyak}" "${cites}" "")
references("${polyak}" "${cites}/// [Polyak1964] again; [Doe1981].\n"
  "momentum.hpp: cites .Doe1981.. add an entry @...{Doe1981, ...} to docs/references.bib")
references("" "${cites}" "cites .Polyak1964.")
references("% Polyak1964\n" "${cites}" "cites .Polyak1964.")
references("${polyak}${polyak}" "${cites}" "has Polyak1964 twice")
references("${polyak}@article{polyak,\n}\n" "${cites}" "has no key like Polyak1964")
references("${polyak}" "/// nothing\n" "cites anything")
references("${polyak}@book{Doe1981,\n}\n" "${cites}" "nothing cites Doe1981")
references("${polyak}" "${cites}" "")
file(WRITE "${SCRATCH}/docs/page.md" "The heavy ball [Heavy1999].\n")
expect(references.cmake "docs/page.md: cites .Heavy1999." -D "ROOT=${SCRATCH}")

# named(PAGE PATTERN): of this page, beside a file with two tests and a static_assert.
function(named page pattern)
  file(REMOVE_RECURSE "${SCRATCH}")
  file(WRITE "${SCRATCH}/page.md" "${page}")
  file(WRITE "${SCRATCH}/tests/some_test.cpp" "
    static_assert(2 + 2 == 4, \"two and two are four\");
    TEST_CASE(\"A fact\", \"[tag]\") { const char* text = \"no fact\"; }
    TEMPLATE_TEST_CASE(\"A fact so long that \"
                       \"it is in pieces\",
                       \"[tag]\", float) {}\n")
  expect(named_tests.cmake "${pattern}" -D "PAGE=${SCRATCH}/page.md" -D "TESTS=${SCRATCH}/tests")
endfunction()

set(sound "# Page; with [a link](b)\n\n> test: `A fact`\n> test: `two and two are four`\n")
named("${sound}" "")
named("${sound}> test: `A fact so long that it is in pieces`\n" "")
named("${sound}> test: `No such fact`\n" "not there: No such fact")
named("${sound}> test: `A fac`\n" "not there: A fac")
named("${sound}> test: `no fact`\n" "not there: no fact")
named("${sound}> test: A fact\n" "not of the form")
named("# Page\n" "names no test")

# programs(PAGE PATTERN): of the blocks of this page.
function(programs page pattern)
  file(REMOVE_RECURSE "${SCRATCH}")
  file(WRITE "${SCRATCH}/page.md" "${page}")
  expect(programs.cmake "${pattern}" -D "PAGE=${SCRATCH}/page.md" -D "OUT=${SCRATCH}")
endfunction()

# written(NAME TEXT): the file that the last page gave holds this; @, ; and [ are as on the page.
function(written name text)
  file(READ "${SCRATCH}/pages/${name}" there)
  string(REPLACE "${SCRATCH}/" "" there "${there}")
  if(NOT there STREQUAL text)
    message(FATAL_ERROR "programs.cmake: ${name} should be\n${text}---, not\n${there}---")
  endif()
endfunction()

set(head "#include <cstdio>\n\nint f();\n")
set(body "    std::puts(\"@name@ @file@ $\{f} \\\\n\");\n")
set(main "\nint main() {\n${body}}\n")
set(open "# Page; with [a link](b)\n\n```cpp\n")
set(text "```\n\n```text\n@name@ [a]; \\n\n```\n")
programs("${open}${head}${main}${text}" "")
written(page_1_alone.cpp "#line 4 \"page.md\"\n${head}${main}")
written(page_1.txt "@name@ [a]; \\n\n")
written(page_1.cpp "#line 4 \"page.md\"\n#include <cstdio>\n
namespace page_1 {\n#line 5 \"page.md\"\n
int f();\n\nint run() {\n${body}    return 0;\n}\n} // namespace page_1\n")
programs("${open}int f();\n```\n${open}${head}${main}```\n" "") # a block without main is no program
set(rule "page.md:4: a program has an #include, then `int main.. {` on a line of its own, and main comes last")
programs("${open}int f();\n${main}```\n" "${rule}")
programs("${open}${main}${head}```\n" "${rule}")
programs("${open}${head}int main() { return f(); }\n```\n" "${rule}")
programs("${open}${head}int main(int, char**) {\n${body}}\n```\n" "${rule}")
programs("${open}${head}int main()\n{\n${body}}\n```\n" "${rule}")
programs("${open}${head}${main}int f() {\n    return 0;\n}\n```\n" "${rule}")
programs("${open}${head}${main}\nint x;\n```\n" "${rule}")
programs("${open}${head}\nint main() {\n```\n" "${rule}")
programs("${open}${head}\nint main() {\n#include <cmath>\n}\n```\n" "${rule}")
programs("${open}int f();\n```\n" "no ```cpp block with a main")
