#pragma once

#include "foundation/config/config.hpp"

#include <string>
#include <vector>

namespace tnung {

/// Where a program's pages are, and how people reach them; section `web` of its configuration.
struct WebSettings {
    std::string address;
    unsigned short port = 0;
    std::string page_origin;          ///< where people reach our pages
    bool share_port = false;          ///< with other processes of ours on this machine
    std::vector<std::string> proxies; ///< ours, in front: they say who asks
    std::string certificate_file, private_key_file;
};

/// Throws std::runtime_error naming the key that is wrong.
WebSettings read_web_settings(config::Config& config, unsigned short port_otherwise);

} // namespace tnung
