#pragma once

#include "foundation/json/json.hpp"
#include "gateway/citizen/phone_link.hpp"
#include "gateway/rights/data_request.hpp"
#include "gateway/timeline/dossier_file.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tnung::gateway {

/// Everything that is kept about one follower, as he may know it: dossiers at the level his links
/// have for them.
struct MyData {
    std::string zalo_name; ///< empty: Zalo did not tell
    Language language = Language::vi;
    std::optional<Instant> followed_at;
    struct Number {
        std::string number; ///< 84…
        Instant proved_at;
        std::string consent_version;
    };
    std::vector<Number> numbers;
    std::vector<DossierFile> dossiers; ///< newest first
    struct Told {
        std::string dossier_code, kind, status,
            way; ///< way: chat, template_by_…, sms, call or empty
        Instant at;
        std::optional<Instant> delivered_at, seen_at;
    };
    std::vector<Told> notices; ///< newest first
    struct Message {
        Instant at;
        std::string text; ///< as it was sent to him
    };
    std::vector<Message> messages;
    struct Said {
        Instant at;
        bool by_office;
        std::string text;
    };
    std::vector<Said> talks;
    struct Reader {
        std::string dossier_code, office, purpose; ///< the office, never the person
        Instant at;
    };
    std::vector<Reader> readers;
    std::vector<DataRequest> requests;
};

inline constexpr int my_data_rows_max = 500; ///< of each kind

MyData load_my_data(
    pg::Transaction& tx, const PersonKeys& keys, const UnitDirectory& units, Id<Follower> follower,
    Instant now, const DisclosureSettings& settings
);

/// The file he takes away (docs/formats/my-data.md).
json::Object my_data_json(const MyData& data, Instant now);

} // namespace tnung::gateway
