# Eigen, and Catch2 for the tests: the parent project's, else the machine's, else downloaded.
# FETCHCONTENT_TRY_FIND_PACKAGE_MODE=NEVER always downloads; FETCHCONTENT_SOURCE_DIR_EIGEN3=<dir>
# and FETCHCONTENT_SOURCE_DIR_CATCH2=<dir> take a copy that is already there.
include(FetchContent)

# find_package gets no version: no one request finds both Eigen 3.4 and 5. It is looked at afterwards.
if(NOT TARGET Eigen3::Eigen)
  FetchContent_Declare(Eigen3
    URL https://gitlab.com/libeigen/eigen/-/archive/3.4.0/eigen-3.4.0.tar.gz
    URL_HASH SHA256=8586084f71f9bde545ee7fa6d00288b264a2b7ac3607b974e54d13e7162c1c72
    SOURCE_SUBDIR headers-only # is not there: none of Eigen's own targets, options and tests
    FIND_PACKAGE_ARGS CONFIG GLOBAL)
  FetchContent_MakeAvailable(Eigen3)
  if(TARGET Eigen3::Eigen)
    if(Eigen3_VERSION VERSION_LESS 3.4)
      message(FATAL_ERROR "descent needs Eigen 3.4 or later, and ${Eigen3_DIR} holds ${Eigen3_VERSION}")
    endif()
  elseif(EXISTS "${eigen3_SOURCE_DIR}/Eigen/Core")
    add_library(Eigen3::Eigen INTERFACE IMPORTED GLOBAL)
    target_include_directories(Eigen3::Eigen INTERFACE "${eigen3_SOURCE_DIR}")
  else()
    message(FATAL_ERROR "descent needs Eigen 3.4 or later: apt-get install libeigen3-dev, brew install eigen, ...")
  endif()
endif()

if(DESCENT_BUILD_TESTS)
  # No version here either: Debian 12's 2.13 will do, and so will any 3.
  FetchContent_Declare(Catch2
    URL https://github.com/catchorg/Catch2/archive/refs/tags/v3.7.1.tar.gz
    URL_HASH SHA256=c991b247a1a0d7bb9c39aa35faf0fe9e19764213f28ffba3109388e62ee0269c
    FIND_PACKAGE_ARGS CONFIG)
  FetchContent_MakeAvailable(Catch2)
  if(DEFINED catch2_SOURCE_DIR)
    list(APPEND CMAKE_MODULE_PATH "${catch2_SOURCE_DIR}/extras")
  endif()
  include(Catch)
endif()
