#pragma once

// clang 14 cannot compile qpdf's JSON.hh as C++20 with this standard library (a vector of an
// incomplete class whose destructor it asks for at once). Nobody here uses it: it is left out, in
// the fuzzers only.
#define JSON_HH
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>
class JSON;
