# cmake -D ROOT=include/descent -P layers.cmake
# Reads the #include lines of every header and fails on an arrow that the plan of the house does not
# have. A folder may include itself and the rows below it; the other arrows are named here.
cmake_minimum_required(VERSION 3.24)

set(row_0 core)
set(row_1 concepts)
set(row_2 optimizer cost hypothesis loss kernel data update rate stop observe derivative proximal)
set(row_3 diagnose parallel distributed)
set(arrows
  "optimizer/defaults?\\.hpp -> (update|rate|stop|observe)"
  "optimizer/minimize\\.hpp -> cost"
  "cost/.* -> (hypothesis|loss|kernel|data|derivative)"
  "data/(centred_rows|training_set_statistics)\\.hpp -> kernel"
  "loss/(logistic|softmax)\\.hpp -> kernel"
  "update/curvature_pairs\\.hpp -> kernel"
  "descent\\.hpp -> diagnose")
# <iostream> and <regex> are slow to compile, <execution> breaks linking next to TBB, and
# <Eigen/Dense> compiles every decomposition there is.
set(unwanted "iostream|regex|execution|Eigen/Dense|Eigen/Eigen")

file(GLOB_RECURSE headers RELATIVE "${ROOT}" "${ROOT}/*.hpp")
set(faults "")
macro(fault)
  string(APPEND faults "\n  ${header}: " ${ARGN})
endmacro()

# A header's folder, and its row; descent.hpp is the folder of the top row that stands alone.
function(room path folder row)
  set(${row} none PARENT_SCOPE)
  string(REGEX REPLACE "/.*" "" name "${path}")
  set(${folder} "${name}" PARENT_SCOPE)
  foreach(n 0 1 2 3)
    if(name IN_LIST row_${n} AND path MATCHES "/")
      set(${row} ${n} PARENT_SCOPE)
    endif()
  endforeach()
  if(path STREQUAL "descent.hpp")
    set(${row} 3 PARENT_SCOPE)
  endif()
endfunction()

foreach(header IN LISTS headers)
  room("${header}" folder row)
  if(row STREQUAL "none")
    fault("stands in no room of the house")
    continue()
  endif()
  set(${header}_includes "")
  file(STRINGS "${ROOT}/${header}" lines REGEX "^[ \t]*#[ \t]*include")
  foreach(line IN LISTS lines)
    if(line MATCHES "\"")
      fault("write #include <descent/...>, not ${line}")
    elseif(line MATCHES "<(${unwanted})>")
      fault("includes <${CMAKE_MATCH_1}>")
    elseif(line MATCHES "<descent/([^>]+)>")
      set(target "${CMAKE_MATCH_1}")
      list(APPEND ${header}_includes "${target}")
      room("${target}" target_folder target_row)
      set(allowed FALSE)
      if(target_row STREQUAL "none" OR NOT target IN_LIST headers)
        fault("includes ${target}, which is no header of the house")
        continue()
      elseif(target_folder STREQUAL folder OR target_row LESS row)
        set(allowed TRUE)
      endif()
      foreach(arrow IN LISTS arrows)
        if("${header} -> ${target_folder}" MATCHES "^${arrow}$")
          set(allowed TRUE)
        endif()
      endforeach()
      if(NOT allowed)
        fault("must not include ${target}")
      endif()
    endif()
  endforeach()
endforeach()

# descent.hpp brings in everything but the optional integrations.
set(reached descent.hpp)
set(next descent.hpp)
while(next)
  list(POP_FRONT next header)
  foreach(target IN LISTS ${header}_includes)
    if(NOT target IN_LIST reached)
      list(APPEND reached "${target}")
      list(APPEND next "${target}")
    endif()
  endforeach()
endwhile()
foreach(header IN LISTS headers)
  if(NOT header IN_LIST reached AND NOT header MATCHES "^(parallel|distributed)/")
    fault("is not reached from descent.hpp")
  endif()
endforeach()

if(NOT "descent.hpp" IN_LIST headers)
  message(FATAL_ERROR "no descent.hpp below ${ROOT}")
elseif(faults)
  message(FATAL_ERROR "arrows that the house does not have:${faults}")
endif()
