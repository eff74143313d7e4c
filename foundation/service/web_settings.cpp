#include "foundation/service/web_settings.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/http/forwarded.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace tnung {

WebSettings read_web_settings(config::Config& config, unsigned short port_otherwise)
{
    WebSettings web;
    web.address = config.text("web.address", "127.0.0.1");
    web.port = static_cast<unsigned short>(config.integer("web.port", port_otherwise, 0, 65535));
    web.page_origin =
        config.text("web.page_origin", fmt::format("http://{}:{}", web.address, web.port));
    web.proxies = words_of(config.text("web.proxies", ""));
    for (const auto& one : web.proxies)
        if (!http::is_address(one))
            throw std::runtime_error(fmt::format("web.proxies: {} is no address", one));
    web.share_port = config.flag("web.share_port", false);
    web.certificate_file = config.text("web.certificate_file", "");
    web.private_key_file = config.text("web.private_key_file", "");
    return web;
}

} // namespace tnung
