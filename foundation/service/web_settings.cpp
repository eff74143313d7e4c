#include "foundation/service/web_settings.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/http/address.hpp"

#include <fmt/format.h>

#include <limits>
#include <stdexcept>

namespace tnung {

std::set<uid_t> read_users(config::Config& config, const std::string& key)
{
    std::set<uid_t> users;
    for (const auto& word : words_of(config.text(key, ""))) {
        const auto id = parse_integer(word).value_or(-1);
        if (id < 0 || id > std::numeric_limits<uid_t>::max())
            throw std::runtime_error(
                fmt::format("{}: {} is no number of a user of this machine", key, word)
            );
        users.insert(uid_t(id));
    }
    return users;
}

WebSettings read_web_settings(config::Config& config, unsigned short port_otherwise)
{
    WebSettings web;
    web.address = config.text("web.address", "127.0.0.1");
    web.port = static_cast<unsigned short>(config.integer("web.port", port_otherwise, 0, 65535));
    web.page_origin =
        config.text("web.page_origin", fmt::format("http://{}:{}", web.address, web.port));
    web.proxies = words_of(config.text("web.proxies", ""));
    for (const auto& one : web.proxies)
        if (!http::normal_address(one))
            throw std::runtime_error(fmt::format("web.proxies: {} is no address", one));
    web.share_port = config.flag("web.share_port", false);
    web.certificate_file = config.text("web.certificate_file", "");
    web.private_key_file = config.text("web.private_key_file", "");
    web.operator_address = config.text("web.operator_address", "127.0.0.1");
    web.operator_port =
        static_cast<unsigned short>(config.integer("web.operator_port", 0, 0, 65535));
    return web;
}

} // namespace tnung
