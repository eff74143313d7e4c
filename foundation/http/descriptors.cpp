#include "foundation/http/descriptors.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <stdexcept>

#include <sys/resource.h>

namespace tnung::http {

namespace {

constexpr std::size_t connections_min = 32;

} // namespace

std::size_t raise_descriptor_limit()
{
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return std::numeric_limits<std::size_t>::max();
    if (limit.rlim_cur < limit.rlim_max) {
        auto raised = limit;
        raised.rlim_cur = limit.rlim_max;
        if (::setrlimit(RLIMIT_NOFILE, &raised) == 0) limit = raised;
    }
    return limit.rlim_cur == RLIM_INFINITY ? std::numeric_limits<std::size_t>::max()
                                           : std::size_t(limit.rlim_cur);
}

std::size_t connections_within(std::size_t limit, std::size_t kept, std::size_t wanted)
{
    const auto enough = kept + std::min(connections_min, wanted);
    if (limit < enough)
        throw std::runtime_error(fmt::format(
            "the process may open {} files, and needs {}: raise the limit (ulimit -n, "
            "LimitNOFILE)",
            limit, enough
        ));
    return std::min(wanted, limit - kept);
}

} // namespace tnung::http
