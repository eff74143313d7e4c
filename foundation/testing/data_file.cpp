#include "foundation/testing/data_file.hpp"

#include <fstream>
#include <sstream>
#include <stdexcept>

namespace tnung::testing {

std::string data_file(const std::string& name)
{
    std::ifstream stream(std::string(TNUNG_SOURCE_DIR "/data/") + name);
    if (!stream) throw std::runtime_error("no data file " + name);
    std::stringstream text;
    text << stream.rdbuf();
    return text.str();
}

} // namespace tnung::testing
