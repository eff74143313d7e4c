#include "foundation/service/production.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include <sys/stat.h>
#include <unistd.h>

namespace tnung {

void check_web(std::vector<BrokenRule>& broken, const WebSettings& web)
{
    const bool loopback = web.address == "::1" || web.address.starts_with("127.");
    if (!loopback && web.certificate_file.empty())
        broken.push_back(
            {"web.address", "beyond this machine only over TLS (web.certificate_file), or stay on "
                            "127.0.0.1 behind "
                            "a proxy"}
        );
    if (loopback && web.certificate_file.empty() && web.proxies.empty())
        broken.push_back(
            {"web.proxies", "the address of the proxy in front: without it all people count as one"}
        );
    if (!web.page_origin.starts_with("https://"))
        broken.push_back({"web.page_origin", "the https address of our pages is needed"});
    if (web.operator_address != "::1" && !web.operator_address.starts_with("127."))
        broken.push_back(
            {"web.operator_address", "figures are for this machine alone: stay on 127.0.0.1"}
        );
}

void check_secrets(std::vector<BrokenRule>& broken, const config::Config& config)
{
    for (const auto& key : config.exposed())
        broken.push_back({key, "stands in a file that others may read: chmod 600"});
}

void check_reader(
    std::vector<BrokenRule>& broken, const std::string& key, const std::filesystem::path& program,
    const std::string& name
)
{
    struct stat is {};
    if (program.filename() != name || ::stat(program.c_str(), &is) != 0)
        broken.push_back({key, fmt::format("the program {} that comes with us", name)});
    else if ((is.st_mode & (S_IWGRP | S_IWOTH)) != 0 || (is.st_uid != 0 && is.st_uid != ::geteuid()))
        broken.push_back({key, "others may change that program"});
}

void check_unreadable(
    std::vector<BrokenRule>& broken, const std::string& key, const std::filesystem::path& file
)
{
    if (::access(file.c_str(), R_OK) == 0)
        broken.push_back(
            {key, fmt::format(
                      "this user may read {}: the process that has it needs a user of its own",
                      file.string()
                  )}
        );
}

void refuse_broken(const std::vector<BrokenRule>& broken)
{
    if (broken.empty()) return;
    std::string all = "not a production configuration:";
    for (const auto& one : broken) all += fmt::format("\n  {}: {}", one.key, one.words);
    throw std::runtime_error(all);
}

} // namespace tnung
