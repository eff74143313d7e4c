#include "foundation/testing/scratch_folder.hpp"

#include <cstdlib>
#include <stdexcept>
#include <string>
#include <system_error>

namespace tnung::testing {

ScratchFolder::ScratchFolder()
{
    auto name = (std::filesystem::temp_directory_path() / "tnung-test-XXXXXX").string();
    if (!mkdtemp(name.data())) throw std::runtime_error("no folder for a test can be made");
    path_ = name;
}

ScratchFolder::~ScratchFolder()
{
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

} // namespace tnung::testing
