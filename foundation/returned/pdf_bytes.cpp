#include "foundation/returned/pdf_bytes.hpp"

#include <qpdf/Pipeline.hh>

#include <algorithm>
#include <stdexcept>

namespace tnung::returned {

namespace {

class Sink final : public Pipeline {
public:
    Sink(Unpacked& into, std::size_t bytes_max, Unpack how)
        : Pipeline("unpacked", nullptr), into_(into), bytes_max_(bytes_max), how_(how)
    {
    }
    void write(const unsigned char* data, std::size_t size) override
    {
        const auto part = std::min(size, bytes_max_ - into_.size);
        if (how_ == Unpack::keep) into_.bytes.append(reinterpret_cast<const char*>(data), part);
        into_.size += part;
        if (part == size) return;
        into_.more = true;
        throw std::length_error("more than was asked for"); // ends the filters' work
    }
    void finish() override {}

private:
    Unpacked& into_;
    const std::size_t bytes_max_;
    const Unpack how_;
};

} // namespace

Unpacked unpacked(const QPDFObjectHandle& stream, std::size_t bytes_max, Unpack how)
{
    Unpacked result;
    Sink sink(result, bytes_max, how);
    bool filtered = false, whole = false;
    try {
        whole = QPDFObjectHandle(stream).pipeStreamData(
            &sink, &filtered, 0, qpdf_dl_specialized, true, true
        );
    } catch (const std::runtime_error&) { // a filter's
    } catch (const std::length_error&) {  // the sink's; of a file that is read qpdf catches it
    }
    result.broken = !result.more && (!whole || !filtered);
    return result;
}

} // namespace tnung::returned
