#include "foundation/testing/judge.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdio>
#include <stdexcept>

namespace tnung::testing {

std::string said_by(const std::string& command)
{
    auto* pipe = popen((command + " 2>&1").c_str(), "r");
    if (!pipe) throw std::runtime_error("no shell");
    std::string text;
    std::array<char, 4096> buffer;
    while (const auto count = fread(buffer.data(), 1, buffer.size(), pipe))
        text.append(buffer.data(), count);
    pclose(pipe);
    return text;
}

std::string preflight(const std::string& file)
{
    std::string path;
    for (const auto* jar :
         {"preflight", "pdfbox2", "fontbox2", "xmpbox", "commons-logging", "commons-io", "jaxb-api",
          "javax.activation"})
        path += fmt::format("/usr/share/java/{}.jar:", jar);
    return said_by(
        fmt::format("java -cp {} org.apache.pdfbox.preflight.Validator_A1b {}", path, file)
    );
}

} // namespace tnung::testing
