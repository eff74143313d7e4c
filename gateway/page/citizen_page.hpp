#pragma once

#include "foundation/html/html.hpp"
#include "gateway/page/assets.hpp"

#include <string>
#include <vector>

namespace tnung::gateway {

enum class TextSize { normal, big };

/// The frame of every citizen's page: band, brand, larger letters, foot. `docs/ui.md`.
struct CitizenPage {
    std::string title;
    TextSize text_size = TextSize::normal;
    std::string other_size_path; ///< this page with the other size of letters
    std::vector<std::string> icons;
    html::Node content;
};

/// Strict policy, no store, no referrer; nothing from elsewhere.
http::Response citizen_response(int status, const Assets& assets, const CitizenPage& page);

/// The reader's choice, kept in a cookie by the link "Chữ to".
TextSize text_size_of(const http::Request& request);

} // namespace tnung::gateway
