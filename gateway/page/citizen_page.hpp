#pragma once

#include "foundation/assets/assets.hpp"
#include "foundation/html/html.hpp"
#include "gateway/words/catalogue.hpp"

#include <string>
#include <vector>

namespace tnung::gateway {

enum class TextSize { normal, big };

/// Our fonts, styles, scripts and icons.
Assets gateway_assets();

/// How this reader wants his pages: letters and language, kept in cookies by two links of the
/// frame.
struct Reader {
    TextSize text_size = TextSize::normal;
    Words words{Language::vi};
};
/// `otherwise`: the language where he never chose one.
Reader reader_of(const http::Request& request, Language otherwise = Language::vi);

/// The frame of every citizen's page: band, brand, larger letters, foot (ui: anatomy).
struct CitizenPage {
    std::string title;
    std::string path; ///< of this page, with the query that makes it, for the frame's links
    std::vector<std::string> icons;
    html::Node content;
    html::Node thumb;           ///< the one act, under the thumb; may be empty
    std::string foot_note;      ///< above the owner's line; may be empty
    bool wide = false;          ///< two columns on a desk
    bool plain_address = false; ///< it opens nothing by itself: our own pages may be told it
};

/// Strict policy, no store, no referrer; nothing from elsewhere.
http::Response
citizen_response(int status, const Assets& assets, const Reader& reader, const CitizenPage& page);

/// A short page: heading, sentences, and one way on.
struct PlainPage {
    std::string path, heading;
    std::vector<std::string> sentences;
    std::string way, way_path; ///< may be empty
};
http::Response
plain_response(int status, const Assets& assets, const Reader& reader, const PlainPage& page);

} // namespace tnung::gateway
