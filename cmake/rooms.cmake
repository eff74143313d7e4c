# A room is a folder with one subject: a static library, the arrows it may use, and its tests.
#
#   add_room(name SOURCES a.cpp NEEDS base pg LIBRARIES PkgConfig::PQ TESTS a_test PG_TESTS b_test)
#
# NEEDS is the whole truth about what a room may include; bin/tidy reads these files and fails on
# an include that no arrow allows. PG_TESTS need the test cluster.
function(add_room name)
    cmake_parse_arguments(ROOM "" "" "SOURCES;NEEDS;LIBRARIES;TESTS;PG_TESTS" ${ARGN})
    add_library(tnung_${name} STATIC ${ROOM_SOURCES})
    target_include_directories(tnung_${name} PUBLIC ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR})
    foreach(need IN LISTS ROOM_NEEDS)
        target_link_libraries(tnung_${name} PUBLIC tnung_${need})
    endforeach()
    target_link_libraries(tnung_${name} PUBLIC ${ROOM_LIBRARIES} fmt::fmt)

    foreach(test IN LISTS ROOM_TESTS ROOM_PG_TESTS)
        add_executable(${name}_${test} ${test}.cpp)
        target_link_libraries(${name}_${test} PRIVATE
            tnung_${name} tnung_testing GTest::gtest GTest::gmock GTest::gtest_main)
        target_compile_options(${name}_${test} PRIVATE -Wno-conversion)
        target_compile_definitions(${name}_${test} PRIVATE TNUNG_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
        add_test(NAME ${name}.${test} COMMAND ${name}_${test})
        set_tests_properties(${name}.${test} PROPERTIES LABELS ${name} TIMEOUT 300)
        if(test IN_LIST ROOM_PG_TESTS)
            set_property(TEST ${name}.${test} APPEND PROPERTY LABELS db)
            set_property(TEST ${name}.${test} PROPERTY FIXTURES_REQUIRED test_cluster)
        endif()
    endforeach()
endfunction()
