#pragma once

#include "foundation/base/instant.hpp"

#include <string>

class QPDF;

namespace tnung::document {

/// `D:20261124093000+07'00'` (ISO 32000-1, 7.9.4).
std::string pdf_time(Instant at);

/// The whole file as bytes, in the syntax that PDF/A-1 knows: no object streams.
std::string written(QPDF& file);

} // namespace tnung::document
