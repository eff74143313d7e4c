#include "foundation/base/durable_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <stdexcept>

namespace tnung {

namespace {

class Descriptor {
public:
    explicit Descriptor(int number) : number_(number) {}
    ~Descriptor()
    {
        if (number_ >= 0) ::close(number_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int get() const { return number_; }

private:
    const int number_;
};

void need(bool well, const std::filesystem::path& file)
{
    if (!well) throw std::runtime_error(file.string() + ": cannot be written");
}

} // namespace

void replace_durably(const std::filesystem::path& file, std::string_view content)
{
    // Processes that write at once have a file each; the last one stays.
    auto made = file.string() + ".XXXXXX";
    {
        const Descriptor opened(::mkostemp(made.data(), O_CLOEXEC)); // mode 0600
        need(opened.get() >= 0, file);
        bool well = true;
        for (std::size_t done = 0; well && done < content.size();) {
            const auto written =
                ::write(opened.get(), content.data() + done, content.size() - done);
            well = written > 0;
            if (well) done += std::size_t(written);
        }
        well = well && ::fsync(opened.get()) == 0 && ::rename(made.c_str(), file.c_str()) == 0;
        if (!well) ::unlink(made.c_str());
        need(well, file);
    }
    need(keep_folder(file.parent_path()), file);
}

bool keep_folder(const std::filesystem::path& folder)
{
    const Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    return opened.get() >= 0 && ::fsync(opened.get()) == 0;
}

std::optional<std::string> whole_file(const std::filesystem::path& file)
{
    std::ifstream stream(file, std::ios::binary);
    if (!stream) return std::nullopt;
    return std::string(std::istreambuf_iterator<char>(stream), {});
}

} // namespace tnung
