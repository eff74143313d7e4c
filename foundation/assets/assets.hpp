#pragma once

#include "foundation/base/embedded.hpp"
#include "foundation/html/html.hpp"
#include "foundation/http/representation.hpp"

#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>

namespace tnung {

/// A program's fonts, styles, scripts and icons: part of it, addressed by their hash, kept by
/// browsers for a year. The style sheets become one file, `tnung.css`.
class Assets {
public:
    explicit Assets(std::span<const EmbeddedFile> files);

    /// `/assets/<hash>/tnung.css`
    const std::string& style_path() const { return style_path_; }
    /// Throws std::logic_error for a file that is not there.
    std::string path_of(std::string_view name) const;
    const html::IconSheet& icons() const { return icons_; }
    /// `GET /assets/{path...}`
    http::Response serve(const http::Request& request) const;

private:
    std::string_view file(std::string_view name) const;
    void keep(std::string_view name, std::string_view bytes);

    std::span<const EmbeddedFile> files_;
    std::string style_;
    std::string folder_; ///< `/assets/<hash>`
    std::string style_path_;
    html::IconSheet icons_;
    std::map<std::string, http::Representation, std::less<>>
        kept_; ///< by the last part of the path
};

} // namespace tnung
