#pragma once

#include "foundation/http/server.hpp"

#include <string>
#include <string_view>

namespace tnung::gateway {

/// Our fonts, styles and icons: part of the program, addressed by their hash, kept for a year.
class Assets {
public:
    Assets();
    /// `/assets/<hash>/tnung.css`: the style in one file with its tokens.
    const std::string& style_path() const { return style_path_; }
    std::string font_path(std::string_view name) const;
    std::string mark_path() const;
    std::string_view icons() const { return icons_; }
    http::Response serve(const http::Request& request) const;

private:
    std::string style_;
    std::string style_path_;
    std::string folder_; ///< `/assets/<hash>`
    std::string_view icons_;
};

} // namespace tnung::gateway
