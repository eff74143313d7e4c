#pragma once

#include "foundation/config/config.hpp"

#include <set>
#include <string>
#include <vector>

#include <sys/types.h>

namespace tnung {

/// Where a program's pages are, and how people reach them; section `web` of its configuration.
struct WebSettings {
    std::string address;
    unsigned short port = 0;
    std::string page_origin;          ///< where people reach our pages
    bool share_port = false;          ///< with other processes of ours on this machine
    std::vector<std::string> proxies; ///< ours, in front: they say who asks
    std::string certificate_file, private_key_file;
    /// Where those who run it ask how it is (`/health`, `/ready`, `/metrics`), apart from people.
    std::string operator_address;
    unsigned short operator_port = 0; ///< 0: any free one
};

/// Numbers of users of this machine, named by that key. Throws std::runtime_error naming it.
std::set<uid_t> read_users(config::Config& config, const std::string& key);

/// Throws std::runtime_error naming the key that is wrong.
WebSettings read_web_settings(config::Config& config, unsigned short port_otherwise);

} // namespace tnung
